"""Which audit is due, and when, in words; small, because Home says it too."""

from datetime import date, datetime

from inventory.rules.phrases import count, day, long_day
from inventory.services.glance import NextAudit
from tui.widgets.text_lines import Toned

KEY_AT = 72
"""Where Home's keys stand below each other, at least."""


def quarter_words(quarter: str) -> str:
    """``Q4 2026`` for ``2026-Q4``."""
    year, _, name = quarter.partition("-")
    return f"{name} {year}" if name else quarter


def short_day(iso: str, now: datetime) -> str:
    """``Mon 9 Nov``; an unreadable date as it stands."""
    try:
        when = datetime.fromisoformat(iso).astimezone(now.tzinfo)
    except ValueError:
        return iso
    weekday, number, month = long_day(when.date()).split()
    return f"{weekday[:3]} {number} {month[:3]}"


def due_words(due: date, today: date) -> str:
    """``due 15 December, in 24 days``, ``overdue since 15 December``."""
    left = (due - today).days
    on = day(due.isoformat(), today)
    if left < 0:
        return f"overdue since {on}"
    return f"due {on}, in {count(left, 'day')}" if left else f"due {on}, today"


def home_line(audit: NextAudit, today: date, key_at: int = KEY_AT) -> list[Toned]:
    """``Audit Q4 2026   due 15 December · 612 of 655 seen   F4``"""
    late = audit.due < today and audit.state != "SIGNED"
    due = f"{'overdue since' if late else 'due'} {day(audit.due.isoformat(), today)}"
    said = {
        None: "not open yet",
        "OPEN": "being scanned" if audit.blind else f"{audit.seen:,} of {audit.expected:,} seen",
        "LOCKED": f"{count(audit.unexplained, 'variance')} to explain",
        "EXPLAINED": "to be signed",
        "SIGNED": "signed, the packet for IT is next",
    }[audit.state]
    name, rest = f"Audit {quarter_words(audit.quarter)}   ", f" · {said}"
    space = " " * max(3, key_at - len(name) - len(due) - len(rest))
    return [
        (name, "bold"), (due, "ask" if late else "plain"), (rest, "plain"), (space, "plain"),
        ("F4", "accent"),
    ]  # fmt: skip
