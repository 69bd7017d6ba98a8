"""``person`` and ``purge``: all that is held about somebody, and taking out who has left."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inventory.errors import ChampionError
from inventory.rules.phrases import count
from tui.clock import SystemClock
from tui.commands.columns import in_columns
from tui.commands.common import (
    School,
    as_json_line,
    ask,
    found_wanting,
    json_option,
    pass_school,
    say,
    say_json,
    words,
)
from tui.commands.kinds import NAMED

if TYPE_CHECKING:
    from inventory.model import Person
    from inventory.services.purge import Begun, Plan


@click.command(short_help="Print all that is held about one person.")
@click.argument("person_id", metavar="ID", type=words)
@click.option("--report", is_flag=True, help="All of it: for the person, or a parent who asks.")
@click.option(
    "--out", "target", type=NAMED, metavar="FILE",
    help="Write it into this file, which must not be there yet.",
)  # fmt: skip
@json_option
@pass_school
def person(
    school: School, person_id: str, report: bool, target: Path | None, as_json: bool
) -> None:
    """Print what is held about the person with this ID.

    With --report that is everything: the row of the roster, devices, every event, what was set
    aside, lines of audits, and where copies lie. Without it, the same as champion show.
    """
    if not report:
        from tui.commands.look import show

        if target is not None:
            raise click.UsageError("--out is for the report: add --report.")
        click.get_current_context().invoke(show, code=person_id, at="", as_json=as_json)
        return
    _report(school, person_id, target, as_json)


def _report(school: School, person_id: str, target: Path | None, as_json: bool) -> None:
    from inventory.files import whole
    from inventory.services import export_log, person_report
    from tui.commands.report_words import report_lines

    with school.office() as office:
        found = person_report.report(office, person_id)
        lines = [as_json_line(asdict(found))] if as_json else list(report_lines(found))
        if target is None:
            for line in lines:
                say(line)
            return
        whole.save_whole({target: "".join(f"{line}\n" for line in lines).encode()})
        export_log.log(office, "person report", target, len(found.events))
    say(f"Written: {target}. It is for the person, a parent, and who has to answer them.")


@click.command(short_help="Take out people who left, with a certificate.")
@click.option("--left-before", "before", metavar="DATE", help="Who left before it: 2027-06-30.")
@click.option("--certificate", type=NAMED, metavar="FILE",
              help="Where the certificate goes; it must not be there yet.")  # fmt: skip
@click.option("--keep", multiple=True, metavar="ID", help="Somebody to keep; as often as needed.")
@click.option("--tables-cleared", is_flag=True,
              help="The other laptops were emptied, or get a new seed.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Only say who would be taken out, and who not.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
@json_option
@pass_school
def purge(
    school: School, before: str | None, certificate: Path | None, keep: tuple[str, ...],
    tables_cleared: bool, dry_run: bool, yes: bool, as_json: bool,
) -> None:  # fmt: skip
    """Take everybody out who left before DATE: names, addresses, and what was typed of them.

    What happened to devices stays, with bare numbers. Older backups are deleted, and every file
    that the app keeps is searched for the names. A purge that was stopped is finished first.
    """
    from inventory.services import pages, purge_certificate
    from inventory.services import purge as service

    if certificate is None and not dry_run:
        raise click.UsageError("Say where the certificate goes: --certificate FILE.")
    with school.office() as office:
        begun = None if dry_run else service.unfinished(office)
        if begun is None and before is None:
            raise click.UsageError("Say who is meant: --left-before DATE.")
        plan = None if begun else service.plan(office, before or "", keep)
        going = [pages.person(office, one) for one in plan.people] if plan and dry_run else []
    if certificate is not None:
        purge_certificate.refuse_no_place(certificate)
    if plan is not None:
        _say_plan(plan, as_json, [one for one in going if one])
        if dry_run or certificate is None:
            return
        if not plan.people:
            say("Nobody was purged.", err=True)
            return
        _agree(plan, tables_cleared, yes)
        begun = service.take_out(school.path, SystemClock(), plan, _said)
    else:
        say("A purge that was stopped is finished now.", err=True)
    if begun is not None and certificate is not None:
        _finish(school.path, begun, certificate, as_json)


def _agree(plan: "Plan", tables_cleared: bool, yes: bool) -> None:
    """Ask; raises where nobody says yes, or other laptops still have the names."""
    if plan.laptops and not tables_cleared:
        raise ChampionError(
            f"These laptops have copies of their own, with names: {', '.join(plan.laptops)}.",
            "Empty them, or open a new seed on them afterwards; then add --tables-cleared.",
        )
    people = count(len(plan.people), "person", "people")
    if not yes and not ask(f"Purge {people} who left before {plan.before}? It can't be undone."):
        say("Nobody was purged.", err=True)
        raise found_wanting()


def _say_plan(plan: "Plan", as_json: bool, going: "list[Person]") -> None:
    if as_json:
        say_json(asdict(plan))
        return
    say(f"{count(len(plan.people), 'person', 'people')} left before {plan.before} and can go.")
    for line in in_columns([[f"  {one.person_id}", one.name, one.homeroom] for one in going]):
        say(line)
    if plan.kept:
        say(f"{count(len(plan.kept), 'person stays', 'people stay')}:")
        rows = [[f"  {one.person_id}", one.name, one.why] for one in plan.kept]
        for line in in_columns(rows):
            say(line)
    for name in plan.laptops:
        say(f"{name} has a copy of its own, with names.")


def _said(step: str) -> None:
    say(f"{step}…", err=True)


def _finish(path: Path, begun: "Begun", certificate: Path, as_json: bool) -> None:
    """Let the older files go, search what is left, and write the certificate."""
    from inventory.services import purge_certificate, purge_files
    from tui import preferences

    also = [preferences.beside(name) for name in ("preferences.json", "scanner.json")]
    done = purge_files.finish(path, SystemClock(), begun, also, _said)
    purge_certificate.certify(path, SystemClock(), done, certificate)
    if as_json:
        say_json({**asdict(done), "certificate": str(certificate)})
    else:
        backups, files = count(done.deleted, "older backup"), count(done.searched, "file")
        say(f"Purged: {count(done.people, 'person', 'people')}.")
        say(f"{backups} deleted, {files} searched for the names.")
        say(f"The certificate: {certificate}")
    purge_certificate.refuse_found(done)
