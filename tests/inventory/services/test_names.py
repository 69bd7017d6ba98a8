"""Every string that a file can hold can be a student's name, from the list to the verdict."""

import csv
import json
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest

from inventory.files.profiles import RegisterKind
from inventory.services import register, reports, upkeep
from inventory.services.office import Office
from inventory.store import events
from inventory.store import register as stored
from inventory.store.search import SHORTEST
from inventory.text import fold, safe
from inventory.verdict import Code, Verdict
from tests.builders import CountedEntropy, FixedClock, a_device, enrol
from tests.inventory.services.at_the_table import Morning

NAUGHTY = Path(__file__).parents[3].parent / "shared" / "real" / "blns" / "blns.json"

HOSTILE = (
    "Kai [/] Brandt",
    "[bold red]Remy[/bold red]",
    "[link=file:///etc/passwd]x[/link]",
    "[@click=app.quit]Quit[/]",
    "\x1b[31mRed\x1b[0m",
    "\x1b]52;c;ZXZpbA==\x07Clip",
    "\x9b2JEight Bit",
    "Bell\x07\x08\x7f",
    "\u202egnitirW\u202c Right",
    "\u2066Isolated\u2069\u200f",
    "=HYPERLINK(\"http://x\",\"y\")",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "'=1+1",
    "`+1+1",
    "'Apostrophe",
    'Robert "Bobby" Ellison, Jr.',
    "Robert'); DROP TABLE person;--",
    "Semi;Colon\tTab|Pipe^Caret",
    "Two\nLines",
    "Luna 🌙👨‍👩‍👧 Delgado",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!",
    "  Spaces  around  ",
    "\u00a0\u200bInvisible\ufeff",
    "王小明",
    "ﷺ",
    "null",
    "{braces} %s %(name)s ${x} \\n",
    "a" * 300,
)  # fmt: skip


def _as_stored(name: str) -> str:
    """What the reader keeps of a cell: safe, in NFC, without what can't be seen round it, and
    without the escape before a formula."""
    for unseen in "\u00ad\u200b\u2060\ufeff":
        name = name.replace(unseen, "")
    for space in "\u00a0\u2007\u202f":
        name = name.replace(space, " ")
    text = safe(unicodedata.normalize("NFC", name.strip(" \u200c\u200d"))).strip(" ")
    if text[:1] in ("`", "'") and text[1:2] in ("=", "+", "-", "@"):
        text = text[1:]
    return text


def _school_of(names: Sequence[str], folder: Path) -> Office:
    """An office whose roster was imported from a list with these first names, IDs 3000001…"""
    path = folder / "people.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["person_id", "first_name", "last_name", "grade"])
        writer.writerows(
            [str(3_000_001 + number), name, "Smith", "7"] for number, name in enumerate(names)
        )
    clock = FixedClock()
    office = Office.in_memory(clock, CountedEntropy())
    plan = register.prepare(office, RegisterKind.PEOPLE, path)
    assert [row.reason for row in plan.refused] == []
    register.apply(office, plan)
    enrol(office, [a_device(f"NS-{number:04d}") for number in range(len(names))])
    upkeep.index_all(office)
    return office


def _naughty() -> list[str]:
    if not NAUGHTY.exists():
        pytest.skip(f"the list of naughty strings is not here: {NAUGHTY.name}")
    listed: list[str] = json.loads(NAUGHTY.read_text("utf-8"))
    # A NUL, or a line that looks like whole rows, is refused with its line: tested with the reader.
    return [name for name in listed if "\0" not in name]


@pytest.fixture(scope="module", params=["hostile", "naughty"])
def names(request: pytest.FixtureRequest) -> list[str]:
    """Our own list, and the public one where it is at hand."""
    return list(HOSTILE) if request.param == "hostile" else _naughty()


@pytest.fixture(scope="module")
def office(names: list[str], tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The school of these names."""
    return _school_of(names, tmp_path_factory.mktemp("names"))


def test_a_name_is_stored_as_it_stands_but_for_what_is_unsafe(
    office: Office, names: list[str]
) -> None:
    """Nothing is dropped, guessed, or taken for a number, a formula or a blank."""
    kept = [person.first_name for person in stored.people(office.database)]
    assert kept == [_as_stored(name) for name in names]


def test_a_person_is_found_by_each_word_of_the_name(office: Office, names: list[str]) -> None:
    """Every word that is long enough for the index, as it stands and in capitals."""
    lost = [
        (person.person_id, query)
        for person in stored.people(office.database)
        for word in person.first_name.split()
        for query in (word, word.upper())
        if min(map(len, fold(query).split()), default=0) >= SHORTEST
        and person.person_id
        not in {line.person for line in reports.find_people(office, query, len(names))}
    ]
    assert lost == []


def _texts(verdict: Verdict) -> str:
    parts = (verdict.say, verdict.next, verdict.subject, verdict.name, verdict.homeroom)
    return "".join(parts)


def test_a_device_is_handed_out_to_the_name_and_no_control_is_said(
    office: Office, names: list[str]
) -> None:
    """The sentence has the name in it; nothing in any verdict could steer a terminal."""
    table = Morning(office, FixedClock())
    wrong = []
    for number in range(len(names)):
        person = stored.person(office.database, str(3_000_001 + number))
        assert person is not None
        greeted, issued = table.scan(person.person_id), table.scan(f"NS-{number:04d}")
        said = _texts(greeted) + _texts(issued)
        unsafe = [c for c in said if unicodedata.category(c) == "Cc" or safe(c) != c]
        if (issued.code, person.name in issued.say, unsafe) != (Code.ISSUED, True, []):
            wrong.append((person, issued))
    assert wrong == []
    assert len(names) == sum(e.kind == "issue" for e in events.everything(office.database))
