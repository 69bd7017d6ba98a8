"""Who is at the table: picked by name, with a PIN where one is kept, or told by a badge."""

from collections.abc import Callable
from typing import ClassVar

from rich.cells import cell_len
from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, OptionList

from inventory.errors import ChampionError, NotAllowed, NotFound
from inventory.rules.duties import Operator
from inventory.services import operators, pages
from tui import seat
from tui.refusals import Refusals
from tui.screens.choices import Choices
from tui.screens.page import Page
from tui.widgets.table_text import fit, shown
from tui.widgets.text_lines import TextLines, Toned

_NAME_WIDTH = 34
_ENDS = frozenset({"enter", "ctrl+j", "ctrl+m", "tab"})
_LONGEST = 128
LONGEST_PIN = 12

Line = list[Toned]


class WhoScreen(Page[None]):
    """Asked with Ctrl+W; Esc leaves whoever was there. What is scanned here is a badge."""

    WORD = "Who is here"
    ALONE = True
    AUTO_FOCUS = "Choices"
    REFUSES: ClassVar[str] = "It is nobody's badge. Esc goes back."
    """What is said behind a scan that is no badge; behind several, ``NONE`` is."""
    NONE: ClassVar[str] = "None is a badge."

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", id="who.leave", tooltip="Nobody else takes over"),
    ]

    DEFAULT_CSS = """
    WhoScreen #question { height: auto; padding: 1 3; }
    WhoScreen #secret { display: none; height: 1; padding: 0 3; margin: 1 0; }
    WhoScreen #asked { padding: 0; }
    WhoScreen #pin { width: 20; }
    WhoScreen.-pin #secret { display: block; }
    """

    pin = getters.query_one("#pin", Input)

    def __init__(self, people: list[Operator]) -> None:
        """``people`` are who may be picked: read before, for a screen has to stand."""
        super().__init__()
        self._people = people
        self._refused = Refusals()
        self._asked: Operator | None = None
        """Whose PIN is asked for."""
        self._typed = ""
        """What was typed so slowly that it may be a person's typing, or an old scanner's."""

    def content(self) -> ComposeResult:
        """What is asked, who it may be, and the field for a PIN."""
        lines = self.question() if self._people else _nobody(self.office.operator.name)
        text = TextLines(lines, id="question")
        text.styles.height = len(lines) + 2
        yield text
        choices = [(str(at), self._told(one)) for at, one in enumerate(self._people)]
        yield Choices(choices)
        with Horizontal(id="secret"):
            yield TextLines(id="asked")
            yield Input(password=True, max_length=_LONGEST, select_on_focus=False, id="pin")

    def question(self) -> list[Line]:
        """What is asked."""
        return [
            [("Who is at the table?", "bold")],
            [("Scan a badge, or pick a name with Enter. It is written into each scan.", "muted")],
        ]

    def on_mount(self) -> None:
        """Mark who is there already."""
        names = [one.name for one in self._people]
        if self.office.operator.name in names:
            self.query_one(Choices).highlighted = names.index(self.office.operator.name)

    @on(OptionList.OptionSelected)
    def pick(self, message: OptionList.OptionSelected) -> None:
        """Enter picks; a PIN is asked for where one is kept."""
        message.stop()
        operator = self._people[message.option_index]
        if operator is self._asked and self.pin.value:
            self._try_pin()  # so quickly that the field has not the focus yet
        elif operator.pin:
            self._ask_pin(operator)
        else:
            self._sit(lambda: operators.take_over(self.office, operator.name))

    @on(Input.Submitted, "#pin")
    def try_pin(self, message: Input.Submitted) -> None:
        """Enter behind the PIN."""
        message.stop()
        self._try_pin()

    def _try_pin(self) -> None:
        """An old scanner's badge of digits may stand in the field: it is one there too."""
        asked, typed = self._asked, self.pin.value
        self.pin.value = ""
        if asked:
            self._sit(lambda: self._by_badge_or_pin(asked, typed))

    def _by_badge_or_pin(self, asked: Operator, typed: str) -> Operator:
        if operators.with_badge(self.office, typed):
            return operators.take_over_by_badge(self.office, typed)
        return operators.take_over(self.office, asked.name, typed)

    def take_scan(self, text: str, at: float) -> None:  # noqa: ARG002
        """A badge changes who is here; anything else is refused, so that it can be scanned again.

        Digits typed in one go where a PIN is asked for are that PIN.
        """
        with self.champion.stopping_at_faults():
            known = self._is_known(text)
            if self._asked and text.isdecimal() and not known:
                self.pin.insert_text_at_cursor(text)
            else:
                self._take_badge(text, text if known else _unless_pin(text))

    def _take_badge(self, code: str, told: str) -> None:
        """``told`` is what is said of the code where it is nobody's badge."""
        self._typed = ""
        self._sit(lambda: operators.take_over_by_badge(self.office, code), told)

    def on_paste(self, event: events.Paste) -> None:
        """Some scanners paste: each line is a scan."""
        event.stop()
        for line in filter(None, map(str.strip, event.text.splitlines())):
            if self.is_active:
                self.take_scan(line, event.time)

    def on_key(self, event: events.Key) -> None:
        """A badge's code that comes as slowly as a person types counts once Enter follows.

        A digit begins the PIN of the marked name, where it has one.
        """
        typed = event.character if event.character and event.is_printable else ""
        if typed and (self._asked or self._begins_pin(typed)):
            event.stop()
            self.pin.insert_text_at_cursor(typed)  # it gets the focus only later
        elif self._asked:
            return
        elif typed:
            event.stop()
            self._typed = (self._typed + typed)[-_LONGEST:]
            self.show_strip(
                (f"{len(self._typed)} typed. ", "plain"), ("Enter takes it as a badge.", "muted")
            )
        elif self._typed and event.key in _ENDS:
            event.stop()
            event.prevent_default()
            self._take_badge(self._typed, _unless_pin(self._typed))

    def _begins_pin(self, typed: str) -> bool:
        """Whether a person types, without having picked the marked name, its PIN."""
        at = self.query_one(Choices).highlighted
        if self._typed or at is None or not (typed.isdecimal() and self._people[at].pin):
            return False
        self._ask_pin(self._people[at])
        return True

    def action_leave(self) -> None:
        """One step back: from the PIN, from what was typed, from here."""
        if self._asked or self._typed:
            self._ask_name()
        else:
            self.leave()

    def leave(self) -> None:
        """Nobody else takes over."""
        self._give_way()

    def _give_way(self) -> None:
        """Show what lies beneath, and say there which scans were refused here meanwhile."""
        app = self.champion
        self.dismiss(None)
        if self._refused.number:
            for page in app.screen_stack:
                if isinstance(page, Page):
                    page.step_back(self._refused)

    def _ask_pin(self, operator: Operator) -> None:
        self._asked = operator
        asked = f"PIN of {shown(operator.name)}"
        line = self.query_one("#asked", TextLines)
        line.show([[(asked, "bold")]])
        line.styles.width = cell_len(asked) + 2
        self.add_class("-pin")
        self.pin.focus()
        self.show_strip(("Enter goes on. ", "muted"), ("Esc: another name.", "muted"))

    def _ask_name(self) -> None:
        self._asked, self._typed = None, ""
        self.pin.value = ""
        self.remove_class("-pin")
        self.query_one(Choices).focus()
        self.show_strip()

    def _sit(self, take_over: Callable[[], Operator], scan: str = "") -> None:
        """Let somebody take over, or say why not."""
        if not self.is_active:
            return  # a second Enter was on its way
        try:
            operator = take_over()
        except NotAllowed as refused:
            self.champion.ring()
            self.show_strip((f"✗ {refused.message} ", "stop"), (refused.hint, "muted"))
        except NotFound as refused:
            self.champion.ring()
            if not scan:
                self.show_strip((f"{refused.message} ", "stop"), (refused.hint, "muted"))
                return
            self._refused.add(shown(scan))
            why = self.REFUSES if self._refused.number == 1 else self.NONE
            self.show_strip((f"{self._refused.in_words} ", "stop"), (why, "muted"))
        except ChampionError as fault:
            self.show_strip((f"{fault.message} ", "stop"), (fault.hint, "muted"))
            self.champion.stop_scanning(fault)
        else:
            seat.sit(self.champion, operator)
            self._give_way()

    def _is_known(self, text: str) -> bool:
        """Whether digits are a badge, or the code of a person or a thing."""
        badge = operators.with_badge(self.office, text)
        return badge is not None or pages.is_known(self.office, text)

    def _told(self, one: Operator) -> str:
        """``Ada Park    champion, with a PIN``"""
        role = f"{one.role.value}, with a PIN" if one.pin else one.role.value
        here = "   at the table now" if one.name == self.office.operator.name else ""
        return f"{fit(shown(one.name), _NAME_WIDTH)} {role}{here}"


class StartScreen(WhoScreen):
    """Asked before anything else where several people work at the table."""

    COVERS = True
    REFUSES = "Somebody has to say who is at the table."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", id="who.leave", show=False),
    ]

    def leave(self) -> None:
        """There is nobody to go back to."""
        self.champion.ring()
        self.show_strip((self.REFUSES, "ask"))


def _unless_pin(code: str) -> str:
    """The code as it is told; one that may be somebody's PIN is not shown."""
    may_be = code.isdecimal() and 4 <= len(code) <= LONGEST_PIN
    return f"{len(code)} digits" if may_be else code


def _nobody(writes: str) -> list[Line]:
    """What to do where there is no list."""
    return [
        [("Nobody is on the list of who works at the table.", "bold")],
        [],
        [("“", "plain"), (shown(writes), "bold"), ("” is written into each scan.", "plain")],
        [("Ctrl+S, “At the table” gives it another name.", "muted")],
        [],
        [("Where helpers scan too, put each on the list, yourself first:", "plain")],
        [("champion operator add NAME --role champion --pin", "accent")],
        [("champion operator add NAME --role helper --badge CODE", "accent")],
        [("A helper scans. What is stopped, settled, signed or imported is yours.", "muted")],
    ]
