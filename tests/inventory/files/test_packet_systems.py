"""What other systems load: only what they know already, nothing cleared by a blank cell."""

from dataclasses import replace

import pytest

from inventory.counts import Find, Result
from inventory.files import packet_systems as systems
from inventory.files.packet import Table, table_bytes
from inventory.model import Service
from tests.builders import a_custody, a_device, out_to
from tests.inventory.counting import NINE
from tests.inventory.files.stories import (
    CART,
    HANDED_OUT,
    NAMES,
    PEOPLE,
    SHELF,
    a_find,
    a_school,
    faults_in,
    header_of,
    known,
    rows_of,
    story_of,
)

STORY = a_school()
UPDATE, CHECKINS = systems.snipeit_update(STORY), systems.snipeit_checkins(STORY)
GAM, CLEAR = systems.gam_cros_update(STORY), systems.gam_cros_clear(STORY)
TABLES = (UPDATE, CHECKINS, GAM, CLEAR)

SNIPE_IT = (
    "Asset Tag,Serial Number,Status,Location,Checkout Type,Checked Out to: Username,Checkout Date,"
    "Expected Checkin Date,Last Audit,Next Audit Date,Asset Notes"
)
HEADERS = {
    "snipeit_update": SNIPE_IT,
    "snipeit_checkins": "Asset Tag,Serial Number,Checked Out to: Username,Checkin Date,Location",
    "gam_cros_update": (
        "deviceId,serialNumber,annotatedAssetId,annotatedUser,annotatedLocation,notes,validate_first"
    ),
    "gam_cros_clear": "deviceId,serialNumber,annotatedAssetId,validate_first",
}


def by_tag(table: Table) -> dict[str, dict[str, str]]:
    """The rows by asset tag, each without its blank cells."""
    column = "Asset Tag" if table.name.startswith("snipe") else "annotatedAssetId"
    return {
        row[column]: {name: cell for name, cell in row.items() if cell} for row in rows_of(table)
    }


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_has_the_other_systems_own_headings(table: Table) -> None:
    """In their order, which IT's scripts and the importer's mapping rely on."""
    assert header_of(table) == HEADERS[table.name]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_keeps_what_it_says_of_itself(table: Table) -> None:
    """Nothing that is required is blank, and no device is there twice."""
    assert rows_of(table)
    assert faults_in(table) == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_nobody_stands_in_a_table_by_name(table: Table) -> None:
    """An address stands where Google has to have it; no first and no last name anywhere."""
    content = table_bytes(table).decode()
    assert [name for name in NAMES if name in content] == []


def test_snipe_it_is_told_what_was_seen_and_what_changed() -> None:
    """A sighting has its dates; a change has its new value and the finding behind the notes."""
    rows = by_tag(UPDATE)
    assert rows["0012345"] == {
        "Asset Tag": "0012345", "Serial Number": "0099123", "Last Audit": "2026-11-21",
        "Next Audit Date": "2027-03-31",
    }  # fmt: skip
    assert rows["NS-102"] == {
        "Asset Tag": "NS-102", "Serial Number": "5CDNS102", "Location": "Cart 1",
        "Last Audit": "2026-11-21", "Next Audit Date": "2027-03-31",
        "Asset Notes": "NORTH-2026-Q4: found_wrong_location",
    }  # fmt: skip
    assert rows["NS-104"] == {
        "Asset Tag": "NS-104", "Serial Number": "5CDNS104", "Checkout Type": "User",
        "Checked Out to: Username": "2001", "Checkout Date": "2026-11-21",
        "Expected Checkin Date": "2027-05-28", "Last Audit": "2026-11-21",
        "Next Audit Date": "2027-03-31", "Asset Notes": "NORTH-2026-Q4: found_state_conflict",
    }  # fmt: skip


def test_what_was_not_seen_has_no_date_of_an_audit() -> None:
    """Accounted for or missing, it was not audited."""
    rows = by_tag(UPDATE)
    for tag in ("NS-105", "NS-106", "NS-107"):
        assert not {"Last Audit", "Next Audit Date"} & rows[tag].keys()


def test_nothing_is_said_of_a_device_that_was_neither_seen_nor_changed() -> None:
    """A row that says nothing is no row."""
    silent = known(a_device("NS-102"), out_to("2002"), Result.ACCOUNTED)
    held = replace(silent, device=replace(silent.device, holder="2002"))
    assert rows_of(systems.snipeit_update(story_of([held]))) == []
    assert rows_of(systems.gam_cros_update(story_of([held]))) == []


