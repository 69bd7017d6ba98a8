"""What counts while an audit is open, and what accounts for a device that was not seen."""

from pathlib import Path

import pytest

from inventory.counts import Evidence, Find, Result
from inventory.model import Draft, Kind, Mode, Service
from inventory.services import service_state
from inventory.store import events
from inventory.verdict import Code
from tests.builders import DEVICES, a_device
from tests.inventory.counting import EXTRA, Round, a_row, another, import_devices
from tests.inventory.services.at_the_table import Morning

VERIFIED, PLACE, HOLDER, CONFLICT, ACCOUNTED, MISSING = Result


@pytest.mark.parametrize(
    ("mode", "codes", "device", "result", "times"),
    [
        (Mode.OUT, ["2005", "NS-101"], "NS-101", VERIFIED, 1),
        (Mode.OUT, ["2005", "NS-101", "NS-101"], "NS-101", VERIFIED, 2),
        (Mode.OUT, ["Cart 2", "NS-101"], "NS-101", VERIFIED, 1),
        (Mode.BACK, ["NS-110"], "NS-110", VERIFIED, 1),
        (Mode.BACK, ["2002", "NS-110"], "NS-110", VERIFIED, 1),
        (Mode.BACK, ["2001", "NS-110"], "NS-110", HOLDER, 1),
        (Mode.BACK, ["NS-101"], "NS-101", VERIFIED, 1),
        (Mode.BACK, ["NS-155"], "NS-155", VERIFIED, 1),
        (Mode.OUT, ["2005", "NS-110", "NS-110"], "NS-110", VERIFIED, 2),
        (Mode.OUT, ["2001", "NS-110"], "NS-110", None, 0),
        (Mode.OUT, ["2004", "NS-101"], "NS-101", None, 0),
        (Mode.OUT, ["NS-101"], "NS-101", None, 0),
    ],
)
def test_what_the_tables_do_while_an_audit_is_open_counts_as_seen(
    walk: Round, mode: Mode, codes: list[str], device: str, result: Result | None, times: int
) -> None:
    """A hand-out and a return are sightings; a question or a stop that changes nothing is none."""
    another(walk.table, mode).scan(*codes)
    line = walk.line(device)
    assert (line.result, line.times) == (result, times)


def test_a_swap_counts_both_devices(walk: Round) -> None:
    """The one that comes back and the one that goes out."""
    out = another(walk.table, Mode.OUT)
    out.scan("2001", "NS-101", "NS-101")
    assert out.scan("ZZNEXT", "2002", "NS-102", "NS-102").code is Code.SWAPPED
    assert (walk.result("NS-110"), walk.result("NS-102")) == (VERIFIED, VERIFIED)


def test_an_undone_hand_out_is_no_sighting(walk: Round) -> None:
    """The line is as it was before."""
    out = another(walk.table, Mode.OUT)
    assert out.scan("2005", "NS-101").code is Code.ISSUED
    out.scan("ZZUNDO")
    line = walk.line("NS-101")
    assert (line.result, line.times, line.evidence, line.event) == (None, 0, Evidence.E0, "")


def test_what_happens_before_or_between_or_after_does_not_count(table: Morning) -> None:
    """The window is from the opening to the lock, and again from a reopening on."""
    out, back = another(table, Mode.OUT), another(table, Mode.BACK)
    back.scan("NS-101")
    walk = Round(table)
    assert walk.line("NS-101").times == 0
    assert walk.line("NS-101").expected.seen_at
    walk.lock()
    back.scan("NS-102")
    out.scan("2005", "NS-103")
    walk.reopen()
    assert [walk.line(one).times for one in ("NS-102", "NS-103")] == [0, 0]
    back.scan("NS-156")
    walk.lock()
    assert (walk.result("NS-156"), walk.result("NS-102")) == (VERIFIED, MISSING)


