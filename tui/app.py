"""The app: its modes and keys, its theme, and what a scan means away from the scan screens."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from inventory.errors import ChampionError
from inventory.services.office import Office
from tui import preferences
from tui.hand_over import HandOver
from tui.jobs import Upkeep
from tui.keyboard import KeyboardApp
from tui.modes import MODE_BINDINGS, MODES, SCREEN_OF
from tui.screens.page import Page
from tui.theme import DARK, LIGHT, THEMES, VARIABLE_DEFAULTS
from tui.widgets.key_bar import KeyBar
from tui.widgets.mode_bar import ModeBar

if TYPE_CHECKING:
    from inventory.model import Mode
    from tui.screens.scan_screen import ScanScreen
    from tui.sharing import Sharing
    from tui.widgets.key_gate import Burst

UPKEEP_AFTER = 1.0
"""Seconds after the first frame: nothing beside the work may delay the first scan."""


class ChampionApp(KeyboardApp):
    """One school's database on one laptop."""

    TITLE = "Champion"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = True
    MODES = MODES
    DEFAULT_MODE = "home"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,alt+1", "help", "Help", id="app.help", tooltip="Every key, word and barcode"),
        *MODE_BINDINGS,
        Binding(
            "ctrl+s", "show_mode('settings')", "Settings", id="app.settings", show=False,
            tooltip="The school's rules and this laptop's name",
        ),
        Binding(
            "ctrl+w", "ask_who", "Who", id="app.who", show=False, priority=True,
            tooltip="Say who is at the table: by name, with a PIN, or by a badge",
        ),
        Binding("ctrl+q", "quit", "Quit", id="app.quit", show=False, priority=True),
    ]  # fmt: skip

    def __init__(self, office: Office, *, demo: bool = False, rehearsal: bool = False) -> None:
        super().__init__()
        self.office = office
        self.demo = demo
        """Whether it is the sample school, which has nobody's data."""
        self.rehearsal = rehearsal
        """Whether it is a copy on which a day is rehearsed: the bar says so on every screen."""
        self.refuses_scans_on: Screen[Any] | None = None
        """A dialog on which a mode was asked for: what is scanned there counts in no mode."""
        self.at_table = ""
        """Who works here, in words, where there is a list of operators."""
        self._stopped = False
        self._told_next: list[ChampionError] = []
        """Found while the clear screen stood for something else, and not found again by itself."""
        self._preferences = preferences.load()
        for theme in THEMES:
            self.register_theme(theme)
        known = self._preferences.theme in self.available_themes
        # Without watchers: a change of theme would parse every style a second time.
        self.set_reactive(ChampionApp.theme, self._preferences.theme if known else DARK)
        self._upkeep = Upkeep(self)
        self.sharing: Sharing | None = None
        """What is shared by itself; None until ``may_share`` was asked."""
        self.seed: tuple[Path, str] | None = None
        """The table's file that was to be opened, with its passphrase, when the app was left."""
        self.opening_words = ""
        """What is said in a corner at the start."""
        self._hand_over = HandOver(self, self._take_typed)

    def take_burst(self, burst: "Burst") -> None:
        """Give what a scanner typed away from a scan line to whom it belongs."""
        from tui import stray_scans

        with self.stopping_at_faults(burst.text):
            stray_scans.take(self, burst)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """What our widgets need and Textual's own themes lack."""
        return dict(VARIABLE_DEFAULTS)

    def on_mount(self) -> None:
        """Watch the theme, ask who is here, look after the database once the first screen stands.

        Keys are read only afterwards, so that none can come before the question.
        """
        if self.office.number_of_operators:
            from tui import seat

            seat.begin(self)
        self.theme_changed_signal.subscribe(self, lambda theme: self._keep_theme(theme.name))
        self.set_timer(UPKEEP_AFTER, self._look_after)
        if self.opening_words:
            self.notify(self.opening_words, timeout=8, markup=False)

    def _look_after(self) -> None:
        from tui.idle import IdleWatch
        from tui.watch import Watch

        IdleWatch(self).start()
        self._upkeep.start()
        Watch(self).start()
        self.may_share()

    @property
    def keeps_to_itself(self) -> bool:
        """Whether nothing of it is shared or backed up, and no table is set up from it."""
        return self.demo or self.rehearsal

    def may_share(self) -> bool:
        """Begin to look after what tables share; False where that never is."""
        if self.sharing is None and not self.keeps_to_itself and self.office.database.path:
            from tui.sharing import Sharing

            self.sharing = Sharing(self)
            self.sharing.start()
        return self.sharing is not None

    def on_unmount(self) -> None:
        """Let go of the hub."""
        if self.sharing:
            self.sharing.end()

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette: every key's action, and what has no key."""
        from tui import palette

        return palette.commands(self, screen)

    def action_ask_who(self) -> None:
        """Say who is at the table from now on."""
        from tui import seat

        with self.stopping_at_faults():
            seat.ask(self)

    def action_show_mode(self, mode: str) -> None:
        """Go to one of the big screens; each keeps what stood on it."""
        if self._stopped:
            self.ring()
        else:
            self._go_to(mode)

    def show_mode(
        self, mode: "Mode", leaving: "ScanScreen | None" = None, scan: "Burst | None" = None
    ) -> None:
        """Go to the screen of a scan mode; what is typed on the one that is left goes there too.

        ``scan`` is taken there first: a command that does more than lead there.
        """
        self._go_to(SCREEN_OF[mode])
        if scan:
            self._hand_over.bring(scan)
        if leaving:
            self._hand_over.leave(leaving)

    def _go_to(self, mode: str) -> None:
        while isinstance(self.screen, Page) and not self.screen.STAYS:
            self.pop_screen()
        if mode != self.current_mode and not self._settled():
            return
        self.switch_mode(mode)
        if mode == "home":
            while len(self.screen_stack) > 1 and isinstance(self.screen, Page):
                self.pop_screen()  # Home itself, and no list that was opened from it
        if mode == "audit":
            from tui.screens.audits import AuditsScreen

            if isinstance(self.screen, AuditsScreen):
                self.screen.scan_on()

    def _settled(self) -> bool:
        """Whether what is left gave way; False where that led to the clear screen."""
        for screen in self.screen_stack:
            if isinstance(screen, Page) and screen.is_mounted:
                screen.give_way()
        return not self._stopped

    def action_show_page(self, name: str) -> None:
        """Open one of the pages of ``PAGES`` over what is in front, unless it is there already."""
        from tui.pages import PAGES

        if self._stopped:
            self.ring()
        elif type(self.screen).__name__ != PAGES[name].screen:
            self.push_screen(PAGES[name].make())

    def action_help(self) -> None:
        """Every key of this screen, every word of a verdict, every command barcode."""
        from tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def action_check_scanner(self) -> None:
        """See what the scanner makes of four barcodes."""
        from tui.screens.scanner_check import ScannerCheckScreen

        if not isinstance(self.screen, ScannerCheckScreen):
            self.push_screen(ScannerCheckScreen())

    def stop_scanning(self, fault: ChampionError, scan: str = "") -> None:
        """Nothing more can be relied on: one clear screen, until a person says go on.

        ``scan`` is the code that was being recorded, where one was.
        """
        from tui.screens.fault import FaultScreen, is_found_once

        self.ring()
        if not self._stopped:
            self._stopped = True
            self.push_screen(FaultScreen(fault, scan), self._go_on)
        elif is_found_once(fault):
            self._told_next.append(fault)

    @property
    def is_stopped(self) -> bool:
        """Whether the clear screen stands, in front or behind a page that was opened over it."""
        return self._stopped

    def refuses_scan(self, text: str, at: float) -> bool:
        """Whether work is stopped; the clear screen then says that this scan does not count."""
        if self._stopped:
            from tui.screens.fault import FaultScreen

            if isinstance(self.screen, FaultScreen):
                self.screen.take_scan(text, at)
        return self._stopped

    def _go_on(self, _: None) -> None:
        """Scan on, unless something else was found meanwhile: no scan may come between."""
        self._stopped = False
        if self._told_next:
            self.stop_scanning(self._told_next.pop(0))

    def ring(self) -> None:
        """Ring the terminal's bell, unless it was switched off."""
        if self._preferences.bell:
            self.bell()

    @property
    def bell_is_on(self) -> bool:
        """Whether questions and stops ring."""
        return self._preferences.bell

    def name_of(self, person_id: str) -> str:
        """A person's name; the ID where the roster has none."""
        from inventory.services import pages

        someone = pages.person(self.office, person_id)
        return someone.name if someone else person_id

    def show_inbox_count(self, bar: KeyBar, waiting: int | None = None) -> None:
        """Put the number of what wants a decision behind the Inbox key."""
        from inventory.services import glance

        waiting = glance.waiting_now(self.office) if waiting is None else waiting
        bar.set_badge("show_mode('inbox')", str(waiting) if waiting else "")

    def last_backup(self) -> str:
        """``backup 09:02``, with the day where it is not of today; empty where there is none, as in
        a rehearsal."""
        if self.keeps_to_itself:
            return "" if self.rehearsal else "sample school"
        return self._upkeep.in_words

    def warn(self, fault: ChampionError) -> None:
        """Say in a corner what went wrong beside the work."""
        self.notify(str(fault), title="Backup", severity="warning", markup=False)

    def show_bar(self) -> None:
        """Draw the bar at the top anew: the time of the newest backup stands in it."""
        if self.is_running and isinstance(self.screen, Page):
            for bar in self.screen.query(ModeBar):  # a page that was just opened has none yet
                bar.show_right(self.screen.right_text())

    def action_back_up(self) -> None:
        """Write a verified backup now; of a rehearsal there is none."""
        if self.rehearsal:
            self.notify("A rehearsal is not backed up.", markup=False)
        else:
            self._upkeep.back_up()

    def action_toggle_theme(self) -> None:
        """Dark ground or light ground."""
        self.theme = LIGHT if self.theme == DARK else DARK

    def action_toggle_bell(self) -> None:
        """Ring at questions and stops, or stay silent."""
        self._preferences = preferences.keep(
            replace(self._preferences, bell=not self._preferences.bell)
        )
        self.notify("Bell on" if self._preferences.bell else "Bell off", markup=False)

    def _keep_theme(self, name: str) -> None:
        self._preferences = preferences.keep(replace(self._preferences, theme=name))
