"""The widgets of a scan screen: hostile text, wide names, narrow terminals, no colour."""

from typing import ClassVar

import pytest
from rich.cells import cell_len
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widget import Widget

from inventory.verdict import Code, Severity, Verdict
from tests.tui.bursts import ThemedApp, until
from tui.theme import DARK, LIGHT
from tui.widgets.event_feed import ABOVE, LEAST, SHOWN, EventFeed, FeedRow, column_widths
from tui.widgets.figures_line import FiguresLine
from tui.widgets.key_bar import KeyBar
from tui.widgets.mode_bar import ModeBar
from tui.widgets.scan_input import ScanInput
from tui.widgets.strip_lines import StripLines
from tui.widgets.verdict_panel import VerdictPanel
from tui.widgets.who_panel import WhoPanel

HOSTILE = ["[/]", "[@click=app.quit]x[/]", "[bold]b", "\x1b[31mred\x07\n", "\u202egnp.exe", "$x"]
NAMES = [
    "Devon Wright",
    "王小明",
    "Nguyễn Thị Minh",
    "Nguye\u0302\u0303n",
    "한국어",
    "👩🏽‍🎓 Ana",
    "ｱﾝﾅ",
]


def texts(widget: Widget) -> list[str]:
    """The lines of a widget as they are drawn, each exactly as wide as the widget."""
    strips: list[Strip] = [widget.render_line(y) for y in range(widget.content_size.height)]
    assert {strip.cell_length for strip in strips} == {widget.content_size.width}
    return [strip.text for strip in strips]


class TableApp(ThemedApp):
    """All the zones of a scan screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "fire('undo')", "Undo"),
        Binding("f2,alt+2", "fire('out')", "Out"),
        Binding("f1", "fire('help')", "Help"),
        Binding("f6", "fire('inbox')", "Inbox"),
        Binding("f12", "fire('hidden')", "Hidden", show=False),
    ]

    def compose(self) -> ComposeResult:
        yield ModeBar("Hand out", "out", "Northside Middle · Table 1")
        yield WhoPanel("Maria González-Reyes", "8100442 · grade 7")
        yield VerdictPanel()
        yield EventFeed()
        yield ScanInput()
        yield FiguresLine()
        yield KeyBar()

    def fill(self, text: str) -> None:
        """Put a text into every place that takes one."""
        find = self.screen.query_one
        find(ModeBar).show(text, "back", text)
        find(WhoPanel).show(text, text, text)
        find(VerdictPanel).show(Verdict(text, Code.OUT_TO_OTHER, text, text, subject=text))
        find(EventFeed).add(FeedRow(text, Severity.OK, text, text, text, text))
        find(FiguresLine).show([(text, "plain"), (text, "ask")])
        find(KeyBar).set_badge("fire('inbox')", text)

    def zones(self) -> list[Widget]:
        """The widgets, from top to bottom."""
        return list(self.screen.children)


@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize("text", HOSTILE)
async def test_no_text_is_markup_or_reaches_the_terminal_as_control(text: str, theme: str) -> None:
    """It shows as it is, control and bidirectional characters replaced."""
    app = TableApp(theme)
    async with app.run_test() as pilot:
        app.fill(text)
        await pilot.pause()
        shown = ["".join(texts(zone)) for zone in app.zones()]
        assert all(line.replace("\ufffd", "?").isprintable() for line in shown)
        clean = "".join(char if char.isprintable() else "\ufffd" for char in text)
        taking = [line for zone, line in zip(app.zones(), shown, strict=True) if takes(zone)]
        assert all(clean.casefold()[:8] in line.casefold() for line in taking)


def takes(zone: Widget) -> bool:
    """Whether a zone shows text that comes from outside."""
    return not isinstance(zone, ScanInput)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 24)])
async def test_names_in_any_script_keep_the_columns(size: tuple[int, int]) -> None:
    """The homeroom stands in the same cell whatever the width of the name before it."""
    app = TableApp()
    async with app.run_test(size=size):
        feed = app.screen.query_one(EventFeed)
        for name in NAMES:
            feed.add(FeedRow("09:13:58", Severity.OK, "handed out", "DPS-104392", name, "#214"))
        rows = [line for line in texts(feed)[ABOVE:] if line.strip()]
        assert len(rows) == min(len(NAMES), SHOWN, feed.size.height - ABOVE - 1)
        if size[0] >= 80:
            assert len({cell_len(row.split("#")[0]) for row in rows}) == 1


@pytest.mark.parametrize(("size", "shown"), [((80, 24), 8), ((120, 40), SHOWN)])
async def test_the_feed_shows_the_newest_on_top(size: tuple[int, int], shown: int) -> None:
    """Eight rows at 80×24, and no more than twelve however tall the terminal is."""
    app = TableApp()
    async with app.run_test(size=size):
        feed = app.screen.query_one(EventFeed)
        for number in range(50):
            feed.add(FeedRow("09:00:00", Severity.OK, "seen", f"DPS-{number}"))
        rows = [line for line in texts(feed)[ABOVE:] if line.strip()]
        assert "DPS-49 " in rows[0]
        assert len(rows) == shown


@pytest.mark.parametrize("width", [20, 74, 75, 90, 114, 200])
def test_columns_never_take_more_than_there_is(width: int) -> None:
    """And give up nothing but the name's room."""
    widths = column_widths(width)
    assert widths._replace(name=0) >= LEAST._replace(name=0)
    assert sum(widths) + 8 <= max(width, sum(LEAST) + 8 - LEAST.name + 1)


