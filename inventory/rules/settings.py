"""The settings that a person can read and change, and the policy that they make."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from inventory.errors import SettingRefused
from inventory.rules.policy import Policy
from inventory.rules.schedule import QUARTERS_TEXT, read_quarters
from inventory.rules.school_year import read_session, read_year
from inventory.rules.setting_values import (
    a_date,
    a_district_key,
    a_hub,
    a_limit,
    a_name,
    a_number_of_days,
    a_number_of_minutes,
    a_shared_folder,
    a_text,
    a_username,
    a_whole_path,
    accessories_of,
    limits_of,
    prices_of,
    words_of,
    yes_or_no,
)
from inventory.text import safe


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its key, what it is for, what it is until somebody sets it."""

    key: str
    title: str
    help: str
    default: str
    check: Callable[[str], object]


SETTINGS = (
    Setting("school", "School", "The name on screen, lists and files.", "", a_text),
    Setting("site", "Site code", "This school's code in the district's device list.", "", a_text),
    Setting("table", "Table", "What this laptop is called.", "Table 1", a_name),
    Setting("operator", "At the table", "Who is written into each event.", "champion", a_name),
    Setting("limit", "How many", "Of one category: one, warn or many.", "one", a_limit),
    Setting(
        "limits", "Exceptions", "By category: Hotspot=warn; Charger=many.", "Charger=many",
        limits_of,
    ),
    Setting("eligible", "Who may have one", "Kinds of people.", "student, staff", words_of),
    Setting("take_home_grades", "Grades that take home", "6, 7, 8; empty is all.", "", words_of),
    Setting(
        "accessories",
        "Goes with it",
        "By category: Chromebook=charger; Tablet=charger, case.",
        "Chromebook=charger; Laptop=charger",
        accessories_of,
    ),
    Setting("due_back", "Due back", "Date by which devices are back: 2027-05-28.", "", a_date),
    Setting(
        "quarters", "Audits are due", "Each with month and day.", QUARTERS_TEXT, read_quarters
    ),
    Setting(
        "evidence_days", "Evidence counts for", "Days; older evidence leaves a device missing.",
        "180", a_number_of_days,
    ),
    Setting("prices", "Prices", "By model or category: Chromebook=320; Hotspot=75.", "", prices_of),
    Setting(
        "part_prices", "Prices of parts", "charger=38; screen=65; HP Chromebook 11 G9 screen=80.",
        "", prices_of,
    ),
    Setting("out_days", "Out too long", "Days that a device is out.", "300", a_number_of_days),
    Setting(
        "unseen_days", "Not seen for", "Days, after which somebody should look for a device.",
        "180", a_number_of_days,
    ),
    Setting(
        "line_minutes", "A long line", "Minutes, after which a second table helps; 0 is never.",
        "40", a_number_of_minutes,
    ),
    Setting(
        "support", "IT support centre", "How people reach it: phone, page, hours.", "", a_text
    ),
    Setting("year", "School year", "First and last day: 2026-08-24 to 2027-06-11.", "", read_year),
    Setting(
        "session", "Champions' session", "Each month: second Tuesday; empty is none.",
        "second Tuesday", read_session,
    ),
    Setting("survey", "Annual survey", "The day it is due: 2027-04-30.", "", a_date),
    Setting(
        "username", "Snipe-IT username", "What people are called there: id, email or email name.",
        "id", a_username,
    ),
    Setting(
        "share", "Shared folder", "A stick or folder that tables share through.", "",
        a_shared_folder,
    ),
    Setting(
        "hub", "Hub", "A PostgreSQL server for tables: postgresql://table3@server/champion.", "",
        a_hub,
    ),
    Setting(
        "lock_after", "Blank after", "Minutes without a key; 0 is never.", "5",
        a_number_of_minutes,
    ),
    Setting("emails", "E-mail addresses", "Kept from the roster: yes or no.", "yes", yes_or_no),
    Setting(
        "backup_folder", "Second backups", "A folder, stick or share for copies.", "",
        a_whole_path,
    ),
    Setting(
        "district_key", "District's key", "Seals those copies and packets: age1…", "",
        a_district_key,
    ),
)  # fmt: skip
BY_KEY = {setting.key: setting for setting in SETTINGS}


def checked(key: str, value: str) -> str:
    """The value trimmed and safe, if the setting exists and can take it; else SettingRefused."""
    value = safe(value.strip())
    setting = BY_KEY.get(key)
    if setting is None:
        raise SettingRefused(
            f"There is no setting “{key}”.", f"The settings are {', '.join(BY_KEY)}."
        )
    try:
        setting.check(value)
    except ValueError as error:
        raise SettingRefused(f"“{value}” can't be the setting “{key}”: {error}.") from None
    return value


def make_policy(values: Mapping[str, str]) -> Policy:
    """The policy that the stored settings say; a key that is not there has its default."""
    value = {setting.key: values.get(setting.key, setting.default) for setting in SETTINGS}
    return Policy(
        school=value["school"],
        site=value["site"],
        limit=a_limit(value["limit"]),
        limits=limits_of(value["limits"]),
        eligible=words_of(value["eligible"]),
        take_home_grades=words_of(value["take_home_grades"]),
        accessories=accessories_of(value["accessories"]),
        due_back=value["due_back"],
        quarters=read_quarters(value["quarters"]),
        evidence_days=a_number_of_days(value["evidence_days"]),
        prices=prices_of(value["prices"]),
        part_prices=prices_of(value["part_prices"]),
        out_days=a_number_of_days(value["out_days"]),
        unseen_days=a_number_of_days(value["unseen_days"]),
        line_minutes=a_number_of_minutes(value["line_minutes"]),
    )
