"""What a scanned text is: cleaned in a fixed order, then looked up exactly before anything else."""

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from inventory.rules.commands import BY_CODE, Command
from inventory.text import REPLACEMENT, UNSAFE, shape

LONGEST_CODE = 128
"""Characters; no barcode that a hand scanner reads is longer, so the rest can't be a code."""

RESERVED_PREFIX = "ZZ"
"""No tag and no ID may begin with it: it is kept for command barcodes."""


class Meaning(StrEnum):
    """What a code turned out to be."""

    COMMAND = "command"
    PLACE = "place"
    PERSON = "person"
    DEVICE = "device"
    BOTH = "both"
    """A person's ID and a device's identifier at once."""
    UNSURE = "unsure"
    """One candidate, but not by an exact look-up: it has to be asked."""
    UNKNOWN = "unknown"
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_PLACE = "unknown_place"


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that answers to a code; exactly one of the three names is set."""

    device: str | None = None
    person: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Shapes:
    """Which kinds of identifiers in the register have the pattern of a code."""

    people: bool = False
    devices: bool = False
    places: bool = False
    capitals: bool = False
    """Whether one of them is written in capitals."""


class Directory(Protocol):
    """The look-ups that classifying needs; a level is asked only if the one before was silent."""

    def exact(self, code: str) -> tuple[Hit, ...]:
        """The place, person and device that are called exactly this."""

    def loosely(self, code: str) -> tuple[Hit, ...]:
        """All that are called this but for case and punctuation."""

    def barely(self, code: str) -> tuple[Hit, ...]:
        """All that are called this but for case, punctuation and leading zeros."""

    def shapes(self, pattern: str) -> Shapes:
        """Which kinds of identifiers have this pattern."""


@dataclass(frozen=True, slots=True)
class Match:
    """What a cleaned code is."""

    code: str
    meaning: Meaning
    command: Command | None = None
    device: str | None = None
    person: str | None = None
    """Also the code itself, where an unknown one has the pattern of the roster's IDs."""
    place: str | None = None
    remark: str = ""
    """Why it is not certain, or what an unknown code looks like."""
    caps_lock: bool = False
    """Whether small and capital letters came the wrong way round."""


def clean(raw: str) -> str:
    """The code in a scanned text: no control characters, scanner prefix, ``*…*`` or URL; NFC.

    Cleaning goes on until nothing changes, so that a cleaned code stays as it is. A text that
    ``text.safe`` has made safe has the same code as before.
    """
    code = _cleaned_once(raw)
    while (cleaner := _cleaned_once(code)) != code:
        code = cleaner
    return code


def _cleaned_once(raw: str) -> str:
    code = _readable(raw.strip()).strip()
    code = re.sub(r"^\][A-Za-z][0-9A-Za-z]", "", code)
    if len(code) > 2 and code.startswith("*") and code.endswith("*"):
        code = code[1:-1]
    if re.match(r"(?i)https?://", code):
        code = _asset_in_url(code)
    return unicodedata.normalize("NFC", code.strip())


