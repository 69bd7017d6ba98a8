"""Sharing over a hub ends as sharing over a stick does; a table may use now one, now the other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from inventory.model import Draft, Kind
from inventory.services import exchange, purge, tables, upkeep
from inventory.services.exchange import Exchanged
from inventory.services.office import Office
from inventory.store import projections
from tests.inventory.services.laptops import Laptop, School, a_school


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    """The champion and three tables."""
    with a_school(tmp_path) as school:
        yield school


def over_hub(laptop: Laptop, url: str) -> Exchanged:
    """Share over the hub, a second later."""
    laptop.clock.advance(1)
    carrier = exchange.open_carrier(laptop.office, url)
    try:
        return exchange.share(laptop.office, carrier)
    finally:
        carrier.close()


def test_over_hub_and_stick_all_laptops_say_the_same(school: School, hub_url: str) -> None:
    """Two tables meet the champion at the hub, the third by a stick that one of them brings."""
    two, three, four = school.tables
    two.scan("2010", "NS-102")
    three.scan("2005", "NS-103")
    four.scan("2001", "NS-102")
    four.share(school.stick)
    two.share(school.stick)
    for laptop in (two, three, school.champion, two, three):
        over_hub(laptop, hub_url)
    two.share(school.stick)
    four.share(school.stick)
    digests = {projections.digest(laptop.office.database) for laptop in school.laptops}
    assert len(digests) == 1
    assert school.champion.holder("NS-103") == "2005"
    assert tables.provisional(school.champion.office) == ()
    again = over_hub(school.champion, hub_url)
    assert (again.new, again.sent, again.refused, again.disputes) == (0, 0, (), 1)


def test_a_table_that_came_over_the_hub_has_delivered(school: School, hub_url: str) -> None:
    """When is known; how far its clock is off is not, for the hub has one of its own."""
    table = school.tables[1]
    table.scan("2005", "NS-103")
    over_hub(table, hub_url)
    over_hub(school.champion, hub_url)
    (state,) = (one for one in tables.tables(school.champion.office) if one.name == "Table 3")
    assert state.delivered_at == school.champion.clock.now().isoformat(timespec="milliseconds")
    assert (state.clock_off, state.is_waited_for, state.events) == (None, False, 3)


def test_what_a_purge_took_text_out_of_is_taken_from_the_hub(tmp_path: Path, hub_url: str) -> None:
    """A table of a new seed reads it after the purge itself; it is no damage to anybody."""
    stick = tmp_path / "stick"
    stick.mkdir()
    champion = Laptop.of_champion(tmp_path)
    two = champion.set_up("Table 2", stick)
    office = champion.office
    said = Draft(Kind.SERVICE, "NS-101", None, {"service": "READY", "note": "Cleo Wintergreen"})
    office.write(lambda: office.record([said], office.new_id()))
    two.share(stick)
    champion.share(stick)
    plan, path = purge.plan(office, "2026-11-21"), champion.path
    office.close()
    purge.take_out(path, champion.clock, plan)
    champion.office = Office.open(path, champion.clock)
    assert over_hub(champion, hub_url).sent
    shared = over_hub(two, hub_url)
    assert (shared.refused, shared.quarantined) == ((), 0)
    assert upkeep.check(two.office).findings == ()
    for laptop in (champion, two):
        laptop.office.close()
