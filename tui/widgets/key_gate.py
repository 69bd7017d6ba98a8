"""What stands between the keyboard and every screen, so that a scan never presses a button."""

from collections.abc import Awaitable, Callable
from typing import Any

from textual import events
from textual.app import App
from textual.widget import Widget

from tui.widgets.alarm import Alarm
from tui.widgets.key_sorter import HOLD_GAP, Action, AltDigits, Burst, KeySorter, Pass
from tui.widgets.standstill import THIS_PROCESS, key_clock
from tui.widgets.strokes import Stroke

__all__ = ["AltDigits", "Burst", "KeyGate", "insert_text"]


class KeyGate:
    """Hands ordinary keys on, a little later, and keeps a scanner's bursts together.

    The app gives it every key that was not forwarded yet, before bindings and focus see it, and
    decides in ``on_burst`` what a burst means: a scan, or text for the field that has the focus.
    """

    def __init__(
        self,
        app: App[Any],
        *,
        forward: Callable[[events.Key], Awaitable[None]],
        on_burst: Callable[[Burst], Awaitable[None]],
        scanning: Callable[[], bool],
        alone: Callable[[Stroke], bool] = lambda _: False,
        on_alt_digits: Callable[[AltDigits], Awaitable[None]] | None = None,
        hold_gap: float = HOLD_GAP,
        clock: Callable[[], float] = key_clock,
    ) -> None:
        """``forward`` is the app's own handling of a key.

        ``scanning`` says whether the active screen is a scan screen, where ``ScanInput`` reads;
        elsewhere keys are held for ``hold_gap`` seconds, and longer where ``alone`` says that this
        one counts only when it is typed alone.
        """
        self._forward = forward
        self._on_burst = on_burst
        self._on_alt_digits = on_alt_digits
        self._scanning = scanning
        self._alone = alone
        self._sorter = KeySorter(hold_gap)
        self._silence = Alarm(app, self._fall_silent, clock)

    async def take(self, event: events.Key) -> None:
        """Take a key: it is handed on unchanged, now or later, or becomes part of a burst."""
        stroke = Stroke.of(event)
        stalled = THIS_PROCESS.between(self._sorter.last, stroke.time)
        alone = self._alone(stroke)
        await self._perform(self._sorter.feed(stroke, self._scanning(), alone, stalled))

    async def _fall_silent(self) -> None:
        if self._sorter.deadline is not None:
            await self._perform(self._sorter.expire(self._sorter.deadline))

    async def _perform(self, actions: list[Action]) -> None:
        if self._sorter.remaining is None:
            self._silence.cancel()
        else:
            self._silence.set(self._sorter.remaining)
        for action in actions:
            match action:
                case Pass(stroke) if stroke.event is not None:
                    await self._forward(stroke.event)
                case Burst():
                    await self._on_burst(action)
                case AltDigits() if self._on_alt_digits is not None:
                    await self._on_alt_digits(action)


def insert_text(widget: Widget | None, text: str) -> bool:
    """Put a burst into a text field as if it was typed, its Enter left out.

    Returns whether the widget is a text field; nothing is changed where it is not.
    """
    # Loaded with the first burst and not with the first frame: they take their time.
    from textual.widgets import Input, TextArea

    from tui.widgets.record_table import RecordTable

    if isinstance(widget, RecordTable):
        return widget.insert_text(text)
    if isinstance(widget, Input):
        if widget.selection.is_empty:
            widget.insert_text_at_cursor(text)
        else:
            widget.replace(text, *widget.selection)
        return True
    if isinstance(widget, TextArea) and not widget.read_only:
        widget.replace(text, *widget.selection)
        return True
    return False
