"""Where each line of the look before the day leads, and by which key."""

from dataclasses import dataclass
from typing import Literal

from inventory.rules.before import What


@dataclass(frozen=True, slots=True)
class Lead:
    """Where somebody sees to it."""

    key: str
    """As it is printed on the keyboard."""
    to: Literal["mode", "page", "tables", "scanner", "backup"]
    name: str = ""
    """Which mode or page."""


_LISTS = Lead("F8", "mode", "exports")

LEADS = {
    What.SCANNER: Lead("Ctrl+P", "scanner"),
    What.ROSTER: Lead("F7", "mode", "imports"),
    What.LIST: Lead("F7", "mode", "imports"),
    What.STOCK: _LISTS,
    What.OTHERS: _LISTS,
    What.ACCESSORIES: _LISTS,
    What.LAID_OUT: Lead("L", "page", "lay_out"),
    What.TO_CHECK: Lead("Ctrl+K", "mode", "inspect"),
    What.LABELS: Lead("F9", "mode", "labels"),
    What.INBOX: Lead("F6", "mode", "inbox"),
    What.AUDIT: Lead("F4", "mode", "audit"),
    What.TABLES: Lead("F8, T", "tables"),
    What.BACKUP: Lead("Ctrl+P", "backup"),
    What.SECOND: Lead("Ctrl+S", "mode", "settings"),
}
"""What leads nowhere is seen to outside the app."""
