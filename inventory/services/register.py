"""Importing what the district says exists: prepared, shown, then applied in one transaction."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from inventory.errors import ChampionError
from inventory.files.entries import Entry
from inventory.files.plan import Plan, make_plan
from inventory.files.profiles import RegisterKind, find_profile
from inventory.files.reader import read_table
from inventory.files.records import Incoming, read_records
from inventory.journal.event import next_hlc, unix_ms
from inventory.model import Device, Person, Place
from inventory.rules.proposals import names_of
from inventory.services.office import Office
from inventory.store import events, identifiers, imports, projections, register, settings
from inventory.store.imports import ImportRecord

STATUS_WORDS = "status_words"
"""The stored value that says what the district's own file calls each condition, as JSON."""

STEP = 500
"""Records after which an import says how far it is."""

Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Applied:
    """What an import did."""

    plan: Plan
    marked_left: int
    """People gone from the file who are now recorded as having left."""
    site: str
    """The school's own code, where this import told it; else empty."""


def prepare(
    office: Office, kind: RegisterKind, path: Path, profile: str | None = None,
    *, progress: Callable[[int], None] | None = None,
) -> Plan:  # fmt: skip
    """Read a file and compare it with the register; nothing is written.

    ``progress`` hears how many rows were read, once before each of the slow steps that follow; what
    it raises ends the reading. Raises FileRefused with the file, the line and what to do where it
    can't be read.
    """
    table = read_table(path)
    tell = progress or (lambda _: None)
    tell(len(table.rows) + len(table.refused))
    incoming = read_records(table, kind, find_profile(kind, table.header, profile))
    tell(incoming.rows)
    if kind is RegisterKind.DEVICES:
        incoming = _with_known_holders(incoming, register.people(office.database))
    current, others = _known(office, kind)
    aliases = identifiers.owners(office.database) if kind is RegisterKind.DEVICES else None
    plan = make_plan(current, incoming, others=others, aliases=aliases)
    return replace(plan, after=_newest_import(office))


def apply(
    office: Office, plan: Plan, *, mark_left: bool = False,
    progress: Callable[[int, int], None] | None = None,
    also: Callable[[], None] | None = None,
) -> Applied:  # fmt: skip
    """Write the plan, all or nothing; ``mark_left`` records people gone from the file as LEFT.

    ``also`` is done in the same transaction.

    A plan that changes nothing, from the file that was imported last, writes nothing at all.
    ``progress`` hears about every ``STEP`` records how many of how many are written; what it raises
    comes out here, and the register is as it was.
    """
    last = imports.newest(office.database, plan.kind)
    if not (plan.new or plan.changed or plan.gone) and last and last.sha256 == plan.sha256:
        if also:
            office.write(also)
        return Applied(plan, 0, "")
    steps = _Steps(len(plan.new) + len(plan.changed) + len(plan.gone), progress)
    with office.database.immediate():
        if plan.after != _newest_import(office):
            raise ChampionError(
                "Something was imported since this file was compared with the register.",
                "Read the file again.",
            )
        _write(office, plan, steps)
        gone = [_key(entry) for entry in plan.gone]
        for some in steps.through(gone):
            register.unlist(office.database, plan.kind, some)
        left = mark_left and plan.kind is RegisterKind.PEOPLE
        if left:
            register.mark_left(office.database, gone, office.clock.now().date().isoformat())
        site = _tell_site(office, plan)
        _keep_status_words(office, plan)
        imports.log(office.database, _log_entry(office, plan))
        if also:
            also()
    office.reload_settings()
    return Applied(plan, len(gone) if left else 0, site)


def last_imports(office: Office) -> dict[RegisterKind, ImportRecord | None]:
    """The newest import of each kind; None where there was none."""
    return {kind: imports.newest(office.database, kind) for kind in RegisterKind}


def _with_known_holders(incoming: Incoming, people: Iterable[Person]) -> Incoming:
    """The devices with their holders' own numbers, where the list calls them by a user name.

    Only where one person alone is called so: by the mail address, or what stands before its @.
    """
    called: dict[str, set[str]] = {}
    for person in people:
        for name in names_of(person):
            called.setdefault(name, set()).add(person.person_id)
    numbers = {name: next(iter(ids)) for name, ids in called.items() if len(ids) == 1}
    records = tuple(
        replace(one, value=replace(one.value, holder=numbers[one.value.holder.casefold()]))
        if isinstance(one.value, Device) and one.value.holder.casefold() in numbers
        else one
        for one in incoming.records
    )
    return replace(incoming, records=records)


