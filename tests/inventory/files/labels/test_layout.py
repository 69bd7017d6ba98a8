"""Where labels stand, what doesn't fit, and what else is on the page."""

import random
import string
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.errors import LabelRefused
from inventory.files.labels.bars import Symbology, encode
from inventory.files.labels.content import Label
from inventory.files.labels.fonts import Face, text_width
from inventory.files.labels.layout import (
    MODULE,
    QUIET,
    Anchor,
    Bar,
    Frame,
    Line,
    Page,
    Panel,
    Section,
    Setup,
    Words,
    border_page,
    pages,
    poster,
    unfit,
)
from inventory.files.labels.placing import needs
from inventory.files.labels.stock import STOCKS, Stock, find_stock
from inventory.rules.codes import clean

SETUPS = [Setup(stock) for stock in STOCKS.values()]
BY_NAME = {"ids": lambda setup: setup.stock.name}
WORDY = Label("LPS-00123", "Amaya González-Whitfield", ("Homeroom 12B", "Lincoln High School"))


def bars_on(page: Page) -> list[Bar]:
    """The page's bars."""
    return [mark for mark in page.marks if isinstance(mark, Bar)]


def words_on(page: Page) -> list[Words]:
    """The page's words."""
    return [mark for mark in page.marks if isinstance(mark, Words)]


def texts_on(page: Page) -> list[str]:
    """What the words say."""
    return [mark.text for mark in words_on(page)]


def mixed(length: int) -> str:
    """Letters and digits by turns, which no set of Code 128 makes shorter."""
    return "".join(
        f"{a}{b}" for a, b in zip(string.ascii_uppercase, "123456789" * 3, strict=False)
    )[:length]


ODD = st.text("*]C1 http:/s.x?=&%aT", min_size=1, max_size=9)


@given(ODD | st.builds("{}{}{}".format, st.sampled_from(["*", "]C1", "http://x/", " "]), ODD,
                       st.sampled_from(["", "*", " "])))  # fmt: skip
def test_a_code_is_printed_if_a_scan_of_it_is_read_as_that_code(code: str) -> None:
    """And else it is said what it would be read as."""
    found = unfit([Label(code)], Setup(find_stock("300x100")))
    read = clean(code)
    assert bool(found) is (read != code)
    if found:
        assert found[0].why.startswith(
            f"“{code}” would be read as {f'“{read}”' if read else 'nothi'}"
        )


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (" A", "“ A” would be read as “A”: blanks before and behind a code don't count."),
        ("  ", "“  ” would be read as nothing: blanks before and behind a code don't count."),
        ("*]C1A*", "“*]C1A*” would be read as “A”: a scanner takes the stars away."),
        ("http://x.y/?assetTag=7", "would be read as “7”: of a web address only the tag in it"),
    ],
)
def test_why_a_code_would_be_read_as_another_is_said(code: str, why: str) -> None:
    """In the words of what is wrong with it."""
    (found,) = unfit([Label(code)], Setup(find_stock("100x50")))
    assert why in found.why
    assert found.hint == "Change the code where the list comes from, and import it again."


@pytest.mark.parametrize(("name", "most", "digits"), [("5160", 17, 34), ("5167", 9, 18),
                                                      ("L7160", 16, 32)])  # fmt: skip
def test_each_sheet_takes_codes_as_long_as_its_width_allows(
    name: str, most: int, digits: int
) -> None:
    """At 0.254 mm with quiet zones and 1.6 mm for drift; one character more is refused."""
    setup = Setup(STOCKS[name])
    fit = [Label(mixed(most)), Label("1" * digits)]
    assert unfit(fit, setup) == []
    assert len(list(pages(fit, setup))) == 1
    assert len(unfit([Label(mixed(most + 1)), Label("1" * (digits + 2))], setup)) == 2


