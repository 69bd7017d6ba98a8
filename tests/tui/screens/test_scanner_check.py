"""The scanner check on screen: bursts with their times, the report, what is kept, what is not."""

from collections.abc import Callable

import pytest
from textual import events
from textual.pilot import Pilot

from inventory.rules.scanner import CODE_39, CODES, COMMAND, LETTERS, ZEROS, CheckCode
from inventory.rules.scanner_profile import ScannerProfile
from inventory.services.office import Office
from tests.inventory.rules.test_scanner import GERMAN, Scanner
from tests.tui.bursts import post_strokes, strokes, until
from tests.tui.screens.sample_school import dump, lines, says, shown
from tui import preferences, scanner_profile
from tui.app import ChampionApp
from tui.screens.scanner_check import ScannerCheckScreen
from tui.widgets.scan_input import ScanInput
from tui.widgets.strokes import Stroke

APART = 5.0
"""Seconds between two pulls of the trigger."""

ENDS = {"enter": "\r", "tab": "\t", "newline": "\n", "": ""}


class Bench:
    """A scanner in front of the check."""

    def __init__(self, app: ChampionApp, pilot: Pilot[str], scanner: Scanner) -> None:
        self.app = app
        self.pilot = pilot
        self.scanner = scanner
        self.now = 1000.0

    @property
    def screen(self) -> ScannerCheckScreen:
        """The check."""
        assert isinstance(self.app.screen, ScannerCheckScreen)
        return self.app.screen

    @property
    def text(self) -> str:
        """All that the check says."""
        return lines(self.app, "check")

    def burst(self, text: str, after: float = APART) -> None:
        """Let these characters arrive, as far apart as this scanner's."""
        self.now += after
        typed = text + ENDS[self.scanner.suffix]
        keys = strokes(typed, self.now, self.scanner.gap)
        self.now = keys[-1].time
        post_strokes(self.app, keys)

    async def scan(self, *codes: CheckCode) -> None:
        """Scan some of the four, and wait until each is taken."""
        for code in codes:
            self.burst(self.scanner.scan(code))
            await until(lambda code=code: code in self.screen._reads)  # type: ignore[misc]

    async def press(self, *keys: str) -> None:
        """Keys of a person, who is slow."""
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause(0.06)


Opened = Callable[..., object]


async def opened(app: ChampionApp, pilot: Pilot[str], scanner: Scanner | None = None) -> Bench:
    """The check, opened from where the app is."""
    app.action_check_scanner()
    await shown(ScannerCheckScreen, app)
    await pilot.pause()
    return Bench(app, pilot, scanner or Scanner())


async def test_four_scans_and_one_key_keep_a_profile(school: ChampionApp) -> None:
    """It holds at once, is there at the next start, and the register is untouched."""
    before = dump(school.office)
    async with school.run_test(notifications=True) as pilot:
        bench = await opened(school, pilot)
        assert "1 of 4 · Scan “Letters and signs”" in bench.text
        assert "No scanner was checked on this laptop yet." in bench.text
        await bench.scan(LETTERS)
        await says(school, "check", "2 of 4")
        await bench.scan(ZEROS, CODE_39, COMMAND)
        await says(school, "check", "Nothing has to be changed.")
        assert "Each code ends with Enter." in bench.text
        assert "8 ms a character" in bench.text
        assert scanner_profile.load() is None
        await bench.press("ctrl+k")
        await says(school, "strip", "Kept for this laptop.")
        await says(school, "check", "Kept: checked on 21 November: Enter, 8 ms")
        await bench.press("escape")
        await until(lambda: not isinstance(school.screen, ScannerCheckScreen))
    assert school.office.scanner == scanner_profile.load()
    assert school.office.scanner is not None
    assert school.office.scanner.suffix == "enter"
    assert dump(school.office) == before


@pytest.mark.parametrize("suffix", ["enter", "tab", "newline", ""])
async def test_the_suffix_is_seen_as_it_arrives(school: ChampionApp, suffix: str) -> None:
    """None too: silence ends the code."""
    async with school.run_test(notifications=True) as pilot:
        bench = await opened(school, pilot, Scanner(suffix=suffix))
        await bench.scan(*CODES)
        assert {read.suffix for read in bench.screen._reads.values()} == {suffix}
        assert all(read.text == code.text for code, read in bench.screen._reads.items())
        assert bench.screen.focused is bench.screen.query_one(ScanInput)


