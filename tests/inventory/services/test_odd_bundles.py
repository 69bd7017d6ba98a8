"""One odd bundle stands in nobody's way: it is named, the others come in, and ours go out."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from inventory.errors import NotRecorded
from inventory.exchange.folder import FOLDER, Folder
from inventory.journal.bodies import misfit
from inventory.journal.bundle import Bundle, make
from inventory.model import Draft, Event, Kind
from inventory.services import exchange, papers, sample, upkeep
from inventory.services.office import Office
from inventory.store import events, merging, projections
from inventory.verdict import Code
from tests.builders import SITE, CountedEntropy, FixedClock, Journal
from tests.inventory.services.at_the_table import Morning
from tests.inventory.services.sent import Sent

FIRST = "0190a0b0-c0d0-7000-8000-00000000000a"
SECOND = "0190a0b0-c0d0-7000-8001-00000000000b"


def a_bundle(station: str, *drafts: tuple[Kind, str | None, str | None, dict[str, Any]],
             site: str = SITE) -> Bundle:  # fmt: skip
    """What a station recorded, on its way."""
    journal = Journal(station_id=station)
    for draft in drafts:
        journal.write(*draft)
    at = journal.clock.now().isoformat()
    return make(journal.written, station=station, table="Table 9", site=site, exported_at=at)


def a_hand_out(site: str = SITE) -> Bundle:
    """A plain one, of the second station."""
    return a_bundle(SECOND, (Kind.ISSUE, "NS-102", "2001", {}), site=site)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder that is there."""
    stick = tmp_path / "stick"
    stick.mkdir()
    return stick


@pytest.fixture
def sent(office: Office, stick: Path) -> Iterator[Office]:
    """An office that has something to give."""
    office.change_setting("table", "Table 1")
    yield office
    projections.digest(office.database)


def shared(office: Office, stick: Path) -> exchange.Exchanged:
    """Over the folder as it is now."""
    return exchange.share(office, exchange.open_carrier(office, str(stick)))


def files(stick: Path) -> set[str]:
    """The names of the bundles there."""
    return {path.name for path in (stick / FOLDER).glob("*.bundle")}


def holder(office: Office, device: str) -> str | None:
    """Who has it."""
    return projections.custody_of(office.database, device).person


ODD = [
    (Kind.PARK, "NS-101", None, {"code": "stray", "scan": None}),
    (Kind.RETURN, "NS-101", "2001", {"accessories": 5}),
    (Kind.ISSUE, "NS-101", None, {}),
]


@pytest.mark.parametrize("odd", ODD, ids=["parked", "returned", "issued"])
def test_an_event_of_the_wrong_form_is_refused_with_its_file(
    sent: Office, stick: Path, odd: tuple[Kind, str, str | None, dict[str, Any]]
) -> None:
    """The sentence names file and line; the other station's come in, and ours go out."""
    Folder(stick).push(a_bundle(FIRST, (Kind.NOTE, None, None, {}), odd))
    (name,) = files(stick)
    Folder(stick).push(a_hand_out())
    for sends in (True, False):
        done = shared(sent, stick)
        (refused,) = done.refused
        assert refused.message.startswith(f"{name} was refused: the event on line 3 ")
        assert refused.hint
        assert (done.sent > 0) is sends
    assert holder(sent, "NS-102") == "2001"
    assert len(files(stick)) == 3


LATER = [
    {"grade": "E"},
    {"grade": None, "parts": ["screen"]},
    {"cause": None, "grade": "C"},
    {"note": None, "accessories": {"charger": "lent"}, "grade": "C-"},
]


