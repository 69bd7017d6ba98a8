"""The report on one person, in words that the person understands."""

from collections.abc import Iterable, Iterator

from inventory.model import Device, Event, Person
from inventory.services.person_report import Report
from tui.commands.columns import in_columns
from tui.event_words import details_of, when_of, word_of


def report_lines(report: Report) -> Iterator[str]:
    """All of the report, line by line."""
    person = report.person
    yield f"What is held about {person.name}, {report.school}, {report.written_at[:10]}"
    yield ""
    yield from in_columns(_roster(person))
    yield ""
    yield from _part("Has now", [_device(one) for one in report.devices])
    yield from _part("Meant for them in the district's list", map(_device, report.assigned))
    yield from _part(
        "Had",
        [
            [one.device, f"from {_day(one.since)}", f"until {_day(one.until)}" if one.until else "",
             f"brought by {one.received_from}" if one.received_from else ""]
            for one in report.loans
        ],
    )  # fmt: skip
    yield from _part("What happened", map(_event, report.events))
    yield from _part("What else names them", map(_event, report.mentions))
    yield from _part(
        "Set aside for somebody to decide",
        [[one.at[:16].replace("T", " "), one.claim, one.raw, one.outcome or "open"]
         for one in report.parked],
    )  # fmt: skip
    yield from _part(
        "In audits",
        [[one.audit, one.device, "expected with them" if one.expected else "seen with them",
          one.result.lower().replace("_", " "), one.explanation] for one in report.audits],
    )  # fmt: skip
    yield from _copies(report)
    yield ""
    yield "What is wrong can be set right: say it to the school. What happened stays written down;"
    yield "a correction is written beside it."


def _roster(person: Person) -> list[list[str]]:
    rows = [
        ("ID", person.person_id),
        ("Name", person.name if person.name != person.person_id else ""),
        ("Kind", person.kind),
        ("Grade", person.grade),
        ("Homeroom", person.homeroom),
        ("E-mail", person.email),
        ("Status", person.status.lower() + (f", since {person.left_on}" if person.left_on else "")),
        ("Nothing may be handed out", person.block),
        ("In the newest roster", "yes" if person.listed else "no"),
    ]
    return [[title, value] for title, value in rows if value]


def _device(device: Device) -> list[str]:
    return [device.label, device.model, device.category]


def _event(event: Event) -> list[str]:
    by = f"by {event.actor}" if event.actor else ""
    return [when_of(event), word_of(event), event.device or "", details_of(event), by]


def _day(iso: str) -> str:
    return iso[:10]


def _part(title: str, rows: Iterable[list[str]]) -> Iterator[str]:
    """A heading with its rows; that there is nothing is said too."""
    found = list(rows)
    if not found:
        yield f"{title}: nothing"
        return
    yield f"{title}:"
    yield from (f"  {line}" for line in in_columns(found))


def _copies(report: Report) -> Iterator[str]:
    yield ""
    yield f"It lies in {report.database}"
    if report.backups:
        yield f"and in {len(report.backups)} copies of it:"
        yield from (f"  {one}" for one in report.backups)
    yield from _part(
        "Files with names that were written, which may have this person's too",
        [
            [one.at[:16].replace("T", " "), one.what, one.file, f"by {one.by}" if one.by else ""]
            for one in report.exports
        ],
    )
