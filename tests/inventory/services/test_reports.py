"""What the school looks like."""

from datetime import date

import pytest

from inventory.errors import NotFound
from inventory.model import CustodyState, Kind
from inventory.services import glance, pages, picture, reports
from inventory.services.glance import Tally
from inventory.services.office import Office
from inventory.services.pages import DevicePage, PersonPage
from inventory.store.lists import ListName
from tests.builders import FixedClock
from tests.inventory.services.at_the_table import Morning


@pytest.fixture
def table(office: Office, clock: FixedClock) -> Morning:
    """A table where devices are handed out."""
    return Morning(office, clock)


@pytest.mark.parametrize(
    ("code", "page", "key"),
    [
        ("NS-101", DevicePage, "NS-101"),
        (" 5cdns101\n", DevicePage, "NS-101"),
        ("2001", PersonPage, "2001"),
        ("0004711", DevicePage, "0004711"),
    ],
)
def test_a_code_opens_its_page(office: Office, code: str, page: type, key: str) -> None:
    """As a scan does; a code with two meanings opens the device."""
    found = pages.look_up(office, code)
    shown = found.device.device_id if isinstance(found, DevicePage) else found.person.person_id
    assert (type(found), shown) == (page, key)


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("QQQ", "Look for a part of it."),
        ("Cart 1", "Look for a part of it."),
        ("02001", "Did you mean 2001? Only the leading zeros differ."),
    ],
)
def test_a_code_without_a_page_says_what_to_try(office: Office, code: str, hint: str) -> None:
    """A near miss is named and never opened unasked."""
    with pytest.raises(NotFound) as refusal:
        pages.look_up(office, code)
    assert (refusal.value.message, refusal.value.hint) == (
        f"No device and no person has the code “{code}”.",
        hint,
    )


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda office: pages.device_page(office, "X"), "There is no device X in the register."),
        (lambda office: pages.person_page(office, "X"), "There is nobody with the ID X"),
    ],
)
def test_a_page_of_nothing_is_not_found(office: Office, ask: object, message: str) -> None:
    """A key from an older list."""
    with pytest.raises(NotFound, match=message):
        ask(office)  # type: ignore[operator]  # a table of functions


@pytest.mark.parametrize(
    ("day", "state", "person", "events"),
    [
        (date(2026, 11, 20), CustodyState.IN_STOCK, None, 0),
        (date(2026, 11, 21), CustodyState.WITH_PERSON, "2001", 1),
        (date(2026, 11, 22), CustodyState.IN_STOCK, None, 2),
        (date(2026, 11, 23), CustodyState.WITH_PERSON, "2001", 3),
    ],
)
def test_a_device_is_shown_as_it_was_at_the_end_of_a_day(
    table: Morning,
    clock: FixedClock,
    day: date,
    state: CustodyState,
    person: str | None,
    events: int,
) -> None:
    """Handed out on Saturday, taken back on Sunday, and that undone on Monday."""
    for code in ("2001", "NS-101", "ZZBACK", "NS-101", "ZZUNDO"):
        if code in ("ZZBACK", "ZZUNDO"):
            clock.advance(86_400)
        table.scan(code)
    page = pages.device_page(table.office, "NS-101", day)
    assert (page.custody.state, page.custody.person, len(page.history)) == (state, person, events)


def test_a_person_s_page_has_devices_and_history(table: Morning) -> None:
    """Oldest first."""
    table.scan("2001", "NS-101", "NS-201")
    page = pages.person_page(table.office, "2001")
    assert [one.tag for one in page.holdings] == ["NS-101", "NS-201"]
    assert [event.kind for event in page.history] == ["note", "issue", "issue"]


@pytest.mark.parametrize(
    ("codes", "kind", "tally"),
    [
        ([], Kind.ISSUE, Tally(out=1, to_go=2, done=0, parked=0)),
        (["2001", "NS-101"], Kind.ISSUE, Tally(out=2, to_go=1, done=1, parked=0)),
        (["2001", "NS-101", "ZZUNDO"], Kind.ISSUE, Tally(out=1, to_go=2, done=0, parked=0)),
        (["ZZBACK", "NS-110", "QQQ"], Kind.RETURN, Tally(out=0, to_go=3, done=1, parked=1)),
    ],
)
def test_the_tally_counts_what_this_screen_did_today(
    table: Morning, codes: list[str], kind: Kind, tally: Tally
) -> None:
    """An undone scan is not counted, nor is a student whom the table would stop."""
    if codes:
        table.scan(*codes)
    assert glance.tally(table.office, kind) == tally


def test_yesterday_does_not_count_today(table: Morning, clock: FixedClock) -> None:
    """The day begins at the table's midnight."""
    table.scan("2001", "NS-101")
    clock.advance(86_400)
    table.scan("NS-201")
    counts = picture.picture(table.office).counts
    assert (counts[ListName.OUT_TODAY], counts[ListName.BACK_TODAY]) == (1, 0)


def test_a_whole_list_is_the_sum_of_its_windows(office: Office) -> None:
    """As ``champion list`` prints it."""
    lines = reports.device_list(office, ListName.DEVICES)
    assert [line.device_id for line in lines] == [
        reports.device_of_key(office, key) for key in reports.device_keys(office, ListName.DEVICES)
    ]


@pytest.mark.parametrize(
    ("text", "known"),
    [("2001", True), ("NS-101", True), ("Cart 1", True), ("ZZNEXT", True), ("0004711", True),
     ("02001", False), ("QQQ", False), ("2999", False), ("", False)],
)  # fmt: skip
def test_a_text_is_known_by_an_exact_look_up_only(office: Office, text: str, known: bool) -> None:
    """Near is not known."""
    assert pages.is_known(office, text) is known


def test_somebody_whom_the_roster_lacks_has_a_card_too(office: Office) -> None:
    """With the ID for a name."""
    assert pages.person_card(office, "2999", 5).in_words() == (
        "2999 · not in the roster yet · has nothing"
    )


def test_a_person_s_card_says_what_they_have(table: Morning) -> None:
    """In one line, and the last events newest first."""
    table.scan("2001", "NS-101", "NS-201")
    card = pages.person_card(table.office, "2001", 2)
    assert card.in_words() == "2001 · grade 7 · homeroom 204 · has 1 Chromebook and 1 Hotspot"
    assert [event.device for event in card.history] == ["NS-201", "NS-101"]
