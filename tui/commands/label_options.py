"""What was asked of ``labels`` on the command line."""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from inventory.files.labels.bars import Symbology
from inventory.files.labels.setup import Setup, check_setup
from inventory.files.labels.stock import PAPERS, STOCKS, Grid, find_stock
from inventory.files.whole import is_folder
from inventory.rules.phrases import a_list
from inventory.services import labels
from inventory.services.labels import Form, Kind, Listed, Order, Which
from inventory.services.office import Office
from tui.commands.common import json_option, words
from tui.commands.kinds import NAMED, Whole

Command = TypeVar("Command", bound=Callable[..., Any])
_DPIS = ("203", "300", "600")
_CODES = {"128": Symbology.CODE128, "39": Symbology.CODE39}
_LENGTH = r"([+-]?\d{1,4}(?:\.\d{1,3})?)"


def _pair(
    _context: click.Context, option: click.Parameter, text: str | None
) -> tuple[float, float] | None:
    """Two lengths in millimetres, to the right and down: ``0.5,-1``."""
    if text is None:
        return None
    found = re.fullmatch(rf"{_LENGTH} *, *{_LENGTH}", text.strip(), re.ASCII)
    if found is None:
        raise click.BadParameter(
            f"“{words(text)}” is not two lengths in mm, as 0.5,-1.", param=option
        )
    return float(found[1]), float(found[2])


def _positive_pair(
    context: click.Context, option: click.Parameter, text: str | None
) -> tuple[float, float] | None:
    """Two lengths of which none is less than nothing."""
    pair = _pair(context, option, text)
    if pair and min(pair) < 0:
        raise click.BadParameter(f"{min(pair):g} mm is less than nothing.", param=option)
    return pair


def _columns(
    _context: click.Context, option: click.Parameter, text: str | None
) -> tuple[int, int] | None:
    """Columns and rows of labels: ``3x8``."""
    if text is None:
        return None
    found = re.fullmatch(r"(\d{1,3}) *[x×*] *(\d{1,3})", text.strip(), re.ASCII)
    if found is None:
        raise click.BadParameter(f"“{words(text)}” is not columns × rows, as 3x8.", param=option)
    return int(found[1]), int(found[2])


def _filled(_context: click.Context, option: click.Parameter, text: str | None) -> str:
    """What was said, trimmed; said and empty would choose everything, so it is refused."""
    if text is not None and not words(text):
        raise click.BadParameter("it is empty; leave it away to print all.", param=option)
    return words(text or "")


@dataclass(frozen=True, slots=True)
class Pick:
    """Which of them are to be printed."""

    codes: tuple[str, ...] = ()
    list_from: str = ""
    search: str = ""
    homeroom: str = ""
    place: str = ""
    order: str = Order.TAG
    laid_out: bool = False

    def listed(self) -> tuple[Listed, ...]:
        """The codes of the command line, on line 0, then those of the list."""
        given = tuple(Listed(0, code) for code in self.codes)
        if self.list_from == "-":
            return given + labels.listed("Standard input", sys.stdin.buffer.read())
        return given + (labels.read_list(Path(self.list_from)) if self.list_from else ())

    def which(self, kind: Kind, listed: tuple[Listed, ...]) -> Which:
        """The same for the services."""
        codes = tuple(one.code for one in listed)
        order = Order(self.order)
        return Which(
            kind, self.search, self.homeroom, self.place, codes, order, self.laid_out
        )  # fmt: skip

    def in_words(self) -> str:
        """``“HP” and homeroom 204``; empty where all are meant."""
        said = (
            f"“{self.search}”" if self.search else "",
            f"homeroom {self.homeroom}" if self.homeroom else "",
            f"place {self.place}" if self.place else "",
            "what is laid out" if self.laid_out else "",
        )
        return a_list([one for one in said if one])


