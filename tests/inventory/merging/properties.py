"""What has to hold of every merge, each as a function that raises where it does not.

They take what is tried as a parameter, so that the same words are held against planted mistakes.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import TypeAlias

from inventory.journal.event import digest
from inventory.model import CustodyState, Event
from inventory.store import custody_rows, loans
from tests.inventory.merging.laptops import Folding, Laptop, Maker, Stored, Told
from tests.inventory.merging.physical import Spot, possible_ends
from tests.inventory.merging.tables import Known
from tests.inventory.merging.world import World

Property: TypeAlias = Callable[[World, Maker, Random], None]


def in_any_order(world: World, make: Maker, chance: Random) -> None:
    """However the events are cut into deliveries, and in whatever order these come: the same."""
    plain = filled(make, [world.everything])
    for _ in range(3):
        laptop = filled(make, deliveries_of(world.everything, chance))
        assert laptop.facts() == plain.facts()


def over_any_tree(world: World, make: Maker, chance: Random) -> None:
    """Whoever gathers whose events first, and over whichever laptops: the same."""
    plain = filled(make, [world.everything])
    laptops = [filled(make, [table.own]) for table in world.tables]
    while len(laptops) > 1:
        giver = laptops.pop(chance.randrange(len(laptops)))
        laptops[chance.randrange(len(laptops))].take(giver.has())
    assert laptops[0].facts() == plain.facts()


def once_is_enough(world: World, make: Maker, chance: Random) -> None:
    """What is here already adds nothing: the same again, its own export, and more than is new."""
    laptop = filled(make, [world.everything])
    facts = laptop.facts()
    for again in (world.everything, laptop.has(), chance.choice(world.tables).own):
        assert laptop.take(again) == 0
        assert laptop.facts() == facts
    partly = filled(make, [some_of(world.everything, chance)])
    lacked = len(world.everything) - len(partly.has())
    assert partly.take(world.everything) == lacked
    assert partly.facts() == facts


def only_ever_more(world: World, make: Maker, chance: Random) -> None:
    """No event ever goes; a dispute closes only by something new about the device."""
    laptop = make()
    for delivery in deliveries_of(world.everything, chance):
        events, told = laptop.has(), laptop.told()
        before = {event.event_id for event in events}
        new = [event for event in delivery if event.event_id not in before]
        laptop.take([*delivery, *chance.sample(events, len(events) // 2)])
        after = {event.event_id for event in laptop.has()}
        assert after == before | {event.event_id for event in delivery}
        news = {event.device for event in new}
        clones = {event.station_id for event in new}
        for device, now in laptop.told().items():
            silent = device not in news and not clones & _doubled(laptop.has())
            assert not silent or now == told[device]


def nothing_wrong_in_silence(world: World, make: Maker, _: Random) -> None:
    """If every act was recorded and true: what is not disputed is as it is in the world."""
    assert world.honest
    told = filled(make, [world.everything]).told()
    for device, spot in world.spots.items():
        assert told[device].disputed or told[device].spot == spot


def nobody_asked_in_vain(world: World, make: Maker, _: Random) -> None:
    """Whatever is disputed could really have ended in more than one way."""
    told = filled(make, [world.everything]).told()
    for device in world.spots:
        if told[device].disputed:
            assert len(_ends(world, device)) > 1


def wrong_only_if_possible(world: World, make: Maker, _: Random) -> None:
    """If something wrong was recorded: it is disputed, or what is said can really have been."""
    told = filled(make, [world.everything]).told()
    for device, spot in world.spots.items():
        said = told[device]
        if said.disputed or said.spot == spot or device in world.argued:
            continue
        loosely = _ends(world, device, bringer_had_it=False)
        assert said.spot in _ends(world, device) | loosely


def whatever_the_clocks_say(world: World, make: Maker, chance: Random) -> None:
    """With other clocks the same devices are disputed, and all others are where they were."""
    plain = filled(make, [world.everything]).told()
    for _ in range(2):
        assert filled(make, [with_other_clocks(world.everything, chance)]).told() == plain


def a_loss_is_seen(world: World, make: Maker, chance: Random) -> None:
    """Whatever is lost: a number is missing, or a table is further than what came from it.

    And what is asked for then brings it.
    """
    kept = some_of(world.everything, chance)
    hub, whole = make(), filled(make, [world.everything])
    assert isinstance(hub, Stored)
    assert isinstance(whole, Stored)
    hub.take(kept)
    lost = {event.event_id for event in world.everything} - {event.event_id for event in kept}
    missing = {span.station for span in hub.gaps()}
    behind = {name for name, mark in whole.vector().items() if hub.vector().get(name) != mark}
    for event in world.everything:
        if event.event_id in lost:
            later = any(e.station_id == event.station_id and e.seq > event.seq for e in kept)
            assert event.station_id in (missing if later else behind)
    hub.take(whole.lacking(hub.vector()))
    assert hub.facts() == whole.facts()


def a_lost_parent_is_named(world: World, make: Maker, chance: Random) -> None:
    """Whatever a table knew and that is not here is said to be missing."""
    kept = some_of(world.everything, chance)
    laptop = filled(make, [kept])
    assert isinstance(laptop, Folding)
    here = {event.event_id for event in kept}
    for device, folded in laptop.folded().items():
        known = {name for event in kept if event.device == device for name in event.parents}
        assert folded.missing == known - here


def in_pieces_as_at_once(world: World, make: Maker, chance: Random) -> None:
    """What was worked out delivery by delivery is what everything says when it is told anew."""
    assert filled(make, deliveries_of(world.everything, chance)).is_as_rebuilt()


def at_the_table_as_anew(world: World, make: Maker, _: Random) -> None:
    """So is what a table has that wrote its own events and took in others between them."""
    for table in world.tables:
        laptop = make()
        assert isinstance(laptop, Stored)
        own = {event.event_id for event in table.own}
        for event in table.known.events.values():
            if event.event_id in own:
                laptop.write(event)
            else:
                laptop.take([event])
        assert laptop.told() == {device: Told.by(table.belief(device)) for device in world.spots}
        assert laptop.is_as_rebuilt()


def loans_are_where_devices_are(world: World, make: Maker, _: Random) -> None:
    """An open loan is with whom the device is, and nothing in stock has one.

    While a device is disputed, the loans of all sides stay open and say so.
    """
    hub = filled(make, [world.everything])
    assert isinstance(hub, Stored)
    for device in world.spots:
        custody = custody_rows.custody_of(hub.database, device)
        opened = [one for one in loans.of_device(hub.database, device) if one.until is None]
        if custody.disputed:
            assert {one.disputed for one in opened} <= {custody.disputed}
            continue
        assert [one.loan_id for one in opened] == [custody.loan] * (custody.loan is not None)
        assert all((one.person, one.disputed) == (custody.person, None) for one in opened)
        assert custody.state is not CustodyState.IN_STOCK or not opened


def filled(make: Maker, deliveries: Iterable[Iterable[Event]]) -> Laptop:
    """A laptop to which these came, one after the other."""
    laptop = make()
    for delivery in deliveries:
        laptop.take(delivery)
    return laptop


def deliveries_of(events: Iterable[Event], chance: Random) -> list[list[Event]]:
    """All of the events in a random order, cut at random; some come twice."""
    shuffled = list(events)
    shuffled += [event for event in shuffled if chance.random() < 0.2]
    chance.shuffle(shuffled)
    cuts = sorted(chance.randrange(len(shuffled) + 1) for _ in range(chance.randrange(4)))
    bounds = [0, *cuts, len(shuffled)]
    return [shuffled[start:end] for start, end in pairwise(bounds)]


def some_of(events: Iterable[Event], chance: Random) -> list[Event]:
    """What is left when some of it gets lost, at times a good deal."""
    kept = chance.choice([0.5, 0.8, 0.95])
    return [event for event in events if chance.random() < kept]


def with_other_clocks(events: Iterable[Event], chance: Random) -> list[Event]:
    """The same events as tables would have written them whose clocks went otherwise.

    Each is off by up to eleven days, and is set anew somewhere in the middle. The ids stay, and
    every station's chain is whole.
    """
    listed = sorted(events, key=lambda event: event.seq)
    drawn: dict[tuple[str, bool], timedelta] = {}
    turn = {event.station_id: chance.randrange(1, 12) for event in listed}
    hashes: dict[str, str] = {}
    shifted = []
    for event in listed:
        half = (event.station_id, event.seq >= turn[event.station_id])
        shift = drawn.setdefault(half, timedelta(seconds=chance.randint(-950_400, 950_400)))
        ms, count = event.hlc.split(".")
        moved = replace(
            event,
            hlc=f"{int(ms) + shift // timedelta(milliseconds=1):013d}.{count}",
            wall_time=(datetime.fromisoformat(event.wall_time) + shift).isoformat(
                timespec="milliseconds"
            ),
            prev_hash=hashes.get(event.prev_hash, event.prev_hash),
        )
        moved = replace(moved, hash=digest(moved))
        hashes[event.hash] = moved.hash
        shifted.append(moved)
    return shifted


def _ends(world: World, device: str, *, bringer_had_it: bool = True) -> frozenset[Spot]:
    known = Known()
    for event in world.everything:
        known.add(event)
    return possible_ends(
        Spot.said_by(world.starts[device]),
        known.of_device.get(device, ()),
        frozenset(known.voided),
        bringer_had_it=bringer_had_it,
    )


def _doubled(events: Iterable[Event]) -> set[str]:
    known = Known()
    for event in events:
        known.add(event)
    return known.cloned
