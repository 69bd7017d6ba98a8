"""What the app would be without its guards: a Label that is given hostile text as it is."""

from textual import events
from textual.app import App, ComposeResult
from textual.markup import MarkupError
from textual.widgets import Label, Static

from tests.trust.hostile import PAYLOADS, live


class UnguardedApp(App[None]):
    """Any key shows the next text; the line below says what came of it."""

    def compose(self) -> ComposeResult:
        yield Label("READY", id="text")
        yield Static("", id="said", markup=False)

    def on_mount(self) -> None:
        self.shown = -1

    def on_key(self, event: events.Key) -> None:
        """Show the next one."""
        event.stop()
        self.shown += 1
        said = self.query_one("#said", Static)
        try:
            self.query_one("#text", Label).update(PAYLOADS[self.shown].text[:300])
        except MarkupError:
            said.update(f"CRASH{self.shown:02}")
        else:
            self.call_after_refresh(self._tell)

    def _tell(self) -> None:
        words = "LIVE" if live(self) else "DEAD"
        number = f"{self.shown:02}"
        self.query_one("#said", Static).update(f"SHOWN{number} {words}{number}")


if __name__ == "__main__":
    UnguardedApp().run()
