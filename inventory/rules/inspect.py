"""What scanning a device means while inspecting: somebody has it in hand and looks at it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from inventory.model import GONE, CameBack, CustodyState, Draft, Event, Grade, Kind, Mode, Service
from inventory.rules.case import SETTLED, CameIn, Case, Decision, resurfaced, stray
from inventory.rules.condition import Condition
from inventory.rules.outings import in_the_end, word_of
from inventory.rules.parallel import knowledge
from inventory.rules.phrases import moment
from inventory.verdict import Code

_HERE = frozenset({CustodyState.IN_STOCK, CustodyState.IN_PLACE})
"""Where nobody but the school answers for a device."""

_NOT_HERE = {
    CustodyState.WITH_DISTRICT: "it is with the district",
    CustodyState.IN_TRANSIT: "it is on its way",
    CustodyState.UNKNOWN: "nobody knows where it is",
}

_DUE = frozenset({Service.NEEDS_CHECK, Service.IN_REPAIR})
"""What a device is no more once it was looked at and works."""

_FINAL = frozenset({Service.STOLEN, Service.RETIRED})
"""What only the district can take back."""

_DAMAGED = frozenset({Grade.C, Grade.D, Grade.X})
_BROKEN = frozenset({Grade.D, Grade.X})
_NEXT = "Next: another device."


def came_in(history: Iterable[Event], voided: frozenset[str]) -> CameIn | None:
    """The last time that a device came in, if no word on its shape came between that and now.

    ``history`` are its events in any order, ``voided`` those that were undone. None where it was
    not seen at a table since it was last out, or since somebody said what shape it is in: what
    was said of a return before a repair is no word on what came home from there. What two laptops
    said of it since then is of one return, whichever clock was ahead.
    """
    counting = _in_order(history, voided)
    belongs = {
        event.group
        for event in counting
        if event.kind == Kind.RETURN or _in_a_bag(event) or _looked_at(event)
    }
    anew = max((at for at, one in enumerate(counting) if _begins_anew(one, belongs)), default=-1)
    bagged = max((at for at, one in enumerate(counting) if _in_a_bag(one)), default=0)
    since = counting[max(anew + 1, bagged) :]
    came = next((one for one in reversed(since) if one.kind == Kind.RETURN), None)
    came = came or next((one for one in since if _is_seen(one)), None)
    return _told(came, since) if came else None


def district_decides(history: Iterable[Event], voided: frozenset[str], known: str = "") -> bool:
    """Whether it is to be checked only because it turned up after it was stolen or retired.

    A person's word on its shape ends that, and so does the district's: ``known`` is the clock of
    its list that said so.
    """
    said = [one for one in _in_order(history, voided) if one.kind == Kind.SERVICE]
    return bool(said) and said[-1].hlc >= known and said[-1].body.get("was") in _FINAL


def _in_order(history: Iterable[Event], voided: frozenset[str]) -> list[Event]:
    """What counts, each behind all that its laptop knew of; else as the clocks have it."""
    told = knowledge(history, frozenset())
    order = (told.events[at] for at in told.by_clock(range(len(told.events))))
    return [event for event in order if event.event_id not in voided]


def _begins_anew(event: Event, belongs: set[str]) -> bool:
    """Whether what was said of the device before says nothing of it now."""
    said = event.kind == Kind.SERVICE and event.group not in belongs
    return said or event.kind == Kind.ISSUE


def _is_seen(event: Event) -> bool:
    return event.kind == Kind.SIGHT and event.body.get("mode") in (Mode.BACK, Mode.CHECK)


def _in_a_bag(event: Event) -> bool:
    """Whether it lay in a bag though the record had it in stock: nobody has looked at it since."""
    return event.kind == Kind.SIGHT and bool(event.body.get("bag"))


def _looked_at(event: Event) -> bool:
    return bool(event.body.get("inspected")) or event.body.get("verdict") == Code.CHECKED


def _told(came: Event, since: Sequence[Event]) -> CameIn:
    words = [
        word_of(event.body, event.wall_time, f"{at:06}")
        for at, event in enumerate(since)
        if event.kind == Kind.AMEND
    ]
    groups = {came.group, *(event.group for event in since if event.kind == Kind.RETURN)}
    was = {event.body.get("was") for event in since if event.group in groups}
    return CameIn(
        came.event_id,
        came.person,
        str(came.body.get("bag") or ""),
        in_the_end(words),
        max((event.wall_time for event in since if _looked_at(event)), default=""),
        Service.DAMAGED_USABLE in was,
    )


def inspect(case: Case) -> Decision:
    """It was looked at, and is as it should be; what is wrong with it is said afterwards.

    It lies here, so what tables disagreed on is settled, and that is said.
    """
    if case.is_stray:
        return stray(case)
    decision = _looked_at_here(case)
    if case.custody.disputed and decision.drafts:
        return replace(decision, say=f"{decision.say} {SETTLED}.")
    return decision


def _looked_at_here(case: Case) -> Decision:
    custody = case.custody
    if custody.service in GONE:
        return _gone(case)
    if case.district_decides:
        return _put_aside(case)
    if custody.service is Service.IN_REPAIR and Code.IN_REPAIR not in case.waived:
        return Decision(
            Code.IN_REPAIR,
            f"{case.what}. It is recorded as in repair.",
            "Take back (F3) says that it came home. Ctrl+O: checked all the same.",
        )
    if _is_out(case):
        return _took_back(case) if Code.NOT_BACK in case.waived else _not_back(case)
    if case.came and case.came.checked_at:
        return _again(case, case.came)
    return _checked(case, case.came) if case.came else _works(case)


def _is_out(case: Case) -> bool:
    """Whether somebody else answers for it; a room or cart, where tables disagree on that."""
    state = case.custody.state
    return state not in _HERE or (state is CustodyState.IN_PLACE and bool(case.custody.disputed))


def _gone(case: Case) -> Decision:
    final = case.custody.service in _FINAL
    then = "the district decides." if final else "scan it again, and it is checked and works."
    taken = (_back(case),) if _is_out(case) else _seen(case)
    return resurfaced(case, taken, then=f"Put it aside: {then}", asks=not final)


def _put_aside(case: Case) -> Decision:
    """It turned up before: a second scan does not make it the school's again."""
    seen = (_back(case),) if _is_out(case) else _seen(case)
    return Decision(
        Code.RESURFACED,
        f"{case.what}. It turned up after it was stolen or retired.",
        "Put it aside: the district decides.",
        seen,
        asks=False,
    )


