"""What Ctrl+O and Ctrl+N ask while devices are handed out or taken back."""

from typing import TYPE_CHECKING

from inventory.errors import NotAllowed
from inventory.rules.duties import Duty
from tui.screens.ask_text import AskTextScreen

if TYPE_CHECKING:
    from tui.screens.scan_screen import ScanScreen


def ask_reason(screen: "ScanScreen") -> None:
    """Ask why what was stopped is to be done all the same."""
    stopped = screen.desk.table.stopped
    if stopped is None:
        screen.say_no("Nothing was stopped that a reason could override.")
        return
    try:
        screen.office.refuse_helper(Duty.OVERRIDE)
    except NotAllowed as refused:
        screen.say_refused(refused)
        return
    screen.app.push_screen(
        AskTextScreen(
            "Hand out all the same",
            "The reason is kept with the hand-out, and the district can read it.",
            "Reason",
        ),
        lambda reason: (
            screen.answer(lambda: screen.desk.override(reason, stopped)) if reason else None
        ),
    )


def ask_name(screen: "ScanScreen") -> None:
    """Ask for the name of the person whom the roster doesn't know."""
    unknown = screen.desk.table.unknown
    if unknown is None:
        screen.say_no("Nobody unknown was scanned. Scan the card first, then Ctrl+N.")
        return
    screen.app.push_screen(
        AskTextScreen(
            f"Who has the ID {unknown[0]}?",
            "First and last name. The next roster import matches the ID by itself.",
            "Name",
        ),
        lambda name: (
            screen.answer(lambda: screen.desk.enter_person(name, unknown[0])) if name else None
        ),
    )
