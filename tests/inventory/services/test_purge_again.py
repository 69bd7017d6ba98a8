"""A purge after a purge, beside another window, and of people whose ID is their name."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from pathlib import Path

import pytest

from inventory.errors import StoreRefused
from inventory.journal.event import digest
from inventory.model import PURGED, Draft, Kind, Mode, Person, PersonStatus
from inventory.rules.duties import Operator
from inventory.services import purge, purge_certificate, purge_copy, purge_files, upkeep
from inventory.services.office import Office
from inventory.store import events, imports, register, seeding
from inventory.store.database import Database, open_database
from inventory.store.imports import ImportRecord
from tests.builders import FixedClock, a_person, enrol
from tests.inventory.services.laptops import Laptop


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Laptop]:
    """The champion's laptop; Cleo Wintergreen (2003) left in August."""
    laptop = Laptop.of_champion(tmp_path)
    yield laptop
    assert upkeep.check(laptop.office).findings == ()
    laptop.office.close()


def do(laptop: Laptop) -> str:
    """Close Champion, purge who left until today, and start again; the certificate's text."""
    path, today = laptop.path, laptop.clock.now().date().isoformat()
    plan = purge.plan(laptop.office, today)
    laptop.office.close()
    laptop.clock.advance(2)
    try:
        begun = purge.take_out(path, laptop.clock, plan)
        done = purge_files.finish(path, laptop.clock, begun)
        file = path.with_name(f"certificate-{len(list(path.parent.glob('certificate*')))}.txt")
        purge_certificate.certify(path, laptop.clock, done, file)
    finally:
        laptop.office = Office.open(path, laptop.clock)
    return file.read_text("utf-8")


def leaver(person_id: str, first: str, last: str) -> Person:
    """Somebody who left."""
    return a_person(
        person_id, first_name=first, last_name=last, status=PersonStatus.LEFT, left_on="2026-06-12"
    )


def note(laptop: Laptop, text: str) -> str:
    """Type something of a device; the id of the event."""
    draft = Draft(Kind.SERVICE, "NS-101", None, {"service": "READY", "note": text})
    (event,) = laptop.office.write(lambda: laptop.office.record([draft], laptop.office.new_id()))
    return event.event_id


def who_had(laptop: Laptop, device: str) -> list[str | None]:
    """Whom the journal says a device was handed to."""
    return [
        one.person
        for one in events.everything(laptop.office.database)
        if one.kind == Kind.ISSUE and one.device == device
    ]


def had(laptop: Laptop, device: str, person: str) -> None:
    """Somebody was handed a device and brought it back."""
    draft = Draft(Kind.ISSUE, device, person, {"scan": device})
    laptop.office.write(lambda: laptop.office.record([draft], laptop.office.new_id()))
    laptop.scan(device, mode=Mode.BACK)


def test_an_id_with_the_name_in_it_becomes_a_number(laptop: Laptop) -> None:
    """One that nobody else gets, not even in the next purge; a bare number stays."""
    enrol(laptop.office, people=[
        leaver("dana.oleander@mail.example", "Dana", "Oleander"),
        leaver("eoleander", "Emil", "Oleander"),
        leaver("S-2999", "Fay", "Oleander"),
    ])  # fmt: skip
    had(laptop, "NS-101", "dana.oleander@mail.example")
    had(laptop, "NS-102", "eoleander")
    had(laptop, "NS-103", "S-2999")
    assert "none was found" in do(laptop)
    enrol(laptop.office, people=[
        leaver("1001", "Hal", "Oleander"),
        leaver("1002", "Ida", "Oleander"),
        leaver("gil.oleander", "Gil", "Oleander"),
    ])  # fmt: skip
    had(laptop, "NS-103", "gil.oleander")
    assert "none was found" in do(laptop)
    first, second = who_had(laptop, "NS-101")[-1], who_had(laptop, "NS-102")[-1]
    number, third = who_had(laptop, "NS-103")[-2:]
    assert number == "S-2999"
    assert all(one and one.startswith(f"{PURGED} number ") for one in (first, second, third))
    assert len({first, second, third}) == 3
    assert b"leander" not in laptop.path.read_bytes().lower()


