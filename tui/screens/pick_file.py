"""Choosing a file on this laptop."""

from pathlib import Path

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Button
from textual_fspicker import FileOpen, Filters
from textual_fspicker.icons import Icons
from textual_fspicker.parts import CurrentDirectory
from textual_fspicker.safe_tests import is_dir

_TABLES = frozenset({".csv", ".txt", ".tsv"})


class PickFileScreen(FileOpen):
    """Gives the path of a CSV or text file that is there; None where it was left with Esc."""

    DEFAULT_CSS = """
    PickFileScreen Dialog {
        width: 100%;
        height: 100%;
        border: round $panel-lighten-2;
        border-title-color: $foreground;
        border-title-background: $background;
        border-subtitle-color: $error;
        border-subtitle-background: $background;
        background: $background;
    }
    PickFileScreen Dialog OptionList, PickFileScreen Dialog OptionList:focus {
        background: $background;
        background-tint: $background;
    }
    PickFileScreen CurrentDirectory { color: $text-muted; border-bottom: none; }
    PickFileScreen InputBar { padding: 1 1 0 2; }
    PickFileScreen InputBar Button { min-width: 10; }
    PickFileScreen InputBar Select { width: 22; height: 1; margin: 0 0 0 1; }
    PickFileScreen InputBar SelectCurrent { height: 1; border: none; padding: 0 1; }
    """

    def __init__(self, folder: Path, title: str) -> None:
        """Start in this folder; the home folder where it is not there any more."""
        Icons.set_picker(lambda path: Text("▸" if is_dir(Path(path)) else "·"))
        super().__init__(
            folder if folder.is_dir() else Path.home(),
            f"{title} · Enter chooses · Backspace goes up · Esc goes back",
            filters=Filters(
                ("CSV and text", lambda path: path.suffix.casefold() in _TABLES),
                ("All files", lambda _: True),
            ),
        )

    def on_mount(self) -> None:
        """Buttons of one line: the title names the keys."""
        for button in self.query(Button):
            button.compact = True

    def _header_area(self) -> ComposeResult:
        """The folder's name as it is: with markup, one that is called ``[/]`` ends the app."""
        yield CurrentDirectory(markup=False)
