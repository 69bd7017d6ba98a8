"""The page of notes for IT, by keys alone."""

from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Input

from inventory.rules.duties import Operator, Role
from inventory.services import it_notes
from tests.tui.bursts import until
from tests.tui.forms import on_screen
from tests.tui.screens.sample_school import lines, says, scan_presses_nothing, shown, typed
from tui.app import ChampionApp
from tui.screens.note_asking import AskNoteScreen, NoteKindScreen, WithdrawScreen
from tui.screens.notes import ItNotesScreen
from tui.screens.save_as import SaveAsScreen
from tui.widgets.record_table import RecordTable


async def open_notes(app: ChampionApp) -> None:
    """Put the page in front, as the palette does."""
    app.action_show_page("notes")
    await shown(ItNotesScreen, app)


def listed(app: ChampionApp) -> list[tuple[str, ...]]:
    """The rows of the table, from the top."""
    table = app.screen.query_one(RecordTable)
    cells = table.source.rows(table.row_keys)
    return [cells[key] for key in table.row_keys]


async def asked(app: ChampionApp, question: str) -> None:
    """Wait until this is asked."""
    await shown(AskNoteScreen, app)
    await says(app, "question", question)


async def answer(app: ChampionApp, pilot: Pilot[Any], question: str, text: str) -> None:
    """Type an answer once it is asked for."""
    await asked(app, question)
    await typed(pilot, *(text.replace(" ", "_")), "enter")


async def test_a_note_is_written_part_by_part(school: ChampionApp) -> None:
    """Kind, text, group, people, day; a wrong answer is refused where it was given."""
    async with school.run_test(notifications=True) as pilot:
        await open_notes(school)
        await says(school, "note", "They go to IT with the next packet.")
        await typed(pilot, "a")
        await shown(NoteKindScreen, school)
        await typed(pilot, "down", "enter")
        await answer(school, pilot, "What could work better, and how?", "Carts")
        await answer(school, pilot, "Which place or group is it about?", "Gym")
        await answer(school, pilot, "How many people does it concern?", "x")
        await says(school, "strip", "“x” is not how many people.")
        await typed(pilot, "backspace", "7", "enter")
        await asked(school, "On which day was it?")
        await typed(pilot, "enter")
        await shown(ItNotesScreen, school)
        await says(school, "strip", "✓ Noted: process improvement.")
        assert listed(school) == [("2026-11-21", "process improvement", "Gym", "7", "Carts")]
        assert lines(school, "note").splitlines()[1] == "Carts"


@pytest.mark.parametrize("answers", [0, 1, 2])
async def test_esc_on_any_question_writes_nothing(school: ChampionApp, answers: int) -> None:
    """And leads back to the list."""
    async with school.run_test(notifications=True) as pilot:
        await open_notes(school)
        await typed(pilot, "a")
        await shown(NoteKindScreen, school)
        if answers:
            await typed(pilot, "enter")
            await asked(school, "What do people need to be shown?")
            await typed(pilot, "enter")
            await says(school, "strip", "Nothing is written yet.")
        if answers > 1:
            await typed(pilot, "y")
            await until(lambda: lines(school, "strip").strip() == "")
            await typed(pilot, "enter")
            await asked(school, "Which place")
        await typed(pilot, "escape")
        await shown(ItNotesScreen, school)
        assert it_notes.notes(school.office) == []


async def test_w_withdraws_the_marked_note_once_it_is_said_again(school: ChampionApp) -> None:
    """The newest day is on top; “Leave it” is marked first."""
    it_notes.add(school.office, "training", "of the first day", on="2026-11-02")
    it_notes.add(school.office, "referral", "of the second day", on="2026-11-03")
    async with school.run_test(notifications=True) as pilot:
        await open_notes(school)
        assert [row[-1] for row in listed(school)] == ["of the second day", "of the first day"]
        await typed(pilot, "down")
        await says(school, "note", "of the first day")
        await typed(pilot, "w")
        await shown(WithdrawScreen, school)
        said = " ".join(lines(school, "question").split())
        assert "Its words stay in the journal, which goes to IT with the packet" in said
        await typed(pilot, "enter")
        await shown(ItNotesScreen, school)
        assert len(listed(school)) == 2
        await typed(pilot, "w")
        await shown(WithdrawScreen, school)
        await typed(pilot, "down", "enter")
        await shown(ItNotesScreen, school)
        await says(school, "strip", "✓ Withdrawn: training need.")
        assert [row[-1] for row in listed(school)] == ["of the second day"]


LONG = " ".join(["a fuse"] * 142) + " end"