def _not_back(case: Case) -> Decision:
    """By the record somebody has it: it may be of a bag that nobody scanned, or the wrong one."""
    return Decision(
        Code.NOT_BACK,
        f"{case.what}. {_by_the_record(case)}.",
        "Scan it again: taken back now, and checked. Else: parked.",
        parks=True,
    )


def _by_the_record(case: Case) -> str:
    """Who has it, as a fact only where tables agree on that."""
    if case.custody.disputed:
        return "Tables disagree on who has it"
    holder = case.holder
    room = f", homeroom {holder.homeroom}" if holder and holder.homeroom else ""
    out = f"it is with {holder.name}{room}" if holder else "it is out"
    return f"By the record {_NOT_HERE.get(case.custody.state, out)}"


def _took_back(case: Case) -> Decision:
    known = case.holder if not case.custody.disputed else None
    whose = f" Taken back from {known.name}." if known else " Taken back."
    drafts = (_back(case, inspected=True), *_shaped(case, Service.READY))
    return Decision(Code.CHECKED, f"{case.what}. {_fine(case)}.{whose}", _NEXT, drafts)


def _back(case: Case, **body: object) -> Draft:
    return case.comes_back(case.device, case.custody.person, place=case.place, **body)


def _again(case: Case, came: CameIn) -> Decision:
    """A second look takes nothing back that was said after the first."""
    words = unusual(came.said).in_words()
    what = f": {words[:1].lower()}{words[1:]}" if words else ""
    drafts = _seen(case)
    if case.custody.service is Service.NEEDS_CHECK and came.said.grade not in _BROKEN:
        usable = came.damaged_before or came.said.grade == Grade.C
        drafts += _shaped(case, Service.DAMAGED_USABLE if usable else Service.READY)
    say = f"{case.what}. Checked {moment(came.checked_at, case.now)}{what}."
    return Decision(Code.ALREADY, say, f"What was said stands. {_NEXT}", drafts)


def _works(case: Case) -> Decision:
    """No return is known that could be amended: only its shape is said."""
    drafts = (*_seen(case), *_shaped(case, Service.READY))
    return Decision(Code.CHECKED, f"{case.what}. It works.", _NEXT, drafts)


def _checked(case: Case, came: CameIn) -> Decision:
    """The return as usual, but for what was said of it before."""
    said = came.said
    kept = came.damaged_before or case.custody.service is Service.DAMAGED_USABLE
    grade = said.grade or ("" if kept else Grade.B.value)
    with_it = dict.fromkeys(case.policy.accessories_for(case.device.category), "returned")
    found = replace(said, accessories={**with_it, **said.accessories}, grade=grade)
    body = {"amends": came.event, **found.as_body(), "inspected": True}
    drafts = [case.draft_for(Kind.AMEND, came.person, **body), *_seen(case)]
    if grade not in _DAMAGED:
        drafts += _shaped(case, Service.DAMAGED_USABLE if kept else Service.READY)
    return Decision(Code.CHECKED, _words(case, said, kept), _NEXT, tuple(drafts))


def _words(case: Case, said: Condition, kept: bool) -> str:
    if words := unusual(said).in_words():
        return f"{case.what}. As was said before: {words[:1].lower()}{words[1:]}."
    fine = "Damaged but usable, as it was before" if kept else _fine(case)
    return f"{case.what}. {fine}."


def _fine(case: Case) -> str:
    with_it = case.policy.accessories_for(case.device.category)
    return "Condition B" + "".join(f" · {what} back" for what in with_it)


def _seen(case: Case) -> tuple[Draft, ...]:
    """It was here, now; and it is put where the place says that was scanned before.

    Where tables disagree on it, it came in: a look by itself would leave that open.
    """
    mode = Mode.BACK if case.custody.disputed else Mode.CHECK
    sight = case.draft(Kind.SIGHT, at_place=case.place, mode=mode.value)
    in_stock = case.custody.state is CustodyState.IN_STOCK
    if in_stock and case.place and case.place != case.custody.place:
        return (sight, case.draft(Kind.MOVE, place=case.place, was=case.custody.place))
    return (sight,)


def _shaped(case: Case, service: Service) -> tuple[Draft, ...]:
    """The shape that ends the check, where one was due, with the reason for what was overridden."""
    if case.custody.service not in _DUE:
        return ()
    because = [{"code": code.value, "reason": why} for code, why in case.waived.items() if why]
    was = case.custody.service.value
    return (case.draft(Kind.SERVICE, service=service.value, was=was, override=because),)


def unusual(said: Condition) -> Condition:
    """Without what came back as it should."""
    other = {name: came for name, came in said.accessories.items() if came != CameBack.RETURNED}
    return replace(said, accessories=other, grade="" if said.grade == Grade.B else said.grade)
