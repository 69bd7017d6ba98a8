"""What damage, lacking chargers and lost devices cost, person by person."""

from datetime import date
from itertools import groupby

from inventory.errors import ChampionError
from inventory.files.papers.content import Cell, Column, Holds, Paper, Part
from inventory.model import Person, PersonStatus
from inventory.rules import charges as rules
from inventory.rules.charges import Charge, Period, Total
from inventory.rules.phrases import day
from inventory.rules.school_year import read_year
from inventory.services.office import Office
from inventory.store import charges as store
from inventory.store import register
from inventory.text import fold

_COLUMNS = (
    Column("name", "Name", Holds.NAME, instead="person"),
    Column("person", "ID", Holds.CODE),
    Column("grade", "Grade"),
    Column("homeroom", "Homeroom"),
    Column("day", "Day", Holds.DAY, share=2.2),
    Column("device", "Device", Holds.CODE, share=2.2),
    Column("serial", "Serial", Holds.CODE),
    Column("model", "Model"),
    Column("category", "Category"),
    Column("what", "What", share=3.0),
    Column("cause", "Cause", share=1.6),
    Column("times", "Damage so far", Holds.COUNT, share=1.5),
    Column("price", "Price", Holds.MONEY, share=1.8),
    Column("note", "Note", share=2.2, small=True),
)
_NOBODY = "Nobody by the record: rooms, carts and stock"


def period(office: Office, since: date | None = None, until: date | None = None) -> Period:
    """The days to charge for: from the start of the school year until today, unless said.

    Raises ChampionError where they end before they begin.
    """
    today = office.clock.now().date()
    usual = rules.default_period(read_year(office.setting("year")), until or today)
    asked = Period(since or usual.since, until or today)
    if asked.since > asked.until:
        raise ChampionError(
            f"{asked.since.isoformat()} is after {asked.until.isoformat()}.",
            "Say the first day, then the last one.",
        )
    return asked


def charges(office: Office, days: Period) -> list[Charge]:
    """Every charge of these days, by time."""
    database = office.database
    return rules.all_charges(
        store.came_in(database), store.gone(database), office.policy, days
    )  # fmt: skip


def total(office: Office, days: Period) -> Total:
    """What the charges of these days add up to."""
    return rules.total(charges(office, days))


def costs(office: Office, days: Period | None = None) -> Paper:
    """The paper of what is to be charged for, a part for each person, by name."""
    days = days or period(office)
    now = office.clock.now()
    found = charges(office, days)
    people = {one.person: _person(office, one.person) for one in found if one.person}
    found.sort(key=lambda one: _order(people.get(one.person or "")))
    every = rules.total(found)
    span = f"From {day(days.since.isoformat(), now.date())} to {_until(days)}."
    return Paper(
        "costs",
        "Damage and what is lacking, with costs",
        office.school,
        now,
        _COLUMNS,
        tuple(
            _part(people.get(person or ""), list(group))
            for person, group in groupby(found, key=lambda one: one.person)
        ),
        lines=(span, "The prices are the school's own; what is charged is for the school to say."),
        figures=(
            ("Charges", every.charges),
            ("Total", every.amount),
            ("With no price set", every.unpriced),
            *((("To be settled first", every.disputed),) if every.disputed else ()),
        ),
        closing=(f"In all: {every.in_words()}.",) if found else (),
        empty="Nothing came back damaged or without its charger, and nothing was lost.",
    )


def _until(days: Period) -> str:
    return f"{day(days.until.isoformat(), date.min)}"


def _part(person: Person | None, found: list[Charge]) -> Part:
    return Part(
        tuple(_row(person, one) for one in found),
        heading=in_a_line(person) if person else _NOBODY,
        foot=f"Total: {rules.total(found).in_words()}.",
    )


def _row(person: Person | None, one: Charge) -> tuple[Cell, ...]:
    device = one.device
    return (
        person.name if person else "", person.person_id if person else "",
        person.grade if person else "", person.homeroom if person else "",
        one.at[:10], device.label, device.serial, device.model, device.category, one.what,
        one.cause, one.times or None, _price(one), one.note,
    )  # fmt: skip


def _price(one: Charge) -> Cell:
    """What it adds to the total; in words where that is nothing yet."""
    if one.disputed:
        return rules.DISPUTED
    return rules.NO_PRICE if one.price is None else one.price


def in_a_line(person: Person) -> str:
    """``Ada Ode · 8100442 · grade 7 · homeroom 214``"""
    said = (
        person.name,
        person.person_id if person.name != person.person_id else "",
        f"grade {person.grade}" if person.grade else "",
        f"homeroom {person.homeroom}" if person.homeroom else "",
    )
    return " · ".join(filter(None, said))


def _person(office: Office, person_id: str) -> Person:
    known = register.person(office.database, person_id)
    return known or Person(person_id, status=PersonStatus.UNKNOWN)


def _order(person: Person | None) -> tuple[bool, str, str]:
    """By last name and first name; those of nobody come last."""
    if person is None:
        return True, "", ""
    return False, fold(f"{person.last_name or person.person_id} {person.first_name}"), (
        person.person_id
    )  # fmt: skip
