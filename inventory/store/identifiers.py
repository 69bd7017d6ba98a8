"""Every string that may lead to a device, and the exact and looser look-ups over them."""

from collections.abc import Iterable

from inventory.model import Device, Event
from inventory.rules.codes import Hit, Shapes
from inventory.store.database import Database
from inventory.text import bare, loose, shape

_PUT = "INSERT INTO identifier VALUES (?,?,?,?,?,?,?,?,?)"


class StoredDirectory:
    """The look-ups of ``rules.codes.Directory``, over the register as it is now."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def exact(self, code: str) -> tuple[Hit, ...]:
        """The place, person and device that are called exactly this."""
        return self._hits(
            "SELECT NULL, NULL, place FROM place WHERE place = ?1"
            " UNION ALL SELECT NULL, person_id, NULL FROM person WHERE person_id = ?1"
            " UNION ALL SELECT device_id, NULL, NULL FROM identifier"
            " WHERE norm = ?1 AND active = 1",
            code,
        )

    def loosely(self, code: str) -> tuple[Hit, ...]:
        """All that are called this but for case and punctuation."""
        wanted = loose(code)
        if not wanted:
            return ()
        return self._hits(
            "SELECT NULL, NULL, place FROM place WHERE loose = ?1"
            " UNION SELECT NULL, person_id, NULL FROM person WHERE loose = ?1"
            " UNION SELECT device_id, NULL, NULL FROM identifier WHERE loose = ?1 AND active = 1"
            " LIMIT 3",
            wanted,
        )

    def barely(self, code: str) -> tuple[Hit, ...]:
        """All that are called this but for case, punctuation and leading zeros."""
        return self._hits(
            "SELECT NULL, person_id, NULL FROM person WHERE bare = ?1"
            " UNION SELECT device_id, NULL, NULL FROM identifier WHERE bare = ?1 AND active = 1"
            " LIMIT 3",
            bare(code),
        )

    def shapes(self, pattern: str) -> Shapes:
        """Which kinds of identifiers have this pattern."""
        row = self._database.row(
            "SELECT EXISTS(SELECT 1 FROM person WHERE shape = ?1),"
            " EXISTS(SELECT 1 FROM identifier WHERE shape = ?1 AND active = 1),"
            " EXISTS(SELECT 1 FROM place WHERE shape = ?1),"
            " EXISTS(SELECT 1 FROM identifier"
            " WHERE shape = ?1 AND active = 1 AND norm = upper(norm))",
            pattern,
        )
        return Shapes(*map(bool, row or ()))

    def _hits(self, sql: str, code: str) -> tuple[Hit, ...]:
        return tuple(Hit(*row) for row in self._database.rows(sql, code))


def put(database: Database, devices: Iterable[Device]) -> None:
    """Enter the tag and serial of devices that are new in the register."""
    database.write_many(_PUT, (row for device in devices for row in _rows(device)))


def change(database: Database, before: Device, after: Device) -> None:
    """Follow a change of tag or serial; the old tag still leads to the device."""
    had, has = _codes(before), _codes(after)
    for old in had.keys() - has.keys():
        was_tag = had[old] == "tag"
        database.write(
            "UPDATE identifier SET kind = ?, active = ? WHERE norm = ? AND device_id = ?",
            "old_tag" if was_tag else "serial",
            1 if was_tag else 0,
            old,
            before.device_id,
        )
    for new, kind in has.items():
        if had.get(new) != kind:
            database.write("DELETE FROM identifier WHERE norm = ? AND active = 1", new)
            database.write(_PUT, *_row(after.device_id, kind, new, None))


STICKER = "sticker"
"""What a code is that a table taught, and no list."""


def learn(database: Database, event: Event) -> None:
    """Let one more code lead to a device, as a ``retag`` event says; a code that is taken stays."""
    code = event.body.get("code", "")
    if event.device and code and not owner(database, code):
        database.write(_PUT, *_row(event.device, STICKER, code, event.event_id))


def forget(database: Database, event_id: str) -> None:
    """Take back what a ``retag`` event taught."""
    database.write("DELETE FROM identifier WHERE event_id = ?", event_id)


def drop_learned(database: Database) -> None:
    """Take back all that events taught; rebuilding teaches it again."""
    database.write("DELETE FROM identifier WHERE event_id IS NOT NULL")


def owner(database: Database, code: str) -> str | None:
    """The device that a code leads to exactly."""
    found = database.value("SELECT device_id FROM identifier WHERE norm = ? AND active = 1", code)
    return str(found) if found is not None else None


def of_device(database: Database, device: str) -> list[tuple[str, str]]:
    """Kind and text of everything that leads to a device: tag, serial, then the others."""
    return [
        (kind, raw)
        for kind, raw in database.rows(
            "SELECT kind, raw FROM identifier WHERE device_id = ? AND active = 1"
            " ORDER BY CASE kind WHEN 'tag' THEN 1 WHEN 'serial' THEN 2 ELSE 3 END, rowid",
            device,
        )
    ]


def _rows(device: Device) -> Iterable[tuple[object, ...]]:
    for code, kind in _codes(device).items():
        yield _row(device.device_id, kind, code, None)


def _codes(device: Device) -> dict[str, str]:
    """What leads to a device by its own row, and as what: one that is both is a tag."""
    kinds = {device.serial: "serial", device.tag: "tag"}
    return {code: kinds[code] for code in (device.tag, device.serial) if code}


def _row(device: str, kind: str, code: str, event_id: str | None) -> tuple[object, ...]:
    return (device, kind, code, code, loose(code), bare(code), shape(code), 1, event_id)
