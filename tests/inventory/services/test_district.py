"""Many schools in one database: verified, once each, and what one school has of another."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from inventory.errors import NotRecorded
from inventory.files.district_events import event_of
from inventory.files.district_packet import read_packet_delivery
from inventory.journal.bundle import make, pack
from inventory.model import Event, Kind
from inventory.services import audit_figures, district, district_reports
from inventory.services.district import Consolidated
from inventory.store import district_taking
from inventory.store.district_file import DistrictFile, Target, open_district
from tests.builders import a_device
from tests.inventory.a_district import MORNING, ASchool, Laptop, devices_of, write_school
from tests.inventory.services.sent import sample_school, small_school

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
NORTH = ASchool("NORTH", devices_of("NORTH", 5), frozenset({"NORTH-001", "NORTH-002"}))
SOUTH = ASchool("SOUTH", devices_of("SOUTH", 4), frozenset({"SOUTH-003"}), number=2)


@pytest.fixture
def target(tmp_path: Path) -> Iterator[DistrictFile]:
    """A district's new file."""
    opened = open_district(tmp_path / "district.db")
    yield opened
    opened.close()


def _take(target: Target, *paths: Path) -> Consolidated:
    return district.consolidate(target, [str(one) for one in paths], now=NOW, workers=1)


def _put(target: Target, folder: Path, *schools: ASchool) -> Consolidated:
    folder.mkdir(exist_ok=True)
    for one in schools:
        write_school(one, folder)
    return _take(target, folder)


def _whole(target: Target, table: str, order: str) -> list[tuple[object, ...]]:
    return target.rows(f"SELECT * FROM {table} ORDER BY {order}")


def test_every_school_is_taken_in_once(target: DistrictFile, tmp_path: Path) -> None:
    """A second run adds nothing, and the same packet under another name is the same packet."""
    done = _put(target, tmp_path / "up", NORTH, SOUTH)
    assert (done.new, done.known, done.refused) == (2, 0, [])
    before = [_whole(target, table, "1, 2") for table in ("source", "event", "listing", "device")]
    write_school(NORTH, tmp_path / "up", zipped=True)
    again = _take(target, tmp_path / "up")
    assert (again.new, again.known, again.events) == (0, 3, 0)
    assert before == [
        _whole(target, table, "1, 2") for table in ("source", "event", "listing", "device")
    ]


def test_what_is_known_is_not_read_again(target: DistrictFile, tmp_path: Path) -> None:
    """Not even where the copy there is damaged by now."""
    _put(target, tmp_path / "up", NORTH)
    (next((tmp_path / "up").iterdir()) / "audit.csv").write_bytes(b"")
    again = _take(target, tmp_path / "up")
    assert (again.known, again.refused) == (1, [])


def test_the_district_has_one_row_for_each_device(target: DistrictFile, tmp_path: Path) -> None:
    """Nine at two schools, and the figures of both."""
    _put(target, tmp_path / "up", NORTH, SOUTH)
    said = district_reports.totals(target)
    assert (said.schools, said.delivered, said.devices) == (2, 2, 9)
    assert (said.expected, said.sighted, said.missing) == (9, 6, 3)
    assert said.events == target.rows("SELECT count(*) FROM event")[0][0]
    rows = target.rows("SELECT tag, site, custody, person, result FROM device_list ORDER BY tag")
    assert rows[1] == ("NORTH-001", "NORTH", "WITH_PERSON", "2000001", "MISSING")


def test_the_order_in_which_schools_come_changes_nothing(tmp_path: Path) -> None:
    """All at once, or one after the other, the last one first."""
    shared = a_device("X-1", serial="5CDX", site="")
    schools = [
        replace(NORTH, devices=[*NORTH.devices, shared], missing=frozenset({"X-1"})),
        replace(SOUTH, devices=[*SOUTH.devices, shared], unlisted=["NORTH-002"]),
    ]
    said = []
    for number, order in enumerate((schools, schools[::-1])):
        target = open_district(tmp_path / f"{number}.db")
        for place, one in enumerate(order):
            _put(target, tmp_path / f"{number}-{place}", one)
        columns = "device_key, tag, serial, site, claims, schools, custody, person, result"
        said.append((
            target.rows(f"SELECT {columns} FROM device_list ORDER BY 1"),
            target.rows(
                "SELECT found_site, find, raw, site, device_id, matched_by, standing"
                " FROM device_match ORDER BY 1, 2, 3, 4, 5"
            ),
        ))  # fmt: skip
        target.close()
    assert said[0] == said[1]


