"""A letter as a key: in either case, and in the footer as it is printed on the keyboard."""

from typing import Any

from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

from tui.widgets.strokes import Sort, Stroke

NO_LETTERS = frozenset("/ ")
"""The one makes text of what follows at once, however quickly that is typed; with the other no code
begins, and people press it quickly before Enter."""


class LetterKey(Binding):
    """A binding that counts only when its letter is typed alone."""


def letter_key(letter: str, action: str, label: str, name: str, tooltip: str) -> Binding:
    """The binding of a capital ``letter``, called ``name``; the small one does the same."""
    return LetterKey(
        f"{letter.lower()},{letter}", action, label, key_display=letter, id=name, tooltip=tooltip
    )


def counts_alone(screen: Screen[Any], stroke: Stroke) -> bool:
    """Whether a key counts on this screen only when nothing is typed close to it.

    So it is with all that types where a letter is a key, of the screen or of the list on it: a slow
    scanner's code, of which any character may come first, would press it. What a field takes is
    text.
    """
    if stroke.sort is not Sort.TEXT or stroke.character in NO_LETTERS:
        return False
    focused = screen.focused
    if focused is None:
        return _has_letter_keys(screen)
    if focused.check_consume_key(stroke.key, stroke.character):
        return False
    return any(_has_letter_keys(node) for node in focused.ancestors_with_self)


def _has_letter_keys(node: DOMNode) -> bool:
    return any(
        isinstance(binding, LetterKey)
        for kind in type(node).__mro__
        for binding in vars(kind).get("BINDINGS", ())
    )
