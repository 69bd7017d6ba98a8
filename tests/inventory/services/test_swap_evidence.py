"""What is evidence of a swap and what is none: clocks, carriers, old returns, undone writes."""

from dataclasses import replace

import pytest

from inventory.audit import Scope
from inventory.errors import ChampionError
from inventory.journal.event import as_json
from inventory.model import PURGED, Draft, Kind
from inventory.services import audits as life
from inventory.services import swaps
from inventory.store import audits, events, loans, projections, register
from tests.builders import a_device, enrol
from tests.inventory.services.swapping import (
    ADA,
    ADAS,
    BEN,
    BENS,
    CLEO,
    CLEOS,
    DOV,
    DOVS,
    FINN,
    STUDENTS,
    Class,
    correct,
    told,
)
from tests.two_tables import take_in


def hand_out(room: Class, student: str, device: str) -> None:
    """Hand a device to a student, whatever is asked."""
    room.gets(student, device)
    if room.custody(device).person != student:
        room.table.scan(device)
    assert room.custody(device).person == student


@pytest.mark.parametrize("minutes", [-10, 10])
def test_no_clock_decides_what_was_seen_last(room: Class, minutes: int) -> None:
    """What was taken back and handed out since is where it belongs; what was seen since is not."""
    other = room.beside()
    other.table.clock.advance(minutes * 60)
    other.shows(ADA, BENS)
    other.shows(BEN, ADAS)
    take_in(room.office, other.office)
    assert swaps.count(room.office) == 1
    for student, device in ((ADA, ADAS), (BEN, BENS)):
        room.table.desk.scan("ZZBACK")
        room.brings(FINN, device)
        hand_out(room, student, device)
    assert (told(room), swaps.count(room.office)) == ([], 0)
    take_in(other.office, room.office)
    assert told(other) == []
    other.shows(ADA, BENS)
    other.shows(BEN, ADAS)
    take_in(room.office, other.office)
    assert swaps.count(room.office) == swaps.count(other.office) == 1
    other.office.close()


def test_what_two_tables_saw_at_once_in_different_hands_shows_nothing(room: Class) -> None:
    """Nobody can tell which of them saw it last."""
    other = room.beside()
    room.shows(ADA, BENS)
    other.shows(CLEO, BENS)
    assert len(told(room)) == 1
    take_in(room.office, other.office)
    assert told(room) == []
    other.office.close()


def test_what_came_in_explains_nothing_once_it_is_out_again(room: Class) -> None:
    """Ada brought Ben's, Ben has it again; that he is seen with hers later is no swap."""
    room.brings(ADA, BENS)
    hand_out(room, BEN, BENS)
    room.table.clock.advance(40 * 86_400)
    assert not room.shows(BEN, ADAS).say.count("swap")
    assert told(room) == [([ADAS], False, [BENS])]
    assert "swap" not in room.brings(BEN, ADAS).say


def test_what_came_in_explains_nothing_once_its_owner_has_another(room: Class) -> None:
    """Ben was given a spare instead."""
    room.brings(DOV, DOVS)
    room.brings(ADA, BENS)
    hand_out(room, BEN, DOVS)
    room.shows(BEN, ADAS)
    assert told(room) == [([ADAS], False, [DOVS])]


def test_what_came_in_before_the_other_was_handed_out_is_no_half_of_it(room: Class) -> None:
    """Ada was given hers anew after she had brought Ben's."""
    room.brings(ADA, ADAS)
    room.brings(ADA, BENS)
    hand_out(room, ADA, ADAS)
    assert "swap" not in room.shows(BEN, ADAS).say
    assert told(room) == [([ADAS], False, [])]
    assert "swap" not in room.brings(BEN, ADAS).say


def test_what_somebody_may_only_have_carried_is_not_proposed(room: Class) -> None:
    """They were seen with their own too."""
    room.shows(ADA, ADAS)
    room.shows(ADA, BENS)
    (swap,) = swaps.waiting(room.office)
    assert [one.label for one in swap.seen_too] == [ADAS]
    assert (swap.closed, swap.waits_for, swaps.count(room.office)) == (False, (), 0)


def test_a_card_that_was_left_on_the_table_makes_no_swaps(room: Class) -> None:
    """Three devices on one card are three of which to ask."""
    for device in (BENS, CLEOS, DOVS):
        room.shows(ADA, device)
    assert swaps.count(room.office) == 0
    assert not any(closed for _, closed, _ in told(room))


def test_a_later_look_in_nobodys_hands_ends_it(pair: Class) -> None:
    """It lay in a cart: who has it now nobody knows."""
    pair.table.desk.scan("ZZNO")
    pair.table.scan(BENS)
    pair.office.write(
        lambda: pair.office.record(
            [Draft(Kind.SIGHT, BENS, BEN, {"at_place": "Cart 1"})], pair.office.new_id()
        )
    )
    assert told(pair) == [([ADAS], False, [])]


