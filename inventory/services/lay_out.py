"""Laying out devices before the day: worked out, shown, then written as a whole or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from inventory.errors import ChampionError, NotFound
from inventory.model import Draft, Kind, Person
from inventory.rules.duties import Duty
from inventory.rules.lay_out import Facts, Layout, LeftOut, Student, lay_out
from inventory.rules.policy import may_receive
from inventory.services.label_named import NOBODY_IN, meant
from inventory.services.label_named import homerooms as homerooms
from inventory.services.office import Office
from inventory.store import lay_out as store
from inventory.store.lay_out import LaidOut as LaidOut
from inventory.store.lay_out import Wanted as Wanted

STEP = 250
"""Devices that are written between two looks at whether to go on."""

_NO_CATEGORY = (
    "No device is of the category {}.", "category", "No device has a category yet."
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be laid out, before anything is written."""

    wanted: Wanted
    layout: Layout
    not_ready: int = 0
    """How many of the category are in stock and first have to be checked or mended."""
    left_out: tuple[LeftOut, ...] = ()
    """Students without one to whom the table would hand none."""
    clears: bool = False
    """Whether it takes back what is laid out, instead of laying out."""
    waiting: int = 0
    """Of what it takes back, how many wait in stock for their student, as the list has them."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What was written."""

    laid_out: int
    """Devices that are for somebody else than before."""
    freed: int
    """Devices that are for nobody any more."""


def plan(office: Office, category: str = "", homerooms: Sequence[str] = ()) -> Plan:
    """Who would get which device; nothing is written.

    Whom the table would stop is left out: once nothing stands against them, laying out again has
    them. Without a category it is that of the most devices, without homerooms everybody. Raises
    NotFound for a category or homeroom that nobody has.
    """
    wanted = _wanted(office, category or default_category(office), homerooms)
    database = office.database
    lacking = store.lacking(database, wanted.category)
    barriers = _barriers(office, lacking)
    among = [one for one in lacking if _is_among(one, wanted)]
    students = [_student(one) for one in among if one.person_id not in barriers]
    planned = {student.person for student in students}
    facts = Facts(
        students,
        [
            replace(one, spare=one.spare or one.owner in barriers)
            for one in store.stock(database, wanted)
        ],
        store.last_had(database, wanted.category),
        [one for one in store.away(database, wanted) if one.person in planned],
    )
    left_out = tuple(
        LeftOut(_student(one), barriers[one.person_id])
        for one in among
        if one.person_id in barriers
    )
    return Plan(wanted, lay_out(facts), store.not_ready(database, wanted), left_out)


def _barriers(office: Office, people: Sequence[Person]) -> dict[str, str]:
    """Person by person what the table would stop them for, where it would."""
    policy, today = office.policy, office.clock.now().date()
    found = ((one.person_id, may_receive(one, policy, today)) for one in people)
    return {person: barrier.title for person, barrier in found if barrier}


def _is_among(person: Person, wanted: Wanted) -> bool:
    """Whether it is a student of one of the homerooms."""
    return person.kind == "student" and (
        not wanted.homerooms or person.homeroom in wanted.homerooms
    )


def _student(person: Person) -> Student:
    name = f"{person.first_name} {person.last_name}".strip()
    return Student(person.person_id, name, person.homeroom, person.grade)


def plan_to_clear(office: Office, category: str = "", homerooms: Sequence[str] = ()) -> Plan:
    """What is laid out and was not handed out, to be for nobody again; nothing is written.

    Without a category it is of all of them. Raises NotFound as ``plan`` does.
    """
    wanted = _wanted(office, category, homerooms)
    freed = tuple(store.not_handed_out(office.database, wanted))
    listed = {
        one.device for one in store.laid_out(office.database, wanted.category, wanted.homerooms)
    }
    waiting = sum(one.device in listed for one in freed)
    return Plan(wanted, Layout(freed=freed), clears=True, waiting=waiting)


def apply(
    office: Office, shown: Plan, progress: Callable[[int, int], None] | None = None
) -> Applied:
    """Write what was shown, all or nothing, as one action that one undo takes back.

    ``progress`` hears before every ``STEP`` devices how many of how many are written; what it
    raises comes out here, and nothing is. Raises ChampionError where it would come out otherwise
    by now, and NotAllowed for a helper.
    """
    office.refuse_helper(Duty.LAY_OUT)
    tell = progress or (lambda _done, _all: None)
    office.write(lambda: _write(office, shown, tell))
    freed = len(shown.layout.freed)
    return Applied(len(shown.layout.changes) - freed, freed)


def laid_out(office: Office, category: str = "", homerooms: Sequence[str] = ()) -> list[LaidOut]:
    """What waits in stock for the person for whom it is laid out, by homeroom and name."""
    return store.laid_out(office.database, category, homerooms)


def number_laid_out(office: Office) -> int:
    """How many devices wait in stock for the person for whom they are laid out."""
    return store.number_laid_out(office.database)


def categories(office: Office) -> list[str]:
    """Every category, that of the most devices first."""
    return store.categories(office.database)


def default_category(office: Office) -> str:
    """The category of the most devices. Raises NotFound where there are no devices."""
    found = categories(office)
    if not found:
        raise NotFound(
            "There are no devices to lay out yet.",
            "Import the district's list: F7, or champion import devices FILE.",
        )
    return found[0]


def _wanted(office: Office, category: str, homerooms_said: Sequence[str]) -> Wanted:
    known = homerooms(office)
    rooms = dict.fromkeys(meant(one, known, NOBODY_IN) for one in homerooms_said)
    if category:
        category = meant(category, categories(office), _NO_CATEGORY)
    return Wanted(category, tuple(rooms), office.policy.site)


def _write(office: Office, shown: Plan, progress: Callable[[int, int], None]) -> None:
    """Write a plan that still holds, in pieces between which the work can be stopped."""
    if _again(office, shown).layout.changes != shown.layout.changes:
        raise ChampionError(
            "Something was handed out, taken back or laid out since this was worked out.",
            "Look at it again.",
        )
    group, changes = office.new_id(), iter(shown.layout.changes)
    body = {"laid_out": office.clock.now().date().isoformat()}
    total, done = len(shown.layout.changes), 0
    while piece := list(islice(changes, STEP)):
        progress(done, total)
        drafts = [Draft(Kind.ASSIGN, device=device, person=to, body=body) for device, to in piece]
        office.record(drafts, group)
        done += len(piece)
    progress(done, total)


def _again(office: Office, shown: Plan) -> Plan:
    wanted = shown.wanted
    work_out = plan_to_clear if shown.clears else plan
    return work_out(office, wanted.category, wanted.homerooms)