def test_a_device_without_a_tag_is_left_out() -> None:
    """A blank tag would make a new asset of it."""
    untagged = known(a_device("5CD9", tag="", serial="5CD9"), out_to("2001"), Result.VERIFIED)
    assert untagged.device.label == "5CD9"
    assert rows_of(systems.snipeit_update(story_of([untagged]))) == []
    assert all(row["Asset Tag"] for row in (*rows_of(UPDATE), *rows_of(CHECKINS)))
    assert "5CD9" not in by_tag(UPDATE)


@pytest.mark.parametrize(
    ("service", "status"),
    [
        (Service.IN_REPAIR, "Out for Repair"),
        (Service.READY, "Ready to Deploy"),
        (Service.MISSING, ""),
        (Service.NEEDS_CHECK, ""),
    ],
)
def test_only_a_status_of_the_districts_own_file_goes_back(service: Service, status: str) -> None:
    """Snipe-IT makes a new, deployable one of any that it does not know."""
    listed = Service.LOST if service is Service.READY else Service.READY
    one = known(a_device(service=listed), a_custody(service=service), Result.MISSING)
    (row,) = rows_of(systems.snipeit_update(story_of([one])))
    assert (row["Status"], row["Asset Notes"]) == (status, "NORTH-2026-Q4: not_found")


def test_no_status_goes_back_where_it_did_not_change() -> None:
    """The list's own word for it may be finer than ours."""
    assert {row["Status"] for row in rows_of(UPDATE)} == {""}
    one = known(a_device(service=Service.READY), replace(CART), Result.VERIFIED)
    (row,) = rows_of(systems.snipeit_update(story_of([one])))
    assert (row["Status"], row["Location"]) == ("", "Cart 1")


def test_only_a_location_of_the_districts_own_file_goes_back() -> None:
    """A place that the school made up would become a new location."""
    one = known(a_device(place="Room 204"), SHELF, Result.WRONG_PLACE, seen_place="Cupboard")
    (row,) = rows_of(systems.snipeit_update(story_of([one])))
    assert (row["Location"], row["Asset Notes"]) == ("", "NORTH-2026-Q4: found_wrong_location")


def test_the_notes_of_the_list_stay_before_the_finding() -> None:
    """An update replaces the cell; where there is no finding it is left blank."""
    noted = a_device(place="Room 204", notes="touch is slow")
    changed = known(noted, SHELF, Result.WRONG_PLACE, seen_place="Cart 1")
    (row,) = rows_of(systems.snipeit_update(story_of([changed])))
    assert row["Asset Notes"] == "touch is slow | NORTH-2026-Q4: found_wrong_location"
    (row,) = rows_of(systems.snipeit_update(story_of([known(noted, SHELF, Result.VERIFIED)])))
    assert row["Asset Notes"] == ""


@pytest.mark.parametrize(
    ("setting", "person", "username"),
    [
        ("id", "2001", "2001"),
        ("id", "0004711", "0004711"),
        ("id", "2999", "2999"),
        ("email", "2001", "Anais.Q@north.example"),
        ("email name", "2001", "Anais.Q"),
        ("email", "2002", ""),
        ("email name", "2002", ""),
        ("email", "2999", ""),
        ("email name", "2999", ""),
    ],
)
def test_people_are_called_what_snipe_it_calls_them(
    setting: str, person: str, username: str
) -> None:
    """As the school's setting says; who has no such name there is not checked out at all."""
    one = known(a_device(), out_to(person), Result.VERIFIED)
    (row,) = rows_of(systems.snipeit_update(story_of([one], username=setting)))
    assert row["Checked Out to: Username"] == username
    assert row["Checkout Type"] == ("User" if username else "")
    assert row["Checkout Date"] == ("2026-11-21" if username else "")
    assert row["Expected Checkin Date"] == ("2027-05-28" if username else "")


def test_a_return_is_only_in_the_list_of_returns() -> None:
    """An update import can't check in, and a blank user would do nothing."""
    assert by_tag(CHECKINS) == {
        "NS-108": {
            "Asset Tag": "NS-108", "Serial Number": "5CDNS108", "Checked Out to: Username": "2002",
            "Checkin Date": "2026-11-21", "Location": "Cart 1",
        }
    }  # fmt: skip
    back = by_tag(UPDATE)["NS-108"]
    assert not {"Checkout Type", "Checked Out to: Username", "Checkout Date"} & back.keys()


