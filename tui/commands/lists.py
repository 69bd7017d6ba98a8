"""``list``: who has what, what is in stock, what waits; for reading, scripts and spreadsheets."""

import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

import click

from inventory.files.spreadsheet import write_csv
from inventory.rules.duties import Duty
from inventory.rules.phrases import count
from inventory.services import export_log, lay_out, reports
from inventory.services.office import Office
from inventory.services.reports import ListName, PeopleList
from inventory.verdict import Code
from tui.commands.columns import in_columns
from tui.commands.common import School, json_option, pass_school, say, say_json
from tui.commands.kinds import CSV
from tui.commands.rows import (
    CONFLICT_KEYS,
    DEVICE_KEYS,
    LAID_OUT_KEYS,
    PARKED_KEYS,
    PERSON_KEYS,
    Row,
    conflict_rows,
    day_and_time,
    device_row,
    laid_out_row,
    parked_row,
    person_row,
    where,
)

_Column = tuple[str, Callable[[Row], str]]

_ORDERS = ("homeroom", "grade", "name", "device")
_GROUPED = ("out", "overdue")
_OF_PEOPLE = {
    "people": PeopleList.PEOPLE,
    "without": PeopleList.WITHOUT,
    "many": PeopleList.MANY,
}
_WORDS = {code.value: code.word for code in Code}


def _key(title: str, key: str) -> _Column:
    return title, lambda row: str(row[key] if row[key] is not None else "")


_DEVICE, _MODEL, _NAME = _key("Device", "device"), _key("Model", "model"), _key("Name", "name")
_GRADE, _HOMEROOM = _key("Grade", "grade"), _key("Homeroom", "homeroom")
_SINCE: _Column = ("Since", day_and_time)
_WITH: _Column = ("With", where)
_SERVICE: _Column = ("Service", lambda row: str(row["service"]).replace("_", " ").lower())
_WHY: _Column = ("Why", lambda row: _WORDS.get(str(row["code"]), str(row["code"])))
_OUT = (_DEVICE, _MODEL, ("Name", lambda row: str(row["name"] or row["person"] or row["place"])),
        _GRADE, _HOMEROOM, _SINCE)  # fmt: skip
_PEOPLE = (_key("Person", "person"), _NAME, _GRADE, _HOMEROOM, _key("Kind", "kind"),
           _key("Status", "status"), _key("Devices", "devices"))  # fmt: skip
_STOCK = (_DEVICE, _key("Serial", "serial"), _MODEL, _SERVICE, _key("Place", "place"))
_COLUMNS: dict[str, Sequence[_Column]] = {
    "out": _OUT,
    "overdue": _OUT,
    "left": _OUT,
    "out-long": _OUT,
    "unseen": _STOCK,
    "stock": _STOCK,
    "to-check": _STOCK,
    "repair": _STOCK,
    "gone": _STOCK,
    "laid-out": (_HOMEROOM, _NAME, _DEVICE, _MODEL, _SERVICE),
    "conflicts": (_DEVICE, _key("Story", "story"), _key("Table", "table"), _WITH, _SINCE),
    "devices": (_DEVICE, _key("Serial", "serial"), _MODEL, _SERVICE, _WITH),
    "people": _PEOPLE,
    "without": _PEOPLE,
    "many": _PEOPLE,
    "parked": (_key("Claim", "claim"), _SINCE, _WHY, _key("Scanned", "scan"), _DEVICE, _NAME,
               _key("Place", "place")),
}  # fmt: skip
_EMPTY = {
    "out": "Nothing is out.",
    "overdue": "Nothing is overdue.",
    "left": "Nobody who left still has a device.",
    "out-long": "Nothing has been out for so long.",
    "unseen": "Everything was seen lately.",
    "stock": "Nothing is in stock.",
    "to-check": "Nothing waits to be checked.",
    "repair": "Nothing is in repair.",
    "gone": "Nothing is lost, stolen or missing.",
    "laid-out": "Nothing is laid out: champion lay-out.",
    "conflicts": "No device is disputed.",
    "devices": "There are no devices yet: champion import devices FILE.",
    "people": "There is nobody yet: champion import people FILE.",
    "without": "Everybody on the roster has a device.",
    "many": "Nobody has more of one kind than one person may have.",
    "parked": "Nothing is parked.",
}


