"""A scan never presses a button, moves the focus or fires a binding: the gate in a running app."""

from time import monotonic
from typing import ClassVar

import pytest
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.command import CommandInput, CommandPalette
from textual.screen import Screen
from textual.widgets import Button, Input, OptionList

from tests.tui.bursts import Seen, ThemedApp, post_keys, post_strokes, until
from tui.widgets.key_gate import AltDigits, Burst, KeyGate, insert_text
from tui.widgets.scan_input import ScanInput
from tui.widgets.standstill import THIS_PROCESS
from tui.widgets.strokes import Stroke

KNOWN = "DPS-104417"


class OtherScreen(Screen[None]):
    """A button, a field and a list, with letters and digits bound."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(char, f"app.fire('{char}')", char) for char in "DPS107"),
        Binding("tab", "app.fire('tab')", "Tab", priority=True),
    ]

    def compose(self) -> ComposeResult:
        yield Button("Override")
        yield Input()
        yield OptionList("one", "two", "three")


class TableScreen(Screen[None]):
    """A scan screen."""

    def compose(self) -> ComposeResult:
        yield ScanInput()


class GatedApp(ThemedApp):
    """An app wired the way the real one is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "fire('quit')", "Quit", priority=True),
        Binding("alt+2", "fire('out')", "Out"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.fired: list[str] = []
        self.bursts: list[Burst] = []
        self.alts: list[AltDigits] = []
        self._gate = KeyGate(
            self,
            forward=super().on_event,
            on_burst=self.take_burst,
            scanning=lambda: isinstance(self.screen, TableScreen),
            on_alt_digits=self.take_alt_digits,
        )

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded:
            await self._gate.take(event)
        else:
            await super().on_event(event)

    async def take_burst(self, burst: Burst) -> None:
        self.bursts.append(burst)
        if burst.text != KNOWN:
            insert_text(self.focused, burst.text)

    async def take_alt_digits(self, digits: AltDigits) -> None:
        self.alts.append(digits)

    def on_mount(self) -> None:
        self.push_screen(OtherScreen())

    def on_button_pressed(self) -> None:
        self.fired.append("pressed")

    def on_input_submitted(self) -> None:
        self.fired.append("submitted")

    def on_option_list_option_selected(self) -> None:
        self.fired.append("selected")

    def action_fire(self, name: str) -> None:
        self.fired.append(name)


@pytest.mark.parametrize("widget", [Button, Input, OptionList])
@pytest.mark.parametrize("suffix", ["\r", "\n", "\r\n", "\t", ""])
async def test_a_known_code_reaches_no_widget(widget: type[Button], suffix: str) -> None:
    """Whatever has the focus, nothing is pressed, typed, chosen or left."""
    app = GatedApp()
    async with app.run_test() as pilot:
        focused = app.screen.query_one(widget).focus()
        post_keys(app, KNOWN + suffix)
        await until(lambda: len(app.bursts) == 1)
        await pilot.pause()
        assert app.bursts[0].text == KNOWN
        assert app.fired == []
        assert app.focused is focused
        assert app.screen.query_one(Input).value == ""


async def test_300_scans_at_once_are_300_bursts_in_order() -> None:
    """The gate keeps up where no scan screen is open, too."""
    app = GatedApp()
    codes = [f"DPS-{number:06}" for number in range(300)]
    async with app.run_test():
        post_keys(app, "".join(f"{code}\r\n" for code in codes))
        await until(lambda: len(app.bursts) == 300)
        assert [burst.text for burst in app.bursts] == codes
        assert app.fired == []


async def test_the_laptops_standstills_are_no_silence_in_a_burst(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What waited belongs to the same code, and presses nothing."""
    monkeypatch.setattr(THIS_PROCESS, "between", lambda start, end: max(0.0, end - start - 0.01))
    app = GatedApp()
    async with app.run_test():
        begun = monotonic() - 60
        post_keys(app, "DPS-10", start=begun, gap=0.01)
        post_keys(app, "4417\r", start=begun + 30, gap=0.01)
        await until(lambda: bool(app.bursts))
        assert [burst.text for burst in app.bursts] == [KNOWN]


async def test_an_unknown_burst_is_typed_into_the_field_but_not_submitted() -> None:
    """The text goes where the cursor is; Enter pressed by a person submits it."""
    app = GatedApp()
    async with app.run_test() as pilot:
        field = app.screen.query_one(Input)
        field.value = "<>"
        field.cursor_position = 1
        field.focus()
        post_keys(app, "[/]7719-X\r")
        await until(lambda: field.value == "<[/]7719-X>")
        assert app.fired == []
        await pilot.press("enter")
        assert app.fired == ["submitted"]


async def test_the_palette_gets_no_key_of_a_known_code() -> None:
    """It stays open with nothing in its field and nothing chosen; typed text still searches."""
    app = GatedApp()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+p")
        await until(lambda: isinstance(app.screen, CommandPalette) and app.focused is not None)
        post_keys(app, f"{KNOWN}\r")
        await until(lambda: len(app.bursts) == 1)
        await pilot.pause()
        assert isinstance(app.screen, CommandPalette)
        assert app.screen.query_one(CommandInput).value == ""
        await pilot.press("t", "h")
        assert app.screen.query_one(CommandInput).value == "th"


async def test_typed_keys_arrive_unchanged_and_in_order() -> None:
    """What a person types waits for a moment and is then an ordinary key."""
    app = GatedApp()
    async with app.run_test() as pilot:
        field = app.screen.query_one(Input)
        field.focus()
        await pilot.press(*"o'neill", "left", "X", "enter")
        assert field.value == "o'neilXl"
        assert app.fired == ["submitted"]
        app.screen.query_one(Button).focus()
        await pilot.press("D", "enter")
        await until(lambda: app.fired == ["submitted", "D", "pressed"])


@pytest.mark.parametrize("screen", [OtherScreen, TableScreen])
async def test_ctrl_q_in_a_barcode_does_not_quit(screen: type[Screen[None]]) -> None:
    """A priority binding would fire before any widget sees the key."""
    app, seen = GatedApp(), Seen(ScanInput.Scanned)
    async with app.run_test(message_hook=seen) as pilot:
        await app.push_screen(screen())
        post_keys(app, "\x11DPS\x11-10\x11\r", start=20.0, gap=0.01)
        await until(lambda: len(app.bursts) + len(seen.messages) == 1)
        texts = [each.text for each in app.bursts] + [each.raw for each in seen.messages]
        assert texts == ["DPS-10"]
        assert app.fired == []
        await pilot.press("ctrl+q")
        await until(lambda: app.fired == ["quit"])


@pytest.mark.parametrize("screen", [OtherScreen, TableScreen])
async def test_alt_and_the_number_pad_change_no_mode(screen: type[Screen[None]]) -> None:
    """Alt+2 pressed by a person does."""
    app = GatedApp()
    async with app.run_test() as pilot:
        await app.push_screen(screen())
        post_strokes(app, [Stroke(f"alt+{d}", d, 30 + i / 100) for i, d in enumerate("022023")])
        await until(lambda: len(app.alts) == 1)
        assert app.alts[0].count == 6
        assert app.fired == []
        await pilot.press("alt+2")
        await until(lambda: app.fired == ["out"])
