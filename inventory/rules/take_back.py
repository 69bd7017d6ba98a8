"""What scanning a device means while taking back, and while walking round to see what is there."""

from inventory.model import GONE, CustodyState, Draft, Kind, Service
from inventory.rules.case import Case, Decision, resurfaced, stray
from inventory.rules.phrases import since
from inventory.verdict import Code


def take_back(case: Case) -> Decision:
    """It is taken back with the normal outcome; what was wrong with it is said afterwards."""
    if case.is_stray:
        return stray(case)
    if Code.RESURFACED in case.waived and case.custody.service is Service.NEEDS_CHECK:
        return _works_after_all(case)
    came = _came_back(case)
    if case.custody.service in GONE:
        if case.custody.service in (Service.RETIRED, Service.STOLEN):
            return resurfaced(case, came, then="Put it aside: the district decides.", asks=False)
        return resurfaced(
            case, came, then="Put it aside to be checked. Scan it again: it works, it is ready."
        )
    if (
        case.custody.state is CustodyState.IN_STOCK
        and case.custody.service is not Service.IN_REPAIR
    ):
        return _already_in_stock(case, came)
    return _returned(case, came)


def look_at(case: Case) -> Decision:
    """A sighting: it was here, now; who answers for it does not change."""
    if case.is_stray:
        return stray(case)
    sight = case.draft_for(Kind.SIGHT, case.custody.person, at_place=case.place)
    if case.custody.service in GONE and Code.RESURFACED not in case.waived:
        return resurfaced(case, (sight,), then="Put it aside to be checked.")
    where = f" in {case.place}" if case.place else ""
    return Decision(Code.SIGHTED, f"{case.what}. Seen{where}.", "Next: another one.", (sight,))


def _came_back(case: Case) -> tuple[Draft, ...]:
    """The return, or for a device that was never out a sighting and its new place."""
    custody = case.custody
    bringer = case.person.person_id if case.person else None
    if custody.state is not CustodyState.IN_STOCK:
        back = case.comes_back(case.device, custody.person, received_from=bringer, place=case.place)
        return (back,)
    sight = case.draft_for(Kind.SIGHT, bringer, at_place=case.place)
    if case.place and case.place != custody.place:
        return (sight, case.draft(Kind.MOVE, place=case.place, was=custody.place))
    return (sight,)


def _returned(case: Case, came: tuple[Draft, ...]) -> Decision:
    drafts = came
    remarks = []
    if case.custody.service is Service.IN_REPAIR:
        drafts = (*came, case.set_service(Service.NEEDS_CHECK))
        remarks.append("It was in repair: check it before it goes out")
    with_it = case.policy.accessories_for(case.device.category)
    state = "".join(f" · {what} back" for what in with_it)
    if case.custody.state is CustodyState.IN_STOCK:
        return Decision(Code.RETURNED, f"{case.what}. {'. '.join(remarks)}.", _NEXT, drafts)
    if _brought_by_other(case):
        remarks.append(_whose(case))
    remarks += _settled(case)
    fine = f"{case.what}. Condition B{state}."
    return Decision(Code.RETURNED, " ".join([fine, *(f"{r}." for r in remarks)]), _NEXT, drafts)


_NEXT = "Next: another device."


def _settled(case: Case) -> list[str]:
    return ["Tables disagreed on it: that is settled now"] if case.custody.disputed else []


def _brought_by_other(case: Case) -> bool:
    return bool(
        case.person and case.custody.person and case.person.person_id != case.custody.person
    )


def _whose(case: Case) -> str:
    """Whose device somebody else brought, and the other half of a swap where it is known."""
    owner = case.holder.name if case.holder else str(case.custody.person)
    bringer = case.person.name if case.person else ""
    if case.counterpart:
        return f"Brought by {bringer} for {owner}, who brought {case.counterpart.label}: a swap"
    return f"Brought by {bringer} for {owner}"


def _already_in_stock(case: Case, came: tuple[Draft, ...]) -> Decision:
    when = f" since {since(case.custody.since, case.now)}" if case.custody.since else ""
    moved = f" Now in {case.place}." if len(came) > 1 else ""
    settled = "".join(f" {word}." for word in _settled(case))
    return Decision(
        Code.ALREADY,
        f"{case.what}. It was not out{', but in stock' + when if when else ''}.{moved}{settled}",
        "Counted as seen. Next: another one.",
        came,
    )


def _works_after_all(case: Case) -> Decision:
    return Decision(
        Code.CONFIRMED,
        f"{case.what}. Checked: it works and is ready to hand out.",
        "Next: another one.",
        (case.set_service(Service.READY),),
    )
