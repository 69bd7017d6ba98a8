"""However devices went round a class: once all have come, the record is right, at least cost."""

from collections.abc import Mapping
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.model import Custody, CustodyState, Loan
from inventory.rules.fold import Dispute
from inventory.services import swaps, upkeep
from inventory.services.office import Office
from inventory.store import custody_rows, loans, projections
from tests.inventory.services.swapping import DEVICES, STUDENTS, Class
from tests.two_tables import take_in


@dataclass(frozen=True)
class Round:
    """Who has which device in fact, who brings it back, in which order, and who is corrected when.

    ``settles`` says after whose coming the Inbox is emptied.
    """

    has: Mapping[str, str]
    order: tuple[str, ...]
    brings: frozenset[str]
    settles: frozenset[str]


@st.composite
def rounds(draw: st.DrawFn) -> Round:
    """Any permutation among two to six students, who come in any order."""
    number = draw(st.integers(2, len(STUDENTS)))
    students = STUDENTS[:number]
    devices = draw(st.permutations(DEVICES[:number]))
    return Round(
        dict(zip(students, devices, strict=True)),
        tuple(draw(st.permutations(students))),
        draw(st.frozensets(st.sampled_from(students))),
        draw(st.frozensets(st.sampled_from(students))),
    )


def settle_all(room: Class) -> None:
    """Accept every proposal that is sure."""
    for swap in swaps.waiting(room.office):
        if swap.closed:
            swaps.settle(room.office, swap.swap_id)


@given(rounds())
def test_once_all_have_come_the_record_is_the_truth_with_the_fewest_corrections(one: Round) -> None:
    """One for each device that is out with another than it was handed to, and none besides."""
    room = Class()
    own = dict(zip(STUDENTS, DEVICES, strict=True))
    for student in one.order:
        (room.brings if student in one.brings else room.shows)(student, one.has[student])
        if student in one.settles:
            settle_all(room)
    settle_all(room)
    for student, device in one.has.items():
        custody = room.custody(device)
        if student in one.brings:
            assert custody.state is CustodyState.IN_STOCK
        else:
            assert custody.person == student
            (open_one,) = (x for x in loans.of_device(room.office.database, device) if not x.until)
            assert (open_one.person, open_one.loan_id) == (student, custody.loan)
    displaced = {s for s, d in one.has.items() if d != own[s]} - one.brings
    assert {event.person for event in room.corrections()} == displaced
    assert len(room.corrections()) == len(displaced)
    assert (swaps.waiting(room.office), swaps.count(room.office)) == ([], 0)
    assert upkeep.rebuild(room.office), "what is shown is not what the journal says"
    room.office.close()


@dataclass(frozen=True)
class Doing:
    """One thing that is done at one of two tables, neither of which hears of the other."""

    table: int
    what: str
    student: str
    device: str


@st.composite
def mornings(draw: st.DrawFn) -> list[Doing]:
    """Three students whose devices are shown, brought, settled and unsettled at two tables."""
    whats = st.sampled_from(("shows", "shows", "brings", "settles", "undoes"))
    some = st.builds(
        Doing, st.integers(0, 1), whats, st.sampled_from(STUDENTS[:3]), st.sampled_from(DEVICES[:3])
    )
    return draw(st.lists(some, min_size=2, max_size=10))


@settings(max_examples=60)
@given(mornings())
def test_two_tables_that_bring_it_all_together_have_the_same(doings: list[Doing]) -> None:
    """Whatever was corrected or undone at either, and whatever comes first; replay agrees."""
    room = Class()
    room.shows(STUDENTS[0], DEVICES[1])
    rooms = [room, room.beside()]
    for one in doings:
        _do(rooms[one.table], one)
    first, second = (one.office for one in rooms)
    take_in(first, second)
    take_in(second, first)
    assert _devices(first) == _devices(second)
    assert [one.swap_id for one in swaps.waiting(first)] == [
        one.swap_id for one in swaps.waiting(second)
    ]
    for office in (first, second):
        assert upkeep.rebuild(office)
        office.close()


