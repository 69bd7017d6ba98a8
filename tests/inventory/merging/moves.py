"""What can happen in the simulated school, as plain data that can be drawn and made smaller."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from hypothesis import strategies as st

from inventory.model import Draft, Kind
from tests.inventory.merging.physical import STOCK
from tests.inventory.merging.tables import Table
from tests.inventory.merging.world import DEVICES, PEOPLE, PLACES, World

CODES = [device.device_id for device in DEVICES]


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that happens; where it can't, nothing does."""

    verb: str
    table: int = 0
    device: int = 0
    person: int = 0
    chance: int = 0

    def __repr__(self) -> str:
        device, person = CODES[self.device], PEOPLE[self.person]
        return f"{self.verb}(table {self.table + 1}, {device}, {person}, {self.chance})"


def play(world: World, moves: Iterable[Move]) -> World:
    """Let everything happen, one after the other."""
    for move in moves:
        VERBS[move.verb](world, world.tables[move.table % len(world.tables)], move)
    return world


def _scan(world: World, at: Table, move: Move) -> None:
    """Out if it is in, back by whoever has it if it is out."""
    device = CODES[move.device]
    if world.spots[device] == STOCK:
        world.give(at, device, PEOPLE[move.person])
    else:
        world.take_back(at, device, world.spots[device].person)


def _give(world: World, at: Table, move: Move) -> None:
    world.give(at, CODES[move.device], PEOPLE[move.person])


def _put(world: World, at: Table, move: Move) -> None:
    world.put(at, CODES[move.device], PLACES[move.chance % 2])


def _brought(world: World, at: Table, move: Move) -> None:
    """Brought in by anybody, or by nobody knows whom; onto a shelf, or not."""
    bringer = [*PEOPLE, None][move.chance % 4]
    world.take_back(at, CODES[move.device], bringer, PLACES[0] if move.chance % 3 else None)


def _bag(world: World, at: Table, move: Move) -> None:
    world.bag(at, CODES[move.device])


def _inspect(world: World, at: Table, move: Move) -> None:
    world.inspect(at, CODES[move.device])


def _unnamed(world: World, at: Table, move: Move) -> None:
    world.take_back(at, CODES[move.device])


def _swap(world: World, at: Table, move: Move) -> None:
    world.swap(at, CODES[move.device], CODES[1 - move.device])


def _mistake(world: World, at: Table, move: Move) -> None:
    world.mistake(at, CODES[move.device], CODES[1 - move.device], PEOPLE[move.person])


def _undo(world: World, at: Table, move: Move) -> None:
    world.undo(at)


def _share(world: World, at: Table, move: Move) -> None:
    """Another table gets all that this one knows, its own or what was carried to it."""
    _other(world, move).take(at.known.events.values())


def _part(world: World, at: Table, move: Move) -> None:
    """Another table gets the first numbers of one station, as far as this table has them."""
    of = world.tables[move.chance % len(world.tables)].station_id
    theirs = [event for event in at.known.events.values() if event.station_id == of]
    theirs.sort(key=lambda event: event.seq)
    _other(world, move).take(theirs[: 1 + move.chance])


def _scraps(world: World, at: Table, move: Move) -> None:
    """Another table gets some of what this one knows; the rest is lost on the way."""
    chance = Random(move.chance)
    known = list(at.known.events.values())
    _other(world, move).take(event for event in known if chance.random() < 0.5)


def _look(world: World, at: Table, move: Move) -> None:
    world.look(at, CODES[move.device])


def _shelve(world: World, at: Table, move: Move) -> None:
    world.shelve(at, CODES[move.device], PLACES[move.chance % 2])


def _service(world: World, at: Table, move: Move) -> None:
    said = ["IN_REPAIR", "READY", "DAMAGED_USABLE", "LOST"][move.chance % 4]
    world.note(at, Draft(Kind.SERVICE, CODES[move.device], body={"service": said}))


