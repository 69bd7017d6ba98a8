"""Pictures in one line of text, for Home; each can be read without colour, too."""

from collections.abc import Sequence

from tui.widgets.text_lines import Tone, Toned

STEPS = "▁▂▃▄▅▆▇█"


def stacked(parts: Sequence[tuple[int, str, Tone]], width: int) -> list[int]:
    """How many cells each part of one bar gets: in proportion, at least one, ``width`` together."""
    total = sum(number for number, _, _ in parts)
    if not total:
        return [0 for _ in parts]
    cells = [max(1, width * number // total) if number else 0 for number, _, _ in parts]
    biggest = max(range(len(parts)), key=lambda at: parts[at][0])
    cells[biggest] += width - sum(cells)
    return cells


def share_bar(share: float, width: int, tone: Tone = "ok") -> list[Toned]:
    """A thin bar, full to this part; it is neither empty nor full before it is."""
    full = round(width * share)
    if 0 < share < 1:
        full = min(max(full, 1), width - 1)
    return [("━" * full, tone), ("─" * (width - full), "muted")]


def spark(minutes: Sequence[int], width: int, height: int = 1) -> list[str]:
    """So many lines of columns for these minutes, the newest at the right; the highest is full.

    A morning that is longer than the width has several minutes to a column.
    """
    if not minutes or width < 1:
        return [""] * height
    each = -(-len(minutes) // width)
    padded = [0] * (-len(minutes) % each) + list(minutes)
    columns = [sum(padded[at : at + each]) for at in range(0, len(padded), each)]
    most = max(columns) or 1
    eighths = [max(1, round(number / most * height * len(STEPS))) for number in columns]
    return ["".join(_cell(one, row) for one in eighths) for row in reversed(range(height))]


def _cell(eighths: int, row: int) -> str:
    """What one column has in one of its rows, counted from below."""
    full = min(max(eighths - row * len(STEPS), 0), len(STEPS))
    return STEPS[full - 1] if full else " "