def test_a_device_that_went_to_somebody_else_is_no_return() -> None:
    """Snipe-IT checks it in and out by itself where the name differs."""
    one = known(a_device(holder="2002"), out_to("2001"), Result.VERIFIED)
    story = story_of([one])
    assert rows_of(systems.snipeit_checkins(story)) == rows_of(systems.gam_cros_clear(story)) == []
    (row,) = rows_of(systems.snipeit_update(story))
    assert row["Checked Out to: Username"] == "2001"


def test_a_return_without_a_tag_goes_by_its_serial() -> None:
    """Never a blank: what is scanned on the page of returns is what is on the device."""
    one = known(a_device("5CD9", tag="", serial="5CD9", holder="2002"), CART, Result.VERIFIED)
    (row,) = rows_of(systems.snipeit_checkins(story_of([one])))
    assert (row["Asset Tag"], row["Serial Number"]) == ("5CD9", "5CD9")


def test_google_is_told_user_and_place_by_serial() -> None:
    """Where Google's own id is not known, the row has to be validated first."""
    rows = by_tag(GAM)
    assert rows["NS-102"] == {
        "serialNumber": "5CDNS102", "annotatedAssetId": "NS-102", "annotatedLocation": "Cart 1",
        "notes": "NORTH-2026-Q4: found_wrong_location", "validate_first": "yes",
    }  # fmt: skip
    assert rows["NS-104"] == {
        "serialNumber": "5CDNS104", "annotatedAssetId": "NS-104",
        "annotatedUser": "Anais.Q@north.example", "notes": "NORTH-2026-Q4: found_state_conflict",
        "validate_first": "yes",
    }  # fmt: skip
    for row in (*rows_of(GAM), *rows_of(CLEAR)):
        assert row["validate_first"] == ("no" if row["deviceId"] else "yes")


def test_a_chromebook_that_google_itself_listed_needs_no_validation() -> None:
    """Its own key can mean no other device, and a part of a serial could."""
    device = replace(a_device(holder="2002"), google_id="4a5b-01")
    story = story_of([known(device, CART, Result.VERIFIED)])
    (row,) = rows_of(systems.gam_cros_clear(story))
    assert (row["deviceId"], row["validate_first"]) == ("4a5b-01", "no")


def test_only_what_changed_is_told_to_google() -> None:
    """A sighting alone changes nothing there."""
    assert sorted(by_tag(GAM)) == [
        "NS-102", "NS-104", "NS-105", "NS-106", "NS-107", "NS-108", "NS-151",
    ]  # fmt: skip


@pytest.mark.parametrize("setting", ["id", "email", "email name"])
def test_google_gets_an_address_or_nothing(setting: str) -> None:
    """Never a student's number, whatever Snipe-IT calls people; blank where none is known."""
    devices = [
        known(a_device("NS-101"), out_to("2001")), known(a_device("NS-102"), out_to("2002")),
    ]  # fmt: skip
    rows = rows_of(systems.gam_cros_update(story_of(devices, username=setting)))
    assert [row["annotatedUser"] for row in rows] == ["Anais.Q@north.example", ""]


def test_what_is_cleared_is_only_in_the_file_of_its_own() -> None:
    """With no column that could write anything, and only where nobody has it any more."""
    assert by_tag(CLEAR) == {
        "NS-108": {
            "serialNumber": "5CDNS108", "annotatedAssetId": "NS-108", "validate_first": "yes",
        }
    }  # fmt: skip
    assert "annotatedUser" not in by_tag(GAM)["NS-108"]


@pytest.mark.parametrize(
    ("category", "model", "is_chrome"),
    [
        ("Chromebook", "HP 11", True),
        ("CHROMEBOOKS", "", True),
        ("Laptop", "Lenovo 300e Chromebook Gen 3", True),
        ("Desktop", "Asus Chromebox 4", True),
        ("Hotspot", "Hotspot M2", False),
        ("Charger", "Charger 45 W", False),
        ("", "", False),
        ("Tablet", "Chrome plated", False),
    ],
)
def test_only_chrome_devices_are_told_to_google(category: str, model: str, is_chrome: bool) -> None:
    """A hotspot's serial could be part of a Chromebook's."""
    out = known(a_device(category=category, model=model), out_to("2001"))
    back = known(a_device(category=category, model=model, holder="2002"), CART)
    assert len(rows_of(systems.gam_cros_update(story_of([out])))) == is_chrome
    assert len(rows_of(systems.gam_cros_clear(story_of([back])))) == is_chrome


