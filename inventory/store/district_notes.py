"""The schools' notes for IT, out of the events that the district has, whatever they came in."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from inventory.rules.it_notes import Note, note_of
from inventory.store.district_file import Target

COLUMNS: Mapping[str, Literal["text", "count"]] = {
    "site": "text", "school": "text", "kind": "text", "on": "text", "about": "text",
    "people": "count", "text": "text", "written_at": "text", "event_id": "text",
}  # fmt: skip
"""The columns of ``rows``, and what their cells hold."""

_KEPT = "notes"
_SOME = 500
"""Values in one list of a query; every engine takes so many."""
_CANDIDATES = (
    "SELECT kind, event_id, body FROM event WHERE kind IN ('note', 'void') AND device IS NULL"
    " AND person IS NULL AND (kind = 'void' OR body LIKE '%\"for_it\":%')"
)
_NOTES = (
    "SELECT e.event_id, e.wall_time, e.actor, e.body, s.site, coalesce((SELECT max(n.school)"
    " FROM source n WHERE n.site_key = s.site_key), ''), s.site_key, e.hlc FROM event e"
    " JOIN source s ON s.number = e.source WHERE e.event_id IN ({})"
)


def follow(target: Target) -> None:
    """Remember which events are notes, inside the transaction of the caller.

    Looking through all events for a few notes takes long, and is done when something came.
    """
    target.write("DELETE FROM state WHERE key = ?", _KEPT)
    target.write("INSERT INTO state VALUES (?, ?)", _KEPT, json.dumps(_find(target)))


def number(target: Target) -> int:
    """How many notes there are that were not withdrawn."""
    return len(_ids(target))


def notes(target: Target) -> Iterator[tuple[str, str, Note]]:
    """Code and name of the school, and the note: each that was not withdrawn, school by school."""
    ids = _ids(target)
    found: list[tuple[Any, ...]] = []
    for start in range(0, len(ids), _SOME):
        some = ids[start : start + _SOME]
        found += target.rows(_NOTES.format(",".join("?" * len(some))), *some)
    for row in sorted(found, key=lambda row: (row[6], row[7], row[0])):
        event_id, written_at, actor, text, site, school, *_ = row
        if note := note_of(event_id, written_at, actor, _body(text)):
            yield site, school, note


def rows(target: Target) -> Iterator[tuple[str | int | None, ...]]:
    """The same as rows of a report."""
    for site, school, one in notes(target):
        yield (
            site, school, one.kind, one.on, one.about, one.people, one.text, one.written_at,
            one.event_id,
        )  # fmt: skip


def _ids(target: Target) -> list[str]:
    """What was remembered; found anew in a database that was put together before there were any."""
    kept = target.rows("SELECT value FROM state WHERE key = ?", _KEPT)
    return list(json.loads(kept[0][0])) if kept else _find(target)


def _find(target: Target) -> list[str]:
    """The ids of the notes that were not withdrawn."""
    found: list[str] = []
    gone: set[str] = set()
    for kind, event_id, text in target.each(_CANDIDATES):
        body = _body(text)
        if kind == "void":
            gone.add(str(body.get("voids")))
        elif note_of(event_id, "", "", body):
            found.append(event_id)
    return sorted(one for one in found if one not in gone)


def _body(text: str) -> Mapping[str, Any]:
    """What an event says; it was verified as JSON when it was taken in."""
    said = json.loads(text)
    return said if isinstance(said, Mapping) else {}
