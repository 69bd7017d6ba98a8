"""The inspection: a scan says that a device was looked at, and the words after it what is wrong."""

from collections.abc import Iterator

import pytest

from inventory.audit import Scope
from inventory.model import CustodyState, Event, Kind, Mode, Service
from inventory.services import (
    audit_draft,
    audits,
    charges,
    glance,
    inspection,
    service_state,
    upkeep,
)
from inventory.services.office import Office
from inventory.store import loans
from inventory.verdict import Code
from tests.builders import FixedClock
from tests.inventory.services.at_the_table import Morning


@pytest.fixture(autouse=True)
def sound(office: Office) -> Iterator[None]:
    """In the end the file is sound, and says the same when all is worked out anew."""
    yield
    assert upkeep.check(office).findings == ()
    assert upkeep.rebuild(office)


@pytest.fixture
def bagged(out: Morning) -> Morning:
    """Two devices came in a bag, and the inspection begins."""
    out.scan("2001", "NS-101", "2005", "NS-102", "ZZBAG", "NS-101", "NS-102")
    out.scan("ZZCHECK")
    return out


def without_trace(event: Event) -> dict[str, object]:
    """What an event says, but for the scan that it was written for."""
    return {k: said for k, said in event.body.items() if k not in ("scan", "verdict", "mode")}


def left(table: Morning) -> list[str]:
    """The labels that are left to check."""
    found = inspection.left(table.office, 50)
    assert len(found) == inspection.count(table.office).left
    return [one.device for one in found]


def test_a_scan_says_that_a_device_of_a_bag_is_as_usual(bagged: Morning) -> None:
    """The return is amended, the device is ready, and one less is left."""
    assert left(bagged) == ["NS-101", "NS-102", "NS-156"]
    verdict = bagged.scan("NS-101")
    assert (verdict.code, verdict.say, verdict.name) == (
        Code.CHECKED,
        "HP Chromebook 11. Condition B · charger back.",
        "Anaïs Quetzalwood",
    )
    amend, sight, service = bagged.written_by(verdict)
    assert (sight.kind, sight.body["mode"]) == ("sight", "check")
    assert (amend.kind, amend.person, without_trace(amend)) == (
        Kind.AMEND,
        "2001",
        {
            "amends": amend.body["amends"],
            "accessories": {"charger": "returned"},
            "grade": "B",
            "inspected": True,
        },
    )
    assert (service.body["service"], service.body["was"]) == ("READY", "NEEDS_CHECK")
    custody = bagged.custody("NS-101")
    assert (custody.service, custody.state) == (Service.READY, CustodyState.IN_STOCK)
    (loan,) = loans.of_device(bagged.office.database, "NS-101")
    assert (loan.ended_by, loan.accessories) == (amend.body["amends"], {"charger": "returned"})
    assert left(bagged) == ["NS-102", "NS-156"]
    assert inspection.count(bagged.office).done == 1


def test_what_was_not_as_usual_is_said_after_the_scan(bagged: Morning) -> None:
    """With the barcodes of the command sheet; the words add up, and the shape follows."""
    bagged.scan("NS-101")
    said = [bagged.scan(code).say for code in ("ZZCHNONE", "ZZSCREEN", "ZZMISUSE", "ZZGRADED")]
    assert said == [
        "Charger not returned.",
        "Charger not returned, condition C (damaged but works), screen.",
        "Charger not returned, condition C (damaged but works), screen, cause: misuse.",
        "Charger not returned, condition D (does not work), screen, cause: misuse.",
    ]
    assert bagged.custody("NS-101").service is Service.NEEDS_CHECK
    assert left(bagged) == ["NS-102", "NS-156"]
    (loan,) = loans.of_device(bagged.office.database, "NS-101")
    assert loan.accessories == {"charger": "not returned"}


def test_a_second_scan_takes_back_nothing_that_was_said(bagged: Morning) -> None:
    """Not in a minute, and not at another window; the words can go on."""
    bagged.scan("NS-101", "ZZSCREEN", "NS-102", "NS-102")
    for table in (bagged, Morning(bagged.office, bagged.clock, Mode.CHECK)):
        again = table.scan("NS-101")
        assert (again.code, again.say) == (
            Code.ALREADY,
            "HP Chromebook 11. Checked at 09:00: condition C (damaged but works), screen.",
        )
        assert table.custody("NS-101").service is Service.DAMAGED_USABLE
    assert "screen and hinge" in table.scan("ZZHINGE").say


