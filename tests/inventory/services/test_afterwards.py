"""What is said after a scan: what was not normal, that it was a swap, that it is undone."""

import pytest

from inventory.model import CustodyState, Service
from inventory.rules.commands import Command
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.store import events, parked
from inventory.verdict import Code
from tests.inventory.services.at_the_table import Morning

STOCK, WITH, IN = CustodyState.IN_STOCK, CustodyState.WITH_PERSON, CustodyState.IN_PLACE


def test_what_was_not_normal_is_said_after_the_return(back: Morning) -> None:
    """The return stands; the amendment names it, and grade, accessories and shape follow."""
    returned = back.scan("NS-110")
    verdict = back.desk.amend(
        accessories={"charger": "not returned"}, grade="D", note="fell", cause="accident",
        parts=("screen", "hinge"),
    )  # fmt: skip
    (event,) = back.written_by(verdict)
    assert (verdict.code, verdict.say) == (
        Code.AMENDED,
        (
            "Charger not returned, condition D (does not work), screen and hinge,"
            " cause: accident, note kept."
        ),
    )
    assert (event.kind, event.body["amends"], back.custody("NS-110").service) == (
        "amend",
        returned.event,
        Service.NEEDS_CHECK,
    )


def test_an_amendment_reaches_the_loan(out: Morning) -> None:
    """What is still owed is read from the loan that the return ended."""
    out.office.change_setting("accessories", "Chromebook=charger, case")
    out.scan("2001", "NS-101", "ZZBACK", "NS-101")
    out.desk.amend(accessories={"charger": "not returned"})
    assert out.office.database.value("SELECT accessories FROM loan") == (
        '{"case":"returned","charger":"not returned"}'
    )


def test_what_is_said_is_about_the_device_that_was_scanned_last(back: Morning) -> None:
    """Also where that one was not out: it lies on the table all the same."""
    back.scan("NS-110", "NS-101")
    (event,) = back.written_by(back.desk.amend(grade="D"))
    assert event.device == "NS-101"


@pytest.mark.parametrize("codes", [["2001"], ["NS-110", "2001"], ["NS-110", "ZZNEXT"]])
def test_only_the_last_return_can_be_amended(back: Morning, codes: list[str]) -> None:
    """As soon as something else is scanned the single keys do nothing."""
    back.scan(*codes)
    before = back.count()
    verdict = back.desk.amend(grade="D")
    assert (verdict.code, back.count()) == (Code.NOTHING_TO_CONFIRM, before)


def test_an_amendment_without_content_writes_nothing(back: Morning) -> None:
    """A dialog that was closed empty."""
    back.scan("NS-110")
    assert back.desk.amend(note="  ").code is Code.NOTHING_TO_CONFIRM


def test_a_swap_shows_when_the_other_device_turns_up(back: Morning) -> None:
    """Two students each brought the other's; the second return names the first."""
    back.scan("ZZOUT", "2001", "NS-101", "2005", "NS-102", "ZZBACK")
    back.scan("2001", "NS-102")
    verdict = back.scan("2005", "NS-101")
    assert verdict.say.endswith(
        "Brought by Esme Thistlewood for Anaïs Quetzalwood, who brought NS-102: a swap."
    )
    assert [event.body["received_from"] for event in back.written_by(verdict)] == ["2005"]


def test_a_swap_shows_while_handing_out_too(out: Morning) -> None:
    """The question says why the device is with somebody else."""
    out.scan("2001", "NS-101", "2005", "NS-102", "ZZBACK", "2005", "NS-101", "ZZOUT")
    verdict = out.scan("2001", "NS-102")
    assert (verdict.code, verdict.say) == (
        Code.OUT_TO_OTHER,
        "Esme Thistlewood, homeroom 204, who brought in Anaïs's NS-101: they swapped.",
    )


def test_undo_takes_back_one_action_after_the_other_by_name(out: Morning) -> None:
    """Notes of scans are passed over; at the end it says that nothing is left."""
    out.scan("2001", "NS-101", "NS-102", "NS-102", "2999")
    said = [out.scan("ZZUNDO").say for _ in range(4)]
    assert said == [
        "P-01 taken out of the Inbox: 2999, at 09:00.",
        "No longer “swapped”: NS-101 and NS-102, Anaïs Quetzalwood, at 09:00.",
        "No longer “handed out”: NS-101, Anaïs Quetzalwood, at 09:00.",
        "Nothing that this table did is left to undo.",
    ]
    assert [out.custody(tag).state for tag in ("NS-101", "NS-102")] == [STOCK, STOCK]


def test_undo_of_a_parked_code_names_no_device(out: Morning) -> None:
    """The verdict's device is a tag of the register or nothing."""
    verdict = out.scan("QQQ", "ZZUNDO")
    assert (verdict.device, verdict.subject, parked.count(out.office.database)) == (
        None,
        "QQQ",
        0,
    )


def test_undo_of_an_open_question_drops_it_and_undoes_nothing_else(out: Morning) -> None:
    """What the scan asked is neither done nor left in the Inbox; what was before it stands."""
    verdict = out.scan("2001", "NS-101", "NS-110", "ZZUNDO")
    assert out.custody("NS-101").person == "2001"
    assert (verdict.say, parked.count(out.office.database), out.desk.table.asked) == (
        "The question about NS-110 is dropped. Nothing was changed.",
        0,
        None,
    )


def test_two_desks_on_one_office_share_the_journal_and_not_the_table(
    out: Morning, office: Office
) -> None:
    """An action that one of them undid is not undone a second time by the other."""
    out.scan("NS-201", "NS-110", "2001")
    Desk(office).command(Command.UNDO)
    out.scan("2005")
    out.scan("ZZUNDO")
    voids = [e.body["voids"] for e in events.everything(office.database) if e.kind == "void"]
    assert len(voids) == len(set(voids))
