"""Deliveries into the district's tables: each one whole, each event once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inventory.journal.event import as_json
from inventory.journal.vector import Mark, Span
from inventory.rules.district import EVENT, FIND, LISTING, Delivery, Row, site_key
from inventory.store.district_file import Misfit, Target

_HASH = EVENT.index("hash")
_SOURCE = (
    "number", "source_id", "kind", "name", "site", "site_key", "school", "audit", "quarter",
    "whole", "signed_at", "signed_utc", "signed_by", "role", "hash", "expected", "sighted",
    "verified", "accounted", "missing", "strays", "resurfaced", "unlisted", "at_risk", "unpriced",
    "events", "taken_at", "current",
)  # fmt: skip
_SOME = 500
"""Values in one list of a query; every engine takes so many."""


def _insert(table: str, columns: Sequence[str], more: str = "") -> str:
    names = ", ".join('"group"' if name == "group" else name for name in columns)
    return f"INSERT INTO {table}({names}) VALUES ({','.join('?' * len(columns))}){more}"


_PUT_SOURCE = _insert("source", _SOURCE)
_PUT_SPAN = _insert("span", ("source", "station", "first", "last", "last_hash"))
_PUT_EVENT = _insert("event", (*EVENT, "source"), " ON CONFLICT(event_id) DO NOTHING")
_PUT_ASIDE = _insert(
    "event_aside", ("event_id", "hash", "source", "content"),
    " ON CONFLICT(event_id, hash) DO NOTHING",
)  # fmt: skip
_PUT_LISTING = _insert("listing", ("source", *LISTING))
_PUT_FIND = _insert("find", ("source", *FIND))
_PUT_CODE = _insert("find_code", ("source", "number", "code"))


@dataclass(frozen=True, slots=True)
class Put:
    """What one delivery added."""

    events: int
    """Those that were not there yet."""
    aside: int
    """Those that have an id which is there with other content: kept aside, and reported."""


def known_sources(target: Target) -> set[str]:
    """The SHA-256 of every packet and bundle that was taken in."""
    return {row[0] for row in target.rows("SELECT source_id FROM source")}


def put(target: Target, delivery: Delivery, taken_at: str) -> Put | None:
    """One delivery whole, inside the transaction of the caller; None where it is there already.

    Raises Misfit, with nothing of it written, where a value is none that the tables take.
    """
    if target.rows("SELECT 1 FROM source WHERE source_id = ?", delivery.source_id):
        return None
    with target.attempt():
        return _put(target, delivery, taken_at)


def _put(target: Target, delivery: Delivery, taken_at: str) -> Put:
    number = int(target.rows("SELECT coalesce(max(number), 0) + 1 FROM source")[0][0])
    target.write(_PUT_SOURCE, *_source_row(number, delivery, taken_at))
    target.write_many(_PUT_SPAN, ((number, *span) for span in delivery.spans))
    new = target.write_many(_PUT_EVENT, ((*row, number) for row in delivery.events))
    aside = _set_aside(target, number, delivery.events) if new < len(delivery.events) else 0
    target.write_many(_PUT_LISTING, ((number, *row) for row in delivery.listings))
    target.write_many(_PUT_FIND, ((number, *row) for row in delivery.finds))
    target.write_many(_PUT_CODE, ((number, *pair) for pair in delivery.codes))
    if delivery.head.audit:
        _choose_current(target, delivery.head.site)
    return Put(new, aside)


def _source_row(number: int, delivery: Delivery, taken_at: str) -> Row:
    head, said = delivery.head, delivery.figures
    return (
        number, delivery.source_id, delivery.kind.value, delivery.name, head.site,
        site_key(head.site), head.school, head.audit, head.quarter, int(head.whole),
        head.signed_at, head.signed_utc, head.signed_by, head.role, head.hash, said.expected,
        said.sighted, said.verified, said.accounted, said.missing, said.strays, said.resurfaced,
        said.unlisted, said.at_risk, said.unpriced, len(delivery.events), taken_at,
        0 if head.audit else 1,
    )  # fmt: skip


def _set_aside(target: Target, number: int, events: Sequence[Row]) -> int:
    """Keep events apart whose id is there with other content."""
    aside: list[Row] = []
    for start in range(0, len(events), _SOME):
        some = {str(row[0]): row for row in events[start : start + _SOME]}
        marks = ",".join("?" * len(some))
        sql = f"SELECT event_id, hash FROM event WHERE event_id IN ({marks})"
        for event_id, there in target.rows(sql, *some):
            row = some[event_id]
            if row[_HASH] != there:
                content = as_json(dict(zip(EVENT, row, strict=True)))
                aside.append((event_id, row[_HASH], number, content))
    return target.write_many(_PUT_ASIDE, aside) if aside else 0


def _choose_current(target: Target, site: str) -> None:
    """Of a school's audits the one that was signed last counts; the others are history."""
    newest = target.rows(
        "SELECT number FROM source WHERE site_key = ? AND audit <> ''"
        " ORDER BY signed_utc DESC, source_id LIMIT 1",
        site_key(site),
    )
    target.write(
        "UPDATE source SET current = CASE WHEN number = ? THEN 1 ELSE 0 END"
        " WHERE site_key = ? AND audit <> ''",
        newest[0][0],
        site_key(site),
    )


def put_expected(target: Target, schools: Iterable[tuple[str, str]]) -> None:
    """The schools that have to deliver, by code and name, instead of those of before."""
    target.write("DELETE FROM expected_school")
    by_key = {site_key(site): (site_key(site), site, name) for site, name in schools}
    target.write_many("INSERT INTO expected_school VALUES (?,?,?)", by_key.values())


def marks(target: Target) -> Mapping[str, Mark]:
    """How far each station's events are there: its highest number without a gap, from 1."""
    found: dict[str, Mark] = {}
    for station, first, last, hash_ in target.rows(
        "SELECT station, first, last, last_hash FROM span ORDER BY station, first, last"
    ):
        have = found[station].seq if station in found else 0
        if first <= have + 1 and last > have:
            found[station] = Mark(last, hash_)
    return found


def gaps(target: Target) -> list[tuple[str, Span]]:
    """For each school the numbers that lie between two deliveries of one of its stations.

    What is before the first one is a gap only where a station's bundles are all that came: a packet
    begins with the signature before it.
    """
    found: list[tuple[str, Span]] = []
    station, have = "", 0
    for this, first, last, site, kind in target.rows(
        "SELECT p.station, p.first, p.last, s.site, s.kind FROM span p JOIN source s"
        " ON s.number = p.source ORDER BY p.station, p.first, p.last"
    ):
        if this != station:
            station, have = this, first - 1 if kind == "packet" else 0
        if first > have + 1:
            found.append((site, Span(station, have + 1, first - 1)))
        have = max(have, last)
    return found


__all__ = ["Misfit", "Put", "gaps", "known_sources", "marks", "put", "put_expected"]
