"""The sample school and its morning, as its README describes them."""

from collections import Counter
from collections.abc import Iterator

import pytest

from inventory.model import Mode
from inventory.services import picture, recent, reports, sample, upkeep
from inventory.services.desk import Desk
from inventory.services.office import Office
from tests.builders import CountedEntropy, FixedClock


@pytest.fixture(scope="module")
def school() -> Iterator[Office]:
    """The sample school after its morning; only read."""
    office = Office.in_memory(FixedClock(), CountedEntropy())
    sample.fill(office)
    yield office
    office.close()


def test_every_scan_of_the_morning_is_a_good_one(school: Office) -> None:
    """272 scans: 132 students, 140 hand-outs, no question."""
    codes = Counter(verdict.code.value for verdict in recent.verdicts(school, 1_000))
    assert codes == {"person": 132, "issued": 140}


def test_the_figures_are_those_of_the_readme(school: Office) -> None:
    """Lists of 260 devices and 238 people, two of the devices retired, two of the people gone.

    Of the students without a device the table would stop three.
    """
    seen = picture.picture(school)
    assert (seen.school, seen.people, seen.parked, seen.left) == ("Northside Middle", 236, 0, 89)
    assert {name.value: number for name, number in seen.counts.items() if number} == {
        "kept": 258, "with-people": 140, "ready": 103, "to-check": 3, "repair": 6, "gone": 6,
        "out-today": 140,
    }  # fmt: skip


def test_the_morning_lies_in_the_past_and_the_clock_is_given_back() -> None:
    """The last scan was twenty seconds ago, and a real scan comes after it."""
    school = Office.in_memory(FixedClock(), CountedEntropy())
    sample.fill(school)
    (last,) = recent.verdicts(school, 1)
    verdict = Desk(school, Mode.BACK).scan("NS-104135")
    assert (last.at, verdict.at, verdict.code, verdict.name) == (
        "2026-11-21T08:59:40.000+00:00",
        "2026-11-21T09:00:00.000+00:00",
        "returned",
        "Maya Okonkwo",
    )
    school.close()


def test_the_sample_is_sound_and_everybody_can_be_found(school: Office) -> None:
    """The check finds nothing; names in eight scripts are found by a part of them."""
    found = [
        len(reports.find_people(school, text))
        for text in (
            "小明",
            "الحسن",
            "כהן",
            "шевченко",
            "nguyen",
            "शर्मा",
            "[/]",
            "luna 🌙",
            "ellison, jr",
        )
    ]
    assert (upkeep.check(school).findings, found) == ((), [1] * 9)


def test_a_sample_without_its_morning_has_no_scan() -> None:
    """For tests that want the school and their own scans."""
    office = Office.in_memory(FixedClock(), CountedEntropy())
    sample.fill(office, morning=False)
    assert recent.verdicts(office, 10) == []
    office.close()
