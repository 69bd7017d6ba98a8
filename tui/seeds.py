"""Setting up a table: the champion's laptop writes a seed, and the table's laptop opens it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from inventory.errors import ChampionError, NotRecorded
from inventory.rules.duties import Duty
from inventory.rules.phrases import count
from tui.clock import SystemClock
from tui.saving import documents
from tui.screens.ask_text import AskTextScreen
from tui.screens.page import Page
from tui.screens.pick_page import PickPage
from tui.screens.share_now import not_here
from tui.sharing import folder_of
from tui.widgets.text_lines import Toned

SEEDS = ("Seeds of tables", frozenset({".seed", ".age"}))
"""What is looked for when a table is set up."""


class BecomeTable(PickPage[bool]):
    """Asks whether this laptop is to become a table; gives True where it is."""

    WORD = "Table"

    def __init__(self, seed: Path, events: int) -> None:
        """``events`` are how many this laptop has recorded already."""
        super().__init__()
        self._seed, self._events = seed, events

    def question(self) -> list[list[Toned]]:
        """What becomes of what is here."""
        lines: list[list[Toned]] = [
            [("Make this laptop a table?", "bold")],
            [],
            [("It takes student list, devices and settings from", "plain")],
            [(self._seed.name, "bold")],
        ]
        if self._events:
            recorded = count(self._events, "event")
            lines += [
                [],
                [(f"What was recorded here goes along: {recorded}.", "plain")],
                [("The database as it is now is kept as a backup.", "plain")],
            ]
        return [*lines, []]

    def choices(self) -> list[tuple[str, str]]:
        """Do it, or not."""
        return [("become", "Make it a table"), ("not_yet", "Not now")]

    def picked(self, choice: str) -> None:
        """Enter picks."""
        self.dismiss(choice == "become")


class SeedWritten(PickPage[None]):
    """What to do at the other laptop."""

    WORD = "Table"

    def __init__(self, table: str, seed: Path, sealed: bool) -> None:
        """The seed of this table lies there."""
        super().__init__()
        self._table, self._seed, self._sealed = table, seed, sealed

    def question(self) -> list[list[Toned]]:
        """Three steps."""
        secret = " It asks for the passphrase." if self._sealed else ""
        return [
            [(f"✓ The seed of {self._table} is written", "ok")],
            [(str(self._seed), "plain")],
            [],
            [("At the other laptop", "bold")],
            [("1  ", "accent"), ("plug in the stick, and start Champion", "plain")],
            [("2  ", "accent"), ("Ctrl+T on its first screen, or F8, T, O", "plain")],
            [("3  ", "accent"), (f"choose {self._seed.name}.{secret}", "plain")],
            [],
            [("The seed has the student list in it. Take it off the stick afterwards.", "muted")],
            [],
        ]

    def choices(self) -> list[tuple[str, str]]:
        """Nothing but going back."""
        return [("done", "Done")]

    def picked(self, choice: str) -> None:  # noqa: ARG002
        """Enter goes back."""
        self.dismiss(None)


def ask_for_seed(page: Page[Any]) -> None:
    """Ask for the file, for its passphrase where it has one, and whether to do it; then do it."""
    if page.refuses(Duty.TABLES):
        return
    if page.champion.keeps_to_itself:
        page.show_strip((not_here(page), "ask"), ("Ctrl+Q leaves it.", "muted"))
        return
    from tui.screens.pick_file import PickFileScreen

    dialog = PickFileScreen(_usual_folder(page), "Open a table's seed", SEEDS)
    page.app.push_screen(dialog, _then(page, _ask_passphrase))


def ask_new_table(page: Page[Any]) -> None:
    """Ask for the table's name, a folder and a passphrase; then write the seed."""
    if page.refuses(Duty.TABLES):
        return
    if page.champion.keeps_to_itself:
        page.show_strip((not_here(page), "ask"), ("Ctrl+Q leaves it.", "muted"))
        return
    page.app.push_screen(
        AskTextScreen(
            "What is the new table called?",
            "Its laptop gets students, devices and settings in one file, the seed.",
            "Table 2",
            _next_name(page),
            replaces=True,
        ),
        _then(page, _ask_folder),
    )


