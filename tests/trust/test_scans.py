"""Scans as fast as a cable carries them, and into an app that stalls: each counted once, in order.

What a scan screen recorded is read from the journal and compared with what was typed. The random
stalls follow from ``SEED``.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from threading import Thread
from time import monotonic, perf_counter

import pytest
from textual import events
from textual.app import App
from textual.widgets import Input

from inventory.audit import Scope
from inventory.errors import ChampionError
from inventory.model import Mode
from inventory.services import audit_draft, audits
from inventory.services.desk import Desk
from inventory.services.office import Office
from tests.builders import SITE, CountedEntropy, FixedClock, a_device, a_person, a_place, enrol
from tests.terminal.conftest import built_school, school
from tests.terminal.journal import scans
from tests.terminal.school import School, hand_outs
from tests.terminal.terminal import key
from tests.trust.figures import keep
from tests.tui.bursts import key_name, post_keys, post_strokes, until
from tests.tui.scanning import Driver, running
from tests.tui.test_scan_input import StockApp
from tui.widgets.strokes import Stroke

__all__ = ["built_school", "school"]

SEED = 20_261_122
AT_ONCE, FEWER, STALLED, ON_TOP = 200, 100, 500, 20
LONGEST_STALL = 0.4
COUNT = 260
SUFFIXES = {"CR": "\r", "LF": "\n", "CR LF": "\r\n", "Tab": "\t"}
SCREENS = {Mode.OUT: "f2", Mode.BACK: "f3", Mode.AUDIT: "f4"}


def tag(number: int) -> str:
    """The asset tag of a device."""
    return f"NS-{100_000 + number}"


def person(number: int) -> str:
    """The number of a student."""
    return f"{2_000_000 + number}"


@cache
def _content(mode: Mode) -> bytes:
    """A school, made once; its devices are out where they are taken back."""
    clock = FixedClock()
    office = Office.in_memory(clock, CountedEntropy())
    numbers = range(2 * COUNT)
    enrol(
        office,
        [a_device(tag(number), serial=f"5CD{number:07}") for number in numbers],
        [a_person(person(number), last_name=f"Family{number}") for number in numbers],
        [a_place()],
    )
    office.change_setting("site", SITE)
    if mode is Mode.BACK:
        desk = Desk(office, Mode.OUT)
        for number in numbers:
            clock.advance(2)
            desk.scan(person(number))
            desk.scan(tag(number))
    if mode is Mode.AUDIT:
        audits.open_audit(office, audit_draft.draft(office, Scope()))
    content = office.database.conn.serialize()
    office.close()
    return content


def codes_for(mode: Mode, count: int) -> list[str]:
    """What is scanned on a screen: a student and a device by turns, or devices alone."""
    if mode is not Mode.OUT:
        return [tag(number) for number in range(count)]
    return [each for number in range(count // 2) for each in (person(number), tag(number))]


def recorded(office: Office) -> list[str]:
    """The raw text of every scan in the journal, in the station's own order."""
    rows = office.database.rows(
        "SELECT json_extract(body, '$.scan') FROM event WHERE json_extract(body, '$.scan') <> ''"
        " AND json_extract(body, '$.verdict') IS NOT NULL ORDER BY seq"
    )
    return [raw for (raw,) in rows]


@dataclass
class Table:
    """A scan screen of the real app, and what its journal held before."""

    driver: Driver
    office: Office
    before: int

    @property
    def app(self) -> App[str]:
        """The app."""
        return self.driver.app

    @property
    def got(self) -> list[str]:
        """What was recorded since."""
        return recorded(self.office)[self.before :]

    @property
    def scans(self) -> list[str]:
        """The same without command barcodes."""
        return [raw for raw in self.got if not raw.startswith("ZZ")]

    async def wait_for(self, count: int) -> list[str]:
        """What was recorded, once the screen has shown so many verdicts, or patience ends."""
        await until_or_quiet(lambda: len(self.driver.verdicts) >= count)
        await self.driver.pilot.pause()
        return self.got


async def until_or_quiet(condition: Callable[[], bool], patience: float = 10.0) -> None:
    """Let the loop turn until the condition holds, at most so many seconds."""
    end = monotonic() + patience
    while not condition() and monotonic() < end:
        await asyncio.sleep(0.01)


