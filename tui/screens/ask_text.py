"""One line of text from the keyboard, on a screen of its own, off the way of scans."""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from inventory.errors import ChampionError
from tui.screens.page import MODE_KEYS, Page
from tui.widgets.text_lines import TextLines


class AskTextScreen(Page[str | None]):
    """Asks for one line; gives it, or None where it was left with Esc."""

    WORD = "Write"
    LEFT_OUT = MODE_KEYS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave it", id="ask.leave", tooltip="Go back without writing"),
    ]

    DEFAULT_CSS = """
    AskTextScreen #question { height: 5; padding: 1 3; }
    AskTextScreen Input { margin: 0 3; }
    """

    def __init__(
        self, title: str, explanation: str, placeholder: str, value: str = "",
        *, may_be_empty: bool = False, secret: bool = False, replaces: bool = False,
        check: Callable[[str], object] = str,
    ) -> None:  # fmt: skip
        """With ``replaces`` the first letter that is typed takes the place of ``value``.

        ``check`` raises ChampionError for what can't be the answer: that is said, and asked again.
        """
        super().__init__()
        self._question = title
        self._explanation = explanation
        self._placeholder = placeholder
        self._value = " ".join(value.splitlines())  # a field has one line, data may have more
        self._may_be_empty = may_be_empty
        self._secret = secret
        self._replaces = replaces
        self._check = check
        self._was_empty = False
        """Whether the strip says that nothing is written."""

    def content(self) -> ComposeResult:
        """The question, what becomes of the answer, and the field."""
        yield TextLines(
            [
                [(self._question, "bold")],
                [(self._explanation, "muted")],
                [("Enter keeps it. Esc leaves it.", "muted")],
            ],
            id="question",
        )
        yield Input(
            self._value, placeholder=self._placeholder, select_on_focus=self._replaces,
            password=self._secret,
        )  # fmt: skip

    @on(Input.Submitted)
    def keep(self, message: Input.Submitted) -> None:
        """Enter keeps what is written, if anything is or need not be."""
        message.stop()
        answer = message.value.strip()
        if not answer and not self._may_be_empty:
            self._was_empty = True
            self.show_strip(("Nothing is written yet. Esc goes back.", "ask"))
            return
        try:
            self._check(answer)
        except ChampionError as refused:
            self.show_strip((f"{refused.message} ", "ask"), (refused.hint, "muted"))
        else:
            self.dismiss(answer)

    @on(Input.Changed)
    def forget_refusal(self, message: Input.Changed) -> None:
        """Something is written now; what else the strip says of an answer stays."""
        if self._was_empty and message.value.strip():
            self._was_empty = False
            self.show_strip()

    def action_leave(self) -> None:
        """Go back without an answer."""
        self.dismiss(None)
