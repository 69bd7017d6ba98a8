"""An event as a row of the hub, and back: the same bytes as everywhere else."""

import json
from collections.abc import Callable
from typing import Any

from inventory.errors import ChampionError
from inventory.exchange.postgres_schema import COLUMNS, NAMES
from inventory.journal.bodies import misfit
from inventory.journal.event import Redactions, as_json, digest, is_as_written
from inventory.journal.lines import as_object, fields_of, from_line
from inventory.model import Event
from inventory.text import safe

Row = tuple[Any, ...]

INSERT_HEAD = f"INSERT INTO champion.event ({NAMES})"
ONE_ROW = f"({', '.join(['%s'] * len(COLUMNS))})"

_AS_JSON = frozenset({"parents", "body"})


def row_of(event: Event) -> Row:
    """The event's fields in the order of the columns; parents and body as JSON in its one form."""
    fields = fields_of(event)
    return tuple(as_json(fields[name]) if name in _AS_JSON else fields[name] for name in COLUMNS)


def unchecked(row: Row) -> Event:
    """What a row says, whether it is true or not; ValueError where that is no event."""
    fields = dict(zip(COLUMNS, row, strict=True))
    return from_line(
        {**fields, "parents": json.loads(fields["parents"]), "body": as_object(fields["body"])}
    )


def event_of(row: Row, hub: str, redacted: Callable[[], Redactions] = dict) -> Event:
    """The event of a row.

    Raises ChampionError where it isn't as its station wrote it, or of a form that nobody can read.
    ``redacted`` is asked where it isn't: a purge on the hub may say that text was taken out of it.
    """
    fields = dict(zip(COLUMNS, row, strict=True))
    try:
        event = unchecked(row)
        is_whole = digest(event) == event.hash or is_as_written(event, redacted())
    except (ValueError, RecursionError):
        is_whole = False
    which = f"Event {fields['seq']} of station {safe(str(fields['station_id']))[:8]}"
    if not is_whole:
        raise ChampionError(
            f"{which} was changed on the hub {hub}; it was not taken in.",
            "Tell IT: somebody with more rights than a table's changed that row.",
        )
    if reason := misfit(event):
        raise ChampionError(
            f"{which} on the hub {hub} is not of the form that Champion writes: {reason};"
            " it was not taken in.",
            "Tell IT: another program than Champion wrote it.",
        )
    return event
