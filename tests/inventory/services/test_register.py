"""Importing what the district says exists."""

import csv
import unicodedata
from pathlib import Path

import pytest

from inventory.files.profiles import RegisterKind
from inventory.model import CustodyState, Device, Mode, Person, PersonStatus, Service
from inventory.services import inbox, pages, picture, register, reports
from inventory.services.office import Office
from inventory.services.sample import sample_folder
from inventory.store import projections
from inventory.store import register as stored
from inventory.store.lists import ListName
from inventory.verdict import Code
from tests.builders import CountedEntropy, FixedClock
from tests.inventory.services.at_the_table import Morning

DEVICES, PEOPLE, PLACES = RegisterKind.DEVICES, RegisterKind.PEOPLE, RegisterKind.PLACES


@pytest.fixture
def empty(clock: FixedClock) -> Office:
    """An office without a school."""
    return Office.in_memory(clock, CountedEntropy())


def _list(folder: Path, *rows: str) -> Path:
    path = folder / "list.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def _import(
    office: Office, kind: RegisterKind, path: Path, *, mark_left: bool = False
) -> register.Applied:
    return register.apply(office, register.prepare(office, kind, path), mark_left=mark_left)


def _dump(office: Office) -> list[str]:
    return list(office.database.conn.iterdump())


@pytest.mark.parametrize("kind", list(RegisterKind))
def test_every_row_of_the_sample_is_in_the_register(empty: Office, kind: RegisterKind) -> None:
    """As many records as rows, each under the key and with the words of its row."""
    path = sample_folder() / f"{kind}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    applied = _import(empty, kind, path)
    known = {
        DEVICES: [(one.tag, one.serial, one.model) for one in stored.devices(empty.database)],
        PEOPLE: [(p.person_id, p.first_name, p.last_name) for p in stored.people(empty.database)],
        PLACES: [
            (one.place, one.kind, str(one.capacity or "")) for one in stored.places(empty.database)
        ],
    }[kind]
    names = [unicodedata.normalize("NFC", cell) for row in rows for cell in row[:3]]
    assert sorted(
        unicodedata.normalize("NFC", cell) for record in known for cell in record
    ) == sorted(names)
    assert (len(applied.plan.new), len(applied.plan.refused), len(known)) == (
        len(rows),
        0,
        len(rows),
    )


@pytest.mark.parametrize("kind", list(RegisterKind))
def test_the_same_file_twice_changes_nothing_at_all(empty: Office, kind: RegisterKind) -> None:
    """Not a row of any table, the record of imports included."""
    path = sample_folder() / f"{kind}.csv"
    _import(empty, kind, path)
    before = _dump(empty)
    again = _import(empty, kind, path)
    assert (again.plan.new, again.plan.changed, again.plan.gone) == ((), (), ())
    assert _dump(empty) == before


def test_an_import_is_kept_with_its_numbers(empty: Office) -> None:
    """Home says how old the roster is, and what it brought."""
    _import(empty, PEOPLE, sample_folder() / "people.csv")
    record = picture.picture(empty).roster
    assert record is not None
    assert (record.file, record.profile, record.rows, record.new, record.gone) == (
        "people.csv",
        "champion",
        238,
        238,
        0,
    )
    assert record.at == "2026-11-21T09:00:00.000+00:00"


def test_the_site_of_most_devices_becomes_ours_where_none_was_set(empty: Office) -> None:
    """So another school's device in our list is a stray from the first scan on."""
    applied = _import(empty, DEVICES, sample_folder() / "devices.csv")
    assert (applied.site, empty.policy.site) == ("NORTHSIDE", "NORTHSIDE")


def test_a_site_that_was_set_is_kept(office: Office, tmp_path: Path) -> None:
    """Somebody decided it."""
    path = _list(tmp_path, "asset_tag,serial,site", "XX-1,S1,SOUTH", "XX-2,S2,SOUTH")
    assert (_import(office, DEVICES, path).site, office.policy.site) == ("", "NORTH")


_ROSTER = ("person_id,first_name,last_name,status", "2001,Anaïs,Quetzalwood,ENROLLED")


