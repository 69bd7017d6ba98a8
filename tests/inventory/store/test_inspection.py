"""What was looked at today, whatever other tables brought, and whatever their clocks said."""

from inventory.model import Mode
from inventory.services import bags, inspection
from inventory.services.office import Office
from tests.builders import FixedClock
from tests.inventory.services.at_the_table import Morning
from tests.two_tables import beside, take_in
from tests.two_tables import scan as scan_at

_FROM_AFAR = """
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 20001)
INSERT INTO event(event_id, station_id, seq, hlc, wall_time, kind, site, parents, "group", body,
                  actor, schema, prev_hash, hash)
SELECT printf('0190a0b0-%027d', n), 'afar', n, '', '2026-06-01T09:00:00+00:00', 'note', '', '[]',
       '', '{}', '', 1, hex(zeroblob(32)), hex(zeroblob(32)) FROM number
"""


def test_what_comes_in_from_other_tables_hides_nothing_of_today(
    office: Office, clock: FixedClock
) -> None:
    """However much it is: what was checked this morning counts, and the bag goes on."""
    table = Morning(office, clock)
    table.scan("ZZCHECK", "NS-156", "ZZOUT", "2001", "NS-101", "ZZBAG", "NS-101")
    with office.database.immediate():
        office.database.write(_FROM_AFAR)
    assert inspection.count(office).done == 1
    assert bags.last_bag(office) == "204"


def test_what_a_table_checked_whose_clock_runs_ahead_is_not_of_today(
    office: Office, clock: FixedClock
) -> None:
    """Nor of each day until then; on the day that its clock says it is."""
    table = Morning(office, clock)
    table.scan("2001", "NS-101", "ZZBAG", "NS-101", "ZZCHECK")
    ahead = beside(office, "Gym")
    assert isinstance(ahead.clock, FixedClock)
    ahead.clock.advance(3 * 86_400)
    scan_at(ahead, "NS-156", mode=Mode.CHECK)
    take_in(office, ahead)
    table.scan("NS-101")
    assert inspection.count(office).done == 1
    clock.advance(86_400)
    assert inspection.count(office).done == 0
    clock.advance(2 * 86_400)
    assert inspection.count(office).done == 1


def test_the_bag_of_yesterday_does_not_go_on_today(office: Office, clock: FixedClock) -> None:
    """Nor one of which nothing is left in it."""
    table = Morning(office, clock)
    table.scan("2001", "NS-101", "ZZBAG", "NS-101")
    assert bags.last_bag(office) == "204"
    table.scan("ZZUNDO")
    assert bags.last_bag(office) == ""
    table.scan("NS-101", "NS-102")
    assert bags.last_bag(office) == "204"
    clock.advance(86_400)
    assert bags.last_bag(office) == ""
