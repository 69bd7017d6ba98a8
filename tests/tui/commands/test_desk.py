"""The table without a screen: scan, out, back, undo."""

import io
import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from inventory.rules.scanner_profile import ScannerProfile
from inventory.verdict import Code, Verdict
from tests.tui.commands.conftest import Champion
from tui import scanner_profile
from tui.commands.verdicts import LONGEST_LINE, plain, scanned_lines

MAYA, HERS, FREE, OTHER = "8100442", "NS-104135", "NS-104101", "NS-104392"
NEW = "8102963"
KEYS = [
    "scan",
    "verdict",
    "code",
    "device",
    "person",
    "place",
    "event",
    "claim",
    "say",
    "next",
    "parked_before",
]

SCANS = [
    ("out", f"{NEW}\n{FREE}\n", ["person", "issued"]),
    ("out", f"{FREE}\n{NEW}\n", ["held", "issued"]),
    ("out", f"{NEW}\n{OTHER}\nZZYES\n", ["person", "out_to_other", "issued"]),
    ("out", f"{NEW}\n{NEW}\n", ["person", "bounce"]),
    ("out", f"{MAYA}\n{FREE}\nZZYES\n", ["person", "has_one", "swapped"]),
    ("out", "nothing-like-it\n", ["unlisted"]),
    ("out", "8100508\n", ["left"]),
    ("out", f"{NEW}\nNS-104417\n", ["person", "in_repair"]),
    ("back", f"{HERS}\nNS-104119\n", ["returned", "resurfaced"]),
    ("back", f"{FREE}\n", ["already"]),
    ("audit", f"Room 116\n{FREE}\n", ["place", "sighted"]),
    ("out", f"ZZBACK\n{HERS}\nZZUNDO\n", ["mode", "returned", "undone"]),
    ("back", f"ZZBAG\n{HERS}\nZZCHECK\n{HERS}\n", ["mode", "returned", "mode", "checked"]),
    ("check", f"{HERS}\nZZYES\nZZSCREEN\n{FREE}\n", ["not_back", "checked", "amended", "checked"]),
]


@pytest.mark.parametrize(("mode", "scans", "codes"), SCANS)
def test_each_line_is_one_scan_and_gets_one_verdict(
    school: Champion, mode: str, scans: str, codes: list[str]
) -> None:
    """The same outcomes as at the table, in the order scanned."""
    assert school.codes("scan", "--mode", mode, stdin=scans.encode()) == codes


def test_a_verdict_has_exactly_the_keys_that_were_promised(school: Champion) -> None:
    """Scripts rely on the names; ``scan`` is the text as it came."""
    (verdict,) = school.lines("scan", "--mode", "back", stdin=f"  {HERS} \r\n".encode())
    assert list(verdict) == KEYS
    assert verdict["scan"] == f"  {HERS} "
    assert (verdict["verdict"], verdict["device"], verdict["person"]) == ("OK", HERS, MAYA)


def test_a_verdict_in_words_has_glyph_word_subject_fact_and_next_step(school: Champion) -> None:
    """The band of the screen in one line, readable without colour."""
    result = school.run("scan", "--mode", "out", stdin=f"{NEW}\n{FREE}\n".encode())
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1] == (
        f"✓ HANDED OUT  {FREE}  HP Chromebook 11 G9, with charger, to Jayden Williams."
        "  Next: another device for Jayden, or the next student."
    )


LINES = [
    (b"a\nb", ["a", "b"]),
    (b"a\r\n\r\n \n\tb \n", ["a", "\tb "]),
    (b"a\rb\r", ["a", "b"]),
    (b"\xef\xbb\xbfa\nb\n", ["a", "b"]),
    (b"a\xffb\n", ["a�b"]),
    (b"a" * 3 * LONGEST_LINE + b"\nb\n", ["a" * LONGEST_LINE, "b"]),
    (b"a\r" * LONGEST_LINE, ["a"] * LONGEST_LINE),
    (b"", []),
]


@pytest.mark.parametrize(("given", "expected"), LINES, ids=range(len(LINES)))
def test_a_stream_becomes_scans_that_never_mix(given: bytes, expected: list[str]) -> None:
    """Every line end is one, blanks are none, and what can't be text doesn't stop the line."""
    assert list(scanned_lines(io.BytesIO(given))) == expected


HOSTILE = "x\x1b[31m\x9b1m‮[/]"


