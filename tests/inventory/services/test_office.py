"""What every verb needs: settings and this laptop's identity."""

from pathlib import Path

import pytest

from inventory.errors import NotRecorded, SettingRefused
from inventory.model import Draft, Kind
from inventory.services.office import Office
from inventory.store import events
from tests.builders import MORNING, FixedClock


def test_a_setting_is_kept_and_rules_at_once(tmp_path: Path, clock: FixedClock) -> None:
    """In this run and in the next."""
    office = Office.create(tmp_path / "school.db", clock)
    office.change_setting("limit", " warn ")
    now = (office.setting("limit"), office.policy.limit)
    office.close()
    again = Office.open(tmp_path / "school.db", clock)
    assert (now, again.setting("limit"), again.policy.limit) == (("warn", "warn"), "warn", "warn")
    again.close()


def test_a_setting_of_another_program_counts_once_it_is_looked_for(
    tmp_path: Path, clock: FixedClock
) -> None:
    """A command beside the app that is open; what was asked before may still be what it was."""
    office = Office.create(tmp_path / "school.db", clock)
    office.take_up_changes()
    other = Office.open(tmp_path / "school.db", clock)
    other.change_setting("limit", "warn")
    other.change_setting("due_back", "2027-05-28")
    other.close()
    assert office.policy.limit == "one"
    office.take_up_changes()
    assert (office.policy.limit, office.setting("due_back")) == ("warn", "2027-05-28")
    office.close()


def test_a_setting_that_cannot_be_is_not_kept(office: Office) -> None:
    """What was there before still rules."""
    with pytest.raises(SettingRefused):
        office.change_setting("limit", "two")
    assert (office.setting("limit"), office.policy.limit) == ("one", "one")


def test_every_setting_has_a_value(office: Office) -> None:
    """The default where nobody set it."""
    settings = office.settings()
    assert (settings["site"], settings["limits"], settings["table"], office.school) == (
        "NORTH",
        "Charger=many",
        "Table 1",
        "Your school",
    )


def test_an_event_says_who_wrote_it_where_and_when(office: Office, clock: FixedClock) -> None:
    """From the settings and the clock that was passed in."""
    office.change_setting("operator", "Ms Park")
    (event,) = office.write(lambda: office.record([Draft(Kind.NOTE)], "g"))
    assert (event.actor, event.site, event.station_id, event.wall_time, event.group) == (
        "Ms Park",
        "NORTH",
        office.station_id,
        MORNING.isoformat(timespec="milliseconds"),
        "g",
    )


def test_work_that_fails_leaves_no_event(office: Office) -> None:
    """Nothing of a scan is on disk unless all of it is."""

    def work() -> None:
        office.record([Draft(Kind.NOTE)], "g")
        raise ValueError("ours")

    with pytest.raises(ValueError, match="ours"):
        office.write(work)
    assert events.count(office.database) == 0


def test_ids_are_never_the_same_twice_though_time_stands_still(office: Office) -> None:
    """The random part of them differs."""
    ids = [office.new_id() for _ in range(100)]
    assert len(set(ids)) == 100


def test_a_write_inside_a_write_is_refused_and_nothing_is_kept(office: Office) -> None:
    """One scan is one transaction; a second one inside it is a fault of ours."""

    def inner() -> None:
        office.record([Draft(Kind.NOTE)], "inner")

    def outer() -> None:
        office.record([Draft(Kind.NOTE)], "outer")
        office.write(inner)

    with pytest.raises(NotRecorded):
        office.write(outer)
    assert events.count(office.database) == 0
