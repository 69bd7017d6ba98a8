"""Somebody steps up to the table, or a place is named: who gets what is scanned next."""

from collections.abc import Mapping
from dataclasses import replace

from inventory.model import Draft, Kind, Mode, Person
from inventory.rules.phrases import a_list, day
from inventory.rules.policy import Barrier, may_receive
from inventory.services import audit_scan, devices
from inventory.services.table import Question
from inventory.services.turn import Turn
from inventory.store import imports, register
from inventory.verdict import Code, Severity, Verdict

_PLACE_SAYS = {
    Mode.OUT: "What is scanned next goes to this place.",
    Mode.BACK: "What is scanned next goes there.",
    Mode.AUDIT: "What is scanned next was seen here.",
}


def person(turn: Turn, person_id: str) -> Verdict:
    """A person stands at the table; what was held goes to them."""
    place = None if turn.table.mode is Mode.OUT else turn.table.place
    turn.table = replace(
        turn.table, person=person_id, place=place, cleared={}, hot=None, served=False
    )
    return receive(turn, turn.known_person(person_id))


def receive(turn: Turn, someone: Person) -> Verdict:
    """Greet the person, or say what stands against handing anything out."""
    if turn.table.mode is Mode.OUT:
        barrier = may_receive(someone, turn.office.policy, turn.record.now.date())
        if barrier and barrier.code not in turn.table.cleared:
            return _stop(turn, someone, barrier)
        if turn.table.held:
            return _hand_over_held(turn)
    return _greet(turn, someone)


def place(turn: Turn, name: str, code: Code) -> Verdict:
    """A place is set; ``code`` says whether the register knows it."""
    turn.table = replace(turn.table, place=name, hot=None)
    if turn.table.mode is not Mode.BACK:
        turn.leave_held()
        turn.table = replace(turn.table, person=None, cleared={})
    say = audit_scan.left_words(turn, name) or _PLACE_SAYS[turn.table.mode]
    if code is Code.UNLISTED_PLACE:
        say = f"Not in the list of places, taken as scanned. {say}"
    return turn.record.close(code, say, "Scan a device.", subject=name, place=name)


def _stop(turn: Turn, someone: Person, barrier: Barrier) -> Verdict:
    who = someone.person_id
    stopped = Question(barrier.code, who, turn.raw, turn.group, person=who)
    turn.table = replace(turn.table, stopped=stopped)
    last = imports.newest(turn.office.database, "people")
    roster = f" Roster of {day(last.at, turn.record.now.date())}." if last else ""
    return turn.record.close(
        barrier.code,
        f"{barrier.reason} Nothing was handed out.{roster}",
        "Ctrl+O: hand out all the same, with a reason.",
        subject=someone.name,
        person=someone,
    )


def _greet(turn: Turn, someone: Person) -> Verdict:
    holdings = register.held_by(turn.office.database, someone.person_id)
    labels = a_list([device.label for device in holdings])
    nothing = "nothing to bring back" if turn.table.mode is Mode.BACK else "nothing yet"
    say = f"Has {labels or nothing}."
    if audit_scan.is_blind(turn):
        say = "What is scanned next is in these hands."
    elif turn.table.mode is Mode.AUDIT and holdings:
        left = [one.label for one in audit_scan.left_of(turn, someone)]
        say += f" Still to see: {a_list(left)}." if left else ""
    cleared = turn.table.cleared
    if cleared:
        say = f"May have a device all the same: {'; '.join(cleared.values())}. {say}"
    return turn.record.close(
        Code.CONFIRMED if cleared else Code.PERSON,
        say,
        "Next: scan the device.",
        (Draft(Kind.NOTE, person=someone.person_id, body=_reasons(cleared)),),
        subject=someone.name,
        person=someone,
    )


def _hand_over_held(turn: Turn) -> Verdict:
    """The person for whom devices were scanned before: each is decided, the worst is shown.

    A question that a later device is asked over is parked; what went well is named in the sentence.
    """
    all_held, turn.table = turn.table.held, replace(turn.table, held=())
    verdicts = []
    for held in all_held:
        turn.leave_question()
        verdicts.append(devices.device(turn, held.device, held.scanned, {}, raw=held.raw))
    order = list(Severity)
    worst = max(reversed(verdicts), key=lambda verdict: order.index(verdict.severity))
    if turn.table.asked:
        worst = verdicts[-1]
    parked = turn.record.parked_before
    fine = [verdict.subject for verdict in verdicts if verdict.severity is Severity.OK]
    if worst.severity is Severity.OK:
        return replace(worst, subject=a_list(fine), parked_before=parked)
    also = f" Handed out: {a_list(fine)}." if fine else ""
    return replace(worst, say=f"{worst.say}{also}", parked_before=parked)


def _reasons(cleared: Mapping[Code, str]) -> dict[str, object]:
    reasons = [{"code": code.value, "reason": reason} for code, reason in cleared.items()]
    return {"override": reasons} if reasons else {}