@asynccontextmanager
async def at(mode: Mode) -> AsyncIterator[Table]:
    """The app on the screen of a mode, with a school of its own."""
    clock = FixedClock()
    office = Office.in_memory(clock, CountedEntropy(1_000_000))
    office.database.conn.deserialize(_content(mode))
    clock.advance(24 * 3600)
    office = Office(office.database, clock, CountedEntropy(2_000_000))
    before = len(recorded(office))
    async with running(office, clock, SCREENS[mode]) as driver:
        await until(lambda: driver.screen.line.has_focus)
        yield Table(driver, office, before)
    office.close()


@dataclass
class Tally:
    """What was typed, and in how far the journals tell something else."""

    scans: int = 0
    wrong: int = 0
    """Scans that were lost, merged, cut or recorded twice."""
    out_of_order: int = 0
    told: list[str] = field(default_factory=list)

    def compare(self, what: str, typed: Sequence[str], got: Sequence[str]) -> None:
        """Count a burst."""
        self.scans += len(typed)
        gone, odd = Counter(typed) - Counter(got), Counter(got) - Counter(typed)
        self.wrong += max(gone.total(), odd.total())
        if not gone and not odd:
            moved = sum(one != other for one, other in zip(typed, got, strict=True))
            self.out_of_order += moved
        if list(typed) != list(got):
            self.told.append(f"{what}: lost {list(gone)[:5]}, instead {list(odd)[:5]}")


async def at_once(tally: Tally, mode: Mode) -> None:
    """All keys in one go, for each suffix; then as one paste; then with nothing but pauses."""
    for name, suffix in SUFFIXES.items():
        codes = codes_for(mode, AT_ONCE if name == "CR" else FEWER)
        async with at(mode) as table:
            post_keys(table.app, "".join(code + suffix for code in codes))
            tally.compare(f"{mode} {name}", codes, await table.wait_for(len(codes)))
    codes = codes_for(mode, FEWER)
    async with at(mode) as table:
        table.app.post_message(events.Paste("\r".join(codes)))
        tally.compare(f"{mode} pasted", codes, await table.wait_for(FEWER))
    async with at(mode) as table:
        for number, code in enumerate(codes):  # the times of keys part them, whenever they are read
            post_keys(table.app, code, start=monotonic() - 60 + 0.2 * number, gap=0.005)
        tally.compare(f"{mode} no suffix", codes, await table.wait_for(FEWER))


async def stalled(tally: Tally, mode: Mode, count: int = STALLED) -> None:
    """Keys come in from a thread, as a terminal's do, while the loop is held up now and then."""
    chance = random.Random(f"{SEED} {mode}")
    codes = codes_for(mode, count)
    async with at(mode) as table:

        def scan() -> None:
            for code in codes:
                for char in f"{code}\r":
                    printed = char if char.isprintable() else None
                    table.app.post_message(events.Key(key_name(char), printed))
                time.sleep(chance.uniform(0, 0.012))

        scanner = Thread(target=scan)
        scanner.start()
        while scanner.is_alive():
            await asyncio.sleep(chance.uniform(0.02, 0.4))
            time.sleep(chance.choice((chance.uniform(0.02, LONGEST_STALL), LONGEST_STALL)))
        scanner.join()
        tally.compare(f"{mode} stalled", codes, await table.wait_for(count))


async def with_something_on_top(tally: Tally, mode: Mode, *keys: str) -> None:
    """A burst arrives while a page, a dialog or the palette lies on the scan screen."""
    codes = codes_for(mode, 2 * ON_TOP)
    async with at(mode) as table:
        post_keys(table.app, "".join(f"{code}\r" for code in codes[:ON_TOP]))
        await table.wait_for(ON_TOP)
        await table.driver.pilot.press(*keys)
        await until(lambda: table.app.screen is not table.driver.screen)
        await table.driver.pilot.pause()
        post_keys(table.app, "".join(f"{code}\r" for code in codes[ON_TOP:]))
        tally.compare(f"{mode} under {keys}", codes, await table.wait_for(2 * ON_TOP))


async def resized(tally: Tally, mode: Mode) -> None:
    """The window changes its size with keys on their way, also inside a code."""
    codes = codes_for(mode, AT_ONCE)
    text = "".join(f"{code}\r" for code in codes)
    async with at(mode) as table:
        part = len(text) // 8
        for number, start in enumerate(range(0, len(text), part)):
            post_keys(table.app, text[start : start + part])
            await table.driver.pilot.resize_terminal(*((120, 40), (60, 15))[number % 2])
        tally.compare(f"{mode} resized", codes, await table.wait_for(AT_ONCE))


