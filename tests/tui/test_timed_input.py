"""Scan lines that know the scanner: the long silence from the first scan on, the times of keys."""

import pytest
from textual.app import ComposeResult

from inventory.rules.scanner_profile import ScannerProfile
from inventory.services.office import Office
from tests.builders import FixedClock
from tests.tui.bursts import Seen, ThemedApp, post_keys, post_strokes, strokes, until
from tests.tui.scanning import running
from tui.widgets.scan_input import ScanInput
from tui.widgets.scan_line import Scan, ScanLine
from tui.widgets.strokes import Stroke
from tui.widgets.timed_input import TimedScanInput

STALLED = [*strokes("NS-1", 2.0), *strokes("04101\r", 2.6)]
"""A code with half a second of stall in it."""


@pytest.mark.parametrize(("suffixed", "scans"), [(True, ["NS-104101"]), (False, ["NS-1", "04101"])])
def test_the_first_scan_of_a_known_scanner_is_not_cut_by_a_stall(
    suffixed: bool, scans: list[str]
) -> None:
    """Without a suffix that is known, silence has to decide."""
    line = ScanLine(suffixed=suffixed)
    found = [outcome for key in STALLED for outcome in line.feed(key).outcomes]
    assert [outcome.raw for outcome in found if isinstance(outcome, Scan)] == scans


@pytest.mark.parametrize(
    ("profile", "scans"),
    [
        (ScannerProfile("enter"), ["NS-104101"]),
        (ScannerProfile(""), ["NS-1", "04101"]),
        (None, ["NS-1", "04101"]),
    ],
)
async def test_a_table_takes_the_suffix_from_the_scanner_check(
    sample_office: Office, clock: FixedClock, profile: ScannerProfile | None, scans: list[str]
) -> None:
    """The first scan of the day, half of it held up."""
    sample_office.scanner = profile
    async with running(sample_office, clock, "f2") as driver:
        post_strokes(driver.app, STALLED)
        await driver.settle(len(scans))
        assert [verdict.scan for verdict in driver.verdicts] == scans


class TimedApp(ThemedApp):
    """Nothing but the line."""

    def compose(self) -> ComposeResult:
        yield TimedScanInput()


async def test_300_scans_at_once_keep_their_keys_apart() -> None:
    """Each with its own gaps and suffix, none with a key of its neighbour."""
    app, seen = TimedApp(), Seen(TimedScanInput.Timed)
    codes = [f"DPS-{number:06}" for number in range(300)]
    async with app.run_test(message_hook=seen):
        for at, code in enumerate(codes):
            post_keys(app, f"{code}\r\n", start=10.0 + at, gap=0.003)
        await seen.wait_for(300)
    assert [message.raw for message in seen.messages] == codes
    assert {message.suffix for message in seen.messages} == {"enter"}
    assert all(message.gaps == pytest.approx((0.003,) * 9) for message in seen.messages)


async def test_scans_without_a_suffix_keep_their_keys_apart() -> None:
    """Also a short code that was no burst, before the one that is."""
    app, seen = TimedApp(), Seen(TimedScanInput.Timed)
    async with app.run_test(message_hook=seen):
        post_keys(app, "12", start=5.0, gap=0.01)
        post_keys(app, "ABCDEF", start=6.5, gap=0.02)
        post_keys(app, "GHIJ", start=9.0, gap=0.03)
        await seen.wait_for(3)
    assert [(message.raw, message.suffix) for message in seen.messages] == [
        ("12", ""), ("ABCDEF", ""), ("GHIJ", ""),
    ]  # fmt: skip
    assert [len(message.gaps) for message in seen.messages] == [1, 5, 3]
    assert seen.messages[1].gaps == pytest.approx((0.02,) * 5)


async def test_what_was_typed_before_and_wiped_belongs_to_no_scan() -> None:
    """Escape, and a letter taken back."""
    app, seen = TimedApp(), Seen(TimedScanInput.Timed)
    async with app.run_test(message_hook=seen):
        keys = [
            *strokes("xy", 1.0, 0.5),
            Stroke("escape", None, 2.5),
            *strokes("q", 3.0),
            Stroke("backspace", None, 3.5),
            *strokes("ABCDEF\t", 5.0, 0.006),
        ]
        post_strokes(app, keys)
        await seen.wait_for(1)
    (message,) = seen.messages
    assert (message.raw, message.suffix) == ("ABCDEF", "tab")
    assert message.gaps == pytest.approx((0.006,) * 5)


async def test_the_shift_keys_of_a_kitty_terminal_are_no_characters() -> None:
    """They come as keys of their own, and are left out of the speed."""
    app, seen = TimedApp(), Seen(TimedScanInput.Timed)
    async with app.run_test(message_hook=seen):
        keys = []
        for stroke in strokes("ABCD\r", 5.0, 0.010):
            keys += [Stroke("left_shift", None, stroke.time - 0.004), stroke]
        post_strokes(app, keys)
        await seen.wait_for(1)
    (message,) = seen.messages
    assert message.suffix == "enter"
    assert message.gaps == pytest.approx((0.010,) * 3)


async def test_a_line_of_another_screen_is_as_it_was() -> None:
    """It posts plain scans, and waits as long as it always did."""

    class PlainApp(ThemedApp):
        def compose(self) -> ComposeResult:
            yield ScanInput()

    app, seen = PlainApp(), Seen(ScanInput.Scanned)
    async with app.run_test(message_hook=seen):
        assert not app.screen.query_one(ScanInput).suffixed
        post_keys(app, "NS-1\r")
        (message,) = await seen.wait_for(1)
        assert type(message) is ScanInput.Scanned
        await until(lambda: app.screen.query_one(ScanInput).suffixed)
