"""Somebody steps up to the table, or a place is named: who gets what is scanned next."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from inventory.model import Draft, Kind, Mode, Person
from inventory.rules.phrases import a_list, day
from inventory.rules.policy import Barrier, may_receive
from inventory.services import audit_scan, devices, laid_out
from inventory.services.table import Held, Question
from inventory.services.turn import Turn
from inventory.store import imports, register
from inventory.verdict import Code, Severity, Verdict

_PLACE_SAYS = {
    Mode.OUT: "What is scanned next goes to this place.",
    Mode.BACK: "What is scanned next goes there.",
    Mode.CHECK: "What is checked next is put there.",
    Mode.AUDIT: "What is scanned next was seen here.",
}

_IN_A_BAG = "The bag goes on. Did they come? ZZBACK or Ctrl+L, then the card again."


def person(turn: Turn, person_id: str) -> Verdict:
    """A person stands at the table; what was held goes to them.

    Where a bag is open nobody does: what is scanned next lay in it, whoever's card this is.
    """
    place = None if turn.table.mode is Mode.OUT else turn.table.place
    is_alone = turn.table.mode is Mode.CHECK or turn.table.bag is not None
    stands = None if is_alone else person_id
    if turn.table.person != person_id:
        leave_rest(turn)
    turn.table = replace(turn.table, person=stands, place=place, cleared={}, hot=None, served=False)
    return receive(turn, turn.known_person(person_id))


def receive(turn: Turn, someone: Person) -> Verdict:
    """Greet the person, or say what stands against handing anything out."""
    if turn.table.mode is Mode.OUT:
        barrier = _barrier(turn, someone)
        if barrier:
            return _stop(turn, someone, barrier)
        if turn.table.held:
            return _hand_over_held(turn)
    return _greet(turn, someone)


def device(turn: Turn, device_id: str, scanned: str) -> Verdict:
    """A device is scanned; what waits behind a question that was left comes right after it."""
    if _has_rest(turn):
        rest = tuple(one for one in turn.table.held if one.device != device_id)
        turn.table = replace(turn.table, held=rest)
    return go_on(turn, devices.device(turn, device_id, scanned, {}))


def go_on(turn: Turn, answered: Verdict) -> Verdict:
    """Once a question is answered or left, what waits behind it goes to the person it waits for."""
    return _hand_over_held(turn, answered) if _has_rest(turn) else answered


def leave_rest(turn: Turn) -> None:
    """What waits behind a question goes to nobody but the person at the table: it is parked."""
    if _has_rest(turn):
        turn.leave_held()


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


def _has_rest(turn: Turn) -> bool:
    """Whether devices wait for an answer, and not for somebody who may have them."""
    here = turn.someone(turn.table.person) if turn.table.held else None
    return here is not None and _barrier(turn, here) is None


def _barrier(turn: Turn, someone: Person) -> Barrier | None:
    """What stands against handing anything to a person, and was not overridden."""
    barrier = may_receive(someone, turn.office.policy, turn.record.now.date())
    return barrier if barrier and barrier.code not in turn.table.cleared else None


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
        laid_out.next_step(turn, someone.person_id) if turn.table.bag is None else _IN_A_BAG,
        (Draft(Kind.NOTE, person=someone.person_id, body=_reasons(cleared)),),
        subject=someone.name,
        person=someone,
    )


def _hand_over_held(turn: Turn, *before: Verdict) -> Verdict:
    """The person for whom devices were scanned before: each is decided, the worst is shown.

    At a question the others wait for its answer; what went out or did not is named in the sentence.
    """
    verdicts = list(before)
    while turn.table.held and not (verdicts and turn.table.asked):
        held, *rest = turn.table.held
        turn.leave_question()
        turn.table = replace(turn.table, held=tuple(rest))
        verdicts.append(devices.device(turn, held.device, held.scanned, {}, raw=held.raw))
    order = list(Severity)
    worst = max(reversed(verdicts), key=lambda verdict: order.index(verdict.severity))
    if turn.table.asked:
        worst = verdicts[-1]
    fine = [verdict.subject for verdict in verdicts if verdict.severity is Severity.OK]
    if worst.severity is Severity.OK:
        shown = replace(worst, subject=a_list(fine))
    else:
        shown = replace(worst, say=f"{worst.say}{_others(turn, verdicts, worst)}")
    record = turn.record
    return replace(shown, parked_before=record.parked_before, parked_scan=record.parked_scan)


def _others(turn: Turn, verdicts: Sequence[Verdict], shown: Verdict) -> str:
    """What became of the devices that the verdict shown is not about, in sentences."""
    said: dict[str, list[str]] = {"Handed out": [], "Not handed out": []}
    for verdict in verdicts:
        if verdict is not shown and verdict.subject:
            is_out = verdict.severity is Severity.OK
            said["Handed out" if is_out else "Not handed out"].append(verdict.subject)
    also = "".join(f" {words}: {a_list(subjects)}." for words, subjects in said.items() if subjects)
    waiting = [_label(turn, held) for held in turn.table.held]
    verb = "waits" if len(waiting) == 1 else "wait"
    return f"{also} {a_list(waiting)} {verb} for the answer." if waiting else also


def _label(turn: Turn, held: Held) -> str:
    known = register.device(turn.office.database, held.device)
    return known.label if known else held.scanned


def _reasons(cleared: Mapping[Code, str]) -> dict[str, object]:
    reasons = [{"code": code.value, "reason": reason} for code, reason in cleared.items()]
    return {"override": reasons} if reasons else {}
