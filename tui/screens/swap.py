"""Devices that went round among people: who has which, and one key that puts the record right."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from inventory.errors import ChampionError, NotRecorded, StoreRefused
from inventory.rules.commands import Command
from inventory.services import swaps
from inventory.services.swaps import Swap
from tui.screens.page import MODE_KEYS, Page
from tui.swap_words import head_lines, headings, move_lines, way_lines
from tui.widgets.letter_keys import letter_key
from tui.widgets.text_lines import TextLines

_SIDES = 7
"""Cells beside the moves: the margins, and the bar that shows how far they are scrolled."""
_AROUND = 12
"""Lines that are no moves: the bar, the head, the headings, what can be done, the strip, the keys,
empty ones."""
_LEAST_ROWS = 3


@dataclass(frozen=True, slots=True)
class Left:
    """How a swap was left: with a sentence on who has what now, or why there is no swap."""

    say: str
    corrected: bool


class SwapScreen(Page[Left | None]):
    """Gives what came of it; None where it was left with Esc."""

    WORD = "Swap"
    LEFT_OUT = MODE_KEYS
    AUTO_FOCUS = "#scroll"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "say_key", show=False),
        letter_key(
            "Y", "correct", "Correct it", "swap.correct", "Record each device with who has it"
        ),
        Binding("escape", "leave", "Leave it", id="swap.leave", tooltip="Let it wait"),
    ]  # fmt: skip

    DEFAULT_CSS = """
    SwapScreen #swap-head { height: 3; padding: 1 3 0 3; }
    SwapScreen #headings { height: 2; padding: 1 3 0 3; }
    SwapScreen #scroll { height: 1fr; padding: 0 3; scrollbar-size-vertical: 1; }
    SwapScreen #moves { padding: 0; }
    SwapScreen #ways { height: 3; padding: 1 3 0 3; }
    """

    def __init__(self, swap: Swap) -> None:
        super().__init__()
        self._swap = swap

    def content(self) -> ComposeResult:
        """What is the matter, each device, what can be done."""
        yield TextLines(head_lines(self._swap), id="swap-head")
        yield TextLines(id="headings")
        with VerticalScroll(id="scroll"):
            yield TextLines(id="moves")
        yield TextLines(way_lines(self._swap), id="ways")

    def refresh_page(self) -> None:
        """Read it again: something of it may have been scanned or settled meanwhile."""
        device = self._swap.corrections[0].device
        found = swaps.of_device(self.office, device.device_id)
        if found is None:
            self.dismiss(Left(f"{device.label} is in no swap any more.", corrected=False))
            return
        self._swap = found
        self._show()

    def on_resize(self, _: events.Resize) -> None:
        """The names get the room that there is."""
        self._show()

    def _show(self) -> None:
        self.query_one("#swap-head", TextLines).show(head_lines(self._swap))
        self.query_one("#ways", TextLines).show(way_lines(self._swap))
        width = self.size.width - _SIDES
        self.query_one("#headings", TextLines).show([headings(width)])
        lines = move_lines(self._swap, self.office.clock.now(), width)
        moves = self.query_one("#moves", TextLines)
        moves.show(lines)
        moves.styles.height = len(lines)
        room = max(_LEAST_ROWS, self.size.height - _AROUND)
        self.query_one("#scroll").styles.height = min(len(lines), room)

    def action_correct(self) -> None:
        """Record each device with who has it; a second key may have been on its way."""
        if not self.is_active:
            return
        try:
            said = swaps.settle(self.office, self._swap.swap_id)
        except (NotRecorded, StoreRefused) as fault:
            self.champion.stop_scanning(fault)
        except ChampionError as refused:
            self.refresh_page()  # leaves where nothing is to be corrected any more
            self.show_strip((f"{refused.message} ", "ask"), (refused.hint, "muted"))
        else:
            self.dismiss(Left(said, corrected=True))

    def action_say_key(self) -> None:
        """Enter opened it, and may have been pressed twice: it corrects nothing unread."""
        self.show_strip(("Enter does nothing here. ", "ask"), ("Y corrects it.", "muted"))

    def take_command(self, command: Command) -> bool:
        """ZZYES is the key Y for who has only the scanner in hand."""
        if command is Command.YES:
            self.action_correct()
        return command is Command.YES

    def action_leave(self) -> None:
        """Let it wait."""
        self.dismiss(None)