@pytest.mark.parametrize("inspected", [False, True])
@pytest.mark.parametrize("said", LATER, ids=["grade", "part", "cause", "accessory"])
def test_what_a_later_version_says_of_a_return_stops_nobody(
    sent: Office, clock: FixedClock, stick: Path, said: dict[str, Any], inspected: bool
) -> None:
    """It is taken in; Inspect, receipt, costs and the slip leave out what is not known here."""
    table = Morning(sent, clock)
    (back, *_) = table.written_by(table.scan("2001", "NS-101", "ZZBACK", "NS-101"))
    body = {"amends": back.event_id, **said, **({"inspected": True} if inspected else {})}
    Folder(stick).push(a_bundle(FIRST, (Kind.AMEND, "NS-101", "2001", body)))
    assert shared(sent, stick).refused == ()
    sent.change_setting("support", "555 0100")
    papers.support(sent, "NS-101")
    for paper in (papers.receipt(sent, "2001"), papers.costs(sent)):
        assert "None" not in str(paper.rows)
    verdict = table.scan("ZZCHECK", "NS-101")
    assert verdict.code in (Code.CHECKED, Code.ALREADY)
    assert "None" not in verdict.say
    assert table.scan("ZZPORT").code is Code.AMENDED
    assert upkeep.check(sent).findings == ()


def test_a_return_of_a_later_version_that_leaves_things_blank_is_read(
    sent: Office, clock: FixedClock, stick: Path
) -> None:
    """Nobody called None brought it, nor does it lie in a bag of that name."""
    table = Morning(sent, clock)
    table.scan("2001", "NS-101")
    blank = dict.fromkeys(("bag", "received_from", "place", "grade", "in_hands_of", "scan"))
    Folder(stick).push(a_bundle(FIRST, (Kind.RETURN, "NS-101", "2001", blank)))
    assert shared(sent, stick).refused == ()
    assert papers.receipt(sent, "2001").rows[0][0] == "brought back"
    assert table.scan("ZZCHECK", "NS-101").code is Code.CHECKED
    assert table.desk.table.hot is not None
    assert table.desk.table.hot.bag == ""


