"""No socket is opened, and no name gets anywhere but where it belongs."""

import csv
import json
import os
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from inventory.files.profiles import RegisterKind
from inventory.services import register
from inventory.services.office import Office
from tests.builders import FixedClock
from tests.terminal.terminal import Terminal, key
from tests.trust.figures import keep

ROOT = Path(__file__).parents[2]
LAST = "Quixandroz"
NAME = f"Wilhelmina {LAST}"
ID = "2000007"
NETWORK = {int(socket.AF_INET), int(socket.AF_INET6)}
"""The event loop talks to itself over a pair of local sockets, which lead nowhere else."""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes and terminals are POSIX")


@dataclass
class Laptop:
    """A laptop with nothing on it: a data folder, a home, a folder for temporary files."""

    folder: Path
    told: list[bytes] = field(default_factory=list)
    """What commands said on standard error."""

    def __post_init__(self) -> None:
        for one in (self.home, self.temporary, self.outside):
            one.mkdir(parents=True, mode=0o700)

    @property
    def database(self) -> Path:
        """The database, in a folder that the app makes."""
        return self.folder / "data" / "champion.db"

    @property
    def home(self) -> Path:
        """Where preferences, state and caches go."""
        return self.folder / "home"

    @property
    def temporary(self) -> Path:
        """Where temporary files go."""
        return self.folder / "tmp"

    @property
    def outside(self) -> Path:
        """Lists that are read, and files that are asked for."""
        return self.folder / "outside"

    @property
    def log(self) -> Path:
        """What programs did."""
        return self.folder / "log.jsonl"

    def argv(self, *arguments: str | Path, crash: str = "") -> list[str]:
        """Champion, watched."""
        watched = [sys.executable, "-m", "tests.trust.listening", str(self.log), LAST, crash]
        return [*watched, "--db", *map(str, (self.database, *arguments))]

    @property
    def environment(self) -> dict[str, str]:
        """All of it in this folder."""
        home = {
            f"XDG_{what}_HOME": str(self.home / what.lower())
            for what in ("DATA", "CONFIG", "STATE", "CACHE")
        }
        return {"HOME": str(self.home), "TMPDIR": str(self.temporary), **home}

    def run(self, *arguments: str | Path, stdin: str = "", code: int = 0) -> bytes:
        """Run a command; what it printed."""
        done = subprocess.run(
            self.argv(*arguments), cwd=ROOT, env={**os.environ, **self.environment},
            input=stdin.encode(), capture_output=True, timeout=120, check=False,
        )  # fmt: skip
        self.told.append(done.stderr)
        assert done.returncode == code, (arguments, done.stderr.decode(), done.stdout.decode())
        return done.stdout

    def events(self) -> Iterator[dict[str, object]]:
        """What the programs did."""
        for line in self.log.read_text("utf-8").splitlines():
            yield json.loads(line)

    def files(self, *folders: Path) -> list[Path]:
        """Every file in some folders."""
        return [one for folder in folders for one in folder.rglob("*") if one.is_file()]


def write_lists(laptop: Laptop) -> None:
    """The district's files, with the one name that is looked for."""
    people = [
        ["person_id", "first_name", "last_name", "grade", "homeroom", "email", "status"],
        [ID, *NAME.split(), "7", "204", "w@mail.example", "ENROLLED"],
        ["2000008", "Old", LAST, "7", "204", "o@mail.example", "LEFT"],
        ["2000009", "Ines", "Marlow", "7", "204", "", "ENROLLED"],
    ]
    devices = [["asset_tag", "serial", "model", "category", "notes"]]
    devices += [[f"NS-{n}", f"5CD{n}X", "HP 11", "Chromebook", f"with {NAME}"] for n in range(9)]
    for name, rows in (("people", people), ("devices", devices)):
        with (laptop.outside / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)


