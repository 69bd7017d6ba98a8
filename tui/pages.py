"""Pages that open over a big screen, each loaded when somebody goes there."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from textual.screen import Screen


@dataclass(frozen=True, slots=True)
class OpensPage:
    """One page: where its screen is, what it is called and what one does there."""

    module: str
    screen: str
    title: str
    about: str

    def make(self) -> Screen[Any]:
        """A new screen of it."""
        made: Screen[Any] = getattr(import_module(f"tui.screens.{self.module}"), self.screen)()
        return made


PAGES: dict[str, OpensPage] = {
    "year": OpensPage("year", "YearScreen", "The year", "Audits, sessions, deadlines, who serves"),
    "before": OpensPage(
        "before", "BeforeScreen", "Before the day", "Whether all that the line needs is there"
    ),
    "papers": OpensPage(
        "papers", "PapersScreen", "Papers", "Not returned, costs, receipts: to print and to sign"
    ),
    "lay_out": OpensPage(
        "lay_out", "LayOutPage", "Lay out", "Who is to get which device, before the day"
    ),
    "notes": OpensPage(
        "notes", "ItNotesScreen", "Notes for IT", "Training, process, support referrals"
    ),
}
"""Page → how it is opened, in the order of the palette."""
