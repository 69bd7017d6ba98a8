"""What the tables came to when Champion last wrote them, so that a change by other means shows.

The journal's chain proves the events, and replaying proves what follows from them. Nothing proves
the rest: names, tags, settings, imports, or that the newest events are still there. So the file
keeps one number for each of those tables, the sum of its rows' hashes, and whatever writes a row
moves the number in the same transaction. A flipped bit or a row edited by hand no longer adds up.
The number lies in the same file: somebody who means to deceive can work it out anew.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

from inventory.text import bare, loose, shape

_SUM = (1 << 62) - 1
"""Sums stay below what an integer of SQLite holds, one more and all."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """A table whose rows are counted, with these columns."""

    number: int
    table: str
    columns: str
    said: str
    """What a person calls it."""
    can_be_taken: bool = True
    """Whether somebody may decide that it is right as it is now."""
    plain: str = ""
    """Of which rows another table says all, in SQL: only how many there are is counted."""
    is_plural: bool = False
    """Whether one says that they are, not that it is."""


_PLAIN = "{0}event_id IS NULL AND {0}active = 1 AND {0}kind IN ('tag', 'serial')"
"""The tag and the serial number of a device as its own row has them; they are very many."""

COUNTED = (
    _Counted(
        1, "event", "position, event_id, station_id, seq, hlc, wall_time, kind, site, device,"
        ' person, parents, "group", body, actor, schema, prev_hash, hash', "The journal",
        can_be_taken=False,
    ),
    _Counted(
        2, "device", "position, device_id, tag, serial, model, category, place, service,"
        " service_hlc, site, assigned_to, holder, notes, listed, google_id, synced_at",
        "The list of devices",
    ),
    _Counted(
        3, "identifier", "device_id, kind, raw, norm, loose, bare, shape, active, event_id",
        "The list of tags and serial numbers",
        plain=_PLAIN,
    ),
    _Counted(
        4, "person", "position, person_id, first_name, last_name, grade, homeroom, email, status,"
        " left_on, kind, block, listed, loose, bare, shape, sort_name, first_key",
        "The list of people",
    ),
    _Counted(5, "place", "place, kind, capacity, listed, loose, shape", "The list of places"),
    _Counted(
        6, "import_log", "import_id, kind, file, sha256, profile, at, rows, new, changed,"
        " unchanged, gone, refused", "The list of imports",
    ),
    _Counted(7, "setting", "key, value", "The settings", is_plural=True),
    _Counted(8, "station", "station_id, fingerprint, created_at, current", "This laptop's name"),
    _Counted(9, "operator", "name, role, badge, pin", "The list of who is at the table"),
    _Counted(
        10, "delivery", 'sha256, file, carrier, station_id, "table", site, register, exported_at,'
        " taken_at, events, new", "The list of what came from other tables",
    ),
    _Counted(11, "shared_file", "sha256, manifest, written", "The list of what was shared"),
    _Counted(12, "quarantine", "hash, event_id, station_id, line", "What was put aside"),
    _Counted(13, "clone", "station_id", "The list of laptops that were copied"),
    _Counted(14, "_sqlite_migrations", "migration_set, name", "The file's own history"),
)  # fmt: skip
"""Every table that neither the chain nor a replay proves whole; a number is never given twice."""

_IS_WATCHED = (
    "SELECT EXISTS(SELECT 1 FROM temp.sqlite_master WHERE name = 'tally_1_insert')"
    " OR NOT EXISTS(SELECT 1 FROM main.sqlite_master WHERE name = 'tally')"
)


def watch(conn: sqlite3.Connection) -> None:
    """See to it that whatever this connection writes is counted; it may be asked again and again.

    The triggers are the connection's own. Another program does not have them, so that what it
    writes is not counted. Setting where temporary tables are kept drops them.
    """
    if conn.execute(_IS_WATCHED).fetchone()[0]:
        return
    conn.create_function("tally_more", 2, _more, deterministic=True)
    conn.create_function("tally_less", 2, _less, deterministic=True)
    for one in COUNTED:
        for trigger in _triggers(one):
            conn.execute(trigger)


def count_all(conn: sqlite3.Connection) -> None:
    """Take all rows as they are now, inside the open transaction."""
    conn.execute("DELETE FROM tally")
    conn.executemany(
        "INSERT INTO tally VALUES (?, ?, ?)",
        [(one.number, one.table, _sum(conn, one)) for one in COUNTED],
    )


def changed(conn: sqlite3.Connection) -> list[str]:
    """What the lists are called that ``count_all`` would take though others wrote into them."""
    found, is_more = _other(conn)
    return [*(one.said for one in found if one.can_be_taken), *([_KEPT] if is_more else [])]


def faults(conn: sqlite3.Connection) -> Iterator[str]:
    """A sentence for each table that no longer comes to what was kept."""
    found, is_more = _other(conn)
    for one in found:
        said = _ARE if one.is_plural else _IS
        yield f"{one.said} {said} {_TAKE if one.can_be_taken else _RESTORE}"
    if is_more:
        yield f"{_KEPT} {_IS} {_TAKE}"
    yield from _not_plain(conn)


def _other(conn: sqlite3.Connection) -> tuple[list[_Counted], bool]:
    """The tables that come to something else than was kept, and whether more is kept than ours."""
    kept = {number: (name, total) for number, name, total in conn.execute("SELECT * FROM tally")}
    found = [one for one in COUNTED if kept.pop(one.number, None) != (one.table, _sum(conn, one))]
    return found, bool(kept)


AS_LEFT = "as Champion left"
"""Stands in every finding about a list."""
_IS = f"is not {AS_LEFT} it: damaged, or changed by another program."
_ARE = f"are not {AS_LEFT} them: damaged, or changed by another program."
_KEPT = "What is kept of the lists"
_RESTORE = "Restore a backup: champion restore FILE."
_TAKE = (
    "Restore a backup (champion restore FILE), or look it through and take it as it is:"
    " champion check --rebuild."
)


def _not_plain(conn: sqlite3.Connection) -> Iterator[str]:
    """A sentence for each tag and serial number that is not what the list of devices says."""
    for name, function in (("loose_of", loose), ("bare_of", bare), ("shape_of", shape)):
        conn.create_function(name, 1, function, deterministic=True)
    rows = conn.execute(
        "SELECT i.raw, i.device_id FROM identifier i LEFT JOIN device d USING (device_id)"
        f" WHERE {_PLAIN.format('i.')} AND NOT (i.raw IS iif(i.kind = 'tag', d.tag, d.serial)"
        " AND i.norm = i.raw AND i.loose = loose_of(i.raw) AND i.bare = bare_of(i.raw)"
        " AND i.shape = shape_of(i.raw))"
    )
    for raw, device in rows:
        yield f"{raw} leads to {device} by mistake: it {_IS} {_RESTORE}"


def _more(total: int, row: bytes) -> int:
    return total + _hash(row) & _SUM


def _less(total: int, row: bytes) -> int:
    return total - _hash(row) & _SUM


def _hash(row: bytes) -> int:
    return int.from_bytes(blake2b(row, digest_size=8).digest(), "big")


def _row(one: _Counted, prefix: str = "") -> str:
    """SQL for the bytes of a row that are hashed: its columns as a JSON array."""
    columns = ", ".join(f"{prefix}{name}" for name in one.columns.split(", "))
    return f"CAST(json_array({columns}) AS BLOB)"


def _triggers(one: _Counted) -> Iterator[str]:
    less = _moved(one, "-", "OLD.", "sum")
    for name, when, value in (
        ("insert", "INSERT", _moved(one, "+", "NEW.", "sum")),
        ("delete", "DELETE", less),
        ("update", f"UPDATE OF {one.columns}", _moved(one, "+", "NEW.", less)),
    ):
        yield (
            f"CREATE TEMP TRIGGER tally_{one.number}_{name} AFTER {when} ON main.{one.table}"
            f" BEGIN UPDATE tally SET sum = {value} WHERE number = {one.number}; END"
        )


def _moved(one: _Counted, sign: str, prefix: str, total: str) -> str:
    """SQL for a sum with a row more or less."""
    hashed = f"tally_{'more' if sign == '+' else 'less'}({total}, {_row(one, prefix)})"
    if not one.plain:
        return hashed
    return f"iif({one.plain.format(prefix)}, ({total} {sign} 1) & {_SUM}, {hashed})"


def _sum(conn: sqlite3.Connection, one: _Counted) -> int:
    hashed, total = "1", 0
    if one.plain:
        plain = one.plain.format("")
        hashed = f"NOT ({plain})"
        total = conn.execute(f"SELECT count(*) FROM {one.table} WHERE {plain}").fetchone()[0]
    for (row,) in conn.execute(f"SELECT {_row(one)} FROM {one.table} WHERE {hashed}"):
        total += _hash(row)
    return total & _SUM
