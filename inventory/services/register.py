"""Importing what the district says exists: prepared, shown, then applied in one transaction."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from inventory.errors import ChampionError, NotRecorded
from inventory.files.entries import Entry, Reading
from inventory.files.plan import Change, Plan, change_between
from inventory.files.profiles import RegisterKind, known_headings
from inventory.files.reader import Source
from inventory.files.records import Records
from inventory.files.sources import open_source
from inventory.journal.event import next_hlc, unix_ms
from inventory.rules.duties import Duty
from inventory.rules.phrases import count
from inventory.services.comparing import Comparing
from inventory.services.mappings import saved_mappings
from inventory.services.office import Office
from inventory.store import events, imports, projections, register, settings, taking
from inventory.store.connection import explained
from inventory.store.imports import ImportRecord as ImportRecord
from inventory.store.staging import Staging

STATUS_WORDS = "status_words"
"""The stored value that says what the district's own file calls each condition, as JSON."""

STEP = 5_000
"""Records that are written between two looks at whether to go on."""

AS_TOLD = Reading()
"""Nothing is said about the file: what it is has to show in it."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What an import did."""

    plan: Plan
    marked_left: int
    """People gone from the file who are now recorded as having left."""
    site: str
    """The school's own code, where this import told it; else empty."""


def prepare(
    office: Office, kind: RegisterKind, path: Path, reading: Reading = AS_TOLD,
    *, progress: Callable[[int], None] | None = None,
) -> Plan:  # fmt: skip
    """Read a file and compare it with the register; nothing of the register is written.

    What differs is held aside on this connection until it is applied, or another file is read.
    ``progress`` hears now and then how many rows were read; what it raises ends the reading.
    Raises FileRefused with the file, the line and what to do where it can't be read.
    """
    return prepare_source(office, kind, open_source(path, known_headings()), reading, progress)


def prepare_source(
    office: Office, kind: RegisterKind, source: Source, reading: Reading = AS_TOLD,
    progress: Callable[[int], None] | None = None,
) -> Plan:  # fmt: skip
    """The same for a file that is open already."""
    office.refuse_helper(Duty.IMPORT)
    after = _newest_import(office)
    emails = office.setting("emails") == "yes"
    records = Records(source, kind, reading, saved_mappings(office, kind), emails=emails)
    with explained():
        office.aside = Staging(office.database, kind.value, office.new_id())
        plan = Comparing(office, records, office.aside).run(progress or (lambda _: None))
    if number := _addresses_to_go(office, kind):
        plan = replace(
            plan, notes=(*plan.notes, _GOING.format(count(number, "address", "addresses")))
        )
    return replace(plan, after=after)


_GOING = "E-mail addresses are not kept here (the setting “emails”): {} from before will go."


def _addresses_to_go(office: Office, kind: RegisterKind) -> int:
    """How many addresses are here that are not to be kept; they go with an import of people."""
    if kind is not RegisterKind.PEOPLE or office.setting("emails") == "yes":
        return 0
    return register.address_count(office.database)


def changes(office: Office, plan: Plan) -> Iterator[Change]:
    """Every record that the plan changes, however many there are; in the file's order."""
    for line, before, after in _aside(office, plan).changes():
        yield change_between(line, before, after)


def gone(office: Office, plan: Plan) -> Iterator[Entry]:
    """Everything that is gone from the plan's file; however much it is."""
    return _aside(office, plan).gone()


def refusals(office: Office, plan: Plan) -> list[tuple[int, str]]:
    """Every line that the plan refuses, with its reason, in the file's order."""
    return _aside(office, plan).refusals()


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
    office.refuse_helper(Duty.IMPORT)
    staging = _aside(office, plan)
    last = imports.newest(office.database, plan.kind)
    same = not plan.counts.differing and not _addresses_to_go(office, plan.kind)
    if same and last and last.sha256 == plan.sha256:
        if also:
            office.write(also)
        return Applied(plan, 0, "")
    left = mark_left and plan.kind is RegisterKind.PEOPLE
    entry, site = _log_entry(office, plan), ""
    try:
        with office.database.immediate():
            site = _write_all(office, plan, staging, left, progress or (lambda _done, _all: None))
            imports.log(office.database, entry)
            if also:
                also()
    except NotRecorded:
        if not imports.was_logged(office.database, entry.import_id):
            raise
    staging.drop()
    office.aside = None
    office.reload_settings()
    return Applied(plan, plan.counts.gone if left else 0, site)


def last_imports(office: Office) -> dict[RegisterKind, ImportRecord | None]:
    """The newest import of each kind; None where there was none."""
    return {kind: imports.newest(office.database, kind) for kind in RegisterKind}


def _aside(office: Office, plan: Plan) -> Staging:
    if office.aside is None or office.aside.name != plan.staged:
        raise ChampionError("Another file was read since this one.", "Read the file again.")
    return office.aside


def _newest_import(office: Office) -> str:
    """Which import the register is at: told by their number, for a clock can be set back."""
    return str(imports.count(office.database))


def _write_all(
    office: Office, plan: Plan, staging: Staging, left: bool, progress: Callable[[int, int], None]
) -> str:
    """Write a plan that still holds; the school's own code, where this import tells it."""
    if plan.after != _newest_import(office):
        raise ChampionError(
            "Something was imported since this file was compared with the register.",
            "Read the file again.",
        )
    _write(office, plan, staging, progress)
    taking.unlist_gone(office.database, staging)
    if left:
        taking.mark_gone_left(office.database, office.clock.now().date().isoformat())
    if _addresses_to_go(office, plan.kind):
        register.forget_addresses(office.database)
    _keep_status_words(office, plan)
    return _tell_site(office, plan)


def _write(
    office: Office, plan: Plan, staging: Staging, progress: Callable[[int, int], None]
) -> None:
    """Write what was held aside, in pieces between which the work can be stopped."""
    database = office.database
    hlc = next_hlc(events.tip_of(database, office.station_id).hlc, unix_ms(office.clock.now()))
    devices, total = plan.kind is RegisterKind.DEVICES, staging.count()
    if devices and total:
        projections.unlearn(database)
    for first in range(0, total, STEP):
        progress(first, total)
        taking.take(database, staging, first, first + STEP, hlc)
    if devices and total:
        projections.relearn(database)
    progress(total, total)


def _tell_site(office: Office, plan: Plan) -> str:
    """The site of more than half of the file's devices, kept as ours where none was set."""
    if not plan.site or office.policy.site:
        return ""
    settings.put_setting(office.database, "site", plan.site)
    return plan.site


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
        new=plan.counts.new,
        changed=plan.counts.changed,
        unchanged=plan.counts.unchanged,
        gone=plan.counts.gone,
        refused=plan.counts.refused,
    )
