"""Text to bars, which are read back before anybody may draw them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from inventory.errors import LabelRefused
from inventory.files.labels import proof
from inventory.rules.codes import LONGEST_CODE
from inventory.text import safe

_CODE39 = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%")
_PAIR = re.compile("[$%/+][A-Z]")


class Symbology(StrEnum):
    """The two kinds of bars that every scanner in a school reads as it comes."""

    CODE128 = "code128"
    CODE39 = "code39"

    @property
    def spoken(self) -> str:
        """As people write it."""
        return {"code128": "Code 128", "code39": "Code 39"}[self.value]


@dataclass(frozen=True, slots=True)
class Bars:
    """A text and its modules, "1" for a bar, without quiet zones; read back and compared."""

    text: str
    symbology: Symbology
    modules: str


@lru_cache(maxsize=4096)
def encode(text: str, symbology: Symbology = Symbology.CODE128) -> Bars:
    """The bars of a text. Raises LabelRefused where a scanner wouldn't send exactly that text."""
    _check(text, symbology)
    modules = _modules_of()[symbology](text)
    return prove(text, symbology, modules)


def prove(text: str, symbology: Symbology, modules: str) -> Bars:
    """The bars, once they have been read back. Raises LabelRefused where they say another text."""
    read = proof.read_code128 if symbology is Symbology.CODE128 else proof.read_code39
    try:
        said = read(modules)
    except proof.Unreadable as error:
        raise LabelRefused(
            f"The {symbology.spoken} bars for {safe(text)} can't be read back: {error}.",
            "No label was made. Please report this code.",
        ) from error
    if said != text:
        raise LabelRefused(
            f"The {symbology.spoken} bars for {safe(text)} would be read as {safe(said)}.",
            "No label was made. Please report this code.",
        )
    return Bars(text, symbology, modules)


def _check(text: str, symbology: Symbology) -> None:
    """Refuse what would scan as something else, in the words of what is wrong with it."""
    shown = safe(text)
    if not text:
        raise LabelRefused("A label needs a code, and this one has none.", "Give it a code.")
    if len(text) > LONGEST_CODE:
        raise LabelRefused(
            f"The code {shown[:20]}… has {len(text):,} characters, and a barcode may have "
            f"{LONGEST_CODE}.",
            "Print a shorter code: an asset tag or an ID.",
        )
    for char in text:
        if ord(char) < 32 or ord(char) == 127:
            name = {"\t": "a Tab", "\n": "a line end", "\r": "a line end"}.get(char, "a control")
            raise LabelRefused(
                f"The code {shown} holds {name} character, which a scanner would send as a key.",
                "Take it out of the code and print again.",
            )
        if not char.isascii():
            raise LabelRefused(
                f"The code {shown} holds {safe(char)}, which a barcode can't hold.",
                "Use the letters A to Z, digits and plain signs such as - in codes.",
            )
    if symbology is Symbology.CODE39:
        _check_code39(text)


def _check_code39(text: str) -> None:
    hint = "Print it as Code 128."
    if text != text.upper():
        raise LabelRefused(
            f"Code 39 has no small letters: {text} would be read as {text.upper()}.", hint
        )
    for char in text:
        if char not in _CODE39:
            raise LabelRefused(f"Code 39 has no {char} sign, and the code {text} has one.", hint)
    if pair := _PAIR.search(text):
        # ISO/IEC 16388 calls it full ASCII; a scanner may have it switched on.
        raise LabelRefused(
            f"Many scanners read the {pair[0]} in {text} as one other character in Code 39.", hint
        )


@lru_cache(maxsize=1)
def _modules_of() -> dict[Symbology, Callable[[str], str]]:
    """The encoders; loaded at the first label, for the start of the app doesn't wait for them."""
    from barcode.charsets import code128
    from barcode.codex import Code39, Code128

    class KeptPair(Code128):  # type: ignore[misc]
        """Code 128 that keeps a leading 99, which the library takes for a change of set."""

        def _try_to_optimize(self, encoded: list[int]) -> list[int]:
            if encoded[0] == code128.START_CODES["C"] and encoded[1:2] == [99]:
                return encoded
            kept: list[int] = super()._try_to_optimize(encoded)
            return kept

    return {
        Symbology.CODE128: lambda text: str(KeptPair(text).build()[0]),
        Symbology.CODE39: lambda text: str(Code39(text, add_checksum=False).build()[0]),
    }
