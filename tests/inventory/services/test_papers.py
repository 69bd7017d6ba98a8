"""Papers say what the lists say, row for row; a receipt and a slip what was said at the table."""

import io
import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from inventory.errors import ChampionError, FileRefused, NotAllowed, NotFound, SettingRefused
from inventory.files.labels.fonts import Face
from inventory.files.labels.marks import Words
from inventory.files.papers.pages import pages
from inventory.model import Mode, PersonStatus
from inventory.rules.duties import Operator, Role
from inventory.services import export_log, papers
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.services.papers import Form
from inventory.services.reports import ListName
from inventory.store import events
from tests.builders import FixedClock, a_device, a_person, enrol
from tests.inventory.services.papering import (
    column,
    hand_out,
    in_a_crowd,
    out_of_list,
    pdf_text,
    scan,
)
from tests.two_tables import beside, take_in
from tests.two_tables import scan as scan_at


def test_the_door_has_what_the_list_has(office: Office, tmp_path: Path) -> None:
    """In all three kinds of file, and homeroom by homeroom."""
    in_a_crowd(office)
    hand_out(office, "2003", "NS-101")
    listed = out_of_list(office, ListName.OUT)
    paper = papers.door(office)
    assert Counter(column(paper, "device")) == listed
    assert [part.heading for part in paper.parts] == [
        "Homeroom 204", "Homeroom 210", "Homeroom 214", "Homeroom 215", "Homeroom 216", "Staff",
    ]  # fmt: skip
    for form in Form:
        papers.save(office, paper, tmp_path / f"door.{form}", "a4")
    assert Counter(re.findall(r"NS-\d+", pdf_text(tmp_path / "door.pdf"))) == listed
    sheet = openpyxl.load_workbook(tmp_path / "door.xlsx").worksheets[1]
    at = [cell.value for cell in sheet[1]].index("Device")
    assert Counter(row[at] for row in sheet.iter_rows(min_row=2, values_only=True)) == listed
    assert (tmp_path / "door.csv").read_text("utf-8-sig").count("\n") == sum(listed.values()) + 1
    logged = [(one.what, one.file, one.rows, one.people) for one in export_log.exports(office)]
    assert logged == [("paper", f"door.{form}", 44, True) for form in Form]


def test_the_door_can_be_asked_for_in_part(office: Office) -> None:
    """Some homerooms, a grade, or what staff have."""
    in_a_crowd(office)
    rooms = papers.door(office, homerooms=["214"])
    assert (len(rooms.rows), set(column(rooms, "kind"))) == (14, {"student"})
    grade = papers.door(office, grades=["8"])
    assert set(column(grade, "grade")) == {"8"}
    staff = papers.door(office, staff=True)
    assert column(staff, "person") == ["3100", "3101"]
    with pytest.raises(NotFound, match=r"nobody in homeroom 999\. It has 204, 210, 214, 215"):
        papers.door(office, homerooms=["999"])


def test_initials_leave_out_last_names_and_ids(office: Office) -> None:
    """For a door that everybody passes."""
    in_a_crowd(office)
    for number, (first, last) in enumerate((("Ira Lorde", ""), ("Ira", ""), ("", "Lorde"))):
        enrol(office, [], [a_person(f"320{number}", first_name=first, last_name=last)])
        hand_out(office, f"320{number}", f"NS-10{number + 1}")
    paper = papers.door(office, initials=True)
    names = dict(zip(column(paper, "device"), column(paper, "name"), strict=True))
    assert [names[f"NS-10{n}"] for n in (1, 2, 3)] == ["Ira L.", "Ira", "L."]
    assert [each.key for each in paper.columns].count("person") == 0
    assert {"小明 F.", "محمد F."} < set(column(paper, "name"))
    written = papers.draw(paper, Form.CSV, "letter").decode("utf-8-sig")
    assert "Ferro" not in written
    assert "Lorde" not in written
    assert not re.search(r"\b3[012]\d\d\b", written)


@pytest.mark.parametrize("size", ["letter", "a4"])
def test_a_homeroom_of_thirty_stays_on_one_page(office: Office, size: str) -> None:
    """Its rows are set smaller; those of a small one are large."""
    office.change_setting("due_back", "2027-05-28")
    rooms = {"214": 30, "215": 8}
    for room, number in rooms.items():
        people = [
            a_person(
                f"{room}{n:02}", first_name="Maximilian", last_name="Wintergreen", homeroom=room
            )
            for n in range(number)
        ]
        devices = [a_device(f"NS-{room}{n:02}", model="Lenovo 300e Gen 3") for n in range(number)]
        enrol(office, devices, people)
        for person, device in zip(people, devices, strict=True):
            hand_out(office, person.person_id, device.device_id)
    made = pages(papers.door(office, homerooms=list(rooms)), size)
    sizes = [
        max(mark.size for mark in page.marks if isinstance(mark, Words) and mark.face is Face.CODE)
        for page in made
    ]
    assert len(made) == 2
    assert 11 <= sizes[0] < sizes[1] == 14


