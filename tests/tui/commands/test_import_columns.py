"""Importing a list that no known system writes: which column is which, said, guessed, kept."""

import shlex
from pathlib import Path

import pytest

from tests.tui.commands.conftest import Champion

OURS = "Inventory no.,Serienr,Device,Where,Dob\n0012345,5CD1,Chromebook G9,Room 1,PRIVATE\n"


@pytest.fixture
def stock(tmp_path: Path) -> Path:
    """A list of somebody's own, under headings that nobody knows."""
    file = tmp_path / "stock.csv"
    file.write_text(OURS, "utf-8")
    return file


def said(*pairs: str) -> list[str]:
    """The pairs as options."""
    return [part for pair in pairs for part in ("--map", pair)]


def test_columns_are_said_by_heading_or_by_number(nowhere: Champion, stock: Path) -> None:
    """In any case, and a number counts from 1; what is not said is not read."""
    options = said("tag=inventory NO", "serial=2", "model=Device", "place=4")
    (plan,) = nowhere.lines("import", "devices", stock, "--yes", *options)
    assert (plan["profile"], plan["system"], plan["new"]) == ("by hand", "by hand", 1)
    assert plan["dropped_columns"] == ["Dob"]
    device = nowhere.lines("show", "0012345")[0]["device"]
    assert (device["serial"], device["model"], device["place"]) == (
        "5CD1", "Chromebook G9", "Room 1",
    )  # fmt: skip
    assert b"PRIVATE" not in nowhere.path.read_bytes()


MISTAKES = [
    (["tag"], '"tag" does not say which column is which.'),
    (["tagg=1"], '"tagg" is nothing that a list of devices has.'),
    (["tag=Barcode"], 'There is no column "Barcode".'),
    (["tag=9"], 'There is no column "9".'),
    (["tag=1", "tag=2"], '"tag" is said twice.'),
    (["model=3"], "No column is said to be: Asset tag or Serial number."),
    (["tag=1", "notes=Dob"], 'Column 5 ("Dob") is never stored (age or birth).'),
]


@pytest.mark.parametrize(("pairs", "sentence"), MISTAKES)
def test_a_mistake_in_what_is_said_is_one_sentence(
    nowhere: Champion, stock: Path, pairs: list[str], sentence: str
) -> None:
    """It names what is meant and what there is; nothing is made."""
    result = nowhere.run("import", "devices", stock, "--yes", *said(*pairs))
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert result.stderr.startswith(sentence)
    assert not nowhere.path.exists()


def test_what_was_said_is_kept_and_used_for_the_next_file(nowhere: Champion, stock: Path) -> None:
    """Under its name, and by itself where the headings are the same."""
    kept = nowhere.run(
        "import", "devices", stock, "--yes", *said("tag=1", "serial=2"), "--keep-as", "Stock list"
    )
    end = "Kept as Stock list: the next file with these headings is read the same way.\n"
    assert kept.stdout.endswith(end)
    stock.write_text(OURS + "0012346,5CD2,,,\n", "utf-8")
    for options in ([], ["--profile", "Stock list"]):
        (plan,) = nowhere.lines("import", "devices", stock, "--dry-run", *options)
        assert (plan["profile"], plan["new"], plan["unchanged"]) == ("Stock list", 1, 1)
    told = nowhere.run("import", "devices", stock, "--dry-run").stdout
    assert "read as Stock list (" in told


def test_a_dry_run_keeps_nothing(school: Champion, stock: Path) -> None:
    """Not even which column is which."""
    school.run("import", "devices", stock, "--dry-run", *said("tag=1"), "--keep-as", "Stock")
    result = school.run("import", "devices", stock, "--dry-run")
    assert result.exit_code == 1
    assert result.stderr.startswith("This can't be read as a list of devices: ")


NAMES = [
    ("snipe-it", "snipe-it is a known system's name. Choose another name.\n"),
    ("x" * 41, "A name has 1 to 40 characters. Choose another name.\n"),
]


@pytest.mark.parametrize(("name", "sentence"), NAMES)
def test_a_name_that_cannot_be_kept_is_refused_before_the_import(
    nowhere: Champion, stock: Path, name: str, sentence: str
) -> None:
    """Not behind it, when the question was answered already."""
    result = nowhere.run("import", "devices", stock, "--yes", *said("tag=1"), "--keep-as", name)
    assert (result.exit_code, result.stderr) == (1, sentence)
    assert not nowhere.path.exists()


