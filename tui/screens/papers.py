"""Papers: lists to hang up, to sign and to hand over, with how much is on each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from rich.cells import cell_len
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from inventory.errors import NotFound, SettingRefused, StoreRefused
from inventory.rules.phrases import count
from inventory.services import papers
from inventory.services.office import Office
from inventory.services.papers import Kind, Paper
from tui.screens.ask_text import AskTextScreen
from tui.screens.label_choices import ChoicePage
from tui.screens.page import MODE_KEYS, Page
from tui.screens.paper_page import PaperPage
from tui.widgets.table_text import fit, shown
from tui.widgets.text_lines import TextLines

_TITLE_WIDTH = 26
_COUNT_WIDTH = 6


@dataclass(frozen=True, slots=True)
class _Listed:
    """One paper: its title, and what it is for."""

    title: str
    about: str


PAPERS: Mapping[Kind, _Listed] = {
    Kind.DOOR: _Listed("Not returned", "all that people have, by homeroom"),
    Kind.LEAVERS: _Listed("Left, still have one", "gone from the roster"),
    Kind.COSTS: _Listed("Damage and costs", "damage, lacking chargers, lost devices"),
    Kind.RECEIPT: _Listed("Receipt…", "one person: has now, brought back today"),
    Kind.SHEET: _Listed("Room or cart…", "its devices, to tick and to sign"),
    Kind.SUPPORT: _Listed("IT support slip…", "for whoever calls about a broken device"),
}
"""The papers, in the order shown."""


class PlacePage(ChoicePage):
    """Gives the number of the place that was picked."""

    WORD = "Papers"


class PapersScreen(Page[None]):
    """What can be printed; Enter shows it, and E saves it from there."""

    WORD = "Papers"
    STAYS = False
    LEFT_OUT = MODE_KEYS
    AUTO_FOCUS = "OptionList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", id="papers.leave", tooltip="Back to where I was"),
    ]
    DEFAULT_CSS = """
    PapersScreen #intro { height: 4; padding: 1 3; }
    PapersScreen #papers { height: 1fr; }
    PapersScreen #papers:focus { background-tint: $background 0%; }
    """

    papers = getters.query_one("#papers", OptionList)

    def content(self) -> ComposeResult:
        """What to do here, and the papers."""
        yield TextLines(
            [
                [("Enter", "accent"), (" shows a paper.  ", "plain"), ("E", "accent"),
                 (" saves it there: as PDF, workbook or CSV.", "plain")],
                [("Print a PDF at 100 %. It has names: delete the file when it is printed.",
                  "muted")],
            ],
            id="intro",
        )  # fmt: skip
        yield OptionList(id="papers")

    def refresh_page(self) -> None:
        """Count again."""
        at = self.papers.highlighted or 0
        counts = papers.counts(self.office)
        self.papers.set_options(
            Option(_line(listed, counts.get(kind)), id=kind.value)
            for kind, listed in PAPERS.items()
        )
        self.papers.highlighted = at

    @on(OptionList.OptionSelected, "#papers")
    def open_paper(self, message: OptionList.OptionSelected) -> None:
        """Show it, or ask first whom or what it is about."""
        message.stop()
        if not self.is_active:  # a second Enter may have been on its way
            return
        match Kind(str(message.option_id)):
            case Kind.DOOR:
                self._show(Kind.DOOR, papers.door)
            case Kind.LEAVERS:
                self._show(Kind.LEAVERS, papers.leavers)
            case Kind.COSTS:
                self._show(Kind.COSTS, papers.costs)
            case Kind.RECEIPT:
                from tui.screens.find_person import FindPersonScreen

                self.app.push_screen(FindPersonScreen(), self._show_receipt)
            case Kind.SHEET:
                self._ask_place()
            case Kind.SUPPORT:
                from tui.screens.find_device import FindDeviceScreen

                self.app.push_screen(FindDeviceScreen(), self._ask_broken)

    def action_leave(self) -> None:
        """Back to where I was."""
        self.dismiss(None)

    def _show_receipt(self, person_id: str | None) -> None:
        if person_id:
            self._show(Kind.RECEIPT, partial(papers.receipt, person_id=person_id))

    def _ask_place(self) -> None:
        try:
            places = papers.places(self.office)
        except StoreRefused as fault:  # the file can't be read
            self.champion.stop_scanning(fault)
            return
        if not places:
            self.show_strip(
                ("No device is in a room or cart by the record. ", "ask"),
                ("F3: scan the place, then its devices.", "muted"),
            )
            return
        wide = max(cell_len(shown(one.name)) for one in places) + 3
        page = PlacePage(
            "Which place?", "Enter picks it. Beside it: how many devices are there by the record.",
            [(str(at), f"{fit(shown(one.name), wide)}{count(one.devices, 'device'):>11}")
             for at, one in enumerate(places)],
        )  # fmt: skip

        def chosen(number: str | None) -> None:
            if number is not None:
                name = places[int(number)].name
                self._show(Kind.SHEET, partial(papers.sheet, places=[name]))

        self.app.push_screen(page, chosen)

    def _ask_broken(self, device_id: str | None) -> None:
        """What is broken, as far as it was said when it came back; it can be said otherwise."""
        if device_id is None:
            return
        if self._made(partial(papers.support, device_id=device_id)) is None:
            return
        try:
            known = papers.known_broken(self.office, device_id)
        except StoreRefused as fault:  # the file can't be read
            self.champion.stop_scanning(fault)
            return

        def said(broken: str | None) -> None:
            if broken is not None:
                make = partial(papers.support, device_id=device_id, broken=broken)
                self._show(Kind.SUPPORT, make)

        self.app.push_screen(
            AskTextScreen(
                "What is broken?", "It stands on the slip. Empty leaves room to write it there.",
                "screen, cracked at the corner", known, may_be_empty=True,
            ),
            said,
        )  # fmt: skip

    def _show(self, kind: Kind, make: Callable[[Office], Paper]) -> None:
        made = self._made(make)
        if made is not None:
            self.app.push_screen(PaperPage(kind, make, made))

    def _made(self, make: Callable[[Office], Paper]) -> Paper | None:
        """The paper; None where it can't be made, and the strip says why."""
        try:
            return make(self.office)
        except (NotFound, SettingRefused) as refused:
            # The page comes to the front first, which clears its strip.
            self.call_later(
                self.show_strip, (f"{refused.message} ", "ask"), (refused.hint, "muted")
            )
        except StoreRefused as fault:  # the file can't be read
            self.champion.stop_scanning(fault)
        return None


def _line(listed: _Listed, number: int | None) -> Content:
    counted = "" if number is None else f"{number:,}"
    return Content.assemble(
        listed.title.ljust(_TITLE_WIDTH), (counted.rjust(_COUNT_WIDTH), "bold"),
        f"   {listed.about}",
    )  # fmt: skip
