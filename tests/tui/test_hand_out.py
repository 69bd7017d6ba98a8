"""Hand out, as a champion sees it."""

import pytest

from inventory.services import pages
from inventory.services.office import Office
from tests.builders import FixedClock
from tests.tui.scanning import running
from tui.screens.ask_text import AskTextScreen
from tui.screens.find_person import FindPersonScreen
from tui.screens.help import HelpScreen

MAYA_HAS_ONE, AMA, KOFI, LEFT = "8100442", "8101839", "8100374", "8100508"
READY, ALSO_READY, MAYAS, IN_REPAIR = "0012352", "0012359", "NS-104135", "NS-104252"


async def test_a_card_and_a_device_are_a_hand_out(sample_office: Office, clock: FixedClock) -> None:
    """Two scans, no other key: the verdict, the person and the feed say so."""
    async with running(sample_office, clock, "f2") as table:
        band = await table.scan(AMA, READY)
        assert band[0] == f"✓ HANDED OUT    {READY}"
        assert "Ama Adeyemi" in band[1]
        assert table.who.startswith("Ama Adeyemi")
        assert "has 1 Chromebook" in table.who
        assert table.words[0] == "handed out"


async def test_300_scans_posted_at_once_are_300_verdicts_in_order(
    sample_office: Office, clock: FixedClock
) -> None:
    """Keys that nobody waits for never mix, however many are queued."""
    codes = [f"X{number:05}" for number in range(300)]
    async with running(sample_office, clock, "f2") as table:
        table.type_keys("".join(f"{code}\r" for code in codes))
        await table.settle(300)
        assert [verdict.scan for verdict in table.verdicts] == codes


@pytest.mark.parametrize(
    ("scans", "first_line"),
    [
        ((AMA, MAYAS), f"? OUT TO SOMEONE ELSE    {MAYAS}"),
        ((MAYA_HAS_ONE, READY), f"? HAS ONE    {READY}"),
        ((LEFT,), "✗ LEFT THE SCHOOL    Trevor Haldane"),
        ((AMA, IN_REPAIR), f"✗ IN REPAIR    {IN_REPAIR}"),
        ((AMA, "NO-SUCH-TAG"), "✗ NOT KNOWN    NO-SUCH-TAG"),
        ((READY,), f"· HELD    {READY}"),
        ((MAYA_HAS_ONE, MAYAS), f"✓ SEEN    {MAYAS}"),
    ],
)
async def test_the_band_names_what_is_in_the_way(
    sample_office: Office, clock: FixedClock, scans: tuple[str, ...], first_line: str
) -> None:
    """Glyph, outcome in capitals, and what it is about: the first line of the band."""
    async with running(sample_office, clock, "f2") as table:
        assert (await table.scan(*scans))[0] == first_line


async def test_the_same_code_again_confirms(sample_office: Office, clock: FixedClock) -> None:
    """A device of somebody else goes to the one at the table when it is scanned twice."""
    async with running(sample_office, clock, "f2") as table:
        await table.scan(AMA, MAYAS)
        band = await table.scan(MAYAS)
        assert band[0] == f"✓ HANDED OUT    {MAYAS}"


async def test_undo_says_by_name_what_it_undid(sample_office: Office, clock: FixedClock) -> None:
    """Ctrl+Z takes the hand-out back."""
    async with running(sample_office, clock, "f2") as table:
        await table.scan(AMA, READY)
        await table.pilot.press("ctrl+z")
        assert table.band[0] == f"✓ UNDONE    {READY}"
        assert "Ama Adeyemi" in table.band[1]
        assert "has nothing" in table.who


async def test_an_override_wants_a_reason_on_a_screen_of_its_own(
    sample_office: Office, clock: FixedClock
) -> None:
    """Ctrl+O asks, Enter keeps, and the person may have a device."""
    async with running(sample_office, clock, "f2") as table:
        await table.scan(LEFT)
        await table.pilot.press("ctrl+o")
        assert isinstance(table.app.screen, AskTextScreen)
        await table.pilot.press(*"summer", "enter")
        assert table.band[0] == "✓ CONFIRMED    Trevor Haldane"
        assert "summer" in table.band[1]


async def test_a_scan_during_a_question_goes_to_the_table_and_not_into_the_answer(
    sample_office: Office, clock: FixedClock
) -> None:
    """The reason is asked for, the next student scans: nothing is submitted, the scan counts."""
    async with running(sample_office, clock, "f2") as table:
        await table.scan(LEFT)
        await table.pilot.press("ctrl+o")
        await table.scan(AMA)
        assert isinstance(table.app.screen, AskTextScreen)
        assert table.band[0] == "✓ AT THE TABLE    Ama Adeyemi"
        await table.pilot.press(*"late", "enter")
        assert table.band[1] == "Something else was scanned meanwhile: nothing was overridden."


async def test_an_unknown_student_is_entered_by_hand(
    sample_office: Office, clock: FixedClock
) -> None:
    """Ctrl+N takes the name, and the next scan goes to that student."""
    async with running(sample_office, clock, "f2") as table:
        await table.scan("8109999")
        assert table.band[0] == "✗ PERSON NOT KNOWN    8109999"
        await table.pilot.press("ctrl+n", *"Nova", "space", *"Reyes", "enter")
        assert table.who.startswith("Nova Reyes")
        band = await table.scan(READY)
        assert "Nova Reyes" in band[1]


async def test_a_person_is_found_by_name_and_picked_on_purpose(
    sample_office: Office, clock: FixedClock
) -> None:
    """Typing alone takes nobody; Enter on the row does."""
    async with running(sample_office, clock, "f2", "ctrl+f") as table:
        assert isinstance(table.app.screen, FindPersonScreen)
        await table.pilot.press(*"adeyemi", "enter")
        assert isinstance(table.app.screen, FindPersonScreen)
        await table.pilot.press("enter")
        assert table.who.startswith("Ama Adeyemi")


async def test_a_command_barcode_changes_the_screen(
    sample_office: Office, clock: FixedClock
) -> None:
    """ZZBACK leads to Take back, and nothing was handed out or written for it."""
    async with running(sample_office, clock, "f2") as table:
        table.type_keys("ZZBACK\r")
        await table.pilot.pause(0.3)
        assert table.app.current_mode == "take_back"


async def test_help_open_does_not_keep_scans_away(sample_office: Office, clock: FixedClock) -> None:
    """A device scanned while the help is read is handed out all the same; the help stays."""
    async with running(sample_office, clock, "f2") as table:
        await table.scan(AMA)
        await table.pilot.press("f1")
        assert isinstance(table.app.screen, HelpScreen)
        band = await table.scan(READY)
        assert band[0] == f"✓ HANDED OUT    {READY}"
        assert isinstance(table.app.screen, HelpScreen)


async def test_markup_in_a_name_is_shown_as_it_is(sample_office: Office, clock: FixedClock) -> None:
    """A name with ``[/]`` in it neither crashes the screen nor loses its brackets."""
    async with running(sample_office, clock, "f2", size=(120, 40)) as table:
        await table.scan("8102744")
        person = pages.person(sample_office, "8102744")
        assert person is not None
        assert "[/]" in person.name
        assert person.name in table.who