def _newest_import(office: Office) -> str:
    records = [record.import_id for record in last_imports(office).values() if record]
    return max(records, default="")


def _known(office: Office, kind: RegisterKind) -> tuple[Mapping[str, Entry], set[str]]:
    """The register of this kind by key, and the codes of the other kinds."""
    database = office.database
    if kind is RegisterKind.DEVICES:
        people = {person.person_id for person in register.people(database)}
        return {device.device_id: device for device in register.devices(database)}, people
    codes = set(identifiers.owners(database))
    if kind is RegisterKind.PEOPLE:
        return {person.person_id: person for person in register.people(database)}, codes
    codes |= {person.person_id for person in register.people(database)}
    return {place.place: place for place in register.places(database)}, codes


@dataclass(slots=True)
class _Steps:
    """How far an import is; says so after every step."""

    total: int
    tell: Callable[[int, int], None] | None
    done: int = 0

    def through(self, records: Sequence[Told]) -> Iterator[Sequence[Told]]:
        """The records in pieces; each counts as done when the next one is asked for."""
        for start in range(0, len(records), STEP):
            some = records[start : start + STEP]
            yield some
            self.done += len(some)
            if self.tell:
                self.tell(self.done, self.total)


def _write(office: Office, plan: Plan, steps: _Steps) -> None:
    database = office.database
    if plan.kind is RegisterKind.DEVICES:
        _write_devices(office, plan, steps)
        return
    values = [record.value for record in plan.new] + [change.after for change in plan.changed]
    for some in steps.through(values):
        register.put_people(database, [one for one in some if isinstance(one, Person)])
        register.put_places(database, [one for one in some if isinstance(one, Place)])


def _write_devices(office: Office, plan: Plan, steps: _Steps) -> None:
    database = office.database
    tip = events.tip_of(database, office.station_id)
    hlc = next_hlc(tip.hlc, unix_ms(office.clock.now()))
    for some in steps.through([record.value for record in plan.new]):
        devices = [one for one in some if isinstance(one, Device)]
        register.put_devices(database, devices, hlc)
        projections.refold_known(database, [one.device_id for one in devices])
    for changes in steps.through(plan.changed):
        for change in changes:
            if isinstance(change.before, Device) and isinstance(change.after, Device):
                register.change_device(database, change.before, change.after, hlc)
                projections.refold(database, change.key)
    projections.put_bases(database)
    projections.relearn(database)


def _tell_site(office: Office, plan: Plan) -> str:
    """The site of more than half of the file's devices, kept as ours where none was set."""
    if plan.kind is not RegisterKind.DEVICES or office.policy.site:
        return ""
    sites = Counter(
        record.value.site
        for record in plan.new
        if isinstance(record.value, Device) and record.value.site
    )
    if not sites:
        return ""
    site, number = sites.most_common(1)[0]
    if number * 2 <= len(plan.new):
        return ""
    settings.put_setting(office.database, "site", site)
    return site


def _keep_status_words(office: Office, plan: Plan) -> None:
    """Remember what the district's own file calls each condition: no other name goes back to it."""
    if plan.service_words:
        kept = json.loads(settings.value(office.database, STATUS_WORDS) or "{}")
        said = json.dumps({**kept, **plan.service_words}, sort_keys=True)
        settings.put_setting(office.database, STATUS_WORDS, said)


def _log_entry(office: Office, plan: Plan) -> ImportRecord:
    return ImportRecord(
        import_id=office.new_id(),
        kind=plan.kind.value,
        file=plan.file,
        sha256=plan.sha256,
        profile=plan.profile,
        at=office.clock.now().isoformat(timespec="milliseconds"),
        rows=plan.rows,
        new=len(plan.new),
        changed=len(plan.changed),
        unchanged=len(plan.unchanged),
        gone=len(plan.gone),
        refused=len(plan.refused),
    )


def _key(entry: Entry) -> str:
    if isinstance(entry, Device):
        return entry.device_id
    return entry.person_id if isinstance(entry, Person) else entry.place
