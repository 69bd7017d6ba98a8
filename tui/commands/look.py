"""``find`` and ``show``: who has what, and what happened to it."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date

import click

from inventory.errors import NotFound
from inventory.model import Custody, CustodyState, Device, Event, Kind, Person
from inventory.rules import phrases
from inventory.rules.codes import Match, Meaning
from inventory.rules.phrases import a_list
from inventory.services import disputes, pages, reports, swaps, upkeep
from inventory.services.office import Office
from inventory.services.pages import DevicePage, PersonPage
from inventory.services.reports import MOST_HITS
from inventory.services.swaps import Swap
from inventory.verdict import Code
from tui.commands.columns import in_columns
from tui.commands.common import School, json_option, pass_school, say, say_json, words
from tui.commands.kinds import FILLED
from tui.commands.rows import Row, device_row, person_row, where
from tui.event_words import details_of, when_of, word_of


@click.command(short_help="Find people and devices by any part of a name or code.")
@click.argument("text", nargs=-1, required=True, type=words)
@json_option
@pass_school
def find(school: School, text: tuple[str, ...], as_json: bool) -> None:
    """Find people and devices by any part of a name, ID, tag, serial or model."""
    wanted = " ".join(text)
    with school.office() as office:
        upkeep.index_all(office)
        people = [person_row(line) for line in reports.find_people(office, wanted)]
        devices = [device_row(line) for line in reports.find_devices(office, wanted)]
    if not people and not devices:
        raise NotFound(f"No person and no device has “{wanted}”.", "Try a shorter part of it.")
    if as_json:
        for row in people:
            say_json({"found": "person", **row})
        for row in devices:
            say_json({"found": "device", **row})
    else:
        _say_found(people, devices)
    if MOST_HITS in (len(people), len(devices)):
        say(f"The first {MOST_HITS} of a kind are shown: say more of it.", err=True)


def _say_found(people: list[Row], devices: list[Row]) -> None:
    for line in in_columns([[*_cells(row, _PERSON), _has(row["devices"])] for row in people]):
        say(line)
    for line in in_columns([[*_cells(row, _DEVICE), where(row)] for row in devices]):
        say(line)


_PERSON = ("person", "name", "grade", "homeroom")
_DEVICE = ("device", "serial", "model")


def _cells(row: Row, keys: tuple[str, ...]) -> list[str]:
    return [str(row[key]) for key in keys]


def _has(number: str | int | None) -> str:
    return f"has {number}" if number else "has nothing"


@click.command(short_help="Show a device or a person, and what happened.")
@click.argument("code", type=FILLED)
@click.option(
    "--at", type=FILLED, default=None, metavar="DATE",
    help="As it was at the end of that day: 2026-11-20.",
)  # fmt: skip
@click.option("--person", "is_person", is_flag=True, help="The person, where a device has it too.")
@json_option
@pass_school
def show(school: School, code: str, at: str | None, is_person: bool, as_json: bool) -> None:
    """Show all that is known of the device or person with this CODE, and what happened."""
    with school.office() as office:
        day = pages.read_day(office, at or "")
        meant = pages.meaning_of(office, code)
        page = _person(office, meant) if is_person else pages.look_up(office, code)
        if isinstance(page, PersonPage):
            if day is not None:
                page = pages.person_page(office, page.person.person_id, day)
            say_json(_person_json(page)) if as_json else _say(_person_lines(office, page))
            return
        if day is not None:
            page = pages.device_page(office, page.device.device_id, day)
        if as_json:
            say_json(_device_json(page))
            return
        _say(_device_lines(office, page))
        if meant.meaning is Meaning.BOTH:
            name = _name(pages.person(office, meant.person or ""), meant.person or "")
            say(f"It is also {name}'s ID: champion show --person {meant.person}.")


def _person(office: Office, meant: Match) -> PersonPage:
    """The page of the person whose ID it is; NotFound where it is nobody's."""
    if meant.person is None or meant.meaning not in (Meaning.PERSON, Meaning.BOTH):
        raise NotFound(
            f"Nobody has the ID “{meant.code}”.",
            "Look for a part of the name: champion find TEXT.",
        )
    return pages.person_page(office, meant.person)


def _device_json(page: DevicePage) -> dict[str, object]:
    custody = page.custody
    return {
        "device": asdict(page.device),
        "custody": {
            "state": custody.state,
            "person": custody.person,
            "place": custody.place,
            "since": custody.since,
            "disputed": custody.disputed,
        },
        "service": custody.service,
        "identifiers": [{"kind": kind, "code": code} for kind, code in page.identifiers],
        "history": [asdict(event) for event in page.history],
        "as_of": page.at.isoformat() if page.at else None,
    }


def _person_json(page: PersonPage) -> dict[str, object]:
    return {
        "person": asdict(page.person),
        "holdings": [asdict(device) for device in page.holdings],
        "history": [asdict(event) for event in page.history],
        "as_of": page.at.isoformat() if page.at else None,
        "disputed": sorted(page.disputed),
    }