def test_a_packet_with_a_fault_is_refused_and_the_others_go_on(
    target: DistrictFile, tmp_path: Path
) -> None:
    """Nothing of it is kept, and it is looked at again by the next run."""
    folder = write_school(NORTH, tmp_path)
    whole = (folder / "audit.csv").read_bytes()
    (folder / "audit.csv").write_bytes(whole.replace(b"MISSING", b"VERIFIED"))
    done = _put(target, tmp_path / "up", SOUTH)
    assert done.new == 1
    done = _take(target, tmp_path / "up", folder)
    assert (done.new, done.known, len(done.refused)) == (0, 1, 1)
    assert "audit.csv was changed" in done.refused[0].reason
    assert target.rows("SELECT DISTINCT site FROM event") == [("SOUTH",)]
    (folder / "audit.csv").write_bytes(whole)
    assert _take(target, folder).new == 1


@pytest.mark.parametrize(
    ("scanned", "matched_by"),
    [
        ("NORTH-001", "tag"),
        ("]C0NORTH-001", "tag"),
        ("north-001", "tag"),
        ("5CDNORTH001", "serial"),
        ("https://assets.example/ht/NORTH-001", "tag"),
    ],
)
def test_what_one_school_misses_is_found_by_what_another_scanned(
    target: DistrictFile, tmp_path: Path, scanned: str, matched_by: str
) -> None:
    """The raw text is kept as it was read."""
    _put(target, tmp_path / "up", NORTH, replace(SOUTH, unlisted=[scanned, "library card 7"]))
    rows = target.rows(
        "SELECT standing, site, device_id, found_site, find, matched_by, raw, found_place"
        " FROM device_match"
    )
    assert rows == [
        ("missing there", "NORTH", "NORTH-001", "SOUTH", "UNLISTED", matched_by, scanned, "Library")
    ]
    assert district_reports.totals(target).found == 1


def test_a_stray_is_matched_by_tag_and_by_serial_as_the_finder_knows_it(
    target: DistrictFile, tmp_path: Path
) -> None:
    """Its list has the device of the other school under an old tag, with the same serial."""
    stray = a_device("LOAN-9", serial="5CDNORTH002", site="NORTH")
    same = a_device("NORTH-003", serial="5CDNORTH003", site="NORTH")
    _put(target, tmp_path / "up", NORTH, replace(SOUTH, strays=[stray, same]))
    rows = target.rows(
        "SELECT device_id, find, matched_by, standing FROM device_match ORDER BY device_id"
    )
    assert rows == [
        ("NORTH-002", "STRAY", "serial", "missing there"),
        ("NORTH-003", "STRAY", "tag and serial", "seen there too"),
    ]
    assert target.rows("SELECT count(*) FROM device") == [(9,)]


def test_a_schools_own_find_is_no_match(target: DistrictFile, tmp_path: Path) -> None:
    """Nor is what nobody misses."""
    _put(target, tmp_path / "up", replace(NORTH, unlisted=["NORTH-001", "nobody's"]), SOUTH)
    assert target.rows("SELECT * FROM device_match") == []


def test_a_device_on_two_lists_is_one_device_that_two_schools_claim(
    target: DistrictFile, tmp_path: Path
) -> None:
    """The school that saw it knows it best; and what the other misses is found."""
    theirs = a_device("NORTH-001", serial="5CDNORTH001", site="SOUTH")
    _put(target, tmp_path / "up", NORTH, replace(SOUTH, devices=[*SOUTH.devices, theirs]))
    assert target.rows(
        "SELECT tag, site, schools, result FROM device_list WHERE schools > 1"
    ) == [("NORTH-001", "SOUTH", 2, "VERIFIED")]  # fmt: skip
    assert district_reports.totals(target).claimed_twice == 1
    assert target.rows("SELECT site, device_id, found_site, standing FROM device_match") == [
        ("NORTH", "NORTH-001", "SOUTH", "missing there")
    ]


def _with(school: ASchool, *codes: tuple[str, str]) -> ASchool:
    """The school with devices of these tags and serials instead of its own."""
    devices = [a_device(tag or serial, tag=tag, serial=serial, site="") for tag, serial in codes]
    return replace(school, devices=devices, missing=frozenset())