@pytest.mark.parametrize(
    ("mark_left", "status", "left_on", "code"),
    [
        (False, PersonStatus.ENROLLED, "", Code.PERSON),
        (True, PersonStatus.LEFT, "2026-11-21", Code.LEFT),
    ],
)
def test_people_gone_from_the_file_stay_and_are_marked_as_told(
    office: Office,
    clock: FixedClock,
    tmp_path: Path,
    mark_left: bool,
    status: PersonStatus,
    left_on: str,
    code: Code,
) -> None:
    """Nobody is deleted: who has a device still has it, and the list says who has gone."""
    applied = _import(office, PEOPLE, _list(tmp_path, *_ROSTER), mark_left=mark_left)
    gone = stored.person(office.database, "2002")
    assert gone is not None
    assert (gone.status, gone.left_on, gone.listed) == (status, left_on, False)
    assert (len(applied.plan.gone), applied.marked_left) == (5, 5 if mark_left else 0)
    lines = reports.device_list(office, ListName.LEFT)
    assert ([line.device for line in lines], Morning(office, clock).scan("2002").code) == (
        ["NS-110"],
        code,
    )


def test_who_left_before_keeps_the_day(office: Office, tmp_path: Path) -> None:
    """The roster's own word on when is better than the day of an import."""
    _import(office, PEOPLE, _list(tmp_path, *_ROSTER), mark_left=True)
    gone = stored.person(office.database, "2003")
    assert gone is not None
    assert gone.left_on == "2026-08-12"


def test_who_comes_back_is_listed_again(office: Office, tmp_path: Path) -> None:
    """With the status that the file says."""
    _import(office, PEOPLE, _list(tmp_path, *_ROSTER), mark_left=True)
    _import(office, PEOPLE, _list(tmp_path, *_ROSTER, "2002,Bayo,Zephyrine,ENROLLED"))
    back = stored.person(office.database, "2002")
    assert back is not None
    assert (back.listed, back.status) == (True, PersonStatus.ENROLLED)


def test_a_person_who_was_entered_by_hand_is_matched_by_the_id(
    office: Office, clock: FixedClock, tmp_path: Path
) -> None:
    """The roster's name and status take the place of the typed ones; the device stays."""
    table = Morning(office, clock)
    table.scan("2999")
    table.desk.enter_person("Otto Marchbanks")
    table.scan("NS-101")
    _import(office, PEOPLE, _list(tmp_path, *_ROSTER, "2999,Ottoline,Marchbanks,"))
    page = pages.person_page(office, "2999")
    assert (page.person.name, page.person.status, [one.tag for one in page.holdings]) == (
        "Ottoline Marchbanks",
        PersonStatus.ENROLLED,
        ["NS-101"],
    )


def test_a_new_tag_leads_to_the_device_and_the_old_one_still_does(
    office: Office, clock: FixedClock, tmp_path: Path
) -> None:
    """The sticker on the lid is older than the district's list."""
    table = Morning(office, clock)
    table.scan("2001", "NS-101")
    path = _list(tmp_path, "asset_tag,serial", "NS-9001,5CDNS101")
    plan = register.prepare(office, DEVICES, path)
    register.apply(office, plan)
    page = pages.device_page(office, "NS-101")
    assert [(change.key, [one.name for one in change.fields]) for change in plan.changed] == [
        ("NS-101", ["tag"])
    ]
    assert sorted(page.identifiers) == [
        ("old_tag", "NS-101"),
        ("serial", "5CDNS101"),
        ("tag", "NS-9001"),
    ]
    assert [table.scan(code).device for code in ("NS-101", "NS-9001", "5CDNS101")] == [
        "NS-9001"
    ] * 3
    assert page.custody.person == "2001"


def test_a_tag_that_goes_back_to_what_it_was_is_the_tag_again(
    office: Office, tmp_path: Path
) -> None:
    """There and back leaves one row for each code."""
    for tag in ("NS-9001", "NS-101", "NS-9001"):
        _import(office, DEVICES, _list(tmp_path, "asset_tag,serial", f"{tag},5CDNS101"))
    assert sorted(pages.device_page(office, "NS-101").identifiers) == [
        ("old_tag", "NS-101"),
        ("serial", "5CDNS101"),
        ("tag", "NS-9001"),
    ]


def test_a_school_s_sticker_becomes_the_tag_if_the_district_says_so(
    office: Office, clock: FixedClock, tmp_path: Path
) -> None:
    """And the replay of the journal comes to the same."""
    table = Morning(office, clock)
    table.scan("STICKER")
    inbox.bind(office, inbox.find(office, "P-01"), "NS-101")
    _import(office, DEVICES, _list(tmp_path, "asset_tag,serial", "STICKER,5CDNS101"))
    live = projections.digest(office.database)
    with office.database.immediate():
        projections.rebuild(office.database)
    assert (projections.digest(office.database), table.scan("2001", "STICKER").device) == (
        live,
        "STICKER",
    )


def _service_list(folder: Path, service: str) -> Path:
    return _list(folder, "asset_tag,serial,service", f"NS-101,5CDNS101,{service}")


def _service(office: Office) -> Service:
    return projections.custody_of(office.database, "NS-101").service


