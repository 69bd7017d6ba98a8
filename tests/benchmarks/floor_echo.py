"""The floor under scan-to-screen and start-up: Textual's own Input echoing into a Static."""

from textual.app import App, ComposeResult
from textual.widgets import Input, Static


class EchoApp(App[None]):
    """Shows ``ACK:`` and the submitted text; does nothing else and keeps nothing."""

    def compose(self) -> ComposeResult:
        """One input, and one line that says READY until something was submitted."""
        yield Input()
        yield Static("READY", id="ack", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Show what was submitted and empty the input, as Textual's documentation does."""
        self.query_one("#ack", Static).update(f"ACK:{event.value}")
        event.input.value = ""


if __name__ == "__main__":
    EchoApp().run()
