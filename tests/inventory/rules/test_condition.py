"""What is said about a return, word after word."""

import pytest

from inventory.rules.commands import Command
from inventory.rules.condition import Condition, told_by

SCREEN, HINGE = Condition(parts=("screen",)), Condition(parts=("hinge",))
MISUSE = Condition(cause="misuse")
D = Condition(grade="D")


@pytest.mark.parametrize(
    ("words", "comes_to"),
    [
        ([SCREEN], Condition(grade="C", parts=("screen",))),
        ([SCREEN, HINGE], Condition(grade="C", parts=("screen", "hinge"))),
        ([SCREEN, SCREEN], Condition(grade="C", parts=("screen",))),
        ([MISUSE], Condition(grade="C", cause="misuse")),
        ([MISUSE, SCREEN], Condition(grade="C", cause="misuse", parts=("screen",))),
        ([D, SCREEN], Condition(grade="D", parts=("screen",))),
        ([SCREEN, D], Condition(grade="D", parts=("screen",))),
        ([SCREEN, MISUSE, Condition(grade="B")], Condition(grade="B")),
        ([Condition(grade="A"), SCREEN], Condition(grade="C", parts=("screen",))),
        ([SCREEN, Condition(grade="B"), HINGE], Condition(grade="C", parts=("hinge",))),
        (
            [Condition({"charger": "not returned"}), Condition({"case": "returned faulty"})],
            Condition({"charger": "not returned", "case": "returned faulty"}),
        ),
        (
            [Condition({"charger": "not returned"}), Condition({"charger": "returned"})],
            Condition({"charger": "returned"}),
        ),
        ([Condition(note="fell")], Condition(note="fell")),
        ([Condition(grade="B", cause="misuse")], Condition(grade="B", cause="misuse")),
    ],
)
def test_words_add_up(words: list[Condition], comes_to: Condition) -> None:
    """The later word counts, damage is at least C, as new and normal wear take damage back."""
    condition = Condition()
    for word in words:
        condition = condition.and_then(word)
    assert condition == comes_to


@pytest.mark.parametrize(
    ("command", "with_it", "said"),
    [
        (Command.NO_CHARGER, ("charger",), Condition({"charger": "not returned"})),
        (Command.BAD_CHARGER, ("charger",), Condition({"charger": "returned faulty"})),
        (Command.NO_CHARGER, ("case", "USB charger"), Condition({"USB charger": "not returned"})),
        (
            Command.NO_CHARGER,
            ("case", "Power adapter"),
            Condition({"Power adapter": "not returned"}),
        ),
        (Command.NO_CHARGER, ("case",), Condition()),
        (
            Command.EXTRA_CHARGER,
            (),
            Condition({"charger": "returned, and one too many"}),
        ),
        (Command.GRADE_X, (), Condition(grade="X")),
        (Command.KEYBOARD, (), Condition(parts=("keyboard",))),
        (Command.ACCIDENT, (), Condition(cause="accident")),
        (Command.UNDO, ("charger",), None),
    ],
)
def test_a_barcode_says_one_thing(
    command: Command, with_it: tuple[str, ...], said: Condition | None
) -> None:
    """A charger that never goes out with the device can't be missing, but one too many can come."""
    assert told_by(command, with_it) == said


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"grade": "E"}, Condition()),
        ({"grade": "E", "parts": ["screen"]}, Condition(parts=("screen",))),
        ({"grade": None, "parts": ["screen"]}, Condition(parts=("screen",))),
        ({"cause": None}, Condition()),
        ({"grade": "D", "cause": "a fire"}, Condition(grade="D", cause="a fire")),
        ({"parts": None, "accessories": None}, Condition()),
        ({"parts": "screen", "accessories": 5}, Condition()),
    ],
)
def test_what_a_later_version_says_is_left_out_where_nobody_here_knows_it(
    body: dict[str, object], says: Condition
) -> None:
    """And what holds of it can be put into words."""
    assert Condition.of_body(body) == says
    assert "None" not in Condition.of_body(body).in_words()