def test_leavers_are_those_of_the_list(office: Office) -> None:
    """With the day on which they left."""
    in_a_crowd(office)
    hand_out(office, "2003", "NS-101", "NS-201")
    gone = a_person("2009", first_name="Ira", status=PersonStatus.LEFT)
    enrol(office, [], [gone])
    hand_out(office, "2009", "NS-102")
    paper = papers.leavers(office)
    assert Counter(column(paper, "device")) == out_of_list(office, ListName.LEFT)
    assert column(paper, "left_on") == ["", "2026-08-12", "2026-08-12"]
    assert paper.parts[0].foot == "3 devices, 2 people."


def test_leavers_stand_in_order_by_name_as_people_read_it(office: Office) -> None:
    """Small letters and accents stand where the letter stands."""
    last = ("Zhou", "de Vries", "Ångström", "Dale", "")
    people = [
        a_person(f"33{n}", first_name="Ira", last_name=name, status=PersonStatus.LEFT)
        for n, name in enumerate(last)
    ]
    enrol(office, [a_device(f"NS-33{n}") for n in range(len(last))], people)
    for n in range(len(last)):
        hand_out(office, f"33{n}", f"NS-33{n}")
    assert column(papers.leavers(office), "name") == [
        "Ira", "Ira Ångström", "Ira Dale", "Ira de Vries", "Ira Zhou"
    ]  # fmt: skip


def test_where_nothing_was_recorded_a_receipt_is_of_today(
    office: Office, clock: FixedClock
) -> None:
    """Of no day before it can be known what came back."""
    assert not events.count(office.database)
    today = clock.now().date()
    assert papers.receipt(office, "2001", today.isoformat()).rows == ()
    with pytest.raises(ChampionError, match=f"the journal here begins on {today}"):
        papers.receipt(office, "2001", (today - timedelta(days=1)).isoformat())


def test_a_receipt_says_what_one_has_and_what_one_brought(
    office: Office, desk: Desk, clock: FixedClock
) -> None:
    """One's own devices whoever brought them, others' that one brought, with their condition."""
    office.change_setting("due_back", "2027-05-28")
    hand_out(office, "2001", "NS-101", "NS-103")
    hand_out(office, "2002", "NS-102")
    scan(desk, clock, "2001", "NS-101", "ZZCHNONE", "NS-102")
    paper = papers.receipt(office, "2001")
    assert paper.lines == (
        "Anaïs Quetzalwood · 2001 · grade 7 · homeroom 204",
        "Due back on 28 May 2027.",
    )
    assert list(zip(column(paper, "what"), column(paper, "device"), strict=True)) == [
        ("has", "NS-103"), ("brought back", "NS-101"), ("brought for somebody else", "NS-102")
    ]  # fmt: skip
    assert column(paper, "with_it")[1:] == [
        "charger not returned, condition B (normal wear)",
        "brought for somebody else; charger returned",
    ]
    of_owner = papers.receipt(office, "2002")
    assert column(of_owner, "what") == ["has", "brought by somebody else"]
    clock.advance(86_400)
    assert column(papers.receipt(office, "2001"), "what") == ["has"]
    assert len(papers.receipt(office, "2001", "2026-11-21").rows) == 3
    with pytest.raises(NotFound, match="nobody with the ID 7777"):
        papers.receipt(office, "7777")


def test_a_receipt_says_nothing_of_the_shape_of_somebody_elses_device(
    office: Office, desk: Desk, clock: FixedClock
) -> None:
    """Who brought it signs for the device and its charger, and not for what others did to it."""
    hand_out(office, "2002", "NS-101", "NS-102")
    scan(desk, clock, "2001", "NS-101", "ZZCHBAD", "ZZSCREEN", "ZZMISUSE", "NS-102", "ZZCHNONE")
    paper = papers.receipt(office, "2001")
    assert column(paper, "with_it") == [
        "brought for somebody else; charger returned", "brought for somebody else"
    ]  # fmt: skip
    for form in (Form.CSV, Form.XLSX):
        assert b"misuse" not in papers.draw(paper, form, "letter")
    of_owner = column(papers.receipt(office, "2002"), "with_it")
    assert of_owner[1:] == [
        (
            "brought by somebody else; charger returned faulty, condition C (damaged but works),"
            " screen, cause: misuse"
        ),
        "brought by somebody else; charger not returned, condition B (normal wear)",
    ]


