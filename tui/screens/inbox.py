"""The Inbox: what could not be settled at the table or between tables, and waits for a person."""

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from inventory.errors import ChampionError, NotRecorded
from inventory.model import Parked
from inventory.rules.phrases import since
from inventory.services import disputes, inbox, reports, swaps
from inventory.services.disputes import DisputeView
from inventory.services.swaps import Swap
from tui.inbox_words import label_of, name_of, scanned_text, word_of_code
from tui.screens.memory_rows import Cells, MemoryRows
from tui.screens.page import MODE_KEYS, Page
from tui.swap_words import labels, people, short_labels
from tui.widgets.columns import Column
from tui.widgets.key_bar import KeyBar
from tui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from tui.screens.swap import Left

COLUMNS = (
    Column("claim", "Claim", width=7, priority=9),
    Column("when", "When", width=10, priority=5),
    Column("what", "What", width=19, priority=8),
    Column("scanned", "Scanned", weight=1, least=12, priority=7),
    Column("device", "Device", width=13, priority=4),
    Column("person", "Person", weight=4, least=12, priority=6),
    Column("place", "Place", width=14, priority=3),
)
_EMPTY = "Nothing waits. What can't be settled at the table comes here."


class InboxScreen(Page[None]):
    """What waits, disputed devices and swaps first, else the oldest.

    Enter leads to what can be done.
    """

    WORD = "Inbox"
    LEFT_OUT = MODE_KEYS - {"app.hand_out", "app.take_back"}
    AUTO_FOCUS = "#inbox"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "undo", "Undo", id="inbox.undo", tooltip="Undo the last settling"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._rows = MemoryRows(COLUMNS, frozenset({"claim", "when"}))
        self._numbers: dict[str, int] = {}
        self._waiting: dict[int, Parked | DisputeView | Swap] = {}

    def content(self) -> ComposeResult:
        """One list."""
        self._read()
        yield RecordTable(self._rows, COLUMNS, heading="Waiting", empty=_EMPTY, id="inbox")

    def refresh_page(self) -> None:
        """Read again what waits; where the row under the cursor was settled, the next is marked."""
        self._read()
        self.query_one(RecordTable).refresh_rows()
        sure = sum(not isinstance(one, Swap) or one.closed for one in self._waiting.values())
        self.champion.show_inbox_count(self.query_one(KeyBar), sure)

    @on(RecordTable.Opened)
    def open_parked(self, message: RecordTable.Opened) -> None:
        """Enter leads to what can be done."""
        message.stop()
        one = self._waiting[message.key]
        if isinstance(one, DisputeView):
            from tui.screens.dispute import DisputeScreen

            self.app.push_screen(DisputeScreen(one), self._settled)
        elif isinstance(one, Swap):
            from tui.screens.swap import SwapScreen

            self.app.push_screen(SwapScreen(one), self._swap_left)
        else:
            from tui.screens.settle import SettleScreen

            self.app.push_screen(SettleScreen(one), self._settled)

    def action_undo(self) -> None:
        """Take back the last settling."""
        try:
            said = inbox.undo_last(self.office)
        except NotRecorded as fault:
            self.champion.stop_scanning(fault)
            return
        except ChampionError as refused:
            self.show_strip((f"{refused.message} ", "ask"), (refused.hint, "muted"))
            return
        self.refresh_page()
        self.show_strip((f"✓ {said}", "ok"))

    def _settled(self, said: str | None) -> None:
        """Say what was done, once the list is back in front, which clears the strip."""
        if said:
            self.call_later(self.show_strip, ("✓ ", "ok"), (said, "plain"))

    def _swap_left(self, left: "Left | None") -> None:
        """The same; without a tick where there was nothing to correct any more."""
        if left and left.corrected:
            self._settled(left.say)
        elif left:
            self.call_later(self.show_strip, (left.say, "plain"))

    def _read(self) -> None:
        waiting = sorted(
            reports.parked_now(self.office), key=lambda one: (one.at, len(one.claim), one.claim)
        )
        disputed = sorted(disputes.waiting(self.office), key=lambda one: (one.at, one.device))
        self._waiting = {self._number(one.conflict_id): one for one in disputed}
        self._waiting |= {self._number(one.swap_id): one for one in swaps.waiting(self.office)}
        self._waiting |= {self._number(one.event_id): one for one in waiting}
        self._rows.put({key: self._row(one) for key, one in self._waiting.items()})

    def _number(self, name: str) -> int:
        """A key that stays the same as long as the app runs."""
        return self._numbers.setdefault(name, len(self._numbers))

    def _when(self, at: str) -> str:
        when = since(at, self.office.clock.now())
        return when if ":" in when else at[:10]

    def _row(self, one: Parked | DisputeView | Swap) -> Cells:
        if isinstance(one, DisputeView):
            return self._told(one)
        return self._swapped(one) if isinstance(one, Swap) else self._cells(one)

    def _swapped(self, swap: Swap) -> Cells:
        """Devices in other hands, and in whose; whether all of a swap was seen, or a part."""
        what = "swap" if swap.closed else "seen with another"
        when, short = self._when(swap.at), short_labels(swap)
        return ("", when, what, short, labels(swap), people(swap), "")

    def _told(self, view: DisputeView) -> Cells:
        """A disputed device, with every name that a table gave it to."""
        people = dict.fromkeys(
            one.holder.name if one.holder else one.custody.person or "" for one in view.stories
        )
        names = [name for name in people if name]
        return (
            "",
            self._when(view.at),
            "disputed",
            view.device,
            view.device,
            " or ".join(names),
            view.tables,
        )

    def _cells(self, parked: Parked) -> Cells:
        return (
            parked.claim,
            self._when(parked.at),
            word_of_code(parked.code),
            scanned_text(parked),
            label_of(self.office, parked.device),
            name_of(self.office, parked.person),
            parked.place or "",
        )
