"""Pages drawn by other people's programs, and read by another one's scanner."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime

import pypdfium2
import resvg_py
import zxingcpp
from PIL import Image

from inventory.files.labels.bars import Symbology
from inventory.files.labels.layout import Page, Setup
from inventory.files.labels.pdf import as_pdf
from inventory.files.labels.svg import as_svg

AT = datetime(2026, 1, 30, 9, 15, tzinfo=UTC)


def formats(symbology: Symbology) -> zxingcpp.BarcodeFormats:
    """Code 39 as scanners come; some can be set to take six letters for Italy's Code 32."""
    if symbology is Symbology.CODE39:
        return zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.Code39Std)
    return zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.Code128)


def pdf_images(pages: list[Page], dpi: int) -> Iterator[Image.Image]:
    """The pages of the PDF as pdfium prints them."""
    document = pypdfium2.PdfDocument(as_pdf(pages, "Labels", AT))
    for page in document:
        yield page.render(scale=dpi / 72, grayscale=True).to_pil()
    document.close()


def svg_images(pages: list[Page], dpi: int) -> Iterator[Image.Image]:
    """The pages as SVG, as resvg draws them."""
    for page in pages:
        png = resvg_py.svg_to_bytes(
            svg_string=as_svg(page, "Labels"), dpi=dpi, background="white", skip_system_fonts=True
        )
        yield Image.open(io.BytesIO(png)).convert("L")


def read_cells(images: Iterator[Image.Image], setup: Setup, count: int, dpi: int) -> list[str]:
    """What each label says, cut out of its page where the sheet has it; "" for no read."""
    stock, per_mm, found = setup.stock, dpi / 25.4, list[str]()
    spots = range(setup.start - 1, setup.start - 1 + count)
    pages: dict[int, Image.Image] = {}
    for spot in spots:
        number, place = divmod(spot, stock.per_page)
        if number not in pages:
            pages = {number: next(images)}
        x, y = stock.corner(place)
        left, top = round(x * per_mm), round(y * per_mm)
        right, bottom = round((x + stock.width) * per_mm), round((y + stock.height) * per_mm)
        found.append(read_one(pages[number].crop((left, top, right, bottom)), setup))
    return found


def read_one(image: Image.Image, setup: Setup) -> str:
    """What the one barcode in the picture says."""
    codes = zxingcpp.read_barcodes(image, formats=formats(setup.symbology))
    return codes[0].text if len(codes) == 1 else ""


def modules_image(modules: str, pixels: int, quiet: int = 10) -> Image.Image:
    """A row of modules as a picture, some pixels to the module."""
    row = "0" * quiet + modules + "0" * quiet
    line = bytes(0 if module == "1" else 255 for module in row for _ in range(pixels))
    return Image.frombytes("L", (len(line), 1), line).resize((len(line), 24))


def read_modules(modules: str, pixels: int, symbology: Symbology = Symbology.CODE128) -> str:
    """What a scanner reads in the modules."""
    code = zxingcpp.read_barcode(modules_image(modules, pixels), formats=formats(symbology))
    return code.text if code else ""
