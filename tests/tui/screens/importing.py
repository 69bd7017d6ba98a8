"""Files to import, and the way to their preview."""

import threading
from pathlib import Path

from inventory.files.profiles import RegisterKind
from inventory.services import sample
from tests.tui.bursts import until
from tests.tui.screens.sample_school import lines, shown
from tui.app import ChampionApp
from tui.screens.import_preview import ImportPreviewPage
from tui.screens.import_words import Line
from tui.screens.imports import ImportsScreen

HEADER = "person_id,first_name,last_name,grade,homeroom,status"
PEOPLE, DEVICES = RegisterKind.PEOPLE, RegisterKind.DEVICES

SPLIT = """student_number,lastfirst,grade_level,dob
91,Ng, Ada,5,2015
92,Li, Bo,5,2015
93,Ray, Cy,5,2015
94,Fox, Di,5,2015
95,"Poe, Eli",5,2015
"""
"""A roster of PowerSchool's whose names were not put in quotation marks, but for the last."""


def roster(path: Path, *rows: str, whole: bool = True, header: str = HEADER) -> Path:
    """A roster: the sample school's people and these, or these alone."""
    known = (sample.sample_folder() / "people.csv").read_text("utf-8").splitlines()[1:]
    cells = [line.split(",") for line in known if '"' not in line]
    same = [",".join([*row[:5], row[6]]) for row in cells]
    path.write_text("\n".join((header, *(same if whole else ()), *rows)) + "\n", "utf-8")
    return path


def many(path: Path, number: int = 1_200) -> Path:
    """A roster of so many people whom nobody knows yet."""
    return roster(path, *(f"91{n:05},New,Person {n},6,112," for n in range(number)), whole=False)


def reading_threads() -> list[threading.Thread]:
    """The threads that read or import a file."""
    return [one for one in threading.enumerate() if one.name.startswith("import ")]


def as_text(line: Line) -> str:
    return "".join(text for text, _ in line)


async def open_imports(app: ChampionApp) -> ImportsScreen:
    app.switch_mode("imports")
    await shown(ImportsScreen, app)
    screen = app.screen
    assert isinstance(screen, ImportsScreen)
    await until(lambda: screen.kinds.option_count == 3)
    return screen


async def preview(app: ChampionApp, path: Path, kind: RegisterKind = PEOPLE) -> ImportPreviewPage:
    (await open_imports(app)).read_file(kind, path)
    await shown(ImportPreviewPage, app)
    await until(lambda: bool(lines(app, "plan")))
    assert isinstance(app.screen, ImportPreviewPage)
    return app.screen
