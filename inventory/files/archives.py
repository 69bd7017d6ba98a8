"""Zip archives: which files are in one, looked at before any is read, and none ever unpacked."""

import lzma
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from inventory.errors import FileRefused
from inventory.files.decoding import Content
from inventory.text import safe

LARGEST_MEMBER = 1024**3
"""In bytes, unpacked; a sheet with a million rows has some 500 MB of XML."""
MOST_RATIO = 100
"""How many times its packed size a file may have, once it is larger than ``FREE_SIZE``."""
FREE_SIZE = 10 * 1024**2

_PACK_AGAIN = "Export it again, or unpack it and choose the file inside."

# What zipfile and its decompressors raise at bytes that aren't what they claim to be.
_BROKEN = (
    BadZipFile, LargeZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, LookupError,
    OverflowError, struct.error, zlib.error, lzma.LZMAError,
)  # fmt: skip

_TRICK = re.compile(r"(^|/)\.\.(/|$)|^/|^[A-Za-z]:")


@contextmanager
def opened_archive(content: Content) -> Iterator[ZipFile]:
    """The archive, for as long as the block lasts; what breaks in it raises FileRefused."""
    with content.opened() as file:
        try:
            with ZipFile(file) as archive:
                yield archive
        except _BROKEN as error:
            raise FileRefused(
                f"{content.name} is an archive or a workbook that is damaged.", _PACK_AGAIN
            ) from error


def members(content: Content) -> frozenset[str]:
    """The names of the files in it. Raises FileRefused where one is not safe to read.

    That is one with a password, one that is there twice, one whose name leads out of the archive,
    and one that would be far larger unpacked.
    """
    with opened_archive(content) as archive:
        files = [file for file in archive.infolist() if not file.is_dir()]
    seen: set[str] = set()
    for file in files:
        if fault := _fault(file, seen):
            raise FileRefused(f'{content.name}: "{safe(file.filename)[:80]}" {fault}.', _PACK_AGAIN)
        seen.add(file.filename)
    return frozenset(seen)


def member_content(content: Content, member: str) -> Content:
    """The bytes of one file in the archive, by the name that ``members`` gave."""
    base = re.split(r"[/\\]", member)[-1]

    @contextmanager
    def opened() -> Iterator[BinaryIO]:
        with opened_archive(content) as archive, archive.open(member) as file:
            yield cast(BinaryIO, file)

    return Content(f"{safe(base)} in {content.name}", opened, content.unchanged)


def _fault(file: ZipInfo, seen: set[str]) -> str:
    if file.flag_bits & 1:
        return "is protected by a password"
    if file.filename in seen:
        return "is in it twice"
    if _TRICK.search(file.filename.replace("\\", "/")):
        return "leads out of the archive"
    if file.file_size > LARGEST_MEMBER:
        return f"is larger than {LARGEST_MEMBER // 1024**2:,} MB unpacked"
    if file.file_size > max(FREE_SIZE, file.compress_size * MOST_RATIO):
        return f"is more than {MOST_RATIO} times as large unpacked, so it isn't a list"
    return ""