@pytest.mark.parametrize("text", [LONG, "Zoë 圖書館 " * 60 + "end"], ids=["plain", "wide"])
async def test_enter_shows_a_note_that_has_no_room_below_the_list(
    school: ChampionApp, text: str
) -> None:
    """The list says that there is more; the question shows all that a note can hold."""
    it_notes.add(school.office, "training", text, about="Room " + "9" * 90, people="7")
    async with school.run_test(size=(80, 24)) as pilot:
        await open_notes(school)
        await says(school, "note", "Enter: all of it")
        head, *below = lines(school, "note").splitlines()
        assert head.endswith("… · 7 people · by champion")
        assert (len(below), cell_len(max(below, key=cell_len)) <= 74) == (4, True)
        await typed(pilot, "enter")
        await shown(WithdrawScreen, school)
        await until(lambda: "Withdraw it" in on_screen(school))
        said = " ".join(on_screen(school).split())
        assert text in said
        assert "a purge takes names out. Leave it Withdraw it" in said


async def withdrawn(school: ChampionApp, pilot: Pilot[Any]) -> None:
    """Withdraw the marked note."""
    await typed(pilot, "w")
    await shown(WithdrawScreen, school)
    await typed(pilot, "down", "enter")
    await shown(ItNotesScreen, school)
    await says(school, "strip", "Ctrl+Z puts it back.")


async def test_ctrl_z_undoes_what_was_done_last_on_this_page(school: ChampionApp) -> None:
    """A withdrawn note comes back with all its words, a new one goes; the newest first."""
    kept = it_notes.add(
        school.office, "training", "Carts", about="Gym", people="7", on="2026-11-02"
    ).note
    it_notes.add(school.office, "referral", "of another day", on="2026-11-01")
    async with school.run_test(notifications=True) as pilot:
        await open_notes(school)
        before = listed(school)
        await typed(pilot, "ctrl+z")
        await says(school, "strip", "Nothing was done on this page since it was opened.")
        for _ in before:
            await withdrawn(school, pilot)
        assert listed(school) == []
        for _ in before:
            await typed(pilot, "ctrl+z")
            await says(school, "strip", "✓ It is on the list again")
        assert listed(school) == before
        assert (
            school.screen.query_one(RecordTable).cursor_key
            == it_notes.notes(school.office)[-1].number
        )
        await typed(pilot, "a")
        await shown(NoteKindScreen, school)
        await typed(pilot, "enter")
        await answer(school, pilot, "What do people need to be shown?", "Once more")
        for question in ("Which place", "How many people", "On which day"):
            await asked(school, question)
            await typed(pilot, "enter")
        await shown(ItNotesScreen, school)
        await withdrawn(school, pilot)
        await typed(pilot, "ctrl+z")
        await says(school, "strip", "✓ It is on the list again: training need.")
        await typed(pilot, "ctrl+z")
        await says(school, "strip", "✓ Withdrawn: training need.")
        assert listed(school) == before
    again = next(one.note for one in it_notes.notes(school.office) if one.note.people)
    assert (again.kind, again.text, again.about, again.people, again.on) == (
        kept.kind, kept.text, kept.about, kept.people, kept.on,
    )  # fmt: skip


async def test_letters_belong_to_the_filter_while_it_is_typed(school: ChampionApp) -> None:
    """A and W among them; a scan presses nothing either."""
    it_notes.add(school.office, "training", "wax")
    async with school.run_test(notifications=True) as pilot:
        await open_notes(school)
        await typed(pilot, "slash", "w", "a", "enter")
        table = school.screen.query_one(RecordTable)
        assert (table.filter_text, len(listed(school))) == ("wa", 1)
        await typed(pilot, "escape")
        await scan_presses_nothing(school)
        await shown(ItNotesScreen, school)


async def test_e_saves_them_and_a_helper_neither_writes_nor_saves(
    school: ChampionApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Formulas are escaped; what was saved is kept in the journal."""
    it_notes.add(school.office, "training", "=1+1")
    monkeypatch.setattr("tui.saving.documents", lambda: tmp_path)
    async with school.run_test(notifications=True) as pilot:
        await open_notes(school)
        await typed(pilot, "e")
        await until(lambda: isinstance(school.focused, Input))
        assert isinstance(school.screen, SaveAsScreen)
        await typed(pilot, "enter")
        await shown(ItNotesScreen, school)
        file = tmp_path / "notes-for-it-2026-11-21.csv"
        await until(file.exists)
        assert "'=1+1" in file.read_text("utf-8-sig")
        await says(school, "strip", "✓ Saved")
        school.office.operator = Operator("Bea", Role.HELPER)
        for key in ("a", "w", "e", "ctrl+z"):
            await typed(pilot, key)
            await says(school, "strip", "Bea is a helper")
            assert isinstance(school.screen, ItNotesScreen)
