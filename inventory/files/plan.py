"""What an import would do: the register compared with a file, record by record."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, NamedTuple

from inventory.files.entries import Entry, identifiers
from inventory.files.profiles import RegisterKind
from inventory.files.reader import Refused
from inventory.files.records import Record
from inventory.files.schools import School
from inventory.files.values import shown
from inventory.model import Device, Person, PersonStatus

MOST_KEPT = 10_000
"""Records of each sort that a plan has at hand; of more it has the number, and the first ones."""

MEANT = "\x1f"
"""Stands before the key of a record that a row means; no code has it."""

_ALSO = {
    RegisterKind.DEVICES: "is also a person's ID",
    RegisterKind.PEOPLE: "is also a device's tag or serial",
    RegisterKind.PLACES: "is also a person's ID or a device's tag or serial",
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that the file says otherwise."""

    name: str
    before: str | int | None
    after: str | int | None


@dataclass(frozen=True, slots=True)
class Change:
    """One known record that the file says otherwise."""

    line: int
    key: str
    """The device's ID, the person's ID, or the place's name: none of them ever changes."""
    before: Entry
    after: Entry
    fields: tuple[FieldChange, ...]


class Same(NamedTuple):
    """One known record that the file says as it is."""

    line: int
    key: str


Outcome = Record | Change | Same | Refused
"""What a record of the file comes to: new, changed, unchanged, refused."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many records are new, changed, unchanged, gone from the file; how many rows refused."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    refused: int = 0

    @property
    def taken(self) -> int:
        """Records of the file that could be taken."""
        return self.new + self.changed + self.unchanged

    @property
    def differing(self) -> int:
        """Records that an import would write."""
        return self.new + self.changed + self.gone


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do, to be shown and confirmed before anything is written."""

    kind: RegisterKind
    profile: str
    file: str
    sha256: str
    encoding: str
    delimiter: str
    how: str
    """How the file was read, in words for the screen."""
    rows: int
    counts: Counts
    new: tuple[Record, ...]
    """The first ``MOST_KEPT`` of them, as of those that follow."""
    changed: tuple[Change, ...]
    gone: tuple[Entry, ...]
    """Records that were listed and that the file does not have."""
    refused: tuple[Refused, ...]
    dropped_columns: tuple[str, ...]
    notes: tuple[str, ...]
    present: frozenset[str] = frozenset()
    """The fields that the file has a column for: of others it says nothing."""
    service_words: Mapping[str, str] = field(default_factory=dict)
    """What the file calls each condition that it has."""
    split_names: tuple[tuple[tuple[str, str], ...], ...] = ()
    """The first rows whose name was split by its own comma, as they would be when mended.

    Of each, heading and cell of every column that is read.
    """
    splits: int = 0
    """How many rows are refused for that alone."""
    unasked_users: int = 0
    """Devices with a user that may only be who enrolled them, and that was not read."""
    schools: tuple[School, ...] = ()
    """The schools that the file lists, those of most rows first."""
    site: str = ""
    """The school's own code of most of the new devices; empty where there is no such."""
    after: str = ""
    """The import that the register was at when the file was compared with it."""
    staged: str = field(default="", compare=False)
    """The name under which its records are held aside; empty where they are not."""

    def as_json(self) -> dict[str, Any]:
        """The object that ``import --dry-run --json`` prints."""
        counts = self.counts
        return {
            "file": self.file,
            "profile": self.profile,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "rows": self.rows,
            "new": counts.new,
            "changed": counts.changed,
            "unchanged": counts.unchanged,
            "gone": counts.gone,
            "refused": [{"line": row.line, "reason": row.reason} for row in self.refused],
            "refused_rows": counts.refused,
            "dropped_columns": list(self.dropped_columns),
            "notes": list(self.notes),
            "split_names": self.splits,
            "users_not_read": self.unasked_users,
            "schools": [
                {"school": one.code, "name": one.name, "codes": list(one.codes), "rows": one.rows}
                for one in self.schools
            ],
        }


def key_of(entry: Entry) -> str:
    """What a record is known by: the device's id, the person's ID, the place's name."""
    if isinstance(entry, Device):
        return entry.device_id
    return entry.person_id if isinstance(entry, Person) else entry.place


def change_between(line: int, before: Entry, after: Entry) -> Change:
    """What a row changes, told from the record as it is and as it will be."""
    names = sorted(one.name for one in fields(before))
    said = [(name, getattr(before, name), getattr(after, name)) for name in names]
    differing = tuple(FieldChange(*one) for one in said if one[1] != one[2])
    return Change(line, key_of(before), before, after, differing)