@pytest.mark.parametrize(
    ("north", "south", "devices", "shared"),
    [
        ([("A1", "S1")], [("A1", "S1")], 1, 1),
        ([("A1", "S1")], [("", "S1")], 1, 1),
        ([("A1", "S1")], [("A1", "")], 1, 1),
        ([("A1", "")], [("A1", "")], 1, 1),
        ([("A1", "S1")], [("a1", "s1")], 1, 1),
        ([("A1", "S1")], [("A1", "S2")], 2, 0),
        ([("A1", "S1")], [("A2", "S1")], 1, 1),
        ([("0012", "")], [("12", "")], 2, 0),
        ([("A1", "S1"), ("A2", "")], [("A1", "S2"), ("A2", "S3")], 3, 1),
        ([("A1", "")], [("A1", "S1"), ("B1", "S2")], 2, 1),
    ],
)
def test_a_device_is_one_by_its_serial_else_by_its_tag(
    target: DistrictFile, tmp_path: Path, north: Sequence[tuple[str, str]],
    south: Sequence[tuple[str, str]], devices: int, shared: int,
) -> None:  # fmt: skip
    """A tag without a serial joins the only serial that has it; one with two serials joins none."""
    _put(target, tmp_path / "up", _with(NORTH, *north), _with(SOUTH, *south))
    found = target.rows("SELECT count(*), sum(CASE WHEN schools > 1 THEN 1 ELSE 0 END) FROM device")
    assert found == [(devices, shared)]


def test_a_tag_that_two_serials_have_joins_neither(target: DistrictFile, tmp_path: Path) -> None:
    """Nobody can tell which of them the school means that knows no serial."""
    east = replace(_with(NORTH, ("A1", "S2")), site="EAST", number=3)
    _put(target, tmp_path / "up", _with(NORTH, ("A1", "")), _with(SOUTH, ("A1", "S1")), east)
    rows = target.rows("SELECT device_key, site FROM device_list ORDER BY 1")
    assert rows == [("serial:s1", "SOUTH"), ("serial:s2", "EAST"), ("tag:a1", "NORTH")]


def test_a_tag_with_two_serials_and_a_serial_with_two_tags_are_reported(
    target: DistrictFile, tmp_path: Path
) -> None:
    """With both devices, for one of the labels is wrong."""
    _put(
        target, tmp_path / "up",
        _with(NORTH, ("A1", "S1"), ("B1", "S9")), _with(SOUTH, ("A1", "S2"), ("B2", "S9")),
    )  # fmt: skip
    assert target.rows(
        "SELECT kind, code, site, tag, serial FROM label_conflict ORDER BY kind, site"
    ) == [
        ("one serial, several tags", "s9", "NORTH", "B1", "S9"),
        ("one serial, several tags", "s9", "SOUTH", "B2", "S9"),
        ("one tag, several serials", "a1", "NORTH", "A1", "S1"),
        ("one tag, several serials", "a1", "SOUTH", "A1", "S2"),
    ]


@pytest.mark.parametrize("newer_first", [False, True])
def test_the_audit_that_was_signed_last_counts_and_the_older_one_stays_as_history(
    target: DistrictFile, tmp_path: Path, newer_first: bool
) -> None:
    """In whatever order they come; a tag that was joined to a serial before is looked at anew."""
    autumn = replace(_with(NORTH, ("A1", "S1"), ("A2", "S2")), quarter="2026-Q3",
                     begun=MORNING - timedelta(days=90), number=7)  # fmt: skip
    winter = _with(NORTH, ("A1", "S1"))
    order = (winter, autumn) if newer_first else (autumn, winter)
    for number, one in enumerate(order):
        _put(target, tmp_path / str(number), one, *[_with(SOUTH, ("A2", ""))][number:])
    assert target.rows("SELECT audit, current FROM source WHERE site = 'NORTH' ORDER BY 1") == [
        ("NORTH-2026-Q3", 0), ("NORTH-2026-Q4", 1),
    ]  # fmt: skip
    assert target.rows("SELECT device_key, site FROM device_list ORDER BY 1") == [
        ("serial:s1", "NORTH"), ("tag:a2", "SOUTH"),
    ]  # fmt: skip
    assert target.rows("SELECT count(DISTINCT station_id) FROM event") == [(3,)]


