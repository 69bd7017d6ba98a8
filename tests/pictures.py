"""Draws the pictures in ``docs/`` from the app itself and fills the tables in the README.

Run ``python -m tests.pictures`` after a change to a screen, a key, a verdict or a command.
"""

import asyncio
import re
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from textual import events

from inventory.rules.commands import Command
from inventory.services import sample
from inventory.services.office import Office
from inventory.verdict import Code
from tests.builders import CountedEntropy, FixedClock
from tests.tui.bursts import key_name
from tui.app import ChampionApp
from tui.help_words import COMMANDS, VERDICTS
from tui.screens.audit import NOT_HERE, AuditScreen
from tui.screens.home import HomeScreen
from tui.screens.scan_screen import ScanScreen
from tui.screens.take_back import TakeBackScreen
from tui.widgets.key_bar import key_cap

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PICTURE = ROOT / "docs" / "hand-out.svg"
SCANS = ("8101839", "0012352", "8100374", "0012359", "8103182", "NS-104392", "8102533", "0012364")


def verdict_table() -> str:
    """Every verdict code with its severity, its word and what it means."""
    rows = [
        (code.glyph, code.word, f"`{code.value}`", code.severity.value, VERDICTS[code])
        for code in Code
    ]
    return _table(("", "word", "code", "verdict", "what it means"), rows)


def command_table() -> str:
    """Every command barcode."""
    return _table(("barcode", "does"), [(f"`{c.value}`", COMMANDS[c]) for c in Command])


def key_table() -> str:
    """Every key with a tooltip: of the app, of Home, and of the scan screens."""
    rows = []
    for where, owner in (
        ("everywhere", ChampionApp),
        ("Home", HomeScreen),
        ("Hand out, Take back", ScanScreen),
        ("Take back", TakeBackScreen),
        ("Audit", AuditScreen),
    ):
        for binding in owner.__dict__.get("BINDINGS", []):
            if binding.tooltip:
                cap = key_cap(binding.key.split(",")[0].replace("ctrl+", "^"))
                cap = cap.replace("^", "Ctrl+").replace("escape", "Esc")
                also = owner is ScanScreen and binding.action not in NOT_HERE
                rows.append((cap, f"{where}, Audit" if also else where, binding.tooltip))
    return _table(("key", "where", "does"), rows)


def filled(readme: str) -> str:
    """The README with its tables as they have to be."""
    for name, table in (
        ("verdicts", verdict_table()),
        ("keys", key_table()),
        ("commands", command_table()),
    ):
        pattern = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
        readme = re.sub(pattern, partial(_between, table), readme, flags=re.DOTALL)
    return readme


async def draw() -> None:
    """Play a few scans and save the screen."""
    clock = FixedClock()
    office = Office.in_memory(clock, CountedEntropy())
    sample.fill(office)
    app = ChampionApp(office)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        for scan in SCANS:
            clock.advance(7)
            for char in f"{scan}\r":
                key = key_name(char)
                app.post_message(events.Key(key, None if char == "\r" else char))
            await pilot.pause(0.3)
        app.save_screenshot(PICTURE.name, str(PICTURE.parent))


def _between(table: str, found: re.Match[str]) -> str:
    return f"{found[1]}{table}{found[2]}"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main() -> int:
    """Write both."""
    README.write_text(filled(README.read_text("utf-8")), "utf-8")
    asyncio.run(draw())
    return 0


if __name__ == "__main__":
    sys.exit(main())
