"""``labels``: what it writes, what it says, and that a reader finds every tag on the sheet."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from inventory.files.labels.fonts import Face, drawable
from inventory.rules.commands import Command
from inventory.services.office import Office
from inventory.services.sample import sample_folder
from tests.builders import a_device, enrol
from tests.tui.commands.conftest import Champion
from tui.clock import SystemClock

NOT_PRINTED = {"NS-104221", "NS-104443", "NS-104446"}
"""Two are retired, one belongs to another school."""
TOO_LONG = "5CD34441KK"
"""A serial where there is no tag; it is wider than the smallest label."""
WHY = (
    f"{TOO_LONG} as Code 128 needs a label 45.2 mm wide, and 5167 is 44.5."
    " It needs a label at least 46 mm wide: Avery 5160 takes it.\n"
)
TWOFOLD = "0012388"
"""A device's tag that is a student's ID as well."""
TOO = f"{TWOFOLD} is a student's ID too: the table asks which is meant.\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the commands are run."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


def sample_tags() -> set[str]:
    """What the sample school's devices are called, retired ones and strays left out."""
    with (sample_folder() / "devices.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["asset_tag"] or row["serial"] for row in rows} - NOT_PRINTED


def read_back(path: Path) -> list[list[str]]:
    """What a reader finds on each page, printed at 300 dots an inch."""
    document = pypdfium2.PdfDocument(path)
    pages = [page.render(scale=300 / 72, grayscale=True).to_pil() for page in document]
    return [[one.text for one in zxingcpp.read_barcodes(page)] for page in pages]


def test_every_tag_is_on_the_sheet_once_and_can_be_read(school: Champion, folder: Path) -> None:
    """From the seventh label on, over four sheets of the smallest stock, at 300 dpi."""
    asked = ["labels", "devices", "--sheet", "5167", "--start", "7", "--out", "x.pdf"]
    refused = school.run(*asked)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == TOO + WHY + (
        "1 of 257 labels can't be printed on Avery 5167, so nothing was written."
        " --skip leaves out what can't.\n"
    )
    assert list(folder.iterdir()) == []
    written = school.run(*asked, "--skip")
    assert (written.exit_code, written.stderr) == (0, TOO + WHY)
    assert written.stdout == (
        "256 labels on 4 sheets of Avery 5167: x.pdf. Print at 100 %."
        " The next free label on the last sheet is 23.\n"
    )
    pages = read_back(folder / "x.pdf")
    assert [len(page) for page in pages] == [74, 80, 80, 22]
    found = Counter(text for page in pages for text in page)
    assert found == dict.fromkeys(sample_tags() - {TOO_LONG}, 1)


def test_the_command_sheet_can_be_read_on_both_papers(school: Champion, folder: Path) -> None:
    """All of them, each once; the paper is kept for the next time."""
    result = school.run("labels", "commands", "--page", "a4", "--out", "c.pdf")
    assert result.stdout == "Written for A4 paper: c.pdf. Print at 100 %.\n"
    assert "for A4 paper" in school.run("labels", "scanner").stdout
    found = Counter(text for page in read_back(folder / "c.pdf") for text in page)
    assert found == dict.fromkeys((command.value for command in Command), 1)


def test_a_name_that_is_free_is_taken_where_none_is_said(school: Champion, folder: Path) -> None:
    """Kind and day; the second one gets a number, also in a folder that was named."""
    (folder / "sub").mkdir()
    for out in ([], [], ["--out", "sub"], ["--format", "svg"], ["--format", "svg"]):
        assert school.run("labels", "students", *out).exit_code == 0
    names = sorted(str(one.relative_to(folder)) for one in folder.rglob("*.*"))
    plain = sorted({re.sub(r"\d{4}-\d\d-\d\d", "DATE", name) for name in names})
    assert plain == sorted(
        ["students-DATE.pdf", "students-DATE-2.pdf", "sub/students-DATE.pdf"]
        + [f"students-DATE-{page:02}.svg" for page in range(1, 9)]
        + [f"students-DATE-2-{page:02}.svg" for page in range(1, 9)]
    )


def test_by_homeroom_the_cards_come_in_the_order_of_the_rooms(school: Champion) -> None:
    """And in each by last name."""
    (document,) = school.lines("labels", "students", "--order", "homeroom", "--dry-run")
    people = {one["person"]: one for one in school.lines("list", "people", "--by", "homeroom")}
    rooms = [people[code]["homeroom"] for code in document["codes"]]
    assert rooms == sorted(rooms)
    assert document["codes"][:2] == ["8101689", "8103585"]  # Asante, Bennett
    assert document["codes"] == [code for code in people if code in set(document["codes"])]


def test_one_homeroom_has_what_its_students_have(school: Champion) -> None:
    """The labels that a teacher is given."""
    (document,) = school.lines("labels", "devices", "--homeroom", "112", "--dry-run")
    held = [one["device"] for one in school.lines("list", "out") if one["homeroom"] == "112"]
    assert held
    assert set(held) <= set(document["codes"])


LIST = "NS-104101\r\nns104102\r\n\r\nNS-999999\r\n5CD01402GF\r\n8101689\r\n"


@pytest.mark.parametrize("data", [LIST.encode("utf-8-sig"), LIST.encode(), LIST.encode("utf-16")])
def test_a_list_is_read_and_what_nobody_knows_is_told_by_its_line(
    school: Champion, folder: Path, data: bytes
) -> None:
    """From a file or from standard input; the others are printed, and it ends with 1."""
    (folder / "list.txt").write_bytes(data)
    for source, name in (("list.txt", "list.txt"), ("-", "standard input")):
        result = school.run("labels", "devices", "--list", source, "nope", stdin=data)
        assert (result.exit_code, result.stdout.partition(" of ")[0]) == (1, "2 labels on 1 sheet")
        assert result.stderr == (
            "No device has the code “nope”.\n"
            f"Line 4 of {name}: no device has the code “NS-999999”.\n"
            f"Line 6 of {name}: no device has the code “8101689”.\n"
            "Named again, and printed once: 5CD01402GF.\n"
        )


def test_what_is_known_but_not_asked_for_is_told(school: Champion) -> None:
    """A device of the list that is not in that place."""
    result = school.run(
        "labels", "devices", "NS-104101", "NS-104102", "--place", "Library cart 3", "--dry-run"
    )
    assert result.stderr == "Known, but not among those that were asked for: NS-104101.\n"
    assert result.stdout.startswith("1 label on 1 sheet of Avery 5160: devices-")
    assert result.stdout.endswith("is 2. Nothing was written.\n")


def test_a_name_that_the_font_lacks_is_told(school: Champion) -> None:
    """The card is printed without it."""
    result = school.run("labels", "students", "8101128", "--dry-run")
    assert result.exit_code == 0
    assert result.stderr == (
        "The label font can't write all of this, so the rest is printed: 小明 王 (8101128).\n"
    )


def test_no_mail_address_and_no_block_is_in_a_file(school: Champion, folder: Path) -> None:
    """Of a student only ID, name and homeroom leave the database."""
    school.run("labels", "students", "--sheet", "50x30", "--out", "x.zpl")
    text = (folder / "x.zpl").read_text("utf-8")
    assert "Folake Asante" in text
    words = set(re.findall(r"\^FD(.*?)\^FS", text))
    people = {one["person"]: one for one in school.lines("list", "people")}
    names = {drawable(one["name"], Face.TITLE) for one in people.values()}
    allowed = names | set(people) | {"Northside Middle"}
    allowed |= {f"Homeroom {o['homeroom']}" for o in people.values()}
    bars = {word for word in words if word.startswith(">")}
    told = {re.sub(r"_([0-9A-F]{2})", lambda hex_: chr(int(hex_[1], 16)), one) for one in words}
    strange = {one for one in told - bars - allowed if one.isascii()}
    assert strange == set()


def test_what_was_said_last_counts_the_next_time(school: Champion) -> None:
    """Sheet, bars and nudge; a dry run is no last time. The nudge is said whenever it counts."""
    moved = " All is moved 0.5 mm to the left and 1.25 mm down."
    school.run("labels", "devices", "--sheet", "L7160", "--nudge", "3,3", "--dry-run")
    assert "Avery 5160" in school.run("labels", "border").stdout
    page = school.run("labels", "border", "--sheet", "avery 7160", "--nudge", "-0.5,1.25")
    assert page.stdout.startswith("Test page for Avery L7160: border-")
    assert page.stdout.endswith(f".pdf. Print it at 100 % on plain paper.{moved}\n")
    result = school.run("labels", "devices", "NS-104101", "--code", "39")
    assert "1 label on 1 sheet of Avery L7160 as Code 39: " in result.stdout
    again = school.run("labels", "devices", "NS-104101").stdout
    assert "1 label on 1 sheet of Avery L7160 as Code 39: " in again
    assert school.run("labels", "devices", TOO_LONG, "NS-104101").stdout.count("as Code 39") == 1
    assert moved in result.stdout
    (document,) = school.lines("labels", "devices", "NS-104101", "--dry-run")
    assert (document["code"], document["nudge"]) == ("code39", [-0.5, 1.25])
    assert "moved" not in school.run("labels", "border", "--nudge", "0,0").stdout


def test_own_sheets_and_label_printers(school: Champion, folder: Path) -> None:
    """A size with its grid, a size on plain paper, and a roll."""
    own = ["--sheet", "70x36", "--page", "a4", "--grid", "3x8", "--margin", "0,4.5"]
    said = [
        school.run("labels", "devices", *own, "--pitch", "70,36", "--out", "a.pdf").stdout,
        school.run("labels", "places", "--sheet", "60x30", "--out", "b.pdf").stdout,
        school.run("labels", "devices", "--sheet", "50x25", "--dpi", "300", "--out", "c.zpl"),
        school.run("labels", "devices", "--sheet", "5160", "--out", "d.svg", "--start", "9").stdout,
    ]
    assert "257 labels on 11 sheets of 70x36@3x8" in str(said[0])
    assert said[1] == "18 labels of 60x30, one on each page: b.pdf. Print at 100 %.\n"
    assert getattr(said[2], "stdout", "") == (
        "257 labels of 50x25 for a label printer of 300 dots an inch: c.zpl."
        " Send the file to it as it is.\n"
    )
    assert said[3] == (
        "257 labels on 9 sheets of Avery 5160: d-01.svg to d-09.svg. Print at 100 %."
        " The next free label on the last sheet is 26.\n"
    )
    assert (folder / "c.zpl").read_text().count("^XA") == 257


def test_a_last_sheet_that_is_full_says_so(school: Champion) -> None:
    """Rather than that the next free label is the first."""
    tags = sorted(sample_tags() - {TOO_LONG})[:24]
    result = school.run("labels", "devices", *tags, "--start", "7", "--out", "x.pdf")
    assert result.stdout == (
        "24 labels on 1 sheet of Avery 5160: x.pdf. Print at 100 %. The last sheet is full.\n"
    )


KEYS = (
    "kind", "labels", "codes", "sheets", "sheet", "start", "next", "nudge", "code", "files",
    "unknown", "repeated", "left_out", "unwritten", "twofold", "unfit",
)  # fmt: skip


def test_the_keys_are_those_that_were_promised(school: Champion, folder: Path) -> None:
    """One object; without files nothing was written."""
    (folder / "list.txt").write_text("NS-104101\nnope\n")
    asked = ["labels", "devices", "--list", "list.txt", "also", "ns-104101", "--start", "3"]
    (document,) = school.lines(*asked, "--out", "x.pdf")
    assert tuple(document) == KEYS
    assert document == {
        "kind": "devices", "labels": 1, "codes": ["NS-104101"], "sheets": 1, "sheet": "5160",
        "start": 3, "next": 4, "nudge": [0.0, 0.0], "code": "code128", "files": ["x.pdf"],
        "unknown": [{"line": None, "code": "also"}, {"line": 2, "code": "nope"}],
        "repeated": ["NS-104101"], "left_out": [], "unwritten": [], "twofold": [],
        "unfit": [],
    }  # fmt: skip
    result = school.run("labels", "devices", TOO_LONG, "--sheet", "5167", "--json")
    assert result.exit_code == 1
    assert '"files": []' in result.stdout
    assert '"unfit": [{"code": "5CD34441KK", "why": ' in result.stdout
    assert school.lines("labels", "scanner", "--out", "s.pdf") == [
        {"page": "letter", "files": ["s.pdf"]}
    ]
    assert school.lines("labels", "border", "--out", "b.pdf") == [
        {"sheet": "5160", "nudge": [0.0, 0.0], "files": ["b.pdf"]}
    ]


def test_codes_that_a_scan_would_not_lead_to_alone_are_told(school: Champion, folder: Path) -> None:
    """One that is read as another is not printed; one that is a student's ID too is."""
    office = Office.open(school.path, SystemClock())
    enrol(office, [a_device("D1", tag="*AB*")])
    office.close()
    asked = ["labels", "devices", "*AB*", TWOFOLD, "--out", "x.pdf"]
    refused = school.run(*asked)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == (
        f"{TOO}“*AB*” would be read as “AB”: a scanner takes the stars away. Change the code where"
        " the list comes from, and import it again.\n"
        "1 of 2 labels can't be printed on Avery 5160, so nothing was written."
        " --skip leaves out what can't.\n"
    )
    assert list(folder.iterdir()) == []
    (document,) = school.lines(*asked, "--skip")
    assert document["twofold"] == [{"code": TWOFOLD, "too": "a student's ID"}]
    assert [one["code"] for one in document["unfit"]] == ["*AB*"]
    assert read_back(folder / "x.pdf") == [[TWOFOLD]]


def test_the_pages_need_no_school_yet(nowhere: Champion, folder: Path) -> None:
    """A scanner is set up before anything is imported; nothing is made by that."""
    for page in ("commands", "scanner", "border"):
        assert nowhere.run("labels", page).exit_code == 0
    assert len(list(folder.iterdir())) == 3
    assert not nowhere.path.exists()
    result = nowhere.run("labels", "devices")
    assert (result.exit_code, result.stderr) == (
        1, f"There is no database at {nowhere.path}. Start with champion.\n",
    )  # fmt: skip


def test_a_school_without_devices_is_told_what_to_import(nowhere: Champion) -> None:
    """Each kind where it comes from."""
    people = nowhere.path.parents[1] / "people.csv"
    people.write_text("person_id,last_name,status\n1,Left,LEFT\n")
    nowhere.path.parent.mkdir()
    assert nowhere.run("import", "people", people, "--yes").exit_code == 0
    for kind, source in (("devices", "devices"), ("students", "people"), ("places", "places")):
        assert nowhere.run("labels", kind).stderr == (
            f"There are no {kind} yet. champion import {source} FILE.\n"
        )


REFUSED = [
    (["devices", "--sheet", "9999"],
     ("There is no stock called 9999. Name a stock (5160, 5167, L7160) or a size in mm such as"
      " 50x25, 50x25 on letter, or 70x36@3x8 on a4.")),
    (["devices", "--sheet", "5160", "--start", "0"],
     ("There is no label 0 to start at: 5160 has 30 labels a page. Count from the top left label,"
      " row by row, from 1.")),
    (["devices", "--sheet", "5160", "--start", "31"],
     ("There is no label 31 to start at: 5160 has 30 labels a page. Count from the top left label,"
      " row by row, from 1.")),
    (["devices", "--sheet", "5000x1"],
     ("A label of 5000 × 1 mm can't be printed. It has to be at least 20 × 12.5 mm and at most"
      " 300 mm each way; the width comes first.")),
    (["devices", "--nudge", "9,0"],
     ("The nudge right is 9 mm, and it can be 5 either way. Print the border page and measure how"
      " far the lines are off the labels.")),
    (["devices", "--search", "zzzz"], "No device matches “zzzz”. Say less, or something else."),
    (["students", "--search", "zzzz", "--homeroom", "112"],
     "No student matches “zzzz” and homeroom 112. Say less, or something else."),
    (["places", "--search", "zzzz"], "No place matches “zzzz”. Say less, or something else."),
    (["devices", "--homeroom", "999"],
     ("Nobody is in homeroom “999”. The homerooms are 112, 114, 116, 118, 208, 210, 212, 214, 302,"
      " 304, 306 and 308.")),
    (["students", "--homeroom", "1112"], "Nobody is in homeroom “1112”. Did you mean 112?"),
    (["devices", "--place", "Moon"],
     ("No device is at the place “Moon”, or belongs there. There are 18 places, from District IT"
      " to Room 308.")),
    (["devices", "--list", "nowhere.txt"],
     "There is no file nowhere.txt. Check the name and the folder."),
    (["devices", "--list", "."], "The file is a folder, not a file. Choose a file inside it."),
    (["devices", "--list", "blank.txt"], "blank.txt has no codes. Write one code on each line."),
    (["devices", "NS-104101", "--out", "there.pdf"],
     "there.pdf is there already, and nothing is written over it. there-2.pdf is free."),
    (["devices", "NS-104101", "--out", "there.pdf", "--dry-run"],
     "there.pdf is there already, and nothing is written over it. there-2.pdf is free."),
    (["devices", "NS-104101", "--out", "nowhere/x.pdf"],
     "There is no folder nowhere. Make it first, or choose another one."),
    (["devices", "NS-104101", "--out", f"{'x' * 300}/x.pdf"],
     f"There is no folder {'x' * 300}. Make it first, or choose another one."),
    (["border", "--out", "x.zpl"],
     "A whole page can't be printed on a label printer. Save it as .pdf or .svg."),
    (["commands", "--format", "zpl"],
     "A whole page can't be printed on a label printer. Save it as .pdf or .svg."),
    (["devices", "--sheet", "70x36", "--page", "a4", "--grid", "4x8"],
     ("4 × 8 labels take 280 × 292.5 mm with their margins, and the paper has 210 × 297."
      " Take fewer labels or smaller margins, or the other paper.")),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED)
def test_what_cannot_be_is_one_sentence_and_a_way_on(
    school: Champion, folder: Path, arguments: Sequence[str], sentence: str
) -> None:
    """Exit code 1, nothing printed, nothing written, and what is there stays as it is."""
    (folder / "there.pdf").write_bytes(b"mine")
    (folder / "blank.txt").write_bytes(b"\xef\xbb\xbf\r\n\r\n")
    result = school.run("labels", *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"{sentence}\n")
    assert sorted(one.name for one in folder.iterdir()) == ["blank.txt", "there.pdf"]
    assert (folder / "there.pdf").read_bytes() == b"mine"


def test_a_name_that_no_disk_takes_is_refused(school: Champion, folder: Path) -> None:
    """In the words of the system."""
    result = school.run("labels", "devices", "NS-104101", "--out", f"{'x' * 300}.pdf")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"{'x' * 300}.pdf can't be written: ")
    assert list(folder.iterdir()) == []


