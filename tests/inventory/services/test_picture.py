"""What Home says of the school, and that it is what the lists have."""

from datetime import datetime, timedelta

import pytest

from inventory.model import Draft, Kind, Mode, Service
from inventory.rules.commands import Command
from inventory.services import glance, picture, reports
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.services.picture import GROUPS, WANTING, Bar, ListName, PeopleList, Within
from inventory.store.lists import PersonLine
from tests.builders import DEVICES, FixedClock, a_device, a_person, enrol

ANAIS, BAYO, ESME, NEW = "2001", "2002", "2005", "3001"
DAY = 24 * 3600.0


def record(office: Office, *drafts: Draft) -> None:
    """Write these as one group."""
    with office.database.immediate():
        office.record(drafts, office.new_id())


def scan(office: Office, mode: Mode, *codes: str) -> None:
    """Scan them one after the other, a few seconds apart."""
    desk = Desk(office, mode)
    for number, code in enumerate(codes):
        desk.scan(code, 10.0 * number)


def test_every_device_that_is_kept_is_in_exactly_one_group(office: Office) -> None:
    """Whatever its custody and its service are; what is retired is in none."""
    states = ("IN_STOCK", "WITH_PERSON", "IN_PLACE", "WITH_DISTRICT", "IN_TRANSIT", "UNKNOWN")
    pairs = [(state, service) for state in states for service in Service]
    names = [f"X-{number:02}" for number in range(len(pairs))]
    enrol(office, [a_device(name) for name in names])
    for name, (state, service) in zip(names, pairs, strict=True):
        office.database.conn.execute(
            "UPDATE custody SET state = ?, service = ?, person = ? WHERE device = ?",
            (state, service.value, ANAIS if state == "WITH_PERSON" else None, name),
        )
    counts = picture.picture(office).counts
    assert sum(counts[name] for name in GROUPS) == counts[ListName.KEPT]
    assert counts[ListName.KEPT] == len(DEVICES) - 1 + len(states) * (len(Service) - 1)
    keys = [key for name in GROUPS for key in reports.device_keys(office, name)]
    assert len(keys) == len(set(keys)) == counts[ListName.KEPT]


def test_each_number_is_that_of_its_list(office: Office) -> None:
    """After a morning with hand-outs and a return."""
    scan(office, Mode.OUT, ANAIS, "NS-101", ESME, "NS-102", "Cart 1", "NS-103")
    scan(office, Mode.BACK, "NS-102")
    seen = picture.picture(office)
    today = (ListName.OUT_TODAY, ListName.BACK_TODAY)
    for name in (ListName.KEPT, *GROUPS, *WANTING, *today):
        assert seen.counts[name] == reports.list_count(office, name), name
    assert (seen.counts[today[0]], seen.counts[today[1]]) == (3, 1)
    assert seen.people == reports.list_count(office, PeopleList.ENROLLED)


def test_what_was_undone_was_not_done_today(office: Office) -> None:
    """Neither counted nor listed."""
    desk = Desk(office, Mode.OUT)
    desk.scan(ANAIS, 0.0)
    desk.scan("NS-101", 1.0)
    assert picture.picture(office).counts[ListName.OUT_TODAY] == 1
    desk.scan(Command.UNDO.value, 20.0)
    assert picture.picture(office).counts[ListName.OUT_TODAY] == 0
    assert list(reports.device_keys(office, ListName.OUT_TODAY)) == []


def test_yesterday_is_another_day(office: Office, clock: FixedClock) -> None:
    """What was handed out then is out, and no work of today."""
    scan(office, Mode.OUT, ANAIS, "NS-101")
    clock.advance(DAY)
    seen = picture.picture(office)
    assert seen.counts[ListName.OUT_TODAY] == 0
    assert seen.morning.minutes == ()


def test_the_homeroom_with_the_longest_way_to_go_comes_first(office: Office) -> None:
    """By the part of its students who have a device; the list behind a bar has who is left."""
    enrol(office, people=[a_person(f"30{at:02}", homeroom="210") for at in range(3)])
    scan(office, Mode.OUT, ANAIS, "NS-101", BAYO, "NS-102")
    seen = picture.picture(office)
    assert [(bar.name, bar.people, bar.to_go) for bar in seen.homerooms] == [
        ("210", 4, 3), ("204", 2, 1),
    ]  # fmt: skip
    for bar in seen.homerooms:
        within = Within(homeroom=bar.name)
        listed = reports.person_keys(office, PeopleList.TO_GO, within=within)
        assert len(listed) == bar.to_go
        out = reports.device_keys(office, ListName.STILL_OUT, within=within)
        assert len(out) == bar.still_out
    assert seen.left == sum(bar.to_go for bar in seen.grades)


