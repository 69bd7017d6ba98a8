"""What a sheet of labels asks on pages of their own, and what becomes of scans on it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from inventory.errors import ChampionError
from inventory.files.labels.stock import find_stock
from inventory.services import labels, reports
from tui.saving import documents
from tui.screens.label_choices import OWN, list_page, name_page, sheet_page
from tui.screens.label_rows import OWN_SIZE, Plan, refusal, with_stock, with_which

if TYPE_CHECKING:
    from tui.screens.label_sheet import LabelSheetScreen


def ask_row(page: "LabelSheetScreen", row: str, plan: Plan) -> None:
    """Ask for a row's value, and take it."""
    match row:
        case "sheet":
            page.app.push_screen(sheet_page(), lambda name: _take_sheet(page, plan, name))
        case "homeroom":
            rooms = labels.homerooms(page.office)
            _ask_name(page, plan, "homeroom", "All homerooms", rooms)
        case "place":
            places = [one.place for one in reports.places(page.office)]
            _ask_name(page, plan, "place", "All places", places)
        case "list":
            page.app.push_screen(list_page(), lambda way: _take_list(page, plan, way))


def _take_sheet(page: "LabelSheetScreen", plan: Plan, name: str | None) -> None:
    # The page comes to the front first.
    if name == OWN:
        page.call_later(page.open_field, OWN_SIZE)
    elif name is not None:
        page.call_later(page.try_plan, with_stock(plan, find_stock(name)))


def _ask_name(
    page: "LabelSheetScreen", plan: Plan, row: str, everything: str, names: Sequence[str]
) -> None:
    def answered(choice: str | None) -> None:
        if choice is not None:
            name = "" if choice == "all" else names[int(choice)]
            page.call_later(page.try_plan, with_which(plan, **{row: name}))

    about = "Only what is there, or belongs there." if row == "place" else "Who is in it."
    page.app.push_screen(name_page(f"Which {row}?", about, everything, names), answered)


def _take_list(page: "LabelSheetScreen", plan: Plan, way: str | None) -> None:
    from tui.screens.pick_file import PickFileScreen

    if way == "none":
        page.call_later(page.try_plan, replace(with_which(plan, codes=()), listing=False))
    elif way == "scan":
        page.call_later(page.try_plan, replace(plan, listing=True))
    elif way == "file":

        def picked(path: Path | None) -> None:
            if path is not None:
                page.call_later(_read_list, page, plan, path)

        page.app.push_screen(PickFileScreen(documents(), "A list, one code a line"), picked)


def _read_list(page: "LabelSheetScreen", plan: Plan, path: Path) -> None:
    try:
        codes = tuple(one.code for one in labels.read_list(path))
    except ChampionError as refused:
        page.show_strip((refusal(refused), "stop"))
        return
    page.try_plan(replace(with_which(plan, codes=codes), listing=True))


def add_scanned(page: "LabelSheetScreen", plan: Plan, text: str) -> None:
    """Put what was scanned on the list, if it gets a label that isn't there yet; say so."""
    assert plan.which, "a test page has no list"
    before = set(page.chosen.labels)
    if not page.try_plan(with_which(plan, codes=(*plan.which.codes, text))):
        return
    chosen = page.chosen
    if new := [at for at, label in enumerate(chosen.labels) if label not in before]:
        page.at = new[0]
        page.show_strip(("✓ On the sheet: ", "ok"), (text, "bold"))
        return
    page.try_plan(plan)
    for codes, said in (
        (chosen.unknown, f"{_UNKNOWN[plan.which.kind]} {text}."),
        (chosen.left_out, f"{text} is left out by the other rows."),
        (chosen.repeated, f"{text} is on the sheet already."),
    ):
        if text in codes:
            page.show_strip((said, "ask"))


_UNKNOWN = {
    labels.Kind.DEVICES: "No device has the code",
    labels.Kind.STUDENTS: "Nobody has the ID",
    labels.Kind.PLACES: "No place is called",
}
