"""What to do with a cleaned code: the open question first, then by what the code is."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from inventory.errors import NotAllowed
from inventory.model import Event, Kind, Mode
from inventory.rules.codes import Match, Meaning
from inventory.rules.commands import MODES, Command
from inventory.rules.custody import is_correction
from inventory.rules.duties import Duty
from inventory.services import arrivals, bags, devices, questions, undo, unresolved
from inventory.services.reading import Reading
from inventory.services.table import Table
from inventory.services.turn import Turn
from inventory.verdict import Code, Verdict

_SAYS = {
    Mode.OUT: ("Handing out.", "Scan a student's card."),
    Mode.BACK: ("Taking back.", "Scan a device."),
    Mode.CHECK: ("Inspecting.", "Scan a device: with that scan it is checked."),
    Mode.AUDIT: ("Audit: a scan is a sighting.", "Scan a place or a device."),
}


def scanned(turn: Turn, reading: Reading) -> Verdict:
    """The verdict on a cleaned code."""
    asked = turn.table.asked
    if asked and asked.again and reading.code == asked.scanned:
        return questions.confirm(turn, asked)
    match = reading.match(turn.directory)
    if match.command:
        return command(turn, match.command)
    turn.leave_question()
    if asked and asked.person and match.device != asked.device and _was_a_card(turn, asked.code):
        # It may have been the next student's card: nothing more may go to the one before.
        arrivals.leave_rest(turn)
        turn.table = replace(turn.table, person=None, cleared={})
    verdict = _BY_MEANING[match.meaning](turn, match)
    return replace(verdict, say=f"Caps Lock? {verdict.say}") if match.caps_lock else verdict


def _was_a_card(turn: Turn, code: Code) -> bool:
    """Whether a question that was left may have been about the next student."""
    return code is Code.UNSURE or (code is Code.AMBIGUOUS and turn.table.served)


def picked(turn: Turn, person_id: str) -> Verdict:
    """A person who was found by name stands at the table."""
    turn.leave_question()
    return arrivals.person(turn, person_id)


def leave(turn: Turn) -> Verdict:
    """Close what is open and say nothing more."""
    turn.leave_question()
    turn.leave_held()
    return turn.record.say_only(Code.PARKED, "The table was left.", "")


def command(turn: Turn, said: Command) -> Verdict:
    """Do what a command barcode says."""
    if said in MODES:
        return _change_mode(turn, MODES[said])
    if said in _COMMANDS:
        return _COMMANDS[said](turn)
    return devices.told(turn, said)


def _change_mode(turn: Turn, mode: Mode) -> Verdict:
    turn.leave_question()
    turn.leave_held()
    only_the_bag_ends = mode is Mode.BACK and turn.table.bag is not None
    turn.table = Table(mode, place=turn.table.place if only_the_bag_ends else None)
    return turn.record.say_only(Code.MODE, *_SAYS[mode])


def _next_person(turn: Turn) -> Verdict:
    turn.leave_question()
    turn.leave_held()
    turn.table = replace(turn.table, person=None, cleared={}, hot=None)
    return turn.record.say_only(Code.PERSON, "Ready.", _SAYS[turn.table.mode][1])


def _next_bag(turn: Turn) -> Verdict:
    """What is scanned next lies in a bag, another one than before."""
    turn.leave_question()
    turn.leave_held()
    place = turn.table.place if turn.table.mode is Mode.BACK else None
    turn.table = Table(Mode.BACK, place=place, bag="")
    hint = "ZZBAG or Ctrl+B: the next bag. ZZBACK or Ctrl+L: the line again."
    return turn.record.say_only(Code.MODE, "By bag: the first device says whose it is.", hint)


def _help(turn: Turn) -> Verdict:
    say = "YES and NO answer, UNDO takes back, NEXT and PARK move the line."
    if turn.table.mode in (Mode.BACK, Mode.CHECK):
        say = "After a device: charger, grade, part, cause. UNDO takes back, PARK puts aside."
    if turn.table.bag is not None:
        say = "In a bag: UNDO takes the last one out. What is wrong is said later, after CHECK."
    next_step = "OUT, BACK, BAG, CHECK and AUDIT change what a scan does. F1 lists all."
    said = turn.record.say_only(Code.MODE, say, next_step)
    return replace(said, subject="command barcodes")


def _undo(turn: Turn) -> Verdict:
    asked, held = turn.table.asked, turn.table.held
    hot = turn.table.hot
    turn.table = replace(turn.table, asked=None, stopped=None, unknown=None, hot=None)
    undone = undo.last_action(turn.office)
    anothers = next((event for event in undone if _is_anothers_word(turn, event)), None)
    if anothers:
        duty = _DUTIES.get(anothers.kind, Duty.SETTLE)
        try:
            turn.office.refuse_helper(duty)
        except NotAllowed as refused:
            return turn.record.say_only(Code.NOT_ALLOWED, refused.message, refused.hint)
    if asked and all(event.group != asked.group for event in undone):
        return _dropped(turn, asked.scanned, f"The question about {asked.scanned} is dropped.")
    if held and not asked:
        turn.table = replace(turn.table, held=held[:-1])
        return _dropped(turn, held[-1].scanned, f"{held[-1].scanned} waits for nobody any more.")
    if not undone:
        say = "Nothing that this table did is left to undo."
        elsewhere = "What another window did is undone there."
        hint = elsewhere if undo.others_write(turn.office) else ""
        return turn.record.say_only(Code.NOTHING_TO_UNDO, say, hint)
    if moved := undo.moved_on(turn.office, undone):
        return turn.record.say_only(Code.NOTHING_TO_UNDO, moved, "Scan it to set it right.")
    turn.table = bags.without(turn.table, {event.event_id for event in undone})
    words = undo.in_words(turn.office.database, undone, turn.record.now)
    verdict = turn.record.close(
        Code.UNDONE,
        words.say,
        "Ctrl+Z again undoes what was before it.",
        undo.voids(undone),
        subject=words.subject,
        device=words.device,
        person=turn.someone(words.person),
    )
    if hot and all(event.body.get("amends") == hot.event for event in undone):
        turn.table = replace(turn.table, hot=hot)
        return replace(verdict, say=f"{verdict.say} {devices.said_of(turn, hot)}")
    return verdict


def _is_anothers_word(turn: Turn, event: Event) -> bool:
    """Whether somebody else settled something or said what shape it is in; one's own is one's own.

    What a scan made of a device's shape says what it was before, and is no word of a person.
    """
    said = event.kind == Kind.SERVICE and "was" not in event.body
    laid_out = event.kind == Kind.ASSIGN and "mode" not in event.body
    settled = said or laid_out or event.kind in (Kind.SETTLE, Kind.RESOLVE)
    return (settled or is_correction(event)) and event.actor != turn.office.operator.name


_DUTIES: Mapping[str, Duty] = {Kind.SERVICE: Duty.CONDITION, Kind.ASSIGN: Duty.LAY_OUT}


def _dropped(turn: Turn, subject: str, say: str) -> Verdict:
    """What was last was no action yet: it is gone, and nothing that was recorded is undone."""
    again = "Ctrl+Z again undoes what was before it."
    return turn.record.close(Code.UNDONE, f"{say} Nothing was changed.", again, subject=subject)


_COMMANDS: dict[Command, Callable[[Turn], Verdict]] = {
    Command.YES: questions.yes,
    Command.NO: questions.no,
    Command.UNDO: _undo,
    Command.NEXT: _next_person,
    Command.BAG: _next_bag,
    Command.PARK: unresolved.park_on_purpose,
    Command.HELP: _help,
}
_BY_MEANING: dict[Meaning, Callable[[Turn, Match], Verdict]] = {
    Meaning.PLACE: lambda turn, match: arrivals.place(turn, str(match.place), Code.PLACE),
    Meaning.UNKNOWN_PLACE: lambda turn, match: arrivals.place(
        turn, str(match.place), Code.UNLISTED_PLACE
    ),
    Meaning.PERSON: lambda turn, match: arrivals.person(turn, str(match.person)),
    Meaning.DEVICE: lambda turn, match: arrivals.device(turn, str(match.device), match.code),
    Meaning.BOTH: questions.ask_which,
    Meaning.UNSURE: questions.ask_which,
    Meaning.UNKNOWN: unresolved.unknown,
    Meaning.UNKNOWN_PERSON: unresolved.unknown,
}
