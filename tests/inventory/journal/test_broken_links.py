"""What is damage in a journal of many stations, and what is only on its way."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from inventory.journal.event import broken_links, digest
from inventory.model import Event, Kind
from tests.builders import STATION, Journal

OWN = "0190a0b0-c0d0-7000-8000-00000000ffff"
WHERE = f"station {STATION[:8]}"


def of_another() -> list[Event]:
    """Four events of a station whose numbers are given elsewhere."""
    journal = Journal()
    for _ in range(4):
        journal.write(Kind.SIGHT)
    return journal.written


def twin_of(events: list[Event], number: int) -> Event:
    """What a copied laptop wrote under the same number."""
    twin = replace(events[number - 1], event_id=f"{OWN[:24]}{number:012d}", body={"copy": True})
    return replace(twin, hash=digest(twin))


@pytest.mark.parametrize(
    "arrived",
    [
        lambda all_: all_,
        lambda all_: all_[1:],
        lambda all_: [all_[0], all_[3]],
        lambda all_: [all_[0], twin_of(all_, 2), *all_[1:]],
        lambda all_: [*all_[:2], twin_of(all_, 2), all_[3]],
        lambda all_: [],
    ],
    ids=["whole", "no beginning", "a gap", "a copied laptop", "a copied laptop's gap", "nothing"],
)
def test_what_is_lacking_or_twice_of_another_station_is_no_damage(
    arrived: Callable[[list[Event]], list[Event]],
) -> None:
    """It is on a stick somewhere, or two laptops write as one; both are told as what they are."""
    assert list(broken_links(arrived(of_another()), own={OWN})) == []


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            lambda all_: [*all_[:2], replace(all_[3], body={"x": 1})],
            f"The content of event 4 of {WHERE} was changed after it was written.",
        ),
        (
            lambda all_: [all_[0], _resealed(all_[1]), all_[2]],
            f"The chain is broken before event 3 of {WHERE}.",
        ),
        (
            lambda all_: [_resealed(all_[0], prev_hash="f" * 64)],
            f"The chain is broken before event 1 of {WHERE}.",
        ),
        (
            lambda all_: [all_[0], twin_of(all_, 2), replace(all_[1], person="9"), all_[2]],
            f"The content of event 2 of {WHERE} was changed after it was written.",
        ),
    ],
    ids=["a changed event behind a gap", "a resealed one", "another first one", "beside its twin"],
)
def test_what_was_changed_of_another_station_is_found(
    changed: Callable[[list[Event]], list[Event]], sentence: str
) -> None:
    """Each event's own hash, and each link to the number before where that is here."""
    assert list(broken_links(changed(of_another()), own={OWN})) == [sentence]


def test_a_gap_in_ones_own_numbers_is_damage() -> None:
    """They are all given in this file."""
    events = of_another()
    assert list(broken_links([events[0], *events[2:]], own={STATION})) == [
        f"Numbers jump from 1 to 3 at event 3 of {WHERE}."
    ]


def test_a_copy_that_writes_as_this_laptop_is_no_damage() -> None:
    """It is told as two laptops under one name, and scanning goes on."""
    events = of_another()
    assert list(broken_links([*events[:2], twin_of(events, 2), events[2]], own={STATION})) == []


def _resealed(event: Event, prev_hash: str = "") -> Event:
    changed = replace(event, person="9", prev_hash=prev_hash or event.prev_hash)
    return replace(changed, hash=digest(changed))
