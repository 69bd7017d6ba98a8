"""Schools of a district made by hand: each one's signed packet, with real hashes and signature."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from inventory.audit import Audit, AuditState, Expected, Explanation, Scope
from inventory.counts import Evidence, Find, Found, Line, Result, Sighting, Variance
from inventory.files import packet_tables as tables
from inventory.files.packet import Packet, Plain, Table, table_bytes, write_packet
from inventory.files.packet_events import COLUMNS
from inventory.files.packet_form import sha256
from inventory.files.packet_people import summary
from inventory.files.packet_tables import Story
from inventory.journal.event import Stamp, Tip, as_json, seal, unix_ms, uuid7
from inventory.model import Custody, CustodyState, Device, Draft, Event, Kind
from inventory.rules.audit import Count, cover
from inventory.rules.it_notes import Note, note_of
from inventory.rules.proposals import Known
from tests.builders import a_device

MORNING = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
PRICE = 320.0
_PART = 300
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class ASchool:
    """What a school has, what of it can't be found, and what turns up there."""

    site: str
    devices: Sequence[Device]
    missing: frozenset[str] = frozenset()
    """Devices by their ids; all others are handed out, and seen in the audit."""
    unlisted: Sequence[str] = ()
    """What is scanned in the library that no list of the school knows."""
    strays: Sequence[Device] = ()
    """Devices of other schools, as the school's list has them, that lie in the library."""
    quarter: str = "2026-Q4"
    begun: datetime = MORNING
    number: int = 1
    """Tells its laptop and its events from all others."""
    people: int = 2_000_000
    """The number of its first student."""
    scope: Scope = field(default_factory=Scope)
    workbook: bytes = b"for people"
    notes: Sequence[str] = ()
    """What it wrote down for IT: training needs of grade 7."""
    is_old: bool = False
    """Whether an earlier Champion wrote the packet, which knew no notes.csv."""

    @property
    def audit(self) -> str:
        """``NORTH-2026-Q4``."""
        return f"{self.site}-{self.quarter}"


def devices_of(site: str, size: int) -> list[Device]:
    """So many Chromebooks with tags and serials of their own."""
    return [
        a_device(f"{site}-{n:03d}", serial=f"5CD{site}{n:03d}", site=site, place=f"Room {n // 30}")
        for n in range(size)
    ]


@dataclass(slots=True)
class Laptop:
    """One station that writes event after event, two seconds apart."""

    site: str
    number: int
    now: datetime
    tip: Tip = field(default_factory=Tip)
    events: list[Event] = field(default_factory=list)

    def write(
        self, kind: Kind, device: str | None = None, person: str | None = None,
        body: dict[str, object] | None = None, parents: tuple[str, ...] = (),
    ) -> Event:  # fmt: skip
        """One more event."""
        self.now += timedelta(seconds=2)
        entropy = (self.number << 40) + len(self.events)
        event_id = uuid7(unix_ms(self.now), entropy.to_bytes(10, "big"))
        station = f"0190a0b0-c0d0-7000-8000-{self.number:012d}"
        stamp = Stamp(station, self.site, "champion", self.now, event_id)
        draft = Draft(kind, device, person, body or {})
        event = seal(draft, stamp, self.tip, event_id=event_id, parents=parents)
        self.tip = Tip(event.seq, event.hlc, event.hash)
        self.events.append(event)
        return event


def write_school(school: ASchool, folder: Path, *, zipped: bool = False) -> Path:
    """The packet of its audit; the path of the folder or .zip."""
    return write_packet(packet_of(school), folder, zipped=zipped).path


def packet_of(school: ASchool) -> Packet:
    """The same before it is written."""
    laptop = Laptop(school.site, school.number, school.begun)
    return _packet(_signed(laptop, _told(laptop, school)), school)


def _told(laptop: Laptop, school: ASchool) -> Story:
    """Hand everything out, then count it."""
    handed = [_hand_out(laptop, one, school.people + at) for at, one in enumerate(school.devices)]
    custodies = [_custody(event) for event in handed]
    expected = [
        _expected(one, custody) for one, custody in zip(school.devices, custodies, strict=True)
    ]
    _open(laptop, school, expected)
    lines = [
        _line(laptop, one, event, one.device in school.missing)
        for one, event in zip(expected, handed, strict=True)
    ]
    finds = list(_finds(laptop, school))
    noted = [a_note(laptop, text) for text in school.notes]
    laptop.write(Kind.AUDIT_LOCK, body={"audit": school.audit, "proofs": [], "late": []})
    said = Explanation("", "no_action", note="searched")
    gone = [one for one in lines if one.result is Result.MISSING]
    variances = [
        *(Variance(one.expected.device, one.expected.label, Result.MISSING, one) for one in gone),
        *(Variance(one.subject, one.sighting.raw, one.find, None, one) for one in finds),
    ]
    moment = laptop.now.isoformat(timespec="milliseconds")
    audit = Audit(
        school.audit, AuditState.SIGNED, school.quarter, "2026-12-15", school.scope, moment,
        "5e" * 32, len(lines), locked_at=moment, signed_at=moment, signed_by="Esme Thistlewood",
        role="librarian",
    )  # fmt: skip
    known = [
        *(Known(*three) for three in zip(school.devices, custodies, lines, strict=True)),
        *(Known(one, Custody(one.device_id)) for one in school.strays),
    ]
    return Story(
        school=f"School of {school.site}", site=school.site, audit=audit,
        cover=cover(Count(tuple(lines), tuple(finds)), lambda _: PRICE, school.scope),
        lines=lines, finds=finds, variances=variances,
        explanations={one.subject: said for one in variances}, again=frozenset(), devices=known,
        notes=list(filter(None, map(_note, noted))),
    )  # fmt: skip


