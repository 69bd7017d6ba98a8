"""A scan read by what the scanner check found, and as it came."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from inventory.counts import Find
from inventory.errors import ChampionError, NotFound
from inventory.model import Mode, Parked
from inventory.rules.scanner_profile import ScannerProfile
from inventory.services import inbox, labels, pages, reports, upkeep
from inventory.services.labels import Kind, Which
from inventory.services.office import Office
from inventory.services.reading import read
from inventory.store import identifiers
from inventory.verdict import Code
from tests.builders import a_device, a_person, a_place, enrol
from tests.inventory.counting import Round, furnish
from tests.inventory.services.at_the_table import Morning

LETTER = ScannerProfile(prefixes=("D", "B"))
GERMAN = ScannerProfile(typed_as={"ß": "-", "-": "/", "y": "z", "z": "y", "Y": "Z", "Z": "Y"})


@pytest.fixture
def lettered(out: Morning) -> Morning:
    """A table whose scanner puts a letter before each code."""
    out.office.scanner = LETTER
    return out


@pytest.fixture
def german(out: Morning) -> Morning:
    """A table whose scanner types for another keyboard."""
    out.office.scanner = GERMAN
    return out


def parked_by(table: Morning, *codes: str) -> Parked:
    """What waits for the last of these scans."""
    return inbox.find(table.office, table.scan("2001", *codes).claim or "")


def test_the_scanners_own_letter_is_left_out(lettered: Morning) -> None:
    """Of cards and of devices; the journal keeps the text as it arrived."""
    assert lettered.scan("D2001").person == "2001"
    verdict = lettered.scan("DNS-101")
    assert (verdict.code, verdict.device) == (Code.ISSUED, "NS-101")
    assert verdict.scan == "DNS-101"
    assert lettered.written_by(verdict)[0].body["scan"] == "DNS-101"


def test_what_is_typed_by_hand_still_counts(lettered: Morning) -> None:
    """Exactly, and but for case and punctuation."""
    assert lettered.scan("2001", "NS-101").code is Code.ISSUED
    enrol(lettered.office, [a_device("DPS-7"), a_device("DPS-8")])
    assert lettered.scan("DPS-7").device == "DPS-7"
    assert lettered.scan("dps 8").device == "DPS-8"


def test_another_keyboards_characters_are_put_right(german: Morning) -> None:
    """The dash of a tag, and the Z of a command; also scanned under Caps Lock."""
    german.scan("2001")
    assert german.scan("NSß101").device == "NS-101"
    assert german.scan("nsß102").device == "NS-102"
    assert german.scan("YYUNDO").code is Code.UNDONE
    assert german.scan("ZZNEXT").code is Code.PERSON


def test_a_code_that_fits_two_is_parked_and_not_guessed(lettered: Morning) -> None:
    """As it came it is one device, by the scanner check another."""
    enrol(lettered.office, [a_device("DNS-101")])
    lettered.scan("2001")
    verdict = lettered.scan("DNS-101")
    assert verdict.code is Code.UNLISTED
    assert verdict.device is None
    assert "fits two: DNS-101 as it came, NS-101 by the scanner check" in verdict.say
    assert verdict.claim
    assert pages.is_known(lettered.office, "DNS-101")
    with pytest.raises(NotFound) as refused:
        pages.look_up(lettered.office, "DNS-101")
    assert "fits two" in refused.value.hint


def test_a_code_that_may_be_the_next_students_card_ends_the_turn(lettered: Morning) -> None:
    """Nothing more goes to the student before."""
    enrol(lettered.office, people=[a_person("D2002")])
    lettered.scan("2001", "NS-101", "D2002")
    assert lettered.desk.table.person is None


def test_two_ways_to_one_record_are_no_clash(lettered: Morning) -> None:
    """A device's tag and its serial may differ by just this letter."""
    enrol(lettered.office, [a_device("DX-9", serial="X-9")])
    assert lettered.scan("2001", "DX-9").device == "DX-9"


def test_a_code_that_nobody_knows_is_parked_as_it_was_meant(lettered: Morning) -> None:
    """An unknown card has the ID that stands on it."""
    verdict = lettered.scan("D2999")
    assert (verdict.code, verdict.subject) == (Code.UNKNOWN_PERSON, "2999")
    assert lettered.scan("DQ-77").subject == "Q-77"


def test_a_parked_code_is_bound_as_it_was_meant(lettered: Morning) -> None:
    """So that the next scan finds it; the scan itself stays as it arrived."""
    office = lettered.office
    waiting = parked_by(lettered, "DQ-77")
    assert waiting.raw == "DQ-77"
    inbox.bind(office, waiting, "NS-101")
    assert identifiers.owner(office.database, "Q-77") == "NS-101"
    assert lettered.scan("2001", "DQ-77").device == "NS-101"


