"""The command sheet at the table: what was not normal is said by a scan."""

from pathlib import Path

import pytest

from inventory.model import Kind, Service
from inventory.rules.commands import Command, Group
from inventory.services import labels
from inventory.services.office import Office
from inventory.verdict import Code
from tests.inventory.services.at_the_table import Morning


def test_what_was_not_normal_is_said_with_barcodes(out: Morning) -> None:
    """Each word is an event that holds all that was said so far, and the shape follows."""
    out.scan("2001", "NS-101", "ZZBACK")
    returned = out.scan("NS-101")
    said = [out.scan(code) for code in ("ZZCHNONE", "ZZSCREEN", "ZZHINGE", "ZZMISUSE", "ZZGRADED")]
    assert [(verdict.code, verdict.say) for verdict in said] == [
        (Code.AMENDED, "Charger not returned."),
        (Code.AMENDED, "Charger not returned, condition C (damaged but works), screen."),
        (
            Code.AMENDED,
            "Charger not returned, condition C (damaged but works), screen and hinge.",
        ),
        (
            Code.AMENDED,
            (
                "Charger not returned, condition C (damaged but works), screen and hinge,"
                " cause: misuse."
            ),
        ),
        (
            Code.AMENDED,
            "Charger not returned, condition D (does not work), screen and hinge, cause: misuse.",
        ),
    ]
    (last,) = out.written_by(said[-1])
    assert (last.kind, last.body["amends"], last.body["scan"]) == (
        Kind.AMEND,
        returned.event,
        "ZZGRADED",
    )
    assert out.custody("NS-101").service is Service.NEEDS_CHECK


def test_a_word_that_was_undone_is_not_said_again_by_the_next(out: Morning) -> None:
    """Undo takes the last word back, and the return stays open for the right one."""
    out.scan("2001", "NS-101", "ZZBACK", "NS-101", "ZZCHNONE", "ZZSCREEN")
    undone = out.scan("ZZUNDO")
    assert (undone.code, undone.say.endswith("Now: Charger not returned.")) == (Code.UNDONE, True)
    assert out.scan("ZZKEYS").say == (
        "Charger not returned, condition C (damaged but works), keyboard."
    )
    out.scan("ZZUNDO", "ZZUNDO")
    assert out.scan("ZZGRADEA").say == "Condition A (as new)."
    out.scan("ZZUNDO", "ZZUNDO")
    assert out.custody("NS-101").person == "2001"
    assert out.scan("ZZSCREEN").code is Code.NOTHING_TO_CONFIRM


def test_a_word_that_was_undone_elsewhere_stays_undone(out: Morning) -> None:
    """What was said is read from the journal, not remembered by the table that said it."""
    out.scan("2001", "NS-101", "ZZBACK", "NS-101", "ZZCHNONE", "ZZGRADED")
    beside = Morning(out.office, out.clock)
    beside.scan("ZZUNDO", "ZZUNDO")
    assert out.scan("ZZSCREEN").say == "Condition C (damaged but works), screen."
    loan = out.office.database.value("SELECT accessories FROM loan")
    assert loan == '{"charger":"returned"}'


def test_the_condition_of_a_device_that_was_not_out_can_be_said(back: Morning) -> None:
    """A list may know of no loan; the device is on the table all the same, and its shape counts."""
    assert back.scan("NS-101").code is Code.ALREADY
    assert back.scan("ZZCHNONE").say == (
        "No charger went out with it. None is missing, by the record."
    )
    assert back.scan("ZZSCREEN").say == "Condition C (damaged but works), screen."
    assert back.custody("NS-101").service is Service.DAMAGED_USABLE
    back.scan("ZZUNDO")
    assert back.custody("NS-101").service is Service.READY


def test_a_word_about_a_device_that_moved_on_is_refused(back: Morning) -> None:
    """Another table handed it out meanwhile."""
    back.scan("NS-101")
    Morning(back.office, back.clock).scan("2001", "NS-101")
    assert back.scan("ZZSCREEN").code is Code.NOTHING_TO_CONFIRM


def test_undoing_a_question_that_was_left_says_that_it_no_longer_waits(out: Morning) -> None:
    """The device is still out to the other one."""
    out.scan("2001", "NS-110", "NS-101", "ZZUNDO")
    assert out.scan("ZZUNDO").say.startswith("P-01 taken out of the Inbox: NS-110")


_AFTER_A_RETURN = [c for c in Command if c.group not in (Group.TABLE, Group.ANSWERS)]


@pytest.mark.parametrize("command", _AFTER_A_RETURN)
@pytest.mark.parametrize("before", [["2001", "NS-101"], ["ZZAUDIT", "NS-101"], ["ZZBACK"]])
def test_nothing_is_said_of_a_device_that_did_not_just_come_back(
    out: Morning, command: Command, before: list[str]
) -> None:
    """Neither while handing out, nor in an audit, nor before the first return."""
    out.scan(*before)
    count, table = out.count(), out.desk.table
    assert out.scan(command).code is Code.NOTHING_TO_CONFIRM
    assert (out.count(), out.desk.table) == (count, table)


def test_a_charger_that_never_goes_out_is_not_missing(out: Morning) -> None:
    """The settings say what goes with a device; one too many is noted all the same."""
    out.office.change_setting("accessories", "")
    out.scan("2001", "NS-101", "ZZBACK", "NS-101")
    refused = out.scan("ZZCHNONE")
    assert (refused.code, refused.say) == (
        Code.NOTHING_TO_CONFIRM,
        "No charger went out with it. None is missing, by the record.",
    )
    assert out.scan("ZZCHXTRA").say == "Charger returned, and one too many."


@pytest.mark.parametrize("code", ["ZZUND", "ZZUNDOX", "ZZ", "ZZUNDO ZZUNDO", "XZZUNDO", "zzundo"])
def test_a_command_that_was_read_only_in_part_does_nothing(out: Morning, code: str) -> None:
    """It is parked like any code that nobody knows; what was done stands."""
    out.scan("2001", "NS-101")
    verdict = out.scan(code)
    assert (verdict.code, out.custody("NS-101").person) == (Code.UNLISTED, "2001")


def test_caps_lock_is_told_where_a_scan_came_the_wrong_way_round(out: Morning) -> None:
    """The device is found all the same; a tag in capitals says nothing."""
    out.scan("2001")
    assert out.scan("ns-101").say.startswith("Caps Lock? ")
    assert not out.scan("NS-102").say.startswith("Caps Lock?")
    assert out.scan("zzundo").say == (
        "Caps Lock? Parked as P-01. No device and no person has this code."
        " It looks like a command barcode in small letters."
    )


@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_the_sheet_is_one_leaf_and_cuts_no_heading_from_its_barcodes(
    office: Office, tmp_path: Path, paper: str
) -> None:
    """Two pages, to be printed on both sides; what is said together stands together."""
    import pypdfium2

    sheet = tmp_path / "commands.pdf"
    labels.save_command_sheet(office, sheet, labels.Form.PDF, paper)
    document = pypdfium2.PdfDocument(sheet)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    assert len(pages) == 2
    for group in Group:
        (page,) = [page for page in pages if group.value in page]
        assert [c.value for c in Command if c.group is group and c.value not in page] == []
