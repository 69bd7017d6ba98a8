"""Settling what was parked: each ends with what was done about it, by name."""

from collections.abc import Callable

from inventory.errors import ChampionError, NotFound
from inventory.model import Draft, Event, Kind, Mode, Parked
from inventory.rules.codes import LONGEST_CODE, RESERVED_PREFIX, clean
from inventory.rules.custody import is_correction
from inventory.rules.duties import Duty
from inventory.services import devices, naming, swaps, undo
from inventory.services.office import Office
from inventory.services.table import Table
from inventory.services.turn import Turn
from inventory.services.unresolved import put_stub
from inventory.store import events, identifiers, parked, register
from inventory.text import safe
from inventory.verdict import Code, Severity


def find(office: Office, claim: str) -> Parked:
    """What waits under a claim number or an event id; NotFound where nothing does.

    Refuses a number under which several wait, as where two laptops have one name.
    """
    found = parked.all_by_claim(office.database, claim)
    if not found:
        raise NotFound(f"Nothing is parked as {claim}.", "champion list parked shows what waits.")
    waiting = [one for one in found if one.settled_by is None]
    if not waiting:
        raise ChampionError(f"{found[0].claim} is settled already: {found[0].outcome}.")
    if len(waiting) > 1:
        listed = "; ".join(_told_apart(office, one) for one in waiting)
        raise ChampionError(
            f"{waiting[0].claim} waits {len(waiting)} times: {listed}.",
            "Settle it in the Inbox (F6), or name it here by what stands in the brackets.",
        )
    return waiting[0]


def _told_apart(office: Office, waiting: Parked) -> str:
    """``“X-1” at Table 2 (01J…)``: what tells it from others with its number."""
    event = events.by_id(office.database, waiting.event_id)
    station = event.station_id if event else ""
    table = naming.spoken(naming.table_name(office, station), station)
    return f"“{safe(waiting.raw)}” at {table} ({waiting.event_id})"


def settle(office: Office, waiting: Parked, outcome: str) -> None:
    """Say in words what was done about it."""
    office.refuse_helper(Duty.SETTLE)
    outcome = safe(outcome).strip()
    if not outcome:
        raise ChampionError("Say what was done about it.", "A few words are enough.")
    _settle_with(office, waiting, outcome, lambda _: None)


def bind(office: Office, waiting: Parked, device_id: str) -> None:
    """Let the unknown code lead to a device from now on, as a school's own sticker does."""
    office.refuse_helper(Duty.SETTLE)
    code = _read_as(office, waiting) or clean(waiting.raw)
    if not code or len(code) > LONGEST_CODE or code.startswith(RESERVED_PREFIX):
        raise ChampionError(
            f"{waiting.claim} has no code that could lead to a device.", "Say what was done."
        )
    taken = identifiers.owner(office.database, code)
    if taken is not None:
        raise ChampionError(f"{code} leads to the device {taken} already.", "Scan it again.")
    if register.device(office.database, device_id) is None:
        raise NotFound(f"There is no device {device_id} in the register.")
    _settle_with(
        office,
        waiting,
        f"Leads to {device_id} from now on",
        lambda group: office.record(
            [Draft(Kind.RETAG, device=device_id, body=_taught(office, code))], group
        ),
    )


def _taught(office: Office, code: str) -> dict[str, object]:
    """What a code is taught with: which other words on it, of other tables, it takes the place of.

    Two tables that taught it for two devices left it leading to neither.
    """
    others = [
        event.event_id
        for event in events.of_kind(office.database, Kind.RETAG)
        if event.body.get("code") == code
    ]
    return {"code": code, "instead_of": others} if others else {"code": code}


def _read_as(office: Office, waiting: Parked) -> str:
    """The code that was read then, where that is not the text itself; else empty."""
    event = events.by_id(office.database, waiting.event_id)
    return str(event.body.get("code_read", "")) if event else ""


def enter_person(office: Office, waiting: Parked, name: str) -> None:
    """Enter the unknown ID's person by hand; the next roster import matches it."""
    office.refuse_helper(Duty.SETTLE)
    if not safe(name).strip():
        raise ChampionError("A name is needed.", "Type first and last name.")
    if waiting.code != Code.UNKNOWN_PERSON or not waiting.person:
        raise ChampionError(f"{waiting.claim} is not about an unknown person.")
    person_id = waiting.person

    def stub(group: str) -> None:
        put_stub(office, person_id, safe(name).strip())
        office.record([Draft(Kind.STUB, person=person_id)], group)

    _settle_with(office, waiting, "Entered by hand", stub)


def hand_over(office: Office, waiting: Parked) -> None:
    """Do what the open question proposed: take the device back from its holder, and issue it."""
    office.refuse_helper(Duty.SETTLE)
    if waiting.code != Code.OUT_TO_OTHER or not waiting.device or not waiting.person:
        raise ChampionError(f"{waiting.claim} is not about a device that is out to someone else.")
    device, receiver = waiting.device, waiting.person

    def exchange(group: str) -> None:
        directory = identifiers.StoredDirectory(office.database)
        turn = Turn(office, directory, Table(Mode.OUT, person=receiver), waiting.raw, group)
        verdict = devices.device(turn, device, waiting.raw, {Code.OUT_TO_OTHER: ""})
        if verdict.severity is not Severity.OK:
            raise ChampionError(verdict.say, "Settle it at the table, on Hand out.")

    _settle_with(office, waiting, "Taken back and handed over", exchange)


def undo_last(office: Office) -> str:
    """Take back this table's last action if it settled something; a sentence on what was undone.

    Refuses where the last action was another one: that is undone where it was done.
    """
    office.refuse_helper(Duty.SETTLE)

    def work() -> str:
        undone = undo.last_action(office)
        if not any(_settles(event) for event in undone):
            raise ChampionError(
                "The last thing that this table did was no settling.",
                "Ctrl+Z on Hand out or Take back undoes that.",
            )
        if moved := undo.moved_on(office, undone):
            raise ChampionError(moved, "Scan it to set it right.")
        words = undo.in_words(office.database, undone, office.clock.now())
        office.record(undo.voids(undone), office.new_id())
        if any(_is_swapped(office, event) for event in undone):
            return f"{words.say.removesuffix('.')}, and the swap waits to be corrected again."
        return words.say

    return office.write(work)


def _settles(event: Event) -> bool:
    return event.kind in (Kind.SETTLE, Kind.RESOLVE) or is_correction(event)


def _is_swapped(office: Office, event: Event) -> bool:
    """Whether a device whose correction was undone is in a swap now."""
    if not is_correction(event) or not event.device:
        return False
    swap = swaps.of_device(office, event.device)
    return swap is not None and swap.closed


def _settle_with(
    office: Office, waiting: Parked, outcome: str, more: Callable[[str], object]
) -> None:
    """Write what was done and that it is settled, as one action that one undo takes back."""
    group = office.new_id()
    body = {"parked": waiting.event_id, "outcome": outcome}

    def work() -> None:
        find(office, waiting.event_id)
        more(group)
        settled = Draft(Kind.SETTLE, device=waiting.device, person=waiting.person, body=body)
        office.record([settled], group)

    office.write(work)