@pytest.mark.parametrize(
    ("out", "back", "due_in", "direction"),
    [
        (1, 0, None, "out"),
        (0, 1, None, "back"),
        (0, 0, None, "out"),
        (0, 0, 14, "back"),
        (0, 0, 15, "out"),
        (0, 0, -3, "back"),
        (2, 1, 0, "out"),
    ],
)
def test_the_day_is_about_what_is_done_on_it(
    office: Office, clock: FixedClock, out: int, back: int, due_in: int | None, direction: str
) -> None:
    """On a quiet day it is about returns where devices are due within two weeks."""
    scan(office, Mode.OUT, ANAIS, "NS-101", BAYO, "NS-102")
    clock.advance(DAY)
    if due_in is not None:
        due = clock.now().date() + timedelta(days=due_in)
        office.change_setting("due_back", due.isoformat())
    scan(office, Mode.OUT, *("Cart 1", "NS-103", "NS-156")[: out + 1 if out else 0])
    scan(office, Mode.BACK, *("NS-101",)[:back])
    assert picture.picture(office).direction == direction


def test_returns_are_counted_in_devices_that_work(office: Office) -> None:
    """What is lost does not come back to the table."""
    scan(office, Mode.OUT, ANAIS, "NS-101", BAYO, "NS-102")
    record(office, Draft(Kind.SERVICE, device="NS-101", body={"service": "LOST"}))
    bars = {bar.name: bar.still_out for bar in picture.picture(office).homerooms}
    assert bars == {"204": 0, "210": reports.list_count(office, ListName.STILL_OUT)}


def test_days_decide_what_is_out_too_long_and_not_seen(office: Office, clock: FixedClock) -> None:
    """By the settings, to the day."""
    scan(office, Mode.OUT, ANAIS, "NS-101")
    office.change_setting("out_days", "10")
    office.change_setting("unseen_days", "20")
    found = []
    for days in (10, 1, 9, 1):
        clock.advance(days * DAY)
        counts = picture.picture(office).counts
        found.append((counts[ListName.OUT_LONG], counts[ListName.UNSEEN]))
    assert found == [(0, 0), (1, 0), (1, 0), (1, 1)]


def test_what_nobody_has_seen_counts_from_the_first_list_on(
    office: Office, clock: FixedClock
) -> None:
    """A school that begins today has nothing that it should look for."""
    columns = ", ".join("?" * 12)
    office.database.conn.execute(
        f"INSERT INTO import_log VALUES ({columns})",
        ("i", "devices", "f", "s", "p", clock.now().isoformat(), *(0,) * 6),
    )
    assert picture.picture(office).counts[ListName.UNSEEN] == 0
    clock.advance(181 * DAY)
    assert picture.picture(office).counts[ListName.UNSEEN] > 5


def test_a_share_is_of_people() -> None:
    """Of returns it is of devices: who never had one has none to bring."""
    assert Bar("", 4, 1, 3).have_one == (3, 4)
    assert Bar("", 40, 33, 3, back=4).returned == (4, 7)


def test_what_came_back_is_counted_against_what_was_out(office: Office, clock: FixedClock) -> None:
    """A lost device is not waited for; who had none does not count."""
    enrol(office, people=[a_person(NEW)])
    scan(office, Mode.OUT, ANAIS, "NS-101", NEW, "NS-102")
    record(office, Draft(Kind.SERVICE, device="NS-102", body={"service": "LOST"}))
    clock.advance(DAY)
    scan(office, Mode.BACK, "NS-101")
    bars = {bar.name: bar.returned for bar in picture.picture(office).homerooms}
    assert bars["204"] == (1, 1)
    waited_for = reports.list_count(office, ListName.STILL_OUT)
    assert sum(of for _, of in bars.values()) == waited_for + 1


def test_the_pace_is_that_of_those_who_are_left_to_come(office: Office) -> None:
    """A second device for one student and a cart's devices bring nobody less to the line."""
    enrol(office, people=[a_person(NEW)])
    scan(office, Mode.OUT, ANAIS, "NS-101", NEW, "NS-102", "Cart 1", "NS-103", "NS-156")
    assert sum(picture.picture(office).morning.minutes) == 2
    scan(office, Mode.BACK, "NS-101", "NS-103", "NS-156", "NS-102")
    office.change_setting("due_back", "2026-11-21")
    seen = picture.picture(office)
    assert (seen.direction, seen.counts[ListName.BACK_TODAY]) == ("back", 4)
    assert sum(seen.morning.minutes) == 2


