"""Take back: committed with the normal outcome; a key amends the last one."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from inventory.model import Kind, Mode
from inventory.rules.commands import Command
from inventory.services import bags
from inventory.services.glance import Tally
from inventory.verdict import Code, Verdict
from tui.screens.hot_screen import HotScreen
from tui.widgets.figures_line import Figure


class TakeBackScreen(HotScreen):
    """Devices come back; what was wrong with one is said after its scan, not before."""

    WORD = "Take back"
    TONE = "back"
    MODE = Mode.BACK
    DOES = Kind.RETURN
    IDLE = (
        "Scan a device",
        "It is taken back with that scan. A place first: it goes there.",
        "Ctrl+B: by bag. Ctrl+K: look at what came in bags.",
    )
    DEFAULT_CSS = """
    TakeBackScreen #side { width: 40; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+b", "next_bag", "By bag", id="back.bag",
            tooltip="Take back by bag; again: the next bag",
        ),
        Binding(
            "ctrl+l", "line_again", "Line", id="back.line", show=False,
            tooltip="The bags are done: take back from the line again",
        ),
    ]  # fmt: skip

    def idle_lines(self) -> tuple[str, str, str]:
        """Which bag is open; whose was the last, where Champion was closed in the midst of it."""
        first, second, third = self.IDLE
        table = self.desk.table
        if table.bag is not None:
            whose = f"{table.bag}'s bag" if table.bag else "a bag: it says whose"
            return first, f"It lies in {whose}.", "Ctrl+B: the next bag. Ctrl+L: the line again."
        if table.person:
            name = self.champion.name_of(table.person)
            return (
                first,
                f"It is taken back, brought by {name}.",
                "Somebody else? Their card first.",
            )
        if bag := bags.last_bag(self.office):
            whose = "a bag" if bag == bags.UNKNOWN else f"{bag}'s bag"
            third = f"The last device came in {whose}: Ctrl+B goes on with it."
        return first, second, third

    def bar_text(self) -> str:
        """Which bag, the table, and where returns go."""
        if not self.is_mounted:
            return super().bar_text()
        table = self.desk.table
        bag = "" if table.bag is None else f"bag {table.bag or '?'} · {table.in_bag} in it"
        place = f"to: {table.place}" if table.place else ""
        return " · ".join(filter(None, (bag, super().bar_text(), place)))

    def action_next_bag(self) -> None:
        """Take back by bag, or close this bag and begin the next."""
        self.answer(lambda: self.desk.command(Command.BAG))

    def action_line_again(self) -> None:
        """Take back from the line."""
        self.answer(lambda: self.desk.command(Command.BACK))

    def figures(self, tally: Tally) -> list[Figure]:
        """How many came back today, how many are still out."""
        figures: list[Figure] = [
            (f"{tally.done:,} back today", "plain"),
            (f"{tally.out:,} to come", "plain"),
        ]
        if tally.parked:
            figures.append((f"{tally.parked:,} parked", "ask"))
        return figures + self.pace_words(tally.out)

    def who(self, verdict: Verdict) -> tuple[str | None, str]:
        """The one whom it came from, and who brought it."""
        bringer = self.desk.table.person
        if verdict.person is None or verdict.code is Code.PERSON:
            return bringer or verdict.person, ""
        if bringer is None or verdict.code is Code.UNDONE:
            return verdict.person, ""
        if bringer == verdict.person:
            return verdict.person, "brought it back"
        return verdict.person, f"brought by {self.champion.name_of(bringer)}"