def test_undo_takes_the_whole_check_back_and_a_word_by_itself(bagged: Morning) -> None:
    """Then it is left to check again."""
    bagged.scan("NS-101", "ZZSCREEN", "ZZUNDO")
    assert bagged.custody("NS-101").service is Service.READY
    undone = bagged.scan("ZZUNDO")
    assert undone.say.startswith("No longer “checked”: NS-101, Anaïs Quetzalwood")
    assert bagged.custody("NS-101").service is Service.NEEDS_CHECK
    assert "NS-101" in left(bagged)
    assert inspection.count(bagged.office).done == 0


def test_what_was_said_in_the_line_stands(out: Morning) -> None:
    """An inspection says nothing away: neither the missing charger nor the broken screen."""
    out.scan("2001", "NS-101", "ZZBACK", "NS-101", "ZZCHNONE", "ZZSCREEN", "ZZGRADED", "ZZCHECK")
    verdict = out.scan("NS-101")
    assert (verdict.code, verdict.say) == (
        Code.CHECKED,
        (
            "HP Chromebook 11. As was said before: charger not returned,"
            " condition D (does not work), screen."
        ),
    )
    assert out.custody("NS-101").service is Service.NEEDS_CHECK
    (loan,) = loans.of_device(out.office.database, "NS-101")
    assert loan.accessories == {"charger": "not returned"}
    assert left(out) == ["NS-156"]


def test_a_device_that_was_damaged_before_it_came_in_a_bag_stays_so(out: Morning) -> None:
    """Nobody is charged for what the device had when it went out."""
    note = "the old crack"
    service_state.set_service(out.office, "NS-101", Service.DAMAGED_USABLE, note)
    out.scan("2001", "NS-101", "ZZBAG", "NS-101", "ZZCHECK")
    verdict = out.scan("NS-101")
    assert verdict.say == "HP Chromebook 11. Damaged but usable, as it was before."
    amend = out.written_by(verdict)[0]
    assert "grade" not in amend.body
    assert out.custody("NS-101").service is Service.DAMAGED_USABLE


def test_a_device_that_never_came_back_here_only_gets_its_shape(out: Morning) -> None:
    """There is no return to amend; what is wrong can be said all the same, and once."""
    verdict = out.scan("ZZCHECK", "NS-156")
    assert (verdict.code, [event.kind for event in out.written_by(verdict)]) == (
        Code.CHECKED,
        ["sight", "service"],
    )
    assert out.custody("NS-156").service is Service.READY
    out.scan("ZZGRADED", "NS-101")
    assert out.custody("NS-156").service is Service.NEEDS_CHECK
    assert out.scan("NS-156").code is Code.ALREADY
    assert out.custody("NS-156").service is Service.NEEDS_CHECK
    assert left(out) == []


def test_what_was_said_before_a_repair_is_no_word_on_what_came_home(out: Morning) -> None:
    """The charge of June stands, and the device is ready in August."""
    out.scan("2001", "NS-101", "ZZBACK", "NS-101", "ZZSCREEN", "ZZGRADED")
    service_state.set_service(out.office, "NS-101", Service.IN_REPAIR, "T-1")
    out.scan("ZZBACK", "NS-101", "ZZCHECK")
    assert left(out) == ["NS-101", "NS-156"]
    verdict = out.scan("NS-101")
    assert [event.kind for event in out.written_by(verdict)] == ["sight", "service"]
    assert out.custody("NS-101").service is Service.READY


def test_a_device_in_repair_is_no_case_for_the_inspection(out: Morning) -> None:
    """Unless somebody says why; then the reason is kept."""
    stopped = out.scan("ZZCHECK", "NS-155")
    assert (stopped.code, "F3" in stopped.next) == (Code.IN_REPAIR, True)
    verdict = out.desk.override("it came home")
    assert verdict.code is Code.CHECKED
    (service,) = [one for one in out.written_by(verdict) if one.kind == Kind.SERVICE]
    assert service.body["override"] == [{"code": "in_repair", "reason": "it came home"}]
    assert out.custody("NS-155").service is Service.READY


def test_a_device_that_was_not_taken_back_is_asked_about(out: Morning) -> None:
    """The same code again takes it back, checked; and more can be said of it."""
    out.scan("2001", "NS-101", "ZZCHECK")
    asked = out.scan("NS-101")
    assert (asked.code, asked.say) == (
        Code.NOT_BACK,
        "HP Chromebook 11. By the record it is with Anaïs Quetzalwood, homeroom 204.",
    )
    assert out.custody("NS-101").person == "2001"
    verdict = out.scan("NS-101")
    assert (verdict.code, verdict.say) == (
        Code.CHECKED,
        "HP Chromebook 11. Condition B · charger back. Taken back from Anaïs Quetzalwood.",
    )
    assert out.custody("NS-101").state is CustodyState.IN_STOCK
    out.scan("ZZCHBAD")
    (loan,) = loans.of_device(out.office.database, "NS-101")
    assert loan.accessories == {"charger": "returned faulty"}
    assert out.scan("NS-101").code is Code.ALREADY


