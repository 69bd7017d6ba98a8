"""The README's pictures: the app on the sample school, on a fixed day, after a few keys and scans.

The same app draws the same bytes.
"""

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import unescape
from pathlib import Path
from time import monotonic
from typing import Any

from textual import events
from textual.pilot import Pilot

from inventory.services import sample
from inventory.services.office import Office
from tests.builders import CountedEntropy, FixedClock
from tests.shown.days import AUDIT, COLLECTION, DISTRIBUTION
from tests.tui.bursts import key_name
from tui.app import ChampionApp

FOLDER = Path(__file__).parents[2] / "docs"
STEP = 7.0
"""Seconds from one step to the next, on the clock of the pictures."""
PATIENCE = 20.0
"""Seconds in which a screen says what it is to say, however busy the machine is."""
REST = 2.0
"""Seconds after which nothing more comes."""

# Rich names a font on the net: nobody who looks at a picture is to fetch anything.
_FONTS = re.compile(r"\s*@font-face \{.*?\n    \}\n", re.DOTALL)
_RUN = re.compile(r'x="([\d.]+)" [^>]*clip-path="url\(#[\w-]+-line-(\d+)\)">(.*?)</text>')
_CELL = 12.2
"""Rich's width of a cell."""


@dataclass(frozen=True, slots=True)
class Step:
    """A key (``f2``) or a scan (``=8101839``), and what the screen says afterwards."""

    does: str
    shows: str

    def is_done(self, picture: str) -> bool:
        """Whether the screen says it."""
        return self.shows in words(picture)


@dataclass(frozen=True, slots=True)
class Still:
    """A picture: its file's name, the day, the steps that lead there."""

    name: str
    day: datetime
    steps: tuple[Step, ...]

    @property
    def file(self) -> Path:
        """Where it is kept."""
        return FOLDER / f"{self.name}.svg"


def _scan(code: str, word: str, of: str = "") -> Step:
    """A scan, and its outcome in the band: of the device, or of the person whose card it is."""
    return Step(f"={code}", f"{word}    {of or code}")


_CHLOE, _HUDSON, _MAYA = "NS-104188", "NS-104320", "NS-104135"
_CART = "Library cart 3"
STILLS = (
    Still("home", DISTRIBUTION, (Step("f10", "Audit Q3"),)),
    Still(
        "hand-out",
        DISTRIBUTION,
        (
            Step("f2", "Scan a student's card"),
            _scan("8101839", "AT THE TABLE", "Ama Adeyemi"),
            _scan("0012352", "HANDED OUT"),
            _scan("8100374", "AT THE TABLE", "Kofi Adeyemi"),
            _scan("0012359", "HANDED OUT"),
            _scan("8103182", "AT THE TABLE", "Kwame Asante"),
            _scan(_MAYA, "OUT TO SOMEONE ELSE"),
        ),
    ),
    Still(
        "take-back",
        COLLECTION,
        (
            Step("f3", "Scan a device"),
            _scan(_CHLOE, "TAKEN BACK"),
            _scan(_HUDSON, "TAKEN BACK"),
            Step("c", "Charger not returned"),
            _scan("NS-104434", "TAKEN BACK"),
            _scan("NS-104396", "TAKEN BACK"),
            _scan("0012352", "ALREADY"),
            _scan("NS-104107", "TAKEN BACK"),
            _scan(_MAYA, "TAKEN BACK"),
            Step("d", "S screen"),
            Step("s", "A accident"),
            Step("a", "screen, cause: accident"),
        ),
    ),
    Still(
        "inspection",
        COLLECTION,
        (
            Step("f3", "Scan a device"),
            Step("ctrl+b", "By bag: the first device"),
            *(
                _scan(code, "TAKEN BACK")
                for code in (_CHLOE, _HUDSON, "NS-104256", "NS-104107", "NS-104396", "NS-104315")
            ),
            Step("ctrl+k", "Scan a device that you looked at"),
            _scan(_CHLOE, "CHECKED"),
            _scan(_HUDSON, "CHECKED"),
            Step("f", "Charger returned faulty"),
        ),
    ),
    Still(
        "audit",
        AUDIT,
        (
            Step("f4", "Open the Q3 2026 audit: 253"),
            Step("enter", "Open it and begin to scan"),
            Step("enter", "Scan where you stand"),
            _scan(_CART, "PLACE"),
            _scan("NS-104102", "VERIFIED"),
            _scan("NS-104124", "VERIFIED"),
            _scan("NS-104174", "VERIFIED"),
            _scan("NS-104101", "WRONG PLACE"),
        ),
    ),
    Still("labels", DISTRIBUTION, (Step("f9", "LABELS"), Step("enter", "Sheet 1 of"))),
)


@cache
def _school() -> bytes:
    """The sample school's database after its morning."""
    office = Office.in_memory(FixedClock(DISTRIBUTION), CountedEntropy())
    sample.fill(office)
    content = office.database.conn.serialize()
    office.close()
    return content


async def drawn(still: Still, like: str = "") -> str:
    """The picture as the app draws it now.

    On a busy machine the last change may come late: it is waited for what looks ``like`` this.
    """
    clock = FixedClock(DISTRIBUTION)
    clock.advance((still.day - DISTRIBUTION).total_seconds())
    office = Office.in_memory(clock, CountedEntropy(1_000_000))
    office.database.conn.deserialize(_school())
    office = Office(office.database, clock, CountedEntropy(2_000_000))
    app = ChampionApp(office)
    async with app.run_test(size=(80, 24)) as pilot:
        started = monotonic() - clock.monotonic()
        for step in still.steps:
            clock.advance(STEP)
            _do(app, step.does, started + clock.monotonic())
            await _until(app, pilot, step.is_done, PATIENCE)
        with suppress(TimeoutError):
            await _until(app, pilot, like.__eq__, REST)
        picture = _picture(app)
    office.close()
    return picture


def _do(app: ChampionApp, what: str, at: float) -> None:
    """Type a scan as a scanner does, or press a key, at this moment."""
    for key in f"{what[1:]}\r" if what.startswith("=") else [what]:
        character = key if len(key) == 1 and key.isprintable() else None
        event = events.Key(key_name(key), character)
        event.time = at
        app.post_message(event)


async def _until(
    app: ChampionApp, pilot: Pilot[Any], seen: Callable[[str], bool], seconds: float
) -> None:
    """Wait for what is seen in the picture."""
    async with asyncio.timeout(seconds):
        while not seen(_picture(app)):
            await pilot.pause(0.03)


def _picture(app: ChampionApp) -> str:
    return _FONTS.sub("\n", app.export_screenshot())


def words(svg: str) -> str:
    """What stands on a picture, row by row, each word in its column."""
    rows: dict[int, str] = {}
    for x, row, text in _RUN.findall(svg):
        before = rows.get(int(row), "").ljust(round(float(x) / _CELL))
        rows[int(row)] = before + unescape(text).replace("\xa0", " ")
    return "\n".join(rows.values())
