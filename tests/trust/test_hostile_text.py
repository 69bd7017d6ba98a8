"""Names and scans that try to be markup, links or commands of the terminal: shown, never obeyed."""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import pytest
from textual.pilot import Pilot

import tui
from inventory.errors import ChampionError
from inventory.services.office import Office
from inventory.text import UNSAFE
from tests.terminal.school import ROOT, School
from tests.terminal.terminal import Terminal, key
from tests.trust import hostile_school, unguarded
from tests.trust.figures import keep
from tests.trust.hostile import PAYLOADS, leaks, live, marks_in, unsafe_on
from tests.trust.hostile_school import make
from tests.trust.hostile_walk import OPEN_WALK, WALK, Step
from tests.tui.bursts import post_keys, until
from tui.app import ChampionApp
from tui.clock import SystemClock
from tui.widgets.table_text import shown

ROWS, COLUMNS = 34, 110
PATIENCE = 10.0
KITTY_ESCAPE = b"\x1b[27u"
"""Esc that can't be taken for Alt with the key behind it, however busy the machine is."""


@dataclass
class Seen:
    """What came of walking through the screens."""

    screens: set[str] = field(default_factory=set)
    pairs: set[tuple[str, str]] = field(default_factory=set)
    """Screen and mark of a text that could be read on it."""
    found: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def note(self, step: Step, text: str) -> None:
        """A screen was reached."""
        self.screens.add(step.name)
        self.pairs |= {(step.name, mark) for mark in marks_in(text)}


def walk(school: School, steps: Iterable[Step], seen: Seen) -> None:
    """Go through the screens of the real app in a real terminal, and search every byte."""
    with school.open(ROWS, COLUMNS) as terminal:
        for step in steps:
            at = terminal.total
            try:
                for each in step.keys:
                    press(terminal, each)
                text = terminal.wait_for(re.compile(step.seen), PATIENCE)
                terminal.settle(0.06)
            except EOFError as ended:
                seen.crashes.append(f"{step.name}: {ended}")
                return
            seen.note(step, text)
            piles = "dialog" in step.name  # a file's name is drawn by the dialog's own widget
            found = leaks(bytes(terminal.raw[at:]), marks_may_pile=piles)
            seen.found += [f"{step.name}: {each}" for each in found]
        terminal.write(key("ctrl+q"))
        code = terminal.wait_exit()
        if code:
            seen.crashes.append(f"exit {code}")


def press(terminal: Terminal, what: str) -> None:
    """Press a key, scan, or wait for a pattern."""
    if what.startswith("^"):
        terminal.wait_for(re.compile(what[1:]), PATIENCE)
        return
    if what == "escape":
        terminal.write(KITTY_ESCAPE)
    else:
        terminal.write(f"{what[1:]}\r".encode() if what.startswith("=") else key(what))
    terminal.settle(0.06)


def text_of(app: ChampionApp) -> str:
    """The screen in front as text."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


async def go(app: ChampionApp, pilot: Pilot[str], step: Step) -> None:
    """The same way inside this process."""

    async def sees(pattern: str) -> None:
        try:
            await until(lambda: bool(re.search(pattern, text_of(app))))
        except TimeoutError:
            raise AssertionError(f"{step.name}: no {pattern!r} in\n{text_of(app)}") from None

    for each in step.keys:
        if each.startswith("^"):
            await sees(each[1:])
        elif each.startswith("="):
            post_keys(app, f"{each[1:]}\r")
            await pilot.pause(0.1)
        else:
            await pilot.press(each)
            await pilot.pause(0.06)
    await sees(step.seen)


async def look(app: ChampionApp, steps: Iterable[Step], seen: Seen) -> None:
    """Go through the screens, and look for what a click would follow."""
    async with app.run_test(size=(COLUMNS, ROWS), notifications=True) as pilot:
        for step in steps:
            await go(app, pilot, step)
            seen.note(step, text_of(app))
            seen.links += [f"{step.name}: {each}" for each in live(app)]
            seen.found += [f"{step.name}: {each!r}" for each in unsafe_on(app)]
        await pilot.press("escape")
        for each in PAYLOADS:
            error = ChampionError(each.text[:200], each.text[:200])
            app.warn(error)
            app.stop_scanning(error)
            await pilot.pause()
            app.pass_on_scan(each.text[:200], 1.0)
            await pilot.pause()
            seen.links += [f"stopped: {each}" for each in live(app)]
            seen.found += [f"stopped: {each!r}" for each in unsafe_on(app)]
            await pilot.press("ctrl+r")
            app.clear_notifications()
    if app.return_code:
        seen.crashes.append(f"exit {app.return_code}")
    seen.screens |= {"stopped", "a word in the corner"}


@contextmanager
def opened(school: School, monkeypatch: pytest.MonkeyPatch) -> Iterator[ChampionApp]:
    """The app in this process, on the school and its home folder."""
    for name, value in school.environment.items():
        monkeypatch.setenv(name, value)
    office = Office.open(school.database, SystemClock())
    try:
        yield ChampionApp(office)
    finally:
        office.close()


def unguarded_label() -> str:
    """Positive control: what the same search finds where a Label is given the texts as they are."""
    crashed, leaked, linked = 0, 0, 0
    with Terminal([sys.executable, unguarded.__file__], rows=ROWS, columns=COLUMNS) as terminal:
        terminal.wait_for("READY", PATIENCE)
        for number in range(len(PAYLOADS)):
            at = terminal.total
            terminal.write(b"n")
            terminal.wait_bytes(re.compile(rb"SHOWN%02d|CRASH%02d" % (number, number)), PATIENCE)
            terminal.settle(0.03)
            raw = bytes(terminal.raw[at:])
            crashed += b"CRASH%02d" % number in raw
            linked += b"LIVE%02d" % number in raw
            leaked += bool(leaks(raw))
    assert crashed
    assert leaked > 10
    assert linked
    return f"{leaked} of {len(PAYLOADS)} texts in the bytes, {crashed} crashes, {linked} live links"


async def test_no_name_or_scan_is_obeyed_on_any_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every screen, reached by keys: the bytes to the terminal, and what a click would follow."""
    began, seen = perf_counter(), Seen()
    walk(make(tmp_path / "a", 0), WALK, seen)
    walk(make(tmp_path / "b", 15, locked=False), OPEN_WALK, seen)
    with opened(make(tmp_path / "c", 26), monkeypatch) as app:
        await look(app, WALK, seen)
    control = unguarded_label()

    assert not [*seen.found, *seen.crashes, *seen.links]
    counted = {
        "screens": len(seen.screens),
        "payloads": len({mark for _, mark in seen.pairs}),
        "texts seen on screens": len(seen.pairs),
        "found": len(seen.found),
        "crashes": len(seen.crashes),
        "links": len(seen.links),
    }
    controls = {"an unguarded Label": control}
    keep("hostile-text", counted, controls, seconds=perf_counter() - began)


