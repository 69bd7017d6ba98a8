"""What the journal says of damage, of lacking chargers and of lost devices."""

import json
from collections import defaultdict
from dataclasses import replace
from typing import Any

from inventory.model import Device, Service
from inventory.rules.charges import Gone
from inventory.rules.condition import Condition
from inventory.rules.outings import CameIn, Word, in_the_end, outings, word_of
from inventory.rules.sides import sides
from inventory.store import events, register
from inventory.store.database import Database
from inventory.store.list_rules import NOT_UNDONE
from inventory.store.pieces import rows_for
from inventory.store.whose import Act, Owner, whose

_ACT = "event_id, device, kind, person, hlc, wall_time, body"


def came_in(database: Database) -> list[CameIn]:
    """Every return of which something was said that is not as usual; undone ones are left out.

    Sightings too that somebody spoke of: a device that came in, and was not known to be out.
    """
    amendments = _amendments(database)
    acts = {row[0]: row for row in _unusual_returns(database)}
    sql = f"SELECT {_ACT} FROM event WHERE {NOT_UNDONE} AND event_id IN ({{}})"
    acts |= {row[0]: row for row in rows_for(database, sql, sorted(set(amendments) - set(acts)))}
    return _told(database, list(acts.values()), amendments)


def gone(database: Database) -> list[Gone]:
    """Devices that somebody here reported lost or stolen, and that were not found since.

    However often they were reported: the day and the note are those of the first word, and the
    last one says whether it is lost or stolen. That the district's list says the same, or retires
    them, is no find; that it has them as usual is one.
    """
    rows = database.rows(
        f"SELECT {register.DEVICE_OF_D}, c.person, e.wall_time, e.body ->> '$.service',"
        " coalesce(e.body ->> '$.note', ''), c.disputed IS NOT NULL"
        " FROM event e JOIN custody c ON c.device = e.device"
        " JOIN device d ON d.device_id = e.device"
        " WHERE e.kind = 'service' AND e.body ->> '$.service' IN ('LOST', 'STOLEN')"
        f" AND c.service IN ('LOST', 'STOLEN', 'MISSING', 'RETIRED') AND e.{NOT_UNDONE}"
        " AND NOT EXISTS (SELECT 1 FROM event f WHERE f.device = e.device AND f.hlc > e.hlc"
        "  AND (f.kind IN ('return', 'issue') AND f.body ->> '$.correction' IS NULL"
        "   OR f.kind = 'service' AND f.body ->> '$.service' NOT IN ('LOST', 'STOLEN', 'MISSING'))"
        f"  AND f.{NOT_UNDONE}) ORDER BY e.hlc, e.event_id"
    )
    found: dict[str, Gone] = {}
    for *device, person, at, service, note, disputed in rows:
        word = Gone(
            register.as_device(tuple(device)), person, at, Service(service), note, bool(disputed)
        )
        first = found.setdefault(word.device.device_id, word)
        found[word.device.device_id] = replace(first, service=word.service)
    return list(found.values())


def said_of(database: Database, device: str, event: str = "") -> Condition:
    """What holds of a device by all that was said since it was last out, or last repaired.

    ``event`` is a return or sighting of an earlier time; nothing where it never came in.
    """
    acts = rows_for(
        database,
        f"SELECT {_ACT} FROM event WHERE device IN ({{}}) AND {NOT_UNDONE}"
        " AND body ->> '$.correction' IS NULL AND (kind = 'return'"
        "  OR kind = 'sight' AND body ->> '$.mode' IN ('back', 'check')) ORDER BY hlc",
        [device],
    )
    came = _told(database, list(acts), _amendments(database, device))
    if not came:
        return Condition()
    key = next((one.outing for one in came if one.event == event), came[-1].outing)
    return next(in_the_end(one.words) for one in outings(came) if one.outing == key)


def _told(
    database: Database, acts: list[tuple[Any, ...]], amendments: dict[str, list[Word]]
) -> list[CameIn]:
    owners = whose(database, (Act(*row[:-1]) for row in acts))
    ids = sorted({str(row[1]) for row in acts})
    known, disputed = _devices(database, ids), _on_a_side(database, ids)
    return [
        _came_in(
            row,
            owners[row[0]],
            amendments.get(row[0], []),
            known.get(row[1]) or Device(row[1]),
            disputed=row[0] in disputed,
        )
        for row in acts
    ]


def _amendments(database: Database, device: str = "") -> dict[str, list[Word]]:
    """What was said afterwards, by the return that it is about, in the order of the clocks."""
    of_device = "AND device = ?" if device else ""
    rows = database.rows(
        "SELECT body ->> '$.amends', wall_time, hlc, body FROM event"
        f" WHERE kind = 'amend' {of_device} AND {NOT_UNDONE} ORDER BY hlc, position",
        *([device] if device else []),
    )
    found: dict[str, list[Word]] = defaultdict(list)
    for amends, at, order, body in rows:
        if amends:
            found[amends].append(word_of(json.loads(body), at, order))
    return dict(found)


def _unusual_returns(database: Database) -> list[tuple[Any, ...]]:
    """Returns that say by themselves that something is damaged or lacking."""
    return database.rows(
        f"SELECT {_ACT} FROM event WHERE kind = 'return' AND {NOT_UNDONE}"
        " AND (body ->> '$.grade' IN ('C', 'D', 'X') OR json_array_length(body, '$.parts') > 0"
        " OR EXISTS (SELECT 1 FROM json_each(body, '$.accessories')"
        "  WHERE value IN ('not returned', 'returned faulty', 'wrong type')))"
    )


def _devices(database: Database, ids: list[str]) -> dict[str, Device]:
    sql = f"SELECT {register.DEVICE} FROM device WHERE device_id IN ({{}})"
    found = (register.as_device(row) for row in rows_for(database, sql, ids))
    return {one.device_id: one for one in found}


def _on_a_side(database: Database, ids: list[str]) -> set[str]:
    """The events of devices on which tables disagree, but for what all of them knew."""
    found: set[str] = set()
    sql = "SELECT device, heads FROM conflict WHERE device IN ({})"
    for device, heads in rows_for(database, sql, ids):
        told = sides(events.of_device(database, device), json.loads(heads), frozenset())
        found |= {event.event_id for side in told.values() for event in side}
    return found


def _came_in(
    row: tuple[Any, ...], owner: Owner, amendments: list[Word], device: Device, *, disputed: bool
) -> CameIn:
    event, _, _, _, order, at, text = row
    body = json.loads(text)
    return CameIn(
        event=event,
        device=device,
        person=owner.person,
        words=(word_of(body, at, order, is_act=True), *amendments),
        place=str(body.get("place") or body.get("at_place") or ""),
        loan=owner.loan,
        disputed=disputed,
    )
