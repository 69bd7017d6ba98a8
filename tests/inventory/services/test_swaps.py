"""Swaps that come to light, and their correction: custody, loans, audit lines, undoing."""

from dataclasses import replace

import pytest

from inventory.counts import Line, Result
from inventory.errors import ChampionError, NotAllowed, NotFound
from inventory.model import CustodyState, Kind
from inventory.rules.duties import Operator, Role
from inventory.services import glance, inbox, swaps
from inventory.store import audits, events, loans
from inventory.verdict import Code
from tests.builders import a_device, a_person, enrol
from tests.inventory.services.swapping import (
    ADA,
    ADAS,
    BEN,
    BENS,
    CLEO,
    CLEOS,
    OWN,
    STUDENTS,
    Class,
    correct,
    sound,
    told,
)


def done(school: Class, kind: Kind) -> int:
    """How many hand-outs or returns of today the screen counts."""
    return glance.tally(school.office, kind).done


def test_a_swap_waits_until_its_other_half_was_seen(room: Class) -> None:
    """The first half waits for what its bearer has by the record."""
    assert (told(room), swaps.count(room.office)) == ([], 0)
    room.shows(ADA, BENS)
    assert (told(room), swaps.count(room.office)) == ([([BENS], False, [ADAS])], 0)
    room.shows(BEN, ADAS)
    assert (told(room), swaps.count(room.office)) == ([([BENS, ADAS], True, [])], 1)


def test_a_correction_gives_each_device_to_who_has_it(pair: Class) -> None:
    """Since now; the loan on record ends, and one begins that is open."""
    before = {device: pair.custody(device) for device in (ADAS, BENS)}
    assert correct(pair) == f"Corrected: {BENS} is with Ada Ode and {ADAS} is with Ben Ode."
    assert (pair.custody(BENS).person, pair.custody(ADAS).person) == (ADA, BEN)
    assert (told(pair), swaps.count(pair.office)) == ([], 0)
    for device, had, has in ((BENS, BEN, ADA), (ADAS, ADA, BEN)):
        old, new = loans.of_device(pair.office.database, device)
        assert (old.person, old.until, new.person, new.until) == (had, new.since, has, None)
        assert new.since == pair.custody(device).since
        assert old.since == before[device].since
        assert new.loan_id == pair.custody(device).loan
    assert sound(pair.office)


def test_what_went_out_with_a_device_goes_along_with_it(pair: Class) -> None:
    """Whoever brings it back is asked for the charger that belongs to it; nobody for two."""
    correct(pair)
    old, new = loans.of_device(pair.office.database, BENS)
    assert old.accessories == new.accessories
    assert new.accessories
    (back,) = [
        event for event in pair.table.written_by(pair.brings(ADA, BENS))
        if event.kind == Kind.RETURN
    ]  # fmt: skip
    assert set(back.body["accessories"]) == set(new.accessories)
    _, ended = loans.of_device(pair.office.database, BENS)
    assert (ended.person, ended.received_from) == (ADA, ADA)


def test_a_correction_is_no_sighting(pair: Class) -> None:
    """When and where a device was seen stays; the audit counts nothing by it, nor does the day."""
    before = {device: pair.custody(device) for device in (ADAS, BENS)}
    times = {line.expected.device: line.times for line in lines(pair)}
    handed_out = done(pair, Kind.ISSUE)
    pair.table.clock.advance(86_000)
    correct(pair)
    for device, custody in before.items():
        now = pair.custody(device)
        assert (now.seen_at, now.seen_place) == (custody.seen_at, custody.seen_place)
        assert now.since != custody.since
    assert {line.expected.device: line.times for line in lines(pair)} == times
    assert handed_out == len(STUDENTS)
    assert done(pair, Kind.ISSUE) == 0
    assert done(pair, Kind.RETURN) == 0
    assert sound(pair.office)


def lines(room: Class) -> list[Line]:
    """The lines of the open audit."""
    database = room.office.database
    audit = audits.all_audits(database)[0].audit_id
    return [line for device in OWN.values() if (line := audits.line(database, audit, device))]


