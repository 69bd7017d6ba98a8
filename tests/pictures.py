"""Draws the pictures in ``docs/`` from the app itself and fills the tables in the README.

Run ``python -m tests.pictures`` after a change to a screen, a key, a verdict or a command, and look
at what it drew. The film beside them is made by ``python -m tests.recording``.
"""

import asyncio
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from textual.binding import Binding

from inventory.model import Mode
from inventory.rules.commands import Command
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.verdict import Code
from tests.builders import CountedEntropy, FixedClock, a_device, a_person, enrol
from tests.shown.stills import STILLS, drawn
from tui.app import ChampionApp
from tui.help_words import COMMANDS, VERDICTS
from tui.screens import audit, inspect
from tui.screens.audit import AuditScreen
from tui.screens.home import HomeScreen
from tui.screens.inspect import InspectScreen
from tui.screens.scan_screen import ScanScreen
from tui.screens.take_back import TakeBackScreen
from tui.widgets.key_bar import key_cap

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"

LEFT_OUT: Mapping[str, frozenset[str]] = {
    "Hand out": frozenset(),
    "Take back": frozenset(),
    "Audit": audit.NOT_HERE,
    "Inspect": inspect.NOT_HERE,
}
"""The scan screens, and what they share that one of them leaves out."""


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
        ("", ScanScreen),
        ("Take back", TakeBackScreen),
        ("Inspect", InspectScreen),
        ("Audit", AuditScreen),
    ):
        for binding in owner.__dict__.get("BINDINGS", []):
            if binding.tooltip:
                rows.append((_cap(binding), where or _works_on(binding), binding.tooltip))
        if owner is ScanScreen:
            rows += [(key, "Take back, Inspect", does) for key, does in _hot_keys()]
    return _table(("key", "where", "does"), rows)


def _cap(binding: Binding) -> str:
    """The key as it is printed on the keyboard."""
    cap = binding.key_display or key_cap(binding.key.split(",")[0].replace("ctrl+", "^"))
    return {"escape": "Esc", "tab": "Tab"}.get(cap, cap.replace("^", "Ctrl+"))


def _works_on(binding: Binding) -> str:
    return ", ".join(name for name, without in LEFT_OUT.items() if binding.action not in without)


def _hot_keys() -> Iterator[tuple[str, str]]:
    """The letters under the verdict of a device that came in without its charger."""
    office = Office.in_memory(FixedClock(), CountedEntropy())
    enrol(office, [a_device("NS-101")], [a_person("2001")])
    for mode, codes in ((Mode.OUT, ("2001", "NS-101")), (Mode.BACK, ("NS-101", "ZZCHNONE"))):
        desk = Desk(office, mode)
        for code in codes:
            desk.scan(code)
    screen = TakeBackScreen()
    screen.desk = desk
    for choice in screen._first_choices():
        yield choice.key.upper(), f"Of the device scanned last: {choice.label}"
    office.close()


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


def _between(table: str, found: re.Match[str]) -> str:
    return f"{found[1]}{table}{found[2]}"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main() -> int:
    """Write the tables and the pictures, with nobody's own preferences."""
    README.write_text(filled(README.read_text("utf-8")), "utf-8")
    with TemporaryDirectory(prefix="champion-pictures-") as folder:
        nobodys = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME", "APPDATA"), folder)
        with patch.dict(os.environ, nobodys):
            for still in STILLS:
                still.file.write_text(asyncio.run(drawn(still)), "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
