"""The keys of a sheet of labels."""

from typing import Final

from textual.binding import Binding, BindingType

from tui.widgets.letter_keys import letter_key


def _letter(letter: str, action: str, label: str, tooltip: str) -> Binding:
    """A letter in either case; the footer shows it as it is printed on the keyboard."""
    return letter_key(letter, action, label, f"sheet.{action}", tooltip)


SHEET_BINDINGS: Final[list[BindingType]] = [
    _letter("P", "save", "Save", "Save the sheets: PDF, SVG, or ZPL for a label printer"),
    _letter("L", "leave_out", "Leave out", "Leave out what can't be printed, or ask again"),
    _letter("N", "notes", "Notes", "All that is not printed as it was asked for"),
    Binding("escape", "leave", "Back", id="sheet.leave", tooltip="One step back"),
]