@pytest.mark.parametrize(
    ("code", "setup", "why", "hint"),
    [
        (mixed(12), Setup(STOCKS["5167"]),
         "A1B2C3D4E5F6 as Code 128 needs a label 50.7 mm wide, and 5167 is 44.5.",
         "It needs a label at least 51 mm wide: Avery 5160 takes it."),
        (mixed(12), Setup(find_stock("40x20 on a4")),
         "A1B2C3D4E5F6 as Code 128 needs a label 50.7 mm wide, and 40x20 on a4 is 40.",
         "It needs a label at least 51 mm wide: Avery L7160 takes it."),
        ("LPS-00123", Setup(STOCKS["5167"], Symbology.CODE39),
         "LPS-00123 as Code 39 needs a label 52.8 mm wide, and 5167 is 44.5.",
         "Print it as Code 128: then it fits."),
        (mixed(30), Setup(STOCKS["5160"]),
         "needs a label 101 mm wide, and 5160 is 66.7.",
         "It needs a label at least 101 mm wide: give that as the size, as in 101x20."),
        (mixed(15), Setup(find_stock("70x12.5")),
         "A1B2C3D4E5F6G7H with its bars needs a label 13.8 mm high, and 70x12.5 is 12.5.",
         "It needs a label at least 14 mm high: Avery 5160 takes it."),
        (mixed(40) * 3, Setup(STOCKS["5160"]), "needs a label 352.5 mm wide",
         "No label is that large: print a shorter code."),
        ("LPS\t1", Setup(STOCKS["5160"]), "holds a Tab character", "Take it out of the code"),
    ],
)  # fmt: skip
def test_what_cannot_be_printed_says_why_and_what_would_take_it(
    code: str, setup: Setup, why: str, hint: str
) -> None:
    """And the pages are refused with the same words."""
    (found,) = unfit([Label(code)], setup)
    assert found.label.code == code
    assert why in found.why
    assert hint in found.hint
    with pytest.raises(LabelRefused) as refused:
        list(pages([Label(code)], setup))
    assert (refused.value.message, refused.value.hint) == (found.why, found.hint)


@given(
    st.text("ABC123- \\", min_size=1, max_size=12),
    st.text(max_size=40),
    st.lists(st.text(max_size=40), max_size=5),
    st.sampled_from([*STOCKS, "50x25", "30x13", "45x16", "100x150", "60x30 on letter"]),
    st.sampled_from(Symbology),
)
def test_nothing_of_a_label_reaches_into_the_room_for_drift(
    code: str, title: str, lines: list[str], stock: str, symbology: Symbology
) -> None:
    """Bars with their quiet zones and words stay 1.6 mm within the label; bars keep their size."""
    setup = Setup(find_stock(stock), symbology)
    label = Label(code, title, tuple(lines))
    if unfit([label], setup):
        return
    (page,) = pages([label], setup)
    left, top = setup.stock.corner(0)
    right, bottom = left + setup.stock.width - 1.6, top + setup.stock.height - 1.6
    left, top = left + 1.6, top + 1.6
    bars = bars_on(page)
    modules = encode(code, symbology).modules
    assert bars[0].x - QUIET * MODULE >= left - 1e-6
    assert bars[-1].x + bars[-1].width + QUIET * MODULE <= right + 1e-6
    assert bars[-1].x + bars[-1].width - bars[0].x == pytest.approx(len(modules) * MODULE)
    assert min(bar.height for bar in bars) >= max(6.35, 0.15 * len(modules) * MODULE) - 1e-6
    assert bars[0].y >= top - 1e-6
    of_label = [words for words in words_on(page) if "50 mm" not in words.text]
    assert code.strip() in [words.text.strip() for words in of_label]
    for words in of_label:
        wide = text_width(words.text, words.face, words.size)
        start = words.x - wide / 2 if words.anchor is Anchor.MIDDLE else words.x
        assert start >= left - 1e-6
        assert start + wide <= right + 1e-6
        assert top - 1e-6 <= words.y - 0.7 * words.size * 0.352
        assert words.y <= bottom + 1e-6


@pytest.mark.parametrize("length", range(1, 52))
def test_a_label_of_just_the_size_that_bars_need_takes_them(length: int) -> None:
    """A tenth of a millimetre less, each way, doesn't."""
    code = mixed(length)
    need = needs(encode(code))
    stock = replace(find_stock("50x25"), width=need.width, height=need.height)
    (page,) = pages([Label(code, "Title", ("Line",))], Setup(stock))
    bars = bars_on(page)
    across = bars[-1].x + bars[-1].width - bars[0].x
    assert min(bar.height for bar in bars) >= max(6.35, 0.15 * across) - 1e-6
    assert bars[0].x == pytest.approx(1.6 + QUIET * MODULE)
    for less in (
        replace(stock, width=need.width - 0.1), replace(stock, height=need.height - 0.1)
    ):  # fmt: skip
        assert len(unfit([Label(code)], Setup(less))) == 1


