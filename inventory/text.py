"""Text from outside made safe to show, and folded so that it can be found again."""

import re
import string
import unicodedata
from functools import lru_cache

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

# C0, DEL, C1; the bidirectional controls of Unicode TR9; lone surrogates, which no file can hold.
UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_PUNCTUATION = re.compile(r"[\W_]+")
_SHAPES = str.maketrans(string.digits + string.ascii_letters, "9" * 10 + "A" * 52)


def safe(text: str) -> str:
    """The text with control and bidirectional characters replaced by U+FFFD, all else kept."""
    return UNSAFE.sub(REPLACEMENT, text)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """The text without case and accents, for finding: ``González`` is found by ``gonzalez``."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def for_file_name(text: str) -> str:
    """The text in at most 24 letters, digits and dashes, which every disk takes; may be empty."""
    ascii_ = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", ascii_).strip("-")[:24].rstrip("-")


def loose(code: str) -> str:
    """A code without case and punctuation: ``dps-104 417`` and ``DPS104417`` are one."""
    return code.casefold() if code.isalnum() else _PUNCTUATION.sub("", code).casefold()


def bare(code: str) -> str:
    """A loose code without leading zeros, the last one kept: ``0012345`` becomes ``12345``."""
    return loose(code).lstrip("0") or "0"


def shape(code: str) -> str:
    """The pattern of a code, digits as 9 and letters as A: ``DPS-104`` becomes ``AAA-999``."""
    if code.isascii():
        return code.translate(_SHAPES)
    return "".join("9" if c.isdigit() else "A" if c.isalpha() else c for c in code)
