"""``answer``: the district's corrected list, beside what was proposed to it."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inventory.audit import AuditState
from inventory.errors import ChampionError, FileRefused
from inventory.files.profiles import PROFILES, RegisterKind
from inventory.rules.phrases import count
from inventory.services.office import Office
from tui.commands.audit_rows import device_label
from tui.commands.audit_which import audit_of, audit_option
from tui.commands.common import School, ask, json_option, pass_school, say, say_json
from tui.commands.kinds import NAMED
from tui.commands.plan_json import plan_as_json
from tui.commands.plan_words import what_it_would_do

if TYPE_CHECKING:
    from inventory.services.answers import Answer

OUTCOMES = ("accepted", "ignored", "changed")
_PROFILES = sorted({one.name for one in PROFILES if one.kind is RegisterKind.DEVICES})


@click.command(short_help="Read the district's answer to an audit.")
@click.argument("file", type=NAMED)
@audit_option
@click.option("--profile", type=click.Choice(_PROFILES), help="Where the file is from; else told.")
@click.option("--dry-run", is_flag=True, help="Only show what it says.")
@click.option("--yes", is_flag=True, help="Take it without asking.")
@json_option
@pass_school
def answer(
    school: School, file: Path, audit_id: str, profile: str | None, dry_run: bool, yes: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Read FILE, the district's new list of devices: what became of what was proposed.

    Taking it imports the list, and records the answer with the audit.
    """
    from inventory.services import answers, upkeep

    with school.office() as office:
        asked = audit_of(office, audit_id, AuditState.SUBMITTED, AuditState.ANSWERED)
        read = answers.read_answer(office, asked, file, profile)
        if not as_json:
            for line in _picture(office, read):
                say(line)
        _refuse_empty(read)
        if not (yes or dry_run or ask("Import the list, and record the answer?")):
            raise ChampionError("Nothing was imported.")
        document = _answer_json(office, read) if as_json else {}
        audit = read.audit if dry_run else answers.take_answer(office, read)
        if not dry_run:
            upkeep.index_all(office)
        if as_json:
            say_json({**document, "state": audit.state, "applied": not dry_run})
        elif not dry_run:
            say(f"Imported, and recorded as the answer to {audit.audit_id}.")


def _refuse_empty(read: "Answer") -> None:
    plan = read.plan
    if not plan.counts.taken:
        raise FileRefused(f"No row of {plan.file} could be taken.", "Mend it and try again.")


def _picture(office: Office, read: "Answer") -> Iterator[str]:
    """The list, then each proposal beside the answer, then what changed without one."""
    yield from what_it_would_do(office, read.plan)
    numbers = [f"{number:,} {outcome}" for outcome, number in _numbers(read).items()]
    proposed = count(len(read.proposals), "proposal")
    yield f"{read.audit.audit_id}, {proposed}: {' · '.join(numbers)}"
    for one in read.proposals:
        if not one.outcome:
            continue  # the list has no column for it: the number says enough
        said = f"was {_value(one.base)}, proposed {_value(one.proposed)}"
        device = device_label(office, one.device)
        yield f"  {device}  {one.field}: {said}, answer {_value(one.answer)}: {one.outcome}"
    if read.unasked:
        yield f"Changed without a proposal: {count(len(read.unasked), 'field')}"
    for device, field, before, after in read.unasked:
        yield f"  {device}  {field.replace('_', ' ')}: {_value(before)} → {_value(after)}"


def _answer_json(office: Office, read: "Answer") -> dict[str, object]:
    return {
        "audit": read.audit.audit_id,
        "outcomes": _numbers(read),
        "proposals": [
            {
                "device": device_label(office, one.device),
                "field": one.field,
                "base": one.base,
                "proposed": one.proposed,
                "reason": one.reason,
                "outcome": one.outcome or _SILENT,
                "answer": one.answer,
            }
            for one in read.proposals
        ],
        "unasked": [
            {"device": device, "field": field, "before": before, "after": after}
            for device, field, before, after in read.unasked
        ],
        "plan": plan_as_json(office, read.plan),
    }


def _numbers(read: "Answer") -> dict[str, int]:
    outcomes = [one.outcome or _SILENT for one in read.proposals]
    numbers = {outcome: outcomes.count(outcome) for outcome in OUTCOMES}
    silent = outcomes.count(_SILENT)
    return {**numbers, _SILENT: silent} if silent else numbers


_SILENT = "unanswered"
"""The list has no column for what was proposed."""


def _value(value: str) -> str:
    return value or "(blank)"
