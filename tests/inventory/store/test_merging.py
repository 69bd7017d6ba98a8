"""Taking in other stations' events: a union, whatever the order, however often, however partial."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from inventory.audit import Scope
from inventory.counts import Result
from inventory.journal.event import digest
from inventory.model import Event, Mode
from inventory.rules.commands import Command
from inventory.services import audit_draft, audits, inbox, upkeep
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.store import (
    custody_rows,
    deliveries,
    events,
    figures,
    identifiers,
    merging,
    parked,
    projections,
    register,
)
from inventory.store.audit_sightings import sightings_of
from inventory.store.database import create_database, open_database
from tests.builders import CountedEntropy, FixedClock, open_school


@pytest.fixture
def tables(tmp_path: Path) -> Iterator[list[Office]]:
    """The champion's laptop and two tables, set up from one copy of the register."""
    offices = []
    for number in range(3):
        clock = FixedClock()
        database = create_database(tmp_path / f"{number}.db")
        offices.append(open_school(Office(database, clock, CountedEntropy(1_000 * number))))
    yield offices
    for office in offices:
        office.close()


def _scan(office: Office, *codes: str, mode: Mode = Mode.OUT) -> None:
    desk = Desk(office, mode)
    for code in codes:
        office.clock.advance(5)  # type: ignore[attr-defined]  # the tests' own clock
        desk.scan(code)


def _take(office: Office, *others: Office) -> merging.Merged:
    arrived = [
        event
        for other in others
        for event in deliveries.lacking(other.database, deliveries.marks(office.database))
    ]
    with office.database.immediate():
        return merging.merge(office.database, arrived)


def test_a_union_gives_the_same_at_both_ends(tables: list[Office]) -> None:
    """Each takes in the other's; both show the same, and replaying shows it again."""
    one, two, _ = tables
    _scan(one, "2001", "NS-101", "QQQ")
    _scan(two, "2002", "NS-102", "2005", "NS-103")
    assert _take(one, two).new == events.count(two.database)
    _take(two, one)
    assert projections.digest(one.database) == projections.digest(two.database)
    assert (_take(one, two).new, upkeep.check(one).ok, upkeep.rebuild(one)) == (0, True, True)


def test_what_two_tables_gave_out_is_one_dispute_in_both(tables: list[Office]) -> None:
    """Kept beside the custody that the clocks propose; a return at a table closes it."""
    one, two, _ = tables
    _scan(one, "2001", "NS-101")
    _scan(two, "2005", "NS-101")
    _take(one, two)
    _take(two, one)
    disputes = [custody_rows.disputes(office.database) for office in (one, two)]
    assert disputes[0] == disputes[1]
    assert projections.custody_of(one.database, "NS-101").disputed == disputes[0][0].conflict_id
    assert one.database.value("SELECT count(*) FROM loan WHERE until IS NULL") == 2
    _scan(one, "NS-101", mode=Mode.BACK)
    assert custody_rows.disputes(one.database) == []
    assert one.database.value("SELECT count(*) FROM loan WHERE until IS NULL") == 0
    assert upkeep.rebuild(one)


def _other_content(event: Event) -> Event:
    changed = replace(event, actor="somebody else")
    return replace(changed, hash=digest(changed))


def test_the_same_id_with_other_content_is_kept_aside(tables: list[Office]) -> None:
    """What is here stays; the other one is there to be looked at, and followed by nobody."""
    one = tables[0]
    _scan(one, "2001", "NS-101")
    forged = [_other_content(event) for event in events.everything(one.database)]
    before = projections.digest(one.database)
    with one.database.immediate():
        merged = merging.merge(one.database, [*forged, *forged])
    assert (merged.new, merged.quarantined) == (0, len(forged))
    assert (projections.digest(one.database), merging.quarantined(one.database)) == (
        before, len(forged),
    )  # fmt: skip


def test_a_copied_laptop_is_seen_and_both_its_histories_are_kept(
    tables: list[Office], tmp_path: Path
) -> None:
    """Two events with one number: what they did has no order by numbers, so nothing is guessed."""
    _, two, champion = tables
    clone = Office(create_database(tmp_path / "clone.db"), FixedClock(), CountedEntropy(9_000))
    open_school(clone)
    clone.station_id = two.station_id
    _scan(two, "2002", "NS-103", "2001", "NS-102")
    _scan(clone, "2005", "NS-102")
    _take(champion, two)
    assert _take(champion, clone).cloned == (two.station_id,)
    assert upkeep.check(champion).ok  # though some devices still have to be worked out
    with champion.database.immediate():
        while merging.refold_some(champion.database, 1):
            pass
    assert deliveries.clones(champion.database) == [(two.station_id, 1)]
    assert two.station_id not in deliveries.marks(champion.database)
    assert figures.count_disputes(champion.database) == 1
    assert upkeep.rebuild(champion)
    clone.close()


