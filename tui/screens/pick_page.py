"""A page with some facts on top, and below them what can be picked with Enter."""

from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import OptionList

from tui.screens.choices import Choices
from tui.screens.page import MODE_KEYS, Page
from tui.widgets.text_lines import TextLines, Toned

Result = TypeVar("Result")


class PickPage(Page[Result | None], Generic[Result]):
    """Gives what came of the pick; None where it was left with Esc."""

    LEFT_OUT = MODE_KEYS
    AUTO_FOCUS = "Choices"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave it", id="pick.leave", tooltip="Change nothing"),
    ]

    DEFAULT_CSS = """
    PickPage #question { height: auto; padding: 1 3 0 3; }
    """

    def content(self) -> ComposeResult:
        """The facts with the question, and the choices."""
        lines = self.question()
        text = TextLines(lines, id="question")
        text.styles.height = len(lines) + 1
        yield text
        yield Choices(self.choices())

    def question(self) -> list[list[Toned]]:
        """What there is to know, and what is asked."""
        raise NotImplementedError

    def choices(self) -> list[tuple[str, str]]:
        """What can be picked: an id, and what it says."""
        raise NotImplementedError

    def picked(self, choice: str) -> None:
        """Go on with what was picked, known by its id."""
        raise NotImplementedError

    @on(OptionList.OptionSelected)
    def pick(self, message: OptionList.OptionSelected) -> None:
        """Enter picks."""
        message.stop()
        if self.is_active:  # a second Enter may have been on its way
            self.picked(str(message.option_id))

    def action_leave(self) -> None:
        """Change nothing."""
        self.dismiss(None)
