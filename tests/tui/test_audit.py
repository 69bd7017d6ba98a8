"""Audit, as a champion sees it who walks through the school."""

from collections.abc import Iterator

import pytest
from textual.widgets import Input

from inventory.audit import Scope
from inventory.counts import Evidence, Result
from inventory.services import audit_figures, audits, pages, recent, upkeep
from inventory.services.office import Office
from tests.builders import FixedClock
from tests.tui.auditing import (
    AMBIGUOUS,
    CART,
    ELSEWHERE,
    HERE,
    MAYA,
    MAYAS,
    feed,
    figures,
    lines,
    open_audit,
    says,
    seen,
    shown,
    text,
)
from tests.tui.bursts import until
from tests.tui.scanning import running
from tui.screens.ask_text import AskTextScreen
from tui.screens.audit import AuditScreen
from tui.screens.audits import AuditsScreen
from tui.screens.finish_audit import FinishScreen
from tui.widgets.key_bar import KeyBar
from tui.widgets.scan_input import ScanInput

SMALL, LARGE = (80, 24), (120, 40)


async def test_f4_leads_straight_to_scanning_where_an_audit_is_open(
    sample_office: Office, clock: FixedClock
) -> None:
    """The bar says which audit it is; before the first scan the screen says what to do."""
    open_audit(sample_office)
    async with running(sample_office, clock, "f4") as table:
        assert shown(table).bar_text() == "Q4 2026 · Northside Middle · open since Sat 21 Nov"
        assert table.band[0] == "Scan where you stand"
        await says(table, "who", "0 of 253   253 left in 17 places")
        await says(table, "left", "Room 208  21")


async def test_a_place_shows_what_is_left_to_find_here(
    sample_office: Office, clock: FixedClock
) -> None:
    """Each sighting takes its tag out of the list and fills the bar."""
    open_audit(sample_office)
    async with running(sample_office, clock, "f4") as table:
        assert (await table.scan(CART))[0] == f"✓ PLACE    {CART}"
        assert text(table, "who").startswith(CART)
        await says(table, "who", "0 of 12")
        await says(table, "left", "Left to find here")
        assert HERE in text(table, "left").split()
        assert (await table.scan(HERE))[0] == f"✓ VERIFIED    {HERE}"
        await says(table, "who", " 1 of 12")
        await until(lambda: HERE not in text(table, "left").split())
        await until(lambda: figures(table) == ["1 verified", "252 left"])
        assert table.words[:2] == ["verified", "place"]


async def test_a_place_where_all_is_found_leads_on_to_the_others(
    sample_office: Office, clock: FixedClock
) -> None:
    """At 80 columns there is no map: the list's room says where most is left."""
    audit = open_audit(sample_office)
    every = lines(sample_office, audit)
    here = [label for label, one in every.items() if one.expected.look_in == CART]
    async with running(sample_office, clock, "f4") as table:
        await table.scan(CART, *here)
        await says(table, "left", "Nothing is left to find here; left elsewhere")
        assert text(table, "left").splitlines()[1] == "Room 208  21"


async def test_250_scans_posted_at_once_are_250_sightings_in_order(
    sample_office: Office, clock: FixedClock
) -> None:
    """Keys that nobody waits for never mix: each is counted once, in the order scanned."""
    audit = open_audit(sample_office)
    codes = [label for label in lines(sample_office, audit) if label != AMBIGUOUS][:250]
    async with running(sample_office, clock, "f4") as table:
        table.type_keys("".join(f"{code}\r" for code in codes))
        await table.settle(250)
        assert [verdict.scan for verdict in table.verdicts] == codes
        assert sorted(seen(sample_office, audit)) == sorted(codes)


