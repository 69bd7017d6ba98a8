"""Scans that arrive where no scan line reads: on lists, pages, dialogs, help and palette."""

from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from inventory.errors import ChampionError, StoreRefused
from inventory.model import Mode
from inventory.rules.commands import LEADS_TO, Command
from inventory.services import pages
from inventory.services.office import Office
from tui.refusals import Refusals
from tui.screens.fault import FaultScreen
from tui.screens.page import Page
from tui.widgets.key_gate import Burst, insert_text
from tui.widgets.scan_input import ScanInput
from tui.widgets.text_lines import Toned

if TYPE_CHECKING:
    from tui.app import ChampionApp


def take(app: "ChampionApp", burst: Burst) -> None:
    """Give a scan to the scan screen beneath, or let the page in front say what it is.

    Text that no code is called may be somebody's typing in one go: it lands in the field that has
    the focus, and its Enter does not count.
    """
    if _is_for_the_front_alone(app, burst):
        return
    beneath = [screen for screen in reversed(app.screen_stack) if isinstance(screen, Page)]
    if beneath and beneath[0].TAKES_SCANS:
        _close_palette(app)  # it would cover the verdict
    if app.screen is app.refuses_scans_on:
        _refuse(app, burst.text)
        return
    command = pages.command_in(app.office, burst.text)
    if command and not _takes_scans(app.screen):
        _command(app, command, burst)
        return
    if not pages.is_known(app.office, burst.text) and insert_text(app.focused, burst.text):
        return
    for screen in beneath:
        if screen.TAKES_SCANS:
            screen.query_one(ScanInput).take(burst.text, burst.at)
            if screen is not app.screen:
                beneath[0].show_strip(
                    (f"{burst.text} was scanned behind this page. ", "plain"),
                    ("Esc shows what came of it.", "muted"),
                )
            return
    if beneath:
        beneath[0].take_scan(burst.text, burst.at)


def _is_for_the_front_alone(app: "ChampionApp", burst: Burst) -> bool:
    """Whether the page in front took the scan: refused it, or saw whose badge it is."""
    front = app.screen
    if isinstance(front, Page) and (front.ALONE or isinstance(front, FaultScreen)):
        front.take_scan(burst.text, burst.at)
        return True
    if app.is_stopped:
        _refuse_stopped(app, burst.text)
        return True
    return False


def _takes_scans(screen: Screen[Any]) -> bool:
    return isinstance(screen, Page) and screen.TAKES_SCANS


def _command(app: "ChampionApp", command: Command, burst: Burst) -> None:
    """A command works on the screen in front: a mode from any big screen, nothing in a dialog.

    A page that only shows something gives way to a change of mode. Behind a dialog no scan counts
    any more once a mode was asked for: it would count in the one before.
    """
    mode = LEADS_TO.get(command)
    if mode:
        _leave_what_only_shows(app)
    front = app.screen
    if _takes_scans(front):
        front.query_one(ScanInput).take(burst.text, burst.at)
    elif isinstance(front, Page) and front.take_command(command):
        return
    elif len(app.screen_stack) > 1:
        table_behind = any(_takes_scans(screen) for screen in app.screen_stack)
        app.refuses_scans_on = front if mode and table_behind else None
        _refuse(app, command)
    elif mode:
        # Back to the line also where a bag is open on Take back.
        app.show_mode(mode, scan=burst if mode is Mode.BACK else None)
    elif isinstance(front, Page):
        front.take_scan(burst.text, burst.at)


def _close_palette(app: "ChampionApp") -> None:
    while len(app.screen_stack) > 1 and not isinstance(app.screen, Page):
        app.pop_screen()


def _leave_what_only_shows(app: "ChampionApp") -> None:
    _close_palette(app)
    while len(app.screen_stack) > 1:
        if not (isinstance(app.screen, Page) and app.screen.ONLY_SHOWS):
            return
        app.pop_screen()


def _refuse(app: "ChampionApp", text: str) -> None:
    """Say on the page in front that this scan does nothing, and what to do first."""
    app.ring()
    page = next(screen for screen in reversed(app.screen_stack) if isinstance(screen, Page))
    page.show_strip((f"{text} does nothing here. ", "ask"), ("Esc first.", "muted"))


def _refuse_stopped(app: "ChampionApp", text: str) -> None:
    """Say on the page that was opened over the clear screen that this scan does not count."""
    app.ring()
    page = next(screen for screen in reversed(app.screen_stack) if isinstance(screen, Page))
    beneath = [screen for screen in app.screen_stack if isinstance(screen, FaultScreen)]
    refused = beneath[-1].refused if beneath else Refusals()
    refused.add(text)
    said = f"{refused.in_words} "
    page.show_strip((said, "stop"), ("Work is stopped. Esc first.", "muted"))


def describe(office: Office, text: str) -> list[Toned]:
    """One line on what a scan is, where nothing is handed out or taken back."""
    from tui.record_words import hands

    if command := pages.command_in(office, text):
        where = "works on Hand out, Take back, Audit and Inspect."
        return [(f"{command} ({command.words}) ", "bold"), (where, "plain")]
    try:
        page = pages.look_up(office, text)
    except StoreRefused:
        raise  # the file can't be read: nothing is known of the code
    except ChampionError as refused:
        return [(f"{refused.message} ", "ask"), (refused.hint, "muted")]
    if isinstance(page, pages.PersonPage):
        card = pages.person_card(office, page.person.person_id, 0)
        return [(f"{card.person.name}  ", "bold"), (card.in_words(), "muted")]
    where = hands(page.custody, page.holder)
    return [
        (f"{page.device.label}  ", "bold"),
        (f"{page.device.model} · {where[:1].lower()}{where[1:]}", "plain"),
        ("   F2 out, F3 back", "muted"),
    ]
