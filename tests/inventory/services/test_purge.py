"""Who goes and who stays in a purge, when it is refused, and what others bring afterwards."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from inventory.errors import ChampionError, FileRefused, NotAllowed
from inventory.files.packet_check import verify
from inventory.journal.bundle import in_turn
from inventory.model import PURGED, Draft, Kind, Mode, PersonStatus
from inventory.rules.duties import Operator, Role
from inventory.services import (
    exchange,
    export_log,
    health,
    packets,
    purge,
    purge_certificate,
    purge_files,
    tables,
    upkeep,
)
from inventory.services.office import Office
from inventory.store import deliveries, events, merging, projections, register
from tests.builders import FixedClock, a_person, enrol
from tests.inventory.counting import Round, furnish
from tests.inventory.services.at_the_table import Morning
from tests.inventory.services.laptops import Laptop

TODAY = "2026-11-21"


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Laptop]:
    """The champion's laptop; Cleo Wintergreen (2003) left in August."""
    laptop = Laptop.of_champion(tmp_path)
    yield laptop
    assert upkeep.check(laptop.office).findings == ()
    assert upkeep.rebuild(laptop.office)
    laptop.office.close()


def note(laptop: Laptop, text: str, device: str = "NS-101") -> str:
    """Type something of a device; the id of the event."""
    draft = Draft(Kind.SERVICE, device, None, {"service": "READY", "note": text})
    (event,) = laptop.office.write(lambda: laptop.office.record([draft], laptop.office.new_id()))
    return event.event_id


def do(laptop: Laptop, before: str = TODAY) -> str:
    """Close Champion, purge and start it again; the certificate's text."""
    plan = purge.plan(laptop.office, before)
    path = laptop.path
    laptop.office.close()
    begun = purge.take_out(path, laptop.clock, plan)
    done = purge_files.finish(path, laptop.clock, begun)
    file = path.with_name("certificate.txt")
    purge_certificate.certify(path, laptop.clock, done, file)
    laptop.office = Office.open(path, laptop.clock)
    return file.read_text("utf-8")


def body(laptop: Laptop, event_id: str) -> str:
    """What the note of an event says now."""
    event = events.by_id(laptop.office.database, event_id)
    assert event
    return str(event.body["note"])


def test_who_left_goes_and_nobody_else(laptop: Laptop) -> None:
    """A name goes out of a note in whatever order and case it was typed; other words stay."""
    typed = note(laptop, "says WINTERGREEN, Cléo")
    other = note(laptop, "the winter was green")
    head = upkeep.check(laptop.office).head
    text = do(laptop)
    people = register.people(laptop.office.database)
    assert "2003" not in {one.person_id for one in people}
    assert len(people) == 6
    assert (body(laptop, typed), body(laptop, other)) == (PURGED, "the winter was green")
    assert "1 person who left before" in text
    assert head in text
    assert "none was found" in text
    assert "Wintergreen" not in text


def test_what_was_typed_of_a_person_goes_without_a_name_in_it(laptop: Laptop) -> None:
    """While they had the device, or in an event about them; what came before and after stays."""
    before = note(laptop, "new case")
    had = Draft(Kind.ISSUE, "NS-101", "2003", {"scan": "NS-101"})
    laptop.office.write(lambda: laptop.office.record([had], laptop.office.new_id()))
    while_out = note(laptop, "his mother called twice")
    laptop.scan("NS-101", mode=Mode.BACK)
    after = note(laptop, "new screen")
    do(laptop)
    assert [body(laptop, one) for one in (before, while_out, after)] == [
        "new case", PURGED, "new screen",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("why", "make"),
    [
        (
            "still has a device",
            lambda office: office.record([Draft(Kind.ISSUE, "NS-102", "2003", {})], "g"),
        ),
        (
            "something is parked for them in the Inbox",
            lambda office: office.record(
                [Draft(Kind.PARK, None, "2003", {"claim": "P-9", "code": "x", "mode": "out"})], "g"
            ),
        ),
        (
            "was seen with a device that is recorded with somebody else",
            lambda office: office.record(
                [
                    Draft(Kind.ISSUE, "NS-102", "2001", {}),
                    Draft(Kind.SIGHT, "NS-102", "2001", {"in_hands_of": "2003"}),
                ],
                "g",
            ),
        ),
        ("works at the table", lambda office: setattr(office, "operator", None)),
        (
            "serves the school",
            lambda office: office.record(
                [
                    Draft(
                        Kind.NOTE,
                        body={
                            "serves": "cleo wintergreen",
                            "role": "helper",
                            "from": "2026-08-15",
                            "to": "2027-06-14",
                        },
                    )
                ],
                "g",
            ),
        ),
    ],
)
def test_who_is_tied_to_the_school_stays(laptop: Laptop, why: str, make: object) -> None:
    """With the reason, so that the champion can settle it first."""
    office = laptop.office
    if why == "works at the table":
        office.operator = Operator("Cleo Wintergreen")
    else:
        office.write(lambda: make(office))  # type: ignore[operator]
    plan = purge.plan(office, TODAY)
    assert plan.people == ()
    assert [(one.person_id, one.why) for one in plan.kept] == [("2003", why)]
    office.operator = None


