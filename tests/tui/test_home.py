"""Home, and what the app is at the start."""

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import monotonic, perf_counter
from typing import Any

import pytest
from textual.app import App

from inventory.audit import AuditState, Scope
from inventory.model import Mode
from inventory.services import audit_draft, audits, picture
from inventory.services.desk import Desk
from inventory.services.glance import NextAudit
from inventory.services.office import Office
from tests.builders import CountedEntropy, FixedClock
from tests.tui.bursts import post_keys, until
from tests.tui.faulty import Locker
from tests.tui.home_states import STATES
from tui.app import ChampionApp
from tui.pages import PAGES
from tui.screens.audit_due import home_line
from tui.screens.home import HomeScreen
from tui.screens.home_doors import Door, ScreenDoor
from tui.screens.home_lines import Frame, draw
from tui.screens.list_page import ListPage
from tui.widgets.record_table import RecordTable
from tui.widgets.text_lines import TextLines
from tui.widgets.walk_lines import WalkLines


def home_screen(app: App[Any]) -> HomeScreen:
    """Home, which is in front."""
    assert isinstance(app.screen, HomeScreen)
    return app.screen


async def read(app: App[Any]) -> WalkLines:
    """The lines of Home, once all of it was read."""
    await until(lambda: isinstance(app.screen, HomeScreen))
    glance = home_screen(app).glance
    await until(lambda: "Audit Q" in glance.text)
    return glance


def numbers(glance: WalkLines) -> dict[Door, int]:
    """Every number that leads to a list; a bar that says ``all`` has none left."""
    found = {}
    lines = glance.text.splitlines()
    for spot in glance._doors:
        if isinstance(spot.door, Door):
            digits = re.search(r"\d[\d,]*", lines[spot.row][spot.column : spot.end])
            found[spot.door] = int(digits[0].replace(",", "")) if digits else 0
    return found


async def rows_of(app: App[Any]) -> int:
    """How many rows the list has that was just opened, once it has read them."""
    await until(lambda: isinstance(app.screen, ListPage) and bool(app.screen.query(RecordTable)))
    table = app.screen.query_one(RecordTable)
    await until(lambda: table.has_focus and table.is_mounted and table.size.height > 0)
    assert len(table.source.rows(table.row_keys)) == len(table.row_keys)
    return len(table.row_keys)


async def test_home_shows_where_the_devices_are(sample_office: Office) -> None:
    """The school, its figures, and the keys that go on from there."""
    async with ChampionApp(sample_office).run_test(size=(80, 24)) as pilot:
        glance = await read(pilot.app)
        assert "Northside Middle" in glance.text
        assert "with people 140" in glance.text
        assert "140 out and 0 back today" in glance.text
        assert "3 to be checked" in glance.text


@pytest.mark.parametrize(
    ("state", "size"),
    [("collecting", (80, 24)), ("auditing", (120, 40)), ("wanting", (80, 24))],
    ids=["collecting", "auditing", "wanting"],
)
async def test_every_number_opens_its_list(
    sample_office: Office, clock: FixedClock, state: str, size: tuple[int, int]
) -> None:
    """Each shows a list with as many rows, and the lists are read as they are shown."""
    STATES[state](sample_office, clock)
    app = ChampionApp(sample_office)
    async with app.run_test(size=size, notifications=True):
        glance = await read(app)
        walked = []
        for door, number in numbers(glance).items():
            assert glance.go_to(door)
            glance.action_open()
            assert await rows_of(app) == number, door
            empty = app.screen.query_one(RecordTable).empty
            assert number or ("meanwhile" not in empty and empty.endswith(".")), door
            walked.append(door.name)
            app.pop_screen()
            await until(lambda: isinstance(app.screen, HomeScreen))
        assert {"devices", "people", "with-people", "out-today", "back-today"} <= set(walked)
        assert len(walked) > (20 if size[1] > 24 else 14)


