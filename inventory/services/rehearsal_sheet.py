"""The sheet of barcodes for a rehearsal: some students, their devices, odd codes, commands."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from inventory.files.labels.content import Label
from inventory.files.labels.layout import poster
from inventory.files.labels.poster import Panel, Section
from inventory.model import Person
from inventory.rules.codes import Meaning, classify
from inventory.rules.commands import Command
from inventory.rules.duties import Duty
from inventory.rules.policy import may_receive
from inventory.services import export_log, label_files, label_setup
from inventory.services.office import Office
from inventory.services.preflight import counted_stock
from inventory.store import register, rehearsing
from inventory.store.identifiers import StoredDirectory
from inventory.store.rehearsing import Pair

_NOTE = "For the rehearsal. In the real app these barcodes count: put the sheet away afterwards."


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was written."""

    path: Path
    people: int
    devices: int


def save_sheet(office: Office, path: Path, people: int) -> Sheet:
    """Write the barcodes of so many students as a PDF, whole or not at all.

    Half of them have their device still, and half have none. It is the paper of the labels.
    Raises FileRefused where it can't be written, NotAllowed for a helper.
    """
    office.refuse_helper(Duty.EXPORT)
    pairs = choose(office, people)
    paper = label_setup.remembered_paper(office)
    pages = poster("Rehearsal", list(_sections(office, pairs)), paper, note=_NOTE)
    (written,) = label_files.save_pages(office, pages, path, label_files.Form.PDF)
    export_log.log(office, "rehearsal barcodes", written, len(pairs))
    return Sheet(written, len(pairs), sum(1 for one in pairs if one.device))


def choose(office: Office, people: int) -> list[Pair]:
    """So many students with a device each, as far as there are: half without one, half with one.

    Nobody to whom the table would refuse one; the devices are of the kind that each student gets.
    """
    database, policy, today = office.database, office.policy, office.clock.now().date()
    kind = next((one.category for one in counted_stock(office)), "")

    def may(person: Person) -> bool:
        return may_receive(person, policy, today) is None

    none = rehearsing.who_has_none(database, people, policy.site, kind, may)
    none.sort(key=lambda one: not one.device)  # who can't be given one comes last
    some = rehearsing.who_has_one(database, people, kind)
    half = max(people - people // 2, people - len(some))
    first = none[:half]
    return [*first, *some[: people - len(first)]]


def unknown_codes(office: Office, *known: str) -> list[str]:
    """Codes that lead nowhere: one that looks like each of these, and one like nothing here."""
    directory = StoredDirectory(office.database)
    found: list[str] = []
    for codes in (*map(_alike, known), (f"PRACTICE-{n}" for n in range(1, _TRIES))):
        free = (
            one for one in codes
            if one not in found and classify(one, directory).meaning in _NOTHING
        )  # fmt: skip
        found += [one for one in [next(free, "")] if one]
    return found


def _alike(code: str) -> Iterator[str]:
    """Codes with the letters of this one, and numbers from the highest down."""
    stem = code.rstrip("0123456789")
    digits = len(code) - len(stem)
    if code.isascii() and _FEWEST_DIGITS <= digits <= _MOST_DIGITS:
        yield from (f"{stem}{10**digits - n}" for n in range(1, _TRIES))


_NOTHING = frozenset({Meaning.UNKNOWN, Meaning.UNKNOWN_PERSON, Meaning.UNKNOWN_PLACE})
_TRIES = 1000
_FEWEST_DIGITS, _MOST_DIGITS = 3, 12


def _sections(office: Office, pairs: list[Pair]) -> Iterator[Section]:
    yield Section(
        "Students, and a device for each", tuple(_panels(pairs)),
        "Hand out: the card, then the device. Take back: the device alone.",
    )  # fmt: skip
    codes = unknown_codes(office, *_first_of(pairs))
    odd = [Panel(Label(code, "In no list")) for code in codes]
    yield Section("What nobody knows", tuple(odd), "A sticker of another kind, a library book.")
    if where := _place(office):
        yield Section("A place", (Panel(Label(where, where, ("To audit, or to hand out to",))),))
    for group, commands in groupby(Command, lambda each: each.group):
        yield Section(group.value, tuple(Panel(Label(each.value, each.words)) for each in commands))


def _panels(pairs: list[Pair]) -> Iterator[Panel]:
    """The card at the left, and the device that goes with it at the right."""
    for one in pairs:
        room = (f"Homeroom {one.homeroom}",) if one.homeroom else ()
        yield Panel(Label(one.person_id, one.name, room))
        if one.device:
            what = "Take back" if one.has_it else "Hand out"
            who = f"{'from' if one.has_it else 'to'} {one.name}"
            yield Panel(Label(one.device, what, (who, one.model) if one.model else (who,)))


def _first_of(pairs: list[Pair]) -> list[str]:
    """A device's code, one with letters where there is one, and a student's number."""
    devices = sorted((one.device for one in pairs if one.device), key=str.isdecimal)
    return [*devices[:1], *(one.person_id for one in pairs[:1])]


def _place(office: Office) -> str:
    """A cart or a room rather than any other place; empty where there is none."""
    places = register.places(office.database)
    places.sort(key=lambda one: one.kind not in ("cart", "room"))
    return places[0].place if places else ""
