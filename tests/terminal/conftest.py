"""One school for all terminal tests, copied for each; and the long runs only when asked for."""

import shutil
from pathlib import Path

import pytest

from tests.terminal.school import School, make_school

HERE = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what is marked ``long``, visibly, unless ``-m`` chose what runs."""
    if config.getoption("markexpr"):
        return
    for item in items:
        if HERE in item.path.parents and item.get_closest_marker("long"):
            item.add_marker(pytest.mark.skip(reason="takes minutes; run with -m long"))


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
