"""What somebody has of each station's numbered events, and which numbers are lacking."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Mark:
    """How far one station's events are there: the highest number without a gap before it.

    Never the highest number of all: behind a gap it would hide what is still to come.
    """

    seq: int
    hash: str
    """The hash of that event: where two have another one, the station is there twice."""


Vector: TypeAlias = Mapping[str, Mark]
"""A mark for each station that something is known of."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Numbers of one station, both ends included."""

    station: str
    first: int
    last: int


def spans_of(numbers: Iterable[tuple[str, int]]) -> tuple[Span, ...]:
    """Pairs of station and number as spans, in order; a pair that comes twice counts once."""
    spans: list[Span] = []
    for station, number in sorted(set(numbers)):
        last = spans[-1] if spans else None
        if last and last.station == station and last.last + 1 == number:
            spans[-1] = Span(station, last.first, number)
        else:
            spans.append(Span(station, number, number))
    return tuple(spans)