async def test_a_slow_scanner_without_a_suffix_is_read_all_the_same(school: ChampionApp) -> None:
    """Its keys are no burst, and no Enter ever comes."""
    async with school.run_test(notifications=True) as pilot:
        bench = await opened(school, pilot, Scanner(suffix="", gap=0.09))
        await bench.scan(ZEROS)
        read = bench.screen._reads[ZEROS]
        assert (read.text, read.suffix) == (ZEROS.text, "")
        assert read.gaps == pytest.approx((0.09,) * 9)
        await bench.press("ctrl+n", "ctrl+n", "ctrl+n")
        assert "Too slow to tell where a code ends" in bench.text


async def test_the_four_may_come_in_any_order_and_some_not_at_all(school: ChampionApp) -> None:
    """Each is taken for what it is; Ctrl+N leaves out the one that is asked for."""
    async with school.run_test(notifications=True) as pilot:
        bench = await opened(school, pilot)
        await bench.scan(COMMAND, ZEROS)
        assert "1 of 4" in bench.text
        await bench.scan(LETTERS)
        await says(school, "check", "3 of 4")
        await bench.press("ctrl+k")
        assert scanner_profile.load() is None
        await bench.press("ctrl+n")
        await says(school, "check", "Left out: Code 39.")
        await bench.press("ctrl+r")
        assert "1 of 4" in bench.text


async def test_another_barcode_is_told_and_goes_nowhere(school: ChampionApp) -> None:
    """A device, a person, a command, markup: the check goes on, and nothing is recorded."""
    before = dump(school.office)
    async with school.run_test(notifications=True) as pilot:
        bench = await opened(school, pilot)
        for text in ("NS-104101", "ZZBACK", "[/b]$x[red]"):
            bench.burst(text)
            await says(school, "strip", text)
            assert "That is not one of the four. Print the page" in lines(school, "strip")
        await bench.scan(LETTERS)
        await says(school, "check", "2 of 4")
        assert lines(school, "strip") == ""
        assert isinstance(school.screen, ScannerCheckScreen)
    assert dump(school.office) == before


async def test_escape_leaves_and_keeps_nothing(school: ChampionApp) -> None:
    """What was kept before holds on."""
    kept = ScannerProfile("tab", ("D",), {"ß": "-"}, 12.4, "2026-11-03T10:00:00-05:00")
    scanner_profile.keep(kept)
    school.office.scanner = scanner_profile.load()
    async with school.run_test(notifications=True) as pilot:
        bench = await opened(school, pilot)
        said = "Kept: checked on 3 November: Tab, 12 ms, adds D, 1 character put right"
        assert said in bench.text
        await bench.scan(*CODES)
        await bench.press("escape")
        await until(lambda: not isinstance(school.screen, ScannerCheckScreen))
    assert scanner_profile.load() == school.office.scanner == kept


async def test_a_scanner_for_another_keyboard_works_once_it_is_kept(school: ChampionApp) -> None:
    """The next scan is read by it."""
    wedge = Scanner(laptop=GERMAN, before=lambda _: "D")
    async with school.run_test(notifications=True) as pilot:
        bench = await opened(school, pilot, wedge)
        await bench.scan(*CODES)
        await says(school, "check", "This laptop types as on a German keyboard")
        assert "The scanner adds “D” before Code 128 and Code 39." in bench.text
        await bench.press("ctrl+k", "escape", "f5")
        await pilot.pause()
        bench.burst(wedge.types("DNS-104101"))
        await says(school, "strip", "NS-104101")
        assert "No device" not in lines(school, "strip")


async def test_a_code_that_comes_again_at_once_is_a_double(school: ChampionApp) -> None:
    """A second pull of the trigger is not: it is read anew."""
    async with school.run_test(notifications=True) as pilot:
        bench = await opened(school, pilot)
        await bench.scan(ZEROS)
        bench.burst(ZEROS.text, after=0.3)
        await until(lambda: bench.screen._reads[ZEROS].repeats == 1)
        bench.burst(ZEROS.text)
        await until(lambda: bench.screen._reads[ZEROS].repeats == 0)


async def test_a_paste_has_no_speed_and_no_suffix(school: ChampionApp) -> None:
    """And none is made up from the keys before it."""
    async with school.run_test(notifications=True) as pilot:
        bench = await opened(school, pilot)
        school.post_message(events.Paste("\n".join(code.text for code in CODES)))
        await says(school, "check", "in one piece")
        assert all(read.suffix is None for read in bench.screen._reads.values())