FAULTS = [
    NotRecorded("The database gave an error."),
    TypeError("'int' object is not a mapping"),
    ValueError("x"),
    KeyError("claim"),
    AttributeError("x"),
    OverflowError("x"),
    RecursionError(),
]
FAULTS[0].__cause__ = sqlite3.IntegrityError("CHECK constraint failed")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_a_bundle_that_can_not_be_followed_is_named_and_the_others_go_on(
    sent: Office, stick: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    """Whatever it trips over, nothing of that bundle is here, and sharing goes on."""
    Folder(stick).push(a_bundle(FIRST, (Kind.NOTE, None, None, {"trips": True})))
    (name,) = files(stick)
    Folder(stick).push(a_hand_out())
    merge = merging.merge

    def trips(database: Any, arrived: Any) -> merging.Merged:
        merged = merge(database, arrived)
        if any("trips" in event.body for event in arrived):
            raise fault
        return merged

    monkeypatch.setattr(exchange, "merge", trips)
    done = shared(sent, stick)
    assert [error.message for error in done.refused] == [
        f"{name} could not be taken in: what it says does not fit ({type(fault).__name__})."
        if not isinstance(fault, NotRecorded)
        else f"{name} could not be taken in: what it says does not fit (IntegrityError)."
    ]
    assert done.sent > 0
    assert holder(sent, "NS-102") == "2001"
    assert not any("trips" in event.body for event in events.everything(sent.database))


def test_what_no_table_takes_is_named_by_the_real_store(sent: Office, stick: Path) -> None:
    """Of a later format, so that nobody judged its body before it was written."""
    bundle = a_bundle(FIRST, (Kind.NOTE, None, None, {}))
    later = a_later(bundle.events[0], Kind.PARK, {"scan": None})
    Folder(stick).push(make([later], station=FIRST, table="", site=SITE, exported_at=""))
    Folder(stick).push(a_hand_out())
    done = shared(sent, stick)
    (refused,) = done.refused
    assert "could not be taken in: what it says does not fit" in refused.message
    assert done.sent > 0
    assert holder(sent, "NS-102") == "2001"


def a_later(event: Event, kind: Kind, body: dict[str, Any]) -> Event:
    """The event as another kind of a format that comes one day."""
    from inventory.journal.event import SCHEMA, digest

    later = replace(event, kind=kind.value, body=body, schema=SCHEMA + 1)
    return replace(later, hash=digest(later))


@pytest.mark.parametrize("code", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY])
def test_a_disk_that_refuses_is_no_fault_of_the_bundle(
    sent: Office, stick: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """It stops and is told; the next time all of it comes in."""
    Folder(stick).push(a_hand_out())
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = code
    error.sqlite_errorname = "SQLITE_FULL" if code == sqlite3.SQLITE_FULL else "SQLITE_READONLY"

    def refuses(database: Any, arrived: Any) -> merging.Merged:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(exchange, "merge", refuses)
        with pytest.raises(NotRecorded):
            shared(sent, stick)
    assert shared(sent, stick).new == 1


def test_nothing_goes_onto_another_schools_stick(sent: Office, stick: Path) -> None:
    """And it is said; where one file there is ours, ours go out beside theirs."""
    theirs = a_bundle(FIRST, (Kind.NOTE, None, None, {}), site="RIVERSIDE")
    Folder(stick).push(theirs)
    before = files(stick)
    for _ in range(2):
        done = shared(sent, stick)
        assert (done.sent, done.new, files(stick)) == (0, 0, before)
        assert done.refused[0].message == (
            f"{stick} has files of another school (RIVERSIDE) and none of NORTH:"
            " nothing was written there."
        )
        assert done.refused[0].hint
    Folder(stick).push(a_hand_out(site="north"))
    done = shared(sent, stick)
    assert (done.sent > 0, done.new) == (True, 1)
    assert [one.message for one in done.refused if "nothing was written" in one.message] == []


def test_without_a_site_code_here_a_bundle_that_has_one_is_refused(
    sent: Office, stick: Path
) -> None:
    """It may be anybody's: the sentence says what to set, and then it comes in."""
    sent.change_setting("site", "")
    Folder(stick).push(a_hand_out())
    (name,) = files(stick)
    done = shared(sent, stick)
    assert (done.sent, done.new, files(stick)) == (0, 0, {name})
    words = [str(error) for error in done.refused]
    assert any(name in one and "no site code is set here" in one for one in words)
    assert any("Ctrl+S" in one and "champion settings site NORTH" in one for one in words)
    sent.change_setting("site", SITE)
    assert shared(sent, stick).new == 1


def test_where_neither_side_has_a_site_code_all_goes_on(sent: Office, stick: Path) -> None:
    """A school that never set one shares as ever."""
    sent.change_setting("site", "")
    Folder(stick).push(a_hand_out(site=""))
    done = shared(sent, stick)
    assert (done.new, done.sent > 0, done.refused) == (1, True, ())


def test_what_could_not_be_read_elsewhere_is_not_given(sent: Office, stick: Path) -> None:
    """An event of the wrong form that came before this was known would spoil the file it is in."""
    journal = Journal(station_id=FIRST)
    journal.write(Kind.NOTE, None, None, {"table": 5})
    with sent.database.immediate():
        merging.merge(sent.database, journal.written)
    shared(sent, stick)
    assert {
        event.station_id for bundle in Folder(stick).pull({}) for event in bundle.events
    } == {sent.station_id}  # fmt: skip


def test_all_that_the_sample_school_writes_fits() -> None:
    """Its morning."""
    office = Office.in_memory(FixedClock(), CountedEntropy())
    sample.fill(office)
    written = list(events.everything(office.database))
    assert len(written) > 200
    assert [(one.kind, why) for one in written if (why := misfit(one))] == []
    office.close()


def test_all_that_an_audit_writes_fits(either: Sent) -> None:
    """From its opening to its signature."""
    written = list(events.everything(either.office.database))
    assert {Kind.AUDIT_OPEN, Kind.AUDIT_SIGN} <= {event.kind for event in written}
    assert [(one.kind, why) for one in written if (why := misfit(one))] == []


def test_a_laptop_that_names_no_school_and_that_nobody_set_up_is_refused(
    sent: Office, stick: Path
) -> None:
    """What came in would stay for good; a table that a seed was written for is known by name."""
    carrier = exchange.open_carrier(sent, str(stick))
    carrier.push(a_hand_out(site=""))
    done = exchange.share(sent, exchange.open_carrier(sent, str(stick)))
    assert done.new == 0
    assert "names no school (Table 9)" in str(done.refused[0])
    sent.write(
        lambda: sent.record(
            [Draft(Kind.NOTE, body={"table": "Table 9", "seed": True})], sent.new_id()
        )
    )
    assert exchange.share(sent, exchange.open_carrier(sent, str(stick))).new == 1
