"""Taking people out of a copy of the database: their rows, their names, what was typed of them."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from inventory.journal.event import as_json, digest
from inventory.journal.lines import from_line
from inventory.model import Event, Kind, Person
from inventory.rules.redaction import Redaction
from inventory.store import events, projections, register, search, settings, swaps
from inventory.store.connection import connect
from inventory.store.database import Database
from inventory.store.pieces import rows_for

_FOLLOWS = frozenset({
    "audit", "audit_explanation", "audit_line", "audit_proof", "audit_proposal", "audit_sighting",
    "clone", "conflict", "custody", "loan", "parked", "to_refold", "voided",
})  # fmt: skip
"""Tables that are worked out anew from the journal."""
_LEFT = frozenset({"event", "operator", "person", "quarantine", "setting", "station"})
"""Tables that are looked at by themselves, or that hold who works here and how."""
_GUARD = "event_is_never_changed"


@dataclass(frozen=True, slots=True)
class Ties:
    """What still ties people to the school; everybody as the tables call them, without case."""

    holding: frozenset[str]
    parked: frozenset[str]
    disputed: frozenset[str]
    seen_with: frozenset[str]
    """Who was last seen with what somebody else has by the record."""


_LAST_LIST = "coalesce((SELECT max(substr(at, 1, 10)) FROM import_log WHERE kind = 'people'), '')"


def who_may_go(database: Database, before: str) -> list[Person]:
    """Who left before an ISO date, and who was entered by hand and not heard of since then.

    Who left, nobody says when, left after what last happened with them, and at the latest on the
    day on which a list of people was last read.
    """
    last = (
        "coalesce((SELECT max(substr(wall_time, 1, 10)) FROM event"
        " WHERE event.person = p.person_id), '')"
    )
    left = (
        f"SELECT {register.PERSON} FROM person p WHERE (status = 'LEFT' AND"
        f" iif(left_on <> '', left_on < ?1, {last} < ?1 AND {_LAST_LIST} <= ?1))"
        f" OR (status = 'UNKNOWN' AND {last} < ?1) ORDER BY person_id"
    )
    return [register.as_person(row) for row in database.rows(left, before)]


def ties(database: Database) -> Ties:
    """Who holds something or was seen with it, has something parked, or is in a dispute."""
    return Ties(
        _who(
            database,
            "SELECT person FROM custody WHERE person IS NOT NULL"
            " UNION SELECT person FROM loan WHERE person IS NOT NULL AND until IS NULL",
        ),
        _who(database, "SELECT person FROM parked WHERE settled_by IS NULL AND person <> ''"),
        _who(
            database,
            "SELECT person FROM event WHERE person <> ''"
            " AND device IN (SELECT device FROM conflict)",
        ),
        frozenset(step.hands.casefold() for step in swaps.out(database)),
    )


def _who(database: Database, sql: str) -> frozenset[str]:
    return frozenset(str(person).casefold() for (person,) in database.rows(sql))


def working_copy(source: Database, path: Path) -> None:
    """A copy to take people out of; nobody else knows of it."""
    source.conn.execute("VACUUM INTO ?", (str(path),))


def opened(path: Path) -> "closing[Database]":
    """The copy, open for writing."""
    return closing(Database(connect(f"{path.absolute().as_uri()}?mode=rw"), path))


def lines_with(copy: Database, people: Iterable[str]) -> set[tuple[str, str]]:
    """Audit and device of each line that expected, or found, one of these people."""
    people = list(people)
    return {
        (str(audit), str(device))
        for column in ("person", "seen_with")
        for audit, device in rows_for(
            copy, f"SELECT audit, device FROM audit_line WHERE {column} IN ({{}})", people
        )
    }


def redact_journal(copy: Database, redaction: Redaction) -> dict[str, str]:
    """Take out of the events what has to go; each event's new digest by its id.

    The guard against changes is taken off the copy and put back: as a whole the file is compared
    with what it has to be before anybody gets it.
    """
    changed = [
        after for event in events.everything(copy)
        if (after := redaction.after(event)) is not event
    ]  # fmt: skip
    guard = copy.value("SELECT sql FROM sqlite_master WHERE name = ?", _GUARD)
    with copy.immediate():
        copy.write(f"DROP TRIGGER {_GUARD}")
        copy.write_many(
            "UPDATE event SET body = ?, person = ?, actor = ? WHERE event_id = ?",
            ((as_json(one.body), one.person, one.actor, one.event_id) for one in changed),
        )
        copy.write(guard)
    return _carried(copy, changed) | {one.event_id: digest(one) for one in changed}


def _carried(copy: Database, changed: Iterable[Event]) -> dict[str, str]:
    """What earlier purges said that are changed now, and so no longer count."""
    found = {}
    for purge in changed:
        if purge.kind == Kind.PURGE:
            for event_id, fingerprint in purge.body["redacted"].items():
                event = events.by_id(copy, event_id)
                if event and digest(event) == fingerprint:
                    found[event_id] = fingerprint
    return found


def journal_of_purges(database: Database) -> Iterator[Event]:
    """Each purge with what its station wrote before it: what proves that text was taken out."""
    for station, last in database.rows(
        "SELECT station_id, max(seq) FROM event WHERE kind = 'purge' GROUP BY station_id"
    ):
        for event in events.of_station(database, station):
            if event.seq > last:
                break
            yield event


def purged_before(database: Database) -> int:
    """How many people earlier purges took out."""
    first_parts = "kind = 'purge' AND json_extract(body, '$.part') = 1"
    total = (
        f"SELECT coalesce(sum(json_extract(body, '$.people')), 0) FROM event WHERE {first_parts}"
    )
    return int(database.value(total))


def counted(database: Database) -> tuple[object, ...]:
    """What journal, lists and settings come to: whoever writes anything changes it."""
    last = settings.newest_position(database)
    return last, *database.rows("SELECT number, sum FROM tally ORDER BY number")


def redact_register(copy: Database, redaction: Redaction, people: Iterable[str]) -> int:
    """Take people and their names out of all other tables; in how many places names stood."""
    with copy.immediate():
        copy.write_many("DELETE FROM person WHERE person_id = ?", [(one,) for one in people])
        places = sum(_redact_column(copy, redaction, *column) for column in _columns(copy))
        places += _drop_quarantined(copy, redaction)
        copy.write_many(  # what places are found by is made of their names
            f"UPDATE place SET {', '.join(f'{key} = ?' for key in _PLACE_KEYS)} WHERE place = ?",
            [(*register.place_row(one)[-len(_PLACE_KEYS) :], one.place) for one in
             register.places(copy)],
        )  # fmt: skip
    return places


_PLACE_KEYS = register.PLACE_KEYS.split(", ")


def _columns(copy: Database) -> Iterator[tuple[str, str]]:
    """Every column of text in which a name can stand."""
    tables = copy.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%'"
        " ESCAPE '\\' AND name NOT GLOB '*_search*' AND name NOT GLOB '_sqlite*'"
    )
    for (table,) in tables:
        if table not in _FOLLOWS | _LEFT:
            for _, column, kind, *_ in copy.rows(f"PRAGMA table_info('{table}')"):
                if kind == "TEXT":
                    yield table, column


def _redact_column(copy: Database, redaction: Redaction, table: str, column: str) -> int:
    rows = copy.rows(f"""SELECT rowid, "{column}" FROM "{table}" WHERE "{column}" <> ''""")
    changed = [(after, row) for row, said in rows if (after := redaction.text(said)) != said]
    for after, row in changed:
        done = copy.write(
            f"""UPDATE OR IGNORE "{table}" SET "{column}" = ? WHERE rowid = ?""", after, row
        )
        if not done:  # another row has become the same
            copy.write(f'DELETE FROM "{table}" WHERE rowid = ?', row)
    return len(changed)


def _drop_quarantined(copy: Database, redaction: Redaction) -> int:
    """What is kept aside of other stations goes where something would have to be taken out."""
    rows = copy.rows("SELECT hash, line FROM quarantine")
    gone = []
    for key, line in rows:
        event = from_line(line)
        if redaction.after(event) is not event:
            gone.append((key,))
    copy.write_many("DELETE FROM quarantine WHERE hash = ?", gone)
    return len(gone)


def follow(copy: Database) -> None:
    """Work out anew what follows from register and journal, and the search index."""
    with copy.immediate():
        projections.rebuild(copy)
        for table in ("device", "person"):
            copy.write(f"DELETE FROM {table}_search")
            copy.write(f"UPDATE {table} SET indexed = 0")
    while search.index_some(copy):
        pass
    with copy.immediate():
        for table in ("device", "person"):  # else parts of deleted words stay in the index
            for command in ("rebuild", "optimize"):
                copy.write(f"INSERT INTO {table}_search({table}_search) VALUES ('{command}')")


def what_holds(database: Database) -> list[tuple[object, ...]]:
    """What must be the same without names: custody, loans, claims, and how audits stand."""
    found: list[tuple[object, ...]] = []
    for sql in _HOLDS:
        found += database.rows(sql)
    return found


_HOLDS = (
    (
        "SELECT device, state, since, loan, settled_by, service, grade, heads, disputed"
        " FROM custody ORDER BY device"
    ),
    "SELECT loan_id, device, since, until, ended_by, disputed FROM loan ORDER BY loan_id",
    "SELECT event_id, claim, code, settled_by FROM parked ORDER BY event_id",
    (
        "SELECT audit_id, state, locked_at, signed_at, submitted_at, answered_at FROM audit"
        " ORDER BY audit_id"
    ),
    "SELECT audit, device, result, evidence, times, event FROM audit_line ORDER BY audit, device",
    "SELECT event_id, result, find FROM audit_sighting ORDER BY event_id",
    (
        "SELECT event_id, outcome, disposition FROM audit_explanation ORDER BY event_id, outcome,"
        " number"
    ),
)


_ONE_PAGE = 900
"""Letters, of four bytes each, that surely lie on one page."""


def texts_in(database: Database) -> Iterator[str]:
    """Every long row of every table as text, for that may lie on several pages, in pieces."""
    tables = database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    for (table,) in tables:
        if table in ("person_search", "device_search"):
            continue  # what they show lies in their content tables
        rows = database.conn.execute(f'SELECT * FROM "{table}"')
        while some := rows.fetchmany(1_000):
            rows_of_text = ("\n".join(one for one in row if isinstance(one, str)) for row in some)
            yield "\n".join(text for text in rows_of_text if len(text) >= _ONE_PAGE)


def words_in_use(database: Database) -> set[str]:
    """What the register calls devices, models, categories and places, without case."""
    rows = database.rows(
        "SELECT norm FROM identifier UNION SELECT model FROM device"
        " UNION SELECT category FROM device UNION SELECT place FROM place"
    )
    return {str(word).casefold() for (word,) in rows}