async def switched(tally: Tally) -> None:
    """Barcodes that change the screen stand between scans, all in one go."""
    codes = codes_for(Mode.OUT, 3 * ON_TOP)
    parts = [codes[:ON_TOP], codes[1 : 2 * ON_TOP : 2], codes[2 * ON_TOP :]]
    lines = [*parts[0], "ZZBACK", *parts[1], "ZZOUT", *parts[2]]
    async with at(Mode.OUT) as table:
        post_keys(table.app, "".join(f"{line}\r" for line in lines))
        wanted = [code for part in parts for code in part]
        await until_or_quiet(lambda: len(table.scans) >= len(wanted))
        tally.compare("switched by barcodes", wanted, table.scans)
    async with at(Mode.OUT) as table:
        post_keys(table.app, "".join(f"{code}\r" for code in parts[0]))
        table.app.post_message(events.Key("f3", None))
        post_keys(table.app, "".join(f"{code}\r" for code in parts[1]))
        wanted = parts[0] + parts[1]
        await until_or_quiet(lambda: len(table.scans) >= len(wanted))
        tally.compare("switched by a key", wanted, table.scans)


async def stock_input() -> str:
    """Positive control: Textual's own field, given the same keys, must lose scans."""
    codes, app = codes_for(Mode.AUDIT, AT_ONCE), StockApp()
    async with app.run_test():
        post_keys(app, "".join(f"{code}\r" for code in codes))
        await until_or_quiet(lambda: len(app.submitted) >= AT_ONCE)
        tally = Tally()
        tally.compare("stock", codes, app.submitted)
    assert tally.wrong > AT_ONCE // 2
    return f"{tally.wrong} of {AT_ONCE} scans lost or merged"


async def test_every_scan_is_recorded_once_and_in_order() -> None:
    """On each scan screen: at once, stalled, under a dialog, while the window changes."""
    began, tally = perf_counter(), Tally()
    for mode in SCREENS:
        await at_once(tally, mode)
        await stalled(tally, mode)
        await resized(tally, mode)
        for keys in (("f1",), ("ctrl+p",), ("ctrl+f",)):
            await with_something_on_top(tally, mode, *keys)
    await switched(tally)
    control = await stock_input()

    assert tally.told == [], f"seed {SEED}"
    counted = {"scans": tally.scans, "wrong": tally.wrong, "out of order": tally.out_of_order}
    keep("scans", counted, {"a stock Input": control}, seconds=perf_counter() - began)