def test_codes_that_nobody_knows_print_nothing(school: Champion, folder: Path) -> None:
    """Each is told, however long it is, and what to do."""
    result = school.run("labels", "students", "1", "2" * 100, "")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"Nobody has the ID “1”.\nNobody has the ID “{'2' * 59}…”.\nNobody has the ID “”.\n"
        "None of the codes can be printed. Look them up: champion find TEXT.\n"
    )
    assert list(folder.iterdir()) == []


def test_a_tag_that_is_too_long_is_told_with_the_label_that_takes_it(school: Champion) -> None:
    """And where there are many, a few are enough."""
    result = school.run("labels", "devices", TOO_LONG, "--sheet", "5167")
    assert result.stderr == WHY + (
        "The label can't be printed on Avery 5167, so nothing was written.\n"
    )
    lines = school.run("labels", "devices", "--sheet", "20x20", "--skip").stderr.splitlines()
    assert lines[6:] == [
        "And 252 more.",
        "None of 257 labels can be printed on 20x20, so nothing was written.",
    ]


WRONG = [
    (["devices", "--nudge", "a,b"],
     "Invalid value for '--nudge': “a,b” is not two lengths in mm, as 0.5,-1."),
    (["devices", "--nudge", "1"],
     "Invalid value for '--nudge': “1” is not two lengths in mm, as 0.5,-1."),
    (["border", "--nudge", "nan,inf"],
     "Invalid value for '--nudge': “nan,inf” is not two lengths in mm, as 0.5,-1."),
    (["devices", "--grid", "3"], "Invalid value for '--grid': “3” is not columns × rows, as 3x8."),
    (["devices", "--sheet", "70x36", "--grid", "3x8", "--margin", "0,-5"],
     "Invalid value for '--margin': -5 mm is less than nothing."),
    (["devices", "--start", "x"],
     "Invalid value for '--start': “x” can't be used; write a whole number."),
    (["devices", "--code", "93"], "Invalid value for '--code': '93' is not one of '128', '39'."),
    (["devices", "--search", " "],
     "Invalid value for '--search': it is empty; leave it away to print all."),
    (["students", "--homeroom", ""],
     "Invalid value for '--homeroom': it is empty; leave it away to print all."),
    (["devices", "--out", "x.docx"], "x.docx has to end with .pdf, .svg or .zpl, or say --format."),
    (["devices", "--out", "x.svg", "--format", "pdf"],
     "--out ends with .svg and --format says pdf."),
    (["devices", "--dpi", "203"], "--dpi is for label printers; it goes with --format zpl."),
    (["devices", "--page", "a4"],
     "--page, --grid, --margin and --pitch go with a size: --sheet 70x36."),
    (["devices", "--sheet", "5160", "--page", "a4"],
     ("Avery 5160 has its own page and grid; --page, --grid, --margin and --pitch go with a size:"
      " --sheet 70x36.")),
    (["devices", "--sheet", "70x36", "--pitch", "70,36"],
     "--margin and --pitch go with --grid COLUMNSxROWS."),
    (["commands", "--start", "3"], "--start is for labels: add --sheet NAME."),
    (["commands", "--dry-run"], "--dry-run and --skip are for labels: add --sheet NAME."),
    (["students", "--place", "Library"], "No such option '--place'."),
    (["labels"], "No such command 'labels'."),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "sentence"), WRONG)
def test_wrong_usage_exits_2(
    school: Champion, folder: Path, arguments: Sequence[str], sentence: str
) -> None:
    """And says how it is used."""
    result = school.run("labels", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: champion labels")
    assert re.sub(r" Did you mean .*| \(Did you .*", "", result.stderr.splitlines()[-1]) == (
        f"Error: {sentence}"
    )
    assert list(folder.iterdir()) == []
