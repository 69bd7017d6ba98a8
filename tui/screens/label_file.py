"""The files that labels go into: their names, how they are written, what is said of them."""

from collections.abc import Callable
from pathlib import Path

from inventory.rules.duties import Duty
from inventory.rules.phrases import count
from inventory.services import labels
from inventory.services.labels import Form, Sheet, Which
from inventory.services.office import Office
from tui.commands.label_words import files_in_words, moved
from tui.screens.label_job import ToSave
from tui.screens.label_view import Laid
from tui.widgets.text_lines import Toned

_PAGES = (Form.PDF, Form.SVG)
_DPI = 203
"""Dots an inch of nearly every label printer; the command line knows others."""


def sheet_file(office: Office, which: Which | None, sheet: Sheet) -> ToSave:
    """Labels, without those that don't fit; or the test page of a sheet, for which none are."""
    setup = sheet.setup
    written: list[Path] = []

    def save(path: Path, form: Form) -> tuple[Path, ...]:
        written[:] = labels.save(office, sheet, path, form, dpi=_DPI, without_unfit=True)
        return tuple(written)

    def refuse() -> None:
        if which and which.has_names:
            office.refuse_helper(Duty.EXPORT)  # somebody else may have sat down meanwhile

    def keep() -> None:
        labels.remember(office, setup)
        if which and which.has_names and written:
            from inventory.services import export_log

            export_log.log(office, "labels", written[0], len(sheet.fitting))

    if which is None:
        return ToSave(
            "labels-border", _PAGES, "Drawing the test page…",
            lambda path, form: labels.save_border(office, setup, path, form),
            lambda _, __: f"the test page. Print it at 100 % on plain paper.{moved(setup)}", keep,
        )  # fmt: skip
    return ToSave(
        f"{which.kind}-labels", tuple(Form), f"Drawing {count(len(sheet.fitting), 'label')}…",
        save,
        lambda _, form: _said(sheet, form), keep, refuse,
    )  # fmt: skip


def why_not(laid: Laid, *, leaves_out: bool) -> list[Toned]:
    """Why nothing can be saved yet, and what to do; empty where it can."""
    if laid.sheet.unfit and not leaves_out:
        return [
            ("Nothing is saved while something can't be printed. ", "ask"),
            ("L", "accent"), (" leaves it out, ", "muted"),
            ("N", "accent"), (" shows it all.", "muted"),
        ]  # fmt: skip
    return [] if laid.fitting else [("There are no labels to print.", "ask")]


def page_file(office: Office, what: str, paper: str) -> ToSave:
    """The command sheet (``commands``), or the page that checks a scanner (``scanner``)."""
    save: Callable[[Office, Path, Form, str], tuple[Path, ...]] = labels.save_command_sheet
    stem, called = "command-sheet", "the command sheet"
    if what == "scanner":
        save, stem, called = labels.save_scanner_page, "scanner-check", "the scanner check page"
    return ToSave(
        stem, _PAGES, f"Drawing {called}…",
        lambda path, form: save(office, path, form, paper),
        lambda paths, _: f"{files_in_words(paths)}. Print at 100 %.",
        lambda: labels.remember_paper(office, paper),
    )  # fmt: skip


def _said(sheet: Sheet, form: Form) -> str:
    """Short enough for one line; where the file is stands above the sheet."""
    number = count(len(sheet.fitting), "label")
    if form is Form.ZPL:
        return f"{number}. Send the file to the label printer as it is."
    if sheet.setup.stock.per_page == 1:
        return f"{number}, one on each page. Print at 100 %."
    free = "The last is full." if sheet.next_free == 1 else f"Next free label: {sheet.next_free}."
    return f"{number} on {count(sheet.pages, 'sheet')}. Print at 100 %. {free}"