def session(laptop: Laptop) -> None:
    """A day: lists read, devices handed out in the app and by commands, files written, a purge."""
    out = laptop.outside
    assert not laptop.database.exists()
    with app(laptop) as terminal:
        terminal.wait_for("Champion")
        leave(terminal)
    for what in ("people", "devices"):
        laptop.run("import", what, out / f"{what}.csv", "--yes")
    with app(laptop) as terminal:
        terminal.wait_for("Where the devices are")
        terminal.settle()
        terminal.write(key("f2"))
        terminal.wait_for("Scan a student's card")
        terminal.settle()
        terminal.write(f"{ID}\r".encode())
        terminal.wait_for(LAST)
        terminal.write(b"NS-1\r")
        terminal.wait_for("NS-1")
        terminal.write(key("f5"))
        terminal.settle()
        leave(terminal)
    laptop.run("scan", "--mode", "out", "--json", stdin=f"{ID}\nZZNEXT\nNOBODY-KNOWS\n2000008\n")
    assert LAST.encode() in laptop.run("list", "out")
    laptop.run("back", "NS-1")
    laptop.run("check", "--json")
    laptop.run("backup", out / "copy.db")
    laptop.run("list", "people", "--csv", out / "people-list.csv")
    laptop.run("labels", "students", "--out", out / "cards.pdf")
    laptop.run("person", ID, "--report", "--out", out / "report.txt")
    laptop.run("find", "NOTHING-LIKE-IT", code=1)
    laptop.run(
        "purge", "--left-before", time.strftime("%Y-%m-%d"), "--yes", "--certificate",
        out / "certificate.txt", code=0,
    )  # fmt: skip


def app(laptop: Laptop, crash: str = "", **more: str) -> Terminal:
    """The app, watched, in a terminal."""
    environment = {**laptop.environment, **more}
    return Terminal(laptop.argv(crash=crash), rows=40, columns=120, env=environment, cwd=ROOT)


def leave(terminal: Terminal) -> None:
    """Close the app."""
    terminal.write(key("ctrl+q"))
    assert terminal.wait_exit(30) == 0


def crash(laptop: Laptop, **more: str) -> bytes:
    """All bytes that the app writes from a scan on that ends in an error."""
    with app(laptop, NAME, **more) as terminal:
        terminal.wait_for("Where the devices are")
        terminal.settle()
        terminal.write(key("f2"))
        terminal.wait_for("Scan a student's card")
        terminal.settle()
        before = terminal.total
        terminal.write(b"2000009\r")
        terminal.wait_exit(30)
        return bytes(terminal.raw[before:])


def networked(laptop: Laptop) -> list[str]:
    """Everything that a program asked of the network."""
    found = []
    for one in laptop.events():
        event = str(one["event"])
        local = event == "socket.__new__" and int(str(one["what"])) not in NETWORK
        if event.startswith("socket.") and not local:
            found.append(f"{event} {one['what']}")
    return found


def where_the_name_is(laptop: Laptop, said: Iterable[bytes]) -> list[str]:
    """Every place with the name that is neither the database, nor a backup, nor was asked for."""
    mark = LAST.encode()
    found = [f"said: {one[:200]!r}" for one in said if mark in one]
    for one in laptop.events():
        event, what = str(one["event"]), str(one["what"])
        is_temporary = what.startswith(str(laptop.temporary))
        if LAST in what or (event == "os.remove" and is_temporary and one["more"]):
            found.append(f"{event}: {what}")
    aside = laptop.files(laptop.temporary, laptop.home)
    return found + [str(one) for one in aside if mark in one.read_bytes() or LAST in one.name]


def written_elsewhere(laptop: Laptop) -> list[str]:
    """Files that were opened for writing outside of where they belong."""
    return [
        str(one["what"])
        for one in laptop.events()
        if one["event"] == "open"
        and not str(one["what"]).startswith((str(laptop.folder), "/dev/", "/proc/"))
        and not str(one["what"]).isdigit()
        and "__pycache__" not in str(one["what"])
    ]


