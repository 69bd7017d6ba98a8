"""``audit``: count what there is, explain what did not match, sign it, hand it to district IT."""

import secrets
from collections.abc import Iterable
from pathlib import Path

import click

from inventory.audit import Audit, AuditState, Scope
from inventory.errors import ChampionError
from inventory.rules.audit_life import Step, require
from inventory.services import audit_draft, audit_figures, audits
from inventory.services.audit_figures import Status
from inventory.services.office import Office
from tui.commands.audit_explain import explain
from tui.commands.audit_lists import list_
from tui.commands.audit_scan import attest, scan, unreadable
from tui.commands.audit_which import audit_argument, audit_of
from tui.commands.audit_words import (
    draft_json,
    draft_lines,
    figure_lines,
    next_line,
    status_lines,
    status_of,
)
from tui.commands.common import School, ask, json_option, pass_school, say, say_json, words
from tui.commands.export import say_written
from tui.commands.keys import seal_option
from tui.commands.kinds import NAMED, Whole

_SEED_BYTES = 4


class _Steps(click.Group):
    """Lists its commands in the order in which they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click asks)
        """As they were added."""
        return list(self.commands)


@click.group(cls=_Steps, short_help="Count what there is: open, scan, explain, sign, submit.")
def audit() -> None:
    """Audit the devices: freeze the list, scan, explain what did not match, sign, submit."""


@audit.command("open", short_help="Freeze the list of what is expected.")
@click.option("--place", "places", multiple=True, type=words, metavar="PLACE", help="Only there.")
@click.option(
    "--category", "categories", multiple=True, type=words, metavar="CATEGORY", help="Only these."
)
@click.option("--sample", type=Whole(min=1), metavar="N", help="Only so many, drawn by chance.")
@click.option(
    "--floor", type=Whole(min=1), metavar="N",
    help="With a sample: so many more picked on the floor.",
)  # fmt: skip
@click.option("--seed", type=words, metavar="TEXT", help="Draws the same sample again.")
@click.option("--blind", is_flag=True, help="Never show while scanning what is expected.")
@click.option("--quarter", type=words, default="", metavar="2026-Q4", help="Else the next one due.")
@click.option("--dry-run", is_flag=True, help="Only show what would be frozen.")
@json_option
@pass_school
def open_(
    school: School, places: tuple[str, ...], categories: tuple[str, ...], sample: int | None,
    floor: int | None, seed: str | None, blind: bool, quarter: str, dry_run: bool, as_json: bool,
) -> None:  # fmt: skip
    """Freeze the list of what is expected, and begin to count.

    Without --place, --category and --sample it is all that the school answers for.
    """
    if sample is None and (floor or seed):
        raise click.UsageError("--floor and --seed belong to a sample: say --sample N too.")
    drawn_with = (seed or secrets.token_hex(_SEED_BYTES)) if sample else ""
    scope = Scope(places, categories, sample or 0, floor or 0, drawn_with, blind)
    with school.office() as office:
        draft = audit_draft.draft(office, scope, quarter)
        state = AuditState.DRAFT if dry_run else audits.open_audit(office, draft).state
        if as_json:
            say_json(draft_json(draft, state))
            return
        _say(draft_lines(office, draft))
        if dry_run:
            say("DRAFT: nothing was frozen.")
        else:
            _say_step(office, audits.find(office, draft.audit_id), f"{draft.audit_id} is open.")


audit.add_command(scan)
audit.add_command(attest)
audit.add_command(unreadable)


@audit.command(short_help="Show how far it is, and its figures.")
@audit_argument
@json_option
@pass_school
def status(school: School, audit_id: str, as_json: bool) -> None:
    """Show how far the audit ID is, else the newest; before the first, what is due and when."""
    with school.office() as office:
        found = _status(office, audit_id)
        say_json(found.as_json()) if as_json else _say(status_lines(office, found))


def _status(office: Office, audit_id: str) -> Status:
    if audit_id or audits.all_audits(office):
        return audit_figures.status(office, audit_of(office, audit_id))
    return status_of(audit_draft.draft(office, Scope()))


@audit.command(short_help="Finish scanning.")
@audit_argument
@json_option
@pass_school
def lock(school: School, audit_id: str, as_json: bool) -> None:
    """Finish scanning: what was not seen is accounted for by what is on file, or missing."""
    with school.office() as office:
        locked = audits.lock(office, audit_of(office, audit_id, AuditState.OPEN))
        found = audit_figures.status(office, locked)
        say_json(found.as_json()) if as_json else _say(status_lines(office, found))


@audit.command(short_help="Scan on, with a reason.")
@audit_argument
@click.option("--reason", type=words, required=True, metavar="TEXT", help="Kept with the audit.")
@json_option
@pass_school
def reopen(school: School, audit_id: str, reason: str, as_json: bool) -> None:
    """Scan on after the lock; the explanations that were given stay."""
    with school.office() as office:
        opened = audits.reopen(office, audit_of(office, audit_id), reason)
        if as_json:
            say_json(audit_figures.status(office, opened).as_json())
        else:
            _say_step(office, opened, f"{opened.audit_id} is open again.")


audit.add_command(explain)


@audit.command(short_help="Sign the figures.")
@audit_argument
@click.option("--name", type=words, required=True, metavar="TEXT", help="Who signs.")
@click.option("--role", type=words, required=True, metavar="TEXT", help="As what: librarian.")
@click.option("--yes", is_flag=True, help="Sign without asking.")
@json_option
@pass_school
def sign(
    school: School, audit_id: str, name: str, role: str, yes: bool, as_json: bool
) -> None:  # fmt: skip
    """Show the figures and sign them; from then on nothing changes them any more."""
    from inventory.services import packets

    with school.office() as office:
        waiting = audit_of(office, audit_id)
        found = audit_figures.status(office, waiting)
        require(waiting, Step.SIGN, found.unexplained)
        if not as_json:
            _say(figure_lines(found))
        if not yes and not ask(f"Sign {waiting.audit_id} as {name}, {role}?"):
            raise ChampionError("Nothing was signed.")
        signed = packets.sign(office, waiting, name, role)
        if as_json:
            who = {"signed_by": signed.signed_by, "role": signed.role}
            figures = audit_figures.status(office, signed).as_json()
            say_json({**figures, **who, "signed_at": signed.signed_at})
        else:
            said = f"{signed.audit_id} is signed by {signed.signed_by}, {signed.role}."
            _say_step(office, signed, said)


@audit.command(short_help="Write the packet for district IT.")
@click.argument("folder", type=NAMED, metavar="DIR")
@audit_argument
@click.option("--zip", "zipped", is_flag=True, help="As one .zip file.")
@seal_option
@json_option
@pass_school
def submit(
    school: School, folder: Path, audit_id: str, zipped: bool, sealed: bool, as_json: bool
) -> None:
    """Write the packet of a signed audit into DIR, and record that it was handed in."""
    from inventory.services import packets

    with school.office() as office:
        submitted, written = packets.submit(
            office, audit_of(office, audit_id), folder, zipped=zipped, sealed=sealed
        )
        say_written(submitted, written, as_json)
        if not as_json:
            say(next_line(office, audit_figures.status(office, submitted)))


audit.add_command(list_)


def _say_step(office: Office, now: Audit, said: str) -> None:
    say(said)
    say(next_line(office, audit_figures.status(office, now)))


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        say(line)
