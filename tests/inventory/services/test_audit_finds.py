"""What was found that nobody expected: labels, strays, unknown codes; and what was attested."""

from collections.abc import Callable

import pytest

from inventory.counts import Find, Result
from inventory.model import Service
from inventory.rules.commands import Command
from inventory.services import inbox
from inventory.store import audits as stored
from inventory.store import parked
from inventory.verdict import Code
from tests.builders import a_device, enrol
from tests.inventory.counting import Round
from tests.inventory.services.at_the_table import Morning

VERIFIED, PLACE, HOLDER, CONFLICT, _, MISSING = Result


@pytest.mark.parametrize(
    ("first", "second", "after", "code"),
    [
        ("NS-101", "5CDNS101", 2, Code.VERIFIED),
        ("5CDNS101", "NS-101", 2, Code.VERIFIED),
        ("NS-101", "5CDNS102", 2, Code.LABEL_CONFLICT),
        ("5CDNS102", "NS-101", 2, Code.LABEL_CONFLICT),
        ("NS-101", "5CDNS102", 15, Code.LABEL_CONFLICT),
        ("NS-101", "5CDNS102", 15.001, Code.VERIFIED),
        ("NS-101", "5CDNS102", 3600, Code.VERIFIED),
        ("NS-101", "NS-102", 2, Code.VERIFIED),
        ("5CDNS101", "5CDNS102", 2, Code.VERIFIED),
        ("NS-301", "5CDNS102", 2, Code.VERIFIED),
        ("5CDNS102", "NS-301", 2, Code.VERIFIED),
        ("NS-901", "5CDNS102", 2, Code.LABEL_CONFLICT),
        ("NS-101", "5CDNS901", 2, Code.LABEL_CONFLICT),
    ],
)
def test_tag_and_serial_are_compared_for_15_seconds(
    walk: Round, first: str, second: str, after: float, code: Code
) -> None:
    """Only a tag with a serial, and only where both devices have both."""
    walk.scan(first)
    assert walk.scan(second, after=after).code is code


@pytest.mark.parametrize("serial", ["", "NS-501"])
def test_a_device_without_two_labels_is_not_compared(table: Morning, serial: str) -> None:
    """Its tag and somebody else's serial are two devices, one after the other."""
    enrol(table.office, [a_device("NS-501", serial=serial)])
    walk = Round(table)
    walk.scan("NS-501")
    assert walk.scan("5CDNS102", after=2).code is Code.VERIFIED


def test_a_device_that_has_no_tag_is_not_compared(table: Morning) -> None:
    """Scanned by its serial after another one's tag, it is just the next device."""
    enrol(table.office, [a_device("5CD777", tag="", serial="5CD777")])
    walk = Round(table)
    walk.scan("NS-101")
    assert walk.scan("5CD777", after=2).code is Code.VERIFIED


def test_labels_that_disagree_are_one_find(walk: Round) -> None:
    """Named for both devices, whichever was scanned first; only the first scan is a sighting."""
    walk.scan("NS-101")
    verdict = walk.scan("5CDNS102", after=2)
    walk.scan("5CDNS102")
    walk.scan("NS-101", after=2)
    assert walk.finds() == {"labels:NS-101|NS-102": (Find.LABEL_CONFLICT, 2)}
    assert verdict.say == (
        "The tag says NS-101, the serial says NS-102. A find; NS-102 is not counted."
    )
    assert verdict.claim == "P-01"
    assert (walk.line("NS-101").times, walk.line("NS-102").times) == (1, 1)


def test_two_devices_and_not_one_are_told_apart_by_undoing(walk: Round) -> None:
    """As the band says: Ctrl+Z, then scan this one again."""
    walk.scan("NS-101")
    walk.scan("5CDNS102", after=2)
    walk.table.desk.command(Command.UNDO)
    assert walk.scan("5CDNS102", after=2).code is Code.VERIFIED
    assert walk.finds() == {}
    assert parked.count(walk.table.office.database) == 0


def _key(command: Command) -> Callable[[Round], object]:
    return lambda walk: walk.table.desk.command(command)


