"""What the tests of keys share: bursts as strokes and as events, and waiting for messages."""

import asyncio
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Any, Generic, TypeVar

from textual import events
from textual.app import App, ScreenStackError
from textual.css.query import NoMatches
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from tui.theme import DARK, THEMES, VARIABLE_DEFAULTS
from tui.widgets.standstill import key_clock
from tui.widgets.strokes import Stroke

M = TypeVar("M", bound=Message)

NAMES = {"-": "minus", " ": "space", "/": "slash", "[": "left_square_bracket", "\x1d": ""}
CONTROLS = {
    "\r": "enter",
    "\n": "ctrl+j",
    "\t": "tab",
    "\x1d": "ctrl+right_square_bracket",
    "\x11": "ctrl+q",
    "\x1a": "ctrl+z",
}
PATIENCE = 30.0
"""Seconds after which a message that was waited for counts as lost."""
LOOK_EVERY = 0.002
"""Seconds between two looks whether it has come."""


class ThemedApp(App[None]):
    """An app with the two themes, as the real one has them."""

    def __init__(self, theme: str = DARK) -> None:
        super().__init__()
        for each in THEMES:
            self.register_theme(each)
        self.theme = theme

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(VARIABLE_DEFAULTS)


class Seen(Generic[M]):
    """The messages of one type that were handled, in order; a ``message_hook``."""

    def __init__(self, kind: type[M]) -> None:
        self._kind = kind
        self._news = asyncio.Event()
        self.messages: list[M] = []

    def __call__(self, message: Message) -> None:
        if not isinstance(message, self._kind):
            return
        # The hook sees a message again at every node that it bubbles to.
        if not any(message is each for each in self.messages):
            self.messages.append(message)
            self._news.set()

    async def wait_for(self, count: int) -> list[M]:
        """The messages, once there are so many of them."""
        async with asyncio.timeout(PATIENCE):
            while len(self.messages) < count:
                self._news.clear()
                await self._news.wait()
        return self.messages


async def until(condition: Callable[[], bool]) -> None:
    """Wait until the condition holds; one about a widget that is not there yet doesn't."""
    end = monotonic() + PATIENCE
    while not _holds(condition):
        # No shorter: a loop that only turns takes its core from the other tests.
        await asyncio.sleep(LOOK_EVERY)
        if monotonic() > end:
            assert condition(), "waited in vain"


def _holds(condition: Callable[[], bool]) -> bool:
    try:
        return condition()
    except (NoMatches, ScreenStackError):  # for a moment no screen is in front either
        return False


async def asked(app: App[Any], dialog: type[Screen[Any]], focus: type[Widget] = Widget) -> None:
    """Wait until a dialog of this kind is in front and the next key goes where it is meant to."""

    def takes_keys() -> bool:
        front = app.screen
        return isinstance(front, dialog) and front.is_mounted and isinstance(front.focused, focus)

    await until(takes_keys)


def key_name(char: str) -> str:
    """Textual's name for the key of a character."""
    return CONTROLS.get(char) or NAMES.get(char, char)


def strokes(text: str, start: float = 0.0, gap: float = 0.010) -> list[Stroke]:
    """The keys of a text, so far apart; CR, LF, Tab and control characters become their keys."""
    return [
        Stroke(key_name(char), char if char.isprintable() else None, start + index * gap)
        for index, char in enumerate(text)
    ]


def post_keys(app: App[Any], text: str, start: float | None = None, gap: float = 0.0) -> None:
    """Post a key event for every character without waiting, as if typed at ``start``, or now.

    With no gap they came at once, however long this machine takes to post them.
    """
    post_strokes(app, strokes(text, key_clock() if start is None else start, gap))


def post_strokes(app: App[Any], keys: Iterable[Stroke]) -> None:
    """Post these keys without waiting, with their times."""
    for stroke in keys:
        event = events.Key(stroke.key, stroke.character)
        event.time = stroke.time
        app.post_message(event)
