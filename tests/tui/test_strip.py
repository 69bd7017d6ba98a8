"""The strip above the keys says whole sentences, on every page and on a small screen."""

import pytest
from rich.cells import cell_len
from textual.app import ComposeResult

from inventory.services.office import Office
from tests.tui.bursts import ThemedApp, until
from tests.tui.screens.sample_school import page
from tui.app import ChampionApp
from tui.pages import PAGES
from tui.screens.page import Page
from tui.widgets.key_bar import KeyBar
from tui.widgets.strip_lines import MOST, StripLines, parted
from tui.widgets.text_lines import Toned

FOLDER = "/home/school-library/Documents/Chromebooks 2026-2027/Autumn collection/For district IT"
SAVED: list[Toned] = [("✓ Saved ", "ok"), (f"1,204 rows to {FOLDER}/missing-chargers.csv", "plain")]
NOT_SAVED: list[Toned] = [
    (
        f"Nothing was saved. There is a file {FOLDER}/missing-chargers-2026-11-21.csv already. ",
        "stop",
    ),
    ("Choose another name: no file that is there is ever written over by Champion.", "muted"),
]
HINT = (
    "Take it out, change it on the server, and give the new one in PGPASSWORD, in the password"
    " file of PostgreSQL (PGPASSFILE), or in the file that CHAMPION_HUB_PASSWORD_FILE names."
)
REFUSED: list[Toned] = [
    ("There is a password in the hub's address, where others can read it. ", "ask"),
    (HINT, "muted"),
]
LONGEST_NAME = "8100673"
LONG_CODE = "https://assets.northside.example/devices/chromebooks/2026/PF33ZLSX?from=label&of=NS"


def drawn(strip: StripLines) -> list[str]:
    """The lines as they stand on the screen."""
    return [strip.render_line(y).text.rstrip() for y in range(strip.content_size.height)]


def words(text: str) -> str:
    """The text without its spaces, which a line's end may stand for."""
    return "".join(text.split())


def is_whole(strip: StripLines) -> bool:
    """Whether all that was said can be read."""
    return words("".join(drawn(strip))) == words(strip.text)


async def says_all(app: ChampionApp, parts: list[Toned]) -> None:
    """Say it, and wait until it stands whole above the keys, with the page still above it."""
    page(app).show_strip(*parts)
    await stands_whole(app)


async def stands_whole(app: ChampionApp) -> None:
    """A strip that cuts its text never comes to stand so."""
    strip = app.screen.query_one(StripLines)
    await until(lambda: is_whole(strip))
    assert strip.region.bottom == app.screen.query_one(KeyBar).region.y
    assert app.focused is None or app.focused.region.height > 0


@pytest.fixture
def school(sample_office: Office) -> ChampionApp:
    """The app on the sample school."""
    return ChampionApp(sample_office)


BIG = ["home", "look_up", "inbox", "imports", "exports", "labels", "audit", "settings"]
PLACES = [
    *(f"show_mode('{mode}')" for mode in BIG),
    *(f"show_page('{name}')" for name in PAGES),
    "help", "check_scanner", "ask_who",
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
async def test_the_strip_cuts_no_sentence_on_a_small_screen(
    school: ChampionApp, place: str
) -> None:
    """Files with long paths, refusals with their hints, scans of long names and long codes."""
    async with school.run_test(size=(80, 24)) as pilot:
        await until(lambda: isinstance(school.screen, Page))
        await school.run_action(f"app.{place}")
        await pilot.pause()
        for parts in (SAVED, NOT_SAVED, REFUSED):
            await says_all(school, parts)
        for code in (LONGEST_NAME, LONG_CODE):
            page(school).take_scan(code, 0.0)
            await stands_whole(school)
        page(school).show_strip()
        await until(lambda: school.screen.query_one(StripLines).size.height == 1)


@pytest.mark.parametrize("width", [20, 74, 114])
def test_a_text_is_parted_at_its_spaces_and_a_path_behind_a_folder(width: int) -> None:
    """No line is longer than the strip, none begins with a space, and no tone is lost."""
    lines = parted(SAVED, width, most=99)
    texts = ["".join(text for text, _ in line) for line in lines]
    assert all(cell_len(text) <= width for text in texts)
    assert not any(text.startswith(" ") for text in texts)
    assert words("".join(texts)) == words("".join(text for text, _ in SAVED))
    assert lines[0][0] == ("✓ Saved ", "ok")
    if width == 74:
        assert texts[0].endswith("Chromebooks")


def test_what_is_longer_than_the_strip_loses_the_middle_of_its_longest_word() -> None:
    """The sentence and the end of the path stay."""
    path = f"/home/{'a-folder/' * 40}list.csv"
    lines = parted([(f"✓ Saved 12 rows to {path}. Esc goes back.", "plain")], 74)
    said = "".join(text for line in lines for text, _ in line)
    assert len(lines) == MOST
    assert said.startswith("✓ Saved 12 rows to /home/a-folder/")
    assert said.endswith("list.csv. Esc goes back.")
    assert said.count("…") == 1


@pytest.mark.parametrize(
    "said", ["", "   ", "x" * 500, "陳" * 300, "a\x1b[31m\n" * 60, "[/] [b]" * 50]
)
async def test_no_text_breaks_the_strip(said: str) -> None:
    """Nothing, one endless word, wide letters, control characters, brackets."""

    class Alone(ThemedApp):
        def compose(self) -> ComposeResult:
            yield StripLines([[(said, "plain")]])

    app = Alone()
    async with app.run_test(size=(80, 24)):
        strip = app.query_one(StripLines)
        assert 1 <= strip.size.height <= MOST
        assert all(cell_len(line) <= strip.content_size.width for line in drawn(strip))
        assert not any(char < " " for line in drawn(strip) for char in line)
