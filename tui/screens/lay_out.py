"""Laying out: who would get which device, shown before Enter writes it; all of it or nothing."""

from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from inventory.errors import ChampionError, NotRecorded, StoreRefused
from inventory.rules.duties import Duty
from inventory.rules.phrases import count
from inventory.services import lay_out
from inventory.services.lay_out import Plan
from tui import lay_out_words
from tui.screens.import_words import folded
from tui.screens.lay_out_pick import ALL, LayOutPick
from tui.screens.memory_rows import MemoryRows
from tui.screens.page import MODE_KEYS, Page
from tui.widgets.columns import Column
from tui.widgets.letter_keys import letter_key
from tui.widgets.record_table import RecordTable
from tui.widgets.table_keys import TABLE_BINDINGS
from tui.widgets.text_lines import TextLines, Toned

COLUMNS = (
    Column("homeroom", "Homeroom", width=11, priority=3),
    Column("name", "Name", weight=3, priority=4, least=14),
    Column("device", "Device", weight=2, priority=5, least=10),
    Column("why", "Why", width=16, priority=2),
    Column("model", "Model", weight=2, priority=0, least=14),
    Column("grade", "Grade", width=5, priority=1),
)
BY_ITSELF = 1.0
"""Seconds without any other key, after which Enter is a person's and no scanner's suffix."""
_WRITE = Binding(
    "enter", "open_row", "Do it", id="list.open",
    tooltip="Lay out, or clear, all of it; not while a filter is set",
)  # fmt: skip


class LayOutTable(RecordTable, inherit_bindings=False):
    """The lines of a layout; Enter is for all of them."""

    BINDINGS: ClassVar[list[BindingType]] = [_WRITE, *TABLE_BINDINGS[1:]]


