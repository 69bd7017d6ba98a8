"""``lay-out``: what it shows, what it writes, and what it says where nothing can be."""

import re

import pytest

from tests.tui.commands.conftest import Champion

ROOM = "214"


def test_it_is_shown_and_nothing_is_written_with_dry_run(school: Champion) -> None:
    """By homeroom, with the reason of each line; a second time it says the same."""
    before = school.lines("list", "laid-out")
    shown = school.run("lay-out", "--homeroom", ROOM, "--dry-run")
    assert shown.exit_code == 0
    first, *rest = shown.stdout.splitlines()
    assert first == "Chromebook: 6 students have none in homeroom 214; each gets one."
    assert rest[0] == "1 gets what is laid out already and 5 get the next in stock."
    assert rest[2] == "Homeroom 214:"
    assert [re.split("  +", line)[2:] for line in rest[3:5]] == [
        ["Kofi Adeyemi", "next in stock"],
        ["Kwame Asante", "next in stock"],
    ]
    assert rest[-1] == "Nothing was written."
    assert school.lines("list", "laid-out") == before
    assert school.run("lay-out", "--homeroom", ROOM, "--dry-run").stdout == shown.stdout


def test_it_is_written_once_and_cleared_again(school: Champion) -> None:
    """A second time there is nothing to do; the list has them by homeroom and name."""
    done = school.run("lay-out", "--homeroom", ROOM, "--yes")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "Laid out: 5 devices.")
    listed = [row for row in school.lines("list", "laid-out") if row["homeroom"] == ROOM]
    assert len(listed) == 6
    assert [row["name"] for row in listed][:2] == ["Kofi Adeyemi", "Kwame Asante"]
    again = school.run("lay-out", "--homeroom", ROOM, "--yes").stdout.splitlines()[-1]
    assert again == "Nothing to do: all of it is laid out already."
    cleared = school.run("lay-out", "--clear", "--homeroom", ROOM, "--yes").stdout
    first, *named, last = cleared.splitlines()
    assert first == "6 devices in homeroom 214 are laid out and not handed out: for nobody then."
    assert sorted(line.split("  ")[0].strip() for line in named) == sorted(
        row["device"] for row in listed
    )
    assert sum("Kofi Adeyemi" in line for line in named) == 1
    assert last == "Cleared: 6 devices are for nobody now."
    empty = school.run("lay-out", "--clear", "--homeroom", ROOM).stdout
    assert empty == "Nothing is laid out and waits in stock.\n"


def test_clearing_says_how_many_of_them_the_list_has_and_what_the_others_are(
    school: Champion,
) -> None:
    """What is to be checked first is laid out still, but waits for nobody at the table."""
    school.run("lay-out", "--homeroom", ROOM, "--yes")
    here = [row for row in school.lines("list", "laid-out") if row["homeroom"] == ROOM]
    school.run("out", here[0]["person"], here[0]["device"])
    school.run("back", here[0]["device"], "--grade", "D")
    first, second, *_ = school.run("lay-out", "--clear", "--homeroom", ROOM).stdout.splitlines()
    assert (
        first == f"6 devices in homeroom {ROOM} are laid out and not handed out: for nobody then."
    )
    assert second == "5 of them wait in stock for their students; 1 can't go out as it is."
    listed = [row for row in school.lines("list", "laid-out") if row["homeroom"] == ROOM]
    assert listed == here[1:]


def test_who_gets_none_is_an_exit_code_of_one(school: Champion) -> None:
    """There are four tablets in stock; the object says all of it."""
    result = school.run("lay-out", "--category", "tablet", "--homeroom", ROOM, "--dry-run")
    assert result.exit_code == 1
    assert "4 of them get one." in result.stdout
    assert "No device is left for " in result.stdout
    (said,) = school.lines("lay-out", "--category", "tablet", "--homeroom", ROOM, "--dry-run")
    assert (len(said["lines"]), said["left"], said["changes"], said["applied"]) == (4, 0, 4, False)
    assert {one["why"] for one in said["lines"]} == {"next"}
    assert len(said["without"]) + 4 == int(result.stdout.split()[1])


def test_without_anybody_to_ask_nothing_is_written(school: Champion) -> None:
    """One sentence, and what to add."""
    result = school.run("lay-out", "--homeroom", ROOM)
    assert result.exit_code == 1
    assert result.stderr == (
        "Nobody can be asked here, so nothing was changed. Add --yes to go on unasked.\n"
    )


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (("--homeroom", "999"), "Nobody is in homeroom “999”."),
        (("--category", "Chromebok"), "No device is of the category “Chromebok”."),
        (("--homeroom", " "), "it is empty"),
        (("--category", ""), "it is empty"),
        (("--dry-run", "--yes"), "Say --dry-run or --yes, not both."),
    ],
)
def test_what_cannot_be_is_one_sentence(
    school: Champion, said: tuple[str, ...], sentence: str
) -> None:
    """And nothing is written."""
    result = school.run("lay-out", *said)
    assert result.exit_code != 0
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def test_an_empty_school_has_nothing_to_lay_out(nowhere: Champion) -> None:
    """There is no database yet."""
    assert nowhere.run("lay-out").exit_code == 1


def test_name_labels_are_written_in_that_order_and_logged(school: Champion) -> None:
    """Names are on them, so that a helper can't write them and the journal knows of them."""
    school.run("lay-out", "--homeroom", ROOM, "--yes")
    said = ("labels", "devices", "--laid-out", "--homeroom", ROOM, "--sheet", "5160")
    target = school.path.parent / "names.pdf"
    result = school.run(*said, "--out", target)
    assert (result.exit_code, target.exists()) == (0, True), result.stderr
    assert "6 labels" in result.stdout
    school.run("operator", "add", "Ada", "--role", "champion")
    school.run("operator", "add", "Bea", "--role", "helper")
    school.run("settings", "operator", "Bea")
    refused = school.run(*said, "--out", school.path.parent / "again.pdf")
    assert "Bea is a helper" in refused.stderr
    assert "Bea is a helper" in school.run("lay-out", "--yes").stderr
