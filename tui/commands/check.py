"""``check``: whether the file, the journal and this laptop are well."""

import click

from inventory.rules.phrases import count
from inventory.services import upkeep
from tui.commands.common import School, found_wanting, json_option, pass_school, say, say_json


@click.command(short_help="Check the file and the journal.")
@click.option("--rebuild", is_flag=True, help="First work out anew who has what, and compare.")
@json_option
@pass_school
def check(school: School, rebuild: bool, as_json: bool) -> None:
    """Check the file, the journal's chain, and that what is shown follows from it."""
    with school.office() as office:
        health = upkeep.check_rebuilt(office) if rebuild else upkeep.check(office)
    if as_json:
        say_json(
            {
                "ok": health.ok,
                "findings": list(health.findings),
                "head": health.head,
                "events": health.events,
            }
        )
    elif health.ok:
        say(f"All is well: {count(health.events, 'event')}, head {health.head}.")
    else:
        for finding in health.findings:
            say(finding)
    if not health.ok:
        raise found_wanting()
