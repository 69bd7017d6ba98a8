"""What a signature sets, and that nothing changes afterwards what was signed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from inventory.counts import Find, Result
from inventory.errors import ChampionError
from inventory.model import CustodyState, Draft, Kind, Mode, Service
from inventory.services import audit_figures, service_state, upkeep
from inventory.store import audits as stored
from inventory.store import events, projections
from inventory.verdict import Code
from tests.builders import DEVICES, a_device, a_person, a_place, enrol
from tests.inventory.counting import EXPECTED, EXTRA, Round, a_row, another, import_devices

VERIFIED, PLACE, HOLDER, CONFLICT, ACCOUNTED, MISSING = Result


@pytest.mark.parametrize(
    ("disposition", "detail", "service"),
    [
        ("with_student", "2026-12-01", Service.MISSING),
        ("student_left", "2026-11-03", Service.MISSING),
        ("in_repair", "Ticket 4711", Service.IN_REPAIR),
        ("reported_lost", "R-1", Service.LOST),
        ("reported_stolen", "2026-118", Service.STOLEN),
        ("transferred", "Riverside", Service.MISSING),
        ("record_corrected", "", Service.MISSING),
        ("never_received", "", Service.MISSING),
        ("duplicate_record", "", Service.MISSING),
        ("no_action", "", Service.MISSING),
    ],
)
def test_closing_says_what_could_not_be_found(
    walk: Round, disposition: str, detail: str, service: Service
) -> None:
    """Missing, or what the explanation says of it; and from when on, and by which audit."""
    walk.scan("NS-102")
    walk.lock()
    walk.explain("NS-101", disposition=disposition, detail=detail)
    walk.explain()
    walk.sign()
    (event,) = events.of_device(walk.table.office.database, "NS-101")[-1:]
    assert (event.kind, dict(event.body)) == (
        Kind.SERVICE,
        {
            "service": service.value, "was": "READY", "audit": "NORTH-2026-Q4",
            **({"note": detail} if detail else {}),
        },
    )  # fmt: skip
    custody = walk.table.custody("NS-101")
    assert (custody.service, custody.state) == (service, CustodyState.IN_STOCK)
    assert walk.table.custody("NS-102").service is Service.READY


def test_closing_touches_only_what_is_missing(walk: Round) -> None:
    """Neither what was seen anywhere, nor what is accounted for, nor a find."""
    walk.scan("Cart 1", "NS-401", "NS-901", "NS-151", "2001")
    walk.table.desk.attest()
    walk.close()
    services = {one: walk.table.custody(one).service for one in (*EXPECTED, "NS-901", "NS-151")}
    assert {one for one, service in services.items() if service is not Service.MISSING} == {
        *("NS-401", "NS-403", "NS-404", "NS-901", "NS-151"),
    }


def _retire(walk: Round, folder: Path) -> None:
    rows = [a_row(one) for one in (*DEVICES, *EXTRA) if one.device_id != "NS-402"]
    gone = a_row(EXTRA[1], service="RETIRED")
    import_devices(walk.table.office, folder, [*rows, gone])


@pytest.mark.parametrize(
    ("device", "since", "service"),
    [
        ("NS-110", lambda walk, _: another(walk.table, Mode.BACK).scan("NS-110"), Service.READY),
        (
            "NS-101",
            lambda walk, _: service_state.set_service(
                walk.table.office, "NS-101", Service.LOST, "on the bus"
            ),
            Service.LOST,
        ),
        (
            "NS-101",
            lambda walk, _: service_state.set_service(
                walk.table.office, "NS-101", Service.IN_REPAIR, "Ticket 4711"
            ),
            Service.IN_REPAIR,
        ),
        ("NS-402", _retire, Service.RETIRED),
    ],
    ids=["brought back", "reported lost", "sent to repair", "retired by the district"],
)
def test_what_is_known_better_by_the_signature_is_not_set_missing(
    walk: Round,
    tmp_path: Path,
    device: str,
    since: Callable[[Round, Path], object],
    service: Service,
) -> None:
    """The line stays as it was counted; but the newer word on the device itself is not undone."""
    walk.lock()
    walk.table.clock.advance(60)
    since(walk, tmp_path)
    walk.explain()
    walk.sign()
    assert walk.result(device) is MISSING
    assert walk.table.custody(device).service is service


def test_the_school_may_say_worse_of_a_device_than_its_record(walk: Round) -> None:
    """Reported lost while it was looked for, and explained as stolen with the police's number."""
    service_state.set_service(walk.table.office, "NS-101", Service.LOST, "on the bus")
    walk.lock()
    walk.explain("NS-101", disposition="reported_stolen", detail="2026-118")
    walk.explain()
    walk.sign()
    assert walk.table.custody("NS-101").service is Service.STOLEN


