"""What tables may be called, and taking back one that was set up by mistake."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from inventory.errors import ChampionError, NotFound, SettingRefused
from inventory.services import inbox, tables
from inventory.store import parked
from tests.inventory.services.laptops import Laptop


@pytest.fixture
def champion(tmp_path: Path) -> Iterator[Laptop]:
    """The laptop from which tables are set up."""
    laptop = Laptop.of_champion(tmp_path)
    yield laptop
    laptop.office.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def called(laptop: Laptop) -> list[str]:
    return [one.name for one in tables.tables(laptop.office)]


def test_capitals_make_no_other_table(champion: Laptop, stick: Path) -> None:
    """The second seed is for the same table, and neither file is written over the other."""
    tables.add_table(champion.office, "Library", stick)
    tables.add_table(champion.office, "LIBRARY", stick)
    assert called(champion) == ["Table 1", "Library"]
    assert sorted(path.name for path in stick.iterdir()) == [
        "NORTH_Library-2.seed", "NORTH_Library.seed",
    ]  # fmt: skip


def test_a_seed_s_name_differs_from_others_by_more_than_capitals(
    champion: Laptop, stick: Path
) -> None:
    """A stick would take both for one."""
    (stick / "north_table-3.SEED").write_bytes(b"kept")
    assert tables.add_table(champion.office, "Table 3", stick).name == "NORTH_Table-3-2.seed"
    assert (stick / "north_table-3.SEED").read_bytes() == b"kept"


def test_tabs_become_blanks_and_other_control_characters_are_refused(
    champion: Laptop, stick: Path
) -> None:
    """Nobody could type such a name again."""
    assert tables.checked_name(champion.office, " Table\t 3\n") == "Table 3"
    with pytest.raises(SettingRefused, match="can't be the name of a table"):
        tables.add_table(champion.office, "Table\x07 3", stick)
    assert list(stick.iterdir()) == []


def test_a_table_set_up_by_mistake_is_waited_for_no_more(champion: Laptop, stick: Path) -> None:
    """Its claim numbers are free again, and so is its name."""
    tables.add_table(champion.office, "Room 3", stick)
    assert tables.remove_table(champion.office, "room 3") == "Room 3"
    assert called(champion) == ["Table 1"]
    assert tables.provisional(champion.office) == ()
    with pytest.raises(NotFound, match="No table is called “Room 3”"):
        tables.remove_table(champion.office, "Room 3")
    tables.add_table(champion.office, "Table 3", stick)
    tables.remove_table(champion.office, "Table 3")
    tables.add_table(champion.office, "Table 3", stick)
    assert called(champion) == ["Table 1", "Table 3"]


def test_a_removal_reaches_the_other_tables(champion: Laptop, stick: Path) -> None:
    """They wait for it no more either."""
    two = champion.set_up("Table 2", stick)
    champion.clock.advance(60)
    tables.add_table(champion.office, "Table 9", stick)
    champion.share(stick)
    two.share(stick)
    assert called(two) == ["Table 2", "Table 1", "Table 9"]
    tables.remove_table(champion.office, "Table 9")
    champion.share(stick)
    two.share(stick)
    assert called(two) == ["Table 2", "Table 1"]
    two.office.close()


def test_a_table_that_has_delivered_is_not_removed(champion: Laptop, stick: Path) -> None:
    """Nor is this laptop itself."""
    two = champion.set_up("Table 2", stick)
    two.share(stick)
    champion.share(stick)
    before = champion.ids()
    with pytest.raises(ChampionError, match="Table 2 has delivered, so it can't be removed"):
        tables.remove_table(champion.office, "Table 2")
    with pytest.raises(ChampionError, match="Table 1 is this laptop"):
        tables.remove_table(champion.office, "Table 1")
    assert champion.ids() == before
    two.office.close()


def test_a_removed_table_that_delivers_after_all_is_there(champion: Laptop, stick: Path) -> None:
    """Its seed had been opened."""
    two = champion.set_up("Table 2", stick)
    tables.remove_table(champion.office, "Table 2")
    two.share(stick)
    champion.share(stick)
    assert called(champion) == ["Table 1", "Table 2"]
    two.office.close()


def test_a_claim_number_that_two_wait_under_is_refused_with_both(
    champion: Laptop, stick: Path
) -> None:
    """With code and table; the id in the brackets settles one of them."""
    seed = tables.add_table(champion.office, "Table 2", stick)
    for name in ("a", "b"):
        tables.open_seed(seed, stick.parent / f"{name}.db", champion.clock)
        table = Laptop.at(stick.parent / f"{name}.db")
        assert table.scan(f"strange-{name}").claim == "P2-01"
        table.share(stick)
        table.office.close()
    champion.share(stick)
    waiting = {one.raw: one for one in parked.waiting(champion.office.database)}
    with pytest.raises(ChampionError, match="P2-01 waits 2 times") as refused:
        inbox.find(champion.office, "p2-01")
    for raw in ("strange-a", "strange-b"):
        assert f"“{raw}” at Table 2 ({waiting[raw].event_id})" in refused.value.message
    chosen = inbox.find(champion.office, waiting["strange-b"].event_id)
    inbox.settle(champion.office, chosen, "Sent to the office")
    assert inbox.find(champion.office, "P2-01") == waiting["strange-a"]
