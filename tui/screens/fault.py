"""The one clear screen where nothing more can be recorded: what is safe, what to do."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from inventory.errors import ChampionError
from inventory.services import faults
from inventory.services.faults import Trouble
from inventory.services.office import Office
from tui.fault_words import told
from tui.refusals import Refusals
from tui.screens.page import Page
from tui.widgets.text_lines import TextLines

_MARGIN = 6
"""Columns at both sides of the text."""


def is_found_once(fault: ChampionError) -> bool:
    """Whether nothing would find it again by itself: the clock's step, what a check came upon."""
    return faults.trouble_of(fault) in (Trouble.CLOCK, Trouble.DAMAGED)


class FaultScreen(Page[None]):
    """Scanning has stopped; nothing is shown as recorded that is not."""

    WORD = "Stopped"
    AUTO_FOCUS = ""
    LEFT_OUT = frozenset(
        f"app.{mode}"
        for mode in (
            "hand_out", "take_back", "audit", "look_up", "inbox", "imports", "exports", "labels",
            "home",
        )
    )  # fmt: skip
    """The big screens have to wait."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r", "go_on", "Try again", id="fault.again", tooltip="Go back and scan again"),
        Binding(
            "ctrl+b", "rescue", "Keep a copy", id="fault.rescue",
            tooltip="Write what this window holds into a file of its own",
        ),
    ]  # fmt: skip

    DEFAULT_CSS = """
    FaultScreen #fault { padding: 1 3; }
    """

    def __init__(self, fault: ChampionError, scan: str = "") -> None:
        """``scan`` is the code that was being recorded, where one was."""
        super().__init__()
        self._fault = fault
        self._scan = scan
        self._again = False
        """Whether it was tried in vain to go on."""
        self.refused = Refusals()
        """The scans that were refused here, and on pages over it."""

    def content(self) -> ComposeResult:
        """What happened, what is safe, what to do, and where the file and its backups lie."""
        yield TextLines(id="fault")

    def on_mount(self) -> None:
        """Say it."""
        self._draw()

    def on_resize(self) -> None:
        """Break the lines anew."""
        self._draw()

    def _draw(self) -> None:
        how = faults.situation(self.office, self._fault)
        width = self.app.size.width - _MARGIN
        lines = told(self._fault, how, scan=self._scan, again=self._again, width=width)
        self.query_one("#fault", TextLines).show(lines)

    def take_scan(self, text: str, at: float) -> None:  # noqa: ARG002
        """Refuse scans here: none may look recorded."""
        self.champion.ring()
        self.refused.add(text)
        self.refresh_page()

    def _read_again(self) -> None:
        """Other pages count what is in the database; here it may be what can't be read."""
        self.refresh_page()

    def refresh_page(self) -> None:
        """Say which scan was refused, also one that came before this screen stood."""
        if self.refused.number:
            said = f"{self.refused.in_words} "
            self.show_strip((said, "stop"), ("Ctrl+R goes back.", "muted"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """A copy is kept from here only where the file is no longer at its place."""
        return action != "rescue" or self._is_lost()

    def _is_lost(self) -> bool:
        trouble = faults.trouble_of(self._fault, self.office.database.path)
        return trouble in (Trouble.GONE, Trouble.REPLACED)

    def action_go_on(self) -> None:
        """Back to the table, if it is mended; else say what still stands against it."""
        if faults.trouble_of(self._fault) is Trouble.DAMAGED:
            self.show_strip(("Looking the whole file over…", "muted"))
            self.run_worker(self._look_over, thread=True, exit_on_error=False)
            return
        try:
            faults.refuse_unmended(self.office, self._fault)
        except ChampionError as still:
            self._stay(still)
        else:
            self.dismiss(None)

    def _stay(self, still: ChampionError) -> None:
        self._fault, self._again = still, True
        self.champion.ring()
        self._draw()
        self.refresh_bindings()

    def _look_over(self) -> None:
        """On a thread, with a connection of its own: checking a year of scans takes seconds."""
        path = self.office.database.path
        try:
            if path is not None:
                self.office.database.refuse_replaced()
                office = Office.open(path, self.office.clock)
                try:
                    faults.refuse_damaged(office)
                finally:
                    office.close()
        except ChampionError as still:
            self.app.call_from_thread(self._stay, still)
        else:
            self.app.call_from_thread(self.dismiss, None)

    def action_rescue(self) -> None:
        """Keep what the open file holds, whatever lies at its name now."""
        try:
            copy = faults.rescue(self.office)
        except ChampionError as fault:
            self.champion.ring()
            self.show_strip((f"No copy was written. {fault}", "stop"))
            return
        if copy:
            kept = f"{copy.path.name} in {copy.path.parent.name}, {copy.events:,} events."
            self.show_strip(("✓ Copy kept and checked: ", "ok"), (kept, "plain"))