@pytest.mark.parametrize("as_json", [False, True])
def test_no_control_character_reaches_the_terminal(school: Champion, as_json: bool) -> None:
    """Neither the code that was scanned nor what is said of it can colour or reorder a line."""
    options = ["--json"] if as_json else []
    result = school.run("scan", "--mode", "out", *options, stdin=f"{HOSTILE}\n".encode())
    assert not set(result.stdout) & {"\x1b", "\x9b", "‮"}
    if as_json:
        assert json.loads(result.stdout)["scan"] == HOSTILE


def test_an_unsafe_verdict_is_made_safe_as_a_whole() -> None:
    """Also where a name from outside is inside the sentence."""
    verdict = Verdict("", Code.PERSON, "Has\x07 nothing.", subject="Kai [/]\x1b Brandt")
    assert plain(verdict) == "✓ AT THE TABLE  Kai [/]� Brandt  Has� nothing."


OUT = [
    ([NEW, FREE], ["person", "issued"], 0),
    (["Room 116", FREE], ["place", "issued"], 0),
    ([MAYA, HERS], ["person", "sighted"], 0),
    ([NEW, OTHER], ["person", "out_to_other"], 1),
    ([NEW, OTHER, "--confirm"], ["person", "out_to_other", "issued"], 0),
    ([NEW, OTHER, FREE], ["person", "out_to_other", "issued"], 1),
    ([NEW, "NS-104417"], ["person", "in_repair"], 1),
    ([NEW, "NS-104417", "--confirm"], ["person", "in_repair"], 1),
    ([NEW, "NS-104417", "--reason", "Ana said so"], ["person", "in_repair", "issued"], 0),
    ([MAYA, FREE, "--confirm"], ["person", "has_one", "swapped"], 0),
    ([MAYA, FREE, "--reason", "a spare"], ["person", "has_one", "issued"], 0),
    (["8100508", FREE], ["left"], 1),
    (["8100508", FREE, "--reason", "comes back"], ["left", "confirmed", "issued"], 0),
    (["0012388", FREE], ["ambiguous"], 1),
    (["0012388", FREE, "--confirm"], ["ambiguous", "person", "issued"], 0),
    ([FREE, NEW], ["held"], 1),
    ([NEW, "NS-104446", "--confirm"], ["person", "stray"], 1),
    ([NEW, "no-such-thing"], ["person", "unlisted"], 1),
    (["8109999", FREE], ["unknown_person"], 1),
]


@pytest.mark.parametrize(("arguments", "codes", "exit_code"), OUT)
def test_out_hands_over_what_it_may_and_exits_1_for_the_rest(
    school: Champion, arguments: list[str], codes: list[str], exit_code: int
) -> None:
    """--confirm answers questions, --reason overrides stops, and neither does the other's work."""
    result = school.run("out", *arguments, "--json")
    assert [json.loads(line)["code"] for line in result.stdout.splitlines()] == codes
    assert result.exit_code == exit_code
    assert bool(result.stderr) == bool(exit_code)


def test_out_tells_the_claim_number_of_an_unknown_person(school: Champion) -> None:
    """What to do next names the command that settles it."""
    result = school.run("out", "8109999", FREE)
    assert result.stderr == (
        "Nothing was handed out to “8109999”. champion settle P-01 settles it.\n"
    )


BACK = [
    ([HERS], ["returned"], 0),
    ([HERS, OTHER], ["returned", "returned"], 0),
    ([HERS, "--grade", "c", "--cause", "accident"], ["returned", "amended"], 0),
    ([HERS, HERS, "--grade", "D"], ["returned", "amended", "bounce"], 0),
    ([HERS, "--place", "Room 116", "--from", NEW], ["place", "person", "returned"], 0),
    ([HERS, "--from", "8109999"], ["unlisted"], 1),
    ([FREE], ["already"], 0),
    ([FREE, "--grade", "D"], ["already", "amended"], 0),
    (["no-such-thing", "--grade", "D"], ["unlisted"], 1),
    (["NS-104119"], ["resurfaced"], 1),
]


@pytest.mark.parametrize(("arguments", "codes", "exit_code"), BACK)
def test_back_takes_devices_in_and_says_what_was_wrong_with_them(
    school: Champion, arguments: list[str], codes: list[str], exit_code: int
) -> None:
    """A condition is recorded once for each return, and refused where nothing came back."""
    result = school.run("back", *arguments, "--json")
    assert [json.loads(line)["code"] for line in result.stdout.splitlines()] == codes
    assert result.exit_code == exit_code


