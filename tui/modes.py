"""The big screens, each loaded when somebody goes there, and the keys that lead to them."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from textual.binding import Binding
from textual.screen import Screen

from tui.screens.home import HomeScreen

SCREEN_OF = {"out": "hand_out", "back": "take_back", "check": "inspect", "audit": "audit"}
"""What a scan means → the big screen for it."""


def _lazily(module: str, name: str) -> Callable[[], Screen[Any]]:
    def make() -> Screen[Any]:
        screen: Screen[Any] = getattr(import_module(f"tui.screens.{module}"), name)()
        return screen

    return make


MODES: dict[str, str | Callable[[], Screen[Any]]] = {
    "home": HomeScreen,
    "hand_out": _lazily("hand_out", "HandOutScreen"),
    "take_back": _lazily("take_back", "TakeBackScreen"),
    "inspect": _lazily("inspect", "InspectScreen"),
    "audit": _lazily("audits", "AuditsScreen"),
    "look_up": _lazily("look_up", "LookUpScreen"),
    "inbox": _lazily("inbox", "InboxScreen"),
    "imports": _lazily("imports", "ImportsScreen"),
    "exports": _lazily("exports", "ExportsScreen"),
    "labels": _lazily("labels", "LabelsScreen"),
    "settings": _lazily("settings", "SettingsScreen"),
}


def _key(number: int, mode: str, label: str, tooltip: str) -> Binding:
    """A function key, and Alt with the digit for keyboards without function keys."""
    return Binding(
        f"f{number},alt+{number % 10}",
        f"show_mode('{mode}')",
        label,
        id=f"app.{mode}",
        tooltip=tooltip,
    )


MODE_BINDINGS = (
    _key(2, "hand_out", "Out", "Hand devices out"),
    _key(3, "take_back", "Back", "Take devices back"),
    _key(4, "audit", "Audit", "Count what is there"),
    _key(5, "look_up", "Look up", "Search people and devices"),
    _key(6, "inbox", "Inbox", "Settle what was parked"),
    _key(7, "imports", "Import", "Import the district's files"),
    _key(8, "exports", "Lists", "Lists, saved for a spreadsheet"),
    _key(9, "labels", "Labels", "Print labels, cards and the command sheet"),
    _key(10, "home", "Home", "The school at a glance"),
    Binding(
        "ctrl+k", "show_mode('inspect')", "Inspect", id="app.inspect", show=False,
        tooltip="Look at what came in a bag, one by one",
    ),
)  # fmt: skip
