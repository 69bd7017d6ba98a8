"""Columns of an unknown list: guessed, said by hand, and kept."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.errors import FileRefused
from inventory.files.mapping import (
    SYNONYMS,
    Guess,
    SavedMapping,
    by_hand,
    fields,
    fingerprint,
    guess,
)
from inventory.files.private import is_private
from inventory.files.profiles import RegisterKind

DEVICES, PEOPLE, PLACES = RegisterKind

PRIVATE = {
    "password": "Password,Password [Required],Password Hash Function [UPLOAD ONLY],password_policy,"
    "ext_imagineLearning_studentPassword,PIN",
    "family": "Contact_name,Contact_type,Contact_phone,Contact_email,agentSourcedIds,agents,"
    "Guardian 1,Parent Email,MotherName,ext_tao_userFatherName,Emergency Contact,Siblings",
    "age or birth": "Dob,DOB,D.O.B.,Birthdate,birthdate,Date of Birth,cityOfBirth,Age",
    "descent": "Race,Hispanic_Latino,Ethnicity,demographicRaceTwoOrMoreRaces,white,asian,"
    "blackOrAfricanAmerican,americanIndianOrAlaskaNative,nativeHawaiianOrOtherPacificIslander",
    "gender": "Gender,sex,pronouns",
    "phone": "Phone,sms,phone,Mobile,Work Phone,Home Phone,Mobile Phone,HomePhone,Phone number,"
    "Recovery Phone [MUST BE IN THE E.164 FORMAT],School_phone,Cell",
    "address": "Address,City,State,Country,Zip,Postal Code,User Address,User City,User State,User"
    " Country,User Zip,Student_zip,School_address,Work Address,Home Address,Street",
    "health": "Medical Alert,Allergies,Disability,IEP,Health notes",
    "language support": "Ell_status,LEP",
    "lunch": "Lunch_Status,Free/Reduced,FRL,Meal status",
    "government number": "SSN,Social Security Number,Passport",
    "private mail": "Recovery Email,Home Secondary Email,Work Secondary Email,Secondary Email,"
    "Gravatar,Gravatar Email",
    "photo": "Photo",
    "circumstances": "Homeless,Religion,Citizenship",
}
HARMLESS = (
    "Email,Email Address [Required],email_address,Primary user email address,Student_email,"
    "macAddress,ethernetMacAddress0,WiFiIPv4Address,IP Address,familyName,preferredFamilyName,"
    "Last_name,Grade,Storage,Headphones,Mobile device,CellularTechnology,SkuFamily,Capacity,"
    "Device state,State_id,Status,Home_Room,Package,Page,Stage,Trace,Username,Notes"
)


@pytest.mark.parametrize(
    ("what", "heading"),
    [(what, heading) for what, names in PRIVATE.items() for heading in names.split(",")],
)
def test_a_private_column_is_known_by_its_heading(what: str, heading: str) -> None:
    """Each one of the headings in the files of the known systems, and some that others use."""
    assert is_private(heading) == what


@pytest.mark.parametrize("heading", HARMLESS.split(","))
def test_what_is_needed_is_not_taken_for_private(heading: str) -> None:
    """A machine's address, the school mail, a family name."""
    assert is_private(heading) == ""


@pytest.mark.parametrize(
    ("kind", "header", "columns", "unsure"),
    [
        (
            DEVICES,
            "Barcode,Service Tag,Room,Note",
            {"tag": 0, "serial": 1, "place": 2, "notes": 3},
            {},
        ),
        (
            DEVICES,
            "Asset ID,Barcode,Model,Model Number,Name,User",
            {},
            {"tag": (0, 1), "model": (2, 3, 4), "holder": (5,)},
        ),
        (
            PEOPLE,
            "Local ID,Given Name,Surname,Grade,Homeroom Teacher",
            {"person_id": 0, "first_name": 1, "last_name": 2, "grade": 3, "homeroom": 4},
            {},
        ),
        (
            PEOPLE,
            "Student ID,Employee ID,Full Name,Class Of,Location",
            {},
            {"person_id": (0, 1), "last_first": (2,), "grade": (3,), "homeroom": (4,)},
        ),
        (
            PEOPLE,
            "Student ID,Grade,Graduation Year,Parent Email,Email",
            {"person_id": 0, "grade": 1, "email": 4},
            {},
        ),
        (PLACES, "Room,Seats,Type", {"place": 0, "kind": 2, "capacity": 1}, {}),
        (PLACES, "Name", {}, {"place": (0,)}),
        (DEVICES, "x,,y", {}, {}),
    ],
)
def test_a_guess_is_made_only_where_one_column_can_be_meant(
    kind: RegisterKind, header: str, columns: dict[str, int], unsure: dict[str, tuple[int, ...]]
) -> None:
    """Never of two, and never of "model", "Model Number" or "name"."""
    assert guess(kind, header.split(",")) == Guess(columns, unsure)


def test_a_column_that_says_the_same_twice_is_not_taken_for_an_identifier() -> None:
    """In some lists "asset" is what sort of thing it is; blanks don't count."""
    header = ["asset", "serial"]
    rows = [["Chromebook", "S1"], ["Chromebook", ""], ["Tablet", ""], []]
    assert guess(DEVICES, header, rows) == Guess({"serial": 1}, {"tag": (0,)})
    assert guess(DEVICES, header, rows[1:]) == Guess({"tag": 0, "serial": 1})