def test_what_was_missing_or_faulty_is_kept_with_the_return(school: Champion) -> None:
    """The amendment in the journal has accessory, grade, cause and note as they were given."""
    school.run("settings", "accessories", "Chromebook=charger, case")
    result = school.run(
        "back", HERS, "--missing", "charger", "--faulty", "case", "--grade", "D",
        "--cause", "misuse", "--note", "hinge [/]",
    )  # fmt: skip
    assert result.exit_code == 0
    (shown,) = school.lines("show", HERS)
    body = shown["history"][-1]["body"]
    assert body["accessories"] == {"charger": "not returned", "case": "returned faulty"}
    assert (body["grade"], body["cause"], body["note"]) == ("D", "misuse", "hinge [/]")
    assert shown["service"] == "NEEDS_CHECK"


def test_a_misspelt_accessory_is_refused_before_anything_is_taken_back(school: Champion) -> None:
    """A typing mistake is not recorded as a lost thing."""
    result = school.run("back", HERS, "--missing", "chargr")
    assert result.exit_code == 1
    assert result.stderr == (
        "“chargr” is nothing that goes out with a device. What does: charger (champion settings).\n"
    )
    assert school.lines("show", HERS)[0]["custody"]["person"] == MAYA


def test_undo_undoes_the_last_thing_and_then_what_was_before_it(school: Champion) -> None:
    """Each call goes one action further back; at the end there is nothing left, and exit 1."""
    school.run("out", NEW, FREE)
    school.run("back", FREE, "--grade", "C")
    said = [verdict["say"].partition(",")[0] for _ in range(3) for verdict in school.lines("undo")]
    assert said == [
        f"No longer “noted”: {FREE}",
        f"No longer “taken back”: {FREE}",
        f"No longer “handed out”: {FREE}",
    ]
    result = school.run("undo")
    assert (result.exit_code, "NOTHING TO UNDO" in result.stdout) == (1, True)


@pytest.mark.parametrize(
    ("then", "said"),
    [
        (["note", "add", "training", "typo"], "a note for IT, which no undo takes back: champion"),
        (
            ["term", "add", "Ada Park", "--role", "helper"],
            "a term, which no undo takes back: champion term remove",
        ),
        (["import", "people", "later.csv", "--yes"], "an import, which no undo takes back: imp"),
    ],
)
def test_undo_reaches_behind_what_it_cannot_undo_only_when_told_to(
    school: Champion, then: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who wants a note away must not lose the hand-out before it."""
    monkeypatch.chdir(tmp_path)
    later = (datetime.now().astimezone() + timedelta(days=1)).isoformat()
    Path("later.csv").write_text(f"person_id,first_name,last_name\n{NEW},New,Student\n")
    school.run("out", NEW, FREE)
    assert school.run(*then).exit_code == 0
    if then[0] == "import":
        with closing(sqlite3.connect(school.path)) as connection, connection:
            connection.execute("UPDATE import_log SET at = ?", (later,))
    result = school.run("undo")
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr
    assert f"champion undo --yes undoes what was before it ({FREE})." in result.stderr
    assert school.lines("show", FREE)[0]["custody"]["person"] == NEW
    assert "UNDONE" in school.run("undo", "--yes").stdout
    assert school.lines("show", FREE)[0]["custody"]["state"] == "IN_STOCK"


def test_only_scans_are_read_by_the_scanner_check(school: Champion) -> None:
    """What is typed as an argument stands for itself; the list of labels may have been scanned."""
    scanner_profile.keep(ScannerProfile("enter", ("D",)))
    scans = f"D{NEW}\nD{FREE}\n".encode()
    assert school.codes("scan", "--mode", "out", stdin=scans) == ["person", "issued"]
    assert school.run("show", FREE).exit_code == 0
    for arguments in (["show", f"D{FREE}"], ["back", f"D{FREE}"], ["out", f"D{NEW}", FREE]):
        assert school.run(*arguments).exit_code == 1
    printed = ["labels", "devices", "--dry-run"]
    (document,) = school.lines(*printed, "--list", "-", stdin=f"D{FREE}\n".encode())
    assert document["codes"] == [FREE]
    assert school.run(*printed, f"D{FREE}").exit_code == 1
