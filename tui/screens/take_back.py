"""Take back: committed with the normal outcome; a key amends the last one."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from textual import on

from inventory.model import CameBack, Grade, Kind, Mode
from inventory.rules.commands import PARTS, Command
from inventory.rules.condition import CAUSE_NAMES
from inventory.services.glance import Tally
from inventory.services.table import Hot
from inventory.verdict import Code, Verdict
from tui.screens.ask_text import AskTextScreen
from tui.screens.scan_screen import ScanScreen
from tui.widgets.figures_line import Figure
from tui.widgets.mode_bar import ModeBar
from tui.widgets.scan_input import ScanInput
from tui.widgets.verdict_panel import VerdictPanel

_PART_KEYS = {
    "s": Command.SCREEN,
    "k": Command.KEYBOARD,
    "t": Command.TOUCHPAD,
    "h": Command.HINGE,
    "c": Command.CASE,
    "p": Command.PORT,
    "w": Command.POWER,
    "l": Command.LABEL,
}
"""The keys for what is damaged, as the barcodes of the same name say it."""
_ACCESSORY_KEYS = {1: ("c", "f"), 2: ("2", "3"), 3: ("4", "5")}
"""The keys for the first things that went out with the device: missing, and faulty."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One hot key: its letter, what it says, what it does."""

    key: str
    label: str
    act: Callable[[], None]


class TakeBackScreen(ScanScreen):
    """Devices come back; what was wrong with one is said after its scan, not before."""

    WORD = "Take back"
    TONE = "back"
    MODE = Mode.BACK
    DOES = Kind.RETURN
    IDLE = ("Scan a device", "It is taken back with that scan. A place first: it goes there.", "")

    def bar_text(self) -> str:
        """The table, and where returns go."""
        place = self.desk.table.place if self.is_mounted else None
        return f"{super().bar_text()} · to: {place}" if place else super().bar_text()

    def figures(self, tally: Tally) -> list[Figure]:
        """How many came back today, how many are still out."""
        figures: list[Figure] = [
            (f"{tally.done:,} back today", "plain"),
            (f"{tally.out:,} to come", "plain"),
        ]
        if tally.parked:
            figures.append((f"{tally.parked:,} parked", "ask"))
        return figures + self.pace_words(tally.out)

    def who(self, verdict: Verdict) -> tuple[str | None, str]:
        """The one whom it came from, and who brought it."""
        bringer = self.desk.table.person
        if verdict.person is None or verdict.code is Code.PERSON:
            return bringer, ""
        if bringer is None:
            return verdict.person, ""
        if bringer == verdict.person:
            return verdict.person, "brought it back"
        return verdict.person, f"brought by {self.champion.name_of(bringer)}"

    def draw_verdict(self, verdict: Verdict) -> None:
        """The verdict, with the keys that amend it while it is hot."""
        self._offer(self._first_choices(), verdict)
        self.query_one(ModeBar).show_right(self.right_text())

    @on(ScanInput.HotKey)
    def hot_key_typed(self, message: ScanInput.HotKey) -> None:
        """Do what the key under the verdict says."""
        message.stop()
        for choice in self._choices:
            if choice.key == message.key:
                choice.act()
                return

    @on(ScanInput.Cleared)
    def forget_step(self) -> None:
        """Escape leads back to the first keys."""
        self._offer(self._first_choices(), self._verdict)

    def _offer(self, choices: list[Choice], verdict: Verdict) -> None:
        self._choices, self._verdict = choices, verdict
        self.query_one(ScanInput).hot_keys = frozenset(choice.key for choice in choices)
        keys = [(choice.key.upper(), choice.label) for choice in choices]
        self.query_one(VerdictPanel).show(verdict, keys)

    def _first_choices(self) -> list[Choice]:
        hot = self.desk.table.hot
        if hot is None:
            return []
        choices = []
        for number, name in enumerate(hot.accessories, 1):
            missing, faulty = _ACCESSORY_KEYS.get(number, ("", ""))
            choices += [
                Choice(key, f"{word} {name}", partial(self._accessory, name, result.value))
                for key, word, result in (
                    (missing, "no", CameBack.NOT),
                    (faulty, "faulty", CameBack.FAULTY),
                )
                if key
            ]
        return [
            *choices,
            Choice("d", "damage", self._ask_part),
            Choice("g", "grade", self._ask_grade),
            Choice("n", "note", lambda: self._ask_note(hot)),
        ]

    def _accessory(self, name: str, result: str) -> None:
        self.answer(lambda: self.desk.amend(accessories={name: result}))

    def _ask_grade(self) -> None:
        def choice(grade: Grade) -> Choice:
            return Choice(
                grade.value.lower(),
                grade.words,
                lambda: self.answer(lambda: self.desk.amend(grade=grade.value)),
            )

        self._offer([choice(grade) for grade in Grade], self._verdict)

    def _ask_part(self) -> None:
        parts = [(key, PARTS[command]) for key, command in _PART_KEYS.items()]
        self._offer(
            [Choice(key, part, partial(self._ask_cause, part)) for key, part in parts],
            self._verdict,
        )

    def _ask_cause(self, part: str) -> None:
        def choice(key: str, cause: str) -> Choice:
            return Choice(
                key,
                cause,
                lambda: self.answer(lambda: self.desk.amend(parts=(part,), cause=cause)),
            )

        self._offer([choice(cause[0], cause) for cause in CAUSE_NAMES], self._verdict)

    def _ask_note(self, hot: Hot) -> None:
        self.app.push_screen(
            AskTextScreen(
                f"Note on {hot.device}",
                "It is kept with this return. Write what is wrong, not names.",
                "Note",
            ),
            lambda note: self._keep_note(hot, note) if note else None,
        )

    def _keep_note(self, hot: Hot, note: str) -> None:
        self.answer(lambda: self.desk.amend(note=note, of=hot))