def test_missing_twice_in_a_row_may_be_written_off(walk: Round) -> None:
    """By two audits that follow each other; one that was seen in between starts anew."""
    walk.scan("NS-101")
    walk.close()
    assert audit_figures.missing_again(walk.table.office, walk.audit) == set()
    second = walk.next()
    second.scan("NS-102")
    second.lock()
    twice = set(EXPECTED) - {"NS-101", "NS-102"}
    assert audit_figures.missing_again(walk.table.office, second.audit) == twice
    second.explain()
    second.sign()
    third = walk.next()
    third.lock()
    assert audit_figures.missing_again(walk.table.office, third.audit) == set(EXPECTED) - {"NS-102"}
    assert audit_figures.missing_again(walk.table.office, walk.audit) == set()


def test_what_was_never_found_is_still_looked_for(walk: Round) -> None:
    """Missing and never seen are no reasons to stop looking; lost and stolen are."""
    walk.lock()
    walk.explain("NS-101", disposition="reported_lost", detail="R-1")
    walk.explain()
    walk.sign()
    second = walk.next()
    expected = [line.expected for line in second.counted().lines]
    assert [one.device for one in expected] == [one for one in EXPECTED if one != "NS-101"]
    assert {one.service for one in expected} == {Service.MISSING}
    assert dict(second.audit.left_out) == {"LOST": 2, "STOLEN": 1, "RETIRED": 1}
    assert second.audit.since == walk.audit.locked_at


def test_a_missing_device_that_turns_up_in_the_next_audit_contradicts_its_record(
    walk: Round,
) -> None:
    """It is on the list, so it is no find; it needs a check, and the school says what it was."""
    walk.close()
    second = walk.next()
    verdict = second.scan("NS-101")
    assert verdict.code is Code.RESURFACED
    assert (second.result("NS-101"), second.finds()) == (CONFLICT, {})
    assert walk.table.custody("NS-101").service is Service.NEEDS_CHECK
    assert second.scan("NS-101").code is Code.ALREADY
    assert (second.result("NS-101"), second.line("NS-101").times) == (CONFLICT, 2)


def test_the_status_is_one_object_of_plain_values(walk: Round) -> None:
    """As ``champion audit status --json`` prints it."""
    walk.table.office.change_setting("prices", "Chromebook=320; Hotspot M2=75")
    walk.scan("Cart 1", "NS-402", "NS-401", "NS-402", "NS-901", "QQQ", "QQQ", "2002")
    walk.table.desk.attest()
    walk.lock()
    assert json.loads(json.dumps(walk.status().as_json())) == {
        "audit": "NORTH-2026-Q4",
        "state": "LOCKED",
        "expected": 14,
        "sighted": 2,
        "accounted": 1,
        "missing": 11,
        "finds": {
            "LABEL_CONFLICT": 0, "STRAY": 1, "RESURFACED": 0, "UNLISTED": 1, "UNREADABLE": 0,
            "OUT_OF_SCOPE": 0,
        },
        "results": {
            "VERIFIED": 1, "WRONG_PLACE": 1, "WRONG_HOLDER": 0, "STATE_CONFLICT": 0,
            "ACCOUNTED": 1, "MISSING": 11,
        },
        "unseen": 0,
        "unexplained": 14,
        "sighting_rate": 2 / 14,
        "accountability": 3 / 14,
        "accuracy": 1 / 2,
        "duplicates": 2,
        "value_at_risk": 8 * 320 + 2 * 75,
        "unpriced": 1,
        "due": "2026-12-15",
        "late": [],
        "left_out": {"LOST": 1, "STOLEN": 1, "RETIRED": 1},
        "sample": None,
    }  # fmt: skip


