"""Choosing a file on this laptop."""

from pathlib import Path

from textual.widgets import Button
from textual_fspicker import FileOpen, Filters

from tui.screens.file_dialog import PlainNames, calm

Wanted = tuple[str, frozenset[str]]
"""What is looked for: its name, and how such files end."""

LISTS: Wanted = (
    "CSV, text, Excel", frozenset({".csv", ".txt", ".text", ".tsv", ".xlsx", ".zip"}),
)  # fmt: skip


class PickFileScreen(PlainNames, FileOpen):
    """Gives the path of a file that is there; None where it was left with Esc."""

    DEFAULT_CSS = f"""
    {calm("PickFileScreen")}
    PickFileScreen InputBar Button {{ min-width: 10; }}
    PickFileScreen InputBar Select {{ width: 22; height: 1; margin: 0 0 0 1; }}
    PickFileScreen InputBar SelectCurrent {{ height: 1; border: none; padding: 0 1; }}
    """

    def __init__(self, folder: Path, title: str, wanted: Wanted = LISTS) -> None:
        """Start in this folder; the home folder where it is not there any more."""
        name, endings = wanted
        super().__init__(
            folder if folder.is_dir() else Path.home(),
            f"{title} · Enter chooses · Backspace goes up · Esc goes back",
            filters=Filters(
                (name, lambda path: path.suffix.casefold() in endings),
                ("All files", lambda _: True),
            ),
        )

    def on_mount(self) -> None:
        """Buttons of one line: the title names the keys."""
        for button in self.query(Button):
            button.compact = True
