"""Hostile text: what names, notes and scans may hold, and how to find it in a terminal's bytes.

After the Big List of Naughty Strings (https://github.com/minimaxir/big-list-of-naughty-strings)
and ECMA-48. Each text carries a mark of its own, so that what is found can be told apart from what
Textual wrote itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from textual.app import App

from inventory.text import UNSAFE

_TEXTS = (
    # Commands of a terminal: titles, links, the clipboard, colours, strings of all sorts.
    "\x1b]0;§\x07", "\x1b]2;§\x1b\\", "\x1b]8;;https://evil.example/§\x1b\\§\x1b]8;;\x1b\\",
    "\x1b]52;c;§\x07", "\x1b[7771m§", "\x1b[2J\x1b[77;72H§", "\x1bP§\x1b\\", "\x1b_§\x1b\\",
    "\x1bc§", "\x9b7773m§", "\x9d0;§\x9c", "\x90§\x9c", "\x00§\x00", "§\x7f\x08\x07\x0b\x0c",
    "§\r\n§\n", "\t§\t", "§\u2028\u2029\x85", "\x1b[?1049l§", "\x1b[6n§", "\x0e§\x0f",
    # What can't be seen, or turns the writing round.
    "\u202e§\u202c", "\u2067§\u2069\u200f\u061c", "\u200b\ufeff§\u2060\u00ad",
    "\U000e0041\U000e0042§\U000e007f", "§" + "a" + "\u0301" * 200, "§\ufffe\uffff\ue000",
    # Markup of Textual and of Rich, of a shell, of a spreadsheet, of a database.
    "[/]§", "[@click=app.quit]§[/]", "[@click=app.bell]§", "[link=https://evil.example/§]§[/link]",
    "[link='file:///§']§", "[bold §", "[/bold][$error]§", "$n § $accent", "\\[§\\]\\", "[[§]]",
    "%s%n{0}{§}", "=cmd|' /C calc'!§", "'; DROP TABLE event;-- §", "<script>§</script>",
    # Honest names that are hard to draw, and one that is long.
    "👩‍👩‍👧‍👦 § 🏳️‍🌈", "سلام § عليكم", "田中 § さん", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤ § ̧̙", "§ " + "W" * 10_000,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Payload:
    """One text, and the mark in it by which it is known."""

    mark: str
    text: str

    @property
    def traces(self) -> list[bytes]:
        """What only this text brings to a terminal, its control characters right at the mark.

        Where they come with letters of a command, those belong to it: ``ESC ] 0 ; M01``.
        """
        found = re.finditer(
            rf"[^\x20-\x7e\t\n\xa0-\U0010ffff][\x20-\x4c\x4e-\x7e]{{0,24}}{self.mark}", self.text
        )
        return [each.group().encode() for each in found]


PAYLOADS = tuple(
    Payload(f"M{number:02}", text.replace("§", f"M{number:02}"))
    for number, text in enumerate(_TEXTS, 1)
)
LONE_SURROGATES = "\ud800M99\udfff"
"""What no file can hold: it can only be typed."""


def repeated(shift: int) -> Iterator[str]:
    """The texts over and over, beginning with another one for each shift."""
    number = shift
    while True:
        yield PAYLOADS[number % len(PAYLOADS)].text
        number += 1


_OURS = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, the cursor, modes
    rb"|\x1b[=>()78][0B]?"  # keypad, character sets, cursor kept and restored
    rb"|\x1b\]22;[a-z-]*(?:\x07|\x1b\\)"  # the pointer's shape
    rb"|[\r\n]|\x07"  # lines, and the bell that questions ring
)
_STRINGS = re.compile(rb"\x1b[\]P_^X][^\x07\x1b]{0,60}")
_UNSEEN = re.compile("[\u200b\u2060\ufeff\u00ad\u2028\u2029\U000e0000-\U000e007f]")
_PILED = re.compile("[\u0300-\u036f]{5}")
_HOSTILE_CSI = (b"\x1b[7771m", b"\x1b[77;72H", b"\x1b[7773m", b"\x1bc")


def leaks(raw: bytes, *, marks_may_pile: bool = False) -> list[str]:
    """What of the texts' commands is among the bytes that a terminal was sent."""
    found = [f"{each.mark} {trace!r}" for each in PAYLOADS for trace in each.traces if trace in raw]
    found += [repr(each) for each in _HOSTILE_CSI if each in raw]
    rest = _OURS.sub(b"", raw)
    found += [repr(each) for each in _STRINGS.findall(rest)]
    text = rest.decode("utf-8", "backslashreplace")
    for pattern in (UNSAFE, _UNSEEN) if marks_may_pile else (UNSAFE, _UNSEEN, _PILED):
        found += [repr(text[max(0, m.start() - 9) : m.end() + 9]) for m in pattern.finditer(text)]
    return found


def marks_in(text: str) -> set[str]:
    """The marks that can be read on a screen."""
    return set(re.findall(r"M\d\d", text))


def live(app: App[Any]) -> list[str]:
    """The links and actions that a click on the screen in front would follow, if any is data's."""
    found = []
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            style = segment.style
            if style is None:
                continue
            if style.link:
                found.append(f"link {style.link}")
            found += [f"{name}={what}" for name, what in style.meta.items() if name == "@click"]
    return found


def unsafe_on(app: App[Any]) -> list[str]:
    """The lines of the screen in front that hold a character of control."""
    lines = (strip.text for strip in app.screen._compositor.render_strips())
    return [line for line in lines if UNSAFE.search(line)]
