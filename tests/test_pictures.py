"""The README's pictures are what the app draws now.

After a change that is meant: ``python -m tests.pictures``; look at them.
"""

import re

import pytest

from tests.pictures import README
from tests.shown.stills import FOLDER, STILLS, Still, drawn
from tests.tui.conftest import no_preferences_of_the_developer, styles_read_once

__all__ = ["no_preferences_of_the_developer", "styles_read_once"]

LARGEST = 150_000
"""Bytes of a picture."""


@pytest.mark.parametrize("still", STILLS, ids=lambda still: still.name)
async def test_a_picture_is_what_the_app_draws(still: Still) -> None:
    """To the byte: a word, a colour or a column that changed is seen."""
    kept = still.file.read_text("utf-8")
    assert await drawn(still, like=kept) == kept


def test_the_readme_shows_every_picture_and_says_what_it_shows() -> None:
    """Whoever can't see it reads a sentence; no picture lies about unused."""
    shown = re.findall(r"!\[([^\]]+)\]\(docs/([\w-]+\.svg)\)", README.read_text("utf-8"))
    assert {file for words, file in shown if len(words) > 20} == {
        file.name for file in FOLDER.glob("*.svg")
    }


@pytest.mark.parametrize("still", STILLS, ids=lambda still: still.name)
def test_a_picture_is_small_and_fetches_nothing(still: Still) -> None:
    """What opens it asks nobody on the net."""
    picture = still.file.read_text("utf-8")
    assert len(picture.encode()) < LARGEST
    assert set(re.findall(r"https?://[\w./]+", picture)) <= {
        "http://www.w3.org/2000/svg",
        "https://www.textualize.io",
    }
