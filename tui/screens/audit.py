"""Audit: the champion walks through the school, and each scan is a sighting."""

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from inventory.audit import Audit
from inventory.model import Kind, Mode
from inventory.rules.commands import Command
from inventory.services import glance
from inventory.services.desk import Desk
from inventory.services.glance import AuditCount
from inventory.verdict import Code, Verdict
from tui.screens import audit_words as words
from tui.screens.ask_text import AskTextScreen
from tui.screens.audit_words import Stand
from tui.screens.finish_audit import FinishScreen
from tui.screens.page import MODE_KEYS
from tui.screens.scan_screen import ScanScreen
from tui.widgets.event_feed import EventFeed, FeedRow
from tui.widgets.figures_line import FiguresLine
from tui.widgets.key_bar import KeyBar
from tui.widgets.mode_bar import ModeBar
from tui.widgets.scan_input import ScanInput
from tui.widgets.tag_columns import KEPT, TagColumns
from tui.widgets.text_lines import TextLines
from tui.widgets.verdict_panel import VerdictPanel

OFFER = "M or ZZYES: "
"""How the last line of a verdict begins that offers to put the record right."""

NOT_HERE = frozenset({"override", "enter_person"})
"""Nothing is handed out here, and a card that nobody knows is a find."""


class AuditLine(ScanInput):
    """The scan line; where nothing is typed, Ctrl+U belongs to the screen."""

    def on_key(self, event: events.Key) -> None:
        """Keep that one key from the line, which would clear what is typed."""
        if event.key == "ctrl+u" and not self.text:
            event.prevent_default()


