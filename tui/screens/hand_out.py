"""Hand out: one student, their device, the next student."""

from inventory.model import Kind, Mode
from inventory.services.glance import Tally
from tui.screens.scan_screen import ScanScreen
from tui.widgets.figures_line import Figure


class HandOutScreen(ScanScreen):
    """Devices go to students, staff, or a place."""

    WORD = "Hand out"
    TONE = "out"
    MODE = Mode.OUT
    DOES = Kind.ISSUE
    IDLE = ("Scan a student's card", "Then the device. It is handed out with that scan.", "")
    DEFAULT_CSS = """
    HandOutScreen #side { width: 40; }
    """

    def idle_lines(self) -> tuple[str, str, str]:
        """Who gets what is scanned next, where somebody stands here."""
        table = self.desk.table
        if table.person:
            name = self.champion.name_of(table.person)
            return "Scan a device", f"It goes to {name}.", "Somebody else? Their card first."
        if table.place:
            return "Scan a device", f"It goes to {table.place}.", "Somebody? Their card first."
        return self.IDLE

    def figures(self, tally: Tally) -> list[Figure]:
        """How many went out today, how many students have nothing yet."""
        figures: list[Figure] = [
            (f"{tally.done:,} out today", "plain"),
            (f"{tally.to_go:,} to go", "plain"),
        ]
        if tally.parked:
            figures.append((f"{tally.parked:,} parked", "ask"))
        return figures + self.pace_words(tally.to_go)
