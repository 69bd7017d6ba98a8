"""Opening an audit: what is due, what would be frozen, what a scope asks for."""

import re

import pytest

from inventory.services.office import Office
from tests.tui.commands.audits import (
    CART,
    MADE_SAFE,
    UNSAFE,
    done,
    locked,
    status,
)
from tests.tui.commands.conftest import Champion
from tui.clock import SystemClock


def test_before_the_first_audit_the_status_is_what_is_due_and_when(school: Champion) -> None:
    """The whole allocation, as a dry run would freeze it; nothing is written for it."""
    (draft,) = school.lines("audit", "open", "--dry-run")
    figures = status(school)
    assert (figures["state"], figures["expected"], figures["due"]) == (
        "DRAFT", draft["expected"], draft["due"],
    )  # fmt: skip
    assert figures["left_out"] == {"LOST": 3, "RETIRED": 2, "STOLEN": 1}
    said = done(school, "audit", "status")
    assert said.startswith(f"{draft['audit']} is not open yet, due on ")
    assert "Expected      253" in said
    assert "Not expected: 3 lost, 2 retired, 1 stolen." in said
    assert said.endswith(
        "Next: champion audit open; with --dry-run it shows what would be frozen.\n"
    )
    assert school.lines("audit", "list") == []


def test_a_dry_run_shows_the_list_that_opening_freezes(school: Champion) -> None:
    """By place and left out by reason, with the same SHA-256; the second time it is open."""
    said = done(school, "audit", "open", "--dry-run")
    (draft,) = school.lines("audit", "open", "--dry-run")
    assert draft["state"] == "DRAFT"
    assert re.search(r"253 devices expected.\nScope: the whole allocation.\n  Library +13\n", said)
    assert f"list: {draft['list_sha256']}\nDRAFT: nothing was frozen.\n" in said
    assert (sum(draft["places"].values()), draft["places"][CART]) == (253, 12)
    (frozen,) = school.lines("audit", "open")
    assert frozen == {**draft, "state": "OPEN"}


SCOPES = [
    (["--place", CART], 12, f"all in {CART}"),
    (["--place", CART, "--place", "Library"], 25, f"all in {CART} and Library"),
    (["--category", "hotspot"], 11, "hotspot"),
    (["--sample", "9", "--seed", "x"], 9, "the whole allocation; a sample of 9"),
    (["--sample", "9", "--floor", "3", "--blind"], 9, "and 3 picked on the floor; blind"),
]


@pytest.mark.parametrize(("options", "expected", "words"), SCOPES)
def test_a_scope_asks_for_less_and_says_how_many_it_leaves_out(
    school: Champion, options: list[str], expected: int, words: str
) -> None:
    """Places, categories, a sample; the rest is counted as outside the scope."""
    (draft,) = school.lines("audit", "open", "--dry-run", *options)
    assert (draft["expected"], draft["left_out"]["OUT_OF_SCOPE"]) == (expected, 253 - expected)
    said = done(school, "audit", "open", *options)
    assert words in said
    assert f"{253 - expected} outside the scope" in said


def test_a_sample_can_be_drawn_again_by_its_seed(school: Champion) -> None:
    """A seed that nobody gave is eight hexadecimal digits, and is told."""
    drawn = [school.lines("audit", "open", "--dry-run", "--sample", "9")[0] for _ in range(2)]
    seeds = [one["scope"]["seed"] for one in drawn]
    assert all(re.fullmatch("[0-9a-f]{8}", seed) for seed in seeds)
    assert drawn[0]["list_sha256"] != drawn[1]["list_sha256"]
    again = school.lines("audit", "open", "--sample", "9", "--seed", seeds[0])
    assert again[0]["list_sha256"] == drawn[0]["list_sha256"]


REFUSED_OPENINGS = [
    (["--place", "Room 999"], 1, "The list has nothing in “Room 999”. "),
    (["--category", UNSAFE], 1, f"The list has no category “{MADE_SAFE}”. "),
    (["--quarter", "2026-Q9"], 1, "There is no quarter 2026-Q9. As: "),
    (["--category", "hotspot", "--place", "Room 112"], 1, "Nothing is in this scope. "),
    (["--floor", "3"], 2, "Usage: champion audit open"),
    (["--seed", "x"], 2, "Usage: champion audit open"),
    (["--sample", "0"], 2, "Usage: champion audit open"),
    (["--sample", "few"], 2, "Usage: champion audit open"),
]


@pytest.mark.parametrize(("options", "exit_code", "sentence"), REFUSED_OPENINGS)
def test_what_cannot_be_opened_says_why(
    school: Champion, options: list[str], exit_code: int, sentence: str
) -> None:
    """One sentence, and there is no audit afterwards."""
    result = school.run("audit", "open", *options)
    assert (result.exit_code, result.stdout) == (exit_code, "")
    assert result.stderr.startswith(sentence)
    assert status(school)["state"] == "DRAFT"


def test_a_quarter_may_be_named_and_a_second_audit_of_it_gets_a_number(school: Champion) -> None:
    """In whatever case; the due date is that quarter's."""
    (next_one,) = school.lines("audit", "open", "--dry-run")
    quarter = f"{SystemClock().now().year + 1}-q1"
    (draft,) = school.lines("audit", "open", "--dry-run", "--quarter", quarter)
    assert (draft["quarter"], draft["due"][4:]) == (quarter.upper(), "-03-31")
    locked(school)
    (second,) = school.lines("audit", "open", "--quarter", next_one["quarter"])
    assert second["audit"] == f"{next_one['audit']}-2"
    assert [one["audit"] for one in school.lines("audit", "list")] == [
        second["audit"], next_one["audit"],
    ]  # fmt: skip


def test_an_empty_school_has_nothing_to_audit(school: Champion, nowhere: Champion) -> None:
    """Nor does one that has no database yet."""
    Office.create(school.path.with_name("empty.db"), SystemClock()).close()
    result = Champion(school.path.with_name("empty.db")).run("audit", "status")
    assert result.stderr.startswith("There are no devices to audit yet. ")
    assert (result.exit_code, nowhere.run("audit", "status").exit_code) == (1, 1)
