"""The keys that work here, at the bottom of every screen."""

import re
from typing import Any, ClassVar, Final

from rich.cells import cell_len
from textual.screen import Screen
from textual.strip import Strip

from tui.widgets.lines import Part, draw_line
from tui.widgets.painted import Painted
from tui.widgets.table_text import shown

GAP: Final = "  "
_FUNCTION_KEY = re.compile(r"f\d{1,2}")


class KeyBar(Painted):
    """One line made from the screen's bindings, function keys first, whole entries only."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-bar--key", "key-bar--label"}

    DEFAULT_CSS = """
    KeyBar {
        dock: bottom;
        width: 1fr;
        height: 1;
        padding: 0 1;
        background: $footer-background;
        & > .key-bar--key { color: $footer-key-foreground; text-style: bold; }
        & > .key-bar--label { color: $footer-description-foreground; }
    }
    """

    def __init__(
        self,
        *,
        leave_out: frozenset[str] = frozenset(),
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        """A bar that follows the bindings of its screen, without the ids in ``leave_out``."""
        super().__init__(id=id, classes=classes)
        self._leave_out = leave_out
        self._badges: dict[str, str] = {}
        self._keys: list[tuple[str, str]] = []

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """The keys as they are shown, and their labels."""
        return tuple(self._keys)

    def set_badge(self, action: str, badge: str) -> None:
        """Put a word behind the label of an action, as in ``F6 Inbox 2``; empty takes it away."""
        if self._badges.get(action, "") != badge:
            self._badges[action] = badge
            if self.is_mounted:
                self._read_bindings(self.screen)

    def on_mount(self) -> None:
        """Follow the bindings."""
        self.screen.bindings_updated_signal.subscribe(self, self._read_bindings)
        self._read_bindings(self.screen)

    def render_line(self, y: int) -> Strip:  # noqa: ARG002
        """As many whole entries as fit."""
        width = self.content_size.width
        key_style = self.get_component_rich_style("key-bar--key")
        label_style = self.get_component_rich_style("key-bar--label")
        parts: list[Part] = []
        used = 0
        for key, label in self._keys:
            used += cell_len(shown(f"{key} {label}"))
            if parts and used > width:
                break
            parts += [(key, key_style), (f" {label}", label_style), (GAP, label_style)]
            used += len(GAP)
        return draw_line(parts[:-1], width, self.ground)

    def _read_bindings(self, screen: Screen[Any]) -> None:
        """Take the keys from the bindings, one for each action, the first that was bound."""
        entries: dict[str, tuple[str, str]] = {}
        for active in screen.active_bindings.values():
            binding = active.binding
            if not binding.show or not active.enabled or binding.action in entries:
                continue
            if binding.id in self._leave_out:
                continue
            badge = self._badges.get(binding.action, "")
            label = f"{binding.description} {badge}".strip()
            entries[binding.action] = key_cap(self.app.get_key_display(binding)), label
        keys = sorted(entries.values(), key=lambda entry: _function_number(entry[0]))
        if keys != self._keys:
            self._keys = keys
            self.refresh()


def key_cap(display: str) -> str:
    """A key as it is printed on the keyboard: ``F2`` for ``f2``, ``^Z`` for ``^z``."""
    if _FUNCTION_KEY.fullmatch(display) or display.startswith("^"):
        return display.upper()
    return display


def _function_number(cap: str) -> int:
    """Where the key stands: function keys by their number, all others behind them as they came."""
    return int(cap[1:]) if _FUNCTION_KEY.fullmatch(cap.lower()) else 99
