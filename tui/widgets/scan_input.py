"""The line that scans arrive in: the only widget on a scan screen that takes the focus."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.alarm import Alarm
from tui.widgets.lines import draw_line
from tui.widgets.scan_line import Hot, NoKey, Outcome, Scan, ScanLine, Stray
from tui.widgets.standstill import THIS_PROCESS, key_clock
from tui.widgets.strokes import FAST_GAP, Stroke
from tui.widgets.table_text import shown, tail


class ScanInput(Widget, can_focus=True):
    """Reads what a scanner types, at any speed and with any suffix, and posts each scan once.

    Enter, line feed and Tab are handled here and not by bindings: a binding runs later than the
    characters behind it, and two scans would mix. Nothing is drawn while keys come quickly, so
    that the first frame after a scan is the one with its verdict.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "scan-input--label",
        "scan-input--cursor",
    }

    DEFAULT_CSS = """
    ScanInput {
        width: 1fr;
        height: 1;
        padding: 0 3;
        color: $foreground;
        & > .scan-input--label { color: $accent; text-style: bold; }
        & > .scan-input--cursor { color: $background; background: $foreground; }
    }
    """

    @dataclass
    class Scanned(Message):
        """A scan is complete."""

        raw: str
        """The text as it was typed, without suffix and control characters."""
        at: float
        """When its last key arrived, in the monotonic seconds of Textual's events."""
        behind: str = field(default="", kw_only=True)
        """What came in one go, a pause behind its first letter: a scan, if the whole is none."""

    @dataclass
    class HotKey(Message):
        """One of the hot keys was typed alone."""

        key: str

    @dataclass
    class LeftOut(Message):
        """A key that had been typed alone is no part of the scan that comes in."""

        text: str

    @dataclass
    class Refused(Message):
        """A letter was typed alone that is none of the hot keys; it is gone from the line."""

        text: str

    class Cleared(Message):
        """Escape threw typed text away."""

    def __init__(
        self,
        *,
        hot_keys: frozenset[str] = frozenset(),
        letters: bool = False,
        label: str = "scan ",
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
        clock: Callable[[], float] = key_clock,
    ) -> None:
        """An empty line; ``hot_keys`` are the lower-case letters that work when typed alone.

        With ``letters`` one that is typed alone is refused while none is hot, too.
        """
        super().__init__(id=id, classes=classes)
        self._label = label
        self._line = ScanLine(hot_keys, letters=letters)
        self._drawn = ""
        self._silence = Alarm(self, self._fall_silent, clock)
        self._glance = Alarm(self, self._draw_typed, clock)

    @property
    def text(self) -> str:
        """What was typed and is not yet a scan."""
        return self._line.text

    @property
    def hot_keys(self) -> frozenset[str]:
        """The letters that work when typed alone; none unless the last item is hot."""
        return self._line.hot_keys

    @hot_keys.setter
    def hot_keys(self, keys: frozenset[str]) -> None:
        self._line.hot_keys = keys

    @property
    def suffixed(self) -> bool:
        """Whether this scanner is known to send a suffix; the line learns it with the first one."""
        return self._line.suffixed

    @suffixed.setter
    def suffixed(self, known: bool) -> None:
        self._line.suffixed = known

    def take(self, raw: str, at: float) -> None:
        """Take a scan that arrived elsewhere, behind the keys that are on their way here.

        It is complete: what stands on the line stays there, and is no part of it.
        """
        self.call_later(self._post_scan, raw, at)

    def give_back(self) -> list[events.Key]:
        """The keys of what is typed and is not yet a scan, as they came; the line is empty then."""
        strokes = self._line.give_back()
        self._follow(())
        self._draw_typed()
        return [stroke.again() for stroke in strokes]

    def on_key(self, event: events.Key) -> None:
        """Take the key, unless it belongs to the bindings."""
        stroke = Stroke.of(event)
        stalled = THIS_PROCESS.between(self._line.last, stroke.time)
        answer = self._line.feed(stroke, stalled)
        if answer.taken:
            event.stop()
            event.prevent_default()
        self._follow(answer.outcomes)

    def on_paste(self, event: events.Paste) -> None:
        """Take each pasted line as a scan."""
        event.stop()
        event.prevent_default()
        self._take_text(event.text, event.time)

    def check_consume_key(self, key: str, character: str | None) -> bool:  # noqa: ARG002
        """Whether a key types something, so that no footer offers it."""
        return character is not None and character.isprintable()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002
        """The label, the end of the typed text, and the cursor."""
        ground = self.rich_style
        cursor = self.get_component_rich_style("scan-input--cursor") if self.has_focus else ground
        width = self.content_size.width
        room = width - cell_len(self._label) - 1
        parts = (
            (self._label, self.get_component_rich_style("scan-input--label")),
            (tail(shown(self._drawn), room), ground),
            (" ", cursor),
        )
        return draw_line(parts, width, ground)

    def scanned(self, raw: str, at: float) -> Scanned:
        """The message for a complete scan."""
        return self.Scanned(raw, at)

    def _post_scan(self, raw: str, at: float, behind: str = "") -> None:
        message = self.scanned(raw, at)
        message.behind = behind
        self.post_message(message)

    def _take_text(self, text: str, at: float) -> None:
        self._follow(self._line.paste(text, at))

    def _follow(self, outcomes: tuple[Outcome, ...]) -> None:
        """Post what came of a key, and wait for the silence that may decide the rest."""
        for outcome in outcomes:
            match outcome:
                case Scan(raw, at, behind):
                    self._post_scan(raw, at, behind)
                case Hot(key):
                    self.post_message(self.HotKey(key))
                case NoKey(text):
                    self.post_message(self.Refused(text))
                case Stray(text):
                    self.post_message(self.LeftOut(text))
                case _:
                    self.post_message(self.Cleared())
        if self._line.remaining is None:
            self._silence.cancel()
        else:
            self._silence.set(self._line.remaining)
        if outcomes:
            self._draw_typed()
        elif self._line.text != self._drawn:
            self._glance.set(FAST_GAP)

    def _fall_silent(self) -> None:
        if self._line.deadline is not None:
            self._follow(self._line.expire(self._line.deadline))

    def _draw_typed(self) -> None:
        """Draw what is typed now, if that is not what is drawn."""
        if self._line.text != self._drawn:
            self._drawn = self._line.text
            self.refresh()
