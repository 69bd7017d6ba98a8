"""Help: the keys of the screen it was asked from, the words of verdicts, the command barcodes."""

from textwrap import wrap
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen

from inventory.rules.commands import Command
from inventory.verdict import Code
from tui.help_words import COMMANDS, VERDICTS
from tui.screens.page import Page
from tui.widgets.key_bar import key_cap
from tui.widgets.text_lines import TextLines, Tone, Toned

_TONES: dict[str, Tone] = {"OK": "ok", "NOTE": "muted", "ASK": "ask", "STOP": "stop"}

_SENTENCE = 50
"""Cells beside the longest word, so that no sentence is cut at 80 columns."""

Line = list[Toned]


class HelpScreen(Page[None]):
    """One page to scroll; Esc goes back."""

    WORD = "Help"
    ONLY_SHOWS = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", id="help.leave", tooltip="Back to where you were"),
    ]

    DEFAULT_CSS = """
    HelpScreen VerticalScroll { height: 1fr; padding: 1 0; }
    HelpScreen #help { height: auto; }
    """

    def __init__(self, asked_from: Screen[Any]) -> None:
        super().__init__()
        self._asked_from = asked_from

    def content(self) -> ComposeResult:
        """Keys, words, barcodes."""
        lines = [*_keys(self._asked_from), [], *_verdicts(), [], *_commands()]
        with VerticalScroll():
            help_lines = TextLines(lines, id="help")
            help_lines.styles.height = len(lines)
            yield help_lines

    def action_leave(self) -> None:
        """Back to where it was asked."""
        self.dismiss(None)


def _keys(screen: Screen[Any]) -> list[Line]:
    """Every key that works on the screen, from its bindings."""
    lines: list[Line] = [[("Keys", "bold")]]
    told: set[str] = set()
    for active in screen.active_bindings.values():
        binding = active.binding
        twice = binding.key_display is not None and binding.action in told  # small and capital
        if binding.tooltip and "alt+" not in binding.key and not twice:
            told.add(binding.action)
            cap = key_cap(screen.app.get_key_display(binding))
            lines.append([(f"{cap:<8}", "accent"), (binding.tooltip, "plain")])
    lines.append([("Alt+1…0 ", "accent"), ("the same as F1 to F10", "plain")])
    return lines


def _verdicts() -> list[Line]:
    lines: list[Line] = [[("What the screen says", "bold")]]
    for code in Code:
        tone = _TONES[code.severity.value]
        first, *more = wrap(VERDICTS[code], _SENTENCE)
        lines.append([(f"{code.glyph} {code.word:<19} ", tone), (first, "plain")])
        lines += [[(" " * 22 + rest, "plain")] for rest in more]
    return lines


def _commands() -> list[Line]:
    lines: list[Line] = [[("Command barcodes", "bold")]]
    for command in Command:
        lines.append([(f"{command.value:<9}", "accent"), (COMMANDS[command], "plain")])
    return lines
