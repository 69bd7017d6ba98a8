"""A file held against the register, a piece at a time: what differs is kept aside."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TypeVar

from inventory.files.entries import identifiers
from inventory.files.plan import (
    MEANT,
    MOST_KEPT,
    Change,
    Comparison,
    Counts,
    Outcome,
    Plan,
    Same,
    double_meanings,
    key_of,
)
from inventory.files.profiles import RegisterKind
from inventory.files.reader import Refused
from inventory.files.records import Record, Records
from inventory.files.values import shown
from inventory.model import Device, Person
from inventory.rules.phrases import count
from inventory.rules.proposals import names_of
from inventory.services.office import Office
from inventory.store import register
from inventory.store.staging import Staged, Staging
from inventory.text import shape

CHUNK = 2_000
"""Rows that are compared at once."""

_CUSTODY_FIELDS = frozenset({"holder", "place", "service", "assigned_to"})
_IDENTIFIER_FIELDS = frozenset({"tag", "serial"})
_MOST_NOTES = 10
_QUOTES = "\" '`"

Kept = TypeVar("Kept")


@dataclass(slots=True)
class _Found:
    """What comparing came to, while it goes on."""

    new: list[Record] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    tally: Counter[str] = field(default_factory=Counter)
    sites: Counter[str] = field(default_factory=Counter)
    double: list[str] = field(default_factory=list)

    def keep(self, outcome: Outcome) -> Staged | None:
        """Count it, and give what has to be held aside of it."""
        if isinstance(outcome, Record):
            self._one(self.new, outcome, "new")
            if isinstance(outcome.value, Device):
                self.sites[outcome.value.site] += 1
            return Staged(outcome.line, outcome.value, is_new=True)
        if isinstance(outcome, Change):
            self._one(self.changed, outcome, "changed")
            names = {change.name for change in outcome.fields}
            return Staged(
                outcome.line,
                outcome.after,
                is_new=False,
                rebased=not names.isdisjoint(_CUSTODY_FIELDS),
                moved=not names.isdisjoint(_IDENTIFIER_FIELDS),
            )
        if isinstance(outcome, Same):
            self.tally["unchanged"] += 1
        return None

    def refuse(self, refused: Iterable[Refused]) -> None:
        """Count the rows that were not taken."""
        for one in refused:
            self._one(self.refused, one, "refused")

    @property
    def site(self) -> str:
        """The site of more than half of the new devices; empty where there is none."""
        site, number = max(self.sites.items(), key=lambda one: one[1], default=("", 0))
        return site if number * 2 > self.tally["new"] else ""

    def _one(self, kept: list[Kept], outcome: Kept, what: str) -> None:
        self.tally[what] += 1
        if len(kept) < MOST_KEPT:
            kept.append(outcome)


class Comparing:
    """One file on its way from rows to a plan."""

    def __init__(self, office: Office, records: Records, staging: Staging) -> None:
        self._office = office
        self._records = records
        self._staging = staging
        self._found = _Found()
        self._strangers = 0
        """Devices that the list says somebody has whom the roster does not have."""
        self._bare: dict[str, str] = {}
        """The first codes that are on the list already but for zeros in front, with those."""
        self._bares = 0
        self._numbers: Mapping[str, str] | None = None
        """Whom the names that a list calls its holders by mean; read where a list has any."""

    def run(self, progress: Callable[[int], None]) -> Plan:
        """Compare every row; ``progress`` hears how many were read before each piece."""
        rows = iter(self._records)
        while piece := list(islice(rows, CHUNK)):
            progress(self._records.rows)
            self._compare(piece)
        gone = 0
        taken = self._found.tally.total() - self._found.tally["refused"]
        if taken and not self._records.is_part:
            gone = self._staging.find_gone(lambda: progress(self._records.rows))
        return self._plan(gone)

    def _compare(self, piece: list[Record | Refused]) -> None:
        """Judge some rows by what the register says of their codes, and hold aside what differs."""
        staging, found = self._staging, self._found
        records = [self._with_number(one) for one in piece if isinstance(one, Record)]
        codes = [code for record in records for code in identifiers(record.value)]
        owners = staging.owners(codes) if staging.kind == RegisterKind.DEVICES else {}
        entries = staging.entries({*owners.values(), *codes})
        keys = [key_of(entry) for entry in entries]
        earlier = staging.lines([*codes, *(MEANT + key for key in keys)])
        lines = dict(earlier)
        comparison = Comparison(entries, owners, lines)
        delimiter = self._records.source.delimiter
        outcomes = [comparison.judge(record, delimiter) for record in records]
        refused = [one for one in (*piece, *outcomes) if isinstance(one, Refused)]
        self._look_for_cut_zeros(outcomes)
        staging.put(
            {code: line for code, line in lines.items() if code not in earlier},
            [held for one in outcomes if (held := found.keep(one))],
        )
        if refused:
            staging.refuse(((one.line, one.reason) for one in refused), self._named_by(refused))
        found.refuse(replace(one, cells=()) for one in refused)
        found.double += double_meanings(self._records.kind, records, staging.other_meanings(codes))

    def _named_by(self, refused: Iterable[Refused]) -> Iterator[str]:
        """The records of the register that a refused row may name: they are in the file, so they
        are not gone from it."""
        cells = {cell.strip(_QUOTES) for row in refused for cell in row.cells} - {""}
        if self._staging.kind == RegisterKind.DEVICES:
            yield from self._staging.owners([*cells]).values()
        yield from map(key_of, self._staging.entries(cells))

    def _with_number(self, record: Record) -> Record:
        """The record with its holder's own number, where the list calls them by a user name.

        Only where one person alone is called so: by the mail address, or what stands before its @.
        """
        value = record.value
        if not isinstance(value, Device) or not value.holder:
            return record
        if self._numbers is None:
            self._numbers = _numbers_by_name(register.people(self._office.database))
        number = self._numbers.get(value.holder.casefold())
        if number is None:
            self._strangers += 1
            return record
        return record._replace(value=replace(value, holder=number))

    def _doubts(self) -> Iterator[str]:
        """What the register makes doubtful about the file, as sentences."""
        if self._bares:
            code, listed = next(iter(self._bare.items()))
            codes = count(self._bares, "code is", "codes are")
            yield (
                f"{codes} on the list already but for zeros in front ({shown(code)} is"
                f" {shown(listed)} there): a spreadsheet may have cut them off."
            )
        if self._strangers:
            devices = count(self._strangers, "device is", "devices are")
            yield f"{devices} with somebody whom the roster does not have: import people first."

    def _look_for_cut_zeros(self, outcomes: Iterable[Outcome]) -> None:
        """Count new codes, of digits alone, that the register has with zeros in front."""
        values = [one.value for one in outcomes if isinstance(one, Record)]
        values += [one.after for one in outcomes if isinstance(one, Change)]
        codes = {code for value in values for code in identifiers(value) if code.isdecimal()}
        for listed in self._staging.zero_padded([*codes]):
            if listed not in codes and (code := listed.lstrip("0")) in codes:
                self._bares += 1
                self._bare.setdefault(code, listed)

    def _plan(self, gone: int) -> Plan:
        found, records, tally = self._found, self._records, self._found.tally
        source = records.source
        notes = [*source.notes, *records.notes(), *_shortened(found.double), *self._doubts()]
        if not tally.total() - tally["refused"]:
            notes.append("No row could be taken, so nothing counts as gone either.")
        found.refused.sort(key=lambda row: row.line)
        return Plan(
            kind=records.kind,
            profile=records.profile,
            file=source.name,
            sha256=source.sha256,
            encoding=source.encoding,
            delimiter=source.delimiter,
            how=source.how,
            rows=records.rows,
            counts=Counts(
                tally["new"], tally["changed"], tally["unchanged"], gone, tally["refused"]
            ),
            new=tuple(found.new),
            changed=tuple(found.changed),
            gone=tuple(self._staging.gone(MOST_KEPT)),
            refused=tuple(found.refused),
            dropped_columns=records.dropped_columns,
            notes=tuple(notes),
            present=records.present,
            service_words=records.service_words(),
            split_names=tuple(records.split_names),
            splits=records.splits,
            unasked_users=records.unasked_users,
            schools=records.schools(),
            site=found.site,
            staged=self._staging.name,
        )


def _numbers_by_name(people: Iterable[Person]) -> dict[str, str]:
    """Everybody's ID by each way of saying it. What has the shape of an ID is never a name."""
    called: dict[str, set[str]] = {}
    own: dict[str, str] = {}
    shapes: set[str] = set()
    for person in people:
        own[person.person_id.casefold()] = person.person_id
        shapes.add(shape(person.person_id))
        for name in names_of(person):
            called.setdefault(name, set()).add(person.person_id)
    names = {
        name: next(iter(ids))
        for name, ids in called.items()
        if len(ids) == 1 and shape(name.upper()) not in shapes
    }
    return {**names, **own}


def _shortened(notes: list[str]) -> list[str]:
    if len(notes) <= _MOST_NOTES:
        return notes
    return [*notes[:_MOST_NOTES], f"So it is with {len(notes) - _MOST_NOTES} other codes."]
