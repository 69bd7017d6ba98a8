"""A letter as a key: in either case, and in the footer as it is printed on the keyboard."""

from textual.binding import Binding


def letter_key(letter: str, action: str, label: str, name: str, tooltip: str) -> Binding:
    """The binding of a capital ``letter``, called ``name``; the small one does the same."""
    return Binding(
        f"{letter.lower()},{letter}", action, label, key_display=letter, id=name, tooltip=tooltip
    )
