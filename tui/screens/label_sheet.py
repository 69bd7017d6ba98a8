"""One sheet of labels: what is said of it in rows, and how it will be printed beside them."""

from pathlib import Path
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, OptionList

from inventory.errors import ChampionError
from inventory.files.labels.content import Label
from inventory.rules.duties import Duty
from inventory.services.labels import Kind
from tui.commands.label_words import files_in_words
from tui.screens.label_asking import add_scanned, ask_row
from tui.screens.label_file import sheet_file, why_not
from tui.screens.label_head import LINES, drawing, head_lines
from tui.screens.label_keys import SHEET_BINDINGS
from tui.screens.label_list import SheetField, SheetList
from tui.screens.label_notes import NotesScreen
from tui.screens.label_plan import PlanPage
from tui.screens.label_rows import Row, refusal, rows_of
from tui.screens.label_view import border_view, show_label, view_of
from tui.screens.page import MODE_KEYS
from tui.widgets.label_picture import LabelPicture
from tui.widgets.sheet_picture import SheetPicture
from tui.widgets.table_text import shown
from tui.widgets.text_lines import TextLines


class LabelSheetScreen(PlanPage):
    """Labels of a kind, or the test page of a sheet where there is none."""

    WORD = "Labels"
    LEFT_OUT = MODE_KEYS
    AUTO_FOCUS = "SheetList"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = SHEET_BINDINGS

    DEFAULT_CSS = """
    LabelSheetScreen #head { height: 3; margin: 1 0 0 0; }
    LabelSheetScreen.-asking #head { display: none; }
    LabelSheetScreen #sheet { height: 1fr; }
    LabelSheetScreen #rows { width: 36; padding: 1 0 0 0; }
    LabelSheetScreen.-wide #rows { width: 46; }
    LabelSheetScreen SheetPicture { padding: 0 3 0 0; }
    LabelSheetScreen LabelPicture { height: 4; margin: 1 0 0 0; padding: 0 3; }
    LabelSheetScreen.-high LabelPicture { height: 7; }
    LabelSheetScreen.-high #head, LabelSheetScreen.-high SheetField { margin: 1 0; }
    """

    rows = getters.query_one(SheetList)
    field = getters.query_one(SheetField)

    def __init__(self, kind: Kind | None) -> None:
        super().__init__(kind)
        self._agreed: frozenset[Label] = frozenset()
        """What somebody has left out because it doesn't fit."""
        self._saved_as = ""
        """The file, until something is changed."""
        self.at = 0
        """The label that is shown large."""

    def content(self) -> ComposeResult:
        """How many, or the field that is typed in; the rows and their sheet; one label."""
        yield TextLines(id="head")
        yield SheetField()
        with Horizontal(id="sheet"):
            with Vertical(id="rows"):
                yield SheetList()
            yield SheetPicture(id="picture")
        if self.kind:
            yield LabelPicture(id="label")

    def show_plan(self) -> None:
        """Show what came of it, the label large that was so before."""
        if self.laid:
            self.at = self.laid.near(self.at)
        self._draw()
        self.refresh_bindings()

    def show_saved(self, paths: tuple[Path, ...]) -> None:
        """Say above the sheet where the file is, until something is changed."""
        self._saved_as = shown(files_in_words(paths))
        self._draw_head()

    def show_drawing(self, number: int) -> None:
        """Say that it takes a moment."""
        self.query_one("#head", TextLines).show([drawing(number)])

    def on_resize(self) -> None:
        """Fold the sentences, and cut the values, anew."""
        self.call_after_refresh(self._draw)

    @on(OptionList.OptionHighlighted)
    def show_about(self, message: OptionList.OptionHighlighted) -> None:
        """Say what the marked row is for."""
        message.stop()
        self._draw_head()

    @on(OptionList.OptionSelected)
    def change(self, message: OptionList.OptionSelected) -> None:
        """Enter changes a row: at once, in the field, or on a page of its own."""
        message.stop()
        row = self._row
        if not self.is_active or row is None or self.plan is None:
            return
        self.show_strip()
        self._saved_as = ""
        if row.turn:
            self.try_plan(row.turn(self.plan))
        elif row.read:
            self.open_field(row)
        else:
            ask_row(self, row.key, self.plan)

    def open_field(self, row: Row) -> None:
        """Let a row's value be typed."""
        if self.plan:
            self.add_class("-asking")
            self.field.open(row, self.plan)
            self.refresh_bindings()

    @on(Input.Submitted)
    def keep(self, message: Input.Submitted) -> None:
        """Enter keeps what is typed, or says in place why it can't be."""
        message.stop()
        row = self.field.row
        if row is None or row.read is None or self.plan is None:
            return
        try:
            self.take_plan(row.read(self.plan, message.value.strip()))
        except ChampionError as refused:
            self.field.refuse(refusal(refused))
        else:
            self._close_field()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Letters are no keys while something is typed, and only where there is what they do."""
        match action:
            case "leave_out":
                return not self._is_asking and bool(self.laid and self.laid.sheet.unfit)
            case "notes":
                return not self._is_asking and bool(self.notes)
            case "save":
                return not self._is_asking
            case "step_label":
                return bool(self.laid and len(self.laid.fitting) > 1)
            case "turn_sheet":
                return bool(self.laid and self.laid.sheet.pages > 1)
        return True

    def action_save(self) -> None:
        """Save the sheets, once all of it fits or what doesn't is left out."""
        if self.plan is None or self.laid is None or self.is_laying_out:
            self.show_strip(("The labels are still being drawn.", "ask"))
            return
        if self.plan.which and (why := why_not(self.laid, leaves_out=self.leaves_out)):
            self.show_strip(*why)
            return
        which = self.plan.which
        if which and which.has_names and self.refuses(Duty.EXPORT):
            return
        self.save_file(sheet_file(self.office, which, self.laid.sheet))

    def action_leave_out(self) -> None:
        """Print without what doesn't fit; the same key asks for it again."""
        self._agreed = frozenset() if self.leaves_out else self._unfit
        self._saved_as = ""
        self.show_strip()
        self._draw_head()

    def action_notes(self) -> None:
        """Show all that is not printed as it was asked for."""
        self.app.push_screen(NotesScreen(self.notes))

    def action_step_label(self, by: int) -> None:
        """Show the label beside this one."""
        if self.laid:
            self.at = self.laid.near(self.at + by)
            self._draw_sheet()

    def action_turn_sheet(self, by: int) -> None:
        """Show the sheet before or behind."""
        if self.laid:
            self.at = self.laid.near(self.laid.turned(self.at, by))
            self._draw_sheet()

    def action_leave(self) -> None:
        """Close the field; stop the file that is written; else go back."""
        if self._is_asking:
            self._close_field()
        elif self.is_saving:
            self.stop_saving()
        else:
            self.dismiss(None)

    def take_scan(self, text: str, at: float) -> None:
        """While a list is scanned every device is put on it; else say what it is."""
        super().take_scan(text, at)
        if self.plan and self.plan.listing:
            add_scanned(self, self.plan, text)

    def _close_field(self) -> None:
        self.field.close()
        self.remove_class("-asking")
        self.rows.focus()
        self._draw_head()
        self.refresh_bindings()

    @property
    def leaves_out(self) -> bool:
        """Whether somebody has left out all that doesn't fit, this and no more."""
        return bool(self._unfit) and self._unfit <= self._agreed

    @property
    def _unfit(self) -> frozenset[Label]:
        return frozenset(one.label for one in self.laid.sheet.unfit) if self.laid else frozenset()

    @property
    def _is_asking(self) -> bool:
        return self.has_class("-asking")

    @property
    def _row(self) -> Row | None:
        rows, at = rows_of(self.kind), self.rows.highlighted
        return rows[at] if at is not None and at < len(rows) else None

    def _draw(self) -> None:
        """All of it anew."""
        if self.plan and self.laid:
            self.rows.show_rows(rows_of(self.kind), self.plan)
            self._draw_head()
            self._draw_sheet()

    def _draw_head(self) -> None:
        if self.plan and self.laid and not self.is_laying_out:
            about, width = self._row.about if self._row else "", self.size.width - 6
            lines = head_lines(
                self.plan, self.chosen, self.laid.sheet, about, self._saved_as, width,
                leaves_out=self.leaves_out,
            )  # fmt: skip
            self.query_one("#head", TextLines).show(lines[:LINES])

    def _draw_sheet(self) -> None:
        if self.laid:
            view = view_of(self.laid, self.at) if self.kind else border_view(self.laid)
            self.query_one(SheetPicture).show(view)
            for picture in self.query(LabelPicture):
                show_label(picture, self.laid, self.at)
