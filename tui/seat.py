"""Who sits at this window: asked at the start, with Ctrl+W, and after nobody typed for a while."""

from typing import TYPE_CHECKING

from inventory.rules.duties import Operator, Role
from inventory.services import operators

if TYPE_CHECKING:
    from tui.app import ChampionApp


def begin(app: "ChampionApp") -> None:
    """The only one on the list sits here; where several are, ask who it is before anything else."""
    there = operators.everybody(app.office)
    if len(there) == 1:
        sit(app, there[0])
    elif there:
        from tui.screens.who import StartScreen

        app.push_screen(StartScreen())


def ask(app: "ChampionApp") -> None:
    """Ask who is at the table."""
    from tui.screens.who import WhoScreen

    app.push_screen(WhoScreen())


def lock(app: "ChampionApp", minutes: int) -> None:
    """Cover the screen until somebody goes on; whatever stands beneath stays as it is."""
    from tui.screens.locked import LockedListScreen, LockedScreen

    locked = LockedListScreen if operators.everybody(app.office) else LockedScreen
    app.push_screen(locked(minutes))


def sit(app: "ChampionApp", operator: Operator) -> None:
    """From now on this window writes as this operator, and says so at the top."""
    app.office.operator = operator
    app.at_table = in_words(operator)


def in_words(operator: Operator) -> str:
    """``Ada Park``; ``Bea Lind (helper)``."""
    return f"{operator.name} (helper)" if operator.role is Role.HELPER else operator.name
