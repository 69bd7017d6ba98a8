"""The screen is covered after a while without keys; nothing beneath is lost or cut."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from time import monotonic

import pytest
from textual import events as textual_events
from textual.pilot import Pilot

from inventory.errors import ChampionError
from inventory.rules.duties import Role
from inventory.services import operators, pages
from inventory.services.office import Office
from inventory.store import events
from tests.builders import FixedClock
from tests.tui.bursts import post_keys, until
from tests.tui.scanning import Driver
from tests.tui.screens.sample_school import lines, says, shown, typed
from tui.app import ChampionApp
from tui.idle import IdleWatch
from tui.screens.ask_text import AskTextScreen
from tui.screens.fault import FaultScreen
from tui.screens.hand_out import HandOutScreen
from tui.screens.home import HomeScreen
from tui.screens.locked import LockedListScreen, LockedScreen
from tui.screens.take_back import TakeBackScreen
from tui.screens.who import StartScreen, WhoScreen

AMA, READY, MAYAS = "8101839", "0012352", "NS-104135"
NAMES = ("Ama", "Maya")


class Lid:
    """The app with an idle watch that looks when it is told to."""

    def __init__(self, app: ChampionApp, pilot: Pilot[str], clock: FixedClock) -> None:
        self.app, self.pilot, self.clock = app, pilot, clock
        self._watch = IdleWatch(app)

    def pass_by(self, seconds: float) -> None:
        """Let time go by without a key, and look."""
        self.clock.advance(seconds)
        self._watch.look()

    def sleep(self, seconds: float) -> None:
        """Close the lid: the wall clock goes on, and the second hand stands still."""
        self.clock.wall += timedelta(seconds=seconds)
        self._watch.look()

    @property
    def is_due(self) -> bool:
        """Whether it is about to be covered."""
        return self._watch.is_due

    async def locked(
        self, kind: type[LockedScreen] | type[LockedListScreen] = LockedScreen
    ) -> None:
        """Wait until the screen is covered."""
        await shown(kind, self.app)

    async def at(self, *keys: str) -> Driver:
        """Press keys that lead to Hand out, and sit down at it."""
        await typed(self.pilot, *keys)
        await shown(HandOutScreen, self.app)
        return Driver(self.app, self.pilot, self.clock)

    @property
    def text(self) -> str:
        """All that is drawn."""
        drawn = self.app.screen._compositor.render_strips()
        return "\n".join("".join(part.text for part in strip) for strip in drawn)


@asynccontextmanager
async def laptop(office: Office, clock: FixedClock, *, demo: bool = False) -> AsyncIterator[Lid]:
    """The app on a laptop, with nobody's own idle watch."""
    app = ChampionApp(office, demo=demo)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        yield Lid(app, pilot, clock)


@pytest.fixture(autouse=True)
def nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app's own idle watch, which begins a second after the start and takes its time anew."""
    monkeypatch.setattr("tui.app.UPKEEP_AFTER", 3_600)


@pytest.fixture
def listed(sample_office: Office) -> Office:
    """Ada the champion has a PIN and a badge; Bea helps."""
    operators.add(sample_office, "Ada Park", Role.CHAMPION, badge="STAFF-00417", pin="4711")
    operators.add(sample_office, "Bea Lind", Role.HELPER)
    return sample_office


async def test_after_five_minutes_without_a_key_nothing_is_to_be_seen(
    sample_office: Office, clock: FixedClock
) -> None:
    """Not a second before; then the screen has no name on it, and any key shows it again."""
    async with laptop(sample_office, clock) as lid:
        table = await lid.at("f2")
        await table.scan(AMA, MAYAS)
        assert all(name in lid.text for name in NAMES)
        lid.pass_by(299)
        assert not lid.is_due
        assert isinstance(lid.app.screen, HandOutScreen)
        lid.pass_by(1)
        await lid.locked()
        await lid.pilot.pause()
        assert "Blanked after 5 minutes. Nothing of students is shown." in lid.text
        assert not any(name in lid.text for name in NAMES)
        await typed(lid.pilot, "x")
        await shown(HandOutScreen, lid.app)
        await lid.pilot.pause()
        assert all(name in lid.text for name in NAMES)
        assert table.screen.line.text == "", "the key did nothing else"


@pytest.mark.parametrize("key", ["f2", "f5", "ctrl+s", "ctrl+p", "escape", "enter", "down", "f1"])
async def test_the_key_that_goes_on_does_nothing_else(
    sample_office: Office, clock: FixedClock, key: str
) -> None:
    """Whatever it means elsewhere."""
    async with laptop(sample_office, clock) as lid:
        lid.pass_by(300)
        await lid.locked()
        await typed(lid.pilot, key)
        await shown(HomeScreen, lid.app)
        assert len(lid.app.screen_stack) == 1


