"""Labels: who gets one, what stands on it, and the file that is there whole or not at all."""

import errno
import os
import stat
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from inventory.errors import ChampionError, FileRefused, LabelRefused, NotFound
from inventory.files import whole
from inventory.files.labels.bars import Symbology
from inventory.files.labels.content import Label
from inventory.files.labels.setup import Setup
from inventory.files.labels.stock import STOCKS, find_stock
from inventory.model import Device, PersonStatus, Service
from inventory.rules.codes import Meaning, classify, clean
from inventory.rules.commands import Command, Group
from inventory.services import labels, sample
from inventory.services.labels import Form, Kind, Order, Which
from inventory.services.office import Office
from inventory.store import settings
from inventory.store.identifiers import StoredDirectory
from tests.builders import CountedEntropy, FixedClock, a_device, a_person, a_place, enrol

SETUP = Setup(STOCKS["5160"])


def codes(office: Office, kind: Kind, **said: object) -> list[str]:
    """The codes of the labels that are chosen, in order."""
    return [label.code for label in labels.choose(office, Which(kind, **said)).labels]  # type: ignore[arg-type]


def a_sheet(*texts: str, setup: Setup = SETUP) -> labels.Sheet:
    """Labels that say nothing but their codes."""
    return labels.sheet(tuple(map(Label, texts)), setup)


def numbered(number: int) -> tuple[str, ...]:
    """That many codes."""
    return tuple(f"NS-{each:05}" for each in range(1, number + 1))


# What stands on them.


def test_a_device_has_its_tag_its_model_and_the_school(office: Office) -> None:
    """The serial stands in for a tag that isn't there."""
    office.change_setting("school", "Northside Middle")
    enrol(office, [a_device("no-tag", tag="", serial="5CD777")])
    chosen = labels.choose(office, Which(Kind.DEVICES, codes=("NS-101", "5CD777")))
    lines = ("HP Chromebook 11", "Northside Middle")
    assert chosen.labels == (Label("NS-101", "", lines), Label("5CD777", "", lines))


def test_without_a_school_no_school_is_printed(office: Office) -> None:
    """What the screen says until the school has a name doesn't belong on a sticker."""
    assert labels.choose(office, Which(Kind.DEVICES, codes=("NS-101",))).labels == (
        Label("NS-101", "", ("HP Chromebook 11",)),
    )


def test_a_card_tells_id_name_homeroom_and_school_and_nothing_else(office: Office) -> None:
    """Mail, status, blocks and devices stay in the database."""
    office.change_setting("school", "Northside Middle")
    secret = a_person(
        "7001", first_name="Ada", last_name="Ng", email="ada@private.example",
        block="Owes a charger", left_on="2027-01-01",
    )  # fmt: skip
    enrol(office, [a_device("NS-777", holder="7001")], [secret])
    (card,) = labels.choose(office, Which(Kind.STUDENTS, codes=("7001",))).labels
    assert card == Label("7001", "Ada Ng", ("Homeroom 204", "Northside Middle"))
    assert set(asdict(card)) == {"code", "title", "lines"}


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        ({}, ("Homeroom 204",)),
        ({"homeroom": ""}, ()),
        ({"kind": "staff"}, ("Staff",)),
    ],
)
def test_what_the_roster_leaves_blank_leaves_no_mark(
    office: Office, fields: Mapping[str, str], lines: tuple[str, ...]
) -> None:
    """No dot without two sides, no word without its number."""
    enrol(office, people=[a_person("7001", **fields)])
    (card,) = labels.choose(office, Which(Kind.STUDENTS, codes=("7001",))).labels
    assert card.lines == lines


def test_a_long_name_of_a_place_stands_above_its_bars_too(office: Office) -> None:
    """A short one is large enough below them."""
    enrol(office, places=[a_place("Library cart 12", kind="cart")])
    found = {one.code: one for one in labels.choose(office, Which(Kind.PLACES)).labels}
    assert found["Cart 1"] == Label("Cart 1", "", ("cart",))
    assert found["Library cart 12"].title == "Library cart 12"


def test_commands_stand_in_order_under_their_groups(office: Office) -> None:
    """Each once, with its words; a group is not torn apart."""
    chosen = labels.choose(office, Which(Kind.COMMANDS)).labels
    assert [(one.code, one.title) for one in chosen] == [(c.value, c.words) for c in Command]
    group_of = {command.value: command.group for command in Command}
    groups = [group_of[one.code] for one in chosen]
    assert groups == sorted(groups, key=list(Group).index)