class AuditScreen(ScanScreen):
    """Where I stand, what is left to find here, what did not match."""

    WORD = "Audit"
    TONE = "audit"
    MODE = Mode.AUDIT
    DOES = Kind.SIGHT
    LEFT_OUT = MODE_KEYS - {"app.inbox"}
    IDLE = (
        "Scan where you stand",
        "The label of a room or cart; then each device in it.",
        "A student's card first: the device is in their hands.",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+t", "attest", "They have it", id="audit.attest",
            tooltip="The person at the table says that they have what was not seen",
        ),
        Binding(
            "ctrl+u", "describe", "No code", id="audit.describe",
            tooltip="Keep a thing without a readable code, by what it looks like",
        ),
        Binding(
            "ctrl+l", "finish", "Finish", id="audit.finish",
            tooltip="All is scanned: what was not seen is accounted for, or missing",
        ),
        Binding(
            "escape", "leave", "Overview", id="audit.leave", show=False,
            tooltip="The audit's figures, and what comes next",
        ),
    ]  # fmt: skip

    DEFAULT_CSS = """
    AuditScreen #who { height: 4; padding: 1 3; }
    AuditScreen #left { height: 4fr; }
    AuditScreen #feed { height: 7fr; }
    """

    def __init__(self, desk: Desk | None = None) -> None:
        """Stand where the desk stands, if one is given."""
        super().__init__()
        self._given = desk
        self._audit: Audit | None = None
        self._stand = Stand()
        self._done: AuditCount | None = None

    def idle_lines(self) -> tuple[str, str, str]:
        """Where what is scanned next is seen, once that was said."""
        table = self.desk.table
        if table.person:
            return (
                "Scan a device",
                f"It is in the hands of {self.champion.name_of(table.person)}.",
                "",
            )
        if table.place:
            return "Scan a device", f"It is seen in {table.place}.", self.IDLE[2]
        return self.IDLE

    def zones(self) -> Iterable[Widget]:
        """Where I stand, verdict, what is left here, last events."""
        yield TextLines(id="who")
        yield VerdictPanel(id="verdict")
        yield TagColumns(id="left")
        yield EventFeed(id="feed")

    def scan_line(self) -> ScanInput:
        """The line to scan into."""
        return AuditLine(id="scan")

    def open_desk(self) -> Desk:
        """The table as it was left."""
        self._audit = glance.open_audit(self.office)
        return self._given or super().open_desk()

    def bar_text(self) -> str:
        """Which audit, where, since when."""
        audit = glance.open_audit(self.office)
        if audit is None:
            return f"{words.NO_AUDIT} · {self.office.school}"
        return words.bar_words(audit, self.office.school, self.office.clock.now())

    def on_resize(self) -> None:
        """The bars are as long as there is room for."""
        self.call_after_refresh(self._show_figures)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:  # noqa: ARG002
        """Leave out what makes no sense here."""
        return action not in NOT_HERE

    def draw_verdict(self, verdict: Verdict) -> None:
        """The verdict, and M while it offers to put the record right."""
        asked = self.desk.table.asked
        offers = asked is not None and not asked.again and verdict.next.startswith(OFFER)
        self.query_one(ScanInput).hot_keys = frozenset({"m"} if offers else ())
        super().draw_verdict(verdict)

    @on(ScanInput.HotKey)
    def put_right(self, message: ScanInput.HotKey) -> None:
        """M: the record follows what was seen."""
        message.stop()
        self.answer(lambda: self.desk.command(Command.YES))

    def action_attest(self) -> None:
        """Keep the word of the person at the table as evidence."""
        self.answer(self.desk.attest)

    def action_describe(self) -> None:
        """Ask what the thing looks like, on a screen of its own."""
        self.app.push_screen(
            AskTextScreen(
                "What does it look like?",
                "It gets a claim number: write that on a sticker and put it on the thing.",
                "black HP, no sticker, cracked lid",
            ),
            lambda said: self.answer(lambda: self.desk.describe(said)) if said else None,
        )

    def action_finish(self) -> None:
        """Ask once whether all is scanned."""
        if self._audit is None:
            self.action_leave()
        else:
            self.app.push_screen(FinishScreen(self._audit), self._finished)

    def action_leave(self) -> None:
        """Go to the overview; the table stays as it stands."""
        self.dismiss(None)

    def _finished(self, done: bool | None) -> None:
        if done and self.is_current:
            self.action_leave()

    def show_who(self, verdict: Verdict) -> None:  # noqa: ARG002
        """Where I stand now, and how much of it is seen."""
        self._read_stand()

    def show_nobody(self) -> None:
        """Nowhere, with nobody."""
        self._read_stand()

    def feed_row(self, verdict: Verdict) -> FeedRow:
        """The verdict with its place; in a blind audit without the name on record."""
        if self._audit and self._audit.scope.blind:
            verdict = replace(verdict, name="", homeroom="")
        row = FeedRow.of(verdict, verdict.place or "")
        return replace(row, device="", name=row.device) if verdict.code is Code.PLACE else row

    def show_beside(self) -> None:
        """What is left to find here."""
        title, labels, total = "", list[str](), 0
        if self._audit and not self._audit.scope.blind:
            stand = self._stand
            if stand.here and stand.here.left:
                labels = glance.audit_left_here(
                    self.office, self._audit.audit_id, stand.place, KEPT
                )
            title, labels, total = words.left_words(
                stand, labels, self._done, has_map=self.has_class("-wide")
            )
        self.query_one(TagColumns).show(title, labels, total)

    def show_figures(self) -> None:
        """Count the whole audit, if no other window finished it, and fill all that follows."""
        self.champion.show_inbox_count(self.query_one(KeyBar))
        before, self._audit = self._audit, glance.open_audit(self.office)
        if before != self._audit:
            self.query_one(ModeBar).show_right(self.right_text())
        self._done = glance.audit_count(self.office, self._audit) if self._audit else None
        self._read_stand()
        self.show_beside()
        line = words.figures(self._audit, self._done) if self._audit and self._done else []
        self.query_one(FiguresLine).show(line)
        if self.has_class("-wide"):
            self._show_map()

    def _show_map(self) -> None:
        """What stands beside the zones on a wide screen."""
        side = self.query_one("#side", TextLines)
        width, height = side.content_size
        here, done = self._stand.place, self._done
        if self._audit is None or done is None:
            side.show([])
        elif self._audit.scope.blind:
            side.show(words.scanned_lines(done, here, height))
        else:
            side.show(words.map_lines(done.places, here, width, height))

    def _read_stand(self) -> None:
        """Ask for no more than one place and one person: this is on the way of a verdict."""
        who = self.query_one("#who", TextLines)
        if self._audit is None:
            who.show([[(words.NO_AUDIT, "bold")], [("Esc leads to the overview.", "muted")]])
            return
        place, person = self.desk.table.place or "", self.desk.table.person
        name = self.champion.name_of(person) if person else ""
        self._stand = Stand(place, person=name)
        if not self._audit.scope.blind:
            audit_id = self._audit.audit_id
            here = glance.audit_here(self.office, audit_id, place) if place else None
            left = glance.audit_left_of(self.office, audit_id, person) if person else []
            self._stand = Stand(place, here, name, tuple(left))
        width = who.content_size.width
        who.show(words.stand_lines(self._audit, self._stand, self._done, width))
