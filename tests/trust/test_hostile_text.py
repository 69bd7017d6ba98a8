"""Names and scans that try to be markup, links or commands of the terminal: shown, never obeyed."""

import ast
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter

import pytest

import tui
from inventory.text import UNSAFE
from tests.terminal.school import ROOT, School
from tests.terminal.terminal import NO_SCAN, Terminal, key
from tests.trust import hostile_school, unguarded
from tests.trust.figures import keep
from tests.trust.hostile import PAYLOADS, leaks
from tests.trust.hostile_look import (
    COLUMNS,
    ROWS,
    Seen,
    look,
    look_at_refusals,
    look_at_stops,
    look_further,
    opened,
)
from tests.trust.hostile_pages import never_reached
from tests.trust.hostile_school import make
from tests.trust.hostile_walk import OPEN_WALK, WALK, Step
from tui.widgets.table_text import shown

PATIENCE = 10.0
OPEN_ALONE = 8
"""Steps of the way while an audit is scanned that lead to screens of its own."""
NOT_LOOKED_AT: dict[str, str] = {}
"""Screens that nobody looks at here, each with the reason."""
KITTY_ESCAPE = b"\x1b[27u"
"""Esc that can't be taken for Alt with the key behind it, however busy the machine is."""


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
    terminal.settle(NO_SCAN if len(what) == 1 else 0.06)


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
    """The bytes to the terminal of all screens that a few keys lead to; on all but the named ones
    what a click would follow."""
    began, seen = perf_counter(), Seen()
    walk(make(tmp_path / "a", 0), WALK, seen)
    walk(make(tmp_path / "b", 15, locked=False), OPEN_WALK, seen)
    school = make(tmp_path / "c", 26)
    with opened(school, monkeypatch) as app:
        await look(app, WALK, seen)
    with opened(school, monkeypatch) as app:
        await look_at_stops(app, seen)
    with opened(school, monkeypatch) as app:
        await look_further(app, school.folder / "home", seen)
    with opened(make(tmp_path / "d", 15, locked=False), monkeypatch) as app:
        await look(app, OPEN_WALK[:OPEN_ALONE], seen)
    await look_at_refusals(tmp_path, seen)
    control = unguarded_label()

    assert never_reached(seen.classes) == set(NOT_LOOKED_AT)
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
    school = make(tmp_path / "c", shift)
    with opened(school, monkeypatch) as app:
        await look(app, WALK, seen)
    with opened(school, monkeypatch) as app:
        await look_further(app, school.folder / "home", seen)
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
