"""Rows to records: the devices, people and places that a file lists, one after the other."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from inventory.files import values
from inventory.files.choosing import choose_columns, is_of_refused
from inventory.files.entries import (
    BUILDERS,
    Cells,
    Entry,
    LeftOut,
    Reading,
    fills,
    is_of_school,
    schools_of,
)
from inventory.files.layout import heading_key
from inventory.files.mapping import SavedMapping
from inventory.files.private import is_private
from inventory.files.profiles import RegisterKind, find_profile
from inventory.files.reader import Refused, Row, Source
from inventory.files.schools import School, schools_in
from inventory.files.values import CellRefused, Widths, shown
from inventory.model import Device, Person
from inventory.rules.phrases import count

BY_HAND = "by hand"
"""What stands for a profile where a person said which column is which."""

LEFT_OVER = re.compile(r"left over [0-9]+")
"""What a column of that file is called that holds what there is no heading for."""

MOST_EXAMPLES = 3
"""Rows with a split name that are shown mended, before somebody says yes to all of them."""

# UTF-8 that was read as Windows-1252, as in a file that two programs wrote.
_MIXED = re.compile("[\u00c2-\u00c5][\u0080-\u00bf\u0152-\u0178\u2013-\u2122]")
_LOOKED_AT = 200
"""Rows in which columns that are not read are looked at for damage."""
_MOST_NOTES = 10
_ADDRESSES = frozenset({"email", "login"})
"""Columns that a person's e-mail address is read from."""
_CODES = ("tag", "serial", "person_id")


class Record(NamedTuple):
    """One row as a record, and which of its fields the row speaks about."""

    line: int
    value: Entry
    given: frozenset[str]
    """The model's fields that had something in their cell; the others are only defaults."""


