"""What a cell means: identifiers, grades and the words of other systems, each to one form."""

import re
import unicodedata

from inventory.model import PersonStatus, Service
from inventory.rules.codes import RESERVED_PREFIX
from inventory.text import REPLACEMENT, loose

LONGEST_IDENTIFIER = 64

# What copying from a web page or a spreadsheet leaves at the ends: spaces and marks without width.
_INVISIBLE = " \u00a0\u2007\u202f\u00ad\u200b\u200c\u200d\u2060\ufeff"
_DAMAGED = re.compile(r"[0-9]([.,][0-9]+)?E\+[0-9]+", re.IGNORECASE)
_GRADE = re.compile(r"(?:(?:grade|gr\.?) *)?(-?[0-9]{1,2})(?:st|nd|rd|th)?(?: grade)?")

_GRADE_WORDS = {
    **dict.fromkeys(("pk", "prek", "prekindergarten", "preschool"), "PK"),
    **dict.fromkeys(("k", "kg", "kindergarten"), "K"),
}

# PowerSchool counts the years before kindergarten down from 0.
_GRADE_NUMBERS = {-2: "PK", -1: "PK", 0: "K", **{year: str(year) for year in range(1, 13)}}

# Our own words, and the status labels that Snipe-IT is installed with.
_SERVICE_WORDS = {
    **{loose(service): service for service in Service},
    **dict.fromkeys(("readytodeploy", "deployed", "deployable"), Service.READY),
    **dict.fromkeys(("undeployable", "broken", "brokennotfixable"), Service.NEEDS_CHECK),
    **dict.fromkeys(
        ("outforrepair", "outfordiagnostics", "repair", "inrepair", "atrepair"), Service.IN_REPAIR
    ),
    # It says that one of the two was reported; the milder claim is the one that can be made.
    "loststolen": Service.LOST,
    "archived": Service.RETIRED,
}

_STATUS_WORDS = {
    **dict.fromkeys(("enrolled", "active"), (PersonStatus.ENROLLED, "")),
    **dict.fromkeys(
        ("left", "inactive", "withdrawn", "transferred", "graduated"), (PersonStatus.LEFT, "")
    ),
    "blocked": (PersonStatus.ENROLLED, "Blocked by the school"),
    **dict.fromkeys(("formmissing", "noform"), (PersonStatus.ENROLLED, "Form is missing")),
}

# PowerSchool's Enroll_Status: pre-registered, active; inactive, transferred, graduated.
_ENROLL_CODES = {
    **dict.fromkeys(("-1", "0"), PersonStatus.ENROLLED),
    **dict.fromkeys(("1", "2", "3"), PersonStatus.LEFT),
}

_KIND_WORDS = {
    **dict.fromkeys(("student", "pupil", "learner"), "student"),
    **dict.fromkeys(("staff", "teacher", "employee", "faculty"), "staff"),
}


class CellRefused(Exception):  # noqa: N818
    """A value that can't be taken, as a sentence that names the column and the value."""


def shown(value: str) -> str:
    """The value in quotation marks, shortened so that a sentence stays one."""
    return f'"{value}"' if len(value) <= 40 else f'"{value[:39]}…"'


def tidy(cell: str) -> str:
    """The name of something else in the register: NFC, nothing invisible at its ends."""
    return unicodedata.normalize("NFC", cell.strip(_INVISIBLE))


def identifier(cell: str, heading: str) -> str:
    """The code as text, in NFC; empty where the cell is. Raises CellRefused for a damaged one."""
    code = tidy(cell)
    if REPLACEMENT in code:
        fault = "has a character in it that no scanner can read"
    elif len(code) > LONGEST_IDENTIFIER:
        fault = f"is longer than {LONGEST_IDENTIFIER} characters"
    elif _DAMAGED.fullmatch(code):
        fault = "was damaged by Excel: it cut a long number short, so export that column as text"
    elif code[: len(RESERVED_PREFIX)].upper() == RESERVED_PREFIX:
        fault = f"begins with {RESERVED_PREFIX}, which is kept for command barcodes"
    else:
        return code
    raise CellRefused(f"{heading} {shown(code)} {fault}.")


def grade(cell: str) -> str:
    """The school year as ``PK``, ``K`` or ``1`` to ``12``; anything else as it stands."""
    if word := _GRADE_WORDS.get(loose(cell)):
        return word
    number = _GRADE.fullmatch(cell.casefold())
    return _GRADE_NUMBERS.get(int(number[1]), cell) if number else cell


def service(cell: str) -> tuple[Service, bool]:
    """What shape a device is in, and whether the word was known: an unknown one reads as READY.

    Snipe-IT does the same: a status that it has not seen becomes a new deployable one.
    """
    word = loose(cell)
    if word.startswith("pending"):
        return Service.NEEDS_CHECK, True
    known = _SERVICE_WORDS.get(word)
    return known or Service.READY, known is not None


def status(cell: str, heading: str) -> tuple[PersonStatus, str]:
    """Whether the person is enrolled, and what stands against handing out, empty for nothing."""
    if known := _STATUS_WORDS.get(loose(cell)):
        return known
    raise CellRefused(
        f"{heading} {shown(cell)} is not known: write ENROLLED, LEFT, BLOCKED or FORM_MISSING."
    )


def enroll_status(cell: str, heading: str) -> PersonStatus:
    """What PowerSchool's number says: 0 and -1 are enrolled, 1 to 3 have left."""
    if known := _ENROLL_CODES.get(cell):
        return known
    raise CellRefused(f"{heading} {shown(cell)} is not known: it is a number from -1 to 3.")


def person_kind(cell: str, heading: str) -> str:
    """``student`` or ``staff``."""
    if known := _KIND_WORDS.get(loose(cell)):
        return known
    raise CellRefused(f"{heading} {shown(cell)} is not known: write student or staff.")


def capacity(cell: str, heading: str) -> int:
    """How many devices a place holds, a whole number from 1."""
    if re.fullmatch(r"0*[1-9][0-9]{0,5}", cell):
        return int(cell)
    raise CellRefused(f"{heading} {shown(cell)} is not a whole number from 1 to 999999.")
