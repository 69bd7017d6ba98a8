"""Scans never mix and never get lost: bursts typed into the real app in a real terminal.

The verdicts are read from the journal afterwards, with sqlite3 alone. The terminal is the user's:
nothing here looks inside the app.
"""

import re
import signal
import sys

import pytest

from inventory.verdict import Code
from tests.benchmarks import floor_echo
from tests.terminal.journal import count_kinds, scans
from tests.terminal.school import School, hand_outs, tag
from tests.terminal.terminal import Terminal, key, kitty, paste

PAIRS = 150
WORK_SECONDS = 60.0
PAUSE = 0.3
"""Longer than the 120 ms of silence after which a scan without a suffix counts as complete, and
than nearly every stall of a busy machine on top of them: silence is what this laptop heard."""

SETTINGS = [key("ctrl+p"), *(key(letter) for letter in "settings"), key("enter")]

LEFT_ALONE: dict[str, tuple[list[bytes], str, str]] = {
    "home": ([], "HOME", ""),
    "look up": ([key("f5")], "LOOK UP", ""),
    "inbox": ([key("f6")], "INBOX", ""),
    "import": ([key("f7")], "IMPORT", ""),
    "settings": (SETTINGS, "SETTINGS", ""),
    "help open": ([key("f1")], "HELP", ""),
    "palette open": ([key("ctrl+p")], "HOME", "Search for commands"),
}
"""Where no scan is expected: the keys that lead there from Home, typed one by one; the title, and
words that stand there besides."""


def titled(title: str) -> re.Pattern[str]:
    """A pattern for a screen whose mode bar, row 0, has this word."""
    return re.compile(rf"\A[^\n]*\b{title}\b")


def go(terminal: Terminal, name: str, title: str) -> None:
    """Press a key and wait until the mode bar has the title and the screen is still."""
    terminal.write(key(name))
    terminal.wait_for(titled(title))
    terminal.settle()


def leave(terminal: Terminal) -> None:
    """Quit the app as a user does, so that nothing holds the database."""
    terminal.write(key("ctrl+q"))
    assert terminal.wait_exit(WORK_SECONDS) == 0


