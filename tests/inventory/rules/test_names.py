"""Names are found however they are written, and nothing else is taken for one."""

import pytest

from inventory.model import PURGED
from inventory.rules.names import Names, is_number, text_of, words_of
from tests.builders import a_person

ANAIS = a_person(email="a.quetzal@mail.example")


@pytest.mark.parametrize(
    "text",
    [
        "Anaïs Quetzalwood",
        "Quetzalwood, Anaïs",
        "ANAIS QUETZALWOOD",
        "anaïs   quetzalwood",
        "AnaïsQuetzalwood",
        "2001AnaïsQuetzalwood7204",
        "seen with Anai\u0308s Quetzalwood today",
        "A.Quetzal@Mail.Example",
        '{"note":"Anaïs Quetzalwood"}',
        "Anaïs_Quetzalwood.csv",
    ],
)
def test_a_name_is_found(text: str) -> None:
    """In any order and case, with and without accents, glued to what is beside it."""
    names = Names([ANAIS])
    assert names.in_text(text)
    assert PURGED in names.without(text)
    assert not names.in_text(names.without(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Anaïs",
        "Quetzalwood",
        "Anaïs Quetzalwoods",
        "Marianaïs Quetzalwood",
        "a quetzal",
        "2001",
    ],
)
def test_nothing_else_is_taken_for_a_name(text: str) -> None:
    """Neither a part of it nor a longer one."""
    names = Names([ANAIS])
    assert not names.in_text(text)
    assert names.without(text) == text


def test_what_stands_around_a_name_stays() -> None:
    """Only the name goes."""
    text = "Locker of Anaïs Quetzalwood, left side"
    assert Names([ANAIS]).without(text) == f"Locker of {PURGED}, left side"


def test_a_name_that_somebody_has_who_stays_is_left_alone() -> None:
    """Else the one who stays would lose theirs; how many those are is told."""
    names = Names([a_person("9", email="")], [text_of(a_person("2001"))])
    assert not names.in_text("Anaïs Quetzalwood")
    assert names.shared == 1


def test_a_single_word_is_looked_for_unless_it_is_in_use() -> None:
    """``Park`` is also a word; ``Quetzalwood`` is not."""
    odd = a_person("9", first_name="", last_name="Quetzalwood", email="")
    common = a_person("10", first_name="", last_name="Parker", email="")
    short = a_person("11", first_name="Li", last_name="", email="")
    names = Names([odd, common, short], (), ["Parker Room"])
    assert [names.in_text(text) for text in ("of Quetzalwood", "Parker", "Li")] == [
        True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["李小龙", "小龙 李", "给李小龙的", "李 小龙"])
def test_scripts_without_blanks_are_read_letter_by_letter(text: str) -> None:
    """A name is found inside of a run."""
    assert Names([a_person("9", first_name="小龙", last_name="李", email="")]).in_text(text)


def test_a_name_within_other_letters_is_found_where_it_is_long() -> None:
    """As in the keys that places are found by."""
    names = Names([ANAIS])
    assert names.glued_in(["lockeranaïsquetzalwood"])
    assert not names.glued_in(["lockeranaïs", "quetzalwood"])


def test_words_part_at_capitals_and_digits() -> None:
    """As the fields of a row lie in a file."""
    assert words_of("7BayoZephyrine204") == ("7", "bayo", "zephyrine", "204")


@pytest.mark.parametrize(
    ("number", "says_nothing"),
    [
        ("2001", True),
        ("S-2001", True),
        ("0x9f", True),
        ("STU 2001", True),
        ("aquetzal", False),
        ("anais.q", False),
        ("QUETZALWOOD7", False),
        ("someone@mail.example", False),
    ],
)
def test_an_id_that_is_a_login_is_told_from_a_number(number: str, says_nothing: bool) -> None:
    """A number says nothing of a name."""
    assert is_number(a_person(number)) is says_nothing


def test_an_id_of_a_short_name_is_told_too() -> None:
    """A name of two letters only where it stands alone."""
    short = {"first_name": "Jo", "last_name": "Wu"}
    assert not is_number(a_person("wu-17", **short))
    assert is_number(a_person("wum17", **short))
