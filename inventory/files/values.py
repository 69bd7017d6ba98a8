"""What a cell means: identifiers, grades and the words of other systems, each to one form."""

import re
import unicodedata
from collections import Counter
from datetime import datetime
from functools import lru_cache

from inventory.files import words
from inventory.model import PersonStatus, Service
from inventory.rules.codes import RESERVED_PREFIX
from inventory.text import REPLACEMENT, loose

LONGEST_IDENTIFIER = 64

# What copying from a web page or a spreadsheet leaves at the ends: spaces and marks without width.
_INVISIBLE = " \u00a0\u2007\u202f\u00ad\u200b\u200c\u200d\u2060\ufeff"
# The plus sign tells the damage from real serials such as 5E10234.
_ERRORS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#DIV/0!", "#NULL!", "#SPILL!", "#CALC!")
)
DAMAGED = re.compile(r"[0-9]([.,][0-9]+)?E\+[0-9]+", re.IGNORECASE)
"""What Excel makes of a long number: ``6.37702E+15``."""
# What nothing can be wrong with, which is nearly every code; it can't begin a command barcode.
_PLAIN = re.compile(r"[0-9A-Ya-y][0-9A-Za-z._/-]{0,62}[0-9A-Za-z]").fullmatch
_GRADE = re.compile(r"(?:(?:grade|gr\.?) *)?(-?[0-9]{1,2})(?:st|nd|rd|th)?(?: grade)?")
# Snipe-IT's custom report writes a label with its type: "Out for Repair (pending)".
_LABEL = re.compile(
    r"(.*?)[ (]+(deployed|deployable|pending|undeployable|archived)\)?", re.IGNORECASE
)


class CellRefused(Exception):  # noqa: N818
    """A value that can't be taken, as a sentence that names the column and the value."""


class LeftOut(Exception):  # noqa: N818
    """A row that lists none of ours and is no fault either; as text it says what such rows list."""


def shown(value: str) -> str:
    """The value in quotation marks, shortened so that a sentence stays one."""
    return f'"{value}"' if len(value) <= 40 else f'"{value[:39]}…"'


def tidy(cell: str) -> str:
    """The name of something else in the register: NFC, nothing invisible at its ends."""
    if cell.isascii():
        return cell.strip(" ")
    return unicodedata.normalize("NFC", cell.strip(_INVISIBLE))


class Restyled(str):
    """A workbook's number or date as text, where Excel may show another: fine, but for a code.

    It has no spaces round it, and stays what it is where they are taken off.
    """

    __slots__ = ()

    def strip(self, _: str | None = None, /) -> "Restyled":
        return self


def identifier(cell: str, heading: str) -> str:
    """The code as text, in NFC; empty where the cell is. Raises CellRefused for a damaged one."""
    if isinstance(cell, Restyled):
        raise CellRefused(
            f"{heading} {shown(cell)} is a number or a date in Excel, which may show it in another"
            " way: save the sheet as CSV UTF-8, or type the code as text."
        )
    if not cell or _PLAIN(cell):
        return cell
    code = tidy(cell)
    if REPLACEMENT in code:
        fault = "has a character in it that no scanner can read"
    elif len(code) > LONGEST_IDENTIFIER:
        fault = f"is longer than {LONGEST_IDENTIFIER} characters"
    elif DAMAGED.fullmatch(code):
        fault = "was damaged by Excel: it cut a long number short, so export that column as text"
    elif code in _ERRORS:
        fault = "is an error of the spreadsheet: put the code itself there"
    elif code[: len(RESERVED_PREFIX)].upper() == RESERVED_PREFIX:
        fault = f"begins with {RESERVED_PREFIX}, which is kept for command barcodes"
    else:
        return code
    raise CellRefused(f"{heading} {shown(code)} {fault}.")


@lru_cache(maxsize=1024)
def grade(cell: str) -> str:
    """The school year as ``PK``, ``TK``, ``K`` or ``1`` to ``13``; anything else as it stands."""
    if word := words.GRADE_WORDS.get(loose(cell)):
        return word
    number = _GRADE.fullmatch(cell.casefold())
    return words.GRADE_NUMBERS.get(int(number[1]), cell) if number else cell


@lru_cache(maxsize=1024)
def service(cell: str) -> tuple[Service, bool]:
    """What shape a device is in, and whether the word was known: an unknown one reads as READY.

    Snipe-IT does the same: a status that it has not seen becomes a new deployable one. Where it
    writes the label's type beside the label, the label counts, and the type of an unknown one.
    """
    word = loose(cell)
    if word.startswith("pending"):
        return Service.NEEDS_CHECK, True
    if known := words.SERVICE_WORDS.get(word):
        return known, True
    if typed := _LABEL.fullmatch(cell.strip(" ")):
        label = service(typed[1])
        return label if label[1] else service(typed[2])
    return Service.READY, False


def status(cell: str, heading: str) -> tuple[PersonStatus, str]:
    """Whether the person is enrolled, and what stands against handing out, empty for nothing."""
    if known := words.STATUS_WORDS.get(_word(cell)):
        return known
    raise CellRefused(
        f"{heading} {shown(cell)} is not known: write ENROLLED, LEFT, BLOCKED or FORM_MISSING."
    )


