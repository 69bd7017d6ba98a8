"""The history of a device or a person as rows of a table."""

from collections.abc import Sequence
from functools import cache

from inventory.model import Event, Kind
from inventory.services import disputes, pages
from inventory.services.naming import names
from inventory.services.office import Office
from inventory.verdict import Code
from tui.event_words import details_of, when_of, word_of
from tui.screens.memory_rows import Cells
from tui.widgets.columns import Column

_VERDICT_WORDS = {code.value: code.word for code in Code}


def _columns(about: Column) -> tuple[Column, ...]:
    return (
        Column("when", "When", width=16, priority=9),
        Column("what", "What", width=15, priority=8),
        about,
        Column("details", "Details", weight=3, least=16, priority=6, sortable=False),
        Column("table", "Table", width=10, priority=1),
        Column("actor", "Recorded by", width=14, priority=2),
    )


DEVICE_HISTORY = _columns(Column("about", "Person", weight=2, least=14, priority=7))
PERSON_HISTORY = _columns(Column("about", "Device", width=13, priority=7))


def history_rows(office: Office, history: Sequence[Event], of_device: bool) -> dict[int, Cells]:
    """The events as rows, each under its number from 0, in the order given."""
    by_id = {event.event_id: event for event in history}
    called = names(office)
    undone = {str(event.body.get("voids")) for event in history if event.kind == Kind.VOID}
    after = dict.fromkeys(undone, "undone later")
    after |= dict.fromkeys(disputes.never_received(office, history), "never received")

    @cache
    def person(person_id: str) -> str:
        someone = pages.person(office, person_id)
        return someone.name if someone else person_id

    @cache
    def device(device_id: str) -> str:
        thing = pages.device(office, device_id)
        return thing.label if thing else device_id

    def about(event: Event) -> str:
        if of_device:
            return person(event.person) if event.person else ""
        return device(event.device) if event.device else ""

    return {
        number: (
            when_of(event),
            word_of(event),
            about(event),
            _details(event, by_id, after.get(event.event_id, "")),
            called.get(event.station_id) or event.station_id[:8],
            event.actor,
        )
        for number, event in enumerate(history)
    }


def _details(event: Event, by_id: dict[str, Event], after: str) -> str:
    """What became of it, and what else it says; of an undoing, what it undid."""
    said = [details_of(event)]
    if event.kind == Kind.VOID:
        voided = by_id.get(str(event.body.get("voids")))
        said = [f"{word_of(voided)} at {when_of(voided)}" if voided else ""]
    elif event.kind == Kind.NOTE:
        said.append(_VERDICT_WORDS.get(str(event.body.get("verdict")), ""))
    said.insert(0, after)
    return " · ".join(part for part in said if part)