def test_who_is_named_to_be_kept_stays(laptop: Laptop) -> None:
    """As long as a parent's request is open nothing of theirs may be destroyed (34 CFR 99.10)."""
    assert purge.plan(laptop.office, TODAY, ["2003"]).people == ()


def test_who_was_typed_at_the_table_goes_when_long_not_heard_of(laptop: Laptop) -> None:
    """A stub that no roster ever had; by the last thing that happened with it."""
    enrol(laptop.office, people=[a_person("2999", status=PersonStatus.UNKNOWN)])
    stub = Draft(Kind.STUB, person="2999")
    laptop.office.write(lambda: laptop.office.record([stub], "g"))
    assert purge.plan(laptop.office, TODAY).people == ("2003",)
    laptop.clock.advance(86_400)
    assert purge.plan(laptop.office, "2026-11-22").people == ("2003", "2999")


def test_a_helper_purges_nobody(laptop: Laptop) -> None:
    """It is the champion's."""
    laptop.office.operator = Operator("Student helper", Role.HELPER)
    with pytest.raises(NotAllowed, match="purging people is for the champion"):
        purge.plan(laptop.office, TODAY)


@pytest.mark.parametrize("date", ["2027-01-01", "yesterday", "2026-13-01"])
def test_a_date_that_is_none_or_to_come_is_refused(laptop: Laptop, date: str) -> None:
    """Who leaves until then still has devices to bring back."""
    with pytest.raises(ChampionError):
        purge.plan(laptop.office, date)


def test_an_audit_that_is_not_sent_stands_against_it(laptop: Laptop, tmp_path: Path) -> None:
    """Once it is sent it does not; its packet still verifies, and is not written a second time."""
    furnish(Morning(laptop.office, laptop.clock))
    walk = Round(Morning(laptop.office, laptop.clock, Mode.AUDIT))
    with pytest.raises(ChampionError, match="is not sent yet"):
        purge.plan(laptop.office, TODAY)
    walk.lock()
    walk.explain(note="Cleo Wintergreen took it")
    audit = packets.sign(laptop.office, walk.audit, "Ada Park", "librarian")
    with pytest.raises(ChampionError, match="is not sent yet"):
        purge.plan(laptop.office, TODAY)
    (tmp_path / "out").mkdir()
    audit, written = packets.submit(laptop.office, audit, tmp_path / "out")
    do(laptop)
    assert verify(written.path).faults == ()
    with pytest.raises(ChampionError, match="signed before people were purged on 2026-11-21"):
        packets.export_packet(laptop.office, audit, tmp_path / "out")


def test_an_audit_after_a_purge_gives_a_packet_that_proves_itself(
    laptop: Laptop, tmp_path: Path
) -> None:
    """Events without their text are in it, and the purge that says so."""
    furnish(Morning(laptop.office, laptop.clock))
    note(laptop, "Cleo Wintergreen dropped it")
    do(laptop)
    walk = Round(Morning(laptop.office, laptop.clock, Mode.AUDIT))
    walk.lock()
    walk.explain()
    audit = packets.sign(laptop.office, walk.audit, "Ada Park", "librarian")
    (tmp_path / "out").mkdir()
    _, written = packets.submit(laptop.office, audit, tmp_path / "out")
    found = verify(written.path)
    assert found.faults == ()
    assert found.events == events.count(laptop.office.database) - 1, "all but that it was sent"


def test_tables_that_have_yet_to_deliver_stand_against_it(laptop: Laptop, tmp_path: Path) -> None:
    """What they bring could name people again; once they are there they are only named."""
    stick = tmp_path / "stick"
    stick.mkdir()
    two = laptop.set_up("Table 2", stick)
    with pytest.raises(ChampionError, match="Nothing has come in yet of Table 2"):
        purge.plan(laptop.office, TODAY)
    with pytest.raises(ChampionError, match="This laptop is a table"):
        purge.plan(two.office, TODAY)
    two.scan("2001", "NS-102")
    two.share(stick)
    laptop.share(stick)
    assert purge.plan(laptop.office, TODAY).laptops == ("Table 2",)
    two.office.close()


def test_what_others_have_brings_no_name_back(laptop: Laptop, tmp_path: Path) -> None:
    """Bundles with the original text are known already, and nothing of them is kept aside."""
    stick = tmp_path / "stick"
    stick.mkdir()
    typed = note(laptop, "Cleo Wintergreen dropped it")
    laptop.share(stick)
    originals = list(events.everything(laptop.office.database))
    do(laptop)
    with laptop.office.database.immediate():
        merged = merging.merge(laptop.office.database, originals)
    assert (merged.new, merged.quarantined) == (0, 0)
    laptop.share(stick)
    assert body(laptop, typed) == PURGED
    assert merging.quarantined(laptop.office.database) == 0
    assert b"Wintergreen" not in laptop.path.read_bytes()