def test_a_name_that_the_font_lacks_leaves_id_and_homeroom(office: Office) -> None:
    """And it is said which one."""
    enrol(office, people=[a_person("7001", first_name="小明", last_name="王")])
    chosen = labels.choose(office, Which(Kind.STUDENTS, codes=("7001", "2001")))
    assert chosen.labels[1] == Label("7001", "", ("Homeroom 204",))
    assert [(one.code, one.text) for one in chosen.unwritten] == [("7001", "小明 王")]


def test_of_a_name_that_the_font_has_in_part_the_rest_is_printed(office: Office) -> None:
    """And it is said all the same: somebody may want to write it in by hand."""
    office.change_setting("school", "北 School")
    enrol(office, people=[a_person("7001", first_name="Luna 🌙", last_name="Delgado")])
    chosen = labels.choose(office, Which(Kind.STUDENTS, codes=("7001",)))
    assert chosen.labels == (Label("7001", "Luna Delgado", ("Homeroom 204", "School")),)
    assert [one.text for one in chosen.unwritten] == ["Luna 🌙 Delgado", "北 School"]


# Who gets one.


def test_retired_and_other_schools_devices_and_who_left_come_only_by_name(office: Office) -> None:
    """Nobody prints a label for them by accident; another school's device is not called ours."""
    office.change_setting("school", "Northside Middle")
    devices = codes(office, Kind.DEVICES)
    assert "NS-101" in devices
    assert {"NS-154", "NS-901"}.isdisjoint(devices)
    assert codes(office, Kind.STUDENTS) == ["0004711", "2001", "2002", "2004"]
    named = labels.choose(office, Which(Kind.DEVICES, codes=("NS-154", "NS-901"))).labels
    assert [(one.code, one.lines[1:]) for one in named] == [
        ("NS-154", ("Northside Middle",)),
        ("NS-901", ()),
    ]
    assert codes(office, Kind.STUDENTS, codes=("2003", "2005")) == ["2003", "2005"]


def test_a_homeroom_has_what_its_students_hold_and_what_is_meant_for_them(office: Office) -> None:
    """By homeroom and name where that is asked for, and who has none comes last."""
    enrol(
        office,
        [
            a_device("NS-777", holder="2001"),
            a_device("NS-778", assigned_to="2004"),
            a_device("NS-779", holder="9100"),
        ],
        [a_person("9100", first_name="Abe", last_name="Aaron", homeroom="")],
    )
    assert codes(office, Kind.DEVICES, homeroom="204") == ["NS-777", "NS-778"]
    assert codes(office, Kind.DEVICES, homeroom="210") == ["NS-110"]
    found = codes(office, Kind.DEVICES, order=Order.HOMEROOM)
    assert found[:3] == ["NS-778", "NS-777", "NS-110"]  # Kestrelmann, Quetzalwood; then 210
    assert set(found) == set(codes(office, Kind.DEVICES))
    assert codes(office, Kind.STUDENTS, order=Order.HOMEROOM) == [
        "2004", "0004711", "2001", "2002", "9100",
    ]  # fmt: skip


def test_a_place_has_what_stands_there_and_what_belongs_there(office: Office) -> None:
    """Also what a student of its homeroom has at the moment."""
    enrol(
        office,
        [a_device("NS-777", place="Cart 1"), a_device("NS-778", place="Cart 1", holder="2001")],
    )
    assert codes(office, Kind.DEVICES, place="cart 1") == ["NS-777", "NS-778"]
    assert codes(office, Kind.DEVICES, place="Cart 1", homeroom="204") == ["NS-778"]


def test_the_search_is_that_of_look_up(office: Office) -> None:
    """Any part, several words, and what a person has who is found; never cut short."""
    assert codes(office, Kind.DEVICES, search="hotspot") == ["NS-201"]
    assert codes(office, Kind.DEVICES, search="zephyr") == ["NS-110"]
    assert codes(office, Kind.STUDENTS, search="204 anais") == ["2001"]
    assert codes(office, Kind.PLACES, search="CART") == ["Cart 1", "Cart 2"]
    assert codes(office, Kind.COMMANDS, search="charger") == ["ZZCHNONE", "ZZCHBAD", "ZZCHXTRA"]
    enrol(office, [a_device(f"XL-{each:04}") for each in range(600)])
    assert len(codes(office, Kind.DEVICES, search="XL-")) == 600