def test_who_has_not_delivered_is_told_by_the_list_and_by_the_quarter(
    target: DistrictFile, tmp_path: Path
) -> None:
    """One that never did, one with an older audit only, one with bundles only; and it is kept."""
    old = replace(SOUTH, quarter="2026-Q3")
    _put(target, tmp_path / "up", NORTH, old)
    district.expect(target, [("north", "North Middle"), ("SOUTH", "South"), ("EAST", "East High")])
    _take(target, _bundle(tmp_path / "west.bundle", "WEST", [Kind.ISSUE]))
    assert district_reports.not_delivered(target) == [
        ("EAST", "East High", "nothing"), ("SOUTH", "South", "an older audit only"),
    ]  # fmt: skip
    district.expect(target, [("WEST", "West")])
    assert district_reports.not_delivered(target) == [("WEST", "West", "events only")]


def _bundle(
    path: Path, site: str, kinds: Sequence[Kind], *, device: str = "W-1", **body: object
) -> Path:
    """A bundle of a table that did these things with one device."""
    laptop = Laptop(site, 90, MORNING + timedelta(days=3))
    parents: tuple[str, ...] = ()
    for kind in kinds:
        person = "4711" if kind in (Kind.ISSUE, Kind.RETURN) else None
        parents = (laptop.write(kind, device, person, dict(body), parents).event_id,)
    return _packed(path, laptop.events, site)


def _packed(path: Path, events: Sequence[Event], site: str) -> Path:
    one = make(
        events, station=events[0].station_id, table="Table 1", site=site,
        exported_at="2026-11-20T09:00:00+00:00",
    )  # fmt: skip
    path.write_bytes(pack(one))
    return path


def test_a_bundle_tells_who_has_what_where_no_packet_came(
    target: DistrictFile, tmp_path: Path
) -> None:
    """Handed out, and not yet back."""
    path = _bundle(tmp_path / "a.bundle", "WEST", [Kind.ISSUE])
    assert _take(target, path).events == 1
    assert target.rows("SELECT tag, site, custody, person FROM device_list") == [
        ("W-1", "WEST", "WITH_PERSON", "4711")
    ]
    assert (_take(target, path).new, _take(target, path).known) == (0, 1)


def test_a_bundle_goes_on_where_the_packet_ended(target: DistrictFile, tmp_path: Path) -> None:
    """The audit's result stands; who has the device is newer, and so is who claims it."""
    _put(target, tmp_path / "up", NORTH)
    events = [Kind.RETURN, Kind.ISSUE]
    _take(target, _bundle(tmp_path / "b.bundle", "NORTH", events, device="NORTH-000"))
    rows = target.rows(
        "SELECT custody, person, result, schools FROM device_list WHERE tag = 'NORTH-000'"
    )
    assert rows == [("WITH_PERSON", "4711", "VERIFIED", 1)]
    assert target.rows("SELECT count(*) FROM device") == [(5,)]
    assert district_reports.totals(target).expected == 5


@pytest.mark.parametrize("bundle_first", [False, True])
def test_a_bundle_of_what_is_in_the_packet_adds_nothing(
    target: DistrictFile, tmp_path: Path, bundle_first: bool
) -> None:
    """Whichever of the two came first."""
    packet = write_school(NORTH, tmp_path)
    events = [event_of(row) for row in read_packet_delivery(packet).events]
    bundle = _packed(tmp_path / "a.bundle", events, "NORTH")
    for path in (bundle, packet) if bundle_first else (packet, bundle):
        _take(target, path)
    assert target.rows("SELECT count(*), max(claims) FROM device") == [(5, 1)]
    assert target.rows("SELECT count(*) FROM event") == [(len(events),)]


def test_tables_that_disagree_are_said_to_disagree(target: DistrictFile, tmp_path: Path) -> None:
    """Two handed out one device to two students, and neither knew of the other."""
    for number, person in ((91, "4711"), (92, "4712")):
        laptop = Laptop("WEST", number, MORNING)
        laptop.write(Kind.ISSUE, "W-1", person)
        _take(target, _packed(tmp_path / f"{number}.bundle", laptop.events, "WEST"))
    assert target.rows("SELECT custody FROM device_list") == [("DISPUTED",)]


def test_what_a_table_set_aside_is_matched_with_the_missing(
    target: DistrictFile, tmp_path: Path
) -> None:
    """On hand-out day, without an audit; it is not taken for the school's own device."""
    _put(target, tmp_path / "up", NORTH)
    path = _bundle(
        tmp_path / "w.bundle", "WEST", [Kind.PARK], device="NORTH-001", code="stray",
        scan="NORTH-001",
    )  # fmt: skip
    _take(target, path)
    assert target.rows("SELECT found_site, device_id, standing FROM device_match") == [
        ("WEST", "NORTH-001", "missing there")
    ]
    assert target.rows("SELECT count(*) FROM device") == [(5,)]


