"""What the palette offers: every key's action, and what has no key."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import SystemCommand
from textual.screen import Screen

from tui.pages import PAGES

if TYPE_CHECKING:
    from tui.app import ChampionApp


def commands(app: "ChampionApp", screen: Screen[Any]) -> Iterable[SystemCommand]:
    """The commands for a screen, each action once."""
    said = set()
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.tooltip and active.enabled and binding.action not in said:
            said.add(binding.action)
            yield SystemCommand(
                f"{binding.description}: {binding.tooltip}",
                app.get_key_display(binding),
                partial(app.run_action, binding.action, active.node),
            )
    for name, page in PAGES.items():
        opens = partial(app.action_show_page, name)
        yield SystemCommand(f"{page.title}: {page.about}", "Open the page", opens)
    yield SystemCommand("Theme: light or dark", "Change the ground", app.action_toggle_theme)
    yield SystemCommand("Bell on or off", "Ring at questions and stops", app.action_toggle_bell)
    yield SystemCommand(
        "Check the scanner", "Four barcodes, sixty seconds", app.action_check_scanner
    )
    yield SystemCommand("Back up now", "Write a verified copy", app.action_back_up)
