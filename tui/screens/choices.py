"""A list of things that can be done, one of which is picked with Enter."""

from collections.abc import Iterable

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option


class Choices(OptionList):
    """Options whose text is never markup, the first one marked; each is known by its id."""

    DEFAULT_CSS = """
    Choices, Choices:focus { height: 1fr; background-tint: $background 0%; }
    """

    def __init__(self, choices: Iterable[tuple[str, str]]) -> None:
        """Each choice as its id and what it says."""
        super().__init__(*_options(choices), markup=False)
        self.highlighted = 0


def _options(choices: Iterable[tuple[str, str]]) -> list[Option]:
    return [Option(Content(words), id=name) for name, words in choices]