def test_an_event_with_the_id_of_another_is_set_aside(target: DistrictFile, tmp_path: Path) -> None:
    """Both are kept, one of them apart, and it is said."""
    first, second = Laptop("WEST", 90, MORNING), Laptop("WEST", 90, MORNING)
    first.write(Kind.ISSUE, "W-1", "4711")
    second.write(Kind.ISSUE, "W-1", "4712")
    assert first.events[0].event_id == second.events[0].event_id
    for name, laptop in (("a", first), ("b", second)):
        done = _take(target, _packed(tmp_path / f"{name}.bundle", laptop.events, "WEST"))
    assert (done.new, done.events, done.aside) == (1, 0, 1)
    assert target.rows("SELECT person FROM event") == [("4711",)]
    assert target.rows("SELECT hash FROM event_aside") == [(second.events[0].hash,)]
    assert district_reports.totals(target).aside == 1


def test_numbers_that_did_not_come_are_named(target: DistrictFile, tmp_path: Path) -> None:
    """Between two bundles, and before the first of a station that sent no packet."""
    laptop = Laptop("WEST", 90, MORNING)
    for _ in range(9):
        laptop.write(Kind.NOTE)
    _take(target, _packed(tmp_path / "a.bundle", laptop.events[2:4], "WEST"))
    _take(target, _packed(tmp_path / "b.bundle", laptop.events[8:], "WEST"))
    assert district_reports.gaps(target) == [
        "WEST: events 1–2 of station 0190a0b0 missing",
        "WEST: events 5–8 of station 0190a0b0 missing",
    ]
    _take(target, _packed(tmp_path / "c.bundle", laptop.events, "WEST"))
    assert district_reports.gaps(target) == []


def test_a_run_that_breaks_off_is_taken_up_by_the_next(
    target: DistrictFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written stays; what follows from it is made when all is there."""
    for one in (NORTH, SOUTH):
        write_school(one, tmp_path)
    real, calls = district_taking.put, iter(range(9))

    def dies(*given: object) -> object:
        if next(calls) == 1:
            raise NotRecorded("The disk is full.")
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(district_taking, "put", dies)
    monkeypatch.setattr(district, "BATCH", 1)
    with pytest.raises(NotRecorded):
        _take(target, tmp_path)
    assert target.rows("SELECT site FROM source") == [("NORTH",)]
    assert target.rows("SELECT count(*) FROM device") == [(0,)]
    monkeypatch.undo()
    done = _take(target, tmp_path)
    assert (done.new, done.known) == (1, 1)
    assert target.rows("SELECT count(*) FROM device") == [(9,)]


def test_a_dry_run_verifies_and_writes_nothing(target: DistrictFile, tmp_path: Path) -> None:
    """Also where there is no database yet."""
    folder = tmp_path / "up"
    folder.mkdir()
    write_school(NORTH, folder)
    for one in (None, target):
        done = district.verify_only(one, [str(folder)], workers=1)
        assert (done.new, done.events > 5, done.refused) == (1, True, [])
    assert target.rows("SELECT count(*) FROM source") == [(0,)]


def test_the_packets_of_the_app_itself_come_to_what_their_covers_say(
    target: DistrictFile, tmp_path: Path
) -> None:
    """One of everything: each result and each find, of two schools."""
    for walk in (small_school(), sample_school()):
        cover = audit_figures.status(walk.office, walk.audit).cover
        walk.export(tmp_path / "up")
        assert _take(target, tmp_path / "up").new == 1
        site = walk.office.policy.site
        rows = target.rows(
            "SELECT expected, sighted, accounted, missing, strays + resurfaced + unlisted, at_risk"
            " FROM source WHERE site = ?", site,
        )  # fmt: skip
        assert rows == [
            (cover.expected, cover.sighted, cover.accounted, cover.missing, cover.found,
             cover.value_at_risk),
        ]  # fmt: skip
        claimed = target.rows("SELECT count(*) FROM device_list WHERE site = ?", site)[0][0]
        assert claimed >= cover.expected
    assert district_reports.totals(target).delivered == 2
