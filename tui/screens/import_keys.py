"""The keys of the preview: what an import is, and what may be said of its file."""

from typing import Final

from textual.binding import Binding, BindingType

from tui.widgets.letter_keys import letter_key


def _letter(letter: str, action: str, label: str, tooltip: str) -> Binding:
    """A letter in either case; the footer shows it as it is printed on the keyboard."""
    return letter_key(letter, action, label, f"preview.{label.lower()}", tooltip)


PREVIEW_BINDINGS: Final[list[BindingType]] = [
    _letter("I", "import_plan", "Import", "Import what is shown"),
    Binding(
        "escape", "leave", "Leave it", id="preview.leave",
        tooltip="Go back without a change, or stop what goes on",
    ),
    _letter("M", "say('columns')", "Columns", "Say which column is which, and read again"),
    _letter("R", "save_refused", "Refused", "Save the refused rows as a CSV file, to be mended"),
    _letter("P", "say('part')", "Part", "The file lists only some: nothing is gone; or all"),
    _letter("L", "toggle_left", "Left", "Keep people who are gone, or record them as left"),
    _letter("N", "say('names')", "Names", "Mend the names that a comma has split"),
    _letter("U", "say('users')", "Users", "Take the users in the file as holders"),
    _letter("O", "say('school')", "School", "Read only one of the file's schools"),
]  # fmt: skip

NEEDS: Final = {"import_plan": "import", "toggle_left": "left", "save_refused": "refused"}
"""Action → what has to be offered for it; ``say`` has it as its parameter."""

IN_HELP_ONLY: Final = frozenset({"list.filter", "list.sort", "list.save"})
"""Keys of every list for which the line of keys has no room beside these."""
