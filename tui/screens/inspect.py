"""Inspect: what came in a bag, or has to be checked, is looked at one by one."""

from dataclasses import replace
from typing import ClassVar

from inventory.model import Kind, Mode
from inventory.services import inspection
from inventory.services.inspection import Count, ToCheck
from inventory.services.table import Question
from inventory.verdict import Code, Verdict
from tui.screens.hot_screen import HotScreen
from tui.widgets.figures_line import Figure, FiguresLine
from tui.widgets.key_bar import KeyBar
from tui.widgets.text_lines import TextLines, Toned

NOT_HERE = frozenset({"enter_person"})
"""Nothing is handed to anybody here."""

MOST_LISTED = 60
"""Devices that are listed beside the zones; the figure says how many there are."""

_AROUND = 6
"""Lines that are not beside the zones: the bar, the scan line, figures, keys, empty ones."""

_NOTHING_LEFT = "Nothing is left to check."


class InspectScreen(HotScreen):
    """A scan says that the device was looked at and is as usual; keys say what is not."""

    WORD = "Inspect"
    TONE = "check"
    MODE = Mode.CHECK
    DOES = Kind.AMEND
    IDLE: ClassVar[tuple[str, str, str]] = (
        "Scan a device that you looked at",
        "It is checked with that scan: normal wear, nothing missing.",
        "What is not so is said afterwards: by a key or a barcode.",
    )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:  # noqa: ARG002
        """Leave out what makes no sense here."""
        return action not in NOT_HERE

    def bar_text(self) -> str:
        """The table, and where checked devices are put."""
        place = self.desk.table.place if self.is_mounted else None
        return f"{super().bar_text()} · to: {place}" if place else super().bar_text()

    def who(self, verdict: Verdict) -> tuple[str | None, str]:
        """Of whom the device came in, and in which bag."""
        hot = self.desk.table.hot
        if hot is None or verdict.code is Code.PERSON:
            return verdict.person, ""
        return verdict.person, f"bag {hot.bag}" if hot.bag else ""

    def give_way(self) -> None:
        """A question that is left open goes to the Inbox now: its device lies here meanwhile."""
        super().give_way()
        asked = self.desk.table.asked
        with self._stopping_at_faults():
            claim = self.desk.leave()
            if asked and claim:
                self._say_parked(asked, claim)

    def _say_parked(self, asked: Question, claim: str) -> None:
        say = f"Nobody answered: parked as {claim}."
        hint = "It waits in the Inbox (F6). Or scan it again."
        at = self.office.clock.now().isoformat(timespec="milliseconds")
        parked = Verdict(asked.raw, Code.PARKED, say, hint, asked.scanned, claim=claim, at=at)
        whose = self._told.person if self._told else None
        self.show_verdict(replace(parked, person=whose))

    def show_figures(self) -> None:
        """Count what is left, and list it where there is room."""
        self.champion.show_inbox_count(self.query_one(KeyBar))
        done = inspection.count(self.office)
        self.query_one(FiguresLine).show(self._figures(done))
        self.show_beside()

    def show_beside(self) -> None:
        """What is left to check, bag by bag, on a wide screen."""
        if not self.has_class("-wide"):
            return
        left, number = inspection.left(self.office, MOST_LISTED), inspection.count(self.office).left
        side = self.query_one("#side", TextLines)
        side.show(_left_lines(left, number, self.size.height - _AROUND))

    def on_resize(self) -> None:
        """The list is as long as there is room for."""
        self.call_after_refresh(self._show_figures)

    def _figures(self, count: Count) -> list[Figure]:
        figures: list[Figure] = [(f"{count.done:,} checked today", "plain")]
        if not count.left:
            return [*figures, (_NOTHING_LEFT, "ok")]
        return [*figures, (f"{count.left:,} left to check", "plain"), *self.pace_words(count.left)]


def _left_lines(left: list[ToCheck], number: int, height: int) -> list[list[Toned]]:
    """The labels under their bags, each with whose it was; how many more there are of them all."""
    if not left:
        return [[(_NOTHING_LEFT, "muted")]]
    lines: list[list[Toned]] = [[("Left to check", "muted")]]
    wide = max(len(one.device) for one in left) + 2
    listed = left if number < height else left[: max(0, height - 2)]
    for one in listed:
        whose = f"bag {one.bag}  {one.person}" if one.bag else one.person
        lines.append([(f"{one.device:<{wide}}", "bold"), (whose, "plain")])
    if rest := number - len(listed):
        lines.append([(f"and {rest:,} more", "muted")])
    return lines
