"""Disputed devices as plain commands: listed story by story, and settled."""

import csv
import io

import pytest

from inventory.services.office import Office
from tests.builders import MORNING, CountedEntropy, FixedClock
from tests.tui.commands.conftest import Champion
from tests.two_tables import beside, call, scan, take_in
from tui.commands.rows import CONFLICT_KEYS, PERSON_KEYS

AMA, PATRICK = "8101839", "8102590"
DEVICE, OTHER = "NS-104101", "NS-104102"


def two_tables(school: Champion, mine: tuple[str, ...], theirs: tuple[str, ...]) -> None:
    """Scan at two tables that don't know of each other, and bring both together."""
    office = Office.open(school.path, FixedClock(MORNING.replace(year=2099)))
    office._entropy = CountedEntropy(7_000_000)
    call(office, "Table 1")
    other = beside(office, "Table 2")
    scan(office, *mine)
    scan(other, *theirs, after=9)
    take_in(office, other)
    other.close()
    office.close()


@pytest.fixture
def disputed(school: Champion) -> Champion:
    """Table 1 gave NS-104101 to Ama, and Table 2 to Patrick."""
    two_tables(school, (AMA, DEVICE), (PATRICK, DEVICE))
    return school


def test_each_story_is_a_line_in_every_form(disputed: Champion) -> None:
    """With its number, its table, who has it by it, and which of them the clocks propose."""
    stories = disputed.lines("list", "conflicts")
    assert all(tuple(story) == CONFLICT_KEYS for story in stories)
    told = [
        (one["device"], one["story"], one["table"], one["name"], one["homeroom"], one["proposed"])
        for one in stories
    ]
    assert told == [
        (DEVICE, 1, "Table 1", "Ama Adeyemi", "114", False),
        (DEVICE, 2, "Table 2", "Patrick O'Neill", "308", True),
    ]
    printed = disputed.run("list", "conflicts", "--csv", "-").stdout_bytes.decode()
    header, *rows = csv.reader(io.StringIO(printed, newline=""))
    assert (tuple(header), len(rows)) == (CONFLICT_KEYS, 2)
    *lines, last = disputed.run("list", "conflicts").stdout.splitlines()
    assert lines[1].split()[:4] == [DEVICE, "1", "Table", "1"]
    assert "Patrick O'Neill, homeroom 308" in lines[2]
    assert last == "2 stories. champion settle DEVICE --story N says which one holds."


@pytest.mark.parametrize(
    ("how", "said", "person"),
    [
        (("--story", "1"), "with Ama Adeyemi, as Table 1 says.", AMA),
        (("--story", "2"), "with Patrick O'Neill, as Table 2 says.", PATRICK),
        (("--in-stock",), "it is here, in stock.", None),
    ],
)
def test_one_command_settles_it_and_undo_takes_it_back(
    disputed: Champion, how: tuple[str, ...], said: str, person: str | None
) -> None:
    """What holds is said, listed no more, and disputed again after an undo."""
    result = disputed.run("settle", DEVICE, *how)
    assert (result.exit_code, result.stdout) == (0, f"{DEVICE} is settled: {said}\n")
    (page,) = disputed.lines("show", DEVICE)
    assert (page["custody"]["person"], page["custody"]["disputed"]) == (person, None)
    assert disputed.run("list", "conflicts").stdout == "No device is disputed.\n"
    assert disputed.run("undo").exit_code == 0
    assert len(disputed.lines("list", "conflicts")) == 2


def test_settling_as_json_says_what_holds(disputed: Champion) -> None:
    """The device, the conflict, the sentence."""
    (story, _) = disputed.lines("list", "conflicts")
    (settled,) = disputed.lines("settle", DEVICE, "--story", "1")
    assert settled == {
        "device": DEVICE, "conflict": story["conflict"], "settled": True,
        "say": f"{DEVICE} is settled: with Ama Adeyemi, as Table 1 says.",
    }  # fmt: skip


def test_show_says_that_it_is_disputed_and_later_what_never_was(disputed: Champion) -> None:
    """Custody is then only the clocks' word."""
    said = "Disputed: Table 1 and Table 2 say different things; this is the clocks' word."
    assert said in disputed.run("show", DEVICE).stdout
    assert disputed.lines("show", DEVICE)[0]["custody"]["disputed"]
    disputed.run("settle", DEVICE, "--story", "1")
    shown = disputed.run("show", DEVICE).stdout
    assert "Disputed" not in shown
    assert "handed out (never received)  Patrick O'Neill" in shown
    assert "handed out (never received)" in disputed.run("show", PATRICK).stdout
    assert "(never received)" not in disputed.run("show", AMA).stdout


REFUSED = [
    ((OTHER, "--story", "1"), 1, "NS-104102 is not disputed: no two tables disagree on it."),
    ((AMA, "--in-stock"), 1, "“8101839” is a person, not a device."),
    ((DEVICE, "--story", "3"), 1, "There is no story 3 of NS-104101: the stories are 1 and 2."),
    ((DEVICE, "--story", "0"), 2, "Usage: champion settle"),
    ((DEVICE, "--story", "1", "--in-stock"), 2, "Usage: champion settle"),
    ((DEVICE,), 2, "Usage: champion settle"),
]


@pytest.mark.parametrize(("arguments", "exit_code", "sentence"), REFUSED)
def test_what_does_not_fit_is_refused_and_stays_disputed(
    disputed: Champion, arguments: tuple[str, ...], exit_code: int, sentence: str
) -> None:
    """One sentence, and nothing has happened."""
    result = disputed.run("settle", *arguments)
    assert result.exit_code == exit_code
    assert result.stderr.startswith(sentence)
    assert len(disputed.lines("list", "conflicts")) == 2


def test_people_with_more_than_one_are_listed(school: Champion) -> None:
    """Two tables gave the same person one each: both stand, and nothing is disputed."""
    assert school.run("list", "many").stdout.startswith("Nobody has more of one kind")
    two_tables(school, (AMA, DEVICE), (AMA, OTHER))
    (line,) = school.lines("list", "many")
    assert (tuple(line), line["person"], line["devices"]) == (PERSON_KEYS, AMA, 2)
    assert school.run("list", "many").stdout.splitlines()[-1] == "1 person."
    assert school.lines("list", "conflicts") == []
    assert school.run("list", "many", "--by", "device").exit_code == 2
