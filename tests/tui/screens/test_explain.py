"""Explaining an audit's variances: the list, one after another, and many at once."""

from collections.abc import Iterator
from typing import Any

import pytest
from textual import events
from textual.widgets import Input

from inventory.audit import AuditState
from inventory.services import audit_figures, audits
from tests.tui.audited import (
    LOST,
    MISSING,
    STRAY,
    UNKNOWN,
    audited_office,
    hostile_office,
    newest,
    rows,
    stands_harmless,
    under_the_cursor,
)
from tests.tui.bursts import post_keys, until
from tests.tui.explaining import bar, explained, open_list, open_one, pick, variances, write
from tests.tui.screens.sample_school import dump, lines, says, shown, typed
from tui import saving
from tui.app import ChampionApp
from tui.screens.ask_text import AskTextScreen
from tui.screens.explain import ExplainScreen
from tui.screens.explain_one import ExplainOneScreen
from tui.screens.save_as import SaveAsScreen


@pytest.fixture
def school() -> Iterator[ChampionApp]:
    """The app on the school whose second audit waits for explanations."""
    office = audited_office()
    yield ChampionApp(office)
    office.close()


async def test_the_list_says_what_where_and_with_whom(school: ChampionApp) -> None:
    """Missing first, finds last; people by name; the bar says how many are left."""
    async with school.run_test(size=(120, 40), notifications=True) as pilot:
        await open_list(school, pilot)
        assert bar(school).rstrip().endswith("-2027-Q1 · 17 variances, 17 to explain")
        found = rows(school)
        kinds = [row[0] for row in found]
        assert kinds[: MISSING + 1] == ["missing"] * (MISSING + 1)
        assert kinds[MISSING + 1 :] == [
            "wrong holder", "wrong holder", "wrong place", "resurfaced", "another school's",
            "not known", "no readable code",
        ]  # fmt: skip
        holder, place = found[MISSING + 1], found[MISSING + 3]
        assert holder[1:6] == (
            "0012377", "Dell Chromebook 3110", "Kai [/] Brandt", "Ama Adeyemi", "2026-11-22",
        )  # fmt: skip
        assert place[3:5] == ("Library", "Room 114")
        assert [row[1] for row in found[-4:]] == [LOST, STRAY, UNKNOWN, "black HP, no sticker, [/]"]
        assert found[-3][3] == "RIVERSIDE"


async def test_one_follows_the_other_until_it_is_left(school: ChampionApp) -> None:
    """The next unexplained one opens at once, and says what was explained; Esc leads back."""
    async with school.run_test(size=(80, 24), notifications=True) as pilot:
        await open_list(school, pilot)
        first, second, third = (row[1] for row in rows(school)[:3])
        await open_one(school, pilot, first)
        await pick(school, pilot, "never_received")
        await write(school, pilot, "no slip [/]")
        await until(lambda: second in lines(school, "question"))
        assert f"✓ {first}: never received; no slip [/]" in lines(school, "strip")
        assert "16 to explain" in bar(school)
        await pick(school, pilot, "reported_lost")
        await write(school, pilot, "R-7")
        await write(school, pilot, "")
        await until(lambda: third in lines(school, "question"))
        await pilot.press("escape")
        await shown(ExplainScreen, school)
        await pilot.pause()
        assert under_the_cursor(school)[1] == third
        assert "17 variances, 15 to explain" in bar(school)
        assert [row[1] for row in rows(school)[-2:]] == [first, second]
        assert rows(school)[-1][-1] == "✓ reported lost (R-7)"
    assert explained(school.office) == {first: "never_received", second: "reported_lost"}


async def test_all_of_a_kind_are_explained_at_once(school: ChampionApp) -> None:
    """Filter, A, Enter: one explanation for all; then the list says what is left."""
    async with school.run_test(size=(80, 24), notifications=True) as pilot:
        table = await open_list(school, pilot)
        await pilot.press("slash", *"missing", "enter")
        await typed(pilot, "a", "enter")
        await shown(ExplainOneScreen, school)
        await pilot.pause()
        said = lines(school, "question")
        assert said.startswith("10 variances: 10 missing")
        assert "and 5 more" in said
        assert "3 missing in the audit before too: a write-off" in said
        await pick(school, pilot, "no_action")
        await write(school, pilot, "looked everywhere")
        await shown(ExplainScreen, school)
        await says(school, "strip", "✓ 10 variances: no action; looked everywhere")
        assert "None of those shown is left; 7 to explain are not shown." in lines(school, "strip")
        assert table.marked_keys == []
        await pilot.press("escape")
        assert table.marked_keys == []
        assert [row[-1] for row in rows(school)[:7]] == [""] * 7
        assert rows(school)[-1][-1] == "✓ no action; looked everywhere"
    assert len(explained(school.office)) == 10


