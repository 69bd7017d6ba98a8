"""What can be said of labels: which ones, on what, where from; each in a row with its value."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from inventory.errors import ChampionError, LabelRefused
from inventory.files.labels.bars import Symbology
from inventory.files.labels.setup import FARTHEST, Setup, check_setup
from inventory.files.labels.stock import Stock, find_stock
from inventory.rules.phrases import count
from inventory.services.labels import Kind, Order, Which
from inventory.text import safe
from tui.commands.label_words import on_what


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be printed; ``which`` is None for the test page of a sheet."""

    which: Which | None
    setup: Setup
    listing: bool = False
    """Whether only what is in a list is printed, be it empty."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to say. A typed one has ``read``; one that turns has ``turn``; others ask."""

    key: str
    title: str
    about: str
    value: Callable[[Plan], str]
    read: Callable[[Plan, str], Plan] | None = None
    """Takes up what was typed. Raises ChampionError, and says what it can be."""
    typed: Callable[[Plan], str] | None = None
    """What stands in the field at first; the value where there is none."""
    turn: Callable[[Plan], Plan] | None = None


def with_stock(plan: Plan, stock: Stock) -> Plan:
    """The plan on other stock, from its first label on."""
    start = plan.setup.start if stock == plan.setup.stock else 1
    return replace(plan, setup=replace(plan.setup, stock=stock, start=start))


def with_which(plan: Plan, **changes: object) -> Plan:
    """The plan with other labels."""
    assert plan.which, "a test page has no labels"
    return replace(plan, which=replace(plan.which, **changes))  # type: ignore[arg-type]


def rows_of(kind: Kind | None) -> Sequence[Row]:
    """The rows for labels of a kind, or for the test page of a sheet."""
    if kind is None:
        return [ROWS[name] for name in ("sheet", "right", "down")]
    narrowing = {
        Kind.DEVICES: ("search", "homeroom", "place", "list", "order"),
        Kind.STUDENTS: ("search", "homeroom", "list", "order"),
    }.get(kind, ("search", "list"))
    return [ROWS[name] for name in (*narrowing, "sheet", "start", "right", "down", "bars")]


def _which(name: str, otherwise: str, plan: Plan) -> str:
    return str(getattr(plan.which, name)) or otherwise


def _search(plan: Plan, text: str) -> Plan:
    return with_which(plan, search=text)


def _listed(plan: Plan) -> str:
    assert plan.which
    return count(len(plan.which.codes), "code") if plan.listing else "none"


def _order(plan: Plan) -> str:
    if plan.which and plan.which.laid_out:
        return "as laid out"
    if plan.which and plan.which.order is Order.HOMEROOM:
        return "by homeroom"
    return "by asset tag" if plan.which and plan.which.kind is Kind.DEVICES else "by ID"


def _other_order(plan: Plan) -> Plan:
    """By code, then by homeroom, then only what is laid out, in the order of the layout."""
    assert plan.which
    if plan.which.laid_out:
        return with_which(plan, order=Order.TAG, laid_out=False)
    by_tag = plan.which.order is Order.TAG
    return with_which(plan, order=Order.HOMEROOM, laid_out=not by_tag)


def own_size(plan: Plan, text: str) -> Plan:
    """The plan on stock of a size that was typed. Raises LabelRefused."""
    return with_stock(plan, find_stock(text))


def _start(plan: Plan, text: str) -> Plan:
    most = plan.setup.stock.per_page
    try:
        setup = replace(plan.setup, start=int(text or "1"))
    except ValueError:
        raise LabelRefused(f"“{safe(text)[:20]}” is no number.", f"Write 1 to {most}.") from None
    check_setup(setup)
    return replace(plan, setup=setup)


def _nudge(name: str, plan: Plan, text: str) -> Plan:
    try:
        length = float((text or "0").replace(",", ".").removesuffix("mm"))
    except ValueError:
        raise LabelRefused(
            f"“{safe(text)[:20]}” is no length.", "Write millimetres, such as 0.5 or -1."
        ) from None
    setup = (
        replace(plan.setup, right=length) if name == "right" else replace(plan.setup, down=length)
    )
    check_setup(setup)
    return replace(plan, setup=setup)


def _bars(plan: Plan) -> Plan:
    is_39 = plan.setup.symbology is Symbology.CODE39
    symbology = Symbology.CODE128 if is_39 else Symbology.CODE39
    return replace(plan, setup=replace(plan.setup, symbology=symbology))


_EITHER_WAY = f"Up to {FARTHEST:g} mm; the border test page shows how far the printer is off."

ROWS = {
    row.key: row
    for row in (
        Row("search", "Search", "Only what F5 finds by these words; empty is all of it.",
            partial(_which, "search", "all"), _search, partial(_which, "search", "")),
        Row("homeroom", "Homeroom", "Only this homeroom: its students, or what they have.",
            partial(_which, "homeroom", "all")),
        Row("place", "Place", "Only what is at this place, or belongs there.",
            partial(_which, "place", "all")),
        Row("list", "List", "Only what is named in a file, one code a line, or scanned here.",
            _listed),
        Row("order", "Order",
            "Enter changes it: by code, by homeroom and name, or only what is laid out.",
            _order, turn=_other_order),
        Row("sheet", "Sheet", "What is in the printer: Avery's number, or a size of your own.",
            lambda plan: on_what(plan.setup)),
        Row("start", "Start at", "The first label that is still on the sheet, counted row by row.",
            lambda plan: f"label {plan.setup.start}", _start, lambda plan: str(plan.setup.start)),
        Row("right", "Right", f"Moves everything to the right; to the left with a minus. "
            f"{_EITHER_WAY}",
            lambda plan: f"{plan.setup.right:g} mm", partial(_nudge, "right"),
            lambda plan: f"{plan.setup.right:g}"),
        Row("down", "Down", f"Moves everything down; up with a minus. {_EITHER_WAY}",
            lambda plan: f"{plan.setup.down:g} mm", partial(_nudge, "down"),
            lambda plan: f"{plan.setup.down:g}"),
        Row("bars", "Bars", "Enter changes them. Code 39 is longer, and only for old systems.",
            lambda plan: plan.setup.symbology.spoken, turn=_bars),
    )
}  # fmt: skip
"""Every row by its key."""

OWN_SIZE = Row(
    "size", "Own size",
    "Width x height in mm, one on each page: 50x25. For plain paper to cut: 50x25 on letter.",
    lambda plan: plan.setup.stock.name, own_size,
)  # fmt: skip
"""Asked for where no known sheet is in the printer."""


def refusal(fault: ChampionError) -> str:
    """A refusal with its hint, in one line."""
    return f"{fault.message} {fault.hint}".strip()
