"""The page about trust is what the harnesses came to."""

import re

from tests.trust import report
from tests.trust.catalogue import PROOFS
from tests.trust.promises import PROMISES


def page() -> str:
    """The page."""
    return report.PAGE.read_text("utf-8")


def between(mark: str) -> str:
    """What stands between two marks of this name."""
    return page().partition(f"<!-- {mark} -->\n")[2].partition(f"\n<!-- /{mark} -->")[0]


def test_the_promises_are_those_of_the_tests() -> None:
    """A new harness, or a file of tests that is gone, is seen here."""
    assert between("promises") == report.promise_table()
    assert [one.number for one in PROMISES] == list(range(1, len(PROMISES) + 1))
    gone = [test for one in PROMISES for test in one.tests if not (report.ROOT / test).exists()]
    assert gone == []


def test_every_promise_has_a_harness() -> None:
    """None rests on words."""
    assert {number for one in PROOFS for number in one.promises} == {one.number for one in PROMISES}


def test_the_page_has_figures_of_every_harness_and_they_are_enough() -> None:
    """What was counted is as much as is asked of each run, and nothing was lost."""
    rows = {row.split("`")[1]: row for row in between("proofs").splitlines()[2:]}
    assert list(rows) == [one.key for one in PROOFS]
    for proof in PROOFS:
        _, _, counted, controls, _, _ = rows[proof.key].split("|")
        said = {
            name.strip(): int(number.replace(",", ""))
            for number, name in re.findall(r"([\d,]*\d) ([^,]+)", counted)
        }
        assert all(said[figure] >= least for figure, least in proof.at_least.items())
        assert all(said[figure] == 0 for figure in proof.none)
        assert all(f"{control}:" in controls for control in proof.controls)