@given(st.integers(15, 300), st.integers(8, 300), st.sampled_from(["", "letter", "a4"]))
def test_any_size_that_is_stock_has_a_border_page_and_takes_what_it_can(
    width: int, height: int, paper: str
) -> None:
    """Nothing of which is off the page."""
    try:
        setup = Setup(find_stock(f"{width}x{height}", paper))
    except LabelRefused:
        return
    made = [border_page(setup)]
    if not unfit([WORDY], setup):
        made += pages([WORDY], setup)
    for page in made:
        for mark in page.marks:
            if isinstance(mark, Line):
                assert mark.x2 <= page.width + 2
                assert mark.y2 <= page.height + 2
            else:
                assert -1e-6 <= mark.x <= page.width
                assert -1e-6 <= mark.y <= page.height


def test_the_code_stands_under_the_bars_in_the_mono_face() -> None:
    """On every sheet, for people to read when a scanner doesn't."""
    for setup in SETUPS:
        (page,) = pages([WORDY], setup)
        (code,) = [words for words in words_on(page) if words.text == WORDY.code]
        assert code.face is Face.CODE
        assert code.size >= 6.5
        bar = bars_on(page)[0]
        assert code.y > bar.y + bar.height


def test_a_high_label_has_every_line_and_a_low_one_what_matters_most() -> None:
    """A name before a homeroom; nothing is printed over something else."""
    by_stock = {setup.stock.name: next(pages([WORDY], setup)) for setup in SETUPS}
    assert {*WORDY.lines, WORDY.title} <= set(texts_on(by_stock["L7160"]))
    assert WORDY.title in texts_on(by_stock["5160"])
    assert any(text.startswith("Amaya") for text in texts_on(by_stock["5167"]))
    assert "Homeroom 12B" not in texts_on(by_stock["5167"])


def test_a_long_name_shrinks_to_a_floor_and_is_then_cut() -> None:
    """Never under 7 points."""
    names = ["Amaya González-Whitfield", "Bartholomew Featherstonehaugh-Cholmondeley the third"]
    (page,) = pages([Label("1", name) for name in names], Setup(STOCKS["L7160"]))
    first, second = (words for words in words_on(page) if words.face is Face.TITLE)
    assert first.text == names[0]
    assert 7 < first.size < 14.2
    assert second.text.endswith("…")
    assert second.size == 7


def test_letters_that_the_face_lacks_are_left_out_and_an_empty_line_with_them() -> None:
    """The ID under the bars still says whose it is."""
    (page,) = pages([Label("7", "王小明", ("Homeroom 王 2",))], Setup(STOCKS["L7160"]))
    assert texts_on(page)[1:] == ["Homeroom 2", "7"]


@pytest.mark.parametrize("setup", SETUPS, **BY_NAME)  # type: ignore[arg-type]
def test_printing_starts_at_label_n_of_the_first_page_only(setup: Setup) -> None:
    """What was peeled off before stays empty."""
    stock = setup.stock
    start = replace(setup, start=stock.per_page - 1)
    labels = [Label(f"T{number}") for number in range(stock.per_page)]
    first, second = pages(labels, start)
    full = next(pages([Label("T0"), *labels[2:], *labels[:2]], setup))
    last = [bar.y for bar in bars_on(full)][-1]
    assert {bar.y for bar in bars_on(first)} == {last}
    assert bars_on(second)[0].y == pytest.approx(bars_on(full)[0].y)
    assert [text for text in texts_on(first) if text[0] == "T"] == ["T0", "T1"]
    assert len([text for text in texts_on(second) if text[0] == "T"]) == stock.per_page - 2


@pytest.mark.parametrize("start", [0, 31, -1])
def test_a_label_to_start_at_that_the_page_has_not_is_refused(start: int) -> None:
    """With the number that it has."""
    with pytest.raises(LabelRefused, match=f"no label {start} to start at: 5160 has 30 labels"):
        list(pages([WORDY], Setup(STOCKS["5160"], start=start)))


