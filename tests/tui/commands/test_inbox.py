"""Settling what was parked, each way once, and every way that it is refused."""

import pytest

from tests.tui.commands.conftest import Champion

NEW, FREE, OTHER = "8102963", "NS-104101", "NS-104392"


def parked(school: Champion, *scans: str) -> None:
    """Scan at the table until something is parked as P-01."""
    school.run("scan", "--mode", "out", stdin="".join(f"{scan}\n" for scan in scans).encode())
    assert [line["claim"] for line in school.lines("list", "parked")] == ["P-01"]


def test_a_note_settles_it(school: Champion) -> None:
    """In the words of whoever did it; the claim number may be typed in small letters."""
    parked(school, "strange-thing")
    result = school.run("settle", "p-01", "--note", "Given to the office")
    assert (result.exit_code, result.stdout) == (0, "P-01 is settled.\n")
    assert school.lines("list", "parked") == []
    again = school.run("settle", "P-01", "--note", "Twice")
    assert again.exit_code == 1
    assert again.stderr == "P-01 is settled already: Given to the office.\n"


def test_an_unknown_code_leads_to_a_device_from_now_on(school: Champion) -> None:
    """The device may be named by any of its codes."""
    parked(school, "strange-thing")
    assert school.lines("settle", "P-01", "--device", FREE)[0]["settled"] is True
    assert school.lines("show", "strange-thing")[0]["device"]["tag"] == FREE


def test_an_unknown_person_is_entered_by_hand(school: Champion) -> None:
    """From then on the ID is known; the next roster confirms it."""
    parked(school, "8109999")
    assert school.run("settle", "P-01", "--name", stdin=b"Ada Lovelace\n").exit_code == 0
    assert school.lines("show", "8109999")[0]["person"]["status"] == "UNKNOWN"


def test_a_device_is_handed_over_as_it_was_asked(school: Champion) -> None:
    """From whoever had it to whoever stood at the table."""
    parked(school, NEW, OTHER, "8100442")
    assert school.run("settle", "P-01", "--hand-over").exit_code == 0
    assert school.lines("show", OTHER)[0]["custody"]["person"] == NEW


REFUSED = [
    (["P-99", "--note", "x"], 1, "Nothing is parked as P-99. champion list parked"),
    (["P-01", "--note", " "], 1, "Say what was done about it."),
    (["P-01", "--hand-over"], 1, "P-01 is not about a device that is out to someone else."),
    (["P-01", "--name"], 1, "P-01 is not about an unknown person."),
    (["P-01", "--device", "8100442"], 1, "“8100442” is a person, not a device."),
    (["P-01", "--device", "nope"], 1, "No device and no person has the code “nope”."),
    (["P-01"], 2, "Usage: champion settle"),
    (["P-01", "--note", "x", "--hand-over"], 2, "Usage: champion settle"),
]


@pytest.mark.parametrize(("arguments", "exit_code", "sentence"), REFUSED)
def test_what_does_not_fit_is_refused_and_stays_parked(
    school: Champion, arguments: list[str], exit_code: int, sentence: str
) -> None:
    """One sentence, and nothing has happened."""
    parked(school, "strange-thing")
    result = school.run("settle", *arguments)
    assert result.exit_code == exit_code
    assert result.stderr.startswith(sentence)
    assert len(school.lines("list", "parked")) == 1
