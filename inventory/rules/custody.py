"""What follows for one device from the register and from its events, one after the other."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from inventory.model import (
    Custody,
    CustodyState,
    Device,
    Event,
    Grade,
    Kind,
    Loan,
    Mode,
    Service,
)
from inventory.verdict import Code


def from_register(device: Device, service_hlc: str = "") -> Custody:
    """The custody before any event: the district's word on who has it and in what shape.

    ``service_hlc`` is the clock of the import that last changed the district's word on its shape;
    an event before it does not override it.
    """
    with_person = bool(device.holder)
    return Custody(
        device=device.device_id,
        state=CustodyState.WITH_PERSON if with_person else CustodyState.IN_STOCK,
        person=device.holder or None,
        place=None if with_person else device.place or None,
        service=device.service,
        service_hlc=service_hlc,
        assigned_to=device.assigned_to or None,
    )


def after(custody: Custody, event: Event) -> Custody:
    """The custody after one more event; a kind that is not known here changes only the heads."""
    fold = _FOLDS.get(event.kind)
    folded = fold(custody, event) if fold else custody
    heads = tuple(head for head in custody.heads if head not in event.parents)
    return replace(folded, heads=(*heads, event.event_id))


def replay(start: Custody, events: Iterable[Event], voided: frozenset[str]) -> Custody:
    """The custody after all of a device's events, without those that were undone."""
    custody, heads = start, start.heads
    for event in events:
        heads = (*(head for head in heads if head not in event.parents), event.event_id)
        fold = _FOLDS.get(event.kind)
        if fold and event.event_id not in voided:
            custody = fold(custody, event)
    return replace(custody, heads=heads)


def came_in(event: Event) -> bool:
    """Whether a device came in on Take back of which that table didn't know that it was out."""
    return event.kind == Kind.SIGHT and event.body.get("mode") == Mode.BACK


def handed_again(event: Event) -> bool:
    """Whether a table handed out what it had on record as out to the same person or place."""
    body = event.body
    seen_again = body.get("mode") == Mode.OUT and body.get("verdict") == Code.SIGHTED
    return event.kind == Kind.SIGHT and seen_again and bool(event.person or body.get("at_place"))


def is_correction(event: Event) -> bool:
    """Whether it only puts right who has a device: nobody handed it over or saw it then."""
    return event.body.get("correction") is True


def rests_on(custody: Custody, hand_out: str, loans: Iterable[Loan]) -> bool:
    """Whether a hand-out still holds, or is a side of a dispute, and nobody has settled it since.

    ``loans`` are those of the device.
    """
    is_open = any(loan.loan_id == hand_out and loan.until is None for loan in loans)
    return is_open and (custody.disputed is not None or custody.settled_by == hand_out)


def is_again(custody: Custody, event: Event) -> bool:
    """Whether an issue says what another table said already: one loan, seen twice."""
    if custody.loan is None:
        return False
    if event.person:
        return custody.person == event.person
    return custody.state is CustodyState.IN_PLACE and custody.place == event.body.get("place")


def _issue(custody: Custody, event: Event) -> Custody:
    if is_again(custody, event):
        return _seen(custody, event)
    return handed_out(custody, event, event.body.get("place"))


def handed_out(custody: Custody, event: Event, place: str | None) -> Custody:
    """Out to the event's person, else to the place; the loan that begins has the event's name."""
    return replace(
        _seen(custody, event),
        state=CustodyState.WITH_PERSON if event.person else CustodyState.IN_PLACE,
        person=event.person,
        place=None if event.person else place,
        since=event.wall_time,
        loan=event.event_id,
        settled_by=event.event_id,
    )


def _return(custody: Custody, event: Event) -> Custody:
    return _graded(_back(custody, event, event.body.get("place")), event, explicit=False)


def _back(custody: Custody, event: Event, place: str | None) -> Custody:
    return replace(
        _seen(custody, event),
        state=CustodyState.IN_STOCK,
        person=None,
        place=place,
        since=event.wall_time,
        loan=None,
        settled_by=event.event_id,
    )


def _amend(custody: Custody, event: Event) -> Custody:
    return _graded(custody, event, explicit=True)


def _graded(custody: Custody, event: Event, *, explicit: bool) -> Custody:
    """A and B say it is fine only where a person said so; C, D and X always say what they say."""
    given = event.body.get("grade")
    if given not in list(Grade):
        return custody
    grade = Grade(given)
    graded = replace(custody, grade=grade)
    if grade is Grade.C:
        return _served(graded, event, Service.DAMAGED_USABLE)
    if grade in (Grade.D, Grade.X):
        return _served(graded, event, Service.NEEDS_CHECK)
    return _served(graded, event, Service.READY) if explicit else graded


def _sight(custody: Custody, event: Event) -> Custody:
    if came_in(event) and custody.state is not CustodyState.IN_STOCK:
        return _back(custody, event, event.body.get("at_place"))
    return _seen(custody, event)


def _seen(custody: Custody, event: Event) -> Custody:
    if is_correction(event):
        return custody
    return replace(custody, seen_at=event.wall_time, seen_place=_seen_place(custody, event))


def _seen_place(custody: Custody, event: Event) -> str | None:
    return event.body.get("place") or event.body.get("at_place") or custody.seen_place


def _move(custody: Custody, event: Event) -> Custody:
    state = event.body.get("state", "")
    return replace(
        custody,
        state=CustodyState(state) if state in list(CustodyState) else custody.state,
        place=event.body.get("place"),
        since=event.wall_time,
        settled_by=event.event_id,
    )


def _resolve(custody: Custody, event: Event) -> Custody:
    """A person said which story holds; the custody is what was said, whatever it was before."""
    body = event.body
    state = body.get("state", "")
    if state not in list(CustodyState) or (state == CustodyState.WITH_PERSON) != bool(event.person):
        return custody
    return replace(
        custody,
        state=CustodyState(state),
        person=event.person,
        place=body.get("place"),
        since=event.wall_time,
        loan=body.get("loan"),
        settled_by=event.event_id,
    )


def _service(custody: Custody, event: Event) -> Custody:
    service = event.body.get("service")
    return _served(custody, event, Service(service)) if service in list(Service) else custody


def _served(custody: Custody, event: Event, service: Service) -> Custody:
    if event.hlc < custody.service_hlc:
        return custody
    return replace(custody, service=service, service_since=event.wall_time)


def _assign(custody: Custody, event: Event) -> Custody:
    return replace(custody, assigned_to=event.person)


_FOLDS: dict[str, Callable[[Custody, Event], Custody]] = {
    Kind.ISSUE: _issue,
    Kind.RETURN: _return,
    Kind.AMEND: _amend,
    Kind.SIGHT: _sight,
    Kind.MOVE: _move,
    Kind.SERVICE: _service,
    Kind.ASSIGN: _assign,
    Kind.RESOLVE: _resolve,
}