class Records:
    """The records of one file, in its order; what is to be said of all of them comes afterwards.

    Raises FileRefused where no profile fits, or two columns give the same field.
    """

    def __init__(
        self,
        source: Source,
        kind: RegisterKind,
        reading: Reading,
        saved: Sequence[SavedMapping] = (),
        *,
        emails: bool = True,
    ) -> None:
        """``emails`` says whether people's addresses are kept; else those columns are dropped."""
        self.source = source
        self.kind = kind
        profile = None
        if reading.columns is None:
            profile = find_profile(kind, source.header, reading.profile, saved)
        self._profile = profile
        self.profile = profile.name if profile else BY_HAND
        self.columns, self._notes = choose_columns(source, profile, reading)
        told = (*self.columns, *(profile.says if profile else ()))
        self._left = _ADDRESSES if kind is RegisterKind.PEOPLE and not emails else frozenset()
        self.present = fills(told, reading) - self._left
        """The model's fields that the file speaks of."""
        self._kept = [field for field in self.columns if fills([field]) - self._left]
        self._cells = Cells.over(self.columns, source.header, profile)
        self._reading = reading
        self.rows = 0
        """Rows that were read so far, refused ones included."""
        self.splits = 0
        """Rows that are refused because the comma in a name has split it."""
        self.split_names: list[tuple[tuple[str, str], ...]] = []
        """The first of them as they would be when mended: heading and cell of what is read."""
        self.unasked_users = 0
        """Devices whose user was not read, because it may only be who enrolled them."""
        self._schools: Counter[tuple[str, str]] = Counter()
        self._elsewhere = 0
        self._left_out: Counter[str] = Counter()
        self._services: Counter[str] = Counter()
        self._damaged: dict[int, str] = {}
        self._odd = ""
        """A cell with other letters than English has, read in an encoding that may be wrong."""
        self._unnamed = 0
        self._roleless = 0
        self._left_over = [
            index
            for index, heading in enumerate(source.header)
            if is_of_refused(source) and LEFT_OVER.fullmatch(heading)
        ]
        self._widths = {name: Widths() for name in _CODES if name in self.columns}

    @property
    def first_private(self) -> int | None:
        """The first column of which nothing may be kept; None where there is none."""
        private = (index for index, name in enumerate(self.source.header) if is_private(name))
        return next(private, None)

    @property
    def telling(self) -> tuple[int, ...]:
        """The columns that are not read, and by whose headings the system is known.

        Without those that a person's ID would rather be taken from, and that were all blank.
        """
        if self._profile is None:
            return ()
        header, read = self.source.header, set(self.columns.values())
        there = self._profile.columns(header)
        ids = [there[name] for name in self._profile.ids if name in there]
        taken = self.columns.get("person_id", self.columns.get("user_ids"))
        blank = ids[: ids.index(taken)] if taken in ids else []
        marks = self._profile.told_by()
        return tuple(
            index
            for index, heading in enumerate(header)
            if index not in read and index not in blank and heading_key(heading) in marks
        )

    @property
    def dropped_columns(self) -> tuple[str, ...]:
        """The headings of columns that are not read."""
        read = {index for field, index in self.columns.items() if field not in self._left}
        return tuple(
            heading
            for index, heading in enumerate(self.source.header)
            if heading and index not in read
        )

    @property
    def is_part(self) -> bool:
        """Whether what the file lacks is not gone."""
        return self._reading.part or self.source.is_part

    def __iter__(self) -> Iterator[Record | Refused]:
        build, reading = BUILDERS[self.kind], self._reading
        for row in self.source.rows(mend_names=self._reading.mend_names):
            self.rows += 1
            if isinstance(row, Refused):
                self._note_split(row)
                yield replace(row, text=self._unshifted(row))
                continue
            if reason := self._out_of_place(row):
                yield Refused(row.line, reason, "", (), row.cells)
                continue
            if self.rows <= _LOOKED_AT or self.source.encoding != "UTF-8":
                self._look_for_damage(row.cells)
            cells = self._cells(row.cells)
            if not self._is_ours(cells):
                continue
            try:
                value, given = build(cells, reading)
            except LeftOut as left:
                self._left_out[str(left)] += 1
            except CellRefused as fault:
                yield self._refused(row, cells, fault)
            else:
                self._count(cells, value)
                if self._left and isinstance(value, Person):
                    value, given = replace(value, email=""), given - self._left
                yield Record(row.line, value, given)

    def notes(self) -> list[str]:
        """What a person should know of the file, as sentences; whole after the last record."""
        notes = [*self._notes]
        if self._services:
            heading = self.source.header[self.columns["service"]]
            notes += _unknown_services(heading, self._services)
        notes += [
            f"{number:,} left out: {reason}." for reason, number in self._left_out.most_common()
        ]
        for name, widths in self._widths.items():
            if note := widths.note(self.source.header[self.columns[name]]):
                notes.append(note)
        if self._odd:
            notes.append(
                f"It was read as {self.source.encoding}: look whether {shown(self._odd)} is right."
            )
        if self._unnamed:
            devices = count(self._unnamed, "device is", "devices are")
            notes.append(f"{devices} checked out to somebody whom the file names, but not by ID.")
        if self._roleless:
            people = count(self._roleless, "person has", "people have")
            notes.append(f"{people} no role in the file: read as students.")
        if self._elsewhere:
            elsewhere = count(self._elsewhere, "row is", "rows are")
            notes.append(f"{elsewhere} of other schools and not read.")
        notes += [
            f"{self.source.header[index]} was damaged by Excel ({shown(cell)}); it is not read."
            for index, cell in sorted(self._damaged.items())
        ]
        return notes

    def schools(self) -> tuple[School, ...]:
        """The schools of the rows, those of most rows first."""
        return schools_in(self._schools.items())

    def service_words(self) -> dict[str, str]:
        """What the file calls each condition that it has, the word that it uses most."""
        words: dict[str, str] = {}
        for word, _ in self._services.most_common():
            service, known = values.service(word)
            if word and known:
                words.setdefault(service.value, word)
        return words

    def _is_ours(self, cells: Cells) -> bool:
        """Whether the row is of the school that was asked for; all are, where none was."""
        self._schools.update(schools_of(cells))
        if not self._reading.school or is_of_school(cells, self._reading.school):
            return True
        self._elsewhere += 1
        return False

    def _count(self, cells: Cells, value: Entry) -> None:
        """Take notice of what is told about all rows together."""
        if word := cells["service"]:
            self._services[word] += 1
        for name, widths in self._widths.items():
            widths.add(cells[name])
        if not self._reading.trust_users and cells["annotated_user"]:
            self.unasked_users += 1
        if isinstance(value, Device):
            self._unnamed += bool(cells["checked_out_to"] and not value.holder)
        elif cells.has("role") and not cells["role"]:
            self._roleless += 1

    def _unshifted(self, row: Refused) -> str:
        """What stands in a row before anything private can: too many cells shift to the right."""
        if self.first_private is None:
            return row.text
        return self.source.delimiter.join(row.cells[: self.first_private])

    def _out_of_place(self, row: Row) -> str:
        """Why the row as a whole can't be one, as a sentence; empty where it can."""
        if row.cells == self.source.header:
            return "The row repeats the headings: two files may have been put together."
        for index in self._left_over:
            if cell := row.cells[index]:
                return (
                    f"{shown(cell)} is left over: put it where it belongs in the row, then empty"
                    f" {self.source.header[index]}."
                )
        return ""

    def _look_for_damage(self, cells: Sequence[str]) -> None:
        """A column that nobody reads may be one that somebody goes by."""
        read = self.columns.values()
        doubtful = self.source.encoding in ("Windows-1252", "Mac Roman")
        for index, cell in enumerate(cells):
            if doubtful and not cell.isascii() and (not self._odd or _MIXED.search(cell)):
                self._odd = self._odd if _MIXED.search(self._odd) else cell
            if "E+" in cell and index not in read and values.DAMAGED.fullmatch(cell):
                self._damaged.setdefault(index, cell)

    def _note_split(self, row: Refused) -> None:
        if row.mended:
            self.splits += 1
            if len(self.split_names) < MOST_EXAMPLES:
                read = sorted(set(self.columns.values()))
                self.split_names.append(
                    tuple((self.source.header[index], row.mended[index]) for index in read)
                )

    def _refused(self, row: Row, cells: Cells, fault: CellRefused) -> Refused:
        """The row's fault; only with what would be stored of it, so that it keeps no password."""
        said = self.source.delimiter.join(filter(None, map(cells.__getitem__, self._kept)))
        return Refused(row.line, str(fault), said, (), row.cells)


def _unknown_services(heading: str, said: Mapping[str, int]) -> list[str]:
    unknown = {word: rows for word, rows in said.items() if not values.service(word)[1]}
    notes = [
        f"{heading} {shown(word)} is not known and reads as READY (rows: {rows:,})."
        for word, rows in islice(unknown.items(), _MOST_NOTES)
    ]
    if len(unknown) > _MOST_NOTES:
        notes.append(f"So do {len(unknown) - _MOST_NOTES} other values of {heading}.")
    return notes
