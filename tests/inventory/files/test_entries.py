"""One row as a record: what each cell fills, who has the device, which school the row names."""

from collections.abc import Mapping
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.files.entries import (
    BUILDERS,
    Cells,
    LeftOut,
    Reading,
    fills,
    identifiers,
    is_of_school,
    schools_of,
)
from inventory.files.profiles import PROFILES, Profile, RegisterKind, choose_id
from inventory.files.values import CellRefused
from inventory.model import Device, Person, PersonStatus, Place
from tests.inventory.files.built import built, cells_of, fixture

DEVICES, PEOPLE, PLACES = RegisterKind


def device(**cells: str) -> tuple[Device, frozenset[str]]:
    """A row with these fields as a device, and what it speaks about."""
    columns = {field: index for index, field in enumerate(cells)}
    value, given_ = BUILDERS[DEVICES](Cells(list(cells.values()), columns, list(cells)), Reading())
    assert isinstance(value, Device)
    return value, given_


def person(**cells: str) -> tuple[Person, frozenset[str]]:
    """The same as a person."""
    columns = {field: index for index, field in enumerate(cells)}
    value, given_ = BUILDERS[PEOPLE](Cells(list(cells.values()), columns, list(cells)), Reading())
    assert isinstance(value, Person)
    return value, given_


def test_cells_are_asked_for_by_field() -> None:
    """A field without a column is blank, and is called by its own name."""
    cells = Cells(["a ", "\u00a0T1"], {"notes": 0, "tag": 1}, ["Note", "Asset Tag"])
    assert (cells["notes"], cells["serial"], cells.code("tag")) == ("a ", "", "T1")
    assert (cells.has("tag"), cells.has("serial")) == (True, False)
    assert (cells.heading("tag"), cells.heading("serial")) == ("Asset Tag", "serial")


def test_what_a_whole_file_says_is_in_each_of_its_rows() -> None:
    """A file of teachers needs no column for it; a column of its own would come first."""
    said = Profile("x", PEOPLE, {}, ((),), says={"kind": "staff", "homeroom": "7"})
    made = Cells.over({"person_id": 0, "homeroom": 1}, ["ID", "Room"], said)
    first, second = made(["1", "12"]), made(("2", ""))
    assert (first["kind"], first["homeroom"], second["person_id"]) == ("staff", "12", "2")
    assert first.has("kind")
    assert first.heading("kind") == "kind"
    assert BUILDERS[PEOPLE](second, Reading()) == (
        Person("2", kind="staff"),
        frozenset({"person_id", "kind"}),
    )


def test_only_gam_s_cells_are_freed_from_backslashes() -> None:
    """Elsewhere a backslash is one, and an n behind it too."""
    made = Cells.over({"notes": 0}, ["n"], Profile("x", DEVICES, {}, ((),), escaped=True))
    assert made(["a\\nb\\\\n"])["notes"] == "a b\\n"
    assert Cells.over({"notes": 0}, ["n"])(["a\\nb"])["notes"] == "a\\nb"


@pytest.mark.parametrize(
    ("cells", "holder", "spoken"),
    [
        ({"checkout_type": "User", "holder": "ana"}, "ana", True),
        ({"checkout_type": "user", "holder": "\u00a0ana"}, "ana", True),
        ({"checkout_type": "", "holder": "ana"}, "ana", True),
        ({"checkout_type": "", "holder": ""}, "", True),
        ({"checkout_type": "User", "holder": ""}, "", False),
        ({"checkout_type": "Location", "holder": "ana"}, "", True),
        ({"checkout_type": "Asset", "holder": ""}, "", True),
        ({"checkout_type": "Laptop", "holder": "ana"}, "ana", True),
        ({"checkout_type": "Laptop", "holder": ""}, "", False),
        ({"checkout_type": ""}, "", False),
        ({"holder": ""}, "", False),
        ({"holder": "ana", "holder_number": "0017", "holder_mail": "ana@x"}, "0017", True),
        ({"holder": "ana", "holder_number": "", "holder_mail": "ana@x"}, "ana", True),
        ({"holder_mail": "ana@x"}, "ana@x", True),
        ({"checked_out_to": "Ana Q", "holder_number": "0017"}, "0017", True),
        ({"checked_out_to": "Ana Q", "holder_number": ""}, "", False),
        ({"checked_out_to": "", "holder_number": ""}, "", True),
        ({"checked_out_to": "Ana Q"}, "", False),
        ({"checked_out_to": ""}, "", False),
    ],
)
def test_who_has_a_device_is_a_number_or_a_user_name_never_a_full_name(
    cells: Mapping[str, str], holder: str, spoken: bool
) -> None:
    """Checked in, or out to a place, says that nobody has it; a name without a number nothing."""
    value, given_ = device(tag="T1", **cells)
    assert (value.holder, "holder" in given_) == (holder, spoken)
    assert "Ana Q" not in repr(value)


