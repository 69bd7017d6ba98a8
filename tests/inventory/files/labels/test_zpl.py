"""Labels for a label printer, as the printer's manual has it."""

import re

import pytest
from barcode.codex import Code128
from hypothesis import given
from hypothesis import strategies as st

from inventory.errors import LabelRefused
from inventory.files.labels.bars import Bars, Symbology, encode
from inventory.files.labels.content import Label
from inventory.files.labels.layout import Setup
from inventory.files.labels.proof import symbols
from inventory.files.labels.stock import STOCKS, find_stock
from inventory.files.labels.zpl import as_zpl, code128_data, escaped

ROLL = find_stock("50x25")


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("LPS-00123", ">:LPS->50012>63"),
        ("LPS-0012", ">:LPS->50012"),
        ("990123", ">;990123"),
        ("99A", ">;99>6A"),
        ("A>B", ">:A>0B"),
        ("^XA~JA", ">:_5EXA_7EJA"),
        ("a_5E\\", ">:a_5F5E_5C"),
        ("1234>5678^", ">;1234>6>0>55678>6_5E"),
        ("5", ">:5"),
        ("  ", ">:  "),
    ],
)
def test_awkward_tags_are_written_so_that_the_printer_takes_them_as_they_are(
    code: str, data: str
) -> None:
    """Every change of set is named; ^ ~ _ are hexadecimal; > is >0."""
    assert code128_data(encode(code)) == data


def test_a_label_is_one_format_with_its_size_and_the_nudge() -> None:
    """In dots of 203 dpi."""
    label = Label("A_1^", "Zoë", ("Room 7",))
    assert as_zpl([label], Setup(ROLL, right=1, down=-0.5)).splitlines() == [
        "^XA",
        "^CI28",
        "^PW400",
        "^LL200",
        "^LS-8",
        "^LT-4",
        "^FO121,75^BY2,3,78^BCN,78,N,N,N,N^FH^FD>:A_5F1_5E^FS",
        "^FO0,13^A0N,31,31^FB400,1,0,C^FH^FDZoë^FS",
        "^FO0,47^A0N,20,20^FB400,1,0,C^FH^FDRoom 7^FS",
        "^FO0,162^A0N,25,25^FB400,1,0,C^FH^FDA_5F1_5E^FS",
        "^XZ",
    ]


@pytest.mark.parametrize(("dpi", "module", "wide"), [(203, 2, 400), (300, 3, 591), (600, 6, 1181)])
def test_the_narrowest_bar_is_whole_dots_at_each_resolution(
    dpi: int, module: int, wide: int
) -> None:
    """A quarter of a millimetre each time."""
    text = as_zpl([Label("LPS-1")], Setup(ROLL), dpi)
    assert f"^BY{module},3," in text
    assert f"^PW{wide}\n" in text


def test_code39_has_no_check_character_and_no_second_text() -> None:
    """Its parameters in the printer's order: way, check, height, text, text above."""
    text = as_zpl([Label("LPS-1")], Setup(STOCKS["5160"], Symbology.CODE39))
    assert re.search(r"\^B3N,N,[0-9]+,N,N\^FH\^FDLPS-1\^FS", text)


def test_a_roll_has_one_label_after_the_other_whatever_the_sheet() -> None:
    """Neither the columns of a sheet nor the label to start at count."""
    labels = [Label(f"T{number}") for number in range(40)]
    text = as_zpl(labels, Setup(STOCKS["5160"], start=7))
    assert text.count("^XA") == text.count("^XZ") == 40
    assert text == as_zpl(labels, Setup(STOCKS["5160"]))
    assert as_zpl([], Setup(ROLL)) == ""


def test_what_does_not_fit_or_is_no_printer_is_refused() -> None:
    """As on a sheet."""
    with pytest.raises(LabelRefused, match="needs a label"):
        as_zpl([Label("A" * 40)], Setup(ROLL))
    with pytest.raises(LabelRefused, match="no label printers of 96 dpi"):
        as_zpl([Label("A")], Setup(ROLL), 96)


PRINTABLE = "".join(map(chr, range(32, 127)))


@given(st.text(PRINTABLE, min_size=1, max_size=60))
def test_what_the_printer_makes_of_the_data_is_the_text(text: str) -> None:
    """Read as the manual's tables say; nothing in it can begin a command."""
    data = code128_data(encode(text))
    assert not set("^~") & set(data)
    assert _printed(data) == text


@given(st.text(PRINTABLE, min_size=1, max_size=60))
def test_no_code_needs_other_symbols_than_those_of_sets_b_and_c(text: str) -> None:
    """So that none that is printed on paper is refused for a label printer."""
    start, *values = symbols(encode(text).modules)
    assert start in (104, 105)
    assert set(values) <= set(range(101))


@pytest.mark.parametrize(("text", "start"), [("\t", 103), ("ab\t", 104)])
def test_symbols_of_other_sets_are_refused(text: str, start: int) -> None:
    """Only bars that were not made by this app have them."""
    bars = Bars(text, Symbology.CODE128, str(Code128(text).build()[0]))
    assert symbols(bars.modules)[0] == start
    with pytest.raises(LabelRefused, match=r"can't be written for a label printer"):
        code128_data(bars)


@given(st.text(max_size=40))
def test_no_name_can_begin_a_command(text: str) -> None:
    """The hexadecimal stands for what was there."""
    shown = escaped(text)
    assert not set("^~") & set(shown)
    assert re.sub("_([0-9A-F]{2})", lambda pair: chr(int(pair[1], 16)), shown) == text


def _printed(data: str) -> str:
    """What a printer in mode N prints for field data after ^FH."""
    plain = re.sub("_([0-9A-F]{2})", lambda pair: chr(int(pair[1], 16)), data)
    pairs, text, at = False, "", 0
    while at < len(plain):
        if plain[at] == ">":
            code = plain[at + 1]
            text += {"0": ">"}.get(code, "")
            assert code in "0:;56"
            pairs = {":": False, ";": True, "5": True, "6": False}.get(code, pairs)
            at += 2
        else:
            taken = 2 if pairs else 1
            assert not pairs or plain[at : at + 2].isdigit()
            text += plain[at : at + taken]
            at += taken
    return text