def test_the_newer_word_on_a_device_s_shape_wins(
    office: Office, clock: FixedClock, tmp_path: Path
) -> None:
    """The list, the table, a list that says something new; the old list says nothing twice."""
    table = Morning(office, clock, Mode.BACK)
    seen = []
    _import(office, DEVICES, _service_list(tmp_path, "LOST"))
    seen.append(_service(office))
    table.scan("NS-101")
    seen.append(_service(office))
    _import(office, DEVICES, _service_list(tmp_path, "LOST"))
    seen.append(_service(office))
    _import(office, DEVICES, _service_list(tmp_path, "IN_REPAIR"))
    seen.append(_service(office))
    table.scan("NS-101")
    seen.append(_service(office))
    assert seen == [
        Service.LOST,
        Service.NEEDS_CHECK,
        Service.NEEDS_CHECK,
        Service.IN_REPAIR,
        Service.NEEDS_CHECK,
    ]


def test_an_import_under_a_clock_set_ahead_does_not_silence_the_table(
    office: Office, clock: FixedClock, tmp_path: Path
) -> None:
    """The laptop's date was a year ahead while importing; what is found out after it counts."""
    right = clock.wall
    clock.advance(365 * 86_400)
    _import(office, DEVICES, _service_list(tmp_path, "LOST"))
    clock.wall = right
    Morning(office, clock, Mode.BACK).scan("NS-101")
    assert _service(office) is Service.NEEDS_CHECK


def test_an_import_leaves_custody_to_the_journal(
    office: Office, clock: FixedClock, tmp_path: Path
) -> None:
    """Another home place moves nothing that was handed out; it moves what never was."""
    table = Morning(office, clock)
    table.scan("2001", "NS-101")
    rows = ("asset_tag,place", "NS-101,Cart 2", "NS-102,Cart 2")
    _import(office, DEVICES, _list(tmp_path, *rows))
    assert [
        (table.custody(tag).state, table.custody(tag).place) for tag in ("NS-101", "NS-102")
    ] == [
        (CustodyState.WITH_PERSON, None),
        (CustodyState.IN_STOCK, "Cart 2"),
    ]


def test_devices_gone_from_the_list_stay_and_say_so(office: Office, tmp_path: Path) -> None:
    """The school counts, the district decides: nothing is deleted by an omission."""
    before = [one.device_id for one in stored.devices(office.database)]
    _import(office, DEVICES, _list(tmp_path, "asset_tag", "NS-101"))
    after = stored.devices(office.database)
    assert [one.device_id for one in after] == before
    assert [one.device_id for one in after if one.listed] == ["NS-101"]


def test_a_refused_row_does_not_stop_the_others(office: Office, tmp_path: Path) -> None:
    """It is named by its line, and the import's record counts it."""
    path = _list(tmp_path, "asset_tag,serial", "XX-1,S1", ",", "ZZNO,S2", "XX-2,S3")
    applied = _import(office, DEVICES, path)
    record = picture.picture(office).devices
    assert record is not None
    assert [row.line for row in applied.plan.refused] == [4]
    assert (record.new, record.refused) == (2, 1)


def test_an_import_that_fails_half_way_changes_nothing(office: Office, tmp_path: Path) -> None:
    """The last statement of it is refused here; every row before it is taken back."""
    path = _list(tmp_path, *_ROSTER, "3001,New,Person,")
    plan = register.prepare(office, PEOPLE, path)
    before = _dump(office)
    office.database.conn.execute(
        "CREATE TEMP TRIGGER refuse BEFORE INSERT ON main.import_log"
        " BEGIN SELECT RAISE(ABORT, 'no'); END"
    )
    with pytest.raises(Exception, match="The database gave an error"):
        register.apply(office, plan, mark_left=True)
    office.database.conn.execute("DROP TRIGGER refuse")
    assert _dump(office) == before


def test_the_register_gives_back_what_was_put_into_it(empty: Office) -> None:
    """Every field of a device and a person, to and from the file."""
    device = Device(
        "D-1", "T-1", "S-1", "model", "category", "place", Service.DAMAGED_USABLE, "site",
        "2001", "2002", "notes", listed=False,
    )  # fmt: skip
    person = Person(
        "P-1", "first", "last", "7", "204", "mail", PersonStatus.LEFT, "2026-01-01", "staff",
        "block", listed=False,
    )  # fmt: skip
    with empty.database.immediate():
        stored.put_devices(empty.database, [device], "")
        stored.put_people(empty.database, [person])
    assert (pages.device(empty, "D-1"), pages.person(empty, "P-1")) == (device, person)
