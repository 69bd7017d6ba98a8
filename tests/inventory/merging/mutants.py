"""Merges with a planted mistake: each is how a merge is often written, and each must be found."""

from collections.abc import Iterable
from dataclasses import replace

from inventory.journal.vector import Mark
from inventory.model import Custody, Event
from inventory.rules.custody import replay
from inventory.rules.fold import Folded, fold
from inventory.store.database import Database

Ids = frozenset[str]


def winner_by_clock(start: Custody, events: Iterable[Event], voided: Ids, cloned: Ids) -> Folded:
    """Whoever wrote last by the clocks is right; nobody is asked."""
    told = sorted(events, key=lambda event: (event.hlc, event.event_id))
    return _line(start, told, voided)


def winner_by_arrival(start: Custody, events: Iterable[Event], voided: Ids, cloned: Ids) -> Folded:
    """Whatever came last is right; nobody is asked."""
    return _line(start, list(events), voided)


def only_the_winner(start: Custody, events: Iterable[Event], voided: Ids, cloned: Ids) -> Folded:
    """Everything is weighed as it should be; then what the clocks propose is taken for true."""
    folded = fold(start, events, voided, cloned)
    return replace(folded, custody=replace(folded.custody, disputed=None), dispute=None)


def a_question_for_every_fork(
    start: Custody, events: Iterable[Event], voided: Ids, cloned: Ids
) -> Folded:
    """Wherever two tables did not know of each other, somebody is asked: safe, and of no use."""
    folded = fold(start, events, voided, cloned)
    if not folded.forked or folded.dispute:
        return folded
    named = "+".join(sorted(folded.custody.heads))
    return replace(folded, custody=replace(folded.custody, disputed=named))


def nothing_is_undone(start: Custody, events: Iterable[Event], voided: Ids, cloned: Ids) -> Folded:
    """What was undone counts all the same."""
    return fold(start, events, frozenset(), cloned)


def tables_know_nothing(
    start: Custody, events: Iterable[Event], voided: Ids, cloned: Ids
) -> Folded:
    """What a table knew when it wrote is left out: only its own numbers are an order."""
    return fold(start, [replace(event, parents=()) for event in events], voided, cloned)


def copies_are_one_laptop(
    start: Custody, events: Iterable[Event], voided: Ids, cloned: Ids
) -> Folded:
    """The numbers of two laptops with one name are taken for one order."""
    return fold(start, events, voided, frozenset())


def highest_number(database: Database) -> dict[str, Mark]:
    """The highest number of each station, whatever is lacking before it."""
    rows = database.rows(
        "SELECT station_id, seq, hash FROM event WHERE (station_id, seq) IN"
        " (SELECT station_id, max(seq) FROM event GROUP BY station_id)"
    )
    return {station: Mark(seq, own_hash) for station, seq, own_hash in rows}


def _line(start: Custody, told: list[Event], voided: Ids) -> Folded:
    return Folded(replay(start, told, voided), tuple(told), None, False, frozenset())
