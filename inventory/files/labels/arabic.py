"""Arabic letters in the forms in which they join, without a shaping engine.

Unicode has a character for each form (Arabic Presentation Forms A and B), and its decomposition
says which letter it is of and where it stands: that is the whole table.
"""

import unicodedata
from collections.abc import Container
from functools import lru_cache

_LAM = "\u0644"


def joined(text: str, known: Container[int]) -> str:
    """The text with each letter in its form; letters whose form isn't known stay as they are."""
    forms = _forms()
    pieces = _with_ligatures(text, forms)
    shaped: list[str] = []
    for at, piece in enumerate(pieces):
        before = _neighbour(pieces, at, -1)
        after = _neighbour(pieces, at, 1)
        joins_before = "<initial>" in forms.get(before, {}) and "<final>" in forms.get(piece, {})
        joins_after = "<initial>" in forms.get(piece, {}) and "<final>" in forms.get(after, {})
        kind = {(0, 0): "<isolated>", (0, 1): "<initial>", (1, 0): "<final>", (1, 1): "<medial>"}
        form = forms.get(piece, {}).get(kind[joins_before, joins_after], piece)
        shaped.append(form if all(ord(char) in known for char in form) else piece)
    return "".join(shaped)


def _with_ligatures(text: str, forms: dict[str, dict[str, str]]) -> list[str]:
    """The characters, lam and the alef after it as one piece."""
    pieces: list[str] = []
    for char in text:
        if pieces and pieces[-1] == _LAM and _LAM + char in forms:
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _neighbour(pieces: list[str], at: int, step: int) -> str:
    """The next piece on that side that isn't a mark above or below another."""
    at += step
    while 0 <= at < len(pieces):
        if not unicodedata.combining(pieces[at][0]):
            return pieces[at]
        at += step
    return ""


@lru_cache(maxsize=1)
def _forms() -> dict[str, dict[str, str]]:
    """Letter, or lam with alef, to its form by where it stands."""
    forms: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFDFE), *range(0xFE70, 0xFEFD)):
        kind, _, points = unicodedata.decomposition(chr(code)).partition(" ")
        letters = "".join(chr(int(point, 16)) for point in points.split())
        if len(letters) == 1 or (len(letters) == 2 and letters[0] == _LAM and code >= 0xFEF5):
            forms.setdefault(letters, {}).setdefault(kind, chr(code))
    return forms