@click.command("list", short_help="List what is out, overdue, in stock, parked…")
@click.argument("which", type=click.Choice(list(_COLUMNS)))
@click.option("--by", type=click.Choice(_ORDERS), help="In which order.")
@click.option(
    "--csv", "csv_to", type=CSV, metavar="FILE.csv",
    help="Write it for a spreadsheet; - prints it plain.",
)  # fmt: skip
@json_option
@pass_school
def list_(school: School, which: str, by: str | None, csv_to: Path | None, as_json: bool) -> None:
    """List devices that are out, overdue, in stock…; people; or what is parked."""
    if as_json and csv_to:
        raise click.UsageError("Say --json or --csv, not both.")
    if which in _OF_PEOPLE and by == "device":
        raise click.UsageError("People are listed by homeroom, grade or name.")
    with school.office() as office:
        if csv_to:
            office.refuse_helper(Duty.EXPORT)
        rows = _rows(office, which, by)
        if csv_to:
            _write_csv(office, csv_to, which, rows)
            return
        dated = which != "overdue" or bool(office.policy.due_back)
    if as_json:
        for row in rows:
            say_json(row)
    elif rows:
        for line in _lines(which, rows, by):
            say(line)
    else:
        say(_EMPTY[which] if dated else _NO_DATE)


_NO_DATE = (
    "Nothing is overdue: no date is set by which devices have to be back"
    " (champion settings due_back 2027-05-28)."
)


def _rows(office: Office, which: str, by: str | None) -> list[Row]:
    if which in _OF_PEOPLE:
        keys = reports.person_keys(office, _OF_PEOPLE[which], sort=by or "name")
        return [person_row(line) for line in reports.person_lines(office, keys)]
    if which == "parked":
        rows = [parked_row(office, one) for one in reports.parked_now(office)]
        return sorted(rows, key=lambda row: str(row[by] or "")) if by else rows
    if which == "laid-out":
        rows = [laid_out_row(one) for one in lay_out.laid_out(office)]
        return sorted(rows, key=lambda row: str(row[by] or "")) if by else rows
    if which == "conflicts":
        rows = conflict_rows(office)
        return sorted(rows, key=lambda row: str(row[by] or "")) if by else rows
    lines = reports.device_list(office, ListName(which), by or "device")
    return [device_row(line) for line in lines]


def _write_csv(office: Office, csv_to: Path, which: str, rows: Sequence[Row]) -> None:
    header = _HEADERS.get(which, DEVICE_KEYS)
    cells = ([row[key] for key in header] for row in rows)
    if str(csv_to) == "-":
        write_csv(sys.stdout.buffer, header, cells, for_spreadsheet=False)
        sys.stdout.buffer.flush()
        return
    written = write_csv(csv_to, header, cells, for_spreadsheet=True)
    export_log.log(office, "list", csv_to, written)
    say(f"{count(written, 'row')} written to {csv_to}.")


def _lines(which: str, rows: Sequence[Row], by: str | None) -> Iterator[str]:
    """The table with its heading; by homeroom, what is out stands under its homeroom."""
    columns = _COLUMNS[which]
    titles = [title for title, _ in columns]
    heading, *lines = in_columns([titles, *([text(row) for _, text in columns] for row in rows)])
    yield heading
    if by == "homeroom" and which in _GROUPED:
        pairs = zip(rows, lines, strict=True)
        for homeroom, group in groupby(pairs, key=lambda pair: pair[0]["homeroom"]):
            found = [line for _, line in group]
            name = f"Homeroom {homeroom}" if homeroom else "No homeroom"
            yield f"{name}: {count(len(found), 'device')}"
            yield from found
    else:
        yield from lines
    yield count(len(rows), *_NOUNS.get(which, ("device", "devices"))) + "." + _NEXT.get(which, "")


_NOUNS = {
    "people": ("person", "people"),
    "without": ("person", "people"),
    "many": ("person", "people"),
    "parked": ("scan", "scans"),
    "conflicts": ("story", "stories"),
}
_NEXT = {"conflicts": " champion settle DEVICE --story N says which one holds."}
_HEADERS = {
    "people": PERSON_KEYS,
    "without": PERSON_KEYS,
    "many": PERSON_KEYS,
    "parked": PARKED_KEYS,
    "conflicts": CONFLICT_KEYS,
    "laid-out": LAID_OUT_KEYS,
}
