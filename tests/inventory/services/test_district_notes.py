"""What schools noted for IT, put together: from packets of any version, and from bundles."""

import csv
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inventory.files.packet_check import verify
from inventory.journal.bundle import make, pack
from inventory.model import Event, Kind
from inventory.services import district, district_reports
from inventory.store import district_notes
from inventory.store.district_file import DistrictFile, open_district
from tests.inventory.a_district import MORNING, ASchool, Laptop, a_note, devices_of, write_school
from tests.tui.commands.conftest import Champion

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
NORTH = ASchool("NORTH", devices_of("NORTH", 3), notes=("=1+1, carts", "second"))
OLD = ASchool("SOUTH", devices_of("SOUTH", 2), number=2, notes=("of an earlier version",),
              is_old=True)  # fmt: skip
QUIET = ASchool("EAST", devices_of("EAST", 2), number=3)


@pytest.fixture
def target(tmp_path: Path) -> Iterator[DistrictFile]:
    """A district's new file."""
    opened = open_district(tmp_path / "district.db")
    yield opened
    opened.close()


def take(target: DistrictFile, *paths: Path) -> None:
    """Take deliveries in, none of which may be refused."""
    done = district.consolidate(target, [str(one) for one in paths], now=NOW, workers=1)
    assert done.refused == []


def bundle(path: Path, events: Sequence[Event]) -> Path:
    """A table's events of one sharing."""
    one = make(
        events, station=events[0].station_id, table="Table 1", site=events[0].site,
        exported_at="2026-11-20T09:00:00+00:00",
    )  # fmt: skip
    path.write_bytes(pack(one))
    return path


def texts(target: DistrictFile) -> list[tuple[str, str]]:
    """School and text of each note."""
    return [(site, note.text) for site, _, note in district_notes.notes(target)]


def test_notes_come_with_packets_of_every_version(target: DistrictFile, tmp_path: Path) -> None:
    """One without notes.csv verifies and is taken in whole; its notes are in its events."""
    paths = [write_school(one, tmp_path) for one in (NORTH, OLD, QUIET)]
    assert [(path / "notes.csv").exists() for path in paths] == [True, False, True]
    assert [verify(path).faults for path in paths] == [(), (), ()]
    take(target, *paths)
    assert texts(target) == [
        ("NORTH", "=1+1, carts"), ("NORTH", "second"), ("SOUTH", "of an earlier version"),
    ]  # fmt: skip
    assert district_reports.totals(target).notes == 3
    take(target, *paths)
    assert district_reports.totals(target).notes == 3


def test_a_changed_file_of_notes_is_refused(target: DistrictFile, tmp_path: Path) -> None:
    """As any file of a packet is, with its school."""
    path = write_school(NORTH, tmp_path)
    file = path / "notes.csv"
    file.write_bytes(file.read_bytes().replace(b"second", b"sekond"))
    done = district.consolidate(target, [str(path)], now=NOW, workers=1)
    assert "notes.csv was changed after the packet was written." in done.refused[0].reason
    assert texts(target) == []


def test_what_a_school_withdrew_is_gone_with_the_delivery_that_says_so(
    target: DistrictFile, tmp_path: Path
) -> None:
    """In whatever order bundles come; other notes stay."""
    laptop = Laptop("WEST", 7, MORNING)
    notes = [a_note(laptop, text) for text in ("one", "two")]
    laptop.write(Kind.VOID, body={"voids": notes[0].event_id})
    first = bundle(tmp_path / "a.bundle", laptop.events[:2])
    second = bundle(tmp_path / "b.bundle", laptop.events[2:])
    take(target, first)
    assert texts(target) == [("WEST", "one"), ("WEST", "two")]
    take(target, second)
    assert texts(target) == [("WEST", "two")]
    other = open_district(tmp_path / "other.db")
    take(other, second)
    take(other, first)
    assert texts(other) == [("WEST", "two")]
    other.close()


def test_a_database_from_before_there_were_notes_gives_them_all_the_same(
    target: DistrictFile, tmp_path: Path
) -> None:
    """It has the events, and nothing remembered."""
    take(target, write_school(NORTH, tmp_path))
    with target.immediate():
        target.write("DELETE FROM state WHERE key = 'notes'")
    assert [text for _, text in texts(target)] == ["=1+1, carts", "second"]
    assert district_reports.totals(target).notes == 2


def test_odd_events_are_no_notes(target: DistrictFile, tmp_path: Path) -> None:
    """A word that stands in another note's text, no kind at all, a note about a device."""
    laptop = Laptop("WEST", 7, MORNING)
    laptop.write(Kind.NOTE, body={"export": "list", "file": '"for_it":"training"'})
    a_note(laptop, "nothing", for_it="")
    laptop.write(Kind.NOTE, "NS-1", None, {"for_it": "training", "text": "about a device"})
    a_note(laptop, "of a later version", for_it="later", people="many", on="soon")
    laptop.write(Kind.VOID, body={"voids": ""})
    take(target, bundle(tmp_path / "a.bundle", laptop.events))
    ((_, _, note),) = district_notes.notes(target)
    assert (note.kind, note.people, note.on) == ("later", None, "2026-11-16")


def test_the_reports_have_them(tmp_path: Path) -> None:
    """As a file of their own and in the workbook, by school; and the command says how many."""
    for one in (NORTH, OLD):
        write_school(one, tmp_path)
    champion = Champion(tmp_path / "none.db")
    arguments = ("consolidate", tmp_path, "--into", tmp_path / "d.db")
    said = champion.run(*arguments, "--report", tmp_path / "out").stdout
    assert "3 notes for IT: notes.csv of a report has them." in said
    with (tmp_path / "out" / "notes.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["site"], row["school"], row["people"], row["text"]) for row in rows] == [
        ("NORTH", "School of NORTH", "12", "'=1+1, carts"),  # typed text never runs as a formula
        ("NORTH", "School of NORTH", "12", "second"),
        ("SOUTH", "School of SOUTH", "12", "of an earlier version"),
    ]
    assert json.loads(champion.run(*arguments, "--json").stdout)["notes"] == 3
