"""Small tables and the real files, for the tests of this folder."""

from pathlib import Path

import pytest

from inventory.files.profiles import RegisterKind, find_profile
from inventory.files.reader import Table, table_from_bytes
from inventory.files.records import Incoming, read_records

REAL = Path(__file__).parents[3].parent / "shared" / "real"


def real_file(name: str) -> Path:
    """The path of a file that another system wrote; skips the test where there is none."""
    path = REAL / name
    if not path.exists():
        pytest.skip(f"the real file {name} is not here")
    return path


def table(text: str, name: str = "list.csv") -> Table:
    """The text as the reader sees it."""
    return table_from_bytes(name, text.encode())


def incoming(kind: RegisterKind, text: str, profile: str | None = None) -> Incoming:
    """The text as records, by the profile that fits or the one of that name."""
    read = table(text)
    return read_records(read, kind, find_profile(kind, read.header, profile))
