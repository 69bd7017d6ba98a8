"""What scanning a device means while taking back, and while walking round to see what is there."""

from inventory.model import GONE, CustodyState, Draft, Kind, Service
from inventory.rules.case import SETTLED, Case, Decision, resurfaced, stray
from inventory.rules.phrases import count, since
from inventory.rules.swaps import rest_in_words, swap_of
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
        if case.bag:
            then = "Put it aside: it is checked on Inspect."
            return resurfaced(case, came, then=then, asks=False)
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
        said = {"received_from": bringer, "place": case.place}
        if case.bag:  # nobody looks at it now: its condition is said on Inspect
            return (case.draft_for(Kind.RETURN, custody.person, bag=case.bag, **said),)
        return (case.comes_back(case.device, custody.person, **said),)
    bag = case.bag if _joins_the_bag(case) else ""
    sight = case.draft_for(Kind.SIGHT, bringer, at_place=case.place, bag=bag)
    if case.place and case.place != custody.place:
        return (sight, case.draft(Kind.MOVE, place=case.place, was=custody.place))
    return (sight,)


def _returned(case: Case, came: tuple[Draft, ...]) -> Decision:
    drafts = came
    remarks = []
    if case.custody.service is Service.IN_REPAIR:
        drafts = (*came, case.set_service(Service.NEEDS_CHECK))
        remarks.append("It was in repair: check it before it goes out")
    elif case.bag and case.custody.service is not Service.NEEDS_CHECK:
        drafts = (*came, case.set_service(Service.NEEDS_CHECK))
    with_it = case.policy.accessories_for(case.device.category)
    state = "".join(f" · {what} back" for what in with_it)
    if case.custody.state is CustodyState.IN_STOCK:
        return Decision(Code.RETURNED, f"{case.what}. {'. '.join(remarks)}.", _NEXT, drafts)
    if _brought_by_other(case):
        remarks.append(_whose(case))
    remarks += _settled(case)
    fine = f"{case.what}. {_in_a_bag(case)}." if case.bag else f"{case.what}. Condition B{state}."
    return Decision(Code.RETURNED, " ".join([fine, *(f"{r}." for r in remarks)]), _NEXT, drafts)


_NEXT = "Next: another device."


def _in_a_bag(case: Case) -> str:
    """``In 214's bag, to be checked``; whose it is, where that is another homeroom's."""
    room = case.holder.homeroom if case.holder else ""
    if case.bag != "?" and room != case.bag:
        return f"From {room or 'no homeroom'}, in {_the_bag(case)}, to be checked"
    return f"In {_the_bag(case)}, to be checked"


def _the_bag(case: Case) -> str:
    return "a bag" if case.bag == "?" else f"{case.bag}'s bag"


def _joins_the_bag(case: Case) -> bool:
    """Whether it lies in a bag though the record has it in stock and ready to go out.

    It was handed out on paper, or that was undone by mistake: somebody had it, and it is looked at.
    """
    return bool(case.bag) and case.custody.service in (Service.READY, Service.DAMAGED_USABLE)


def _settled(case: Case) -> list[str]:
    return [SETTLED] if case.custody.disputed else []


def _brought_by_other(case: Case) -> bool:
    return bool(
        case.person and case.custody.person and case.person.person_id != case.custody.person
    )


def _whose(case: Case) -> str:
    """Whose device somebody else brought, and the rest of a swap where it is known."""
    owner = case.holder.name if case.holder else str(case.custody.person)
    bringer = case.person.name if case.person else ""
    if case.counterpart:
        return f"Brought by {bringer} for {owner}, who brought {case.counterpart.label}: a swap"
    brought = f"Brought by {bringer} for {owner}"
    if not case.circle:
        return brought
    out = sum(not move.came_in for move in case.circle)
    corrects = f". F6 corrects what is still out: {count(out, 'device')}" if out else ""
    return f"{brought}: {swap_of(len(case.circle))}. {rest_in_words(case.circle)}{corrects}"


def _already_in_stock(case: Case, came: tuple[Draft, ...]) -> Decision:
    when = f" since {since(case.custody.since, case.now)}" if case.custody.since else ""
    moved = f" Now in {case.place}." if len(came) > 1 else ""
    settled = "".join(f" {word}." for word in _settled(case))
    was = f"{case.what}. It was not out{', but in stock' + when if when else ''}."
    if _joins_the_bag(case):
        drafts = (*came, case.set_service(Service.NEEDS_CHECK))
        bag = f" In {_the_bag(case)}, to be checked."
        return Decision(Code.ALREADY, f"{was}{bag}{moved}{settled}", _NEXT, drafts)
    said = f"{was}{moved}{settled}"
    return Decision(Code.ALREADY, said, "Counted as seen. Next: another one.", came)


def _works_after_all(case: Case) -> Decision:
    return Decision(
        Code.CONFIRMED,
        f"{case.what}. Checked: it works and is ready to hand out.",
        "Next: another one.",
        (case.set_service(Service.READY),),
    )