@pytest.mark.parametrize("when", ["9999-12-31T23:59:00-12:00", "2027-03-01T09:00:00+00:00"])
def test_an_event_of_a_clock_that_is_far_ahead_is_not_of_today(office: Office, when: str) -> None:
    """And none that no clock can show ends the start of the app."""
    enrol(office, people=[a_person(NEW)])
    scan(office, Mode.OUT, ANAIS, "NS-101", NEW, "NS-102")
    conn = office.database.conn
    guards = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'"
    for (name,) in conn.execute(guards).fetchall():
        conn.execute(f"DROP TRIGGER {name}")
    conn.execute(
        "UPDATE event SET wall_time = ? WHERE kind = 'issue' AND device = 'NS-102'", (when,)
    )
    seen = picture.picture(office)
    assert (seen.counts[ListName.OUT_TODAY], sum(seen.morning.minutes)) == (1, 1)
    assert picture._moments([when, "not a time"]) in ([], [datetime.fromisoformat(when)])


def test_what_nobody_knows_is_not_ready(office: Office) -> None:
    """It is a group of its own."""
    before = picture.picture(office).counts[ListName.READY]
    office.database.conn.execute("UPDATE custody SET state = 'UNKNOWN' WHERE device = 'NS-101'")
    counts = picture.picture(office).counts
    assert (counts[ListName.NOWHERE], counts[ListName.READY]) == (1, before - 1)


def test_a_new_delivery_is_not_missed_at_once(office: Office, clock: FixedClock) -> None:
    """A device that nobody has seen counts from the list with which it came in."""
    known = office.database.value("SELECT max(position) FROM device")
    for number, new in ((1, known), (2, 1)):
        office.database.conn.execute(
            f"INSERT INTO import_log VALUES ({', '.join('?' * 12)})",
            (f"i{number}", "devices", "f", "s", "p", clock.now().isoformat(), new, new, *(0,) * 4),
        )
        clock.advance(181 * DAY)
    before = picture.picture(office).counts[ListName.UNSEEN]
    enrol(office, [a_device("NS-999")])
    assert before > 5
    assert picture.picture(office).counts[ListName.UNSEEN] == before + 1
    office.database.conn.execute(
        "UPDATE import_log SET at = ? WHERE import_id = 'i2'", (clock.now().isoformat(),)
    )
    assert picture.picture(office).counts[ListName.UNSEEN] == before


def test_the_mark_changes_with_what_is_written_and_with_the_minute(
    office: Office, clock: FixedClock
) -> None:
    """And not by reading."""
    before = picture.mark(office)
    picture.picture(office)
    picture.ahead(office)
    assert picture.mark(office) == before
    scan(office, Mode.OUT, ANAIS)
    after = picture.mark(office)
    assert after != before
    clock.advance(60)
    assert picture.mark(office) != after


def test_whom_the_roster_has_no_more_nobody_waits_for(office: Office) -> None:
    """An import that drops somebody leaves their status; they count as those do who left.

    What they have is to be fetched, and is on that list alone.
    """
    scan(office, Mode.OUT, ANAIS, "NS-101")
    (to_go,) = (one.person for one in _to_go(office))
    before = picture.picture(office)
    assert before.grades == (Bar("7", 3, 1, 2),)
    before_to_go = glance.tally(office, Kind.RETURN).to_go
    office.database.conn.execute(
        "UPDATE person SET listed = 0 WHERE person_id IN (?, ?)", (ANAIS, to_go)
    )
    seen = picture.picture(office)
    assert (seen.people, seen.grades) == (before.people - 2, (Bar("7", 1, 0, 1),))
    devices = (ListName.LEFT, ListName.STILL_OUT)
    assert [reports.list_count(office, which) for which in devices] == [1, 1]
    for which in (PeopleList.ENROLLED, PeopleList.WITHOUT):
        lines = reports.person_lines(office, reports.person_keys(office, which))
        assert {ANAIS, to_go}.isdisjoint(one.person for one in lines)
    assert glance.tally(office, Kind.RETURN).to_go == before_to_go - 1


def _to_go(office: Office) -> list[PersonLine]:
    return reports.person_lines(office, reports.person_keys(office, PeopleList.TO_GO))


@pytest.mark.parametrize("listed", [0, 1])
@pytest.mark.parametrize("status", ["ENROLLED", "LEFT", "UNKNOWN"])
def test_nobody_is_waited_for_and_gone_as_well(office: Office, status: str, listed: int) -> None:
    """A device that is with a student waits for them or has to be fetched, never both."""
    office.database.conn.execute("UPDATE person SET status = ?, listed = ?", (status, listed))
    both = (ListName.LEFT, ListName.STILL_OUT)
    keys = [key for which in both for key in reports.device_keys(office, which)]
    assert len(keys) == len(set(keys)) == (status != "UNKNOWN" or not listed)
