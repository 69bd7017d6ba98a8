"""What the dialogs for files and folders share: calm colours, plain names, no emoji."""

from pathlib import Path

from rich.text import Text
from textual.app import ComposeResult
from textual_fspicker.icons import Icons
from textual_fspicker.parts import CurrentDirectory
from textual_fspicker.safe_tests import is_dir

_CALM = """
DIALOG Dialog {
    width: 100%;
    height: 100%;
    border: round $panel-lighten-2;
    border-title-color: $foreground;
    border-title-background: $background;
    border-subtitle-color: $error;
    border-subtitle-background: $background;
    background: $background;
}
DIALOG Dialog OptionList, DIALOG Dialog OptionList:focus {
    background: $background;
    background-tint: $background;
}
DIALOG CurrentDirectory { color: $text-muted; border-bottom: none; }
DIALOG InputBar { padding: 1 1 0 2; }
"""


def calm(dialog: str) -> str:
    """The style sheet for the dialog class of this name; a shared base's would not be inherited."""
    return _CALM.replace("DIALOG", dialog)


class PlainNames:
    """Comes before the dialog's class: shows the folder above the list, and a glyph per entry."""

    def _header_area(self) -> ComposeResult:
        """The folder's name as it is: with markup, one that is called ``[/]`` ends the app."""
        yield CurrentDirectory(markup=False)


Icons.set_picker(lambda path: Text("▸" if is_dir(Path(path)) else "·"))
