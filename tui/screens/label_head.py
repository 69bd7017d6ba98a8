"""What stands above a sheet of labels: how many on what, and what is not printed."""

from inventory.rules.phrases import count
from inventory.services.labels import Chosen, Kind, Sheet, Which
from tui.commands.label_words import NOUNS, as_what, on_what
from tui.screens.import_words import Line, wrapped
from tui.screens.label_rows import Plan
from tui.widgets.table_text import ELLIPSIS, head, tail

LINES = 3


def noun(kind: Kind) -> str:
    """What one of them is called."""
    return "student card" if kind is Kind.STUDENTS else f"{NOUNS[kind]} label"


def head_lines(
    plan: Plan, chosen: Chosen, sheet: Sheet, about: str, saved: str, width: int,
    *, leaves_out: bool,
) -> list[Line]:  # fmt: skip
    """How many labels on how many sheets; then what has to be known, else what a row is for."""
    if plan.which is None:
        name = on_what(plan.setup)
        first: Line = [("Border test page", "bold"), (f" for {name}", "plain")]
        if saved:
            return [first, *_path(saved, width)]
        hold = "Hold it and a sheet of labels against a window, and compare."
        return [first, [(hold, "muted")], [(about, "muted")]]
    lines: list[Line] = [_how_many(plan.which, sheet)]
    if saved:
        return [*lines, *_path(saved, width)]
    problem = _problem(plan, chosen, sheet, width, leaves_out=leaves_out)
    return lines + (problem or wrapped(about, width, "muted", 2))


def drawing(number: int) -> Line:
    """What is said while many are laid out."""
    return [(f"Drawing {number:,} labels…", "bold")]


def _path(saved: str, width: int) -> list[Line]:
    """Where the file is; broken anywhere, and its end is what is kept of a long one."""
    whole = f"Saved as {saved}"
    first = head(whole, width).removesuffix(ELLIPSIS)
    rest = whole[len(first) :]
    lines: list[Line] = [[(first, "ok")]]
    if rest:
        lines.append([(tail(rest, width), "ok")])
    return lines


def _how_many(which: Which, sheet: Sheet) -> Line:
    """``257 device labels  on 9 sheets of Avery 5160 · the next free one is 18``."""
    number = len(sheet.fitting)
    line: Line = [(count(number, noun(which.kind)), "bold")]
    stock, bars = sheet.setup.stock, as_what(sheet.setup)
    if number and stock.per_page == 1:
        line.append((f" of {on_what(sheet.setup)}, one on each page{bars}", "plain"))
    elif number:
        line.append((f" on {count(sheet.pages, 'sheet')} of {on_what(sheet.setup)}{bars}", "plain"))
        free = "the last is full" if sheet.next_free == 1 else f"next free: {sheet.next_free}"
        line.append((f" · {free}", "muted"))
    return line


def _problem(
    plan: Plan, chosen: Chosen, sheet: Sheet, width: int, *, leaves_out: bool
) -> list[Line]:
    """The weightiest of what is not printed as it was asked for."""
    if sheet.unfit:
        return _unfit(sheet, width, leaves_out=leaves_out)
    if chosen.unknown:
        codes = count(len(chosen.unknown), "code of the list is", "codes of the list are")
        return wrapped(f"{codes} unknown: {', '.join(chosen.unknown)}.", width, "ask", 2)
    if not chosen.labels:
        return _nothing(plan, width)
    if chosen.left_out:
        said = f"In the list, but left out by the other rows: {', '.join(chosen.left_out)}."
        return wrapped(said, width, "ask", 2)
    if chosen.unwritten:
        some = count(len(chosen.unwritten), "label lacks", "labels lack")
        said = f"{some} words that the font can't write. N shows them."
        return wrapped(said, width, "ask", 2)
    return []


def _unfit(sheet: Sheet, width: int, *, leaves_out: bool) -> list[Line]:
    number, first = len(sheet.unfit), sheet.unfit[0]
    if leaves_out:
        left, them = count(number, "label is", "labels are"), "it" if number == 1 else "them"
        return [[(f"{left} left out. ", "ask"),
                 (f"L takes {them} back, N shows {them}.", "muted")]]  # fmt: skip
    fits = f"{number:,} of {len(sheet.labels):,} can't be printed."
    whole = wrapped(f"{fits} {first.why} {first.hint}", width, "ask", 9)
    if len(whole) < LINES:
        return whole
    hint = first.hint[:1].lower() + first.hint[1:]
    return wrapped(f"{fits} {first.label.code}: {hint}", width, "ask", 2)


def _nothing(plan: Plan, width: int) -> list[Line]:
    """Why there is nothing to print, and what to do."""
    which = plan.which
    assert which
    if plan.listing and not which.codes:
        return wrapped(
            "Scan what needs a label; each scan adds one. List ends it.", width, "plain", 2
        )
    if which.laid_out:
        said = "Nothing of it is laid out and waits in stock. Home, then L, lays out."
        return wrapped(said, width, "ask", 2)
    if which.search or which.homeroom or which.place or which.codes:
        return wrapped(
            "Nothing matches all of these rows. Set one of them to all.", width, "ask", 2
        )
    lists = {Kind.STUDENTS: "roster", Kind.DEVICES: "devices"}.get(which.kind, "places")
    return wrapped(f"There are none yet. F7 imports the district's {lists}.", width, "ask", 2)
