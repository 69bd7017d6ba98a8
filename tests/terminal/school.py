"""A made-up school of any size, built through the command line as a champion would build it."""

import csv
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.terminal.terminal import Terminal

ROOT = Path(__file__).parents[2]

DEVICE_HEADER = (
    "asset_tag",
    "serial",
    "model",
    "category",
    "place",
    "service",
    "site",
    "assigned_to",
    "notes",
)
PERSON_HEADER = (
    "person_id",
    "first_name",
    "last_name",
    "grade",
    "homeroom",
    "email",
    "status",
    "kind",
)
PLACE_HEADER = ("place", "kind", "capacity")
_IMPORT_SECONDS = 120


def tag(number: int) -> str:
    """The asset tag of the device with this number, counted from 0: ``NS-100001``."""
    return f"NS-{100_001 + number}"


def person_id(number: int) -> str:
    """The district's number of the person with this number, counted from 0: ``2000001``."""
    return str(2_000_001 + number)


def last_name(number: int) -> str:
    """The last name of that person, which nobody shares: ``Family00001``."""
    return f"Family{number + 1:05d}"


def hand_outs(pairs: int, first: int = 0) -> list[str]:
    """The codes of so many hand-outs: person, device, person, device, each used once."""
    numbers = range(first, first + pairs)
    return [code for number in numbers for code in (person_id(number), tag(number))]


@dataclass(frozen=True, slots=True)
class School:
    """A folder with a database and everything else that the app writes, and nobody else's."""

    folder: Path

    @property
    def database(self) -> Path:
        """The database file."""
        return self.folder / "school.db"

    @property
    def environment(self) -> dict[str, str]:
        """Variables that keep preferences, state and caches inside the folder."""
        home = self.folder / "home"
        return {
            "HOME": str(home),
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_STATE_HOME": str(home / "state"),
            "XDG_CACHE_HOME": str(home / "cache"),
        }

    def argv(self, *arguments: str) -> list[str]:
        """The command line of ``champion --db FILE …``, run from ``ROOT``."""
        return [sys.executable, "-m", "tui", "--db", str(self.database), *arguments]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end; what it printed and its code are in the answer."""
        return subprocess.run(
            self.argv(*arguments),
            cwd=ROOT,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_IMPORT_SECONDS,
            check=False,
        )

    def open(self, rows: int = 24, columns: int = 80) -> Terminal:
        """The app on this school in a terminal; the caller waits for what it wants to see."""
        return Terminal(self.argv(), rows=rows, columns=columns, env=self.environment, cwd=ROOT)


def room(number: int, per_room: int) -> str:
    """Where the device with this number is at home: ``Room 101``."""
    return f"Room {101 + number // per_room}" if per_room else ""


def make_school(folder: Path, *, devices: int = 400, people: int = 400, per_room: int = 0) -> Path:
    """Write the lists, import them, and return the database file.

    ``per_room`` devices are at home in each room; with 0 they are at home nowhere. Raises
    RuntimeError with what the command said where an import is refused.
    """
    school = School(folder)
    (folder / "home").mkdir(parents=True)
    lists = folder / "lists"
    lists.mkdir()
    _write(lists / "people.csv", PERSON_HEADER, map(_person, range(people)))
    homes = (_device(number, room(number, per_room)) for number in range(devices))
    _write(lists / "devices.csv", DEVICE_HEADER, homes)
    rooms = dict.fromkeys(room(number, per_room) for number in range(devices)) if per_room else {}
    _write(lists / "places.csv", PLACE_HEADER, ([name, "room", "40"] for name in rooms))
    for what in ("people", "devices", "places")[: 3 if rooms else 2]:
        done = school.run("import", what, str(lists / f"{what}.csv"), "--yes")
        if done.returncode:
            raise RuntimeError(f"import {what} exited {done.returncode}: {done.stderr.strip()}")
    return school.database


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write one of the app's own plain lists: RFC 4180, UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def _device(number: int, home: str) -> list[str]:
    """A Chromebook in stock at this school: no site, nobody's."""
    serial = f"5CD{number:07d}X"
    return [tag(number), serial, "HP Chromebook 11 G9", "Chromebook", home, "READY", "", "", ""]


def _person(number: int) -> list[str]:
    """An enrolled student."""
    grade, homeroom = str(6 + number % 3), str(101 + number % 24)
    email = f"s{person_id(number)}@school.example"
    name = last_name(number)
    return [person_id(number), "Ada", name, grade, homeroom, email, "ENROLLED", "student"]
