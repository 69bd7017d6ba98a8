"""Take back, as a champion sees it."""

import pytest

from inventory.model import Kind
from inventory.services import pages
from inventory.services.office import Office
from tests.builders import FixedClock
from tests.tui.bursts import until
from tests.tui.scanning import Driver, running
from tui.screens.ask_text import AskTextScreen
from tui.widgets.event_feed import EventFeed

MAYA, MAYAS, IN_STOCK, LOST = "8100442", "NS-104135", "0012352", "NS-104119"
BEN, BENS, CART = "8102590", "NS-104392", "Library cart 1"


async def test_a_device_is_taken_back_with_one_scan(
    sample_office: Office, clock: FixedClock
) -> None:
    """It is committed with the normal outcome, and the keys that amend it stand below."""
    async with running(sample_office, clock, "f3") as table:
        band = await table.scan(MAYAS)
        assert band[0] == f"✓ TAKEN BACK    {MAYAS}"
        assert band[1] == "HP Chromebook 11 G9. Condition B · charger back."
        assert band[2].split("   ")[:2] == ["C no charger", "F faulty charger"]
        assert table.who.startswith("Maya Okonkwo")
        assert "has nothing" in table.who


@pytest.mark.parametrize(
    ("keys", "body"),
    [
        (("c",), {"accessories": {"charger": "not returned"}}),
        (("f",), {"accessories": {"charger": "returned faulty"}}),
        (("g", "d"), {"grade": "D"}),
        (("d", "s", "m"), {"grade": "C", "cause": "misuse", "parts": ["screen"]}),
    ],
)
async def test_a_key_typed_alone_amends_the_last_return(
    sample_office: Office, clock: FixedClock, keys: tuple[str, ...], body: dict[str, object]
) -> None:
    """Each key is an event of its own; the return stands."""
    async with running(sample_office, clock, "f3") as table:
        await table.scan(MAYAS)
        for key in keys:
            await table.pilot.press(key)
            await table.pilot.pause(0.25)
        assert table.band[0] == f"✓ NOTED    {MAYAS}"
        history = pages.device_page(sample_office, MAYAS).history
        amended = [event.body for event in history if event.kind == Kind.AMEND]
        assert [{key: each[key] for key in body} for each in amended] == [body]


@pytest.mark.parametrize("screen", ["f3", "inspect"])
async def test_a_damage_whose_cause_nobody_said_is_kept_as_the_next_device_comes(
    sample_office: Office, clock: FixedClock, screen: str
) -> None:
    """The line moves on; what was said of the one before counts, its cause is unknown."""
    async with running(sample_office, clock, "f3") as table:
        if screen == "inspect":
            await table.scan("ZZBAG", MAYAS, BENS)
            await table.pilot.press("ctrl+k")
            table = Driver(table.app, table.pilot, clock)
        await table.scan(MAYAS)
        for key in ("d", "s"):
            await table.pilot.press(key)
            await table.pilot.pause(0.25)
        await until(lambda: "accident" in table.band[2])
        await table.scan(BENS)
        await until(lambda: BENS in table.band[0])
        await until(lambda: table.words[1] == "noted")
        last = pages.device_page(sample_office, MAYAS).history[-1]
        assert last.body["parts"] == ["screen"]
        assert last.body["grade"] == "C"


async def test_who_was_at_the_table_last_did_not_bring_what_is_undone(
    sample_office: Office, clock: FixedClock
) -> None:
    """Ben's card was scanned behind Maya's device: its return is undone without a word of him."""
    async with running(sample_office, clock, "f3") as table:
        await table.scan(MAYAS, BEN)
        await table.pilot.press("ctrl+z")
        await until(lambda: table.band[0] == f"✓ UNDONE    {MAYAS}")
        assert table.who.startswith("Maya Okonkwo")
        assert "brought" not in table.who


async def test_a_wrong_letter_does_nothing_and_the_right_one_counts_behind_it(
    sample_office: Office, clock: FixedClock
) -> None:
    """It is told among the last events, and the band keeps the keys of the return."""
    async with running(sample_office, clock, "f3") as table:
        band = await table.scan(MAYAS)
        await table.pilot.press("x")
        await until(lambda: "no key" in table.words)
        assert (table.screen.line.text, table.band) == ("", band)
        assert table.screen.query_one(EventFeed).rows[0].device == "x"
        await table.pilot.press("c")
        await until(lambda: table.band[0] == f"✓ NOTED    {MAYAS}")
        assert table.band[1].startswith("Charger not returned")


async def test_a_letter_by_mistake_just_before_a_scan_is_left_out_of_it(
    sample_office: Office, clock: FixedClock
) -> None:
    """Where what came in one go behind it is known, and the whole is not; it is told."""
    async with running(sample_office, clock, "f3") as table:
        table.type_keys("c")
        clock.advance(0.5)
        table.type_keys(f"{MAYAS}\r")
        await table.settle(1)
        assert table.band[0] == f"✓ TAKEN BACK    {MAYAS}"
        await until(lambda: "left out" in table.words)
        clock.advance(5)
        table.type_keys("0")
        clock.advance(0.5)
        table.type_keys(f"{IN_STOCK[1:]}\r")  # this laptop stood still inside the code
        await table.settle(2)
        assert table.band[0].endswith(IN_STOCK)