def _asset_in_url(url: str) -> str:
    """The tag in an asset's link: a query's ``assetTag``, else the last part of the path.

    Snipe-IT prints such links as QR codes (``…/ht/TAG``, ``…/hardware/bytag?assetTag=TAG``).
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    for name, values in parse_qs(parts.query).items():
        if name.casefold() == "assettag":
            return _readable(values[0])
    last = parts.path.rstrip("/").rpartition("/")[2]
    return _readable(unquote(last)) or url


def _readable(text: str) -> str:
    """The text without what no barcode holds: controls, and the mark that stands for one."""
    return UNSAFE.sub("", text).replace(REPLACEMENT, "")


def classify(code: str, directory: Directory) -> Match:
    """What a cleaned code is; the first exact hit wins, and a guess is always marked as one."""
    if command := BY_CODE.get(code):
        return Match(code, Meaning.COMMAND, command=command)
    if not code or len(code) > LONGEST_CODE:
        return Match(
            code, Meaning.UNKNOWN, remark="is too long for a barcode" if code else "is empty"
        )
    if hits := directory.exact(code):
        return _certain(code, hits)
    hits = directory.loosely(code)
    if len(hits) == 1:
        turned = code.swapcase()
        inverted = _has_letters(code) and bool(directory.exact(turned))
        return replace(_certain(code, hits), caps_lock=inverted)
    if len(hits) > 1:
        return _several(code, hits, "fits several but for case and punctuation")
    return _guess(code, directory) or _unknown(code, directory)


def _certain(code: str, hits: tuple[Hit, ...]) -> Match:
    place = next((hit.place for hit in hits if hit.place), None)
    person = next((hit.person for hit in hits if hit.person), None)
    device = next((hit.device for hit in hits if hit.device), None)
    if place:
        return Match(code, Meaning.PLACE, place=place)
    if person and device:
        return Match(code, Meaning.BOTH, person=person, device=device)
    if person:
        return Match(code, Meaning.PERSON, person=person)
    return Match(code, Meaning.DEVICE, device=device)


def _guess(code: str, directory: Directory) -> Match | None:
    hits = directory.barely(code) if any(c.isalnum() for c in code) else ()
    if len(hits) == 1:
        return _unsure(code, hits[0], "only the leading zeros differ")
    if len(hits) > 1:
        return _several(code, hits, "fits several but for leading zeros")
    for inner, maker in _without_maker_prefix(code):
        if len(found := directory.exact(inner)) == 1 and found[0].device:
            return _unsure(code, found[0], f"read as {inner}, without the {maker}")
    return None


def _several(code: str, hits: tuple[Hit, ...], remark: str) -> Match:
    person = code if any(hit.person for hit in hits) else None
    return Match(code, Meaning.UNKNOWN, person=person, remark=remark)


def _unsure(code: str, hit: Hit, remark: str) -> Match:
    return Match(
        code, Meaning.UNSURE, device=hit.device, person=hit.person, place=hit.place, remark=remark
    )


def _without_maker_prefix(code: str) -> list[tuple[str, str]]:
    """Serials as makers print them: Lenovo ``1S`` + model + serial, and data identifier ``S``."""
    found = []
    if re.fullmatch(r"1S[0-9A-Z]{10}[0-9A-Z]{8}", code):
        found.append((code[-8:], "maker's prefix 1S and model"))
    if re.fullmatch(r"S[0-9A-Z]{7,22}", code):
        found.append((code[1:], "maker's prefix S"))
    if re.fullmatch(r"[0-9A-Z. $/+%-]{4,}", code) and code[-1] == check_character_43(code[:-1]):
        found.append((code[:-1], "check character"))
    return found


def check_character_43(text: str) -> str:
    """The Code 39 check character (ISO/IEC 16388, annex A); empty for other characters."""
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
    if not text or any(c not in alphabet for c in text):
        return ""
    return alphabet[sum(alphabet.index(c) for c in text) % 43]


def _has_letters(code: str) -> bool:
    """Whether there are enough letters to tell which way round they came."""
    return sum(char.isalpha() for char in code) > 1


def _unknown(code: str, directory: Directory) -> Match:
    if code.swapcase() in BY_CODE:
        remark = "a command barcode in small letters"
        return Match(code, Meaning.UNKNOWN, remark=remark, caps_lock=True)
    shapes = directory.shapes(shape(code))
    return replace(
        _by_shape(code, shapes),
        caps_lock=shapes.capitals and code.islower() and _has_letters(code),
    )


def _by_shape(code: str, shapes: Shapes) -> Match:
    if remark := looks_like(code):
        card = shapes.people and not code.startswith(RESERVED_PREFIX)
        return Match(code, Meaning.UNKNOWN, person=code if card else None, remark=remark)
    if shapes.places and not (shapes.people or shapes.devices):
        return Match(code, Meaning.UNKNOWN_PLACE, place=code)
    if shapes.people:
        meaning = Meaning.UNKNOWN if shapes.devices else Meaning.UNKNOWN_PERSON
        return Match(code, meaning, person=code)
    return Match(code, Meaning.UNKNOWN)


def looks_like(code: str) -> str:
    """What an unknown code seems to be, in words; empty where it could be anything."""
    if code.startswith(RESERVED_PREFIX):
        return "a command barcode of another version"
    if re.fullmatch(r"[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}|[0-9a-f]{12}", code) and not (
        code.isdecimal()
    ):
        return "a network (MAC) address"
    if code.isdecimal():
        return _looks_like_number(code)
    return ""


def _looks_like_number(code: str) -> str:
    if len(code) in (12, 13) and _check_10(code, (1, 3)):
        return "the product's retail barcode"
    if len(code) == 15 and _check_10(code, None):
        return "a phone's IMEI number"
    if len(code) == 14 and code[0] in "23" and _check_10(code, None):
        return "a library card" if code[0] == "2" else "a library book"
    return ""


def _check_10(digits: str, weights: tuple[int, int] | None) -> bool:
    """Whether the last digit checks out: GS1 weights from the right, or Luhn (ISO/IEC 7812)."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        if weights:
            total += int(char) * weights[place % 2]
        else:
            value = int(char) * (1 + place % 2)
            total += value - 9 if value > 9 else value
    return total % 10 == 0
