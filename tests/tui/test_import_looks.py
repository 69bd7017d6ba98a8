"""Pictures of importing: what a file would change, and which column is which.

After a change that is meant: ``pytest tests/tui/test_import_looks.py --snapshot-update``; look at
them.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from inventory.files.profiles import RegisterKind
from tests.inventory.files.built import FIXTURES
from tests.tui.bursts import until
from tests.tui.screens.importing import DEVICES, PEOPLE, SPLIT, open_imports
from tests.tui.screens.sample_school import lines, sample_app, shown, typed
from tui.app import ChampionApp
from tui.screens.import_mapping import ImportMappingPage
from tui.screens.import_preview import ImportPreviewPage
from tui.screens.page import Page

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])

Compare = Callable[..., bool]
Size = tuple[int, int]

OFFICE_LIST = "".join(
    (
        "Inventarnr.;S/N;Model;Name;Raum;Status;Dob;Password\n",
        *(f"A-{n};5CD{n};HP Chromebook 11 G9;Cart {n};[/] {n};ok;2015;x\n" for n in range(1, 12)),
    )
)


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ChampionApp]:
    """The app on the sample school."""
    with sample_app(tmp_path, monkeypatch) as app:
        yield app


def looks_as_it_did(
    compare: Compare, app: ChampionApp, size: Size, file: Path, kind: RegisterKind,
    page: type[Page[Any]], *keys: str,
) -> bool:  # fmt: skip
    """Whether the page that a file leads to looks as it did once these keys were pressed on it."""
    name = "plan" if page is ImportPreviewPage else "sample"

    async def play(pilot: Pilot[Any]) -> None:
        (await open_imports(app)).read_file(kind, file)
        await shown(page, app)
        await until(lambda: bool(lines(app, name)))
        await typed(pilot, *keys)
        await pilot.pause(0.2)

    return compare(app, terminal_size=size, run_before=play)


@SIZES
@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(("right", "down", "down"), id="fields"),
        pytest.param(("down", "down", "enter"), id="one"),
    ],
)
def test_saying_which_column_is_which_looks_as_it_did(
    snap_compare: Compare, app: ChampionApp, tmp_path: Path, size: Size, keys: tuple[str, ...]
) -> None:
    """The file, the fields with their columns, the first rows; one field with all columns."""
    file = tmp_path / "office list.csv"
    file.write_text(OFFICE_LIST, "utf-8")
    assert looks_as_it_did(snap_compare, app, size, file, DEVICES, ImportMappingPage, *keys)


@SIZES
def test_the_preview_looks_as_it_did(snap_compare: Compare, app: ChampionApp, size: Size) -> None:
    """File, counts, what is never stored, notes, what is gone, what else can be said."""
    file = FIXTURES / "oneroster-1.1-users.csv"
    assert looks_as_it_did(snap_compare, app, size, file, PEOPLE, ImportPreviewPage)


@SIZES
def test_mending_names_looks_as_it_did(
    snap_compare: Compare, app: ChampionApp, tmp_path: Path, size: Size
) -> None:
    """The first three as they would be."""
    file = tmp_path / "roster.csv"
    file.write_text(SPLIT, "utf-8")
    assert looks_as_it_did(snap_compare, app, size, file, PEOPLE, ImportPreviewPage, "n")
