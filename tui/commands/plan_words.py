"""What an import would do, in words: shown before anything is written."""

from collections import Counter
from collections.abc import Iterator, Sequence

from inventory.files.entries import Entry
from inventory.files.plan import Change, Plan
from inventory.files.profiles import RegisterKind
from inventory.model import Device, Person
from inventory.rules.phrases import count
from inventory.services import reports
from inventory.services.office import Office
from inventory.services.reports import ListName

MOST_CHANGES = 10
MOST_GONE = 10
MOST_REFUSED = 20

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", "^": "carets"}


def what_it_would_do(office: Office, plan: Plan) -> Iterator[str]:
    """The file, the counts, then what changes, what is gone, what is refused, what to know."""
    yield (
        f"{plan.file}: {count(plan.rows, 'row')} of {plan.kind}, read as {plan.profile},"
        f" {plan.encoding}, {_DELIMITERS.get(plan.delimiter, plan.delimiter)}."
    )
    yield (
        f"  {len(plan.new):,} new · {len(plan.changed):,} changed ·"
        f" {len(plan.unchanged):,} unchanged · {len(plan.gone):,} gone ·"
        f" {len(plan.refused):,} refused"
    )
    yield from _changed(plan.changed)
    yield from _gone(office, plan)
    yield from _refused(plan)
    if plan.dropped_columns:
        yield f"Columns that are not read: {', '.join(plan.dropped_columns)}."
    for note in plan.notes:
        yield f"Note: {note}"


def _changed(changes: Sequence[Change]) -> Iterator[str]:
    if changes:
        yield "Changed:"
    for change in changes[:MOST_CHANGES]:
        fields = "; ".join(
            f"{field.name.replace('_', ' ')}: {_value(field.before)} → {_value(field.after)}"
            for field in change.fields
        )
        yield f"  line {change.line}  {change.key}  {fields}"
    if len(changes) > MOST_CHANGES:
        yield f"  and {len(changes) - MOST_CHANGES:,} more."


def _value(value: str | int | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value not in (None, "") else "(blank)"


def _gone(office: Office, plan: Plan) -> Iterator[str]:
    """What the file no longer has, and who or what of it is still out."""
    if not plan.gone:
        return
    yield "Gone from the file:"
    if plan.kind is RegisterKind.PLACES:
        yield from _some([f"  {_name(entry)}" for entry in plan.gone])
        return
    out = reports.device_list(office, ListName.OUT)
    if plan.kind is RegisterKind.PEOPLE:
        holdings = Counter(line.person for line in out)
        still = {_key(entry): holdings[_key(entry)] for entry in plan.gone}
        held = [number for number in still.values() if number]
        gone = count(len(plan.gone), "person", "people")
        yield f"  {gone}; {len(held):,} of them still have {_devices(sum(held))}."
        words = {key: f": {_devices(number)}" for key, number in still.items() if number}
    else:
        words = {
            line.device_id: f": out to {line.name or line.person or line.place}" for line in out
        }
        number = sum(_key(entry) in words for entry in plan.gone)
        yield f"  {_devices(len(plan.gone))}; {number:,} of them are out."
    yield from _some(
        [f"  {_name(one)}{words[_key(one)]}" for one in plan.gone if _key(one) in words]
    )


def _refused(plan: Plan) -> Iterator[str]:
    if plan.refused:
        yield "Refused:"
    for row in plan.refused[:MOST_REFUSED]:
        yield f"  line {row.line}: {row.reason}"
    if len(plan.refused) > MOST_REFUSED:
        yield f"  and {len(plan.refused) - MOST_REFUSED:,} more; --refused FILE.csv keeps them all."


def _some(lines: list[str]) -> Iterator[str]:
    yield from lines[:MOST_GONE]
    if len(lines) > MOST_GONE:
        yield f"  and {len(lines) - MOST_GONE:,} more."


def _key(entry: Entry) -> str:
    if isinstance(entry, Device):
        return entry.device_id
    return entry.person_id if isinstance(entry, Person) else entry.place


def _name(entry: Entry) -> str:
    if isinstance(entry, Person):
        return f"{entry.person_id} {entry.name}"
    return entry.label if isinstance(entry, Device) else entry.place


def _devices(number: int) -> str:
    return count(number, "device")