def _note(event: Event) -> Note | None:
    return note_of(event.event_id, event.wall_time, event.actor, event.body)


def a_note(laptop: Laptop, text: str, **more: object) -> Event:
    """A training need of twelve people, written down at this laptop."""
    body = {"for_it": "training", "text": text, "about": "Grade 7", "people": 12, **more}
    return laptop.write(Kind.NOTE, body={"on": laptop.now.date().isoformat(), **body})


def _hand_out(laptop: Laptop, device: Device, person: int) -> Event:
    return laptop.write(Kind.ISSUE, device.device_id, f"{person}", {"scan": device.label})


def _custody(issue: Event) -> Custody:
    return Custody(
        issue.device or "", CustodyState.WITH_PERSON, person=issue.person, since=issue.wall_time,
        seen_at=issue.wall_time,
    )  # fmt: skip


def _expected(device: Device, custody: Custody) -> Expected:
    return Expected(
        device.device_id, device.tag, device.serial, device.model, device.category, custody.state,
        custody.person or "", look_in=device.place,
    )  # fmt: skip


def _open(laptop: Laptop, school: ASchool, expected: Sequence[Expected]) -> None:
    rows = [one.as_row() for one in expected]
    parts = [rows[start : start + _PART] for start in range(0, len(rows), _PART)]
    head = {"quarter": school.quarter, "due": "2026-12-15", "scope": school.scope.as_json()}
    for part, some in enumerate(parts, 1):
        body = {"audit": school.audit, "part": part, "of": len(parts), "lines": some}
        laptop.write(Kind.AUDIT_OPEN, body={**body, **(head if part == 1 else {})})


def _line(laptop: Laptop, expected: Expected, issue: Event, is_missing: bool) -> Line:
    if is_missing:
        return Line(expected, Result.MISSING, evidence_at=issue.wall_time)
    body: dict[str, object] = {
        "mode": "audit", "at_place": expected.look_in, "scan": expected.label,
    }  # fmt: skip
    seen = laptop.write(Kind.SIGHT, expected.device, None, body, (issue.event_id,))
    place = expected.look_in
    return Line(expected, Result.VERIFIED, Evidence.E5, seen.wall_time, "", 1, seen.event_id, place)


def _finds(laptop: Laptop, school: ASchool) -> Iterator[Found]:
    for raw in school.unlisted:
        body: dict[str, object] = {
            "code": "unlisted", "scan": raw, "mode": "audit", "place": "Library",
        }  # fmt: skip
        parked = laptop.write(Kind.PARK, body=body)
        yield _found(parked, Find.UNLISTED, f"code:{raw}", raw)
    for stray in school.strays:
        body = {"code": "stray", "scan": stray.label, "mode": "audit", "place": "Library"}
        parked = laptop.write(Kind.PARK, stray.device_id, body=body)
        yield _found(parked, Find.STRAY, stray.device_id, stray.label)


def _found(event: Event, find: Find, subject: str, raw: str) -> Found:
    seen = Sighting(event.event_id, subject, event.wall_time, find=find, place="Library", raw=raw)
    return Found(find, subject, seen)


def _signed(laptop: Laptop, story: Story) -> Story:
    files = {one.file: sha256(table_bytes(one)) for one in tables.signed_tables(story)}
    body: dict[str, object] = {
        "audit": story.audit.audit_id, "name": story.audit.signed_by, "role": story.audit.role,
        "files": files, "value_at_risk": story.cover.value_at_risk, "unpriced": 0,
    }  # fmt: skip
    signed = laptop.write(Kind.AUDIT_SIGN, body=body)
    audit = replace(story.audit, signed_at=signed.wall_time)
    cells = [_cells(one) for one in laptop.events]
    return replace(story, events=cells, head=signed.hash, audit=audit)


def _cells(event: Event) -> tuple[str | int | None, ...]:
    said = {"parents": as_json(list(event.parents)), "body": as_json(event.body)}
    return tuple(said[name] if name in said else getattr(event, name) for name in COLUMNS)


def _packet(story: Story, school: ASchool) -> Packet:
    one = story.audit
    about = {
        "audit": one.audit_id, "site": story.site, "head": story.head, "signed_by": one.signed_by,
        "role": one.role,
    }  # fmt: skip
    kept: tuple[Table, ...] = (
        tables.assets(story), tables.events(story), *tables.signed_tables(story),
        tables.proposals(story), *(() if school.is_old else (tables.notes(story),)),
    )  # fmt: skip
    return Packet(
        name=f"{one.audit_id}-{story.head[:8]}",
        title=f"Audit {one.audit_id}, {story.school}",
        description="What a school's audit of the district's devices came to.",
        created=one.signed_at,
        about=about,
        tables=kept,
        plains=(summary(story), Plain("reconciliation.xlsx", "For people", school.workbook, _KIND)),
    )
