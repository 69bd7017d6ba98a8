"""``import``: what the district says exists, shown first and taken as a whole."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from inventory.errors import ChampionError, FileRefused
from inventory.files.entries import Reading
from inventory.files.mapping import SavedMapping
from inventory.files.plan import Plan
from inventory.files.profiles import RegisterKind
from inventory.rules.phrases import count
from inventory.services import backups, mappings, refusals, register, upkeep
from inventory.services.office import Office
from inventory.services.register import Applied
from tui.clock import SystemClock
from tui.commands.common import (
    School,
    ask,
    found_wanting,
    json_option,
    office_or_empty,
    pass_school,
    say,
    say_json,
)
from tui.commands.import_columns import said_by_hand, with_guess
from tui.commands.import_order import Order, import_options
from tui.commands.kinds import NAMED
from tui.commands.plan_json import plan_as_json
from tui.commands.plan_words import (
    MOST_SCHOOLS,
    how_many,
    what_it_would_do,
    what_to_say,
)
from tui.commands.progress import ProgressLine, held_interrupt

INTERRUPTED = 130
"""128 and the number of SIGINT, as shells count."""


@dataclass(frozen=True, slots=True)
class Told:
    """A file's plan, how it was read, and what was said of its columns."""

    plan: Plan
    reading: Reading
    mapping: SavedMapping | None


@click.command("import", short_help="Import devices, people or places from a file.")
@click.argument("kind", type=click.Choice([kind.value for kind in RegisterKind]))
@click.argument("file", type=NAMED)
@import_options
@json_option
@pass_school
def import_(school: School, /, kind: str, file: Path, **said: Any) -> None:
    """Import devices, people or places from FILE: CSV, Excel (.xlsx), or a OneRoster .zip."""
    order = Order(RegisterKind(kind), file, **said)
    order.refuse_contradictions()
    line = ProgressLine()
    try:
        _import(school, order, line)
    except (KeyboardInterrupt, click.Abort) as stop:
        line.clear()
        say("Stopped. Nothing was imported.", err=True)
        raise click.exceptions.Exit(INTERRUPTED) from stop
    finally:
        line.clear()


def _import(school: School, order: Order, line: ProgressLine) -> None:
    """Compare and show; then, where that is wanted, write on the connection that compared."""
    is_new = not school.path.exists()
    with office_or_empty(school) as office:
        told = _prepare(office, order, line)
        document = _show(office, order, told)
        if order.dry_run:
            _report(told.plan, None, document)
            return
        left = _agreed(order, told.plan)
        if not is_new:
            _take(office, told, left, line, document)
            return
    with _new_office(school.path) as office:
        again = _prepare(office, order, line)
        if again.plan.sha256 != told.plan.sha256:
            raise FileRefused(
                f"{told.plan.file} was changed since it was read.", "Import it again."
            )
        _take(office, again, left, line, document)


def _prepare(office: Office, order: Order, line: ProgressLine) -> Told:
    """Compare the file with the register; a refusal for its columns comes with a guess of them."""
    mapping, columns = None, None
    if order.pairs:
        mapping, columns = said_by_hand(office, order.kind, order.file, order.pairs, order.keep_as)
    reading = order.reading(columns)
    line.begin()
    try:
        plan = register.prepare(office, order.kind, order.file, reading, progress=line.read)
    except FileRefused as fault:
        line.clear()
        if order.profile or order.pairs:
            raise
        for said in with_guess(office, order.kind, order.file, fault):
            say(said, err=True)
        raise found_wanting() from fault
    line.clear()
    return Told(plan, reading, mapping if order.keep_as else None)


def _show(office: Office, order: Order, told: Told) -> dict[str, Any]:
    """Say what it would do, or give it for ``--json``; keep the refused rows where that was asked.

    Raises FileRefused where no row could be taken.
    """
    plan, document = told.plan, {}
    split = [dict(row) for row in plan.split_names]
    if order.as_json:
        document = {**plan_as_json(office, plan), "split_rows": split}
    else:
        for line in what_it_would_do(
            office, plan, keep_refused="--refused FILE.csv keeps them all"
        ):
            say(line)
        for line in what_to_say(plan, split, order.one_school):
            say(line)
    if order.refused_to and plan.counts.refused:
        number = refusals.save_refused(office, plan, order.file, told.reading, order.refused_to)
        say(f"{count(number, 'refused row')} written to {order.refused_to}.", err=True)
    if not plan.counts.taken:
        if order.as_json:
            say_json({**document, **_done(None)})
        raise _nothing_taken(order, plan)
    return document


