"""Before the day: one line for each thing that the line of students needs; Enter goes there."""

from textwrap import wrap
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from inventory.rules.before import Before, Level
from inventory.rules.phrases import count
from inventory.services import preflight
from tui.screens.before_leads import LEADS, Lead
from tui.screens.page import MODE_KEYS, Page
from tui.widgets.letter_keys import letter_key
from tui.widgets.table_text import fit, head, shown
from tui.widgets.text_lines import TextLines, Tone, Toned

_TONES: dict[Level, Tone] = {
    Level.OK: "ok", Level.NOTE: "muted", Level.WARN: "ask", Level.BAD: "stop",
}  # fmt: skip
_STYLES = {
    Level.OK: "$success", Level.NOTE: "$text-muted", Level.WARN: "$warning", Level.BAD: "$error",
}  # fmt: skip
_WHAT_WIDTH = 16
_KEY_WIDTH = 6
_MARGINS = 8
_ABOUT_LINES = 3
_NOTHING_TO_DO = "Nothing has to be done."


class BeforeLines(OptionList):
    """The lines; Enter goes where the marked one is seen to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "select", "Open", id="before.open",
            tooltip="Go where the marked line is seen to",
        ),
    ]  # fmt: skip


class BeforeScreen(Page[None]):
    """What was looked at, the marked line in full below; looked at again when it comes back."""

    WORD = "Before the day"
    STAYS = False
    LEFT_OUT = MODE_KEYS
    AUTO_FOCUS = "BeforeLines"
    BINDINGS: ClassVar[list[BindingType]] = [
        letter_key("R", "look_again", "Look again", "before.again", "Look at all of it again"),
        letter_key("L", "lay_out", "Lay out", "before.lay_out", "Who is to get which device"),
        Binding("escape", "leave", "Back", id="before.leave", tooltip="Back to where you were"),
    ]
    DEFAULT_CSS = """
    BeforeScreen #state { height: 3; padding: 1 3 0 3; }
    BeforeScreen #lines {
        height: 1fr; padding: 0 2; border: none; scrollbar-size-vertical: 1;
    }
    BeforeScreen #lines:focus { background-tint: $background 0%; }
    BeforeScreen #about { height: 3; padding: 0 3; margin-top: 1; }
    """

    rows = getters.query_one("#lines", BeforeLines)

    def __init__(self) -> None:
        super().__init__()
        self._found: list[Before] = []
        self._marked: int | None = None

    def content(self) -> ComposeResult:
        """How it stands, each thing, and the marked one in full."""
        yield TextLines(id="state")
        yield BeforeLines(id="lines")
        yield TextLines(id="about")

    def refresh_page(self) -> None:
        """Look at all of it; the first time the cursor goes to the worst."""
        first, at = not self._found, self.rows.highlighted
        self._found = preflight.look(self.office)
        if first or at is None:
            at = next((n for n, one in enumerate(self._found) if one.level is _worst(self._found)))
        self._show_lines(at)
        self.query_one("#state", TextLines).show([[_state(self._found)]])

    def _show_lines(self, at: int) -> None:
        self.rows.set_options(Option(self._line(number)) for number in range(len(self._found)))
        self._marked = None
        self.rows.highlighted = min(at, len(self._found) - 1)

    def on_resize(self) -> None:
        """Lines are as wide as there is room."""
        if self._found:
            self._show_lines(self.rows.highlighted or 0)

    @on(OptionList.OptionHighlighted, "#lines")
    def show_about(self, message: OptionList.OptionHighlighted) -> None:
        """Say the marked line in full; on the colour of the cursor it has no colours of its own."""
        message.stop()
        if message.option_index < len(self._found):
            before, self._marked = self._marked, message.option_index
            for number in (before, self._marked):
                if number is not None:
                    self.rows.replace_option_prompt_at_index(number, self._line(number))
            one = self._found[message.option_index]
            self.query_one("#about", TextLines).show(_about(one, self.size.width))

    def _line(self, number: int) -> Content:
        return _line(self._found[number], self.size.width, number == self._marked)

    @on(OptionList.OptionSelected, "#lines")
    def open_lead(self, message: OptionList.OptionSelected) -> None:
        """Go where somebody sees to it."""
        message.stop()
        if message.option_index < len(self._found):
            lead = LEADS.get(self._found[message.option_index].what)
            if lead is None:
                self.show_strip(("Nothing in the app changes this.", "muted"))
            else:
                self._go(lead)

    def _go(self, lead: Lead) -> None:
        match lead.to:
            case "mode":
                self.champion.action_show_mode(lead.name)
            case "page":
                self.champion.action_show_page(lead.name)
            case "scanner":
                self.champion.action_check_scanner()
            case "backup":
                self.champion.action_back_up()
            case "tables":
                from tui.screens.tables_page import TablesPage

                self.app.push_screen(TablesPage())

    def action_look_again(self) -> None:
        """Look at all of it again."""
        self.refresh_page()

    def action_lay_out(self) -> None:
        """Say who is to get which device."""
        self.champion.action_show_page("lay_out")

    def action_leave(self) -> None:
        """Back to where it was opened."""
        self.dismiss(None)


def _worst(found: list[Before]) -> Level:
    levels = [one.level for one in found]
    return next(level for level in (Level.BAD, Level.WARN, Level.NOTE, Level.OK) if level in levels)


def _state(found: list[Before]) -> Toned:
    bad = sum(one.level is Level.BAD for one in found)
    warned = sum(one.level is Level.WARN for one in found)
    see_to = f"{count(warned, 'thing')} to see to"
    if bad:
        more = f", {see_to}" if warned else ""
        return f"✗ {count(bad, 'thing')} would stop the line{more}.", "stop"
    return (f"! {see_to}.", "ask") if warned else ("✓ Ready for the day.", "ok")


def _line(one: Before, width: int, is_marked: bool) -> Content:
    key = LEADS[one.what].key if one.what in LEADS else ""
    room = width - _MARGINS - _WHAT_WIDTH - _KEY_WIDTH - 4
    return Content.assemble(
        (f"{one.level.mark} ", "bold" if is_marked else _STYLES[one.level]),
        (f"{one.what.value:<{_WHAT_WIDTH}}", "bold"),
        f"{fit(head(shown(one.say), room), room)}  ",
        (f"{key:>{_KEY_WIDTH}}", "bold" if is_marked else "$accent"),
    )


def _about(one: Before, width: int) -> list[list[Toned]]:
    """All that is said of it, in as many lines as there are."""
    room = max(20, width - _MARGINS)
    said = wrap(f"{one.what.value}: {shown(one.say)}.", room)[:2]
    hint = wrap(shown(one.hint) or _NOTHING_TO_DO, room)
    lines: list[list[Toned]] = [[(line, _TONES[one.level])] for line in said]
    lines += [[(line, "plain")] for line in hint]
    return lines[:_ABOUT_LINES]
