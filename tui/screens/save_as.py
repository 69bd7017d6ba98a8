"""The dialog that asks where a file goes; a file that is there is never written over."""

from pathlib import Path

from textual.widgets import Input
from textual_fspicker import FileSave

from tui.screens.file_dialog import PlainNames, calm


class SaveAsScreen(PlainNames, FileSave):
    """Gives the path that was chosen; None where it was left with Esc."""

    ERROR_OVERWRITE_IS_NOT_ALLOWED = "There is a file of this name. Choose another one."

    DEFAULT_CSS = f"""
    {calm("SaveAsScreen")}
    SaveAsScreen InputBar Input {{ margin: 1 0; }}
    """

    def __init__(
        self, folder: Path, name: str, title: str = "Save as CSV, for a spreadsheet"
    ) -> None:
        """Start in this folder with this name."""
        super().__init__(
            folder,
            f"{title} · Enter saves · Esc goes back",
            can_overwrite=False,
            default_file=name,
            suggest_completions=False,
        )

    def on_mount(self) -> None:
        """Enter saves at once: the name has the focus, not the list of files."""
        self.call_after_refresh(self.query_one(Input).focus)
