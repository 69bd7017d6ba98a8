"""Pictures of the notes for IT, and of a rehearsal.

After a change that is meant: ``pytest tests/tui/test_notes_looks.py --snapshot-update``; look at
them.
"""

from collections.abc import Mapping, Sequence

import pytest

from inventory.rules.duties import Operator, Role
from inventory.services import it_notes, rehearsal
from inventory.services.office import Office
from tests.tui.forms import FORMS, Looks, Step, playing
from tui.app import ChampionApp

Noted = tuple[str, str, str, str, str]
SOME: Sequence[Noted] = (
    ("training", "Locking a cart with the new key", "Grade 7 teachers", "12", "2026-09-14"),
    ("process", "Collect chargers by homeroom, not by grade", "", "", "2026-10-02"),
    ("referral", "Cart 3 trips the fuse when all 32 devices charge", "Library cart 3", "1",
     "2026-11-19"),
    ("training", "Resetting a password: " + "who may, how to ask, and what to write down. " * 6,
     "圖書館 office", "4", "2026-11-20"),
)  # fmt: skip
MANY: Sequence[Noted] = [
    ("process", f"Shelf {number} wants a label", "Library", str(number), f"2026-10-{number:02}")
    for number in range(1, 31)
] + list(SOME)
LONGEST: Sequence[Noted] = (
    *SOME,
    ("process", "Chargers are collected by homeroom, " * 27 + "not by grade.", "Grade 8", "31",
     "2026-11-20"),
)  # fmt: skip

TEXT = ("a", "?What is the note for?", "enter", "?What do people need")
ABOUT = (*TEXT, *"Carts", "enter", "?Which place or group")
PEOPLE = (*ABOUT, "enter", "?How many people")
DAY = (*PEOPLE, "enter", "?On which day")
STATES: Mapping[str, tuple[Sequence[Noted], tuple[Step, ...]]] = {
    "list": (SOME, ("?by champion",)),
    "none": ((), ()),
    "many": (MANY, ("end", "?Locking a cart")),
    "longest": (LONGEST, ("?Enter: all of it.",)),
    "longest-open": (LONGEST, ("enter", "?Withdraw this note?", "?grade.")),
    "filtered": (MANY, ("/", *"cart", "enter", "?of 34")),
    "nothing-found": (MANY, ("/", *"xyz", "enter")),
    "kind": (SOME, TEXT[:2]),
    "text": (SOME, TEXT),
    "no-text": (SOME, (*TEXT, "enter", "?Nothing is written")),
    "about": (SOME, ABOUT),
    "people": (SOME, PEOPLE),
    "not-people": (SOME, (*PEOPLE, "x", "enter", "?is not how many")),
    "day": (SOME, DAY),
    "not-a-day": (SOME, (*DAY, *"soon", "enter", "?is no")),
    "noted": (SOME, (*DAY, "enter", "?✓ Noted")),
    "withdraw": (SOME, ("w", "?Withdraw this note?", "?to ask, and what to write down.")),
    "withdrawn": (SOME, ("w", "?Withdraw this note?", "down", "enter", "?✓ Withdrawn")),
    "put-back": (
        SOME,
        ("w", "?Withdraw this note?", "down", "enter", "?✓ Withdrawn", "ctrl+z", "?on the list"),
    ),
    "helper": (SOME, ("a", "?Bea is a helper")),
}


@FORMS
@pytest.mark.parametrize("state", STATES)
def test_the_notes_look_as_they_did(looks: Looks, sample_office: Office, state: str) -> None:
    """The newest on top, the marked one in full; each question of another one; what was done."""
    noted, steps = STATES[state]
    for kind, text, about, people, on in noted:
        it_notes.add(sample_office, kind, text, about=about, people=people, on=on)
    if state == "helper":
        sample_office.operator = Operator("Bea", Role.HELPER)
    assert looks(ChampionApp(sample_office), playing("@notes", "?Notes for IT", *steps))


@FORMS
def test_a_rehearsal_looks_as_it_did(looks: Looks, sample_office: Office) -> None:
    """The bar says so where devices are handed out."""
    rehearsal.mark(sample_office)
    assert looks(ChampionApp(sample_office, rehearsal=True), playing("f2", "=8101839"))
