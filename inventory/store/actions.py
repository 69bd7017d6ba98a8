"""What somebody at a table did, as undo and second thoughts need it."""

from collections.abc import Iterable

from inventory.journal.event import as_json
from inventory.model import Event, Kind
from inventory.store.database import Database
from inventory.store.events import SELECT, read
from inventory.store.list_rules import NOT_UNDONE


def last_action(
    database: Database,
    station_id: str,
    kinds: tuple[str, ...],
    also: tuple[str, ...] = (),
    own: Iterable[str] | None = None,
) -> list[Event]:
    """What this station's last scan or command wrote that was not undone; empty where none is.

    ``also`` are kinds that make no action of their own, but belong to one. ``own`` are the groups
    of which it may be, any where it is left out.

    It does not reach behind a step that opened or closed an audit: what was counted stays counted,
    and who undoes a scan of the audit does not mean the morning's hand-outs.
    """
    closed = database.value(
        "SELECT max(seq) FROM event WHERE station_id = ?"
        " AND kind IN ('audit_open', 'audit_lock', 'audit_sign')",
        station_id,
    )
    group = database.value(
        f'SELECT "group" FROM event WHERE station_id = ? AND seq > ? AND {_undoable(kinds)}'
        f"{' AND ' + _AMONG if own is not None else ''} ORDER BY seq DESC LIMIT 1",
        station_id,
        closed or 0,
        *kinds,
        *(() if own is None else (as_json(list(own)),)),
    )
    kinds = (*kinds, *also)
    sql = f'{SELECT} WHERE "group" = ? AND {_undoable(kinds)} ORDER BY position'
    return read(database, sql, group, *kinds) if group else []


def noted_since(database: Database, last: Event) -> Event | None:
    """The newest note for IT, or word on who serves, that the station of an event wrote after it.

    No undo of scans and keys takes it back.
    """
    found = read(
        database,
        f"{SELECT} WHERE station_id = ? AND seq > ? AND kind = 'note'"
        " AND (body ->> '$.for_it' IS NOT NULL OR body ->> '$.serves' IS NOT NULL)"
        f" AND {NOT_UNDONE} ORDER BY seq DESC LIMIT 1",
        last.station_id,
        last.seq,
    )
    return next(iter(found), None)


def wrote_others(database: Database, station_id: str, own: Iterable[str], after: int) -> bool:
    """Whether a station has events behind a position that are of none of these groups."""
    return bool(
        database.value(
            f"SELECT 1 FROM event WHERE position > ? AND station_id = ? AND NOT {_AMONG} LIMIT 1",
            after,
            station_id,
            as_json(list(own)),
        )
    )


def moved_since(database: Database, event: Event) -> Event | None:
    """What the same station did with the device of a hand-out, return or move after it, if any."""
    if event.kind not in (Kind.ISSUE, Kind.RETURN, Kind.MOVE, Kind.RESOLVE):
        return None
    found = read(
        database,
        f"{SELECT} WHERE device = ? AND station_id = ? AND seq > ?"
        " AND \"group\" <> ? AND kind IN ('issue', 'return', 'move')"
        f" AND {NOT_UNDONE} ORDER BY seq LIMIT 1",
        event.device,
        event.station_id,
        event.seq,
        event.group,
    )
    return next(iter(found), None)


_AMONG = '"group" IN (SELECT value FROM json_each(?))'


def _undoable(kinds: tuple[str, ...]) -> str:
    """Of these kinds, or somebody's word on a device, and not undone.

    What an explanation of an audit settled is not: another explanation takes its place.
    """
    return (
        f"(kind IN ({','.join('?' * len(kinds))})"
        " OR (kind = 'note' AND body ->> '$.attested_by' IS NOT NULL))"
        " AND NOT (kind = 'settle' AND body ->> '$.audit' IS NOT NULL)"
        f" AND {NOT_UNDONE}"
    )


def last_amendment(database: Database, event_id: str) -> Event | None:
    """The last word about a return that still counts."""
    found = read(
        database,
        f"{SELECT} WHERE kind = 'amend' AND body ->> '$.amends' = ?1"
        " AND device = (SELECT device FROM event WHERE event_id = ?1)"
        f" AND {NOT_UNDONE} ORDER BY position DESC LIMIT 1",
        event_id,
    )
    return next(iter(found), None)
