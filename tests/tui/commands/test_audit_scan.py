"""What an audit sees, hears and can't read: scan, attest, unreadable."""

import pytest

from tests.tui.commands.audits import (
    CART,
    ELSEWHERE,
    HANDED_OUT,
    HERE,
    HERS,
    LOST,
    MADE_SAFE,
    MAYA,
    NOBODY_KNOWS,
    STRAY,
    THING,
    UNSAFE,
    done,
)
from tests.tui.commands.conftest import Champion


def test_every_scan_gets_its_verdict(school: Champion) -> None:
    """The same codes as at the table in audit mode, the place first."""
    done(school, "audit", "open")
    scans = "\n".join([HERE, ELSEWHERE, HERE, HANDED_OUT, LOST, STRAY, NOBODY_KNOWS]).encode()
    assert school.codes("audit", "scan", "--place", "library CART 3", stdin=scans) == [
        "place", "verified", "wrong_place", "already", "state_conflict", "resurfaced", "stray",
        "unlisted",
    ]  # fmt: skip
    said = done(school, "audit", "scan", stdin=f"{MAYA}\n{HERS}\n".encode())
    assert said.splitlines()[1].startswith(f"✓ VERIFIED  {HERS}  HP Chromebook 11 G9. With Maya")


def test_what_is_left_open_at_the_end_is_parked(school: Champion) -> None:
    """A question that nobody answered gets its claim number on standard error."""
    done(school, "audit", "open")
    result = school.run("audit", "scan", stdin=b"12352\n")
    assert result.stderr == "What was left open is parked, the last as P-01.\n"


def test_a_misspelt_place_is_refused_and_is_no_find(school: Champion) -> None:
    """For scans as for a thing without a code."""
    done(school, "audit", "open")
    for arguments in (["scan"], ["unreadable", THING]):
        result = school.run("audit", *arguments, "--place", f"Libary {UNSAFE}")
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith(f"There is no place “Libary {MADE_SAFE}”. The places are ")
    assert school.lines("audit", "list", "finds") == []


def test_a_word_accounts_for_a_device_without_its_having_been_seen(school: Champion) -> None:
    """E3, attested by the holder; a second word has nothing left to say and exits 1."""
    done(school, "audit", "open", "--place", CART)
    done(school, "audit", "lock")  # from now on the morning's hand-out is old evidence
    done(school, "audit", "open")
    assert school.codes("audit", "attest", MAYA) == ["person", "attested"]
    done(school, "audit", "lock")
    (hers,) = [line for line in school.lines("audit", "list", "lines") if line["device"] == HERS]
    assert (hers["result"], hers["evidence"], hers["times"]) == ("ACCOUNTED", "E3", 0)
    done(school, "audit", "reopen", "--reason", "one more room")
    done(school, "audit", "scan", stdin=f"{HERS}\n".encode())
    result = school.run("audit", "attest", MAYA)
    assert "NOTHING TO CONFIRM" in result.stdout
    assert (result.exit_code, result.stderr) == (1, f"Nothing was attested by {MAYA}.\n")


@pytest.mark.parametrize("code", [HERS, "8109999", UNSAFE])
def test_only_a_person_of_the_roster_can_attest(school: Champion, code: str) -> None:
    """A device's code is not scanned by mistake, and nobody before it has attested anything."""
    done(school, "audit", "open")
    result = school.run("audit", "attest", MAYA, code)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("There is nobody with the ID ")
    assert school.run("audit", "attest", MAYA).exit_code == 0


def test_a_thing_without_a_readable_code_gets_a_claim_number(school: Champion) -> None:
    """By its description, safe and as it stands; without one nothing is kept."""
    done(school, "audit", "open")
    verdicts = school.lines("audit", "unreadable", f"{THING} {UNSAFE}", "--place", CART)
    assert [one["code"] for one in verdicts] == ["place", "unreadable"]
    assert verdicts[1]["claim"] == "P-01"
    (find,) = school.lines("audit", "list", "finds")
    assert (find["find"], find["label"], find["place"]) == (
        "UNREADABLE", f"{THING} {MADE_SAFE}", CART,
    )  # fmt: skip
    assert THING in done(school, "audit", "list", "finds")
    assert school.run("audit", "unreadable", " ").exit_code == 1
