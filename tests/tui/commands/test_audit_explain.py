"""The school's word on what did not match."""

import pytest

from inventory.rules.dispositions import DISPOSITIONS
from tests.tui.commands.audits import (
    CART,
    ELSEWHERE,
    HERE,
    MADE_SAFE,
    NOBODY_KNOWS,
    STRAY,
    UNSAFE,
    done,
    locked,
    status,
)
from tests.tui.commands.conftest import Champion

NAMES = [
    ELSEWHERE, "5CD01402GF", "ns104101", STRAY, NOBODY_KNOWS, "xyz-99", f"code:{NOBODY_KNOWS}",
    "P-01", "p-02",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_variance_may_be_named_by_whatever_is_on_it(school: Champion, name: str) -> None:
    """Tag, serial, scanned code, subject or claim number; else but for case and punctuation."""
    locked(school)
    (said,) = school.lines("audit", "explain", name, "--as", "record_corrected")
    assert len(said["explained"]) == 1
    assert said["unexplained"] == 109
    (explained_one,) = [
        one for one in school.lines("audit", "list", "variances") if one["explanation"]
    ]
    assert explained_one["subject"] == said["explained"][0]
    assert explained_one["explanation"] == "record_corrected"


def test_a_name_that_fits_several_variances_is_refused_with_them(school: Champion) -> None:
    """The serial of one device stuck on another is both a device's and a find's."""
    done(school, "audit", "open")
    scans = "\n".join([ELSEWHERE, "ZZNEXT", "NS-104103", "5CD01402GF"]).encode()
    done(school, "audit", "scan", "--place", CART, stdin=scans)
    done(school, "audit", "lock")
    result = school.run("audit", "explain", "5CD01402GF", "--as", "record_corrected")
    assert result.exit_code == 1
    assert result.stderr == (
        "“5CD01402GF” may be each of several. Say which:"
        f" {ELSEWHERE} (wrong place); labels:{ELSEWHERE}|NS-104103 (labels disagree).\n"
    )
    assert done(school, "audit", "explain", "P-01", "--as", "tag_unreadable")


def test_all_of_a_kind_are_explained_once(school: Champion) -> None:
    """Those that have a word keep it; named ones are explained with them, each once."""
    locked(school)
    missing = [
        one["subject"] for one in school.lines("audit", "list", "variances")
        if one["outcome"] == "MISSING"
    ]  # fmt: skip
    done(school, "audit", "explain", missing[0], "--as", "with_student", "--detail", "2026-12-01")
    note = ["--as", "no_action", "--note", "looked [/]"]
    (said,) = school.lines("audit", "explain", "--all", "missing", missing[1], *note)
    assert sorted(said["explained"]) == sorted(missing[1:])
    assert said["as"] == "no_action"
    words = done(school, "audit", "explain", "--all", "MISSING", *note)
    assert words.splitlines()[0] == "0 variances explained: no action; looked [/]."
    listed = done(school, "audit", "list", "variances")
    assert "with the student, who will bring it (2026-12-01)" in listed
    assert listed.count("no action; looked [/]") == len(missing) - 1


REFUSED_WORDS = [
    (["XYZ", "--as", "no_action", "--note", "x"], "“XYZ” is no variance. champion audit list"),
    ([HERE, "--as", "no_action", "--note", "x"], f"“{HERE}” is no variance."),
    (["[/]", "--as", "no_action", "--note", "x"], "“[/]” is no variance."),
    ([UNSAFE, "--as", "no_action", "--note", "x"], f"“{MADE_SAFE}” is no variance."),
    ([ELSEWHERE, "--as", "gone"], "There is no explanation “gone”. The explanations are with_stu"),
    ([ELSEWHERE, "--as", UNSAFE], f"There is no explanation “{MADE_SAFE}”."),
    ([ELSEWHERE, "--as", "in_repair"], "“in repair” needs more. The ticket or reference."),
    ([ELSEWHERE, "--as", "in_repair", "--detail", " "], "“in repair” needs more."),
    ([ELSEWHERE, "--as", "with_student", "--detail", "soon"], "“soon” is no date. Write it as 20"),
    ([ELSEWHERE, "--as", "no_action"], "“no action” needs a note. Say in a few words why."),
    ([ELSEWHERE, "XYZ", "--as", "no_action", "--note", "x"], "“XYZ” is no variance."),
]


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED_WORDS)
def test_an_explanation_that_does_not_hold_is_refused(
    school: Champion, arguments: list[str], sentence: str
) -> None:
    """One sentence, and none of those named with it is explained."""
    locked(school)
    result = school.run("audit", "explain", *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(sentence)
    assert status(school)["unexplained"] == 110


def test_the_explanations_are_listed_without_a_database(nowhere: Champion) -> None:
    """Each with its code and what it asks for."""
    said = done(nowhere, "audit", "explain", "--list").splitlines()
    assert [line.split()[0] for line in said[1:]] == [one.code for one in DISPOSITIONS]
    assert said[1].endswith("--detail: the date, as 2026-12-01")
    assert said[-1].endswith("--note: a few words")
    listed = nowhere.lines("audit", "explain", "--list")
    assert [one["as"] for one in listed] == [one.code for one in DISPOSITIONS]
    assert listed[0]["detail_is_date"] is True
