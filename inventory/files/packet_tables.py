"""The tables of the packet: their columns, and one row for each thing that the school says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from inventory.audit import Audit, Explanation, Proposal
from inventory.counts import Cover, Evidence, Find, Found, Line, Result, Variance
from inventory.files.packet import Field, Table
from inventory.files.spreadsheet import Cell
from inventory.model import CustodyState, Person, Service
from inventory.rules import proposals as rules
from inventory.rules.dispositions import DISPOSITIONS
from inventory.rules.it_notes import Note
from inventory.rules.proposals import Known

_STATES = tuple(state.value for state in CustodyState)
_SERVICES = tuple(service.value for service in Service)
_EXPLANATIONS = tuple(one.code for one in DISPOSITIONS)


@dataclass(frozen=True, slots=True)
class Story:
    """All that a packet tells, gathered; the same story gives the same files."""

    school: str
    site: str
    audit: Audit
    cover: Cover
    lines: Sequence[Line]
    finds: Sequence[Found]
    variances: Sequence[Variance]
    explanations: Mapping[str, Explanation]
    again: frozenset[str]
    """Devices that two audits in a row could not find."""
    devices: Sequence[Known] = ()
    people: Mapping[str, Person] = field(default_factory=dict)
    events: Sequence[tuple[Cell, ...]] = ()
    """The journal's events, each as the cells of ``events.csv``."""
    proposals: Sequence[Proposal] = ()
    head: str = ""
    """Hash of the event that signed."""
    next_due: str = ""
    """ISO date of the next audit."""
    due_back: str = ""
    places: frozenset[str] = frozenset()
    """Names of places that came in the district's own file."""
    statuses: Mapping[str, str] = field(default_factory=dict)
    """What the district's own file calls a condition."""
    username: str = "id"
    """What people are called in Snipe-IT: id, email, or email name."""
    emails: bool = True
    """Whether the school keeps e-mail addresses."""
    notes: Sequence[Note] = ()
    """What the school noted for IT since the signature before this one."""


_ASSET_FIELDS = (
    Field("device_id", "First known tag, else the serial; never changes", required=True),
    Field("asset_tag", "The district's sticker"),
    Field("serial_number", "The maker's serial number"),
    Field("model", "Model, as in the district's list"),
    Field("category", "Category, as in the district's list"),
    Field("site", "The school that answers for it"),
    Field("custody", "Who or where answers for it now", required=True, values=_STATES),
    Field("person_id", "The district's number of who has it"),
    Field("place", "Where it is, where it is in a place"),
    Field("service", "What shape it is in", required=True, values=_SERVICES),
    Field("since", "When custody began, ISO 8601 with offset"),
    Field("last_seen_at", "When it was physically seen last, ISO 8601 with offset"),
    Field("last_seen_place", "Where it was seen last"),
    Field("listed_person", "Who has it, by the district's list"),
    Field("listed_place", "Where it is, by the district's list"),
    Field("listed_service", "Its shape, by the district's list", values=_SERVICES),
)
_AUDIT_FIELDS = (
    Field("number", "The line's number, finds after the expected ones", "integer", required=True),
    Field("kind", "On the frozen list or not", required=True, values=("expected", "find")),
    Field("device_id", "First known tag, else the serial; blank for what no list knows"),
    Field("asset_tag", "Tag on the frozen list"),
    Field("serial_number", "Serial on the frozen list"),
    Field("model", "Model on the frozen list"),
    Field("category", "Category on the frozen list"),
    Field("expected_custody", "What the record said when the list was frozen", values=_STATES),
    Field("expected_person", "Who had it then: the district's number"),
    Field("expected_place", "Where it was then"),
    Field("expected_service", "Its shape then", values=_SERVICES),
    Field(
        "result", "The one result of the line, or what the find is", required=True,
        values=(*(one.value for one in Result), *(one.value for one in Find)),
    ),
    Field("reason_code", "The same, finer", required=True, values=rules.REASONS),
    Field("evidence", "How well it is known", values=tuple(one.value for one in Evidence)),
    Field("evidence_at", "Of when the evidence is; for a missing device when it was last seen"),
    Field("evidence_note", "What the evidence is, where nobody saw the device"),
    Field("observed_at", "When it was seen in this audit, ISO 8601 with offset"),
    Field("observed_place", "Where it was seen"),
    Field("observed_with", "In whose hands it was seen: the district's number"),
    Field("sightings", "How often it was scanned", "integer", required=True),
    Field("event_id", "The event that shows it; in events.csv"),
    Field("scanned", "For a find: what was scanned or written down"),
    Field("explanation", "The school's word, a code", values=_EXPLANATIONS),
    Field("explanation_detail", "Its date, reference or place"),
    Field("explanation_note", "What else was written"),
)  # fmt: skip
_DISCREPANCY_FIELDS = (
    Field("number", "1, 2, 3…", "integer", required=True),
    Field("device_id", "First known tag, else the serial; blank for what no list knows"),
    Field("asset_tag", "Tag on the frozen list"),
    Field("serial_number", "Serial on the frozen list"),
    Field("reason_code", "What is wrong", required=True, values=rules.REASONS),
    Field("sentence", "The same for people", required=True),
    Field("explanation", "The school's word, a code", values=_EXPLANATIONS),
    Field("explanation_detail", "Its date, reference or place"),
    Field("explanation_note", "What else was written"),
    Field("proposed_action", "What the school proposes that the district does"),
)
_PROPOSAL_FIELDS = (
    Field("device_id", "First known tag, else the serial", required=True),
    Field("field", "What should be changed", required=True, values=rules.FIELDS),
    Field("listed", "What the district's list says"),
    Field("proposed", "What it should say; blank with the field holder means: nobody has it"),
    Field("reason_code", "Why", required=True, values=rules.REASONS),
)
_NOTE_FIELDS = (
    Field("event_id", "The event that noted it; in events.csv", required=True),
    Field("kind", "What it is for: training, process or referral", required=True),
    Field("about", "Place or group; blank is the whole school"),
    Field("people", "How many people it concerns; blank where nobody said", "integer"),
    Field("on", "The day of which it tells", "date", required=True),
    Field("text", "What IT has to know, as the school wrote it"),
    Field("written_at", "When it was written down, ISO 8601 with offset", required=True),
)
_EVENT_FIELDS = (
    Field("event_id", "UUIDv7", required=True),
    Field("station_id", "The laptop that wrote it", required=True),
    Field("seq", "Its number there: 1, 2, 3… without a gap", "integer", required=True),
    Field("hlc", "Hybrid logical clock, for display", required=True),
    Field("wall_time", "ISO 8601 with offset", required=True),
    Field("kind", "What happened", required=True),
    Field("site", "The school"),
    Field("device", "device_id"),
    Field("person", "The district's number"),
    Field("parents", "The newest events of the device that the station knew, JSON", required=True),
    Field("group", "The scan or command that caused it", required=True),
    Field("body", "What else it says, JSON", required=True),
    Field("actor", "Who wrote it"),
    Field("schema", "Version of the form of events", "integer", required=True),
    Field("prev_hash", "Hash of the station's event before it", required=True),
    Field("hash", "SHA-256 of the event's canonical form", required=True),
)


