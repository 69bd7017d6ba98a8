"""Pages as a PDF file."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from inventory.files.labels.fonts import in_visual_order, text_width
from inventory.files.labels.marks import Anchor, Bar, Frame, Line, Mark, Page, Words
from inventory.text import safe

if TYPE_CHECKING:
    from fpdf import FPDF

HAIRLINE = 0.15
"""Millimetres: one dot and a bit at 203 dpi."""


def as_pdf(pages: Iterable[Page], title: str, at: datetime) -> bytes:
    """The pages as one PDF: the same bytes for the same pages, title and time.

    A time without a zone is taken for UTC. The file asks the print dialog not to scale.
    """
    from fpdf import FPDF
    from fpdf.prefs import ViewerPreferences

    pdf = FPDF(unit="mm")
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.set_creation_date(at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC))
    pdf.set_title(safe(title))
    pdf.set_creator("Champion")
    pdf.viewer_preferences = ViewerPreferences(print_scaling="None", display_doc_title=True)
    for page in pages:
        pdf.add_page(format=(page.width, page.height))
        pdf.set_line_width(HAIRLINE)
        for mark in page.marks:
            _draw(pdf, mark)
    return bytes(pdf.output())


def _draw(pdf: "FPDF", mark: Mark) -> None:
    match mark:
        case Bar(x, y, width, height):
            # One rectangle, one fill. All bars in one path are blurred by some renderers, and at
            # 203 dpi four labels in ten then don't scan.
            pdf.rect(x, y, width, height, style="F")
        case Words():
            _write(pdf, mark)
        case Line(x1, y1, x2, y2):
            pdf.line(x1, y1, x2, y2)
        case Frame(x, y, width, height):
            pdf.rect(x, y, width, height)


def _write(pdf: "FPDF", words: Words) -> None:
    family = words.face.value
    if family not in pdf.fonts:
        pdf.add_font(family, fname=words.face.path)
    pdf.set_font(family, size=words.size)
    x = words.x
    if words.anchor is Anchor.MIDDLE:
        x -= text_width(words.text, words.face, words.size) / 2
    # FPDF.text writes glyphs as they come; only its cells put right-to-left text in order.
    pdf.text(x, words.y, in_visual_order(words.text, words.face))
