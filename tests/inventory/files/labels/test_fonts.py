"""What the faces can draw, and text as they draw it."""

import hashlib
import subprocess
import sys

import pytest

from inventory.files.labels.fonts import (
    Face,
    drawable,
    glyph_names,
    in_visual_order,
    missing,
    text_width,
)

ALEF, LAM, MEEM, HAH, DAL = "\u0627", "\u0644", "\u0645", "\u062d", "\u062f"


def test_the_fonts_are_there_with_their_licence() -> None:
    """As published: version 2.37 says so itself."""
    from fontTools.ttLib import TTFont

    for face in Face:
        assert "Version 2.37" in TTFont(face.path)["name"].getDebugName(5)
    licence = (Face.CODE.path.parent / "LICENSE-DejaVu.txt").read_text(encoding="utf-8")
    assert "Permission is hereby granted, free of charge" in licence
    assert "Tavmjong Bah" in licence


def test_look_alikes_differ_in_the_face_of_the_code() -> None:
    """Each has an outline of its own."""
    from fontTools.pens.recordingPen import RecordingPen
    from fontTools.ttLib import TTFont

    glyphs = TTFont(Face.CODE.path).getGlyphSet()
    outlines = set()
    for char in "0O1Il5S8B2Z":
        pen = RecordingPen()
        glyphs[glyph_names(Face.CODE)[ord(char)]].draw(pen)
        outlines.add(hashlib.sha256(repr(pen.value).encode()).hexdigest())
    assert len(outlines) == 11


def test_what_the_face_lacks_is_named_once_and_left_out() -> None:
    """So that the person who prints can be told."""
    assert missing("Zoë 王小王明 🦊") == "王小明🦊"
    assert missing("Amaya González-Whitfield") == ""
    assert missing("e\u0301") == ""
    assert drawable("王 Li 小") == "Li"
    assert drawable("王小明") == ""
    assert drawable("a\tb\u202ec\n") == "a b c"
    assert drawable("e\u0301") == "é"


def test_a_width_is_the_sum_of_the_advances() -> None:
    """In the mono face each character is 0.602 of the size wide."""
    assert text_width("LPS-00123", Face.CODE, 10) == pytest.approx(9 * 0.602 * 10 * 25.4 / 72, 1e-3)
    assert text_width("ii", Face.TEXT, 10) < text_width("WW", Face.TEXT, 10)
    assert text_width("", Face.TEXT, 10) == 0


@pytest.mark.parametrize(
    ("text", "visual"),
    [
        ("plain", "plain"),
        ("Zoë", "Zoë"),
        ("דוד כהן", "ןהכ דוד"),
        ("דוד 12", "12 דוד"),
        (MEEM + HAH + MEEM + DAL, "\ufeaa\ufee4\ufea4\ufee3"),
        (LAM + ALEF, "\ufefb"),
        (HAH + LAM + ALEF, "\ufefc\ufea3"),
        (ALEF + DAL, "\ufea9\ufe8d"),
    ],
)
def test_text_stands_on_paper_from_left_to_right(text: str, visual: str) -> None:
    """Right-to-left names turned, Arabic letters in the form in which they join."""
    assert in_visual_order(text, Face.TEXT) == visual


def test_no_pdf_or_barcode_library_is_loaded_before_a_label_is_made() -> None:
    """The start of the app doesn't wait for them."""
    code = (
        "import sys\n"
        "from inventory.files.labels import layout, pdf, poster, stock, svg, zpl\n"
        "print([n for n in ('fpdf', 'barcode', 'PIL', 'fontTools') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
