"""What every screen has: the bar with its word, the line of keys, and a place for stray scans."""

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.screen import Screen

from inventory.errors import NotAllowed, StoreRefused
from tui.widgets.key_bar import KeyBar
from tui.widgets.mode_bar import ModeBar, ModeTone
from tui.widgets.strip_lines import StripLines
from tui.widgets.text_lines import Toned

if TYPE_CHECKING:
    from inventory.rules.commands import Command
    from inventory.rules.duties import Duty
    from inventory.services.office import Office
    from tui.app import ChampionApp
    from tui.refusals import Refusals
    from tui.widgets.record_table import RecordTable

Result = TypeVar("Result")


MODE_KEYS = frozenset(
    f"app.{mode}"
    for mode in (
        "hand_out",
        "take_back",
        "audit",
        "look_up",
        "inbox",
        "imports",
        "exports",
        "labels",
        "home",
    )
)
"""The keys that lead to the big screens: they work everywhere, and are left out of the line of keys
where a screen has more keys of its own than there is room for."""


class Page(Screen[Result], Generic[Result]):
    """A screen with the same zones as all others; ``content`` fills the middle."""

    WORD: ClassVar[str] = ""
    """The word at the left of the bar."""

    TONE: ClassVar[ModeTone] = "rest"
    TAKES_SCANS: ClassVar[bool] = False
    """Whether a scan that arrives while another screen lies on top belongs here."""

    STAYS: ClassVar[bool] = True
    """Whether it is still there when a key has led to another big screen and back."""

    ALONE: ClassVar[bool] = False
    """Whether no other key of the app works until it is answered; what is scanned is its own."""

    COVERS: ClassVar[bool] = False
    """Whether it stands before the names of students, and is not left without a word."""

    ONLY_SHOWS: ClassVar[bool] = False
    """Whether it gives way to a barcode that leads to another screen: there is nothing to lose."""

    LEFT_OUT: ClassVar[frozenset[str]] = frozenset({"app.imports", "app.labels"})
    """The ids of keys that work here too but that the line of keys has no room for."""

    FRAME_FIRST: ClassVar[bool] = False
    """Whether the zones are drawn before they are filled, so that the app is there sooner."""

    AUTO_FOCUS = "*"

    def compose(self) -> ComposeResult:
        """The bar, the content, the strip for stray scans, the keys."""
        yield ModeBar(self.WORD, self.TONE, self.right_text(), id="mode-bar")
        yield from self.content()
        if not self.FRAME_FIRST:
            yield StripLines(id="strip")
        yield KeyBar(id="key-bar", leave_out=self.LEFT_OUT)

    def content(self) -> ComposeResult:
        """The middle of the screen."""
        yield from ()

    def bar_text(self) -> str:
        """What stands at the right of the bar."""
        return f"{self.office.school} · {self.office.table}"

    def right_text(self) -> str:
        """The same, behind what everybody has to know: that nothing counts, that a hub does not
        answer, who is here."""
        sharing = self.champion.sharing
        offline = sharing.in_words if sharing else ""
        rehearsal = "REHEARSAL" if self.champion.rehearsal else ""
        said = (rehearsal, offline, self.champion.at_table, self.bar_text())
        return " · ".join(filter(None, said))

    @property
    def champion(self) -> "ChampionApp":
        """The app, by its own type."""
        from tui.app import ChampionApp

        assert isinstance(self.app, ChampionApp)
        return self.app

    @property
    def office(self) -> "Office":
        """The open database."""
        return self.champion.office

    def show_strip(self, *parts: Toned) -> None:
        """A line or more above the keys, until the next one. Nothing before the strip is made."""
        for strip in self.query("#strip").results(StripLines):
            strip.show([parts])

    def take_scan(self, text: str, at: float) -> None:  # noqa: ARG002
        """A scan arrived where nothing is handed out or taken back: say what it is."""
        from tui.stray_scans import describe

        self.show_strip(*describe(self.office, text))

    def take_command(self, command: "Command") -> bool:  # noqa: ARG002
        """Whether a command barcode was meant for this page, though it lies over another."""
        return False

    def refuses(self, duty: "Duty") -> bool:
        """Whether a helper is at the table, for whom this is not; the strip says so then."""
        try:
            self.office.refuse_helper(duty)
        except NotAllowed as refused:
            self.champion.ring()
            self.show_strip((f"{refused.message} ", "ask"), (refused.hint, "muted"))
            return True
        except StoreRefused as fault:  # the file can't be read
            self.champion.stop_scanning(fault)
            return True
        return False

    def give_way(self) -> None:
        """A key leads to another big screen: settle what nobody will answer meanwhile."""

    def step_back(self, refused: "Refusals") -> None:
        """Scans were refused while this page was covered."""

    def take_alt_digits(self) -> None:
        """The scanner types in a way that no terminal can read; the app has said so."""

    def rows_name(self, table: "RecordTable") -> str:
        """What a file with this table's rows is called, without the day."""
        return table.id or "list"

    def on_record_table_save_requested(self, message: "RecordTable.SaveRequested") -> None:
        """E asks where to, and saves the rows shown as a CSV file."""
        from tui.saving import save_table

        message.stop()
        save_table(self, message.table)

    def on_record_table_unreadable(self, message: "RecordTable.Unreadable") -> None:
        """Where its rows can't be read: the clear screen."""
        message.stop()
        self.champion.stop_scanning(message.fault)

    def on_screen_resume(self) -> None:
        """Show what changed while another screen was in front."""
        if self.FRAME_FIRST:
            # By way of the app: while it starts, a screen's own callbacks come before the paint.
            self.app.call_later(self.call_after_refresh, self._read_again)
        else:
            self._read_again()

    def _read_again(self) -> None:
        if self.FRAME_FIRST and not self.query("#strip"):
            self.mount(StripLines(id="strip"), before="#key-bar")
        self.query_one("#mode-bar", ModeBar).show_right(self.right_text())
        try:
            self.champion.show_inbox_count(self.query_one("#key-bar", KeyBar))
            self.show_strip()
            self.refresh_page()
        except StoreRefused as fault:  # the file can't be read
            self.champion.stop_scanning(fault)

    def refresh_page(self) -> None:
        """Read again what the page shows."""