def read_by_others(laptop: Laptop) -> list[str]:
    """Files and folders that the app made and that another user could look into."""
    made = [laptop.database.parent, *laptop.database.parent.rglob("*"), *laptop.home.rglob("*")]
    asked = [one for one in laptop.outside.iterdir() if one.name not in LISTS]
    return [str(one) for one in (*made, *asked) if stat.S_IMODE(one.stat().st_mode) & 0o077]


LISTS = ("people.csv", "devices.csv")


def test_a_day_opens_no_socket_and_leaves_no_name_anywhere(tmp_path: Path) -> None:
    """The one harness of its key."""
    began = time.perf_counter()
    laptop = Laptop(tmp_path / "laptop")
    write_lists(laptop)
    session(laptop)
    said = crash(laptop)
    assert b"Something went wrong inside Champion (ValueError)" in said
    assert any(one["event"] == "socket.__new__" for one in laptop.events()), "the loop's own pair"
    sockets, others = networked(laptop), read_by_others(laptop)
    names, elsewhere = where_the_name_is(laptop, [*laptop.told, said]), written_elsewhere(laptop)
    shown = crash(laptop, CHAMPION_DEBUG="1")
    number = shown.count(LAST.encode())
    assert number, "the search has to find a name that is there"
    assert where_the_name_is(laptop, [shown]), "and where it looks for it"
    assert (sockets, names, others, elsewhere) == ([], [], [], [])
    keep(
        "silence",
        {
            "sessions": 1,
            "programs": len({one["process"] for one in laptop.events()}),
            "sockets": len(sockets),
            "names": len(names),
            "files that others can read": len(others),
            "files written elsewhere": len(elsewhere),
        },
        {"a crash that prints its variables": f"the name stood in it {number} times"},
        seconds=time.perf_counter() - began,
    )


def open_files_with_the_name(mark: bytes = LAST.encode()) -> set[str]:
    """Where the files lie that this process has open and that hold it, nameless ones as well."""
    found = set()
    for one in Path("/proc/self/fd").iterdir():
        try:
            where = str(one.readlink())
            if where.startswith("/") and stat.S_ISREG(one.stat().st_mode):
                found |= {where} if mark in one.read_bytes() else set()
        except OSError:
            continue  # it was closed meanwhile
    return found


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="only Linux lists open files")
def test_a_list_that_is_too_long_for_the_memory_is_held_beside_the_database(
    tmp_path: Path,
) -> None:
    """Notes on devices can hold names: none of them is in a folder that all share."""
    folder = tmp_path / "data"
    file = tmp_path / "devices.csv"
    notes = f"with {NAME}, " * 40
    rows = ([f"NS-{n}", f"5CD{n}X", "HP 11", "Chromebook", notes] for n in range(60_000))
    with file.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerow(["asset_tag", "serial", "model", "category", "notes"])
        csv.writer(target).writerows(rows)
    office = Office.create(folder / "champion.db", FixedClock())
    with closing(office):
        plan = register.prepare(office, RegisterKind.DEVICES, file)
        aside = open_files_with_the_name()
        named = [one.name for one in folder.iterdir() if one.suffix == ".new"]
        register.apply(office, plan)
        written = open_files_with_the_name()
    assert len(aside) == 1, "so many rows can't all be in memory"
    assert {Path(one).parent for one in aside | written} == {folder}
    assert named == []


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="only Linux lists open files")
def test_the_search_of_open_files_finds_a_temporary_table_where_sqlite_puts_it() -> None:
    """Control: a file without a name, in the folder for everybody's temporary files."""
    with closing(sqlite3.connect("")) as conn:
        conn.execute("CREATE TABLE staged(notes)")
        conn.executemany("INSERT INTO staged VALUES (?)", ((NAME * 40,) for _ in range(60_000)))
        conn.commit()
        assert [one for one in open_files_with_the_name() if "etilqs" in one]