async def test_a_hot_key_does_not_amend_what_nobody_sees(
    sample_office: Office, clock: FixedClock
) -> None:
    """The d of “damage” only shows the screen again."""
    async with laptop(sample_office, clock) as lid:
        await typed(lid.pilot, "f3")
        await shown(TakeBackScreen, lid.app)
        table = Driver(lid.app, lid.pilot, lid.clock)
        await table.scan(MAYAS)
        before, band = events.count(sample_office.database), table.band
        lid.pass_by(300)
        await lid.locked()
        await typed(lid.pilot, "d")
        await shown(TakeBackScreen, lid.app)
        assert (events.count(sample_office.database), table.band) == (before, band)


async def test_a_scan_onto_the_covered_screen_counts(
    sample_office: Office, clock: FixedClock
) -> None:
    """Also the two behind it, with no gap; the person who stood there still stands there."""
    async with laptop(sample_office, clock) as lid:
        table = await lid.at("f2")
        await table.scan(AMA)
        lid.pass_by(900)
        await lid.locked()
        table.type_keys(f"{READY}\r8100374\rNS-104392\r")
        await shown(HandOutScreen, lid.app)
        await table.settle(4)
        assert [one.scan for one in table.verdicts] == [AMA, READY, "8100374", "NS-104392"]
        assert pages.device_page(sample_office, READY).custody.person == AMA


@pytest.mark.parametrize("by", ["slow keys", "slow keys without Enter", "a paste"])
async def test_a_scan_counts_however_it_is_typed(
    sample_office: Office, clock: FixedClock, by: str
) -> None:
    """By an old scanner as slow as a person, one that sends no Enter, and one that pastes."""
    async with laptop(sample_office, clock) as lid:
        table = await lid.at("f2")
        await table.scan(AMA)
        lid.pass_by(900)
        await lid.locked()
        if by == "a paste":
            lid.app.post_message(textual_events.Paste(f"{READY}\n"))
        else:
            end = "\r" if by == "slow keys" else ""
            post_keys(lid.app, f"{READY}{end}", start=monotonic(), gap=0.06)
        await table.settle(2)
        assert table.band[0] == f"✓ HANDED OUT    {READY}"


async def test_what_was_half_typed_stays_and_mixes_with_nothing(
    sample_office: Office, clock: FixedClock
) -> None:
    """A scan onto the covered screen is complete as it came."""
    async with laptop(sample_office, clock) as lid:
        table = await lid.at("f2")
        await typed(lid.pilot, "8")
        lid.pass_by(900)
        await lid.locked()
        table.type_keys(f"{AMA}\r")
        await table.settle(1)
        assert [one.scan for one in table.verdicts] == [AMA]


async def test_a_question_stays_open_beneath(sample_office: Office, clock: FixedClock) -> None:
    """The same code again, scanned onto the covered screen, answers it as if nothing had been."""
    async with laptop(sample_office, clock) as lid:
        table = await lid.at("f2")
        await table.scan(AMA, MAYAS)
        assert table.screen.desk.table.asked
        lid.pass_by(900)
        await lid.locked()
        table.type_keys(f"{MAYAS}\r")
        await table.settle(3)
        assert pages.device_page(sample_office, MAYAS).custody.person == AMA


async def test_a_dialog_stays_as_it_is(sample_office: Office, clock: FixedClock) -> None:
    """With what was written in it."""
    async with laptop(sample_office, clock) as lid:
        await typed(lid.pilot, "ctrl+s", "enter")
        await shown(AskTextScreen, lid.app)
        await typed(lid.pilot, "x", "y")
        lid.pass_by(300)
        await lid.locked()
        await typed(lid.pilot, "space")
        await shown(AskTextScreen, lid.app)
        await typed(lid.pilot, "z")
        await typed(lid.pilot, "enter")
        await until(lambda: sample_office.setting("school").endswith("xyz"))


async def test_keys_put_it_off_and_a_burst_is_never_cut(
    sample_office: Office, clock: FixedClock
) -> None:
    """Each key begins the minutes anew; a lid that is opened waits for the burst to end."""
    async with laptop(sample_office, clock) as lid:
        table = await lid.at("f2")
        lid.pass_by(250)
        await typed(lid.pilot, "f2")
        lid.pass_by(250)
        assert not lid.is_due
        table.type_keys("81018")
        await until(lambda: table.screen.line.text == "81018")
        lid.sleep(3_600)
        assert not lid.is_due, "the burst goes on"
        table.type_keys("39\r")
        await table.settle(1)
        assert table.verdicts[0].scan == AMA
        lid.pass_by(1)
        await lid.locked()


