"""The scan line in a running app: bursts posted key by key without waiting, pastes, stalls."""

from functools import partial
from time import monotonic
from typing import ClassVar

import pytest
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from tests.tui.bursts import Seen, ThemedApp, post_keys, post_strokes, strokes, until
from tui.widgets.scan_input import ScanInput
from tui.widgets.standstill import THIS_PROCESS
from tui.widgets.strokes import Stroke

CODES = [f"DPS-{number:06}" for number in range(300)]


class ScanApp(ThemedApp):
    """A scan screen with nothing but the line, and bindings that must not fire."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "fire('tab')", "Tab"),
        Binding("enter", "fire('enter')", "Enter"),
        Binding("f2", "fire('f2')", "Out"),
        Binding("ctrl+z", "fire('undo')", "Undo"),
        Binding("ctrl+right_square_bracket", "fire('gs')", "GS"),
        Binding("escape", "fire('escape')", "Escape"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.fired: list[str] = []

    def compose(self) -> ComposeResult:
        yield ScanInput(hot_keys=frozenset({"c"}))

    def action_fire(self, name: str) -> None:
        self.fired.append(name)


class StockApp(ThemedApp):
    """The same with Textual's own field, which handles Enter by a binding."""

    def __init__(self) -> None:
        super().__init__()
        self.submitted: list[str] = []

    def compose(self) -> ComposeResult:
        yield Input()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.submitted.append(event.value)
        event.input.clear()


def raws(seen: Seen[ScanInput.Scanned]) -> list[str]:
    """The scans that were posted."""
    return [message.raw for message in seen.messages]


@pytest.mark.parametrize("suffix", ["\r", "\n", "\r\n", "\t"], ids=["CR", "LF", "CRLF", "Tab"])
async def test_300_scans_at_once_are_300_scans_in_order(suffix: str) -> None:
    """Whatever the suffix; no binding sees any of their keys."""
    app, seen = ScanApp(), Seen(ScanInput.Scanned)
    async with app.run_test(message_hook=seen) as pilot:
        post_keys(app, "".join(code + suffix for code in CODES))
        await seen.wait_for(300)
        await pilot.pause()
        assert raws(seen) == CODES
        assert app.fired == []


async def test_the_burst_of_these_tests_does_mix_scans_in_a_stock_field() -> None:
    """The control: what these tests look for is there to be found."""
    app = StockApp()
    async with app.run_test():
        post_keys(app, "".join(f"{code}\r" for code in CODES[:20]))
        await until(lambda: len(app.submitted) == 20)
        assert app.submitted != CODES[:20]


async def test_300_pasted_lines_are_300_scans_in_order() -> None:
    """As a scanner with a memory sends them."""
    app, seen = ScanApp(), Seen(ScanInput.Scanned)
    async with app.run_test(message_hook=seen):
        app.post_message(events.Paste("\r".join(CODES)))
        await seen.wait_for(300)
        assert raws(seen) == CODES


async def test_a_scan_without_a_suffix_ends_by_silence() -> None:
    """And the next one after a pause is a scan of its own."""
    app, seen = ScanApp(), Seen(ScanInput.Scanned)
    async with app.run_test(message_hook=seen):
        for count, code in enumerate(CODES[:3], 1):
            post_keys(app, code)
            await seen.wait_for(count)
        assert raws(seen) == CODES[:3]


async def test_two_scans_that_a_stall_let_pile_up_stay_two() -> None:
    """Both are in the queue at once; the times at which their keys arrived tell them apart."""
    app, seen = ScanApp(), Seen(ScanInput.Scanned)
    async with app.run_test(message_hook=seen):
        post_keys(app, CODES[1], start=100.0, gap=0.005)
        post_keys(app, CODES[2], start=100.2, gap=0.005)
        await seen.wait_for(2)
        assert raws(seen) == CODES[1:3]
        assert [message.at for message in seen.messages] == pytest.approx([100.045, 100.245])


