"""The one clear screen for a disk that refuses: what is safe, what to do."""

from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from inventory.errors import ChampionError, NotRecorded
from tui.screens.page import Page
from tui.widgets.text_lines import TextLines, Toned

_WIDTH = 70
_THEN = " goes back. Scan the last one again: once is counted once."


class FaultScreen(Page[None]):
    """Scanning has stopped; nothing is shown as recorded that is not."""

    WORD = "Stopped"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r", "go_on", "Try again", id="fault.again", tooltip="Go back and scan again"),
    ]

    DEFAULT_CSS = """
    FaultScreen #fault { padding: 2 3; }
    """

    def __init__(self, fault: ChampionError) -> None:
        super().__init__()
        self._fault = fault
        self._refused = ""
        """The last scan that was refused here."""

    def content(self) -> ComposeResult:
        """What happened, what is safe, what to do."""
        unrecorded = isinstance(self._fault, NotRecorded)
        head = "✗ NOT RECORDED" if unrecorded else "✗ STOPPED"
        safe = "What was confirmed before is safe." if unrecorded else "Nothing is scanned now."
        lines: list[list[Toned]] = [[(head, "stop")], []]
        lines += [[(line, "bold")] for line in wrap(self._fault.message, _WIDTH)]
        lines += [[(line, "plain")] for line in wrap(self._fault.hint, _WIDTH)]
        lines += [
            [],
            [(safe, "muted")],
            [("When it is mended: ", "muted"), ("Ctrl+R", "accent"), (_THEN, "muted")],
        ]
        yield TextLines(lines, id="fault")

    def take_scan(self, text: str, at: float) -> None:  # noqa: ARG002
        """Refuse scans here: none may look recorded."""
        self.champion.ring()
        self._refused = text
        self.refresh_page()

    def refresh_page(self) -> None:
        """Say which scan was refused, also one that came before this screen stood."""
        if self._refused:
            said = f"Not recorded: {self._refused}. "
            self.show_strip((said, "stop"), ("Ctrl+R goes back.", "muted"))

    def action_go_on(self) -> None:
        """Back to the table."""
        self.dismiss(None)
