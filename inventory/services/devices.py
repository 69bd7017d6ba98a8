"""A device on the table: load what bears on it, ask the rule of the mode, write what it decided."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from inventory.model import Device, Draft, Kind, Mode, Person, Service
from inventory.rules.audit_look import look
from inventory.rules.case import Case, Decision
from inventory.rules.commands import Command
from inventory.rules.condition import Condition, told_by
from inventory.rules.hand_out import hand_out
from inventory.rules.inspect import inspect
from inventory.rules.phrases import a_list
from inventory.rules.take_back import look_at, take_back
from inventory.services import audit_scan, bags, inspection, lacking, laid_out, swap_scan, swaps
from inventory.services.table import Held, Hot, Question
from inventory.services.turn import Turn
from inventory.store import actions, projections, register
from inventory.verdict import Code, Severity, Verdict

_RULES: dict[Mode, Callable[[Case], Decision]] = {
    Mode.OUT: hand_out,
    Mode.BACK: take_back,
    Mode.CHECK: inspect,
    Mode.AUDIT: look_at,
}
SWAP_DAYS = timedelta(days=14)
"""How long after one half of a swap came in the other one is still looked for."""

_COMES_IN = frozenset({Code.RETURNED, Code.RESURFACED, Code.ALREADY})
_OVERRIDABLE = frozenset({Code.LEFT, Code.BLOCKED, Code.IN_REPAIR, Code.HAS_ONE})


def device(
    turn: Turn, device_id: str, scanned: str, waived: Mapping[Code, str], *, raw: str | None = None
) -> Verdict:
    """Decide on a device; ``waived`` are the questions and stops that were answered before.

    ``raw`` is its scanned text where that is not what this turn scanned.
    """
    case = _case(turn, device_id, {**turn.table.cleared, **waived})
    if stop := _refused_by_hub(turn, case):
        return stop
    decision = _decide(turn, case, scanned)
    _remember(turn, case, decision, scanned, turn.raw if raw is None else raw)
    about = _about(turn, case)
    verdict = turn.record.close(
        decision.code,
        decision.say,
        decision.next,
        decision.drafts or (case.draft_for(Kind.NOTE, turn.table.person),),
        subject=case.device.label,
        device=case.device.label,
        person=about,
        place=turn.table.place,
    )
    bags.keep(turn, case)
    _ask_after(turn, device_id)
    _keep_hot(turn, case, decision)
    if turn.table.mode is Mode.AUDIT:
        _let_go(turn, case)
    waiting = len(turn.table.held)
    if decision.code is Code.HELD and waiting > 1:
        return replace(verdict, say=f"{verdict.say} {waiting} devices wait now.")
    return verdict


def _about(turn: Turn, case: Case) -> Person | None:
    """Whom the verdict is about: who gets the device, who has it, or of whom it came in."""
    if turn.table.mode is Mode.OUT:
        return case.person
    if turn.table.mode is Mode.CHECK and case.holder is None and case.came:
        return turn.someone(case.came.person)
    return case.holder


def _refused_by_hub(turn: Turn, case: Case) -> Verdict | None:
    """The same stop again while a hand-out that another table was before still stands.

    Only a note of the scan is written, so that the next undo is that of the hand-out.
    """
    if turn.table.mode is not Mode.OUT or case.device.device_id not in turn.office.refused:
        return None
    from inventory.services import claims

    refused = claims.standing(turn.office, case.custody)
    if refused is None:
        return None
    stop = claims.as_verdict(turn.office, refused)
    turn.table = replace(turn.table, hot=None)
    return turn.record.close(
        stop.code,
        stop.say,
        stop.next,
        (case.draft_for(Kind.NOTE, turn.table.person),),
        subject=stop.subject,
        device=stop.device,
        person=turn.someone(stop.person),
    )


def _decide(turn: Turn, case: Case, scanned: str) -> Decision:
    """What the rule of the mode says; while an audit is open, that of the audit."""
    homeroom = case.holder.homeroom if case.holder else ""
    seen = audit_scan.view(turn, case.device, scanned, homeroom)
    if seen is None:
        return _RULES[turn.table.mode](case)
    decision = look(case, seen)
    audit_scan.remember_label(turn, case.device, scanned, decision.code)
    return decision


def amend(turn: Turn, hot: Hot | None, said: Condition) -> Verdict:
    """Add to a return what was not normal about it."""
    if hot is None or said == Condition():
        return turn.nothing("Nothing came in just now.")
    database = turn.office.database
    if projections.custody_of(database, hot.device).settled_by != hot.settled_by:
        turn.table = replace(turn.table, hot=None)
        return turn.nothing("That return was undone, or the device has moved on since.")
    known = register.device(database, hot.device)
    label = known.label if known else hot.device
    of, all_said = lacking.in_all(turn.office, hot, said)
    body = {"amends": of.event, **all_said.as_body()}
    words = inspection.news(all_said) if turn.table.mode is Mode.CHECK else all_said.in_words()
    return turn.record.close(
        Code.AMENDED,
        f"{words}.",
        "Next: another device.",
        (Draft(Kind.AMEND, device=hot.device, person=of.person, body=body),),
        subject=label,
        device=label,
        person=turn.someone(of.person),
    )


def said_of(turn: Turn, hot: Hot) -> str:
    """``Now: condition C (damaged but works), screen.``: what still counts of what was said."""
    last = actions.last_amendment(turn.office.database, hot.event)
    return f"Now: {Condition.of_body(last.body).in_words()}." if last else "Now as usual."


def told(turn: Turn, command: Command) -> Verdict:
    """A command barcode says something about the device that came back last."""
    if turn.table.mode not in (Mode.BACK, Mode.CHECK):
        what = f"“{command.words}” is for a device that came back"
        return turn.nothing(f"{what}: on Take back or Inspect.")
    hot = turn.table.hot
    if hot is None and turn.table.bag is not None:
        return turn.nothing("What comes in a bag is looked at later, on Inspect (ZZCHECK).")
    if hot is None:
        what = "checked" if turn.table.mode is Mode.CHECK else "taken back"
        return turn.nothing(
            f"Nothing was {what} just now. Scan the device, then “{command.words}”."
        )
    missing = lacking.of(turn.office, hot) if command is Command.EXTRA_CHARGER else ()
    said = told_by(command, hot.accessories, missing)
    if said is None or said == Condition():
        with_it = a_list(list(hot.accessories))
        say = f"What went out with it is {with_it}." if with_it else "No charger went out with it."
        return turn.nothing(f"{say} None is missing, by the record.")
    return amend(turn, hot, said)


def _case(turn: Turn, device_id: str, waived: Mapping[Code, str]) -> Case:
    database = turn.office.database
    custody = projections.custody_of(database, device_id)
    person = turn.someone(turn.table.person)
    here, holder = turn.table.person, custody.person
    swapped = bool(holder) and here != holder
    case = Case(
        now=turn.record.now,
        policy=turn.office.policy,
        device=register.device(database, device_id) or Device(device_id, tag=device_id),
        custody=custody,
        holder=turn.someone(custody.person),
        person=person,
        place=turn.table.place,
        holdings=tuple(register.held_by(database, person.person_id)) if person else (),
        counterpart=swaps.counterpart(turn.office, custody, here, SWAP_DAYS)
        if here and swapped
        else None,
        waived=waived,
    )
    told = _TOLD.get(turn.table.mode)
    return told(turn, case) if told else case


_TOLD: dict[Mode, Callable[[Turn, Case], Case]] = {
    Mode.OUT: laid_out.told,
    Mode.BACK: lambda turn, case: swap_scan.told(turn, bags.told(turn, case)),
    Mode.CHECK: inspection.told,
}
"""What else bears on a device in some modes."""


def _remember(turn: Turn, case: Case, decision: Decision, scanned: str, raw: str) -> None:
    """What the next scan may answer: a question, a stop, a device that waits for its person."""
    question = Question(
        decision.code,
        scanned,
        raw,
        turn.group,
        device=case.device.device_id,
        person=turn.table.person,
        place=turn.table.place,
        waived=case.waived,
        settled_by=case.custody.settled_by,
        assigned_to=case.custody.assigned_to,
        holdings=tuple(held.device_id for held in case.holdings),
        parks=decision.parks,
        again=decision.again,
    )
    asks = decision.code.severity is Severity.ASK and decision.asks
    held = turn.table.held
    if decision.code is Code.HELD:
        this = case.device.device_id
        held = (
            *(one for one in held if one.device != this),
            Held(this, scanned, raw, turn.group),
        )
    turn.table = replace(
        turn.table,
        asked=question if asks else None,
        stopped=question if decision.code in _OVERRIDABLE else None,
        held=held,
        hot=None,
        served=turn.table.served or decision.code in (Code.ISSUED, Code.SWAPPED),
    )


def _ask_after(turn: Turn, device_id: str) -> None:
    """A question that came with a return is about the device as it is since."""
    if turn.table.asked and turn.record.written_last(Kind.RETURN):
        settled_by = projections.custody_of(turn.office.database, device_id).settled_by
        turn.table = replace(turn.table, asked=replace(turn.table.asked, settled_by=settled_by))


def _let_go(turn: Turn, case: Case) -> None:
    """Once all of theirs is seen, what is scanned next is no longer in this person's hands."""
    person = case.person
    if turn.table.asked or person is None or case.custody.person != person.person_id:
        return
    if not audit_scan.left_of(turn, person):
        turn.table = replace(turn.table, person=None)


def _keep_hot(turn: Turn, case: Case, decision: Decision) -> None:
    """A device that came in can be looked at, though an old list may know of no loan."""
    if turn.table.mode is Mode.CHECK and decision.code in (Code.CHECKED, Code.ALREADY):
        turn.table = replace(turn.table, hot=inspection.hot(turn, case))
    if turn.table.bag is not None:
        return  # it lies in the bag: nobody looks at it before the inspection
    came_in = turn.record.written_last(Kind.RETURN) or turn.record.written_last(Kind.SIGHT)
    if came_in and turn.table.mode is Mode.BACK and decision.code in _COMES_IN:
        device_id = case.device.device_id
        accessories = came_in.body.get("accessories", {})
        custody = projections.custody_of(turn.office.database, device_id)
        if custody.service is Service.NEEDS_CHECK and inspection.is_the_districts(turn, custody):
            return
        settled_by = custody.settled_by
        hot = Hot(came_in.event_id, device_id, came_in.person, accessories, settled_by)
        turn.table = replace(turn.table, hot=hot)
