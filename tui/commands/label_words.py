"""What ``labels`` says: the sheet, what is not on it and why; in words and for ``--json``."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from inventory.files.labels.bars import Symbology
from inventory.files.labels.setup import Setup
from inventory.files.labels.stock import STOCKS
from inventory.rules.phrases import count
from inventory.services.labels import Chosen, Form, Kind, Listed, Sheet

MOST_SAID = 20
"""Codes in one note; of more it is said how many there are, and --json has all."""
MOST_ALIKE = 5
"""Lines that say the same of one label each: after a few one knows."""

NOUNS = {
    Kind.DEVICES: "device",
    Kind.STUDENTS: "student",
    Kind.PLACES: "place",
    Kind.COMMANDS: "command",
}
_NOBODY = {
    Kind.DEVICES: "no device has the code",
    Kind.STUDENTS: "nobody has the ID",
    Kind.PLACES: "no place is called",
}
_PRINT = "Print at 100 %."


def on_what(setup: Setup) -> str:
    """``Avery 5160``, or a size as it was said."""
    name = setup.stock.name
    return f"Avery {name}" if name in STOCKS else name


def as_what(setup: Setup) -> str:
    """Other bars than are usual, which are kept from the last time and would surprise else."""
    usual = setup.symbology is Symbology.CODE128
    return "" if usual else f" as {setup.symbology.spoken}"


def files_in_words(paths: Sequence[Path]) -> str:
    """One file, or the first and last of several."""
    return str(paths[0]) if len(paths) == 1 else f"{paths[0]} to {paths[-1].name}"


def summary(sheet: Sheet, paths: Sequence[Path], form: Form, dpi: int) -> str:
    """What was written, how to print it, and where the next labels can start."""
    number, setup = count(len(sheet.fitting), "label"), sheet.setup
    what, where = f"{on_what(setup)}{as_what(setup)}", files_in_words(paths)
    if form is Form.ZPL:
        return (
            f"{number} of {what} for a label printer of {dpi} dots an inch: {where}."
            " Send the file to it as it is."
        )
    if setup.stock.per_page == 1:
        return f"{number} of {what}, one on each page: {where}. {_PRINT}{moved(setup)}"
    pages = count(sheet.pages, "sheet")
    return f"{number} on {pages} of {what}: {where}. {_PRINT}{moved(setup)}{_next(sheet)}"


def moved(setup: Setup) -> str:
    """The nudge, which is kept from the last time and would surprise else; empty without."""
    if not (setup.right or setup.down):
        return ""
    across = f"{abs(setup.right):g} mm to the {'right' if setup.right > 0 else 'left'}"
    along = f"{abs(setup.down):g} mm {'down' if setup.down > 0 else 'up'}"
    ways = [way for way, length in ((across, setup.right), (along, setup.down)) if length]
    return f" All is moved {' and '.join(ways)}."


def _next(sheet: Sheet) -> str:
    if sheet.next_free == 1:
        return " The last sheet is full."
    return f" The next free label on the last sheet is {sheet.next_free}."


def notes(kind: Kind, chosen: Chosen, listed: Sequence[Listed], name: str) -> Iterator[str]:
    """What became of codes that have no label of their own, and of words that can't be printed."""
    unknown = set(chosen.unknown)
    for one in listed:
        if one.code in unknown:
            said = f"{_NOBODY[kind]} “{shortened(one.code)}”."
            yield f"Line {one.line} of {name}: {said}" if one.line else said[:1].upper() + said[1:]
    if chosen.repeated:
        yield f"Named again, and printed once: {some(chosen.repeated)}."
    if chosen.left_out:
        yield f"Known, but not among those that were asked for: {some(chosen.left_out)}."
    if chosen.unwritten:
        lost = [f"{one.text} ({one.code})" for one in chosen.unwritten]
        yield f"The label font can't write all of this, so the rest is printed: {some(lost)}."
    yield from few([one.said for one in chosen.twofold])


def unfit_lines(sheet: Sheet) -> Iterator[str]:
    """Each label that can't be printed, and why."""
    yield from few([f"{one.why} {one.hint}".strip() for one in sheet.unfit])


def few(lines: Sequence[str]) -> Iterator[str]:
    """The first of many lines that are alike, and how many more there are."""
    yield from lines[:MOST_ALIKE]
    if (more := len(lines) - MOST_ALIKE) > 0:
        yield f"And {more:,} more."


def some(words: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    shown = ", ".join(shortened(word) for word in words[:MOST_SAID])
    more = len(words) - MOST_SAID
    return f"{shown} and {more:,} more" if more > 0 else shown


def shortened(text: str, most: int = 60) -> str:
    """A text that somebody gave, short enough for a sentence."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def as_json(
    kind: Kind, chosen: Chosen, listed: Sequence[Listed], sheet: Sheet, files: Sequence[Path]
) -> dict[str, Any]:
    """The object that ``--json`` prints; without files nothing was written."""
    unknown, setup = set(chosen.unknown), sheet.setup
    return {
        "kind": kind,
        "labels": len(sheet.fitting),
        "codes": [label.code for label in sheet.fitting],
        "sheets": sheet.pages,
        "sheet": setup.stock.name,
        "start": setup.start,
        "next": sheet.next_free,
        "nudge": [setup.right, setup.down],
        "code": setup.symbology,
        "files": [str(path) for path in files],
        "unknown": [
            {"line": one.line or None, "code": one.code} for one in listed if one.code in unknown
        ],
        "repeated": list(chosen.repeated),
        "left_out": list(chosen.left_out),
        "unwritten": [{"code": one.code, "text": one.text} for one in chosen.unwritten],
        "twofold": [{"code": one.code, "too": one.too} for one in chosen.twofold],
        "unfit": [
            {"code": one.label.code, "why": one.why, "hint": one.hint} for one in sheet.unfit
        ],
    }
