"""The one clear screen for a disk that refuses: what is safe, what to do."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from inventory.errors import ChampionError
from tui.screens.page import Page
from tui.widgets.text_lines import TextLines


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

    def content(self) -> ComposeResult:
        """What happened, what is safe, what to do."""
        yield TextLines(
            [
                [("✗ NOT RECORDED", "stop")],
                [],
                [(self._fault.message, "bold")],
                [(self._fault.hint, "plain")],
                [],
                [
                    (
                        "The last scan was not recorded. Everything that was confirmed before is.",
                        "muted",
                    )
                ],
                [
                    ("When it is mended: ", "muted"),
                    ("Ctrl+R", "accent"),
                    (", then scan it again.", "muted"),
                ],
            ],
            id="fault",
        )

    def take_scan(self, text: str, at: float) -> None:  # noqa: ARG002
        """Refuse scans here: none may look recorded."""
        self.champion.ring()
        self.show_strip((f"Not recorded: {text}. ", "stop"), ("Ctrl+R goes back.", "muted"))

    def action_go_on(self) -> None:
        """Back to the table."""
        self.dismiss(None)
