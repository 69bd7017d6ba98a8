"""Who gets what is scanned next: a person, a place, nobody yet, somebody unknown."""

import pytest

from inventory.model import Mode, PersonStatus
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.services.table import Table
from inventory.store import parked, register
from inventory.verdict import Code
from tests.builders import FixedClock
from tests.inventory.services.at_the_table import Morning


def test_next_clears_the_table(out: Morning) -> None:
    """What is scanned next belongs to nobody yet."""
    out.scan("2001", "ZZNEXT")
    assert (out.desk.table, out.scan("NS-101").code) == (Table(Mode.OUT), Code.HELD)


def test_held_devices_go_to_the_next_person(out: Morning) -> None:
    """In the order in which they were scanned, each once."""
    out.scan("NS-101", "NS-201", "NS-101")
    verdict = out.scan("2001")
    assert (verdict.code, verdict.subject, out.short(verdict)) == (
        Code.ISSUED,
        "NS-201 and NS-101",
        [("issue", "NS-201", "2001"), ("issue", "NS-101", "2001")],
    )


def test_a_held_device_is_never_issued_to_the_person_before(out: Morning) -> None:
    """NEXT stands between the two."""
    out.scan("2001", "ZZNEXT", "NS-101", "2002")
    assert out.custody("NS-101").person is None
    assert out.scan("NS-101").code is Code.SWAPPED


def test_of_several_held_devices_the_worst_outcome_is_shown(out: Morning) -> None:
    """One goes out, the other needs an answer; both are written under the one scan."""
    out.scan("NS-201", "NS-110")
    verdict = out.scan("2001")
    assert (verdict.code, out.short(verdict)) == (
        Code.OUT_TO_OTHER,
        [("issue", "NS-201", "2001"), ("note", "NS-110", "2001")],
    )


def test_a_question_stops_what_is_held_and_the_rest_waits_for_its_answer(out: Morning) -> None:
    """Both are somebody else's, and the third is free: each is asked about, none is forgotten."""
    out.scan("NS-110", "NS-101", "NS-201")
    asked = out.scan("2001")
    assert (asked.code, asked.subject, out.short(asked)) == (
        Code.OUT_TO_OTHER, "NS-110", [("note", "NS-110", "2001")],
    )  # fmt: skip
    assert asked.say.endswith("NS-101 and NS-201 wait for the answer.")
    given = out.scan("NS-110")
    assert (given.code, given.subject) == (Code.HAS_ONE, "NS-101")
    assert given.say.endswith("Handed out: NS-110. NS-201 waits for the answer.")
    verdict = out.scan("ZZNO")
    assert (verdict.code, verdict.say) == (
        Code.DECLINED, "Nothing was changed. Handed out: NS-201.",
    )  # fmt: skip
    assert [out.custody(tag).person for tag in ("NS-110", "NS-101", "NS-201")] == [
        "2001", None, "2001",
    ]  # fmt: skip
    assert parked.count(out.office.database) == 0


def test_the_next_device_goes_out_first_and_then_what_waits(out: Morning) -> None:
    """It is for the same person; what waited and is scanned itself is decided once."""
    out.scan("NS-110", "NS-201", "NS-102", "2001")
    verdict = out.scan("NS-102")
    assert (verdict.subject, verdict.code) == ("NS-102 and NS-201", Code.ISSUED)
    assert [(kind, device) for kind, device, _ in out.short(verdict) if kind == "issue"] == [
        ("issue", "NS-102"), ("issue", "NS-201"),
    ]  # fmt: skip
    assert out.desk.table.held == ()
    assert verdict.parked_before == "P-01"


@pytest.mark.parametrize("next_one", ["2002", "2999", "ZZNEXT", "02002"])
def test_what_waits_for_an_answer_never_goes_to_the_next_student(
    out: Morning, next_one: str
) -> None:
    """It was scanned for the one before: it is parked, beside the question."""
    out.scan("NS-110", "NS-101", "2001", next_one, "2002")
    assert out.custody("NS-101").person is None
    assert {one.device for one in parked.waiting(out.office.database)} >= {"NS-110", "NS-101"}
    assert out.desk.table.held == ()