def test_a_device_s_home_comes_before_where_it_is_now() -> None:
    """Snipe-IT's Location moves with who has the device; only without a home does it count."""
    assert device(tag="T", place="Room 1", home="Cart")[0].place == "Cart"
    assert device(tag="T", place="Room 1", home="")[0].place == "Room 1"
    assert "place" in device(tag="T", home="Cart")[1]


def test_an_odd_moment_of_contact_says_nothing() -> None:
    """Neither is it stored, nor is the row refused for it."""
    value, given_ = device(tag="T", synced_at="Never")
    assert (value.synced_at, "synced_at" in given_) == ("", False)


@pytest.mark.parametrize(
    ("tag", "serial", "codes"),
    [("T", "S", ("T", "S")), ("T", "", ("T",)), ("", "S", ("S",)), ("S", "S", ("S",))],
)
def test_a_record_is_led_to_by_each_of_its_codes_once(
    tag: str, serial: str, codes: tuple[str, ...]
) -> None:
    """Some schools print the serial on the sticker."""
    assert identifiers(device(tag=tag, serial=serial)[0]) == codes
    assert identifiers(Person("7")) == identifiers(Place("7")) == ("7",)


@pytest.mark.parametrize(
    ("cells", "expected", "spoken"),
    [
        ({"last_first": "Ng, Ada"}, Person("1", "Ada", "Ng"), {"first_name", "last_name"}),
        ({"last_first": "Ng"}, Person("1", "", "Ng"), {"last_name"}),
        (
            {"last_first": "Ng, Ada", "first_name": "Adi"},
            Person("1", "Adi", "Ng"),
            {"first_name", "last_name"},
        ),
        ({"grades": "09,10"}, Person("1", grade="9"), {"grade"}),
        ({"login": "ana@x"}, Person("1", email="ana@x"), {"email"}),
        ({"login": "ana"}, Person("1"), set()),
        ({"login": "ana@x", "email": "a@x"}, Person("1", email="a@x"), {"email"}),
        ({"role": "aide"}, Person("1", kind="staff"), {"kind"}),
        ({"role": "student,aide"}, Person("1"), {"kind"}),
        (
            {"account": "Suspended"},
            Person("1", block="Google account is suspended"),
            {"status", "block"},
        ),
        ({"account": "active"}, Person("1"), {"status", "block"}),
        ({"account": ""}, Person("1"), set()),
        ({"enroll_status": "2"}, Person("1", status=PersonStatus.LEFT), {"status"}),
        ({"status": "tobedeleted"}, Person("1", status=PersonStatus.LEFT), {"status", "block"}),
        ({"user_ids": "{SIS:2}"}, Person("1"), set()),
    ],
)
def test_a_person_s_cells_fill_what_they_mean(
    cells: Mapping[str, str], expected: Person, spoken: set[str]
) -> None:
    """And the row speaks only of what is filled."""
    assert person(person_id="1", **cells) == (
        expected,
        frozenset({"person_id", *spoken}),
    )


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"person_id": ""}, "person_id is blank, so there is no ID to go by."),
        ({"user_ids": ""}, "user_ids is blank, so there is no ID to go by."),
        ({"person_id": "1E+9"}, 'person_id "1E+9" was damaged by Excel'),
        ({"person_id": "", "user_ids": "{SIS:1E+9}"}, 'userIds "1E+9" was damaged by Excel'),
        ({"person_id": "1", "role": "robot"}, 'role "robot" is not known'),
        ({"person_id": "1", "account": "Gone"}, 'account "Gone" is not known'),
    ],
)
def test_a_person_that_can_not_be_is_refused_with_a_sentence(
    cells: Mapping[str, str], sentence: str
) -> None:
    """It names the column and the value."""
    with pytest.raises(CellRefused) as refusal:
        person(**cells)
    assert str(refusal.value).startswith(sentence)


def test_guardians_are_left_out_before_anything_is_wrong_with_them() -> None:
    """They have no number, and that is no fault of the file."""
    with pytest.raises(LeftOut, match=r"^guardians, who are not people of the school$"):
        person(person_id="", role="guardian")


