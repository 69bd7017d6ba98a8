"""The dialog that asks where a file goes; a file that is there is never written over."""

from pathlib import Path

from textual.app import ComposeResult
from textual.widgets import Input
from textual_fspicker import FileSave
from textual_fspicker.parts import CurrentDirectory


class SaveAsScreen(FileSave):
    """Gives the path that was chosen; None where it was left with Esc."""

    ERROR_OVERWRITE_IS_NOT_ALLOWED = "There is a file of this name. Choose another one."

    DEFAULT_CSS = """
    SaveAsScreen Dialog {
        width: 100%;
        height: 100%;
        border: round $panel-lighten-2;
        border-title-color: $foreground;
        border-title-background: $background;
        border-subtitle-color: $error;
        border-subtitle-background: $background;
        background: $background;
    }
    SaveAsScreen Dialog OptionList, SaveAsScreen Dialog OptionList:focus {
        background: $background;
        background-tint: $background;
    }
    SaveAsScreen CurrentDirectory { color: $text-muted; border-bottom: none; }
    SaveAsScreen InputBar { padding: 1 1 0 2; }
    SaveAsScreen InputBar Input { margin: 1 0; }
    """

    def __init__(self, folder: Path, name: str) -> None:
        """Start in this folder with this name."""
        super().__init__(
            folder,
            "Save as CSV, for a spreadsheet · Enter saves · Esc goes back",
            can_overwrite=False,
            default_file=name,
            suggest_completions=False,
        )

    def on_mount(self) -> None:
        """Enter saves at once: the name has the focus, not the list of files."""
        self.call_after_refresh(self.query_one(Input).focus)

    def _header_area(self) -> ComposeResult:
        """The folder's name, which may hold anything, as plain text."""
        yield CurrentDirectory(markup=False)