def test_who_purged_may_be_purged_a_year_later(laptop: Laptop) -> None:
    """The purge that they did is changed, and what it said is said by the next one."""
    ada = Operator("Ada Oleander")
    typed = note(laptop, "Cleo Wintergreen dropped it")
    path, today = laptop.path, laptop.clock.now().date().isoformat()
    plan = purge.plan(laptop.office, today)
    laptop.office.close()
    with pytest.MonkeyPatch.context() as patched:
        opened = Office.open

        def by_ada(path: Path, clock: FixedClock) -> Office:
            office = opened(path, clock)
            office.operator = ada
            return office

        patched.setattr(Office, "open", by_ada)
        begun = purge.take_out(path, laptop.clock, plan)
        purge_certificate.certify(
            path, laptop.clock, purge_files.finish(path, laptop.clock, begun), path.with_name("c")
        )
    laptop.office = Office.open(path, laptop.clock)
    enrol(laptop.office, people=[leaver("2040", "Ada", "Oleander")])
    laptop.clock.advance(86_400)
    assert "none was found" in do(laptop)
    purges = [one for one in events.everything(laptop.office.database) if one.kind == Kind.PURGE]
    assert [one.actor for one in purges] == [PURGED, "champion"]
    event = events.by_id(laptop.office.database, typed)
    assert event
    assert (event.body["note"], purges[1].body["redacted"][typed]) == (PURGED, digest(event))


def test_a_copy_that_does_not_pass_its_check_is_told_as_such(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not as a backup that somebody should use another of; all is as it was."""
    note(laptop, "Cleo Wintergreen dropped it")
    monkeypatch.setattr(purge_copy, "_pieces", lambda pairs: [])
    with pytest.raises(StoreRefused, match=r"Nobody was purged.*the copy without names did not"):
        do(laptop)
    assert register.person(laptop.office.database, "2003")


def test_the_purge_goes_along_where_what_it_changed_is_shared_again(
    laptop: Laptop, tmp_path: Path
) -> None:
    """The bundles from before were deleted, as the certificate says; the one with it is there."""
    stick = tmp_path / "stick"
    stick.mkdir()
    note(laptop, "Cleo Wintergreen dropped it")
    laptop.share(stick)
    old = [one for one in stick.rglob("*.bundle") if one.is_file()]
    do(laptop)
    laptop.share(stick)
    for one in old:
        one.unlink()
    assert laptop.share(stick).refused == ()
    with closing(Office.create(tmp_path / "other.db", FixedClock())) as other:
        other.change_setting("site", laptop.office.policy.site)
        two = Laptop(other, FixedClock())
        shared = two.share(stick)
        assert shared.refused == ()
        assert laptop.ids() <= two.ids()
        assert upkeep.check(other).findings == ()


@pytest.mark.parametrize("what", ["enrolled again", "a list", "a setting"])
def test_what_another_window_changes_meanwhile_stops_it(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """None of it writes an event."""
    path = laptop.path

    def meanwhile(database: Path) -> None:
        monkeypatch.undo()
        with closing(Office.open(database, laptop.clock)) as other:
            if what == "enrolled again":
                back = register.person(other.database, "2003")
                assert back
                back = replace(back, status=PersonStatus.ENROLLED, left_on="")
                other.write(lambda: register.put_people(other.database, [back]))
            elif what == "a list":
                record = ImportRecord("i1", "people", "a.csv", "0", "own", "2026", *[0] * 6)
                other.write(lambda: imports.log(other.database, record))
            else:
                other.change_setting("school", "South School")

    held = seeding.held

    def held_later(database: Path) -> AbstractContextManager[Database]:
        meanwhile(database)
        return held(database)

    monkeypatch.setattr(seeding, "held", held_later)
    with pytest.raises(StoreRefused, match="Nobody was purged: something was recorded or imported"):
        do(laptop)
    assert laptop.path == path
    assert register.person(laptop.office.database, "2003")


def test_a_window_that_is_writing_is_told(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody was purged, and what to close."""
    monkeypatch.setattr("inventory.store.database.BUSY_MS", 50)
    path, writes, done = laptop.path, threading.Event(), threading.Event()

    def write() -> None:
        with closing(open_database(path)) as other, other.immediate():
            writes.set()
            done.wait()

    other = threading.Thread(target=write)
    other.start()
    try:
        writes.wait()
        with pytest.raises(StoreRefused, match=r"Nobody was purged\. Another program") as refused:
            do(laptop)
        assert "Close Champion in every window" in refused.value.hint
    finally:
        done.set()
        other.join()
    assert register.person(laptop.office.database, "2003")


def test_the_certificate_says_that_open_windows_have_the_old_file(laptop: Laptop) -> None:
    """Until they are closed; nothing is recorded there any more."""
    assert "- windows of Champion that were open meanwhile" in do(laptop)
