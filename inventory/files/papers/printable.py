"""Text as the typefaces can draw it, and what stands for what they can't."""

from inventory.files.labels.fonts import Face, drawable, missing
from inventory.text import UNSAFE

LACKING = "Some letters can't be printed here: a name stands with its ID then, other text with a ?."
"""Said at the foot of a page on which that happened."""


def is_lacking(text: str, face: Face = Face.TEXT) -> bool:
    """Whether the face lacks letters of the text; control characters are none."""
    return not text.isascii() and bool(missing(UNSAFE.sub(" ", text), face))


def printed(text: str, face: Face = Face.TEXT) -> str:
    """The text in one line, with a ? for each run of letters that the face lacks."""
    text = UNSAFE.sub(" ", text)
    if is_lacking(text, face):
        lacking = set(missing(text, face))
        text = _marked(text, lacking)
    return drawable(text, face)


def printed_name(name: str, instead: str, face: Face = Face.TEXT) -> str:
    """The name as far as it can be printed, with what stands for the rest where letters lack."""
    drawn = drawable(name, face)
    if drawn and not is_lacking(name, face):
        return drawn
    return " · ".join(filter(None, (drawn, printed(instead, face)))) or "?"


def _marked(text: str, lacking: set[str]) -> str:
    marked = ""
    for char in text:
        if char not in lacking:
            marked += char
        elif not marked.endswith("?"):
            marked += "?"
    return marked