def test_what_was_seen_is_not_waited_for(room: Class) -> None:
    """Ada's was seen with Cleo: another story, and nothing to wait for."""
    room.shows(ADA, BENS)
    room.shows(CLEO, ADAS)
    assert told(room) == [([BENS, ADAS], False, [CLEOS])]
    room.shows(ADA, DOVS)
    assert [waits for _, _, waits in told(room)] == [[CLEOS], []]


def test_a_correction_invents_no_charger(room: Class) -> None:
    """The list had it with Ben: nobody knows what went out with it."""
    for device, holder in (("SW-7", ADA), ("SW-8", BEN)):
        enrol(room.office, [a_device(device, holder=holder)])
    room.shows(ADA, "SW-8")
    room.shows(BEN, "SW-7")
    correct(room)
    for device in ("SW-7", "SW-8"):
        (loan,) = (x for x in loans.of_device(room.office.database, device) if not x.until)
        assert loan.accessories == {}


def test_a_write_that_was_rolled_back_hides_nothing(room: Class) -> None:
    """What is read inside it counts for that once only."""
    database, office = room.office.database, room.office
    swaps.count(office)

    def half() -> None:
        told = Draft(Kind.SIGHT, CLEOS, CLEO, {"in_hands_of": DOV})
        office.record([told], office.new_id())
        assert len(swaps.waiting(office)) == 1
        assert swaps.count(office) == 0
        raise ChampionError("no", "")

    with pytest.raises(ChampionError, match="no"):
        office.write(half)
    assert told(room) == []
    room.shows(ADA, BENS)
    room.shows(BEN, ADAS)
    assert database.conn.in_transaction is False
    assert swaps.count(office) == 1


def test_a_list_that_names_a_new_holder_ends_what_was_seen_before(room: Class) -> None:
    """Since then it is on record with another one."""
    enrol(room.office, [a_device("SW-7", holder=ADA)])
    room.shows(BEN, "SW-7")
    assert told(room) == [(["SW-7"], False, [BENS])]
    database = room.office.database
    with database.immediate():
        before = register.device(database, "SW-7")
        assert before
        register.change_device(database, before, replace(before, holder=CLEO), "")
        projections.refold(database, ["SW-7"])
    assert (room.custody("SW-7").person, told(room)) == (CLEO, [])


def test_what_a_blind_audit_saw_is_told_when_it_is_closed() -> None:
    """Neither the Inbox nor Home says before what it found."""
    room = Class()
    audit = audits.all_audits(room.office.database)[0]
    life.lock(room.office, audit)
    life.reopen(room.office, audit, "once more")
    with room.office.database.immediate():
        scope = as_json(Scope(blind=True).as_json())
        room.office.database.write("UPDATE audit SET scope = ?", scope)
    room.shows(ADA, BENS)
    room.shows(BEN, ADAS)
    assert (told(room), swaps.count(room.office)) == ([], 0)
    assert swaps.of_device(room.office, ADAS) is None
    life.lock(room.office, audit)
    assert (len(told(room)), swaps.count(room.office)) == (1, 1)


def test_what_came_in_long_ago_explains_nothing(room: Class) -> None:
    """After a third of a year nobody knows what else happened."""
    room.brings(ADA, BENS)
    room.table.clock.advance(121 * 86_400)
    room.shows(BEN, ADAS)
    assert told(room) == [([ADAS], False, [])]


def test_an_audit_that_was_signed_gets_no_word_more(pair: Class) -> None:
    """Its figures stand."""
    with pair.office.database.immediate():
        pair.office.database.write("UPDATE audit SET state = 'SIGNED'")
    correct(pair)
    kinds = [event.kind for event in events.everything(pair.office.database)]
    assert (kinds.count(Kind.ISSUE), kinds.count(Kind.EXPLAIN)) == (len(STUDENTS) + 2, 0)


def test_who_was_purged_is_in_no_swap(pair: Class) -> None:
    """Neither as the last who was seen with it nor as who brought it."""
    seen = Draft(Kind.SIGHT, BENS, BEN, {"in_hands_of": PURGED})
    back = Draft(Kind.RETURN, CLEOS, CLEO, {"received_from": PURGED})
    pair.office.write(lambda: pair.office.record([seen, back], pair.office.new_id()))
    assert told(pair) == [([ADAS], False, [])]
    pair.shows(CLEO, ADAS)
    (swap,) = swaps.waiting(pair.office)
    assert [move.device.label for move in swap.moves] == [ADAS]