@dataclass(frozen=True, slots=True)
class Print:
    """What they are to be printed on, and where the file goes."""

    sheet: str = ""
    page: str | None = None
    grid: tuple[int, int] | None = None
    margin: tuple[float, float] | None = None
    pitch: tuple[float, float] | None = None
    start: int | None = None
    nudge: tuple[float, float] | None = None
    code: str | None = None
    out: Path | None = None
    format: str | None = None
    dpi: str | None = None
    skip: bool = False
    dry_run: bool = False
    as_json: bool = False

    def setup(self, office: Office) -> Setup:
        """The setup of the last time, with what was said now. Raises LabelRefused, UsageError."""
        setup = labels.remembered(office)
        if self.sheet:
            setup = replace(setup, stock=find_stock(self.sheet, self.page or "", grid=self._grid()))
        self._refuse_own_grid(setup.stock.name)
        if self.nudge is not None:
            setup = replace(setup, right=self.nudge[0], down=self.nudge[1])
        if self.code is not None:
            setup = replace(setup, symbology=_CODES[self.code])
        setup = replace(setup, start=1 if self.start is None else self.start)
        if self.form() is Form.ZPL:  # a roll has no first sheet
            setup = replace(setup, start=1)
        check_setup(setup)
        return setup

    def form(self) -> Form:
        """PDF, unless the file's name or --format says otherwise. Raises UsageError."""
        suffix = self._file.suffix[1:].lower() if self._file else ""
        told = suffix if suffix in list(Form) else ""
        if self.format and told and told != self.format:
            raise click.UsageError(f"--out ends with .{told} and --format says {self.format}.")
        if self._file and not (told or self.format):
            raise click.UsageError(
                f"{self._file.name} has to end with .pdf, .svg or .zpl, or say --format."
            )
        form = Form(self.format or told or Form.PDF)
        if self.dpi and form is not Form.ZPL:
            raise click.UsageError("--dpi is for label printers; it goes with --format zpl.")
        return form

    def target(self, stem: str, today: date) -> Path:
        """The file that was named, else a free one here or in the folder that was named."""
        if self._file:
            return self._file
        name = f"{stem}-{today.isoformat()}.{self.form()}"
        return labels.free_path(self.out / name if self.out else Path(name))

    def of_sheets(self) -> list[str]:
        """Those of the options said that mean nothing without --sheet."""
        said = {
            "--grid": self.grid, "--margin": self.margin, "--pitch": self.pitch,
            "--start": self.start, "--nudge": self.nudge, "--code": self.code,
        }  # fmt: skip
        return [name for name, value in said.items() if value is not None]

    @property
    def _file(self) -> Path | None:
        """The file that was named; None for none, and for a folder."""
        return None if self.out is None or is_folder(self.out) else self.out

    def _grid(self) -> Grid | None:
        if self.grid is None:
            if self.margin or self.pitch:
                raise click.UsageError("--margin and --pitch go with --grid COLUMNSxROWS.")
            return None
        return Grid(*self.grid, *(self.margin or (-1, -1)), *(self.pitch or (0, 0)))

    def _refuse_own_grid(self, name: str) -> None:
        """Raise UsageError where a sheet that has its own is told another."""
        told = self.grid or self.margin or self.pitch or self.page
        if told and not self.sheet:
            raise click.UsageError(
                "--page, --grid, --margin and --pitch go with a size: --sheet 70x36."
            )
        if told and name in STOCKS:
            raise click.UsageError(
                f"Avery {name} has its own page and grid; --page, --grid, --margin and --pitch go"
                " with a size: --sheet 70x36."
            )


def options(*several: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several options as one decorator, in this order of the help."""

    def decorate(command: Command) -> Command:
        for option in reversed(several):
            command = option(command)
        return command

    return decorate


list_option = click.option(
    "--list", "list_from", metavar="FILE", callback=_filled,
    help="Also those of a file, one code a line; - reads standard input.",
)  # fmt: skip
search_option = click.option(
    "--search", metavar="TEXT", callback=_filled, help="Those that F5 finds by these words."
)
homeroom_option = click.option(
    "--homeroom", metavar="H", callback=_filled, help="Those of the students of one homeroom."
)
place_option = click.option(
    "--place", metavar="P", callback=_filled, help="Those that are at a place or belong there."
)
order_option = click.option(
    "--order", type=click.Choice([order.value for order in Order]), default=Order.TAG.value,
    help="By tag or ID, or by homeroom and name.",
)  # fmt: skip
laid_out_option = click.option(
    "--laid-out", is_flag=True,
    help="Those that are laid out, with the name, by homeroom and name.",
)  # fmt: skip
paper_option = click.option("--page", type=click.Choice(list(PAPERS)), help="Letter or A4.")
out_options = options(
    click.option(
        "--out", type=NAMED, metavar="FILE",
        help="Ends with .pdf, .svg or .zpl; else a free name in this folder.",
    ),
    click.option(
        "--format", type=click.Choice([form.value for form in Form]),
        help="What kind of file, where its name doesn't say it.",
    ),
    json_option,
)  # fmt: skip
stock_options = options(
    click.option(
        "--sheet", metavar="NAME|SIZE", callback=_filled,
        help="5160, 5167, L7160, or a size as 50x25; else that of the last time.",
    ),
    paper_option,
    click.option(
        "--grid", callback=_columns, metavar="3x8", help="How many labels of that size a page has."
    ),
    click.option(
        "--margin", callback=_positive_pair, metavar="X,Y", help="Where the first one is, in mm."
    ),
    click.option(
        "--pitch", callback=_positive_pair, metavar="X,Y", help="From one to the next, in mm."
    ),
    click.option(
        "--nudge", callback=_pair, metavar="RIGHT,DOWN", help="Move all, in mm; kept for next time."
    ),
)  # fmt: skip
print_options = options(
    stock_options,
    click.option(
        "--start", type=Whole(), metavar="N", help="The first label still there."
    ),
    click.option("--code", type=click.Choice(list(_CODES)), help="Code 128 or Code 39."),
    click.option("--dpi", type=click.Choice(_DPIS), help="Dots an inch of a label printer."),
    click.option("--skip", is_flag=True, help="Leave out what doesn't fit on the label."),
    click.option("--dry-run", is_flag=True, help="Say what would be written; write nothing."),
    out_options,
)  # fmt: skip