def test_while_it_is_open_what_was_not_seen_is_neither_missing_nor_accounted_for(
    walk: Round,
) -> None:
    """The figure of the missing is that of their lines, at every moment."""
    walk.scan("NS-101")
    status = walk.status()
    assert status.unseen == 13
    assert status.cover.results[MISSING] == 0
    assert status.as_json()["missing"] == 0


def test_progress_is_by_where_to_look(walk: Round) -> None:
    """Holders' devices count in their homeroom; what has no place has a line of its own."""
    walk.scan("Cart 1", "NS-402", "NS-401", "NS-402")
    database, audit = walk.table.office.database, walk.audit.audit_id
    progress = [(one.place, one.seen, one.left) for one in stored.progress(database, audit)]
    assert progress == [("", 0, 9), ("Cart 1", 1, 0), ("Room 204", 1, 2), ("Room 210", 0, 1)]
    assert stored.left_in(database, audit, "Room 204", 9) == ["NS-403", "NS-404"]
    assert stored.left_in(database, audit, "Room 204", 1) == ["NS-403"]
    assert stored.progress_in(database, audit, "Nowhere").left == 0


def _record(walk: Round, kind: Kind, device: str | None = None, **body: object) -> None:
    office = walk.table.office
    office.write(lambda: office.record([Draft(kind, device, body=body)], office.new_id()))


def _void_all(walk: Round) -> None:
    """Void every event that the audit counts, as another station's bundle might."""
    for seen in stored.sightings(walk.table.office.database, walk.audit.audit_id):
        _record(walk, Kind.VOID, voids=seen.event)
    for event in events.of_kind(walk.table.office.database, Kind.EXPLAIN):
        _record(walk, Kind.VOID, voids=event.event_id)
    for event in events.of_kind(walk.table.office.database, Kind.NOTE):
        _record(walk, Kind.VOID, event.device, voids=event.event_id)


def _undo_all(walk: Round) -> None:
    for _ in range(20):
        walk.scan("ZZUNDO")


def _scan_all(walk: Round) -> None:
    for mode in Mode:
        another(walk.table, mode).scan(
            *("2001", "NS-101", "NS-401", "NS-402", "NS-901", "NS-151", "QQQ", "NEW-1", "ZZNEXT")
        )


def _import_all(walk: Round, folder: Path) -> None:
    rows = [
        a_row(one, site="RIVERSIDE", service="RETIRED", model="Dell", category="Tablet")
        for one in (*DEVICES, *EXTRA)
        if one.device_id != "NS-102"
    ]
    import_devices(walk.table.office, folder, [*rows, a_row(a_device("NS-700"))])
    enrol(walk.table.office, [], [a_person(homeroom="Cart 1")], [a_place("Cart 9")])


def _set_all(walk: Round) -> None:
    for key, value in (
        *(("site", "RIVERSIDE"), ("evidence_days", "1"), ("quarters", "Z=01-01")),
        *(("operator", "somebody else"), ("limit", "many"), ("prices", "Chromebook=320")),
    ):
        walk.table.office.change_setting(key, value)


def _write_steps(walk: Round) -> None:
    """Steps that no service would write, as a bundle of another version might hold them."""
    audit = walk.audit.audit_id
    proofs = [["NS-103", "E1", "", "a slip"]]
    _record(walk, Kind.AUDIT_LOCK, audit=audit, part=1, of=1, proofs=proofs, late=["NS-1"])
    _record(walk, Kind.AUDIT_REOPEN, audit=audit, reason="why not")
    _record(walk, Kind.EXPLAIN, audit=audit, subjects=["NS-103"], disposition="never_received")
    _record(walk, Kind.AUDIT_SIGN, audit=audit, name="Mallory", role="none", files={})
    _record(walk, Kind.SIGHT, "NS-103", audit=audit, result="VERIFIED")
    _record(walk, Kind.NOTE, "NS-103", audit=audit, attested_by="Mallory")
    _record(walk, Kind.AUDIT_ANSWER, audit=audit, part=1, of=1, answers=[])


