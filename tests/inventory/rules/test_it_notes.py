"""Notes for IT: what one may say, and what is made of one that came from elsewhere."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from inventory.errors import ChampionError
from inventory.rules import it_notes as rules
from inventory.rules.it_notes import NoteKind, note_of

TODAY = date(2026, 11, 21)
WRITTEN = "2026-11-20T10:00:00.000+00:00"


def check_date(text: str) -> str:
    """A date as typed on the day of the tests."""
    return rules.checked_date(text, TODAY)


@pytest.mark.parametrize(
    ("check", "typed", "sentence"),
    [
        (rules.checked_kind, "gossip", "“gossip” is no kind of note."),
        (rules.checked_text, " \n ", "The note says nothing yet."),
        (rules.checked_text, "x" * 1001, "The note has 1,001 characters, and 1,000 are the most."),
        (rules.checked_about, "x" * 101, "The place or group has 101 characters, and 100"),
        (rules.checked_people, "a dozen", "“a dozen” is not how many people."),
        (rules.checked_people, "-3", "“-3” is not how many people."),
        (rules.checked_people, "١٢", "“١٢” is not how many people."),
        (rules.checked_people, "100001", "“100001” is not how many people."),
        (check_date, "21.11.2026", "“21.11.2026” is no date."),
        (check_date, "20261121", "“20261121” is no date."),
        (check_date, "2026-11-22", "2026-11-22 is still to come."),
    ],
)
def test_what_a_note_can_not_say_is_refused(
    check: Callable[[str], object], typed: str, sentence: str
) -> None:
    """With what to do instead."""
    with pytest.raises(ChampionError) as refused:
        check(typed)
    assert refused.value.message.startswith(sentence)
    assert refused.value.hint


def test_what_it_can_say_is_kept_in_one_line() -> None:
    """Without the blanks around it; nothing said of people is nothing, of the day is today."""
    assert rules.checked_text(" two\nlines\tand\x1b more ") == "two lines and\ufffd more"
    assert rules.checked_about("  ") == ""
    assert (rules.checked_people(" 012 "), rules.checked_people("")) == (12, None)
    assert check_date("") == check_date("2026-11-21") == "2026-11-21"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"for_it": "training"}, ("training", "", "", None, "2026-11-20")),
        ({"for_it": "later", "text": "x"}, ("later", "", "x", None, "2026-11-20")),
        ({"for_it": "process", "people": True}, ("process", "", "", None, "2026-11-20")),
        ({"for_it": "process", "people": -1}, ("process", "", "", None, "2026-11-20")),
        ({"for_it": "process", "people": "5"}, ("process", "", "", None, "2026-11-20")),
        ({"for_it": "process", "people": 0}, ("process", "", "", 0, "2026-11-20")),
        ({"for_it": "process", "on": "soon"}, ("process", "", "", None, "2026-11-20")),
        ({"for_it": "referral", "on": "2026-11-01", "about": None, "text": 7},
         ("referral", "", "7", None, "2026-11-01")),
    ],
)  # fmt: skip
def test_a_note_from_elsewhere_is_read_as_far_as_it_makes_sense(
    body: dict[str, Any], said: tuple[object, ...]
) -> None:
    """A number that is none, a date that is none: left out, and the note stays."""
    note = note_of("e1", WRITTEN, "Ada", body)
    assert note
    assert (note.kind, note.about, note.text, note.people, note.on) == said


@pytest.mark.parametrize("body", [{}, {"for_it": ""}, {"for_it": 3}, {"export": "list"}])
def test_another_note_is_none_for_it(body: dict[str, Any]) -> None:
    """Such as that a file was written."""
    assert note_of("e1", WRITTEN, "Ada", body) is None


def test_kinds_are_counted_in_words() -> None:
    """One of each, several, and those of a later version."""
    assert rules.tally({"training": 1, "referral": 2}) == "1 training need and 2 support referrals"
    assert rules.tally({"process": 2, "later": 1}) == "2 process improvements and 1 other"
    assert rules.tally({}) == ""
    assert [rules.kind_words(one) for one in (*NoteKind, "later")] == [
        "training need", "process improvement", "support referral", "later",
    ]  # fmt: skip


def test_nothing_of_a_note_from_elsewhere_reaches_a_terminal_or_a_file_as_a_command() -> None:
    """Neither a colour nor a line that runs the other way."""
    odd = "a\x1b[31mb\u202ec\n"
    note = note_of("e", WRITTEN, odd, {"for_it": odd, "text": odd, "about": odd})
    assert note
    assert {note.kind, note.text, note.about, note.by} == {"a�[31mb�c�"}
