"""What one scan means while an audit is open, the record put right, and undone."""

from dataclasses import replace

import pytest

from inventory.audit import Scope
from inventory.counts import Result
from inventory.model import CustodyState, Mode, Service
from inventory.rules.commands import Command
from inventory.services import audits, service_state
from inventory.store import events
from inventory.verdict import Code
from tests.builders import a_device, a_person, a_place, enrol
from tests.inventory.counting import Round, another
from tests.inventory.services.at_the_table import Morning

VERIFIED, PLACE, HOLDER, CONFLICT, _, MISSING = Result


_SCANNED: list[tuple[list[str], Code, Result | None, list[str]]] = [
    (["NS-401"], Code.VERIFIED, VERIFIED, ["sight"]),
    (["ns 401"], Code.VERIFIED, VERIFIED, ["sight"]),
    (["5CDNS401"], Code.VERIFIED, VERIFIED, ["sight"]),
    (["Room 204", "NS-401"], Code.VERIFIED, VERIFIED, ["sight"]),
    (["Cart 1", "NS-401"], Code.WRONG_PLACE, PLACE, ["sight"]),
    (["Cart 9", "NS-401"], Code.WRONG_PLACE, PLACE, ["sight"]),
    (["2001", "NS-401"], Code.WRONG_HOLDER, HOLDER, ["sight"]),
    (["NS-401", "NS-401"], Code.ALREADY, VERIFIED, ["sight"]),
    (["Cart 1", "NS-401", "NS-401"], Code.ALREADY, PLACE, ["sight"]),
    (["Cart 1", "NS-401", "Room 204", "NS-401"], Code.VERIFIED, VERIFIED, ["sight"]),
    (["NS-401", "Cart 1", "NS-401"], Code.ALREADY, VERIFIED, ["sight"]),
    (["Cart 1", "NS-401", "ZZYES"], Code.CONFIRMED, PLACE, ["move", "explain"]),
    (["Cart 1", "NS-401", "ZZNO"], Code.DECLINED, PLACE, []),
    (["Cart 1", "NS-401", "NS-402", "ZZYES"], Code.NOTHING_TO_CONFIRM, PLACE, []),
    (["NS-401", "ZZYES"], Code.NOTHING_TO_CONFIRM, VERIFIED, []),
    (["NS-401", "ZZUNDO"], Code.UNDONE, None, ["void"]),
    (["NS-401", "NS-401", "ZZUNDO"], Code.UNDONE, VERIFIED, ["void"]),
    (["Cart 1", "NS-401", "ZZUNDO"], Code.UNDONE, None, ["void"]),
    (["Cart 1", "NS-401", "ZZUNDO", "ZZUNDO"], Code.NOTHING_TO_UNDO, None, []),
    (["NS-999"], Code.UNLISTED, None, ["park"]),
    (["2999"], Code.UNLISTED, None, ["park"]),
    ([""], Code.UNLISTED, None, ["park"]),
    (["0004711"], Code.AMBIGUOUS, None, ["note"]),
    (["0004711", "0004711"], Code.VERIFIED, None, ["sight"]),
    (["NS-901"], Code.STRAY, None, ["park"]),
    (["NS-901", "NS-901"], Code.ALREADY, None, ["sight"]),
    (["NS-151"], Code.RESURFACED, None, ["sight", "service"]),
    (["NS-151", "NS-151"], Code.ALREADY, None, ["sight"]),
    (["2001"], Code.PERSON, None, ["note"]),
    (["Cart 1"], Code.PLACE, None, ["note"]),
    (["Cart 9"], Code.UNLISTED_PLACE, None, ["note"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("codes", "code", "result", "written"), _SCANNED, ids=[" ".join(row[0]) for row in _SCANNED]
)
def test_each_situation_has_its_verdict_its_line_and_its_events(
    walk: Round, codes: list[str], code: Code, result: Result | None, written: list[str]
) -> None:
    """From the scanned text to the line of NS-401 on disk."""
    verdict = walk.scan(*codes)
    kinds = [event.kind for event in walk.table.written_by(verdict)]
    assert (verdict.code, walk.result("NS-401"), kinds) == (code, result, written)


def test_every_verdict_of_an_audit_is_reached(walk: Round) -> None:
    """Those that no table has; the table above and the acts below name each of them."""
    reached = {row[1] for row in _SCANNED}
    reached.add(walk.scan("Cart 1", "NS-110").code)
    reached.add(walk.scan("2001").code)
    reached.add(walk.table.desk.attest().code)
    reached.add(walk.table.desk.describe("black HP").code)
    walk.scan("NS-101")
    reached.add(walk.scan("5CDNS102", after=2).code)
    enrol(walk.table.office, [a_device("NS-601")])
    reached.add(walk.scan("NS-601").code)
    assert reached >= {
        *(Code.VERIFIED, Code.ATTESTED, Code.OUT_OF_SCOPE, Code.UNREADABLE, Code.WRONG_PLACE),
        *(Code.WRONG_HOLDER, Code.STATE_CONFLICT, Code.LABEL_CONFLICT, Code.RESURFACED, Code.STRAY),
    }


def test_without_an_audit_a_look_is_only_a_look(table: Morning) -> None:
    """Nothing is compared or counted before one is open, or once it is locked."""
    assert table.scan("Cart 1", "NS-401").code is Code.SIGHTED
    walk = Round(table)
    walk.lock()
    assert table.scan("NS-401").code is Code.SIGHTED
    assert walk.line("NS-401").times == 0
    assert table.desk.attest().code is Code.NOTHING_TO_CONFIRM
    assert table.desk.describe("black HP").say == "No audit is open."


def test_the_echo_of_a_scanner_is_no_second_sighting(walk: Round) -> None:
    """And a second scan is: it is a counter, not a line."""
    walk.scan("NS-401")
    assert walk.scan("NS-401", after=0.5).code is Code.BOUNCE
    walk.scan("NS-401", after=1.3)
    assert walk.line("NS-401").times == 2
    assert walk.status().cover.duplicates == 1


@pytest.mark.parametrize("raw", ["NS-401\x00", " ns-401 ", "*NS-401*", "]C0NS-401"])
def test_a_device_is_one_line_however_its_code_comes(walk: Round, raw: str) -> None:
    """The raw text is kept; the line is the device's."""
    walk.scan(raw)
    walk.scan("NS-401")
    assert walk.line("NS-401").times == 2
    assert walk.finds() == {}


def test_who_shows_all_that_is_theirs_no_longer_stands_there(walk: Round) -> None:
    """The next device of the pile is not in this student's hands."""
    verdict = walk.scan("2001")
    assert verdict.say == "Has NS-403 and NS-404. Still to see: NS-403 and NS-404."
    walk.scan("NS-403")
    assert walk.table.desk.table.person == "2001"
    walk.scan("NS-404")
    assert walk.table.desk.table.person is None
    assert walk.scan("NS-401").code is Code.VERIFIED


def test_a_card_lasts_until_the_next_place(walk: Round) -> None:
    """Whoever goes on to the next cart is not carrying what lies in it."""
    walk.scan("2001", "Room 204", "NS-401")
    assert walk.result("NS-401") is VERIFIED


@pytest.mark.parametrize(
    ("codes", "device", "result"),
    [
        (["2002", "NS-110"], "NS-110", VERIFIED),
        (["2001", "NS-110"], "NS-110", HOLDER),
        (["2999", "NS-110"], "NS-110", VERIFIED),
        (["Room 204", "NS-110"], "NS-110", VERIFIED),
        (["Room 210", "NS-110"], "NS-110", VERIFIED),
        (["Cart 1", "NS-110"], "NS-110", CONFLICT),
        (["Cart 9", "NS-110"], "NS-110", CONFLICT),
        (["Cart 1", "2002", "NS-110"], "NS-110", VERIFIED),
        (["2004", "NS-101"], "NS-101", HOLDER),
        (["Cart 1", "NS-101"], "NS-101", VERIFIED),
        (["Cart 1", "NS-155"], "NS-155", VERIFIED),
        (["2001", "NS-155"], "NS-155", CONFLICT),
    ],
)
def test_sight_and_record_are_compared_where_the_champion_stands(
    walk: Round, codes: list[str], device: str, result: Result
) -> None:
    """Handed-out devices are at home where people sit; on a shelf or in a cart they are not."""
    walk.scan(*codes)
    assert walk.result(device) is result


def test_a_homeroom_is_a_room_by_its_name(table: Morning) -> None:
    """A roster says ``204``; the list of places may not know the room at all."""
    enrol(table.office, [a_device("NS-501", holder="2100")], [a_person("2100", homeroom="C-17")])
    walk = Round(table)
    assert walk.scan("Room C17", "NS-501").code is Code.VERIFIED


@pytest.mark.parametrize(
    ("homeroom", "place"), [("1", "Cart 1"), ("-", "Cart 1"), ("—", "Cart 2"), ("t1", "Cart 1")]
)
def test_a_cart_is_no_room_because_its_name_ends_like_a_homeroom(
    table: Morning, homeroom: str, place: str
) -> None:
    """Homeroom 1 is not Cart 1, and a roster's dash is not the end of every name."""
    enrol(table.office, [a_device("NS-501", holder="2100")], [a_person("2100", homeroom=homeroom)])
    walk = Round(table)
    walk.scan(place, "NS-501")
    assert walk.result("NS-501") is CONFLICT


def test_what_left_the_shelf_and_came_back_is_judged_by_the_record_of_the_moment(
    walk: Round,
) -> None:
    """Handed out after the opening: then it is in the right hands, though the list says shelf."""
    another(walk.table, Mode.OUT).scan("2005", "NS-101")
    assert walk.scan("2005", "NS-101").code is Code.ALREADY
    line = walk.line("NS-101")
    assert (line.result, line.times) == (VERIFIED, 2)


@pytest.mark.parametrize("service", [Service.LOST, Service.STOLEN])
def test_a_device_that_was_reported_meanwhile_contradicts_its_report(
    walk: Round, service: Service
) -> None:
    """It is on the list, it was reported gone after the opening, and there it is."""
    service_state.set_service(walk.table.office, "NS-401", service, "on the bus")
    assert walk.scan("NS-401").code is Code.RESURFACED
    assert walk.result("NS-401") is CONFLICT


_MENDED: list[tuple[list[str], str, tuple[CustodyState, str | None, str | None], Result]] = [
    (["Cart 1", "NS-401"], "NS-401", (CustodyState.IN_STOCK, None, "Cart 1"), PLACE),
    (["Cart 1", "NS-110"], "NS-110", (CustodyState.IN_STOCK, None, "Cart 1"), CONFLICT),
    (["2001", "NS-110"], "NS-110", (CustodyState.WITH_PERSON, "2001", None), HOLDER),
    (["2001", "NS-401"], "NS-401", (CustodyState.WITH_PERSON, "2001", None), HOLDER),
]


@pytest.mark.parametrize("yes", ["barcode", "key"])
@pytest.mark.parametrize(
    ("codes", "device", "after", "result"), _MENDED, ids=[" ".join(row[0]) for row in _MENDED]
)
def test_m_lets_the_record_follow_and_one_undo_takes_it_back(
    walk: Round,
    codes: list[str],
    device: str,
    after: tuple[CustodyState, str | None, str | None],
    result: Result,
    yes: str,
) -> None:
    """The line stays the variance that it was, with its explanation; undone, both are as before."""
    walk.scan(*codes)
    before = walk.table.custody(device)
    line = walk.line(device)
    walk.table.clock.advance(2)
    verdict = walk.scan("ZZYES") if yes == "barcode" else walk.table.desk.command(Command.YES)
    now = walk.table.custody(device)
    assert verdict.code is Code.CONFIRMED
    assert (now.state, now.person, now.place) == after
    assert walk.result(device) is result
    assert walk.explanations()[device].disposition == "record_corrected"
    walk.table.desk.command(Command.UNDO)
    assert replace(walk.table.custody(device), heads=()) == replace(before, heads=())
    assert walk.line(device) == line
    assert walk.explanations() == {}


def test_a_record_that_was_put_right_is_explained_when_scanning_is_finished(walk: Round) -> None:
    """M is the school's word; whoever explains the rest is not asked for it again."""
    walk.scan("Cart 1", "NS-401", "ZZYES")
    walk.lock()
    said = {one.subject: one.explanation for one in walk.variances()}
    explained = said["NS-401"]
    assert explained
    assert explained.disposition == "record_corrected"
    assert walk.status().unexplained == len(walk.variances()) - 1


def test_an_answer_to_a_question_that_is_no_longer_true_is_asked_anew(walk: Round) -> None:
    """The other table was quicker: what was seen is compared with the new record."""
    walk.scan("Cart 1", "NS-110")
    another(walk.table, Mode.BACK).scan("Cart 2", "NS-110")
    verdict = walk.table.desk.command(Command.YES)
    assert verdict.code is not Code.CONFIRMED
    assert walk.table.custody("NS-110").place == "Cart 2"


def test_scanning_the_same_device_again_moves_nothing(walk: Round) -> None:
    """A second look is no yes."""
    walk.scan("Cart 1", "NS-401", "NS-401", "NS-401")
    assert walk.table.custody("NS-401").place == "Room 204"
    assert [event.kind for event in events.of_device(walk.table.office.database, "NS-401")] == [
        "sight"
    ] * 3


@pytest.mark.parametrize(
    ("codes", "kept"),
    [
        (["NS-101"], []),
        (["Cart 1", "NS-401"], ["seen_place"]),
        (["2001", "NS-110"], []),
        (["Cart 1", "NS-110"], ["seen_place"]),
        (["Cart 1", "NS-151"], ["seen_place", "service", "service_since"]),
    ],
)
def test_a_scan_of_the_audit_changes_nothing_but_that_it_was_seen(
    walk: Round, codes: list[str], kept: list[str]
) -> None:
    """Who answers for a device is settled at the tables, or by M."""
    before = walk.table.custody(codes[-1])
    walk.scan(*codes)
    after = walk.table.custody(codes[-1])
    changed = {name for name in after.__slots__ if getattr(after, name) != getattr(before, name)}
    assert changed == {"seen_at", "heads", *kept}


def test_a_place_says_how_many_are_left_to_find(walk: Round) -> None:
    """Counted by where the list looks for them; a duplicate takes nothing off."""
    assert walk.scan("Room 204").say == "3 left to find here."
    walk.scan("NS-401", "NS-401", "NS-101")
    assert walk.scan("Room 204").say == "2 left to find here."
    assert walk.scan("Cart 2").say == "Nothing left to find here."
    assert walk.scan("Cart 9").say.endswith("Nothing left to find here.")


@pytest.fixture
def blind(table: Morning) -> Round:
    """A blind audit of the whole school."""
    return Round(table, Scope(blind=True))


def test_a_blind_audit_counts_without_saying_what_is_expected(blind: Round) -> None:
    """The band is the same for every device of ours; the line knows."""
    place = blind.scan("Cart 1")
    verdicts = [blind.scan(code) for code in ("NS-402", "NS-401", "NS-401", "NS-110")]
    enrol(blind.table.office, [a_device("NS-601")], places=[a_place("Cart 9")])
    verdicts.append(blind.scan("NS-601"))
    assert place.say == "What is scanned next was seen here."
    assert {(one.code, one.say.split(". ")[1]) for one in verdicts} == {(Code.SIGHTED, "Counted.")}
    assert [blind.result(one) for one in ("NS-402", "NS-401", "NS-110")] == [
        VERIFIED, PLACE, CONFLICT,
    ]  # fmt: skip
    assert blind.scan("ZZYES").code is Code.NOTHING_TO_CONFIRM


def test_a_blind_audit_does_not_say_what_is_left_to_see_of_a_person(blind: Round) -> None:
    """Else the screen is counted, and not the desk."""
    assert "Still to see" not in blind.scan("2001").say


def test_the_newest_audit_is_named_where_a_scan_counts(walk: Round) -> None:
    """Each sighting keeps which audit it was made for."""
    verdict = walk.scan("NS-101")
    (event,) = walk.table.written_by(verdict)
    assert event.body["audit"] == audits.find(walk.table.office).audit_id
    assert walk.result("NS-102") is None
    walk.lock()
    assert walk.result("NS-102") is MISSING