def assert_recorded(school: School, codes: list[str]) -> None:
    """Exactly these scans are in the journal, in order, each with the verdict that it must get."""
    recorded = scans(school.database)
    wanted = [Code.PERSON.value, Code.ISSUED.value] * (len(codes) // 2)
    assert [(each.scan, each.code) for each in recorded] == list(zip(codes, wanted, strict=True))
    assert len({each.station_id for each in recorded}) == 1


def scan_at_once(school: School, codes: list[str], data: bytes, *before: tuple[str, str]) -> None:
    """Open Hand out by way of ``before``, write all bytes in one go, and check the journal."""
    with school.open() as terminal:
        terminal.wait_for(titled("HOME"))
        for name, title in (*before, ("f2", "HAND OUT")):
            go(terminal, name, title)
        terminal.write(data)
        terminal.wait_for(codes[-1], WORK_SECONDS)
        terminal.settle()
        leave(terminal)
    assert_recorded(school, codes)


@pytest.mark.parametrize("suffix", [b"\r", b"\n", b"\r\n", b"\t"], ids=["CR", "LF", "CRLF", "Tab"])
def test_300_scans_at_once_are_300_verdicts_in_order(school: School, suffix: bytes) -> None:
    """Whatever the scanner sends after a code."""
    codes = hand_outs(PAIRS)
    scan_at_once(school, codes, b"".join(code.encode() + suffix for code in codes))


def test_300_scans_at_once_in_the_kitty_protocol_are_300_verdicts_in_order(school: School) -> None:
    """In kitty, foot or Ghostty every key is an escape sequence, and Shift is a key of its own."""
    codes = hand_outs(PAIRS)
    scan_at_once(school, codes, b"".join(map(kitty, codes)))


def test_300_lines_pasted_are_300_verdicts_in_order(school: School) -> None:
    """One bracketed paste is as many scans as it has lines."""
    codes = hand_outs(PAIRS)
    scan_at_once(school, codes, paste("\n".join(codes) + "\n"))


def test_scans_right_behind_the_barcode_that_leads_to_the_screen_are_kept(school: School) -> None:
    """The screen is made while they arrive already; none is lost."""
    codes = hand_outs(50)
    with school.open() as terminal:
        terminal.wait_for(titled("HOME"))
        terminal.settle()
        terminal.write(b"".join(code.encode() + b"\r" for code in ["ZZOUT", *codes]))
        terminal.wait_for(codes[-1], WORK_SECONDS)
        terminal.settle()
        leave(terminal)
    assert_recorded(school, codes)


def scanned(*codes: str) -> bytes:
    """What a scanner types for these codes."""
    return b"".join(code.encode() + b"\r" for code in codes)


@pytest.mark.parametrize("name", ["f3", "f5", "f6", "f8", "f10", "ctrl+k"])
def test_a_look_elsewhere_between_two_scans_loses_neither(school: School, name: str) -> None:
    """A laptop that was busy gets all of it at once: keys of screens, and scans right behind."""
    codes = hand_outs(20)
    typed = [
        scanned(codes[at]) + key(name) + key("f2") + scanned(codes[at + 1])
        for at in range(0, len(codes), 2)
    ]
    with school.open() as terminal:
        terminal.wait_for(titled("HOME"))
        terminal.settle()
        terminal.write(key("f2") + b"".join(typed))
        terminal.wait_for(re.compile(rf"HANDED OUT\W+{codes[-1]}"), WORK_SECONDS)
        terminal.settle()
        leave(terminal)
    assert_recorded(school, codes)


def test_300_scans_at_once_after_a_look_at_the_device_list(school: School) -> None:
    """The list that was open before takes none of the keys."""
    codes = hand_outs(PAIRS)
    data = b"".join(code.encode() + b"\r" for code in codes)
    scan_at_once(school, codes, data, ("f5", "LOOK UP"))


def test_scans_without_a_suffix_end_by_silence(school: School) -> None:
    """40 codes with nothing after them but a pause: the pause is what is tested here."""
    codes = hand_outs(20)
    with school.open() as terminal:
        terminal.wait_for(titled("HOME"))
        go(terminal, "f2", "HAND OUT")
        for code in codes:
            terminal.write(code.encode())
            terminal.wait_for(code)  # read by now, however busy the machine: the pause is one
            terminal.drain(PAUSE)
        terminal.wait_for(codes[-1], WORK_SECONDS)
        terminal.settle(0.3)
        leave(terminal)
    assert_recorded(school, codes)


@pytest.mark.parametrize("place", LEFT_ALONE)
def test_a_stray_scan_elsewhere_changes_nothing(school: School, place: str) -> None:
    """Title and key bar (which follows the focus) stay, what is open stays open, nothing moves."""
    keys, title, words = LEFT_ALONE[place]
    with school.open() as terminal:
        terminal.wait_for(titled("HOME"))
        terminal.settle(0.5)
        home = terminal.display
        for data in keys:
            terminal.write(data)
            terminal.settle(0.5)
        terminal.wait_for(titled(title))
        terminal.wait_for(words)
        terminal.settle(0.5)
        before = terminal.display
        assert (before[1:] != home[1:]) == bool(keys)

        terminal.write(tag(0).encode() + b"\r")
        terminal.settle(0.3)
        after = terminal.wait_for(titled(title)).splitlines()

        assert terminal.alive
        assert after[-1] == before[-1]
        assert (after[1:] != home[1:]) or not keys
        leave(terminal)
    assert count_kinds(school.database, "issue", "return") == 0


def test_the_stock_input_mixes_scans_up() -> None:
    """Positive control: Textual's own Input, typed into the same way, loses what it was given."""
    codes = hand_outs(50)
    with Terminal([sys.executable, floor_echo.__file__]) as terminal:
        terminal.wait_for("READY")
        terminal.settle()
        terminal.write(b"".join(code.encode() + b"\r" for code in codes))
        terminal.wait_for("ACK:", WORK_SECONDS)
        terminal.settle(0.3)
        heard = set(re.findall(r"ACK:([\w-]+)", terminal.raw.decode()))
        assert set(codes) - heard


def test_a_stopped_and_continued_app_takes_every_scan_in_order(school: School) -> None:
    """Ten times: stopped, scanned into, continued; one reader of the keyboard stays one."""
    codes = hand_outs(PAIRS)
    with school.open() as terminal:
        terminal.wait_for(titled("HOME"))
        go(terminal, "f2", "HAND OUT")
        for first in range(0, len(codes), 30):
            terminal.kill(signal.SIGSTOP)
            terminal.write(b"".join(code.encode() + b"\r" for code in codes[first : first + 10]))
            terminal.kill(signal.SIGCONT)
            terminal.write(
                b"".join(code.encode() + b"\r" for code in codes[first + 10 : first + 30])
            )
            terminal.wait_for(codes[first + 29], WORK_SECONDS)
        terminal.settle()
        leave(terminal)
    assert_recorded(school, codes)


def scan_over_a_standstill(terminal: Terminal, code: str) -> None:
    """Type a code while the app is stopped in its midst, for longer than any silence may be."""
    terminal.write(code[:5].encode())
    terminal.drain(0.01)
    terminal.kill(signal.SIGSTOP)
    terminal.write(code[5:].encode() + b"\r")
    terminal.drain(1.5)
    terminal.kill(signal.SIGCONT)
    terminal.wait_for(code[5:])
    terminal.settle(0.3)


def test_a_laptop_that_stands_still_inside_a_code_cuts_none(school: School) -> None:
    """The first code of the day, which could have no suffix, and one behind it.

    Most of three times: this machine has others to serve, and may take so long to stop the app or
    to let it read that the silence is real.
    """
    whole = []
    for pair in range(3):
        codes = hand_outs(1, pair)
        with school.open() as terminal:
            terminal.wait_for(titled("HOME"))
            go(terminal, "f2", "HAND OUT")
            for code in codes:
                scan_over_a_standstill(terminal, code)
            leave(terminal)
        recorded = [(each.scan, each.code) for each in scans(school.database)]
        whole.append(recorded[-2:] == list(zip(codes, ("person", "issued"), strict=True)))
    assert whole.count(True) >= 2


def test_what_is_typed_behind_the_key_that_leaves_does_no_harm(school: School) -> None:
    """Keys and scans are on their way while the app closes: it ends well, and says nothing."""
    with school.open() as terminal:
        terminal.wait_for(titled("HOME"))
        go(terminal, "f2", "HAND OUT")
        behind = [key("f10"), key("down"), key("enter"), key("escape"), key("f2"), b"ab"]
        terminal.write(key("ctrl+q") + b"".join([*behind, scanned(*hand_outs(20))]) * 5)
        assert terminal.wait_exit(WORK_SECONDS) == 0
        assert b"Something went wrong" not in terminal.raw
        assert b"Traceback" not in terminal.raw
