"""Notes for IT: written down by the champion, listed, withdrawn; the next packet brings them."""

from dataclasses import dataclass
from typing import Any

from inventory.errors import NotFound
from inventory.model import Draft, Event, Kind
from inventory.rules import it_notes as rules
from inventory.rules.duties import Duty
from inventory.rules.it_notes import Note as Note
from inventory.rules.it_notes import NoteKind as NoteKind
from inventory.services.office import Office
from inventory.store import it_notes as stored


@dataclass(frozen=True, slots=True)
class Listed:
    """A note with the number by which it is called on this laptop; it keeps it."""

    number: int
    note: Note


def add(
    office: Office, kind: str, text: str, *, about: str = "", people: str = "", on: str = ""
) -> Listed:
    """Write a note down. Raises ChampionError where it says nothing, or what it can't say.

    ``people`` and ``on`` are as typed: how many it concerns, and the day; empty is today.
    """
    office.refuse_helper(Duty.NOTES)
    body = rules.body_of(
        rules.checked_kind(kind),
        rules.checked_text(text),
        rules.checked_about(about),
        rules.checked_people(people),
        rules.checked_date(on, office.clock.now().date()),
    )
    return _write(office, body)


def put_back(office: Office, note: Note) -> Listed:
    """Write a note that was withdrawn down once more, with the words and the day that it had.

    It is another note, with a number of its own: the journal keeps that the first was withdrawn.
    """
    office.refuse_helper(Duty.NOTES)
    return _write(office, rules.body_of(note.kind, note.text, note.about, note.people, note.on))


def notes(office: Office) -> list[Listed]:
    """The notes that were not withdrawn, the oldest first."""
    found = enumerate(stored.all_of_them(office.database), 1)
    return [
        Listed(number, note)
        for number, (event, is_gone) in found
        if not is_gone and (note := _note(event))
    ]


def numbered(office: Office, number: int) -> Listed:
    """The note of this number. Raises NotFound where there is none, or it was withdrawn."""
    for one in notes(office):
        if one.number == number:
            return one
    raise NotFound(f"There is no note {number}.", "champion note list says which there are.")


def withdraw(office: Office, event_id: str) -> Note:
    """Take a note back: no list has it any more, and no ``notes.csv`` of a signature still to come.

    Its words stay in the journal, which goes to IT with the packet, until a purge takes names out.
    Raises NotFound where there is none, or it was withdrawn already.
    """
    office.refuse_helper(Duty.NOTES)
    group = office.new_id()

    def work() -> Note:
        found = (one.note for one in notes(office) if one.note.event_id == event_id)
        note = next(found, None)
        if note is None:
            raise NotFound("This note was withdrawn already.", "Look at the list again.")
        office.record([Draft(Kind.VOID, body={"voids": note.event_id})], group)
        return note

    return office.write(work)


def for_packet(office: Office, after: int, until: int) -> list[Note]:
    """The notes of a stretch of the journal, by its positions, as they stood at its end."""
    found = map(_note, stored.between(office.database, after, until))
    return [note for note in found if note]


def _write(office: Office, body: dict[str, Any]) -> Listed:
    group = office.new_id()
    (event,) = office.write(lambda: office.record([Draft(Kind.NOTE, body=body)], group))
    return next(one for one in notes(office) if one.note.event_id == event.event_id)


def _note(event: Event) -> Note | None:
    return rules.note_of(event.event_id, event.wall_time, event.actor, event.body)
