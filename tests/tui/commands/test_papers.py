"""``champion paper``: shown, as JSON, and written as what the file's name says."""

import csv
import io
from pathlib import Path

import pypdfium2
import pytest

from tests.tui.commands.conftest import Champion


def first_out(school: Champion) -> dict[str, str]:
    """A device that is all that its person has."""
    out: list[dict[str, str]] = school.lines("list", "out", "--by", "name")
    people = [line["person"] for line in out]
    return next(line for line in out if people.count(line["person"]) == 1)


def bring_back(school: Champion, *said: str) -> dict[str, str]:
    """Take a device back, and say what is wrong with it."""
    line = first_out(school)
    stdin = "\n".join([line["device"], *said, ""]).encode()
    school.run("scan", "--mode", "back", stdin=stdin)
    return line


def test_what_is_not_returned_is_what_is_out(school: Champion) -> None:
    """As JSON, on the screen under its homeroom, and as pages."""
    out = [line for line in school.lines("list", "out") if line["person"]]
    found = school.lines("paper", "door")
    assert sorted(line["device"] for line in found) == sorted(line["device"] for line in out)
    shown = school.run("paper", "door", "--homeroom", "112").stdout.splitlines()
    assert shown[0] == "Not returned · Northside Middle"
    assert "Homeroom 112:" in shown
    number = sum(line["homeroom"] == "112" for line in found)
    assert shown[-1] == f"{number} devices, {number} people."


@pytest.mark.parametrize("page", ["letter", "a4"])
def test_a_file_is_what_its_name_says(school: Champion, tmp_path: Path, page: str) -> None:
    """The paper is kept for the next time; a folder gets a PDF under a free name."""
    result = school.run("paper", "door", "--out", tmp_path / "door.pdf", "--page", page)
    name = {"letter": "Letter", "a4": "A4"}[page]
    assert f"written to {tmp_path / 'door.pdf'}, for {name} paper." in result.stdout
    height = {"letter": 792, "a4": 842}[page]
    school.run("paper", "leavers", "--out", tmp_path)
    (leavers,) = tmp_path.glob("leavers-*.pdf")
    for path in (tmp_path / "door.pdf", leavers):
        assert round(pypdfium2.PdfDocument(path)[0].get_height()) == height
    school.run("paper", "door", "--initials", "--out", tmp_path / "door.csv")
    header, *rows = csv.reader(io.StringIO((tmp_path / "door.csv").read_text("utf-8-sig")))
    assert "ID" not in header
    assert len(rows) == len(school.lines("paper", "door"))
    assert school.run("paper", "door", "--out", tmp_path / "door.csv").exit_code == 1


def test_costs_say_what_has_no_price(school: Champion) -> None:
    """And say it in the total too."""
    school.run("settings", "part_prices", "charger=38")
    line = bring_back(school, "ZZSCREEN", "ZZCHNONE")
    found = school.lines("paper", "costs")
    found.sort(key=lambda one: str(one["what"]))  # both words may be of one millisecond
    assert [(one["person"], one["what"], one["price"]) for one in found] == [
        (line["person"], "charger not returned", 38.0),
        (line["person"], "screen", "no price set"),
    ]
    assert found[1]["times"] == 1
    shown = school.run("paper", "costs").stdout
    assert "In all: 38.00 for 1, 1 more has no price set." in shown
    assert school.lines("paper", "costs", "--since", "2020-01-01", "--until", "2020-12-31") == []


def test_a_receipt_is_for_a_person(school: Champion) -> None:
    """By ID; a device is none."""
    line = bring_back(school)
    shown = school.run("paper", "receipt", line["person"])
    assert "Has nothing of the school's.\n" in shown.stdout
    assert "Brought back today:" in shown.stdout
    assert line["device"] in shown.stdout
    refused = school.run("paper", "receipt", "NS-104102")
    assert (refused.exit_code, refused.stderr.strip()) == (
        1, "NS-104102 is a device, not a person. champion find NAME looks for the ID."
    )  # fmt: skip


def test_a_sheet_is_for_a_place_and_a_slip_for_a_device(school: Champion) -> None:
    """Each refusal is a sentence that says what to do."""
    found = school.lines("paper", "sheet", "library cart 3")
    assert {line["place"] for line in found} == {"Library cart 3"}
    assert "Did you mean" in school.run("paper", "sheet", "cart").stderr
    refused = school.run("paper", "support", "NS-104102")
    assert "champion settings support" in refused.stderr
    school.run("settings", "support", "555 0100")
    shown = school.run("paper", "support", "NS-104102", "--broken", "no sound").stdout
    assert "no sound" in shown
    assert "555 0100" in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("door", "--staff", "--homeroom", "112"), "--staff is only staff"),
        (("door", "--json", "--out", "x.pdf"), "Say --json or --out, not both."),
        (("door", "--page", "a4", "--out", "x.csv"), "--page is for a PDF"),
        (("door", "--out", "x.doc"), "Let its name end with .pdf, .xlsx or .csv."),
        (("door", "--homeroom", ""), "it is empty; leave it away to mean all."),
        (("door", "--homeroom", "112", "--grade", " "), "it is empty; leave it away to mean all."),
        (("door", "--grade", "13"), "The roster has nobody in grade 13. It has 6, 7 and 8."),
        (("costs", "--since", "soon"), "soon"),
    ],
)
def test_what_makes_no_sense_is_refused(
    school: Champion, arguments: tuple[str, ...], said: str
) -> None:
    """And nothing is written."""
    result = school.run("paper", *arguments)
    assert result.exit_code in (1, 2)
    assert said in result.stderr
    assert not list(Path().glob("x.*"))
