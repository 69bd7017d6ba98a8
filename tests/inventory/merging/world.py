"""A school with several tables: what really happens to its devices, and what each table records.

Everything happens in one true order. A table knows only what it did itself and what was carried to
it, believes what follows from that, and writes what the desk writes for such a belief. A record is
*true* if what it says was so: an honest world leaves out acts that can't be recorded truly by that
table, another one does them all the same.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from inventory.model import Custody, CustodyState, Device, Draft, Event, Kind
from inventory.rules.custody import from_register
from tests.builders import a_device
from tests.inventory.merging.physical import STOCK, Spot, happened
from tests.inventory.merging.tables import Action, Table, station

DEVICES = (a_device("NS-101"), a_device("NS-110", holder="2002"))
"""One in stock, one that the district's list gives to a student."""
PEOPLE = ("2001", "2002", "2005")
PLACES = ("Cart 1", "Cart 2")
BETWEEN = timedelta(seconds=6)
"""Between two acts in the school."""


class World:
    """The school. Each act answers whether it was done."""

    def __init__(
        self, tables: int = 3, devices: Iterable[Device] = DEVICES, *,
        honest: bool = True, copied: bool = False,
    ) -> None:  # fmt: skip
        self.honest = honest
        self.starts = {device.device_id: from_register(device) for device in devices}
        self.spots = {name: Spot.said_by(start) for name, start in self.starts.items()}
        self.tables = [Table(n, station(n + 1), self.starts) for n in range(tables)]
        if copied:  # the last laptop is a copy of the first, with its name
            self.tables[-1].station_id = self.tables[0].station_id
        self.really = timedelta()
        self.untrue: set[str] = set()
        """Devices of which something was recorded that was not so."""
        self.argued: set[str] = set()
        """Devices with which a table went on though it saw a dispute."""
        self._last: dict[str, list[str]] = {name: [] for name in self.starts}

    @property
    def everything(self) -> list[Event]:
        """All that was ever written, table by table."""
        return [event for table in self.tables for event in table.own]

    def give(self, at: Table, device: str, person: str) -> bool:
        """A device that is in stock, or in somebody's hands, is handed to a person."""
        belief = at.belief(device)
        target = Spot(person)
        if belief.person == person:
            seen = {"mode": "out", "verdict": "sighted"}
            return self._do(at, [Draft(Kind.SIGHT, device, person, seen)], {device: target})
        drafts = [*_first_back(belief, person), Draft(Kind.ISSUE, device, person)]
        return self._do(at, drafts, {device: target})

    def put(self, at: Table, device: str, place: str) -> bool:
        """A device in stock is handed out to a cart or a room."""
        if self.spots[device] != STOCK:
            return False
        belief = at.belief(device)
        drafts = [*_first_back(belief, None), Draft(Kind.ISSUE, device, body={"place": place})]
        return self._do(at, drafts, {device: Spot(place=place)})

    def take_back(
        self, at: Table, device: str, bringer: str | None = None, place: str | None = None
    ) -> bool:
        """A device that is out comes back to a table; None where nobody says who brings it."""
        if self.spots[device] == STOCK:
            return False
        belief = at.belief(device)
        body = {"mode": "back", "at_place": place} if place else {"mode": "back"}
        if belief.state is CustodyState.IN_STOCK:
            drafts = [Draft(Kind.SIGHT, device, bringer, {**body, "verdict": "already"})]
            if place and place != belief.place:
                drafts.append(Draft(Kind.MOVE, device, body={"place": place}))
        else:
            said = {"received_from": bringer, "place": place, "grade": "B", "mode": "back"}
            said = {key: value for key, value in said.items() if value}
            drafts = [Draft(Kind.RETURN, device, belief.person, said)]
        return self._do(at, drafts, {device: STOCK})

    def bag(self, at: Table, device: str) -> bool:
        """A device that is out comes back in a bag: nobody says who brings it, or looks at it."""
        if self.spots[device] == STOCK:
            return False
        belief = at.belief(device)
        said = {"mode": "back", "bag": "204"}
        check = {"service": "NEEDS_CHECK", "was": belief.service.value}
        came = Draft(Kind.RETURN, device, belief.person, said)
        if belief.state is CustodyState.IN_STOCK:
            came = Draft(Kind.SIGHT, device, body={**said, "verdict": "already"})
        drafts = [came, Draft(Kind.SERVICE, device, body=check)]
        return self._do(at, drafts, {device: STOCK})

    def inspect(self, at: Table, device: str) -> bool:
        """A device that lies there is looked at; a table that has it as out takes it back."""
        if self.spots[device] != STOCK:
            return False
        belief = at.belief(device)
        body = {"mode": "check", "verdict": "checked"}
        ready = Draft(Kind.SERVICE, device, body={"service": "READY", "was": belief.service.value})
        if belief.state is not CustodyState.IN_STOCK:
            given = {"accessories": {"charger": "returned"}}
            said = {**body, **given, "grade": "B", "inspected": True}
            return self._do(at, [Draft(Kind.RETURN, device, belief.person, said), ready], {})
        drafts = [Draft(Kind.SIGHT, device, body=body)]
        backs = [e for e in at.known.of_device.get(device, ()) if e.kind == Kind.RETURN]
        if backs:
            amends = {"amends": backs[-1].event_id, "grade": "B", "inspected": True}
            drafts.append(Draft(Kind.AMEND, device, backs[-1].person, amends))
        return self._do(at, [*drafts, ready], {})

    def swap(self, at: Table, old: str, new: str) -> bool:
        """Whoever has the old device gives it back and gets the new one, in one go."""
        person = self.spots[old].person
        if not person or old == new or at.belief(old).person != person:
            return False
        if self.spots[new] != STOCK or at.belief(new).state is not CustodyState.IN_STOCK:
            return False
        back = Draft(Kind.RETURN, old, person, {"received_from": person, "grade": "B"})
        after = {old: STOCK, new: Spot(person)}
        return self._do(at, [back, Draft(Kind.ISSUE, new, person)], after)

    def mistake(self, at: Table, scanned: str, handed: str, person: str) -> bool:
        """One device is scanned while another one is handed over."""
        if self.honest or self.spots[handed] != STOCK or scanned == handed:
            return False
        if at.belief(scanned).state is not CustodyState.IN_STOCK:
            return False
        self.untrue.add(handed)
        return self._do(at, [Draft(Kind.ISSUE, scanned, person)], {handed: Spot(person)})

    def shelve(self, at: Table, device: str, place: str) -> bool:
        """A device in stock is put on another shelf."""
        if self.spots[device] != STOCK or at.belief(device).state is not CustodyState.IN_STOCK:
            return False
        return self._do(at, [Draft(Kind.MOVE, device, body={"place": place})], {})

    def look(self, at: Table, device: str) -> bool:
        """A device is seen on a walk through the school."""
        body = {"mode": "audit", "at_place": PLACES[0]}
        return self._do(at, [Draft(Kind.SIGHT, device, at.belief(device).person, body)], {})

    def teach(self, at: Table, device: str, code: str) -> bool:
        """A sticker is put on a device; one that two tables put on two is settled by name."""
        known = at.known
        taught = [
            event
            for event in known.events.values()
            if event.body.get("code") == code and event.event_id not in known.voided
        ]
        settled = {name for event in taught for name in event.body.get("instead_of", ())}
        if len({event.device for event in taught if event.event_id not in settled}) == 1:
            return False
        body: dict[str, object] = {"code": code}
        if taught:
            body["instead_of"] = [event.event_id for event in taught]
        return self.note(at, Draft(Kind.RETAG, device, body=body))

    def note(self, at: Table, draft: Draft) -> bool:
        """Something is written down that touches no custody."""
        return self._do(at, [draft], {})

    def settle(self, at: Table, device: str) -> bool:
        """A table that sees a dispute looks where the device is, and says so."""
        custody, spot = at.belief(device), self.spots[device]
        if not custody.disputed:
            return False
        state = CustodyState.IN_STOCK
        if spot != STOCK:
            state = CustodyState.WITH_PERSON if spot.person else CustodyState.IN_PLACE
        body = {"conflict": custody.disputed, "state": state.value}
        if spot.place:
            body["place"] = spot.place
        return self._do(at, [Draft(Kind.RESOLVE, device, spot.person, body)], {})

    def undo(self, at: Table) -> bool:
        """A table takes its last action back, in its journal and in the world.

        Only as long as nothing else happened to the devices since.
        """
        if not at.actions:
            return False
        action = at.actions[-1]
        if any(self._last[device][-1] != action.group for device in action.before):
            return False
        voids = [
            Draft(Kind.VOID, one.device, one.person, {"voids": one.event_id})
            for one in reversed(action.events)
        ]
        self._go_on()
        at.actions.pop()
        at.write(voids, self.really)
        self.spots |= action.before
        for device in action.before:
            self._last[device].pop()
        return True

    def _do(self, at: Table, drafts: list[Draft], after: Mapping[str, Spot]) -> bool:
        """Write down what was done, if that is true or this world is not honest."""
        devices = {draft.device for draft in drafts if draft.device}
        false = {device for device in devices if not self._is_true(device, drafts, after)}
        if false and self.honest:
            return False
        self.untrue |= false
        self.argued |= {device for device in devices if at.belief(device).disputed}
        self._go_on()
        events = at.write(drafts, self.really)
        group = events[0].group
        touched = devices | set(after)
        at.actions.append(Action(group, events, {one: self.spots[one] for one in touched}))
        self.spots |= after
        for device in touched:
            self._last[device].append(group)
        return True

    def _is_true(self, device: str, drafts: list[Draft], after: Mapping[str, Spot]) -> bool:
        spot: Spot | None = self.spots[device]
        for draft in drafts:
            if draft.device == device and spot is not None:
                spot = happened(spot, draft)
        return spot == after.get(device, self.spots[device])

    def _go_on(self) -> None:
        self.really += BETWEEN


def _first_back(belief: Custody, person: str | None) -> list[Draft]:
    """What the desk writes before it hands out what it takes to be out already."""
    if belief.state is CustodyState.WITH_PERSON:
        said = {"mode": "out", "grade": "B"} | ({"received_from": person} if person else {})
        return [Draft(Kind.RETURN, belief.device, belief.person, said)]
    if belief.state is CustodyState.IN_PLACE:
        return [Draft(Kind.RETURN, belief.device, None, {"place": belief.place, "grade": "B"})]
    return []
