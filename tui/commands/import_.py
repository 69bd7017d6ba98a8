"""``import``: what the district says exists, shown first and taken as a whole."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from inventory.errors import ChampionError, FileRefused
from inventory.files.plan import Plan
from inventory.files.profiles import PROFILES, RegisterKind
from inventory.files.reader import Refused, Table, read_table
from inventory.files.spreadsheet import write_csv
from inventory.rules.phrases import count
from inventory.services import register, upkeep
from inventory.services.office import Office
from inventory.services.register import Applied
from tui.clock import SystemClock
from tui.commands.common import (
    School,
    ask,
    json_option,
    pass_school,
    say,
    say_json,
)
from tui.commands.plan_words import what_it_would_do

_PROFILES = sorted({profile.name for profile in PROFILES})


@click.command("import", short_help="Import devices, people or places from a file.")
@click.argument("kind", type=click.Choice([kind.value for kind in RegisterKind]))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--profile", type=click.Choice(_PROFILES), help="Where the file is from; else told.")
@click.option("--dry-run", is_flag=True, help="Only show what it would do.")
@click.option("--yes", is_flag=True, help="Import without asking.")
@click.option("--left", is_flag=True, help="People gone from the file have left the school.")
@click.option(
    "--refused", "refused_to", type=click.Path(path_type=Path), metavar="FILE.csv",
    help="Write the refused rows there, to be mended and imported.",
)  # fmt: skip
@json_option
@pass_school
def import_(
    school: School, kind: str, file: Path, profile: str | None, dry_run: bool, yes: bool,
    left: bool, refused_to: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Import devices, people or places from FILE, a CSV of the district's."""
    asks = not (yes or dry_run)
    with _register(school) as office:
        plan = register.prepare(office, RegisterKind(kind), file, profile)
        if not as_json:
            for line in what_it_would_do(office, plan):
                say(line)
    if refused_to and plan.refused:
        _keep_refused(plan, file, refused_to)
        say(f"{count(len(plan.refused), 'refused row')} written to {refused_to}.", err=True)
    if not (plan.new or plan.changed or plan.unchanged):
        if as_json:
            say_json(plan.as_json())
        raise FileRefused(f"No row of {plan.file} could be taken.", "Mend it and try again.")
    if asks and _changes(plan) and not ask("Import?"):
        raise ChampionError("Nothing was imported.")
    if dry_run:
        _report(plan, None, as_json)
    else:
        _apply(school, plan, left or (asks and _ask_left(plan)), as_json)


def _apply(school: School, plan: Plan, left: bool, as_json: bool) -> None:
    """Write the plan, into a new database where there is none yet."""
    clock = SystemClock()
    path = school.path
    office = Office.open(path, clock) if path.exists() else Office.create(path, clock)
    try:
        applied = register.apply(office, plan, mark_left=left)
        upkeep.index_all(office)
    finally:
        office.close()
    _report(plan, applied, as_json)


def _report(plan: Plan, applied: Applied | None, as_json: bool) -> None:
    """What came of it; None for a dry run, which the plan's own lines have told already."""
    marked = applied.marked_left if applied else 0
    if as_json:
        done = {"applied": applied is not None, "marked_left": marked}
        say_json({**plan.as_json(), **done})
    elif not _changes(plan):
        rows = count(len(plan.unchanged), "row")
        say(f"Nothing to do: the register has it all already, {rows}.")
    elif applied:
        say(f"Imported: {len(plan.new):,} new, {len(plan.changed):,} changed.")
        if marked:
            say(f"Recorded as having left: {count(marked, 'person', 'people')}.")
        if applied.site:
            say(f"This school's site code is {applied.site} from now on.")


def _changes(plan: Plan) -> bool:
    return bool(plan.new or plan.changed or plan.gone)


def _ask_left(plan: Plan) -> bool:
    """Whether the people gone from the file have left; asked only where there are any."""
    if plan.kind is not RegisterKind.PEOPLE or not plan.gone:
        return False
    people = count(len(plan.gone), "person is", "people are")
    return ask(f"{people} gone from the file. Record that they have left the school?")


@contextmanager
def _register(school: School) -> Iterator[Office]:
    """The register to compare with; an empty one in memory where there is no database yet."""
    if school.path.exists():
        with school.office() as office:
            yield office
        return
    office = Office.in_memory(SystemClock())
    try:
        yield office
    finally:
        office.close()


def _keep_refused(plan: Plan, file: Path, target: Path) -> None:
    """Write the refused rows under the file's own headings, each with its line and reason."""
    table = read_table(file)
    if table.sha256 != plan.sha256:
        raise FileRefused(f"{plan.file} was changed while it was read.", "Import it again.")
    known = {row.line: row.cells for row in table.rows}
    width = len(table.header)
    rows = [known.get(row.line) or _cells_of(row, table) for row in plan.refused]
    more = max(0, *(len(cells) - width for cells in rows))
    header = (*table.header, *(f"left over {n}" for n in range(1, more + 1)), "line", "reason")
    write_csv(
        target,
        header,
        (
            (*cells, *[""] * (width + more - len(cells)), row.line, row.reason)
            for cells, row in zip(rows, plan.refused, strict=True)
        ),
        for_spreadsheet=True,
    )


def _cells_of(row: Refused, table: Table) -> tuple[str, ...]:
    """The cells of a row that has too many, or too long ones, as far as it was kept."""
    return tuple(next(csv.reader([row.text], delimiter=table.delimiter), ()))