_BETWEEN: dict[str, Callable[[Round], object]] = {
    "a place": lambda walk: walk.scan("Cart 1", after=2),
    "a person": lambda walk: walk.scan("2005", after=2),
    "an unknown code": lambda walk: walk.scan("QQQ", after=2),
    "another mode and back": lambda walk: walk.scan("ZZBACK", "ZZAUDIT", after=2),
}
_BETWEEN_TOO: dict[str, Callable[[Round], object]] = {
    "a thing without a code": lambda walk: walk.table.desk.describe("black HP"),
    "undoing": _key(Command.UNDO),
    "the next person": _key(Command.NEXT),
    "a code with two meanings": lambda walk: walk.scan("0004711", after=2),
    "a code that is only similar": lambda walk: walk.scan("02001", after=2),
}


@pytest.mark.parametrize(
    "what", ["a place", "a person", "an unknown code", "another mode and back"]
)
def test_what_comes_between_two_labels_parts_them(walk: Round, what: str) -> None:
    """They are those of one device only where nothing is between them."""
    walk.scan("NS-101")
    _BETWEEN[what](walk)
    assert walk.scan("5CDNS102", after=2).code is not Code.LABEL_CONFLICT


@pytest.mark.parametrize("what", _BETWEEN_TOO)
def test_whatever_else_comes_between_two_labels_parts_them_too(walk: Round, what: str) -> None:
    """Each of these is a turn of its own: what comes after it is another thing."""
    walk.scan("NS-101")
    _BETWEEN_TOO[what](walk)
    assert walk.scan("5CDNS102", after=2).code is not Code.LABEL_CONFLICT


def test_the_word_for_labels_that_agree_is_that_of_the_line(walk: Round) -> None:
    """In the wrong place the device stays in the wrong place, and M is still offered."""
    walk.scan("Cart 1", "NS-401")
    verdict = walk.scan("5CDNS401", after=2)
    assert (verdict.code, walk.result("NS-401")) == (Code.WRONG_PLACE, PLACE)
    assert walk.scan("ZZYES").code is Code.CONFIRMED


def test_a_stray_is_counted_once_however_often_it_is_scanned(walk: Round) -> None:
    """One claim number, one find, a counter; it never becomes one of ours."""
    claims = [walk.scan("NS-901").claim for _ in range(3)]
    assert claims == ["P-01", None, None]
    assert walk.finds() == {"NS-901": (Find.STRAY, 3)}
    assert walk.status().cover.finds[Find.STRAY] == 1
    assert parked.count(walk.table.office.database) == 1


def test_an_unknown_code_is_counted_once_however_it_is_scanned(walk: Round) -> None:
    """With blanks, stars or a prefix around it; another code is another find."""
    raws = ["QQQ", " QQQ ", "*QQQ*", "]C0QQQ", "QQQ\x00", "QQQ\ufffd", "QQq"]
    assert [walk.scan(raw).code for raw in raws] == [
        Code.UNLISTED, *[Code.ALREADY] * 5, Code.UNLISTED,
    ]  # fmt: skip
    assert walk.finds() == {
        "code:QQQ": (Find.UNLISTED, 6),
        "code:QQq": (Find.UNLISTED, 1),
    }
    assert parked.count(walk.table.office.database) == 2


@pytest.mark.parametrize("raw", ["", "[/]", "\x1b]52;c;QQ\x07", "²" * 12, "'; DROP TABLE"])
def test_any_text_is_one_find_and_kept_safe_to_show(walk: Round, raw: str) -> None:
    """Scanned twice, it is the same find still."""
    walk.scan(raw, raw)
    (found,) = walk.counted().finds
    assert (found.find, found.times) == (Find.UNLISTED, 2)
    assert "\x1b" not in found.sighting.raw
    assert parked.count(walk.table.office.database) == 1


def test_a_text_too_long_for_a_code_has_one_claim_number(walk: Round) -> None:
    """A book's page under the scanner is one find, and it waits once."""
    walk.scan("x" * 5_000, "x" * 5_000)
    assert len(walk.counted().finds) == 1
    assert parked.count(walk.table.office.database) == 1


def test_a_find_that_is_undone_is_none(walk: Round) -> None:
    """Scan by scan: first the counter, then the find and its claim number."""
    walk.scan("QQQ", "QQQ", "ZZUNDO")
    assert walk.finds() == {"code:QQQ": (Find.UNLISTED, 1)}
    walk.scan("ZZUNDO")
    assert walk.finds() == {}
    assert walk.scan("QQQ").code is Code.UNLISTED


