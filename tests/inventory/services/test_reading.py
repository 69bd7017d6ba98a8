"""A scan read by what the scanner check found, and as it came."""

from datetime import UTC, datetime

import pytest

from inventory.errors import NotFound
from inventory.rules.scanner_profile import ScannerProfile
from inventory.services import inbox, pages
from inventory.services.office import Office
from inventory.services.reading import read
from inventory.store import identifiers
from inventory.verdict import Code
from tests.builders import a_device, a_person, a_place, enrol
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
    """So that the next scan finds it; what another laptop parked is bound as it came."""
    office = lettered.office
    for raw, other in (("DQ-77", False), ("DR-77", True)):
        verdict = lettered.scan("2001", raw)
        claim = inbox.find(office, verdict.claim or "")
        if other:
            office.station_id = "another-laptop"
        inbox.bind(office, claim, "NS-101")
    assert identifiers.owner(office.database, "Q-77") == "NS-101"
    assert identifiers.owner(office.database, "DR-77") == "NS-101"
    assert lettered.scan("DQ-77").device == "NS-101"


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
    enrol(lettered.office, places=[a_place("Lab 9")])
    assert lettered.scan("DLab 9").place == "Lab 9"


class Counted:
    """A directory that counts its look-ups."""

    def __init__(self, office: Office) -> None:
        self._stored = identifiers.StoredDirectory(office.database)
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> object:
        self.asked.append(name)
        return getattr(self._stored, name)


def test_nothing_is_looked_up_unless_the_two_readings_differ(office: Office) -> None:
    """And then each of them once, exactly."""
    directory = Counted(office)
    for profile in (None, ScannerProfile("enter", checked_at=datetime.now(UTC).isoformat())):
        office.scanner = profile
        read(office, directory, "NS-101")  # type: ignore[arg-type]
    office.scanner = LETTER
    read(office, directory, "NS-101")  # type: ignore[arg-type]
    assert directory.asked == []
    read(office, directory, "DNS-101")  # type: ignore[arg-type]
    assert directory.asked == ["exact", "exact"]