USAGE = [
    (["--profile", "gam", "--map", "tag=1"], "Say either --profile or --map, not both."),
    (["--keep-as", "Stock"], "--keep-as keeps what --map says, and there is no --map."),
]


@pytest.mark.parametrize(("options", "sentence"), USAGE)
def test_options_that_contradict_each_other_are_wrong_usage(
    nowhere: Champion, stock: Path, options: list[str], sentence: str
) -> None:
    """Exit 2, before the file is looked at."""
    result = nowhere.run("import", "devices", stock, *options)
    assert result.exit_code == 2
    assert sentence in result.stderr


def test_an_unknown_profile_names_those_that_there_are(nowhere: Champion, stock: Path) -> None:
    """For this kind of list only."""
    result = nowhere.run("import", "devices", stock, "--profile", "powerschool")
    assert (result.exit_code, result.stderr) == (
        1,
        'There is no profile "powerschool" for devices. Use champion, snipe-it, gam, intune.\n',
    )


def test_a_list_that_nobody_knows_comes_with_how_to_say_it(nowhere: Champion, stock: Path) -> None:
    """The columns found, those needed, and the option; nothing is guessed from foreign words."""
    result = nowhere.run("import", "devices", stock)
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert '"Inventory no.", "Serienr"' in result.stderr
    assert result.stderr.endswith("Or say which column is which. Such as: --map tag=1.\n")


GUESSED = (
    "Item Barcode,Serial No,Model,Model Number,Room,Comments,Student ID,Comments\n"
    "0012345,5CD1,G9,1F0G5UT,Room 1,new,8100442,\n"
)


def test_the_guess_can_be_pasted_as_it_stands(nowhere: Champion, tmp_path: Path) -> None:
    """What is sure, as options; what is not, as a question; and the options do what they say."""
    file = tmp_path / "list.csv"
    file.write_text(GUESSED, "utf-8")
    result = nowhere.run("import", "devices", file, "--yes")
    _, lead, options, *unsure = result.stderr.splitlines()
    assert lead == "By the headings it may be this. Look it over, then add it to the command:"
    assert options == '--map "tag=Item Barcode" --map "serial=Serial No" --map place=Room'
    assert unsure == [
        'Not sure: model may be column 3 ("Model") or 4 ("Model Number").',
        'Not sure: holder may be column 7 ("Student ID").',
        'Not sure: notes may be column 6 ("Comments") or 8 ("Comments").',
    ]
    (plan,) = nowhere.lines("import", "devices", file, "--yes", *shlex.split(options))
    assert (plan["new"], plan["refused"]) == (1, [])


AWKWARD = ('Item "Barcode"', "Item $Barcode", "Item `Barcode`", "Item Barcode!", "Item%Barcode")


@pytest.mark.parametrize("heading", AWKWARD)
def test_a_heading_that_a_shell_would_read_otherwise_is_said_by_number(
    nowhere: Champion, tmp_path: Path, heading: str
) -> None:
    """Whatever is pasted, no shell makes anything else of it."""
    file = tmp_path / "list.csv"
    quoted = heading.replace('"', '""')
    file.write_text(f'Extra,"{quoted}",Else\nx,0012345,y\n', "utf-8")
    result = nowhere.run("import", "devices", file, "--yes")
    assert result.stderr.splitlines()[2:] == ["--map tag=2"]


def test_two_columns_of_one_meaning_are_settled_by_saying_which(
    nowhere: Champion, tmp_path: Path
) -> None:
    """Both are named; one is said."""
    file = tmp_path / "list.csv"
    file.write_text("asset_tag,Asset Tag,serial\n1,0012345,5CD1\n", "utf-8")
    result = nowhere.run("import", "devices", file, "--profile", "champion")
    assert result.stderr.startswith(
        'Columns 1 ("asset_tag") and 2 ("Asset Tag") both give the tag.'
    )
    (plan,) = nowhere.lines("import", "devices", file, "--yes", *said("tag=2", "serial=3"))
    assert plan["new"] == 1
    assert nowhere.lines("show", "0012345")[0]["device"]["serial"] == "5CD1"