def test_a_chrome_device_without_a_serial_is_not_told_to_google() -> None:
    """There is nothing to find it by."""
    bare = a_device(serial="", holder="2002")
    assert rows_of(systems.gam_cros_update(story_of([known(bare, out_to("2001"))]))) == []
    assert rows_of(systems.gam_cros_clear(story_of([known(bare, CART)]))) == []


def test_no_blank_cell_of_a_change_stands_for_clearing() -> None:
    """Whatever is proposed to be blank is in the files of returns, and in no update at all."""
    cleared = {one.device for one in STORY.proposals if not one.proposed}
    assert cleared == {"NS-108"} == set(by_tag(CHECKINS)) == set(by_tag(CLEAR))
    assert all(one.field == "holder" for one in STORY.proposals if not one.proposed)


def test_the_barcodes_are_one_a_line() -> None:
    """Sorted, each once, with CR LF and leading zeros; a device without a tag by its serial."""
    assert systems.barcodes_found(STORY).content == (
        b"0012345\r\n5CD9\r\nNS-102\r\nNS-103\r\nNS-104\r\nNS-108\r\nNS-151\r\nNS-301\r\n"
    )
    assert systems.barcodes_found(story_of([])).content == b""


def test_the_barcodes_have_all_of_the_schools_that_was_seen_and_nothing_else() -> None:
    """What resurfaced or was not asked for was seen too; a stray and an unknown code are not ours.

    What was missing or only accounted for was not seen.
    """
    devices = [known(a_device(f"NS-10{number}"), SHELF) for number in range(3)]
    gone = [known(a_device("NS-120"), SHELF, one) for one in (Result.MISSING,)]
    finds = [
        a_find(Find.RESURFACED, "NS-100"),
        a_find(Find.OUT_OF_SCOPE, "NS-101"),
        a_find(Find.STRAY, "NS-901"),
        a_find(Find.UNLISTED, "code:XYZ"),
        a_find(Find.UNREADABLE, "item:NS-102"),
        a_find(Find.LABEL_CONFLICT, "labels:NS-102|NS-120"),
    ]
    found = systems.barcodes_found(story_of([*devices, *gone], finds))
    assert found.content == b"NS-100\r\nNS-101\r\n"


def test_leading_zeros_stay_in_every_file() -> None:
    """Tag, serial and username are text for whoever loads them."""
    device = a_device("0012345", serial="0099123", holder="2002")
    out, back = known(device, out_to("0004711")), known(device, replace(CART, since=NINE))
    assert table_bytes(systems.snipeit_update(story_of([out]))).split(b"\r\n")[1].startswith(
        b"0012345,0099123,,,User,0004711,2026-11-21,"
    )  # fmt: skip
    assert b"\r\n0012345,0099123,2002," in table_bytes(systems.snipeit_checkins(story_of([back])))
    assert b"\r\n,0099123,0012345,farida@" in table_bytes(systems.gam_cros_update(story_of([out])))
    assert b"\r\n,0099123,0012345,yes" in table_bytes(systems.gam_cros_clear(story_of([back])))


def test_no_file_for_machines_is_escaped() -> None:
    """Nor has it a byte order mark: a tag that begins with a sign stays that tag."""
    odd = a_device("=1+1", serial="@S", holder="-1", place="Room 204", notes="+note")
    story = story_of([known(odd, CART, Result.VERIFIED), known(a_device(), HANDED_OUT)])
    for make in (
        systems.snipeit_update, systems.snipeit_checkins, systems.gam_cros_update,
        systems.gam_cros_clear,
    ):  # fmt: skip
        content = table_bytes(make(story))
        assert not content.startswith(b"\xef\xbb\xbf")
        assert b"=1+1" in content
        assert b"'" not in content


def test_a_stray_is_told_to_nobody() -> None:
    """It is the other school's, with whatever the list says of it."""
    story = story_of([], [a_find(Find.STRAY, "NS-901")], people=PEOPLE)
    for make in (systems.snipeit_update, systems.gam_cros_update, systems.snipeit_checkins):
        assert rows_of(make(story)) == []
