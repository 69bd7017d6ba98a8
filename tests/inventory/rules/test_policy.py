"""The school's own rules, and the settings that they are made of."""

from datetime import date

import pytest

from inventory.errors import SettingRefused
from inventory.model import Person, PersonStatus
from inventory.rules.policy import Barrier, Policy, may_receive
from inventory.rules.settings import SETTINGS, checked, make_policy
from inventory.verdict import Code
from tests.builders import a_person

TODAY = date(2026, 11, 21)
LEFT = PersonStatus.LEFT


@pytest.mark.parametrize(
    ("person", "policy", "barrier"),
    [
        (a_person(), Policy(), None),
        (a_person(kind="staff", grade=""), Policy(take_home_grades=("7",)), None),
        (a_person(status=PersonStatus.UNKNOWN), Policy(eligible=()), None),
        (
            a_person(status=LEFT),
            Policy(),
            Barrier(
                Code.LEFT, "says the roster", "Anaïs Quetzalwood left the school, says the roster."
            ),
        ),
        (
            a_person(status=LEFT, left_on="2025-08-12", block="Form is missing"),
            Policy(),
            Barrier(
                Code.LEFT,
                "on 12 August 2025",
                "Anaïs Quetzalwood left the school, on 12 August 2025.",
            ),
        ),
        (
            a_person(block="Form is missing"),
            Policy(),
            Barrier(Code.BLOCKED, "Form is missing", "Form is missing: Anaïs Quetzalwood."),
        ),
        (
            a_person(kind="staff"),
            Policy(eligible=("student",)),
            Barrier(Code.BLOCKED, "Not eligible", "Nothing is handed out to staff."),
        ),
        (
            a_person(grade="6"),
            Policy(take_home_grades=("7", "8")),
            Barrier(Code.BLOCKED, "Devices stay in class", "Grade 6 takes no devices home."),
        ),
        (
            a_person(grade=""),
            Policy(take_home_grades=("7",)),
            Barrier(Code.BLOCKED, "Devices stay in class", "Grade ? takes no devices home."),
        ),
        (a_person(kind="student"), Policy(eligible=("Student",)), None),
        (a_person(grade="K"), Policy(take_home_grades=("k",)), None),
    ],
)
def test_what_stands_against_handing_out_is_named(
    person: Person, policy: Policy, barrier: Barrier | None
) -> None:
    """One reason, the weightiest; nothing stands against somebody whom the roster lacks yet."""
    assert may_receive(person, policy, TODAY) == barrier


@pytest.mark.parametrize(
    ("category", "limit", "accessories"),
    [
        ("Chromebook", "one", ("charger", "case")),
        ("HOTSPOT", "warn", ()),
        ("charger", "many", ()),
        ("", "one", ()),
    ],
)
def test_a_category_has_its_own_rules_in_any_case(
    category: str, limit: str, accessories: tuple[str, ...]
) -> None:
    """The district's list and the setting need not agree on capitals."""
    policy = make_policy(
        {"limits": "Hotspot=warn; Charger=many", "accessories": "chromebook=charger, case"}
    )
    assert (policy.limit_for(category), policy.accessories_for(category)) == (limit, accessories)


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("school", "  Northside\x1b[2J ", "Northside\ufffd[2J"),
        ("operator", "\ud800", "\ufffd"),
        ("limit", " warn ", "warn"),
        ("limits", "Hotspot=warn", "Hotspot=warn"),
        ("accessories", "Tablet = charger, case", "Tablet = charger, case"),
        ("due_back", "2027-05-28", "2027-05-28"),
        ("due_back", "", ""),
        ("share", " /media/stick ", "/media/stick"),
        ("hub", "", ""),
        (
            "hub",
            "postgresql://table3@hub.school.example/champion?sslmode=require",
            "postgresql://table3@hub.school.example/champion?sslmode=require",
        ),
    ],
)
def test_a_good_setting_is_kept_trimmed_and_safe(key: str, value: str, kept: str) -> None:
    """It is written into events and shown on screen, so no control may come in that way."""
    assert checked(key, value) == kept


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("colour", "red", "There is no setting “colour”. The settings are school, site,"),
        ("limit", "two", "“two” can't be the setting “limit”: use one, warn or many."),
        ("limits", "Hotspot", "write it as Hotspot=warn; Charger=many."),
        ("table", " ", "write a name of 1 to 40 characters."),
        ("table", "x" * 41, "write a name of 1 to 40 characters."),
        ("operator", "", "write a name of 1 to 40 characters."),
        ("school", "x" * 201, "write at most 200 characters."),
        ("limits", "Hotspot=two", "use one, warn or many"),
        ("accessories", "=charger", "write it as Chromebook=charger; Tablet=charger, case."),
        ("due_back", "28.5.2027", "write the date as 2027-05-28"),
        ("share", "postgresql://hub/champion", "the address of a server is the setting “hub”"),
        (
            "hub",
            "hub.school.example",
            "write it as postgresql://table3@hub.school.example/champion",
        ),
        ("hub", "https://hub.school.example/x", "write it as postgresql://table3@hub"),
        ("hub", "postgresql://[hub/x", "write it as postgresql://table3@hub"),
    ],
)
def test_a_bad_setting_is_refused_with_what_to_write(key: str, value: str, reason: str) -> None:
    """The sentence says the form, so that the second try succeeds."""
    with pytest.raises(SettingRefused) as refusal:
        checked(key, value)
    assert reason in str(refusal.value)


@pytest.mark.parametrize(
    "address",
    ["postgresql://t:plum@hub/x", "postgres://hub/x?user=t&password=plum", "x://t:plum@hub/x"],
)
def test_a_hub_s_password_is_neither_kept_nor_repeated(address: str) -> None:
    """Settings travel in seeds and backups, and others can read them."""
    with pytest.raises(SettingRefused) as refusal:
        checked("hub", address)
    assert "There is a password in the hub's address" in str(refusal.value)
    assert "PGPASSWORD or ~/.pgpass" in str(refusal.value)
    assert "plum" not in str(refusal.value)


def test_every_default_can_be_its_own_setting() -> None:
    """What nobody set is a value that the check would take."""
    assert {one.key: checked(one.key, one.default) for one in SETTINGS} == {
        one.key: one.default for one in SETTINGS
    }