def test_a_question_that_is_left_is_parked(out: Morning) -> None:
    """It lies there, and by the record it is out: nobody forgets it."""
    out.scan("2001", "NS-101", "ZZCHECK", "NS-101")
    assert out.scan("NS-156").parked_before
    assert out.custody("NS-101").person == "2001"


def test_a_lost_device_turns_up_at_the_inspection(out: Morning) -> None:
    """Once it resurfaces, twice it is checked."""
    out.scan("2001", "NS-101", "ZZCHECK")
    service_state.set_service(out.office, "NS-101", Service.LOST, "by the student")
    for device in ("NS-151", "NS-101"):
        assert out.scan(device).code is Code.RESURFACED
        assert out.custody(device).service is Service.NEEDS_CHECK
        assert out.custody(device).state is CustodyState.IN_STOCK
        assert out.scan(device).code is Code.CHECKED
        assert out.custody(device).service is Service.READY


@pytest.mark.parametrize("device", ["NS-152", "NS-154"])
def test_what_the_district_has_to_decide_is_not_checked(out: Morning, device: str) -> None:
    """A stolen or retired device is put aside."""
    out.scan("ZZCHECK")
    assert out.scan(device).code is Code.RESURFACED


def test_checked_devices_go_where_the_place_says(bagged: Morning) -> None:
    """A cart is scanned first; words still reach the device."""
    verdict = bagged.scan("Cart 1", "NS-101")
    assert bagged.custody("NS-101").place == "Cart 1"
    assert [event.kind for event in bagged.written_by(verdict)] == [
        "amend",
        "sight",
        "move",
        "service",
    ]
    assert bagged.scan("ZZPORT").code is Code.AMENDED
    assert bagged.scan("NS-101").code is Code.ALREADY


def test_a_card_at_the_inspection_is_only_told(bagged: Morning) -> None:
    """Nobody stands here whose device it would be."""
    assert bagged.scan("2001").code is Code.PERSON
    assert bagged.desk.table.person is None


def test_another_schools_device_stays_the_other_schools(bagged: Morning) -> None:
    """As everywhere."""
    assert bagged.scan("NS-901").code is Code.STRAY


def test_a_person_who_says_that_it_has_to_be_checked_is_heard(bagged: Morning) -> None:
    """After it was checked it can be due once more."""
    bagged.scan("NS-101")
    service_state.set_service(bagged.office, "NS-101", Service.NEEDS_CHECK, "it smells")
    assert "NS-101" in left(bagged)
    assert bagged.scan("NS-101").code is Code.CHECKED
    assert bagged.custody("NS-101").service is Service.READY


def test_the_list_says_bag_and_whose_it_was(office: Office, clock: FixedClock) -> None:
    """Bag by bag, and what was handed over last."""
    table = Morning(office, clock)
    table.scan("2001", "NS-101", "ZZBAG", "NS-101", "NS-110")
    told = [(one.device, one.bag, one.person) for one in inspection.left(office, 50)]
    assert told == [
        ("NS-101", "204", "Anaïs Quetzalwood"),
        ("NS-110", "204", "Bayo Zephyrine"),
        ("NS-156", "", ""),
    ]


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["ZZCHNONE"],
        ["ZZCHBAD", "ZZSCREEN", "ZZHINGE", "ZZMISUSE"],
        ["ZZGRADED"],
        ["ZZKEYS", "ZZGRADEX"],
        ["ZZSCREEN", "ZZGRADEA"],
    ],
)
def test_a_look_at_it_changes_no_charge(out: Morning, words: list[str]) -> None:
    """What was said in the line is charged for once, before the inspection and after it."""
    out.scan("2001", "NS-101", "ZZBACK", "NS-101", *words)
    days = charges.period(out.office)
    before = charges.charges(out.office, days)
    out.scan("ZZCHECK", "NS-101", "NS-102", "NS-101")
    assert charges.charges(out.office, days) == before
    assert bool(before) == (bool(words) and words[-1] != "ZZGRADEA")


def test_a_look_counts_in_an_open_audit(bagged: Morning) -> None:
    """It was seen by somebody, as at any table; nothing else of the audit changes."""
    audit = audits.open_audit(bagged.office, audit_draft.draft(bagged.office, Scope()))
    bagged.scan("NS-101", "NS-156")
    assert glance.audit_count(bagged.office, audit).results["VERIFIED"] == 2