def _open_next(walk: Round) -> None:
    second = walk.next()
    second.scan("Cart 2", "NS-401", "NS-101", "NS-103", "NS-901", "QQQ", "ZZUNDO", "ZZUNDO")
    _void_all(walk)
    second.lock()
    second.explain()
    second.sign()


_AFTERWARDS: dict[str, Callable[[Round, Path], object]] = {
    "new scans in every mode": lambda walk, _: _scan_all(walk),
    "undoing": lambda walk, _: _undo_all(walk),
    "settings": lambda walk, _: _set_all(walk),
    "imports": _import_all,
    "voids of what was counted": lambda walk, _: _void_all(walk),
    "steps of another hand": lambda walk, _: _write_steps(walk),
    "the next audit": lambda walk, _: _open_next(walk),
    "a rebuild": lambda walk, _: upkeep.rebuild(walk.table.office),
    "conditions set by hand": lambda walk, _: [
        service_state.set_service(walk.table.office, one, Service.LOST, "gone")
        for one in ("NS-101", "NS-401", "NS-151")
    ],
}


@pytest.fixture
def closed(walk: Round) -> Round:
    """A signed audit that has a line of every result but one, and a find of every kind."""
    walk.scan("NS-901", "QQQ", "QQQ", "NS-151", "Cart 1", "NS-402", "NS-401", "NS-110")
    walk.scan("NS-102")
    walk.scan("5CDNS101", after=2)
    walk.table.desk.describe("black HP")
    walk.scan("2002", "NS-156", "2001")
    walk.table.desk.attest()
    walk.close()
    count = walk.counted()
    assert {line.result for line in count.lines} == set(Result)
    assert {one.find for one in count.finds} == set(Find) - {Find.OUT_OF_SCOPE}
    return walk


@pytest.mark.parametrize("what", _AFTERWARDS)
def test_after_the_signature_nothing_changes_what_was_signed(
    closed: Round, tmp_path: Path, what: str
) -> None:
    """Neither a line nor a figure, neither a find nor an explanation."""
    before = closed.facts()
    closed.table.clock.advance(60)
    _AFTERWARDS[what](closed, tmp_path)
    assert closed.facts() == before


def test_a_new_price_does_not_change_a_signed_figure(walk: Round) -> None:
    """The value at risk is that of the day of the signature; until then it follows the prices."""
    walk.table.office.change_setting("prices", "Chromebook=320")
    walk.lock()
    assert walk.status().cover.value_at_risk == 11 * 320
    walk.table.office.change_setting("prices", "Chromebook=100; Hotspot=50")
    walk.explain()
    walk.sign()
    before = walk.status().as_json()
    walk.table.office.change_setting("prices", "")
    assert walk.status().as_json() == before
    assert (before["value_at_risk"], before["unpriced"]) == (11 * 100 + 2 * 50, 1)


@pytest.mark.parametrize("what", ["lock", "reopen", "explain", "sign"])
def test_after_the_signature_every_step_is_refused(closed: Round, what: str) -> None:
    """What changed since belongs to the next audit."""
    before = closed.facts()
    with pytest.raises(ChampionError):
        closed.take(what)
    assert closed.facts() == before


def test_what_was_locked_is_not_undone_either(walk: Round) -> None:
    """The lock is a border for Ctrl+Z, and a reopening does not open it."""
    walk.scan("NS-101")
    walk.lock()
    assert walk.scan("ZZUNDO").code is Code.NOTHING_TO_UNDO
    walk.reopen()
    assert walk.scan("ZZUNDO").code is Code.NOTHING_TO_UNDO
    assert walk.line("NS-101").times == 1
    walk.scan("NS-102")
    assert walk.scan("ZZUNDO").code is Code.UNDONE
    assert walk.line("NS-102").times == 0


def test_a_file_can_be_checked_and_rebuilt_with_all_of_it(closed: Round) -> None:
    """Every table of the audits follows from the journal."""
    office = closed.table.office
    live = projections.digest(office.database)
    assert upkeep.check(office).ok
    assert upkeep.rebuild(office)
    assert projections.digest(office.database) == live
