"""The sums of the lists: they follow what Champion writes, and nothing that others write."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from inventory.model import Mode
from inventory.services import upkeep
from inventory.services.office import Office
from inventory.store import identifiers, register, settings, tallies
from inventory.store.database import memory_database
from tests.builders import FixedClock, a_device, enrol
from tests.inventory.services.at_the_table import Morning

REPLAYED = {
    "audit", "audit_explanation", "audit_line", "audit_proof", "audit_proposal", "audit_sighting",
    "conflict", "custody", "loan", "parked", "to_refold", "voided",
}  # fmt: skip
"""What a replay of the journal proves."""


def test_each_column_is_proven_by_a_sum_or_by_a_replay() -> None:
    """A table or a column that comes later has to be thought of."""
    with closing(memory_database()) as database:
        tables = {
            name for (name,) in database.rows(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '*_search*'"
            )
        }  # fmt: skip
        counted = {one.table: one.columns.split(", ") for one in tallies.COUNTED}
        assert tables - REPLAYED - {"tally"} == counted.keys()
        for table, columns in counted.items():
            there = database.rows("SELECT name FROM pragma_table_info(?)", table)
            lacking = {name for (name,) in there} - {one.strip('"') for one in columns}
            assert lacking <= {"indexed", "id", "applied_at"}


def test_whatever_champion_writes_is_counted(file_office: Office, clock: FixedClock) -> None:
    """Scans, an undoing that fails, a rolled-back write: the sums are right after each."""
    Morning(file_office, clock, Mode.OUT).scan("2001", "NS-101", "QQQ")
    database = file_office.database
    assert list(tallies.faults(database.conn)) == []
    with pytest.raises(KeyError), database.immediate():  # noqa: PT012
        settings.put_setting(database, "school", "North")
        raise KeyError
    assert list(tallies.faults(database.conn)) == []
    enrol(file_office, [a_device("NS-999")])
    assert upkeep.check(file_office).ok


def test_what_another_program_writes_is_found_and_can_be_taken(file_office: Office) -> None:
    """A name changed by hand is a finding; looked through and taken, it is one no longer."""
    path = file_office.database.path
    with closing(sqlite3.connect(str(path), isolation_level=None)) as conn:
        conn.execute("UPDATE person SET homeroom = '999' WHERE person_id = '2001'")
    assert [one.split(":")[0] for one in upkeep.check(file_office).findings] == [
        "The list of people is not as Champion left it",
        "The search does not find every person as it is (champion check --rebuild).",
    ]
    assert not upkeep.check_rebuilt(file_office).ok
    assert upkeep.check(file_office).ok


def test_newest_events_that_were_taken_out_are_found(
    file_office: Office, clock: FixedClock
) -> None:
    """The chain can't tell, for nothing comes after them."""
    Morning(file_office, clock, Mode.OUT).scan("QQQ")
    path = file_office.database.path
    with closing(sqlite3.connect(str(path), isolation_level=None)) as conn:
        guard = conn.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'event_is_never_deleted'"
        ).fetchone()[0]
        conn.execute("DROP TRIGGER event_is_never_deleted")
        conn.execute("DELETE FROM event WHERE position = (SELECT max(position) FROM event)")
        conn.execute(guard)
    assert upkeep.check(file_office).findings[0].startswith("The journal is not as Champion left")


@pytest.mark.parametrize(
    ("before", "after", "leading"),
    [
        (("T1", "S1"), ("S1", "T1"), {"S1": "tag", "T1": "serial"}),
        (("X", "X"), ("X", "S2"), {"X": "tag", "S2": "serial"}),
        (("X", "X"), ("T2", "X"), {"T2": "tag", "X": "serial"}),
        (("T1", "S1"), ("T2", "S1"), {"T1": "old_tag", "T2": "tag", "S1": "serial"}),
    ],
    ids=["exchanged", "another serial", "another tag", "a new tag"],
)
def test_a_tag_that_was_the_serial_number_still_leads_to_its_device(
    office: Office, before: tuple[str, str], after: tuple[str, str], leading: dict[str, str]
) -> None:
    """What the list calls a device now leads to it, whatever it was before."""
    device = a_device("NS-950", tag=before[0], serial=before[1])
    enrol(office, [device])
    changed = replace(device, tag=after[0], serial=after[1])
    with office.database.immediate():
        register.change_device(office.database, device, changed, "")
    assert {raw: kind for kind, raw in identifiers.of_device(office.database, "NS-950")} == leading
    assert list(tallies.faults(office.database.conn)) == []
