"""Bytes that can be read again and again, and the encoding that all of them are in."""

import codecs
import hashlib
import io
import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from inventory.errors import FileRefused
from inventory.text import safe

LARGEST_FILE = 256 * 1024**2
"""In bytes."""
LONGEST_LINE = 8 * 1024**2
"""In bytes; a line is the most that is held in memory of a file."""
ANOTHER_EXPORT = "Export it again as CSV in UTF-8, or choose another file."

_STEP = 1024**2

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
"""The bytes that mean nothing in Windows-1252; in Mac Roman they are accented letters."""

_AS_CSV = (
    'Save it as CSV first: in Excel "CSV UTF-8 (Comma delimited)", in Google Sheets Download, CSV.'
)


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes that are somewhere else, and can be read more than once."""

    name: str
    """What the messages call it, safe to show."""
    opened: Callable[[], AbstractContextManager[BinaryIO]]
    """A stream at the first byte. Raises FileRefused where there is none, or where it breaks."""
    unchanged: Callable[[], None]
    """Raises FileRefused where the bytes are no longer those that were there at first."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a content's bytes are read as text."""

    name: str
    """As it is called on screen: ``UTF-8``, ``Windows-1252``."""
    codec: str
    mark: int
    """How many bytes the byte order mark has that stands before the text."""
    quotes: bool
    """Whether there is a quotation mark anywhere in it."""
    sha256: str
    """Of all the bytes, the byte order mark included."""


def file_content(path: Path) -> Content:
    """The file's bytes. Raises FileRefused for what isn't a file, or is too large."""
    name = safe(path.name) or "The file"
    try:
        if path.is_dir():
            raise FileRefused(f"{name} is a folder, not a file.", "Choose a file inside it.")
        if not path.exists():
            where = "" if path.parent.is_dir() else f" There is no folder {safe(str(path.parent))}."
            raise FileRefused(f"There is no file {name}.{where}", "Check the name and the folder.")
        if not path.is_file():
            raise FileRefused(f"{name} is not an ordinary file.", ANOTHER_EXPORT)
        seen = _state(path)
    except OSError as error:
        raise _unreadable(name, error) from error
    if seen[0] > LARGEST_FILE:
        raise _too_large(name)

    def unchanged() -> None:
        try:
            same = _state(path) == seen
        except OSError:
            same = False
        if not same:
            raise FileRefused(
                f"{name} was changed while it was read.", "Wait until it is saved, then read again."
            )

    return Content(name, lambda: _open(path, name), unchanged)


def bytes_content(name: str, data: bytes) -> Content:
    """Bytes in memory; ``name`` is what the messages call them. Raises FileRefused where too many.

    They can't change.
    """
    name = safe(name)
    if len(data) > LARGEST_FILE:
        raise _too_large(name)
    return Content(name, lambda: io.BytesIO(data), lambda: None)


def sha256_of(content: Content) -> str:
    """The hash of all its bytes, in hexadecimal. Raises FileRefused where they can't be read."""
    with content.opened() as file:
        digest = hashlib.sha256()
        for chunk in _chunks(content, file):
            digest.update(chunk)
    content.unchanged()
    return digest.hexdigest()


def examine(content: Content) -> Encoding:
    """The encoding, told from all the bytes in one pass that keeps none of them.

    It is the one of the byte order mark, else UTF-8, else Windows-1252, else, only where lines end
    in a lone carriage return as on old Macs, Mac Roman; it is not guessed any further. Raises
    FileRefused with the line for a byte that is in none of them, for a NUL, and for a line longer
    than LONGEST_LINE; and for a content without anything in it.
    """
    digest = hashlib.sha256()
    check: _Check | None = None
    with content.opened() as file:
        for chunk in _chunks(content, file):
            digest.update(chunk)
            check = check or _Check(content.name, chunk)
            check.add(chunk)
    content.unchanged()
    if check is None or check.blank:
        raise FileRefused(f"{content.name} is empty.", ANOTHER_EXPORT)
    check.add(b"", final=True)
    name, codec = check.verdict()
    return Encoding(name, codec, check.mark, check.quotes, digest.hexdigest())


def _chunks(content: Content, file: BinaryIO) -> Iterator[bytes]:
    size = 0
    while chunk := file.read(_STEP):
        size += len(chunk)
        if size > LARGEST_FILE:
            raise _too_large(content.name)
        yield chunk


