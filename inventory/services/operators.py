"""Who works at the table: put on the list, taken off, and taking over by name, PIN or badge."""

import hashlib
import hmac
import os
import re
from collections.abc import Callable
from dataclasses import replace
from math import ceil

from inventory.errors import ChampionError, NotAllowed, NotFound
from inventory.rules.codes import LONGEST_CODE, RESERVED_PREFIX, Meaning, classify, clean
from inventory.rules.duties import Duty, Operator, Role, refuse_helper
from inventory.services.office import Office
from inventory.store import operators as stored
from inventory.store import settings
from inventory.store.database import Database
from inventory.store.identifiers import StoredDirectory
from inventory.text import REPLACEMENT, safe

LONGEST_NAME = 40
SHORTEST_BADGE = 3
TRIES, PAUSE = 5, 30.0

_COST, _BLOCK, _LANES = 2**14, 8, 1
"""How much work a guess is: 16 MB and some 50 ms (RFC 7914, section 2, for interactive logins)."""

_MEANT = {
    Meaning.COMMAND: "a command barcode",
    Meaning.PERSON: "the ID of a person on the roster",
    Meaning.DEVICE: "a device's code",
    Meaning.BOTH: "the code of a person and of a device",
    Meaning.PLACE: "a place",
}

Entropy = Callable[[int], bytes]


def everybody(office: Office) -> list[Operator]:
    """All who are on the list, champions first, then by name."""
    return stored.everybody(office.database)


def find(office: Office, name: str) -> Operator:
    """Who is called so, in capitals or not; NotFound where nobody is."""
    wanted = _plain(name).casefold()
    for one in everybody(office):
        if one.name.casefold() == wanted:
            return one
    raise NotFound(
        f"“{_plain(name)}” is not on the list of operators.",
        "champion operator list shows who is.",
    )


def add(
    office: Office, name: str, role: Role, *, badge: str = "", pin: str = "",
    entropy: Entropy = os.urandom,
) -> Operator:  # fmt: skip
    """Put somebody on the list.

    Raises ChampionError where the name is there already, the badge is taken or means something
    else, the PIN is none, or where a helper would be the first.
    """
    office.refuse_helper(Duty.SETTINGS)
    name, badge = checked_name(name), checked_badge(office, badge)
    kept = hashed_pin(pin, entropy) if pin else ""
    operator = Operator(name, Role(role), badge, kept)

    def work() -> None:
        there = everybody(office)
        for one in there:
            if one.name.casefold() == name.casefold():
                raise ChampionError(
                    f"{one.name} is on the list already.",
                    f'Another badge, PIN or role: champion operator change "{one.name}".',
                )
        _refuse_taken(there, operator)
        if not there and operator.role is not Role.CHAMPION:
            raise ChampionError(
                "The first on the list has to be a champion.",
                "Put the champion on it first: champion operator add NAME --role champion.",
            )
        stored.put(office.database, operator)

    office.write(work)
    return operator


def change(
    office: Office, name: str, *, role: Role | None = None, badge: str | None = None,
    pin: str | None = None, entropy: Entropy = os.urandom,
) -> Operator:  # fmt: skip
    """Give somebody another role, badge or PIN; an empty badge or PIN takes it away."""
    office.refuse_helper(Duty.SETTINGS)
    operator = find(office, name)
    if role is not None:
        operator = replace(operator, role=Role(role))
    if badge is not None:
        operator = replace(operator, badge=checked_badge(office, badge))
    if pin is not None:
        operator = replace(operator, pin=hashed_pin(pin, entropy) if pin else "")

    def work() -> None:
        others = [one for one in everybody(office) if one.name != operator.name]
        _refuse_taken(others, operator)
        if operator.role is Role.HELPER:
            _refuse_last_champion(operator.name, others)
        stored.put(office.database, operator)

    office.write(work)
    return operator


def remove(office: Office, name: str) -> Operator:
    """Take somebody off the list; what they recorded keeps their name.

    The last champion can go only when nobody else is left.
    """
    office.refuse_helper(Duty.SETTINGS)
    operator = find(office, name)

    def work() -> None:
        others = [one for one in everybody(office) if one.name != operator.name]
        if others:
            _refuse_last_champion(operator.name, others)
        stored.remove(office.database, operator.name)

    office.write(work)
    return operator


def take_over(office: Office, name: str, pin: str = "") -> Operator:
    """Somebody sits down in this window, with their PIN where one is kept; else NotAllowed.

    After ``TRIES`` wrong PINs for a name each further one for it has to wait for ``PAUSE`` seconds.
    """
    operator = find(office, name)
    if operator.pin:
        _refuse_wrong_pin(office, operator, pin)
    office.operator = operator
    return operator


