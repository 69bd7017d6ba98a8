"""A path to rows: which kind of file it is, and who reads that kind."""

import re
from collections.abc import Container
from dataclasses import replace
from pathlib import Path

from inventory.errors import FileRefused
from inventory.files.archives import member_content, members
from inventory.files.decoding import Content, bytes_content, file_content, sha256_of
from inventory.files.delimited import text_source
from inventory.files.joined import PARTS, USERS, joined_source
from inventory.files.rows import Source
from inventory.files.sheets import sheet_source

_ARCHIVE = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What Excel's files began with until 2007, and still do behind a password."""

_SAVE_AS = 'Open it there and save it as "CSV UTF-8" or as .xlsx, then choose that file.'

_OTHERS = (
    (b"%PDF", "a PDF, not a table", "Export the list as CSV or .xlsx instead."),
    (b"\x1f\x8b", "packed (gzip)", "Unpack it and choose the file inside."),
    (b"<!doctype html", "a web page, not a table", "Export the list as CSV or .xlsx instead."),
    (b"<html", "a web page, not a table", "Export the list as CSV or .xlsx instead."),
    (b"<?xml", "XML, not a table", "Export the list as CSV or .xlsx instead."),
)


def open_source(path: Path, known: Container[str] = frozenset()) -> Source:
    """The file's table: text with delimiters, a workbook, or OneRoster's files, packed or beside
    each other.

    ``known`` holds the headings of all known systems as ``text.loose`` gives them; they tell the
    headings from a title above them, and one sheet from another. Raises FileRefused, and nothing
    else, where it can't be read as a table.
    """
    content = file_content(path)
    if content.name.casefold() == USERS:
        beside = {part: path.with_name(part) for part in PARTS[1:]}
        parts = {part: file_content(file) for part, file in beside.items() if file.is_file()}
        if parts and not _start_of(content).startswith((*_ARCHIVE, _OLE)):
            return joined_source(content.name, {USERS: content, **parts}, "of one folder", known)
    return _open(content, known)


def open_bytes(name: str, data: bytes, known: Container[str] = frozenset()) -> Source:
    """The same for what is in memory; ``name`` is what the messages call it."""
    return _open(bytes_content(name, data), known)


def _open(content: Content, known: Container[str]) -> Source:
    start = _start_of(content)
    if start.startswith(_OLE):
        raise FileRefused(
            f"{content.name} is an Excel file with a password, or one of the old kind (.xls).",
            "Open it in Excel, take the password off, and save it as .xlsx or CSV UTF-8.",
        )
    if start.startswith(_ARCHIVE):
        return _open_archive(content, known)
    for magic, what, hint in _OTHERS:
        if start.lstrip().lower().startswith(magic.lower()):
            raise FileRefused(f"{content.name} is {what}.", hint)
    return text_source(content, known)


def _open_archive(content: Content, known: Container[str]) -> Source:
    names = members(content)
    if "xl/workbook.xml" in names:
        return sheet_source(content, known)
    if "xl/workbook.bin" in names:
        raise FileRefused(f"{content.name} is a binary workbook (.xlsb).", _SAVE_AS)
    if "content.xml" in names and "mimetype" in names:
        raise FileRefused(f"{content.name} is an OpenDocument file (.ods).", _SAVE_AS)
    if any(name.endswith((".iwa", "Index.zip")) for name in names):
        raise FileRefused(f"{content.name} is a file of Apple Numbers.", _SAVE_AS)
    parts = {
        part: member_content(content, member)
        for part, member in _one_roster(content, names).items()
    }
    source = joined_source(content.name, parts, "of an archive", known)
    return replace(source, sha256=sha256_of(content))


def _one_roster(content: Content, names: frozenset[str]) -> dict[str, str]:
    """Part → its name in the archive; raises FileRefused where users.csv isn't there once.

    They may all be inside one folder. What a Mac adds for itself doesn't count.
    """
    paths = {name: re.split(r"[/\\]", name) for name in names}
    real = {name: path for name, path in paths.items() if path[0] != "__MACOSX"}
    users = sorted(name for name, path in real.items() if path[-1].casefold() == USERS)
    if not users:
        raise FileRefused(
            f"{content.name} is an archive, and neither a workbook nor OneRoster's files: it has no"
            f" {USERS}.",
            "Unpack it and choose the file inside.",
        )
    if len(users) > 1 or len(real[users[0]]) > 2:
        raise FileRefused(
            f"{content.name}: {USERS} must be in it once, at the top or inside one folder.",
            "Unpack it and choose the file inside.",
        )
    folder = real[users[0]][:-1]
    beside = {path[-1].casefold(): name for name, path in real.items() if path[:-1] == folder}
    return {part: beside[part] for part in PARTS if part in beside}


def _start_of(content: Content) -> bytes:
    with content.opened() as file:
        return file.read(64)