async def test_a_list_of_nothing_says_that_there_never_was_any(sample_office: Office) -> None:
    """As on a new morning; only what needed somebody may be settled meanwhile."""
    app = ChampionApp(sample_office)
    async with app.run_test(size=(80, 24), notifications=True):
        glance = await read(app)
        (back,) = (door for door in numbers(glance) if door.name == "back-today")
        assert glance.go_to(back)
        glance.action_open()
        assert await rows_of(app) == 0
        assert app.screen.query_one(RecordTable).empty == "Nothing was taken back today."


async def test_every_kind_of_need_is_among_them(sample_office: Office, clock: FixedClock) -> None:
    """What the school of the test above has so much of that none is left out."""
    STATES["wanting"](sample_office, clock)
    app = ChampionApp(sample_office)
    async with app.run_test(size=(80, 24)):
        glance = await read(app)
        names = {door.name for door in numbers(glance)}
        assert ScreenDoor("inbox") in glance.doors
        assert "swapped, to correct" in glance.text
    needs = {"disputed", "parked", "left-still-holding", "out-too-long", "not-seen"}
    assert needs | {"to-be-checked"} <= names


async def test_what_is_settled_on_a_screen_leads_there(
    sample_office: Office, clock: FixedClock
) -> None:
    """Swaps to the Inbox, the audit to its own screen."""
    STATES["wanting"](sample_office, clock)
    app = ChampionApp(sample_office)
    async with app.run_test(size=(80, 24)) as pilot:
        for mode in ("inbox", "audit"):
            glance = await read(app)
            assert glance.go_to(ScreenDoor(mode))
            await pilot.press("enter")
            await until(lambda mode=mode: app.current_mode == mode)  # type: ignore[misc]
            await pilot.press("f10")
            await until(lambda: isinstance(app.screen, HomeScreen))


async def test_f10_leads_to_home_itself_whatever_was_opened_from_it(sample_office: Office) -> None:
    """Also from a device's page over a list, and from another big screen; the list is not left to
    stand before Home, and a list of F8 stays as it was."""
    app = ChampionApp(sample_office)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await read(app)
        for away in ("", "f2", "enter", "f8 enter"):
            await pilot.press("enter")
            await until(lambda: isinstance(app.screen, ListPage))
            await until(lambda: bool(app.screen.query(RecordTable)))
            await pilot.press(*away.split(), "f10")
            await until(lambda: isinstance(app.screen, HomeScreen))
            assert [type(one) for one in app.screen_stack] == [HomeScreen]
        await pilot.press("f8")
        await until(lambda: isinstance(app.screen, ListPage))


async def test_bars_beyond_the_last_line_are_reached_by_walking_on(
    sample_office: Office, clock: FixedClock
) -> None:
    """Down at the last one in sight shows the next, up at the first one the one before."""
    STATES["crowded"](sample_office, clock)
    app = ChampionApp(sample_office)
    async with app.run_test(size=(80, 24)) as pilot:
        glance = await read(app)
        first = next(door for door in numbers(glance) if door.row == 0)
        assert glance.go_to(first)
        assert "1–6 of 15" in glance.text
        rows = []
        for _ in range(14):
            await pilot.press("down")
            rows.append(getattr(glance.door, "row", None))
        assert rows == list(range(1, 15))
        assert "10–15 of 15" in glance.text
        await pilot.press("down")
        assert getattr(glance.door, "row", None) is None
        assert glance.go_to(next(door for door in numbers(glance) if door.row == 9))
        for _ in range(9):
            await pilot.press("up")
        assert (glance.door, "1–6 of 15" in glance.text) == (first, True)


async def test_the_cursor_begins_with_what_needs_a_person_and_stays_where_it_was_put(
    sample_office: Office, clock: FixedClock
) -> None:
    """Also when the number beside it changes."""
    app = ChampionApp(sample_office)
    async with app.run_test(size=(80, 24)) as pilot:
        glance = await read(app)
        assert isinstance(glance.door, Door)
        assert glance.door.name == "to-be-checked"
        await pilot.press("home")
        assert isinstance(glance.door, Door)
        assert glance.door.name == "devices"
        await pilot.press("right")
        Desk(sample_office, Mode.OUT).scan("NOBODY-KNOWS", clock.monotonic())
        home_screen(app).look()
        assert "1 parked" in glance.text
        assert isinstance(glance.door, Door)
        assert glance.door.name == "people"


