"""Pages that ask which sheet, homeroom, place, list or paper the labels are for."""

from collections.abc import Sequence

from inventory.files.labels.stock import STOCKS
from inventory.text import safe
from tui.screens.pick_page import PickPage
from tui.widgets.text_lines import Toned

OWN = "own"
PAPERS = {"letter": "Letter, 8.5 × 11 inches", "a4": "A4, 210 × 297 mm"}


class ChoicePage(PickPage[str]):
    """Gives the id of what was picked."""

    WORD = "Labels"

    def __init__(self, asked: str, about: str, choices: Sequence[tuple[str, str]]) -> None:
        """Each choice as its id and what it says."""
        super().__init__()
        self._asked, self._about = asked, about
        self._choices = list(choices)

    def question(self) -> list[list[Toned]]:
        """What is asked, and what to know."""
        return [[(self._asked, "bold")], [(self._about, "muted")], []]

    def choices(self) -> list[tuple[str, str]]:
        """The choices."""
        return self._choices

    def picked(self, choice: str) -> None:
        """Say which."""
        self.dismiss(choice)


def sheet_page() -> ChoicePage:
    """Which labels are in the printer; ``own`` is a size to be typed."""
    return ChoicePage(
        "Which labels are in the printer?",
        "Other numbers of the same sheets: 8160 is 5160, 8167 is 5167.",
        [
            *((name, f"Avery {name:<8}{stock.words}") for name, stock in STOCKS.items()),
            (OWN, "Own size…     any other sheet, plain paper to cut, or a label printer"),
        ],
    )


def name_page(asked: str, about: str, everything: str, names: Sequence[str]) -> ChoicePage:
    """Which of some names, each known by its number; ``all`` is none of them."""
    return ChoicePage(
        asked, about,
        [("all", everything), *((str(at), safe(name)) for at, name in enumerate(names))],
    )  # fmt: skip


def list_page() -> ChoicePage:
    """Where the list comes from: ``file``, ``scan``, or ``none``."""
    return ChoicePage(
        "Print only what is in a list?",
        "Good for a handful of devices whose labels have come off.",
        [
            ("none", "No list: all that the other rows ask for"),
            ("file", "A file with one code on each line…"),
            ("scan", "What I scan now: every scan on the next page adds a label"),
        ],
    )


def paper_page(remembered: str) -> ChoicePage:
    """Which paper a whole page is printed on, the one of the last time first."""
    first = sorted(PAPERS.items(), key=lambda paper: paper[0] != remembered)
    return ChoicePage("Which paper is in the printer?", "Plain paper; print at 100 %.", first)