@pytest.mark.parametrize(("minutes", "after"), [("1", 60), ("30", 1_800)])
async def test_the_setting_says_how_long(
    sample_office: Office, clock: FixedClock, minutes: str, after: int
) -> None:
    """And the screen says so."""
    sample_office.change_setting("lock_after", minutes)
    async with laptop(sample_office, clock) as lid:
        lid.pass_by(after - 1)
        assert not lid.is_due
        lid.pass_by(1)
        await lid.locked()
        unit = "minute" if minutes == "1" else "minutes"
        assert f"Blanked after {minutes} {unit}." in lines(lid.app, "locked")


async def test_a_zero_is_never(sample_office: Office, clock: FixedClock) -> None:
    """Not after a day, and not when the lid is opened."""
    sample_office.change_setting("lock_after", "0")
    async with laptop(sample_office, clock) as lid:
        lid.pass_by(86_400)
        lid.sleep(86_400)
        assert not lid.is_due


async def test_the_watch_runs_by_itself_and_never_in_the_sample_school(
    sample_office: Office, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second after the start it looks; in the sample school there is nobody to hide."""
    looked: list[IdleWatch] = []
    look = IdleWatch.look

    def counted(watch: IdleWatch) -> None:
        looked.append(watch)
        look(watch)

    monkeypatch.setattr("tui.app.UPKEEP_AFTER", 0.01)
    monkeypatch.setattr("tui.idle.LOOK_EVERY", 0.01)
    monkeypatch.setattr(IdleWatch, "look", counted)
    async with laptop(sample_office, clock) as lid:
        await until(lambda: len(looked) > 1)
        clock.advance(300)
        await lid.locked()
    looked.clear()
    async with laptop(sample_office, clock, demo=True) as lid:
        await lid.pilot.pause(0.2)
        clock.advance(86_400)
        await lid.pilot.pause(0.2)
        assert looked == []
        assert isinstance(lid.app.screen, HomeScreen)


async def test_a_corner_says_nothing_while_the_screen_is_covered(
    sample_office: Office, clock: FixedClock
) -> None:
    """What a hub tells of a student has to wait until somebody looks."""
    async with laptop(sample_office, clock) as lid:
        lid.pass_by(300)
        await lid.locked()
        lid.app.notify("Take it back from Maya Okonkwo.", timeout=30)
        await lid.pilot.pause(0.1)
        assert "Maya" not in lid.text
        await typed(lid.pilot, "x")
        await shown(HomeScreen, lid.app)
        await until(lambda: "Take it back from Maya" in lid.text)


async def test_a_disk_that_refuses_is_told_all_the_same(
    sample_office: Office, clock: FixedClock
) -> None:
    """The clear screen comes to the front; behind it the screen is covered still."""
    async with laptop(sample_office, clock) as lid:
        lid.pass_by(300)
        await lid.locked()
        lid.app.stop_scanning(ChampionError("The file is damaged.", "Restore a backup."))
        await shown(FaultScreen, lid.app)
        post_keys(lid.app, f"{READY}\r")
        await says(lid.app, "strip", f"Not recorded: {READY}.")
        await typed(lid.pilot, "ctrl+r")
        await lid.locked()


async def test_a_scan_onto_a_covered_fault_is_refused(
    sample_office: Office, clock: FixedClock
) -> None:
    """It counts where it would have counted: nowhere, and it is said."""
    async with laptop(sample_office, clock) as lid:
        lid.app.stop_scanning(ChampionError("The file is damaged.", "Restore a backup."))
        await shown(FaultScreen, lid.app)
        before = events.count(sample_office.database)
        lid.pass_by(300)
        await lid.locked()
        post_keys(lid.app, f"{READY}\r")
        await shown(FaultScreen, lid.app)
        await until(lambda: f"Not recorded: {READY}." in lid.text)
        assert events.count(sample_office.database) == before


async def test_with_a_list_somebody_has_to_say_who_goes_on(
    listed: Office, clock: FixedClock
) -> None:
    """A card is refused aloud, another key does nothing, a badge goes on under its name."""
    async with laptop(listed, clock) as lid:
        table = await lid.at("down", "enter", "f2")
        await table.scan(AMA)
        before = events.count(listed.database)
        lid.pass_by(300)
        await lid.locked(LockedListScreen)
        await lid.pilot.pause()
        assert not any(name in lid.text for name in NAMES)
        for key in ("escape", "f2", "f5", "f6", "ctrl+s", "ctrl+p", "ctrl+w", "f1", "x"):
            await typed(lid.pilot, key)
            assert isinstance(lid.app.screen, LockedListScreen), key
        await typed(lid.pilot, "escape")
        table.type_keys(f"{READY}\r")
        await says(lid.app, "strip", f"Not recorded: {READY}. {StartScreen.REFUSES}")
        assert events.count(listed.database) == before
        table.type_keys(f"STAFF-00417\r{AMA}\r{READY}\r")
        await table.settle(4)
        assert table.band[0] == f"✓ HANDED OUT    {READY}"
        assert [one.actor for one in events.everything(listed.database)][-1] == "Ada Park"


async def test_nothing_goes_to_the_student_before_the_one_whose_card_was_refused(
    listed: Office, clock: FixedClock
) -> None:
    """Who stood at the table is gone, and what was refused stands among the last events."""
    async with laptop(listed, clock) as lid:
        table = await lid.at("down", "enter", "f2")
        await table.scan(AMA)
        lid.pass_by(300)
        await lid.locked(LockedListScreen)
        table.type_keys("8100374\r")
        await says(lid.app, "strip", "Not recorded: 8100374.")
        await typed(lid.pilot, "enter")
        await shown(HandOutScreen, lid.app)
        await until(lambda: "not recorded" in table.words)
        await table.scan(READY)
        assert pages.device_page(listed, READY).custody.person is None
        assert "HELD" in table.band[0] or "WAIT" in table.band[0]


async def test_of_many_scans_onto_the_covered_screen_all_are_counted(
    listed: Office, clock: FixedClock
) -> None:
    """Nobody takes the ones before the last for recorded."""
    async with laptop(listed, clock) as lid:
        table = await lid.at("down", "enter", "f2")
        lid.pass_by(300)
        await lid.locked(LockedListScreen)
        table.type_keys("".join(f"NS-{number}\r" for number in range(101, 149)))
        await says(lid.app, "strip", "Not recorded: 48 scans, the last NS-148.")


async def test_keys_that_came_before_the_look_are_heard_first(
    listed: Office, clock: FixedClock
) -> None:
    """A program that stood still finds its timer before the scans that wait."""
    async with laptop(listed, clock) as lid:
        table = await lid.at("down", "enter", "f2")
        lid.pass_by(300)
        table.type_keys(f"{AMA}\r{READY}\r")
        await table.settle(2)
        await until(lambda: not lid.is_due)
        assert isinstance(lid.app.screen, HandOutScreen)
        assert pages.device_page(listed, READY).custody.person == AMA


async def test_with_a_list_and_no_pin_enter_goes_on(listed: Office, clock: FixedClock) -> None:
    """The one who was there is marked; with a PIN it is asked for."""
    async with laptop(listed, clock) as lid:
        await typed(lid.pilot, "down", "enter")
        await shown(HomeScreen, lid.app)
        lid.pass_by(300)
        await lid.locked(LockedListScreen)
        await typed(lid.pilot, "enter")
        await shown(HomeScreen, lid.app)
        assert listed.operator.name == "Bea Lind"
        lid.pass_by(300)
        await lid.locked(LockedListScreen)
        await typed(lid.pilot, "up", "enter", *"4711", "enter")
        await shown(HomeScreen, lid.app)
        assert listed.operator.name == "Ada Park"


async def test_the_question_at_the_start_is_not_covered(listed: Office, clock: FixedClock) -> None:
    """It shows nothing of students, and asks the same."""
    async with laptop(listed, clock) as lid:
        await shown(StartScreen, lid.app)
        front = lid.app.screen
        lid.pass_by(900)
        assert not lid.is_due
        assert lid.app.screen is front


async def test_a_question_that_can_be_left_is_covered(listed: Office, clock: FixedClock) -> None:
    """Esc on it would show the students behind it."""
    async with laptop(listed, clock) as lid:
        await lid.at("down", "enter", "f2")
        await typed(lid.pilot, "ctrl+w")
        await shown(WhoScreen, lid.app)
        lid.pass_by(300)
        await lid.locked(LockedListScreen)
        await typed(lid.pilot, "enter")
        await shown(WhoScreen, lid.app)


async def test_nothing_is_covered_twice(sample_office: Office, clock: FixedClock) -> None:
    """One key is enough after a night, also where a fault was told meanwhile."""
    async with laptop(sample_office, clock) as lid:
        for _ in range(3):
            lid.pass_by(3_600)
            await lid.locked()
        lid.app.stop_scanning(ChampionError("The file is damaged.", "Restore a backup."))
        await shown(FaultScreen, lid.app)
        lid.pass_by(3_600)
        await typed(lid.pilot, "ctrl+r")
        await lid.locked()
        await typed(lid.pilot, "x")
        await shown(HomeScreen, lid.app)
        assert len(lid.app.screen_stack) == 1
