"""Who sits at this window: asked at the start, with Ctrl+W, and after nobody typed for a while."""

from typing import TYPE_CHECKING

from inventory.errors import ChampionError
from inventory.rules.duties import Operator, Role
from inventory.services import operators

if TYPE_CHECKING:
    from tui.app import ChampionApp


def begin(app: "ChampionApp") -> None:
    """The only one on the list sits here unless they have a PIN; else ask before anything else."""
    there = operators.everybody(app.office)
    if len(there) == 1 and not there[0].pin:
        sit(app, there[0])
    elif there:
        from tui.screens.who import StartScreen

        app.push_screen(StartScreen(there))


def ask(app: "ChampionApp") -> None:
    """Ask who is at the table."""
    from tui.screens.who import WhoScreen

    app.push_screen(WhoScreen(operators.everybody(app.office)))


def lock(app: "ChampionApp", minutes: int) -> bool:
    """Cover the screen until somebody goes on; whatever stands beneath stays as it is.

    Where the file can't be read it is covered all the same, over the clear screen that says so;
    False then: who goes on is to be asked once the list can be read.
    """
    from tui.screens.locked import LockedScreen

    try:
        asked = lock_by_name(app, minutes)
    except ChampionError as fault:
        app.stop_scanning(fault)
        app.push_screen(LockedScreen(minutes))
        return False
    if not asked:
        app.push_screen(LockedScreen(minutes))
    return True


def lock_by_name(app: "ChampionApp", minutes: int) -> bool:
    """Cover the screen until somebody says who goes on; False where there is no list."""
    from tui.screens.locked import LockedListScreen

    there = operators.everybody(app.office)
    if there:
        app.push_screen(LockedListScreen(there, minutes))
    return bool(there)


def sit(app: "ChampionApp", operator: Operator) -> None:
    """From now on this window writes as this operator, and says so at the top."""
    app.office.operator = operator
    app.at_table = in_words(operator)


def in_words(operator: Operator) -> str:
    """``Ada Park``; ``Bea Lind (helper)``."""
    return f"{operator.name} (helper)" if operator.role is Role.HELPER else operator.name
