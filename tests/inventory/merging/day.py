"""A distribution day: ten tables that never hear of each other, three thousand hand-outs."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from inventory.model import CustodyState
from inventory.rules.fold import fold
from tests.builders import a_device
from tests.inventory.merging.physical import STOCK, Spot, possible_ends
from tests.inventory.merging.tables import Fold, Known
from tests.inventory.merging.world import World

TABLES = 10
HAND_OUTS = 3_000
BROUGHT_BACK = 0.03
"""Of the devices come back, to a random table; half of those go out again at another one."""
WRONG_SCANS = 0.002
"""Of the hand-outs: the label of some other device was read."""
CLOCKS = {2: timedelta(hours=1), 5: timedelta(hours=-2), 8: timedelta(days=365)}
"""Tables whose clock is off."""


@dataclass(frozen=True, slots=True)
class WrongScan:
    """One device was scanned while another one went over the table."""

    scanned: str
    handed: str
    person: str


@dataclass
class Day:
    """A day that is over, and what was done wrong on it."""

    world: World
    wrong_scans: list[WrongScan] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    """Devices about which the table itself asked: its own journal had them with somebody else."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What comes of merging a day."""

    needs_a_person: int
    real_mistakes: int
    """Of these: a device of which something was recorded that was not so."""
    wrong_in_silence: int
    """Devices that are not where they are said to be, though all that was recorded was true."""
    planted: int
    caught: int
    """Of the wrong scans: disputed, or asked about at the table."""
    unlikely: int
    """Of the others: those whose story can't have been, and should have been disputed."""


def a_day(seed: int, *, third_table: bool = True) -> Day:
    """One day, the same for the same seed.

    ``third_table``: what is handed on goes out at a table that had nothing to do with it before.
    """
    chance = Random(seed)
    devices = [f"NS-{number:04d}" for number in range(HAND_OUTS)]
    world = World(TABLES, (a_device(name) for name in devices), honest=False)
    for number, clock_off in CLOCKS.items():
        world.tables[number].clock_off = clock_off
    day = Day(world)
    turns: list[tuple[float, int, str]] = []
    for device in devices:
        out = chance.random()
        turns.append((out, 0, device))
        if chance.random() < BROUGHT_BACK:
            back = chance.uniform(out, 1)
            turns.append((back, 1, device))
            if chance.random() < 0.5:
                turns.append((chance.uniform(back, 1), 2, device))
    tables = {device: [chance.randrange(TABLES)] for device in devices}
    people = (f"{number}" for number in range(10_000, 20_000))
    for _, turn, device in sorted(turns):
        been = tables[device]
        if turn == 0:
            _hand_out(day, been[0], device, next(people), chance)
        elif turn == 1 and (holder := world.spots[device].person):
            been.append(chance.randrange(TABLES))
            world.take_back(world.tables[been[1]], device, holder)
        elif turn == 2 and world.spots[device] == STOCK:
            avoided = been if third_table else been[-1:]
            another = chance.choice([n for n in range(TABLES) if n not in avoided])
            world.give(world.tables[another], device, next(people))
    return day


def _hand_out(day: Day, table: int, device: str, person: str, chance: Random) -> None:
    world, at = day.world, day.world.tables[table]
    if chance.random() < WRONG_SCANS:
        other = f"NS-{chance.randrange(HAND_OUTS):04d}"
        if world.mistake(at, other, device, person):
            day.wrong_scans.append(WrongScan(other, device, person))
            return
    if at.belief(device).state is not CustodyState.IN_STOCK:
        day.asked.add(device)
    world.give(at, device, person)


def figures(day: Day, by: Fold = fold) -> Figures:
    """Merge what the tables wrote, and compare it with where the devices are."""
    known = Known()
    for event in day.world.everything:
        known.add(event)
    told = {name: known.told(start, by).custody for name, start in day.world.starts.items()}
    disputed = {name for name, custody in told.items() if custody.disputed}
    wrong = {name for name, spot in day.world.spots.items() if Spot.said_by(told[name]) != spot}
    caught = [one for one in day.wrong_scans if one.scanned in disputed | day.asked]
    missed = {one.scanned for one in day.wrong_scans if one not in caught}
    return Figures(
        len(disputed),
        len(disputed & day.world.untrue),
        len(wrong - disputed - day.world.untrue),
        len(day.wrong_scans),
        len(caught),
        sum(not _can_have_been(day, known, one, Spot.said_by(told[one])) for one in missed),
    )


def table_of(rows: Iterable[tuple[str, Figures]]) -> str:
    """The figures as lines of text."""
    head = f"{'':<22}{'needs a person':>16}{'real mistakes':>15}{'wrong, unflagged':>18}"
    lines = [f"{head}{'wrong scans':>13}{'caught':>8}"]
    for name, one in rows:
        lines.append(
            f"{name:<22}{one.needs_a_person:>16}{one.real_mistakes:>15}"
            f"{one.wrong_in_silence:>18}{one.planted:>13}{one.caught:>8}"
        )
    return "\n".join(lines)


def _can_have_been(day: Day, known: Known, device: str, said: Spot) -> bool:
    start = Spot.said_by(day.world.starts[device])
    events = known.of_device[device]
    return said in possible_ends(start, events, frozenset(known.voided))