def _device_lines(office: Office, page: DevicePage) -> Iterator[str]:
    device, custody = page.device, page.custody
    yield "  ".join(filter(None, (device.label, device.model, device.category)))
    yield f"{_custody_words(custody, page.holder)}. {_service_words(custody)}."
    yield from _of_day(page.at, nothing=not page.history, by_list=not custody.since)
    if page.at and custody.disputed:
        yield "Disputed on that day: tables said different things; this is the clocks' word."
    elif custody.disputed and (view := disputes.of_device(office, device.device_id)):
        yield f"Disputed: {view.tables} say different things; this is the clocks' word."
    yield a_list([f"{kind.replace('_', ' ')} {code}" for kind, code in page.identifiers])
    meant = custody.assigned_to or ""
    someone = pages.person(office, meant) if meant else None
    facts = {"home": device.place, "site": device.site}
    facts["meant for"] = f"{someone.name} ({meant})" if someone else meant
    facts["the district's note"] = device.notes
    yield from (f"{name}: {value}" for name, value in facts.items() if value)
    if not device.listed:
        yield "The district's newest list doesn't have it."
    if page.at is None and (swap := swaps.of_device(office, device.device_id)):
        yield _swapped(device, swap)
    names = {event.person for event in page.history if event.person}
    people = {one: _name(pages.person(office, one), one) for one in names}
    yield from _history(
        office, page.history, {e.event_id: people.get(e.person or "", "") for e in page.history}
    )


def _person_lines(office: Office, page: PersonPage) -> Iterator[str]:
    person = page.person
    grade = f"grade {person.grade}" if person.grade else ""
    homeroom = f"homeroom {person.homeroom}" if person.homeroom else ""
    yield "  ".join(filter(None, (person.person_id, person.name, grade, homeroom, person.kind)))
    status = f"{person.status.lower()}{f', since {person.left_on}' if person.left_on else ''}"
    yield f"In the roster: {status if person.listed else 'not any more'}."
    if person.block:
        yield f"Nothing may be handed out: {person.block}."
    yield from _of_day(page.at, nothing=not page.history, by_list=False)
    if page.disputed:
        disputed = [one.label for one in page.holdings if one.device_id in page.disputed]
        yield f"Disputed on that day: {a_list(disputed)}."
    held = a_list([_device_words(device) for device in page.holdings]) or "nothing"
    yield f"{'Had' if page.at else 'Has'} {held}."
    if page.history and page.by_list:
        listed = [one.label for one in page.holdings if one.device_id in page.by_list]
        yield f"{a_list(listed)}: by the district's list, as it is today."
    tags = {event.device for event in page.history if event.device}
    labels = {one: _label(pages.device(office, one), one) for one in tags}
    yield from _history(
        office, page.history, {e.event_id: labels.get(e.device or "", "") for e in page.history}
    )


def _of_day(day: date | None, *, nothing: bool, by_list: bool) -> Iterator[str]:
    """Of which day this is, and what speaks where nothing, or not who had it, was recorded then."""
    if day:
        yield f"As of {phrases.day(day.isoformat(), date.min)}, at the end of the day."
        if nothing:
            yield "Nothing was recorded by then: this is the district's list, as it is today."
        elif by_list:
            yield "Who had it is from the district's list, as it is today."


def _swapped(device: Device, swap: Swap) -> str:
    """In whose hands it was seen, and what puts the record right."""
    move = next(one for one in swap.corrections if one.device.device_id == device.device_id)
    corrects = f"champion settle {device.label} --swap puts the record right"
    if swap.seen_too:
        own = a_list([one.label for one in swap.seen_too])
        corrects += f", but {own} was seen there too: it may only have been carried"
    elif swap.waits_for:
        waits = a_list([one.label for one in swap.waits_for])
        corrects += f", best once {waits} was seen too"
    return f"Seen with {move.hands.name} on {move.at[:10]}: {corrects}."


def _history(office: Office, history: tuple[Event, ...], whom: dict[str, str]) -> Iterator[str]:
    """Date, word, who or what, details; what was undone, or never was, says so."""
    if not history:
        yield "Nothing has happened yet."
        return
    yield "History:"
    undone = {str(event.body.get("voids")) for event in history if event.kind == Kind.VOID}
    after = dict.fromkeys(undone, " (undone)")
    after |= dict.fromkeys(disputes.never_received(office, history), " (never received)")
    rows = [
        [
            f"  {when_of(event)}",
            f"{_word(event)}{after.get(event.event_id, '')}",
            whom[event.event_id],
            details_of(event),
        ]
        for event in history
    ]
    yield from in_columns(rows)


def _word(event: Event) -> str:
    """What it came to at the table, where it is the note of a scan; else what happened."""
    said = _VERDICTS.get(str(event.body.get("verdict")))
    return said if said and event.kind == Kind.NOTE else word_of(event)


_VERDICTS = {code.value: code.word for code in Code}


def _custody_words(custody: Custody, holder: Person | None) -> str:
    since = f", since {custody.since[:16].replace('T', ' ')}" if custody.since else ""
    if custody.state is CustodyState.WITH_PERSON:
        homeroom = f", homeroom {holder.homeroom}" if holder and holder.homeroom else ""
        return f"With {_name(holder, custody.person or '')}{homeroom}{since}"
    words = custody.state.replace("_", " ").capitalize()
    return f"{words}{f', {custody.place}' if custody.place else ''}{since}"


def _service_words(custody: Custody) -> str:
    grade = f", condition {custody.grade} ({custody.grade.words})" if custody.grade else ""
    return f"{custody.service.replace('_', ' ').capitalize()}{grade}"


def _device_words(device: Device) -> str:
    return f"{device.label} ({device.model or device.category or 'no model in the list'})"


def _name(person: Person | None, person_id: str) -> str:
    return person.name if person else person_id


def _label(device: Device | None, device_id: str) -> str:
    return device.label if device else device_id


def _say(lines: Iterator[str]) -> None:
    for line in lines:
        say(line)
