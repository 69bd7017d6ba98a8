"""Home: what the school looks like, and what needs a person, each with the key that leads there."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from inventory.rules.phrases import count, day, long_day
from tui.screens.page import Page
from tui.widgets.text_lines import TextLines, Tone, Toned

if TYPE_CHECKING:
    from inventory.services.glance import Figures, Today

AUDIT_AFTER = 0.1
"""Seconds until the line of the audit is read: it takes more of the domain than all the others, and
the first frame is out by then."""

_BAR_WIDTH = 66
_GRADE_BAR = 20
_MOST_GRADES = 7

Line = list[Toned]


class HomeScreen(Page[None]):
    """The school at a glance; every line says which key goes on from it."""

    WORD = "Home"
    FRAME_FIRST = True
    AUTO_FOCUS = ""
    LEFT_OUT = frozenset({"app.inbox", "app.home"})
    """The line of what needs a person names the one, and the other leads here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+e", "open_sample", "Sample school", id="home.sample", show=False),
        Binding(
            "ctrl+t",
            "open_seed",
            "Table's seed",
            id="home.seed",
            show=False,
            tooltip="Make this laptop a table, from the file that the champion's laptop wrote",
        ),
    ]

    DEFAULT_CSS = """
    HomeScreen #glance { padding: 1 3; }
    """

    _audit_lines: Sequence[Line] = ()
    """As they were read last, so that nothing flickers when Home comes back."""

    def content(self) -> ComposeResult:
        """All of it is lines of text."""
        yield TextLines(id="glance")

    def bar_text(self) -> str:
        """The day, and when the last backup was made."""
        backup = self.champion.last_backup()
        today = long_day(self.office.clock.now().date())
        return f"{today} · {backup}" if backup else today

    def refresh_page(self) -> None:
        """Count again."""
        from inventory.services import glance

        today = glance.today(self.office)
        lines = _lines(today, self.office.clock.now())
        self.query_one("#glance", TextLines).show([*lines, *self._audit_lines])
        if today.figures.devices:
            self.set_timer(AUDIT_AFTER, partial(self._show_audit, lines))

    def _show_audit(self, lines: list[Line]) -> None:
        from inventory.services import glance
        from tui.screens.audit_due import home_line

        today = self.office.clock.now().date()
        with self.champion.stopping_at_faults():
            self._audit_lines = [[], home_line(glance.next_audit(self.office), today)]
            self.query_one("#glance", TextLines).show([*lines, *self._audit_lines])

    def action_open_sample(self) -> None:
        """Leave this database alone and open the sample school."""
        self.app.exit("sample")

    def action_open_seed(self) -> None:
        """Make this laptop a table."""
        from tui.seeds import ask_for_seed

        ask_for_seed(self)


def _lines(today: "Today", now: datetime) -> list[Line]:
    if not (today.figures.devices or today.figures.people):
        return _first_steps()
    return [
        *_head(today, now),
        [],
        *_where(today.figures),
        [],
        *_two_columns(_by_grade(today), _needs_you(today)),
    ]


def _first_steps() -> list[Line]:
    """What to do with an empty database."""
    return [
        [("Welcome to Champion", "bold")],
        [("Hand out, take back and count your school's devices by scanning.", "muted")],
        [],
        [("F7       ", "accent"), ("import my school's files: people, devices, places", "plain")],
        [("         the student list first, then the district's device list", "muted")],
        [],
        [
            ("Ctrl+T   ", "accent"),
            ("open a table's seed: this laptop hands out beside others", "plain"),
        ],
        [("         the champion's laptop writes it: F8, T, N", "muted")],
        [],
        [("Ctrl+E   ", "accent"), ("open the sample school, to try things out", "plain")],
        [("         a copy that is thrown away; nothing in it is real", "muted")],
        [],
        [("F1       ", "accent"), ("help, with every key", "plain")],
    ]


def _head(today: "Today", now: datetime) -> list[Line]:
    said = [count(today.figures.devices, "device"), count(today.figures.people, "person", "people")]
    if today.roster:
        said.append(f"roster of {day(today.roster.at, now.date())}")
    if today.devices:
        said.append(f"list of {day(today.devices.at, now.date())}")
    return [[(today.school, "bold")], [(" · ".join(said), "muted")]]


def _where(figures: "Figures") -> list[Line]:
    parts: list[tuple[str, int, Tone]] = [
        ("with people", figures.with_people, "ok"),
        ("in rooms and carts", figures.in_places, "violet"),
        ("in stock", figures.in_stock, "blue"),
        ("in repair", figures.in_repair, "ask"),
        ("lost or missing", figures.gone, "stop"),
    ]
    parts = [part for part in parts if part[1]]
    total = sum(number for _, number, _ in parts) or 1
    bar: Line = [
        ("█" * max(1, round(_BAR_WIDTH * number / total)), tone) for _, number, tone in parts
    ]
    legend: Line = []
    for words, number, tone in parts:
        legend += [("■ ", tone), (f"{words} {number:,}   ", "plain")]
    return [[("Where the devices are", "bold")], bar, *_wrapped(legend)]


def _wrapped(legend: Line, per_line: int = 6) -> list[Line]:
    """The legend in lines of three entries, so that it fits 80 columns."""
    return [legend[start : start + per_line] for start in range(0, len(legend), per_line)]


def _by_grade(today: "Today") -> list[Line]:
    lines: list[Line] = [[("Have a device", "bold")]]
    for line in today.grades[:_MOST_GRADES]:
        share = line.have_one / line.people if line.people else 0.0
        full = round(_GRADE_BAR * share)
        lines.append(
            [
                (f"grade {line.grade or '?':<4} ", "plain"),
                ("━" * full, "ok"),
                ("─" * (_GRADE_BAR - full), "muted"),
                (f" {share:>4.0%}", "plain"),
            ]
        )
    lines.append([(f"{today.handed_out:,} out and {today.taken_back:,} back today", "muted")])
    return lines


_COUNTED = ("disputed device", "parked scan")


def _needs_you(today: "Today") -> list[Line]:
    figures = today.figures
    wanting: list[tuple[int, str, str, Tone]] = [
        (figures.disputed, "disputed device", "F6", "stop"),
        (figures.parked, "parked scan", "F6", "ask"),
        (figures.left_holding, "left, still holding", "F8", "ask"),
        (figures.in_repair, "in repair", "F5", "plain"),
        (figures.gone, "lost or missing", "F5", "stop"),
    ]
    lines: list[Line] = [[("Needs you", "bold")]]
    for number, words, key, tone in wanting:
        if number:
            plural = "s" if words in _COUNTED and number != 1 else ""
            lines.append(
                [(f"{number:>4} ", tone), (f"{words + plural:<22}", "plain"), (key, "accent")]
            )
    if len(lines) == 1:
        lines.append([("nothing at the moment", "muted")])
    return [
        *lines,
        [],
        [("Next ", "bold"), ("F2", "accent"), (" hand out   ", "plain"), ("F3", "accent"),
         (" take back", "plain")],
    ]  # fmt: skip


def _two_columns(left: list[Line], right: list[Line], width: int = 38) -> list[Line]:
    """Two blocks of lines side by side."""
    rows = []
    for index in range(max(len(left), len(right))):
        first = left[index] if index < len(left) else []
        second = right[index] if index < len(right) else []
        used = sum(len(text) for text, _ in first)
        rows.append([*first, (" " * max(2, width - used), "plain"), *second])
    return rows
