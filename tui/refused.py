"""What the app shows where its file can't be opened: what is wrong, what is safe, what to do."""

from functools import cached_property
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from inventory.errors import ChampionError
from inventory.services import faults
from tui import preferences
from tui.calm import CalmApp
from tui.clock import SystemClock
from tui.fault_words import told_at_start
from tui.refusals import Refusals
from tui.theme import DARK, THEMES, VARIABLE_DEFAULTS
from tui.widgets.key_bar import KeyBar
from tui.widgets.key_gate import Burst, KeyGate
from tui.widgets.letter_keys import LetterKey
from tui.widgets.mode_bar import ModeBar
from tui.widgets.strip_lines import StripLines
from tui.widgets.strokes import Sort
from tui.widgets.text_lines import TextLines, Toned

_MARGIN = 6


def try_again(refusal: ChampionError, path: Path) -> bool:
    """Show why the file was not opened; whether somebody asked to try it once more."""
    return RefusedApp(refusal, path).run() is True


class RefusedApp(CalmApp[bool]):
    """One screen, two keys; nothing that is scanned here counts."""

    TITLE = "Champion"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        LetterKey("r,ctrl+r", "try_again", "Try again", id="refused.again", key_display="R"),
        LetterKey("q", "leave", "Quit", id="refused.quit", key_display="Q"),
        Binding("ctrl+q", "leave", "Quit", id="refused.close", show=False, priority=True),
    ]
    CSS = "#refused { padding: 1 3; }"

    def __init__(self, refusal: ChampionError, path: Path) -> None:
        super().__init__()
        self._refusal = refusal
        self._path = path
        self._refused = Refusals()
        for theme in THEMES:
            self.register_theme(theme)
        liked = preferences.load().theme
        self.theme = liked if liked in self.available_themes else DARK

    @cached_property
    def _gate(self) -> KeyGate:
        """Keeps a scanner's bursts from pressing Q, and from reaching the shell behind it."""
        return KeyGate(
            self, forward=super().on_event, on_burst=self._refuse, scanning=lambda: False,
            alone=lambda stroke: stroke.sort is Sort.TEXT,
        )  # fmt: skip

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """What our widgets need and Textual's own themes lack."""
        return dict(VARIABLE_DEFAULTS)

    def compose(self) -> ComposeResult:
        """The same zones as everywhere."""
        yield ModeBar("Not opened", "rest", "Champion")
        yield TextLines(id="refused")
        yield StripLines(id="strip")
        yield KeyBar()

    def on_mount(self) -> None:
        """Say it."""
        self._draw()

    def on_resize(self) -> None:
        """Break the lines anew."""
        self._draw()

    def _draw(self) -> None:
        how = faults.situation_of(self._path, self._refusal, SystemClock().now())
        lines = told_at_start(self._refusal, how, width=self.size.width - _MARGIN)
        self.query_one("#refused", TextLines).show(lines)

    async def on_event(self, event: events.Event) -> None:
        """Let the gate see every key before bindings do."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            await self._gate.take(event)
        else:
            await super().on_event(event)

    async def _refuse(self, burst: Burst) -> None:
        self.bell()
        self._refused.add(burst.text)
        said: list[Toned] = [
            (f"{self._refused.in_words} ", "stop"),
            ("Champion is not open.", "muted"),
        ]
        self.query_one("#strip", TextLines).show([said])

    def action_try_again(self) -> None:
        """Leave, and open the file once more."""
        self.exit(True)

    def action_leave(self) -> None:
        """Leave."""
        self.exit(False)
