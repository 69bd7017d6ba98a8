"""What the register and the journal say of one device or one person, as lines to read."""

from datetime import date, datetime

from inventory.model import Custody, CustodyState, Event, Kind, Person, PersonStatus, Service
from inventory.rules import phrases
from inventory.rules.phrases import since
from inventory.services import disputes, pages
from inventory.services.office import Office
from inventory.services.pages import DevicePage, PersonCard, PersonPage
from tui.widgets.text_lines import Tone, Toned

Line = list[Toned]

SERVICE_WORDS = {
    Service.READY: "ready",
    Service.NEEDS_CHECK: "to be checked",
    Service.DAMAGED_USABLE: "damaged, but usable",
    Service.IN_REPAIR: "in repair",
    Service.LOST: "lost",
    Service.STOLEN: "stolen",
    Service.MISSING: "missing since an audit",
    Service.RETIRED: "retired by the district",
}
_SERVICE_TONES: dict[Service, Tone] = {
    Service.READY: "ok",
    Service.LOST: "stop",
    Service.STOLEN: "stop",
    Service.MISSING: "stop",
    Service.RETIRED: "stop",
}
_CODE_WORDS = {"old_tag": "old tag"}
_MOST_HELD = 4
_LABEL = 12


def as_of(day: date) -> str:
    """``as of 3 November 2026``."""
    return f"as of {phrases.day(day.isoformat(), date.min)}"


def device_lines(office: Office, page: DevicePage) -> list[Line]:
    """One device: what it is, who has it, its shape, its codes, its place, and what stands out."""
    device, custody, now = page.device, page.custody, office.clock.now()
    codes = [f"{_CODE_WORDS.get(kind, kind)} {code}" for kind, code in page.identifiers]
    home = [device.place, f"site {device.site}" if device.site else ""]
    seen = since(custody.seen_at, now) if custody.seen_at else ""
    where = f" in {custody.seen_place}" if custody.seen_place else ""
    what = " · ".join(filter(None, (device.model, device.category)))
    lines: list[Line] = [
        [(f"{device.label}  ", "bold"), (what, "muted")],
        [(in_whose_hands(custody, page.holder, now), "plain")],
        *_of_day(page.at, nothing=not page.history, by_list=not custody.since),
        [],
        _condition(page, now),
        _line("Codes", " · ".join(codes)),
        _line("At home in", " · ".join(filter(None, home))),
        _line("Meant for", _named(office, custody.assigned_to)),
        _line("Last seen", f"{seen}{where}" if seen else ""),
        _line("Notes", device.notes),
    ]
    if custody.disputed and page.at:
        lines.append(_line("Disputed", "tables said different things on that day", "stop"))
    elif custody.disputed and (view := disputes.of_device(office, device.device_id)):
        said = f"{view.tables} say different things. F6 settles it."
        lines.append(_line("Disputed", said, "stop"))
    if not device.listed:
        lines.append(_line("Register", "no longer in the district's newest list", "ask"))
    return _said(lines)


def person_lines(office: Office, page: PersonPage) -> list[Line]:
    """One person: the card, what the roster says, what stands against it, what they have."""
    person, now = page.person, office.clock.now()
    card = PersonCard(person, page.holdings, ())
    lines: list[Line] = [
        [(person.name, "bold")],
        [(card.in_words(), "muted")],
        *_of_day(page.at, nothing=not page.history, by_list=False),
        [],
        _roster(person, now),
        _line("Kind", " · ".join(filter(None, (person.kind, person.email)))),
        _line("Block", person.block, "stop"),
    ]
    labels = ["Had" if page.at else "Has", *[""] * len(page.holdings)]
    for label, device in zip(labels, page.holdings[:_MOST_HELD], strict=False):
        disputed = " · disputed on that day" if device.device_id in page.disputed else ""
        by_list = page.history and device.device_id in page.by_list
        from_list = " · by today's list" if by_list else ""
        what = f"{device.label}  {device.model or device.category}{disputed}{from_list}"
        lines.append(_line(label, what))
    if page.at and not page.holdings:
        lines.append(_line("Had", "nothing"))
    if len(page.holdings) > _MOST_HELD:
        lines.append(_line("", f"and {len(page.holdings) - _MOST_HELD} more"))
    return _said(lines)


