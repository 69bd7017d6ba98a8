"""``term``: who serves the school as champion or helper, from when to when."""

from datetime import datetime

import click

from inventory.rules.duties import Role
from inventory.rules.terms import Term
from inventory.services import terms
from inventory.services.terms import Served
from tui.commands.columns import in_columns
from tui.commands.common import School, json_option, pass_school, say, say_json, words
from tui.commands.kinds import DAY

_ROLES = click.Choice([role.value for role in Role])
_from = click.option("--from", "start", type=DAY, metavar="DATE", help="Its first day: 2026-08-24.")
_role = click.option("--role", type=_ROLES, help="Which one, where somebody serves as both.")


@click.group(short_help="Say who serves, and how many years by now.")
def term() -> None:
    """Keep who serves as champion or helper, a school year of ten months at a time.

    Years are counted from this list. Who may do what at the table is “champion operator”.
    """


@term.command(short_help="Put down that somebody serves.")
@click.argument("name", type=words)
@click.option("--role", type=_ROLES, required=True, help="As what.")
@_from
@click.option("--to", "end", type=DAY, metavar="DATE", help="Its last day.")
@json_option
@pass_school
def add(
    school: School, name: str, role: str, start: datetime | None, end: datetime | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Put down that NAME serves, for this school year where no days are given."""
    with school.office() as office:
        added = terms.add(office, name, Role(role), start and start.date(), end and end.date())
    _tell(added, as_json, "serves")


@term.command(short_help="End a term early.")
@click.argument("name", type=words)
@click.option("--on", type=DAY, metavar="DATE", help="Its last day; today without.")
@_from
@_role
@json_option
@pass_school
def end(
    school: School, name: str, on: datetime | None, start: datetime | None, role: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """End the term of NAME that is on; what was served counts."""
    as_what, first = Role(role) if role else None, start and start.date()
    with school.office() as office:
        ended = terms.end(office, name, on and on.date(), as_what, first)
    _tell(ended, as_json, "serves")


@term.command(short_help="Take back a term put down by mistake.")
@click.argument("name", type=words)
@_from
@_role
@json_option
@pass_school
def remove(
    school: School, name: str, start: datetime | None, role: str | None, as_json: bool
) -> None:
    """Take back that NAME serves; --from tells which term, where there are several."""
    with school.office() as office:
        gone = terms.remove(office, name, start and start.date(), Role(role) if role else None)
    _tell(gone, as_json, "does not serve")


@term.command("list", short_help="Who serves and served.")
@json_option
@pass_school
def list_(school: School, as_json: bool) -> None:
    """Show who serves now, then who did, with the years served by then."""
    with school.office() as office:
        found = terms.terms(office)
    if as_json:
        for one in found:
            say_json({**_as_object(one.term), "years": one.years, "now": one.is_on})
        return
    for line in in_columns([_row(one) for one in found]):
        say(line)
    if not found:
        say("No term is put down yet: champion term add NAME --role champion.")


def _row(one: Served) -> list[str]:
    term = one.term
    return [term.name, term.role.value, f"{term.start} to {term.end}", one.in_words]


def _tell(one: Term, as_json: bool, verb: str) -> None:
    if as_json:
        say_json(_as_object(one))
    else:
        say(f"{one.name} {verb} as {one.role.value} from {one.start} to {one.end}.")


def _as_object(one: Term) -> dict[str, object]:
    return {
        "name": one.name,
        "role": one.role.value,
        "from": one.start.isoformat(),
        "to": one.end.isoformat(),
    }
