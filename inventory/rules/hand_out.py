"""What scanning a device means while handing out."""

from inventory.model import GONE, CustodyState, Draft, Kind, Mode, Service
from inventory.rules.case import Case, Decision, resurfaced, stray
from inventory.rules.phrases import a_list, count, since
from inventory.rules.policy import may_receive
from inventory.verdict import Code


def hand_out(case: Case) -> Decision:
    """The first rule that has something to say decides; where none has, it is handed out."""
    for rule in (
        _stray,
        _gone,
        _in_repair,
        _nobody_yet,
        _barred,
        _already_there,
        _elsewhere,
        _laid_out,
        _limit,
    ):
        if decision := rule(case):
            return decision
    return _issue(case)


def _stray(case: Case) -> Decision | None:
    return stray(case) if case.is_stray else None


def _gone(case: Case) -> Decision | None:
    if case.custody.service not in GONE or Code.RESURFACED in case.waived:
        return None
    return resurfaced(
        case,
        (case.draft(Kind.SIGHT, at_place=case.place),),
        then="Scan it again to hand it out all the same. Else put it aside.",
    )


def _in_repair(case: Case) -> Decision | None:
    if case.custody.service is not Service.IN_REPAIR or Code.IN_REPAIR in case.waived:
        return None
    return Decision(
        Code.IN_REPAIR,
        f"{case.what}. It is recorded as in repair.",
        "Take another one. Ctrl+O: hand it out all the same, with a reason.",
    )


def _nobody_yet(case: Case) -> Decision | None:
    if case.person or case.place:
        return None
    return Decision(
        Code.HELD,
        f"{case.what}. Waiting for a student.",
        "Scan the student's card: the device goes to that student.",
    )


def _barred(case: Case) -> Decision | None:
    if case.person is None:
        return None
    barrier = may_receive(case.person, case.policy, case.now.date())
    if barrier is None or barrier.code in case.waived:
        return None
    return Decision(
        barrier.code,
        f"{barrier.reason} Nothing was handed out.",
        "Ctrl+O: hand out all the same, with a reason.",
    )


def _already_there(case: Case) -> Decision | None:
    custody = case.custody
    if custody.disputed:
        return None
    if case.person:
        there = custody.person == case.person.person_id
        where = f"{case.person.name} has had it"
    else:
        there = custody.state is CustodyState.IN_PLACE and custody.place == case.place
        where = f"It has been in {case.place}"
    if not there:
        return None
    when = f" since {since(custody.since, case.now)}" if custody.since else ""
    return Decision(
        Code.SIGHTED,
        f"{case.what}. {where}{when}; seen again.",
        _next_step(case),
        (case.draft_for(Kind.SIGHT, custody.person, at_place=case.place),),
    )


def _elsewhere(case: Case) -> Decision | None:
    custody = case.custody
    if custody.state is not CustodyState.WITH_PERSON or Code.OUT_TO_OTHER in case.waived:
        return None
    if _is_proposed_here(case):
        return None
    when = f", since {since(custody.since, case.now)}" if custody.since else ""
    target = case.person.first_name or case.person.name if case.person else str(case.place)
    if case.holder:
        room = f", homeroom {case.holder.homeroom}" if case.holder.homeroom else ""
        who, short = f"{case.holder.name}{room}", case.holder.first_name or case.holder.name
    else:
        who = short = f"{custody.person}"
    say = f"{who}{when}."
    if case.counterpart:
        say = f"{who}, who brought in {target}'s {case.counterpart.label}: they swapped."
    if custody.disputed:
        say = f"Tables disagree on it (F6). By the clocks: {say}"
    return Decision(
        Code.OUT_TO_OTHER,
        say,
        f"Scan it again: taken back from {short}, handed to {target}. Else: parked.",
        parks=True,
    )


def _is_proposed_here(case: Case) -> bool:
    """Whether tables disagree, and by the clocks it is where it goes now: that settles it."""
    custody = case.custody
    if not custody.disputed:
        return False
    if case.person:
        return custody.person == case.person.person_id
    return custody.state is CustodyState.IN_PLACE and custody.place == case.place


def _laid_out(case: Case) -> Decision | None:
    """Another device is laid out for them, or this one for somebody else; never for a place."""
    here = case.person
    if here is None or Code.LAID_OUT in case.waived or not _is_out_of_order(case):
        return None
    is_namesake = case.meant_for and case.meant_for.first_name == here.first_name
    first = here.name if is_namesake or not here.first_name else here.first_name
    theirs = case.laid_out
    said = []
    if case.meant_for:
        room = f", homeroom {case.meant_for.homeroom}" if case.meant_for.homeroom else ""
        said.append(f"Laid out for {case.meant_for.name}{room}.")
    if theirs:
        said.append(f"{first}'s is {theirs.label}.")
    then = f"take {theirs.label}." if theirs else "take another one."
    return Decision(
        Code.LAID_OUT, " ".join(said), f"Scan it again: {first} gets it all the same. Else: {then}"
    )


