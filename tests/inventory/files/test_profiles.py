"""Which system a header comes from, which of its columns count, and what else is said of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.errors import FileRefused
from inventory.files.layout import heading_key
from inventory.files.mapping import by_hand
from inventory.files.private import is_private
from inventory.files.profiles import (
    PROFILES,
    RegisterKind,
    choose_id,
    find_profile,
    known_headings,
    titles,
)
from inventory.text import loose
from tests.inventory.files.built import FIXTURES, fixture

DEVICES, PEOPLE, PLACES = RegisterKind


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("First Name [Required]", "firstname"),
        ("Status [READ ONLY]", "status"),
        ("Recovery Phone [MUST BE IN THE E.164 FORMAT]", "recoveryphone"),
        ("[Students]Student_Number", "studentnumber"),
        ("[students]lastfirst", "lastfirst"),
        ("[Teachers]Last_Name", "teacherslastname"),
        ("Checked Out To: Username", "checkedouttousername"),
        ("Serial No.", "serialno"),
        ("  ASSET  tag ", "assettag"),
        ("[Required]", "required"),
        ("[students]", "students"),
        ("", ""),
    ],
)
def test_a_heading_is_compared_by_what_it_means(heading: str, key: str) -> None:
    """Another table's field keeps its table, so a teacher's name is not the student's."""
    assert heading_key(heading) == key


@given(st.text())
def test_any_text_can_be_a_heading(heading: str) -> None:
    """A heading comes from outside, like all else."""
    assert isinstance(heading_key(heading), str)
    assert isinstance(is_private(heading), str)


@pytest.mark.parametrize(
    ("kind", "header", "needed"),
    [
        (DEVICES, "Name,Quantity", "It needs a column asset_tag or serial (champion); Asset Tag"),
        (
            PEOPLE,
            "LastFirst,Grade_Level",
            "It needs a column Student_Number and First_Name or Last_Name or LastFirst",
        ),
        (PLACES, "room,seats", "It needs a column place (champion). Or say which column is which."),
    ],
)
def test_an_unknown_header_is_refused_with_what_is_there_and_what_is_needed(
    kind: RegisterKind, header: str, needed: str
) -> None:
    """The system that the header is nearest to is named first."""
    with pytest.raises(FileRefused) as refusal:
        find_profile(kind, header.split(","))
    assert all(f'"{heading}"' in refusal.value.message for heading in header.split(","))
    assert needed in refusal.value.hint


@pytest.mark.parametrize(
    ("kind", "name", "looks"),
    [
        (DEVICES, "snipe-it-users.csv", "a list of people (Snipe-IT), not of devices"),
        (DEVICES, "google-users.csv", "a list of people (Google Workspace), not of devices"),
        (DEVICES, "oneroster-1.1-users.csv", "a list of people (OneRoster), not of devices"),
        (PEOPLE, "gam-cros.csv", "a list of devices (Google (GAM)), not of people"),
        (PEOPLE, "snipe-it-report.csv", "a list of devices (Snipe-IT), not of people"),
        (PEOPLE, "intune-devices.csv", "a list of devices (Microsoft Intune), not of people"),
        (PLACES, "clever-students.csv", "a list of people (Clever), not of places"),
    ],
)
def test_a_list_of_something_else_is_called_by_what_it_is(
    kind: RegisterKind, name: str, looks: str
) -> None:
    """People given as devices are the likely slip, and the way out is said."""
    with pytest.raises(FileRefused) as refusal:
        find_profile(kind, fixture(name)[0])
    assert looks in refusal.value.message
    assert refusal.value.hint.startswith("Import it as ")


def test_devices_are_not_taken_for_places_because_they_have_one() -> None:
    """A list of places needs no more than that column; who names the profile is believed."""
    header = ["asset_tag", "serial", "place"]
    with pytest.raises(FileRefused, match=r"a list of devices \(Champion\), not of places"):
        find_profile(PLACES, header)
    assert find_profile(PLACES, header, "champion").kind is PLACES
    assert find_profile(PLACES, ["Place", "Kind", "Capacity"]).name == "champion"


def test_a_list_of_devices_with_their_students_is_one_of_devices() -> None:
    """It knows more of a person than of a device, but it was given as devices and has tags."""
    header = ["Asset Tag", "Student_Number", "First_Name", "Last_Name", "Grade_Level"]
    assert find_profile(DEVICES, header).kind is DEVICES


def test_a_refusal_of_a_wide_header_stays_a_sentence() -> None:
    """Two hundred headings of any length are not all read out."""
    with pytest.raises(FileRefused) as refusal:
        find_profile(PLACES, ["x" * 4096] * 200)
    assert "and 188 more" in refusal.value.message
    assert len(refusal.value.message) < 1000


@pytest.mark.parametrize(
    ("name", "header", "sentence"),
    [
        (
            "jamf",
            "asset_tag",
            'There is no profile "jamf" for devices. Use champion, snipe-it, gam, intune.',
        ),
        ("powerschool", "asset_tag", 'There is no profile "powerschool" for devices.'),
        ("snipe-it", "serial", "It needs a column Asset Tag (snipe-it)."),
        ("", "asset_tag", 'There is no profile "" for devices.'),
    ],
)
def test_a_profile_that_was_asked_for_is_the_only_one_tried(
    name: str, header: str, sentence: str
) -> None:
    """Naming a profile never falls back to another one."""
    with pytest.raises(FileRefused) as refusal:
        find_profile(DEVICES, [header], name)
    assert sentence in str(refusal.value)