def test_what_was_imported_a_moment_ago_is_found(office: Office) -> None:
    """The index is brought up first; else a label would be missing without a word."""
    with office.database.immediate():
        office.database.write("UPDATE device SET model = 'Zebrano', indexed = 0 WHERE tag <> ''")
    assert "NS-101" in codes(office, Kind.DEVICES, search="zebrano")


def test_codes_are_cleaned_and_found_as_scans_are(office: Office) -> None:
    """Case, dashes, a scanner's prefix and a link; a serial leads to its tag."""
    given = ("ns101", "]C0NS-102", "*NS-103*", "https://it.example/ht/NS-110", "5CDNS201")
    chosen = labels.choose(office, Which(Kind.DEVICES, codes=given))
    assert [one.code for one in chosen.labels] == ["NS-101", "NS-102", "NS-103", "NS-110", "NS-201"]
    assert (chosen.unknown, chosen.repeated, chosen.left_out) == ((), (), ())


def test_no_code_is_dropped_without_a_word(office: Office) -> None:
    """Unknown, named twice, or left out by something else that was asked: each is told."""
    given = ("NS-101", "nope", "2002", "ns-101", "5CDNS101", "NS-110", "", "4711")
    chosen = labels.choose(office, Which(Kind.DEVICES, codes=given, homeroom="210"))
    assert [one.code for one in chosen.labels] == ["NS-110"]
    assert chosen.unknown == ("nope", "2002", "", "4711")
    assert chosen.repeated == ("ns-101", "5CDNS101")
    assert chosen.left_out == ("NS-101",)


def test_a_code_that_is_a_device_and_a_person_is_what_was_asked_for(office: Office) -> None:
    """One number, two labels."""
    assert labels.choose(office, Which(Kind.DEVICES, codes=("0004711",))).labels[0].title == ""
    card = labels.choose(office, Which(Kind.STUDENTS, codes=("0004711",))).labels[0]
    assert card.title == "Farida Nightingale"


def test_a_code_that_is_something_else_too_is_printed_and_told(office: Office) -> None:
    """The table asks which is meant, and takes the name of a place for the place."""
    enrol(
        office,
        [
            a_device("D1", tag="", serial="2001"),
            a_device("D2", tag="9100"),
            a_device("D3", tag="77"),
        ],
        [a_person("9100", kind="staff")],
        [a_place("77"), a_place("2002")],
    )

    def said(kind: Kind, **more: object) -> list[str]:
        which = Which(kind, **more)  # type: ignore[arg-type]
        return [one.said for one in labels.choose(office, which).twofold]

    asks, place = "the table asks which is meant.", "a place too: the table takes it for that."
    assert said(Kind.DEVICES) == [
        f"0004711 is a student's ID too: {asks}",
        f"77 is {place}",
        f"9100 is a staff member's ID too: {asks}",
        f"2001 is a student's ID too: {asks}",
    ]
    assert said(Kind.STUDENTS) == [
        f"0004711 is a device's tag too: {asks}",
        f"2001 is a device's serial too: {asks}",
        f"2002 is {place}",
    ]
    assert said(Kind.DEVICES, codes=("NS-101",)) == []
    assert said(Kind.DEVICES, codes=("9100", "NS-101")) == [
        f"9100 is a staff member's ID too: {asks}"
    ]
    assert said(Kind.PLACES) == said(Kind.COMMANDS) == []
    assert "0004711" in codes(office, Kind.DEVICES)


def test_what_is_said_of_a_code_that_is_two_things_is_what_a_scan_does(office: Office) -> None:
    """Asked, where it is person and device; the place, where it is a place."""
    enrol(office, [a_device("D3", tag="77")], places=[a_place("77")])
    directory = StoredDirectory(office.database)
    assert classify("0004711", directory).meaning is Meaning.BOTH
    assert classify("77", directory).meaning is Meaning.PLACE


