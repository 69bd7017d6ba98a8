"""Labels and scan sheets: what is on them, what they are printed on, and the file they go into."""

from dataclasses import dataclass
from pathlib import Path

from inventory.errors import LabelRefused
from inventory.files.labels import layout
from inventory.files.labels.content import Label
from inventory.files.labels.layout import Unfit
from inventory.files.labels.setup import Setup, check_setup
from inventory.services.label_choice import Chosen as Chosen
from inventory.services.label_choice import Order as Order
from inventory.services.label_choice import Twofold as Twofold
from inventory.services.label_choice import Unwritten as Unwritten
from inventory.services.label_choice import Which as Which
from inventory.services.label_choice import choose as choose
from inventory.services.label_choice import homerooms as homerooms
from inventory.services.label_choice import how_many as how_many
from inventory.services.label_files import Form as Form
from inventory.services.label_files import check_target as check_target
from inventory.services.label_files import free_path as free_path
from inventory.services.label_files import save_border as save_border
from inventory.services.label_files import save_command_sheet as save_command_sheet
from inventory.services.label_files import save_pages, save_printer
from inventory.services.label_files import save_scanner_page as save_scanner_page
from inventory.services.label_list import Listed as Listed
from inventory.services.label_list import listed as listed
from inventory.services.label_list import read_list as read_list
from inventory.services.label_named import Kind as Kind
from inventory.services.label_setup import remember as remember
from inventory.services.label_setup import remember_paper as remember_paper
from inventory.services.label_setup import remembered as remembered
from inventory.services.label_setup import remembered_paper as remembered_paper
from inventory.services.office import Office


@dataclass(frozen=True, slots=True)
class Sheet:
    """Labels as they would come out of the printer."""

    labels: tuple[Label, ...]
    setup: Setup
    unfit: tuple[Unfit, ...]

    @property
    def fitting(self) -> tuple[Label, ...]:
        """Those that can be printed, in their order."""
        unfit = {one.label for one in self.unfit}
        return tuple(label for label in self.labels if label not in unfit)

    @property
    def pages(self) -> int:
        """How many sheets those that fit take, the partly used first one included."""
        return -(-self._last // self.setup.stock.per_page)

    @property
    def next_free(self) -> int:
        """Where the next labels can start on the last sheet; 1, on a new one, where it is full."""
        return self._last % self.setup.stock.per_page + 1

    @property
    def _last(self) -> int:
        """How many places are used up, from the first one of the first sheet; 0 without labels."""
        return self.setup.start - 1 + len(self.fitting) if self.fitting else 0


def sheet(labels: tuple[Label, ...], setup: Setup) -> Sheet:
    """Lay labels out. Raises LabelRefused where they start at a label that the sheet lacks."""
    check_setup(setup)
    return Sheet(labels, setup, tuple(layout.unfit(labels, setup)))


def save(
    office: Office, sheet: Sheet, path: Path, form: Form, *, dpi: int = 203,
    without_unfit: bool = False,
) -> tuple[Path, ...]:  # fmt: skip
    """Write the labels, whole or not at all, and never over a file; where they are.

    SVG has a file for each page. Raises LabelRefused where a label doesn't fit, unless it is to be
    left out, and where there is none; FileRefused where the files can't be written.
    """
    if sheet.unfit and not without_unfit:
        raise _unfit(sheet)
    if not sheet.fitting:
        raise LabelRefused("There are no labels to print.", "Choose others.")
    if form is Form.ZPL:
        return save_printer(sheet.fitting, sheet.setup, path, dpi)
    return save_pages(office, list(layout.pages(sheet.fitting, sheet.setup)), path, form)


def _unfit(sheet: Sheet) -> LabelRefused:
    """What doesn't fit first, and how many more."""
    first = sheet.unfit[0]
    more = f" Nor can {len(sheet.unfit) - 1} more." if len(sheet.unfit) > 1 else ""
    return LabelRefused(f"{first.why}{more}", first.hint)
