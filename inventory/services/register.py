"""Importing what the district says exists: prepared, shown, then applied in one transaction."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from inventory.files.plan import Plan, make_plan
from inventory.files.profiles import RegisterKind, find_profile
from inventory.files.reader import read_table
from inventory.files.records import Entry, read_records
from inventory.journal.event import next_hlc, unix_ms
from inventory.model import Device, Person, Place
from inventory.services.office import Office
from inventory.store import events, identifiers, projections, register, settings
from inventory.store.register import ImportRecord


@dataclass(frozen=True, slots=True)
class Applied:
    """What an import did."""

    plan: Plan
    marked_left: int
    """People gone from the file who are now recorded as having left."""
    site: str
    """The school's own code, where this import told it; else empty."""


def prepare(office: Office, kind: RegisterKind, path: Path, profile: str | None = None) -> Plan:
    """Read a file and compare it with the register; nothing is written.

    Raises FileRefused with the file, the line and what to do where it can't be read.
    """
    table = read_table(path)
    incoming = read_records(table, kind, find_profile(kind, table.header, profile))
    current, others = _known(office, kind)
    aliases = identifiers.owners(office.database) if kind is RegisterKind.DEVICES else None
    return make_plan(current, incoming, others=others, aliases=aliases)


def apply(office: Office, plan: Plan, *, mark_left: bool = False) -> Applied:
    """Write the plan, all or nothing; ``mark_left`` records people gone from the file as LEFT.

    A plan that changes nothing, from the file that was imported last, writes nothing at all.
    """
    last = register.last_import(office.database, plan.kind)
    if not (plan.new or plan.changed or plan.gone) and last and last.sha256 == plan.sha256:
        return Applied(plan, 0, "")
    with office.database.immediate():
        _write(office, plan)
        gone = [_key(entry) for entry in plan.gone]
        register.unlist(office.database, plan.kind, gone)
        left = mark_left and plan.kind is RegisterKind.PEOPLE
        if left:
            register.mark_left(office.database, gone, office.clock.now().date().isoformat())
        site = _tell_site(office, plan)
        register.log_import(office.database, _log_entry(office, plan))
    office.reload_settings()
    return Applied(plan, len(gone) if left else 0, site)


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


def _write(office: Office, plan: Plan) -> None:
    database = office.database
    new = [record.value for record in plan.new]
    after = [change.after for change in plan.changed]
    if plan.kind is RegisterKind.DEVICES:
        tip = events.tip_of(database, office.station_id)
        hlc = next_hlc(tip.hlc, unix_ms(office.clock.now()))
        register.put_devices(database, [one for one in new if isinstance(one, Device)], hlc)
        for change in plan.changed:
            if isinstance(change.before, Device) and isinstance(change.after, Device):
                register.change_device(database, change.before, change.after, hlc)
                projections.refold(database, change.key)
        projections.put_bases(database)
    elif plan.kind is RegisterKind.PEOPLE:
        register.put_people(database, [one for one in (*new, *after) if isinstance(one, Person)])
    else:
        register.put_places(database, [one for one in (*new, *after) if isinstance(one, Place)])


def _tell_site(office: Office, plan: Plan) -> str:
    """The site that most devices of the file have, kept as ours where none was set before."""
    if plan.kind is not RegisterKind.DEVICES or office.policy.site:
        return ""
    sites = Counter(
        record.value.site
        for record in plan.new
        if isinstance(record.value, Device) and record.value.site
    )
    if not sites:
        return ""
    site = sites.most_common(1)[0][0]
    settings.put_setting(office.database, "site", site)
    return site


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
