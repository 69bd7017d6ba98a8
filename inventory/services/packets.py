"""The packet for district IT: what was signed, what is proposed, and the journal behind it."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from inventory.audit import Audit, AuditState, Proposal
from inventory.errors import ChampionError
from inventory.files import packet_systems as systems
from inventory.files import packet_tables as tables
from inventory.files.packet import Packet, Written, table_bytes, write_packet
from inventory.files.packet_form import sha256
from inventory.files.packet_people import reconciliation, summary
from inventory.files.packet_tables import Story
from inventory.model import Device, Kind
from inventory.rules import proposals as rules
from inventory.rules.audit_life import Step, require
from inventory.rules.duties import Duty
from inventory.rules.proposals import Known
from inventory.rules.schedule import due_dates
from inventory.services import audit_figures, audits, export_log, it_notes
from inventory.services.bulk import uncollected
from inventory.services.keys import district_key
from inventory.services.office import Office
from inventory.services.register import STATUS_WORDS
from inventory.services.upkeep import check
from inventory.store import audits as stored
from inventory.store import events, projections, register, settings


def sign(office: Office, audit: Audit, name: str, role: str) -> Audit:
    """Close the audit with a name and a role; the signature covers its lines and variances.

    Raises ChampionError where a variance has no explanation yet.
    """

    def files() -> dict[str, str]:
        story = _story(office, audits.find(office, audit.audit_id))
        return {one.file: sha256(table_bytes(one)) for one in tables.signed_tables(story)}

    return audits.close(office, audit, name, role, files)


def submit(
    office: Office, audit: Audit, folder: Path, *, zipped: bool = False, sealed: bool = False
) -> tuple[Audit, Written]:
    """Write the packet, and record that it was written and what it proposes.

    ``sealed`` makes it one file that only the district's key opens.
    Raises ChampionError where the audit is not signed, or the packet can't be written.
    """
    office.refuse_helper(Duty.AUDIT)
    office.refuse_rehearsal()
    require(audit, Step.SUBMIT)
    key = district_key(office) if sealed else ""
    story = _well_story(office, audit)
    written = write_packet(_packet(story), folder, zipped=zipped, sealed_for=key)
    rows = [[one.device, one.field, one.base, one.proposed, one.reason] for one in story.proposals]
    last = {"packet": written.path.name, "sha256": written.sha256}

    def record() -> None:
        now = audits.find(office, audit.audit_id)
        require(now, Step.SUBMIT)
        if now.state is AuditState.SIGNED:
            kind = Kind.AUDIT_SUBMIT
            audits.record_parts(office, kind, audit.audit_id, "proposals", rows, last=last)

    office.write(record)
    return audits.find(office, audit.audit_id), written


def export_packet(
    office: Office, audit: Audit, folder: Path, *, zipped: bool = False, sealed: bool = False
) -> Written:
    """Write the packet of a signed audit into a folder; the same state gives the same bytes.

    ``sealed`` makes it one file that only the district's key opens.
    Raises ChampionError where it is not signed or the database is not well, FileRefused where the
    folder can't take it.
    """
    office.refuse_helper(Duty.EXPORT)
    if not audit.state.is_closed:
        raise ChampionError(
            f"{audit.audit_id} is not signed yet: there is nothing to send.",
            "Sign it first: champion audit sign.",
        )
    key = district_key(office) if sealed else ""
    packet = _packet(_well_story(office, audit))
    written = write_packet(packet, folder, zipped=zipped, sealed_for=key)
    export_log.log(office, "packet", written.path, len(packet.tables))
    return written


def _well_story(office: Office, audit: Audit) -> Story:
    """All that the packet tells; ChampionError where the database is not well."""
    with uncollected():
        health = check(office)
        if not health.ok:
            raise ChampionError(
                f"Nothing is exported from a database that is not well. {health.findings[0]}",
                "champion check says all that was found.",
            )
        return _whole_story(office, audit)


def _packet(story: Story) -> Packet:
    one = story.audit
    return Packet(
        name=f"{one.audit_id}-{story.head[:8]}",
        title=f"Audit {one.audit_id}, {story.school}",
        description=(
            "What a school's audit of the district's devices came to, with the journal behind it."
            " Identifiers are text. A blank never means clear."
        ),
        created=one.signed_at,
        about={
            "audit": one.audit_id,
            "site": story.site,
            "head": story.head,
            "signed_by": one.signed_by,
            "role": one.role,
        },
        tables=(
            tables.assets(story),
            tables.events(story),
            *tables.signed_tables(story),
            tables.proposals(story),
            tables.notes(story),
            systems.snipeit_update(story),
            systems.snipeit_checkins(story),
            systems.gam_cros_update(story),
            systems.gam_cros_clear(story),
        ),
        plains=(summary(story), systems.barcodes_found(story), reconciliation(story)),
    )


def _story(office: Office, audit: Audit) -> Story:
    """What the signature covers: lines, finds, explanations."""
    count = audit_figures.counted(office, audit)
    variances = audit_figures.variances(office, audit, count)
    return Story(
        school=office.school,
        site=office.policy.site,
        audit=audit,
        cover=audit_figures.cover_of(office, audit, count),
        lines=count.lines,
        finds=count.finds,
        variances=variances,
        explanations={one.subject: one.explanation for one in variances if one.explanation},
        again=frozenset(audit_figures.missing_again(office, audit)),
    )


def _whole_story(office: Office, audit: Audit) -> Story:
    """All of it, with the register, the custody and the journal up to the signature."""
    database, policy = office.database, office.policy
    story = _story(office, audit)
    proposed = _proposals(office, story)
    known = _known(office, story, proposed)
    before, signed = events.signature_span(database, audit.audit_id)
    if day := events.purged_since(database, signed):
        raise ChampionError(
            f"{audit.audit_id} was signed before people were purged on {day}: what was signed is"
            " not all here any more.",
            "Use the packet that was written then; its file proves itself.",
        )
    statuses = json.loads(settings.value(database, STATUS_WORDS) or "{}")
    dues = due_dates(policy.quarters, date.fromisoformat(audit.due))
    return replace(
        story,
        devices=known,
        people={one.person_id: one for one in register.people(database)},
        events=list(events.cells_between(database, before, signed)),
        proposals=proposed,
        head=events.hash_at(database, signed),
        next_due=next((one.on.isoformat() for one in dues if one.on.isoformat() > audit.due), ""),
        due_back=policy.due_back,
        places=frozenset(one.device.place for one in known),
        statuses=statuses,
        username=office.setting("username"),
        emails=office.setting("emails") == "yes",
        notes=it_notes.for_packet(office, before, signed),
    )


def _known(office: Office, story: Story, proposed: Sequence[Proposal] = ()) -> list[Known]:
    """Every device of the school that the list has, or that the audit or a proposal is about."""
    database = office.database
    line_of = {line.expected.device: line for line in story.lines}
    find_of = {found.subject: found for found in story.finds}
    meant = line_of.keys() | {one.device for one in proposed}
    custodies = projections.custodies(database)
    return [
        Known(one, custodies[key], line_of.get(key), find_of.get(key))
        for one in register.devices(database)
        for key in [one.device_id]
        if key in meant or (one.listed and _is_ours(office, one))
    ]


def _is_ours(office: Office, device: Device) -> bool:
    ours = office.policy.site.casefold()
    return not (ours and device.site and device.site.casefold() != ours)


def _proposals(office: Office, story: Story) -> list[Proposal]:
    """What was proposed when the packet was written; before that, what would be."""
    if story.audit.submitted_at:
        return stored.proposals(office.database, story.audit.audit_id)
    people = {one.person_id: one for one in register.people(office.database)}
    ours = (one for one in _known(office, story) if _is_ours(office, one.device))
    return [proposal for one in ours for proposal in rules.propose(one, people)]
