"""Which system a header comes from, and which of its columns count."""

import pytest

from inventory.errors import FileRefused
from inventory.files.profiles import PROFILES, Profile, RegisterKind, find_profile
from inventory.files.reader import read_table
from tests.inventory.files.samples import real_file

DEVICES, PEOPLE, PLACES = RegisterKind


@pytest.mark.parametrize(
    ("kind", "header", "name"),
    [
        (DEVICES, "asset_tag,serial,model,category,place,service,site,assigned_to", "champion"),
        (DEVICES, "serial", "champion"),
        (DEVICES, "ASSET TAG,Serial", "champion"),
        (DEVICES, "Asset Tag,Serial,Model,Category,Location,Status", "snipe-it"),
        (DEVICES, "Asset Tag,Checked Out to: Username", "snipe-it"),
        (PEOPLE, "person_id,first_name,last_name,grade,homeroom,email,status,kind", "champion"),
        (PEOPLE, "First Name,Last Name,Username", "snipe-it"),
        (PEOPLE, "First Name,Employee No.", "snipe-it"),
        (PEOPLE, "ClassOf,Grade_Level,LastFirst,Student_Number", "powerschool"),
        (PEOPLE, "[Students]Student_Number,[students]lastfirst", "powerschool"),
        (PLACES, "Place,Kind,Capacity", "champion"),
    ],
)
def test_the_headings_say_which_system_wrote_the_file(
    kind: RegisterKind, header: str, name: str
) -> None:
    """Case, spaces and punctuation of a heading don't matter, and neither does the order."""
    headings = header.split(",")
    assert find_profile(kind, headings).name == name
    assert find_profile(kind, headings[::-1]).name == name


@pytest.mark.parametrize(
    ("kind", "header", "needed"),
    [
        (DEVICES, "Name,Quantity", "It needs a column asset_tag or serial (champion); Asset Tag"),
        (DEVICES, "First Name,Username", "asset_tag or serial"),
        (PEOPLE, "Asset Tag,Username,Email", "and First Name or Last Name (snipe-it)"),
        (
            PEOPLE,
            "LastFirst,Grade_Level",
            "Student_Number and First_Name or Last_Name or LastFirst",
        ),
        (PLACES, "room,seats", "It needs a column place (champion)."),
    ],
)
def test_an_unknown_header_is_refused_with_what_is_there_and_what_is_needed(
    kind: RegisterKind, header: str, needed: str
) -> None:
    """A list of users given as devices is the likely slip; it must not half fit."""
    with pytest.raises(FileRefused) as refusal:
        find_profile(kind, header.split(","))
    assert all(f'"{heading}"' in refusal.value.message for heading in header.split(","))
    assert needed in refusal.value.hint


def test_a_refusal_of_a_wide_header_stays_a_sentence() -> None:
    """Two hundred headings of any length are not all read out."""
    with pytest.raises(FileRefused) as refusal:
        find_profile(PLACES, ["x" * 4096] * 200)
    assert "and 188 more" in refusal.value.message
    assert len(refusal.value.message) < 1000


@pytest.mark.parametrize(
    ("name", "header", "sentence"),
    [
        ("jamf", "asset_tag", 'There is no profile "jamf" for devices. Use champion, snipe-it.'),
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


def test_two_columns_for_one_field_are_refused_not_chosen_from() -> None:
    """Which of two serials is the right one can't be guessed."""
    with pytest.raises(FileRefused, match='"Serial" and "Serial Number" both give the serial'):
        find_profile(DEVICES, ["Asset Tag", "Location", "Serial", "Serial Number", "Status"])


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: f"{profile.name}-{profile.kind}")
def test_no_heading_of_a_profile_gives_two_fields(profile: Profile) -> None:
    """Each profile reads a header of its own first headings without a clash."""
    header = [names[0] for names in profile.headings.values()]
    assert list(profile.columns(header)) == list(profile.headings)
    assert find_profile(profile.kind, header) is profile


def test_a_model_number_is_never_the_model() -> None:
    """Snipe-IT has both, and the maker's number says nothing to a person."""
    profile = find_profile(DEVICES, ["Asset Tag", "Model Number", "Status"])
    assert set(profile.columns(["Asset Tag", "Model Number", "Status"])) == {"tag", "service"}


@pytest.mark.parametrize(
    ("kind", "name"), [(DEVICES, "assets-sample.csv"), (PEOPLE, "users-sample.csv")]
)
def test_the_sample_files_of_snipe_it_are_known_as_such(kind: RegisterKind, name: str) -> None:
    """The headers as they are shipped, and not as a description of them has it."""
    header = read_table(real_file(f"snipe-it/{name}")).header
    assert find_profile(kind, header).name == "snipe-it"