async def test_m_moves_the_record_to_where_the_device_was_seen(
    sample_office: Office, clock: FixedClock
) -> None:
    """The variance stays and is explained; the record follows."""
    audit = open_audit(sample_office)
    async with running(sample_office, clock, "f4") as table:
        band = await table.scan(CART, ELSEWHERE)
        assert band[0] == f"≠ WRONG PLACE    {ELSEWHERE}"
        assert band[2] == "M or ZZYES: move the record here too. Else go on."
        await table.pilot.press("m")
        await until(lambda: table.band[0] == f"✓ CONFIRMED    {ELSEWHERE}")
        assert pages.device_page(sample_office, ELSEWHERE).custody.place == CART
        assert lines(sample_office, audit)[ELSEWHERE].result is Result.WRONG_PLACE
        await table.pilot.press("m")
        assert shown(table).query_one(ScanInput).hot_keys == frozenset()


async def test_a_scan_that_begins_with_m_moves_nothing(
    sample_office: Office, clock: FixedClock
) -> None:
    """``M…`` typed by a scanner is a scan, and the offer before it is gone."""
    open_audit(sample_office)
    async with running(sample_office, clock, "f4") as table:
        band = await table.scan(CART, ELSEWHERE, "M104102")
        assert band[0] == "✗ NOT KNOWN    M104102"
        assert pages.device_page(sample_office, ELSEWHERE).custody.place == "Room 208"


async def test_the_same_device_again_is_a_second_look_and_no_yes(
    sample_office: Office, clock: FixedClock
) -> None:
    """In an audit everything may be scanned twice; only M and ZZYES change a record."""
    audit = open_audit(sample_office)
    async with running(sample_office, clock, "f4") as table:
        band = await table.scan(CART, ELSEWHERE, ELSEWHERE)
        assert band[0] == f"· ALREADY    {ELSEWHERE}"
        assert seen(sample_office, audit) == [ELSEWHERE, ELSEWHERE]
        assert pages.device_page(sample_office, ELSEWHERE).custody.place == "Room 208"


async def test_a_blind_audit_shows_nothing_that_is_expected(
    sample_office: Office, clock: FixedClock
) -> None:
    """No list, no bars, no total: counts of what was scanned, here and in all."""
    audit = open_audit(sample_office, Scope(blind=True))
    hidden = set(lines(sample_office, audit)) - {HERE, ELSEWHERE}
    async with running(sample_office, clock, "f4", size=LARGE) as table:
        band = await table.scan(CART, HERE, ELSEWHERE)
        assert band[0] == f"✓ SEEN    {ELSEWHERE}"
        await says(table, "who", "2 scanned here")
        await until(lambda: figures(table) == ["2 scanned"])
        zones = " ".join(text(table, zone) for zone in ("who", "left", "side"))
        assert " of " not in zones
        assert "━" not in zones
        assert not hidden & set(zones.split())


async def test_a_blind_audit_does_not_name_who_has_it_on_record(
    sample_office: Office, clock: FixedClock
) -> None:
    """Among the last events stands where it was scanned."""
    open_audit(sample_office, Scope(blind=True))
    async with running(sample_office, clock, "f4") as table:
        await table.scan(CART, MAYAS)
        await until(lambda: table.words[0] == "seen")
        assert feed(table)[0].name == CART
        assert feed(table)[0].homeroom == ""


async def test_a_sample_says_how_many_are_drawn_and_how_many_were_picked(
    sample_office: Office, clock: FixedClock
) -> None:
    """From the list to the floor, and from the floor to the list."""
    audit = open_audit(sample_office, Scope(sample=25, floor=25, seed="a"))
    drawn = list(lines(sample_office, audit))
    picked = next(one for one in (HERE, ELSEWHERE, MAYAS) if one not in drawn)
    async with running(sample_office, clock, "f4") as table:
        await table.scan("Room 114", drawn[0], picked)
        said = "25 drawn: 1 found · 24 left; 25 to pick on the floor: 1"
        await says(table, "who", said)


