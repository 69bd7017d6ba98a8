"""What an import would do: the register compared with a file, record by record."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from inventory.files.entries import Entry, identifiers
from inventory.files.profiles import RegisterKind
from inventory.files.reader import Refused
from inventory.files.records import Incoming, Record
from inventory.files.values import shown
from inventory.model import Device, Person, PersonStatus

_MOST_NOTES = 10

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


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do, to be shown and confirmed before anything is written."""

    kind: RegisterKind
    profile: str
    new: tuple[Record, ...]
    changed: tuple[Change, ...]
    unchanged: tuple[str, ...]
    """The keys of records that the file says as they are."""
    gone: tuple[Entry, ...]
    """Records that were listed and that the file does not have."""
    refused: tuple[Refused, ...]
    dropped_columns: tuple[str, ...]
    notes: tuple[str, ...]
    file: str
    sha256: str
    encoding: str
    delimiter: str
    rows: int
    present: frozenset[str] = frozenset()
    """The fields that the file has a column for: of others it says nothing."""
    service_words: Mapping[str, str] = field(default_factory=dict)
    """What the file calls each condition that it has."""
    after: str = ""
    """The import that the register was at when the file was compared with it."""

    def as_json(self) -> dict[str, Any]:
        """The object that ``import --dry-run --json`` prints."""
        return {
            "file": self.file,
            "profile": self.profile,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "rows": self.rows,
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": len(self.unchanged),
            "gone": len(self.gone),
            "refused": [{"line": row.line, "reason": row.reason} for row in self.refused],
            "dropped_columns": list(self.dropped_columns),
            "notes": list(self.notes),
        }


def make_plan(
    current: Mapping[str, Entry],
    incoming: Incoming,
    *,
    others: Container[str] = (),
    aliases: Mapping[str, str] | None = None,
) -> Plan:
    """What importing the file would do to the register.

    ``current`` is the register by device ID, person ID or place name. ``others`` are the codes of
    the other kinds of records: one that means two things is taken, and named in a note. ``aliases``
    are the devices' further identifiers (stickers, former tags) with the ID of their device: no
    other device may take one.
    """
    found = _compare(_Register(current, aliases or {}), incoming)
    notes = [*incoming.notes, *_double_meanings(incoming, others)]
    if not found.lines:
        notes.append("No row could be taken, so nothing counts as gone either.")
    return Plan(
        kind=incoming.kind,
        profile=incoming.profile,
        new=tuple(found.new),
        changed=tuple(found.changed),
        unchanged=tuple(found.unchanged),
        gone=_gone(current, found, incoming) if found.lines else (),
        refused=tuple(sorted((*incoming.refused, *found.refused), key=lambda row: row.line)),
        dropped_columns=incoming.dropped_columns,
        notes=tuple(notes),
        file=incoming.file,
        sha256=incoming.sha256,
        encoding=incoming.encoding,
        delimiter=incoming.delimiter,
        rows=incoming.rows,
        present=incoming.present,
        service_words=incoming.service_words,
    )


@dataclass(slots=True)
class _Found:
    """What comparing came to, while it goes on."""

    new: list[Record] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    refused_codes: set[str] = field(default_factory=set)
    lines: dict[str, int] = field(default_factory=dict)
    """The key of each record that was taken, with its line."""


def _compare(register: "_Register", incoming: Incoming) -> _Found:
    found = _Found()
    for record in incoming.records:
        before = register.find(record.value)
        key = _key(before or record.value)
        reason = register.conflict(record.value, before)
        if not reason and key in found.lines:
            reason = f"{_name(record.value)} is the same device as on line {found.lines[key]}."
        if reason:
            codes = identifiers(record.value)
            found.refused.append(Refused(record.line, reason, incoming.delimiter.join(codes)))
            found.refused_codes.update(codes)
            continue
        found.lines[key] = record.line
        if before is None:
            found.new.append(record)
        elif fields := _differences(before, record):
            said: dict[str, Any] = {change.name: change.after for change in fields}
            after = replace(before, **said)
            found.changed.append(Change(record.line, key, before, after, fields))
        else:
            found.unchanged.append(key)
    return found


def _gone(current: Mapping[str, Entry], found: _Found, incoming: Incoming) -> tuple[Entry, ...]:
    """What was listed and isn't any more; not what a refused row names, for that is in the file."""
    named = set(found.refused_codes)
    for row in incoming.refused:
        named.update(cell.strip("\" '`") for cell in row.text.split(incoming.delimiter))
    return tuple(
        entry
        for key, entry in current.items()
        if entry.listed and key not in found.lines and named.isdisjoint((key, *identifiers(entry)))
    )


class _Register:
    """The register by every code that leads to a record."""

    def __init__(self, current: Mapping[str, Entry], aliases: Mapping[str, str]) -> None:
        devices = [entry for entry in current.values() if isinstance(entry, Device)]
        self._current = current
        self._by_tag = {device.tag: device for device in devices if device.tag}
        self._by_serial = {device.serial: device for device in devices if device.serial}
        self._owner = {**aliases, **{device.device_id: device.device_id for device in devices}}
        for device in devices:
            self._owner.update(dict.fromkeys(identifiers(device), device.device_id))

    def find(self, value: Entry) -> Entry | None:
        """The record that the file's means: a device by its tag, else by its serial."""
        if isinstance(value, Device):
            return self._by_tag.get(value.tag) or self._by_serial.get(value.serial)
        return self._current.get(_key(value))

    def conflict(self, value: Entry, before: Entry | None) -> str:
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
            if owner is not None and (before is None or owner != _key(before)):
                return (
                    f"{shown(code)} of {_name(value)} already leads to another device,"
                    f" {self._described(owner)}."
                )
        return ""

    def _also_known(self, serial: str) -> str:
        device = self._by_serial.get(serial)
        return f", which is {self._described(device.device_id)}" if device else ""

    def _described(self, device_id: str) -> str:
        device = self._current.get(device_id)
        return f"device {shown(device_id)}" if device is None else _name(device)


def _key(value: Entry) -> str:
    if isinstance(value, Device):
        return value.device_id
    return value.person_id if isinstance(value, Person) else value.place


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
    fields = [
        FieldChange(name, old, said)
        for name in sorted(given)
        if (old := getattr(before, name)) != (said := getattr(record.value, name))
    ]
    if not before.listed:
        fields.append(FieldChange("listed", False, True))
    return tuple(fields)


def _double_meanings(incoming: Incoming, others: Container[str]) -> list[str]:
    also = _ALSO[incoming.kind]
    double = [
        f"Line {record.line}: {shown(code)} {also}; scanning it will ask which one is meant."
        for record in incoming.records
        for code in identifiers(record.value)
        if code in others
    ]
    if len(double) > _MOST_NOTES:
        return [*double[:_MOST_NOTES], f"So it is with {len(double) - _MOST_NOTES} other codes."]
    return double
