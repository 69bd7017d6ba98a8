"""Choosing what shape a device is in."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import OptionList

from inventory.model import Service
from inventory.services import service_state
from tui.record_words import SERVICE_WORDS
from tui.screens.choices import Choices
from tui.screens.page import MODE_KEYS, Page
from tui.widgets.text_lines import TextLines


class ConditionScreen(Page[Service | None]):
    """Gives the condition that was picked; None where it was left with Esc."""

    WORD = "Condition"
    LEFT_OUT = MODE_KEYS
    AUTO_FOCUS = "Choices"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave it", id="condition.leave", tooltip="Change nothing"),
    ]

    DEFAULT_CSS = """
    ConditionScreen #question { height: 4; padding: 1 3 0 3; }
    """

    def __init__(self, label: str, now: Service) -> None:
        """``label`` is what the device's sticker says, ``now`` its condition so far."""
        super().__init__()
        self._label = label
        self._now = now

    def content(self) -> ComposeResult:
        """The question, and the conditions that a school may set."""
        yield TextLines(
            [
                [(f"{self._label} ", "bold"), (f"is {SERVICE_WORDS[self._now]}", "plain")],
                [("What is it now? Who has it does not change. Enter picks.", "muted")],
            ],
            id="question",
        )
        yield Choices(
            (service.value, SERVICE_WORDS[service].capitalize())
            for service in service_state.CHOICES
        )

    @on(OptionList.OptionSelected)
    def pick(self, message: OptionList.OptionSelected) -> None:
        """Enter picks."""
        message.stop()
        self.dismiss(Service(str(message.option_id)))

    def action_leave(self) -> None:
        """Change nothing."""
        self.dismiss(None)
