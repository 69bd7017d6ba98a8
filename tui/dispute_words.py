"""A disputed device in words: the stories side by side, and what settles it."""

from collections.abc import Sequence
from datetime import datetime
from itertools import zip_longest

from rich.cells import cell_len

from inventory.model import CustodyState, Event
from inventory.rules.phrases import since
from inventory.services import pages
from inventory.services.disputes import HERE_NUMBER, DisputeView, StoryView
from inventory.services.office import Office
from tui.event_words import details_of, word_of
from tui.widgets.lines import wrap_once
from tui.widgets.table_text import head, shown
from tui.widgets.text_lines import Toned

Line = list[Toned]

MOST_EVENTS = 5
"""So many of its last events a story shows."""
MOST_KEYS = 8
"""So many stories have a key of their own: 1, 2 and 4 to 9."""
_LEAST = 34
"""The fewest cells in which a story can be read."""
_GAP = 3
_WHEN = 7


def head_lines(view: DisputeView) -> list[Line]:
    """What device it is, and what is the matter."""
    number = {2: "Two", 3: "Three"}.get(len(view.stories), f"{len(view.stories)}")
    said = f"{number} tables say different things. Nobody is charged until it is settled."
    return [[(f"{view.device}  ", "bold"), (view.what, "muted")], [(said, "plain")]]


def story_lines(office: Office, view: DisputeView, width: int) -> list[Line]:
    """The stories side by side, as many in a row as ``width`` cells have room for."""
    in_a_row = max(1, min(len(view.stories), (width + _GAP) // (_LEAST + _GAP)))
    each = (width + _GAP) // in_a_row - _GAP
    close = in_a_row < len(view.stories)
    lines: list[Line] = []
    for start in range(0, len(view.stories), in_a_row):
        row = view.stories[start : start + in_a_row]
        lines += [[]] if lines else []
        lines += _side_by_side([_story(office, one, each, close=close) for one in row], each)
    return lines


def way_lines(view: DisputeView, *, close: bool = False) -> list[Line]:
    """Each key with what it settles; what the clocks say; what comes of it.

    ``close`` leaves out the empty line, where every line is needed.
    """
    ways = [(story.number, story) for story in view.stories if story.number <= MOST_KEYS + 1]
    lines: list[Line] = [[("What settles it", "bold")]]
    for number, story in ways[: HERE_NUMBER - 1]:
        lines.append(_way(number, story))
    lines.append(
        [(f"{HERE_NUMBER}  ", "accent"), ("It is here: it lies on this table, in stock", "plain")]
    )
    lines += [_way(number, story) for number, story in ways[HERE_NUMBER - 1 :]]
    after = "Other hand-outs were then never received. Ctrl+Z in the Inbox undoes it."
    apart: list[Line] = [] if close else [[]]
    return [*lines, *apart, [(_of_the_clocks(view), "muted")], [(after, "muted")]]


def _way(number: int, story: StoryView) -> Line:
    return [(f"{number}  ", "accent"), (f"{story.table} is right: {story.outcome}", "plain")]


def _of_the_clocks(view: DisputeView) -> str:
    proposed = next((one for one in view.stories if one.number == view.proposal), None)
    if proposed is None:
        return "The tables' clocks do not tell. Ask who has it."
    return f"By the clocks {proposed.table} was the last. Clocks can be wrong: ask who has it."


def _story(office: Office, story: StoryView, width: int, *, close: bool) -> list[Line]:
    """One story in ``width`` cells: whose it is, what it comes to, its last events.

    ``close`` leaves out what is not needed to tell it from the others.
    """
    now = office.clock.now()
    first, rest = wrap_once(_who(story), width)
    lines: list[Line] = [
        [(f"{story.number}  ", "accent"), (story.table, "bold")],
        [(first, "plain")],
    ]
    lines += [[(rest, "plain")]] if rest else []
    lines.append([(_since(story, now), "muted")])
    told = story.events[-1 if close else -MOST_EVENTS :]
    if not close:
        lines.append([])
        before = len(story.events) - len(told)
        lines += [[(f"{before} more before", "muted")]] if before else []
    return lines + [_event(office, event, now) for event in told]


def _who(story: StoryView) -> str:
    """``With Maya Okonkwo, homeroom 214``."""
    custody, holder = story.custody, story.holder
    room = f", homeroom {holder.homeroom}" if holder and holder.homeroom else ""
    said = story.outcome[:1].upper() + story.outcome[1:]
    return said + room if custody.state is CustodyState.WITH_PERSON else said


def _since(story: StoryView, now: datetime) -> str:
    if not story.custody.since:
        return "as the district's list says"
    return f"since {since(story.custody.since, now)} by that table's clock"


def _event(office: Office, event: Event, now: datetime) -> Line:
    """``09:12  handed out  Maya Okonkwo``."""
    someone = pages.person(office, event.person) if event.person else None
    whom = someone.name if someone else event.person or details_of(event)
    when = since(event.wall_time, now)
    return [
        (f"{when:<{_WHEN}}", "muted"),
        (f"{word_of(event)}  ", "plain"),
        (whom, "plain"),
    ]


def _side_by_side(blocks: Sequence[list[Line]], width: int) -> list[Line]:
    """Blocks of lines beside each other, each in columns of ``width`` cells."""
    rows: list[Line] = []
    for parts in zip_longest(*blocks, fillvalue=[]):
        row: Line = []
        for part in parts:
            row += [*_fitted(part, width), (" " * _GAP, "plain")]
        rows.append(row[:-1])
    return rows


def _fitted(line: Line, width: int) -> Line:
    """The line in exactly so many cells, cut with ``…`` where it is longer."""
    room = width
    parts: Line = []
    for text, tone in line:
        kept = head(shown(text), room)
        parts.append((kept, tone))
        room -= cell_len(kept)
    return [*parts, (" " * room, "plain")]
