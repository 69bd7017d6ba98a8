"""What is left after an end: whether all that was told is there, and whether all is well.

What was told is looked for with sqlite3 alone, which shares no code with what wrote it.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from inventory.errors import ChampionError
from inventory.services import upkeep
from inventory.services.office import Office
from inventory.store import backup
from tests.terminal.journal import damage
from tests.trust.children import Said
from tests.trust.days import listed
from tui.clock import SystemClock

ONLY_DEVICES = "kind = 'devices'"


@dataclass(frozen=True, slots=True)
class Before:
    """What a database held when a child began with it."""

    position: int
    imports: int


@dataclass(slots=True)
class Findings:
    """What does not hold, in sentences, over all ends together."""

    lost: list[str] = field(default_factory=list)
    """What was told, and is not there."""
    damaged: list[str] = field(default_factory=list)
    """What is not well, or is there though nobody began it."""
    more: int = 0
    """Ends after which one more was there than was told, which is allowed."""
    all: list[str] = field(default_factory=list)
    """Both, as they were found."""

    def add(self, lost: Iterable[str], damaged: Iterable[str]) -> None:
        """Keep what one end came to."""
        for kept, found in ((self.lost, lost), (self.damaged, damaged)):
            found = list(found)
            kept += found
            self.all += found


class Witness:
    """Looks at one school's folder after each end; good backups are looked into once."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._good: dict[str, int] = {}
        """The events of each backup that was looked into."""

    def before(self) -> Before:
        """What is there now."""
        with closing(sqlite3.connect(self._database)) as conn:
            return Before(*map(int, (_last(conn), _count_imports(conn))))

    def look(
        self, before: Before, said: Sequence[Said], findings: Findings, later: Sequence[Said] = ()
    ) -> None:
        """Compare what a child said with what is there, and look everything over.

        ``later`` is what it said when the cut may have been made already: it may be there or not.
        """
        done, also = ([one for one in some if "done" in one] for some in (said, later))
        damaged = [f"a backup failed: {one['failed']}" for one in said if "failed" in one]
        damaged += damage(self._database)  # as the end left it, and before the app sees it
        with closing(sqlite3.connect(self._database)) as conn:
            lost = list(_lost(conn, before, done))
            more = _more(conn, before, [*done, *also])
            damaged += _half_imported(conn)
        findings.more += more == 1
        if more > 1:
            damaged.append(f"{more} things are there that nobody was told of")
        damaged += self._unwell()
        findings.add([*lost, *self._lost_backups(done)], damaged)

    def _unwell(self) -> Iterator[str]:
        """What the app itself finds, and what it left lying about after its next start."""
        try:
            office = Office.open(self._database, SystemClock())
        except ChampionError as refusal:
            yield f"it can't be opened: {refusal}"
            return
        with closing(office):
            yield from upkeep.check(office).findings
            upkeep.sweep(office)
        for path in self._database.parent.rglob(".*"):
            yield f"{path.name} was left over"
        for path in (self._database.parent / "backups").glob("*"):
            if path.name in self._good:
                continue
            try:
                self._good[path.name] = backup.inspect_copy(path).events
            except ChampionError as refusal:
                yield f"{path.name} is among the backups and is none: {refusal}"

    def _lost_backups(self, done: Sequence[Said]) -> Iterator[str]:
        there = {path.name for path in (self._database.parent / "backups").glob("*")}
        for one in done:
            if one["done"] != "backup":
                continue
            name = one["file"]
            if name not in there:
                yield f"the backup {name} was told and is gone"
            elif name in self._good and self._good[name] < one["events"]:
                yield f"the backup {name} has {self._good[name]} events, not {one['events']}"


def _last(conn: sqlite3.Connection) -> int:
    return int(conn.execute("SELECT coalesce(max(position), 0) FROM event").fetchone()[0])


def _count_imports(conn: sqlite3.Connection) -> int:
    return int(conn.execute("SELECT count(*) FROM import_log").fetchone()[0])


def _lost(conn: sqlite3.Connection, before: Before, done: Sequence[Said]) -> Iterator[str]:
    """Whatever was told and is not in the journal as it was told, or not in the list of imports."""
    stored = {event for (event,) in conn.execute("SELECT event_id FROM event")}
    for one in done:
        for event in {one.get("event"), one.get("newest")} - {None, ""}:
            if event not in stored:
                yield f"{one['done']} {one.get('raw', '')}: the event {event} is not there"
        if one.get("event") in stored and not _is_as_told(conn, one):
            yield f"the scan {one['raw']} is there, but not as {one['code']}"
    told = sum(one["done"] == "import" for one in done)
    if (there := _count_imports(conn) - before.imports) < told:
        yield f"{told} imports were told, {there} are there"


def _is_as_told(conn: sqlite3.Connection, one: Said) -> bool:
    """Whether the scan's text and verdict are on one of its events.

    What is parked by a word carries the text of the scan that had raised the question.
    """
    rows = conn.execute(
        "SELECT 1 FROM event WHERE body ->> '$.scan' = ? AND body ->> '$.verdict' = ?"
        ' AND "group" = (SELECT "group" FROM event WHERE event_id = ?)'
        " UNION SELECT 1 FROM event WHERE event_id = ? AND kind = 'park' AND ? = 'parked'",
        (one["raw"], one["code"], one["event"], one["event"], one["code"]),
    )
    return rows.fetchone() is not None


def _more(conn: sqlite3.Connection, before: Before, done: Sequence[Said]) -> int:
    """How many scans, steps and imports are there beyond the last one that was told."""
    told = [one[key] for one in done for key in ("event", "newest") if one.get(key)]
    (last,) = conn.execute(
        "SELECT coalesce(max(position), 0) FROM event"
        " WHERE event_id IN (SELECT value FROM json_each(?))",
        (json.dumps(told),),
    ).fetchone()
    since = max(before.position, int(last))
    (groups,) = conn.execute(
        'SELECT count(DISTINCT "group") FROM event WHERE position > ?'
        ' AND "group" NOT IN (SELECT "group" FROM event WHERE position <= ?)',
        (since, since),
    ).fetchone()
    imported: int = sum(one["done"] == "import" for one in done)
    return int(groups) + max(0, _count_imports(conn) - before.imports - imported)


def _half_imported(conn: sqlite3.Connection) -> Iterator[str]:
    """Whether the register is that of the list that was imported last, and of no other."""
    (name,) = conn.execute(
        f"SELECT file FROM import_log WHERE {ONLY_DEVICES} ORDER BY rowid DESC"
    ).fetchone()
    there = dict(conn.execute("SELECT tag, place FROM device WHERE listed = 1"))
    if there != listed(Path(name).name):
        yield f"the register is not what {name} says"
