"""What labels are printed on."""

import pytest

from inventory.errors import LabelRefused
from inventory.files.labels.bars import encode
from inventory.files.labels.content import Label
from inventory.files.labels.layout import unfit
from inventory.files.labels.placing import needs
from inventory.files.labels.setup import Setup
from inventory.files.labels.stock import SMALLEST, STOCKS, Grid, Stock, find_stock


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("5160", "5160"), ("Avery 5160", "5160"), ("avery-8160", "5160"), ("5520", "5160"),
        ("8167", "5167"), (" AVERY  5267 ", "5167"), ("l7160", "L7160"), ("J8160", "L7160"),
    ],
)  # fmt: skip
def test_a_sheet_is_found_by_any_of_its_numbers(text: str, name: str) -> None:
    """Boxes with other numbers hold the same labels."""
    assert find_stock(text) is STOCKS[name]


@pytest.mark.parametrize("stock", STOCKS.values(), ids=lambda stock: stock.name)
def test_the_labels_of_a_sheet_lie_within_its_page(stock: Stock) -> None:
    """The last label ends as far from the page's end as the first begins from its start."""
    x, y = stock.corner(stock.per_page - 1)
    assert stock.page_width - (x + stock.width) == pytest.approx(stock.left, abs=0.6)
    assert stock.page_height - (y + stock.height) == pytest.approx(stock.top, abs=0.7)


def test_the_smallest_size_takes_one_character_and_less_takes_none() -> None:
    """So that a size that is of no use is refused when it is said, with one that would do."""
    width, height = SMALLEST
    need = needs(encode("5"))
    assert width - 0.1 <= need.width <= width
    assert height - 0.1 <= need.height <= height
    assert unfit([Label("5")], Setup(find_stock(f"{width}x{height}"))) == []
    for size in (f"{width - 0.1:.1f}x{height}", f"{width}x{height - 0.1:.1f}", "15x8", "15x25"):
        with pytest.raises(LabelRefused) as refused:
            find_stock(size)
        assert "It has to be at least 20 × 12.5 mm" in refused.value.hint


@pytest.mark.parametrize("text", ["50x25", "50 x 25 mm", "50×25", "50,0 mm * 25.0mm"])
def test_a_size_alone_is_one_label_to_a_page(text: str) -> None:
    """For a label printer."""
    stock = find_stock(text)
    assert (stock.page_width, stock.page_height, stock.width, stock.height) == (50, 25, 50, 25)
    assert stock.per_page == 1


def test_a_size_on_plain_paper_is_a_grid_in_its_middle_to_be_cut() -> None:
    """With 8 mm around it that a printer reaches."""
    stock = find_stock("50x25", "letter")
    assert (stock.columns, stock.rows, stock.cut) == (3, 10, True)
    assert stock.left == pytest.approx((215.9 - 150) / 2)
    assert stock.top == pytest.approx((279.4 - 250) / 2)
    assert find_stock("50x25 on A4").words == "33 labels of 50 × 25 mm, A4, to cut"


def test_any_other_sheet_is_described_by_its_columns_rows_edges_and_steps() -> None:
    """In words, or as a grid; they say the same."""
    stock = find_stock("70x36@2x7 from 4x5 every 72x37.5 on a4")
    assert stock == find_stock("70x36", "a4", grid=Grid(2, 7, 4, 5, 72, 37.5))
    assert stock.corner(3) == (76, 42.5)
    assert not stock.cut
    middle = find_stock("70x36@3x8 on a4")
    assert (middle.left, middle.top) == (0, 4.5)


@pytest.mark.parametrize(
    "text",
    ["5160", "L7160", "50x25", "62.5x29 on a4", "70x36@2x7 from 4x5 every 72x37.5 on letter",
     "70x36@3x8 on a4"],
)  # fmt: skip
def test_the_name_of_a_stock_finds_it_again(text: str) -> None:
    """So that a setting can remember it."""
    stock = find_stock(text)
    assert find_stock(stock.name) == stock


@pytest.mark.parametrize(
    ("text", "page", "said"),
    [
        ("", "", "There is no stock called nothing."),
        ("5161x", "", "There is no stock called 5161x."),
        ("50x", "", "There is no stock called 50x."),
        ("50x25", "a3", "There is no paper called a3."),
        ("5x5", "", "A label of 5 × 5 mm can't be printed."),
        ("0x25", "", "A label of 0 × 25 mm can't be printed."),
        ("400x25", "", "A label of 400 × 25 mm can't be printed."),
        ("250x250", "letter", "doesn't fit on Letter with margins of 8 mm."),
        ("70x36@4x8 on a4", "", "4 × 8 labels take 280 × 292.5 mm"),
        ("70x36@2x7 from 100x5 on a4", "", "2 × 7 labels take 240 × 257 mm"),
        ("70x36@2x7 every 60x36 on a4", "", "would lie on one another"),
        ("70x36@0x7 on a4", "", "The page would have no labels."),
        ("70x36 from 3x4 on a4", "", "doesn't say how many labels a page has"),
        ("50x25\x1b[2J", "", "There is no stock called 50x25\ufffd[2J."),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(text: str, page: str, said: str) -> None:
    """One sentence, and what to do."""
    with pytest.raises(LabelRefused) as refused:
        find_stock(text, page)
    assert said in refused.value.message
    assert refused.value.hint
