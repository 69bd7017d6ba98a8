"""Home: a picture of the school, in which every number opens its list."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from inventory.rules.phrases import long_day
from tui.screens.page import Page
from tui.widgets.key_bar import KeyBar
from tui.widgets.letter_keys import letter_key
from tui.widgets.strip_lines import StripLines
from tui.widgets.text_lines import Toned
from tui.widgets.walk_lines import WalkLines

if TYPE_CHECKING:
    from inventory.services.picture import Ahead, Picture
    from tui.screens.home_lines import Drawn, Frame, View

AHEAD_AFTER = 0.1
"""Seconds until the first reading of the audit and of what comes next: they take more of the domain
than all the rest, and the first frame is out by then."""

LOOK_EVERY = 2.0
"""Seconds between two looks at whether there is anything new; without news nothing is read."""


_LETTERS = (
    letter_key("Y", "app.show_page('year')", "Year", "home.year", "What comes in the year"),
    letter_key("N", "app.show_page('notes')", "Notes", "home.notes", "Notes for IT"),
    letter_key(
        "B", "app.show_page('before')", "Before", "home.before",
        "See before the day whether all is ready",
    ),
    letter_key(
        "L", "app.show_page('lay_out')", "Lay out", "home.lay_out",
        "Decide before the day who gets which device",
    ),
    letter_key(
        "P", "app.show_page('papers')", "Papers", "home.papers",
        "Papers for doors, carts, parents and the office",
    ),
)  # fmt: skip
"""The pages of the year: the line of keys is too short for them, so the line above says them."""

_TAB_SAYS: "Mapping[View, str]" = {"homeroom": "room", "grade": "grade", "place": "place"}
"""Which bars are next, in the few cells that the line of keys has for it."""


class HomeScreen(Page[None]):
    """The school at a glance; every line says which key goes on from it."""

    WORD = "Home"
    FRAME_FIRST = True
    AUTO_FOCUS = "#glance"
    LEFT_OUT = frozenset({"app.inbox", "app.home", *(str(one.id) for one in _LETTERS)})
    """What needs a person names the first, the second leads here, the others have a line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *_LETTERS,
        Binding(
            "tab", "next_view", "By", id="home.view", show=False,
            tooltip="Bars by homeroom, by grade, or by place while an audit is open",
        ),
        Binding("ctrl+e", "open_sample", "Sample school", id="home.sample", show=False),
        Binding(
            "ctrl+t",
            "open_seed",
            "Table's seed",
            id="home.seed",
            show=False,
            tooltip="Make this laptop a table, from the file that the champion's laptop wrote",
        ),
    ]  # fmt: skip

    DEFAULT_CSS = """
    HomeScreen #glance { padding: 1 3 0 3; }
    """

    glance = getters.query_one("#glance", WalkLines)

    def __init__(self) -> None:
        super().__init__()
        self._picture: Picture | None = None
        self._ahead: Ahead | None = None
        """As it was read last, so that nothing flickers when Home comes back."""
        self._mark: object = None
        """What the file was like when it was read."""
        self._view: View | None = None
        """What was chosen with Tab; None follows the day."""
        self._first = 0
        self._drawn: Drawn | None = None
        self._keys = ""
        """The line that says the keys, as it was shown last."""

    def content(self) -> ComposeResult:
        """All of it is lines of text."""
        yield WalkLines(id="glance")

    def bar_text(self) -> str:
        """The day, and when the last backup was made."""
        backup = self.champion.last_backup()
        today = long_day(self.office.clock.now().date())
        return f"{today} · {backup}" if backup else today

    def on_mount(self) -> None:
        """Look for news from now on, while it is in front."""
        self.glance.scrolls = self._scroll_bars
        self.set_interval(LOOK_EVERY, self.look)

    def on_resize(self, _: events.Resize) -> None:
        """Lay it out anew once the lines have their size."""
        if self._picture:
            self.call_after_refresh(self._draw)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tab is for bars, where there are some."""
        if action == "next_view":
            return bool(self._drawn and self._drawn.bars)
        return super().check_action(action, parameters)

    def refresh_page(self) -> None:
        """Read all of it again, and draw it."""
        from inventory.services import picture

        self._mark = picture.mark(self.office)
        self._picture = picture.picture(self.office)
        if self._picture.is_empty:
            self._draw()
        elif self._ahead is None:
            self._draw()
            self.set_timer(AHEAD_AFTER, self._show_ahead)
        else:
            self._read_ahead()
        self._say_keys()

    def look(self) -> None:
        """Read again if something was written, here, at another window or by sharing.

        While another program has the file for itself nothing is read: the next look does.
        """
        if not self.is_current or self._picture is None or self.champion.is_stopped:
            return
        from inventory.services import picture

        with self.champion.stopping_at_faults(), picture.if_free(self.office):
            if (mark := picture.mark(self.office)) != self._mark:
                seen, ahead = picture.picture(self.office), picture.ahead(self.office)
                self._mark, self._picture, self._ahead = mark, seen, ahead
                self._draw()
                self.champion.show_inbox_count(self.query_one("#key-bar", KeyBar))

    def _show_ahead(self) -> None:
        with self.champion.stopping_at_faults():
            self._read_ahead()

    def _read_ahead(self) -> None:
        from inventory.services import picture

        self._ahead = picture.ahead(self.office)
        self._draw()

    def _draw(self) -> None:
        from tui.screens.home_lines import draw

        if self._picture is None:
            return
        now = self.office.clock.now()
        drawn = draw(self._picture, self._ahead, now, self._frame())
        if (first := self._first_in_sight(drawn)) != self._first:
            self._first = first
            drawn = draw(self._picture, self._ahead, now, self._frame())
        self._drawn = drawn
        self.glance.show_walk(drawn.lines, drawn.begin)
        if self._keys and self._strip_text() == self._keys:
            self._say_keys()  # Tab may lead to other bars now

    def _first_in_sight(self, drawn: "Drawn") -> int:
        """The bar to begin with: none is wasted, and that of the cursor stays in sight."""
        first, door = self._first, self.glance.door
        if self.glance.was_moved and door in drawn.doors:
            at = drawn.doors.index(door)
            first = min(max(first, at - drawn.shown + 1), at)
        return min(first, max(0, drawn.bars - drawn.shown))

    def _frame(self) -> "Frame":
        from tui.screens.home_lines import Frame

        size = self.glance.content_size
        return Frame(size.width, size.height, self._shown_view(), self._first)

    def _shown_view(self) -> "View":
        """What the bars are of: as chosen; else of places while the only work is an audit."""
        from tui.screens.home_lines import views

        known = views(self._ahead)
        if self._view in known:
            return self._view
        quiet = self._picture is not None and not self._picture.morning.minutes
        return "place" if quiet and "place" in known else "homeroom"

    def action_next_view(self) -> None:
        """By homeroom, by grade, by place where an audit is open."""
        self._view = self._following_view()
        self._first = 0
        self._draw()

    def _following_view(self) -> "View":
        from tui.screens.home_lines import views

        known = views(self._ahead)
        return known[(known.index(self._shown_view()) + 1) % len(known)]

    def _scroll_bars(self, door: object, step: int) -> bool:
        """Show one bar more where the cursor is on the last one in sight; say whether it was so."""
        row = getattr(door, "row", None)
        drawn = self._drawn
        if row is None or drawn is None or not 0 <= row + step < drawn.bars:
            return False
        if self._first <= row + step < self._first + drawn.shown:
            return False
        self._first += step
        self._draw()
        return self.glance.go_to(drawn.doors[row + step])

    def _say_keys(self) -> None:
        """How to go on from here, until something has to be said in its place."""
        if self._picture and not self._picture.is_empty:
            said: list[Toned] = [
                ("↑↓ Enter", "accent"), (" opens  ", "muted"),
                ("Tab", "accent"), (f" {_TAB_SAYS[self._following_view()]}", "muted"),
            ]  # fmt: skip
            for binding in _LETTERS:
                said += [
                    (f"  {binding.key_display}", "accent"), (f" {binding.description}", "muted"),
                ]  # fmt: skip
            self.show_strip(*said)
            self._keys = "".join(text for text, _ in said)

    def _strip_text(self) -> str:
        return "".join(strip.text for strip in self.query("#strip").results(StripLines))

    @on(WalkLines.Opened)
    def open_door(self, message: WalkLines.Opened) -> None:
        """Enter shows what a number stands for."""
        from tui.screens.home_doors import go_through

        message.stop()
        with self.champion.stopping_at_faults():
            go_through(self.champion, message.door)

    def action_open_sample(self) -> None:
        """Leave this database alone and open the sample school."""
        self.app.exit("sample")

    def action_open_seed(self) -> None:
        """Make this laptop a table."""
        from tui.seeds import ask_for_seed

        ask_for_seed(self)