def test_a_receipt_has_what_one_brought_whatever_the_table_knew(
    office: Office, desk: Desk, clock: FixedClock
) -> None:
    """A device that only the list had out, and one of which this table didn't know."""
    scan(desk, clock, "2001", "NS-110")
    other = beside(office, "Gym")
    scan_at(office, "2005", "NS-101")
    scan_at(other, "2001", "NS-101", "ZZOUT", "2002", "NS-101", mode=Mode.BACK, after=60)
    take_in(office, other)
    paper = papers.receipt(office, "2001")
    assert list(zip(column(paper, "what"), column(paper, "device"), strict=True)) == [
        ("brought for somebody else", "NS-110"), ("brought for somebody else", "NS-101")
    ]  # fmt: skip
    for person, what in (("2002", ["has", "brought by somebody else"]),
                         ("2005", ["brought by somebody else"])):  # fmt: skip
        assert column(papers.receipt(office, person), "what") == what


def test_a_place_is_listed_with_its_boxes(office: Office) -> None:
    """What is kept there and what was handed out to it, by the record."""
    enrol(office, [a_device(f"NS-7{n:02}", place="Cart 1") for n in range(3)])
    paper = papers.sheet(office, ["cart 1", "Cart 2"])
    assert column(paper, "device") == ["NS-700", "NS-701", "NS-702"]
    assert [part.foot for part in paper.parts] == [
        "3 devices by the record, room for 32.", "0 devices by the record, room for 32."
    ]  # fmt: skip
    assert [each.title for each in paper.columns if each.on_paper_only] == [
        "There", "Charger", "Remark"
    ]  # fmt: skip
    with pytest.raises(NotFound, match="Did you mean Cart 1 and Cart 2"):
        papers.sheet(office, ["cart"])


def test_the_support_slip_says_what_is_broken_and_names_nobody(
    office: Office, desk: Desk, clock: FixedClock
) -> None:
    """What was said at the table, unless somebody says it otherwise."""
    with pytest.raises(SettingRefused, match="champion settings support"):
        papers.support(office, "NS-101")
    office.change_setting("support", "555 0100, 7:30 to 16:00")
    hand_out(office, "2001", "NS-101")
    scan(desk, clock, "NS-101", "ZZSCREEN")
    paper = papers.support(office, "NS-101")
    assert paper.rows == (
        ("Asset tag", "NS-101"), ("Serial", "5CDNS101"), ("Model", "HP Chromebook 11"),
        ("What is broken", "screen, damaged but works"), ("Reach it", "555 0100, 7:30 to 16:00"),
    )  # fmt: skip
    for said in ("", "no sound"):
        other = papers.support(office, "NS-102", said)
        assert other.rows[3] == ("What is broken", said)
    assert not paper.people


def test_a_helper_writes_no_names_but_a_slip(office: Office, tmp_path: Path) -> None:
    """And nothing is written over."""
    office.change_setting("support", "555 0100")
    office.operator = Operator("Rowan", Role.HELPER)
    with pytest.raises(NotAllowed, match="Rowan is a helper"):
        papers.save(office, papers.leavers(office), tmp_path / "a.pdf", "letter")
    slip = papers.support(office, "NS-101", "screen")
    papers.save(office, slip, tmp_path / "a.pdf", "letter")
    with pytest.raises(FileRefused, match=r"a-2\.pdf is free"):
        papers.save(office, slip, tmp_path / "a.pdf", "letter")
    with pytest.raises(FileRefused, match=r"end with \.pdf, \.xlsx or \.csv"):
        papers.save(office, slip, tmp_path / "a.doc", "letter")
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


def test_the_counts_are_those_of_the_papers(
    office: Office, desk: Desk, clock: FixedClock
) -> None:  # fmt: skip
    """What stands beside their titles."""
    hand_out(office, "2003", "NS-101", "NS-102")
    scan(desk, clock, "NS-102", "ZZSCREEN")
    assert papers.counts(office) == {
        papers.Kind.DOOR: 2, papers.Kind.LEAVERS: 1, papers.Kind.COSTS: 1
    }  # fmt: skip


def test_the_same_state_gives_the_same_bytes(office: Office) -> None:
    """However often it is asked for."""
    in_a_crowd(office)
    for form in Form:
        once, again = (papers.draw(papers.door(office), form, "letter") for _ in range(2))
        assert once == again
    assert io.BytesIO(once).read(3) == b"\xef\xbb\xbf"
