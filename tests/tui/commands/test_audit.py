"""An audit by commands: from the draft to the packet, and every step that is refused."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from inventory.services import audit_figures, audits
from inventory.services.office import Office
from tests.tui.commands.audits import (
    CART,
    ELSEWHERE,
    HERE,
    HERS,
    MADE_SAFE,
    MAYA,
    STRAY,
    THING,
    UNSAFE,
    done,
    explained,
    locked,
    nothing,
    opened,
    signed,
    status,
    submitted,
)
from tests.tui.commands.conftest import Champion
from tui.clock import SystemClock


def test_a_whole_audit_goes_by_commands_alone(school: Champion, tmp_path: Path) -> None:
    """Each step says what comes next, the figures add up, and the database stays whole."""
    states = [status(school)["state"]]
    assert "champion audit scan" in done(school, "audit", "open")
    states.append(status(school)["state"])
    scans = f"{HERE}\n{ELSEWHERE}\n{STRAY}\n".encode()
    done(school, "audit", "scan", "--place", CART, stdin=scans)
    done(school, "audit", "unreadable", THING, "--place", CART)
    done(school, "audit", "attest", MAYA)
    assert "champion audit explain" in done(school, "audit", "lock")
    states.append(status(school)["state"])
    for kind in ("MISSING", "WRONG_PLACE", "STRAY", "UNREADABLE"):
        said = done(school, "audit", "explain", "--all", kind, "--as", "no_action", "--note", "x")
    assert "champion audit sign" in said
    states.append(status(school)["state"])
    said = done(school, "audit", "sign", "--name", "Ada Park", "--role", "librarian", "--yes")
    assert "champion audit submit" in said
    states.append(status(school)["state"])
    assert "champion answer" in done(school, "audit", "submit", tmp_path)
    figures = status(school)
    assert [*states, figures["state"]] == [
        "DRAFT", "OPEN", "LOCKED", "EXPLAINED", "SIGNED", "SUBMITTED",
    ]  # fmt: skip
    assert figures["sighted"] + figures["accounted"] + figures["missing"] == figures["expected"]
    assert (figures["sighted"], figures["unexplained"]) == (2, 0)
    assert school.run("check", "--rebuild").exit_code == 0


SCAN = ["scan"]
SIGN = ["sign", "--name", "A", "--role", "B", "--yes"]
REOPEN = ["reopen", "--reason", "x"]
EXPLAIN = ["explain", ELSEWHERE, "--as", "no_action", "--note", "x"]
NONE = "There is no audit yet. Open one: champion audit open."
BEING_SCANNED = (
    "{id} is still being scanned: {what} yet. Finish scanning first: champion audit lock."
)
NOT_SCANNED = "{id} waits for explanations: nothing can be scanned for it. Scan on with: {reopen}."
CLOSED = "{id} is signed: {what} any more. What changed since belongs to the next audit."
UNEXPLAINED = (
    "{id} waits for explanations: it can't be signed: 110 variances have no explanation."
    " Explain each variance first: champion audit explain."
)
UNSIGNED = "{id} is not signed yet: {what} yet. Sign it first: champion audit sign."
NO_PACKET = "no packet can be written for IT"
TOO_EARLY: list[tuple[Callable[[Champion], None], list[str], str, str]] = [
    (nothing, SCAN, NONE, ""),
    (nothing, ["attest", MAYA], NONE, ""),
    (nothing, ["unreadable", "x"], NONE, ""),
    (nothing, ["lock"], NONE, ""),
    (nothing, REOPEN, NONE, ""),
    (nothing, EXPLAIN, NONE, ""),
    (nothing, SIGN, NONE, ""),
    (nothing, ["submit", "."], NONE, ""),
    (nothing, ["list", "variances"], NONE, ""),
    (opened, ["open"], "{id} is still being scanned. Finish it first: champion audit lock.", ""),
    (opened, REOPEN, "{id} is open: just scan on.", ""),
    (opened, EXPLAIN, BEING_SCANNED, "nothing can be explained"),
    (opened, SIGN, BEING_SCANNED, "it can't be signed"),
    (opened, ["submit", "."], BEING_SCANNED, NO_PACKET),
    (locked, SCAN, NOT_SCANNED, ""),
    (locked, ["attest", MAYA], NOT_SCANNED, ""),
    (locked, ["unreadable", "x"], NOT_SCANNED, ""),
    (locked, ["lock"], "{id} is not being scanned any more. Scan on with: {reopen}.", ""),
    (locked, ["reopen", "--reason", " "], "Reopening needs a reason. Say in a few words why.", ""),
    (locked, SIGN, UNEXPLAINED, ""),
    (explained, ["submit", "."], UNSIGNED, NO_PACKET),
    (signed, SIGN, "{id} was signed by Ada Park already.", ""),
    (signed, SCAN, CLOSED, "nothing can be scanned for it"),
    (signed, ["lock"], CLOSED, "scanning can't be finished"),
    (signed, REOPEN, CLOSED, "it can't be reopened"),
    (signed, EXPLAIN, CLOSED, "nothing can be explained"),
]


@pytest.mark.parametrize(("bring", "step", "sentence", "what"), TOO_EARLY)
def test_a_step_at_the_wrong_time_is_one_sentence_and_exit_1(
    school: Champion, bring: Callable[[Champion], None], step: list[str], sentence: str, what: str
) -> None:
    """It says how far the audit is and what comes first; nothing has changed."""
    bring(school)
    before = status(school)
    result = school.run("audit", *step, stdin=HERE.encode())
    assert (result.exit_code, result.stdout) == (1, "")
    reopen = "champion audit reopen --reason TEXT"
    expected = sentence.format(id=before["audit"], what=what, reopen=reopen)
    assert result.stderr == f"{expected}\n"
    assert status(school) == before


@pytest.mark.parametrize("step", [["status"], ["lock"], ["submit", "."], ["list", "--audit"]])
def test_an_audit_that_is_not_there_is_named(school: Champion, step: list[str]) -> None:
    """Whichever command it was said to."""
    opened(school)
    result = school.run("audit", *step, f"NOWHERE{UNSAFE}")
    assert result.exit_code == 1
    assert result.stderr == (
        f"There is no audit NOWHERE{MADE_SAFE}. champion audit list shows them.\n"
    )


WRONG_USAGE = [
    ["audit"], ["audit", "count"], ["audit", "list", "all"], ["audit", "sign", "--yes"],
    ["audit", "reopen"], ["audit", "explain", ELSEWHERE], ["audit", "submit"], ["audit", "attest"],
    ["audit", "explain", "--as", "no_action"], ["audit", "explain", "--all", "LOST", "--as", "x"],
    ["audit", "list", "--csv", "-", "--json"],
]  # fmt: skip


@pytest.mark.parametrize("arguments", WRONG_USAGE)
def test_wrong_usage_exits_2(school: Champion, arguments: list[str]) -> None:
    """And says how it is used."""
    result = school.run(*arguments)
    assert result.exit_code == 2
    assert "Usage: champion audit" in result.output


@pytest.mark.parametrize("bring", [opened, locked, explained, signed, submitted])
def test_the_status_as_json_is_what_the_service_says(
    school: Champion, bring: Callable[[Champion], None]
) -> None:
    """Also under its name in small letters."""
    bring(school)
    office = Office.open(school.path, SystemClock())
    expected = audit_figures.status(office, audits.find(office)).as_json()
    office.close()
    assert school.lines("audit", "status") == [expected]
    assert school.lines("audit", "status", str(expected["audit"]).lower()) == [expected]


def test_a_reopened_audit_is_scanned_on(school: Champion) -> None:
    """The explanations stay; what was not seen is open again."""
    explained(school)
    (figures,) = school.lines("audit", "reopen", "--reason", f"a box turned up {UNSAFE}")
    assert (figures["state"], figures["results"]["MISSING"]) == ("OPEN", 0)
    (again,) = school.lines("audit", "lock")
    assert again["state"] == "EXPLAINED"
    said = done(school, "audit", "reopen", "--reason", "and another")
    assert said.splitlines()[0] == f"{again['audit']} is open again."


def test_a_signature_shows_the_figures_first(school: Champion) -> None:
    """Then whose it is, safe and as it stands."""
    explained(school)
    result = school.run("audit", "sign", "--name", "Ada", "--role", "librarian")
    assert result.exit_code == 1
    assert result.stderr.startswith("Nobody can be asked here, so nothing was changed.")
    result = school.run("audit", "sign", "--name", " ", "--role", "librarian", "--yes")
    assert result.stderr == "A signature needs a name and a role. As: Ada Park, librarian.\n"
    assert status(school)["state"] == "EXPLAINED"
    said = done(school, "audit", "sign", "--name", f"Kai {UNSAFE}", "--role", "[/]", "--yes")
    assert said.splitlines()[0] == "  Expected             253"
    assert f"is signed by Kai {MADE_SAFE}, [/].\n" in said
    assert f"Signed by Kai {MADE_SAFE}, [/], on 20" in done(school, "audit", "status")


def test_a_signature_as_json_has_the_figures_and_who(school: Champion) -> None:
    """One object, and nothing else on standard output."""
    explained(school)
    (said,) = school.lines("audit", "sign", "--name", "Ada Park", "--role", "librarian", "--yes")
    assert (said["state"], said["signed_by"], said["role"]) == ("SIGNED", "Ada Park", "librarian")
    assert said["signed_at"]


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is needed")
@pytest.mark.parametrize(("typed", "exit_code", "state"), [(b"y\n", 0, "SIGNED"),
                                                           (b"\n", 1, "EXPLAINED")])  # fmt: skip
def test_at_a_terminal_it_asks_before_it_signs(
    school: Champion, typed: bytes, exit_code: int, state: str
) -> None:
    """Anything but a typed yes signs nothing."""
    explained(school)
    ours, theirs = os.openpty()
    arguments = ("audit", "sign", "--name", "Ada Park", "--role", "librarian")
    with school.start(*arguments, stdin=theirs) as process:
        os.write(ours, typed)
        _, errors = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == exit_code, errors
    assert b"as Ada Park, librarian? [y/N]" in errors
    assert status(school)["state"] == state


def test_a_packet_is_written_and_named_with_its_hash(school: Champion, tmp_path: Path) -> None:
    """As a folder and as one file, of the same content; champion verify finds nothing changed."""
    signed(school)
    (folder,) = school.lines("audit", "submit", tmp_path)
    assert (folder["state"], Path(folder["packet"]).is_dir()) == ("SUBMITTED", True)
    (zipped,) = school.lines("audit", "submit", tmp_path, folder["audit"], "--zip")
    assert (zipped["sha256"], zipped["packet"]) == (folder["sha256"], f"{folder['packet']}.zip")
    for packet in (folder["packet"], zipped["packet"]):
        assert school.run("verify", packet).exit_code == 0
    said = done(school, "audit", "submit", tmp_path)
    assert f"written and read back: {folder['packet']}.\n" in said
    assert f"{folder['files']} files, SHA-256 {folder['sha256']}\nNext: hand the packet" in said
    assert school.lines("audit", "list", "proposals")


def test_one_audit_of_several_can_be_named(school: Champion) -> None:
    """Its list, its figures, its explanations."""
    locked(school)
    first = status(school)["audit"]
    done(school, "audit", "open", "--place", CART)
    assert len(school.lines("audit", "list", "lines", "--audit", first)) == 253
    assert [one["audit"] for one in school.lines("audit", "list", "--audit", first)] == [first]
    note = ("--as", "no_action", "--note", "x", "--audit", first)
    assert school.lines("audit", "explain", ELSEWHERE, *note)[0]["audit"] == first
    assert len(school.lines("audit", "list", "audits")) == 2


def test_an_older_audit_that_was_reopened_is_the_one_that_is_scanned(school: Champion) -> None:
    """And the one that is locked, where none is named."""
    locked(school)
    first = status(school)["audit"]
    done(school, "audit", "open", "--place", CART)
    done(school, "audit", "lock")
    done(school, "audit", "reopen", "--reason", "x", first)
    done(school, "audit", "scan", stdin=HERS.encode())
    assert school.lines("audit", "lock")[0]["audit"] == first
