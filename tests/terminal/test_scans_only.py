"""A distribution and a collection with nothing but a scanner: not one key of the keyboard.

Every code is typed as a scanner types it, command barcodes included. What came of it is read from
the journal with sqlite3 alone, and compared with what the play says.
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.terminal.school import School, last_name, person_id, tag
from tests.terminal.terminal import Terminal

STUDENTS = 20
ECHO = 1.25
"""Seconds after which the same code again is no echo of the scanner."""


SAID = {
    4: ("ZZCHNONE",),
    5: ("ZZCHBAD", "ZZKEYS", "ZZUNDO", "ZZSCREEN", "ZZHINGE", "ZZMISUSE"),
    6: ("ZZGRADED", "ZZKEYS", "ZZACCID"),
    7: ("ZZGRADEA",),
    8: ("ZZCHXTRA",),
}
"""What is said about the device of a student after it came back."""


class Table:
    """The app in a terminal, and a scanner at it."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal

    def scan(self, code: str, word: str, about: str | None = None) -> None:
        """Scan one code, and wait until the band says so."""
        self._terminal.write(code.encode("ascii") + b"\r")
        named = re.escape(code if about is None else about)
        self._terminal.wait_for(re.compile(rf"[✓·?≠✗] {word}[^\n]*{named}"))

    def go(self, code: str, title: str) -> None:
        """Scan a command that leads to another screen, and wait for its bar and its band."""
        self._terminal.write(code.encode("ascii") + b"\r")
        self._terminal.wait_for(re.compile(rf"\A[^\n]*\b{title}\b"))

    def wait(self) -> None:
        """Let the time of an echo go by."""
        self._terminal.drain(ECHO)


@contextmanager
def at_the_table(school: School) -> Iterator[Table]:
    """The app from its first frame on; the laptop's lid is closed at the end."""
    with school.open() as terminal:
        terminal.wait_for("HOME")
        yield Table(terminal)


def custody(database: Path) -> dict[str, str]:
    """Who has what, by tag."""
    query = "SELECT device, person FROM custody WHERE state = 'WITH_PERSON'"
    with closing(sqlite3.connect(database)) as connection:
        return dict(connection.execute(query))


def amendments(database: Path) -> dict[str, dict[str, object]]:
    """What the last word about each device's return said."""
    query = (
        "SELECT device, body FROM event WHERE kind = 'amend' AND event_id NOT IN"
        " (SELECT json_extract(body, '$.voids') FROM event WHERE kind = 'void') ORDER BY seq"
    )
    said = ("accessories", "grade", "cause", "parts")
    with closing(sqlite3.connect(database)) as connection:
        bodies = {device: json.loads(body) for device, body in connection.execute(query)}
    return {
        device: {key: body[key] for key in said if key in body} for device, body in bodies.items()
    }


def test_twenty_students_are_served_with_scans_alone(school: School) -> None:
    """The morning in September and the one in June, with what goes wrong on such mornings."""
    with at_the_table(school) as table:
        hand_out(table)
    wanted = {tag(number): person_id(number) for number in range(STUDENTS)}
    wanted[tag(103)] = wanted.pop(tag(3))
    assert custody(school.database) == wanted

    with at_the_table(school) as table:
        take_back(table)
    assert custody(school.database) == {}
    assert amendments(school.database) == {
        tag(4): {"accessories": {"charger": "not returned"}},
        tag(5): {
            "accessories": {"charger": "returned faulty"},
            "grade": "C",
            "cause": "misuse",
            "parts": ["screen", "hinge"],
        },
        tag(6): {"grade": "D", "cause": "accident", "parts": ["keyboard"]},
        tag(7): {"grade": "A"},
        tag(8): {"accessories": {"charger": "returned, and one too many"}},
    }


def hand_out(table: Table) -> None:
    """Twenty students; one is undone, one swaps, one says no, one is parked."""
    table.go("ZZOUT", "HAND OUT")
    for number in range(STUDENTS):
        table.scan(person_id(number), "AT THE TABLE", last_name(number))
        table.scan(tag(number), "HANDED OUT")
        match number:
            case 0:
                table.scan("ZZHELP", "MODE", "barcodes")
            case 1:  # the wrong device: undone by name, and the same one given again
                table.scan("ZZUNDO", "UNDONE", tag(1))
                table.scan(tag(1), "HANDED OUT")
            case 2:  # the neighbour's device: no
                table.scan(tag(1), "OUT TO SOMEONE ELSE")
                table.scan("ZZNO", "LEFT AS IT WAS", "")
            case 3:  # the first one is broken: another one instead
                table.scan(tag(103), "HAS ONE")
                table.scan("ZZYES", "SWAPPED", tag(103))
            case 4:  # a sticker that nobody knows, then the next one steps up
                table.scan("QX-1", "NOT KNOWN")
                table.scan("ZZNEXT", "AT THE TABLE", "")
            case 5:  # a second one is asked for: step aside with a number
                table.scan(tag(105), "HAS ONE")
                table.scan("ZZPARK", "PARKED", tag(105))


def take_back(table: Table) -> None:
    """Twenty devices come back; some with less, some with more than they went out with."""
    table.go("ZZBACK", "TAKE BACK")
    for number in range(STUDENTS):
        this = tag(103 if number == 3 else number)
        table.scan(this, "TAKEN BACK")
        for code in SAID.get(number, ()):
            table.scan(code, "UNDONE" if code == "ZZUNDO" else "NOTED", this)
        match number:
            case 0:  # again, after a moment: it is counted as seen
                table.wait()
                table.scan(this, "ALREADY")
            case 2:  # was it that one? Undone, and in again
                table.scan("ZZUNDO", "UNDONE", this)
                table.scan(this, "TAKEN BACK")
    table.go("ZZOUT", "HAND OUT")
    table.go("ZZBACK", "TAKE BACK")