class Comparison:
    """Some records of a file held against what the register says of their codes.

    ``entries`` are the records that these codes may lead to, ``owners`` the codes themselves
    (stickers and former tags too) with the ID of the device that each leads to. ``lines`` has the
    codes of earlier rows of the same file with their lines, and behind ``MEANT`` the keys of the
    records that they mean; it grows with each record.
    """

    def __init__(
        self, entries: Iterable[Entry], owners: Mapping[str, str], lines: dict[str, int]
    ) -> None:
        self._known = {key_of(entry): entry for entry in entries}
        devices = [entry for entry in self._known.values() if isinstance(entry, Device)]
        self._by_tag = {device.tag: device for device in devices if device.tag}
        self._by_serial = {device.serial: device for device in devices if device.serial}
        self._owner = {**owners, **{device.device_id: device.device_id for device in devices}}
        for device in devices:
            self._owner.update(dict.fromkeys(identifiers(device), device.device_id))
        self._lines = lines

    def judge(self, record: Record, delimiter: str = ",") -> Outcome:
        """What the record comes to; the delimiter parts its codes where it is refused."""
        line, value = record.line, record.value
        codes = identifiers(value)
        before = self._find(value)
        reason = self._claim(codes, line) or self._conflict(value, before)
        if not reason and before is not None:
            reason = self._said_before(value, key_of(before), line)
        if reason:
            return Refused(line, reason, delimiter.join(codes))
        if before is None:
            return record
        if differing := _differences(before, record):
            said: dict[str, Any] = {change.name: change.after for change in differing}
            return Change(line, key_of(before), before, replace(before, **said), differing)
        return Same(line, key_of(before))

    def _find(self, value: Entry) -> Entry | None:
        """The record that the file's means: a device by its tag, else by its serial."""
        if isinstance(value, Device):
            return self._by_tag.get(value.tag) or self._by_serial.get(value.serial)
        return self._known.get(key_of(value))

    def _claim(self, codes: Sequence[str], line: int) -> str:
        """Note that this line has the codes; why not, where an earlier line has one of them."""
        for code in codes:
            first = self._lines.setdefault(code, line)
            if first != line:
                return f"{shown(code)} is already on line {first}."
        return ""

    def _said_before(self, value: Entry, key: str, line: int) -> str:
        """Whether an earlier line means the same device by its other identifier."""
        first = self._lines.setdefault(MEANT + key, line)
        return "" if first == line else f"{_name(value)} is the same device as on line {first}."

    def _conflict(self, value: Entry, before: Entry | None) -> str:
        """Why the file's device can't be this one, as a sentence; empty where it can."""
        if not isinstance(value, Device):
            return ""
        if isinstance(before, Device):
            moved = value.tag == before.tag and value.serial and before.serial
            if moved and value.serial != before.serial:
                return (
                    f"Tag {shown(value.tag)} belongs to serial {shown(before.serial)}, but"
                    f" is on serial {shown(value.serial)} here{self._also_known(value.serial)}."
                )
        for code in identifiers(value):
            owner = self._owner.get(code)
            if owner is not None and (before is None or owner != key_of(before)):
                return (
                    f"{shown(code)} of {_name(value)} already leads to another device,"
                    f" {self._described(owner)}."
                )
        return ""

    def _also_known(self, serial: str) -> str:
        device = self._by_serial.get(serial)
        return f", which is {self._described(device.device_id)}" if device else ""

    def _described(self, device_id: str) -> str:
        device = self._known.get(device_id)
        return f"device {shown(device_id)}" if device is None else _name(device)


def double_meanings(
    kind: RegisterKind, records: Iterable[Record], others: Collection[str]
) -> list[str]:
    """A sentence for each code that means something of another kind as well; it is taken."""
    if not others:
        return []
    return [
        f"Line {record.line}: {shown(code)} {_ALSO[kind]}; scanning it will ask which one is meant."
        for record in records
        for code in identifiers(record.value)
        if code in others
    ]


def _name(value: Entry) -> str:
    if isinstance(value, Device) and value.tag and value.serial:
        return f"tag {shown(value.tag)} with serial {shown(value.serial)}"
    return " and ".join(map(shown, identifiers(value)))


def _differences(before: Entry, record: Record) -> tuple[FieldChange, ...]:
    """The fields that the row speaks about and says otherwise, and that it is listed again."""
    given: Iterable[str] = record.given
    if isinstance(before, Person) and before.status is PersonStatus.UNKNOWN:
        given = {*given, "status"}  # typed at the table; the roster knows the person now
    if isinstance(before, Person) and not before.listed and before.status is PersonStatus.LEFT:
        given = {*given, "status", "left_on"}  # had left because the roster had dropped them
    value = record.value
    names = [name for name in given if getattr(before, name) != getattr(value, name)]
    said = [FieldChange(name, getattr(before, name), getattr(value, name)) for name in names]
    said.sort(key=lambda change: change.name)
    if not before.listed:
        said.append(FieldChange("listed", False, True))
    return tuple(said)
