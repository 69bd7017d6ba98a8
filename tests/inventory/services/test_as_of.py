"""A device and a person as they were at the end of a day, by the journal and not by its order."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from inventory.errors import ChampionError
from inventory.model import CustodyState, Draft, Kind, Service
from inventory.rules import as_of
from inventory.services import disputes, pages, upkeep
from inventory.services.disputes import HERE
from inventory.services.office import Office
from inventory.store import projections, register
from tests.builders import FixedClock, a_device, enrol
from tests.inventory.services.at_the_table import Morning
from tests.two_tables import beside, dispute, scan, take_in
from tui.record_words import person_lines

DAY = 86_400
DEVICE, ADA, BEN, LISTED = "NS-101", "2001", "2005", "2002"
SAT, SUN, MON = date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 23)
BEFORE = date(2026, 11, 20)


def who(office: Office, day: date, device: str = DEVICE) -> str | None:
    """Who had a device at the end of a day."""
    return pages.device_page(office, device, day).custody.person


def had(office: Office, person: str, day: date) -> list[str]:
    """What somebody had at the end of a day."""
    return [device.device_id for device in pages.person_page(office, person, day).holdings]


@pytest.fixture
def days(out: Morning) -> Morning:
    """Handed to one on Saturday, back on Sunday, to another on Monday."""
    out.scan(ADA, DEVICE)
    out.clock.advance(DAY)
    out.scan("ZZBACK", DEVICE)
    out.clock.advance(DAY)
    out.scan("ZZOUT", BEN, DEVICE)
    return out


def test_each_day_has_its_own_answer(days: Morning) -> None:
    """For the device and for both people; the history ends with the day."""
    office = days.office
    assert [who(office, day) for day in (BEFORE, SAT, SUN, MON)] == [None, ADA, None, BEN]
    assert [had(office, ADA, day) for day in (BEFORE, SAT, SUN, MON)] == [[], [DEVICE], [], []]
    assert [had(office, BEN, day) for day in (SUN, MON)] == [[], [DEVICE]]
    sunday = pages.device_page(office, DEVICE, SUN)
    assert [event.kind for event in sunday.history] == [Kind.ISSUE, Kind.RETURN]
    assert sunday.at == SUN
    assert [e.kind for e in pages.person_page(office, BEN, SUN).history if e.device] == []


def test_the_newest_day_is_what_is_shown_now(days: Morning) -> None:
    """The two ways of asking agree."""
    for device in (DEVICE, "NS-110", "NS-151"):
        then = pages.device_page(days.office, device, MON).custody
        assert then == projections.custody_of(days.office.database, device)
    assert had(days.office, BEN, MON) == [
        device.device_id for device in pages.person_page(days.office, BEN).holdings
    ]


def test_before_the_first_event_only_the_list_speaks(days: Morning) -> None:
    """It is today's list: it has no history of its own."""
    page = pages.device_page(days.office, "NS-110", BEFORE)
    assert (page.custody.person, page.custody.since, page.history) == (LISTED, None, ())
    assert had(days.office, LISTED, BEFORE) == ["NS-110"]


def test_what_was_undone_on_a_later_day_held_until_then(days: Morning) -> None:
    """And is undone from then on."""
    days.clock.advance(DAY)
    days.scan("ZZUNDO")
    tuesday = date(2026, 11, 24)
    assert [who(days.office, day) for day in (MON, tuesday)] == [BEN, None]
    assert had(days.office, BEN, tuesday) == []


def test_what_another_table_brought_later_counts_on_its_own_day(out: Morning) -> None:
    """In this file its row comes last; by the clock it was the first."""
    office = out.office
    other = beside(office, "Table 2")
    scan(other, ADA, DEVICE)
    scan(other, "ZZBACK", DEVICE)
    out.clock.advance(DAY)
    assert pages.device_page(office, DEVICE, SAT).history == ()
    out.scan("NS-102")
    take_in(office, other)
    out.scan("ZZOUT", BEN, DEVICE)
    assert [event.kind for event in pages.device_page(office, DEVICE, SAT).history] == [
        Kind.ISSUE, Kind.RETURN,
    ]  # fmt: skip
    assert [who(office, day) for day in (SAT, SUN)] == [None, BEN]
    assert [e.hlc for e in pages.device_page(office, DEVICE, SUN).history] == sorted(
        e.hlc for e in pages.device_page(office, DEVICE, SUN).history
    )
    other.close()


def test_a_clock_that_was_ahead_hides_nothing(out: Morning) -> None:
    """An event of next year, and one of today that knew of it."""
    out.scan(ADA, DEVICE)
    out.clock.advance(300 * DAY)
    out.scan("ZZBACK", DEVICE)
    out.clock.advance(-299 * DAY)
    out.scan("ZZOUT", BEN, DEVICE)
    assert [who(out.office, day) for day in (BEFORE, SAT, SUN)] == [None, ADA, BEN]
    kinds = [event.kind for event in pages.device_page(out.office, DEVICE, SUN).history]
    assert kinds == [Kind.ISSUE, Kind.RETURN, Kind.ISSUE]


