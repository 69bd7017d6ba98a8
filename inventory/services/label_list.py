"""A list of codes, one a line, as somebody scanned or typed it."""

import re
from dataclasses import dataclass
from pathlib import Path

from inventory.errors import FileRefused
from inventory.files.decoding import Content, bytes_content, examine, file_content


@dataclass(frozen=True, slots=True)
class Listed:
    """One code of a list, as given, and the line that it stands on."""

    line: int
    code: str


def read_list(path: Path) -> tuple[Listed, ...]:
    """The codes of a file. Raises FileRefused where it can't be read, or has none."""
    return _listed(file_content(path))


def listed(name: str, data: bytes) -> tuple[Listed, ...]:
    """The codes of bytes that are there; ``name`` is what the messages call them."""
    return _listed(bytes_content(name, data))


def _listed(content: Content) -> tuple[Listed, ...]:
    """In any encoding and with any line ends that a list may be imported in; blank lines count."""
    try:
        encoding = examine(content)
    except FileRefused as refused:
        raise FileRefused(
            f"{content.name} is no list of codes: {refused.message}", "Write one code on each line."
        ) from refused
    with content.opened() as file:
        text = file.read()[encoding.mark :].decode(encoding.codec)
    lines = re.split(r"\r\n|\r|\n", text)
    codes = tuple(
        Listed(number, line.strip()) for number, line in enumerate(lines, 1) if line.strip()
    )
    if not codes:
        raise FileRefused(f"{content.name} has no codes.", "Write one code on each line.")
    return codes