@pytest.mark.long
@pytest.mark.parametrize("mode", SCREENS)
@pytest.mark.parametrize("time_round", range(12))
async def test_more_stalls(mode: Mode, time_round: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other moments each time."""
    monkeypatch.setattr(f"{__name__}.SEED", SEED + time_round + 1)
    tally = Tally()
    await stalled(tally, mode)
    assert tally.told == [], f"seed {SEED}"


async def test_what_no_code_is_called_lands_in_the_field_that_waits_for_text() -> None:
    """Unknown codes on a dialog are no scans: they stand in its field, all of them, in order."""
    async with at(Mode.BACK) as table:
        await table.driver.scan(tag(0))
        await table.driver.pilot.press("n")
        await until(lambda: isinstance(table.app.focused, Input))
        before = table.got
        codes = [f"WORDS-{number} " for number in range(ON_TOP)]
        post_keys(table.app, "".join(f"{code}\r" for code in codes))
        field_ = table.app.focused
        assert isinstance(field_, Input)
        await until_or_quiet(lambda: codes[-1].strip() in field_.value)
        assert field_.value.split() == [code.strip() for code in codes]
        assert table.got == before


async def test_what_is_scanned_while_work_is_stopped_is_refused_aloud(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One ring for each, the last one named, and nothing of it recorded."""
    async with at(Mode.OUT) as table:
        app = table.driver.app
        app.stop_scanning(ChampionError("The disk is full.", "Make room."))
        await table.driver.pilot.pause()
        rings: list[int] = []
        monkeypatch.setattr(app, "ring", lambda: rings.append(1))
        codes = codes_for(Mode.OUT, ON_TOP)
        post_keys(app, "".join(f"{code}\r" for code in codes))
        await until_or_quiet(lambda: len(rings) >= ON_TOP)
        assert len(rings) == ON_TOP
        assert table.got == []


async def test_commands_on_a_dialog_are_refused_aloud(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each one rings and does nothing."""
    async with at(Mode.OUT) as table:
        app = table.driver.app
        await table.driver.pilot.press("ctrl+f")
        await until(lambda: app.screen is not table.driver.screen)
        rings: list[int] = []
        monkeypatch.setattr(app, "ring", lambda: rings.append(1))
        post_keys(app, "ZZUNDO\r" * ON_TOP)
        await until_or_quiet(lambda: len(rings) >= ON_TOP)
        assert len(rings) == ON_TOP
        assert table.got == []


@pytest.mark.parametrize("pause", [0.12, 0.5])
async def test_a_key_that_is_no_part_of_a_scan_is_told_among_the_last_events(pause: float) -> None:
    """A letter long before a code without a suffix: nothing typed disappears without a word."""
    async with at(Mode.OUT) as table:
        now = monotonic() - 5
        post_keys(table.app, "x", start=now)
        post_keys(table.app, person(0), start=now + pause, gap=0.005)
        assert await table.wait_for(1) == [person(0)]
        await until(lambda: "left out" in table.driver.words)


async def test_a_stall_behind_the_first_key_cuts_nothing_off() -> None:
    """Also of the very first scan, before it is known that this scanner sends a suffix."""
    async with at(Mode.OUT) as table:
        now = monotonic() - 5
        post_keys(table.app, person(7)[:1], start=now)
        post_keys(table.app, f"{person(7)[1:]}\r", start=now + 0.4, gap=0.005)
        assert await table.wait_for(1) == [person(7)]
        assert "left out" not in table.driver.words


async def test_scans_behind_a_key_count_on_the_screen_that_it_leads_to() -> None:
    """After a stall F3 and the next scans are read in one go: they are returns, none a hand-out."""
    codes = [tag(number) for number in range(ON_TOP)]
    async with at(Mode.OUT) as table:
        post_keys(table.app, "".join(f"{code}\r" for code in codes_for(Mode.OUT, 2 * ON_TOP)))
        table.app.post_message(events.Key("f3", None))
        post_keys(table.app, "".join(f"{code}\r" for code in codes))
        await until_or_quiet(lambda: len(table.scans) >= 3 * ON_TOP)
        verdicts = table.office.database.rows(
            "SELECT json_extract(body, '$.verdict') FROM event WHERE kind = 'return' ORDER BY seq"
        )
        assert verdicts == [("returned",)] * ON_TOP


async def test_undo_between_two_scans_undoes_the_one_before_it() -> None:
    """Ctrl+Z and the scan behind it are read in one go."""
    async with at(Mode.OUT) as table:
        now = monotonic() - 5
        post_keys(table.app, f"{person(1)}\r{tag(1)}\r", start=now, gap=0.005)
        post_strokes(table.app, [Stroke("ctrl+z", None, now + 0.5)])
        post_keys(table.app, f"{tag(2)}\r", start=now + 0.8, gap=0.005)
        await until_or_quiet(lambda: len(table.scans) >= 3)
        await table.driver.pilot.pause()
        assert [verdict.code.value for verdict in table.driver.verdicts[1:]] == [
            "issued",
            "undone",
            "issued",
        ]


def test_pauses_inside_codes_of_a_real_terminal_cut_none_in_two(school: School) -> None:
    """What comes in pieces, as over a slow link or from a busy laptop, behind any character."""
    chance, codes = random.Random(SEED), hand_outs(60)
    with school.open() as terminal:
        terminal.wait_for("HOME")
        terminal.write(key("f2"))
        terminal.wait_for("HAND OUT")
        terminal.settle()
        for number, code in enumerate(codes):
            cut = chance.randrange(len(code)) if number else 1
            terminal.write(code[:cut].encode())
            if number % 4 == 0:
                terminal.drain(chance.uniform(0.13, LONGEST_STALL))
            terminal.write(code[cut:].encode() + b"\r")
        terminal.wait_for(codes[-1], 30)
        terminal.settle()
        terminal.write(key("ctrl+q"))
        assert terminal.wait_exit(30) == 0
    assert [one.scan for one in scans(school.database)] == codes