def _devices(office: Office) -> tuple[dict[str, Custody], list[list[Loan]], list[Dispute]]:
    """Who has each device, each time that it was out, and what tables disagree on."""
    database = office.database
    held = [loans.of_device(database, device) for device in DEVICES]
    return projections.custodies(database), held, custody_rows.disputes(database)


def _do(room: Class, one: Doing) -> None:
    if one.what == "settles":
        for swap in swaps.waiting(room.office)[:1]:
            swaps.settle(room.office, swap.swap_id)
    elif one.what == "undoes":
        room.table.scan("ZZUNDO")
    else:
        (room.shows if one.what == "shows" else room.brings)(one.student, one.device)


@dataclass(frozen=True)
class Act:
    """One thing in a round that goes on: at which table, what, and with which device."""

    table: int
    what: str
    student: str
    device: str


@st.composite
def going_on(draw: st.DrawFn) -> tuple[tuple[str, ...], int, list[Act]]:
    """Who has which device at first, how wrong the second clock is, and what happens."""
    tables, three = st.integers(0, 1), st.sampled_from(DEVICES[:3])
    two = st.sampled_from(STUDENTS[:2])
    some = st.sampled_from(("shows", "shows", "brings", "gives", "gives", "days", "settles"))
    later = draw(st.lists(st.builds(Act, tables, some, two, three), min_size=2, max_size=6))
    brought = draw(st.builds(Act, tables, st.just("brings"), two, three))
    last = [Act(0, "shows", "", device) for device in DEVICES[:3]]
    has = draw(st.permutations((*STUDENTS[:2], STUDENTS[0])))
    return tuple(has), draw(st.sampled_from((-10, 0, 10))), [brought, *later, *last]


class Truth:
    """Who has which device in fact, and in which order devices came in and were given."""

    def __init__(self, has: tuple[str, ...]) -> None:
        self.hands: dict[str, str | None] = dict(zip(DEVICES, has, strict=False))
        self.came: dict[str, int] = {}
        self.given: dict[str, int] = {}
        self.number = 0

    def do(self, room: Class, one: Act) -> None:
        """What is done at a table, and what comes of it in fact; a carrier brings any device."""
        self.number += 1
        bearer = self.hands[one.device]
        if one.what == "shows" and bearer:
            room.shows(bearer, one.device)
        elif one.what == "brings" and bearer:
            room.brings(one.student, one.device)
            self.hands[one.device], self.came[one.device] = None, self.number
        elif one.what == "gives" and not bearer:
            room.gets(one.student, one.device)
            if room.custody(one.device).person != one.student:
                room.table.scan(one.device)
            assert room.custody(one.device).person == one.student
            self.hands[one.device], self.given[one.device] = one.student, self.number
        elif one.what == "settles":
            settle_all(room)

    def is_told_by(self, swap: swaps.Swap) -> bool:
        """Whether a swap contradicts nothing that happened."""
        at = {device: self.given.get(device, 0) for device in self.hands}
        out = [move.device.device_id for move in swap.corrections]
        for move in swap.moves:
            device = move.device.device_id
            if not move.came_in:
                if self.hands[device] != move.hands.person_id:
                    return False
                continue
            had = [one for one, who in self.hands.items() if who == move.recorded.person_id]
            later = any(at[one] > self.came[device] for one in {*had, *out})
            if self.hands[device] is not None or later:
                return False
        return True


@settings(max_examples=100)
@given(going_on())
def test_whatever_goes_on_no_closed_swap_contradicts_what_happened(
    going: tuple[tuple[str, ...], int, list[Act]],
) -> None:
    """Handed out again, days later, brought by others, at a table whose clock is wrong."""
    has, minutes, acts = going
    room = Class()
    rooms = [room, room.beside()]
    rooms[1].table.clock.advance(minutes * 60)
    truth = Truth(has)
    for one in acts:
        for table in rooms:
            table.table.clock.advance(30 * 86_400 if one.what == "days" else 60)
        truth.do(rooms[one.table], one)
        take_in(rooms[1 - one.table].office, rooms[one.table].office)
        for table in rooms:
            for swap in swaps.waiting(table.office):
                assert not swap.closed or truth.is_told_by(swap)
    for table in rooms:
        table.office.close()