def in_whose_hands(custody: Custody, holder: Person | None, now: datetime) -> str:
    """``With Maria González (8100442), homeroom 214, since 12 August``."""
    words = hands(custody, holder)
    if custody.since:
        return f"{words}, since {since(custody.since, now)}"
    return f"{words}, as the district's list says"


def hands(custody: Custody, holder: Person | None) -> str:
    """The same without since when: ``With Maria González (8100442), homeroom 214``."""
    at = f" in {custody.place}" if custody.place else ""
    words = {
        CustodyState.IN_STOCK: f"In stock{at}",
        CustodyState.IN_PLACE: f"In {custody.place}",
        CustodyState.WITH_DISTRICT: "With the district",
        CustodyState.IN_TRANSIT: "On its way",
        CustodyState.UNKNOWN: "Nobody knows where it is",
    }.get(custody.state, "")
    if custody.state is CustodyState.WITH_PERSON:
        named = f"{holder.name} ({holder.person_id})" if holder else str(custody.person)
        words = f"With {named}"
        if holder and holder.homeroom:
            words += f", homeroom {holder.homeroom}"
    if custody.disputed:
        words = f"By the clocks {words[:1].lower()}{words[1:]}"
    return words


def _of_day(day: date | None, *, nothing: bool, by_list: bool) -> list[Line]:
    """Of which day this is, and what speaks where nothing, or not who had it, was recorded then."""
    if day is None:
        return []
    lines: list[Line] = [[(f"A{as_of(day)[1:]}, at the end of the day", "accent")]]
    if nothing:
        said = "Nothing was recorded by then: this is the district's list, as it is today."
        lines.append([(said, "ask")])
    elif by_list:
        lines.append([("Who had it is from the district's list, as it is today.", "ask")])
    return lines


def _condition(page: DevicePage, now: datetime) -> Line:
    custody = page.custody
    more = [f"since {since(custody.service_since, now)}" if custody.service_since else ""]
    if custody.grade:
        more.append(f"came back in condition {custody.grade}, {custody.grade.words}")
    note = _note(page.history, custody)
    more.append(f"“{note}”" if note else "")
    tone = _SERVICE_TONES.get(custody.service, "ask")
    said = "".join(f" · {part}" for part in more if part)
    return [*_line("Condition", SERVICE_WORDS[custody.service], tone), (said, "plain")]


def _note(history: tuple[Event, ...], custody: Custody) -> str:
    """What was written down when the condition was set that counts now."""
    for event in reversed(history):
        if event.kind == Kind.SERVICE and event.wall_time == custody.service_since:
            return str(event.body.get("note") or "")
    return ""


def _roster(person: Person, now: datetime) -> Line:
    if person.status is PersonStatus.LEFT:
        on = f" on {phrases.day(person.left_on, now.date())}" if person.left_on else ""
        return _line("Roster", f"left the school{on}", "stop")
    if person.status is PersonStatus.UNKNOWN:
        return _line("Roster", "not in it yet: entered by hand", "ask")
    if not person.listed:
        return _line("Roster", "no longer in the newest one", "ask")
    return _line("Roster", "enrolled" if person.kind == "student" else "in it", "plain")


def _named(office: Office, person_id: str | None) -> str:
    if not person_id:
        return ""
    someone = pages.person(office, person_id)
    return f"{someone.name} ({person_id})" if someone else person_id


def _line(label: str, text: str, tone: Tone = "plain") -> Line:
    """A label in its column, and the text; blank where there is nothing to say."""
    return [(f"{label if text else '':<{_LABEL}}", "muted"), (text, tone)]


def _said(lines: list[Line]) -> list[Line]:
    """The lines without those that turned out blank; an empty one parts two blocks."""
    return [line for line in lines if not line or any(text.strip() for text, _ in line)]