@pytest.mark.parametrize(
    ("then", "since", "code"),
    [(LETTER, None, "X-5"), (None, LETTER, "DX-5"), (LETTER, GERMAN, "X-5")],
)
def test_what_the_check_finds_later_changes_nothing_that_is_parked(
    out: Morning, then: ScannerProfile | None, since: ScannerProfile | None, code: str
) -> None:
    """The code is bound that was read at the time, whoever settles it on whatever laptop."""
    office = out.office
    office.scanner = then
    waiting = parked_by(out, "DX-5")
    office.scanner = since
    office.station_id = "another-laptop"
    inbox.bind(office, waiting, "NS-101")
    assert [
        known for known in ("X-5", "DX-5") if identifiers.owner(office.database, known)
    ] == [code]  # fmt: skip


@pytest.mark.parametrize("codes", [("2001", "DNS-110", "ZZNO"), ("2001", "DNS-110", "2002")])
def test_a_question_that_is_parked_keeps_the_code_that_was_read(
    lettered: Morning, codes: tuple[str, ...]
) -> None:
    """It leads to its device already, and its letter makes it no new code."""
    lettered.scan(*codes)
    (waiting,) = reports.parked_now(lettered.office)
    with pytest.raises(ChampionError, match="NS-110 leads to the device NS-110 already"):
        inbox.bind(lettered.office, waiting, "NS-103")


def test_pages_are_found_by_a_scan_too(lettered: Morning) -> None:
    """Look-up reads as a table does."""
    page = pages.look_up(lettered.office, "DNS-101")
    assert isinstance(page, pages.DevicePage)
    assert page.device.device_id == "NS-101"
    assert pages.is_known(lettered.office, "BNS-101")
    assert not pages.is_known(lettered.office, "DNS-999")


def test_an_echo_is_still_an_echo(lettered: Morning) -> None:
    """The same code within a moment, whether with its letter or without."""
    lettered.scan("2001", "DNS-101")
    assert lettered.scan("NS-101", after=0.5).code is Code.BOUNCE


def test_the_same_code_confirms_a_question(lettered: Morning) -> None:
    """With the scanner's letter both times."""
    lettered.scan("D2005", "DNS-101", "D2001")
    assert lettered.scan("DNS-101").code is Code.OUT_TO_OTHER
    assert lettered.scan("DNS-101").code is Code.ISSUED


def test_places_have_their_letter_left_out(lettered: Morning) -> None:
    """In every mode."""
    enrol(lettered.office, places=[a_place("Lab 9-B")])
    assert lettered.scan("DLab 9-B").place == "Lab 9-B"


SWAPPED = ScannerProfile(typed_as={"y": "z", "z": "y", "Y": "Z", "Z": "Y"})
"""Kept for a keyboard that the scanner has been set right for since."""


@pytest.mark.parametrize(("mode", "code"), [(Mode.OUT, Code.ISSUED), (Mode.BACK, Code.RETURNED)])
def test_a_text_that_looks_like_a_code_of_this_school_is_asked_and_not_put_right(
    out: Morning, mode: Mode, code: Code
) -> None:
    """5CDZ1 may be a device that was not imported; the same code again says it is 5CDY1."""
    device = a_device("5CDY1")
    enrol(out.office, [replace(device, holder="2001") if mode is Mode.BACK else device])
    table = Morning(out.office, out.clock, mode)
    if mode is Mode.OUT:
        table.scan("2001")
    out.office.scanner = SWAPPED
    asked = table.scan("5CDZ1")
    assert (asked.code, asked.device) == (Code.UNSURE, None)
    assert asked.say == "It could be the device 5CDY1: read as 5CDY1 by the scanner check."
    done = table.scan("5CDZ1")
    assert (done.code, done.device) == (code, "5CDY1")


def test_an_unsure_reading_that_is_left_is_parked_as_it_came(out: Morning) -> None:
    """Whoever finds out what it is binds what stands on the label."""
    enrol(out.office, [a_device("5CDY1")])
    out.office.scanner = SWAPPED
    out.scan("2001", "5CDZ1", "ZZNO")
    (waiting,) = reports.parked_now(out.office)
    inbox.bind(out.office, waiting, "NS-103")
    assert identifiers.owner(out.office.database, "5CDZ1") == "NS-103"


def test_an_unsure_reading_answers_no_question_about_its_record(lettered: Morning) -> None:
    """Another text is another code, until somebody says so."""
    enrol(lettered.office, [a_device("DNS-900")])
    asked = lettered.scan("2001", "NS-110")
    assert asked.code is Code.OUT_TO_OTHER
    assert lettered.scan("DNS-110").code is Code.UNSURE


