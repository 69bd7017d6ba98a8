"""Who has what by the events of schools that sent bundles, or that are on a hub.

A packet says it for the day of its signature. What tables wrote since, or wrote where no packet
came, is folded here; and where tables disagree, that is said instead of decided.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from inventory.model import Custody, CustodyState, Event, Kind, Service
from inventory.rules.district import EVENT, LISTING, Row, code_key, device_key
from inventory.rules.fold import fold
from inventory.store.district_file import Target

DISPUTED = "DISPUTED"
"""What stands for custody where tables disagree and nobody has said yet which story holds."""

_NAMES = ", ".join(f'e."{name}"' for name in EVENT)
_LISTING = ", ".join(LISTING)
_AT = {name: LISTING.index(name) for name in LISTING}
_OURS = frozenset({Kind.ISSUE, Kind.RETURN, Kind.MOVE, Kind.ASSIGN, Kind.SERVICE, Kind.RESOLVE})
"""What a table does with its own school's devices only."""
_LINE = ("device_id", "tag", "serial", "model", "category")


def follow(target: Target, at: str) -> None:
    """Write what the journals say, inside the transaction of the caller, instead of before's."""
    target.write(
        "DELETE FROM listing WHERE source IN (SELECT number FROM source WHERE kind = 'journal')"
    )
    for site_key, site in target.rows(
        "SELECT site_key, max(site) FROM source WHERE kind IN ('bundle', 'hub') GROUP BY site_key"
    ):
        journal = _Journal.read(target, site_key)
        rows = [journal.listing(one) for one in sorted(journal.by_device) if journal.is_ours(one)]
        if rows:
            number = _source(target, site_key, site, at)
            marks = ",".join("?" * (len(LISTING) + 1))
            sql = f"INSERT INTO listing(source, {_LISTING}) VALUES ({marks})"
            target.write_many(sql, ((number, *row) for row in rows))


def _source(target: Target, site_key: str, site: str, at: str) -> int:
    """The number under which the listings of a school's journal stand."""
    identity = f"journal:{site_key}"
    found = target.rows("SELECT number FROM source WHERE source_id = ?", identity)
    if found:
        return int(found[0][0])
    target.write(
        "INSERT INTO source SELECT coalesce(max(number), 0) + 1, ?, 'journal', 'journal', ?, ?, '',"
        " '', '', 1, '', '', '', '', '', 0, 0, 0, 0, 0, 0, 0, 0, NULL, NULL, 0, ?, 1 FROM source",
        identity, site, site_key, at,
    )  # fmt: skip
    return _source(target, site_key, site, at)


@dataclass(slots=True)
class _Journal:
    """One school's events that its packet doesn't have, and what is known of its devices."""

    packet: Mapping[str, tuple[Any, ...]]
    """The listings of the audit that counts, by device."""
    by_device: dict[str, list[Event]] = field(default_factory=dict)
    lines: dict[str, list[str]] = field(default_factory=dict)
    """The frozen list's lines of devices, where an audit was opened."""
    voided: frozenset[str] = frozenset()

    @classmethod
    def read(cls, target: Target, site_key: str) -> "_Journal":
        """All of it."""
        packet = target.rows(
            "SELECT number FROM source WHERE site_key = ? AND audit <> '' AND current = 1", site_key
        )
        number = packet[0][0] if packet else 0
        journal = cls(
            {row[0]: row for row in target.rows(
                f"SELECT {_LISTING} FROM listing WHERE source = ?", number)}
        )  # fmt: skip
        told = dict(target.rows(
            "SELECT station, max(last) FROM span WHERE source = ? GROUP BY station", number
        ))  # fmt: skip
        found = target.rows(
            f"SELECT {_NAMES} FROM event e JOIN source s ON s.number = e.source"
            " WHERE s.site_key = ? AND s.kind IN ('bundle', 'hub') ORDER BY e.hlc, e.event_id",
            site_key,
        )
        events = (_event(row) for row in found if row[2] > told.get(row[1], 0))
        journal.take(list(events))
        return journal

    def take(self, events: Iterable[Event]) -> None:
        """Sort them by device."""
        voided: set[str] = set()
        for event in events:
            if event.kind == Kind.VOID:
                voided.add(str(event.body.get("voids", "")))
            if event.kind == Kind.AUDIT_OPEN:
                self._note_lines(event.body.get("lines"))
            if event.device:
                self.by_device.setdefault(event.device, []).append(event)
        self.voided = frozenset(voided)

    def _note_lines(self, lines: object) -> None:
        for line in lines if isinstance(lines, list) else ():
            if isinstance(line, list) and len(line) >= len(_LINE):
                self.lines[str(line[0])] = [str(one) for one in line]
                self.by_device.setdefault(str(line[0]), [])

    def is_ours(self, device: str) -> bool:
        """Whether the school works with it; another school's that was only set aside is not."""
        if device in self.packet:
            return bool(self.packet[device][_AT["ours"]])
        return device in self.lines or any(one.kind in _OURS for one in self.by_device[device])

    def listing(self, device: str) -> Row:
        """The device's row: what the packet says of it, with the custody of now."""
        there = self.packet.get(device)
        row = list(there) if there else self._bare(device)
        start = _custody_of(row)
        here = {event.event_id for event in self.by_device[device]}
        folded = fold(
            start, [_within(event, here) for event in self.by_device[device]], self.voided
        )
        custody = folded.custody
        said = {
            "custody": DISPUTED if custody.disputed else custody.state.value,
            "person": custody.person, "place": custody.place, "service": custody.service.value,
            "since": custody.since, "seen_at": custody.seen_at, "seen_place": custody.seen_place,
        }  # fmt: skip
        for name, value in said.items():
            row[_AT[name]] = value or ""
        return tuple(row)

    def _bare(self, device: str) -> list[Any]:
        line = self.lines.get(device, [device, device, "", "", ""])
        _, tag, serial, model, category = line[: len(_LINE)]
        tag_key, serial_key, id_key = code_key(tag), code_key(serial), code_key(device)
        known = {
            "device_id": device, "tag": tag, "serial": serial, "tag_key": tag_key,
            "serial_key": serial_key, "model": model, "category": category, "ours": 1,
            "id_key": "" if id_key in (tag_key, serial_key) else id_key, "sightings": 0,
            "device_key": device_key(tag_key, serial_key), "expected": 0,
        }  # fmt: skip
        return [known.get(name, "") for name in LISTING]


def _custody_of(row: list[Any]) -> Custody:
    """What was so before the events: the packet's word, or that it stood in stock."""
    state, service = row[_AT["custody"]], row[_AT["service"]]
    return Custody(
        str(row[0]),
        state=CustodyState(state) if state in list(CustodyState) else CustodyState.IN_STOCK,
        person=row[_AT["person"]] or None,
        place=row[_AT["place"]] or None,
        since=row[_AT["since"]] or None,
        service=Service(service) if service in list(Service) else Service.READY,
        seen_at=row[_AT["seen_at"]] or None,
        seen_place=row[_AT["seen_place"]] or None,
    )


def _within(event: Event, here: set[str]) -> Event:
    """The event with those of its parents only that are folded with it."""
    kept = tuple(one for one in event.parents if one in here)
    return event if kept == event.parents else replace(event, parents=kept)


def _event(row: tuple[Any, ...]) -> Event:
    said = dict(zip(EVENT, row, strict=True))
    parents, body = json.loads(said["parents"]), json.loads(said["body"])
    return Event(**{**said, "parents": tuple(parents), "body": body})