def assets(story: Story) -> Table:
    """Every device of the school with the last known truth."""
    rows = []
    for known in story.devices:
        device, custody = known.device, known.custody
        rows.append((
            device.device_id, device.tag, device.serial, device.model, device.category, device.site,
            custody.state.value, custody.person, custody.place, custody.service.value,
            custody.since, custody.seen_at, custody.seen_place, device.holder, device.place,
            device.service.value,
        ))  # fmt: skip
    return Table("assets", "Every device, and who answers for it", _ASSET_FIELDS, rows,
                 key=("device_id",))  # fmt: skip


def audit(story: Story) -> Table:
    """One row for each expected device and one for each unexpected find."""
    rows: list[tuple[str | int | None, ...]] = []
    for number, line in enumerate(story.lines, 1):
        one = line.expected
        seen = line.evidence_at if line.times else ""
        rows.append((
            number, "expected", one.device, one.tag, one.serial, one.model, one.category,
            one.state.value, one.person, one.place, one.service.value,
            line.result.value if line.result else "", rules.reason_of(line), line.evidence.value,
            line.evidence_at, line.evidence_what, seen, line.seen_place, line.seen_with,
            line.times, line.event, "", *_said(story, one.device),
        ))  # fmt: skip
    for number, found in enumerate(story.finds, len(rows) + 1):
        seen_as = found.sighting
        rows.append((
            number, "find", _device_of(found.subject), "", "", "", "", "", "", "", "",
            found.find.value, rules.reason_of_find(found), Evidence.E5.value, seen_as.at, "",
            seen_as.at, seen_as.place, seen_as.person, found.times, seen_as.event, seen_as.raw,
            *_said(story, found.subject),
        ))  # fmt: skip
    return Table("audit", "What was expected, what was seen", _AUDIT_FIELDS, rows, key=("number",))


def discrepancies(story: Story) -> Table:
    """What has to be decided, one row for each variance."""
    rows = []
    for number, one in enumerate(story.variances, 1):
        expected = one.line.expected if one.line else None
        device = _device_of(one.subject)
        what = one.found.sighting.raw if one.found else ""
        name = expected.label if expected else device or what
        reason = rules.reason_of(one.line) if one.line else ""
        rows.append((
            number, device, expected.tag if expected else "", expected.serial if expected else "",
            rules.reason_of_find(one.found) if one.found else reason, rules.sentence(one, name),
            *_said(story, one.subject), rules.action(one, story.again),
        ))  # fmt: skip
    return Table(
        "discrepancies", "What the district has to decide", _DISCREPANCY_FIELDS, rows,
        key=("number",), for_spreadsheet=True,
    )  # fmt: skip


def proposals(story: Story) -> Table:
    """Every change of the district's list that the school proposes."""
    rows = [(one.device, one.field, one.base, one.proposed, one.reason) for one in story.proposals]
    return Table(
        "proposals", "Changes that the school proposes", _PROPOSAL_FIELDS, rows,
        key=("device_id", "field"), refers=(("device_id", "assets", "device_id"),),
    )  # fmt: skip


def notes(story: Story) -> Table:
    """What the school noted for IT, the oldest first."""
    rows = [
        (one.event_id, one.kind, one.about, one.people, one.on, one.text, one.written_at)
        for one in story.notes
    ]
    return Table(
        "notes", "What the school noted for IT", _NOTE_FIELDS, rows, key=("event_id",),
        refers=(("event_id", "events", "event_id"),), for_spreadsheet=True,
    )  # fmt: skip


def events(story: Story) -> Table:
    """The journal from the signature before this one up to this one, as it was written."""
    return Table(
        "events", "Everything that happened", _EVENT_FIELDS, story.events, key=("event_id",)
    )


def signed_tables(story: Story) -> tuple[Table, Table]:
    """What the signature covers: the lines and the variances, byte for byte."""
    return audit(story), discrepancies(story)


def _said(story: Story, subject: str) -> tuple[str, str, str]:
    said = story.explanations.get(subject)
    return (said.disposition, said.detail, said.note) if said else ("", "", "")


def _device_of(subject: str) -> str:
    """The device's id; blank for a find that is no known device."""
    return "" if subject.startswith(("code:", "item:", "labels:")) else subject
