"""What is said of the device that came in last: keys that are hot as long as it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from inventory.model import CameBack, Grade
from inventory.rules.commands import PARTS, Command
from inventory.rules.condition import CAUSE_NAMES
from inventory.services.table import Hot
from inventory.verdict import Verdict
from tui.screens.ask_text import AskTextScreen
from tui.screens.scan_screen import ScanScreen
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
_HERE_KEYS = ("b", "6", "7")
"""The keys for what was missing or faulty, and is here now."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One hot key: its letter, what it says, what it does."""

    key: str
    label: str
    act: Callable[[], None]
    is_named: bool = True
    """Whether the band names it; a key that says again what was said works all the same."""


class HotScreen(ScanScreen):
    """A scan says that a device came in as usual; keys then say what was not."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape", "forget_step", "First keys", id="hot.forget", show=False,
            tooltip="Back to the first keys under the verdict",
        ),
    ]  # fmt: skip

    _choices: Sequence[Choice] = ()
    _asks = False
    """Whether the keys answer a question: which part, which grade, what caused it."""
    _part = ""
    """What is damaged, while it is asked by what."""

    def scan_line(self) -> ScanInput:
        """A letter that is typed alone never waits here for the next scan."""
        return ScanInput(id="scan", letters=True)

    def no_key(self) -> str:
        """What is asked has its own keys; and before a device came in there are none."""
        if not self._choices:
            return "scan a device first"
        return "is none of these" if self._asks else super().no_key()

    def give_way(self) -> None:
        """What was said of a damage is kept where a key leads away."""
        self._keep_damage()

    def _keep_damage(self) -> None:
        """Its cause is unknown as long as nobody says it."""
        if self._part and self.desk.table.hot:
            part = self._part
            self.answer(lambda: self.desk.amend(parts=(part,)))

    def take_scan(self, text: str, at: float) -> None:
        """Record a scan, behind what was said of a damage before it."""
        if not self.champion.is_stopped:
            self._keep_damage()
        super().take_scan(text, at)

    def let_go(self) -> None:
        """A damage whose cause was not said is kept, or the band says why it can't be."""
        if self._part:
            self._keep_damage()
        else:
            super().let_go()

    def show_idle(self, lines: tuple[str, str, str]) -> None:
        """Say what to scan; no key means anything then."""
        self._asks, self._choices, self._part = False, [], ""
        self.query_one(ScanInput).hot_keys = frozenset()
        super().show_idle(lines)

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
    def action_forget_step(self) -> None:
        """Escape leads back to the first keys, whether or not something was typed."""
        if self._choices:
            self._offer(self._first_choices(), self._verdict)

    def _ask(self, choices: list[Choice]) -> None:
        """Offer the answers to a question in place of the first keys."""
        self._offer(choices, self._verdict)
        self._asks = True

    def _offer(self, choices: list[Choice], verdict: Verdict) -> None:
        self._asks = False
        self._choices, self._verdict, self._part = choices, verdict, ""
        self.query_one(ScanInput).hot_keys = frozenset(choice.key for choice in choices)
        keys = [(choice.key.upper(), choice.label) for choice in choices if choice.is_named]
        self.query_one(VerdictPanel).show(verdict, keys)

    def _first_choices(self) -> list[Choice]:
        hot = self.desk.table.hot
        if hot is None:
            return []
        choices = []
        lacking = self.desk.lacking()
        for number, name in enumerate(hot.accessories, 1):
            missing, faulty = _ACCESSORY_KEYS.get(number, ("", ""))
            choices += [
                Choice(
                    key,
                    f"{word} {name}",
                    partial(self._accessory, name, result.value),
                    word != "no" or name not in lacking,
                )
                for key, word, result in (
                    (missing, "no", CameBack.NOT),
                    (faulty, "faulty", CameBack.FAULTY),
                )
                if key
            ]
        for key, name in zip(_HERE_KEYS, lacking, strict=False):
            here = partial(self._accessory, name, CameBack.RETURNED.value)
            choices.append(Choice(key, f"{name} is here", here))
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
                grade.words.removesuffix(" but works"),  # all of them in one line
                lambda: self.answer(lambda: self.desk.amend(grade=grade.value)),
            )

        self._ask([choice(grade) for grade in Grade])

    def _ask_part(self) -> None:
        parts = [(key, PARTS[command]) for key, command in _PART_KEYS.items()]
        self._ask([Choice(key, part, partial(self._ask_cause, part)) for key, part in parts])

    def _ask_cause(self, part: str) -> None:
        def choice(key: str, cause: str) -> Choice:
            return Choice(
                key,
                cause,
                lambda: self.answer(lambda: self.desk.amend(parts=(part,), cause=cause)),
            )

        self._ask([choice(cause[0], cause) for cause in CAUSE_NAMES])
        self._part = part

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
