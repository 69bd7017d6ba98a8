"""``lay-out``: which device is for whom, before the day; shown first and written as a whole."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import click

from inventory.errors import ChampionError
from inventory.rules.duties import Duty
from inventory.services import lay_out as service
from inventory.services.lay_out import Applied, Plan
from inventory.services.office import Office
from tui import lay_out_words
from tui.commands.columns import in_columns
from tui.commands.common import (
    School,
    ask,
    filled,
    found_wanting,
    json_option,
    pass_school,
    say,
    say_json,
)
from tui.commands.progress import ProgressLine, held_interrupt

INTERRUPTED = 130
"""128 and the number of SIGINT, as shells count."""


@click.command("lay-out", short_help="Lay out who is to get which device.")
@click.option(
    "--homeroom", "homerooms", metavar="H", multiple=True, callback=filled,
    help="Only this homeroom; can be said several times.",
)  # fmt: skip
@click.option(
    "--category", metavar="C", callback=filled,
    help="Of which category; else that of the most devices.",
)  # fmt: skip
@click.option("--clear", is_flag=True, help="Take back what is laid out and not handed out.")
@click.option("--dry-run", is_flag=True, help="Only show it.")
@click.option("--yes", is_flag=True, help="Write it without asking.")
@json_option
@pass_school
def lay_out(
    school: School, homerooms: tuple[str, ...], category: str, clear: bool, dry_run: bool,
    yes: bool, as_json: bool,
) -> None:  # fmt: skip
    """Lay out a device for each enrolled student who has none.

    What is laid out stays; else a student gets what they had last, else the next ready in stock.
    Whom the table would stop, as a form is missing, is left out and counted.
    """
    if dry_run and yes:
        raise click.UsageError("Say --dry-run or --yes, not both.")
    with school.office() as office:
        if not dry_run:
            office.refuse_helper(Duty.LAY_OUT)
        work_out = service.plan_to_clear if clear else service.plan
        plan = work_out(office, category, homerooms)
        if not as_json:
            _show(plan)
        applied = None if dry_run else _write(office, plan, yes)
    _report(plan, applied, as_json=as_json, dry_run=dry_run)
    if plan.layout.without:
        raise found_wanting()


def _show(plan: Plan) -> None:
    if not (plan.layout.lines or plan.layout.without or plan.layout.freed or plan.left_out):
        return
    for line in (*lay_out_words.sentences(plan), *_table(plan)):
        say(line)


def _table(plan: Plan) -> Iterator[str]:
    """Each line, under its homeroom."""
    lines = plan.layout.lines
    if plan.clears:
        yield from in_columns([(one.label, one.name) for one in plan.layout.freed])
    if not lines:
        return
    cells = in_columns(
        [(one.device.label, one.device.model, one.student.name, one.why) for one in lines]
    )
    pairs = zip(lines, cells, strict=True)
    for homeroom, group in groupby(pairs, key=lambda pair: pair[0].student.homeroom):
        yield f"{lay_out_words.whose(homeroom).capitalize()}:"
        yield from (cell for _, cell in group)


def _write(office: Office, plan: Plan, yes: bool) -> Applied | None:
    """Ask where that is wanted, and write. Raises ChampionError at a no."""
    if not plan.layout.changes:
        return None
    if not yes and not ask("Clear all of these?" if plan.clears else "Lay them out?"):
        raise ChampionError("Nothing was changed.")
    line = ProgressLine()
    line.begin()
    try:
        with held_interrupt() as pressed:

            def wrote(done: int, total: int) -> None:
                if pressed():
                    raise KeyboardInterrupt
                line.wrote(done, total)

            return service.apply(office, plan, wrote)
    except KeyboardInterrupt as stop:
        line.clear()
        say("Stopped. Nothing was changed.", err=True)
        raise click.exceptions.Exit(INTERRUPTED) from stop
    finally:
        line.clear()


def _report(plan: Plan, applied: Applied | None, *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        say_json({**_as_json(plan), "applied": applied is not None})
    elif applied:
        say(lay_out_words.done(plan, applied))
    elif not plan.layout.changes:
        say(lay_out_words.nothing_to_do(plan))
    elif dry_run:
        say("Nothing was written.")


def _as_json(plan: Plan) -> dict[str, Any]:
    layout = plan.layout
    return {
        "category": plan.wanted.category,
        "homerooms": list(plan.wanted.homerooms),
        "lines": [
            {
                "homeroom": one.student.homeroom, "person": one.student.person,
                "name": one.student.name, "device": one.device.label, "why": one.why.name.lower(),
            }
            for one in layout.lines
        ],
        "without": [{"person": one.person, "name": one.name} for one in layout.without],
        "left_out": [
            {"person": one.student.person, "name": one.student.name, "why": one.why}
            for one in plan.left_out
        ],
        "freed": [{"device": one.label, "person": one.person} for one in layout.freed],
        "left": len(layout.left),
        "not_ready": plan.not_ready,
        "changes": len(layout.changes),
    }  # fmt: skip
