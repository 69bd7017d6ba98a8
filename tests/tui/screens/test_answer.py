"""The district's answer: read, held against what was proposed, taken over, looked at again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from inventory.audit import AuditState, Proposal
from inventory.errors import NotRecorded
from inventory.files.profiles import RegisterKind
from inventory.services import answers, pages, register, upkeep
from tests.tui import audited
from tests.tui.audited import (
    CORRECTIONS,
    audited_office,
    corrected_list,
    hostile_office,
    newest,
    open_page,
    rows,
    stands_harmless,
)
from tests.tui.bursts import until
from tests.tui.screens.picking import pick
from tests.tui.screens.sample_school import (
    dump,
    lines,
    page,
    says,
    scan_presses_nothing,
    shown,
)
from tui.app import ChampionApp
from tui.screens import answer as answer_screens
from tui.screens.answer import AnswerPreviewScreen, AnswerScreen, read_answer
from tui.screens.fault import FaultScreen
from tui.screens.inbox import InboxScreen

SIZE = (80, 24)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the dialog begins, with the district's corrected list in it."""
    begins = tmp_path / "Documents"
    begins.mkdir()
    corrected_list(begins / "new [list].csv", *CORRECTIONS)
    monkeypatch.setattr(answer_screens, "documents", lambda: begins)
    return begins


@pytest.fixture
def school(tmp_path: Path) -> Iterator[ChampionApp]:
    """The app on the school whose second audit is submitted."""
    office = audited_office()
    (tmp_path / "packets").mkdir()
    audited.submitted(office, newest(office), tmp_path / "packets")
    yield ChampionApp(office)
    office.close()


async def pick_list(app: ChampionApp, pilot: Pilot[Any]) -> None:
    """Ask for the list, from some page, and pick the one that is there."""
    await open_page(app, pilot, InboxScreen())
    read_answer(page(app), newest(app.office).audit_id)
    await pick(app, pilot, "new [list].csv")


async def preview(app: ChampionApp, pilot: Pilot[Any]) -> None:
    """Put the preview of the list in front."""
    await pick_list(app, pilot)
    await shown(AnswerPreviewScreen, app)
    await pilot.pause()


def row_of(app: ChampionApp, device: str, field: str) -> tuple[str, ...]:
    """The one row of this device and field."""
    (row,) = (row for row in rows(app) if row[1:3] == (device, field))
    return row


async def test_the_three_ways_stand_beside_each_other(school: ChampionApp, folder: Path) -> None:
    """What the list said, what was proposed, what it says now, and what that comes to."""
    async with school.run_test(size=SIZE, notifications=True) as pilot:
        await preview(school, pilot)
        assert row_of(school, "NS-104449", "service") == (
            "✓ accepted", "NS-104449", "service", "needs check", "missing", "missing",
        )  # fmt: skip
        assert row_of(school, "NS-104451", "service") == (
            "– ignored", "NS-104451", "service", "ready", "missing", "ready",
        )  # fmt: skip
        assert row_of(school, "0012359", "place") == (
            "≠ changed", "0012359", "place", "Library", "Room 114", "Room [/]",
        )  # fmt: skip
        assert row_of(school, "NS-104102", "notes") == (
            "! unasked", "NS-104102", "notes", "(blank)", "", "repaired [/] twice",
        )  # fmt: skip
        said = lines(school, "answer")
        assert said.startswith("✓ 1 accepted   – ")
        assert "≠ 1 changed   ! 1 unasked" in said
        assert "new [list].csv   260 rows, 3 changed" in said


async def test_what_has_to_be_looked_at_comes_first(school: ChampionApp, folder: Path) -> None:
    """Changed, unasked, ignored; last what the list has no column for; a holder has a name."""
    async with school.run_test(size=SIZE, notifications=True) as pilot:
        await preview(school, pilot)
        found = [row[0] for row in rows(school)]
        assert found[:3] == ["≠ changed", "! unasked", "– ignored"]
        assert found[-1] == "· open"
        assert found[found.index("· open") - 1] == "✓ accepted"
        holder = row_of(school, "NS-104135", "holder")
        assert holder[4] == "Maya Okonkwo"


async def test_ctrl_y_takes_it_over(school: ChampionApp, folder: Path) -> None:
    """The register has the list's word, each outcome is kept, and the page before says so."""
    office = school.office
    async with school.run_test(size=SIZE, notifications=True) as pilot:
        await preview(school, pilot)
        await pilot.press("ctrl+y")
        await shown(InboxScreen, school)
        await says(school, "strip", "✓ The answer is taken over: ✓ 1 accepted, – ")
    assert newest(office).state is AuditState.ANSWERED
    device = pages.device(office, "NS-104102")
    assert device is not None
    assert device.notes == "repaired [/] twice"
    kept = {(one.device, one.field): one for one in answers.proposals(office, newest(office))}
    assert kept["0012359", "place"].outcome == "changed"


async def test_the_key_pressed_twice_takes_it_over_once(school: ChampionApp, folder: Path) -> None:
    """One answer is recorded."""
    async with school.run_test(size=SIZE, notifications=True) as pilot:
        await preview(school, pilot)
        before = number_of_events(school)
        for _ in range(3):
            school.post_message(events.Key("ctrl+y", None))
        await shown(InboxScreen, school)
        await pilot.pause()
        assert number_of_events(school) == before + 1


