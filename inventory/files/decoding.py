"""Bytes to text: which encoding a file is in, and why it can't be text at all."""

import codecs
import re
from pathlib import Path

from inventory.errors import FileRefused

LARGEST_FILE = 50 * 1024 * 1024
ANOTHER_EXPORT = "Export it again as CSV in UTF-8, or choose another file."

_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_WORKBOOKS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_LINE_END = re.compile(r"\r\n|\r|\n")

_AS_CSV = (
    'Save it as CSV first: in Excel "CSV UTF-8 (Comma delimited)", in Google Sheets Download, CSV.'
)


def contents(path: Path, name: str) -> bytes:
    """Its bytes. Raises FileRefused for what isn't a file, can't be opened, or is too large."""
    try:
        if path.is_dir():
            raise FileRefused(f"{name} is a folder, not a file.", "Choose a file inside it.")
        if not path.exists():
            raise FileRefused(f"There is no file {name}.", "Check the name and the folder.")
        if not path.is_file():
            raise FileRefused(f"{name} is not an ordinary file.", ANOTHER_EXPORT)
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FileRefused(
            f"{name} can't be read: {reason}.", "Close it elsewhere, or copy it to this computer."
        ) from error
    if len(data) > LARGEST_FILE:
        raise FileRefused(
            f"{name} is larger than {LARGEST_FILE // 1024**2} MB.", "Export fewer columns or rows."
        )
    return data


def decode(name: str, data: bytes) -> tuple[str, str]:
    """The text, and its encoding as it is called on screen.

    That is the encoding of the byte order mark, else UTF-8, else Windows-1252; it is not guessed
    any further. Raises FileRefused for what isn't text.
    """
    if not data.strip():
        raise FileRefused(f"{name} is empty.", ANOTHER_EXPORT)
    if data.startswith(_WORKBOOKS):
        raise FileRefused(f"{name} is a workbook or an archive, not a text file.", _AS_CSV)
    mark, codec, encoding = next((bom for bom in _BOMS if data.startswith(bom[0])), (b"", "", ""))
    if not mark:
        codec, encoding = "utf-8", "UTF-8"
        if not _is_utf8(data):
            codec, encoding = "cp1252", "Windows-1252"
    try:
        text = data[len(mark) :].decode(codec)
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode(codec, "replace")
        raise FileRefused(
            f"{name}, line {_line_at(before)}: byte 0x{error.object[error.start]:02X}"
            f" does not belong into text in {encoding}.",
            ANOTHER_EXPORT,
        ) from error
    if "\0" in text:
        line = _line_at(text[: text.index("\0")])
        raise FileRefused(f"{name}, line {line}: a NUL character, so it isn't text.", _AS_CSV)
    return text, encoding


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _line_at(before: str) -> int:
    return len(_LINE_END.findall(before)) + 1
