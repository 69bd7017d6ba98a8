"""The district's answer: what became of each proposal, asked about, then taken as a whole."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tui.commands.audits import (
    CART,
    ELSEWHERE,
    HERE,
    done,
    nothing,
    opened,
    signed,
    submitted,
)
from tests.tui.commands.audits import status as audit_status
from tests.tui.commands.conftest import ROOT, Champion

DEVICES = ROOT / "sample_data" / "devices.csv"
MISSING, ALSO_MISSING = "0012352", "0012359"
ANSWERS = {
    ELSEWHERE: ("Room 208", CART),
    HERE: (CART, "Room [/] 302"),
    MISSING: ("READY", "LOST"),
}
"""Accepted, changed without a proposal, changed; all else is ignored."""
HAND_OUTS = 140
"""Of the sample's morning: its list has no column for who has a device, so it answers none."""


def corrected(tmp_path: Path) -> Path:
    """The sample list, corrected by the district."""
    lines = DEVICES.read_text("utf-8").splitlines()
    for number, line in enumerate(lines):
        before, after = ANSWERS.get(line.partition(",")[0], ("", ""))
        lines[number] = line.replace(before, after) if before else line
    file = tmp_path / "corrected.csv"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return file


def test_the_answer_is_shown_before_it_is_taken(school: Champion, tmp_path: Path) -> None:
    """The list, the counts, then each proposal beside the answer, and what nobody asked for."""
    submitted(school)
    before = audit_status(school)
    said = done(school, "answer", corrected(tmp_path), "--dry-run")
    proposed = len(school.lines("audit", "list", "proposals"))
    assert "  0 new · 3 changed · 257 unchanged · 0 gone · 0 refused\n" in said
    assert (
        f"{before['audit']}, {proposed} proposals:"
        f" 1 accepted · {proposed - HAND_OUTS - 2} ignored · 1 changed · {HAND_OUTS} unanswered\n"
    ) in said
    for line in (
        f"  {ELSEWHERE}  place: was Room 208, proposed {CART}, answer {CART}: accepted\n",
        f"  {MISSING}  service: was READY, proposed MISSING, answer LOST: changed\n",
        f"  {ALSO_MISSING}  service: was READY, proposed MISSING, answer READY: ignored\n",
        "Changed without a proposal: 1 field\n",
        f"  {HERE}  place: {CART} → Room [/] 302\n",
    ):
        assert line in said
    assert audit_status(school) == before
    assert school.lines("show", HERE)[0]["device"]["place"] == CART


def test_the_answer_is_taken_with_the_list(school: Champion, tmp_path: Path) -> None:
    """The list is imported, each proposal has its outcome, and the next audit is named."""
    submitted(school)
    said = done(school, "answer", corrected(tmp_path), "--yes")
    name = audit_status(school)["audit"]
    assert said.endswith(f"Imported, and recorded as the answer to {name}.\n")
    assert audit_status(school)["state"] == "ANSWERED"
    assert school.lines("show", HERE)[0]["device"]["place"] == "Room [/] 302"
    outcomes = {one["device"]: one for one in school.lines("audit", "list", "proposals")}
    assert (outcomes[ELSEWHERE]["outcome"], outcomes[ELSEWHERE]["answer"]) == ("accepted", CART)
    assert outcomes[ALSO_MISSING]["outcome"] == "ignored"
    listed = done(school, "audit", "list", "proposals")
    assert f"{CART}  found_wrong_location  accepted" in listed
    words = done(school, "audit", "status").splitlines()
    assert words[0].startswith(f"{name} is signed, and the district has answered, due on ")
    assert words[-1].startswith("Next: 20")
    assert school.run("check", "--rebuild").exit_code == 0


@pytest.mark.parametrize(
    ("options", "state", "applied"),
    [(["--dry-run"], "SUBMITTED", False), (["--yes", "--profile", "champion"], "ANSWERED", True)],
)
def test_the_answer_as_json_is_one_object(
    school: Champion, tmp_path: Path, options: list[str], state: str, applied: bool
) -> None:
    """The counts, each proposal, what nobody asked for, and the plan of the import."""
    submitted(school)
    (said,) = school.lines("answer", corrected(tmp_path), *options)
    assert (said["state"], said["applied"]) == (state, applied)
    assert (said["outcomes"]["accepted"], said["outcomes"]["changed"]) == (1, 1)
    assert sum(said["outcomes"].values()) == len(said["proposals"])
    accepted = [one for one in said["proposals"] if one["outcome"] == "accepted"]
    assert accepted == [
        {
            "device": ELSEWHERE, "field": "place", "base": "Room 208", "proposed": CART,
            "reason": "found_wrong_location", "outcome": "accepted", "answer": CART,
        }
    ]  # fmt: skip
    assert said["unasked"] == [
        {"device": HERE, "field": "place", "before": CART, "after": "Room [/] 302"}
    ]
    assert (said["plan"]["rows"], said["plan"]["changed"]) == (260, 3)


