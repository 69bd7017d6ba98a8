"""An audit in words: its status, and what the history of a device says of it."""

import json
import re
from pathlib import Path

import pytest

from inventory.audit import AuditState
from inventory.model import Kind
from tests.builders import Journal
from tests.tui.commands.audits import (
    CART,
    ELSEWHERE,
    HANDED_OUT,
    HERE,
    HERS,
    LOST,
    MAYA,
    UNSAFE,
    done,
    one_blank,
    opened,
    signed,
    status,
)
from tests.tui.commands.conftest import Champion
from tui.commands.audit_words import STATE_WORDS
from tui.event_words import details_of, word_of


def test_the_status_in_words_has_the_figures_and_what_comes_next(school: Champion) -> None:
    """While it is scanned nothing is missing yet; afterwards each figure has its line."""
    school.run("settings", "prices", "Chromebook=320; Laptop=600.50; Tablet=300")
    opened(school)
    said = one_blank(done(school, "audit", "status"))
    assert "is being scanned, due on " in said
    assert "Missing" not in said
    for line in (
        " Sighted 3 1 verified, 1 wrong place, 1 record disagrees\n",
        " Left to find 250\n",
        " Finds 3 1 another school's, 1 resurfaced, 1 not known\n",
        " Duplicate scans 1\n",
        "Next: champion audit scan --place PLACE; when all is scanned, champion audit lock.\n",
    ):
        assert line in said
    said = one_blank(done(school, "audit", "lock"))
    assert said == one_blank(done(school, "audit", "status"))
    figures = status(school)
    at_risk, unpriced = figures["value_at_risk"], figures["unpriced"]
    for line in (
        f" Accounted for {figures['accounted']} not seen, but evidence on file\n",
        f" Missing {figures['missing']}\n",
        " Sighting rate 1.2% sighted of expected\n",
        f" Accountability {figures['accountability']:.1%} sighted or accounted for,",
        " Accuracy 33.3% verified of sighted\n",
        f" Value at risk {at_risk:,.2f} {unpriced} without a price (champion settings prices)\n",
        " To explain 110 variances without an explanation\n",
        "Next: champion audit list variances, then champion audit explain",
    ):
        assert line in said


def test_a_sample_says_how_much_of_it_passed(school: Champion) -> None:
    """From the list and from the floor."""
    sample = ("--sample", "3", "--seed", "s", "--floor", "1")
    assert "  Room 210  " in done(school, "audit", "open", "--dry-run", *sample)
    assert "  Room 210  " not in done(school, "audit", "open", *sample, "--blind")
    assert "Expected" not in done(school, "audit", "status")
    hidden = school.run("audit", "list", "left")
    assert hidden.exit_code == 1
    assert "is blind: nothing tells what is expected while it is scanned." in hidden.stderr
    done(school, "audit", "lock")
    drawn = [line["device"] for line in school.lines("audit", "list", "lines")]
    done(school, "audit", "reopen", "--reason", "now")
    done(school, "audit", "scan", stdin="\n".join([*drawn[:2], HERE]).encode())
    (figures,) = school.lines("audit", "lock")
    passed, listed = figures["sample"]["listed_passed"], figures["sample"]["listed"]
    assert (passed, listed, figures["sample"]["picked"]) == (2, 3, 1)
    said = one_blank(done(school, "audit", "status"))
    assert "Sample passed 75.0% 2 of 3 from the list, 1 of 1 from the floor" in said


def test_what_came_late_is_named(school: Champion, tmp_path: Path) -> None:
    """By its tag; it belongs to the next audit."""
    opened(school)
    file = tmp_path / "devices.csv"
    text = (Path(__file__).parents[3] / "sample_data" / "devices.csv").read_text("utf-8")
    file.write_text(f"{text}NEW-1,SER-1,M,Chromebook,Library,READY,NORTHSIDE,,\n", "utf-8")
    done(school, "import", "devices", file, "--yes")
    said = done(school, "audit", "lock")
    assert "Came after the list was frozen: NEW-1.\n" in said
    assert status(school)["late"] == ["NEW-1"]


def test_a_history_tells_what_the_audit_made_of_a_device(school: Champion) -> None:
    """Seen where, with which outcome, in which audit; explained how; missing since."""
    signed(school)
    name = status(school)["audit"]
    said = done(school, "show", ELSEWHERE)
    assert re.search(rf"seen +in {CART} · wrong place · audit {name}\n", said)
    said = done(school, "show", LOST)
    assert re.search(rf"seen +in {CART} · resurfaced · audit {name}\n", said)
    assert re.search(rf"condition +now missing · audit {name}\n", done(school, "show", "0012352"))
    done(school, "audit", "open")
    done(school, "audit", "scan", stdin=f"{MAYA}\n{HANDED_OUT}\n".encode())
    said = done(school, "show", HANDED_OUT)
    assert f"wrong holder, in the hands of {MAYA} · audit {status(school)['audit']}" in said


