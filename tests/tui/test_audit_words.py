"""The words of the audit's screens, and the columns of tags, at every width and number."""

from dataclasses import replace
from itertools import product

import pytest
from rich.cells import cell_len
from textual.app import ComposeResult

from inventory.audit import Audit, AuditState, Scope
from inventory.counts import Cover, Find, Result
from inventory.services.audit_figures import Status
from inventory.services.glance import AuditCount
from inventory.store.audits import Progress
from tests.builders import MORNING
from tests.tui.bursts import ThemedApp
from tui.screens.audit_due import quarter_words, short_day
from tui.screens.audit_state import figure_lines, head_lines
from tui.screens.audit_words import (
    Stand,
    bar,
    bar_words,
    figures,
    left_words,
    map_lines,
    stand_lines,
)
from tui.widgets.tag_columns import TagColumns

LONGEST = "王小明 Room of the very long name, north wing, upper floor [/]"


def an_audit(scope: Scope | None = None) -> Audit:
    """An audit that is open since a Monday."""
    return Audit(
        "NORTH-2026-Q4", AuditState.OPEN, "2026-Q4", "2026-12-15", scope or Scope(),
        "2026-11-09T09:00:00.000+00:00", "0" * 64, 655,
    )  # fmt: skip


def a_count(**results: int) -> AuditCount:
    """Figures of a big audit."""
    places = tuple(Progress(f"Room {number}", number, 2 * number) for number in range(100, 106))
    every = {"VERIFIED": 1_612, "": 43, **results}
    return AuditCount(places, every, 4, 0, {}, 0)


@pytest.mark.parametrize(
    ("quarter", "words"), [("2026-Q4", "Q4 2026"), ("2026-Autumn", "Autumn 2026"), ("Q4", "Q4")]
)
def test_a_quarter_is_said_as_people_say_it(quarter: str, words: str) -> None:
    """The name first; what is no quarter stands as it is."""
    assert quarter_words(quarter) == words


def test_a_day_is_short_and_an_unreadable_one_stands_as_it_is() -> None:
    """As in the bar at the top."""
    assert short_day("2026-11-09T09:00:00.000+00:00", MORNING) == "Mon 9 Nov"
    assert short_day("soon", MORNING) == "soon"


def test_the_bar_at_the_top_names_the_audit_and_what_is_special_about_it() -> None:
    """Quarter, school, scope, since when."""
    said = bar_words(an_audit(Scope(sample=25, blind=True)), "Northside Middle", MORNING)
    assert said == "Q4 2026 · Northside Middle · a sample · blind · open since Mon 9 Nov"


@pytest.mark.parametrize(("seen", "expected"), [(0, 655), (1, 655), (654, 655), (655, 655), (0, 0)])
def test_a_bar_is_full_or_empty_only_when_that_is_true(seen: int, expected: int) -> None:
    """One device that is left can be seen, and so can the first one found."""
    (full, _), (rest, _) = bar(seen, expected, 10)
    assert len(full) + len(rest) == 10
    assert (full == "") == (seen == 0)
    assert (rest == "") == (seen == expected > 0)


@pytest.mark.parametrize("width", [68, 74, 114])
@pytest.mark.parametrize("place", ["Library, cart 3", LONGEST])
def test_where_i_stand_fits_its_two_lines(width: int, place: str) -> None:
    """The figures of the place and of the whole audit stand below each other."""
    stand = Stand(place, Progress(place, 22, 30))
    lines = stand_lines(an_audit(), stand, a_count(), width)
    first, second = ("".join(text for text, _ in line) for line in lines)
    assert max(cell_len(first), cell_len(second)) <= width
    assert cell_len(first[: first.index(" of 30")]) == cell_len(second[: second.index(" of 1,655")])
    assert "43 left in 6 places" in second


@pytest.mark.parametrize("numbers", product((0, 9, 125), repeat=3))
def test_the_line_of_figures_fits_80_columns(numbers: tuple[int, int, int]) -> None:
    """Whatever is wrong, what is left is the last word."""
    place, holder, record = numbers
    said = figures(
        an_audit(),
        a_count(WRONG_PLACE=place, WRONG_HOLDER=holder, STATE_CONFLICT=record),
    )
    assert sum(len(text) for text, _ in said) + 3 * (len(said) - 1) <= 80 - 2 * 3
    assert said[-1] == ("43 left", "muted")
    assert ("4 finds", "ask") in said


