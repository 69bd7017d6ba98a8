"""Bars say exactly their text, or there are none."""

import random
import re
import string

import pytest
from barcode.codex import Code128
from hypothesis import given
from hypothesis import strategies as st

from inventory.errors import LabelRefused
from inventory.files.labels import proof
from inventory.files.labels.bars import Symbology, encode, prove
from tests.inventory.files.labels.scanning import read_modules

PRINTABLE = "".join(map(chr, range(32, 127)))
PAIR = re.compile("[$%/+][A-Z]")
CODE39 = string.digits + string.ascii_uppercase + "-. $/+%"


@given(st.text(PRINTABLE, min_size=1, max_size=128))
def test_bars_of_any_printable_text_are_read_back_as_that_text(text: str) -> None:
    """encode itself reads back and compares; here it is done once more, from outside."""
    assert proof.read_code128(encode(text).modules) == text


@given(st.text(CODE39, min_size=1, max_size=128).filter(lambda text: not PAIR.search(text)))
def test_code39_of_what_it_can_hold_is_read_back_as_that_text(text: str) -> None:
    """And has no check character, which a scanner would send as part of the tag."""
    bars = encode(text, Symbology.CODE39)
    assert proof.read_code39(bars.modules) == text
    assert len(bars.modules) == 16 * (len(text) + 2) - 1


@given(
    st.text(PRINTABLE, max_size=20),
    st.characters().filter(lambda c: c not in PRINTABLE),
    st.text(PRINTABLE, max_size=20),
    st.sampled_from(Symbology),
)
def test_nothing_with_control_or_foreign_characters_becomes_bars(
    before: str, char: str, after: str, symbology: Symbology
) -> None:
    """A Tab in a code would be pressed as a key by the scanner."""
    with pytest.raises(LabelRefused):
        encode(before + char + after, symbology)


@pytest.mark.parametrize(
    ("text", "symbology", "said"),
    [
        ("", Symbology.CODE128, "A label needs a code, and this one has none."),
        ("LPS\t1", Symbology.CODE128, "holds a Tab character, which a scanner would send as a key"),
        ("LPS1\r", Symbology.CODE128, "holds a line end character"),
        ("LPS\x7f1", Symbology.CODE128, "holds a control character"),
        ("LPSé1", Symbology.CODE128, "The code LPSé1 holds é, which a barcode can't hold."),
        ("\u0661\u0662", Symbology.CODE128, "which a barcode can't hold"),
        ("\xf1123", Symbology.CODE128, "which a barcode can't hold"),
        ("A" * 129, Symbology.CODE128, "has 129 characters, and a barcode may have 128."),
        ("lps-1", Symbology.CODE39, "Code 39 has no small letters: lps-1 would be read as LPS-1."),
        ("LPS_1", Symbology.CODE39, "Code 39 has no _ sign, and the code LPS_1 has one."),
        ("A*B", Symbology.CODE39, "Code 39 has no * sign"),
        ("A/V1", Symbology.CODE39, "Many scanners read the /V in A/V1 as one other character"),
    ],
)
def test_what_would_scan_as_something_else_is_refused_with_its_reason(
    text: str, symbology: Symbology, said: str
) -> None:
    """One sentence, and what to do."""
    with pytest.raises(LabelRefused) as refused:
        encode(text, symbology)
    assert said in refused.value.message
    assert refused.value.hint


def test_the_library_alone_loses_a_leading_99_and_the_proof_refuses_it() -> None:
    """Shows that the proof and the reader of these tests can tell a wrong label."""
    wrong = Code128("990123").build()[0]
    assert read_modules(wrong, 3) == "0123"
    with pytest.raises(LabelRefused, match="bars for 990123 would be read as 0123"):
        prove("990123", Symbology.CODE128, wrong)
    assert read_modules(encode("990123").modules, 3) == "990123"


@pytest.mark.parametrize("symbology", Symbology)
def test_a_single_changed_module_is_never_taken_for_the_text(symbology: Symbology) -> None:
    """Each module of a symbol flipped in turn, and the symbol cut short at each place."""
    modules = encode("LPS-990123", symbology).modules
    flipped = [
        modules[:at] + ("0" if bit == "1" else "1") + modules[at + 1 :]
        for at, bit in enumerate(modules)
    ]
    for wrong in [*flipped, *(modules[:at] for at in range(len(modules))), modules + "1", "", "2"]:
        with pytest.raises(LabelRefused):
            prove("LPS-990123", symbology, wrong)


def test_shifts_and_every_set_are_read_as_the_standard_has_them() -> None:
    """Symbols that the encoder doesn't make: set A, a shift each way, C after A."""
    patterns = [_pattern(value) for value in range(106)]

    def symbol(*values: int) -> str:
        check = (values[0] + sum(at * value for at, value in enumerate(values))) % 103
        return "".join(patterns[value] for value in (*values, check)) + "1100011101011"

    assert proof.read_code128(symbol(103, 33, 98, 65, 33)) == "AaA"
    assert proof.read_code128(symbol(104, 65, 98, 33, 65)) == "aAa"
    assert proof.read_code128(symbol(103, 33, 99, 99, 12, 101, 33)) == "A9912A"
    for wrong in [(104, 102, 33), (104, 33, 98), (105, 12, 102)]:
        with pytest.raises(proof.Unreadable):
            proof.read_code128(symbol(*wrong))


def test_five_thousand_tags_have_no_wrong_read_by_another_reader() -> None:
    """Many begin with 99 or hold it, at two and three pixels to the module."""
    chance = random.Random(99)
    wrong = []
    for number in range(5_200):
        text = _tag(chance, number)
        read = read_modules(encode(text).modules, 2 + number % 2)
        if read != text:
            wrong.append((text, read))
    assert wrong == []


def test_a_thousand_code39_tags_have_no_wrong_read_by_another_reader() -> None:
    """In what Code 39 can hold."""
    chance = random.Random(39)
    wrong = []
    for number in range(1_000):
        text = "".join(chance.choices(CODE39.replace(" ", ""), k=chance.randint(3, 14)))
        bars = encode(text := PAIR.sub("99", text), Symbology.CODE39)
        read = read_modules(bars.modules, 2 + number % 2, Symbology.CODE39)
        if read != text:
            wrong.append((text, read))
    assert wrong == []


def _tag(chance: random.Random, number: int) -> str:
    """Every third begins with 99, every third holds it, and the rest is anything printable."""
    if number % 3 == 0:
        return "99" + "".join(chance.choices(string.digits, k=chance.randint(1, 10)))
    if number % 3 == 1:
        letters = "".join(chance.choices(string.ascii_uppercase + "-", k=chance.randint(1, 5)))
        digits = "".join(chance.choices(string.digits, k=chance.randint(0, 6)))
        return chance.choice([letters + "99" + digits, "99" + letters + digits])
    # A reader trims nothing, but a picture of one space has too few bars to be found.
    return "".join(chance.choices(PRINTABLE.replace(" ", ""), k=chance.randint(4, 20)))


def _pattern(value: int) -> str:
    from barcode.charsets.code128 import CODES

    return str(CODES[value])
