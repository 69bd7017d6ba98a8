"""The covered screen: nobody typed for a while, and nothing of students is to be seen."""

from textual import events
from textual.app import ComposeResult

from inventory.rules.duties import Operator
from inventory.rules.phrases import count
from tui.screens.page import Page
from tui.screens.who import Line, StartScreen
from tui.widgets.alarm import Alarm
from tui.widgets.strokes import BURST_LENGTH
from tui.widgets.text_lines import TextLines

SLOW = 0.25
"""Seconds: characters no further apart may be an old scanner's, and are not thrown away."""

_ENDS = frozenset({"enter", "ctrl+j", "ctrl+m", "tab"})


class LockedScreen(Page[None]):
    """Any key shows again what stands beneath; a scan counts there."""

    WORD = "Blanked"
    ALONE = COVERS = True
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    LockedScreen #locked { padding: 1 3; }
    LockedScreen ToastRack, LockedScreen Toast { visibility: hidden; }
    """

    def __init__(self, minutes: int) -> None:
        """``minutes`` are how long nobody typed."""
        super().__init__()
        self._minutes = minutes
        self._typed = ""
        self._silence = Alarm(self, self._open)

    def content(self) -> ComposeResult:
        """Whose screen it is, why it is blank, how to go on."""
        lines = [*blanked(self.office.school, self._minutes), []]
        go_on: Line = [("Any key", "accent"), (" shows it again. A scan counts at once.", "plain")]
        yield TextLines([*lines, go_on], id="locked")

    def take_scan(self, text: str, at: float) -> None:
        """Go on, and let the scan count where it would have."""
        self._typed = ""
        if self.is_active:
            self.dismiss(None)
        self.champion.pass_on_scan(text, at)

    def on_key(self, event: events.Key) -> None:
        """Any key goes on, and does nothing else; characters are waited for, if more follow."""
        event.stop()
        event.prevent_default()
        if event.character is not None and event.is_printable:
            self._typed += event.character
            self._silence.set(SLOW)
        elif event.key in _ENDS and len(self._typed) > 1:
            self._silence.cancel()
            self.take_scan(self._typed, event.time)
        else:
            self._open()

    def on_paste(self, event: events.Paste) -> None:
        """Some scanners paste: each line is a scan."""
        event.stop()
        for line in filter(None, map(str.strip, event.text.splitlines())):
            self.take_scan(line, event.time)

    def on_click(self) -> None:
        """A click goes on as well."""
        self._open()

    def _open(self) -> None:
        typed, self._typed = self._typed, ""
        if not self.is_active:
            return
        self.dismiss(None)
        if len(typed) >= BURST_LENGTH:
            self.champion.pass_on_scan(typed, self.champion.office.clock.monotonic())


class LockedListScreen(StartScreen):
    """The same where there is a list of operators: somebody has to say who goes on."""

    WORD = "Blanked"
    DEFAULT_CSS = """
    LockedListScreen ToastRack, LockedListScreen Toast { visibility: hidden; }
    """

    def __init__(self, people: list[Operator], minutes: int) -> None:
        """``people`` are on the list; ``minutes`` are how long nobody typed."""
        super().__init__(people)
        self._minutes = minutes

    def question(self) -> list[Line]:
        """Whose screen it is, why it is blank, and who goes on."""
        return [
            *blanked(self.office.school, self._minutes),
            [],
            [("Who goes on? ", "bold"), ("Scan a badge, or pick a name with Enter.", "plain")],
        ]


def blanked(school: str, minutes: int) -> list[Line]:
    """Why nothing is to be seen."""
    return [
        [(school, "bold")],
        [],
        [(f"Blanked after {count(minutes, 'minute')}. Nothing of students is shown.", "plain")],
    ]
