"""Rows to CSV: a lossless form for machines, and one that a spreadsheet opens without harm."""

import csv
import io
import os
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from inventory.errors import FileRefused
from inventory.files.whole import refuse_no_folder, refuse_taken

Cell = str | int | None
"""A blank for None; numbers only where they are counts, for a code is always text."""

# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_PLAIN_NUMBER = re.compile(r"[+-]?\d[\d ().-]*")


def write_csv(
    target: Path | BinaryIO, header: Sequence[str], rows: Iterable[Sequence[Cell]], *,
    for_spreadsheet: bool, replace: bool = False,
) -> int:  # fmt: skip
    """Write a table as RFC 4180 says, in UTF-8, and return the number of rows below the header.

    ``for_spreadsheet`` adds a byte order mark and an apostrophe before what would be a formula;
    without it every value stands as it is. A path gets the whole file or none: it is written
    beside it, synced and renamed. Raises FileRefused where the path can't be written, or exists
    and ``replace`` wasn't said.
    """
    if not isinstance(target, Path):
        return _write(target, header, rows, for_spreadsheet)
    refuse_no_folder(target)
    if not replace:
        refuse_taken(target)
    try:
        return _save(target, header, rows, for_spreadsheet, replace)
    except OSError as error:
        raise FileRefused(
            f"{target} can't be written: {error.strerror or type(error).__name__}.",
            "Choose another folder or name.",
        ) from error


def _save(
    target: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]], for_spreadsheet: bool,
    replace: bool,
) -> int:  # fmt: skip
    """Write beside the target, sync, and give it its name; what breaks off leaves nothing."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        unfinished.unlink(missing_ok=True)
        descriptor = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            written = _write(file, header, rows, for_spreadsheet)
            file.flush()
            os.fsync(descriptor)
        _publish(unfinished, target, replace)
    finally:
        with suppress(OSError):
            unfinished.unlink()
    return written


def _write(
    stream: BinaryIO, header: Sequence[str], rows: Iterable[Sequence[Cell]], for_spreadsheet: bool
) -> int:
    encoding = "utf-8-sig" if for_spreadsheet else "utf-8"
    text = io.TextIOWrapper(stream, encoding, newline="")
    form = _escaped if for_spreadsheet else _as_it_is
    written = 0
    try:
        writer = csv.writer(text)
        writer.writerow(map(form, header))
        for row in rows:
            writer.writerow(map(form, row))
            written += 1
    finally:
        text.detach()
    return written


def _as_it_is(cell: Cell) -> Cell:
    return cell


def _escaped(cell: Cell) -> Cell:
    """The value with an apostrophe before it where a spreadsheet would run it as a formula."""
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS):
        return cell if _PLAIN_NUMBER.fullmatch(cell) else f"'{cell}"
    return cell


def _publish(unfinished: Path, target: Path, replace: bool) -> None:
    """Give the whole file its name; a file that came there meanwhile is left alone."""
    if not replace:
        refuse_taken(target)
    unfinished.replace(target)
    if os.name == "posix":
        folder = os.open(target.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
