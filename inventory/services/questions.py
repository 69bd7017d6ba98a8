"""Questions that a scan raised, and their answers: the same code again, yes, no, or a reason."""

from dataclasses import replace

from inventory.model import Mode
from inventory.rules.codes import Match, Meaning
from inventory.rules.duties import Duty
from inventory.services import arrivals, devices
from inventory.services.table import Question
from inventory.services.turn import Turn
from inventory.store import projections, register
from inventory.verdict import Code, Verdict


def yes(turn: Turn) -> Verdict:
    """Do what the open question proposed."""
    asked = turn.table.asked
    return confirm(turn, asked) if asked else turn.nothing("No question is open.")


def confirm(turn: Turn, asked: Question) -> Verdict:
    """The same code was scanned again."""
    turn.table = replace(turn.table, asked=None, stopped=None)
    if asked.code is Code.AMBIGUOUS and _student_first(turn):
        return arrivals.person(turn, str(asked.person))
    if asked.code is Code.UNSURE and asked.person:
        return arrivals.person(turn, asked.person)
    if asked.code is Code.UNSURE and asked.place:
        return arrivals.place(turn, asked.place, Code.PLACE)
    guessed = asked.code in (Code.AMBIGUOUS, Code.UNSURE)
    waived = {} if guessed else {**asked.waived, asked.code: ""}
    if not guessed and _moved_since(turn, asked):
        waived = {}  # something was recorded since: the answer was to another question
    return arrivals.go_on(turn, devices.device(turn, str(asked.device), asked.scanned, waived))


def _moved_since(turn: Turn, asked: Question) -> bool:
    """Whether the device has moved since, or what its person has, where that was the question."""
    database = turn.office.database
    custody = projections.custody_of(database, str(asked.device))
    if (custody.settled_by, custody.assigned_to) != (asked.settled_by, asked.assigned_to):
        return True
    if asked.code is not Code.HAS_ONE:
        return False
    held = register.held_by(database, str(asked.person))
    return tuple(device.device_id for device in held) != asked.holdings


def no(turn: Turn) -> Verdict:
    """Leave things as they were; what has to be settled gets a claim number."""
    if turn.table.asked is None:
        return turn.nothing("No question is open.")
    claim = turn.leave_question()
    say = f"Parked as {claim}." if claim else "Nothing was changed."
    left = turn.record.say_only(Code.DECLINED, say, "Go on with the next scan.", claim=claim)
    return arrivals.go_on(turn, left)


def override(turn: Turn, reason: str, of: Question | None) -> Verdict:
    """Waive the last stop, for the person or the device that it was about; not for a helper."""
    turn.office.refuse_helper(Duty.OVERRIDE)
    stopped = turn.table.stopped
    if of is not None and of != stopped:
        return turn.nothing("Something else was scanned meanwhile: nothing was overridden.")
    if stopped is None or not reason:
        return turn.nothing("A reason is needed." if stopped else "Nothing was stopped.")
    waived = {**stopped.waived, stopped.code: reason}
    turn.table = replace(turn.table, stopped=None, asked=None)
    if stopped.device:
        done = devices.device(turn, stopped.device, stopped.scanned, waived)
        return arrivals.go_on(turn, done)
    turn.table = replace(turn.table, cleared=waived)
    return arrivals.receive(turn, turn.known_person(stopped.person))


def ask_which(turn: Turn, match: Match) -> Verdict:
    """A code with two meanings, or one that fits only nearly: nothing is done without a word."""
    device = register.device(turn.office.database, match.device) if match.device else None
    person = turn.someone(match.person)
    names = [
        person.name if person else "",
        f"the device {device.label}" if device else "",
        match.place or "",
    ]
    could_be = f"It could be {' or '.join(filter(None, names))}"
    if match.meaning is Meaning.BOTH:
        code, say = Code.AMBIGUOUS, f"{could_be}."
        meant = "the student" if _student_first(turn) else "the device"
        hint = f"Scan it again: {meant}. Else the device's serial, or Ctrl+F for the name."
    else:
        code, say = Code.UNSURE, f"{could_be}: {match.remark}."
        hint = "Compare the label. Scan it again if it is that one. Else: parked."
    turn.table = replace(
        turn.table,
        hot=None,
        asked=Question(
            code,
            match.code,
            turn.raw,
            turn.group,
            device=match.device,
            person=match.person,
            place=match.place,
            parks=True,
        ),
    )
    return turn.record.close(code, say, hint, subject=match.code)


def _student_first(turn: Turn) -> bool:
    """While handing out with nobody at the table, a student comes before a device."""
    return turn.table.mode is Mode.OUT and not (turn.table.person or turn.table.place)
