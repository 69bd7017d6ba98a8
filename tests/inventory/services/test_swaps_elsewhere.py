"""Swaps that two tables or two windows know of: they agree, and what is disputed is none."""

from inventory.model import CustodyState
from inventory.services import swaps
from inventory.store import custody_rows, projections
from tests.inventory.services.swapping import (
    ADA,
    ADAS,
    BEN,
    BENS,
    CLEO,
    CLEOS,
    DOV,
    DOVS,
    Class,
    correct,
    sound,
    told,
)
from tests.two_tables import beside, take_in


def test_two_tables_that_correct_the_same_swap_agree(pair: Class) -> None:
    """Each did it without knowing of the other."""
    other = beside(pair.office, "Table 2")
    correct(pair)
    (swap,) = swaps.waiting(other)
    swaps.settle(other, swap.swap_id)
    take_in(pair.office, other)
    take_in(other, pair.office)
    for office in (pair.office, other):
        assert projections.custody_of(office.database, ADAS).person == BEN
        assert projections.custody_of(office.database, BENS).person == ADA
        assert (custody_rows.disputes(office.database), swaps.waiting(office)) == ([], [])
        assert sound(office)
    other.close()


def test_a_device_that_came_in_at_another_table_meanwhile_is_in_stock(pair: Class) -> None:
    """Ben brought Ada's there, before that table heard of the correction: no two ways about it."""
    room = pair.beside()
    other = room.office
    correct(pair)
    room.brings(BEN, ADAS)
    take_in(pair.office, other)
    take_in(other, pair.office)
    for office in (pair.office, other):
        assert projections.custody_of(office.database, ADAS).state is CustodyState.IN_STOCK
        assert projections.custody_of(office.database, BENS).person == ADA
        assert custody_rows.disputes(office.database) == []
        assert sound(office)
    other.close()


def test_a_device_that_went_to_a_third_meanwhile_is_disputed(pair: Class) -> None:
    """Another table took Ada's from Cleo and gave it to her: nobody can tell what was first."""
    room = pair.beside()
    other = room.office
    correct(pair)
    room.gets(CLEO, ADAS)
    room.table.scan(ADAS)
    take_in(pair.office, other)
    (dispute,) = custody_rows.disputes(pair.office.database)
    assert dispute.device == ADAS
    assert told(pair) == []
    assert sound(pair.office)
    other.close()


def test_what_is_disputed_is_no_part_of_a_swap(pair: Class) -> None:
    """That is settled first."""
    room = pair.beside()
    other = room.office
    room.gets(CLEO, ADAS)
    room.table.scan(ADAS)
    pair.gets(DOV, ADAS)
    pair.table.scan(ADAS)
    take_in(pair.office, other)
    assert custody_rows.disputes(pair.office.database)
    assert [labels for labels, _, _ in told(pair)] == [[BENS]]
    other.close()


def test_the_count_hears_of_what_another_window_did(pair: Class) -> None:
    """It is kept up to the journal, whoever writes into it."""
    assert swaps.count(pair.office) == 1
    correct(pair)
    assert swaps.count(pair.office) == 0
    pair.shows(CLEO, DOVS)
    pair.shows(DOV, CLEOS)
    assert swaps.count(pair.office) == 1


def test_counting_reads_nothing_again_that_it_has_read(pair: Class) -> None:
    """Home asks every few seconds, while scans go on."""
    asked: list[str] = []
    swaps.count(pair.office)
    pair.office.database.conn.set_trace_callback(asked.append)
    assert swaps.count(pair.office) == 1
    assert asked == ["PRAGMA data_version"]
    pair.office.database.conn.set_trace_callback(None)
    pair.brings(CLEO, CLEOS)
    asked.clear()
    pair.office.database.conn.set_trace_callback(asked.append)
    assert swaps.count(pair.office) == 1
    assert len(asked) < 8
