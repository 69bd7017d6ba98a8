"""The district's answer: its corrected list read, held against what was proposed, taken over."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from inventory.audit import Proposal
from inventory.errors import ChampionError, NotRecorded
from inventory.rules.phrases import count, moment
from inventory.services import answers, audits, upkeep
from inventory.services.answers import Answer
from tui import answer_words as words
from tui.answer_words import AS_GIVEN, COLUMNS, Unasked
from tui.record_words import Line
from tui.saving import documents
from tui.screens.memory_rows import MemoryRows
from tui.screens.page import MODE_KEYS, Page
from tui.widgets.record_table import RecordTable
from tui.widgets.text_lines import TextLines

Result = TypeVar("Result")


def read_answer(page: Page[Any], audit_id: str) -> None:
    """Ask for the district's corrected list; show what it makes of the proposals."""
    from tui.screens.pick_file import PickFileScreen

    def answered(path: Path | None) -> None:
        # The page comes to the front first, which clears its strip.
        if path is not None:
            page.call_later(say_and_read, path)

    def say_and_read(path: Path) -> None:
        page.show_strip((f"Reading {path.name}…", "bold"))
        page.call_after_refresh(_read, page, audit_id, path)

    dialog = PickFileScreen(documents(), "The district's corrected list")
    page.app.push_screen(dialog, answered)


def _read(page: Page[Any], audit_id: str, path: Path) -> None:
    """On the app's own thread, which the database belongs to."""
    try:
        answer = answers.read_answer(page.office, audits.find(page.office, audit_id), path)
    except ChampionError as refused:
        page.show_strip((f"{refused.message} ", "stop"), (refused.hint, "muted"))
        return

    def done(said: str | None) -> None:
        if said:
            page.call_later(page.show_strip, (f"✓ {said}", "ok"))

    page.show_strip()
    page.app.push_screen(AnswerPreviewScreen(answer), done)


class AnswerPage(Page[Result]):
    """The three-way picture: what the list said, what was proposed, what it says now."""

    WORD = "Answer"
    TONE = "audit"
    LEFT_OUT = MODE_KEYS
    AUTO_FOCUS = "RecordTable"

    DEFAULT_CSS = """
    AnswerPage #answer { padding: 1 3 0 3; }
    """

    table = getters.query_one(RecordTable)

    def __init__(self, audit_id: str) -> None:
        super().__init__()
        self._audit_id = audit_id
        self._rows = MemoryRows(COLUMNS, AS_GIVEN)

    def bar_text(self) -> str:
        """The audit."""
        return f"{self._audit_id} · {self.office.school}"

    def content(self) -> ComposeResult:
        """What came of it, and each proposal."""
        proposals, unasked = self.answered()
        self._rows.put(words.rows(self.office, proposals, unasked))
        lines = [words.counts(proposals, len(unasked)), *self.lines()]
        text = TextLines(lines, id="answer")
        text.styles.height = len(lines) + 1
        yield text
        heading = "Proposals and changes" if unasked else "Proposals"
        yield RecordTable(self._rows, COLUMNS, heading=heading, empty=_EMPTY, id="proposals")

    def answered(self) -> tuple[Sequence[Proposal], Sequence[Unasked]]:
        """Each proposal with what became of it, and what else was changed."""
        raise NotImplementedError

    def lines(self) -> list[Line]:
        """What else there is to say above the table."""
        raise NotImplementedError

    @on(RecordTable.Opened)
    def show_whole_row(self, message: RecordTable.Opened) -> None:
        """Enter shows a row over the whole width; it changes nothing."""
        message.stop()
        outcome, device, field, base, proposed, now = self._rows.rows([message.key])[message.key]
        said = [f"{device} {field}: {base}"]
        said += [f"proposed {proposed}" if proposed else "", f"now {now}" if now else ""]
        self.show_strip(
            (f"{outcome}  ", "bold"), (" → ".join(part for part in said if part), "plain")
        )

    def rows_name(self, table: RecordTable) -> str:  # noqa: ARG002
        """What the saved picture is called."""
        return f"{self._audit_id}-answer"


class AnswerScreen(AnswerPage[None]):
    """What the district made of the proposals of an audit."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", id="answer.leave", tooltip="Back to the audit"),
    ]

    def answered(self) -> tuple[Sequence[Proposal], Sequence[Unasked]]:
        """As it was recorded."""
        audit = audits.find(self.office, self._audit_id)
        return answers.proposals(self.office, audit), ()

    def lines(self) -> list[Line]:
        """When it came."""
        at = audits.find(self.office, self._audit_id).answered_at
        when = moment(at, self.office.clock.now()) if at else ""
        said = f"The district's answer, taken over {when}." if at else "No answer was read yet."
        return [[(said, "muted")]]

    def action_leave(self) -> None:
        """Back to the audit."""
        self.dismiss(None)


class AnswerPreviewScreen(AnswerPage[str | None]):
    """Gives a sentence on what was taken over; None where it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+y", "take_over", "Take it over", id="answer.take",
            tooltip="Import the district's list, and record what became of each proposal",
        ),
        Binding(
            "escape", "leave", "Leave it", id="answer.leave_it",
            tooltip="Go back without a change",
        ),
    ]  # fmt: skip

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.audit.audit_id)
        self._answer = answer

    def answered(self) -> tuple[Sequence[Proposal], Sequence[Unasked]]:
        """As the file says it."""
        return self._answer.proposals, self._answer.unasked

    def lines(self) -> list[Line]:
        """The file, what taking it over does, and the key."""
        plan = self._answer.plan
        kinds = {
            "new": plan.counts.new,
            "changed": plan.counts.changed,
            "gone": plan.counts.gone,
            "refused": plan.counts.refused,
        }
        does = ", ".join(f"{number:,} {word}" for word, number in kinds.items() if number)
        said = f"{count(plan.rows, 'row')}, {does or 'nothing new'}"
        return [
            [(plan.file, "plain"), (f"   {said}", "muted")],
            [
                ("Ctrl+Y", "accent"), (" takes it over into the register   ", "plain"),
                ("Esc", "accent"), (" leaves everything as it is", "plain"),
            ],
        ]  # fmt: skip

    def action_take_over(self) -> None:
        """Import the list, and record what became of each proposal."""
        self.show_strip(("Taking it over…", "bold"))
        self.call_after_refresh(self._take_over)

    def action_leave(self) -> None:
        """Go back without a change."""
        self.dismiss(None)

    def _take_over(self) -> None:
        if not self.is_active:
            return  # the key was pressed twice
        try:
            answers.take_answer(self.office, self._answer)
        except NotRecorded as fault:
            self.champion.stop_scanning(fault)
        except ChampionError as refused:
            self.show_strip((f"{refused.message} ", "stop"), (refused.hint, "muted"))
        else:
            self.app.run_worker(self._index(), group="imports")
            taken = "".join(text for text, _ in words.counts(self._answer.proposals)).split("   ")
            self.dismiss(f"The answer is taken over: {', '.join(filter(None, taken))}.")

    async def _index(self) -> None:
        """Make what was imported findable, a piece at a time, so that keys come in between."""
        while upkeep.index_some(self.office):
            await asyncio.sleep(0)


_EMPTY = "Nothing was proposed to the district."
