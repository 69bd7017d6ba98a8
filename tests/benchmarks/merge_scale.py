"""What it costs the champion's laptop to take in ten tables' day, beside only writing it down.

Run from the repository: ``python -m tests.benchmarks.merge_scale``; see README.md beside this.
"""

import argparse
import gzip
import json
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median
from time import perf_counter

from inventory.exchange.folder import FOLDER
from inventory.model import Device, Person
from inventory.services import exchange, upkeep
from inventory.services.exchange import Exchanged
from inventory.services.office import Office
from tests.benchmarks.scan_to_screen import verdict
from tests.builders import FixedClock, a_device, a_person, enrol
from tests.two_tables import beside, scan

SECONDS_GOAL = 1.0
TABLES, HAND_OUTS = 10, 300
SWAPPED_EVERY = 33
"""One student of so many gets a device that goes out at the next table as well."""
PIECE = 500
_INSERT = f"INSERT INTO event VALUES (NULL,{','.join('?' * 16)})"
_FIELDS = (
    "event_id", "station_id", "seq", "hlc", "wall_time", "kind", "site", "device", "person",
    "parents", "group", "body", "actor", "schema", "prev_hash", "hash",
)  # fmt: skip


def make_day(folder: Path, options: argparse.Namespace) -> Path:
    """The champion's database, and a stick with one bundle of each table; the database's path."""
    path = folder / "template.db"
    champion = Office.create(path, FixedClock())
    enrol(champion, _devices(options), _people(options))
    champion.change_setting("site", "NORTH")
    stick, own = folder / "stick", folder / "own"
    stick.mkdir()
    own.mkdir()
    for number in range(options.tables):
        table = beside(champion, "", number + 2)
        table.change_setting("table", f"Table {number + 2}")
        for one in range(options.hand_outs):
            scan(table, *_codes(number, one, options))
        exchange.share(table, exchange.open_carrier(table, str(own)))
        table.close()
        _move_bundle(own, stick)
    champion.close()
    return path


def _devices(options: argparse.Namespace) -> list[Device]:
    return [a_device(_tag(number)) for number in range(options.tables * options.hand_outs)]


def _people(options: argparse.Namespace) -> list[Person]:
    return [a_person(_person(number)) for number in range(options.tables * options.hand_outs)]


def _tag(number: int) -> str:
    return f"NS-{number:06d}"


def _person(number: int) -> str:
    return f"{8_000_000 + number}"


def _codes(table: int, one: int, options: argparse.Namespace) -> tuple[str, str]:
    """Who steps up, and with which device; now and then with the next table's."""
    own = table * options.hand_outs + one
    every = options.tables * options.hand_outs
    device = own if one % SWAPPED_EVERY else (own + options.hand_outs + 1) % every
    return _person(own), _tag(device)


def _move_bundle(own: Path, stick: Path) -> None:
    (stick / FOLDER).mkdir(exist_ok=True)
    for file in (own / FOLDER).iterdir():
        shutil.move(file, stick / FOLDER / file.name)


def share(path: Path, stick: Path) -> tuple[float, Exchanged]:
    """Share once over the stick; the seconds, and what came of it."""
    with closing(Office.open(path, FixedClock())) as office:
        began = perf_counter()
        done = exchange.share(office, exchange.open_carrier(office, str(stick)))
        return perf_counter() - began, done


def write_down(path: Path, stick: Path) -> float:
    """The floor: the lines of the same files into the same table, nothing checked or followed."""
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        for pragma in ("journal_mode = TRUNCATE", "synchronous = EXTRA", "secure_delete = ON"):
            conn.execute(f"PRAGMA {pragma}")
        began = perf_counter()
        for file in sorted((stick / FOLDER).iterdir()):
            lines = gzip.decompress(file.read_bytes()).splitlines()[1:]
            rows = [_row(json.loads(line)) for line in lines]
            for start in range(0, len(rows), PIECE):
                conn.execute("BEGIN IMMEDIATE")
                conn.executemany(_INSERT, rows[start : start + PIECE])
                conn.execute("COMMIT")
        return perf_counter() - began


def _row(event: dict[str, object]) -> list[object]:
    return [
        json.dumps(value) if isinstance(value, list | dict) else value
        for value in map(event.get, _FIELDS)
    ]


def measure(folder: Path, options: argparse.Namespace) -> bool:
    """All rounds, floor and app in turns; whether the goal is kept."""
    template, stick = make_day(folder, options), folder / "stick"
    seconds: dict[str, list[float]] = {"floor": [], "share": [], "again": []}
    for number in range(options.rounds):
        bundles = _copied(stick, folder / f"stick-{number}")
        seconds["floor"].append(write_down(_fresh(template, folder), bundles))
        path = _fresh(template, folder)
        took, done = share(path, bundles)
        seconds["share"].append(took)
        again, nothing = share(path, bundles)
        seconds["again"].append(again)
        _refuse_wrong(path, done, nothing, options)
    print(
        f"{options.rounds} rounds of {options.tables} bundles, {options.hand_outs} hand-outs each"
    )
    print(f"{done.new:,} events came in, {done.disputes} devices are disputed")
    for name, what in (("floor", "only written down"), ("share", "shared"), ("again", "again")):
        print(f"{what:<20}{median(seconds[name]):8.3f} s{max(seconds[name]):8.3f} s at most")
    ratios = [one / floor for one, floor in zip(seconds["share"], seconds["floor"], strict=True)]
    print(f"{'to the floor':<20}{median(ratios):8.2f} ×")
    return verdict("seconds to take all in", median(seconds["share"]), SECONDS_GOAL)


def _refuse_wrong(
    path: Path, done: Exchanged, nothing: Exchanged, options: argparse.Namespace
) -> None:
    """A run counts only where all came in, once, and the file is sound."""
    with closing(Office.open(path, FixedClock())) as office:
        findings = upkeep.check(office).findings
        out = office.database.value("SELECT count(*) FROM event WHERE kind = 'issue'")
    if findings or done.refused or nothing.new or out != options.tables * options.hand_outs:
        raise RuntimeError(f"{findings} {done.refused} {nothing.new} {out}")


def _fresh(template: Path, folder: Path) -> Path:
    path = folder / "champion.db"
    path.unlink(missing_ok=True)
    return Path(shutil.copy(template, path))


def _copied(stick: Path, target: Path) -> Path:
    return Path(shutil.copytree(stick, target))


def main(measure: Callable[[Path, argparse.Namespace], bool] = measure) -> int:
    """Measure in a folder of its own; 1 where the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--tables", type=int, default=TABLES)
    parser.add_argument("--hand-outs", type=int, default=HAND_OUTS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return 0 if measure(Path(folder), options) else 1


if __name__ == "__main__":
    sys.exit(main())
