"""What was seen in other hands than those on record, and what somebody else brought in."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from weakref import WeakKeyDictionary

from inventory.model import PURGED, Event, Kind
from inventory.rules.custody import is_correction
from inventory.rules.parallel import Knowledge, knowledge
from inventory.rules.swaps import Step, hands_in, mark_of, surely_after
from inventory.store import custody_rows, deliveries, events
from inventory.store.database import Database
from inventory.store.list_rules import NOT_UNDONE
from inventory.store.pieces import rows_for


@dataclass(slots=True)
class _Known:
    """What a connection has read already; only what came since is read again."""

    until: int = 0
    """The position up to which the journal was read."""
    seen: set[str] = field(default_factory=set)
    """Devices that were ever seen in the hands of another than the one on record then."""
    steps: dict[str, tuple[tuple[str | None, ...], Step | None]] = field(default_factory=dict)
    """Device → its newest events and whose it is, and where it was seen by all that."""
    came: dict[str, dict[str, list[Step]]] = field(default_factory=dict)
    """Person → since when → what others brought of theirs since then."""


_KNOWN: WeakKeyDictionary[Database, _Known] = WeakKeyDictionary()


def out(database: Database) -> list[Step]:
    """Every device that a person has by the record and that was last seen with another one.

    What tables disagree on is left out: that is settled first. So is what a blind audit that is
    still open saw: nobody is to know yet.
    """
    return _out(database, _known(database))


def out_of(database: Database, device: str) -> Step | None:
    """The same for one device; None where it is right, or nobody knows better."""
    return next((step for step in out(database) if step.device == device), None)


def is_with(database: Database, device: str, person: str) -> bool:
    """Whether it was last seen with this person, since the record says who has it."""
    settled_by = custody_rows.custody_of(database, device).settled_by
    shown, _ = _Story(database, device).last_shown(settled_by)
    return any(hands_in(event) == person for event in shown)


def was_seen(database: Database, device: str) -> bool:
    """Whether anybody saw it since the record says who has it."""
    settled_by = custody_rows.custody_of(database, device).settled_by
    return bool(_Story(database, device).last_shown(settled_by)[0])


def steps_from(database: Database, first: Iterable[Step] | None, since: str) -> list[Step]:
    """These steps, or else all of ``out``, and all that lead on from where they end.

    Those are devices that whoever stands there has by the record, and that were seen with others,
    or that others brought in since an ISO date; and so on from each to the next.
    """
    known = _known(database)
    by_recorded: dict[str, list[Step]] = {}
    displaced = _out(database, known)
    for step in displaced:
        by_recorded.setdefault(step.recorded, []).append(step)
    found = dict.fromkeys(displaced if first is None else first)
    todo = [step.hands for step in found]
    asked: set[str] = set()
    while todo:
        owner = todo.pop()
        if owner in asked:
            continue
        asked.add(owner)
        brought = known.came.setdefault(owner, {})
        if since not in brought:
            brought[since] = came_in(database, owner, since)
        following = [*by_recorded.get(owner, ()), *brought[since]]
        found |= dict.fromkeys(following)
        todo += [step.hands for step in following]
    return list(found)


def came_in(database: Database, owner: str, since: str) -> list[Step]:
    """The devices of one person that others brought in since an ISO date, the oldest first.

    Only what still says something of who has what: nobody was given that device since, and the
    person no other one of its category. A correction on paper is no such thing.
    """
    found = events.read(
        database,
        f"{events.SELECT} WHERE person = ? AND kind = 'return' AND wall_time >= ?"
        " AND instr(body, '\"received_from\"') > 0"
        f" AND {NOT_UNDONE} ORDER BY event_id",
        owner,
        since,
    )
    steps = []
    for event in found:
        hands = str(event.body.get("received_from") or "")
        if hands not in ("", owner, PURGED) and not is_correction(event):
            step = _Story(database, str(event.device)).came_in(event, hands)
            if step and not _has_another(database, step):
                steps.append(step)
    return steps


def lines_to_explain(database: Database, device: str, hands: str) -> list[str]:
    """The audits, not signed yet, that saw a device with somebody, and have no word on it."""
    rows = database.rows(
        "SELECT l.audit FROM audit_line l JOIN audit a ON a.audit_id = l.audit"
        " WHERE l.device = ?1 AND l.result = 'WRONG_HOLDER' AND l.seen_with = ?2"
        " AND a.state IN ('OPEN', 'LOCKED', 'EXPLAINED') AND NOT EXISTS"
        " (SELECT 1 FROM audit_explanation x WHERE x.audit = l.audit AND x.subject = ?1"
        " AND x.outcome = l.result) ORDER BY l.audit",
        device,
        hands,
    )
    return [str(audit) for (audit,) in rows]


def _known(database: Database) -> _Known:
    """What this connection has read before, brought up to what came since.

    Inside a transaction that is for this once only: it may be rolled back.
    """
    known = _KNOWN.setdefault(database, _Known())
    if database.conn.in_transaction:
        known = _Known(known.until, set(known.seen), dict(known.steps), dict(known.came))
    newest = int(database.value("SELECT coalesce(max(position), 0) FROM event"))
    if newest == known.until:
        return known
    how = "NOT INDEXED" if known.until else "INDEXED BY event_in_hands"
    rows = database.rows(
        f"SELECT device FROM event {how} WHERE position > ? AND kind = 'sight'"
        " AND instr(body, '\"in_hands_of\"') > 0 AND device IS NOT NULL"
        " AND coalesce(instr(body, '\"in_hands_of\":\"' || person || '\"'), 0) = 0",
        known.until,
    )
    known.seen |= {str(device) for (device,) in rows}
    if known.came:
        sql = "SELECT kind, device, person FROM event WHERE position > ? AND device IS NOT NULL"
        for kind, device, person in database.rows(sql, known.until):
            _forget(known, kind, device, person)
    known.until = newest
    return known


def _forget(known: _Known, kind: str, device: str, person: str | None) -> None:
    """What others brought in is asked again where an event may have changed it."""
    if kind == Kind.VOID:
        known.came.clear()
    for owner, brought in list(known.came.items()):
        if owner == person or any(
            step.device == device for one in brought.values() for step in one
        ):
            del known.came[owner]


def _out(database: Database, known: _Known) -> list[Step]:
    sql = (
        "SELECT c.device, c.person, c.settled_by, c.heads, coalesce(d.category, '') FROM custody c"
        " LEFT JOIN device d ON d.device_id = c.device"
        " WHERE c.state = 'WITH_PERSON' AND c.disputed IS NULL AND c.device IN ({})"
    )
    hidden = _hidden(database) if known.seen else None
    found = []
    for device, person, settled_by, heads, category in rows_for(database, sql, sorted(known.seen)):
        key = (heads, person, settled_by)
        read = known.steps.get(device)
        if read is None or read[0] != key:
            step = _Story(database, device).shown_with_another(person, settled_by)
            read = known.steps[device] = key, step
        if read[1] and (hidden is None or read[1].audit != hidden):
            found.append(replace(read[1], category=category.casefold()))
    return found


def _hidden(database: Database) -> str | None:
    """The blind audit that is open, of which nobody is to know what it saw; None where none is."""
    sql = "SELECT audit_id FROM audit WHERE state = 'OPEN' AND scope ->> '$.blind'"
    found = database.value(sql)
    return str(found) if found is not None else None


def _has_another(database: Database, step: Step) -> bool:
    """Whether the owner may have been given another device of that category since it came in."""
    given = events.read(
        database,
        f"{events.SELECT} WHERE person = ? AND kind = 'issue' AND device <> ?"
        f" AND {NOT_UNDONE} AND lower(coalesce((SELECT category"
        " FROM device WHERE device_id = event.device), '')) = lower(?)",
        step.recorded,
        step.device,
        step.category,
    )
    cloned = deliveries.cloned_stations(database)
    return not all(surely_after(step.seen, mark_of(event, cloned)) for event in given)


class _Story:
    """A device's events, in the order in which they can have happened; no clock is asked."""

    def __init__(self, database: Database, device: str) -> None:
        self._cloned = deliveries.cloned_stations(database)
        self._known: Knowledge = knowledge(events.of_device(database, device), self._cloned)
        self._at = {event.event_id: at for at, event in enumerate(self._known.events)}
        sql = "SELECT event_id FROM voided WHERE event_id IN ({})"
        self._voided = {str(one) for (one,) in rows_for(database, sql, list(self._at))}
        found = database.value("SELECT category FROM device WHERE device_id = ?", device)
        self._category = str(found or "").casefold()

    def last_shown(self, settled_by: str | None) -> tuple[list[Event], bool]:
        """What last says where it was, and whether that came after the record for certain.

        Several, where stations saw it that knew nothing of each other.
        """
        heads = self._known.heads(self._not_before(settled_by))
        settled = self._at.get(settled_by or "")
        sure = settled is None or all(self._known.before[at] >> settled & 1 for at in heads)
        return [self._known.events[at] for at in heads], sure

    def shown_with_another(self, person: str, settled_by: str | None) -> Step | None:
        """Where it was last seen, if that is with another than the record says, for certain."""
        shown, sure = self.last_shown(settled_by)
        hands = {hands_in(event) for event in shown}
        told = all(event.kind == Kind.SIGHT and event.person == person for event in shown)
        if not (sure and told and len(hands) == 1) or hands & {"", PURGED, person}:
            return None
        event = max(shown, key=lambda one: (one.hlc, one.event_id))
        began = self._known.events[self._at[settled_by]] if settled_by in self._at else None
        return self._made(event, person, hands.pop(), began, came_in=False)

    def came_in(self, event: Event, hands: str) -> Step | None:
        """The step of a return; None where it was given to somebody since, or seen with one."""
        if any(hands_in(one) or one.kind == Kind.ISSUE for one in self._after(event)):
            return None
        before = self._known.before[self._at[event.event_id]]
        given = [
            one
            for at, one in enumerate(self._known.events)
            if before >> at & 1 and one.kind == Kind.ISSUE and one.event_id not in self._voided
        ]
        began = given[-1] if given else None
        return self._made(event, str(event.person), hands, began, came_in=True)

    def _after(self, event: Event) -> list[Event]:
        """What did not happen before an event for certain."""
        return [self._known.events[at] for at in self._not_before(event.event_id)]

    def _not_before(self, event_id: str | None) -> list[int]:
        """Those of the events that show or give it and did not happen before one for certain."""
        at = self._at.get(event_id or "")
        over = 0 if at is None else self._known.before[at] | 1 << at
        return [
            at
            for at, event in enumerate(self._known.events)
            if not over >> at & 1
            and event.event_id not in self._voided
            and (event.kind in (Kind.SIGHT, Kind.ISSUE) or hands_in(event))
        ]

    def _made(
        self, event: Event, recorded: str, hands: str, began: Event | None, *, came_in: bool
    ) -> Step:
        return Step(
            str(event.device),
            self._category,
            recorded,
            hands,
            event.event_id,
            event.wall_time,
            came_in,
            mark_of(began, self._cloned) if began else None,
            mark_of(event, self._cloned),
            str(event.body.get("audit", "")),
        )
