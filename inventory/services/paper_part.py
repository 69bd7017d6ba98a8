"""Part of a paper: the rows that somebody chose, under their headings, with sums of their own."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal

from inventory.errors import NotAllowed
from inventory.files.papers.content import Cell, Holds, Paper, Part
from inventory.rules.charges import DISPUTED, NO_PRICE, Total
from inventory.rules.phrases import count

Figure = tuple[str, int | Decimal]


def only(paper: Paper, chosen: Collection[int]) -> Paper:
    """The paper with only these of its rows, by their numbers from 0; in its own order.

    A part of which all rows stay is as it was. Raises NotAllowed for no row at all, which would
    say that there is nothing, and for some rows of what is signed.
    """
    whole = len(paper.rows)
    if len(chosen) == whole:
        return paper
    if not chosen:
        raise NotAllowed("No row is shown.", "Esc clears the filter first.")
    if paper.signs:
        raise NotAllowed("This paper is saved as a whole.", "Esc clears the filter first.")
    parts = _parts(paper, frozenset(chosen))
    rows = [row for part in parts for row in part.rows]
    total = _total(paper, rows)
    said = () if paper.apart else (f"Only {len(rows):,} of {count(whole, 'row')} are on it.",)
    return replace(
        paper,
        parts=parts,
        lines=(*paper.lines, *said),
        figures=figures_of(paper, rows),
        closing=(f"In all: {total.in_words()}.",) if total else paper.closing,
    )  # fmt: skip


def figures_of(paper: Paper, rows: Sequence[Sequence[Cell]]) -> tuple[Figure, ...]:
    """What a heading says of some rows of a paper: as the paper's own does, and what is left out.

    People are counted by their IDs, where those are on it.
    """
    whole = len(paper.rows)
    what = next((label for label, number in paper.figures[:1] if number == whole), "Rows")
    keys = [column.key for column in paper.columns]
    people: tuple[Figure, ...] = ()
    if "person" in keys and any(label == "People" for label, _ in paper.figures):
        at = keys.index("person")
        people = (("People", len({row[at] for row in rows})),)
    total = _total(paper, rows)
    amount: tuple[Figure, ...] = (("Total", total.amount),) if total else ()
    return ((what, len(rows)), *people, ("Left out", whole - len(rows)), *amount)


def _parts(paper: Paper, chosen: frozenset[int]) -> tuple[Part, ...]:
    """The parts of which something stays."""
    found, first = [], 0
    for part in paper.parts:
        rows = tuple(row for at, row in enumerate(part.rows, first) if at in chosen)
        first += len(part.rows)
        if rows == part.rows:
            found.append(part)
        elif rows:
            total = _total(paper, rows)
            foot = f"{len(rows):,} of {count(len(part.rows), 'row')}."
            foot += f" Total: {total.in_words()}." if total else ""
            found.append(replace(part, rows=rows, foot=foot))
    return tuple(found)


def _total(paper: Paper, rows: Sequence[Sequence[Cell]]) -> Total | None:
    """What the rows add up to; None where the paper is not about money."""
    money = [at for at, column in enumerate(paper.columns) if column.holds is Holds.MONEY]
    if not money:
        return None
    cells = [row[money[0]] for row in rows]
    amount = sum((cell for cell in cells if isinstance(cell, Decimal)), Decimal("0.00"))
    return Total(amount, len(cells), cells.count(NO_PRICE), cells.count(DISPUTED))
