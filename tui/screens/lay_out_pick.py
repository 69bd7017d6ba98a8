"""Picking one of several names, or all of them."""

from collections.abc import Sequence

from tui.screens.pick_page import PickPage
from tui.widgets.text_lines import Toned

ALL = "\n"
"""What is given for all of them: no name has a line end."""


class LayOutPick(PickPage[str]):
    """Gives a name, ``ALL``, or None where it was left."""

    WORD = "Lay out"

    def __init__(self, title: str, all_of_them: str, names: Sequence[tuple[str, str]]) -> None:
        """Each name with what it is shown as."""
        super().__init__()
        self._title = title
        self._choices = [(ALL, all_of_them), *names]

    def question(self) -> list[list[Toned]]:
        """What is asked, and the keys that answer it."""
        return [[(self._title, "bold")], [("Enter picks one. Esc leaves it.", "muted")]]

    def choices(self) -> list[tuple[str, str]]:
        """Each by its place in the list: a name can be any text."""
        return [(str(at), words) for at, (_, words) in enumerate(self._choices)]

    def picked(self, choice: str) -> None:
        """Give the name."""
        self.dismiss(self._choices[int(choice)][0])
