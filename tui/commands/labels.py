"""``labels``: labels for devices, students and places, and the sheets that belong to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from inventory.errors import LabelRefused, NotFound
from inventory.rules.duties import Duty
from inventory.rules.phrases import count
from inventory.services import export_log
from inventory.services import labels as service
from inventory.services.labels import Chosen, Form, Kind, Listed, Sheet
from inventory.services.office import Office
from tui.commands import label_words
from tui.commands.common import (
    School,
    found_wanting,
    office_or_empty,
    pass_school,
    say,
    say_json,
)
from tui.commands.label_options import (
    Pick,
    Print,
    homeroom_option,
    laid_out_option,
    list_option,
    order_option,
    out_options,
    paper_option,
    place_option,
    print_options,
    search_option,
    stock_options,
)

_DPI = 203


@click.group(short_help="Print labels: devices, students, places, commands, scanner, border.")
def labels() -> None:
    """Write labels as PDF, SVG, or for a label printer (ZPL); print them at 100 %."""


@labels.command(short_help="Labels for devices.")
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@list_option
@search_option
@homeroom_option
@place_option
@order_option
@laid_out_option
@print_options
@pass_school
def devices(school: School, /, **said: Any) -> None:
    """Print labels for devices: all but retired ones, or those that are named or asked for."""
    _labels(school, Kind.DEVICES, said)


@labels.command(short_help="Cards for students.")
@click.argument("codes", nargs=-1, metavar="[ID]...")
@list_option
@search_option
@homeroom_option
@order_option
@laid_out_option
@print_options
@pass_school
def students(school: School, /, **said: Any) -> None:
    """Print ID, name and homeroom of students: all, or those named or asked for."""
    _labels(school, Kind.STUDENTS, said)


@labels.command(short_help="Labels for rooms and carts.")
@click.argument("codes", nargs=-1, metavar="[NAME]...")
@list_option
@search_option
@print_options
@pass_school
def places(school: School, /, **said: Any) -> None:
    """Print labels for places: all, or those that are named or found."""
    _labels(school, Kind.PLACES, said)


@labels.command(short_help="The command barcodes, on a page or as labels.")
@print_options
@pass_school
def commands(school: School, /, **said: Any) -> None:
    """Print the command barcodes on a page for the table; with --sheet as labels."""
    wanted = Print(**said)
    if wanted.sheet:
        _labels(school, Kind.COMMANDS, said)
        return
    if named := wanted.of_sheets():
        raise click.UsageError(f"{named[0]} is for labels: add --sheet NAME.")
    if wanted.dry_run or wanted.skip:
        raise click.UsageError("--dry-run and --skip are for labels: add --sheet NAME.")
    _page(school, wanted, "commands", service.save_command_sheet)


@labels.command(short_help="The page that checks how a scanner is set up.")
@paper_option
@out_options
@pass_school
def scanner(school: School, /, **said: Any) -> None:
    """Print the barcodes that tell whether a scanner sends what it reads."""
    _page(school, Print(**said), "scanner", service.save_scanner_page)


@labels.command(short_help="The test page that shows where labels would be.")
@stock_options
@out_options
@pass_school
def border(school: School, /, **said: Any) -> None:
    """Print where the labels would be, to be held against the sheet before the labels are."""
    wanted = Print(**said)
    form = wanted.form()
    with office_or_empty(school) as office:
        setup = wanted.setup(office)
        path = wanted.target("border", office.clock.now().date())
        files = service.save_border(office, setup, path, form)
        service.remember(office, setup)
    if wanted.as_json:
        say_json({"sheet": setup.stock.name, "nudge": [setup.right, setup.down],
                  "files": [str(path) for path in files]})  # fmt: skip
    else:
        say(
            f"Test page for {label_words.on_what(setup)}: {label_words.files_in_words(files)}."
            f" Print it at 100 % on plain paper.{label_words.moved(setup)}"
        )


def _page(school: School, wanted: Print, stem: str, save: Any) -> None:
    """Write a page that is scanned from, on the paper of the last time or the one said now."""
    form = wanted.form()
    with office_or_empty(school) as office:
        paper = wanted.page or service.remembered_paper(office)
        path = wanted.target(stem, office.clock.now().date())
        files = save(office, path, form, paper)
        service.remember_paper(office, paper)
    if wanted.as_json:
        say_json({"page": paper, "files": [str(path) for path in files]})
    else:
        name = {"letter": "Letter", "a4": "A4"}[paper]
        say(f"Written for {name} paper: {label_words.files_in_words(files)}. Print at 100 %.")


def _labels(school: School, kind: Kind, said: dict[str, Any]) -> None:
    """Choose, lay out, write, and say what is on the labels and what is not."""
    pick = Pick(**{name: said.pop(name) for name in _PICKS if name in said})
    wanted = Print(**said)
    form = wanted.form()
    listed = pick.listed()
    scans = not pick.codes
    with office_or_empty(school) if kind is Kind.COMMANDS else school.office(scans=scans) as office:
        setup = wanted.setup(office)
        chosen = service.choose(office, pick.which(kind, listed))
        for note in label_words.notes(kind, chosen, listed, _list_name(pick)):
            say(note, err=True)
        if not chosen.labels:
            raise _nothing(kind, pick, listed)
        sheet = service.sheet(chosen.labels, setup)
        path = wanted.target(kind.value, office.clock.now().date())
        names = kind is Kind.STUDENTS or pick.laid_out
        _write(office, _Job(kind, chosen, listed, sheet, path, form, names), wanted)
    if chosen.unknown:
        raise found_wanting()


_PICKS = ("codes", "list_from", "search", "homeroom", "place", "order", "laid_out")


@dataclass(frozen=True, slots=True)
class _Job:
    """Labels that were chosen and laid out, and the file that they go into."""

    kind: Kind
    chosen: Chosen
    listed: tuple[Listed, ...]
    sheet: Sheet
    path: Path
    form: Form
    has_names: bool
    """Whether names of people are on them."""

    def say(self, wanted: Print, files: Sequence[Path]) -> None:
        """What was written, or with --dry-run what would be."""
        if wanted.as_json:
            document = label_words.as_json(self.kind, self.chosen, self.listed, self.sheet, files)
            say_json(document)
        elif files:
            say(label_words.summary(self.sheet, files, self.form, _dpi(wanted)))
        elif self.sheet.fitting:
            said = label_words.summary(self.sheet, [self.path], self.form, _dpi(wanted))
            say(f"{said} Nothing was written.")


def _write(office: Office, job: _Job, wanted: Print) -> None:
    """Write the file, unless something doesn't fit or it was only to be tried."""
    if job.sheet.unfit:
        for line in label_words.unfit_lines(job.sheet):
            say(line, err=True)
    if job.sheet.unfit and not (wanted.skip and job.sheet.fitting):
        if wanted.as_json:
            job.say(wanted, ())
        raise _refusal(job.sheet)
    if wanted.dry_run:
        service.check_target(job.path, job.form, job.sheet.pages)
        job.say(wanted, ())
        return
    if job.has_names:
        office.refuse_helper(Duty.EXPORT)
    files = service.save(
        office, job.sheet, job.path, job.form, dpi=_dpi(wanted), without_unfit=wanted.skip
    )
    service.remember(office, job.sheet.setup)
    if job.has_names:
        export_log.log(office, "labels", files[0], len(job.sheet.fitting))
    job.say(wanted, files)