def test_a_clock_that_was_behind_drags_nothing_into_the_past(out: Morning) -> None:
    """A flat battery: the laptop thought that it was 2020 when it took the device back."""
    out.scan(ADA, DEVICE)
    out.clock.advance(DAY)
    out.scan("ZZBACK", DEVICE)
    out.clock.advance(DAY)
    out.scan("ZZOUT", BEN, DEVICE)
    out.clock.advance(-2_500 * DAY)
    out.scan("ZZBACK", DEVICE)
    out.clock.advance(2_501 * DAY)
    for day, kinds in ((date(2020, 6, 1), 0), (SAT, 1), (SUN, 2)):
        assert len(pages.device_page(out.office, DEVICE, day).history) == kinds
    assert [who(out.office, day) for day in (date(2020, 6, 1), SAT, SUN)] == [None, ADA, None]
    assert had(out.office, ADA, SAT) == [DEVICE]


def test_the_day_of_an_import_is_that_of_the_school(out: Morning) -> None:
    """Late on Friday in New York it is Saturday by UTC."""
    zone = timezone(timedelta(hours=-5))
    found = replace(a_device(), service=Service.IN_REPAIR)
    friday = datetime(2026, 11, 20, 22, 0, tzinfo=zone)
    clock = f"{int(friday.timestamp() * 1000):013d}.00000"
    for said, told in ((zone, clock), (UTC, "")):
        folded = as_of.folded_at(found, clock, [], BEFORE, frozenset(), said)
        assert folded.custody.service_hlc == told


def test_a_sticker_that_was_taught_later_is_not_shown(out: Morning) -> None:
    """On that day it led nowhere."""
    office = out.office
    out.scan(ADA, DEVICE)
    out.clock.advance(DAY)
    taught = Draft(Kind.RETAG, device=DEVICE, body={"code": "ZETA-1"})
    office.write(lambda: office.record([taught], office.new_id()))
    said = [("sticker", "ZETA-1") in pages.device_page(office, DEVICE, day).identifiers
            for day in (SAT, SUN, None)]  # fmt: skip
    assert said == [False, True, True]


def test_what_only_the_list_says_is_told_apart(out: Morning) -> None:
    """Of two devices one was handed out, the other is theirs by today's list."""
    enrol(out.office, [a_device("NS-777", holder=ADA, category="Hotspot")])
    out.scan(ADA, DEVICE)
    page = pages.person_page(out.office, ADA, SAT)
    assert [one.device_id for one in page.holdings] == ["NS-777", DEVICE]
    assert page.by_list == {"NS-777"}
    shown = "".join(text for line in person_lines(out.office, page) for text, _ in line)
    assert shown.count("by today's list") == 1
    assert "Nothing was recorded" not in shown


def test_what_was_disputed_on_a_day_is_shown_so(office: Office) -> None:
    """Though it was settled the day after."""
    (other,) = dispute(office, [ADA, DEVICE], [[BEN, DEVICE]])
    assert isinstance(office.clock, FixedClock)
    office.clock.advance(DAY)
    disputes.settle(office, disputes.find(office, DEVICE).conflict_id, HERE)
    then = pages.device_page(office, DEVICE, SAT).custody
    assert then.disputed
    holder = str(then.person)
    assert pages.person_page(office, holder, SAT).disputed == {DEVICE}
    now = pages.device_page(office, DEVICE, SUN).custody
    assert (now.disputed, now.state) == (None, CustodyState.IN_STOCK)
    assert upkeep.rebuild(office)
    other.close()


def test_a_later_import_does_not_reach_back(out: Morning) -> None:
    """What was said of its shape before the list changed held until then."""
    group = out.office.new_id()
    said = Draft(Kind.SERVICE, device=DEVICE, body={"service": Service.IN_REPAIR.value})
    out.office.write(lambda: out.office.record([said], group))
    with out.office.database.immediate():
        found = register.device(out.office.database, DEVICE)
        assert found
        changed = replace(found, service=Service.NEEDS_CHECK)
        register.change_device(out.office.database, found, changed, "1795600000000.00000")
        projections.refold(out.office.database, [DEVICE])
    assert pages.device_page(out.office, DEVICE).custody.service is Service.NEEDS_CHECK
    assert pages.device_page(out.office, DEVICE, SAT).custody.service is Service.IN_REPAIR


def test_a_device_that_the_list_has_with_somebody_was_theirs_until_it_came_back(
    back: Morning,
) -> None:
    """No event names them but the return."""
    enrol(back.office, [a_device("NS-777", holder=ADA)])
    back.clock.advance(DAY)
    back.scan("NS-777")
    assert [had(back.office, ADA, day) for day in (SAT, SUN)] == [["NS-777"], []]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("yesterday", "“yesterday” is no date. Write it as 2026-11-21."),
        ("2026-13-01", "“2026-13-01” is no date. Write it as 2026-11-21."),
        ("2026-11-22", "2026-11-22 has not come yet. No day means today."),
    ],
)
def test_what_is_no_day_says_why(office: Office, text: str, said: str) -> None:
    """With what to write."""
    with pytest.raises(ChampionError) as refused:
        pages.read_day(office, text)
    assert str(refused.value) == said


def test_a_day_is_read_and_nothing_means_now(office: Office) -> None:
    """Blanks around it do no harm."""
    assert pages.read_day(office, " 2026-11-03 ") == date(2026, 11, 3)
    assert pages.read_day(office, "  ") is None