def test_a_profile_that_was_asked_for_wins_over_a_better_fit() -> None:
    """The person in front of the screen knows where the file comes from."""
    header = ["Asset Tag", "Serial", "Model", "Location", "Status"]
    assert find_profile(DEVICES, header).name == "snipe-it"
    assert find_profile(DEVICES, header, "champion").name == "champion"


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        (
            "Asset Tag,Status,Serial,Location,Serial Number",
            'Columns 3 ("Serial") and 5 ("Serial Number") both give the serial.',
        ),
        (
            "Asset Tag,Serial,Location,SERIAL,Serial",
            'Columns 2 ("Serial") and 4 ("SERIAL") and 5 ("Serial") all give the serial.',
        ),
        (
            "Asset Tag,Status,Location,Notes,Notes",
            'Columns 4 ("Notes") and 5 ("Notes") both give the notes.',
        ),
    ],
)
def test_two_columns_for_one_field_are_refused_not_chosen_from(header: str, sentence: str) -> None:
    """Which of two serials is the right one can't be guessed; both are named by number."""
    with pytest.raises(FileRefused) as refusal:
        find_profile(DEVICES, header.split(","))
    assert refusal.value.message == sentence


def test_columns_that_are_not_read_may_be_called_the_same() -> None:
    """Snipe-IT's report has four addresses, and a blank heading is none at all."""
    header = ["Asset Tag", "", "Serial", "", "Address", "Address", "Status"]
    found = find_profile(DEVICES, header).columns(header)
    assert found == {"tag": 0, "serial": 2, "service": 6}


def test_the_device_s_notes_are_the_last_of_two_in_the_report() -> None:
    """The first are those of the person who has it."""
    header = fixture("snipe-it-report.csv")[0]
    columns = find_profile(DEVICES, header).columns(header)
    assert header.count("Notes") == 2
    assert columns["notes"] == len(header) - 2


@pytest.mark.parametrize("heading", ["Model Number", "Model No."])
def test_a_model_number_is_never_the_model(heading: str) -> None:
    """Snipe-IT has both, and the maker's number says nothing to a person."""
    header = ["Asset Tag", heading, "Status"]
    assert set(find_profile(DEVICES, header).columns(header)) == {"tag", "service"}


def test_what_a_person_said_of_this_header_wins_over_every_system() -> None:
    """In any order, and by name; another header with those columns is read so where none fits."""
    header = ["Asset Tag", "Inventarnr.", "Serial", "Status"]
    said = by_hand(DEVICES, ["tag=Inventarnr.", "serial=Serial"], header, "Office list")
    saved = [said]
    moved = header[::-1]
    assert find_profile(DEVICES, header).name == "snipe-it"
    assert find_profile(DEVICES, moved, saved=saved).columns(moved) == {"tag": 2, "serial": 1}
    wider = [*header, "Extra"]
    assert find_profile(DEVICES, wider, saved=saved).name == "snipe-it"
    assert find_profile(DEVICES, wider, "Office list", saved).name == "Office list"
    assert find_profile(DEVICES, ["Inventarnr.", "Serial", "x"], saved=saved).name == "champion"
    other = ["Inventarnr.", "Chip"]
    kept = [by_hand(DEVICES, ["tag=1"], ["Inventarnr."], "Two")]
    assert find_profile(DEVICES, other, saved=kept).columns(other) == {"tag": 0}
    assert find_profile(PEOPLE, ["person_id"], saved=saved).name == "champion"


def test_a_saved_mapping_names_the_heading_that_is_missing() -> None:
    """And a name that nobody saved is answered with those there are."""
    saved = [by_hand(DEVICES, ["tag=Nr."], ["Nr."], "Office list")]
    with pytest.raises(FileRefused, match=r'There is no column "Nr\." in this file'):
        find_profile(DEVICES, ["Asset Tag"], "Office list", saved)
    with pytest.raises(FileRefused, match="intune, Office list"):
        find_profile(DEVICES, ["Asset Tag"], "Other list", saved)


def test_without_ids_to_choose_from_the_columns_stay_as_they_are() -> None:
    """Devices have no such choice, and neither has what was said by hand."""
    header = ["Asset Tag", "Serial"]
    profile = find_profile(DEVICES, header)
    assert choose_id(profile, {"tag": 0, "serial": 1}, header, ()) == ({"tag": 0, "serial": 1}, [])


def test_no_header_of_a_known_file_is_missed_when_the_headings_are_looked_for() -> None:
    """What stands above a table has none of these words in two cells of one row."""
    known = known_headings()
    for path in FIXTURES.iterdir():
        header, _ = fixture(path.name)
        assert sum(loose(heading) in known for heading in header) >= 4, path.name
    assert {"inventoryofmay", ""}.isdisjoint(known)


def test_each_system_has_one_title() -> None:
    """The screen says Snipe-IT, whatever layout it is."""
    assert titles()["snipe-it"] == "Snipe-IT"
    assert len(titles()) == len({profile.name for profile in PROFILES})
    assert len({profile.title for profile in PROFILES}) == len(titles())
