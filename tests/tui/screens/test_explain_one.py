"""Explaining one variance or many: the facts, what is asked, and what is refused."""

from collections.abc import Iterator

import pytest

from inventory.errors import NotRecorded
from inventory.services import audits, reports
from tests.tui import audited
from tests.tui.audited import (
    LOST,
    STRAY,
    audited_office,
    newest,
)
from tests.tui.bursts import until
from tests.tui.explaining import explained, open_list, open_one, pick, variances, write
from tests.tui.screens.sample_school import dump, lines, says, shown, typed
from tui.app import ChampionApp
from tui.screens.choices import Choices
from tui.screens.explain import ExplainScreen
from tui.screens.explain_one import ExplainOneScreen
from tui.screens.fault import FaultScreen


@pytest.fixture
def school() -> Iterator[ChampionApp]:
    """The app on the school whose second audit waits for explanations."""
    office = audited_office()
    yield ChampionApp(office)
    office.close()


async def test_a_variance_shows_its_facts_and_the_fitting_explanations_first(
    school: ChampionApp,
) -> None:
    """Expected, seen, evidence and its age."""
    async with school.run_test(size=(80, 24), notifications=True) as pilot:
        await open_list(school, pilot)
        await open_one(school, pilot, "0012377")
        said = lines(school, "question")
        assert said.startswith("≠ wrong holder  0012377  Dell Chromebook 3110")
        assert "with Kai [/] Brandt (8102744), to be found in Room" in said
        assert "Seen        with Ama Adeyemi in Room 114 on 22 November" in said
        assert "sighted in this audit" in said
        options = school.screen.query_one(Choices)
        assert str(options.get_option_at_index(0).prompt) == "Found, the record is corrected"
        assert options.option_count == 12


async def test_a_device_missing_twice_will_be_written_off(school: ChampionApp) -> None:
    """It was missing in the audit before; one that was found then was not."""
    async with school.run_test(size=(80, 24), notifications=True) as pilot:
        await open_list(school, pilot)
        await open_one(school, pilot, "NS-104466")
        assert "missing in the audit before too: a write-off" in lines(school, "question")
        assert "none; never seen before" in lines(school, "question")
        await pilot.press("escape")
        await shown(ExplainScreen, school)
        await open_one(school, pilot, "NS-104449")
        assert "write-off" not in lines(school, "question")
        assert "none; last seen on 21 November, 1 day ago" in lines(school, "question")


async def test_a_find_names_its_claim_which_is_settled_with_it(school: ChampionApp) -> None:
    """The Inbox has one less afterwards."""
    async with school.run_test(size=(80, 24), notifications=True) as pilot:
        await open_list(school, pilot)
        await open_one(school, pilot, STRAY)
        said = lines(school, "question")
        assert "of RIVERSIDE, by the district's list" in said
        waiting = {one.raw: one.claim for one in reports.parked_now(school.office)}
        assert f"waits as {waiting[STRAY]}, and is settled with it" in said
        await pick(school, pilot, "other_school")
        await write(school, pilot, "Shelf [/] 3")
        await write(school, pilot, "")
        await until(lambda: STRAY in explained(school.office))
    left = {one.claim for one in reports.parked_now(school.office)}
    assert set(waiting.values()) - left == {waiting[STRAY]}


async def test_a_date_that_is_none_is_asked_again(school: ChampionApp) -> None:
    """The sentence says how to write it; what was written can be mended."""
    async with school.run_test(size=(80, 24), notifications=True) as pilot:
        await open_list(school, pilot)
        await open_one(school, pilot, "NS-104449")
        await pick(school, pilot, "with_student")
        await write(school, pilot, "2026-12-32")
        await says(school, "strip", "“2026-12-32” is no date. Write it as 2026-12-01.")
        await pilot.press("backspace", "1", "enter")
        await write(school, pilot, "")
        await until(lambda: "NS-104449" in explained(school.office))
        said = variances(school.office)["NS-104449"].explanation
        assert said is not None
        assert said.detail == "2026-12-31"


async def test_no_action_needs_a_note(school: ChampionApp) -> None:
    """Enter alone is not enough there."""
    async with school.run_test(size=(80, 24), notifications=True) as pilot:
        await open_list(school, pilot)
        await open_one(school, pilot, LOST)
        await pick(school, pilot, "no_action")
        await write(school, pilot, "")
        await says(school, "strip", "Nothing is written yet.")
        await pilot.press(*"was on my desk", "enter")
        await until(lambda: explained(school.office) == {LOST: "no_action"})


@pytest.mark.parametrize("step", range(3))
async def test_escape_at_any_step_explains_nothing(school: ChampionApp, step: int) -> None:
    """In the list of explanations, at the detail, at the note."""
    async with school.run_test(size=(80, 24), notifications=True) as pilot:
        await open_list(school, pilot)
        await open_one(school, pilot, "NS-104449")
        before = dump(school.office)
        if step:
            await pick(school, pilot, "in_repair")
        if step == 2:
            await write(school, pilot, "T-12")
        await pilot.press("escape")
        await shown(ExplainOneScreen if step else ExplainScreen, school)
        assert dump(school.office) == before


async def test_a_mixed_lot_says_what_it_is(school: ChampionApp) -> None:
    """And that some had an explanation, which this one replaces."""
    office = school.office
    one = variances(office)["NS-104449"]
    audits.explain(office, newest(office), [one.subject], "never_received")
    async with school.run_test(size=(80, 24), notifications=True) as pilot:
        await open_list(school, pilot)
        await typed(pilot, "a", "enter")
        await shown(ExplainOneScreen, school)
        await pilot.pause()
        said = lines(school, "question")
        assert said.startswith(
            "17 variances: 10 missing, 2 wrong holder, 1 wrong place, 1 resurfaced,\n"
        )
        assert "1 explained already: this takes its place" in said


async def test_what_was_signed_meanwhile_is_refused_in_the_strip(school: ChampionApp) -> None:
    """Another window was quicker; nothing is written."""
    async with school.run_test(size=(80, 24), notifications=True) as pilot:
        await open_list(school, pilot)
        await open_one(school, pilot, "NS-104449")
        audited.signed(school.office, newest(school.office))
        before = dump(school.office)
        await pick(school, pilot, "never_received")
        await write(school, pilot, "")
        await shown(ExplainOneScreen, school)
        await says(school, "strip", "nothing can be explained any more.")
        assert dump(school.office) == before


async def test_a_disk_that_refuses_stops_everything(
    school: ChampionApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one clear screen, as for a scan."""

    def refuse(*_: object, **__: object) -> None:
        raise NotRecorded("Not recorded.", "Look at the disk.")

    async with school.run_test(size=(80, 24), notifications=True) as pilot:
        await open_list(school, pilot)
        await open_one(school, pilot, "NS-104449")
        monkeypatch.setattr(audits, "explain", refuse)
        await pick(school, pilot, "never_received")
        await write(school, pilot, "")
        await until(lambda: isinstance(school.screen, FaultScreen))