def _nothing_taken(order: Order, plan: Plan) -> FileRefused:
    if order.one_school and not plan.counts.refused:
        named = ", ".join(one.words for one in plan.schools[:MOST_SCHOOLS])
        return FileRefused(
            f"No row of {plan.file} is of the school {order.one_school}.",
            f"It names {named}." if named else "It names no school: leave --school out.",
        )
    return FileRefused(f"No row of {plan.file} could be taken.", "Mend it and try again.")


def _agreed(order: Order, plan: Plan) -> bool:
    """Ask where that is wanted; whether people gone from the file have left the school.

    Raises ChampionError at a no.
    """
    if not order.asks or not plan.counts.differing:
        return order.left
    if not ask("Import?"):
        raise ChampionError("Nothing was imported.")
    if order.left or order.kind is not RegisterKind.PEOPLE or not plan.counts.gone:
        return order.left
    people = count(plan.counts.gone, "person is", "people are")
    return ask(f"{people} gone from the file. Record that they have left the school?")


def _take(
    office: Office, told: Told, left: bool, line: ProgressLine, document: dict[str, Any]
) -> None:
    """Write the plan, all or nothing; Ctrl+C is heard between two pieces of it."""
    line.begin()
    with held_interrupt() as pressed:

        def wrote(done: int, total: int) -> None:
            if pressed():
                raise KeyboardInterrupt
            line.wrote(done, total)

        def keep() -> None:
            if told.mapping:
                mappings.put_mapping(office, told.mapping)

        applied = register.apply(office, told.plan, mark_left=left, progress=wrote, also=keep)
        line.clear()
        _index(office, told.plan, line, pressed)
        _report(told.plan, applied, document)
        if told.mapping and not document:
            name = told.mapping.name
            say(f"Kept as {name}: the next file with these headings is read the same way.")


def _index(office: Office, plan: Plan, line: ProgressLine, pressed: Callable[[], bool]) -> None:
    """Make what was imported findable; what Ctrl+C leaves is done when the app opens."""
    line.begin()
    done, total = 0, plan.counts.new + plan.counts.changed
    while (some := upkeep.index_some(office)) and not pressed():
        done += some
        line.indexed(done, max(done, total))
    line.clear()


def _report(plan: Plan, applied: Applied | None, document: dict[str, Any]) -> None:
    """What came of it; None for a dry run, which the plan's own lines have told already."""
    if document:
        say_json({**document, **_done(applied)})
    elif not plan.counts.differing:
        rows = count(plan.counts.unchanged, "row")
        say(f"Nothing to do: the register has it all already, {rows}.")
    elif applied:
        say(f"Imported: {plan.counts.new:,} new, {plan.counts.changed:,} changed.")
        if applied.marked_left:
            say(f"Recorded as having left: {how_many(plan.kind, applied.marked_left)}.")
        elif plan.counts.gone:
            say(f"Kept, and marked as gone from the list: {how_many(plan.kind, plan.counts.gone)}.")
        if applied.site:
            say(f"This school's site code is {applied.site} from now on.")


def _done(applied: Applied | None) -> dict[str, Any]:
    """What became of the plan, as ``--json`` says it."""
    return {
        "applied": applied is not None,
        "marked_left": applied.marked_left if applied else 0,
        "site": applied.site if applied else "",
    }


@contextmanager
def _new_office(path: Path) -> Iterator[Office]:
    """A new database; where the block fails before anything is in it, there is none again."""
    office = Office.create(path, SystemClock())
    try:
        yield office
    except BaseException:
        is_unused = not backups.changed_since_backup(office)
        office.close()
        if is_unused:
            for file in (path, path.with_name(f"{path.name}-journal")):
                file.unlink(missing_ok=True)
        raise
    office.close()