def _refusal(sheet: Sheet) -> LabelRefused:
    """One sentence for all that can't be printed."""
    number, every = len(sheet.unfit), len(sheet.labels)
    which = f"{number:,} of {count(every, 'label')} can't"
    if number == every:
        which = f"None of {count(every, 'label')} can" if every > 1 else "The label can't"
    return LabelRefused(
        f"{which} be printed on {label_words.on_what(sheet.setup)}"
        f"{label_words.as_what(sheet.setup)}, so nothing was written.",
        "--skip leaves out what can't." if number < every else "",
    )


def _nothing(kind: Kind, pick: Pick, listed: tuple[Listed, ...]) -> NotFound:
    """Why there is nothing to print."""
    asked = pick.in_words()
    if listed and not asked:
        return NotFound("None of the codes can be printed.", "Look them up: champion find TEXT.")
    if pick.laid_out and pick == Pick(laid_out=True):
        return NotFound("Nothing is laid out.", "champion lay-out says who is to get which device.")
    if asked:
        return NotFound(
            f"No {label_words.NOUNS[kind]} matches {asked}.", "Say less, or something else."
        )
    return NotFound(f"There are no {kind} yet.", f"champion import {_IMPORTS[kind]} FILE.")


_IMPORTS = {Kind.DEVICES: "devices", Kind.STUDENTS: "people", Kind.PLACES: "places"}


def _list_name(pick: Pick) -> str:
    return "standard input" if pick.list_from == "-" else Path(pick.list_from).name


def _dpi(wanted: Print) -> int:
    return int(wanted.dpi or _DPI)