async def test_alt_and_the_number_pad_is_a_finding(school: ChampionApp) -> None:
    """No code arrives, so the report comes without one; a read takes it back."""
    async with school.run_test(notifications=True) as pilot:
        bench = await opened(school, pilot)
        digits = [Stroke(f"alt+{digit}", None, 50 + 0.004 * at) for at, digit in enumerate("067")]
        post_strokes(school, [*digits, Stroke("enter", None, 50.02)])
        await says(school, "check", "types with Alt and the number pad")
        await bench.press("ctrl+k")
        assert scanner_profile.load() is None
        await bench.scan(LETTERS)
        await says(school, "check", "2 of 4")


async def test_a_burst_presses_no_key_of_the_check(school: ChampionApp) -> None:
    """Control characters in a barcode are no Ctrl+K, and nothing typed is lost."""
    async with school.run_test(notifications=True) as pilot:
        bench = await opened(school, pilot)
        await bench.scan(*CODES)
        keys = strokes(ZEROS.text + "\r", 9000.0, 0.004)
        vt = Stroke("ctrl+k", None, keys[3].time + 0.001)
        post_strokes(school, [*keys[:4], vt, *keys[4:]])
        await until(lambda: bench.screen._last == (ZEROS, keys[-1].time))
        assert bench.screen._reads[ZEROS].text == ZEROS.text
        assert scanner_profile.load() is None


async def test_a_scan_while_help_is_in_front_is_taken_too(school: ChampionApp) -> None:
    """Without its times, which nobody could measure there."""
    async with school.run_test(notifications=True) as pilot:
        bench = await opened(school, pilot)
        await bench.press("f1")
        check = next(each for each in school.screen_stack if isinstance(each, ScannerCheckScreen))
        bench.burst(LETTERS.text)
        await until(lambda: LETTERS in check._reads)
        assert check._reads[LETTERS].suffix is None


async def test_a_folder_that_can_t_be_written_to_is_said(
    school: ChampionApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The profile then holds until the app is closed."""
    async with school.run_test(notifications=True) as pilot:
        bench = await opened(school, pilot)
        await bench.scan(*CODES)
        blocked = preferences.beside("x")
        blocked.parent.mkdir(parents=True, exist_ok=True)
        blocked.write_text("a file where a folder is needed")
        monkeypatch.setattr(preferences, "_path", lambda: blocked / "preferences.json")
        await bench.press("ctrl+k")
        await says(school, "strip", "could not be kept")
        assert school.office.scanner is not None


PACE = '{"suffix": "enter", "prefixes": [], "typed_as": {}, "checked_at": "", "pace": %s}'
HUGE = [PACE % number for number in ("1" + "0" * 400, "1" + "0" * 5_000, "1e999", "NaN")]
LEFT = ["", "{", "[1]", '{"suffix": "bell"}', "\x00", "[" * 100_000, '{"suffix":' * 50_000]


@pytest.mark.parametrize("content", LEFT + HUGE)
def test_a_damaged_file_counts_as_not_there(content: str) -> None:
    """The app starts as if nobody had checked a scanner."""
    path = preferences.beside("scanner.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")
    assert scanner_profile.load() is None


async def test_a_known_suffix_keeps_the_first_scan_in_one_piece(sample_office: Office) -> None:
    """A stall of half a second does not cut it in two; without a suffix, silence ends it."""
    for suffix, expected in (("enter", True), ("", False)):
        sample_office.scanner = ScannerProfile(suffix)
        app = ChampionApp(sample_office)
        async with app.run_test(notifications=True) as pilot:
            await pilot.press("f2")
            await pilot.pause()
            assert app.screen.query_one(ScanInput).suffixed is expected


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_worst_report_can_be_read_to_its_end(
    school: ChampionApp, size: tuple[int, int]
) -> None:
    """Nothing is cut at the right; Page down shows the rest."""
    wedge = Scanner(
        laptop=GERMAN, suffix="", gap=0.02, before=lambda _: "D", behind=lambda _: "#", repeats=1
    )
    async with school.run_test(size=size, notifications=True) as pilot:
        bench = await opened(school, pilot, wedge)
        await bench.scan(*CODES)
        await says(school, "check", "things to change")
        assert all(len(line) <= size[0] - 8 for line in bench.text.splitlines())
        await bench.press("pagedown", "pagedown", "pagedown")
        assert bench.screen.focused is bench.screen.query_one(ScanInput)