def test_a_word_and_an_explanation_are_in_the_history(school: Champion) -> None:
    """Who attested; which explanation, with its detail and note."""
    done(school, "audit", "open")
    done(school, "audit", "attest", MAYA)
    done(school, "audit", "lock")
    assert re.search(r"attested +Maya Okonkwo +by the holder · audit ", done(school, "show", HERS))
    words = ("--as", "in_repair", "--detail", "T-1 [/]", "--note", "since May")
    done(school, "audit", "explain", "0012352", *words)
    said = done(school, "show", "0012352")
    assert re.search(r"explained +in repair \(T-1 \[/\]\); since May · audit ", said)


SAID = [
    (Kind.AUDIT_OPEN, {"part": 1, "of": 1}, "audit opened", ""),
    (Kind.AUDIT_LOCK, {"part": 1, "of": 1}, "audit locked", ""),
    (Kind.AUDIT_REOPEN, {"reason": "a box [/]"}, "audit reopened", "“a box [/]” · "),
    (Kind.AUDIT_SIGN, {"name": "Ada", "role": "librarian"}, "audit signed", "Ada, librarian · "),
    (Kind.AUDIT_SUBMIT, {"packet": "N-1"}, "packet written", ""),
    (Kind.AUDIT_ANSWER, {"file": "list.csv"}, "answer read", ""),
    (
        Kind.EXPLAIN,
        {"subjects": ["a", "b"], "disposition": "no_action", "note": "x"},
        "explained",
        "no action; x, 2 times · ",
    ),
    (Kind.EXPLAIN, {"disposition": "of_later"}, "explained", "of_later · "),
    (Kind.SIGHT, {"result": "VERIFIED"}, "seen", "verified · "),
    (Kind.SIGHT, {"result": "VERIFIED", "find": "STRAY"}, "seen", "another school's · "),
    (Kind.SIGHT, {"result": "OF_LATER"}, "seen", ""),
    (Kind.SIGHT, {"in_hands_of": "2002"}, "seen", "seen, in the hands of 2002 · "),
    (Kind.SIGHT, {"result": "VERIFIED", "in_hands_of": "2001"}, "seen", "verified · "),
    (Kind.NOTE, {"attested_by": "the holder"}, "scanned", "by the holder · "),
]


@pytest.mark.parametrize(("kind", "body", "word", "details"), SAID)
def test_each_event_of_an_audit_has_a_word_and_its_details(
    kind: Kind, body: dict[str, object], word: str, details: str
) -> None:
    """Also what a later version writes into it."""
    event = Journal().write(kind, "NS-101", "2001", {"audit": "NORTH-2026-Q4", **body})
    assert (word_of(event), details_of(event)) == (word, f"{details}audit NORTH-2026-Q4")


def test_nothing_that_was_typed_can_act_on_the_terminal(school: Champion) -> None:
    """Whatever is listed or shown, in words or as JSON."""
    done(school, "audit", "open")
    done(school, "audit", "scan", stdin=f"{UNSAFE}\n".encode())
    done(school, "audit", "unreadable", UNSAFE)
    done(school, "audit", "lock")
    done(school, "audit", "explain", "P-01", "--as", "no_action", "--note", UNSAFE)
    for arguments in (["status"], ["list", "variances"], ["list", "finds"]):
        for form in ([], ["--json"]):
            said = done(school, "audit", *arguments, *form)
            assert not set(said) & {"\x1b", "\x9b", "‮"}
    assert json.loads(done(school, "audit", "status", "--json"))["finds"]["UNREADABLE"] == 1


def test_every_state_has_its_words() -> None:
    """A new one is not forgotten."""
    assert set(STATE_WORDS) == set(AuditState)


def test_what_a_later_version_lists_in_another_way_stops_no_history() -> None:
    """Neither parts nor reasons of a form that nobody here reads."""
    for odd in (None, 5, "screen", {"screen": 1}):
        event = Journal().write(Kind.AMEND, body={"parts": odd, "override": odd, "grade": "C"})
        assert details_of(event) == "condition C, damaged but works"
    event = Journal().write(Kind.ISSUE, body={"parts": ["screen"], "override": ["x", {}]})
    assert details_of(event) == "screen · all the same: "