def account(cell: str, heading: str) -> tuple[PersonStatus, str]:
    """The same by the state of somebody's Google account; a suspended one blocks, and no more."""
    if known := words.ACCOUNT_WORDS.get(_word(cell)):
        return known
    raise CellRefused(f"{heading} {shown(cell)} is not known: write Active, Suspended or Archived.")


def enroll_status(cell: str, heading: str) -> PersonStatus:
    """What PowerSchool's number says: 0 and -1 are enrolled, 1 to 3 have left."""
    if known := words.ENROLL_CODES.get(cell):
        return known
    raise CellRefused(f"{heading} {shown(cell)} is not known: it is a number from -1 to 3.")


def person_kind(cell: str, heading: str) -> str:
    """``student`` or ``staff``."""
    if known := words.KIND_WORDS.get(_word(cell)):
        return known
    raise CellRefused(f"{heading} {shown(cell)} is not known: write student or staff.")


def role(cell: str, heading: str) -> str:
    """``student`` or ``staff`` by one or more roles with commas between; a student stays one.

    Raises LeftOut for people who are not of the school, such as guardians, and CellRefused for a
    role that is not known.
    """
    roles = [_word(name) for name in cell.split(",") if name]
    kinds = {words.ROLES[name] for name in roles if name in words.ROLES}
    if kinds:
        return "student" if "student" in kinds else "staff"
    outside = next((words.OUTSIDE[name] for name in roles if name in words.OUTSIDE), "")
    if outside:
        raise LeftOut(f"{outside}, who are not people of the school")
    raise CellRefused(f"{heading} {shown(cell)} is not known: write student, teacher or staff.")


def number_in(user_ids: str) -> str:
    """The one number in OneRoster's ``userIds``, ``{SIS:12345}``; empty where it isn't one alone.

    Of several, the one of the student information system counts.
    """
    pairs = re.findall(r"\{([^:{}]*):([^{}]*)\}", user_ids)
    own = [number for system, number in pairs if system.strip().casefold() == "sis"]
    numbers = {tidy(number) for number in own or [number for _, number in pairs]}
    return numbers.pop() if len(numbers) == 1 else ""


def synced(cell: str) -> str:
    """A moment as Google writes it (RFC 3339); anything else, ``Never`` included, says nothing."""
    if len(cell) < len("2024-09-03T07:12:45Z") or cell[10] != "T":
        return ""
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        return ""
    return cell if moment.tzinfo else ""


def unescaped(cell: str) -> str:
    r"""The cell without GAM's escapes: ``\\`` is one backslash, and a line break becomes a space.

    GAM writes a line break inside notes as ``\n`` (csv_output_convert_cr_nl).
    """
    if "\\" not in cell:
        return cell
    return re.sub(r"(?:\\[nr])+|\\\\", lambda found: "\\" if found[0] == "\\\\" else " ", cell)


def capacity(cell: str, heading: str) -> int:
    """How many devices a place holds, a whole number from 1."""
    if re.fullmatch(r"0*[1-9][0-9]{0,5}", cell):
        return int(cell)
    raise CellRefused(f"{heading} {shown(cell)} is not a whole number from 1 to 999999.")


@lru_cache(maxsize=1024)
def _word(cell: str) -> str:
    return loose(cell)


class Widths:
    """How wide the codes of one column are, to tell whether Excel cut zeros off some of them."""

    def __init__(self) -> None:
        self._all: Counter[int] = Counter()
        self._zeros: Counter[int] = Counter()
        self._stripped: set[str] = set()
        self._short: set[str] = set()
        self._only_digits = True

    def add(self, code: str) -> None:
        """Count one code; a blank one says nothing."""
        if not code or not self._only_digits:
            return
        if not (code.isascii() and code.isdigit()):
            self._only_digits = False
            self._stripped.clear()
            self._short.clear()
            return
        self._all[len(code)] += 1
        if code[0] == "0":
            self._zeros[len(code)] += 1
            self._stripped.add(code.lstrip("0"))
        else:
            self._short.add(code)

    def note(self, heading: str) -> str:
        """The warning as a sentence; empty where nothing looks cut off.

        Codes look cut where all are digits, some are narrower than those with leading zeros, and
        most of the latter's width begin with a zero or two codes differ by nothing else.
        """
        if not self._only_digits or not self._zeros:
            return ""
        full = max(self._zeros, key=lambda width: (self._zeros[width], width))
        widths = sorted(
            width for width in self._all if width < full and self._all[width] > self._zeros[width]
        )
        narrower = sum(self._all[width] - self._zeros[width] for width in widths)
        most = self._zeros[full] * 2 > self._all[full]
        if not narrower or not (most or self._stripped & self._short):
            return ""
        have = "1 code has" if narrower == 1 else f"{narrower:,} codes have"
        digits = " or ".join(map(str, widths))
        return (
            f"{heading}: {have} {digits} digit{'' if digits == '1' else 's'}, and"
            f" {self._zeros[full]:,} of {full} begin with 0; Excel may have cut zeros off."
        )