def test_what_the_audit_found_is_explained_by_the_correction(pair: Class) -> None:
    """The line stays a wrong holder, for so it was found; that has its explanation now."""
    database = pair.office.database
    audit = audits.all_audits(database)[0].audit_id
    wrong = [line.expected.device for line in lines(pair) if line.result is Result.WRONG_HOLDER]
    assert wrong == [ADAS, BENS]
    correct(pair)
    assert all(audits.is_explained(database, audit, one, "WRONG_HOLDER") for one in wrong)
    assert [x.expected.device for x in lines(pair) if x.result is Result.WRONG_HOLDER] == wrong
    inbox.undo_last(pair.office)
    assert not any(audits.is_explained(database, audit, one, "WRONG_HOLDER") for one in wrong)
    assert sound(pair.office)


def test_one_undo_takes_back_the_whole_correction(pair: Class) -> None:
    """Then it waits again; loans and custody are as they were, and it can be corrected again."""
    before = {device: pair.custody(device) for device in (ADAS, BENS)}
    held = {device: loans.of_device(pair.office.database, device) for device in before}
    correct(pair)
    said = "SW-2 and SW-1: the correction is undone, and the swap waits to be corrected again."
    assert inbox.undo_last(pair.office) == said
    for device, custody in before.items():
        now = pair.custody(device)
        assert replace(now, heads=()) == replace(custody, heads=())
        assert loans.of_device(pair.office.database, device) == held[device]
    assert told(pair) == [([BENS, ADAS], True, [])]
    assert sound(pair.office)
    correct(pair)
    assert pair.custody(ADAS).person == BEN


def test_a_helper_neither_corrects_nor_undoes_a_correction(pair: Class) -> None:
    """It is settling; at the table the undo key does not reach it either."""
    (swap,) = swaps.waiting(pair.office)
    swaps.settle(pair.office, swap.swap_id)
    pair.office.operator = Operator("Hal", Role.HELPER)
    assert pair.table.scan("ZZUNDO").code is Code.NOT_ALLOWED
    with pytest.raises(NotAllowed):
        inbox.undo_last(pair.office)
    with pytest.raises(NotAllowed):
        swaps.settle(pair.office, swap.swap_id)
    assert pair.custody(ADAS).person == BEN


def test_what_was_settled_meanwhile_is_refused(pair: Class) -> None:
    """Nothing of it is written."""
    (swap,) = swaps.waiting(pair.office)
    pair.brings(BEN, ADAS)
    before = events.count(pair.office.database)
    swaps.settle(pair.office, swaps.waiting(pair.office)[0].swap_id)
    assert [event.device for event in pair.corrections()] == [BENS]
    assert events.count(pair.office.database) > before
    with pytest.raises(ChampionError, match="not as it was"):
        swaps.settle(pair.office, swap.swap_id)


def test_three_went_round_and_one_of_them_came_in(room: Class) -> None:
    """The one in stock explains the other two; those are corrected, and no more."""
    room.shows(ADA, BENS)
    verdict = room.brings(BEN, CLEOS)
    assert verdict.say.endswith("Brought by Ben Ode for Cleo Ode.")
    verdict = room.shows(CLEO, ADAS)
    assert verdict.say.endswith(
        "Recorded with Ada Ode: a swap of three."
        " Cleo's SW-3 came with Ben and Ben's SW-2 is with Ada."
    )
    assert verdict.next == "F6 corrects 2 devices at once. M or ZZYES: only this one."
    (swap,) = swaps.waiting(room.office)
    assert [move.device.label for move in swap.moves] == [BENS, ADAS, CLEOS]
    assert correct(room) == f"Corrected: {BENS} is with Ada Ode and {ADAS} is with Cleo Ode."
    assert room.custody(CLEOS).state is CustodyState.IN_STOCK
    assert sound(room.office)


def test_what_is_not_on_the_list_says_the_swap_that_it_closes(room: Class) -> None:
    """An audit of one room meets devices of others; what closes the round says so all the same."""
    gus, late = "3007", "SW-7"
    gus_ode = a_person(gus, first_name="Gus", last_name="Ode", homeroom="300")
    enrol(room.office, [a_device(late, holder=gus)], [gus_ode])
    room.shows(gus, ADAS)
    verdict = room.shows(ADA, late)
    assert verdict.code is Code.OUT_OF_SCOPE
    assert verdict.say.endswith(
        "Kept, though this audit does not ask for it."
        " Recorded with Gus Ode: a swap. Ada's SW-1 is with Gus."
    )
    assert verdict.next == "F6 corrects 2 devices at once."
    assert correct(room) == f"Corrected: {ADAS} is with Gus Ode and {late} is with Ada Ode."


