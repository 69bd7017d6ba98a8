"""Tables to an Excel workbook for people: a cover with figures and a chart, then the sheets."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from inventory.errors import FileRefused
from inventory.text import REPLACEMENT, safe

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook as Writer
    from xlsxwriter.worksheet import Worksheet

Kind = Literal["text", "count", "share", "money", "date"]
Value = str | int | float | None
"""A blank for None; what a column's kind can't take as a number or a day stays text."""

# https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3
MOST_ROWS = 1_048_576
MOST_TEXT = 32_767
MOST_TITLE = 31
_EXACT_BELOW = 10**15

_COVER = "Cover"
_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\]")
_NOT_IN_XML = str.maketrans({"\ufffe": REPLACEMENT, "\uffff": REPLACEMENT})
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY_ZERO = date(1899, 12, 30).toordinal()
_INK, _PALE, _GREY = "#1F3A5F", "#F3F6FA", "#5A6472"
_NUMBERS: dict[Kind, str] = {"count": "#,##0", "share": "0.0%", "money": "#,##0.00"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its width in characters, and what its cells hold.

    A share is a fraction of 1, money has no currency, a date is text as YYYY-MM-DD.
    """

    title: str
    width: int = 14
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table; each row has a value for each column, and ``note`` is a line above them."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Value]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page: facts as label and text, figures with their kind, and a bar for each result.

    A figure of None isn't known and stands as a dash.
    """

    title: str
    facts: Sequence[tuple[str, str]]
    figures: Sequence[tuple[str, int | float | None, Literal["count", "share", "money"]]]
    chart: Sequence[tuple[str, int]]
    chart_title: str = ""


@dataclass(frozen=True, slots=True)
class Workbook:
    """A cover and its sheets; a ``created`` without a zone is taken for UTC."""

    cover: Cover
    sheets: tuple[Sheet, ...]
    created: datetime
    author: str = "Champion"


def workbook_bytes(book: Workbook) -> bytes:
    """The workbook as an .xlsx file: the same bytes for the same workbook, whatever the day.

    Text is never made a number, a formula or a link; it is made safe, and cut where a cell can't
    hold more. Titles are bent to what Excel takes. Raises FileRefused where a sheet has more rows
    than a spreadsheet holds.
    """
    import xlsxwriter  # the start of the app doesn't wait for it

    for sheet in book.sheets:
        _check_rows(sheet)
    stream = io.BytesIO()
    title, author = _text(book.cover.title), _text(book.author)
    created = book.created.astimezone(UTC) if book.created.tzinfo else book.created
    # In memory, for the temporary files of the other ways would hold people's names.
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as writer:
        writer.set_properties({"title": title, "author": author, "created": created})
        styles = _Styles(writer)
        _write_cover(writer, styles, book.cover)
        for name, sheet in zip(_names(book.sheets), book.sheets, strict=True):
            page = writer.add_worksheet(name)
            _make_printable(page, title)
            _write_sheet(page, styles, sheet)
    return stream.getvalue()


def _check_rows(sheet: Sheet) -> None:
    room = MOST_ROWS - (2 if sheet.note else 1)
    if len(sheet.rows) > room:
        raise FileRefused(
            f"{safe(sheet.title)} has {len(sheet.rows):,} rows, and a sheet holds {room:,}.",
            "Export them as CSV, which holds any number.",
        )


def _names(sheets: Iterable[Sheet]) -> list[str]:
    """The titles as Excel takes them: short, without its signs, each one once in any case."""
    names: list[str] = []
    taken = {_COVER.casefold(), "history"}  # Excel keeps the second for itself
    for sheet in sheets:
        plain = _NOT_IN_A_TITLE.sub(" ", _text(sheet.title)).strip(" '") or "Sheet"
        name, number = _cut(plain, MOST_TITLE), 1
        while name.casefold() in taken:
            number += 1
            end = f" ({number})"
            name = _cut(plain, MOST_TITLE - len(end)) + end
        taken.add(name.casefold())
        names.append(name)
    return names


class _Styles:
    """The formats of the workbook, each made once and shared by its cells."""

    def __init__(self, writer: "Writer") -> None:
        def style(**properties: object) -> "Format":
            return writer.add_format({"valign": "top", **properties})

        self.title = style(bold=True, font_size=18, font_color=_INK)
        self.label = style(font_color=_GREY)
        self.note = style(italic=True, font_color=_GREY)
        self.header = style(bold=True, font_color="white", bg_color=_INK, text_wrap=True)
        self.band = writer.add_format({"bg_color": _PALE})
        # Under @ a code stays text when somebody edits its cell.
        self.text = style(num_format="@", text_wrap=True, align="left")
        self.date = style(num_format="yyyy-mm-dd", align="left")
        self.figures = {kind: style(num_format=f, align="left") for kind, f in _NUMBERS.items()}
        self.columns = {kind: style(num_format=f) for kind, f in _NUMBERS.items()}
        self.columns |= {"text": self.text, "date": self.date}


def _write_cover(writer: "Writer", styles: _Styles, cover: Cover) -> None:
    """Title, facts, figures, and the results, with their chart beside the figures."""
    page = writer.add_worksheet(_COVER)
    page.activate()
    page.hide_gridlines(2)
    _make_printable(page, _text(cover.title))
    page.set_column(0, 0, 28)
    page.set_column(1, 1, 50)
    _put(page, 0, 0, cover.title, styles.title)
    figures = 3 + len(cover.facts)
    results = figures + len(cover.figures) + 1
    for row, (label, text) in enumerate(cover.facts, 2):
        _put(page, row, 0, label, styles.label)
        _put(page, row, 1, text, styles.text)
    for row, (label, figure, kind) in enumerate(cover.figures, figures):
        _put(page, row, 0, label, styles.label)
        value = "\N{EM DASH}" if figure is None else figure
        _put_value(page, row, 1, value, kind, styles.figures[kind])
    for row, (label, number) in enumerate(cover.chart, results):
        _put(page, row, 0, label, styles.label)
        _put_value(page, row, 1, number, "count", styles.figures["count"])
    if cover.chart:
        in_words = ", ".join(f"{label} {number:,}" for label, number in cover.chart)
        about = {"description": _text(in_words), "object_position": 2}
        page.insert_chart(figures, 3, _bars(writer, cover, results), about)


def _bars(writer: "Writer", cover: Cover, first: int) -> "Chart":
    """A bar for each result on the cover, whose rows begin at ``first``; the first one on top."""
    last = first + len(cover.chart) - 1
    chart = writer.add_chart({"type": "bar"})
    chart.add_series(
        {
            "categories": [_COVER, first, 0, last, 0],
            "values": [_COVER, first, 1, last, 1],
            "fill": {"color": _INK},
            "gap": 50,
            "data_labels": {"value": True},
        }
    )
    title = _cut(_text(cover.chart_title).lstrip("="), 255)  # a = would make it a reference
    chart.set_title({"name": title} if title else {"none": True})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}})
    chart.set_size({"width": 520, "height": 80 + 28 * len(cover.chart)})
    return chart


def _write_sheet(page: "Worksheet", styles: _Styles, sheet: Sheet) -> None:
    header = 1 if sheet.note else 0
    last_row, last_column = header + len(sheet.rows), len(sheet.columns) - 1
    if sheet.note:
        _put(page, 0, 0, sheet.note, styles.note)
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, column.width, styles.columns[column.kind])
        _put(page, header, number, column.title, styles.header)
    page.freeze_panes(header + 1, 0)
    page.repeat_rows(header)
    page.autofilter(header, 0, last_row, last_column)
    if sheet.rows:
        _write_rows(page, sheet, header + 1)
        every_second = {"type": "formula", "criteria": "=MOD(ROW(),2)=0", "format": styles.band}
        page.conditional_format(header + 1, 0, last_row, last_column, every_second)
        page.ignore_errors({"number_stored_as_text": f"A1:XFD{last_row + 1}"})


def _write_rows(page: "Worksheet", sheet: Sheet, first: int) -> None:
    """The cells of a table, which take the format of their column."""
    kinds = [column.kind for column in sheet.columns]
    for row, values in enumerate(sheet.rows, first):
        for column, (kind, value) in enumerate(zip(kinds, values, strict=True)):
            if value is not None and value != "":
                _put_value(page, row, column, value, kind)


def _put_value(
    page: "Worksheet", row: int, column: int, value: str | int | float, kind: Kind,
    style: "Format | None" = None,
) -> None:  # fmt: skip
    number = None if kind == "text" else _number(value, kind)
    if number is None:
        _put(page, row, column, str(value), style)
    else:
        page.write_number(row, column, number, style)


def _put(
    page: "Worksheet", row: int, column: int, text: str, style: "Format | None" = None
) -> None:
    """A cell of plain text, whatever it looks like."""
    text = _text(text)
    if text.startswith("<r>") and text.endswith("</r>"):
        # write_string would take this for markup of its own; three pieces make it escape them.
        end = () if style is None else (style,)
        page.write_rich_string(row, column, text[:1], text[1:2], text[2:], *end)
    else:
        page.write_string(row, column, text, style)


def _text(text: str) -> str:
    """The text as XML can hold it, no longer than a cell."""
    if not text.isprintable():
        text = safe(text).translate(_NOT_IN_XML)
    return _cut(text, MOST_TEXT) if len(text) > MOST_TEXT // 2 else text


def _cut(text: str, most: int) -> str:
    """The text, with an ellipsis for what exceeds ``most`` units of UTF-16, as Excel counts."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * most:
        return text
    kept = units[: 2 * (most - 1)].decode("utf-16-le", "ignore")
    return kept.rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def _number(value: str | int | float, kind: Kind) -> int | float | None:
    """The value as Excel counts it; None where it isn't a number that Excel holds exactly."""
    if isinstance(value, str):
        return _day(value) if kind == "date" else None
    return value if kind != "date" and abs(value) < _EXACT_BELOW else None


@lru_cache(maxsize=4096)
def _day(text: str) -> int | None:
    """The number of an ISO day; none up to 60, for Excel counts a 29 February 1900."""
    if not _ISO_DAY.fullmatch(text):
        return None
    try:
        number = date.fromisoformat(text).toordinal() - _DAY_ZERO
    except ValueError:
        return None
    return number if number > 60 else None


def _make_printable(page: "Worksheet", title: str) -> None:
    """Landscape on Letter, one page wide, the title, the sheet and the page number below."""
    page.set_landscape()
    page.set_paper(1)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    # && prints an ampersand, but the writer would take the end of &&G for a picture.
    name = _cut(title, 80).replace("&G", "& G").replace("&[", "& [").replace("&", "&&")
    page.set_footer(f"&L{name}: &A&RPage &P of &N")
