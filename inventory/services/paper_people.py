"""Papers about people: what is not returned, who left with a device, a receipt."""

from collections.abc import Sequence
from itertools import groupby

from inventory.errors import ChampionError, NotFound
from inventory.files.papers.content import Cell, Column, Holds, Paper, Part
from inventory.model import CameBack, Person, PersonStatus, Service
from inventory.rules.condition import Condition
from inventory.rules.phrases import a_list, count, day, since
from inventory.services.charges import in_a_line
from inventory.services.office import Office
from inventory.store import charges as said
from inventory.store import events, register
from inventory.store import papers as store
from inventory.store.papers import Brought, Held
from inventory.text import fold, safe

_STAFF, _NO_HOMEROOM = "Staff", "No homeroom"
_CAME = frozenset({CameBack.RETURNED, CameBack.FAULTY, CameBack.EXTRA})
"""What came of an accessory, be it broken."""
_DEVICE = (
    Column("device", "Device", Holds.CODE, share=2.3),
    Column("serial", "Serial", Holds.CODE),
    Column("model", "Model", share=3.2, small=True),
    Column("category", "Category"),
)
_DOOR = (
    Column("homeroom", "Homeroom"),
    Column("name", "Name", Holds.NAME, share=4, instead="person"),
    Column("person", "ID", Holds.CODE),
    Column("grade", "Grade", share=0.9),
    Column("kind", "Kind"),
    *_DEVICE,
    Column("since", "Since", Holds.DAY),
    Column("note", "Note", share=1.7, small=True),
)
_LEAVERS = (
    Column("name", "Name", Holds.NAME, share=3, instead="person"),
    Column("person", "ID", Holds.CODE, share=1.6),
    Column("grade", "Grade", share=0.8),
    Column("homeroom", "Homeroom", share=1.1),
    Column("left_on", "Left", Holds.DAY, share=1.8),
    *_DEVICE,
    Column("since", "Has it since", Holds.DAY, share=1.8),
)
_RECEIPT = (
    Column("what", "What"),
    *_DEVICE[:1],
    Column("serial", "Serial", Holds.CODE, share=2.3),
    *_DEVICE[2:],
    Column("with_it", "With it, or its condition", share=3.4),
    Column("when", "When", share=1.3),
)


def door(
    office: Office, *, homerooms: Sequence[str] = (), grades: Sequence[str] = (),
    staff: bool = False, initials: bool = False,
) -> Paper:  # fmt: skip
    """What people have, a page for the door of each homeroom, and staff on pages of their own.

    ``staff`` is only those, ``homerooms`` and ``grades`` only students of these; with ``initials``
    the last name is one letter, and no ID is in it. Raises NotFound for a homeroom or grade of
    which the roster has nobody.
    """
    _refuse_unknown(office, homerooms, grades)
    found = [
        one
        for one in store.held(office.database)
        if (not homerooms or (one.homeroom in homerooms and not _is_staff(one)))
        and (not grades or (one.grade in grades and not _is_staff(one)))
        and (not staff or _is_staff(one))
    ]
    found.sort(key=_page_of)  # stays in order by name within a page
    columns: tuple[Column, ...] = _DOOR
    if initials:
        columns = tuple(_without_id(column) for column in _DOOR if column.key != "person")
    parts = [
        _door_part(office, heading, list(group), initials)
        for (_, _, heading), group in groupby(found, key=_page_of)
    ]
    return Paper(
        "not-returned", "Not returned", office.school, office.clock.now(), columns, tuple(parts),
        figures=(("Devices", len(found)), ("People", len({one.person for one in found}))),
        apart=True, large=True, empty="Everything is back.",
    )  # fmt: skip


def leavers(office: Office) -> Paper:
    """Who left the school and still has a device, by name."""
    found = [one for one in store.held(office.database) if one.has_left]
    found.sort(key=_by_name)
    rows = tuple(
        (
            one.name, one.person, one.grade, one.homeroom, one.left_on, *_device(one),
            one.since[:10],
        )
        for one in found
    )  # fmt: skip
    people = len({one.person for one in found})
    return Paper(
        "leavers", "Left the school, still have a device", office.school, office.clock.now(),
        _LEAVERS, (Part(rows, foot=_how_many(len(rows), people)),) if rows else (),
        figures=(("Devices", len(rows)), ("People", people)),
        empty="Nobody who left still has a device.",
    )  # fmt: skip


def receipt(office: Office, person_id: str, day_: str = "") -> Paper:
    """What somebody has now, and what they brought back on a day, today where none is said.

    Raises NotFound where the roster has nobody with this ID, ChampionError for a day to come or one
    before the journal.
    """
    person = register.person(office.database, person_id)
    now = office.clock.now()
    has = store.held_by(office.database, person_id)
    if person is None and not has:
        raise NotFound(
            f"There is nobody with the ID {safe(person_id)} in the roster.",
            "champion find NAME looks for the ID.",
        )
    person = person or Person(person_id, status=PersonStatus.UNKNOWN)
    this_day = now.date().isoformat()
    on = day_ or this_day
    if on > this_day:
        raise ChampionError(f"{on} is still to come.", "Name today, or a day before.")
    if day_ and on < (first := events.first_day(office.database) or this_day):
        raise ChampionError(
            f"What came back on {on} is not known: the journal here begins on {first}.",
            "Name a day since then.",
        )
    brought = store.brought_on(office.database, person_id, on)
    today = "today" if on == this_day else f"on {day(on, now.date())}"
    lines = [in_a_line(person)]
    if has and office.policy.due_back:
        lines.append(f"Due back on {day(office.policy.due_back, now.date())}.")
    return Paper(
        "receipt", "Receipt", office.school, now, _RECEIPT,
        (
            Part(
                tuple(("has", *_device(one), _with_it(one), _when(office, one)) for one in has),
                heading="Has now" if has else "Has nothing of the school's",
            ),
            *_brought_part(office, person_id, brought, today),
        ),
        lines=tuple(lines),
        figures=(("Has now", len(has)), (f"Brought back {today}", len(brought))),
        signs=(
            "Student or parent" if person.kind == "student" else "Signature", "For the school"
        ),
        empty="",
    )  # fmt: skip


