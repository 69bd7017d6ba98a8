"""Choosing a folder on this laptop, or on what is plugged into it."""

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Button
from textual_fspicker import SelectDirectory
from textual_fspicker.parts import DirectoryNavigation

from tui.screens.file_dialog import PlainNames, calm


class PickFolderScreen(PlainNames, SelectDirectory):
    """Gives the folder that was chosen; None where it was left with Esc."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+y", "choose_folder", "Here", id="folder.choose", tooltip="This folder"),
    ]

    DEFAULT_CSS = f"""
    {calm("PickFolderScreen")}
    PickFolderScreen CurrentDirectory {{ height: 1; border: none; }}
    PickFolderScreen InputBar Button {{ min-width: 10; }}
    """

    def __init__(self, folder: Path, title: str, button: str) -> None:
        """Start in this folder; the home folder where it is not there any more."""
        super().__init__(
            folder if folder.is_dir() else Path.home(),
            f"{title} · Enter opens · Ctrl+Y takes this folder · Esc goes back",
            select_button=button,
        )

    def on_mount(self) -> None:
        """Buttons of one line: the title names the keys."""
        for button in self.query(Button):
            button.compact = True

    def action_choose_folder(self) -> None:
        """Take the folder whose name stands above the list."""
        self.dismiss(self.query_one(DirectoryNavigation).location)

    def _input_bar(self) -> ComposeResult:
        """Nothing: the folder's name stands above the list."""
        yield from ()