def test_a_code_that_nobody_knows_at_a_table_is_no_find(walk: Round) -> None:
    """It may be a library card; another school's device is one, wherever it was scanned."""
    another(walk.table, Mode.OUT).scan("QQQ", "2999")
    another(walk.table, Mode.BACK).scan("NS-901", "NS-151")
    assert walk.finds() == {"NS-901": (Find.STRAY, 1), "NS-151": (Find.RESURFACED, 1)}


def test_the_frozen_list_is_not_moved_by_what_happens_meanwhile(
    walk: Round, tmp_path: Path
) -> None:
    """Handed out, moved, retagged, imported anew: each line says what the record said then."""
    frozen = [line.expected for line in walk.counted().lines]
    another(walk.table, Mode.OUT).scan("2005", "NS-101")
    rows = [a_row(device, place="Cart 2", model="Dell", category="Tablet") for device in DEVICES]
    import_devices(walk.table.office, tmp_path, rows)
    assert [line.expected for line in walk.counted().lines] == frozen


def test_a_device_that_was_imported_after_the_opening_is_late(walk: Round, tmp_path: Path) -> None:
    """Listed as late when scanning is finished; scanned, it is out of scope and no variance."""
    new = [a_device("NS-601"), a_device("NS-602"), a_device("NS-603", site="RIVERSIDE")]
    rows = [a_row(one) for one in (*DEVICES, *EXTRA, *new)]
    import_devices(walk.table.office, tmp_path, rows)
    assert walk.scan("NS-601").code is Code.OUT_OF_SCOPE
    audit = walk.lock()
    assert audit.late == ("NS-601", "NS-602")
    assert walk.finds() == {"NS-601": (Find.OUT_OF_SCOPE, 1)}
    assert "NS-601" not in [one.subject for one in walk.variances()]
    assert walk.reopen().late == ()


def test_a_device_that_left_the_list_is_still_looked_for(walk: Round, tmp_path: Path) -> None:
    """The list is frozen: what is imported later takes nothing off it."""
    rows = [a_row(one) for one in (*DEVICES, *EXTRA) if one.device_id != "NS-102"]
    import_devices(walk.table.office, tmp_path, rows)
    assert walk.scan("NS-102").code is Code.VERIFIED
    assert walk.status().cover.expected == 14


def test_a_lost_device_of_ours_is_not_late_when_it_is_ready_again(walk: Round) -> None:
    """It came to nobody: the list left it out, and says so."""
    service_state.set_service(walk.table.office, "NS-151", Service.READY)
    assert walk.lock().late == ()


def test_a_resurfaced_device_is_a_find_and_not_late(walk: Round) -> None:
    """Once is enough."""
    walk.scan("NS-151")
    assert walk.lock().late == ()
    assert walk.finds() == {"NS-151": (Find.RESURFACED, 1)}


def test_the_evidence_of_each_grade_accounts_for_a_device(table: Morning) -> None:
    """E5 seen, E4 handed out since, E3 attested, E1 on paper; what was on the shelf is missing."""
    office = table.office
    another(table, Mode.OUT).scan("2005", "NS-101", "NS-201")
    another(table, Mode.BACK).scan("NS-103")
    service_state.set_service(office, "NS-156", Service.IN_REPAIR, "Ticket 4711")
    walk = Round(table)
    walk.scan("NS-102", "NS-201", "2001")
    table.desk.attest()
    walk.lock()
    graded = {
        one: (line.result, line.evidence, line.evidence_what)
        for one in ("NS-102", "NS-201", "NS-101", "NS-403", "NS-156", "NS-103", "NS-110", "NS-155")
        for line in [walk.line(one)]
    }
    assert graded == {
        "NS-102": (VERIFIED, Evidence.E5, ""),
        "NS-201": (VERIFIED, Evidence.E5, ""),
        "NS-101": (ACCOUNTED, Evidence.E4, "handed out or seen since the last audit"),
        "NS-403": (ACCOUNTED, Evidence.E3, "attested by the holder"),
        "NS-156": (ACCOUNTED, Evidence.E1, "Ticket 4711"),
        "NS-103": (MISSING, Evidence.E0, ""),
        "NS-110": (MISSING, Evidence.E0, ""),
        "NS-155": (MISSING, Evidence.E0, ""),
    }
    assert all(walk.line(one).evidence_at for one in ("NS-102", "NS-101", "NS-403", "NS-156"))
    assert walk.line("NS-103").evidence_at
    (locked,) = events.of_kind(office.database, Kind.AUDIT_LOCK)
    assert {row[0] for row in locked.body["proofs"]} == {"NS-101", "NS-403", "NS-404", "NS-156"}