def test_an_answer_can_be_followed_by_a_better_one(school: Champion, tmp_path: Path) -> None:
    """The last list counts; the same one again changes nothing."""
    submitted(school)
    done(school, "answer", DEVICES, "--yes")
    (said,) = school.lines("answer", corrected(tmp_path), "--yes")
    assert said["outcomes"]["accepted"] == 1
    (again,) = school.lines("answer", corrected(tmp_path), "--yes")
    assert again["outcomes"] == said["outcomes"]
    assert again["plan"]["changed"] == 0


def test_an_answer_may_come_while_the_next_audit_is_scanned(school: Champion) -> None:
    """It belongs to the one whose packet was written, where none is named."""
    submitted(school)
    name = audit_status(school)["audit"]
    done(school, "audit", "open", "--place", CART)
    (said,) = school.lines("answer", DEVICES, "--dry-run")
    assert said["audit"] == name


TOO_EARLY = [
    (nothing, "There is no audit yet. Open one: champion audit open."),
    (opened, "{id} is still being scanned: {what} Finish scanning first: champion audit lock."),
    (signed, "{id} is signed: {what} Write its packet first: champion audit submit DIR."),
]


@pytest.mark.parametrize(("bring", "sentence"), TOO_EARLY)
def test_there_is_no_answer_before_there_is_a_packet(
    school: Champion, bring: Callable[[Champion], None], sentence: str
) -> None:
    """It says what comes first."""
    bring(school)
    result = school.run("answer", DEVICES, "--yes")
    assert (result.exit_code, result.stdout) == (1, "")
    what = "no answer can be read yet."
    expected = sentence.format(id=audit_status(school)["audit"], what=what)
    assert result.stderr == f"{expected}\n"


FILES = [
    ("missing.csv", None, "There is no file missing.csv. "),
    ("em\x1bpty.csv", "", "em�pty.csv is empty. "),
    ("other.csv", "a,b\n1,2\n", "This can't be read as a list of devices: "),
    ("bad.csv", "asset_tag,serial\nNS-104101,OTHER\n", "No row of bad.csv could be taken. "),
]


@pytest.mark.parametrize(("name", "content", "sentence"), FILES)
def test_a_file_that_is_no_answer_is_one_sentence_and_exit_1(
    school: Champion, tmp_path: Path, name: str, content: str | None, sentence: str
) -> None:
    """Nothing is imported, and the audit waits on."""
    submitted(school)
    file = tmp_path / name
    if content is not None:
        file.write_text(content, "utf-8")
    result = school.run("answer", file, "--yes")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert result.stderr.startswith(sentence)
    assert audit_status(school)["state"] == "SUBMITTED"


def test_without_a_terminal_and_without_yes_it_is_refused(school: Champion) -> None:
    """A script that forgot --yes hears about it, and nothing was changed."""
    submitted(school)
    result = school.run("answer", DEVICES)
    assert result.exit_code == 1
    assert result.stderr.startswith("Nobody can be asked here, so nothing was changed.")
    assert audit_status(school)["state"] == "SUBMITTED"


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is needed")
@pytest.mark.parametrize(
    ("typed", "exit_code", "state"), [(b"y\n", 0, "ANSWERED"), (b"\n", 1, "SUBMITTED")]
)
def test_at_a_terminal_it_asks_before_it_writes(
    school: Champion, tmp_path: Path, typed: bytes, exit_code: int, state: str
) -> None:
    """Anything but a typed yes changes nothing."""
    submitted(school)
    ours, theirs = os.openpty()
    with school.start("answer", corrected(tmp_path), stdin=theirs) as process:
        os.write(ours, typed)
        output, errors = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == exit_code, errors
    assert b"Import the list, and record the answer? [y/N]" in errors
    assert b"[y/N]" not in output
    assert audit_status(school)["state"] == state


@pytest.mark.parametrize("arguments", [["answer"], ["answer", "x.csv", "--profile", "powerschool"]])
def test_wrong_usage_exits_2(school: Champion, arguments: list[str]) -> None:
    """And says how it is used."""
    result = school.run(*arguments)
    assert result.exit_code == 2
    assert "Usage: champion answer" in result.output
