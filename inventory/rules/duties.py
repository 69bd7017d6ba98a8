"""Who may do what at a table: helpers scan, the champion answers for the school."""

from dataclasses import dataclass
from enum import StrEnum

from inventory.errors import NotAllowed


class Role(StrEnum):
    """What somebody at the table is there for."""

    CHAMPION = "champion"
    HELPER = "helper"


class Duty(StrEnum):
    """What a helper leaves to the champion; the value is how a sentence goes on with it."""

    OVERRIDE = "overriding a stop"
    SETTLE = "settling"
    CONDITION = "its condition"
    AUDIT = "a step of an audit"
    IMPORT = "importing a list"
    PURGE = "purging people"
    RESTORE = "restoring a backup"
    SETTINGS = "changing a setting"
    TABLES = "setting up tables"
    EXPORT = "writing names"
    LAY_OUT = "laying out devices"
    NOTES = "a note for IT"


@dataclass(frozen=True, slots=True)
class Operator:
    """Somebody who works at the table; the name is written into each event."""

    name: str
    role: Role = Role.CHAMPION
    badge: str = ""
    """The code on their badge, as scanned; empty where they have none."""
    pin: str = ""
    """What is kept of a PIN (never the PIN); empty where none is asked for."""


def refuse_helper(operator: Operator, duty: Duty) -> None:
    """Raise NotAllowed where the duty is the champion's and a helper is at the table."""
    if operator.role is Role.HELPER:
        raise NotAllowed(
            f"{operator.name} is a helper: {duty} is for the champion.",
            "Ctrl+W: the champion takes over.",
        )