@pytest.mark.long
@pytest.mark.parametrize("shift", range(0, len(PAYLOADS), 3))
async def test_every_text_in_every_place(
    shift: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each text goes through every field of the school."""
    seen = Seen()
    walk(make(tmp_path / "a", shift), WALK, seen)
    walk(make(tmp_path / "b", shift, locked=False), OPEN_WALK, seen)
    with opened(make(tmp_path / "c", shift), monkeypatch) as app:
        await look(app, WALK, seen)
    assert not [*seen.found, *seen.crashes, *seen.links]


def test_what_is_typed_with_no_meaning_in_any_writing_harms_nothing(tmp_path: Path) -> None:
    """Bytes that are no UTF-8, a NUL, C1 controls, a lone surrogate: typed and pasted as scans."""
    typed = [
        b"\xff\xfe\x80M90",
        b"\xc2\x9b7773mM91",
        b"\xed\xa0\x80M92",
        b"\x1b[200~\x00M93\x1b[201~",
    ]
    with make(tmp_path / "a", 3).open(ROWS, COLUMNS) as terminal:
        terminal.wait_for("WHO IS HERE", PATIENCE)
        press(terminal, f"={hostile_school.BADGE}")
        terminal.wait_for("Where the devices are", PATIENCE)
        press(terminal, "f2")
        terminal.wait_for("HAND OUT", PATIENCE)
        for data in typed:
            terminal.write(data + b"\r")
            terminal.settle(0.2)
        terminal.write(b"M94\r")
        terminal.wait_for("NOT KNOWN    M94", PATIENCE)
        assert not leaks(bytes(terminal.raw))
        terminal.write(key("ctrl+q"))
        assert terminal.wait_exit() == 0


def test_textual_and_rich_keep_the_tables_that_the_net_is_spread_in() -> None:
    """Private names: a version of either without them has to be looked at."""
    from rich.text import Text
    from textual.content import Content

    from tui import net

    net.spread()
    for code in net._UNSAFE:
        assert not UNSAFE.search(Text(f"a{chr(code)}b").plain)
        assert not UNSAFE.search(Content(f"a{chr(code)}b").plain)
    every = {code for code in range(0x10000) if UNSAFE.match(chr(code))}
    assert every - set(net._UNSAFE) == {0x09, 0x0A}
    assert Content("a\tb\nc 👩‍👩‍👧").plain == "a\tb\nc 👩‍👩‍👧"


def test_words_in_a_corner_are_never_markup() -> None:
    """``notify`` reads its text as markup unless it is told not to."""
    missing = []
    for path in sorted(Path(tui.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                said = {one.arg: one.value for one in node.keywords}
                markup = said.get("markup")
                plain = isinstance(markup, ast.Constant) and markup.value is False
                if node.func.attr == "notify" and not plain:
                    missing.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not missing


def test_the_search_finds_what_it_looks_for() -> None:
    """Each text with a command in it is found where it goes to the terminal as it is."""
    obeyed = [each for each in PAYLOADS if UNSAFE.search(re.sub("[\r\n\t]", "", each.text))]
    assert len(obeyed) >= 20
    assert [each.mark for each in obeyed if not leaks(each.text.encode())] == []
    assert not leaks("Anaïs Ōé 👩‍👩‍👧 سلام\x1b[31m\x1b]22;default\x07".encode())


def test_a_column_shows_no_more_than_three_marks_over_a_letter_and_nothing_unseen() -> None:
    """What languages write stays; piles of marks and hidden tags don't."""
    assert shown("a" + "\u0301" * 200) == "á" + "\u0301" * 3
    assert shown("x\U000e0041\U000e007f\u2060y\u2028z") == "xy\N{REPLACEMENT CHARACTER}z"
    assert shown("Việt Ōé سلام") == "Việt Ōé سلام"