def _grade(world: World, at: Table, move: Move) -> None:
    """What came back last at this table was not as it should be."""
    back = next((event for event in reversed(at.own) if event.kind == Kind.RETURN), None)
    if back:
        body = {"amends": back.event_id, "grade": "ABCDX"[move.chance % 5]}
        world.note(at, Draft(Kind.AMEND, back.device, back.person, body))


def _teach(world: World, at: Table, move: Move) -> None:
    world.teach(at, CODES[move.device], f"LIB-{move.chance % 2}")


def _park(world: World, at: Table, move: Move) -> None:
    body = {
        "code": "unlisted",
        "scan": "QQQ",
        "mode": "out",
        "claim": f"P{at.number}-{len(at.own):02d}",
    }
    device = [None, *CODES][move.chance % 3]
    world.note(at, Draft(Kind.PARK, device, body=body))


def _answer(world: World, at: Table, move: Move) -> None:
    """Something that is parked is dealt with; two tables may do so."""
    parked = [event for event in at.known.events.values() if event.kind == Kind.PARK]
    if parked:
        body = {
            "parked": parked[move.chance % len(parked)].event_id,
            "outcome": f"by {at.number}",
        }
        world.note(at, Draft(Kind.SETTLE, body=body))


def _clock(world: World, at: Table, move: Move) -> None:
    """A clock is set, forwards or back, by up to eleven days."""
    at.clock_off += timedelta(hours=[-264, -2, 1, 264, -30, 0.01][move.chance % 6])


def _settle(world: World, at: Table, move: Move) -> None:
    """Some table that sees a dispute settles it, this one first."""
    count = len(world.tables)
    for turn in range(count):
        for device in CODES:
            if world.settle(world.tables[(at.number + turn) % count], device):
                return


def _muddle(world: World, at: Table, move: Move) -> None:
    """Handed out here, back at another table by nobody knows whom; then the two share.

    Some ask about it at once.
    """
    other = _other(world, move)
    _give(world, at, move)
    _unnamed(world, other, move)
    other.take(at.known.events.values())
    if move.chance % 2:
        world.settle(other, CODES[move.device])


def _other(world: World, move: Move) -> Table:
    count = len(world.tables)
    return world.tables[(move.table + 1 + move.person % (count - 1)) % count]


VERBS: dict[str, Callable[[World, Table, Move], None]] = {
    "scan": _scan,
    "give": _give,
    "share": _share,
    "clock": _clock,
    "undo": _undo,
    "part": _part,
    "scraps": _scraps,
    "unnamed": _unnamed,
    "put": _put,
    "brought": _brought,
    "bag": _bag,
    "inspect": _inspect,
    "swap": _swap,
    "settle": _settle,
    "muddle": _muddle,
    "look": _look,
    "shelve": _shelve,
    "service": _service,
    "grade": _grade,
    "teach": _teach,
    "park": _park,
    "answer": _answer,
    "mistake": _mistake,
}
NOTHING = "nothing"
_OFTEN = (
    ["scan"] * 8
    + ["give"] * 3
    + ["share"] * 3
    + ["undo", "part", "unnamed", "settle", "settle", "muddle"]
)
CUSTODY = [
    *_OFTEN,
    *("clock", "scraps", "put", "brought", "swap", "shelve", "look", "bag", "inspect", "inspect"),
]
"""What has to do with who has a device."""
ANYTHING = [*CUSTODY, "service", "grade", "teach", "park", "answer"]
"""And what else a table writes."""
ASIDE = ["teach", "park", "answer", "share", "teach", "park", "answer", "undo", "part", "scraps"]
"""What has nothing to do with custody."""
CARELESS = [*CUSTODY, "mistake", "mistake", "brought"]


def plans(verbs: list[str], size: int) -> st.SearchStrategy[list[Move]]:
    """Lists of so many moves; what is made smaller loses some."""
    move = st.builds(
        Move,
        st.sampled_from([NOTHING, *verbs]),
        st.integers(0, 3),
        st.integers(0, 1),
        st.integers(0, 2),
        st.integers(0, 7),
    )
    full = st.lists(move, min_size=size, max_size=size)
    return full.map(lambda moves: [move for move in moves if move.verb != NOTHING])
