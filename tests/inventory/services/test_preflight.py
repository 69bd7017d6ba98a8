"""Before the day: each line says what is there, and how much it matters that something is not."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from inventory.audit import AuditState
from inventory.model import CameBack, Draft, Kind, Mode, Service
from inventory.rules.before import Level, What
from inventory.rules.commands import Command
from inventory.services import (
    export_log,
    glance,
    inspection,
    preflight,
    service_state,
)
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.store import imports
from inventory.store.imports import ImportRecord
from tests.builders import CountedEntropy, FixedClock, a_device, a_person, enrol
from tests.inventory.services.before import looked_at, said
from tests.inventory.services.swapping import DEVICES, STUDENTS, Class

OK, NOTE, WARN, BAD = Level.OK, Level.NOTE, Level.WARN, Level.BAD


@pytest.fixture
def empty(clock: FixedClock) -> Office:
    """A laptop on which nothing was done yet."""
    return Office.in_memory(clock, CountedEntropy())


@pytest.fixture
def four(empty: Office) -> Office:
    """Four students, and three Chromebooks in stock."""
    enrol(
        empty,
        [a_device(f"NS-{number}") for number in (101, 102, 103)],
        [a_person(f"200{number}", grade=str(6 + number % 2)) for number in range(4)],
    )
    return empty


def hand_out(office: Office, device: str, person: str) -> None:
    """As at the table."""
    body = {"accessories": {"charger": "given"}}
    record(office, Draft(Kind.ISSUE, device=device, person=person, body=body))


def record(office: Office, *drafts: Draft) -> str:
    """Write events; the id of the last."""
    return office.write(lambda: office.record(drafts, office.new_id()))[-1].event_id


def imported(office: Office, kind: str, days_ago: int) -> None:
    """A list was imported some days ago."""
    at = office.clock.now() - timedelta(days=days_ago)
    entry = ImportRecord(office.new_id(), kind, "a.csv", "0" * 64, "ours", at.isoformat(), 655,
                         1, 2, 3, 4, 0)  # fmt: skip
    with office.database.immediate():
        imports.log(office.database, entry)


def test_an_empty_laptop_would_stop_the_line(empty: Office) -> None:
    """Without lists nobody and nothing is known."""
    assert said(empty, What.ROSTER) == (BAD, "no list was imported yet")
    assert said(empty, What.LIST) == (BAD, "no list was imported yet")
    assert said(empty, What.STOCK) == (BAD, "no device of this school is ready")
    assert not {What.LAID_OUT, What.ACCESSORIES} & set(looked_at(empty))


@pytest.mark.parametrize(("days", "level"), [(0, OK), (30, OK), (31, WARN), (400, WARN)])
def test_an_old_list_is_worth_a_new_one(empty: Office, days: int, level: Level) -> None:
    """From a month on; the newest import counts."""
    imported(empty, "people", 500)
    imported(empty, "people", days)
    assert said(empty, What.ROSTER)[0] is level
    assert said(empty, What.ROSTER)[1].startswith("655 people, imported ")


def test_a_list_says_its_day_or_how_long_ago_it_was(empty: Office) -> None:
    """Not both: a line has to fit on the smallest screen."""
    imported(empty, "people", 1)
    imported(empty, "devices", 400)
    assert said(empty, What.ROSTER)[1] == "655 people, imported on 20 November"
    assert said(empty, What.LIST)[1] == "655 devices, imported 400 days ago"


def test_too_few_devices_stop_a_hand_out(four: Office) -> None:
    """While most have none; later in the year it is only to be seen to."""
    few = "3 Chromebooks ready, 4 students without one"
    assert said(four, What.STOCK) == (BAD, few)
    assert looked_at(four)[What.STOCK].hint.startswith("1 short: ")
    hand_out(four, "NS-101", "2000")
    hand_out(four, "NS-102", "2001")
    service_state.set_service(four, "NS-103", Service.NEEDS_CHECK)
    assert said(four, What.STOCK) == (WARN, "0 Chromebooks ready, 2 students without one")
    assert said(four, What.TO_CHECK) == (WARN, "1 device in stock has to be checked")


def test_what_is_to_be_checked_says_how_many_of_it_inspect_has(four: Office) -> None:
    """What does not work is no more to be looked at there; it is to be checked all the same."""
    for device in ("NS-101", "NS-102"):
        service_state.set_service(four, device, Service.NEEDS_CHECK)
    hint = "Until somebody looked at them they are not counted as ready."
    assert inspection.count(four).left == 2
    assert looked_at(four)[What.TO_CHECK].hint == hint
    desk = Desk(four, Mode.CHECK)
    desk.scan("NS-101")
    desk.command(Command.GRADE_D)
    assert inspection.count(four).left == 1
    assert said(four, What.TO_CHECK)[1] == "2 devices in stock have to be checked"
    assert looked_at(four)[What.TO_CHECK].hint == (
        f"{hint} Inspect has 1 of them left: the others don't work, or the district decides."
    )


def test_only_students_who_may_have_one_are_counted(four: Office) -> None:
    """By grade, kind, and what stands against somebody; other schools' devices are not ours."""
    enrol(
        four,
        [a_device("NS-104", site="SOUTH"), a_device("NS-105", service=Service.LOST)],
        [
            a_person("3001", block="Form is missing"),
            a_person("3002", kind="staff", grade=""),
        ],
    )
    four.change_setting("site", "north")
    assert said(four, What.STOCK)[1] == "3 Chromebooks ready, 4 students without one"
    assert "1 more student can't have one yet" in looked_at(four)[What.STOCK].hint
    four.change_setting("take_home_grades", "7")
    assert said(four, What.STOCK) == (OK, "3 Chromebooks ready, 2 students without one")
    four.change_setting("eligible", "staff")
    assert said(four, What.STOCK) == (WARN, "3 Chromebooks ready; no student is counted here")
    assert What.LAID_OUT not in looked_at(four)