def test_a_label_that_a_scan_would_take_for_another_code_is_none(
    office: Office, tmp_path: Path
) -> None:
    """It is among those that can't be printed, with the reason; the others are printed."""
    strange = ("*AB*", "]C1ZX9", "https://x.y/NS-7")
    enrol(office, [a_device(f"D{at}", tag=code) for at, code in enumerate(strange)])
    chosen = labels.choose(office, Which(Kind.DEVICES))
    assert set(strange) <= {one.code for one in chosen.labels}
    sheet = labels.sheet(chosen.labels, SETUP)
    assert {one.label.code: one.why for one in sheet.unfit} == {
        "*AB*": "“*AB*” would be read as “AB”: a scanner takes the stars away.",
        "]C1ZX9": "“]C1ZX9” would be read as “ZX9”: scanners put signs like ]C1 before a code, so"
        " they don't count.",
        "https://x.y/NS-7": "“https://x.y/NS-7” would be read as “NS-7”: of a web address only the"
        " tag in it counts.",
    }
    assert all(clean(one.code) == one.code for one in sheet.fitting)
    for form in Form:
        path = tmp_path / f"x.{form}"
        with pytest.raises(LabelRefused, match="would be read as"):
            labels.save(office, sheet, path, form)
        assert labels.save(office, sheet, path, form, without_unfit=True) == (path,)


@pytest.mark.parametrize("site", ["", "041", "ÉCOLE-7"])
def test_a_count_is_that_of_the_labels(office: Office, site: str) -> None:
    """Retired devices, other schools' and who left are left out of it as they are of the labels."""
    enrol(
        office,
        [
            a_device("NS-777", site="041"),
            a_device("NS-778", site="école-7"),
            a_device("NS-779", site="99"),
            a_device("NS-780", site="041", service=Service.RETIRED),
        ],
        [a_person("9100", kind="staff"), a_person("9101", status=PersonStatus.LEFT)],
        [a_place("Room 9")],
    )
    office.change_setting("site", site)
    for kind in Kind:
        assert labels.how_many(office, kind) == len(codes(office, kind)) > 0


def test_the_counts_of_the_sample_school_are_those_of_its_labels(clock: FixedClock) -> None:
    """As many as the first page of the screen says."""
    office = Office.in_memory(clock, CountedEntropy())
    sample.fill(office)
    counts = {kind: labels.how_many(office, kind) for kind in Kind}
    assert counts == {kind: len(codes(office, kind)) for kind in Kind}
    assert counts[Kind.DEVICES] == 257
    office.close()


def test_two_devices_with_one_text_are_printed_once(office: Office) -> None:
    """The tag of one is the serial of another that has no tag: a second sticker helps nobody."""
    enrol(office, [a_device("A", tag="X-1", serial=""), a_device("B", tag="", serial="Y-1")])
    office.database.conn.execute("UPDATE device SET serial = 'X-1' WHERE device_id = 'B'")
    assert codes(office, Kind.DEVICES).count("X-1") == 1
    assert labels.how_many(office, Kind.DEVICES) == len(codes(office, Kind.DEVICES)) + 1


@pytest.mark.parametrize(
    ("which", "error", "sentence"),
    [
        (Which(Kind.DEVICES, homeroom="2044"), NotFound,
         "Nobody is in homeroom “2044”. Did you mean 204?"),
        (Which(Kind.STUDENTS, homeroom="999"), NotFound,
         "Nobody is in homeroom “999”. The homerooms are 204 and 210."),
        (Which(Kind.DEVICES, place="Attic"), NotFound,
         "No device is at the place “Attic”, or belongs there. No device has a place yet."),
        (Which(Kind.PLACES, homeroom="204"), ChampionError,
         "Places can't be chosen by homeroom. Only devices and students can."),
        (Which(Kind.COMMANDS, place="Cart 1"), ChampionError,
         "Commands can't be chosen by place. Only devices can."),
        (Which(Kind.STUDENTS, place="Cart 1"), ChampionError,
         "Students can't be chosen by place. Only devices can."),
    ],
)  # fmt: skip
def test_what_nobody_has_is_refused_with_a_way_on(
    office: Office, which: Which, error: type[ChampionError], sentence: str
) -> None:
    """The nearest, or all, or what it goes with."""
    with pytest.raises(error) as refusal:
        labels.choose(office, which)
    assert str(refusal.value) == sentence


def test_the_homerooms_are_those_of_who_is_enrolled(office: Office) -> None:
    """One that only somebody had who left is none."""
    enrol(office, people=[a_person("7001", homeroom="999", status=PersonStatus.LEFT)])
    assert labels.homerooms(office) == ["204", "210"]


