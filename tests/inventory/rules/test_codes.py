"""What a scanned text is: cleaned, then looked up level by level."""

import unicodedata
from dataclasses import dataclass, field
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.rules.codes import (
    LONGEST_CODE,
    Hit,
    Match,
    Meaning,
    Shapes,
    check_character_43,
    classify,
    clean,
    looks_like,
)
from inventory.rules.commands import Command
from inventory.text import safe


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("  NS-101 ", "NS-101"),
        ("NS-101\r\n", "NS-101"),
        ("\tNS\r-\n10\t1\x00", "NS-101"),
        ("N\ud800S\u202e-\u200f1\x9b", "NS-1"),
        ("NS\ufffd-1", "NS-1"),
        (" \x00 NS-1 \x00 ", "NS-1"),
        ("]C0NS-101", "NS-101"),
        ("]Q3NS-101", "NS-101"),
        ("]C", "]C"),
        ("*NS-101*", "NS-101"),
        ("]C0*NS-101*", "NS-101"),
        ("* NS-101 *", "NS-101"),
        ("*NS-101", "*NS-101"),
        ("**", "**"),
        ("**NS**", "NS"),
        ("https://assets.example/hardware/412/NS-101", "NS-101"),
        ("https://assets.example/ht/NS-101/", "NS-101"),
        ("HTTPS://ASSETS.EXAMPLE/HT/NS-101", "NS-101"),
        ("https://assets.example/hardware/bytag?assetTag=NS-101", "NS-101"),
        ("https://assets.example/find?x=1&ASSETTAG=%20NS-101", "NS-101"),
        ("https://assets.example/ht/NS%20101%00", "NS 101"),
        ("https://assets.example/ht/%2ANS-101%2A", "NS-101"),
        ("https://assets.example", "https://assets.example"),
        ("https://[broken/NS-101", "https://[broken/NS-101"),
        ("]Q1https://assets.example/ht/NS-101", "NS-101"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("\u212b", "\u00c5"),
        ("0012345", "0012345"),
        ("", ""),
        ("\x00\r\n", ""),
    ],
)
def test_a_scanned_text_is_cleaned_in_a_fixed_order(raw: str, code: str) -> None:
    """Blanks, controls, the scanner's prefix, Code 39 stars, a link's tag, NFC; zeros stay."""
    assert clean(raw) == code


_HOSTILE = st.text(
    st.sampled_from("]C0*Aa1/%?=& \x00\r\n\t\x1b\u202e\ufffd\u0301\ud800\u2126\u00a0")
    | st.characters()
) | st.builds(
    "{}https://h/{}{}".format,
    st.sampled_from(["", "]C0", "*", " "]),
    st.text("]C0*A/%?=&1 ").map(quote),
    st.sampled_from(["", "*", "/", "?assetTag=%2AA%2A"]),
)


@given(_HOSTILE)
def test_cleaning_a_clean_code_changes_nothing(raw: str) -> None:
    """What was looked up once is looked up the same the next time."""
    code = clean(raw)
    assert clean(code) == code


@given(_HOSTILE)
def test_a_clean_code_has_no_control_character_and_is_normal(raw: str) -> None:
    """No code can carry a control, half a character, or two spellings of one letter."""
    code = clean(raw)
    kinds = {unicodedata.category(char) for char in code}
    assert (kinds & {"Cc", "Cs"}, unicodedata.normalize("NFC", code)) == (set(), code)


@given(_HOSTILE)
def test_the_text_that_the_journal_keeps_has_the_same_code(raw: str) -> None:
    """A parked scan can be given to a device later, from its kept text alone."""
    assert clean(safe(raw)) == clean(raw)


NO_SHAPES = Shapes()


@dataclass
class Listed:
    """A directory in a few dictionaries, with a log of the levels that were asked."""

    exactly: dict[str, tuple[Hit, ...]] = field(default_factory=dict)
    loose: tuple[Hit, ...] = ()
    bare: tuple[Hit, ...] = ()
    patterns: Shapes = NO_SHAPES
    asked: list[str] = field(default_factory=list)

    def exact(self, code: str) -> tuple[Hit, ...]:
        """What is called exactly this."""
        self.asked.append("exact")
        return self.exactly.get(code, ())

    def loosely(self, code: str) -> tuple[Hit, ...]:
        """What is called this but for case and punctuation."""
        self.asked.append("loosely")
        return self.loose

    def barely(self, code: str) -> tuple[Hit, ...]:
        """What is called this but for leading zeros."""
        self.asked.append("barely")
        return self.bare

    def shapes(self, pattern: str) -> Shapes:
        """Which kinds have the pattern."""
        self.asked.append(f"shapes {pattern}")
        return self.patterns


