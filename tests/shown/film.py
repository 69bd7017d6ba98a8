"""A recording as one SVG that plays by itself, also where a README is read.

It is an image there: no script runs, nothing is fetched, and styles may move things. So the frames
hang one below the other, and the strip is pulled through the window in steps. A row that several
frames share is drawn once. Who asked for less motion sees the first frame.
"""

import re
from collections.abc import Sequence
from html import escape

from tests.shown.cast import COLUMNS, ROWS, Frame
from tests.shown.cells import Row, Run

CELL, LINE, SIZE = 10, 20, 16.6
"""Pixels: a cell's width and height, and the size of the letters."""
EDGE, HEAD = 10, 40
"""Pixels: the window's edge, and its head with what was done."""
GROUND, INK = "#10141c", "#e6eaf2"
WIDTH, HEIGHT = COLUMNS * CELL + 2 * EDGE, ROWS * LINE + HEAD + EDGE + 6
PITCH = HEIGHT + 20
"""Pixels from one frame of the strip to the next."""

_WORDS = re.compile(r"\S+(?: \S+)*")


def drawn(title: str, frames: Sequence[Frame], end: float) -> str:
    """The recording, over and over, as long as it takes."""
    rows = {row: f"r{number}" for number, row in enumerate(_rows(frames))}
    strip = "".join(_frame(number, frame, rows) for number, frame in enumerate(frames))
    shapes = "".join(_row(name, row) for row, name in rows.items())
    wide, high = COLUMNS * CELL, ROWS * LINE
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"\
 width="{WIDTH}" height="{HEIGHT}" fill="{INK}" role="img">
<title>{escape(title)}</title>
<style>{_style(frames, end)}</style>
<defs>{shapes}</defs>
<rect width="{WIDTH}" height="{HEIGHT}" rx="8" fill="#2a303c" style="shape-rendering:auto"/>
<rect x="{EDGE}" y="{HEAD}" width="{wide}" height="{high}" fill="{GROUND}"/>
<g class="film">
{strip}</g>
<rect class="bar" x="{EDGE}" y="{HEAD + high + 5}" width="{wide}" height="4" fill="#6aa9ff"/>
</svg>
"""


def _rows(frames: Sequence[Frame]) -> list[Row]:
    """Each row that has something on it, once, in the order in which they come."""
    return [
        row for row in dict.fromkeys(row for frame in frames for row in frame.rows) if _ink(row)
    ]


def _ink(row: Row) -> str:
    """What a row draws: grounds of its own, and words."""
    return "".join(_ground(run) for run in row) + "".join(_text(run) for run in row)


def _style(frames: Sequence[Frame], end: float) -> str:
    steps = "".join(
        f"{100 * frame.at / end:.3f}%{{transform:translateY({-PITCH * number}px)}}"
        for number, frame in enumerate(frames)
    )
    return (
        f"text{{font:{SIZE}px ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;"
        f"white-space:pre}}rect{{shape-rendering:crispEdges}}.b{{font-weight:bold}}.u{{text-decoration:underline}}"
        f".done{{font:bold 17px system-ui,'Segoe UI',Helvetica,Arial,sans-serif}}"
        f".film{{animation:film {end:g}s step-end infinite}}"
        f".bar{{transform-origin:{EDGE}px 0;animation:bar {end:g}s linear infinite}}"
        f"@keyframes film{{{steps}}}@keyframes bar{{from{{transform:scaleX(0)}}}}"
        "@media (prefers-reduced-motion:reduce){.film,.bar{animation:none}}"
    )


def _frame(number: int, frame: Frame, rows: dict[Row, str]) -> str:
    """What was done above, the screen below."""
    lines = "".join(
        f'<use href="#{rows[row]}" y="{line * LINE}"/>'
        for line, row in enumerate(frame.rows)
        if row in rows
    )
    return (
        f'<g transform="translate({EDGE} {PITCH * number})">'
        f'<text class="done" x="{COLUMNS * CELL / 2:g}" y="26" text-anchor="middle">'
        f"{escape(frame.done)}</text>"
        f'<g transform="translate(0 {HEAD})">{lines}</g></g>\n'
    )


def _row(name: str, row: Row) -> str:
    return f'<g id="{name}">{_ink(row)}</g>\n'


def _ground(run: Run) -> str:
    if run.look.ground in ("", GROUND):
        return ""
    return (
        f'<rect x="{run.column * CELL}" width="{run.width * CELL}" height="{LINE}"'
        f' fill="{run.look.ground}"/>'
    )


def _text(run: Run) -> str:
    """Words that stand together, each stretch as wide as its cells whatever the font is."""
    kind = " ".join(["b"] * run.look.bold + ["u"] * run.look.underlined)
    return "".join(
        f'<text x="{(run.column + words.start()) * CELL}" y="15"'
        f' textLength="{len(words[0]) * CELL}" lengthAdjust="spacingAndGlyphs"'
        + (f' class="{kind}"' if kind else "")
        + (f' fill="{run.look.ink}"' if run.look.ink not in ("", INK) else "")
        + f">{escape(words[0], quote=False)}</text>"
        for words in _WORDS.finditer(run.text)
    )
