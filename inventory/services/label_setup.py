"""How labels are printed: what is kept for the next time."""

from contextlib import suppress
from dataclasses import replace
from math import isfinite

from inventory.errors import LabelRefused
from inventory.files.labels.bars import Symbology
from inventory.files.labels.setup import FARTHEST, Setup
from inventory.files.labels.stock import PAPERS, STOCKS, find_stock
from inventory.services.office import Office
from inventory.store import settings

_PREFIX = "labels."
FIRST_STOCK = "5160"
FIRST_PAPER = "letter"


def remembered(office: Office) -> Setup:
    """Stock, bars and nudge of the last time; Avery 5160 at first, and where they can't be read."""
    kept = settings.under(office.database, _PREFIX)
    stock = STOCKS[FIRST_STOCK]
    with suppress(LabelRefused):
        stock = find_stock(kept.get("labels.stock", FIRST_STOCK))
    symbology = Symbology.CODE128
    with suppress(ValueError):
        symbology = Symbology(kept.get("labels.symbology", symbology))
    right, down = (_length(kept.get(f"labels.{way}", "0")) for way in ("right", "down"))
    return Setup(stock, symbology, 1, right, down)


def remember(office: Office, setup: Setup) -> None:
    """Keep stock, bars and nudge for the next time; where a sheet was begun is another matter."""
    if replace(setup, start=1) == remembered(office):
        return
    with office.database.immediate():
        for key, value in (
            ("stock", setup.stock.name),
            ("symbology", setup.symbology.value),
            ("right", f"{setup.right:g}"),
            ("down", f"{setup.down:g}"),
        ):
            settings.put_setting(office.database, f"{_PREFIX}{key}", value)


def remembered_paper(office: Office) -> str:
    """The paper for whole pages: letter or a4."""
    paper = settings.value(office.database, "labels.paper")
    return paper if paper is not None and paper in PAPERS else FIRST_PAPER


def remember_paper(office: Office, paper: str) -> None:
    """Keep the paper for whole pages."""
    if paper == remembered_paper(office):
        return
    with office.database.immediate():
        settings.put_setting(office.database, "labels.paper", paper)


def _length(text: str) -> float:
    try:
        length = float(text)
    except ValueError:
        return 0.0
    return length if isfinite(length) and abs(length) <= FARTHEST else 0.0
