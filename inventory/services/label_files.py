"""The files that labels and scan sheets go into, each whole or absent."""

import os
from collections.abc import Sequence
from enum import StrEnum
from glob import escape
from itertools import groupby
from pathlib import Path

from inventory.errors import LabelRefused
from inventory.files import whole
from inventory.files.labels.bars import Symbology
from inventory.files.labels.content import Label
from inventory.files.labels.layout import border_page, poster
from inventory.files.labels.marks import Page
from inventory.files.labels.poster import Panel, Section
from inventory.files.labels.setup import Setup, check_setup
from inventory.files.labels.stock import PAPERS
from inventory.rules.commands import Command
from inventory.services.office import Office
from inventory.text import safe


class Form(StrEnum):
    """What kind of file the labels go into."""

    PDF = "pdf"
    SVG = "svg"
    ZPL = "zpl"


def save_border(office: Office, setup: Setup, path: Path, form: Form) -> tuple[Path, ...]:
    """Write the page that shows where the labels would be, to be held against the sheet."""
    check_setup(setup)
    return save_pages(office, [border_page(setup)], path, form)


def save_scanner_page(office: Office, path: Path, form: Form, paper: str) -> tuple[Path, ...]:
    """Write the barcodes that tell how a scanner is set up; ``paper`` is letter or a4."""
    from inventory.rules.scanner import CODES

    sections = [
        Section(
            f"{number}. {each.title}",
            (Panel(Label(each.text), Symbology(each.symbology)),),
            each.why,
        )
        for number, each in enumerate(CODES, 1)
    ]
    note = "Scan them in this order where Champion checks the scanner."
    return save_pages(office, _poster("Scanner check", sections, paper, note), path, form)


def save_command_sheet(office: Office, path: Path, form: Form, paper: str) -> tuple[Path, ...]:
    """Write the command barcodes as a sheet for the table; ``paper`` is letter or a4."""
    sections = [
        Section(group.value, tuple(Panel(Label(each.value, each.words)) for each in commands))
        for group, commands in groupby(Command, lambda each: each.group)
    ]
    note = "Scan one instead of pressing a key. The screen says what came of it."
    return save_pages(office, _poster("Command barcodes", sections, paper, note), path, form)


def save_pages(
    office: Office, pages: Sequence[Page], path: Path, form: Form
) -> tuple[Path, ...]:  # fmt: skip
    """Write pages as PDF, or as SVG with a file for each; whole or not at all."""
    if form is Form.ZPL:
        raise LabelRefused(
            "A whole page can't be printed on a label printer.", "Save it as .pdf or .svg."
        )
    check_target(path, form, len(pages))
    if form is Form.PDF:
        from inventory.files.labels.pdf import as_pdf

        files = {path: as_pdf(pages, safe(path.stem), office.clock.now())}
    else:
        from inventory.files.labels.svg import as_svg

        named = zip(_paths(path, form, len(pages)), pages, strict=True)
        files = {one: as_svg(page, safe(one.stem)).encode() for one, page in named}
    whole.save_whole(files)
    return tuple(files)


def save_printer(labels: Sequence[Label], setup: Setup, path: Path, dpi: int) -> tuple[Path, ...]:
    """Write labels for a label printer; whole or not at all."""
    from inventory.files.labels.zpl import as_zpl

    check_target(path, Form.ZPL, 1)
    whole.save_whole({path: as_zpl(labels, setup, dpi).encode()})
    return (path,)


def check_target(path: Path, form: Form, pages: int) -> None:
    """Raise FileRefused where one of the files has a name that is taken, or no folder."""
    whole.refuse_no_folder(path)
    for one in _paths(path, form, pages):
        if os.path.lexists(one):
            whole.refuse_taken(one, free_path(path))


def free_path(path: Path) -> Path:
    """The path itself, or the next one like it (``name-2.pdf``) under which nothing is yet.

    No pages of an SVG either, which are files of their own.
    """
    number, free = 2, path
    while os.path.lexists(free) or _pages_of(free):
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    return free


def _pages_of(path: Path) -> list[Path]:
    """The pages that were written under this name."""
    pattern = f"{escape(path.stem)}-[0-9][0-9]*{escape(path.suffix)}"
    return [
        one for one in path.parent.glob(pattern) if one.stem[len(path.stem) + 1 :].isdecimal()
    ]  # fmt: skip


def _paths(path: Path, form: Form, pages: int) -> tuple[Path, ...]:
    """The path itself; for several pages of SVG ``name-01.svg``, ``name-02.svg``…"""
    if pages == 1 or form is not Form.SVG:
        return (path,)
    width = max(2, len(str(pages)))
    return tuple(
        path.with_name(f"{path.stem}-{number:0{width}}{path.suffix}")
        for number in range(1, pages + 1)
    )


def _poster(title: str, sections: Sequence[Section], paper: str, note: str) -> list[Page]:
    if paper not in PAPERS:
        raise LabelRefused(f"There is no paper “{paper}”.", f"It is {' or '.join(PAPERS)}.")
    return poster(title, sections, paper, note=note)
