"""``preflight``: whether all is there that a day of scanning needs."""

import click

from inventory.rules.before import Level
from inventory.services import preflight as before
from tui.commands.columns import in_columns
from tui.commands.common import School, found_wanting, json_option, pass_school, say, say_json
from tui.screens.before_leads import LEADS


@click.command(short_help="Look at what a day of scanning needs.")
@json_option
@pass_school
def preflight(school: School, as_json: bool) -> None:
    """Look at the scanner, the lists, the devices, the tables, the backups and this laptop.

    What has ✗ would stop the line: the exit code is 1 then. What has ! should be seen to; the key
    at the end leads there in the app.
    """
    with school.office(scans=True) as office:
        found = before.look(office)
    if as_json:
        for one in found:
            say_json({
                "what": one.what.name.lower(), "level": one.level.value, "say": one.say,
                "hint": one.hint or None, "key": LEADS[one.what].key if one.what in LEADS else None,
            })  # fmt: skip
    else:
        rows = [
            [
                one.level.mark,
                one.what.value,
                one.say,
                LEADS[one.what].key if one.what in LEADS else "",
            ]
            for one in found
        ]
        for line in in_columns(rows):
            say(line)
        for one in found:
            if one.hint and one.level in (Level.WARN, Level.BAD):
                say(f"{one.what.value}: {one.hint}")
    if any(one.level is Level.BAD for one in found):
        raise found_wanting()
