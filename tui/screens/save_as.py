"""The dialog that asks where a file goes; a file that is there is never written over."""

import os
from pathlib import Path

from textual import on
from textual.content import Content
from textual.widgets import Button, Input
from textual_fspicker import FileSave
from textual_fspicker.base_dialog import Dialog
from textual_fspicker.parts import DirectoryNavigation

from tui.screens.file_dialog import PlainNames, calm


class SaveAsScreen(PlainNames, FileSave):
    """Gives the path that was chosen; None where it was left with Esc."""

    ERROR_OVERWRITE_IS_NOT_ALLOWED = "There is a file of this name. Choose another one."
    ERROR_A_FILE_MUST_BE_CHOSEN = "Type a name for the file."
    ERROR_PERMISSION_ERROR = "This folder can't be opened. Choose another one."

    DEFAULT_CSS = f"""
    {calm("SaveAsScreen")}
    SaveAsScreen InputBar Input {{ margin: 1 0; }}
    """

    def __init__(self, folder: Path, name: str, title: str = "") -> None:
        """Start in this folder with this name; a CSV file where no ``title`` says what else."""
        self._only_csv = not title
        title = title or "Save as CSV, for a spreadsheet"
        super().__init__(
            folder,
            f"{title} · Enter saves · Esc goes back",
            can_overwrite=False,
            default_file=name,
            suggest_completions=False,
        )

    def on_mount(self) -> None:
        """Enter saves at once: the name has the focus, not the list of files.

        The library's own handler comes after this one, and gives it to the list.
        """
        self.call_next(self.query_one(Input).focus)

    @on(Input.Submitted)
    @on(Button.Pressed, "#select")
    def refuse_where_nothing_can_be(self, event: Input.Submitted | Button.Pressed) -> None:
        """Stay, and say why, where no file can be: before the dialog closes and anything begins."""
        if why_not := self._why_not(self.query_one(Input).value):
            event.stop()
            event.prevent_default()
            self._set_error(why_not)
        elif self.query_one(Input).value:
            # The dialog opens a folder that was typed, empties the field and leaves it.
            self.call_later(self._suggest_again)

    def _suggest_again(self) -> None:
        """In the folder that was opened the same name is suggested, and the next Enter saves."""
        field = self.query_one(Input)
        if self.is_active and not field.value:
            field.value = Path(self._default_file or "").name
            field.cursor_position = len(field.value)
            field.focus()

    def _why_not(self, typed: str) -> str:
        """What is wrong with what was typed, in a sentence; empty where nothing is."""
        try:
            # The folder above the list is there; one that is typed before the name may not be.
            wanted = self.query_one(DirectoryNavigation).location / Path(typed).expanduser()
            if wanted.is_dir():
                return ""
            folder = wanted if typed.endswith(_SEPARATORS) else wanted.parent
            if not folder.is_dir():
                return f"There is no folder {_short(folder.name)}. Choose one that is there."
            if not os.access(folder, os.W_OK):
                return f"Nothing can be saved in {_short(folder.name)}. Choose another folder."
            if self._only_csv and "." in wanted.name and not wanted.name.lower().endswith(".csv"):
                return "This is saved as CSV. Let its name end with .csv."
        except PermissionError:
            return self.ERROR_PERMISSION_ERROR
        except (OSError, ValueError, RuntimeError):
            return "No file can be called so. Choose a shorter name, without special characters."
        return ""

    def _set_error(self, message: str = "") -> None:
        """Show what is wrong, as it is: a folder may be called ``[b]``."""
        self.query_one(Dialog).border_subtitle = Content(message)


_SEPARATORS = tuple(filter(None, (os.sep, os.altsep)))


def _short(name: str) -> str:
    """A folder's name in quotes, cut where the line would have no room for it."""
    return f"“{name if len(name) <= _LONGEST else name[: _LONGEST - 1] + '…'}”"


_LONGEST = 24
"""Characters of a folder's name that are shown: the sentence has one line of 76."""
