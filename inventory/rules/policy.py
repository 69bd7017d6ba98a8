"""The school's own rules, as settings that a person can read and change."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from inventory.errors import SettingRefused
from inventory.model import Person, PersonStatus
from inventory.rules.phrases import day
from inventory.rules.schedule import DEFAULT_QUARTERS, QUARTERS_TEXT, Quarters, read_quarters
from inventory.text import safe
from inventory.verdict import Code

Limit = Literal["one", "warn", "many"]


@dataclass(frozen=True, slots=True)
class Policy:
    """What is allowed at the table."""

    school: str = ""
    site: str = ""
    """This school's code in the district's list; empty: every listed device is ours."""
    limit: Limit = "one"
    """How many of one category a person may have."""
    limits: tuple[tuple[str, Limit], ...] = ()
    """Exceptions to it, by category."""
    eligible: tuple[str, ...] = ("student", "staff")
    take_home_grades: tuple[str, ...] = ()
    """Grades whose students take devices home; empty: all."""
    accessories: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """What goes out with a device and has to come back, by category."""
    due_back: str = ""
    """ISO date by which devices have to be back; empty: no date yet."""
    quarters: Quarters = DEFAULT_QUARTERS
    """When an audit is due."""
    evidence_days: int = 180
    """How old evidence for a device that an audit did not see may be."""
    prices: tuple[tuple[str, float], ...] = ()
    """What replacing a device costs, by model or category."""

    def limit_for(self, category: str) -> Limit:
        """How many of a category one person may have; categories match without case."""
        wanted = category.casefold()
        return next((rule for name, rule in self.limits if name.casefold() == wanted), self.limit)

    def price_of(self, model: str, category: str) -> float | None:
        """What replacing a device costs, by its model, else by its category; None where unknown."""
        prices = {name.casefold(): price for name, price in self.prices}
        return prices.get(model.casefold(), prices.get(category.casefold()))

    def accessories_for(self, category: str) -> tuple[str, ...]:
        """What goes out with a device of this category."""
        wanted = category.casefold()
        return next((what for name, what in self.accessories if name.casefold() == wanted), ())


@dataclass(frozen=True, slots=True)
class Barrier:
    """Why nothing may be handed out to a person."""

    code: Code
    title: str
    reason: str


def may_receive(person: Person, policy: Policy, today: date) -> Barrier | None:
    """What stands against handing anything to this person; None where nothing does."""
    if person.status is PersonStatus.LEFT:
        when = f"on {day(person.left_on, today)}" if person.left_on else "says the roster"
        return Barrier(Code.LEFT, when, f"{person.name} left the school, {when}.")
    if person.block:
        return Barrier(Code.BLOCKED, person.block, f"{person.block}: {person.name}.")
    if person.status is PersonStatus.UNKNOWN:
        return None
    if not _among(person.kind, policy.eligible):
        return Barrier(Code.BLOCKED, "Not eligible", f"Nothing is handed out to {person.kind}.")
    grades = policy.take_home_grades
    if person.kind == "student" and grades and not _among(person.grade, grades):
        return Barrier(
            Code.BLOCKED,
            "Devices stay in class",
            f"Grade {person.grade or '?'} takes no devices home.",
        )
    return None


def _among(word: str, words: tuple[str, ...]) -> bool:
    """Whether a word is one of those that somebody typed, in whatever case."""
    return word.casefold() in (other.casefold() for other in words)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its key, what it is for, what it is until somebody sets it."""

    key: str
    title: str
    help: str
    default: str
    check: Callable[[str], object]


def _text(value: str) -> str:
    return value


def _limit(value: str) -> Limit:
    if value not in ("one", "warn", "many"):
        raise ValueError("use one, warn or many")
    return value  # type: ignore[return-value]  # mypy doesn't narrow a str to a Literal by "in"


def _words(value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(",") if word.strip())


def _pairs(value: str) -> list[tuple[str, str]]:
    pairs = []
    for part in filter(None, (part.strip() for part in value.split(";"))):
        name, sign, rest = part.partition("=")
        if not sign or not name.strip() or not rest.strip():
            raise ValueError("write it as Category=value; Category=value")
        pairs.append((name.strip(), rest.strip()))
    return pairs


def _limits(value: str) -> tuple[tuple[str, Limit], ...]:
    return tuple((name, _limit(rule)) for name, rule in _pairs(value))


