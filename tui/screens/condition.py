"""Choosing what shape a device is in."""

from inventory.model import Service
from inventory.services import service_state
from tui.record_words import SERVICE_WORDS, Line
from tui.screens.pick_page import PickPage


class ConditionScreen(PickPage[Service]):
    """Gives the condition that was picked; None where it was left with Esc."""

    WORD = "Condition"

    def __init__(self, label: str, now: Service) -> None:
        """``label`` is what the device's sticker says, ``now`` its condition so far."""
        super().__init__()
        self._label = label
        self._now = now

    def question(self) -> list[Line]:
        """What it is so far."""
        return [
            [(f"{self._label} ", "bold"), (f"is {SERVICE_WORDS[self._now]}", "plain")],
            [("What is it now? Who has it does not change. Enter picks.", "muted")],
            [],
        ]

    def choices(self) -> list[tuple[str, str]]:
        """The conditions that a school may set."""
        return [(one.value, SERVICE_WORDS[one].capitalize()) for one in service_state.CHOICES]

    def picked(self, choice: str) -> None:
        """Enter picks."""
        self.dismiss(Service(choice))
