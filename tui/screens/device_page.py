"""The page of one device, and saying what shape it is in."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.binding import BindingType

from inventory.errors import ChampionError, NotRecorded, StoreRefused
from inventory.model import Event, Service
from inventory.services import pages, service_state
from tui.record_words import SERVICE_WORDS, Line, as_of, device_lines
from tui.screens.ask_text import AskTextScreen
from tui.screens.condition import ConditionScreen
from tui.screens.history import DEVICE_HISTORY
from tui.screens.record_page import RecordPage
from tui.widgets.letter_keys import letter_key


class DeviceScreen(RecordPage):
    """What it is, who or where answers for it, and all that happened with it."""

    WORD = "Device"
    COLUMNS = DEVICE_HISTORY
    OF_DEVICE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        letter_key(
            "C", "set_condition", "Condition", "device.condition",
            "Say that it is lost, stolen, in repair, to be checked or ready",
        ),
    ]  # fmt: skip

    def read_record(self) -> tuple[list[Line], Sequence[Event]]:
        """The register's word, and the device's events."""
        page = pages.device_page(self.office, self.record_id, self.at)
        return device_lines(self.office, page), page.history

    def open_other(self, event: Event) -> None:
        """Go on to the person; Esc leads back to the list from there too."""
        if not event.person:
            self.show_strip(("This line names no person.", "muted"))
            return
        from tui.screens.person_page import PersonScreen

        page = pages.person_page(self.office, event.person)
        self.app.switch_screen(PersonScreen(page.person.person_id, self.at))

    def action_set_condition(self) -> None:
        """Choose a condition, on a screen of its own; not of a day that is over."""
        if self.at:
            said = "A, then Enter, goes back to now."
            self.show_strip((f"This is {as_of(self.at)}. ", "ask"), (said, "muted"))
            return
        page = pages.device_page(self.office, self.record_id)
        self.app.push_screen(
            ConditionScreen(page.device.label, page.custody.service),
            lambda service: self._ask_note(page.device.label, service) if service else None,
        )

    def _ask_note(self, label: str, service: Service) -> None:
        needed = service_state.NEEDS_NOTE.get(service)
        if needed is None:
            self.call_later(self._keep, service, "")
            return
        title = f"{label} is {SERVICE_WORDS[service]}"
        self.app.push_screen(
            AskTextScreen(title, needed, "Note"), partial(self._keep_later, service)
        )

    def _keep_later(self, service: Service, note: str | None) -> None:
        """After the screen has come back to the front, which clears its strip."""
        if note:
            self.call_later(self._keep, service, note)

    def _keep(self, service: Service, note: str) -> None:
        try:
            service_state.set_service(self.office, self.record_id, service, note)
        except (NotRecorded, StoreRefused) as fault:
            self.champion.stop_scanning(fault)
            return
        except ChampionError as refused:
            self.show_strip((f"{refused.message} ", "ask"), (refused.hint, "muted"))
            return
        self.refresh_page()
        self.show_strip(
            (f"✓ Recorded: {SERVICE_WORDS[service]}.", "ok"),
            (" Ctrl+Z on a scan screen undoes it.", "muted"),
        )