def test_figures_name_what_is_wrong_as_far_as_there_is_room() -> None:
    """In whole words, in short ones, in one."""
    named = [text for text, _ in figures(an_audit(), a_count(WRONG_PLACE=9, WRONG_HOLDER=2))]
    assert named == ["1,612 verified", "9 wrong place", "2 wrong holder", "4 finds", "43 left"]
    three = a_count(WRONG_PLACE=9, WRONG_HOLDER=2, STATE_CONFLICT=1)
    assert figures(an_audit(), three)[1][0] == "wrong: 9 place · 2 holder · 1 record"
    three = a_count(WRONG_PLACE=129, WRONG_HOLDER=122, STATE_CONFLICT=121)
    assert figures(an_audit(), three)[1][0] == "372 wrong"
    assert figures(an_audit(Scope(blind=True)), a_count()) == [
        ("0 scanned", "plain"),
        ("4 finds", "ask"),
    ]


def test_the_map_says_how_many_places_it_has_no_room_for() -> None:
    """Most left first, each line as wide as the side."""
    places = [Progress(f"Room {number}", 3, number) for number in range(10, 60)]
    lines = ["".join(text for text, _ in line) for line in map_lines(places, "Room 58", 41, 30)]
    assert len(lines) == 30
    assert lines[2].split() == ["Room", "59", "━─────────", "3", "of", "59"]
    assert lines[3].startswith("▸ Room 58")
    assert lines[-1] == "  and 23 more places"
    assert {cell_len(line) for line in lines[2:-1]} == {41}


@pytest.mark.parametrize("state", list(AuditState)[1:])
@pytest.mark.parametrize("many", [0, 1, 1_234])
def test_how_an_audit_stands_fits_the_smallest_screen(state: AuditState, many: int) -> None:
    """Whatever it came to and however long the signature is, nothing is cut."""
    audit = replace(
        an_audit(Scope(places=("Room 114", "Room 116", "Cart 1", "Cart 2"), blind=True)),
        state=state, signed_at="2025-11-12T09:00:00+00:00", signed_by="Ottilie Vangsness-Quetzal",
        role="librarian and Tech Champion", answered_at="2025-12-12T09:00:00+00:00",
    )  # fmt: skip
    cover = Cover(9_999, dict.fromkeys(Result, many), dict.fromkeys(Find, many), 0, 0.0, 0)
    status = Status(audit, cover, many, many)
    lines = [*head_lines(status, MORNING), *figure_lines(status)]
    said = ["".join(text for text, _ in line) for line in lines]
    assert max(map(cell_len, said)) <= 74
    assert "Scope: Room 114, Room 116 and 2 more; blind." in said
    assert ("1,234 wrong holder" in " ".join(said)) == (many == 1_234)


def test_a_place_that_nobody_knows_has_a_name_on_the_map() -> None:
    """What has no place and no holder with a homeroom has to be looked for everywhere."""
    title, labels, total = left_words(
        Stand(), [], AuditCount((Progress("", 0, 3),), {"": 3}, 0, 0, {}, 0), has_map=False
    )
    assert (title, labels, total) == ("Left to find", ["no place known  3"], 1)


class TagApp(ThemedApp):
    """The columns alone, four lines high."""

    CSS = "TagColumns { height: 4; }"

    def compose(self) -> ComposeResult:
        yield TagColumns()


def drawn(tags: TagColumns) -> list[str]:
    """The lines as they are drawn, each exactly as wide as the widget."""
    strips = [tags.render_line(y) for y in range(tags.content_size.height)]
    assert {strip.cell_length for strip in strips} == {tags.content_size.width}
    return [strip.text.rstrip() for strip in strips]


async def test_tags_stand_in_columns_and_the_last_one_says_how_many_more() -> None:
    """All of them where they fit; where not, none is cut."""
    app = TagApp()
    async with app.run_test(size=(80, 24)) as pilot:
        tags = app.query_one(TagColumns)
        some = [f"NS-1047{number:02}" for number in range(60)]
        tags.show("Left to find here", some[:12])
        await pilot.pause()
        title, *rows = drawn(tags)
        assert title == "Left to find here"
        assert [row.split() for row in rows] == [some[:6], some[6:12]]
        tags.show("Left to find here", some[:20], 43)
        title, *rows = drawn(tags)
        assert [row.split() for row in rows] == [some[:6], [*some[6:11], "+32", "more"]]
        tags.show("Left to find here", ["王小明 Room", "[/]", "x" * 90])
        assert "[/]" in "".join(drawn(tags))
        tags.show("")
        assert drawn(tags) == ["", "", ""]


@pytest.mark.parametrize("width", [20, 30, 80, 200])
async def test_tags_fit_any_width(width: int) -> None:
    """However narrow it is, each line is as wide as the widget."""
    app = TagApp()
    async with app.run_test(size=(width, 24)):
        tags = app.query_one(TagColumns)
        for number in (0, 1, 7, 60):
            tags.show("Left to find here", [f"NS-1047{n:02}" for n in range(number)], number)
            drawn(tags)
