"""What scanning a device means in an audit: a sighting, compared with the record at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from inventory.audit import Expected
from inventory.counts import Find, Result
from inventory.model import GONE, CustodyState, Draft, Kind, Service
from inventory.rules.audit import Look, judge
from inventory.rules.case import Case, Decision, resurfaced, stray
from inventory.rules.phrases import count, since
from inventory.rules.swaps import Move, rest_in_words, swap_of
from inventory.verdict import Code

_CODES = {
    Result.VERIFIED: Code.VERIFIED,
    Result.WRONG_PLACE: Code.WRONG_PLACE,
    Result.WRONG_HOLDER: Code.WRONG_HOLDER,
    Result.STATE_CONFLICT: Code.STATE_CONFLICT,
}
_NEXT = "Next: another one."


@dataclass(frozen=True, slots=True)
class View:
    """What the audit knows of the device that was scanned."""

    audit: str
    expected: Expected | None
    """Its line; None where the list does not have it."""
    times: int = 0
    """How often it was counted before."""
    counted_at: str = ""
    counted_in: str = ""
    result: Result | None = None
    """What its line came to before this scan."""
    put_right: bool = False
    """Whether its record was put right in this audit: what it was found as stands."""
    in_a_room: bool = False
    blind: bool = False
    is_sample: bool = False
    pair: str = ""
    """The device whose other label was scanned just before; the same one or not."""
    pair_label: str = ""
    pair_was_tag: bool = False
    given: Mapping[str, str] = field(default_factory=dict)
    """What went out with it, by the loan that is open."""
    circle: tuple[Move, ...] = ()
    """The moves of a swap that this sighting closes, its own first; empty where it closes none."""


def look(case: Case, view: View) -> Decision:
    """One scan of a device in an audit."""
    if view.pair and view.pair != case.device.device_id:
        return _labels_disagree(case, view)
    if case.is_stray:
        return _stray(case, view)
    result = judge(
        Look(
            case.custody,
            view.expected,
            case.place,
            view.in_a_room,
            case.person.person_id if case.person else None,
        )
    )
    if view.put_right and view.result:
        result = view.result
    code = _CODES[result]
    if code in case.waived:
        return _put_right(case, view, result)
    find = None if view.expected else _find(case)
    sight = _sighting(case, view, result, find)
    if case.custody.service in GONE:
        return resurfaced(case, (sight,), then="Put it aside to be checked.", asks=False)
    if view.blind:
        return Decision(Code.SIGHTED, f"{case.what}. Counted.", _NEXT, (sight,))
    if view.pair:
        say = f"{case.what}. Tag and serial agree. {_fact(case, result)}"
        return Decision(code, say, _then(case, view, result), (sight,), again=False)
    better = result is Result.VERIFIED is not view.result
    if view.times and not (view.expected and better):
        return _already(case, view, sight)
    if view.expected is None and not view.is_sample:
        return _not_asked_for(case, view, result, sight)
    return Decision(
        code,
        _told(case, view, result),
        _then(case, view, result),
        (sight,),
        again=False,
    )


def _not_asked_for(case: Case, view: View, result: Result, sight: Draft) -> Decision:
    """One of ours that is not on the list: kept, and told where it closes a swap."""
    if result is Result.WRONG_HOLDER and view.circle:
        kept = "Kept, though this audit does not ask for it."
        say, then = f"{kept} {_swap(case, view)}", f"{_at_once(view)}."
    else:
        kept = "One of ours, but this audit does not ask for it. Kept all the same."
        say, then = f"{case.what}. {kept}", _NEXT
    return Decision(Code.OUT_OF_SCOPE, say, then, (sight,))


def _find(case: Case) -> Find:
    return Find.RESURFACED if case.custody.service in GONE else Find.OUT_OF_SCOPE


def _sighting(case: Case, view: View, result: Result, find: Find | None) -> Draft:
    return case.draft_for(
        Kind.SIGHT,
        case.custody.person,
        audit=view.audit,
        result=result.value,
        find=find.value if find else None,
        at_place=case.place,
        in_hands_of=case.person.person_id if case.person else None,
        labels="agree" if view.pair else None,
    )


def _fact(case: Case, result: Result) -> str:
    """What the record says, where it and the sight disagree; else where it was seen."""
    custody = case.custody
    holder = case.holder.name if case.holder else str(custody.person)
    if result is Result.WRONG_PLACE:
        return f"Recorded in {custody.place}. Seen here, counted, nothing moved."
    if result is Result.WRONG_HOLDER:
        whose = f"Recorded with {holder}" if custody.person else "Recorded in stock"
        return f"{whose}. Counted, nothing changed hands."
    if result is Result.STATE_CONFLICT:
        return f"{_conflict(case, holder)}. Counted, nothing changed."
    if not (case.place or case.person):
        return "Seen. Where was not said: scan the place first."
    if custody.person:
        return f"With {holder}, as recorded."
    where = case.place or custody.place
    return f"In {where}, as recorded." if where else "Seen."


def _told(case: Case, view: View, result: Result) -> str:
    """What it is and the fact; where a swap is closed by it, the rest of that, and no model."""
    if result is not Result.WRONG_HOLDER or not view.circle:
        return f"{case.what}. {_fact(case, result)}"
    return _swap(case, view)


def _swap(case: Case, view: View) -> str:
    """Whose it is by the record, and the rest of the swap that is closed."""
    holder = case.holder.name if case.holder else str(case.custody.person)
    swap = swap_of(len(view.circle))
    return f"Recorded with {holder}: {swap}. {rest_in_words(view.circle)}."


def _conflict(case: Case, holder: str) -> str:
    custody = case.custody
    if custody.service is Service.IN_REPAIR:
        return "Recorded as in repair"
    if custody.state is CustodyState.WITH_PERSON and not case.person:
        return f"Recorded with {holder}"
    if custody.state is CustodyState.WITH_DISTRICT:
        return "Recorded as with the district"
    if custody.state is CustodyState.IN_TRANSIT:
        return "Recorded as on its way"
    return "An audit before could not find it"


def _then(case: Case, view: View, result: Result) -> str:
    offer = _offer(case, result)
    if result is Result.WRONG_HOLDER and view.circle:
        return f"{_at_once(view)}. M or ZZYES: only this one."
    return f"M or ZZYES: {offer}. Else go on." if offer else _NEXT


def _at_once(view: View) -> str:
    out = sum(not move.came_in for move in view.circle)
    return f"F6 corrects {count(out, 'device')} at once"


def _offer(case: Case, result: Result) -> str:
    """What M or ZZYES does about the record; empty where a person has to look first."""
    if result is Result.WRONG_PLACE:
        return "move the record here too"
    if result is Result.WRONG_HOLDER and case.person:
        return f"record it with {case.person.name}"
    shelved = case.custody.state is CustodyState.WITH_PERSON and case.place and not case.person
    if result is Result.STATE_CONFLICT and shelved and case.custody.service is Service.READY:
        return "take it back into stock here"
    return ""


def _put_right(case: Case, view: View, result: Result) -> Decision:
    """The record follows what was seen, and the variance has its explanation."""
    if not _offer(case, result):
        return Decision(Code.NOTHING_TO_CONFIRM, "The record can't be moved from here.", _NEXT)
    kept = {"audit": view.audit, "put_right": True}
    custody, device = case.custody, case.device
    drafts: list[Draft] = []
    if result is Result.WRONG_PLACE:
        drafts.append(case.draft(Kind.MOVE, place=case.place, was=custody.place))
        say = f"The record says {case.place} now."
    elif result is Result.STATE_CONFLICT:
        drafts.append(case.comes_back(device, custody.person, place=case.place, **kept))
        say = f"Taken back into stock in {case.place}."
    else:
        someone = case.person
        assert someone  # what _offer asks for
        kept["correction"] = True  # nobody hands it over now
        if custody.state is not CustodyState.IN_STOCK:
            bringer = someone.person_id if custody.person else None
            said = {"received_from": bringer, **kept}
            drafts.append(case.draft_for(Kind.RETURN, custody.person, **said))
        given = dict(view.given)
        drafts.append(case.draft_for(Kind.ISSUE, someone.person_id, accessories=given, **kept))
        say = f"The record says {someone.name} now."
    if view.expected:
        drafts.append(
            case.draft(
                Kind.EXPLAIN,
                audit=view.audit,
                subjects=[[device.device_id, result.value]],
                disposition="record_corrected",
            )
        )
    return Decision(Code.CONFIRMED, f"{case.what}. {say}", _NEXT, tuple(drafts))


def _already(case: Case, view: View, sight: Draft) -> Decision:
    where = f" in {view.counted_in}" if view.counted_in else ""
    when = since(view.counted_at, case.now)
    at = f"at {when}" if ":" in when else f"on {when}"
    return Decision(Code.ALREADY, f"{case.what}. Counted before, {at}{where}.", _NEXT, (sight,))


def _stray(case: Case, view: View) -> Decision:
    if view.times:
        sight = _sighting(case, view, Result.VERIFIED, Find.STRAY)
        return _already(case, view, sight)
    return stray(case)


def _labels_disagree(case: Case, view: View) -> Decision:
    """Two labels of one device that lead to two devices; the tag's is named as the device."""
    this, other = case.device.device_id, view.pair
    tagged, serial = (other, this) if view.pair_was_tag else (this, other)
    tag_of, serial_of = (
        (view.pair_label, case.device.label)
        if view.pair_was_tag
        else (case.device.label, view.pair_label)
    )
    park = Draft(
        Kind.PARK,
        device=tagged,
        body={"code": Code.LABEL_CONFLICT.value, "other": serial, "place": case.place or ""},
    )
    return Decision(
        Code.LABEL_CONFLICT,
        f"The tag says {tag_of}, the serial says {serial_of}. A find; {case.device.label} is not"
        " counted.",
        "Put it aside. Two devices, not one? Ctrl+Z, then scan this one again.",
        (park,),
        asks=False,
    )