@pytest.mark.parametrize("setup", SETUPS, **BY_NAME)  # type: ignore[arg-type]
def test_a_nudge_moves_everything_on_the_page(setup: Setup) -> None:
    """Right and down, or left and up where it is less than nothing."""
    (plain,) = pages([WORDY, WORDY], setup)
    (nudged,) = pages([WORDY, WORDY], replace(setup, right=0.75, down=-1.5))
    for before, after in zip(plain.marks, nudged.marks, strict=True):
        if isinstance(before, Line):
            assert isinstance(after, Line)
            assert (after.x1 - before.x1, after.y1 - before.y1) == pytest.approx((0.75, -1.5))
            assert (after.x2 - before.x2, after.y2 - before.y2) == pytest.approx((0.75, -1.5))
        else:
            assert not isinstance(after, Line)
            assert (after.x - before.x, after.y - before.y) == pytest.approx((0.75, -1.5))


@pytest.mark.parametrize("length", [5.1, -6, float("nan"), float("inf")])
def test_a_nudge_that_is_too_far_is_refused(length: float) -> None:
    """Whoever needs more has other stock in the printer."""
    for setup in (Setup(STOCKS["5160"], right=length), Setup(STOCKS["5160"], down=length)):
        with pytest.raises(LabelRefused, match="The nudge"):
            list(pages([WORDY], setup))
        with pytest.raises(LabelRefused, match="The nudge"):
            border_page(setup)


@pytest.mark.parametrize("setup", SETUPS, **BY_NAME)  # type: ignore[arg-type]
def test_the_border_page_shows_every_label_both_rulers_and_the_nudge(setup: Setup) -> None:
    """In its place, with the number that "start at" asks for."""
    stock = setup.stock
    page = border_page(replace(setup, right=0.5, down=-1))
    frames = [mark for mark in page.marks if isinstance(mark, Frame)]
    corners = [stock.corner(spot) for spot in range(stock.per_page)]
    assert [frame.x for frame in frames] == pytest.approx([x + 0.5 for x, _ in corners])
    assert [frame.y for frame in frames] == pytest.approx([y - 1 for _, y in corners])
    assert {(frame.width, frame.height) for frame in frames} == {(stock.width, stock.height)}
    lengths = [mark.x2 - mark.x1 for mark in page.marks if isinstance(mark, Line)]
    assert any(length == pytest.approx(100) for length in lengths)
    assert any(length == pytest.approx(101.6) for length in lengths)
    said = texts_on(page)
    assert {
        f"Avery {stock.name}", "Print at 100 % (no 'fit to page')", stock.words,
        "Nudge: 0.5 mm right, 1 mm up", str(stock.per_page), "100 mm", "4 in",
    } <= set(said)  # fmt: skip
    assert "Nudge: none" in texts_on(border_page(setup))


def test_the_border_page_of_a_single_label_has_what_there_is_room_for() -> None:
    """On a roll of 50 × 25 mm, everything inside the label."""
    page = border_page(Setup(find_stock("50x25")))
    assert "30 mm" in texts_on(page)
    assert max(words.y for words in words_on(page)) < 25


@pytest.mark.parametrize(
    ("stock", "there"),
    [("5160", True), ("5167", True), ("L7160", True), ("70x36@3x8 on a4", False),
     ("50x25", False), ("60x30 on letter", True)],
)  # fmt: skip
def test_a_margin_with_room_has_a_ruler_of_50_mm(stock: str, there: bool) -> None:
    """Off the labels, and none where it would be on them."""
    setup = Setup(find_stock(stock))
    (page,) = pages([WORDY], setup)
    rulers = [
        mark
        for mark in page.marks
        if isinstance(mark, Line) and mark.x2 - mark.x1 == pytest.approx(50)
    ]
    assert len(rulers) == there
    assert ("print at 100 % – this line is 50 mm" in texts_on(page)) == there
    if there:
        assert 5 < rulers[0].y1 < setup.stock.top - 1.5