def test_in_repair_by_the_districts_list_is_evidence_on_paper(
    table: Morning, tmp_path: Path
) -> None:
    """Of the day of the newest import."""
    table.clock.advance(-10 * 86_400)
    import_devices(table.office, tmp_path, [a_row(one) for one in (*DEVICES, *EXTRA)])
    imported = table.clock.now().isoformat(timespec="milliseconds")
    table.clock.advance(10 * 86_400)
    walk = Round(table)
    walk.lock()
    line = walk.line("NS-155")
    assert (line.result, line.evidence, line.evidence_at, line.evidence_what) == (
        ACCOUNTED, Evidence.E1, imported, "in repair, says the district's list",
    )  # fmt: skip


def test_what_is_only_on_its_way_is_not_called_in_repair(table: Morning, tmp_path: Path) -> None:
    """The district's list says nothing of a repair: without a slip there is no paper."""
    import_devices(table.office, tmp_path, [a_row(one) for one in (*DEVICES, *EXTRA)])
    sent = Draft(Kind.MOVE, "NS-402", body={"state": "IN_TRANSIT"})
    table.office.write(lambda: table.office.record([sent], table.office.new_id()))
    walk = Round(table)
    walk.lock()
    assert "in repair" not in walk.line("NS-402").evidence_what


@pytest.mark.parametrize(
    ("days", "limit", "result"),
    [
        (179, "180", ACCOUNTED),
        (180, "180", ACCOUNTED),
        (181, "180", MISSING),
        (8, "7", MISSING),
        (7, "7", ACCOUNTED),
        (3650, "3650", ACCOUNTED),
    ],
)
def test_evidence_that_is_too_old_leaves_a_device_missing(
    table: Morning, days: int, limit: str, result: Result
) -> None:
    """By the setting as it is when scanning is finished, counted from the opening."""
    table.clock.advance(-days * 86_400)
    out = another(table, Mode.OUT)
    table.clock.advance(-4)
    out.scan("2005", "NS-101")
    service_state.set_service(table.office, "NS-156", Service.IN_REPAIR, "Ticket 4711")
    table.clock.advance(days * 86_400)
    walk = Round(table)
    table.office.change_setting("evidence_days", limit)
    walk.lock()
    assert (walk.result("NS-101"), walk.result("NS-156")) == (result, result)


def test_what_the_last_audit_saw_is_no_evidence_in_this_one(table: Morning) -> None:
    """E4 counts from the lock of the audit before."""
    first = Round(table)
    first.scan("2005", "NS-101")
    first.close()
    table.clock.advance(86_400)
    another(table, Mode.OUT).scan("2005", "NS-101")
    second = first.next()
    second.lock()
    assert second.line("NS-101").evidence is Evidence.E4
    third = first.next()
    third.lock()
    assert third.result("NS-101") is MISSING


def test_a_ticket_of_the_closing_is_evidence_in_the_next_audit(walk: Round) -> None:
    """What was explained as in repair, with its reference, is on paper from then on."""
    walk.lock()
    walk.explain("NS-101", disposition="in_repair", detail="Ticket 4711")
    walk.explain()
    walk.sign()
    second = walk.next()
    second.lock()
    line = second.line("NS-101")
    assert (line.result, line.evidence, line.evidence_what) == (
        ACCOUNTED, Evidence.E1, "Ticket 4711",
    )  # fmt: skip