async def test_a_card_says_what_of_theirs_is_left_and_ctrl_t_attests_it(
    sample_office: Office, clock: FixedClock
) -> None:
    """The holder's word is evidence, and no sighting."""
    audit = open_audit(sample_office)
    async with running(sample_office, clock, "f4") as table:
        await table.scan(MAYA)
        assert text(table, "who").startswith(f"Maya Okonkwo   left to see  {MAYAS}")
        await table.pilot.press("ctrl+t")
        assert table.band[0] == "✓ ATTESTED    Maya Okonkwo"
        await until(lambda: table.words[0] == "attested")
    assert seen(sample_office, audit) == []
    audits.lock(sample_office, audit)
    line = lines(sample_office, audit)[MAYAS]
    assert (line.result, line.evidence) == (Result.ACCOUNTED, Evidence.E4)
    assert "attested" in str(
        [event.body for event in pages.device_page(sample_office, MAYAS).history]
    )


async def test_ctrl_t_with_nobody_at_the_table_asks_for_the_card(
    sample_office: Office, clock: FixedClock
) -> None:
    """And M still belongs to the verdict that offered it, which is gone from the band."""
    open_audit(sample_office)
    async with running(sample_office, clock, "f4") as table:
        await table.scan(CART, ELSEWHERE)
        await table.pilot.press("ctrl+t")
        assert table.band[1] == "Scan the student's card first."
        assert shown(table).query_one(ScanInput).hot_keys == frozenset()


async def test_a_device_in_their_hands_is_seen_with_them(
    sample_office: Office, clock: FixedClock
) -> None:
    """Card, device: verified, and the next scan is in nobody's hands any more."""
    open_audit(sample_office)
    async with running(sample_office, clock, "f4") as table:
        band = await table.scan(CART, MAYA, MAYAS)
        assert band[:2] == (
            f"✓ VERIFIED    {MAYAS}", "HP Chromebook 11 G9. With Maya Okonkwo, as recorded."
        )  # fmt: skip
        await says(table, "who", CART)
        assert "Maya" not in text(table, "who")


async def test_a_thing_without_a_code_is_kept_by_what_it_looks_like(
    sample_office: Office, clock: FixedClock
) -> None:
    """Ctrl+U asks, Enter keeps, and the claim number is for its sticker."""
    audit = open_audit(sample_office)
    async with running(sample_office, clock, "f4") as table:
        await table.scan(CART)
        await table.pilot.press("ctrl+u")
        assert isinstance(table.app.screen, AskTextScreen)
        await table.pilot.press(*"[/] HP", "enter")
        assert table.band[:2] == ("· NO READABLE CODE    P-01", "[/] HP.")
        await until(lambda: figures(table) == ["0 verified", "1 find", "253 left"])
    found = audit_figures.counted(sample_office, audit).finds
    assert [(one.sighting.raw, one.sighting.place) for one in found] == [("[/] HP", CART)]


async def test_ctrl_u_clears_what_is_typed(sample_office: Office, clock: FixedClock) -> None:
    """Only on an empty line does it belong to the screen."""
    open_audit(sample_office)
    async with running(sample_office, clock, "f4") as table:
        line = shown(table).query_one(ScanInput)
        await table.pilot.press("n", "s")
        await until(lambda: line.text == "ns")
        await table.pilot.press("ctrl+u")
        await until(lambda: line.text == "")
        assert isinstance(table.app.screen, AuditScreen)


async def test_undo_takes_a_sighting_back(sample_office: Office, clock: FixedClock) -> None:
    """It is left to find again."""
    audit = open_audit(sample_office)
    async with running(sample_office, clock, "f4") as table:
        await table.scan(CART, HERE)
        await until(lambda: bool(text(table, "left")) and HERE not in text(table, "left").split())
        await table.pilot.press("ctrl+z")
        assert table.band[0] == f"✓ UNDONE    {HERE}"
        await until(lambda: HERE in text(table, "left").split())
        assert seen(sample_office, audit) == []