@pytest.mark.parametrize("kind", RegisterKind)
def test_what_is_guessed_can_be_said_by_hand_as_well(kind: RegisterKind) -> None:
    """The screen offers one list of fields, and no synonym of it is a private column."""
    keys = [one.key for one in fields(kind)]
    assert set(SYNONYMS[kind]) <= set(keys)
    assert len(set(keys)) == len(keys)
    assert any(one.needed for one in fields(kind))
    assert not [name for names in SYNONYMS[kind].values() for name in names if is_private(name)]


HEADER = ["Inventarnr.", "Chip", "Room", "room", "", "2"]


@pytest.mark.parametrize(
    ("pairs", "columns"),
    [
        (["tag=Inventarnr."], {"tag": ("Inventarnr.", 1)}),
        (["tag=inventar NR"], {"tag": ("Inventarnr.", 1)}),
        (["tag=1", "place=4"], {"tag": ("Inventarnr.", 1), "place": ("room", 2)}),
        ([" serial = Chip ", "tag=Chip"], {"serial": ("Chip", 1), "tag": ("Chip", 1)}),
        (["tag=2"], {"tag": ("2", 1)}),
    ],
)
def test_a_person_says_which_column_is_which(
    pairs: list[str], columns: dict[str, tuple[str, int]]
) -> None:
    """By its heading, written loosely, or by its number; a heading that is a number comes first."""
    said = by_hand(DEVICES, pairs, HEADER)
    assert said.columns == columns
    assert said.fingerprint == fingerprint(HEADER)


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        (["tag"], '"tag" does not say which column is which. Write tag=3.'),
        (["=3"], '"=3" does not say which column'),
        (["owner=1"], '"owner" is nothing that a list of devices has. Use tag, serial, model'),
        (["tag=1", "tag=2"], '"tag" is said twice.'),
        (["tag=Nr."], 'There is no column "Nr.". Its columns are "Inventarnr.", "Chip", "Room"'),
        (["tag=7"], 'There is no column "7".'),
        (["tag=0"], 'There is no column "0".'),
        (["tag=٣"], 'There is no column "٣".'),
        (["tag=Room"], 'Columns 3 ("Room") and 4 ("room") are called the same. Say the number'),
        (["tag=5"], "Column 5 has no heading."),
        (["place=3"], "No column is said to be: Asset tag or Serial number. Say it with tag=… or"),
        ([], "No column is said to be: Asset tag"),
    ],
)
def test_what_is_said_wrongly_is_answered_with_what_would_be_right(
    pairs: list[str], sentence: str
) -> None:
    """The sentence quotes what was said and what there is."""
    with pytest.raises(FileRefused) as refusal:
        by_hand(DEVICES, pairs, HEADER)
    assert sentence in str(refusal.value)


@pytest.mark.parametrize("column", ["Dob", "2"])
def test_nobody_can_say_that_a_private_column_be_stored(column: str) -> None:
    """Not by its heading, not by its number."""
    with pytest.raises(FileRefused) as refusal:
        by_hand(PEOPLE, ["person_id=ID", f"grade={column}"], ["ID", "Dob"])
    assert str(refusal.value).startswith('Column 2 ("Dob") is never stored (age or birth).')


def test_what_was_said_is_kept_and_used_again() -> None:
    """By heading and not by place, so that columns may move; the count of equal ones stays."""
    said = by_hand(DEVICES, ["tag=1", "place=4"], HEADER, "Büro")
    again = SavedMapping.from_json(said.as_json())
    assert again == said
    assert again.columns_in(["Room", "x", "Room", "Inventarnr."]) == {"tag": 3, "place": 2}
    with pytest.raises(FileRefused, match=re.escape('no column "room" for the 2. time')):
        again.columns_in(["Room", "Inventarnr."])


GOOD = {"name": "n", "kind": "devices", "columns": {"tag": ["T", 1]}, "fingerprint": "f"}


@pytest.mark.parametrize(
    "change",
    [
        {"name": 1},
        {"kind": "robots"},
        {"columns": []},
        {"columns": {"tag": "T"}},
        {"columns": {"tag": ["T", 0]}},
        {"columns": {"tag": ["T", True]}},
        {"columns": {"tag": [1, 1]}},
        {"columns": {"robot": ["T", 1]}},
        {"columns": {"tag": ["Password", 1]}},
        {"fingerprint": None},
    ],
)
def test_a_damaged_mapping_is_not_used(change: dict[str, object]) -> None:
    """Settings are a file that anybody can edit, and a private column is no column there either."""
    assert SavedMapping.from_json(json.dumps(GOOD)).columns == {"tag": ("T", 1)}
    with pytest.raises(ValueError):
        SavedMapping.from_json(json.dumps({**GOOD, **change}))


@given(st.text() | st.sampled_from(["{}", "[]", "null", '{"columns": {}}']))
def test_any_text_is_a_mapping_or_a_value_error(text: str) -> None:
    """Nothing else comes out of what was kept."""
    with pytest.raises(ValueError):
        SavedMapping.from_json(text)


@given(st.lists(st.text(max_size=8), max_size=6).flatmap(lambda all_: st.tuples(
    st.just(all_), st.permutations(all_))))  # fmt: skip
def test_a_fingerprint_is_the_same_in_any_order_and_case(both: tuple[list[str], list[str]]) -> None:
    """An export whose columns were moved is still that export; one more column is another."""
    header, moved = both
    print_ = fingerprint(header)
    assert fingerprint(moved) == print_
    assert fingerprint([heading.upper() for heading in moved if heading.isascii()]) == fingerprint(
        [heading for heading in header if heading.isascii()]
    )
    assert fingerprint([*header, "Serial"]) != print_
