"""The rows in which it is said what is printed, and the field in which some of them are typed."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tui.screens.import_words import wrapped
from tui.screens.label_rows import Plan, Row
from tui.widgets.table_text import head, shown
from tui.widgets.text_lines import TextLines, Tone

TITLE_WIDTH = 10
_MARGIN = 6


class SheetList(OptionList):
    """The rows with their values; other keys than up, down and Enter are for the sheet."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Set", id="sheet.change", tooltip="Change what is marked"),
        Binding(
            "right", "screen.step_label(1)", "Label", key_display="←→", id="sheet.next_label",
            tooltip="Show the next label large",
        ),
        Binding(
            "left", "screen.step_label(-1)", "Label before", id="sheet.label_before", show=False,
            tooltip="Show the label before large",
        ),
        Binding(
            "pagedown", "screen.turn_sheet(1)", "Sheet", key_display="PgDn",
            id="sheet.next", tooltip="The next sheet",
        ),
        Binding(
            "pageup", "screen.turn_sheet(-1)", "Sheet before", id="sheet.before", show=False,
            tooltip="The sheet before",
        ),
    ]  # fmt: skip

    DEFAULT_CSS = """
    SheetList, SheetList:focus { height: 1fr; background-tint: $background 0%; }
    """

    def show_rows(self, rows: Sequence[Row], plan: Plan) -> None:
        """Show the value of each row, the same one marked as before."""
        at = self.highlighted or 0
        room = self.size.width - TITLE_WIDTH - _MARGIN
        self.set_options(Option(_line(row, plan, room), id=row.key) for row in rows)
        self.highlighted = at


def _line(row: Row, plan: Plan, room: int) -> Content:
    value = head(shown(row.value(plan)), max(room, 1))
    return Content.assemble(row.title.ljust(TITLE_WIDTH), (value, "bold"))


class SheetField(Vertical):
    """One row's value while it is typed; why it can't be that stands below it."""

    DEFAULT_CSS = """
    SheetField { height: 3; margin: 1 0 0 0; display: none; }
    SheetField.-open { display: block; }
    SheetField Horizontal { height: 1; padding: 0 3; }
    SheetField #asked { width: 11; height: 1; padding: 0; }
    SheetField Input { width: 1fr; }
    SheetField #why { height: 2; }
    """

    def __init__(self) -> None:
        """Closed."""
        super().__init__(id="field")
        self.row: Row | None = None
        """What is typed; None while the field is closed."""
        self._said: tuple[str, Tone] = ("", "muted")

    def compose(self) -> ComposeResult:
        """What is asked, the field, what it is for."""
        with Horizontal():
            yield TextLines(id="asked")
            yield Input(select_on_focus=True)
        yield TextLines(id="why")

    def open(self, row: Row, plan: Plan) -> None:
        """Ask for a row's value."""
        self.row = row
        self.add_class("-open")
        self.query_one("#asked", TextLines).show([[(row.title, "bold")]])
        field = self.query_one(Input)
        field.value = (row.typed or row.value)(plan)
        field.focus()
        self._say(f"{row.about} Enter keeps it, Esc doesn't.", "muted")

    def refuse(self, said: str) -> None:
        """Say why it can't be that; what was typed stays, to be mended."""
        self._say(f"✗ {said}", "stop")

    def close(self) -> None:
        """Ask no more."""
        self.row = None
        self.remove_class("-open")

    @property
    def text(self) -> str:
        """What stands below the field."""
        return self._said[0]

    def on_resize(self) -> None:
        """Fold the sentence anew."""
        self._say(*self._said)

    def _say(self, said: str, tone: Tone) -> None:
        self._said = said, tone
        width = max(20, self.size.width or self.screen.size.width) - 6
        whole = said if cell_len(said) < 2 * width else head(said, 2 * width - 2)
        self.query_one("#why", TextLines).show(wrapped(shown(whole), width, tone, 2))