@pytest.mark.parametrize("key", ["ctrl+o", "ctrl+n"])
async def test_keys_of_the_hand_out_do_nothing_here(
    sample_office: Office, clock: FixedClock, key: str
) -> None:
    """Nothing is handed out, and an unknown card is a find."""
    open_audit(sample_office)
    async with running(sample_office, clock, "f4") as table:
        await table.scan("8109999")
        await table.pilot.press(key)
        assert isinstance(table.app.screen, AuditScreen)
        assert key not in table.screen.active_bindings


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_line_of_keys_has_all_that_is_for_here(
    sample_office: Office, clock: FixedClock, size: tuple[int, int]
) -> None:
    """Nothing is cut at 80 columns, with scans waiting in the Inbox."""
    open_audit(sample_office)
    async with running(sample_office, clock, "f4", size=size) as table:
        await table.scan("X1", "X2")
        bar = shown(table).query_one(KeyBar)
        await until(lambda: ("F6", "Inbox 2") in bar.keys)
        assert [key for key, _ in bar.keys] == ["F1", "F6", "^Z", "^F", "^T", "^U", "^L"]
        drawn = bar.render_line(0).text
        assert all(f"{key} {label}" in drawn for key, label in bar.keys)


@pytest.mark.parametrize("key", ["f1", "ctrl+u", "ctrl+l", "ctrl+f", "escape"])
async def test_no_scan_is_lost_while_another_screen_is_in_front(
    sample_office: Office, clock: FixedClock, key: str
) -> None:
    """Help, a question, the overview: 40 scans posted at once are 40 sightings, in order."""
    audit = open_audit(sample_office)
    codes = [label for label in lines(sample_office, audit) if label != AMBIGUOUS][:40]
    async with running(sample_office, clock, "f4") as table:
        await table.pilot.press(key)
        await until(lambda: not isinstance(table.app.screen, AuditScreen))
        front = table.app.screen
        await until(lambda: front.is_mounted)
        table.type_keys("".join(f"{code}\r" for code in codes))
        await until(lambda: len(seen(sample_office, audit)) >= len(codes))
        assert table.app.screen is front
        assert not table.app.screen.query(Input) or not table.app.screen.query_one(Input).value
    assert sorted(seen(sample_office, audit)) == sorted(codes)
    newest = reversed(recent.verdicts(sample_office, len(codes)))
    assert [verdict.scan for verdict in newest] == codes


async def test_scans_behind_an_escape_count_too(sample_office: Office, clock: FixedClock) -> None:
    """Esc in the middle of a burst: the scans before it and those behind it."""
    audit = open_audit(sample_office)
    codes = [label for label in lines(sample_office, audit) if label != AMBIGUOUS][:20]
    async with running(sample_office, clock, "f4") as table:
        table.type_keys("".join(f"{code}\r" for code in codes[:10]))
        await table.pilot.press("escape")
        table.type_keys("".join(f"{code}\r" for code in codes[10:]))
        await until(lambda: len(seen(sample_office, audit)) >= len(codes))
        assert isinstance(table.app.screen, AuditsScreen)
    assert sorted(seen(sample_office, audit)) == sorted(codes)


async def test_escape_leads_to_the_overview_and_f4_back_to_the_same_place(
    sample_office: Office, clock: FixedClock
) -> None:
    """The overview doesn't bounce back by itself, and where I stood is kept."""
    open_audit(sample_office)
    async with running(sample_office, clock, "f4") as table:
        await table.scan(CART, HERE)
        await table.pilot.press("escape")
        await until(lambda: isinstance(table.app.screen, AuditsScreen))
        await table.pilot.press("f10", "f2")
        await until(lambda: table.app.current_mode == "hand_out")
        await table.pilot.press("alt+4")
        await until(lambda: isinstance(table.app.screen, AuditScreen))
        await says(table, "who", f"{CART}   1 of 12")


