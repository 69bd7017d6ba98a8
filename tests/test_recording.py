"""The README's minute is what the app does now.

After a change that is meant: ``python -m tests.recording``; look at it.
"""

import getpass
import json
import re
import socket
from contextlib import suppress
from itertools import pairwise

from tests.recording import CAST, FILM, START, STEPS, TITLE, play
from tests.shown import cast, film
from tests.terminal.terminal import Terminal

LONGEST = 75.0
"""Seconds."""
LARGEST = 400_000
"""Bytes of the film."""


def lines() -> list[list[object]]:
    """What follows the header."""
    return [json.loads(line) for line in CAST.read_text("utf-8").splitlines()[1:]]


def test_the_minute_plays_to_its_end_as_it_is_shown() -> None:
    """The same keys and scans, in a terminal: every step's screen says the same, word for word."""
    kept, _ = cast.read(CAST)

    def as_kept(number: int, terminal: Terminal) -> None:
        text = kept[number].text
        with suppress(TimeoutError):
            terminal.wait_for("\n".join(text))
        assert terminal.display == text, kept[number].done

    played = [(frame.at, frame.done, frame.text) for frame in play(as_kept)]
    assert played == [(frame.at, frame.done, frame.text) for frame in kept]


def test_every_step_of_the_script_is_in_the_recording() -> None:
    """With what it is to show."""
    kept, _ = cast.read(CAST)
    steps = (START, *STEPS)
    assert [frame.done for frame in kept] == [step.done for step in steps]
    shown = ["\n".join(frame.text) for frame in kept]
    assert [step for step, text in zip(steps, shown, strict=True) if step.shows not in text] == []


def test_the_recording_is_what_players_read() -> None:
    """An asciicast of version 2: a header, then times that never go back, codes and texts."""
    header = json.loads(CAST.read_text("utf-8").splitlines()[0])
    assert (header["version"], header["width"], header["height"]) == (2, 80, 24)
    times = [at for at, _, _ in lines() if isinstance(at, int | float)]
    assert len(times) == len(lines())
    assert all(before <= after for before, after in pairwise(times))
    assert times[0] == 0
    assert 45 < times[-1] < LONGEST
    assert {code for _, code, _ in lines()} == {"o", "m"}
    assert all(isinstance(data, str) for _, _, data in lines())


def test_the_film_is_drawn_from_the_recording() -> None:
    """And is small, runs no script, and fetches nothing."""
    picture = FILM.read_text("utf-8")
    assert picture == film.drawn(TITLE, *cast.read(CAST))
    assert len(picture.encode()) < LARGEST
    assert re.findall(r"<script|https?://(?!www\.w3\.org/2000/svg)|url\(", picture) == []


def test_nothing_of_the_machine_is_in_it() -> None:
    """No path, no name of whoever recorded it."""
    text = CAST.read_text("utf-8") + FILM.read_text("utf-8")
    assert re.findall(r"/(?:home|root|tmp|Users|var)/|[A-Z]:\\\\", text) == []
    names = {socket.gethostname(), getpass.getuser()}
    assert [name for name in names if re.search(rf"\b{re.escape(name)}\b", text)] == []