def test_where_no_device_is_of_this_school_the_line_would_stop(empty: Office) -> None:
    """A wrong code of the school hides every device; the hint names the setting."""
    enrol(empty, [a_device("NS-101", site="NORTH")], [a_person("2000")])
    empty.change_setting("site", "NORHT")
    assert said(empty, What.STOCK) == (BAD, "no device of this school is ready")
    assert "“site” is NORHT" in looked_at(empty)[What.STOCK].hint


def test_where_anybody_may_have_many_of_everything_all_kinds_count(four: Office) -> None:
    """A line that is left out is nobody's ✓."""
    four.change_setting("limit", "many")
    assert said(four, What.STOCK) == (BAD, "3 Chromebooks ready, 4 students without one")


def test_students_who_are_blocked_are_without_one_too(four: Office) -> None:
    """Nothing is well while nobody can be handed anything, or nobody is counted at all."""
    people = [a_person(f"200{number}", block="Form is missing") for number in range(4)]
    enrol(four, [], people)
    none = "4 students without one can't have one yet"
    assert said(four, What.STOCK) == (BAD, f"3 Chromebooks ready; {none}")
    assert "Something stands against it" in looked_at(four)[What.STOCK].hint
    enrol(four, [a_device("NS-104")], [])
    assert said(four, What.STOCK) == (WARN, f"4 Chromebooks ready; {none}")
    enrol(four, [], [a_person(f"200{number}", kind="pupil") for number in range(4)])
    assert said(four, What.STOCK) == (WARN, "4 Chromebooks ready; no student is counted here")


def test_the_kind_that_most_devices_are_of_is_the_one_that_counts(four: Office) -> None:
    """Others are told beside it; what anybody may have many of is not."""
    hotspots = [a_device("NS-201", category="Hotspot"), a_device("NS-202", category="hotspot")]
    chargers = [a_device(f"NS-30{n}", category="Charger") for n in range(9)]
    enrol(four, [*hotspots, *chargers], [])
    assert said(four, What.STOCK)[1].startswith("3 Chromebooks ready")
    assert said(four, What.OTHERS) == (NOTE, "2 Hotspots ready in stock")