def test_a_verdict_makes_a_row() -> None:
    """Device or raw scan, name or claim."""
    issued = Verdict(
        "x", Code.ISSUED, "say", subject="DPS-1", device="d", name="Ana", homeroom="214",
        at="2026-09-01T09:13:58.123+02:00",
    )  # fmt: skip
    assert FeedRow.of(issued) == FeedRow(
        "09:13:58", Severity.OK, "handed out", "DPS-1", "Ana", "214", "✓"
    )
    unlisted = Verdict("7719-X", Code.UNLISTED, "say", claim="P-07")
    assert FeedRow.of(unlisted).device == "7719-X"
    assert FeedRow.of(unlisted).name == "parked as P-07"


@pytest.mark.parametrize("theme", [DARK, LIGHT])
async def test_each_severity_has_its_word_its_glyph_and_its_tint(theme: str) -> None:
    """In the very next drawing, before any style is worked out again."""
    app = TableApp(theme)
    async with app.run_test():
        panel = app.screen.query_one(VerdictPanel)
        tints = set()
        for code, word in (
            (Code.ISSUED, "✓ HANDED OUT"),
            (Code.BOUNCE, "· BOUNCE"),
            (Code.OUT_TO_OTHER, "? OUT TO SOMEONE ELSE"),
            (Code.LEFT, "✗ LEFT THE SCHOOL"),
        ):
            panel.show(Verdict("x", code, "The fact.", "What next.", subject="DPS-104417"))
            strips = [panel.render_line(y) for y in range(5)]
            assert [strip.text.rstrip() for strip in strips] == [
                "▌",
                f"▌  {word}    DPS-104417",
                "▌  The fact.",
                "▌  What next.",
                "▌",
            ]
            backgrounds = {
                segment.style.bgcolor
                for strip in strips
                for segment in strip
                if segment.style is not None and segment.text
            }
            assert len(backgrounds) == 1
            tints |= backgrounds
        assert len(tints) == 4


async def test_a_long_fact_takes_the_free_third_line() -> None:
    """Rather than lose its end."""
    app = TableApp()
    async with app.run_test(size=(40, 24)):
        panel = app.screen.query_one(VerdictPanel)
        panel.show(
            Verdict("x", Code.LEFT, "Left the school on 3 November. Nothing was handed out.")
        )
        assert [line.strip("▌ ") for line in texts(panel)[2:4]] == [
            "Left the school on 3 November.",
            "Nothing was handed out.",
        ]
        panel.show_idle("Scan a student's card", "Nobody is at the table.")
        assert panel.lines == ("Scan a student's card", "Nobody is at the table.", "")


async def test_hot_keys_stand_in_the_third_line() -> None:
    """The key, then what it does."""
    app = TableApp()
    async with app.run_test():
        panel = app.screen.query_one(VerdictPanel)
        panel.show(
            Verdict("x", Code.RETURNED, "Condition B"), [("C", "no charger"), ("G", "grade")]
        )
        assert panel.lines[2].split("   ")[:2] == ["C no charger", "G grade"]


