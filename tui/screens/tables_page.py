"""Tables: who has delivered and who has not, sharing now, and setting up another one."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from inventory.errors import ChampionError, NotRecorded
from inventory.rules.phrases import a_list, count, since
from inventory.services import tables
from tui.screens.page import MODE_KEYS, Page
from tui.screens.share_now import share_now
from tui.seeds import ask_for_seed, ask_new_table
from tui.sharing import is_hub, targets
from tui.widgets.letter_keys import letter_key
from tui.widgets.table_text import fit, head, shown, tail
from tui.widgets.text_lines import TextLines, Toned

if TYPE_CHECKING:
    from datetime import datetime

    from inventory.services.tables import TableState

CLOCK_OFF = 300.0
"""Seconds by which a laptop's clock may be wrong before it is said."""

_NAME_WIDTH = 15
_DELIVERED_WIDTH = 30
_MARGINS = 6
_MOST_REASONS = 3
_MOST_ADVICE = 3


class TablesPage(Page[None]):
    """A line for each table; what can be done about the marked one stands below."""

    WORD = "Tables"
    LEFT_OUT = MODE_KEYS
    AUTO_FOCUS = "OptionList"
    BINDINGS: ClassVar[list[BindingType]] = [
        letter_key("S", "share_now", "Share now", "tables.share", "Share with the tables"),
        letter_key("N", "new_table", "New table", "tables.new", "Set up another table"),
        letter_key(
            "R", "remove_table", "Remove", "tables.remove", "Expect the marked table no more"
        ),
        letter_key("O", "open_seed", "Open a seed", "tables.open", "Become a table"),
        Binding("escape", "leave", "Lists", id="tables.leave", tooltip="Back to the lists"),
    ]

    DEFAULT_CSS = """
    TablesPage #state { height: 7; padding: 1 3; }
    TablesPage #tables { height: 1fr; }
    TablesPage #tables:focus { background-tint: $background 0%; }
    TablesPage #about { height: 4; padding: 0 3; }
    """

    tables = getters.query_one("#tables", OptionList)

    def __init__(self) -> None:
        super().__init__()
        self._found: Sequence[TableState] = ()

    def content(self) -> ComposeResult:
        """How it stands, the tables, and what the marked one lacks."""
        yield TextLines(id="state")
        yield OptionList(id="tables")
        yield TextLines(id="about")

    def refresh_page(self) -> None:
        """Read again who has delivered."""
        self._found = tables.tables(self.office)
        at = self.tables.highlighted or 0
        now = self.office.clock.now()
        width = self.size.width
        self.tables.set_options(Option(_line(one, now, width)) for one in self._found)
        self.tables.highlighted = min(at, len(self._found) - 1)
        missing = tables.provisional(self.office)
        said = _state(self._found, missing, tables.namesake_sentences(self.office))
        self.query_one("#state", TextLines).show([*said, [], self._where()])

    def _where(self) -> list[Toned]:
        """Through what is shared, or how that begins."""
        places = ["the hub" if is_hub(one) else one for one in targets(self.office)]
        if not places:
            return [
                ("S", "accent"),
                (" shares through a stick or folder, by itself from then on.", "muted"),
            ]
        front = "Shared by itself through "
        room = self.size.width - _MARGINS - len(front)
        return [(front, "muted"), (tail(shown(a_list(places)), room), "plain")]

    @on(OptionList.OptionHighlighted, "#tables")
    def show_about(self, message: OptionList.OptionHighlighted) -> None:
        """Say what can be done about the marked table."""
        message.stop()
        if message.option_index < len(self._found):
            self.query_one("#about", TextLines).show(
                _about(self._found[message.option_index], self._is_anything_waiting)
            )

    def _is_anything_waiting(self) -> bool:
        """Whether something recorded here has still to go out; a hub that answers has it all."""
        sharing = self.champion.sharing
        if sharing and not sharing.is_offline and self.office.setting("hub"):
            return False
        return tables.is_anything_waiting(self.office)

    def action_share_now(self) -> None:
        """Exchange with the folder or the hub of the settings; the first time, ask for a folder."""
        share_now(self)

    def action_new_table(self) -> None:
        """Write the file with which another laptop becomes a table."""
        ask_new_table(self)

    def action_remove_table(self) -> None:
        """Expect the marked table no more, if nothing of it came in."""
        at = self.tables.highlighted
        if at is None or at >= len(self._found):
            return
        one = self._found[at]
        if not one.name:
            self.show_strip(("A laptop that has delivered can't be removed.", "ask"))
            return
        try:
            name = tables.remove_table(self.office, one.name)
        except NotRecorded as fault:
            self.champion.stop_scanning(fault)
            return
        except ChampionError as refused:
            self.show_strip((f"{refused.message} ", "ask"), (refused.hint, "muted"))
            return
        self.refresh_page()
        self.show_strip(
            (f"✓ {name} is not expected any more. ", "ok"), ("Delete its seed.", "muted")
        )

    def action_open_seed(self) -> None:
        """Make this laptop a table."""
        ask_for_seed(self)

    def action_leave(self) -> None:
        """Back to the lists."""
        self.dismiss(None)