def become_table(path: Path, seed: Path, passphrase: str) -> str:
    """Put the table's database in the place of the one at ``path``; what is to be said of it."""
    from inventory.services import tables
    from inventory.services.office import Office

    try:
        opened = tables.open_seed(seed, path, SystemClock(), passphrase)
        office = Office.open(path, SystemClock())
        try:
            if not folder_of(office.setting("share") or str(seed)).is_dir():
                office.change_setting("share", str(seed.parent))
        finally:
            office.close()
    except ChampionError as refused:
        return f"This laptop did not become a table. {refused}"
    brought = f" {count(opened.brought, 'event')} came along." if opened.brought else ""
    return f"This laptop is {opened.table} of {opened.school or 'the school'}.{brought}"


def _ask_passphrase(page: Page[Any], seed: Path) -> None:
    from inventory.services import seeds

    try:
        sealed = seeds.is_sealed(seed)
    except ChampionError as refused:
        page.show_strip((f"{refused.message} ", "stop"), (refused.hint, "muted"))
        return
    if not sealed:
        _ask_whether(page, seed, "")
        return
    page.app.push_screen(
        AskTextScreen(
            "The seed's passphrase",
            "Whoever wrote the seed chose it. It is not kept here.",
            "Passphrase",
            secret=True,
        ),
        _then(page, lambda page, secret: _ask_whether(page, seed, secret)),
    )


def _ask_whether(page: Page[Any], seed: Path, passphrase: str) -> None:
    from inventory.services import tables

    def answered(page: Page[Any], yes: bool) -> None:
        if yes:
            page.champion.seed = (seed, passphrase)
            page.app.exit("seed")

    own = sum(one.events for one in tables.tables(page.office) if one.is_own)
    page.app.push_screen(BecomeTable(seed, own), _then(page, answered))


def _ask_folder(page: Page[Any], name: str) -> None:
    from tui.screens.pick_folder import PickFolderScreen

    dialog = PickFolderScreen(_usual_folder(page), f"The seed of {name}", "Write it here")
    page.app.push_screen(dialog, _then(page, lambda page, folder: _ask_secret(page, name, folder)))


def _ask_secret(page: Page[Any], name: str, folder: Path) -> None:
    page.app.push_screen(
        AskTextScreen(
            "A passphrase for the seed?",
            "There are students' names in it. Left empty, whoever finds it can read it.",
            "no passphrase",
            may_be_empty=True,
            secret=True,
        ),
        _then(page, lambda page, secret: _write(page, name, folder, secret)),
    )


def _write(page: Page[Any], name: str, folder: Path, passphrase: str) -> None:
    page.show_strip((f"Writing the seed of {name}…", "bold"))
    page.call_after_refresh(_write_seed, page, name, folder, passphrase)


def _write_seed(page: Page[Any], name: str, folder: Path, passphrase: str) -> None:
    """On the app's own thread, which the database belongs to."""
    from inventory.services import tables

    try:
        seed = tables.add_table(page.office, name, folder, passphrase)
        if not page.office.setting("share"):
            page.office.change_setting("share", str(folder))
    except NotRecorded as fault:
        page.champion.stop_scanning(fault)
        return
    except ChampionError as refused:
        page.show_strip((f"{refused.message} ", "stop"), (refused.hint, "muted"))
        return
    page.app.push_screen(SeedWritten(name, seed, bool(passphrase)))


def _then(page: Page[Any], go_on: Callable[[Page[Any], Any], None]) -> Callable[[Any], None]:
    """Go on with an answer once the page is in front again; nothing where it was left with Esc."""

    def answered(answer: Any) -> None:
        if answer is not None:
            page.call_later(go_on, page, answer)

    return answered


def _usual_folder(page: Page[Any]) -> Path:
    """Where tables share, if that is there now; else where documents are."""
    shared = page.office.setting("share")
    return folder_of(shared) if shared and folder_of(shared).is_dir() else documents()


def _next_name(page: Page[Any]) -> str:
    """``Table 4`` where three are known."""
    from inventory.services import tables

    taken = {one.name for one in tables.tables(page.office)}
    return next(name for number in range(2, 1000) if (name := f"Table {number}") not in taken)
