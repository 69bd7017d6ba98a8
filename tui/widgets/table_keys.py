"""The keys of the table, the same on every list."""

from typing import Final

from textual.binding import Binding, BindingType

from tui.widgets.letter_keys import LetterKey


def _key(key: str, action: str, label: str, tooltip: str, cap: str = "") -> Binding:
    """A key that the footer shows, as it is printed on the keyboard where ``cap`` says so."""
    kind = LetterKey if len(key) == 1 else Binding
    name = f"list.{label.lower()}"
    return kind(key, action, label, key_display=cap or None, id=name, tooltip=tooltip)


def _move(key: str, action: str, label: str, tooltip: str) -> Binding:
    """A key that everybody tries anyway, so the footer leaves it out."""
    kind = LetterKey if len(key) == 1 else Binding
    name = f"list.{label.lower().replace(' ', '_')}"
    return kind(key, action, label, show=False, id=name, tooltip=tooltip)


TABLE_BINDINGS: Final[list[BindingType]] = [
    _key("enter", "open_row", "Open", "Open the row that the cursor is on"),
    _key("slash", "filter_rows", "Filter", "Show only the rows that hold the text you type", "/"),
    _key("s", "sort_rows", "Sort", "Sort by the next column; Shift+S turns the order round", "S"),
    _move("S", "reverse_rows", "Reverse", "Turn the order round"),
    _key("e", "save_rows", "Save", "Save the rows shown as a CSV file", "E"),
    _move("up", "move_cursor(-1)", "Up", "One row up"),
    _move("down", "move_cursor(1)", "Down", "One row down"),
    _move("pageup", "turn_page(-1)", "Page up", "One page up"),
    _move("pagedown", "turn_page(1)", "Page down", "One page down"),
    _move("home", "jump_to(0)", "First", "To the first row"),
    _move("end", "jump_to(-1)", "Last", "To the last row"),
]

LETTER_ACTIONS: Final = frozenset({"filter_rows", "sort_rows", "reverse_rows", "save_rows"})
"""What the keys do that type a character."""

KEEP_KEYS: Final = frozenset({"enter", "ctrl+j", "ctrl+m", "tab"})
"""What ends the filter line and keeps the filter; a scanner ends its codes with one of these."""


def type_filter(text: str, key: str, character: str | None) -> tuple[str, bool] | None:
    """The filter after this key and whether typing goes on; None for a key that types nothing."""
    if key == "escape":
        return "", False
    if key in KEEP_KEYS:
        return text.strip(), False
    if key == "backspace":
        return text[:-1], True
    if character is not None and character.isprintable():
        return text + character, True
    return None
