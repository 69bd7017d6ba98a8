"""Which column is which: asked where no known system wrote the file, or the guess is wrong."""

from pathlib import Path
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from inventory.errors import ChampionError
from inventory.files.entries import Reading
from inventory.files.mapping import Field
from inventory.files.profiles import RegisterKind, titles
from inventory.services import mappings
from inventory.text import safe
from tui.screens.ask_text import AskTextScreen
from tui.screens.import_choices import ColumnPage
from tui.screens.import_columns import (
    NEEDED,
    ColumnChoice,
    field_line,
    sample_lines,
)
from tui.screens.import_head import column_lines
from tui.screens.import_words import Line, wrapped
from tui.screens.page import MODE_KEYS, Page
from tui.widgets.letter_keys import letter_key
from tui.widgets.text_lines import TextLines

_LOW = 30
_MARGIN = 6
_AROUND = 7
"""Lines of the page that are neither facts nor fields nor rows."""
_FEW = 4
"""Lines that the rows get at least, their titles among them."""

Answer = Reading | RegisterKind | None


class FieldList(OptionList):
    """What a column can be; arrows choose."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Choose", id="columns.choose", tooltip="Choose its column"),
        Binding(
            "right", "screen.step_column(1)", "Next", id="columns.next", key_display="→",
            tooltip="Its next column; the left arrow goes back",
        ),
        Binding(
            "left", "screen.step_column(-1)", "Before", id="columns.before", show=False,
            tooltip="The column before",
        ),
        Binding(
            "delete,backspace", "screen.take_away", "None", id="columns.none", key_display="Del",
            tooltip="No column is it",
        ),
    ]  # fmt: skip

    DEFAULT_CSS = """
    FieldList, FieldList:focus { height: 1fr; background-tint: $background 0%; }
    """


class ImportMappingPage(Page[Answer]):
    """Gives how the file is to be read, or as which other kind; None where it was left."""

    WORD = "Columns"
    LEFT_OUT = MODE_KEYS
    AUTO_FOCUS = "FieldList"
    BINDINGS: ClassVar[list[BindingType]] = [
        letter_key("G", "go_on", "Go on", "columns.go_on", "Read the file with these columns"),
        letter_key(
            "K", "other_kind", "Other kind", "columns.kind",
            "Read it as the kind of list that it looks like",
        ),
        Binding(
            "escape", "leave", "Leave it", id="columns.leave", tooltip="Go back without a change"
        ),
    ]  # fmt: skip

    DEFAULT_CSS = """
    ImportMappingPage #facts { padding: 0 3; margin: 1 0; }
    ImportMappingPage #sample { padding: 0 3; margin: 1 0 0 0; }
    """

    fields = getters.query_one(FieldList)

    def __init__(
        self, choice: ColumnChoice, kept: str = "", other: RegisterKind | None = None
    ) -> None:
        """Ask about a file; ``kept`` is the name under which its columns were kept before.

        ``other`` is what kind of list it may be instead.
        """
        super().__init__()
        self._choice = choice
        self._look = choice.look
        self._kept = kept
        self._other = other

    def content(self) -> ComposeResult:
        """What the file is, what a column can be, the first rows."""
        yield TextLines(id="facts")
        yield FieldList(
            *(Option(Content(one.words), id=one.key) for one in self._choice.fields), markup=False
        )
        yield TextLines(id="sample")

    def on_mount(self) -> None:
        """Show it."""
        self._draw()

    def on_resize(self) -> None:
        """Fold the sentences anew."""
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Another kind is offered only where the headings say so."""
        return action != "other_kind" or self._other is not None

    @on(OptionList.OptionHighlighted)
    def show_sample(self, message: OptionList.OptionHighlighted) -> None:
        """Show the rows beside what the cursor is on."""
        message.stop()
        if self.is_active:  # else it is drawn as a whole, or gone
            self._draw_sample()

    @on(OptionList.OptionSelected)
    def choose_column(self, message: OptionList.OptionSelected) -> None:
        """Enter lists the columns."""
        message.stop()
        if self.is_active:  # a second Enter may have been on its way
            field = self._field
            self.app.push_screen(
                ColumnPage(self._choice, field),
                lambda said: self._choose(field, said) if said is not None else None,
            )

    def action_step_column(self, by: int) -> None:
        """Choose the next column, or the one before."""
        self._choice.step(self._field, by)
        self._draw()

    def action_take_away(self) -> None:
        """Say that no column is it."""
        self._choose(self._field, -1)

    def action_go_on(self) -> None:
        """Ask under which name this is kept, then give it."""
        if lacks := self._choice.lacks:
            words = " or ".join(f"“{field.words}”" for field in lacks)
            self.show_strip((f"No column is said to be {words} yet. Enter chooses one.", "ask"))
            return
        self.app.push_screen(
            AskTextScreen(
                "Under which name is this kept?",
                "The next such file is then read by itself. Empty: only this once.",
                "The office's list", self._kept or self._suggested,
                may_be_empty=True,
            ),
            self._keep,
        )  # fmt: skip

    def action_other_kind(self) -> None:
        """Read it as the kind of list that it looks like."""
        self.dismiss(self._other)

    def action_leave(self) -> None:
        """Go back without a change."""
        self.dismiss(None)

    def _keep(self, name: str | None) -> None:
        # The page comes to the front first, which clears its strip.
        if name is not None:
            self.call_later(self._keep_as, name)

    def _keep_as(self, name: str) -> None:
        if not name:
            self.dismiss(Reading(columns=self._choice.chosen, header=self._look.header))
            return
        name = safe(name)
        try:
            mappings.keep_mapping(self.office, self._choice.saved(name))
        except ChampionError as refused:
            self.show_strip((f"{refused.message} ", "stop"), (refused.hint, "muted"))
        else:
            self.dismiss(Reading(profile=name))

    def _choose(self, field: Field, column: int) -> None:
        self._choice.choose(field, column if column >= 0 else None)
        self._draw()

    @property
    def _field(self) -> Field:
        return self._choice.fields[self.fields.highlighted or 0]

    @property
    def _suggested(self) -> str:
        """The file's name, where it is none of a known system."""
        name = Path(self._look.file).stem[: mappings.LONGEST_NAME].strip()
        return f"{name[:35]} list" if name.casefold() in titles() else name

    def _draw(self) -> None:
        width = self.size.width - _MARGIN
        lines = self._facts(width)
        facts = self.query_one("#facts", TextLines)
        facts.styles.height = len(lines)
        facts.show(lines)
        for at, field in enumerate(self._choice.fields):
            said = Content(field_line(self._choice, field, width))
            self.fields.replace_option_prompt_at_index(at, said)
        room = self.size.height - _AROUND - len(lines)
        sample = max(_FEW, min(len(self._look.rows) + 1, room - len(self._choice.fields)))
        self.query_one("#sample", TextLines).styles.height = sample
        self.fields.styles.height = min(len(self._choice.fields), room - sample)
        self._draw_sample()

    def _draw_sample(self) -> None:
        sample = self.query_one("#sample", TextLines)
        width, height = self.size.width - _MARGIN, sample.styles.height
        most = int(height.value) if height else 4
        sample.show(sample_lines(self._choice, self._field, width, most))

    def _facts(self, width: int) -> list[Line]:
        """What the file is, why it is asked about, what there is to do."""
        look, low = self._look, self.size.height <= _LOW
        lines: list[Line] = [[(safe(look.file), "bold"), (f"   read as {look.how}", "muted")]]
        if look.fault:
            lines += wrapped(look.fault.message, width, "ask", 2)
            lines += [] if low else wrapped(look.fault.hint, width, "plain", 2)
        if self._other:
            lines.append([("K", "accent"), (f" reads it as a list of {self._other}", "plain")])
        lines += column_lines(self._choice.private, width, 1 if low else 2)
        return [*lines, _keys(sum(field.needed for field in self._choice.fields))]


def _keys(needed: int) -> Line:
    marked = "one of them is needed" if needed > 1 else "is needed"
    return [
        ("Enter", "accent"), (" chooses a column, ", "plain"), ("Del", "accent"),
        (" none, ", "plain"), ("G", "accent"), (" goes on.  ", "plain"),
        (f"{NEEDED} {marked}", "muted"),
    ]  # fmt: skip
