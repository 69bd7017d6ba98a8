"""Taking back by bag: what comes together is looked at later, and whose bag it is is kept."""

import pytest

from inventory.model import CustodyState, Kind, Service
from inventory.services import inspection, service_state, upkeep
from inventory.services.office import Office
from inventory.verdict import Code
from tests.inventory.services.at_the_table import Morning


@pytest.fixture(autouse=True)
def sound(office: Office) -> object:
    """In the end the file is sound, and says the same when all is worked out anew."""
    yield
    assert upkeep.check(office).findings == ()
    assert upkeep.rebuild(office)


@pytest.fixture
def handed(out: Morning) -> Morning:
    """Two devices of homeroom 204 and one of 210 are out; taking back begins."""
    out.scan("2001", "NS-101", "2005", "NS-102", "ZZBACK")
    return out


def test_the_first_device_decides_whose_bag_it_is(handed: Morning) -> None:
    """Its return says the homeroom and nothing of its condition, and it is to be checked."""
    begun = handed.scan("ZZBAG")
    assert (begun.code, handed.desk.table.bag, begun.event) == (Code.MODE, "", None)
    verdict = handed.scan("NS-101")
    assert (verdict.code, verdict.say) == (
        Code.RETURNED,
        "HP Chromebook 11. In 204's bag, to be checked.",
    )
    back, service = handed.written_by(verdict)
    assert (back.kind, back.person) == (Kind.RETURN, "2001")
    said = {key: back.body[key] for key in back.body if key not in ("scan", "verdict", "mode")}
    assert said == {"bag": "204"}
    assert service.body["service"] == "NEEDS_CHECK"
    custody = handed.custody("NS-101")
    assert (custody.state, custody.service) == (CustodyState.IN_STOCK, Service.NEEDS_CHECK)
    assert (handed.desk.table.bag, handed.desk.table.in_bag) == ("204", 1)


def test_a_device_of_another_homeroom_is_taken_all_the_same(handed: Morning) -> None:
    """And said; the bag stays whose it is."""
    verdict = handed.scan("ZZBAG", "NS-101", "NS-110")
    assert verdict.say == "HP Chromebook 11. From 210, in 204's bag, to be checked."
    assert handed.written_by(verdict)[0].body["bag"] == "204"
    assert (handed.desk.table.bag, handed.desk.table.in_bag) == ("204", 2)


def test_the_next_bag_begins_with_the_same_barcode_and_the_line_with_zzback(
    handed: Morning,
) -> None:
    """What is written follows at once."""
    handed.scan("ZZBAG", "NS-101", "ZZBAG")
    verdict = handed.scan("NS-110")
    assert handed.written_by(verdict)[0].body["bag"] == "210"
    handed.scan("ZZBACK")
    assert handed.desk.table.bag is None
    (back,) = handed.written_by(handed.scan("NS-102"))
    assert "bag" not in back.body
    assert back.body["grade"] == "B"


def test_a_bag_begins_from_any_mode_and_nobody_stands_at_the_table(handed: Morning) -> None:
    """The student who was served last did not bring it."""
    handed.scan("ZZOUT", "2001", "ZZBAG")
    (back, _) = handed.written_by(handed.scan("NS-110"))
    assert (back.body["mode"], back.body.get("received_from")) == ("back", None)


def test_a_bag_is_nobodys_until_a_homeroom_is_known(out: Morning) -> None:
    """A device whose holder has no homeroom is taken; the next one says whose bag it is."""
    from tests.builders import a_person, enrol

    enrol(out.office, people=[a_person("2010", homeroom="")])
    out.scan("2010", "NS-101", "2001", "NS-102", "ZZBAG")
    first = out.scan("NS-101")
    assert first.say == "HP Chromebook 11. In a bag, to be checked."
    assert out.written_by(first)[0].body["bag"] == "?"
    assert out.desk.table.bag == ""
    assert out.written_by(out.scan("NS-102"))[0].body["bag"] == "204"
    assert out.desk.table.in_bag == 2


def test_a_card_in_an_open_bag_brings_nothing_of_what_lies_in_it(handed: Morning) -> None:
    """It says what its student has; with the line again, the card is the bringer's."""
    handed.scan("ZZBAG", "NS-101")
    card = handed.scan("2002")
    assert (card.code, card.person) == (Code.PERSON, "2002")
    assert "Ctrl+L" in card.next
    assert handed.desk.table.person is None
    back, _ = handed.written_by(handed.scan("NS-102"))
    assert back.body["bag"] == "204"
    assert "received_from" not in back.body
    assert handed.desk.table.in_bag == 2
    handed.scan("ZZBACK", "2002")
    assert handed.desk.table.person == "2002"


