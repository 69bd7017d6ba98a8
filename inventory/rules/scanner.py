"""The scanner check: four barcodes that show what a scanner makes of a code."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum, auto
from string import digits

from inventory.rules.commands import Command
from inventory.rules.keyboards import STRAIGHT, Wiring, wirings

ALIKE = 0.7
"""From this share of equal characters on, a text is a damaged one of the four."""

FEWEST = 3
"""With fewer characters that differ it may be a Shift that got lost."""


@dataclass(frozen=True, slots=True)
class CheckCode:
    """One barcode of the check. None of them is anything in a school's register."""

    text: str
    symbology: str
    """``code128`` or ``code39``."""

    title: str
    why: str
    """What it tells."""


LETTERS = CheckCode(
    "CAL-aAqQwWzZyYmM/_.+$%#:*456789",
    "code128",
    "Letters and signs",
    "Tells the keyboard layout, Caps Lock and what the scanner adds.",
)
ZEROS = CheckCode(
    "CAL-000123", "code128", "Zeros", "Tells whether zeros stay, and whether a code comes twice."
)
CODE_39 = CheckCode(
    "CAL-39-77", "code39", "Code 39", "Tells what the scanner adds to the other kind of barcode."
)
COMMAND = CheckCode(
    Command.HELP.value, "code128", "A command", "Tells whether command barcodes will work."
)
CODES = (LETTERS, ZEROS, CODE_39, COMMAND)
"""In the order in which they are scanned."""


@dataclass(frozen=True, slots=True)
class Read:
    """What arrived when one of the four was scanned."""

    expected: CheckCode
    text: str
    """As it was typed, control characters included, without the suffix."""

    gaps: tuple[float, ...] = ()
    """Seconds from one character to the next; empty where nobody could measure them."""

    suffix: str | None = None
    """One of ``scanner_profile.SUFFIXES``; None where it was not seen."""

    repeats: int = 0
    """How often the same code came again at once."""


class Case(Enum):
    """What became of small and capital letters."""

    AS_IS = auto()
    INVERTED = auto()
    CAPITALS = auto()
    SMALL = auto()


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at what arrived: through a keyboard, and with its letters in some case."""

    wiring: Wiring = STRAIGHT
    case: Case = Case.AS_IS

    def told(self, typed: str) -> str:
        """What arrived, as the scanner meant it."""
        return self.wiring.told(inverted(typed) if self.case is Case.INVERTED else typed)

    def expected(self, text: str) -> str:
        """What a barcode's text has to look like."""
        text = text.upper() if self.case is Case.CAPITALS else text
        return text.lower() if self.case is Case.SMALL else text

    def around(self, typed: str, text: str) -> tuple[str, str] | None:
        """What came before and behind a barcode's text; None where the text is not all there."""
        wanted = self.expected(text)
        unsure = dict.fromkeys(map(ord, self.wiring.unsure(wanted)))
        told = self.told(printable(typed)).translate(unsure)
        before, found, behind = told.partition(wanted.translate(unsure))
        return (before, behind) if found else None

    def fits(self, reads: Sequence[Read]) -> bool:
        """Whether every read is whole; by a keyboard that was learned, as far as that goes."""
        if self.wiring.laptop:
            return all(self.around(read.text, read.expected.text) is not None for read in reads)
        return all(self._explains(read) for read in reads)

    def _explains(self, read: Read) -> bool:
        """Whether a read is what the learned keys give; of a key that was not seen, anything is."""
        keys = {char: re.escape(char) for char in LETTERS.text + digits}
        keys |= {char: re.escape(typed) for typed, char in self.wiring.meant.items()}
        pattern = "".join(keys.get(char, ".") for char in read.expected.text)
        typed = printable(read.text)
        typed = inverted(typed) if self.case is Case.INVERTED else typed
        return re.search(pattern, typed) is not None


def views() -> Iterator[View]:
    """Every way to look at it, the likeliest first."""
    for case in Case:
        yield View(STRAIGHT, case)
        for wiring in wirings():
            yield View(wiring, case)


def learned(typed: str) -> list[View]:
    """A keyboard that is not in our tables, told from the first barcode, character by character.

    Only where every character has one of its own, the small letters and their capitals alike, the
    digits stay, and at least ``FEWEST`` others don't: a damaged code does not look like that.
    """
    wanted = LETTERS.text
    found = []
    for case in (Case.AS_IS, Case.INVERTED):
        text = printable(typed)[-len(wanted) :]
        text = inverted(text) if case is Case.INVERTED else text
        arrived = dict(zip(wanted, text, strict=False))
        meant = {char: meant for meant, char in arrived.items()}
        view = View(Wiring("", "", {char: meant[char] for char in meant if char != meant[char]}))
        few = FEWEST <= len(view.wiring.meant) <= len(arrived) * 2 // 3
        own = len(meant) == len(arrived) == len(set(wanted))
        likely = few and own and _is_a_layout(view.wiring.meant) and _paired(arrived)
        if likely and view.around(text, wanted):
            found.append(View(view.wiring, case))
    return found


def inverted(text: str) -> str:
    """Small letters for capitals and the other way round; a letter without a partner stays."""
    return "".join(turned if len(turned := char.swapcase()) == 1 else char for char in text)


def printable(text: str) -> str:
    """The text without control characters and blanks at its ends."""
    return "".join(char for char in text if char.isprintable()).strip()


def _is_a_layout(meant: Mapping[str, str]) -> bool:
    """Whether no digit is among what changes, and no letter arrives as its own other case."""
    return not any(
        typed.isdigit() or char.isdigit() or typed.casefold() == char.casefold()
        for typed, char in meant.items()
    )


def _paired(arrived: Mapping[str, str]) -> bool:
    """Whether a letter and its capital arrive as a letter and its capital, or as neither."""
    return all(
        inverted(typed) == arrived[inverted(char)]
        for char, typed in arrived.items()
        if char.isalpha() and typed.isalpha() and inverted(char) in arrived
    )


def nearest(text: str, before: Sequence[Read] = ()) -> CheckCode | None:
    """Which of the four a scanned text is; None where it is another barcode altogether.

    What was read ``before`` may tell of a keyboard that is not in our tables.
    """
    firsts = [read.text for read in before if read.expected is LETTERS]
    for view in (*(view for first in firsts for view in learned(first)), *views()):
        for code in CODES:
            if view.around(text, code.text) is not None:
                return code
    if learned(text):
        return LETTERS
    shares = [(_alike(text, code.text), code) for code in CODES]
    share, code = max(shares, key=lambda pair: pair[0])
    return code if share >= ALIKE else None


def _alike(typed: str, text: str) -> float:
    """The share of equal characters, in any case."""
    typed = printable(typed).casefold()
    return SequenceMatcher(None, typed, text.casefold(), autojunk=False).ratio()