def _door_part(office: Office, heading: str, found: list[Held], initials: bool) -> Part:
    rows = []
    for one in found:
        name = _with_initial(one) if initials else one.name
        who = (name,) if initials else (name, one.person)
        note = _note(one)
        rows.append((one.homeroom, *who, one.grade, one.kind, *_device(one), one.since[:10], note))
    due = office.policy.due_back
    words = f"Due back on {day(due, office.clock.now().date())}." if due else ""
    people = len({one.person for one in found})
    return Part(tuple(rows), heading, note=words, foot=_how_many(len(found), people))


def _brought_part(
    office: Office, person_id: str, brought: list[Brought], today: str
) -> tuple[Part, ...]:
    """What came in; whose else it was is not on a paper that somebody takes home.

    Nor is what shape somebody else's device is in, and by whose fault: who brought it signs here.
    """
    rows: list[tuple[Cell, ...]] = []
    for one in brought:
        what = "brought back"
        if one.person != person_id:
            what = "brought for somebody else" if one.person else "brought from a room or cart"
        elif one.bringer and one.bringer != person_id:
            what = "brought by somebody else"
        said_of_it = _with_what(office, one) if one.person != person_id else _condition(office, one)
        device = one.device
        words = "; ".join(filter(None, (what if what != "brought back" else "", said_of_it)))
        rows.append(
            (what, device.label, device.serial, device.model, device.category, words,
             since(one.at, office.clock.now()))
        )  # fmt: skip
    return (Part(tuple(rows), heading=f"Brought back {today}"),) if rows else ()


def _with_what(office: Office, one: Brought) -> str:
    """``charger returned``: what came with it, in whatever shape."""
    came_with = _said(office, one).accessories.items()
    return ", ".join(f"{name} returned" for name, came in came_with if came in _CAME)


def _said(office: Office, one: Brought) -> Condition:
    return said.said_of(office.database, one.device.device_id, one.event)


def _condition(office: Office, one: Brought) -> str:
    condition = _said(office, one).in_words()
    return condition[:1].lower() + condition[1:] or "to be checked"


def _refuse_unknown(office: Office, homerooms: Sequence[str], grades: Sequence[str]) -> None:
    if not homerooms and not grades:
        return
    people = register.people(office.database)
    for asked, known, noun in (
        (homerooms, {one.homeroom for one in people}, "homeroom"),
        (grades, {one.grade for one in people}, "grade"),
    ):
        for name in asked:
            if name not in known:
                names = sorted(filter(None, known))
                more = [count(len(names) - 8, "other")] if len(names) > 9 else []
                some = a_list([*(names[:8] if more else names), *more])
                raise NotFound(
                    f"The roster has nobody in {noun} {safe(name)}.",
                    f"It has {some}." if some else "Import the roster first.",
                )


def _by_name(one: Held) -> tuple[str, str]:
    """By last name and first name, small letters and accents as the letter that they are of."""
    return fold(f"{one.last_name or one.person} {one.first_name}"), one.person


def _page_of(one: Held) -> tuple[int, str, str]:
    """Which page a device is on: homerooms by name, those without one, staff at the end."""
    if _is_staff(one):
        return 2, "", _STAFF
    if one.homeroom:
        return 0, one.homeroom, f"Homeroom {one.homeroom}"
    return 1, "", _NO_HOMEROOM


def _is_staff(one: Held) -> bool:
    return one.kind.casefold() not in ("student", "")


def _without_id(column: Column) -> Column:
    if column.key == "name":
        return Column("name", "Name", Holds.NAME, share=4, instead="device")
    return column


def _with_initial(one: Held) -> str:
    """``Ada O.``; a name that the roster has in one piece ends with its last word."""
    first, last = one.first_name.strip(), one.last_name.strip()
    if not last:
        first, _, last = first.rpartition(" ")
        first, last = (first, last) if first else (last, "")
    initial = f"{last[:1]}." if last else ""
    return " ".join(filter(None, (first, initial))) or "not in the roster"


def _note(one: Held) -> str:
    """What else to know of it, in a word or two."""
    words = [
        "left the school" if one.has_left else "",
        one.service.lower() if one.service in (Service.LOST, Service.STOLEN) else "",
        "tables disagree" if one.disputed else "",
    ]
    return ", ".join(filter(None, words))


def _device(one: Held) -> tuple[str, str, str, str]:
    return one.device.label, one.device.serial, one.device.model, one.device.category


def _with_it(one: Held) -> str:
    return f"with {a_list(list(one.accessories))}" if one.accessories else ""


def _when(office: Office, one: Held) -> str:
    return since(one.since, office.clock.now()) if one.since else ""


def _how_many(devices: int, people: int) -> str:
    who = count(people, "person", "people")
    return f"{count(devices, 'device')}, {who}."