def test_undo_takes_the_device_out_of_the_bag(handed: Morning) -> None:
    """An empty bag is nobody's again."""
    handed.scan("ZZBAG", "NS-101", "NS-102", "ZZUNDO")
    assert handed.custody("NS-102").state is CustodyState.WITH_PERSON
    assert (handed.desk.table.bag, handed.desk.table.in_bag) == ("204", 1)
    handed.scan("ZZUNDO")
    assert (handed.desk.table.bag, handed.desk.table.in_bag) == ("", 0)
    assert handed.custody("NS-101").service is Service.READY


@pytest.mark.parametrize("code", ["ZZCHNONE", "ZZSCREEN", "ZZGRADED"])
def test_nothing_is_said_of_a_device_in_a_bag(handed: Morning, code: str) -> None:
    """Nobody looks at it now; the words are for the inspection."""
    handed.scan("ZZBAG", "NS-101")
    refused = handed.scan(code)
    assert (refused.code, "ZZCHECK" in refused.say) == (Code.NOTHING_TO_CONFIRM, True)


def test_what_is_no_return_is_not_counted_into_the_bag(handed: Morning) -> None:
    """To be checked already, another school's, or known by nobody."""
    handed.scan("ZZBAG", "NS-156", "NS-901", "QQQ")
    assert (handed.desk.table.bag, handed.desk.table.in_bag) == ("", 0)


@pytest.mark.parametrize("before", [Service.READY, Service.DAMAGED_USABLE])
def test_what_the_record_has_in_stock_is_looked_at_like_the_rest_of_the_bag(
    out: Morning, before: Service
) -> None:
    """It was handed out on paper, or that was undone by mistake; the same code again is no other.

    The list of what is left has it in that bag, and undo takes all of it back.
    """
    if before is not Service.READY:
        service_state.set_service(out.office, "NS-101", before, "a scratch")
    out.scan("2005", "NS-102", "ZZBAG", "NS-102")
    verdict = out.scan("NS-101")
    assert (verdict.code, verdict.say, verdict.next) == (
        Code.ALREADY,
        "HP Chromebook 11. It was not out. In 204's bag, to be checked.",
        "Next: another device.",
    )
    sight, service = out.written_by(verdict)
    assert (sight.kind, sight.body["bag"], service.body["was"]) == (Kind.SIGHT, "204", before)
    assert out.custody("NS-101").service is Service.NEEDS_CHECK
    assert out.scan("NS-101").next.startswith("Counted as seen.")
    assert (out.desk.table.bag, out.desk.table.in_bag) == ("204", 2)
    left = {one.device: one.bag for one in inspection.left(out.office, 10)}
    assert left == {"NS-101": "204", "NS-102": "204", "NS-156": ""}
    out.scan("ZZUNDO", "ZZUNDO")
    assert out.custody("NS-101").service is before
    assert (out.desk.table.bag, out.desk.table.in_bag) == ("204", 1)


def test_what_the_record_has_in_stock_says_of_no_bag_whose_it_is(out: Morning) -> None:
    """The next device does."""
    assert out.scan("ZZBAG", "NS-101").say.endswith("In a bag, to be checked.")
    assert (out.desk.table.bag, out.desk.table.in_bag) == ("", 1)


def test_a_device_that_was_lost_comes_back_in_a_bag(office: Office, handed: Morning) -> None:
    """It resurfaces, is taken in, and is to be checked."""
    service_state.set_service(office, "NS-101", Service.LOST, "by the student, in May")
    verdict = handed.scan("ZZBAG", "NS-101")
    assert verdict.code is Code.RESURFACED
    assert handed.written_by(verdict)[0].body["bag"] == "204"
    assert handed.custody("NS-101").service is Service.NEEDS_CHECK
    assert handed.desk.table.in_bag == 1


def test_the_inspection_looks_anew_at_what_the_record_had_in_stock(out: Morning) -> None:
    """What was said of it before is no word on what lay in the bag, but its damage stays."""
    out.scan("2005", "NS-102", "ZZBACK", "NS-102", "ZZSCREEN", "ZZCHECK", "NS-102")
    out.scan("ZZBAG", "NS-102")
    assert out.custody("NS-102").service is Service.NEEDS_CHECK
    verdict = out.scan("ZZCHECK", "NS-102")
    assert (verdict.code, verdict.say) == (
        Code.CHECKED,
        "HP Chromebook 11. Damaged but usable, as it was before.",
    )
    assert out.custody("NS-102").service is Service.DAMAGED_USABLE
