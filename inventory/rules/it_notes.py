"""Notes for IT: what a school needs trained, what could work better, whom it referred to support.

They are kept in the journal as notes about no device and no person; one that was withdrawn is
undone like anything else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from inventory.errors import ChampionError
from inventory.rules.phrases import a_list, count
from inventory.text import safe

MOST_TEXT = 1_000
MOST_ABOUT = 100
MOST_PEOPLE = 100_000
NO_NAMES = "Write no student's name: say the group, and how many."


class NoteKind(StrEnum):
    """What a note is for: its code, what one is called, several, and what to write in it."""

    words: str
    plural: str
    asks: str

    def __new__(cls, value: str, words: str, plural: str, asks: str) -> "NoteKind":
        """Make a string member that carries its words."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.words, member.plural, member.asks = words, plural, asks
        return member

    TRAINING = (
        "training", "training need", "training needs",
        "What do people need to be shown?",
    )  # fmt: skip
    PROCESS = (
        "process", "process improvement", "process improvements",
        "What could work better, and how?",
    )  # fmt: skip
    REFERRAL = (
        "referral", "support referral", "support referrals",
        "What was referred to the IT support centre?",
    )  # fmt: skip


BY_CODE = {each.value: each for each in NoteKind}
"""Code → kind."""


@dataclass(frozen=True, slots=True)
class Note:
    """One note, as the journal has it."""

    event_id: str
    kind: str
    """The code of a ``NoteKind``; of a later version perhaps another one."""
    about: str
    """A place or a group; empty where it is about the whole school."""
    text: str
    people: int | None
    """How many people it concerns; None where nobody said."""
    on: str
    """ISO date of what it tells of."""
    written_at: str
    by: str


def kind_words(kind: str) -> str:
    """``training need``; the code itself where this version doesn't know it."""
    known = BY_CODE.get(kind)
    return known.words if known else kind


def tally(notes: Mapping[str, int]) -> str:
    """``3 training needs and 1 support referral``, from how many there are of each kind."""
    known = [(one, notes.get(one.value, 0)) for one in NoteKind]
    others = sum(notes.values()) - sum(number for _, number in known)
    said = [count(number, one.words, one.plural) for one, number in known if number]
    return a_list([*said, *([count(others, "other")] if others else [])])


def note_of(
    event_id: str, written_at: str, actor: str, body: Mapping[str, Any]
) -> Note | None:  # fmt: skip
    """The note in an event about no device and no person; None where it is none for IT.

    What came from elsewhere may hold anything: a number or a date that is none is left out, and
    so is what no file and no terminal should get.
    """
    kind = body.get("for_it")
    if not isinstance(kind, str) or not kind:
        return None
    people, on = body.get("people"), str(body.get("on") or "")
    is_number = isinstance(people, int) and not isinstance(people, bool)
    return Note(
        event_id,
        safe(kind),
        safe(str(body.get("about") or "")),
        safe(str(body.get("text") or "")),
        people if is_number and people is not None and 0 <= people <= MOST_PEOPLE else None,
        on if _is_date(on) else written_at[:10],
        written_at,
        safe(actor),
    )


def body_of(kind: str, text: str, about: str, people: int | None, on: str) -> dict[str, Any]:
    """What the event of a note says."""
    body: dict[str, Any] = {"for_it": kind, "text": text, "on": on}
    if about:
        body["about"] = about
    if people is not None:
        body["people"] = people
    return body


def checked_kind(kind: str) -> NoteKind:
    """The kind of this code. Raises ChampionError where there is none."""
    if known := BY_CODE.get(kind):
        return known
    raise ChampionError(
        f"“{safe(kind)[:40]}” is no kind of note.", f"It is {', '.join(NoteKind)}."
    )  # fmt: skip


def checked_text(text: str) -> str:
    """The text in one line. Raises ChampionError where there is none, or too much of it."""
    text = _one_line(text)
    if not text:
        raise ChampionError("The note says nothing yet.", "Write what IT has to know.")
    return _not_longer(text, MOST_TEXT, "note")


def checked_about(about: str) -> str:
    """The place or group in one line. Raises ChampionError where it is too long."""
    return _not_longer(_one_line(about), MOST_ABOUT, "place or group")


def checked_people(text: str) -> int | None:
    """How many people; None for an empty text. Raises ChampionError for what is no number."""
    text = text.strip()
    if not text:
        return None
    if text.isascii() and text.isdecimal() and len(text) <= 6 and int(text) <= MOST_PEOPLE:
        return int(text)
    raise ChampionError(
        f"“{safe(text)[:40]}” is not how many people.", "Write a number, or leave it empty."
    )


def checked_date(text: str, today: date) -> str:
    """The ISO date, today for an empty text. Raises ChampionError for one that is still to come."""
    text = text.strip()
    if not text:
        return today.isoformat()
    if not _is_date(text):
        raise ChampionError(f"“{safe(text)[:40]}” is no date.", f"Write it as {today.isoformat()}.")
    if date.fromisoformat(text) > today:
        raise ChampionError(
            f"{text} is still to come.", "Write the day on which it happened, or leave it empty."
        )
    return text


def _one_line(text: str) -> str:
    return safe(" ".join(text.split()))


def _not_longer(text: str, most: int, noun: str) -> str:
    if len(text) <= most:
        return text
    raise ChampionError(
        f"The {noun} has {count(len(text), 'character')}, and {most:,} are the most.",
        "Say it shorter, or in two notes.",
    )


def _is_date(text: str) -> bool:
    """Whether it is written as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
