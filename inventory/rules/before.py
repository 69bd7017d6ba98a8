"""One line of the look before the day: what was looked at, how it stands, how much it matters."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much it matters."""

    OK = "ok"
    NOTE = "note"
    """Worth knowing; nothing has to be done."""
    WARN = "warn"
    """Somebody should see to it."""
    BAD = "bad"
    """The line stops on the day if nobody sees to it."""

    @property
    def mark(self) -> str:
        """The glyph that stands before the line."""
        return {"ok": "✓", "note": "·", "warn": "!", "bad": "✗"}[self.value]


class What(StrEnum):
    """What is looked at; the value is its name on the screen."""

    SCANNER = "Scanner"
    ROSTER = "Student list"
    LIST = "Device list"
    STOCK = "Devices ready"
    OTHERS = "Other devices"
    ACCESSORIES = "Goes with them"
    LAID_OUT = "Laid out"
    TO_CHECK = "To be checked"
    LABELS = "Labels"
    INBOX = "Inbox"
    AUDIT = "Audit"
    TABLES = "Tables"
    BACKUP = "Last backup"
    SECOND = "Second backups"
    LAPTOP = "This laptop"


@dataclass(frozen=True, slots=True)
class Before:
    """One thing that was looked at."""

    what: What
    say: str
    """How it stands."""
    level: Level = Level.OK
    hint: str = ""
    """What follows from it, or what to do, as whole sentences."""
