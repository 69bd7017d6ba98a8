"""What an import would do, in words: shown before anything is written."""

from collections.abc import Iterator, Mapping, Sequence

from inventory.files.plan import Change, Plan
from inventory.files.private import is_private
from inventory.files.profiles import RegisterKind, titles
from inventory.rules.phrases import a_list, count
from inventory.services.office import Office
from tui.commands.plan_gone import Gone, gone_records

MOST_CHANGES = 10
MOST_GONE = 10
MOST_REFUSED = 20
MOST_COLUMNS = 20
MOST_SCHOOLS = 8

_NOUNS = {
    RegisterKind.DEVICES: ("device", "devices"),
    RegisterKind.PEOPLE: ("person", "people"),
    RegisterKind.PLACES: ("place", "places"),
}


def what_it_would_do(office: Office, plan: Plan, *, keep_refused: str = "") -> Iterator[str]:
    """The file, the counts, then what changes, what is gone, what is refused, what to know.

    ``keep_refused`` says how all refused rows can be had, where there is a way.
    """
    yield (
        f"{plan.file}: {count(plan.rows, 'row')} of {plan.kind}, read as"
        f" {titles().get(plan.profile, plan.profile)} ({plan.how})."
    )
    yield (
        f"  {plan.counts.new:,} new · {plan.counts.changed:,} changed ·"
        f" {plan.counts.unchanged:,} unchanged · {plan.counts.gone:,} gone ·"
        f" {plan.counts.refused:,} refused"
    )
    yield from _changed(plan.changed, plan.counts.changed)
    yield from _gone(plan.kind, list(gone_records(office, plan)))
    yield from _refused(plan, keep_refused)
    yield from _columns(plan.dropped_columns)
    for note in plan.notes:
        yield f"Note: {note}"


def how_many(kind: RegisterKind, number: int) -> str:
    """``1 person``, ``240 people``."""
    return count(number, *_NOUNS[kind])


def _changed(changes: Sequence[Change], number: int) -> Iterator[str]:
    if changes:
        yield "Changed:"
    for change in changes[:MOST_CHANGES]:
        fields = "; ".join(
            f"{field.name.replace('_', ' ')}: {_value(field.before)} → {_value(field.after)}"
            for field in change.fields
        )
        yield f"  line {change.line}  {change.key}  {fields}"
    yield from _more(number, MOST_CHANGES)


def _value(value: str | int | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value not in (None, "") else "(blank)"


def _gone(kind: RegisterKind, gone: Sequence[Gone]) -> Iterator[str]:
    """What the file no longer has, and who or what of it is still out."""
    if not gone:
        return
    yield "Gone from the file:"
    if kind is RegisterKind.PLACES:
        yield from _some([f"  {one.label}" for one in gone])
    elif kind is RegisterKind.PEOPLE:
        held = [one for one in gone if one.devices]
        devices = count(sum(len(one.devices) for one in held), "device")
        yield f"  {how_many(kind, len(gone))}; {len(held):,} of them still have {devices}."
        yield from _some([f"  {one.label}: {a_list(list(one.devices))}" for one in held])
    else:
        out = [one for one in gone if one.out]
        yield f"  {how_many(kind, len(gone))}; {len(out):,} of them are out."
        yield from _some([f"  {one.label}: out to {one.holder}" for one in out])


def _refused(plan: Plan, keep: str) -> Iterator[str]:
    if plan.refused:
        yield "Refused:"
    for row in plan.refused[:MOST_REFUSED]:
        yield f"  line {row.line}: {row.reason}"
    if plan.counts.refused > MOST_REFUSED:
        more = f"  and {plan.counts.refused - MOST_REFUSED:,} more"
        yield f"{more}; {keep}." if keep else f"{more}."


def _columns(dropped: Sequence[str]) -> Iterator[str]:
    """What is left out, and of that what is never stored, with what it holds."""
    holds = {heading: is_private(heading) for heading in dropped}
    if plain := [heading for heading in dropped if not holds[heading]]:
        yield f"Columns that are not read: {_named(plain)}."
    if private := [f"{heading} ({holds[heading]})" for heading in dropped if holds[heading]]:
        yield f"Columns that are never stored: {_named(private)}."


def _named(columns: Sequence[str]) -> str:
    more = len(columns) - MOST_COLUMNS
    named = ", ".join(columns[:MOST_COLUMNS])
    return f"{named} and {more:,} more" if more > 0 else named


def _some(lines: list[str]) -> Iterator[str]:
    yield from lines[:MOST_GONE]
    yield from _more(len(lines), MOST_GONE)


def _more(number: int, shown: int) -> Iterator[str]:
    if number > shown:
        yield f"  and {number - shown:,} more."


def what_to_say(plan: Plan, split: Sequence[Mapping[str, str]], school: str) -> Iterator[str]:
    """What only a person can know of the file, and the option that says it.

    ``split`` has rows whose name was split, as they would be when mended.
    """
    if split:
        yield (
            f"The comma inside a name split {count(plan.splits, 'row')}."
            " Mended, the first ones would read:"
        )
        yield from (f"  {' · '.join(filter(None, row.values()))}" for row in split)
        yield "  If that is right, add --mend-names."
    if plan.unasked_users:
        devices = how_many(plan.kind, plan.unasked_users)
        yield (
            f"{devices} {'names' if plan.unasked_users == 1 else 'name'} a user, who may only have"
            " enrolled it; nobody is recorded as having one. If users are holders, add"
            " --trust-users."
        )
    yield from _schools(plan, school)
    yield from _nearly_all_gone(plan)


def _schools(plan: Plan, school: str) -> Iterator[str]:
    found = plan.schools
    if school or len(found) < 2:
        return
    named = [f"{one.words}: {count(one.rows, 'row')}" for one in found[:MOST_SCHOOLS]]
    more = len(found) - MOST_SCHOOLS
    yield f"The file lists {len(found):,} schools. To read one of them only, add --school:"
    yield from (f"  {line}" for line in named)
    if more > 0:
        yield f"  and {more:,} more."


def _nearly_all_gone(plan: Plan) -> Iterator[str]:
    gone = plan.counts.gone
    known = gone + plan.counts.changed + plan.counts.unchanged
    if gone * 2 > known:
        yield (
            f"{gone:,} of the {how_many(plan.kind, known)} on the list so far are not in this file."
            " If it lists only a part of them, add --part: then none counts as gone."
        )