def test_undo_drops_the_question_and_then_what_waits_for_it(out: Morning) -> None:
    """The last one first, and what went out before the question is undone with its card."""
    out.scan("NS-110", "NS-101", "2001")
    assert out.scan("ZZUNDO").say == "The question about NS-110 is dropped. Nothing was changed."
    assert "NS-101 waits for nobody any more." in out.scan("ZZUNDO").say
    out.scan("ZZNEXT", "NS-201", "NS-110", "NS-101", "2001")
    assert out.scan("ZZUNDO").say.startswith("No longer “handed out”: NS-201")
    assert [one.device for one in out.desk.table.held] == ["NS-101"]


def test_of_several_stopped_devices_each_is_named(out: Morning) -> None:
    """A stop needs no answer: the rest goes on."""
    out.scan("NS-101", "NS-201", "NS-110")
    sql = "UPDATE custody SET service = 'IN_REPAIR' WHERE device = 'NS-101'"
    out.office.database.conn.execute(sql)
    verdict = out.scan("2001")
    assert verdict.code is Code.OUT_TO_OTHER
    assert verdict.say.endswith("Handed out: NS-201. Not handed out: NS-101.")


def test_devices_after_a_place_go_there_until_a_person_comes(out: Morning) -> None:
    """A cart takes any number; the student after it gets only what is scanned then."""
    out.scan("Cart 1", "NS-101", "NS-102", "2001", "NS-103")
    assert [out.custody(tag).place for tag in ("NS-101", "NS-102", "NS-103")] == [
        "Cart 1",
        "Cart 1",
        None,
    ]


def test_an_unknown_person_is_entered_by_hand_and_gets_a_device(out: Morning) -> None:
    """The claim is settled, the name is in the register and not in the journal."""
    out.scan("2999")
    verdict = out.desk.enter_person(" Ottoline  Marchbanks ")
    out.scan("NS-101")
    known = register.person(out.office.database, "2999")
    assert known is not None
    assert (known.name, known.status, verdict.code) == (
        "Ottoline  Marchbanks",
        PersonStatus.UNKNOWN,
        Code.PERSON,
    )
    assert [event.kind for event in out.written_by(verdict)] == ["stub", "settle", "note"]
    assert (parked.count(out.office.database), out.custody("NS-101").person) == (0, "2999")


@pytest.mark.parametrize(
    ("codes", "name", "say"),
    [
        (["2999"], " ", "A name is needed."),
        (["2001"], "Ottoline", "Nobody is unknown here."),
        (["2999", "NS-101"], "Ottoline", "Nobody is unknown here."),
    ],
)
def test_entering_a_person_needs_an_unknown_one_and_a_name(
    out: Morning, codes: list[str], name: str, say: str
) -> None:
    """A name that was typed too late goes to nobody."""
    out.scan(*codes)
    verdict = out.desk.enter_person(name)
    assert (verdict.code, verdict.say) == (Code.NOTHING_TO_CONFIRM, say)


@pytest.mark.parametrize("place", [None, "Cart 1"])
def test_after_an_unknown_card_nothing_goes_to_who_stood_there_before(
    out: Morning, place: str | None
) -> None:
    """It may be the next student's: a device waits, whether a student or a cart came before."""
    out.scan(place or "2001", "2999")
    verdict = out.scan("NS-101")
    assert (verdict.code, out.desk.table.person, out.desk.table.place) == (Code.HELD, None, None)