def test_what_goes_with_the_devices_is_told_with_what_did_not_come_back(four: Office) -> None:
    """Nobody counts what is in the box: it is worth knowing, never right or wrong."""
    assert said(four, What.ACCESSORIES) == (NOTE, "4 chargers go out with them")
    for number, how in (
        ("101", CameBack.NOT),
        ("102", CameBack.FAULTY),
        ("103", CameBack.RETURNED),
    ):
        hand_out(four, f"NS-{number}", "2000")
        body = {"received_from": "2000", "accessories": {"charger": how.value}}
        record(four, Draft(Kind.RETURN, device=f"NS-{number}", person="2000", body=body))
    one = looked_at(four)[What.ACCESSORIES]
    assert one.say == "4 chargers go out with them; not all came back"
    assert one.hint.startswith("In the last year: 1 charger not returned and 1 charger returned")
    four.change_setting("accessories", "Tablet=case")
    assert What.ACCESSORIES not in looked_at(four)


def test_devices_that_are_laid_out_are_held_against_the_students(four: Office) -> None:
    """Only what is ready and meant for somebody without one counts."""
    assert said(four, What.LAID_OUT) == (NOTE, "nothing is laid out")
    record(four, Draft(Kind.ASSIGN, device="NS-101", person="2000"))
    assert said(four, What.LAID_OUT) == (WARN, "for 1 of 4 students without a device")
    record(four, *(Draft(Kind.ASSIGN, device=f"NS-10{n}", person=f"200{n}") for n in (2, 3)))
    hand_out(four, "NS-101", "2001")
    assert said(four, What.LAID_OUT) == (WARN, "for 2 of 3 students without a device")
    enrol(four, [a_device("NS-104")], [])
    record(four, Draft(Kind.ASSIGN, device="NS-104", person="2000"))
    assert said(four, What.LAID_OUT) == (OK, "for 3 of 3 students without a device")


def test_labels_inbox_and_audit_say_how_they_stand(office: Office, clock: FixedClock) -> None:
    """From what was printed here, what waits, and the quarters of the settings."""
    assert said(office, What.LABELS) == (NOTE, "none were printed from here yet")
    export_log.log(office, "labels", Path("cards.pdf"), 12)
    assert said(office, What.LABELS) == (OK, "printed last at 09:00")
    assert said(office, What.INBOX) == (OK, "nothing waits")
    body = {"claim": "P-01", "code": "unlisted", "scan": "X", "mode": "back"}
    record(office, Draft(Kind.PARK, body=body))
    assert said(office, What.INBOX) == (WARN, "1 waits for a decision")
    assert said(office, What.AUDIT) == (OK, "2026-Q4 is due 15 December")
    clock.advance(86_400 * 15)
    assert said(office, What.AUDIT)[0] is NOTE


@pytest.mark.parametrize(
    ("due", "told"),
    [
        ("2026-12-15", (NOTE, "2026-Q4 is not handed in yet, due 15 December")),
        ("2026-10-15", (WARN, "2026-Q4 is signed, was due 15 October")),
    ],
)
def test_a_signed_audit_has_to_be_handed_in_by_its_day(
    office: Office, monkeypatch: pytest.MonkeyPatch, due: str, told: tuple[Level, str]
) -> None:
    """A signature alone is nothing that IT has."""
    signed = glance.NextAudit("2026-Q4", date.fromisoformat(due), AuditState.SIGNED)
    monkeypatch.setattr(glance, "next_audit", lambda _: signed)
    assert said(office, What.AUDIT) == told


def test_a_swap_waits_in_the_inbox_too() -> None:
    """Two students showed each other's."""
    room = Class()
    room.shows(STUDENTS[0], DEVICES[1])
    room.shows(STUDENTS[1], DEVICES[0])
    assert said(room.office, What.INBOX) == (WARN, "1 waits for a decision")


def test_looking_writes_nothing(office: Office) -> None:
    """However often."""
    before = office.database.conn.total_changes
    preflight.look(office)
    assert office.database.conn.total_changes == before
