"""Pictures of what follows the scanning of an audit: explaining, signing, the answer.

After a change that is meant: ``pytest tests/tui/test_audit_looks.py --snapshot-update``; look at
them.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from inventory.services import answers, audit_figures, audits
from inventory.services.office import Office
from tests.tui import audited
from tests.tui.audited import CORRECTIONS, audited_office, corrected_list, newest, open_page
from tests.tui.screens.sample_school import shown
from tui.app import ChampionApp
from tui.screens.answer import AnswerPreviewScreen
from tui.screens.explain import ExplainScreen
from tui.screens.explain_one import ExplainOneScreen
from tui.screens.page import Page
from tui.screens.sign_audit import SignScreen

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])

Compare = Callable[..., bool]
Size = tuple[int, int]


def looks_as_it_did(
    compare: Compare, office: Office, size: Size, page: Page[Any], *keys: str
) -> bool:
    """Whether the page looks as it did once these keys were pressed on it."""
    app = ChampionApp(office)

    async def play(pilot: Pilot[Any]) -> None:
        await open_page(app, pilot, page)
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.1)
        if "enter" in keys and isinstance(page, ExplainScreen):
            await shown(ExplainOneScreen, app)
        await pilot.pause(0.1)

    return compare(app, terminal_size=size, run_before=play)


@SIZES
@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(("down", "space", "space"), id="list"),
        pytest.param(("enter",), id="one"),
        pytest.param(("a", "enter"), id="many"),
    ],
)
def test_explaining_looks_as_it_did(
    snap_compare: Compare, size: Size, keys: tuple[str, ...]
) -> None:
    """The list with marks, the facts of one, the counts of many."""
    office = audited_office()
    first = audit_figures.variances(office, newest(office))[-2]
    audits.explain(office, newest(office), [first.subject], "tag_unreadable", note="[/]")
    page = ExplainScreen(newest(office).audit_id)
    assert looks_as_it_did(snap_compare, office, size, page, *keys)


@SIZES
def test_signing_looks_as_it_did(snap_compare: Compare, size: Size) -> None:
    """Figures, consequence, two fields."""
    office = audited_office()
    audited.explain_all(office, newest(office))
    page = SignScreen(newest(office).audit_id)
    assert looks_as_it_did(snap_compare, office, size, page, *"Ada", "enter")


@SIZES
def test_the_answer_looks_as_it_did(snap_compare: Compare, size: Size, tmp_path: Path) -> None:
    """Counts, the key, the three ways."""
    office = audited_office()
    audited.submitted(office, newest(office), tmp_path)
    path = corrected_list(tmp_path / "new list.csv", *CORRECTIONS)
    page = AnswerPreviewScreen(answers.read_answer(office, newest(office), path))
    assert looks_as_it_did(snap_compare, office, size, page)
