"""Settling one parked scan: what it was, and what can be done with it."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual.binding import Binding, BindingType

from inventory.errors import ChampionError, NotRecorded
from inventory.model import Parked
from inventory.services import inbox, pages
from inventory.verdict import Code
from tui.inbox_words import label_of, name_of, what_was_scanned, why, word_of_code
from tui.record_words import Line
from tui.screens.ask_text import AskTextScreen
from tui.screens.find_device import FindDeviceScreen
from tui.screens.pick_page import PickPage

_SAY: Mapping[str, str] = {
    Code.UNLISTED: "Written down elsewhere: say what was done",
    Code.STRAY: "Sent back or set aside: say what was done",
}


class SettleScreen(PickPage[str]):
    """Gives a sentence on what was done; None where it was left with Esc."""

    WORD = "Settle"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave it", id="settle.leave", tooltip="Let it wait"),
    ]

    def __init__(self, parked: Parked) -> None:
        super().__init__()
        self._parked = parked

    def question(self) -> list[Line]:
        """What it was, why it waits, what is asked."""
        parked = self._parked
        return [
            [(f"{parked.claim}  ", "bold"), (word_of_code(parked.code), "ask")],
            [(what_was_scanned(self.office, parked), "plain")],
            [(why(self.office, parked), "plain")],
            [],
            [("What was done, or is to be done now? Enter picks.", "muted")],
            [],
        ]

    def choices(self) -> list[tuple[str, str]]:
        """What can be done."""
        parked = self._parked
        say = ("say", _SAY.get(parked.code, "Say what was done"))
        if parked.code == Code.UNLISTED:
            return [("bind", "It belongs to a device: let this code lead to it"), say]
        if parked.code == Code.UNKNOWN_PERSON and parked.person:
            return [("name", "Enter the name by hand"), say]
        if parked.code == Code.OUT_TO_OTHER and parked.device and parked.person:
            return [("hand_over", self._exchange(parked.device, parked.person)), say]
        return [say]

    def picked(self, choice: str) -> None:
        """What needs more is asked on a screen of its own."""
        {
            "bind": self._find_device,
            "name": self._ask_name,
            "hand_over": self._hand_over,
            "say": self._ask_what_was_done,
        }[choice]()

    def _exchange(self, device_id: str, person_id: str) -> str:
        """``Hand NS-104 to Maya Okonkwo now: taken back from Devon Wright``."""
        custody = pages.device_page(self.office, device_id).custody
        receiver = name_of(self.office, person_id)
        if custody.person == person_id:
            return f"{receiver} has it by now: nothing else to do"
        hand = f"Hand {label_of(self.office, device_id)} to {receiver} now"
        if custody.person is None:
            return hand
        return f"{hand}: taken back from {name_of(self.office, custody.person)}"

    def _find_device(self) -> None:
        def found(device_id: str | None) -> None:
            if device_id:
                label = label_of(self.office, device_id)
                said = f"{self._parked.raw} leads to {label} from now on."
                self._act_later(lambda: inbox.bind(self.office, self._parked, device_id), said)

        self.app.push_screen(FindDeviceScreen(), found)

    def _ask_name(self) -> None:
        def written(name: str | None) -> None:
            if name:
                said = f"{name} is entered with the ID {self._parked.person}."
                self._act_later(lambda: inbox.enter_person(self.office, self._parked, name), said)

        self.app.push_screen(
            AskTextScreen(
                f"Who has the ID {self._parked.person}?",
                "First and last name. The next roster import matches the ID by itself.",
                "Name",
            ),
            written,
        )

    def _hand_over(self) -> None:
        device = label_of(self.office, self._parked.device)
        said = f"{device} is with {name_of(self.office, self._parked.person)} now."
        self._act_later(lambda: inbox.hand_over(self.office, self._parked), said)

    def _ask_what_was_done(self) -> None:
        def written(outcome: str | None) -> None:
            if outcome:
                self._act_later(lambda: inbox.settle(self.office, self._parked, outcome), outcome)

        self.app.push_screen(
            AskTextScreen(
                f"What was done about {self._parked.claim}?",
                "A few words, kept with the scan: where it is now, who has it.",
                "What was done",
            ),
            written,
        )

    def _act_later(self, act: Callable[[], None], said: str) -> None:
        """Once this screen is back in front, which clears its strip."""
        self.call_later(self._act, act, said)

    def _act(self, act: Callable[[], None], said: str) -> None:
        try:
            act()
        except NotRecorded as fault:
            self.champion.stop_scanning(fault)
        except ChampionError as refused:
            self.show_strip((f"{refused.message} ", "ask"), (refused.hint, "muted"))
        else:
            self.dismiss(f"{self._parked.claim} is settled: {said}")
