"""``calendar``: the days of the school year, on the screen or as a file for one's own calendar."""

from pathlib import Path

import click

from inventory.rules.calendar import Entry, What, until
from inventory.rules.phrases import count, long_day
from inventory.services import calendar as days
from tui.commands.columns import in_columns
from tui.commands.common import School, json_option, pass_school, say, say_json
from tui.commands.kinds import Ends


@click.command(short_help="Show the year: audits, sessions, deadlines.")
@click.option(
    "--ics", type=Ends(".ics"), metavar="FILE.ics",
    help="Write it as an iCalendar file, for Google Calendar, Outlook and others.",
)  # fmt: skip
@json_option
@pass_school
def calendar(school: School, ics: Path | None, as_json: bool) -> None:
    """Show the days of the school year that is on or comes next.

    The settings “quarters”, “session”, “due_back”, “year” and “survey” say which days those are.
    """
    with school.office() as office:
        found, today = days.entries(office), office.clock.now().date()
        year, is_known = days.school_year(office)
        written = days.save_ics(office, ics) if ics else 0
    if as_json:
        for one in found:
            say_json(_as_object(one))
        return
    if ics:
        say(
            f"Written: {ics}, {count(written, 'day')}."
            " Most calendars that import it again move what changed."
        )
        return
    if not is_known:
        say(f"The setting “year” has no year that is on or comes. Assumed: {year.in_words}.")
        say('champion settings year "2026-08-24 to 2027-06-11" sets the first and the last day.')
    rows = [
        [f"{long_day(one.on)[:3]} {one.on}", one.title, _state(one), until(one.on, today)]
        for one in found
    ]
    for line in in_columns(rows):
        say(line)


def _state(one: Entry) -> str:
    if one.is_overdue:
        return "overdue"
    return "signed" if one.is_signed else ""


def _as_object(one: Entry) -> dict[str, object]:
    return {
        "key": one.key,
        "kind": one.what.value,
        "on": one.on.isoformat(),
        "title": one.title,
        "about": one.about,
        "signed": one.is_signed if one.what is What.AUDIT else None,
        "overdue": one.is_overdue,
    }