def test_the_last_return_says_the_whole_swap(room: Class) -> None:
    """Of three who each brought another's; nothing is left to correct."""
    room.brings(ADA, BENS)
    room.brings(BEN, CLEOS)
    said = room.brings(CLEO, ADAS).say
    assert said.endswith(
        "Brought by Cleo Ode for Ada Ode: a swap of three."
        " Cleo's SW-3 came with Ben and Ben's SW-2 came with Ada."
    )
    assert told(room) == []


def test_a_return_says_what_of_its_swap_is_still_out(room: Class) -> None:
    """Ada has Ben's, and was only seen with it."""
    room.shows(ADA, BENS)
    said = room.brings(BEN, ADAS).say
    assert said.endswith(
        "Brought by Ben Ode for Ada Ode: a swap. Ben's SW-2 is with Ada."
        " F6 corrects what is still out: 1 device."
    )
    assert told(room) == [([BENS], True, [])]


def test_a_corrected_swap_is_no_half_of_another_one(pair: Class) -> None:
    """On paper the correction was brought by the other; nobody brought anything."""
    correct(pair)
    said = pair.brings(BEN, BENS).say
    assert said.endswith("Brought by Ben Ode for Ada Ode.")


def test_a_later_look_in_the_right_hands_ends_it(pair: Class) -> None:
    """They swapped back before anybody corrected it: nothing is to be corrected."""
    pair.shows(ADA, ADAS)
    assert told(pair) == [([BENS], False, [])]
    pair.gets(BEN, BENS)
    assert told(pair) == []


def test_a_sighting_that_was_undone_shows_nothing(pair: Class) -> None:
    """Only the other half is left."""
    pair.table.scan("ZZUNDO")
    assert told(pair) == [([BENS], False, [ADAS])]


def test_putting_one_right_in_the_audit_leaves_the_other_to_be_corrected(pair: Class) -> None:
    """M on the last scan is a correction on paper: nobody brought anything."""
    assert pair.table.scan("ZZYES").code is Code.CONFIRMED
    assert pair.custody(ADAS).person == BEN
    assert (told(pair), swaps.count(pair.office)) == ([([BENS], False, [])], 0)
    assert done(pair, Kind.RETURN) == 0
    assert len(pair.corrections()) == 1
    correct(pair)
    assert (pair.custody(BENS).person, told(pair)) == (ADA, [])
    assert sound(pair.office)


def test_what_nobody_waits_for_can_be_corrected_alone(room: Class) -> None:
    """Ada gave hers back long ago, and was seen with Ben's: there is no other half."""
    room.brings(ADA, ADAS)
    room.shows(ADA, BENS)
    assert (told(room), swaps.count(room.office)) == ([([BENS], False, [])], 0)
    correct(room)
    assert room.custody(BENS).person == ADA


def test_the_limit_of_one_device_does_not_stop_a_correction(room: Class) -> None:
    """It is true that Ada has two, whatever she may have."""
    room.office.change_setting("limit", "one")
    room.shows(ADA, BENS)
    (swap,) = swaps.waiting(room.office)
    swaps.settle(room.office, swap.swap_id)
    assert {room.custody(one).person for one in (ADAS, BENS)} == {ADA}


def test_a_swap_is_found_by_any_of_its_devices(pair: Class) -> None:
    """By tag or serial; what is in none says so."""
    (swap,) = swaps.waiting(pair.office)
    assert swaps.find(pair.office, BENS) == swaps.find(pair.office, swap.swap_id) == swap
    assert swaps.of_device(pair.office, ADAS) == swap
    assert swaps.of_device(pair.office, CLEOS) is None
    with pytest.raises(NotFound, match=f"{CLEOS} is in no swap"):
        swaps.find(pair.office, CLEOS)
    with pytest.raises(NotFound, match="is a person"):
        swaps.find(pair.office, ADA)