def _is_out_of_order(case: Case) -> bool:
    """Whether the layout says otherwise; what a person has was asked about as theirs."""
    if case.custody.state is CustodyState.WITH_PERSON:
        return False
    return bool(case.meant_for or case.laid_out)


def _limit(case: Case) -> Decision | None:
    """The one-of-a-kind rule; a place takes any number."""
    if case.person is None or not case.same_kind or case.counterpart:
        return None
    if case.policy.limit_for(case.device.category) != "one" or Code.HAS_ONE in case.waived:
        return None
    old = a_list([held.label for held in case.same_kind])
    verb = "comes" if len(case.same_kind) == 1 else "come"
    return Decision(
        Code.HAS_ONE,
        f"{case.person.name} has {old} already.",
        f"Scan it again: {old} {verb} back now, this one goes out. Ctrl+O: give a second.",
    )


def _issue(case: Case) -> Decision:
    swapped = Code.HAS_ONE in case.waived and not case.waived[Code.HAS_ONE]
    giver = case.person.person_id if case.person else None
    drafts = [*_first_back(case, giver), *(_old_ones_back(case, giver) if swapped else ())]
    if case.custody.service is Service.IN_REPAIR:
        drafts.append(case.set_service(Service.READY))
    with_it = case.policy.accessories_for(case.device.category)
    overridden = [
        {"code": code.value, "reason": reason} for code, reason in case.waived.items() if reason
    ]
    drafts.append(
        case.draft_for(
            Kind.ISSUE,
            giver,
            place=None if giver else case.place,
            accessories=dict.fromkeys(with_it, "given"),
            override=overridden,
        )
    )
    drafts += _laid_out_anew(case)
    code = Code.SWAPPED if swapped else Code.ISSUED
    say = f"{_issued_sentence(case, with_it, swapped)}{_traded_sentence(case)}"
    return Decision(code, say, _next_step(case), tuple(drafts))


def _laid_out_anew(case: Case) -> tuple[Draft, ...]:
    """It is laid out for whom it went to now; what was theirs is for whom this one was."""
    here = case.person
    if here is None or Code.LAID_OUT not in case.waived or not _is_out_of_order(case):
        return ()
    when = case.now.date().isoformat()
    drafts = [case.draft_for(Kind.ASSIGN, here.person_id, laid_out=when, mode=Mode.OUT.value)]
    if case.laid_out:
        other = case.meant_for.person_id if case.meant_for else None
        body = drafts[0].body
        drafts.append(Draft(Kind.ASSIGN, case.laid_out.device_id, other, body))
    return tuple(drafts)


def _traded_sentence(case: Case) -> str:
    if case.meant_for is None or not _laid_out_anew(case):
        return ""
    name = case.meant_for.name
    if case.laid_out:
        return f" {case.laid_out.label} is laid out for {name} now."
    return f" Nothing is laid out for {name} now."


def _first_back(case: Case, giver: str | None) -> tuple[Draft, ...]:
    """What is out is taken back from whoever has it before it goes out again."""
    custody = case.custody
    if _is_proposed_here(case):
        return ()
    if custody.state is CustodyState.WITH_PERSON:
        return (case.comes_back(case.device, custody.person, received_from=giver),)
    if custody.state is CustodyState.IN_PLACE:
        return (case.comes_back(case.device, None, place=custody.place),)
    return ()


def _old_ones_back(case: Case, giver: str | None) -> tuple[Draft, ...]:
    """The other half of a swap."""
    return tuple(case.comes_back(held, giver, received_from=giver) for held in case.same_kind)


def _issued_sentence(case: Case, with_it: tuple[str, ...], swapped: bool) -> str:
    extra = f", with {a_list(list(with_it))}" if with_it else ""
    target = case.person.name if case.person else f"{case.place}"
    say = f"{case.what}{extra}, to {target}."
    if case.custody.disputed:
        return f"{say} Tables disagreed on it: that is settled now."
    if swapped:
        return f"{say} {a_list([held.label for held in case.same_kind])} came back."
    if case.person and case.same_kind:
        noun = case.device.category or "device"
        return f"{say} That makes {count(len(case.same_kind) + 1, noun)}."
    if case.custody.service is Service.NEEDS_CHECK:
        return f"{say} It is still marked to be checked."
    return say


def _next_step(case: Case) -> str:
    if case.person:
        first = case.person.first_name or case.person.name
        return f"Next: another device for {first}, or the next student."
    return f"Next: another device for {case.place}, or a student."
