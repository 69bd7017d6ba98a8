"""One school for all terminal tests, copied for each."""

import shutil
from pathlib import Path

import pytest

from tests.terminal.school import School, make_school


@pytest.fixture(scope="session")
def built_school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a school of 3,000 devices and 400 people, imported once; not to be changed."""
    folder = tmp_path_factory.mktemp("school") / "built"
    make_school(folder, devices=3_000)
    return folder


@pytest.fixture
def school(built_school: Path, tmp_path: Path) -> School:
    """A copy of that school for one test to change."""
    return School(Path(shutil.copytree(built_school, tmp_path / "school")))
