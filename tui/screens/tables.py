"""The lists of devices and people as tables: their columns, and where their rows come from."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from inventory.errors import ChampionError
from inventory.services import pages, reports
from inventory.services.office import Office
from inventory.services.reports import (
    EVERYWHERE,
    DeviceLine,
    ListName,
    PeopleList,
    PersonLine,
    Within,
)
from tui.widgets.columns import Column
from tui.widgets.record_table import RecordTable

DEVICE_COLUMNS = (
    Column("device", "Device", width=13, priority=9),
    Column("model", "Model", weight=2, priority=5),
    Column("custody", "Where", width=11, priority=8),
    Column("name", "Who or which place", weight=3, least=16, priority=7),
    Column("homeroom", "Room", width=6, priority=6),
    Column("grade", "Grade", width=5, priority=3),
    Column("service", "Condition", width=14, priority=4),
    Column("since", "Since", width=10, priority=2),
    Column("serial", "Serial", width=12, priority=1),
)
PERSON_COLUMNS = (
    Column("name", "Name", weight=3, priority=9),
    Column("person", "ID", width=10, priority=8),
    Column("grade", "Grade", width=5, priority=6),
    Column("homeroom", "Room", width=8, priority=7),
    Column("kind", "Kind", width=8, sortable=False, priority=3),
    Column("status", "Roster", width=9, priority=4),
    Column("devices", "Has", width=4, sortable=False, align="right", priority=5),
)
_OUT_COLUMNS = tuple(
    replace(column, priority=0 if column.name in ("custody", "service") else column.priority)
    for column in DEVICE_COLUMNS
)
"""The same columns; where the width is short, what all rows have in common goes first."""
_OUT = frozenset(
    {
        ListName.OUT,
        ListName.OVERDUE,
        ListName.LEFT,
        ListName.WITH_PEOPLE,
        ListName.STILL_OUT,
        ListName.OUT_LONG,
        ListName.OUT_TODAY,
    }
)
CUSTODY_WORDS = {
    "IN_STOCK": "in stock",
    "WITH_PERSON": "handed out",
    "IN_PLACE": "in a place",
    "WITH_DISTRICT": "district",
    "IN_TRANSIT": "on its way",
    "UNKNOWN": "unknown",
}


class DeviceRows:
    """A list of devices, read a window at a time."""

    def __init__(self, office: Office, which: ListName, within: Within = EVERYWHERE) -> None:
        self._office = office
        self._which = which
        self._within = within

    def keys(self, filter_text: str, sort: str, descending: bool) -> "array[int]":
        """The keys in order."""
        return reports.device_keys(
            self._office, self._which, text=filter_text, sort=sort, descending=descending,
            within=self._within,
        )  # fmt: skip

    def rows(self, keys: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
        """The cells of these rows."""
        return {line.key: device_cells(line) for line in reports.device_lines(self._office, keys)}


class PersonRows:
    """A list of people, read a window at a time."""

    def __init__(
        self, office: Office, which: PeopleList = PeopleList.PEOPLE, within: Within = EVERYWHERE
    ) -> None:
        self._office = office
        self._which = which
        self._within = within

    def keys(self, filter_text: str, sort: str, descending: bool) -> "array[int]":
        """The keys in order."""
        return reports.person_keys(
            self._office, self._which, text=filter_text, sort=sort, descending=descending,
            within=self._within,
        )  # fmt: skip

    def rows(self, keys: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
        """The cells of these rows."""
        return {
            line.key: (
                line.name or line.person,
                line.person,
                line.grade,
                line.homeroom,
                line.kind,
                line.status.lower(),
                str(line.devices) if line.devices else "",
            )
            for line in reports.person_lines(self._office, keys)
        }


def device_cells(line: DeviceLine) -> tuple[str, ...]:
    """One device as the cells of ``DEVICE_COLUMNS``."""
    return (
        line.device,
        line.model or line.category,
        CUSTODY_WORDS.get(line.custody, line.custody.lower()),
        line.name or line.person or line.place or "",
        line.homeroom,
        line.grade,
        line.service.lower().replace("_", " "),
        (line.since or "")[:10],
        line.serial,
    )


def device_table(
    office: Office, which: ListName, heading: str, empty: str, sort: str = "device"
) -> RecordTable:
    """A table of one of the lists of devices."""
    rows = DeviceRows(office, which)
    return RecordTable(rows, DEVICE_COLUMNS, heading=heading, empty=empty, sort=sort, id="devices")


def list_table(
    office: Office, which: ListName | PeopleList, heading: str, empty: str, *, sort: str,
    within: Within = EVERYWHERE,
) -> RecordTable:  # fmt: skip
    """A table of one of the lists, of devices or of people, with the columns that tell most."""
    if isinstance(which, PeopleList):
        people = PersonRows(office, which, within)
        return RecordTable(
            people, PERSON_COLUMNS, heading=heading, empty=empty, sort=sort, id="people"
        )
    columns = _OUT_COLUMNS if which in _OUT else DEVICE_COLUMNS
    rows = DeviceRows(office, which, within)
    return RecordTable(rows, columns, heading=heading, empty=empty, sort=sort, id="devices")


def people_table(office: Office) -> RecordTable:
    """The table of all people."""
    empty = "No people yet. F7 imports the roster."
    rows = PersonRows(office)
    return RecordTable(
        rows, PERSON_COLUMNS, heading="People", empty=empty, sort="name", id="people"
    )


def choose(table: RecordTable, key: int) -> None:
    """Put the cursor on a record for the next Enter; a filter that hides it is taken away."""
    if not table.select_key(key):
        table.filter_by("")
        table.select_key(key)


def show_scanned(office: Office, text: str, tables: Iterable[RecordTable]) -> None:
    """Put the cursor on the device or person that was scanned, in the table that lists it."""
    try:
        page = pages.look_up(office, text)
    except ChampionError:
        return  # the strip has said so
    line: DeviceLine | PersonLine | None
    if isinstance(page, pages.DevicePage):
        listed_in, line = "devices", reports.device_line(office, page.device.device_id)
    else:
        listed_in, line = "people", reports.person_line(office, page.person.person_id)
    for table in tables:
        if line and table.id == listed_in:
            table.select_key(line.key)