def _refuse_wrong_pin(office: Office, operator: Operator, pin: str) -> None:
    tries, last = office.wrong_pins.get(operator.name, (0, 0.0))
    now = office.clock.monotonic()
    if tries >= TRIES and now - last < PAUSE:
        raise NotAllowed(
            f"{tries} wrong PINs were typed for {operator.name}.",
            f"Wait {ceil(PAUSE - (now - last))} seconds, or scan the badge.",
        )
    if not _is_pin(pin, operator.pin):
        if pin:
            office.wrong_pins[operator.name] = (tries + 1, now)
        raise NotAllowed(
            f"That is not the PIN of {operator.name}." if pin else f"{operator.name} has a PIN.",
            "Type it once more, or scan the badge.",
        )
    office.wrong_pins.pop(operator.name, None)


def take_over_by_badge(office: Office, scanned: str) -> Operator:
    """Whoever has this badge sits down in this window; NotFound where it is nobody's."""
    operator = with_badge(office, scanned)
    if operator is None:
        raise NotFound(f"{safe(scanned)} is nobody's badge.", "Scan a badge, or pick a name.")
    office.operator = operator
    return operator


def with_badge(office: Office, scanned: str) -> Operator | None:
    """Whose badge was scanned, as it came or as this laptop's scanner means it; None: nobody's."""
    meant = office.scanner.restore(scanned) if office.scanner else scanned
    codes = (clean(scanned), clean(meant))
    found = (stored.with_badge(office.database, code) for code in codes if code)
    return next((one for one in found if one), None)


def refuse_helper_in(database: Database, duty: Duty) -> None:
    """Raise NotAllowed where whom the settings of a file name is a helper there."""
    here = stored.named(database, settings.value(database, "operator") or "")
    if here:
        refuse_helper(here, duty)


def checked_name(name: str) -> str:
    """The name, if somebody can be called so."""
    name = _plain(name)
    if not name or len(name) > LONGEST_NAME or REPLACEMENT in name:
        raise ChampionError(
            f"“{name[: LONGEST_NAME + 1]}” can't be the name of an operator.",
            f"Use 1 to {LONGEST_NAME} letters: Ada Park.",
        )
    return name


def checked_badge(office: Office, badge: str) -> str:
    """The code on a badge, cleaned as a scan is; refused where a scan of it means something else.

    Empty stays empty.
    """
    if not badge.strip():
        return ""
    code = clean(badge)
    if not SHORTEST_BADGE <= len(code) <= LONGEST_CODE:
        raise ChampionError(
            f"“{safe(badge)[:LONGEST_CODE]}” can't be the code of a badge.",
            f"It has {SHORTEST_BADGE} to {LONGEST_CODE} characters.",
        )
    found = classify(code, StoredDirectory(office.database))
    reserved = "kept for command barcodes" if code.startswith(RESERVED_PREFIX) else ""
    if means := _MEANT.get(found.meaning, reserved):
        raise ChampionError(
            f"{code} is {means}: it can't be a badge.", "Take another card or another sticker."
        )
    return code


def checked_pin(pin: str) -> str:
    """The PIN, if it is one: 4 to 12 digits."""
    if not re.fullmatch(r"[0-9]{4,12}", pin):
        raise ChampionError("A PIN is 4 to 12 digits.", "Type another one, without blanks.")
    return pin


def hashed_pin(pin: str, entropy: Entropy = os.urandom) -> str:
    """What is kept of a PIN: salt and scrypt, in hex.

    It tells people apart. Whoever holds the file can try all PINs of four digits in minutes.
    """
    salt = entropy(16)
    return f"scrypt:{salt.hex()}:{_scrypt(checked_pin(pin), salt).hex()}"


def _is_pin(pin: str, kept: str) -> bool:
    kind, _, rest = kept.partition(":")
    salt, _, digest = rest.partition(":")
    try:
        wanted, grain = bytes.fromhex(digest), bytes.fromhex(salt)
    except ValueError:
        return False
    return kind == "scrypt" and hmac.compare_digest(_scrypt(pin, grain), wanted)


def _scrypt(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=_COST, r=_BLOCK, p=_LANES, dklen=32)


def _refuse_taken(others: list[Operator], operator: Operator) -> None:
    """Refuse a badge that somebody else has."""
    for one in others:
        if operator.badge and one.badge == operator.badge:
            raise ChampionError(
                f"The badge {operator.badge} is {one.name}'s.", "Scan or type another one."
            )


def _refuse_last_champion(name: str, others: list[Operator]) -> None:
    if not any(one.role is Role.CHAMPION for one in others):
        raise ChampionError(
            f"{name} is the last champion: helpers alone can't settle, sign or import.",
            "Put another champion on the list first.",
        )


def _plain(name: str) -> str:
    return safe(" ".join(name.split()))
