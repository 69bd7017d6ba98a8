"""The sample school with an audit on the way: scanned, explained, signed, submitted."""

import csv
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from inventory.audit import Audit, Expected, Scope
from inventory.model import Mode
from inventory.services import audit_draft, audit_figures, audits, packets, sample
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.text import UNSAFE
from tests.builders import (
    MORNING,
    CountedEntropy,
    FixedClock,
    a_device,
    a_person,
    a_place,
    enrol,
)
from tests.tui.bursts import until
from tui.app import ChampionApp
from tui.screens.page import Page
from tui.widgets.record_table import RecordTable

AMA, UNKNOWN, STRAY, LOST = "8101839", "XYZ-[/]99", "NS-104446", "NS-104119"
LAST_TIME = 2
"""How many devices both audits could not find."""
MISSING = 9
"""How many devices this audit could not find."""


def scanned(office: Office, *, leave: int, odd: bool = True) -> Audit:
    """An audit of all, every device seen where it is looked for but the last ``leave``; LOCKED.

    With ``odd`` two lie in the wrong place, two are in the wrong hands, and what nobody expected
    is found.
    """
    clock = office.clock
    assert isinstance(clock, FixedClock)
    planned = audit_draft.draft(office, Scope())
    audit = audits.open_audit(office, planned)
    desk = Desk(office, Mode.AUDIT)

    def scan(code: str) -> None:
        clock.advance(3)
        desk.scan(code)

    # A device that somebody has counts by its hand-out: only what lies on a shelf is missing.
    held = [one for one in planned.expected if one.person]
    shelved = [one for one in planned.expected if not one.person]
    elsewhere, hands = (shelved[:2], held[:2]) if odd else ([], [])
    seen = [*held[len(hands) :], *shelved[len(elsewhere) : len(shelved) - leave]]
    for place, some in _by_place(seen).items():
        scan(place)
        for one in some:
            scan(one.label)
    if odd:
        scan("Room 114")
        for code in (*(one.label for one in elsewhere), UNKNOWN, STRAY, LOST):
            scan(code)
        desk.describe("black HP, no sticker, [/]")
        for one in hands:
            scan(AMA)
            scan(one.label)
    return audits.lock(office, audit)


def _by_place(expected: list[Expected]) -> dict[str, list[Expected]]:
    places: dict[str, list[Expected]] = {}
    for one in expected:
        places.setdefault(one.look_in, []).append(one)
    return places


def explain_all(office: Office, audit: Audit) -> Audit:
    """An explanation for each variance; EXPLAINED."""
    subjects = [one.subject for one in audit_figures.variances(office, audit)]
    return audits.explain(office, audit, subjects, "no_action", note="looked everywhere")


def signed(office: Office, audit: Audit) -> Audit:
    """Explained and signed."""
    return packets.sign(office, explain_all(office, audit), "Ada Park", "librarian")


def submitted(office: Office, audit: Audit, folder: Path) -> Audit:
    """Explained, signed, and its packet in the folder."""
    return packets.submit(office, signed(office, audit), folder)[0]


@cache
def two_audits() -> bytes:
    """The school with an audit that was signed, and one after it that waits for explanations."""
    clock = FixedClock()
    office = Office.in_memory(clock, CountedEntropy())
    sample.fill(office)
    signed(office, scanned(office, leave=LAST_TIME, odd=False))
    clock.advance(24 * 3600)
    scanned(office, leave=MISSING)
    content = office.database.conn.serialize()
    office.close()
    return content


def audited_office() -> Office:
    """That school in memory, the day after."""
    clock = FixedClock(MORNING + timedelta(days=2))
    office = Office.in_memory(clock, CountedEntropy(5_000_000))
    office.database.conn.deserialize(two_audits())
    return Office(office.database, clock, CountedEntropy(6_000_000))


def newest(office: Office) -> Audit:
    """The audit that was opened last."""
    return audits.find(office)


async def open_page(app: ChampionApp, pilot: Pilot[Any], page: Page[Any]) -> None:
    """Put a page in front, and wait until it stands."""
    await app.push_screen(page)
    await until(lambda: app.screen is page and page.is_mounted)
    await pilot.pause()


def rows(app: ChampionApp) -> list[tuple[str, ...]]:
    """The rows of the table in front, from the top."""
    table = app.screen.query_one(RecordTable)
    cells = table.source.rows(table.row_keys)
    return [cells[key] for key in table.row_keys]


def under_the_cursor(app: ChampionApp) -> tuple[str, ...]:
    """The row that the cursor is on."""
    table = app.screen.query_one(RecordTable)
    key = table.cursor_key
    return table.source.rows([key])[key] if key is not None else ()


HOSTILE = "[/]\x1b[31m\u202e"
"""Markup that closes nothing, a colour, and a turn of the writing's direction."""


def hostile_office() -> Office:
    """A small school whose every name is hostile, with a scanned audit."""
    clock = FixedClock()
    office = Office.in_memory(clock, CountedEntropy())
    people = [a_person("2001", first_name=HOSTILE, last_name="Brandt"), a_person("2002")]
    room, cart = a_place(f"Room {HOSTILE}"), a_place("Cart 1", kind="cart")
    ours = [
        a_device(f"{number}{HOSTILE}", serial=f"S{number}", model=HOSTILE, place=place)
        for number, place in ((1, room.place), (2, room.place), (3, "Cart 1"), (4, "Cart 1"))
    ]
    theirs = a_device(f"5{HOSTILE}", serial="S5", model=HOSTILE, site=f"RIVER{HOSTILE}")
    enrol(office, [*ours, theirs], people, [room, cart])
    office.change_setting("site", "NORTH")
    desk = Desk(office, Mode.OUT)
    for code in ("2001", "S4"):
        clock.advance(3)
        desk.scan(code)
    audit = audits.open_audit(office, audit_draft.draft(office, Scope()))
    desk = Desk(office, Mode.AUDIT)
    for code in ("2002", "S4", "Cart 1", "S1", "S5", f"9{HOSTILE}"):
        clock.advance(3)
        desk.scan(code)
    desk.describe(HOSTILE)
    audits.lock(office, audit)
    return office


async def stands_harmless(app: ChampionApp) -> None:
    """Wait until the screen shows markup as it is, and no control characters."""

    def harmless() -> bool:
        lines = [strip.text for strip in app.screen._compositor.render_strips()]
        return "[/]" in "".join(lines) and not any(UNSAFE.search(line) for line in lines)

    await until(harmless)


def corrected_list(path: Path, *corrections: tuple[str, str, str]) -> Path:
    """The district's list with these cells changed: tag, column, value."""
    with (sample.sample_folder() / "devices.csv").open(encoding="utf-8", newline="") as file:
        lines = {line["asset_tag"] or line["serial"]: line for line in csv.DictReader(file)}
    for tag, column, value in corrections:
        lines[tag][column] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(next(iter(lines.values()))))
        writer.writeheader()
        writer.writerows(lines.values())
    return path


CORRECTIONS = (
    ("NS-104449", "service", "MISSING"),
    ("0012359", "place", "Room [/]"),
    ("NS-104102", "notes", "repaired [/] twice"),
)
"""One proposal taken over, one changed, and a change that nobody asked for."""