async def test_zzaudit_leads_here_and_zzback_away(sample_office: Office, clock: FixedClock) -> None:
    """A command barcode changes what a scan means, and the screen with it."""
    audit = open_audit(sample_office)
    async with running(sample_office, clock, "f2") as table:
        table.type_keys("ZZAUDIT\r")
        await until(lambda: isinstance(table.app.screen, AuditScreen))
        await until(lambda: table.app.focused is not None)
        table.type_keys(f"{HERE}\r")
        await until(lambda: seen(sample_office, audit) == [HERE])
        table.type_keys("ZZBACK\r")
        await until(lambda: table.app.current_mode == "take_back")
        await until(lambda: table.app.focused is not None)


async def test_zzaudit_without_an_open_audit_leads_to_the_overview(
    sample_office: Office, clock: FixedClock
) -> None:
    """There is nothing to scan for: the overview says what can be opened."""
    async with running(sample_office, clock, "f2") as table:
        table.type_keys("ZZAUDIT\r")
        await until(lambda: isinstance(table.app.screen, AuditsScreen))


async def test_finishing_is_asked_once(sample_office: Office, clock: FixedClock) -> None:
    """Ctrl+L asks; *Not yet* goes back to scanning, the other one to the overview."""
    audit = open_audit(sample_office)
    async with running(sample_office, clock, "f4") as table:
        await table.scan(CART, HERE)
        await table.pilot.press("ctrl+l")
        await until(lambda: isinstance(table.app.screen, FinishScreen))
        await table.pilot.press("down", "enter")
        await until(lambda: isinstance(table.app.screen, AuditScreen))
        await table.pilot.press("ctrl+l")
        await until(lambda: isinstance(table.app.screen, FinishScreen))
        await table.pilot.press("enter")
        await until(lambda: isinstance(table.app.screen, AuditsScreen))
        assert audits.find(sample_office, audit.audit_id).locked_at


async def test_an_audit_that_another_window_finished_is_not_scanned_on_as_if_it_were_open(
    sample_office: Office, clock: FixedClock
) -> None:
    """The screen says so, and what is scanned is seen all the same."""
    audit = open_audit(sample_office)
    async with running(sample_office, clock, "f4") as table:
        await table.scan(CART)
        audits.lock(sample_office, audit)
        assert (await table.scan(HERE))[0] == f"✓ SEEN    {HERE}"
        await says(table, "who", "No audit is open")
        assert text(table, "left") == ""
        assert figures(table) == []
        await table.pilot.press("ctrl+l")
        await until(lambda: isinstance(table.app.screen, AuditsScreen))


async def test_the_map_has_each_place_with_most_left_first(
    sample_office: Office, clock: FixedClock
) -> None:
    """On a wide terminal; the place where I stand is marked."""
    open_audit(sample_office)
    async with running(sample_office, clock, "f4", size=LARGE) as table:
        await table.scan(CART, HERE)
        await says(table, "side", "▸")
        places = text(table, "side").splitlines()[2:]
        assert places[0].split() == ["Room", "208", "──────────", "0", "of", "21"]
        here = next(line for line in places if line.startswith("▸"))
        assert here.split() == ["▸", *CART.split(), "━─────────", "1", "of", "12"]
        assert len(places) == 17


async def test_the_verdict_does_not_wait_for_a_count_of_the_whole_list(
    sample_office: Office, clock: FixedClock
) -> None:
    """On the way from a scan to its verdict nothing is grouped over all lines."""
    open_audit(sample_office)
    async with running(sample_office, clock, "f4", size=LARGE) as table:
        await table.scan(CART)
        await says(table, "who", "0 of 12")
        asked: list[str] = []
        sample_office.database.conn.set_trace_callback(asked.append)
        shown(table).take_scan(HERE, 0.0)
        sample_office.database.conn.set_trace_callback(None)
        assert table.band[0] == f"✓ VERIFIED    {HERE}"
        assert any("audit_line" in query for query in asked)
        assert [query for query in asked if "GROUP BY" in query] == []


@pytest.fixture(autouse=True)
def nothing_is_out_of_step(sample_office: Office) -> Iterator[None]:
    """Whatever was played, replaying the journal gives what is shown."""
    yield
    assert upkeep.check(sample_office).findings == ()