def number_of_events(app: ChampionApp) -> int:
    """How long the journal is."""
    return upkeep.check(app.office).events


async def test_enter_shows_a_row_and_takes_nothing_over(school: ChampionApp, folder: Path) -> None:
    """An Enter too many after the file was picked does no harm."""
    async with school.run_test(size=SIZE, notifications=True) as pilot:
        await preview(school, pilot)
        before = dump(school.office)
        await pilot.press("enter")
        await says(school, "strip", "0012359 place: Library → proposed Room 114 → now Room [/]")
        assert dump(school.office) == before


async def test_escape_leaves_everything_as_it_is(school: ChampionApp, folder: Path) -> None:
    """Nothing is written before Ctrl+Y."""
    before = dump(school.office)
    async with school.run_test(size=SIZE, notifications=True) as pilot:
        await preview(school, pilot)
        await pilot.press("escape")
        await shown(InboxScreen, school)
        assert dump(school.office) == before


async def test_the_answer_can_be_looked_at_again(school: ChampionApp, folder: Path) -> None:
    """The same picture from what was recorded."""
    office = school.office
    answer = answers.read_answer(office, newest(office), folder / "new [list].csv")
    answers.take_answer(office, answer)
    async with school.run_test(size=SIZE, notifications=True) as pilot:
        await open_page(school, pilot, AnswerScreen(newest(office).audit_id))
        assert "The district's answer, taken over at" in lines(school, "answer")
        assert row_of(school, "0012359", "place")[0] == "≠ changed"
        assert row_of(school, "0012359", "place")[5] == "Room [/]"
        assert "! " not in lines(school, "answer")
        await scan_presses_nothing(school)
        await pilot.press("escape")
        await until(lambda: not isinstance(school.screen, AnswerScreen))


async def test_before_an_answer_the_proposals_are_open(school: ChampionApp) -> None:
    """Nothing is said of what the list says now."""
    async with school.run_test(size=SIZE, notifications=True) as pilot:
        await open_page(school, pilot, AnswerScreen(newest(school.office).audit_id))
        assert "No answer was read yet." in lines(school, "answer")
        assert {(row[0], row[5]) for row in rows(school)} == {("· open", "")}


async def test_a_file_that_is_no_list_is_refused(school: ChampionApp, folder: Path) -> None:
    """The sentence stands on the page before."""
    (folder / "new [list].csv").write_text("[/],b\n1,2\n")
    async with school.run_test(size=SIZE, notifications=True) as pilot:
        await pick_list(school, pilot)
        await shown(InboxScreen, school)
        await says(school, "strip", "This can't be read as a list of devices")


async def test_without_a_packet_no_answer_is_read(folder: Path) -> None:
    """With what comes first."""
    office = audited_office()
    app = ChampionApp(office)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pick_list(app, pilot)
        await shown(InboxScreen, app)
        await says(app, "strip", "no answer can be read yet.")
    office.close()


async def test_what_was_imported_meanwhile_is_refused(school: ChampionApp, folder: Path) -> None:
    """The comparison does not hold any more; nothing is written."""
    office = school.office
    async with school.run_test(size=SIZE, notifications=True) as pilot:
        await preview(school, pilot)
        path = corrected_list(folder / "other.csv", ("NS-104103", "notes", "x"))
        register.apply(office, register.prepare(office, RegisterKind.DEVICES, path))
        before = dump(office)
        await pilot.press("ctrl+y")
        await says(school, "strip", "Another file was read since this one.")
        assert isinstance(school.screen, AnswerPreviewScreen)
        assert dump(office) == before


async def test_a_disk_that_refuses_stops_everything(
    school: ChampionApp, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one clear screen, as for a scan."""

    def refuse(*_: object) -> None:
        raise NotRecorded("Not recorded.", "Look at the disk.")

    monkeypatch.setattr(answers, "take_answer", refuse)
    async with school.run_test(size=SIZE, notifications=True) as pilot:
        await preview(school, pilot)
        await pilot.press("ctrl+y")
        await until(lambda: isinstance(school.screen, FaultScreen))


async def test_a_scan_takes_nothing_over(school: ChampionApp, folder: Path) -> None:
    """Neither its letters nor its Enter is a key."""
    async with school.run_test(size=SIZE, notifications=True) as pilot:
        await preview(school, pilot)
        await scan_presses_nothing(school)


@pytest.mark.parametrize("size", [SIZE, (160, 40)])
async def test_hostile_values_do_no_harm(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Markup and control characters in every column, and in the strip."""
    office = hostile_office()
    device, bad = f"1{audited.HOSTILE}", audited.HOSTILE
    given = [
        Proposal(device, field, f"a{bad}", f"b{bad}", "x", outcome, f"c{bad}")
        for field in ("place", "holder", "service")
        for outcome in ("accepted", "ignored", "changed", "")
    ]
    monkeypatch.setattr(answers, "proposals", lambda *_: given)
    app = ChampionApp(office)
    async with app.run_test(size=size, notifications=True) as pilot:
        await open_page(app, pilot, AnswerScreen(newest(office).audit_id))
        await stands_harmless(app)
        for _ in range(len(rows(app))):
            await pilot.press("enter", "down")
            await stands_harmless(app)
    office.close()