@pytest.mark.parametrize(
    ("mode", "codes", "code"),
    [
        (Mode.OUT, ["7654321"], Code.UNKNOWN_PERSON),
        (Mode.OUT, ["2001", "7654321"], Code.UNLISTED),
        (Mode.OUT, ["Cart 1", "7654321"], Code.UNLISTED),
        (Mode.BACK, ["7654321"], Code.UNLISTED),
        (Mode.BACK, ["2999"], Code.UNKNOWN_PERSON),
        (Mode.OUT, ["NS-999"], Code.UNLISTED),
        (Mode.OUT, ["4006381333931"], Code.UNLISTED),
    ],
)
def test_a_code_that_could_be_either_is_what_the_table_waits_for(
    office: Office, clock: FixedClock, mode: Mode, codes: list[str], code: Code
) -> None:
    """Seven digits are IDs here and tags: with nobody at the table it is a student's card."""
    assert Morning(office, clock, mode).scan(*codes).code is code


def test_a_code_that_could_be_the_next_student_clears_the_one_before(out: Morning) -> None:
    """Once that one was given something; the sentence says to scan the card again."""
    verdict = out.scan("2001", "NS-101", "7654321")
    assert (out.desk.table.person, verdict.next) == (
        None,
        "A student's card? Ctrl+N. Else put it aside, and scan the card again.",
    )


def test_a_device_that_nobody_knows_leaves_a_person_who_has_nothing_yet(out: Morning) -> None:
    """The next device is for them: “take another one” is what anyone does."""
    verdict = out.scan("2001", "7654321", "NS-101")
    assert (verdict.code, verdict.person) == (Code.ISSUED, "2001")


@pytest.mark.parametrize("away", ["ZZNEXT", "Room 204", "ZZBACK"])
def test_a_held_device_that_nobody_comes_for_is_parked(out: Morning, away: str) -> None:
    """Nothing that was scanned is dropped: it gets a claim number, and the screen names it."""
    verdict = out.scan("NS-101", away)
    (waiting,) = parked.waiting(out.office.database)
    assert (waiting.device, waiting.raw, waiting.code) == ("NS-101", "NS-101", "held")
    assert verdict.parked_before == waiting.claim


def test_undo_lets_a_held_device_go_and_undoes_nothing_else(out: Morning) -> None:
    """A device that was scanned by mistake: the hand-out before it stands."""
    verdict = out.scan("2001", "NS-101", "ZZNEXT", "NS-102", "ZZUNDO")
    assert verdict.say == "NS-102 waits for nobody any more. Nothing was changed."
    assert (out.desk.table.held, out.custody("NS-101").person) == ((), "2001")


def test_an_unsure_card_that_is_left_clears_the_one_before(out: Morning) -> None:
    """It was somebody: what is scanned next does not go to whoever stood there before."""
    verdict = out.scan("2001", "02002", "NS-101")
    assert (verdict.code, out.custody("NS-101").person) == (Code.HELD, None)


def test_an_answer_is_to_the_question_that_was_asked(out: Morning, office: Office) -> None:
    """Another table gave the device to somebody else meanwhile: it is asked again."""
    out.scan("2001", "NS-110")
    other = Desk(office)
    other.scan("2005", at=1_000.0)
    other.scan("NS-110", at=1_002.0)
    other.scan("NS-110", at=1_004.0)
    verdict = out.scan("NS-110")
    assert (verdict.code, out.custody("NS-110").person) == (Code.OUT_TO_OTHER, "2005")


def test_a_code_of_another_shape_leaves_the_person_at_the_table(out: Morning) -> None:
    """A box's retail barcode between two scans costs nothing."""
    verdict = out.scan("2001", "4006381333931")
    assert verdict.say == (
        "Parked as P-01. No device and no person has this code."
        " It looks like the product's retail barcode."
    )
    assert out.desk.table.person == "2001"


def test_a_person_found_by_name_stands_at_the_table(out: Morning) -> None:
    """As if the card had been scanned, and no bounce even right after it."""
    out.desk.scan("2001", at=10.0)
    verdict = out.desk.pick_person("2001")
    assert (verdict.code, verdict.name, out.desk.table.person) == (
        Code.PERSON,
        "Anaïs Quetzalwood",
        "2001",
    )