class _Lines:
    """Line ends, counted piece by piece: CR LF is one, even where a piece ends between the two."""

    def __init__(self) -> None:
        self.feeds = self.returns = self.pairs = 0
        self._after_return = False

    def add(self, piece: bytes) -> None:
        self.feeds += piece.count(b"\n")
        self.returns += piece.count(b"\r")
        self.pairs += piece.count(b"\r\n") + (self._after_return and piece.startswith(b"\n"))
        self._after_return = piece.endswith(b"\r") or (self._after_return and not piece)

    def line_after(self, piece: bytes) -> int:
        """The line on which this next piece ends, counted from 1."""
        ahead = copy(self)
        ahead.add(piece)
        return 1 + ahead.feeds + ahead.returns - ahead.pairs


class _Check:
    """What the bytes so far allow for; raises FileRefused where nothing does."""

    def __init__(self, name: str, first: bytes) -> None:
        self.blank = True
        self.quotes = False
        mark, codec, self._marked = next(
            (known for known in _MARKS if first.startswith(known[0])), (b"", "utf-8", "")
        )
        self.mark = len(mark)
        self._name = name
        self._codec = codec
        self._decoder = codecs.getincrementaldecoder(codec)()
        self._is_utf8 = True
        self._undefined: tuple[int, int] | None = None
        self._lines = _Lines()
        self._open_line = 0
        self._skip = self.mark

    def add(self, chunk: bytes, *, final: bool = False) -> None:
        text = self._plain(chunk[self._skip :], final)
        self._skip = 0
        if b"\0" in text:
            line = self._lines.line_after(text[: text.index(b"\0")])
            raise FileRefused(
                f"{self._name}, line {line}: a NUL character, so it isn't text.", _AS_CSV
            )
        if self._undefined is None and not self._marked and not text.isascii():
            self._note_undefined(text)
        self._refuse_endless_line(text)
        self._lines.add(text)
        self.blank = self.blank and not chunk.strip()
        self.quotes = self.quotes or b'"' in text

    def verdict(self) -> tuple[str, str]:
        """The encoding's name and its codec."""
        if self._marked or self._is_utf8:
            return self._marked or "UTF-8", self._codec
        if self._undefined is None:
            return "Windows-1252", "cp1252"
        if self._lines.returns and not self._lines.feeds:
            return "Mac Roman", "mac_roman"
        raise self._foreign(*self._undefined, "Windows-1252")

    def _plain(self, chunk: bytes, final: bool) -> bytes:
        """The chunk in bytes of which those below 128 are ASCII."""
        if not self._is_utf8:
            return chunk
        try:
            text = self._decoder.decode(chunk, final)
        except UnicodeDecodeError as error:
            if self._marked:
                before = error.object[: error.start].decode(self._codec, "replace").encode()
                line = self._lines.line_after(before)
                raise self._foreign(line, error.object[error.start], self._marked) from error
            self._is_utf8 = False
            return chunk
        return chunk if self._codec == "utf-8" else text.encode()

    def _note_undefined(self, text: bytes) -> None:
        if found := _UNDEFINED.search(text):
            self._undefined = self._lines.line_after(text[: found.start()]), found[0][0]

    def _foreign(self, line: int, byte: int, encoding: str) -> FileRefused:
        return FileRefused(
            f"{self._name}, line {line}: byte 0x{byte:02X} does not belong into text in"
            f" {encoding}.",
            ANOTHER_EXPORT,
        )

    def _refuse_endless_line(self, text: bytes) -> None:
        last = max(text.rfind(b"\n"), text.rfind(b"\r"))
        self._open_line = len(text) - last - 1 if last >= 0 else self._open_line + len(text)
        if self._open_line > LONGEST_LINE:
            raise FileRefused(
                f"{self._name}, line {self._lines.line_after(text)}: a line longer than"
                f" {LONGEST_LINE // 1024**2} MB, so it isn't a table.",
                ANOTHER_EXPORT,
            )


def _state(path: Path) -> tuple[int, int]:
    status: os.stat_result = path.stat()
    return status.st_size, status.st_mtime_ns


@contextmanager
def _open(path: Path, name: str) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: OSError) -> FileRefused:
    reason = error.strerror or type(error).__name__
    return FileRefused(
        f"{name} can't be read: {reason}.", "Close it elsewhere, or copy it to this computer."
    )


def _too_large(name: str) -> FileRefused:
    return FileRefused(
        f"{name} is larger than {LARGEST_FILE // 1024**2} MB.", "Export fewer columns or rows."
    )