def test_paper_that_is_to_be_cut_has_ticks_outside_the_labels() -> None:
    """At each column and row, on all four sides."""
    stock = find_stock("60x30 on letter")
    (page,) = pages([WORDY], Setup(stock))
    upright = [mark for mark in page.marks if isinstance(mark, Line) and mark.x1 == mark.x2]
    ticks = [mark for mark in upright if mark.y2 < stock.top and mark.y2 - mark.y1 > 2.4]
    assert [tick.x1 for tick in ticks] == pytest.approx(
        [stock.left + 60 * column for column in range(4)]
    )


def test_no_labels_are_no_pages() -> None:
    """And not an empty one."""
    assert list(pages([], Setup(STOCKS["5160"]))) == []


SECTIONS = [
    Section("Where", tuple(Panel(Label(f"ZZA{n}", f"Place {n}", ("A line",))) for n in range(13))),
    Section(
        "Test codes",
        (
            Panel(Label("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123", "Letters")),
            Panel(Label("ABC-$1/+%", "Signs"), Symbology.CODE39),
            Panel(Label("ab~^_", "Others")),
            Panel(Label("1234567890ABCDEFGHIJKLMNOPQRSTUVWXYZ-1234567890abcdefg", "Long", ("x",))),
        ),
        "Scan each one, from the top.",
    ),
]


@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_a_poster_keeps_its_barcodes_12_mm_apart(paper: str) -> None:
    """So that a scanner that is aimed at one can't read the other."""
    sheets = poster("Command sheet", SECTIONS, paper, note="Keep this page at the desk.")
    assert len(sheets) >= 2
    for page in sheets:
        for one, other in combinations(_symbols(page), 2):
            across = max(one[0] - other[1], other[0] - one[1])
            down = max(one[2] - other[3], other[2] - one[3])
            assert max(across, down) >= 12 - 1e-6
        for mark in page.marks:
            if isinstance(mark, Words):
                wide = (
                    0
                    if mark.anchor is Anchor.MIDDLE
                    else text_width(mark.text, mark.face, mark.size)
                )
                assert mark.x >= 14
                assert mark.x + wide <= page.width - 14
                assert mark.y <= page.height - 5
    said = [text for page in sheets for text in texts_on(page)]
    assert {"Command sheet", "Where", "Place 12", "Test codes", "Scan each one, from the top.",
            "ab~^_", "print at 100 % – this line is 50 mm"} <= set(said)  # fmt: skip


def test_a_heading_is_never_the_last_thing_on_a_page() -> None:
    """It goes over with what it is the heading of."""
    for count in range(1, 30):
        sheets = poster("Title", [
            Section("One", tuple(Panel(Label(f"ZZ{n}", "Words")) for n in range(count))),
            Section("Two", (Panel(Label("ZZLAST", "Words")),)),
        ])  # fmt: skip
        (page,) = [page for page in sheets if "Two" in texts_on(page)]
        assert "ZZLAST" in texts_on(page)


def test_a_poster_refuses_what_is_wider_than_the_page() -> None:
    """And paper that there isn't."""
    long = Panel(Label("".join(random.Random(1).choices(string.ascii_letters, k=80))))
    with pytest.raises(LabelRefused, match="needs 237 mm, and the page has 186"):
        poster("Title", [Section("One", (long,))])
    with pytest.raises(LabelRefused, match="no paper called a3"):
        poster("Title", [], "a3")


def _symbols(page: Page) -> list[tuple[float, float, float, float]]:
    """Left, right, top and bottom of each barcode: bars of one height with small gaps."""
    found: list[tuple[float, float, float, float]] = []
    for bar in bars_on(page):
        right, bottom = bar.x + bar.width, bar.y + bar.height
        if found and found[-1][2] == bar.y and 0 <= bar.x - found[-1][1] < 2:
            found[-1] = (found[-1][0], right, bar.y, bottom)
        else:
            found.append((bar.x, right, bar.y, bottom))
    return found


def test_a_stock_knows_its_corners_row_by_row() -> None:
    """From left to right, then down."""
    stock: Stock = STOCKS["5160"]
    assert stock.corner(0) == (stock.left, stock.top)
    assert stock.corner(4) == (stock.left + stock.pitch_x, stock.top + stock.pitch_y)
