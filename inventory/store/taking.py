"""What was held aside goes into the register: a piece at a time, in the caller's transaction."""

from inventory.store import identifiers, projections, register
from inventory.store.database import Database
from inventory.store.staging import TABLES, Staging

_PIECE = "aside.staged WHERE position > ?1 AND position <= ?2"
_IDENTIFIERS = (
    "SELECT device_id, 'tag' AS kind, tag AS raw, tag AS norm, tag_loose AS loose,"
    f" tag_bare, tag_shape, 1, NULL FROM {_PIECE} AND is_new AND tag <> ''"
    " UNION ALL SELECT device_id, 'serial', serial, serial, serial_loose,"
    f" serial_bare, serial_shape, 1, NULL FROM {_PIECE} AND is_new AND serial NOT IN ('', tag)"
    " ORDER BY loose"
)
"""In the order of the indexes, so that a page of them is written once."""


def take(database: Database, staging: Staging, first: int, last: int, hlc: str) -> None:
    """Write the records from one position on, up to and with another, as of this clock."""
    if staging.kind != "devices":
        _take_whole(database, staging.kind, first, last)
        return
    _enter_devices(database, first, last, hlc)
    _change_devices(database, first, last, hlc)


def unlist_gone(database: Database, staging: Staging) -> None:
    """Mark what the file no longer has; it stays, and says so."""
    table = staging.table
    database.write(
        f"UPDATE {table.name} SET listed = 0"
        f" WHERE {table.key} IN (SELECT key FROM aside.staged_gone)"
    )


def mark_gone_left(database: Database, on: str) -> None:
    """Say that the people gone from the file left the school, as of an ISO date."""
    database.write(
        "UPDATE person SET status = 'LEFT', left_on = ? WHERE status <> 'LEFT'"
        " AND person_id IN (SELECT key FROM aside.staged_gone)",
        on,
    )


def _take_whole(database: Database, kind: str, first: int, last: int) -> None:
    """People and places: new or not, a row says all of it."""
    table = TABLES[kind]
    columns = f"{table.columns}, {table.keys}"
    updates = ", ".join(
        f"{name} = excluded.{name}" for name in columns.split(", ") if name != table.key
    )
    indexed = ", indexed = 0" if kind == "people" else ""
    database.write(
        f"INSERT INTO {table.name}({columns}) SELECT {columns} FROM {_PIECE}"
        f" ON CONFLICT({table.key}) DO UPDATE SET {updates}{indexed}",
        first,
        last,
    )


def _enter_devices(database: Database, first: int, last: int, hlc: str) -> None:
    new = f"{_PIECE} AND is_new"
    entered = database.write(
        f"INSERT INTO device({register.DEVICE}, service_hlc)"
        f" SELECT {register.DEVICE}, ?3 FROM {new} ORDER BY position",
        first,
        last,
        hlc,
    )
    if not entered:
        return
    database.write(f"INSERT INTO identifier {_IDENTIFIERS}", first, last)
    which = _piece_of(first, last, "is_new")
    projections.rebase(database, which)  # some had events before the list knew them
    projections.put_bases(database, which)


def _change_devices(database: Database, first: int, last: int, hlc: str) -> None:
    """Write what differs; columns that an index has only where they do differ, for each costs."""
    _move_identifiers(database, first, last)
    changed = f"FROM (SELECT * FROM {_PIECE} AND NOT is_new) AS new"
    same = "device.device_id = new.device_id"
    database.write(
        f"UPDATE device SET tag = new.tag, model = new.model {changed}"
        f" WHERE {same} AND (device.tag, device.model) <> (new.tag, new.model)",
        first,
        last,
    )
    said = ", ".join(
        f"{name} = new.{name}"
        for name in register.DEVICE.split(", ")
        if name not in ("device_id", "tag", "model")
    )
    database.write(
        f"UPDATE device SET {said}, indexed = 0,"
        " service_hlc = iif(device.service = new.service, device.service_hlc, ?3)"
        f" {changed} WHERE {same}",
        first,
        last,
        hlc,
    )
    projections.rebase(database, _piece_of(first, last, "NOT is_new AND rebased"))


def _move_identifiers(database: Database, first: int, last: int) -> None:
    moved = database.rows(
        f"SELECT {register.DEVICE} FROM {_PIECE} AND NOT is_new AND moved", first, last
    )
    for after in map(register.as_device, moved):
        before = register.device(database, after.device_id)
        if before:
            identifiers.change(database, before, after)


def _piece_of(first: int, last: int, which: str) -> str:
    return (
        "SELECT device_id FROM aside.staged"
        f" WHERE position > {first} AND position <= {last} AND {which}"
    )