async def test_the_last_one_explained_leads_to_signing(school: ChampionApp) -> None:
    """The strip says so, and the audit is EXPLAINED."""
    async with school.run_test(size=(80, 24), notifications=True) as pilot:
        await open_list(school, pilot)
        await typed(pilot, "a", "enter")
        await shown(ExplainOneScreen, school)
        await pilot.pause()
        await pick(school, pilot, "duplicate_record")
        await write(school, pilot, "")
        await shown(ExplainScreen, school)
        await says(school, "strip", "All are explained. Esc, then sign.")
        assert "17 variances, all explained" in bar(school)
    assert newest(school.office).state is AuditState.EXPLAINED


async def test_changing_an_explanation_leads_back_to_the_list(school: ChampionApp) -> None:
    """It shows what was said so far, and no other opens."""
    office = school.office
    one = variances(office)["NS-104449"]
    audits.explain(office, newest(office), [one.subject], "in_repair", detail="T-1")
    async with school.run_test(size=(80, 24), notifications=True) as pilot:
        await open_list(school, pilot)
        await open_one(school, pilot, "NS-104449")
        assert "So far      ✓ in repair (T-1)" in lines(school, "question")
        await pick(school, pilot, "never_received")
        await write(school, pilot, "")
        await shown(ExplainScreen, school)
        await says(school, "strip", "✓ NS-104449: never received")
    assert explained(office) == {"NS-104449": "never_received"}


async def test_a_scan_presses_nothing_and_marks_nothing(school: ChampionApp) -> None:
    """Whatever its characters are; a scanned variance gets the cursor."""
    async with school.run_test(size=(80, 24), notifications=True) as pilot:
        table = await open_list(school, pilot)
        before, front = dump(school.office), school.screen
        for code in (STRAY, "AAAA", "A A", " A ES/A ", UNKNOWN):
            post_keys(school, f"{code}\r")
            await says(school, "strip", code.strip())
            assert table.marked_keys == []
            assert school.screen is front
            assert (table.order, table.filter_text) == (("outcome", False), "")
        assert under_the_cursor(school)[1] == UNKNOWN
        post_keys(school, f"{STRAY}\r")
        await until(lambda: under_the_cursor(school)[1] == STRAY)
        await pilot.press("enter")
        await shown(ExplainOneScreen, school)
        await pilot.pause()
        one = school.screen
        post_keys(school, "AES /X\r")
        await says(school, "strip", "AES /X")
        assert school.screen is one
        assert dump(school.office) == before


async def test_enters_that_come_at_once_open_one_page(school: ChampionApp) -> None:
    """Nothing lies twice on top of the list, and nothing is explained."""
    async with school.run_test(size=(80, 24), notifications=True) as pilot:
        await open_list(school, pilot)
        before = dump(school.office)
        for _ in range(3):
            school.post_message(events.Key("enter", "\r"))
        await shown(ExplainOneScreen, school)
        await pilot.pause()
        assert sum(isinstance(one, ExplainOneScreen) for one in school.screen_stack) == 1
        assert dump(school.office) == before


async def test_the_list_is_saved_under_the_audits_name(
    school: ChampionApp, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """E suggests it."""
    monkeypatch.setattr(saving, "documents", lambda: tmp_path)
    async with school.run_test(notifications=True) as pilot:
        await open_list(school, pilot)
        await pilot.press("e")
        await until(lambda: isinstance(school.focused, Input))
        assert isinstance(school.screen, SaveAsScreen)
        assert "2027-Q1-variances" in str(school.screen._default_file)


async def test_an_audit_without_variances_says_so(
    school: ChampionApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing has to be explained."""
    monkeypatch.setattr(audit_figures, "variances", lambda *_: [])
    async with school.run_test(size=(80, 24), notifications=True) as pilot:
        table = await open_list(school, pilot)
        assert "all was found as recorded" in table.render_line(3).text
        assert "0 variances, nothing to explain" in bar(school)


@pytest.mark.parametrize("size", [(80, 24), (160, 40)])
async def test_hostile_names_do_no_harm(size: tuple[int, int]) -> None:
    """Markup and control characters in every column, in the facts and in the question."""
    office = hostile_office()
    app = ChampionApp(office)
    async with app.run_test(size=size, notifications=True) as pilot:
        await open_list(app, pilot)
        await stands_harmless(app)
        number = len(rows(app))
        assert number == 7
        for at in range(number):
            await pilot.press("home", *["down"] * at, "enter")
            await shown(ExplainOneScreen, app)
            await pilot.pause()
            await stands_harmless(app)
            await pick(app, pilot, "in_repair")
            await shown(AskTextScreen, app)
            await pilot.pause()
            await stands_harmless(app)
            await pilot.press("escape", "escape")
            await shown(ExplainScreen, app)
            await pilot.pause()
        await typed(pilot, "a", "enter")
        await shown(ExplainOneScreen, app)
        await pilot.pause()
        await stands_harmless(app)
        await pick(app, pilot, "no_action")
        await write(app, pilot, "[/]x")
        await shown(ExplainScreen, app)
        await says(app, "strip", "All are explained.")
        await stands_harmless(app)
    office.close()