async def test_in_a_question_a_wrong_letter_says_so_and_the_question_stays(
    sample_office: Office, clock: FixedClock
) -> None:
    """Which part is it? Z is none of these."""
    async with running(sample_office, clock, "f3") as table:
        await table.scan(MAYAS)
        await table.pilot.press("d")
        await until(lambda: "S screen" in table.band[2])
        asked = table.band
        await table.pilot.press("z")
        await until(lambda: "no key" in table.words)
        assert table.screen.query_one(EventFeed).rows[0].name == "is none of these"
        assert (table.screen.line.text, table.band) == ("", asked)


async def test_a_letter_after_a_code_that_nobody_knows_leaves_the_line_with_a_word(
    sample_office: Office, clock: FixedClock
) -> None:
    """Nothing came in that it could be said of; the next scan is read whole."""
    async with running(sample_office, clock, "f3") as table:
        await table.scan(MAYAS, "z91")
        assert table.band[0] == "✗ NOT KNOWN    z91"
        await table.pilot.press("n")
        await until(lambda: "no key" in table.words)
        assert table.screen.query_one(EventFeed).rows[0].name == "scan a device first"
        assert table.screen.line.text == ""


async def test_an_undone_claim_is_told_among_the_last_events(
    sample_office: Office, clock: FixedClock
) -> None:
    """By the code that waited; the band says that it waits no more."""
    async with running(sample_office, clock, "f3") as table:
        await table.scan("ZZFOO")
        await table.pilot.press("ctrl+z")
        await until(lambda: "undone" in table.words)
        assert "P-01 taken out of the Inbox: ZZFOO" in table.band[1]
        assert table.screen.query_one(EventFeed).rows[0].device == "ZZFOO"


async def test_a_tag_typed_by_hand_behind_a_return_is_a_scan(
    sample_office: Office, clock: FixedClock
) -> None:
    """Its first letter waits for the next ones, though it is none of the keys."""
    async with running(sample_office, clock, "f3") as table:
        await table.scan(MAYAS)
        clock.advance(5)
        for char in "XS-104392\r":
            table.type_keys(char)
            clock.advance(0.6)
        await table.settle(2)
        assert table.band[0] == "✗ NOT KNOWN    XS-104392"


async def test_a_scan_that_begins_with_a_hot_letter_is_a_scan(
    sample_office: Office, clock: FixedClock
) -> None:
    """``C…`` typed by a scanner amends nothing."""
    async with running(sample_office, clock, "f3") as table:
        band = await table.scan(MAYAS, "C104135")
        assert band[0] == "✗ NOT KNOWN    C104135"
        history = pages.device_page(sample_office, MAYAS).history
        assert [event.kind for event in history if event.kind == Kind.AMEND] == []


async def test_a_note_is_written_on_a_screen_of_its_own(
    sample_office: Office, clock: FixedClock
) -> None:
    """It belongs to the return for which it was asked, whatever is scanned meanwhile."""
    async with running(sample_office, clock, "f3") as table:
        await table.scan(MAYAS)
        await table.pilot.press("n")
        for _ in range(40):
            await table.pilot.pause(0.1)
            if isinstance(table.app.screen, AskTextScreen):
                break
        assert isinstance(table.app.screen, AskTextScreen)
        await table.scan(IN_STOCK)
        await table.pilot.press(*"sticky", "enter")
        history = pages.device_page(sample_office, MAYAS).history
        assert [e.body.get("note") for e in history if e.kind == Kind.AMEND] == ["sticky"]


async def test_a_place_receives_what_is_scanned_next(
    sample_office: Office, clock: FixedClock
) -> None:
    """The bar says where things go, and the device is there."""
    async with running(sample_office, clock, "f3") as table:
        await table.scan(CART, MAYAS)
        assert f"to: {CART}" in table.screen.bar_text()
        assert pages.device_page(sample_office, MAYAS).custody.place == CART


async def test_who_brought_it_is_shown_beside_whose_it_was(
    sample_office: Office, clock: FixedClock
) -> None:
    """A friend's device is recorded as brought by the friend."""
    async with running(sample_office, clock, "f3") as table:
        await table.scan("8101839", MAYAS)
        assert table.who.startswith("Maya Okonkwo  brought by Ama Adeyemi")


async def test_a_lost_device_resurfaces(sample_office: Office, clock: FixedClock) -> None:
    """It is taken in at once, marked to be checked; the same code again says that it works."""
    async with running(sample_office, clock, "f3") as table:
        assert (await table.scan(LOST))[0] == f"? RESURFACED    {LOST}"
        assert (await table.scan(LOST))[0] == f"✓ CONFIRMED    {LOST}"
