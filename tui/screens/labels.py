"""Labels: what can be printed, with how many there are of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from inventory.rules.scanner import CODES
from inventory.services import labels
from inventory.services.labels import Kind
from inventory.services.office import Office
from tui.screens.label_choices import paper_page
from tui.screens.label_file import page_file
from tui.screens.label_job import SavingPage
from tui.screens.label_sheet import LabelSheetScreen
from tui.widgets.text_lines import TextLines

_TITLE_WIDTH = 26
_COUNT_WIDTH = 6


@dataclass(frozen=True, slots=True)
class Print:
    """One thing that can be printed."""

    title: str
    number: Callable[[Office], str]
    about: str
    kind: Kind | None = None


class LabelsScreen(SavingPage):
    """What can be printed; Enter goes on."""

    WORD = "Labels"
    AUTO_FOCUS = "OptionList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Stop", id="labels.stop", tooltip="Stop writing the file"),
    ]

    DEFAULT_CSS = """
    LabelsScreen #intro { height: 4; padding: 1 3; }
    LabelsScreen #prints { height: 1fr; }
    LabelsScreen #prints:focus { background-tint: $background 0%; }
    """

    prints = getters.query_one("#prints", OptionList)

    def content(self) -> ComposeResult:
        """What to do here, and what there is."""
        yield TextLines(
            [
                [("Enter", "accent"), (" goes on. You see the sheet before it is saved.", "plain")],
                [("Print what is saved at 100 %, never fitted to the page.", "muted")],
            ],
            id="intro",
        )  # fmt: skip
        yield OptionList(id="prints")

    def refresh_page(self) -> None:
        """Count again."""
        super().refresh_page()
        at = self.prints.highlighted or 0
        self.prints.set_options(_option(self.office, name, one) for name, one in PRINTS.items())
        self.prints.highlighted = at

    @on(OptionList.OptionSelected, "#prints")
    def go_on(self, message: OptionList.OptionSelected) -> None:
        """Show the sheet, ask for the paper, or check the scanner."""
        message.stop()
        if not self.is_active:  # a second Enter may have been on its way
            return
        match message.option_id:
            case "check":
                self.champion.action_check_scanner()
            case "commands" | "scanner" as what:
                paper = labels.remembered_paper(self.office)
                self.app.push_screen(paper_page(paper), partial(self._save_page, what))
            case name:
                self.app.push_screen(LabelSheetScreen(PRINTS[str(name)].kind))

    def _save_page(self, what: str, paper: str | None) -> None:
        # The page comes to the front first, which clears its strip.
        if paper is not None:
            self.call_later(self.save_file, page_file(self.office, what, paper))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """There is something to stop only while a file is written."""
        return action != "stop" or self.is_saving

    def action_stop(self) -> None:
        """Stop writing the file."""
        self.stop_saving()


def _option(office: Office, name: str, one: Print) -> Option:
    number = one.number(office).rjust(_COUNT_WIDTH)
    return Option(
        Content.assemble(one.title.ljust(_TITLE_WIDTH), (number, "bold"), f"   {one.about}"),
        id=name,
    )  # fmt: skip


def _labels(title: str, kind: Kind, about: str) -> Print:
    return Print(title, lambda office: f"{labels.how_many(office, kind):,}", about, kind)


PRINTS: Mapping[str, Print] = {
    "devices": _labels("Device labels", Kind.DEVICES, "asset tag, model, school"),
    "students": _labels("Student cards", Kind.STUDENTS, "ID, name, homeroom"),
    "places": _labels("Place labels", Kind.PLACES, "rooms and carts"),
    "commands": Print(
        "Command sheet",
        lambda office: f"{labels.how_many(office, Kind.COMMANDS)}",
        "barcodes to scan instead of keys",
    ),
    "scanner": Print(
        "Scanner check page", lambda _: f"{len(CODES)}", "barcodes that test a scanner"
    ),
    "border": Print(
        "Border test page", lambda _: "", "shows where the printer puts labels"
    ),
    "check": Print("Check the scanner now", lambda _: "", "with that page, sixty seconds"),
}  # fmt: skip
"""What can be printed, by name, in the order shown."""
