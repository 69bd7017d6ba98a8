"""Small tables and the real files, for the tests of this folder."""

from pathlib import Path

import pytest

from inventory.files.entries import Reading
from inventory.files.profiles import RegisterKind
from inventory.files.reader import Refused, Table, table_from_bytes
from inventory.files.records import Record, Records
from inventory.files.sources import open_bytes

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


def read(
    kind: RegisterKind, text: str, reading: Reading | None = None
) -> tuple[list[Record], list[Refused], Records]:
    """The text as records, what of it is refused, and what is to be said of all of it."""
    records = Records(open_bytes("list.csv", text.encode()), kind, reading or Reading())
    found = list(records)
    taken = [one for one in found if isinstance(one, Record)]
    return taken, [one for one in found if isinstance(one, Refused)], records
