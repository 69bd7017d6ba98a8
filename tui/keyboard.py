"""The keyboard's side of the app: every key and every burst of a scanner goes through here."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from textual import events
from textual.dom import DOMNode

from inventory.errors import ChampionError
from inventory.services.office import Office
from tui.calm import CalmApp
from tui.hand_over import HandOver
from tui.screens.page import Page
from tui.widgets.standstill import THIS_PROCESS

if TYPE_CHECKING:
    from textual.actions import ActionParseResult

    from tui.hand_over import Typed
    from tui.widgets.key_gate import AltDigits, Burst, KeyGate
    from tui.widgets.strokes import Stroke


class KeyboardApp(CalmApp[str]):
    """Sees each key before bindings and focus do, and gives a scan to whom it belongs."""

    office: Office
    _hand_over: HandOver

    typed_at = 0.0
    """When the last key came, in the monotonic seconds of the office's clock."""
    typed_before = float("-inf")
    """When the one before it came."""

    @cached_property
    def _gate(self) -> "KeyGate":
        """What stands between the keyboard and every screen; made for the first key."""
        from tui.widgets.key_gate import KeyGate

        return KeyGate(
            self,
            forward=self._forward,
            on_burst=self._burst_arrived,
            scanning=lambda: isinstance(self.screen, Page) and self.screen.TAKES_SCANS,
            alone=self._counts_alone,
            on_alt_digits=self._alt_digits_arrived,
        )

    def _counts_alone(self, stroke: "Stroke") -> bool:
        """Whether a key may be a letter of the page in front, and no text for a field on it."""
        from tui.widgets.letter_keys import counts_alone

        return isinstance(self.screen, Page) and counts_alone(self.screen, stroke)

    async def on_event(self, event: events.Event) -> None:
        """Let the gate see every key before bindings and focus do."""
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            THIS_PROCESS.watch()
            self.typed_before, self.typed_at = self.typed_at, self.office.clock.monotonic()
            await self._hand_over.take(event)
        else:
            await super().on_event(event)

    async def _forward(self, event: events.Key) -> None:
        await self._hand_over.pass_on(event, super().on_event)

    async def _take_typed(self, event: "Typed") -> None:
        if isinstance(event, events.Key):
            await self._gate.take(event)
        else:
            await super().on_event(event)

    def pass_on_scan(self, text: str, at: float) -> None:
        """Give a scan to the screen in front, which another one was left for."""
        from tui.widgets.key_sorter import Burst

        self.take_burst(Burst(text, at))

    def take_burst(self, burst: "Burst") -> None:
        """Give what a scanner typed away from a scan line to whom it belongs."""
        raise NotImplementedError

    def stop_scanning(self, fault: ChampionError, scan: str = "") -> None:
        """Nothing more can be relied on: one clear screen, until a person says go on."""
        raise NotImplementedError

    @contextmanager
    def stopping_at_faults(self, scan: str = "") -> Iterator[None]:
        """Lead to the clear screen from where a key, a scan or a timer met what can't be read."""
        try:
            yield
        except ChampionError as fault:
            self.stop_scanning(fault, scan)

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do what a key or the palette asks for; the clear screen where the file can't be read."""
        with self.stopping_at_faults():
            return await super().run_action(action, default_namespace, namespaces)
        return True

    @property
    def is_alone(self) -> bool:
        """Whether the screen in front has to be answered before anything else works."""
        return isinstance(self.screen, Page) and self.screen.ALONE

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Nothing but leaving works while the screen in front has to be answered."""
        return action == "quit" or not (self.screen_stack and self.is_alone)

    async def _burst_arrived(self, burst: "Burst") -> None:
        self.take_burst(burst)

    async def _alt_digits_arrived(self, _: "AltDigits") -> None:
        self.notify(
            "The scanner types with Alt and the number pad. Switch it to USB keyboard mode.",
            title="Scanner",
            severity="warning",
            markup=False,
        )
        if isinstance(self.screen, Page):
            self.screen.take_alt_digits()
