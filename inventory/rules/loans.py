"""The loans of one device: each from its issue to what ended it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from inventory.model import CameBack, Custody, Event, Kind, Loan, Mode
from inventory.rules.custody import came_in, handed_again
from inventory.rules.fold import Dispute, Folded
from inventory.rules.outings import lacks

CAME = frozenset({Kind.RETURN, Kind.SIGHT})
"""What a device comes in by, and so what an amendment is about."""


def loans_of(folded: Folded, voided: frozenset[str]) -> list[Loan]:
    """All loans of a device, in the order in which they began.

    While it is disputed, the loan of each side stays open: nobody is charged, nobody is let off.
    """
    loans: dict[str, Loan] = {}
    counting = [event for event in folded.order if event.event_id not in voided]
    kinds = {event.event_id: event.kind for event in counting if event.kind in CAME}
    for event in counting:
        anew, of = event.event_id in folded.anew, kinds.get(str(event.body.get("amends")), "")
        changed = changed_by(event, loans.values(), anew=anew, of=of)
        loans.update({loan.loan_id: loan for loan in changed})
    if folded.dispute:
        _keep_open(loans, folded.dispute)
    else:
        _end_others(loans, folded.custody)
    return list(loans.values())


def _keep_open(loans: dict[str, Loan], dispute: Dispute) -> None:
    """The loan of each side is open, and says that it is disputed; so does any other open one."""
    for story in dispute.stories:
        if loan := loans.get(story.custody.loan or ""):
            loans[loan.loan_id] = _opened(loan)
    for loan in list(loans.values()):
        if loan.until is None:
            loans[loan.loan_id] = replace(loan, disputed=dispute.conflict_id)


def _end_others(loans: dict[str, Loan], custody: Custody) -> None:
    """What the clocks had open while it was disputed ends with the act that settled it."""
    for loan in list(loans.values()):
        if loan.until is None and loan.loan_id != custody.loan:
            loans[loan.loan_id] = replace(
                loan, until=custody.since, ended_by=custody.settled_by, disputed=None
            )


def changed_by(
    event: Event, loans: Iterable[Loan], *, anew: bool = False, of: str = ""
) -> list[Loan]:
    """The loans of the event's device that are other after it, and the one that begins with it.

    ``anew`` says that a hand-out is no other's twin, whoever has the device by the record; ``of``
    is the kind of what an amendment is about, where that is one of ``CAME``.
    """
    if event.kind == Kind.ISSUE:
        return _issued(event, [loan for loan in loans if loan.until is None], anew)
    if event.kind == Kind.RETURN:
        return _returned(event, list(loans))
    if handed_again(event):
        return _issued(event, [one for one in loans if one.until is None], anew) if anew else []
    if came_in(event):
        return [_ended(one, event, event.person, {}) for one in loans if one.until is None]
    if event.kind == Kind.AMEND:
        return _amended(event, list(loans), of)
    if event.kind == Kind.RESOLVE:
        return _resolved(event, loans)
    return []


def _returned(event: Event, loans: list[Loan]) -> list[Loan]:
    """What is open ends; an inspection of what came back elsewhere speaks of that return."""
    back, bringer = event.body.get("accessories", {}), event.body.get("received_from")
    opened = [one for one in loans if one.until is None]
    if opened or event.body.get("mode") != Mode.CHECK:
        return [_ended(one, event, bringer, back) for one in opened]
    theirs = [one for one in loans if one.person == event.person]
    last = max(theirs, key=lambda one: (str(one.until), one.loan_id), default=None)
    if last is None:
        return []
    return [_looked_at(replace(last, ended_by=event.event_id), back)]


def _amended(event: Event, loans: list[Loan], of: str) -> list[Loan]:
    """The loan that the return ended; of one thing that two laptops took back, the same loan.

    What is said of a later scan, while the device is in, is of the loan that ended before it.
    """
    amends, said = event.body.get("amends"), event.body.get("accessories", {})
    ended = [one for one in loans if one.ended_by is not None]
    named = [one for one in ended if one.ended_by == amends]
    if not named and (of == Kind.SIGHT or (of == Kind.RETURN and event.person)):
        theirs = [one for one in ended if of == Kind.SIGHT or one.person == event.person]
        begun = [one for one in theirs if one.loan_id < str(amends)]
        named = [max(begun, key=lambda one: one.loan_id)] if begun else []
    if event.body.get("inspected"):
        return [_looked_at(one, said) for one in named]
    return [replace(one, accessories={**one.accessories, **said}) for one in named]


def _looked_at(loan: Loan, found: Mapping[str, str]) -> Loan:
    """What a look says by itself: what somebody said of a thing that is lacking stands."""
    has = loan.accessories
    heard = {
        name: came
        for name, came in found.items()
        if came != CameBack.RETURNED or not lacks(has.get(name, ""))
    }
    return replace(loan, accessories={**has, **heard})


def _issued(event: Event, opened: list[Loan], anew: bool) -> list[Loan]:
    place = None if event.person else event.body.get("place") or event.body.get("at_place", "?")
    if not anew and any(one.person == event.person and one.place == place for one in opened):
        return []  # another table wrote the same hand-out
    begun = Loan(
        event.event_id,
        str(event.device),
        event.person,
        place,
        since=event.wall_time,
        accessories=event.body.get("accessories", {}),
    )
    bringer = event.body.get("received_from")
    return [*(_ended(loan, event, bringer, {}) for loan in opened), begun]


def _resolved(event: Event, loans: Iterable[Loan]) -> list[Loan]:
    """One loan stands, if the person said so; what else was open ends, and what never was one."""
    stands = event.body.get("loan")
    named = event.body.get("never_received")
    never = named if isinstance(named, list) else []
    changed = [_opened(loan) for loan in loans if loan.loan_id == stands]
    others = (
        loan
        for loan in loans
        if loan.loan_id != stands and (loan.until is None or loan.loan_id in never)
    )
    return [*changed, *(_ended(loan, event, None, {}) for loan in others)]


def _opened(loan: Loan) -> Loan:
    return replace(loan, until=None, ended_by=None, received_from=None, disputed=None)


def _ended(loan: Loan, event: Event, bringer: str | None, back: Mapping[str, Any]) -> Loan:
    return replace(
        loan,
        until=event.wall_time,
        ended_by=event.event_id,
        received_from=bringer,
        accessories={**loan.accessories, **back},
        disputed=None,
    )
