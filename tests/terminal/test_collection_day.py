"""A collection day of 300 students, half in bags and half in line, by scans and keys alone.

The script and what it comes to are drawn before (tests/terminal/collection.py); afterwards the
journal, read with sqlite3 alone, and every list that the app gives have to say the same.
"""

import csv
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias
from unittest.mock import patch

import pytest

from tests.terminal.collected import (
    NEW_DEVICE,
    PRICES,
    SPARES,
    STRAYS,
    STUDENTS,
    UNKNOWN_CARD,
    Count,
    Step,
    room,
)
from tests.terminal.collection import Day
from tests.terminal.journal import count_kinds
from tests.terminal.keys import key
from tests.terminal.school import (
    DEVICE_HEADER,
    PERSON_HEADER,
    School,
    last_name,
    person_id,
    tag,
)
from tests.terminal.terminal import Terminal
from tests.terminal.test_audit import scan

SEED = 20270528

Listed: TypeAlias = dict[str, list[dict[str, Any]]]
"""What each command printed, one object a line."""

ASKED = (
    "list out", "list left", "list stock", "list parked", "list conflicts", f"show {UNKNOWN_CARD}",
    "paper door", "paper leavers", "paper costs",
)  # fmt: skip


def write_list(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """One of the app's own lists."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def person_row(number: int, status: str) -> list[str]:
    """A student, as the roster has them."""
    grade = str(6 + number % 3)
    return [
        person_id(number), "Ada", last_name(number), grade, str(room(number)), "", status,
        "student",
    ]  # fmt: skip


def device_row(label: str, site: str) -> list[str]:
    """A Chromebook in stock."""
    serial = f"5CD{label.replace('-', '')}X"
    return [label, serial, "HP Chromebook 11 G9", "Chromebook", "", "READY", site, "", ""]


@pytest.fixture(scope="module")
def day() -> Day:
    """The day, drawn once."""
    return Day(SEED)


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory, day: Day) -> School:
    """Everybody has a device since September, and two have left since."""
    school = School(tmp_path_factory.mktemp("collection") / "school")
    (school.folder / "home").mkdir(parents=True)

    def do(*command: str) -> None:
        done = school.run(*command)
        assert done.returncode == 0, (command, done.stderr)

    def bring(kind: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        path = school.folder / f"{kind}.csv"
        write_list(path, header, rows)
        do("import", kind, str(path), "--yes")

    ours = [device_row(tag(n), "NORTHSIDE") for n in range(STUDENTS + SPARES)]
    theirs = [device_row(label, "RIVERSIDE") for label in STRAYS]
    bring("devices", DEVICE_HEADER, [*ours, *theirs])
    bring("people", PERSON_HEADER, [person_row(n, "ENROLLED") for n in range(STUDENTS)])
    do("settings", "site", "NORTHSIDE")
    do("settings", "prices", f"Chromebook={NEW_DEVICE}")
    do("settings", "part_prices", "; ".join(f"{part}={price}" for part, price in PRICES.items()))
    codes = [code for n in range(STUDENTS) for code in (person_id(n), tag(n))]
    scan(school, codes, "scan", "--mode", "out")
    june = [person_row(n, "LEFT" if n in day.left else "ENROLLED") for n in range(STUDENTS)]
    bring("people", PERSON_HEADER, june)
    return school


def play(terminal: Terminal, steps: Iterable[Step]) -> None:
    """Send one after the other, each once the one before is on the screen."""
    for step in steps:
        terminal.drain(step.pause)
        terminal.write(step.sent)
        terminal.wait_for(re.compile(step.seen), 20)


def rows(database: Path, sql: str) -> list[tuple[Any, ...]]:
    """What the file holds, read without the app."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql).fetchall()


def listed(school: School, *command: str) -> list[dict[str, Any]]:
    """What a command prints, one object a line."""
    done = school.run(*command, "--json")
    assert done.returncode == 0, (command, done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


_STANDS = "event_id NOT IN (SELECT json_extract(body, '$.voids') FROM event WHERE kind = 'void')"


def amended(database: Path) -> dict[str, dict[str, object]]:
    """What the last word about each device's return says."""
    found = rows(
        database, f"SELECT device, body FROM event WHERE kind = 'amend' AND {_STANDS} ORDER BY seq"
    )
    about = ("accessories", "grade", "cause", "parts")
    bodies = {device: json.loads(body) for device, body in found}
    return {d: {key: body[key] for key in about if key in body} for d, body in bodies.items()}


def returned(database: Path, field: str) -> dict[str, str]:
    """What each return says in one field, where it says it."""
    found = rows(
        database,
        f"SELECT device, json_extract(body, '$.{field}') FROM event"
        f" WHERE kind = 'return' AND {_STANDS}",
    )
    return {device: said for device, said in found if said is not None}


def test_a_collection_day_ends_with_lists_that_agree_with_its_script(
    school: School, day: Day
) -> None:
    """Bags, line, Inbox and inspection in one sitting; nothing is left to be settled."""
    print(f"seed {SEED}")
    with school.open() as terminal:
        terminal.wait_for("HOME")
        play(terminal, day.script())
        terminal.write(key("ctrl+q"))
        assert terminal.wait_exit(30) == 0
    the_journal_agrees(school.database, day.count)
    printed = {words: listed(school, *words.split()) for words in ASKED}
    the_lists_agree(printed, day.count, day.left)
    the_papers_agree(printed, day.count, day.left)
    a_miscount_is_seen(school.database, printed, day)
    checked = listed(school, "check", "--rebuild")[-1]
    assert (checked["ok"], checked["findings"]) == (True, [])


def a_miscount_is_seen(database: Path, printed: Listed, day: Day) -> None:
    """A count that is off by one thing, or by one cent, agrees with none of the three."""
    for wrong in ("out", "bags", "brought", "said", "service", "settled"):
        with pytest.raises(AssertionError):
            the_journal_agrees(database, less_one(day.count, wrong))
    with pytest.raises(AssertionError):
        the_lists_agree(printed, less_one(day.count, "out"), day.left)
    for wrong in ("out", "said"):
        with pytest.raises(AssertionError):
            the_papers_agree(printed, less_one(day.count, wrong), day.left)
    nobody_left: Sequence[int] = ()
    for agree in (the_lists_agree, the_papers_agree):
        with pytest.raises(AssertionError):
            agree(printed, day.count, nobody_left)
    a_cent_more = PRICES["screen"] + Decimal("0.01")
    with patch.dict(PRICES, screen=a_cent_more), pytest.raises(AssertionError):
        the_papers_agree(printed, day.count, day.left)


def less_one(count: Count, field: str) -> Count:
    """The count without one of the things in a field."""
    mistaken = deepcopy(count)
    things = getattr(mistaken, field)
    things.pop(next(iter(things)) if isinstance(things, dict) else 0)
    return mistaken


def the_journal_agrees(database: Path, count: Count) -> None:
    """Who has what, what came how, what was said of it: read with sqlite3 alone."""
    custody = rows(database, "SELECT device, state, person, service FROM custody")
    assert {d: person for d, state, person, _ in custody if state == "WITH_PERSON"} == count.out
    assert len([1 for _, state, _, _ in custody if state == "IN_STOCK"]) == count.in_stock
    assert {d: service for d, _, _, service in custody if service != "READY"} == count.service
    assert count_kinds(database, "return") == STUDENTS - len(count.out) + count.undone
    assert amended(database) == {device: said.body for device, said in count.said.items()}
    assert returned(database, "bag") == count.bags
    assert returned(database, "received_from") == count.brought
    settled = rows(database, "SELECT code, settled_by IS NOT NULL FROM parked")
    assert Counter(settled) == Counter((code, 1) for code in count.settled)


def the_lists_agree(printed: Listed, count: Count, gone: Sequence[int]) -> None:
    """What ``champion list`` gives; and the one who was entered by hand is found."""
    assert {row["device"]: row["person"] for row in printed["list out"]} == count.out
    left = {tag(n): person_id(n) for n in gone if tag(n) in count.out}
    assert {row["device"]: row["person"] for row in printed["list left"]} == left
    assert len(printed["list stock"]) == count.in_stock
    assert printed["list parked"] == printed["list conflicts"] == []
    assert printed[f"show {UNKNOWN_CARD}"]


def the_papers_agree(printed: Listed, count: Count, gone: Sequence[int]) -> None:
    """What hangs on the doors, who left, and what is charged for, to the cent."""
    assert {row["device"] for row in printed["paper door"]} == set(count.out)
    leavers = {row["device"] for row in printed["paper leavers"]}
    assert leavers == {tag(n) for n in gone} & set(count.out)
    costs = printed["paper costs"]
    charged = {(row["device"], row["what"], Decimal(str(row["price"]))) for row in costs}
    assert charged == count.costs
    assert len(costs) == len(charged)
