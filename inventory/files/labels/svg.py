"""A page as an SVG file."""

from html import escape

from inventory.files.labels.fonts import (
    POINT,
    Face,
    font,
    glyph_names,
    in_visual_order,
    text_width,
)
from inventory.files.labels.marks import Anchor, Bar, Frame, Line, Mark, Page, Words

HAIRLINE = 0.15


def as_svg(page: Page, title: str) -> str:
    """The page as SVG, one unit a millimetre; words are outlines, so that no font is needed."""
    defs: dict[str, str] = {}
    drawn = [_draw(mark, defs) for mark in page.marks]
    wide, high = _n(page.width), _n(page.height)
    root = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' width="{wide}mm" height="{high}mm" viewBox="0 0 {wide} {high}">'
    )
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            root,
            f"<title>{_text(title)}</title>",
            "<defs>",
            *(f'<path id="{name}" d="{path}"/>' for name, path in defs.items()),
            "</defs>",
            # A bar that is smeared over two dots at 203 dpi doesn't scan.
            '<g fill="#000" shape-rendering="crispEdges">',
            *drawn,
            "</g>",
            "</svg>",
            "",
        ]
    )


def _draw(mark: Mark, defs: dict[str, str]) -> str:
    match mark:
        case Bar(x, y, width, height):
            return f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"/>'
        case Words():
            return _words(mark, defs)
        case Line(x1, y1, x2, y2):
            return f'<path d="M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(y2)}"{_STROKE}/>'
        case Frame(x, y, width, height):
            size = f'width="{_n(width)}" height="{_n(height)}"'
            return f'<rect x="{_n(x)}" y="{_n(y)}" {size}{_STROKE}/>'


_STROKE = f' fill="none" stroke="#000" stroke-width="{HAIRLINE}"'


def _words(words: Words, defs: dict[str, str]) -> str:
    """The glyphs one after the other, each defined once for the page."""
    face, x = words.face, words.x
    if words.anchor is Anchor.MIDDLE:
        x -= text_width(words.text, face, words.size) / 2
    read = font(face)
    scale = words.size * POINT / read["head"].unitsPerEm
    widths, pieces, advance = read["hmtx"].metrics, [], 0
    for char in in_visual_order(words.text, face):
        glyph = glyph_names(face).get(ord(char))
        if glyph is None:
            continue
        name = f"{face.value}-{ord(char):x}"
        if name not in defs:
            defs[name] = _outline(face, glyph)
        if defs[name]:
            pieces.append(f'<use xlink:href="#{name}" x="{advance}"/>')
        advance += widths[glyph][0]
    place = f"translate({_n(x)} {_n(words.y)}) scale({scale:.7f} -{scale:.7f})"
    about = f'aria-label="{_text(words.text)}" shape-rendering="geometricPrecision"'
    return f'<g {about} transform="{place}">{"".join(pieces)}</g>'


def _outline(face: Face, glyph: str) -> str:
    from fontTools.pens.svgPathPen import SVGPathPen

    glyphs = font(face).getGlyphSet()
    pen = SVGPathPen(glyphs)
    glyphs[glyph].draw(pen)
    return str(pen.getCommands())


def _text(text: str) -> str:
    """Text for an XML document, which can't hold every character."""
    return escape("".join(c if c.isprintable() else " " for c in text))


def _n(number: float) -> str:
    """A length to a thousandth of a millimetre, without the noise of binary fractions."""
    return f"{number:.3f}".rstrip("0").rstrip(".")
