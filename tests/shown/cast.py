"""A recording in asciinema's format: https://docs.asciinema.org/manual/asciicast/v2/."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.shown.cells import Look, Row, Screen

COLUMNS, ROWS = 80, 24
_BEGIN, _END = "\x1b[?25l\x1b[2J", "\x1b[0m\x1b[?25h"


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands on the screen from a second on, and what was done to get there."""

    at: float
    done: str
    rows: tuple[Row, ...]

    @property
    def text(self) -> list[str]:
        """The rows as text."""
        return ["".join(run.text for run in row) for row in self.rows]


def written(title: str, frames: Iterable[Frame], end: float) -> str:
    """The recording as a file; what was done is a marker, and a row is painted where it changed."""
    header = {"version": 2, "width": COLUMNS, "height": ROWS, "title": title}
    lines: list[object] = [header]
    before: tuple[Row, ...] = ()
    for frame in frames:
        lines.append([frame.at, "m", frame.done])
        painted = "".join(
            _painted(number, row)
            for number, row in enumerate(frame.rows)
            if not before or row != before[number]
        )
        lines.append([frame.at, "o", painted if before else _BEGIN + painted])
        before = frame.rows
    lines.append([end, "o", _END])
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)


def read(path: Path) -> tuple[list[Frame], float]:
    """The frames of a recording as a terminal shows them, and when it ends."""
    screen, frames, done = Screen(ROWS, COLUMNS), list[Frame](), ""
    header, *lines = path.read_text("utf-8").splitlines()
    if json.loads(header)["version"] != 2:
        raise ValueError(f"{path.name} is no asciicast v2.")
    at = 0.0
    for line in lines:
        at, kind, data = json.loads(line)
        if kind == "m":
            done = data
        elif data != _END:
            screen.feed(data.encode())
            frames.append(Frame(at, done, screen.runs()))
    return frames, at


def _painted(number: int, row: Row) -> str:
    return f"\x1b[{number + 1};1H" + "".join(f"{_sgr(run.look)}{run.text}" for run in row)


def _sgr(look: Look) -> str:
    """Select Graphic Rendition (ECMA-48 §8.3.117), with colours of 24 bits."""
    codes = ["0"]
    if look.bold:
        codes.append("1")
    if look.underlined:
        codes.append("4")
    for which, colour in (("38", look.ink), ("48", look.ground)):
        if colour:
            codes += [which, "2", *(str(part) for part in bytes.fromhex(colour[1:]))]
    return f"\x1b[{';'.join(codes)}m"
