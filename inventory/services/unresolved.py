"""What can't be answered now: kept with a claim number, and the line moves."""

from dataclasses import replace

from inventory.model import Draft, Kind, Mode, Person, PersonStatus
from inventory.rules.codes import Match, Meaning
from inventory.services import arrivals, audit_scan
from inventory.services.office import Office
from inventory.services.turn import Turn
from inventory.store import register
from inventory.verdict import Code, Verdict


def unknown(turn: Turn, match: Match) -> Verdict:
    """Park a code that nobody knows, with all that was seen of it."""
    if audit_scan.seen_code_before(turn):
        return audit_scan.unknown_again(turn, match.code)
    before = turn.table.person
    sure = match.meaning is Meaning.UNKNOWN_PERSON and not audit_scan.open_audit(turn)
    if sure or (match.person and turn.table.served):
        # It may be the next student's card: nothing more may go to the one before.
        arrivals.leave_rest(turn)
        turn.table = replace(turn.table, person=None, cleared={})
    is_person = sure or (
        match.person is not None
        and not match.remark
        and turn.table.mode is Mode.OUT
        and not (before or turn.table.place)
    )
    if is_person and turn.table.mode is Mode.OUT:
        turn.table = replace(turn.table, place=None)  # nor to the cart before
    if is_person:
        code, say = Code.UNKNOWN_PERSON, "Not in the roster, though it looks like a student's ID."
        hint = "Ctrl+N: enter the name by hand, and the line moves."
        if turn.table.mode is Mode.CHECK:  # nothing is handed to anybody there
            hint = "Put it aside and go on: it waits in the Inbox."
    else:
        code, say = Code.UNLISTED, f"No device and no person has this code.{_guess(match.remark)}"
        hint = "Put it aside and go on: it waits in the Inbox."
        if match.person and not match.remark and turn.table.mode is Mode.OUT:
            gone = before and not turn.table.person
            hint = "A student's card? Ctrl+N. " + (
                "Else put it aside, and scan the card again." if gone else "Else put it aside."
            )
    turn.table = replace(turn.table, hot=None)
    person = match.person if is_person else before
    draft = Draft(Kind.PARK, person=person, body={"code": code.value, "place": turn.table.place})
    verdict = turn.record.close(code, say, hint, (draft,), subject=match.code or "(blank)")
    if match.person and not match.remark:
        turn.table = replace(turn.table, unknown=(str(match.person), str(verdict.event)))
    return replace(verdict, say=f"Parked as {verdict.claim}. {say}")


def enter_person(turn: Turn, name: str, expected: str | None) -> Verdict:
    """Write the unknown person into the register under the ID that was scanned."""
    if expected and (not turn.table.unknown or turn.table.unknown[0] != expected):
        return turn.nothing("Something else was scanned meanwhile: nobody was entered.")
    if not turn.table.unknown or not name:
        return turn.nothing(
            "A name is needed." if turn.table.unknown else "Nobody is unknown here."
        )
    person_id, parked = turn.table.unknown
    add_by_hand(turn, person_id, name, parked)
    turn.table = replace(turn.table, unknown=None)
    return arrivals.person(turn, person_id)


def add_by_hand(turn: Turn, person_id: str, name: str, parked: str) -> None:
    """A person whom the roster doesn't know yet; the name stays out of the journal."""
    put_stub(turn.office, person_id, name)
    settled = {"parked": parked, "outcome": "Entered by hand"}
    turn.office.record(
        [
            Draft(Kind.STUB, person=person_id),
            Draft(Kind.SETTLE, person=person_id, body=settled),
        ],
        turn.group,
    )


def put_stub(office: Office, person_id: str, name: str) -> None:
    """Enter somebody by hand, unless a roster has come to know the ID meanwhile."""
    known = register.person(office.database, person_id)
    if known is None or known.status is PersonStatus.UNKNOWN:
        first, _, last = name.rpartition(" ")
        stub = Person(person_id, first or last, last if first else "", status=PersonStatus.UNKNOWN)
        register.put_people(office.database, [stub])


def park_on_purpose(turn: Turn) -> Verdict:
    """Give whoever stands here a claim number, so that the next one can step up."""
    about = turn.table.asked or turn.table.stopped
    if about is None and turn.table.person is None:
        return turn.nothing("There is nothing to park.")
    device = about.device if about else None
    someone = turn.someone(turn.table.person)
    code = about.code if about else Code.PARKED
    body = {"code": code.value, "scan": about.raw if about else None}
    draft = Draft(Kind.PARK, device=device, person=turn.table.person, body=body)
    turn.leave_held()
    turn.table = replace(turn.table, asked=None, stopped=None, person=None, cleared={}, hot=None)
    verdict = turn.record.close(
        Code.PARKED,
        "",
        "Next: the next student.",
        (draft,),
        subject=device or (someone.name if someone else ""),
        person=someone,
    )
    return replace(verdict, say=f"Parked as {verdict.claim}: step aside with this number.")


def _guess(remark: str) -> str:
    """What the code looks like, as a sentence of its own."""
    if not remark:
        return ""
    return f" It looks like {remark}." if remark.startswith(("a ", "the ")) else f" It {remark}."