@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize(
    ("kind", "name", "hint"),
    [
        (VerdictPanel, "verdict-panel", "muted"),
        (EventFeed, "event-feed", "time"),
        (FiguresLine, "figures-line", "muted"),
        (StripLines, "text-lines", "muted"),
    ],
)
async def test_without_colours_what_asks_or_stops_stands_out_more_than_a_hint(
    theme: str, kind: type[Widget], name: str, hint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Grey by grey: red would be darker than what is written beside it."""
    monkeypatch.setenv("NO_COLOR", "1")

    def grey(style: Style) -> float:
        """How bright the text is that is left of a colour."""
        assert style.color
        red, green, blue = style.color.get_truecolor()
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    app = TableApp(theme)
    async with app.run_test():
        await app.screen.mount(StripLines())
        find = app.screen.query_one(kind).get_component_rich_style
        ground = 255 if theme == LIGHT else 0
        beside = abs(grey(find(f"{name}--{hint}")) - ground)
        for tone in ("ask", "stop"):
            assert abs(grey(find(f"{name}--{tone}")) - ground) > beside + 20


@pytest.mark.parametrize(("width", "gap"), [(41, 3), (39, 2), (37, 1)])
async def test_hot_keys_stand_closer_where_they_fit_into_one_line_so(width: int, gap: int) -> None:
    """A verdict has three lines."""
    app = TableApp()
    async with app.run_test(size=(width, 24)):
        panel = app.screen.query_one(VerdictPanel)
        keys = [("A", "as new"), ("C", "damaged"), ("X", "parts only")]
        panel.show(Verdict("x", Code.RETURNED, "Condition B"), keys)
        shown = [line.strip("▌ ") for line in texts(panel)]
        assert shown[3:] == [(" " * gap).join(("A as new", "C damaged", "X parts only")), ""]


async def test_a_row_that_hot_keys_fill_is_not_marked_as_cut() -> None:
    """Nothing is missing: the last one stands there whole."""
    app = TableApp()
    async with app.run_test(size=(38, 24)):
        panel = app.screen.query_one(VerdictPanel)
        keys = [("C", "no charger"), ("F", "faulty charger"), ("N", "note")]
        panel.show(Verdict("x", Code.RETURNED, "Condition B"), keys)
        assert [line.strip("▌ ") for line in texts(panel)[3:5]] == [
            "C no charger   F faulty charger",
            "N note",
        ]


async def test_the_key_bar_shows_the_bindings_function_keys_first() -> None:
    """One entry for each action, hidden ones left out, a badge where there is one."""
    app = TableApp()
    async with app.run_test():
        bar = app.screen.query_one(KeyBar)
        await until(lambda: len(bar.keys) > 0)
        bar.set_badge("fire('inbox')", "2")
        keys = [("F1", "Help"), ("F2", "Out"), ("F6", "Inbox 2"), ("^Z", "Undo")]
        assert [entry for entry in bar.keys if entry in keys] == keys
        assert texts(bar)[0].startswith("F1 Help  F2 Out  F6 Inbox 2  ^Z Undo")


async def test_a_narrow_terminal_gets_whole_keys_and_figures() -> None:
    """What doesn't fit is left out, not cut; the mode's word stays."""
    app = TableApp()
    async with app.run_test(size=(24, 24)):
        find = app.screen.query_one
        await until(lambda: len(find(KeyBar).keys) > 0)
        assert texts(find(KeyBar)) == ["F1 Help  F2 Out".ljust(22)]
        find(FiguresLine).show([("143 out", "plain"), ("97 to go", "plain"), ("2 parked", "ask")])
        assert texts(find(FiguresLine)) == ["143 out   97 to go"]
        assert texts(find(ModeBar))[0].startswith(" HAND OUT  ")


async def test_without_colour_the_words_say_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR turns every colour into a grey; glyph and word stay."""
    monkeypatch.setenv("NO_COLOR", "1")
    app = TableApp()
    async with app.run_test() as pilot:
        app.fill("DPS-1")
        await pilot.pause()
        picture = app.export_screenshot()
        assert "OUT&#160;TO&#160;SOMEONE&#160;ELSE" in picture
        assert app.no_color