@pytest.mark.parametrize(
    ("fields", "trust", "filled"),
    [
        ({"tag", "home", "checked_out_to", "school_name"}, True, {"tag", "place"}),
        ({"serial", "annotated_user"}, False, {"serial"}),
        ({"serial", "annotated_user"}, True, {"serial", "holder"}),
        ({"person_id", "last_first"}, False, {"person_id", "first_name", "last_name"}),
        ({"user_ids", "grades", "role"}, False, {"person_id", "grade", "kind"}),
        ({"account", "org_unit", "school"}, False, {"status", "block"}),
    ],
)
def test_what_a_file_speaks_about_follows_from_its_columns(
    fields: set[str], trust: bool, filled: set[str]
) -> None:
    """Schools are only chosen by, and a user only counts where a person says so."""
    assert fills(fields, Reading(trust_users=trust)) == filled


@pytest.mark.parametrize(
    ("name", "schools"),
    [
        ("snipe-it-list.csv", [(("", "Northside Middle"),)] * 2 + [()]),
        ("gam-cros.csv", [(("/Northside/Students", ""),), (("/Northside", ""),)]),
        ("powerschool.csv", [(("12", "Northside Middle"),), (("13", ""),)]),
        (
            "oneroster-1.1-users.csv",
            [
                (("org-1", "Northside Middle"), ("012", "Northside Middle")),
                (("org-1", "Northside Middle"), ("012", "Northside Middle")),
                (("org-1", ""), ("org-2", "")),
            ],
        ),
        (
            "oneroster-1.2-users.csv",
            [
                (("org-1", "Northside Middle"),),
                (("org-1", "Northside Middle"), ("org-2", "Riverside Middle")),
                (),
            ],
        ),
        ("clever-students.csv", [(("12", ""),)]),
        ("sds-1-student.csv", [(("12", ""),)]),
        ("apple-students.csv", [(("12", ""),)]),
        ("intune-devices.csv", [()]),
    ],
)
def test_a_row_names_its_schools(name: str, schools: list[tuple[tuple[str, str], ...]]) -> None:
    """By ID and name where the file has both; several where somebody is at several."""
    header, rows = fixture(name)
    kind = DEVICES if name.startswith(("snipe", "gam", "intune")) else PEOPLE
    found = [schools_of(cells) for cells in cells_of(kind, header, rows)]
    assert found[: len(schools)] == schools


@pytest.mark.parametrize(
    ("said", "wanted", "is_it"),
    [
        ({"school": "12"}, "12", True),
        ({"school": "12"}, "2", False),
        ({"school": "12,13"}, "13", True),
        ({"school": "12", "school_name": "North, East"}, "north, east", True),
        ({"site": "NORTH"}, "North", True),
        ({"school_primary": "12", "school": "13"}, "12", True),
        ({"org_unit": "/North/Students"}, "/North", True),
        ({"org_unit": "/North"}, "/north/", True),
        ({"org_unit": "/North"}, "/", True),
        ({"org_unit": "/Northeast"}, "/North", False),
        ({"school": ""}, "12", False),
        ({}, "12", False),
    ],
)
def test_rows_are_chosen_by_a_school_s_id_or_name(
    said: Mapping[str, str], wanted: str, is_it: bool
) -> None:
    """In any case; a unit of Google's counts with those below it, and a blank is no school."""
    columns = {field: index for index, field in enumerate(said)}
    assert is_of_school(Cells(list(said.values()), columns, list(said)), wanted) == is_it


def test_places_stay_as_they_were() -> None:
    """A name, a kind, a capacity, of which only the name is needed."""
    header = ["place", "kind", "capacity"]
    assert built(PLACES, header, [["Cart 3", "cart", "032"], ["Hall", "", ""], ["", "x", ""]]) == [
        (Place("Cart 3", "cart", 32), frozenset({"place", "kind", "capacity"})),
        (Place("Hall"), frozenset({"place"})),
        "The row has no place.",
    ]


CELLS = st.text(max_size=6) | st.sampled_from(
    ["T1", "ZZ", "1E+5", "LEFT", "-1", "Ng, Ada", "\ufffd", "\\n", "{SIS:1}", "student", "a@x"]
)


@settings(deadline=None)
@given(st.sampled_from(PROFILES), st.booleans(), st.data())
def test_no_cells_raise_anything_else(profile: Profile, trust: bool, data: st.DataObject) -> None:
    """Every row of every profile is a record with a code, left out, or refused with a sentence."""
    header = [names[0] for names in profile.headings.values()]
    row = data.draw(st.tuples(*[CELLS] * len(header)))
    columns, _ = choose_id(profile, profile.columns(header), header, ())
    cells = Cells.over(columns, header, profile)(row)
    with suppress(CellRefused, LeftOut):
        value, given_ = BUILDERS[profile.kind](cells, Reading(trust_users=trust))
        assert all(identifiers(value))
        assert given_ <= fills([*columns, *profile.says], Reading(trust_users=trust))
    assert all(code or name for code, name in schools_of(cells))