DEVICE, PERSON, PLACE = Hit(device="D"), Hit(person="P"), Hit(place="L")
_CASES: list[tuple[str, Listed, Match]] = [
    ("ZZYES", Listed({"ZZYES": (DEVICE,)}), Match("ZZYES", Meaning.COMMAND, Command.YES)),
    ("x", Listed({"x": (DEVICE, PERSON, PLACE)}), Match("x", Meaning.PLACE, place="L")),
    ("x", Listed({"x": (PERSON,)}), Match("x", Meaning.PERSON, person="P")),
    ("x", Listed({"x": (DEVICE,)}), Match("x", Meaning.DEVICE, device="D")),
    ("x", Listed({"x": (PERSON, DEVICE)}), Match("x", Meaning.BOTH, device="D", person="P")),
    ("x", Listed(loose=(DEVICE,)), Match("x", Meaning.DEVICE, device="D")),
    ("x", Listed(loose=(PERSON,)), Match("x", Meaning.PERSON, person="P")),
    ("x", Listed(loose=(PLACE,)), Match("x", Meaning.PLACE, place="L")),
    (
        "x",
        Listed(loose=(PERSON, DEVICE)),
        Match(
            "x",
            Meaning.UNKNOWN,
            person="x",
            remark="fits several but for case and punctuation",
        ),
    ),
    (
        "x",
        Listed(bare=(DEVICE,)),
        Match("x", Meaning.UNSURE, device="D", remark="only the leading zeros differ"),
    ),
    (
        "x",
        Listed(bare=(PERSON,)),
        Match("x", Meaning.UNSURE, person="P", remark="only the leading zeros differ"),
    ),
    (
        "x",
        Listed(bare=(PERSON, DEVICE)),
        Match("x", Meaning.UNKNOWN, person="x", remark="fits several but for leading zeros"),
    ),
    (
        "1S20Y7S1AB00PF0A1B2C",
        Listed({"PF0A1B2C": (DEVICE,)}),
        Match(
            "1S20Y7S1AB00PF0A1B2C",
            Meaning.UNSURE,
            device="D",
            remark="read as PF0A1B2C, without the maker's prefix 1S and model",
        ),
    ),
    (
        "SPF0A1B2C",
        Listed({"PF0A1B2C": (DEVICE,)}),
        Match(
            "SPF0A1B2C",
            Meaning.UNSURE,
            device="D",
            remark="read as PF0A1B2C, without the maker's prefix S",
        ),
    ),
    (
        "NS-101" + check_character_43("NS-101"),
        Listed({"NS-101": (DEVICE,)}),
        Match(
            "NS-101" + check_character_43("NS-101"),
            Meaning.UNSURE,
            device="D",
            remark="read as NS-101, without the check character",
        ),
    ),
    (
        "SPF0A1B2C",
        Listed({"PF0A1B2C": (PERSON,)}, patterns=Shapes()),
        Match("SPF0A1B2C", Meaning.UNKNOWN),
    ),
    ("x", Listed(), Match("x", Meaning.UNKNOWN)),
    ("x", Listed(patterns=Shapes(devices=True)), Match("x", Meaning.UNKNOWN)),
    ("x", Listed(patterns=Shapes(people=True)), Match("x", Meaning.UNKNOWN_PERSON, person="x")),
    (
        "x",
        Listed(patterns=Shapes(people=True, devices=True)),
        Match("x", Meaning.UNKNOWN, person="x"),
    ),
    ("x", Listed(patterns=Shapes(places=True)), Match("x", Meaning.UNKNOWN_PLACE, place="x")),
    ("x", Listed(patterns=Shapes(places=True, devices=True)), Match("x", Meaning.UNKNOWN)),
    (
        "ZZNEW",
        Listed(patterns=Shapes(people=True)),
        Match("ZZNEW", Meaning.UNKNOWN, remark="a command barcode of another version"),
    ),
    ("", Listed({"": (DEVICE,)}), Match("", Meaning.UNKNOWN, remark="is empty")),
    (
        "x" * (LONGEST_CODE + 1),
        Listed(loose=(DEVICE,)),
        Match("x" * (LONGEST_CODE + 1), Meaning.UNKNOWN, remark="is too long for a barcode"),
    ),
]


