"""The lists of an audit: in columns, as JSON, as CSV."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from inventory.counts import Result
from tests.tui.commands.audits import (
    CART,
    ELSEWHERE,
    HANDED_OUT,
    HERE,
    HERS,
    MAYA,
    STRAY,
    done,
    locked,
    nothing,
    opened,
)
from tests.tui.commands.conftest import Champion
from tui.commands.audit_rows import KEYS

LISTS = [
    (nothing, "audits", 0, "There is no audit yet: champion audit open.\n"),
    (opened, "audits", 1, "1 audit.\n"),
    (opened, "variances", 5, "5 variances.\n"),
    (opened, "lines", 253, "253 devices.\n"),
    (opened, "left", 250, "250 devices.\n"),
    (opened, "finds", 3, "3 finds.\n"),
    (opened, "proposals", 0, "Nothing is proposed to the district; champion audit submit does.\n"),
    (locked, "variances", 110, "110 variances.\n"),
]


@pytest.mark.parametrize(("bring", "which", "number", "last"), LISTS)
def test_every_list_has_its_lines_in_every_form(
    school: Champion, bring: Callable[[Champion], None], which: str, number: int, last: str
) -> None:
    """As many JSON objects as CSV rows as lines, under the same keys; an empty one is a word."""
    bring(school)
    lines = school.lines("audit", "list", which)
    assert len(lines) == number
    assert all(tuple(line) == KEYS[which] for line in lines)
    printed = school.run("audit", "list", which, "--csv", "-").stdout_bytes.decode()
    header, *rows = csv.reader(io.StringIO(printed, newline=""))
    assert (tuple(header), len(rows)) == (KEYS[which], number)
    said = done(school, "audit", "list", which)
    assert said.endswith(last)
    assert len(said.splitlines()) == (number + 2 if number else 1)


def test_a_list_is_saved_for_a_spreadsheet(school: Champion, tmp_path: Path) -> None:
    """With a byte order mark, and never over another file."""
    opened(school)
    target = tmp_path / "left.csv"
    arguments = ("audit", "list", "left", "--csv", target)
    assert done(school, *arguments) == f"250 rows written to {target}.\n"
    assert target.read_bytes().startswith(b"\xef\xbb\xbflook_in,")
    assert school.run(*arguments).exit_code == 1


def test_what_is_left_is_listed_place_by_place(school: Champion) -> None:
    """What was seen is not among it; a student's device is looked for in the homeroom."""
    opened(school)
    left = school.lines("audit", "list", "left")
    places = [one["look_in"] for one in left]
    assert places == sorted(places)
    assert HERE not in [one["device"] for one in left]
    (hers,) = [one for one in left if one["device"] == HERS]
    assert (hers["look_in"], hers["person"], hers["name"]) == ("Room 214", MAYA, "Maya Okonkwo")
    assert "Kai [/] Brandt, homeroom 208" in done(school, "audit", "list", "left")


def test_a_variance_says_what_was_recorded_and_what_was_seen(school: Champion) -> None:
    """Of a device both; of a find what it is, where, and its claim number."""
    opened(school)
    found = {one["label"]: one for one in school.lines("audit", "list", "variances")}
    elsewhere, stray = found[ELSEWHERE], found[STRAY]
    assert (elsewhere["outcome"], elsewhere["place"], elsewhere["seen_place"]) == (
        Result.WRONG_PLACE, "Room 208", CART,
    )  # fmt: skip
    assert (stray["outcome"], stray["model"], stray["claim"]) == (
        "STRAY", "Apple iPad 9th generation", "P-01",
    )  # fmt: skip
    assert found[HANDED_OUT]["name"] == "Talulah Nakai"
