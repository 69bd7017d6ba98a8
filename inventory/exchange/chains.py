"""Which parts of a station's chain lie where, and how far they reach without a gap or a doubt."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from inventory.journal.event import GENESIS
from inventory.journal.manifest import Ends
from inventory.journal.vector import Mark, Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A span of a station's events in one file."""

    file: str
    span: Span
    ends: Ends


def mark_of(pieces: Sequence[Piece], hash_in: Callable[[Piece, int], str]) -> Mark | None:
    """How far one station's pieces reach; None where they don't begin, or are of two chains.

    What meets must agree in its hash. Where the end of one piece lies inside another, the manifests
    don't tell: ``hash_in`` looks into the file for the hash of the event with that number.
    """
    known = _ends_of(pieces)
    if known is None:
        return None
    numbers = sorted(known)
    for piece in pieces:
        inside = slice(
            bisect_left(numbers, piece.span.first), bisect_left(numbers, piece.span.last)
        )
        if any(hash_in(piece, number) != known[number] for number in numbers[inside]):
            return None
    reach = 0
    for span in sorted(piece.span for piece in pieces):
        if span.first <= reach + 1:
            reach = max(reach, span.last)
    return Mark(reach, known[reach]) if reach else None


def _ends_of(pieces: Iterable[Piece]) -> dict[int, str] | None:
    """The hash at each number where a piece begins or ends; None where two say another one."""
    known = {0: GENESIS}
    for piece in pieces:
        for number, found in (
            (piece.span.first - 1, piece.ends.before),
            (piece.span.last, piece.ends.hash),
        ):
            if known.setdefault(number, found) != found:
                return None
    return known


def without_known(pieces: Iterable[Piece], have: Mark | None) -> list[Piece]:
    """The pieces of one station that somebody with this mark may lack.

    Left out is only what is linked to the mark's hash, for that proves that all of it is there.
    """
    proven = {have.seq: have.hash} if have else {}
    lacking = []
    for piece in sorted(pieces, key=lambda one: one.span.last, reverse=True):
        if proven.get(piece.span.last) == piece.ends.hash:
            proven.setdefault(piece.span.first - 1, piece.ends.before)
        else:
            lacking.append(piece)
    return lacking