def _accessories(value: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((name, _words(what)) for name, what in _pairs(value))


def _prices(value: str) -> tuple[tuple[str, float], ...]:
    try:
        prices = tuple((name, float(price)) for name, price in _pairs(value))
    except ValueError:
        raise ValueError("write it as Chromebook=320; HP Chromebook 11 G9=299.50") from None
    if not all(0 <= price < 1_000_000 for _, price in prices):
        raise ValueError("a price is a number from 0 to 999999")
    return prices


def _days(value: str) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= 3650:
        raise ValueError("write a number of days from 1 to 3650")
    return int(value)


def _username(value: str) -> str:
    if value not in ("id", "email", "email name"):
        raise ValueError("use id, email or email name")
    return value


def _date(value: str) -> str:
    if value:
        try:
            date.fromisoformat(value)
        except ValueError:
            raise ValueError("write the date as 2027-05-28") from None
    return value


def _hub(value: str) -> str:
    """The address of a hub, or nothing. What was typed is not repeated where it is a secret."""
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        given = dict(parse_qsl(parts.query))
        secret = parts.password is not None
    except ValueError:
        raise ValueError(_HUB_LOOKS_LIKE) from None
    if secret or "password" in given or "sslpassword" in given:
        raise SettingRefused(
            "There is a password in the hub's address, where others can read it.",
            "Take it out, and put it into PGPASSWORD or ~/.pgpass.",
        )
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError(_HUB_LOOKS_LIKE)
    return value


_HUB_LOOKS_LIKE = "write it as postgresql://table3@hub.school.example/champion"


def _minutes(value: str) -> int:
    if not value.isdecimal() or not 0 <= int(value) <= 240:
        raise ValueError("write a number of minutes from 0 to 240; 0 is never")
    return int(value)


def _yes_no(value: str) -> str:
    if value not in ("yes", "no"):
        raise ValueError("use yes or no")
    return value


def _district_key(value: str) -> str:
    """An age public key, or nothing (https://age-encryption.org/v1, section "The X25519 type")."""
    if value and not re.fullmatch(r"age1[02-9ac-hj-np-z]{58}", value):
        raise ValueError("it is the district's public key, which begins with age1")
    return value


def _share(value: str) -> str:
    if "://" in value:
        raise ValueError("it is a folder; the address of a server is the setting “hub”")
    return value


def _place(value: str) -> str:
    """A whole path, on whichever system: where the app is started must not matter."""
    if value and not re.match(r"[/~]|[A-Za-z]:[\\/]|\\\\", value):
        raise ValueError("write the whole path, as /media/stick/champion or G:\\Champion")
    return value


SETTINGS = (
    Setting("school", "School", "The name on screen, lists and files.", "", _text),
    Setting("site", "Site code", "This school's code in the district's device list.", "", _text),
    Setting("table", "Table", "What this laptop is called.", "Table 1", _text),
    Setting("operator", "At the table", "Who is written into each event.", "champion", _text),
    Setting("limit", "How many", "Of one category: one, warn or many.", "one", _limit),
    Setting(
        "limits", "Exceptions", "By category: Hotspot=warn; Charger=many.", "Charger=many", _limits
    ),
    Setting("eligible", "Who may have one", "Kinds of people.", "student, staff", _words),
    Setting("take_home_grades", "Grades that take home", "6, 7, 8; empty is all.", "", _words),
    Setting(
        "accessories",
        "Goes with it",
        "By category: Chromebook=charger; Tablet=charger, case.",
        "Chromebook=charger; Laptop=charger",
        _accessories,
    ),
    Setting("due_back", "Due back", "Date by which devices are back: 2027-05-28.", "", _date),
    Setting(
        "quarters", "Audits are due", "Each with month and day.", QUARTERS_TEXT, read_quarters
    ),
    Setting(
        "evidence_days", "Evidence counts for", "Days; older evidence leaves a device missing.",
        "180", _days,
    ),
    Setting("prices", "Prices", "By model or category: Chromebook=320; Hotspot=75.", "", _prices),
    Setting(
        "username", "Snipe-IT username", "What people are called there: id, email or email name.",
        "id", _username,
    ),
    Setting("share", "Shared folder", "A stick or folder that tables share through.", "", _share),
    Setting(
        "hub", "Hub", "A PostgreSQL server for tables: postgresql://table3@server/champion.", "",
        _hub,
    ),
    Setting("lock_after", "Blank after", "Minutes without a key; 0 is never.", "5", _minutes),
    Setting("emails", "E-mail addresses", "Kept from the roster: yes or no.", "yes", _yes_no),
    Setting("backup_folder", "Second backups", "A folder, stick or share for copies.", "", _place),
    Setting(
        "district_key", "District's key", "Seals those copies and packets: age1…", "",
        _district_key,
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
        limit=_limit(value["limit"]),
        limits=_limits(value["limits"]),
        eligible=_words(value["eligible"]),
        take_home_grades=_words(value["take_home_grades"]),
        accessories=_accessories(value["accessories"]),
        due_back=value["due_back"],
        quarters=read_quarters(value["quarters"]),
        evidence_days=_days(value["evidence_days"]),
        prices=_prices(value["prices"]),
    )
