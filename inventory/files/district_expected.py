"""The list of schools that have to deliver, as IT has it."""

from collections.abc import Sequence
from pathlib import Path

from inventory.errors import FileRefused
from inventory.files.reader import read_table
from inventory.text import loose

_CODES = (
    "site", "sitecode", "school", "schoolcode", "schoolid", "schoolnumber", "code", "location",
    "locationcode", "id",
)  # fmt: skip
_NAMES = ("name", "schoolname", "sitename", "locationname", "description")


def read_expected(path: Path) -> list[tuple[str, str]]:
    """Code and name of each school in a CSV or workbook; with no heading that says so, one a line.

    Raises FileRefused where it can't be read, where it names no school, or one of them twice.
    """
    table = read_table(path)
    headings = [loose(one) for one in table.header]
    lines: list[Sequence[str]] = [row.cells for row in table.rows]
    code, name = _first(headings, _CODES), _first(headings, _NAMES)
    if code is None and name is None:
        lines = [table.header, *lines]
        code = 0
        name = 1 if len(table.header) > 1 else None
    elif code is None:
        code = name
    schools = [
        (cells[code].strip(), cells[name].strip() if name is not None else "")
        for cells in lines
        if code is not None and len(cells) > code and cells[code].strip()
    ]
    if table.refused or not schools:
        line = f" Line {table.refused[0].line}: {table.refused[0].reason}" if table.refused else ""
        raise FileRefused(
            f"{path} is no list of schools.{line}",
            "One school a line, or a column “site” with its code and a column “name”.",
        )
    _refuse_twice(path, [one for one, _ in schools])
    return schools


def _first(headings: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next((headings.index(one) for one in wanted if one in headings), None)


def _refuse_twice(path: Path, codes: Sequence[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code.casefold() in seen:
            raise FileRefused(f"{path} names {code} twice.", "Leave one of the two lines out.")
        seen.add(code.casefold())
