"""Every label of a sheet, printed as PDF and as SVG and scanned by other people's programs."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from xml.etree import ElementTree

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from inventory.files.labels.bars import Symbology
from inventory.files.labels.content import Label
from inventory.files.labels.layout import (
    Page,
    Panel,
    Section,
    Setup,
    Words,
    border_page,
    pages,
    poster,
)
from inventory.files.labels.pdf import as_pdf
from inventory.files.labels.stock import STOCKS, find_stock
from inventory.files.labels.svg import as_svg
from tests.inventory.files.labels.scanning import (
    AT,
    pdf_images,
    read_cells,
    read_one,
    svg_images,
)

Draw = Callable[[list[Page], int], Iterator[Image.Image]]

DRAWN = pytest.mark.parametrize("draw", [pdf_images, svg_images])
DPI = pytest.mark.parametrize("dpi", [203, 300, 600])
STOCK = pytest.mark.parametrize("stock", STOCKS)
WORDS = ("Dell Chromebook 3100 Touch", "Lincoln High School")


def labels(count: int) -> list[Label]:
    """Tags of several districts, a third of them with 99 where it hurts."""
    shapes = ("LPS-{:05}", "99{:04}", "DPS{:06}", "A99-{:03}", "5CD{:04}XK", "{:07}")
    return [
        Label(shapes[number % 6].format(number), f"Student {number}" * (number % 2), WORDS)
        for number in range(1, count + 1)
    ]


def scan(setup: Setup, count: int, draw: Draw, dpi: int) -> None:
    """Every label on the pages says its own text, in its own place."""
    made = labels(count)
    sheets = list(pages(made, setup))
    assert len(sheets) == -(-count // setup.stock.per_page)
    read = read_cells(draw(sheets, dpi), setup, count, dpi)
    assert read == [label.code for label in made]


@DRAWN
@DPI
@STOCK
def test_each_label_of_a_page_scans_as_its_text(stock: str, dpi: int, draw: Draw) -> None:
    """One full page of each sheet, as each file, at each resolution."""
    scan(Setup(STOCKS[stock]), STOCKS[stock].per_page, draw, dpi)


@pytest.mark.long
@DRAWN
@DPI
@STOCK
def test_each_of_240_devices_scans_as_its_text(stock: str, dpi: int, draw: Draw) -> None:
    """All pages of a grade."""
    scan(Setup(STOCKS[stock]), 240, draw, dpi)


@DRAWN
def test_other_stock_code39_and_a_nudge_scan_as_well(draw: Draw) -> None:
    """A roll, paper to be cut, and Code 39 moved by a millimetre and a half."""
    scan(Setup(find_stock("50x25")), 6, draw, 203)
    scan(Setup(find_stock("60x20 on letter"), right=1.5, down=-1.5), 40, draw, 203)
    made = [Label(f"CSD-{number}") for number in range(30)]
    for dpi in (203, 300):
        setup = Setup(STOCKS["5160"], Symbology.CODE39, right=-1.5, down=1.5)
        read = read_cells(draw(list(pages(made, setup)), dpi), setup, 30, dpi)
        assert read == [label.code for label in made]


@DRAWN
def test_a_whole_page_read_at_once_has_each_label_once(draw: Draw) -> None:
    """As a scanner that takes pictures may see it: none twice, none between two labels."""
    made = labels(30)
    (image,) = draw(list(pages(made, Setup(STOCKS["5160"]))), 300)
    read = [code.text for code in zxingcpp.read_barcodes(image)]
    assert sorted(read) == sorted(label.code for label in made)


@DRAWN
@DPI
def test_each_barcode_of_a_poster_scans_as_its_text(draw: Draw, dpi: int) -> None:
    """Both symbologies, side by side."""
    panels = [Panel(Label(f"ZZGRADE{letter}", f"Grade {letter}")) for letter in "ABCDE"]
    panels += [
        Panel(Label("ABC-12.3", "Code 39"), Symbology.CODE39),
        Panel(Label("a~^_9|}", "Any")),
    ]
    sheets = poster("Scanner check", [Section("Scan each one", tuple(panels))])
    read = [code.text for image in draw(sheets, dpi) for code in zxingcpp.read_barcodes(image)]
    assert sorted(read) == sorted(panel.label.code for panel in panels)


def test_bars_as_wide_as_a_scale_of_97_per_cent_are_seen_by_this_test() -> None:
    """The place of a label counts here: a page that is scaled misses its labels."""
    setup = Setup(STOCKS["5167"])
    (image,) = pdf_images(list(pages(labels(80), setup)), 300)
    shrunk = Image.new("L", image.size, 255)
    shrunk.paste(image.resize((image.width * 94 // 100, image.height * 94 // 100)))
    assert read_cells(iter([shrunk]), setup, 80, 300) != [label.code for label in labels(80)]
    assert read_one(Image.new("L", (400, 100), 255), setup) == ""


def test_the_pdf_asks_not_to_be_scaled_and_draws_each_bar_by_itself() -> None:
    """PrintScaling None; one fill for each rectangle."""
    sheets = list(pages(labels(31), Setup(STOCKS["5160"])))
    pdf = as_pdf(sheets, "Labels", AT)
    assert b"/PrintScaling /None" in pdf
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 2
    assert document[0].get_size() == pytest.approx((612, 792), abs=0.01)
    kinds = [thing.type for thing in document[0].get_objects()]
    shapes = kinds.count(pypdfium2.raw.FPDF_PAGEOBJ_PATH)
    assert shapes == sum(not isinstance(mark, Words) for mark in sheets[0].marks)
    document.close()


def test_the_pdf_holds_its_fonts_and_its_words_can_be_found() -> None:
    """Whoever searches for a tag in the file finds it."""
    pdf = as_pdf(pages([Label("LPS-1", "Zoë", ("Room",))], Setup(STOCKS["L7160"])), "Labels", AT)
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded()
    assert {"LPS-1", "Zoë", "Room"} <= set(text.split())
    assert pdf.count(b"/FontFile2") == 3
    assert len(pdf) < 40_000


MAKE = """
from datetime import UTC, datetime
from hashlib import sha256
from inventory.files.labels.pdf import as_pdf
from inventory.files.labels.layout import pages, Setup
from inventory.files.labels.stock import STOCKS
from tests.inventory.files.labels.test_sheets import labels, AT
print(sha256(as_pdf(pages(labels(90), Setup(STOCKS["5160"])), "Labels", AT)).hexdigest())
"""


def test_the_same_labels_at_the_same_time_are_the_same_bytes() -> None:
    """In other processes too, with other seeds; another time or title makes another file."""
    sheets = list(pages(labels(90), Setup(STOCKS["5160"])))
    first = as_pdf(sheets, "Labels", AT)
    assert as_pdf(sheets, "Labels", AT) == first
    assert as_pdf(sheets, "Labels", AT.replace(tzinfo=None)) == first
    assert as_pdf(sheets, "Labels", AT.astimezone(timezone(timedelta(hours=5)))) == first
    assert as_pdf(sheets, "Labels", datetime(2026, 2, 1, tzinfo=UTC)) != first
    assert as_pdf(sheets, "Tags", AT) != first
    hashes = {
        subprocess.run(
            [sys.executable, "-c", MAKE], env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            check=True, capture_output=True, text=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "America/Denver"))
    }  # fmt: skip
    assert len(hashes) == 1
    assert as_svg(sheets[0], "Labels") == as_svg(sheets[0], "Labels")


def test_the_svg_is_valid_xml_in_millimetres_whatever_a_name_holds() -> None:
    """Its title and its words are text, not markup; the outlines need no font."""
    label = Label("<&>\"'", '<script>&"', ("]]>", "\x00\ud800\ufffe"))
    (page,) = pages([label], Setup(STOCKS["L7160"]))
    svg = as_svg(page, 'A <b> & "c" \x00\ud800\ufffe')
    root = ElementTree.fromstring(svg.encode())
    assert (root.get("width"), root.get("height")) == ("210mm", "297mm")
    assert root.get("viewBox") == "0 0 210 297"
    assert "<text" not in svg
    assert "font-family" not in svg
    said = [node.get("aria-label") for node in root.iter() if node.get("aria-label")]
    assert {"<&>\"'", '<script>&"', "]]>"} <= set(said)
    ids = {node.get("id") for node in root.iter() if node.get("id")}
    used = {node.get("{http://www.w3.org/1999/xlink}href") for node in root.iter()} - {None}
    assert used
    assert {f"#{name}" for name in ids} >= used


@DRAWN
@pytest.mark.parametrize("stock", [*STOCKS, "50x25", "60x30 on a4"])
def test_the_border_page_is_drawn_where_the_labels_are(draw: Draw, stock: str) -> None:
    """Dark on the outline of the last label, white in the middle of its left half."""
    setup = Setup(find_stock(stock))
    (image,) = draw([border_page(setup)], 300)
    x, y = setup.stock.corner(setup.stock.per_page - 1)
    per_mm = 300 / 25.4
    if setup.stock.per_page > 1:
        edge = image.crop((int(x * per_mm) - 2, int((y + 4) * per_mm),
                           int(x * per_mm) + 4, int((y + 5) * per_mm)))  # fmt: skip
        inside = image.crop((int((x + 3) * per_mm), int((y + 3) * per_mm),
                             int((x + 10) * per_mm), int((y + 9) * per_mm)))  # fmt: skip
        assert min(edge.tobytes()) < 80
        assert min(inside.tobytes()) == 255


def test_the_pdf_and_the_svg_of_a_page_look_the_same() -> None:
    """Names from right to left and Arabic that joins included; with the names reversed they don't.

    Two programs smooth edges in two ways, so it is the difference that counts.
    """
    names = ["محمد الأحمد", "דוד כהן", "Nguyễn Thị", "Zoë (ابن) 12", "e\u0301a\u0308"]
    sheets = [
        list(pages([Label(str(n), name) for n, name in enumerate(some)], Setup(STOCKS["L7160"])))
        for some in (names, [name[::-1] for name in names])
    ]
    (pdf,), (svg,) = pdf_images(sheets[0], 200), svg_images(sheets[0], 200)
    (reversed_,) = svg_images(sheets[1], 200)
    assert _apart(pdf, svg) < 0.75 * _apart(pdf, reversed_)


def _apart(one: Image.Image, other: Image.Image) -> float:
    """How much the first two rows of labels differ, in levels of grey."""
    pair = [image.resize((210, 297)).crop((0, 10, 210, 90)).tobytes() for image in (one, other)]
    return sum(abs(a - b) for a, b in zip(pair[0], pair[1], strict=True)) / (210 * 80)
