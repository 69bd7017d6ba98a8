"""The explanations that a school can give for a variance, and what each of them has to say."""

from dataclasses import dataclass
from datetime import date

from inventory.counts import Find, Result
from inventory.errors import ChampionError

_ALL: tuple[Result | Find, ...] = (
    *(result for result in Result if result.is_variance),
    *(find for find in Find if find.is_variance),
)
_SEEN = tuple(one for one in _ALL if isinstance(one, Result) and one.is_sighted)
_FOUND = tuple(one for one in _ALL if isinstance(one, Find))
_GONE: tuple[Result | Find, ...] = (Result.MISSING,)


@dataclass(frozen=True, slots=True)
class Disposition:
    """One explanation of the pick list."""

    code: str
    """As files and events have it."""
    words: str
    """As the screen has it."""
    asks: str = ""
    """What has to be written with it; empty where it says all."""
    is_date: bool = False
    """Whether what is asked for is an ISO date."""
    needs_note: bool = False
    first_for: tuple[Result | Find, ...] = ()
    """The variances that it is shown first for; the others may have it too."""
    proposes: str = ""
    """What the district is asked to do."""


DISPOSITIONS = (
    Disposition(
        "with_student", "with the student, who will bring it", "The date, as 2026-12-01",
        is_date=True, first_for=_GONE, proposes="Keep; look for it after the date.",
    ),
    Disposition(
        "student_left", "the student left, the family was contacted", "When, as 2026-11-03",
        first_for=_GONE, proposes="Recover from the family, or bill.",
    ),
    Disposition(
        "in_repair", "in repair", "The ticket or reference",
        first_for=(Result.MISSING, Result.STATE_CONFLICT), proposes="Confirm the ticket.",
    ),
    Disposition(
        "reported_lost", "reported lost", "The number of the report", first_for=_GONE,
        proposes="Set to lost.",
    ),
    Disposition(
        "reported_stolen", "reported stolen", "The number of the police report", first_for=_GONE,
        proposes="Set to stolen.",
    ),
    Disposition(
        "transferred", "transferred to another school", "The school, and the slip",
        first_for=_GONE, proposes="Move to that school's allocation.",
    ),
    Disposition(
        "record_corrected", "found, the record is corrected", first_for=_SEEN,
        proposes="Take over the corrected record.",
    ),
    Disposition(
        "other_school", "belongs to another school, set aside", "The place where it lies",
        first_for=(Find.STRAY,), proposes="Collect it, or give it to this school.",
    ),
    Disposition(
        "tag_unreadable", "tag unreadable, a new tag is asked for",
        first_for=(Find.UNREADABLE, Find.UNLISTED, Find.LABEL_CONFLICT), proposes="Send a new tag.",
    ),
    Disposition(
        "duplicate_record", "a duplicate record", first_for=(Result.MISSING, Find.UNLISTED),
        proposes="Merge the two records.",
    ),
    Disposition(
        "never_received", "never received", first_for=_GONE,
        proposes="Take it off this school's list.",
    ),
    Disposition(
        "no_action", "no action", needs_note=True, first_for=(Find.RESURFACED,),
        proposes="None; see the note.",
    ),
)  # fmt: skip
BY_CODE = {one.code: one for one in DISPOSITIONS}


def fitting(outcome: Result | Find) -> tuple[Disposition, ...]:
    """All explanations, those that fit this variance first."""
    first = [one for one in DISPOSITIONS if outcome in one.first_for]
    return (*first, *(one for one in DISPOSITIONS if one not in first))


def checked(code: str, detail: str, note: str) -> Disposition:
    """The explanation, if it says all that it has to; else ChampionError says what is missing."""
    known = BY_CODE.get(code)
    if known is None:
        raise ChampionError(
            f"There is no explanation “{code}”.", f"The explanations are {', '.join(BY_CODE)}."
        )
    if known.asks and not detail:
        raise ChampionError(f"“{known.words}” needs more.", f"{known.asks}.")
    if known.is_date and not _is_date(detail):
        raise ChampionError(f"“{detail}” is no date.", "Write it as 2026-12-01.")
    if known.needs_note and not note:
        raise ChampionError(f"“{known.words}” needs a note.", "Say in a few words why.")
    return known


def in_words(code: str, detail: str, note: str) -> str:
    """``with the student, who will bring it (2026-12-01); mother called``"""
    known = BY_CODE.get(code)
    said = known.words if known else code
    return f"{said}{f' ({detail})' if detail else ''}{f'; {note}' if note else ''}"


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