class LayOutPage(Page[None]):
    """What would be laid out, and the keys that narrow it down."""

    WORD = "Lay out"
    STAYS = False
    LEFT_OUT = MODE_KEYS
    AUTO_FOCUS = "RecordTable"
    BINDINGS: ClassVar[list[BindingType]] = [
        letter_key("H", "pick_homeroom", "Room", "lay_out.homeroom", "Only one homeroom"),
        letter_key("C", "pick_category", "Kind", "lay_out.category", "Another category"),
        letter_key(
            "X", "toggle_clear", "Clear", "lay_out.clear",
            "Take back what is laid out and not handed out, or lay out again",
        ),
        Binding("escape", "leave", "Back", id="lay_out.leave", tooltip="Go back"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    LayOutPage #plan { padding: 0 3; margin: 1 0 0 0; }
    """

    table = getters.query_one(RecordTable)

    def __init__(self) -> None:
        super().__init__()
        self._category = self._homeroom = ""
        self._clears = False
        self._shown_at = float("inf")
        """When it came to the front, in the monotonic seconds of the office's clock."""
        self._plan: Plan | None = None
        self._refusal: ChampionError | None = None
        self._rows = MemoryRows(COLUMNS, frozenset({"homeroom"}))

    def content(self) -> ComposeResult:
        """What it comes to, and each line."""
        yield TextLines(id="plan")
        yield LayOutTable(
            self._rows, COLUMNS, heading="Lay out", empty="There is nothing to lay out.",
            sort="homeroom",
        )  # fmt: skip

    def refresh_page(self) -> None:
        """Work it out anew."""
        self._shown_at = self.office.clock.monotonic()
        self._work_out()

    def on_resize(self) -> None:
        """Fold the sentences anew."""
        self._draw()

    def rows_name(self, table: RecordTable) -> str:  # noqa: ARG002
        """What the saved layout is called."""
        return "laid-out"

    def action_pick_homeroom(self) -> None:
        """Ask for one homeroom, or all."""
        with self.champion.stopping_at_faults():
            rooms = [(one, f"Homeroom {one}") for one in lay_out.homerooms(self.office)]
            picking = LayOutPick("Which homeroom?", "All homerooms", rooms)
            self.app.push_screen(picking, self._in_room)

    def action_pick_category(self) -> None:
        """Ask for a category."""
        with self.champion.stopping_at_faults():
            names = [(one, one) for one in lay_out.categories(self.office)]
            self.app.push_screen(
                LayOutPick("Which kind of device?", "The most common kind", names), self._of
            )

    def action_toggle_clear(self) -> None:
        """Show what would be taken back, or what would be laid out."""
        self._clears = not self._clears
        self._work_out()

    @on(RecordTable.Opened)
    def write(self, message: RecordTable.Opened) -> None:
        """Enter writes the plan, while all of it is shown."""
        message.stop()
        plan = self._plan
        if plan is None or not self.is_active or self.refuses(Duty.LAY_OUT):
            return
        if not plan.layout.changes:
            self.show_strip((lay_out_words.nothing_to_do(plan), "muted"))
            return
        if self.table.filter_text:
            self._refuse_filtered(plan)
            return
        if not self._is_by_itself:
            self.champion.ring()
            self.show_strip(
                ("Enter by itself writes it. ", "ask"), ("Wait a second, then press it.", "muted")
            )
            return
        doing = "Clearing" if plan.clears else "Laying out"
        self.show_strip((f"{doing} {count(len(plan.layout.changes), 'device')}…", "muted"))
        self.call_after_refresh(self._apply, plan)

    def _refuse_filtered(self, plan: Plan) -> None:
        """A filter only looks: what is written is all of the plan."""
        does = "clears" if plan.clears else "lays out"
        self.show_strip(
            (f"Enter {does} all {len(plan.layout.changes):,}. ", "ask"),
            ("Esc clears the filter; H picks one homeroom.", "muted"),
        )

    @property
    def _is_by_itself(self) -> bool:
        """Whether no other key came shortly before this Enter, and the page is read already."""
        since = max(self._shown_at, self.champion.typed_before)
        return self.champion.typed_at - since >= BY_ITSELF

    def _apply(self, plan: Plan) -> None:
        """Write a plan that is still the one shown; a second Enter in between does no more."""
        if plan is not self._plan:
            return
        try:
            applied = lay_out.apply(self.office, plan)
        except (NotRecorded, StoreRefused) as fault:
            self.champion.stop_scanning(fault)
            return
        except ChampionError as refused:
            self._work_out()
            self.show_strip((f"{refused.message} ", "ask"), (refused.hint, "muted"))
            return
        self._work_out()
        self.show_strip(
            (f"✓ {lay_out_words.done(plan, applied)} ", "ok"),
            ("Ctrl+Z on F2 takes it back.", "muted"),
        )

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss(None)

    def _in_room(self, picked: str | None) -> None:
        if picked is not None:
            self._homeroom = "" if picked == ALL else picked
            self._work_out()

    def _of(self, picked: str | None) -> None:
        if picked is not None:
            self._category = "" if picked == ALL else picked
            self._work_out()

    def _work_out(self) -> None:
        rooms = [self._homeroom] if self._homeroom else []
        work_out = lay_out.plan_to_clear if self._clears else lay_out.plan
        self._plan, self._refusal = None, None
        try:
            self._plan = work_out(self.office, self._category, rooms)
        except StoreRefused as fault:  # the file can't be read
            self.champion.stop_scanning(fault)
        except ChampionError as refused:
            self._refusal = refused
        self._rows.put(self._cells())
        self.table.heading = "Clear" if self._clears else "Lay out"
        self.table.empty = f"There is nothing to {self.table.heading.lower()}."
        self.table.refresh_rows()
        self._draw()

    def _cells(self) -> dict[int, tuple[str, ...]]:
        if self._plan is None:
            return {}
        rows = [
            (one.student.homeroom, one.student.name, one.device.label, one.why.value,
             one.device.model, one.student.grade)
            for one in self._plan.layout.lines
        ]  # fmt: skip
        rows += [
            (one.homeroom, one.name, "none left", "", "", one.grade)
            for one in self._plan.layout.without
        ]
        rows += [
            (one.homeroom, one.name or self.champion.name_of(one.person), one.label,
             "for nobody then", one.model, one.grade)
            for one in self._plan.layout.freed
        ]  # fmt: skip
        return dict(enumerate(rows))

    def _draw(self) -> None:
        lines = folded(self._lines(), self.size.width - 6)
        shown = self.query_one("#plan", TextLines)
        shown.styles.height = len(lines)
        shown.show(lines)

    def _lines(self) -> list[list[Toned]]:
        if self._refusal:
            return [[(self._refusal.message, "ask")], [(self._refusal.hint, "muted")]]
        if self._plan is None:
            return []
        if self._plan.clears and not self._plan.layout.changes:
            return [self._what_next(self._plan)]
        first, *rest = lay_out_words.sentences(self._plan)
        more: list[list[Toned]] = [[(one, "plain")] for one in rest]
        return [[(first, "bold")], *more, self._what_next(self._plan)]

    def _what_next(self, plan: Plan) -> list[Toned]:
        number = len(plan.layout.changes)
        short = plan.layout.without and not plan.layout.lines
        if not number:
            said: list[Toned] = [(lay_out_words.nothing_to_do(plan), "muted")]
            return [*said, (" C", "accent"), (" picks another.", "muted")] if short else said
        does = " clears them all." if plan.clears else f" lays {number:,} out."
        return [("Enter", "accent"), (does, "plain"), (" Nothing is written before.", "muted")]