def test_a_part_in_the_middle_leaves_a_gap_until_it_comes(tables: list[Office]) -> None:
    """The mark stands before the gap, so what is lacking is asked for again."""
    one, two, _ = tables
    _scan(two, "2001", "NS-101", "2002", "NS-102", "2005", "NS-103")
    journal = list(events.everything(two.database))
    with one.database.immediate():
        merging.merge(one.database, [*journal[:1], *journal[3:]])
    assert [(gap.first, gap.last) for gap in deliveries.gaps(one.database)] == [(2, 3)]
    assert deliveries.marks(one.database)[two.station_id].seq == 1
    _take(one, two)
    assert deliveries.gaps(one.database) == []
    assert projections.digest(one.database) == projections.digest(two.database)


def _counting(tables: list[Office], *rows: tuple[Office, tuple[str, ...]]) -> str:
    """The champion opens an audit, the tables hear of it and look round."""
    champion, *others = tables
    audit = audits.open_audit(champion, audit_draft.draft(champion, Scope()))
    for other in others:
        _take(other, champion)
    for office, codes in rows:
        _scan(office, *codes, mode=Mode.AUDIT)
    return audit.audit_id


def test_two_tables_count_one_audit_and_each_device_counts_once(tables: list[Office]) -> None:
    """A union of what was seen: a device that both scanned is a line seen twice."""
    champion, one, two = tables
    audit = _counting(tables, (one, ("NS-101", "NS-102")), (two, ("NS-102", "NS-103")))
    _take(champion, one, two)
    seen = {
        device: len(sightings_of(champion.database, audit, device))
        for device in ("NS-101", "NS-102", "NS-103")
    }
    assert seen == {"NS-101": 1, "NS-102": 2, "NS-103": 1}
    assert upkeep.rebuild(champion)


def test_what_another_table_did_before_it_knew_of_the_audit_does_not_count(
    tables: list[Office],
) -> None:
    """It comes in while the audit is open, but may be a year old."""
    champion, one, _ = tables
    _scan(one, "2001", "NS-101")
    audit = audits.open_audit(champion, audit_draft.draft(champion, Scope()))
    _take(champion, one)
    assert sightings_of(champion.database, audit.audit_id, "NS-101") == []
    assert upkeep.rebuild(champion)


def test_what_comes_after_the_lock_counts_once_it_is_opened_again(tables: list[Office]) -> None:
    """What was locked stays as it was; nothing that was seen is lost."""
    champion, one, _ = tables
    audit_id = _counting(tables, (one, ("NS-101", "NS-102")))
    audits.lock(champion, audits.find(champion, audit_id))
    _take(champion, one)
    sql = "SELECT result FROM audit_line WHERE audit = ? AND device = 'NS-101'"
    assert champion.database.value(sql, audit_id) == Result.MISSING
    audits.reopen(champion, audits.find(champion, audit_id), "Table 1 came late")
    assert champion.database.value(sql, audit_id) == Result.VERIFIED
    assert (upkeep.rebuild(champion), upkeep.check(champion).ok) == (True, True)


def test_a_merged_file_opens_again(tables: list[Office]) -> None:
    """The guards of the schema hold with two open loans of a disputed device."""
    one, two, _ = tables
    _scan(one, "2001", "NS-101")
    _scan(two, "2005", "NS-101")
    _take(one, two)
    path = one.database.path
    assert path is not None
    open_database(path).close()


def _teach(office: Office, code: str, device: str) -> None:
    _scan(office, code)
    inbox.bind(office, parked.waiting(office.database)[-1], device)


def test_a_sticker_taught_for_two_devices_leads_to_neither_until_it_is_taught_again(
    tables: list[Office],
) -> None:
    """Nobody's clock decides which of the two was meant."""
    one, two, _ = tables
    _teach(one, "LIB-1", "NS-101")
    _teach(two, "LIB-1", "NS-102")
    _take(one, two)
    assert identifiers.owner(one.database, "LIB-1") is None
    assert upkeep.check(one).ok
    _teach(one, "LIB-1", "NS-103")
    assert (identifiers.owner(one.database, "LIB-1"), upkeep.rebuild(one)) == ("NS-103", True)
    _take(two, one)
    assert identifiers.owner(two.database, "LIB-1") == "NS-103"


def test_a_hand_out_counts_for_the_audit_that_its_table_knew_of(tables: list[Office]) -> None:
    """It says so itself, so every laptop and every copy of the file folds it alike."""
    champion, one, two = tables
    audit = _counting(tables)
    _scan(champion, "2001", "NS-101")
    _scan(one, "2005", "NS-102")
    _take(champion, one)
    _take(two, champion)
    for office in (champion, two):
        seen = [len(sightings_of(office.database, audit, tag)) for tag in ("NS-101", "NS-102")]
        assert (seen, upkeep.check(office).ok, upkeep.rebuild(office)) == ([1, 1], True, True)


def test_an_undoing_may_come_before_what_it_undid(tables: list[Office]) -> None:
    """Nobody who was entered by mistake and undone is left behind, whatever came first."""
    one, two, _ = tables
    desk = Desk(two)
    desk.scan("7654321")
    desk.enter_person("Ottoline Marchbanks")
    desk.command(Command.UNDO)
    journal = list(events.everything(two.database))
    for piece in (journal[-2:], journal[:-2]):
        with one.database.immediate():
            merging.merge(one.database, piece)
    assert register.person(one.database, "7654321") is None