def test_a_card_and_a_place_are_asked_too(lettered: Morning) -> None:
    """Where such codes are in the register, with their letter."""
    enrol(lettered.office, people=[a_person("D9001")], places=[a_place("Lab 9"), a_place("ALab 1")])
    for raw, person, place in (("D2001", "2001", None), ("DLab 9", None, "Lab 9")):
        asked = lettered.scan(raw)
        assert (asked.code, asked.person, asked.place) == (Code.UNSURE, None, None)
        done = lettered.scan(raw)
        assert (done.person, done.place) == (person, place)


def test_a_card_that_is_an_asset_tag_too_is_asked_as_ever(lettered: Morning) -> None:
    """Both are named."""
    enrol(lettered.office, [a_device("D0001234")])
    asked = lettered.scan("D0004711")
    assert (asked.code, asked.subject) == (Code.AMBIGUOUS, "D0004711")
    assert lettered.scan("D0004711").person == "0004711"


def test_a_command_is_certain_whatever_the_school_has(german: Morning) -> None:
    """No tag may begin like one."""
    enrol(german.office, [a_device("YYABCD")])
    german.scan("2001", "NS-101")
    assert german.scan("YYUNDO").code is Code.UNDONE


def test_what_is_there_but_for_punctuation_is_not_another_record(lettered: Morning) -> None:
    """DPS7 is DPS-7 as it came, and not PS7."""
    enrol(lettered.office, [a_device("DPS-7"), a_device("PS7")])
    verdict = lettered.scan("2001", "DPS7")
    assert (verdict.code, verdict.device) == (Code.UNLISTED, None)
    assert "fits two" in verdict.say


def test_an_unknown_code_like_those_of_this_school_is_parked_as_it_came(lettered: Morning) -> None:
    """D9002 is a student's number like D9001, and 9002-X is none."""
    enrol(lettered.office, [a_device("D1234-X")])
    assert lettered.scan("D9002-X").subject == "D9002-X"


def test_a_digit_is_never_left_out() -> None:
    """Whatever an older check has kept: it may be the code's own."""
    profile = ScannerProfile(prefixes=("1", "D1", "D"))
    assert [profile.restore(raw) for raw in ("12001", "D12001")] == ["12001", "12001"]


@pytest.mark.parametrize("raw", ["\x02DNS-101", "\x1dDNS-101", "\ufffdDNS-101\r"])
def test_a_control_before_the_letter_hides_it_not(lettered: Morning, raw: str) -> None:
    """A scanner's start of text is left out first, as the check leaves it out."""
    assert lettered.scan("2001", raw).device == "NS-101"


def test_one_find_is_not_two_by_the_scanners_letter(out: Morning) -> None:
    """Seen in an audit with the letter and without; also after the scanner was checked again."""
    walk = Round(furnish(Morning(out.office, out.clock, Mode.AUDIT)))
    out.office.scanner = LETTER
    assert walk.scan("DQ-77").code is Code.UNLISTED
    assert walk.scan("Q-77").code is Code.ALREADY
    out.office.scanner = None
    assert walk.scan("Q-77").code is Code.ALREADY
    assert upkeep.rebuild(out.office)
    assert walk.finds() == {"code:Q-77": (Find.UNLISTED, 3)}


@pytest.mark.parametrize(
    ("code", "other", "known"),
    [
        ("DNS-101", "", ["NS-101"]),
        ("NS-101", "", ["NS-101"]),
        ("dns101", "", ["NS-101"]),
        ("DNS-101", "DNS-101", []),
        ("DNS-101", "DNS-900", []),
    ],
)
def test_a_list_of_labels_is_read_as_scans_are(
    lettered: Morning, code: str, other: str, known: list[str]
) -> None:
    """What nobody may guess is told as unknown."""
    enrol(lettered.office, [a_device(other)] if other else [])
    chosen = labels.choose(lettered.office, Which(Kind.DEVICES, codes=(code,)))
    assert [label.code for label in chosen.labels] == known
    assert chosen.unknown == (() if known else (code,))


class Counted:
    """A directory that counts its look-ups."""

    def __init__(self, office: Office) -> None:
        self._stored = identifiers.StoredDirectory(office.database)
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> object:
        self.asked.append(name)
        return getattr(self._stored, name)


def test_nothing_is_looked_up_unless_the_two_readings_differ(office: Office) -> None:
    """And then no more than it takes."""
    directory = Counted(office)
    for profile in (None, ScannerProfile("enter", checked_at=datetime.now(UTC).isoformat())):
        office.scanner = profile
        read(office, directory, "NS-101")  # type: ignore[arg-type]
    office.scanner = LETTER
    read(office, directory, "NS-101")  # type: ignore[arg-type]
    assert directory.asked == []
    read(office, directory, "DNS-101")  # type: ignore[arg-type]
    assert directory.asked == ["exact", "exact", "loosely", "shapes"]
