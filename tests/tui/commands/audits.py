"""An audit of the sample school, brought as far as a test needs it by commands alone."""

import re
from pathlib import Path
from typing import Any

from tests.tui.commands.conftest import Champion

CART = "Library cart 3"
HERE, ELSEWHERE, HANDED_OUT, LOST, STRAY = (
    "NS-104102", "NS-104101", "NS-104392", "NS-104119", "NS-104446",
)  # fmt: skip
"""Recorded in the cart; in a room; with a student; lost; another school's."""
NOBODY_KNOWS = "XYZ99"
MAYA, HERS = "8100442", "NS-104135"
THING = "black HP [/], no sticker"
UNSAFE = "A\x1b[31m\x9b1m‮[/]"
MADE_SAFE = "A�[31m�1m�[/]"
SCANS = (HERE, ELSEWHERE, HANDED_OUT, LOST, STRAY, NOBODY_KNOWS, HERE)
ALL_BUT_MISSING = (ELSEWHERE, HANDED_OUT, LOST, STRAY, NOBODY_KNOWS)


def done(school: Champion, *arguments: str | Path, stdin: bytes | None = None) -> str:
    """Run a command that has to go well; what it printed."""
    result = school.run(*arguments, stdin=stdin)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def one_blank(said: str) -> str:
    """Without the blanks that make columns."""
    return re.sub(" +", " ", said)


def status(school: Champion) -> dict[str, Any]:
    """The newest audit's figures."""
    (figures,) = school.lines("audit", "status")
    return figures


def nothing(school: Champion) -> None:
    """There is no audit."""


def opened(school: Champion) -> None:
    """The whole allocation is expected, and the cart was scanned."""
    done(school, "audit", "open")
    scans = "".join(f"{scan}\n" for scan in SCANS)
    done(school, "audit", "scan", "--place", CART, stdin=scans.encode())


def locked(school: Champion) -> None:
    """All that was not seen is accounted for or missing."""
    opened(school)
    done(school, "audit", "lock")


def explained(school: Champion) -> None:
    """Each variance has an explanation."""
    locked(school)
    done(school, "audit", "explain", *ALL_BUT_MISSING, "--as", "record_corrected")
    done(
        school, "audit", "explain", "--all", "MISSING", "--as", "no_action", "--note", "looked",
    )  # fmt: skip


def signed(school: Champion) -> None:
    """A librarian signed it."""
    explained(school)
    done(school, "audit", "sign", "--name", "Ada Park", "--role", "librarian", "--yes")


def submitted(school: Champion) -> None:
    """Its packet is written, in a folder beside the database."""
    signed(school)
    folder = school.path.parent / "packets"
    folder.mkdir()
    done(school, "audit", "submit", folder)