# A list.


@pytest.mark.parametrize(
    "data",
    [
        b"NS-101\nNS-102\n",
        b"\xef\xbb\xbfNS-101\r\nNS-102\r\n",
        b"\xef\xbb\xbf  NS-101 \r\n\tNS-102",
        b"NS-101\rNS-102\r",
        "\ufeffNS-101\r\nNS-102".encode("utf-16-le"),
    ],
)
def test_a_list_is_read_however_it_was_saved(data: bytes, tmp_path: Path) -> None:
    """Windows, old Macs, Notepad; a file and standard input alike."""
    path = tmp_path / "list.txt"
    path.write_bytes(data)
    read = labels.read_list(path)
    assert [(one.line, one.code) for one in read] == [(1, "NS-101"), (2, "NS-102")]
    assert labels.listed("Standard input", data) == read


def test_blank_lines_are_counted_but_are_no_codes() -> None:
    """The line that a message names is the one that an editor shows."""
    read = labels.listed("x", b"\n\nNS-101\n  \nNS-102")
    assert [(one.line, one.code) for one in read] == [(3, "NS-101"), (5, "NS-102")]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "x is empty."),
        (b"\xef\xbb\xbf\r\n", "x has no codes."),
        (b"NS\x00-101", "x, line 1: a NUL character, so it isn't text."),
    ],
)
def test_a_list_without_codes_is_refused_and_not_taken_for_all(data: bytes, sentence: str) -> None:
    """An empty list would else print the whole school."""
    with pytest.raises(FileRefused, match=sentence):
        labels.listed("x", data)


# The sheet and the file.


@pytest.mark.parametrize(
    ("number", "start", "pages", "free"),
    [(1, 1, 1, 2), (30, 1, 1, 1), (31, 1, 2, 2), (30, 7, 2, 7), (24, 7, 1, 1), (0, 7, 0, 1)],
)
def test_a_sheet_knows_its_pages_and_where_the_next_labels_start(
    number: int, start: int, pages: int, free: int
) -> None:
    """The partly used first sheet counts; a full last one makes room on a new one."""
    sheet = a_sheet(*numbered(number), setup=replace(SETUP, start=start))
    assert (sheet.pages, sheet.next_free) == (pages, free)


@pytest.mark.parametrize("start", [0, -1, 31])
def test_a_sheet_has_no_label_to_start_at_but_its_own(start: int) -> None:
    """Thirty of them."""
    with pytest.raises(LabelRefused, match=f"There is no label {start} to start at"):
        a_sheet("NS-1", setup=replace(SETUP, start=start))


def test_what_does_not_fit_stops_all_unless_it_is_left_out(office: Office, tmp_path: Path) -> None:
    """Nobody finds out at the last device that one label is missing."""
    sheet = a_sheet("NS-1", "X" * 40, "NS-2")
    path = tmp_path / "x.pdf"
    with pytest.raises(LabelRefused, match=r"X{40} as Code 128 needs a label"):
        labels.save(office, sheet, path, Form.PDF)
    assert list(tmp_path.iterdir()) == []
    assert [one.code for one in sheet.fitting] == ["NS-1", "NS-2"]
    assert labels.save(office, sheet, path, Form.PDF, without_unfit=True) == (path,)
    for nothing in (a_sheet(), a_sheet("X" * 40)):
        with pytest.raises(LabelRefused, match="There are no labels to print"):
            labels.save(office, nothing, tmp_path / "y.pdf", Form.PDF, without_unfit=True)


@pytest.mark.parametrize("form", list(Form))
def test_a_file_is_for_its_owner_and_never_written_over(
    office: Office, tmp_path: Path, form: Form
) -> None:
    """Names of students are in it; and a sheet that was printed has to stay as it was."""
    path = tmp_path / f"x.{form}"
    assert labels.save(office, a_sheet("NS-1"), path, form) == (path,)
    before = path.read_bytes()
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileRefused) as refusal:
        labels.save(office, a_sheet("NS-2"), path, form)
    assert str(refusal.value) == (
        f"{path} is there already, and nothing is written over it. x-2.{form} is free."
    )
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [before]


