"""Labels as pictures of their sheets: which sheet a label is on, and what stands beside it."""

from collections.abc import Callable
from dataclasses import dataclass

from inventory.files.labels.bars import encode
from inventory.files.labels.content import Label
from inventory.files.labels.setup import Setup
from inventory.services import labels
from inventory.services.labels import Sheet
from tui.widgets.label_picture import LabelPicture
from tui.widgets.sheet_grid import Shape
from tui.widgets.sheet_picture import OnSheet, SheetView


@dataclass(frozen=True, slots=True)
class Laid:
    """Labels on their sheets, and those that can be printed, in their order."""

    sheet: Sheet
    fitting: tuple[Label, ...]

    def page_of(self, at: int) -> int:
        """On which sheet a label is; both count from 0."""
        return (self.sheet.setup.start - 1 + at) // self.sheet.setup.stock.per_page

    def turned(self, at: int, pages: int) -> int:
        """The first label so many sheets farther on; the sheets at the ends stay in front."""
        last = max(self.sheet.pages - 1, 0)
        page = max(0, min(self.page_of(at) + pages, last))
        return max(0, page * self.sheet.setup.stock.per_page - (self.sheet.setup.start - 1))

    def near(self, at: int) -> int:
        """The label itself, or the last one where there are fewer."""
        return max(0, min(at, len(self.fitting) - 1))


def lay_out(some: tuple[Label, ...], setup: Setup) -> Callable[[], Laid]:
    """Work for a thread."""

    def work() -> Laid:
        sheet = labels.sheet(some, setup)
        return Laid(sheet, sheet.fitting)

    return work


def view_of(laid: Laid, at: int) -> SheetView:
    """The sheet that a label is on."""
    setup, stock = laid.sheet.setup, laid.sheet.setup.stock
    used, page = setup.start - 1, laid.page_of(at)
    first = page * stock.per_page - used
    some = laid.fitting[max(first, 0) : first + stock.per_page]
    skipped = used if page == 0 else 0
    caption = "Label" if stock.per_page == 1 else "Sheet"
    if laid.sheet.pages > 1:
        caption = f"{caption} {page + 1:,} of {laid.sheet.pages:,}"
    return SheetView(
        _shape(setup), caption,
        {spot: OnSheet(one.code, one.title) for spot, one in enumerate(some, skipped)},
        skipped, at - first if laid.fitting else -1,
    )  # fmt: skip


def border_view(laid: Laid) -> SheetView:
    """The test page, which has the number of each label."""
    setup = laid.sheet.setup
    numbers = {spot: OnSheet(str(spot + 1)) for spot in range(setup.stock.per_page)}
    return SheetView(_shape(setup), "Test page", numbers)


def show_label(picture: LabelPicture, laid: Laid, at: int) -> None:
    """Show one label large, with the bars that it will have."""
    if not laid.fitting:
        picture.show("", "", (), "")
        return
    label = laid.fitting[at]
    bars = encode(label.code, laid.sheet.setup.symbology)
    picture.show(label.code, label.title, label.lines, bars.modules)


def _shape(setup: Setup) -> Shape:
    stock = setup.stock
    return Shape(stock.columns, stock.rows, stock.pitch_x, stock.pitch_y)