async def test_news_is_read_while_home_is_in_front_and_only_then(
    sample_office: Office, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look without news reads nothing; behind another screen nothing is read at all."""
    times = 0
    read_picture = picture.picture

    def counted(office: Office) -> picture.Picture:
        nonlocal times
        times += 1
        return read_picture(office)

    app = ChampionApp(sample_office)
    async with app.run_test(size=(80, 24)) as pilot:
        await read(app)
        screen = home_screen(app)
        monkeypatch.setattr(picture, "picture", counted)
        screen.look()
        assert times == 0
        Desk(sample_office, Mode.OUT).scan("NOBODY-KNOWS", clock.monotonic())
        screen.look()
        screen.look()
        assert times == 1
        await pilot.press("f2")
        await until(lambda: app.current_mode == "hand_out")
        Desk(sample_office, Mode.OUT).scan("NOR-THIS", clock.monotonic())
        screen.look()
        assert times == 1


async def test_tab_goes_through_the_bars(sample_office: Office, clock: FixedClock) -> None:
    """By place first, where an audit is the only work of the day; then by homeroom and grade."""
    STATES["auditing"](sample_office, clock)
    app = ChampionApp(sample_office)
    async with app.run_test(size=(80, 24)) as pilot:
        glance = await read(app)
        found: list[str] = []
        following: list[str] = []
        for _ in range(4):
            await until(lambda: "seen by place" in glance.text or found != [])
            found.append(glance.text.splitlines()[8].split("  ")[0])
            following.append(app.screen.query_one("#strip", TextLines).text.split("  ")[1])
            await pilot.press("tab")
    assert found == [
        "Audit, seen by place",
        "Have a device, by homeroom",
        "Have a device, by grade",
        "Audit, seen by place",
    ]
    assert following == ["Tab room", "Tab grade", "Tab place", "Tab room"]


async def test_a_blind_audit_shows_no_place(sample_office: Office) -> None:
    """Neither what is expected there nor how much is left."""
    audits.open_audit(sample_office, audit_draft.draft(sample_office, Scope(blind=True)))
    async with ChampionApp(sample_office).run_test(size=(120, 40)) as pilot:
        glance = await read(pilot.app)
        assert "being scanned" in glance.text
        assert "seen by place" not in glance.text


async def test_letters_open_the_pages_of_the_year(sample_office: Office) -> None:
    """Each one is named above the line of keys, and each page is there."""
    app = ChampionApp(sample_office)
    async with app.run_test(size=(80, 24)) as pilot:
        for letter, name in zip(
            "YNBLP", ("year", "notes", "before", "lay_out", "papers"), strict=True
        ):
            await read(app)
            assert f"  {letter} " in app.screen.query_one("#strip", TextLines).text
            await pilot.press(letter.lower())
            wanted = PAGES[name].screen
            await until(lambda wanted=wanted: type(app.screen).__name__ == wanted)  # type: ignore[misc]
            app.pop_screen()
            await until(lambda: isinstance(app.screen, HomeScreen))


async def test_another_program_that_has_the_file_holds_nothing_up(
    sample_bytes: bytes, clock: FixedClock, tmp_path: Path
) -> None:
    """A look reads nothing then, without waiting; the next one does."""
    path = tmp_path / "school.db"
    path.touch(0o600)
    path.write_bytes(sample_bytes)
    office = Office.open(path, clock)
    app = ChampionApp(office)
    async with app.run_test(size=(80, 24)):
        glance = await read(app)
        Desk(office, Mode.OUT).scan("NOBODY-KNOWS", clock.monotonic())
        other = Locker(path)
        try:
            began = perf_counter()
            home_screen(app).look()
            assert perf_counter() - began < 1
            assert "1 parked" not in glance.text
            assert not app.is_stopped
        finally:
            other.let_go()
        home_screen(app).look()
        assert "1 parked" in glance.text
    assert office.database.value("PRAGMA busy_timeout") == office.database.patience_ms
    office.close()


async def test_the_cursor_stays_with_its_homeroom_when_bars_change_places(
    sample_office: Office, clock: FixedClock
) -> None:
    """Also where it goes out of sight: the bars in sight follow."""
    STATES["crowded"](sample_office, clock)
    app = ChampionApp(sample_office)
    async with app.run_test(size=(80, 24)):
        glance = await read(app)
        first = next(door for door in numbers(glance) if door.row == 0)
        assert glance.go_to(first)
        room = first.within.homeroom
        sample_office.database.conn.execute(
            "DELETE FROM person WHERE person_id IN (SELECT person_id FROM person p"
            " WHERE p.homeroom = ? AND NOT EXISTS"
            " (SELECT 1 FROM custody c WHERE c.person = p.person_id))",
            (room,),
        )
        home_screen(app).look()
        assert glance.door == first
        assert isinstance(glance.door, Door)
        assert glance.door.row == 14
        assert "10–15 of 15" in glance.text


def test_a_full_day_fits_the_smallest_screen(sample_office: Office, clock: FixedClock) -> None:
    """What needs somebody, each kind of it, and a legend of all groups: no line is too many."""
    STATES["wanting"](sample_office, clock)
    seen, ahead = picture.picture(sample_office), picture.ahead(sample_office)
    full = replace(seen, counts=dict.fromkeys(seen.counts, 1_234), parked=3, is_long=True, tables=2)
    for height in (18, 19, 20):
        drawn = draw(full, replace(ahead, swaps=2), clock.now(), Frame(74, height))
        text = ["".join(piece[0] for piece in line) for line in drawn.lines]
        assert len(text) == height
        assert "Audit Q" in text[-2]
        assert any("open another table" in line for line in text)


@pytest.mark.parametrize("letter", "YNBLP")
async def test_a_slow_scanners_code_presses_no_letter(sample_office: Office, letter: str) -> None:
    """Whichever letter begins it, with 50 ms between its keys; and its Enter opens no number."""
    app = ChampionApp(sample_office)
    async with app.run_test(size=(80, 24)):
        await read(app)
        post_keys(app, f"{letter}S-10\r", monotonic(), gap=0.05)
        await until(lambda: f"{letter}S-10" in app.screen.query_one("#strip", TextLines).text)
        assert isinstance(app.screen, HomeScreen)
        assert len(app.screen_stack) == 1


@pytest.mark.parametrize(
    ("day", "audit", "line"),
    [
        ("2026-11-21", {}, "Audit Q4 2026   due 15 December · not open yet"),
        ("2026-12-16", {}, "Audit Q4 2026   overdue since 15 December · not open yet"),
        ("2027-01-07", {}, "Audit Q4 2026   overdue since 15 December 2026 · not open yet"),
        ("2026-12-15", {"state": "OPEN"}, "Audit Q4 2026   due 15 December · 612 of 655 seen"),
        ("2026-12-15", {"state": "OPEN", "blind": True}, "due 15 December · being scanned"),
        ("2026-12-15", {"state": "LOCKED"}, "due 15 December · 43 variances to explain"),
        ("2026-12-15", {"state": "EXPLAINED"}, "due 15 December · to be signed"),
        ("2026-12-31", {"state": "SIGNED"}, "due 15 December · signed, the packet for IT is next"),
    ],
)
def test_home_names_the_audit_that_is_next(day: str, audit: dict[str, Any], line: str) -> None:
    """When it is due and how far it is, and the key that leads there in the column of the keys."""
    audit["state"] = AuditState(audit["state"]) if "state" in audit else None
    seen_to = NextAudit("2026-Q4", date(2026, 12, 15), seen=612, expected=655, unexplained=43)
    parts = home_line(replace(seen_to, **audit), date.fromisoformat(day))
    text = "".join(text for text, _ in parts)
    assert line in text
    assert len(text) <= 74
    assert text.index("F4") in (72, len(text) - 2)
    assert ("overdue" in text) == any(tone == "ask" for _, tone in parts)


async def test_the_line_of_the_audit_follows_the_first_frame(sample_office: Office) -> None:
    """It stands below what it does not move, and what comes next in the year below it."""
    async with ChampionApp(sample_office).run_test(size=(80, 24)) as pilot:
        glance = await read(pilot.app)
        *_, audit, coming = glance.text.splitlines()
        assert audit.startswith("Audit Q4 2026")
        assert audit.endswith("F4")
        assert coming.startswith("Next  Champions' session, Tuesday 8 December")
        assert coming.index("Y") == audit.index("F4")


async def test_the_keys_of_a_wide_home_stand_below_each_other(sample_office: Office) -> None:
    """At its right edge, as those of what needs somebody."""
    async with ChampionApp(sample_office).run_test(size=(120, 40)) as pilot:
        glance = await read(pilot.app)
        lines = glance.text.splitlines()
        needs = next(line for line in lines if line.endswith("F8"))
        *_, audit, coming = lines
        assert audit.endswith("F4")
        assert len(audit) == len(needs) == glance.content_size.width
        assert coming.endswith("Y")
        assert coming.index("Y", len(coming) - 1) == audit.index("F4")


def test_the_first_frame_loads_nothing_of_the_audit() -> None:
    """What is imported with the app is what Home's zones need."""
    late = "'inventory.audit', 'inventory.model', 'inventory.services.picture'"
    late += ", 'tui.screens.home_lines', 'tui.screens.list_page', 'tui.pages'"
    code = f"import sys, tui.app; print({{{late}}} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"


async def test_an_empty_database_says_what_to_do(clock: FixedClock) -> None:
    """The first start offers the school's files or the sample school."""
    office = Office.in_memory(clock, CountedEntropy())
    async with ChampionApp(office).run_test(size=(80, 24)) as pilot:
        glance = home_screen(pilot.app).glance
        await until(lambda: "import my school's files" in glance.text)
        await pilot.press("ctrl+e")
    assert pilot.app.return_value == "sample"


@pytest.mark.parametrize(
    "key", ["f2", "f3", "f4", "f5", "f6", "f7", "f8", "ctrl+s", "alt+4", "alt+0"]
)
async def test_every_key_leads_somewhere_and_back_home(sample_office: Office, key: str) -> None:
    """Each big screen opens, has its word in the bar, and F10 comes back."""
    app = ChampionApp(sample_office)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
        await pilot.pause(0.1)
        assert app.current_mode == ("home" if key == "alt+0" else app.current_mode)
        assert app.current_mode != "home" or key == "alt+0"
        await pilot.press("f10")
        await pilot.pause(0.1)
        assert app.current_mode == "home"


async def test_theme_and_bell_are_kept_for_the_next_start(
    sample_office: Office, tmp_path: Path
) -> None:
    """A change of ground is a preference of this laptop, not of the school."""
    app = ChampionApp(sample_office)
    async with app.run_test() as pilot:
        app.action_toggle_theme()
        app.action_toggle_bell()
        await pilot.pause()
    again = ChampionApp(sample_office)
    assert again.theme == "champion-light"
    kept = list((tmp_path / "profile").rglob("preferences.json"))
    assert [path.read_text("utf-8") for path in kept] == [
        '{"theme": "champion-light", "bell": false}'
    ]


async def test_a_crash_shows_no_name(
    sample_office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is printed after an error inside is one sentence, without the screen's content."""
    app = ChampionApp(sample_office)

    def crash() -> None:
        name = "Maya Okonkwo"
        raise ValueError(name)

    async def run() -> None:
        async with app.run_test() as pilot:
            app.call_later(crash)
            await pilot.pause()

    with pytest.raises(ValueError, match="Maya"):
        await run()
    app._print_error_renderables()
    printed = capsys.readouterr()
    assert "Something went wrong inside Champion (ValueError)" in printed.out + printed.err
    assert "Maya" not in printed.out + printed.err