def test_the_same_labels_make_the_same_bytes(office: Office, tmp_path: Path) -> None:
    """So that two files can be compared."""
    for form in Form:
        one, other = tmp_path / f"a/x.{form}", tmp_path / f"b/x.{form}"
        for path in (one, other):
            path.parent.mkdir(exist_ok=True)
            labels.save(office, a_sheet(*numbered(40)), path, form)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_several_pages_of_svg_are_all_there_or_none(office: Office, tmp_path: Path) -> None:
    """Numbered so that they stay in order; one that is there stops them all."""
    sheet = a_sheet(*numbered(70))
    (tmp_path / "x-02.svg").write_text("mine")
    with pytest.raises(FileRefused) as refusal:
        labels.save(office, sheet, tmp_path / "x.svg", Form.SVG)
    assert refusal.value.hint == "x-2.svg is free."
    assert [one.name for one in tmp_path.iterdir()] == ["x-02.svg"]
    assert labels.free_path(tmp_path / "x.svg") == tmp_path / "x-2.svg"
    files = labels.save(office, sheet, tmp_path / "x-2.svg", Form.SVG)
    assert [one.name for one in files] == ["x-2-01.svg", "x-2-02.svg", "x-2-03.svg"]


@pytest.fixture(params=["links", "no links"])
def links(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk on which a file can have a second name, and one on which it can't."""
    if request.param == "no links":

        def refuse(*_: object) -> None:
            raise OSError(errno.EPERM, "Operation not permitted")

        monkeypatch.setattr(os, "link", refuse)


@pytest.mark.usefixtures("links")
def test_what_breaks_off_between_two_files_leaves_none(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full at the second page takes the first one back."""
    publish = whole._publish
    published: list[Path] = []

    def break_off(unfinished: Path, target: Path) -> None:
        if published:
            raise OSError(28, "No space left on device")
        publish(unfinished, target)
        published.append(target)

    monkeypatch.setattr(whole, "_publish", break_off)
    with pytest.raises(FileRefused, match="can't be written: No space left on device"):
        labels.save(office, a_sheet(*numbered(70)), tmp_path / "x.svg", Form.SVG)
    assert len(published) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_file_that_appears_after_the_last_look_is_not_replaced(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """Somebody saves under the same name in that moment; the pages before it are taken back."""
    theirs = tmp_path / f"x-{at:02}.svg"
    look = whole.refuse_taken

    def look_too_early(target: Path, free: Path | None = None) -> None:
        look(target, free)
        if target == theirs and list(tmp_path.glob(".*.new")):
            theirs.write_text("theirs")

    monkeypatch.setattr(whole, "refuse_taken", look_too_early)
    with pytest.raises(FileRefused, match=r"is there already, and nothing is written over it"):
        labels.save(office, a_sheet(*numbered(70)), tmp_path / "x.svg", Form.SVG)
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [(theirs.name, "theirs")]


@pytest.mark.usefixtures("links")
def test_a_saved_file_has_one_name(office: Office, tmp_path: Path) -> None:
    """Nothing of how it came there is left, and what is there is refused on any disk."""
    path = tmp_path / "x.pdf"
    labels.save(office, a_sheet("NS-1"), path, Form.PDF)
    assert [one.name for one in tmp_path.iterdir()] == ["x.pdf"]
    assert path.stat().st_nlink == 1
    with pytest.raises(FileRefused, match="is there already"):
        labels.save(office, a_sheet("NS-2"), path, Form.PDF)


@pytest.mark.skipif(os.name != "posix", reason="folders are synced on POSIX alone")
@pytest.mark.parametrize(
    ("number", "stays"),
    [(errno.EINVAL, True), (errno.ENOTSUP, True), (errno.EIO, False), (errno.ENOSPC, False)],
)
def test_a_folder_that_cannot_be_synced_throws_no_files_away(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, stays: bool
) -> None:
    """Network disks don't know it; a disk that is broken or full is another matter."""
    sync = os.fsync

    def not_folders(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, os.strerror(number))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", not_folders)
    path = tmp_path / "x.pdf"
    if stays:
        assert labels.save(office, a_sheet("NS-1"), path, Form.PDF) == (path,)
    else:
        with pytest.raises(FileRefused, match="can't be written"):
            labels.save(office, a_sheet("NS-1"), path, Form.PDF)
    assert path.exists() is stays


def test_what_the_disk_gives_back_wrong_is_no_file(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read back and compared before it gets its name."""
    monkeypatch.setattr(whole, "write_file", lambda path, data: path.write_bytes(data[:-1]))
    with pytest.raises(FileRefused, match="what was read back is not what it should be"):
        labels.save(office, a_sheet("NS-1"), tmp_path / "x.pdf", Form.PDF)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("stem", ["a&b <c>", "x[1]*", "Ä – 小明", "-x", "a\udcffb", "a\x1bb"])
def test_a_file_may_be_called_anything(
    office: Office, tmp_path: Path, form: Form, stem: str
) -> None:
    """Its name is in the file as a title, and is a pattern where free names are looked for."""
    sheet = a_sheet(*numbered(31))
    first = labels.save(office, sheet, tmp_path / f"{stem}.{form}", form)
    free = labels.free_path(tmp_path / f"{stem}.{form}")
    assert free.name == f"{stem}-2.{form}"
    second = labels.save(office, sheet, free, form)
    assert len({*first, *second, *tmp_path.iterdir()}) == len(first) * 2


def test_a_folder_that_is_not_there_is_named(office: Office, tmp_path: Path) -> None:
    """It is not made: a name that was mistyped would make one nobody finds."""
    with pytest.raises(FileRefused, match=r"There is no folder .*nowhere\. Make it first"):
        labels.save(office, a_sheet("NS-1"), tmp_path / "nowhere" / "x.pdf", Form.PDF)


def test_the_three_pages_are_written_for_both_papers(office: Office, tmp_path: Path) -> None:
    """As PDF and SVG; a label printer has no page, and there is no third paper."""
    for paper in ("letter", "a4"):
        labels.save_command_sheet(office, tmp_path / f"c-{paper}.pdf", Form.PDF, paper)
        labels.save_scanner_page(office, tmp_path / f"s-{paper}.pdf", Form.PDF, paper)
    labels.save_border(office, SETUP, tmp_path / "b.svg", Form.SVG)
    assert len(list(tmp_path.iterdir())) == 5
    with pytest.raises(LabelRefused, match="A whole page can't be printed"):
        labels.save_border(office, SETUP, tmp_path / "b.zpl", Form.ZPL)
    with pytest.raises(LabelRefused, match=r"There is no paper “a5”\. It is letter or a4\."):
        labels.save_command_sheet(office, tmp_path / "x.pdf", Form.PDF, "a5")
    with pytest.raises(LabelRefused, match="The nudge right is 9 mm"):
        labels.save_border(office, replace(SETUP, right=9.0), tmp_path / "x.pdf", Form.PDF)


# What is remembered.


@pytest.mark.parametrize("size", ["5167", "50x25", "50x25 on a4", "70x36@3x8 from 0x4.5 on a4"])
def test_the_next_time_begins_with_the_last_one(office: Office, size: str) -> None:
    """Stock, bars and nudge; where a sheet was begun is another thing each time."""
    assert labels.remembered(office) == SETUP
    used = Setup(find_stock(size), Symbology.CODE39, 1, 0.5, -1.25)
    labels.remember(office, replace(used, start=1))
    assert labels.remembered(office) == used


@pytest.mark.parametrize("nonsense", ["", "x", "nan", "inf", "1e9", "5160 "])
def test_what_cannot_be_read_any_more_is_as_at_first(office: Office, nonsense: str) -> None:
    """A setting that another version or another hand wrote stops nobody from printing."""
    with office.database.immediate():
        for key in ("stock", "symbology", "right", "down", "paper"):
            settings.put_setting(office.database, f"labels.{key}", nonsense)
    assert labels.remembered(office) == SETUP
    assert labels.remembered_paper(office) == "letter"


def test_the_paper_is_remembered(office: Office) -> None:
    """For the command sheet and the scanner page."""
    labels.remember_paper(office, "a4")
    assert labels.remembered_paper(office) == "a4"


def test_a_whole_district_is_chosen_in_a_moment(clock: FixedClock) -> None:
    """Thousands of codes, each looked up by itself, none cut off."""
    office = Office.in_memory(clock, CountedEntropy())
    devices: list[Device] = [a_device(f"D{each:05}", service=Service.READY) for each in range(5000)]
    enrol(office, devices)
    wanted = tuple(one.tag for one in reversed(devices))
    assert codes(office, Kind.DEVICES, codes=wanted) == [one.tag for one in devices]
    office.close()