async def test_the_laptops_standstills_are_no_silence_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The half of a first code that waited is no scan of its own."""
    monkeypatch.setattr(THIS_PROCESS, "between", lambda start, end: max(0.0, end - start - 0.01))
    app, seen = ScanApp(), Seen(ScanInput.Scanned)
    async with app.run_test(message_hook=seen):
        begun = monotonic() - 60
        post_keys(app, "8101", start=begun, gap=0.01)
        post_keys(app, "839\r", start=begun + 30, gap=0.01)
        await seen.wait_for(1)
        assert raws(seen) == ["8101839"]


async def test_a_scan_taken_from_elsewhere_waits_behind_the_keys() -> None:
    """A burst that a dialog caught is handed over after the scans that came before it."""
    app, seen = ScanApp(), Seen(ScanInput.Scanned)
    async with app.run_test(message_hook=seen):
        line = app.screen.query_one(ScanInput)
        for stroke in strokes("FIRST\r"):
            line.post_message(events.Key(stroke.key, stroke.character))
        line.take("SECOND", 7.0)
        await seen.wait_for(2)
        assert raws(seen) == ["FIRST", "SECOND"]


async def test_a_hot_key_works_alone() -> None:
    """After a short silence, and the line is empty again."""
    app, seen = ScanApp(), Seen(ScanInput.HotKey)
    async with app.run_test(message_hook=seen):
        post_keys(app, "c")
        assert [message.key for message in await seen.wait_for(1)] == ["c"]
        assert app.screen.query_one(ScanInput).text == ""


async def test_a_letter_that_is_no_hot_key_leaves_the_line_with_a_word() -> None:
    """So that the next key that is one counts again, without Escape."""
    app, refused, hot = ScanApp(), Seen(ScanInput.Refused), Seen(ScanInput.HotKey)

    def hook(message: Message) -> None:
        refused(message)
        hot(message)

    async with app.run_test(message_hook=hook):
        post_keys(app, "x")
        assert [message.text for message in await refused.wait_for(1)] == ["x"]
        assert app.screen.query_one(ScanInput).text == ""
        post_keys(app, "c")
        assert [message.key for message in await hot.wait_for(1)] == ["c"]


async def test_a_hot_key_acts_soon_though_a_longer_wait_was_called_off() -> None:
    """What was typed before was rubbed out; nobody waits a second for the key behind it."""
    app, seen = ScanApp(), Seen(ScanInput.HotKey)
    async with app.run_test(message_hook=seen):
        line = app.screen.query_one(ScanInput)
        for key, character, left in (("x", "x", "x"), ("backspace", None, "")):
            app.post_message(events.Key(key, character))
            await until(partial(lambda wanted: line.text == wanted, left))
        began = monotonic()
        post_keys(app, "c")
        await seen.wait_for(1)
        assert monotonic() - began < 0.7


async def test_a_hot_letter_in_a_code_is_part_of_the_code() -> None:
    """First, last or in the middle."""
    app, hot, seen = ScanApp(), Seen(ScanInput.HotKey), Seen(ScanInput.Scanned)

    def hook(message: Message) -> None:
        hot(message)
        seen(message)

    async with app.run_test(message_hook=hook) as pilot:
        post_keys(app, "c1c2c\r")
        await seen.wait_for(1)
        await pilot.pause()
        assert raws(seen) == ["c1c2c"]
        assert hot.messages == []


async def test_control_characters_in_a_burst_fire_nothing() -> None:
    """GS and SUB in a barcode arrive as Ctrl keys; the same key alone is a command."""
    app, seen = ScanApp(), Seen(ScanInput.Scanned)
    async with app.run_test(message_hook=seen) as pilot:
        post_keys(app, "ABC\x1dDE\x1aF\r", start=50.0, gap=0.004)
        await seen.wait_for(1)
        assert raws(seen) == ["ABCDEF"]
        assert app.fired == []
        await pilot.press("ctrl+z", "f2")
        assert app.fired == ["undo", "f2"]


async def test_typed_text_shows_after_a_moment_and_escape_clears_it() -> None:
    """Escape on an empty line is left to the screen."""
    app, seen = ScanApp(), Seen(ScanInput.Cleared)
    async with app.run_test(message_hook=seen) as pilot:
        line = app.screen.query_one(ScanInput)
        await pilot.press("A", "B", "backspace")
        await until(lambda: line.render_line(0).text.strip() == "scan A")
        await pilot.press("escape")
        await seen.wait_for(1)
        assert line.render_line(0).text.strip() == "scan"
        await pilot.press("escape")
        assert app.fired == ["escape"]


async def test_a_slow_code_is_a_scan_like_any_other() -> None:
    """Speed is a hint: two seconds between the keys change nothing."""
    app, seen = ScanApp(), Seen(ScanInput.Scanned)
    async with app.run_test(message_hook=seen):
        post_keys(app, "0012345\r", start=10.0, gap=2.0)
        await seen.wait_for(1)
        assert raws(seen) == ["0012345"]


async def test_nothing_is_drawn_while_a_burst_comes_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first frame after a scan belongs to its verdict."""
    app, seen = ScanApp(), Seen(ScanInput.Scanned)
    async with app.run_test(message_hook=seen) as pilot:
        await pilot.pause()
        line = app.screen.query_one(ScanInput)
        drawn: list[str] = []
        monkeypatch.setattr(line, "refresh", lambda *_, **__: drawn.append(line.text))
        post_keys(app, "".join(f"{code}\r" for code in CODES))
        await seen.wait_for(300)
        assert drawn == []
        post_strokes(app, [Stroke("x", "x", 1.0)])
        await until(lambda: drawn == ["x"])


async def test_the_end_of_a_long_text_stays_in_view() -> None:
    """Wide characters included."""
    app = ScanApp()
    async with app.run_test(size=(30, 5)) as pilot:
        line = app.screen.query_one(ScanInput)
        await pilot.press(*"王小明王小明王小明1")
        await until(lambda: "1" in line.render_line(0).text)
        assert line.render_line(0).cell_length == 24
        assert line.render_line(0).text.startswith("scan …")