@pytest.mark.parametrize(("code", "directory", "match"), _CASES)
def test_a_code_is_what_the_first_level_that_knows_it_says(
    code: str, directory: Listed, match: Match
) -> None:
    """Command, place, person, device, then looser; a guess is marked, two meanings stay two."""
    assert classify(code, directory) == match


@pytest.mark.parametrize(
    ("directory", "asked"),
    [
        (Listed({"x": (DEVICE,)}, loose=(PERSON,)), ["exact"]),
        (Listed(loose=(DEVICE,), bare=(PERSON,)), ["exact", "loosely"]),
        (Listed(bare=(DEVICE,)), ["exact", "loosely", "barely"]),
        (Listed(), ["exact", "loosely", "barely", "shapes A"]),
    ],
)
def test_a_looser_level_is_asked_only_when_the_one_before_was_silent(
    directory: Listed, asked: list[str]
) -> None:
    """An exact hit can't be overruled by a near one."""
    classify("x", directory)
    assert directory.asked == asked


_CAPITALS = Shapes(devices=True, capitals=True)


@pytest.mark.parametrize(
    ("code", "directory", "inverted"),
    [
        ("ns-101", Listed({"NS-101": (DEVICE,)}, loose=(DEVICE,)), True),
        ("nS-101", Listed({"Ns-101": (DEVICE,)}, loose=(DEVICE,)), True),
        ("ns101", Listed({"NS-101": (DEVICE,)}, loose=(DEVICE,)), False),
        ("n-101", Listed({"N-101": (DEVICE,)}, loose=(DEVICE,)), False),
        ("ns-101", Listed({"ns-101": (DEVICE,)}), False),
        ("ns-999", Listed(patterns=_CAPITALS), True),
        ("NS-999", Listed(patterns=_CAPITALS), False),
        ("Ns-999", Listed(patterns=_CAPITALS), False),
        ("ns-999", Listed(patterns=Shapes(devices=True)), False),
        ("zzundo", Listed(), True),
        ("ZZundo", Listed(), False),
    ],
)
def test_a_code_whose_letters_came_the_wrong_way_round_is_told(
    code: str, directory: Listed, inverted: bool
) -> None:
    """Caps Lock turns what a scanner types; where the fleet is in capitals that can be seen."""
    assert classify(code, directory).caps_lock is inverted


def test_a_command_in_small_letters_commands_nothing() -> None:
    """Only the very barcode does; what came is named."""
    match = classify("zzundo", Listed())
    assert (match.meaning, match.command) == (Meaning.UNKNOWN, None)
    assert match.remark == "a command barcode in small letters"


def test_punctuation_alone_is_never_compared_without_its_zeros() -> None:
    """``--`` has no digits to compare, so it is unknown and not somebody's bare number."""
    assert classify("--", Listed(bare=(PERSON,))) == Match("--", Meaning.UNKNOWN)


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("ZZFUTURE", "a command barcode of another version"),
        ("00:1A:2b:3C:4d:5E", "a network (MAC) address"),
        ("00-1A-2B-3C-4D-5E", "a network (MAC) address"),
        ("001a2b3c4d5e", "a network (MAC) address"),
        ("001A2B3C4D5E", ""),
        ("036000291452", "the product's retail barcode"),
        ("4006381333931", "the product's retail barcode"),
        ("4006381333932", ""),
        ("490154203237518", "a phone's IMEI number"),
        ("490154203237519", ""),
        ("20000000000006", "a library card"),
        ("30000000000004", "a library book"),
        ("40000000000002", ""),
        ("NS-101", ""),
        ("²" * 12, ""),
        ("٣" * 15, ""),
        ("", ""),
    ],
)
def test_an_unknown_code_is_named_for_what_it_looks_like(code: str, what: str) -> None:
    """The person at the table learns which sticker was scanned; digits of other scripts too."""
    assert looks_like(code) == what


@pytest.mark.parametrize(
    ("text", "check"), [("NS-101", "3"), ("CODE39", "W"), ("ns", ""), ("", "")]
)
def test_the_check_character_follows_the_standard(text: str, check: str) -> None:
    """The sum of the values modulo 43 (ISO/IEC 16388); other characters have none."""
    assert check_character_43(text) == check
