"""A clock that goes back, jumps, or is in another zone: order and custody are those of the scans.

Each situation plays the same day, and is compared with the same day under a clock that is right.
"""

from pathlib import Path
from time import perf_counter

from inventory.model import Event, Kind
from inventory.store import events
from tests.trust.clock_day import NOON, SITUATIONS, Day, Situation, is_well, what_came
from tests.trust.figures import keep


def played(folder: Path, situation: Situation) -> Day:
    """The day under this clock; in a file where the app is closed in between."""
    day = Day(folder / f"{situation.name}.db" if situation.restarts else None, situation.start)
    day.play(situation.set_clock, situation.restarts)
    return day


def right_day(folder: Path, restarts: frozenset[int] = frozenset()) -> Day:
    """The same day under a clock that nobody touches."""
    name = f"right, {sorted(restarts)}"
    return played(folder, Situation(name, lambda *_: None, restarts=restarts))


def disorder(day: Day) -> list[str]:
    """What is wrong with the numbers of the journal: gaps, or a clock reading that goes back."""
    journal = list(events.everything(day.office.database))
    wrong = [] if [one.seq for one in journal] == list(range(1, len(journal) + 1)) else ["a gap"]
    readings = [one.hlc for one in journal]
    if readings != sorted(set(readings)):
        wrong.append("clock readings do not rise")
    if len({one.station_id for one in journal}) > 1:
        wrong.append("a restart began another station")
    return wrong


def differences(day: Day, right: dict[str, object]) -> list[str]:
    """What came out otherwise than under a clock that is right."""
    came = what_came(day)
    return [name for name in right.keys() | came.keys() if right.get(name) != came.get(name)]


def by_the_clock(journal: list[Event]) -> list[Event]:
    """The mistake that this is about: the journal sorted by its wall clock, as it is written."""
    return sorted(journal, key=lambda one: one.wall_time)


def holders(journal: list[Event]) -> dict[str, str | None]:
    """Who has each device, by the last hand-out or return that counts in this order."""
    voided = {one.body.get("voids") for one in journal if one.kind == Kind.VOID}
    held: dict[str, str | None] = {}
    for event in journal:
        if event.device and event.event_id not in voided:
            if event.kind == Kind.ISSUE:
                held[event.device] = event.person
            elif event.kind == Kind.RETURN:
                held[event.device] = None
    return held


def test_the_day_is_worth_comparing(tmp_path: Path) -> None:
    """The oracle itself: custody changes hands, something is seen twice, a word replaces a word."""
    day = right_day(tmp_path)
    right = what_came(day)
    journal = list(events.everything(day.office.database))
    assert day.clock.wall > NOON
    assert {one.kind for one in journal} >= {
        Kind.ISSUE, Kind.RETURN, Kind.SIGHT, Kind.PARK, Kind.VOID, Kind.EXPLAIN, Kind.AUDIT_LOCK,
    }  # fmt: skip
    assert right["loans of NS-103"] == [("2001", False), ("2001", False), ("2001", True)]
    assert list(right["explained"].values()) == ["the last word"]
    assert len(right["undone"]) == 2
    assert right["audit line NS-156"][1] == 2


def test_18_clocks_keep_the_order_of_the_scans(tmp_path: Path) -> None:
    """Custody, histories, loans, audit, feed and lists are those of the right clock; no gap.

    Sorting the same journals by the clock gives a wrong order, and wrong custody.
    """
    began = perf_counter()
    right = {
        restarts: what_came(right_day(tmp_path, restarts))
        for restarts in {one.restarts for one in SITUATIONS}
    }
    found: dict[str, list[str]] = {}
    misled, reordered = 0, 0
    for situation in SITUATIONS:
        day = played(tmp_path, situation)
        wrong = [*disorder(day), *differences(day, right[situation.restarts]), *is_well(day)]
        found.update({situation.name: wrong} if wrong else {})
        journal = list(events.everything(day.office.database))
        sorted_by_clock = by_the_clock(journal)
        assert (sorted_by_clock != journal) is situation.goes_back, situation.name
        reordered += sorted_by_clock != journal
        misled += holders(sorted_by_clock) != holders(journal)
        day.office.close()
    assert found == {}
    assert misled > 0
    keep(
        "clocks",
        {"clocks": len(SITUATIONS), "out of order": sum(map(len, found.values()))},
        {
            "order by the clock": f"events out of order in {reordered} of {len(SITUATIONS)}"
            f" situations, and who has what wrong in {misled}"
        },
        seconds=perf_counter() - began,
    )
