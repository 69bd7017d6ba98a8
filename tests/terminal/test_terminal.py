"""The terminal harness itself, on tiny programs: what it shows, answers, waits for and refuses."""

import re
import signal
import sys
from pathlib import Path

import pytest

from tests.terminal.terminal import Picture, Terminal, key, kitty, paste

FLOOR = Path(__file__).parents[1] / "benchmarks" / "floor_echo.py"

RAW = """
import os, sys, tty
tty.setraw(0)
def say(text):
    os.write(1, text.encode())
"""


def python(code: str, *, rows: int = 24, columns: int = 80) -> Terminal:
    """A terminal that runs the code, with ``say()`` and raw keys."""
    return Terminal([sys.executable, "-c", RAW + code], rows=rows, columns=columns)


def echo_app() -> Terminal:
    """A terminal that runs the bare Textual app, ready for keys."""
    terminal = Terminal([sys.executable, str(FLOOR)])
    terminal.wait_for("READY")
    return terminal


def test_what_is_typed_reaches_the_program_and_its_output_the_screen() -> None:
    """Bytes go in as typed, the rendered row comes out, and the exit code is the program's."""
    with python("say('ready'); say(' got ' + repr(os.read(0, 99))); sys.exit(3)") as terminal:
        terminal.wait_for("ready")
        terminal.write(b"NS-1\r")
        terminal.wait_for(r"got b'NS-1\r'")
        assert terminal.wait_exit() == 3
        assert terminal.display[0].startswith(r"ready got b'NS-1\r'")
        assert terminal.total == len(terminal.raw) == len(r"ready got b'NS-1\r'")


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("\x1b[?2026$p", "\x1b[?2026;2$y"),
        ("\x1b[c", "\x1b[?62;22c"),
        ("\x1b[>c", "\x1b[>1;10;0c"),
        ("\x1b[3;7H\x1b[6n", "\x1b[3;7R"),
    ],
)
def test_a_query_is_answered_as_a_terminal_would(query: str, answer: str) -> None:
    """Also when the query comes in two pieces."""
    code = f"say({query[:4]!r}); say({query[4:]!r}); say(repr(os.read(0, 99)))"
    with python(code) as terminal:
        terminal.wait_bytes(repr(answer.encode()).encode())


def test_sequences_that_pyte_does_not_know_leave_no_trace_wherever_they_are_cut() -> None:
    """Kitty keyboard, synchronized output, title, DCS and colon colours never print their tails."""
    noise = (
        b"\x1b[<u\x1b[>25u\x1b[?2026$p\x1b[?2026h\x1b]22;default\x07\x1b]0;t\x1b\\\x1bP+q544e\x1b\\"
        b"\x1b[=1u\x1b[4:3m\x1b[>4;2m\x1b[2 q\x1b[?2026l"
    )
    data = b"one " + noise + b"two"
    for cut in range(len(data) + 1):
        picture = Picture(2, 20)
        picture.feed(data[:cut])
        picture.feed(data[cut:])
        assert picture.rows == ["one two".ljust(20), " " * 20]


def test_waiting_in_vain_shows_the_screen() -> None:
    """A failed wait tells what was on the screen instead."""
    with python("say('something else'); os.read(0, 1)") as terminal:
        terminal.wait_for("else")
        with pytest.raises(TimeoutError, match=r"'never'(?s:.*)\|something else"):
            terminal.wait_for("never", timeout=0.05)
        with pytest.raises(TimeoutError, match="never"):
            terminal.wait_bytes(b"never", timeout=0.05)


def test_waiting_for_a_program_that_ended_is_told_at_once() -> None:
    """A crash isn't waited out."""
    with python("say('bye')") as terminal, pytest.raises(EOFError, match=r"the program ended"):
        terminal.wait_for("never", timeout=60)


def test_only_bytes_since_the_last_write_are_an_answer_to_it() -> None:
    """The time is that of the piece that completed the pattern, and not before the write."""
    code = "say('<1>'); os.read(0, 1); say('<'); say('1>'); os.read(0, 1)"
    with python(code) as terminal:
        first = terminal.wait_bytes(b"<1>")
        began = terminal.write(b"x")
        second = terminal.wait_bytes(re.compile(rb"<\d>"))
        assert terminal.started < first < began < second


def test_more_than_the_terminal_holds_is_written_while_output_is_read() -> None:
    """A long burst into a program that talks back doesn't lock up, and none of it is lost."""
    code = """
seen = 0
say('ready')
while seen < 200_000:
    data = os.read(0, 4096)
    seen += len(data)
    os.write(1, b'.' * len(data))
say('all ' + str(seen))
"""
    with python(code) as terminal:
        terminal.wait_for("ready")
        terminal.write(b"x" * 200_000)
        terminal.wait_bytes(b"all 200000")


def test_the_program_hears_of_a_resize() -> None:
    """SIGWINCH arrives, and the picture has the new size."""
    code = """
import signal
def told(*_):
    size = os.get_terminal_size(0)
    say(f'{size.lines}x{size.columns}')
signal.signal(signal.SIGWINCH, told)
say('ready')
os.read(0, 1)
"""
    with python(code) as terminal:
        terminal.wait_for("ready")
        terminal.resize(40, 120)
        terminal.wait_for("40x120")
        assert [len(row) for row in terminal.display] == [120] * 40


def test_a_kill_is_seen_as_such() -> None:
    """The exit code names the signal."""
    with python("say('ready'); os.read(0, 1)") as terminal:
        terminal.wait_for("ready")
        assert terminal.alive
        terminal.kill(signal.SIGKILL)
        assert terminal.wait_exit() == -signal.SIGKILL
        assert not terminal.alive


def test_a_bare_textual_app_runs_and_quits() -> None:
    """Its frames are synchronized, keys arrive, and Ctrl+Q ends it."""
    with echo_app() as terminal:
        terminal.write(b"NS-100001\r")
        terminal.wait_for("ACK:NS-100001")
        terminal.settle()
        assert b"\x1b[?2026h" in terminal.raw
        terminal.write(key("ctrl+q"))
        assert terminal.wait_exit() == 0


@pytest.mark.parametrize("data", [paste("NS-100002") + b"\r", kitty("NS-100002")])
def test_a_paste_and_kitty_keys_arrive_as_text(data: bytes) -> None:
    """The helpers' bytes are what Textual understands."""
    with echo_app() as terminal:
        terminal.write(data)
        terminal.wait_for("ACK:NS-100002")


def test_keys_have_the_bytes_of_xterm() -> None:
    """One of each sort, and an unknown name is refused."""
    assert [key(name) for name in ("f2", "f5", "ctrl+p", "alt+2", "enter", "x")] == [
        b"\x1bOQ",
        b"\x1b[15~",
        b"\x10",
        b"\x1b2",
        b"\r",
        b"x",
    ]
    with pytest.raises(KeyError):
        key("hyper")


def test_a_paste_is_one_bracket_with_carriage_returns() -> None:
    """Terminals send CR for a line end in a paste."""
    assert paste("a\nb\r\nc") == b"\x1b[200~a\rb\rc\x1b[201~"
