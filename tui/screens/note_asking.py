"""Writing a note for IT down: what kind, what IT has to know, about whom, how many, which day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from rich.cells import cell_len
from textual import on
from textual.widgets import Input

from inventory.errors import ChampionError
from inventory.rules import it_notes as rules
from inventory.rules.it_notes import NO_NAMES, Note, NoteKind, kind_words
from inventory.rules.phrases import day
from tui.screens.ask_text import AskTextScreen
from tui.screens.page import Page
from tui.screens.pick_page import PickPage
from tui.widgets.table_text import head, shown
from tui.widgets.text_lines import Toned

_MARGINS = 6
_OTHER_LINES = 10
"""The bar, the strip and the keys; the question, the two choices, and what is said of the note."""


class NoteKindScreen(PickPage[str]):
    """Asks what the note is for."""

    WORD = "Note"

    def question(self) -> list[list[Toned]]:
        """Where it goes, and what does not belong there."""
        return [
            [("What is the note for?", "bold")],
            [("It goes to IT with the next packet, and stays in your list.", "muted")],
            [(NO_NAMES, "muted")],
            [],
        ]

    def choices(self) -> list[tuple[str, str]]:
        """The kinds, each with what is written there."""
        return [(one.value, f"{one.words.capitalize():<21} {one.asks}") for one in NoteKind]

    def picked(self, choice: str) -> None:
        """Enter picks."""
        self.dismiss(choice)


class AskNoteScreen(AskTextScreen):
    """Asks for one part of a note; what can't be it is refused here, and can be mended."""

    WORD = "Note"

    def __init__(
        self, title: str, explanation: str, placeholder: str, check: Callable[[str], object],
        value: str = "", *, may_be_empty: bool = True,
    ) -> None:  # fmt: skip
        """``check`` raises ChampionError for what can't be taken."""
        super().__init__(
            title, explanation, placeholder, value, may_be_empty=may_be_empty, replaces=True
        )
        self._check = check

    @on(Input.Submitted)
    def refuse(self, message: Input.Submitted) -> None:
        """Say what is wrong with it, where something is; the screen stays."""
        if not message.value.strip():
            return
        try:
            self._check(message.value)
        except ChampionError as refused:
            message.stop()
            message.prevent_default()
            self.show_strip((f"{refused.message} ", "ask"), (refused.hint, "muted"))


class WithdrawScreen(PickPage[bool]):
    """Asks whether a note is to be taken back."""

    WORD = "Note"

    def __init__(self, note: Note, today: date) -> None:
        super().__init__()
        self._note, self._today = note, today

    def question(self) -> list[list[Toned]]:
        """The note, and what withdrawing it means; a long one has the empty lines too."""
        said, (width, height) = self._note, self.app.size
        room = height - _OTHER_LINES
        text: list[list[Toned]] = [
            [(line, "plain")] for line in broken(shown(said.text), width - _MARGINS, room)
        ]
        gap: list[list[Toned]] = [[]] if len(text) + 3 <= room else []
        return [
            [("Withdraw this note?", "bold")],
            *gap,
            [(f"{kind_words(said.kind).capitalize()}, {day(said.on, self._today)}  ", "muted"),
             (said.about, "muted")],
            *text,
            *gap,
            [("No list has it any more. Its words stay in the journal, which goes", "muted")],
            [("to IT with the packet; a purge takes names out.", "muted")],
            *gap,
        ]  # fmt: skip

    def choices(self) -> list[tuple[str, str]]:
        """Leave it, or not."""
        return [("keep", "Leave it"), ("withdraw", "Withdraw it")]

    def picked(self, choice: str) -> None:
        """Enter picks."""
        self.dismiss(choice == "withdraw")


def broken(text: str, width: int, most: int) -> list[str]:
    """The text in lines that fit, parted at spaces where there are any; the last one may be cut."""
    lines: list[str] = []
    while text:
        line = head(text, width)
        if line != text and len(lines) < most - 1:
            room = len(line) if cell_len(text[: len(line)]) <= width else len(line) - 1
            line = text[: max(text.rfind(" ", 0, room + 1), 0) or room]
        lines.append(line)
        text = text[len(line) :].lstrip() if len(lines) < most else ""
    return lines


@dataclass(frozen=True, slots=True)
class Answers:
    """A note as it was typed."""

    kind: str
    text: str
    about: str
    people: str
    on: str


def ask_note(page: Page[Any], done: Callable[[Answers], None]) -> None:
    """Ask for one part after the other; Esc on any of them writes nothing."""
    today = page.office.clock.now().date()
    said: list[str] = []

    def ask() -> None:
        screens = (_text(said[0]), _about(), _people(), _on(today)) if said else ()
        if len(said) > len(screens):
            done(Answers(*said))
        else:
            screen = screens[len(said) - 1] if said else NoteKindScreen()
            page.app.push_screen(screen, answered)

    def answered(text: str | None) -> None:
        if text is not None:
            said.append(text)
            ask()

    ask()


def _text(kind: str) -> AskNoteScreen:
    return AskNoteScreen(
        rules.checked_kind(kind).asks, NO_NAMES, "what IT has to know", rules.checked_text,
        may_be_empty=False,
    )  # fmt: skip


def _about() -> AskNoteScreen:
    return AskNoteScreen(
        "Which place or group is it about?", "Without one, it is about the whole school.",
        "Grade 7, Room 204…", rules.checked_about,
    )  # fmt: skip


def _people() -> AskNoteScreen:
    return AskNoteScreen(
        "How many people does it concern?", "Without a number, the note doesn't say how many.",
        "a number", rules.checked_people,
    )  # fmt: skip


def _on(today: date) -> AskNoteScreen:
    return AskNoteScreen(
        "On which day was it?", "Today stands there already; type another day over it.",
        "YYYY-MM-DD", lambda text: rules.checked_date(text, today), today.isoformat(),
    )  # fmt: skip
