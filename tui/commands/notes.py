"""``note``: what IT has to know, written down, listed and withdrawn."""

from collections import Counter
from datetime import date

import click

from inventory.rules.it_notes import NO_NAMES, NoteKind, kind_words, tally
from inventory.rules.phrases import count, day
from inventory.services import it_notes
from inventory.services.it_notes import Listed
from tui.commands.columns import in_columns
from tui.commands.common import School, json_option, pass_school, say, say_json, words
from tui.commands.kinds import DASH_IS_TEXT, FILLED, Whole

KINDS = click.Choice([kind.value for kind in NoteKind])


@click.group(short_help="Notes for IT: training, process, support referrals.")
def note() -> None:
    """Keep what IT has to know; the next packet and the district's reports have it.

    champion note add training "Teachers lock carts before they are logged out" --about "Grade 7"
    """


@note.command(short_help="Write one down.", epilog=NO_NAMES)
@click.argument("kind", type=KINDS)
@click.argument("text", type=words)
@click.option("--about", type=words, default="", metavar="PLACE", help="A place or a group.")
@click.option("--people", type=words, default="", metavar="N", help="How many it concerns.")
@click.option("--on", type=FILLED, default=None, metavar="DATE", help="As 2026-11-21; else today.")
@json_option
@pass_school
def add(
    school: School, kind: str, text: str, about: str, people: str, on: str | None, as_json: bool
) -> None:
    """Note a training need, a process improvement, or a support referral."""
    with school.office() as office:
        done = it_notes.add(office, kind, text, about=about, people=people, on=words(on or ""))
    if as_json:
        say_json(_as_object(done))
    else:
        say(f"Noted as {done.number}: {kind_words(kind)}. The next packet brings it to IT.")


@note.command("list", short_help="Show them.")
@click.option("--kind", type=KINDS, help="Only these.")
@json_option
@pass_school
def list_(school: School, kind: str | None, as_json: bool) -> None:
    """Show the notes that were not withdrawn, the oldest first, each with its number."""
    with school.office() as office:
        found = [one for one in it_notes.notes(office) if kind in (None, one.note.kind)]
        today = office.clock.now().date()
    if as_json:
        for one in found:
            say_json(_as_object(one))
    elif not found:
        say("Nothing is noted for IT.")
    else:
        for line in in_columns([_row(one, today) for one in found]):
            say(line)
        say(f"{tally(Counter(one.note.kind for one in found))}.")


@note.command(short_help="Take one back.", context_settings=DASH_IS_TEXT)
@click.argument("number", type=Whole(min=1))
@json_option
@pass_school
def withdraw(school: School, number: int, as_json: bool) -> None:
    """Take the note of this number back: no list has it any more.

    Its words stay in the journal, which goes to IT with the packet; a purge takes names out.
    """
    with school.office() as office:
        one = it_notes.numbered(office, number)
        it_notes.withdraw(office, one.note.event_id)
    if as_json:
        say_json({**_as_object(one), "withdrawn": True})
    else:
        say(f"Withdrawn: {number}, {kind_words(one.note.kind)}. Packets written before have it.")


def _row(one: Listed, today: date) -> list[str]:
    said = one.note
    people = count(said.people, "person", "people") if said.people is not None else ""
    about = ", ".join(part for part in (said.about, people) if part)
    return [str(one.number), day(said.on, today), kind_words(said.kind), about, said.text]


def _as_object(one: Listed) -> dict[str, object]:
    said = one.note
    return {
        "number": one.number,
        "kind": said.kind,
        "about": said.about,
        "people": said.people,
        "on": said.on,
        "text": said.text,
        "written_at": said.written_at,
        "by": said.by,
        "event": said.event_id,
    }