def test_a_code_that_is_bound_to_a_device_stays_the_find_that_it_was(walk: Round) -> None:
    """The sticker was unknown when it was counted; from then on it leads to its device."""
    walk.scan("QQQ")
    (waiting,) = parked.waiting(walk.table.office.database)
    inbox.bind(walk.table.office, waiting, "NS-103")
    assert walk.scan("QQQ").code is Code.VERIFIED
    assert walk.finds() == {"code:QQQ": (Find.UNLISTED, 1)}
    assert walk.result("NS-103") is VERIFIED


@pytest.mark.parametrize("device", ["NS-151", "NS-152", "NS-154"])
def test_a_device_that_nobody_expected_again_is_a_find(walk: Round, device: str) -> None:
    """Once resurfaced it stays so in this audit, and needs a check from then on."""
    walk.scan(device, device, "Cart 1", device)
    assert walk.finds() == {device: (Find.RESURFACED, 3)}
    assert walk.table.custody(device).service is Service.NEEDS_CHECK
    walk.lock()
    assert device in [one.subject for one in walk.variances()]


def test_a_device_that_resurfaced_and_was_undone_is_lost_again(walk: Round) -> None:
    """One undo takes back the sighting and the check."""
    walk.scan("NS-151", "ZZUNDO")
    assert walk.finds() == {}
    assert walk.table.custody("NS-151").service is Service.LOST


def test_a_thing_without_a_readable_code_is_kept_by_what_it_looks_like(walk: Round) -> None:
    """Each is a find of its own, with where and with whom, and a number for a sticker."""
    walk.scan("Cart 1")
    first = walk.table.desk.describe("  black HP [/] \x1b")
    walk.scan("2001")
    second = walk.table.desk.describe("black HP [/]")
    assert [(one.code, one.claim, one.subject) for one in (first, second)] == [
        (Code.UNREADABLE, "P-01", "P-01"),
        (Code.UNREADABLE, "P-02", "P-02"),
    ]
    finds = walk.counted().finds
    assert [(one.find, one.sighting.raw, one.times) for one in finds] == [
        (Find.UNREADABLE, "black HP [/] \ufffd", 1),
        (Find.UNREADABLE, "black HP [/]", 1),
    ]
    assert {(one.sighting.place, one.sighting.person) for one in finds} == {
        ("Cart 1", ""), ("Cart 1", "2001"),
    }  # fmt: skip
    walk.scan("ZZUNDO")
    assert len(walk.counted().finds) == 1


@pytest.mark.parametrize("description", ["", "   "])
def test_a_thing_has_to_look_like_something(walk: Round, description: str) -> None:
    """A blank describes nothing."""
    before = walk.table.count()
    verdict = walk.table.desk.describe(description)
    assert (verdict.code, verdict.say) == (Code.NOTHING_TO_CONFIRM, "Say what it looks like.")
    assert walk.table.count() == before


def test_the_holders_word_is_evidence_and_no_sighting(walk: Round) -> None:
    """For what was not seen of theirs; it can be undone."""
    walk.scan("2001", "NS-403")
    verdict = walk.table.desk.attest()
    assert verdict.say == (
        "Anaïs Quetzalwood says that they have NS-404. Kept as evidence, not as seen."
    )
    assert (walk.line("NS-404").times, walk.table.desk.table.person) == (0, None)
    proofs = stored.attested(walk.table.office.database, walk.audit.audit_id)
    assert [(device, proof.what) for device, proof in proofs.items()] == [
        ("NS-404", "attested by the holder")
    ]
    assert walk.scan("ZZUNDO").code is Code.UNDONE
    assert stored.attested(walk.table.office.database, walk.audit.audit_id) == {}


@pytest.mark.parametrize(
    ("codes", "say"),
    [
        ([], "Scan the student's card first."),
        (["Cart 1"], "Scan the student's card first."),
        (["2005"], "Nothing is left to see of what Esme Thistlewood has."),
        (["2001", "Room 204"], "Scan the student's card first."),
    ],
)
def test_nobodys_word_is_no_evidence(walk: Round, codes: list[str], say: str) -> None:
    """Somebody has to stand there, and has to have something."""
    if codes:
        walk.scan(*codes)
    verdict = walk.table.desk.attest()
    assert (verdict.code, verdict.say) == (Code.NOTHING_TO_CONFIRM, say)