def test_a_table_of_a_new_seed_shares_with_a_purged_laptop(laptop: Laptop, tmp_path: Path) -> None:
    """Over an empty folder, in both directions; all laptops say the same and each is sound."""
    stick, fresh = tmp_path / "stick", tmp_path / "fresh"
    stick.mkdir()
    fresh.mkdir()
    note(laptop, "Cleo Wintergreen dropped it")
    do(laptop)
    two = laptop.set_up("Table 2", stick)
    three = laptop.set_up("Table 3", stick)
    two.scan("2001", "NS-102")
    laptop.share(fresh)
    for one in (two, three, laptop, three):
        shared = one.share(fresh)
        assert shared.refused == ()
    digests = {projections.digest(one.office.database) for one in (laptop, two, three)}
    assert len(digests) == 1
    for one in (two, three):
        assert upkeep.check(one.office).findings == ()
        one.office.close()


def test_a_laptop_that_knew_nothing_takes_all_of_a_purged_one(
    laptop: Laptop, tmp_path: Path
) -> None:
    """Even where it is stopped in between, what it has by then is sound."""
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    for number in range(300):
        note(laptop, f"Cleo Wintergreen {number}")
    do(laptop)
    laptop.share(fresh)
    with closing(Office.create(tmp_path / "other.db", FixedClock())) as other:
        other.change_setting("site", "NORTH")
        carrier = exchange.open_carrier(other, str(fresh))
        (bundle,) = carrier.pull(deliveries.marks(other.database))
        with other.database.immediate():
            merging.merge(other.database, in_turn(bundle.events)[:100])
        assert upkeep.check(other).findings == ()
        assert exchange.share(other, exchange.open_carrier(other, str(fresh))).refused == ()
        assert upkeep.check(other).findings == ()


def test_a_purge_that_was_stopped_is_finished(laptop: Laptop) -> None:
    """When the database is done, the older backups still have the names until it goes on."""
    plan = purge.plan(laptop.office, TODAY)
    path = laptop.path
    laptop.office.close()
    purge.take_out(path, laptop.clock, plan)
    laptop.office = Office.open(path, laptop.clock)
    begun = purge.unfinished(laptop.office)
    assert begun is not None
    assert begun.people == 1
    done = purge_files.finish(path, laptop.clock, begun)
    purge_certificate.certify(path, laptop.clock, done, path.with_name("done.txt"))
    assert purge.unfinished(laptop.office) is None
    assert not list(path.parent.glob(".champion*"))


def test_a_certificate_that_can_not_be_written_is_refused_first(laptop: Laptop) -> None:
    """Before anything is done."""
    taken = laptop.path.with_name("certificate.txt")
    taken.write_text("mine")
    with pytest.raises(FileRefused, match="is there already"):
        purge_certificate.refuse_no_place(taken)


def test_the_certificate_lists_what_lies_outside(laptop: Laptop, tmp_path: Path) -> None:
    """Files that were written with names, and the lists that were read."""
    export_log.log(laptop.office, "list", tmp_path / "people-2026.csv", 6)
    text = do(laptop)
    assert "list people-2026.csv, 2026-11-21 09:00" in text
    (logged,) = [one for one in export_log.exports(laptop.office) if not one.people]
    assert (logged.what, logged.file) == ("purge certificate", "certificate.txt")


def test_numbers_begin_anew_with_the_purge(laptop: Laptop) -> None:
    """So nothing is mixed with what others hold of the laptop from before."""
    before = laptop.office.station_id
    laptop.scan("2001", "NS-102")
    do(laptop)
    assert laptop.office.station_id != before
    own = events.of_station(laptop.office.database, laptop.office.station_id)
    assert [one.kind for one in own] == [Kind.PURGE, Kind.NOTE]
    laptop.scan("NS-102", mode=Mode.BACK)
    assert [one.name for one in tables.tables(laptop.office)] == ["Table 1"]


def test_a_check_says_that_a_purge_was_stopped(laptop: Laptop) -> None:
    """The older backups have the names until it is finished."""
    plan, path = purge.plan(laptop.office, TODAY), laptop.path
    laptop.office.close()
    begun = purge.take_out(path, laptop.clock, plan)
    laptop.office = Office.open(path, laptop.clock)
    assert told(laptop) == [False]
    done = purge_files.finish(path, laptop.clock, begun)
    purge_certificate.certify(path, laptop.clock, done, path.with_name("done.txt"))
    assert told(laptop) == []


def told(laptop: Laptop) -> list[bool | None]:
    """What a check says of purges."""
    found = health.facts(laptop.office, upkeep.check(laptop.office), "1")
    return [one.well for one in found if one.what == "Purge"]
