"""How the value of a setting is read; each reader raises ValueError with what to write instead."""

import re
from datetime import date
from urllib.parse import parse_qsl, urlsplit

from inventory.errors import SettingRefused
from inventory.rules.policy import Limit

_LONGEST_TEXT, _LONGEST_NAME = 200, 40


def a_text(value: str) -> str:
    """Any text, or nothing."""
    if len(value) > _LONGEST_TEXT:
        raise ValueError(f"write at most {_LONGEST_TEXT} characters")
    return value


def a_name(value: str) -> str:
    """What a laptop or somebody at the table is called: never nothing."""
    if not 0 < len(value) <= _LONGEST_NAME:
        raise ValueError(f"write a name of 1 to {_LONGEST_NAME} characters")
    return value


def a_limit(value: str) -> Limit:
    """``one``, ``warn`` or ``many``."""
    if value not in ("one", "warn", "many"):
        raise ValueError("use one, warn or many")
    return value  # type: ignore[return-value]  # mypy doesn't narrow a str to a Literal by "in"


def words_of(value: str) -> tuple[str, ...]:
    """Words with commas between them."""
    return tuple(word.strip() for word in value.split(",") if word.strip())


def _pairs(value: str, example: str) -> list[tuple[str, str]]:
    pairs = []
    for part in filter(None, (part.strip() for part in value.split(";"))):
        name, sign, rest = part.partition("=")
        if not sign or not name.strip() or not rest.strip():
            raise ValueError(f"write it as {example}")
        pairs.append((name.strip(), rest.strip()))
    return pairs


def limits_of(value: str) -> tuple[tuple[str, Limit], ...]:
    """``Hotspot=warn; Charger=many``."""
    return tuple(
        (name, a_limit(rule)) for name, rule in _pairs(value, "Hotspot=warn; Charger=many")
    )


def accessories_of(value: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """``Chromebook=charger; Tablet=charger, case``."""
    example = "Chromebook=charger; Tablet=charger, case"
    return tuple((name, words_of(what)) for name, what in _pairs(value, example))


def prices_of(value: str) -> tuple[tuple[str, float], ...]:
    """``Chromebook=320; HP Chromebook 11 G9=299.50``."""
    example = "Chromebook=320; HP Chromebook 11 G9=299.50"
    try:
        prices = tuple((name, float(price)) for name, price in _pairs(value, example))
    except ValueError:
        raise ValueError(f"write it as {example}") from None
    if not all(0 <= price < 1_000_000 for _, price in prices):
        raise ValueError("a price is a number from 0 to 999999")
    return prices


def a_number_of_days(value: str) -> int:
    """From 1 to 3650."""
    if not value.isdecimal() or not 1 <= int(value) <= 3650:
        raise ValueError("write a number of days from 1 to 3650")
    return int(value)


def a_username(value: str) -> str:
    """``id``, ``email`` or ``email name``."""
    if value not in ("id", "email", "email name"):
        raise ValueError("use id, email or email name")
    return value


def a_date(value: str) -> str:
    """An ISO date, or nothing."""
    if value:
        try:
            date.fromisoformat(value)
        except ValueError:
            raise ValueError("write the date as 2027-05-28") from None
    return value


def a_hub(value: str) -> str:
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


def a_number_of_minutes(value: str) -> int:
    """From 0, which is never, to 240."""
    if not value.isdecimal() or not 0 <= int(value) <= 240:
        raise ValueError("write a number of minutes from 0 to 240; 0 is never")
    return int(value)


def yes_or_no(value: str) -> str:
    """``yes`` or ``no``."""
    if value not in ("yes", "no"):
        raise ValueError("use yes or no")
    return value


def a_district_key(value: str) -> str:
    """An age public key, or nothing (https://age-encryption.org/v1, section "The X25519 type")."""
    if value and not re.fullmatch(r"age1[02-9ac-hj-np-z]{58}", value):
        raise ValueError("it is the district's public key, which begins with age1")
    return value


def a_shared_folder(value: str) -> str:
    """A folder; an address has a setting of its own."""
    if "://" in value:
        raise ValueError("it is a folder; the address of a server is the setting “hub”")
    return value


def a_whole_path(value: str) -> str:
    """A whole path, on whichever system: where the app is started must not matter."""
    if value and not re.match(r"[/~]|[A-Za-z]:[\\/]|\\\\", value):
        raise ValueError("write the whole path, as /media/stick/champion or G:\\Champion")
    return value