def _state(
    found: Sequence["TableState"], missing: Sequence[str], namesakes: Sequence[str]
) -> list[list[Toned]]:
    """One calm sentence; where something is missing or to be done, what that is."""
    if missing:
        lines: list[list[Toned]] = [[("Results are provisional.", "bold")]]
        missing = [*(sentence.removesuffix(".") for sentence in namesakes), *missing]
        shown_here = missing if len(missing) <= _MOST_REASONS else missing[: _MOST_REASONS - 1]
        lines += [[(f"{reason}.", "plain")] for reason in shown_here]
        if rest := len(missing) - len(shown_here):
            lines.append([(f"And {rest} more: look below.", "muted")])
        return lines
    if len(found) < 2:
        return [
            [("This laptop is the only table.", "bold")],
            [("N", "accent"), (" sets up another one, in under a minute.", "plain")],
        ]
    return [
        [("All tables have delivered.", "bold")],
        [
            (namesakes[0], "plain")
            if namesakes
            else (
                "What was recorded at a table since its last sharing is still on its way.",
                "muted",
            )
        ],
    ]


def _line(one: "TableState", now: "datetime", width: int) -> Content:
    """One line; what there is no room for stands below where the table is marked."""
    name = fit(shown(one.name or f"Laptop …{one.station[-4:]}"), _NAME_WIDTH)
    delivered = fit(_delivered(one, now), _DELIVERED_WIDTH)
    words = _wanting(one)
    room = width - _MARGINS - _NAME_WIDTH - _DELIVERED_WIDTH - 2
    wanting = ", ".join(words)
    if len(wanting) > room and len(words) > 1:
        wanting = f"{words[0]}, {len(words) - 1} more"
    return Content.assemble(f"{name} {delivered} ", (head(wanting, room), "bold"))


def _delivered(one: "TableState", now: "datetime") -> str:
    number = count(one.events, "event")
    if one.is_own:
        return f"this laptop, {number}"
    if one.is_waited_for and not one.delivered_at:
        return "not heard of yet"
    if not one.delivered_at:
        return f"with the seed, {number}"
    when = since(one.delivered_at, now)
    return f"delivered {when}, {number}" if ":" in when else f"delivered {when}"


def _wanting(one: "TableState") -> list[str]:
    """What is not as it should be, the worst first, in few words."""
    words = [f"{_numbers(one)} missing"] if one.gaps else []
    if one.is_waited_for and one.delivered_at:
        words.append("nothing since its new seed")
    if one.register_is_old:
        words.append("old student list")
    if one.clock_off and one.clock_off >= CLOCK_OFF:
        words.append(f"clock {_span(one.clock_off)} off")
    return words


def _numbers(one: "TableState") -> str:
    first = one.gaps[0]
    numbers = str(first.first) if first.first == first.last else f"{first.first}–{first.last}"
    return f"{numbers} …" if len(one.gaps) > 1 else numbers


def _span(seconds: float) -> str:
    if seconds < 55 * 60:
        return f"{seconds / 60:.0f} min"
    hours = seconds / 3600
    return f"{hours:.0f} h" if hours < 48 else count(round(hours / 24), "day")


def _about(one: "TableState", waits: Callable[[], bool]) -> list[list[Toned]]:
    """What to do, the most needed first."""
    said = [
        f"{words}: {advice}"
        for words, advice in (
            (f"{_numbers(one)} missing" if one.gaps else "", "share once more there, then here."),
            (
                "Nothing came in" if one.is_waited_for else "",
                "share at that table, then here."
                + ("" if one.station else " R removes one added by mistake."),
            ),
            ("Old student list" if one.register_is_old else "", _list_advice(one)),
            (_clock_words(one), "set it. Who came first is never told by clocks."),
        )
        if words
    ]
    if said:
        return [[(words, "plain")] for words in said[:_MOST_ADVICE]]
    if not one.is_own:
        return [[("All that it shared is here.", "muted")]]
    waiting = "What is recorded here goes out with the next sharing."
    return [[(waiting if waits() else "Nothing recorded here waits to go out.", "muted")]]


def _list_advice(one: "TableState") -> str:
    if one.is_own:
        return "ask for a new seed at the champion's laptop."
    return "N writes it a new seed."


def _clock_words(one: "TableState") -> str:
    off = one.clock_off
    return f"Its clock is {_span(off)} off" if off and off >= CLOCK_OFF else ""
