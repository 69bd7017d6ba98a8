"""Finding devices and people by any part, whatever is typed."""

from collections.abc import Iterator

import pytest

from inventory.services import reports
from inventory.services.office import Office
from inventory.store import register, search
from inventory.store.database import Database, memory_database
from inventory.store.lists import ListName
from tests.builders import PEOPLE, a_device, a_person, enrol

_NAMES = {
    "1": ("María José", "González"),
    "2": ("小明", "王"),
    "3": ("Ngọc Ánh", "Nguyễn Thị"),
    "4": ('Robert "Bobby"', "Ellison, Jr."),
    "5": ("Al", "Bo"),
    "6": ("ليلى", "الحسن"),
    "7": ("Patrick", "O'Neill"),
    "8": ("東京都", "佐藤"),
}


@pytest.fixture
def school(office: Office) -> Office:
    """Eight people with names that are not plain, and a device with a long model."""
    people = [
        a_person(f"77{number}", first_name=first, last_name=last, homeroom="118")
        for number, (first, last) in _NAMES.items()
    ]
    enrol(office, [a_device("QX-900", model="Lenovo 300e (2nd Gen)", serial="PF-3XYZ")], people)
    return office


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gonzalez", {"771"}),
        ("GONZÁLEZ", {"771"}),
        ("maria gonzalez", {"771"}),
        ("gonzalez maria", {"771"}),
        ("onzál", {"771"}),
        ("nguyen", {"773"}),
        ("ngoc", {"773"}),
        ("anh nguyen", {"773"}),
        ("東京都", {"778"}),
        ("王", {"772"}),
        ("小明", {"772"}),
        ("الحسن", {"776"}),
        ("bo", {"775"}),
        ("al", {"775"}),
        ("al bo", set()),
        ("bo al", {"775"}),
        ('"bobby"', {"774"}),
        ("ellison, jr.", {"774"}),
        ("o'neill", {"777"}),
        ("pa neill", {"777"}),
        ("zz neill", set()),
        ("771", {"771"}),
        ("77", {f"77{number}" for number in _NAMES}),
        ("118 gonz", {"771"}),
        ("nobody", set()),
        ("", set()),
        ("   ", set()),
    ],
)
def test_a_person_is_found_by_any_part_of_the_name(
    school: Office, text: str, found: set[str]
) -> None:
    """Without accents or case, in any script and order; one or two letters find what begins so."""
    assert {line.person for line in reports.find_people(school, text)} == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("QX-900", {"QX-900"}),
        ("x-90", {"QX-900"}),
        ("lenovo 2nd", {"QX-900"}),
        ("(2nd", {"QX-900"}),
        ("3xyz", {"QX-900"}),
        ("qx", {"QX-900"}),
        ("pf", {"QX-900"}),
        ("chromebook qx-", {"QX-900"}),
        ("lenovo hotspot", set()),
    ],
)
def test_a_device_is_found_by_tag_serial_and_model(
    school: Office, text: str, found: set[str]
) -> None:
    """Any part of three characters and more, anywhere; two find a tag or serial's beginning."""
    assert {line.device_id for line in reports.find_devices(school, text)} == found


_HOSTILE = [
    '"', '""', '"""', "'", "';--", "a\"b", '" OR "', "AND", "a AND", "NOT x", "NEAR(a b)", "a*",
    "*", "^abc", "words:abc", "{words}:abc", "-abc", "+abc", "(((", ")))", "abc)", "\\", "%", "_",
    "%_%", "\x00", "abc\x00def", "\x00\x00\x00", "\ud800", "abc\udfff",
    "\x1b]52;c;AAAA\x07", "\u202eabc",
    "\u0301", "\u0301\u0301\u0301", "¨¨¨", "ﷺ", "İ", "ß", "\U0010ffff", "🌙🌙🌙", "a" * 50_000,
    "ab " * 5_000, "abc " * 5_000, "abc " + "x " * 5_000, "\n\t\r", "\u2028", "NULL", "1e999",
    "[/]",
]  # fmt: skip


@pytest.mark.parametrize("text", _HOSTILE, ids=range(len(_HOSTILE)))
def test_no_query_gives_an_error(school: Office, text: str) -> None:
    """What is typed or pasted is words to find, never syntax; blanks leave a list as it is."""
    blank = not text.strip()
    found = [
        len(reports.find_people(school, text)),
        len(reports.find_devices(school, text)),
        len(reports.person_keys(school, text=text)),
        len(reports.device_keys(school, ListName.OUT, text=text)),
    ]
    assert found == ([0, 0, len(PEOPLE) + len(_NAMES), 1] if blank else [0, 0, 0, 0])


@pytest.fixture
def database() -> Iterator[Database]:
    """A database without a school."""
    database = memory_database()
    yield database
    database.close()


def test_a_changed_name_is_found_once_it_is_indexed_and_the_old_one_is_not(
    office: Office,
) -> None:
    """The index follows the register, row by row."""
    enrol(office, people=[a_person("2001", first_name="Renamed", last_name="Altogether")])
    assert [
        [line.person for line in reports.find_people(office, text)]
        for text in ("renamed", "quetzalwood")
    ] == [["2001"], []]


def test_indexing_goes_on_in_small_steps(database: Database) -> None:
    """No scan waits longer than one chunk takes, and the last step says that nothing is left."""
    with database.immediate():
        register.put_people(database, [a_person(str(number)) for number in range(search.CHUNK + 5)])
        register.put_devices(database, [a_device()], "")
    steps = [search.index_some(database) for _ in range(4)]
    assert steps == [1, search.CHUNK, 5, 0]
