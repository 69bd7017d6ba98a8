"""What somebody named by a code, a homeroom or a place, in the register."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from inventory.errors import NotFound
from inventory.rules.codes import Hit, clean
from inventory.rules.commands import Command
from inventory.rules.phrases import a_list, count
from inventory.services.office import Office
from inventory.services.reading import read
from inventory.store import labelled
from inventory.store.identifiers import StoredDirectory
from inventory.text import loose

MOST_NAMED = 12
"""Homerooms or places that a refusal lists; of more it says how many there are."""


class Kind(StrEnum):
    """What the labels are for."""

    DEVICES = "devices"
    STUDENTS = "students"
    PLACES = "places"
    COMMANDS = "commands"


@dataclass(frozen=True, slots=True)
class Named:
    """What the codes of a list lead to."""

    by_id: dict[str, str]
    """The id of each record, with the code that named it first."""
    unknown: tuple[str, ...]
    repeated: tuple[str, ...]


def named(office: Office, kind: Kind, codes: Sequence[str]) -> Named:
    """What each code of the list leads to; who is named twice, by whatever codes, is one."""
    directory = StoredDirectory(office.database)
    by_id: dict[str, str] = {}
    unknown, repeated = [], []
    for given in codes:
        record = _record(directory, kind, _code(office, directory, kind, given))
        if record is None:
            unknown.append(given)
        elif record in by_id:
            repeated.append(given)
        else:
            by_id[record] = given
    return Named(by_id, tuple(unknown), tuple(repeated))


def _code(office: Office, directory: StoredDirectory, kind: Kind, given: str) -> str:
    """The code in a line of the list, as a scan is read; empty where nobody may guess."""
    if kind is Kind.COMMANDS:
        return clean(given)
    reading = read(office, directory, given)
    return "" if reading.other else reading.code


def _record(directory: StoredDirectory, kind: Kind, code: str) -> str | None:
    """The one record of this kind that a code leads to, as a scan does; a guess is none."""
    if kind is Kind.COMMANDS:
        return code.upper() if code.upper() in list(Command) else None
    for hits in (directory.exact(code), directory.loosely(code)):
        found = {record for hit in hits if (record := _id_of(hit, kind))}
        if len(found) == 1:
            return found.pop()
        if found:
            return None
    return None


def _id_of(hit: Hit, kind: Kind) -> str | None:
    return {Kind.DEVICES: hit.device, Kind.STUDENTS: hit.person, Kind.PLACES: hit.place}.get(kind)


def homerooms(office: Office) -> list[str]:
    """The homerooms of those who are enrolled."""
    return labelled.homerooms(office.database)


NOBODY_IN = "Nobody is in homeroom {}.", "homeroom", "Nobody has a homeroom yet."
NOTHING_AT = (
    "No device is at the place {}, or belongs there.", "place", "No device has a place yet."
)  # fmt: skip


def meant(given: str, known: Sequence[str], refusal: tuple[str, str, str]) -> str:
    """The known one that is given but for case and punctuation; NotFound with those like it."""
    given = clean(given)
    if given in known:
        return given
    found = [one for one in known if loose(one) == loose(given)]
    if len(found) == 1:
        return found[0]
    sentence, noun, none_yet = refusal
    hint = _near(given, found or known, noun) if known else none_yet
    raise NotFound(sentence.format(f"“{given}”"), hint)


def _near(given: str, known: Sequence[str], noun: str) -> str:
    """The names that somebody may have meant, or all of them, or how many there are."""
    if near := get_close_matches(given, known, 3, 0.6):
        return f"Did you mean {' or '.join(near)}?"
    if len(known) == 1:
        return f"The only {noun} is {known[0]}."
    plural = "categories" if noun == "category" else f"{noun}s"
    if len(known) <= MOST_NAMED:
        return f"The {plural} are {a_list(list(known))}."
    return f"There are {count(len(known), noun, plural)}, from {known[0]} to {known[-1]}."
