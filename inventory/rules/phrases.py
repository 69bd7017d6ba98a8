"""Dates and counts as the screen says them, the same in every language setting."""

from datetime import date, datetime

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def day(iso: str, today: date) -> str:
    """``12 August``, with the year where it is not this one; an unreadable date as it stands."""
    try:
        when = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    words = f"{when.day} {_MONTHS[when.month - 1]}"
    return words if when.year == today.year else f"{words} {when.year}"


def long_day(when: date) -> str:
    """``Saturday 21 November``."""
    return f"{_DAYS[when.weekday()]} {when.day} {_MONTHS[when.month - 1]}"


def since(iso: str, now: datetime) -> str:
    """``09:12`` for today, else ``12 August``."""
    try:
        when = datetime.fromisoformat(iso).astimezone(now.tzinfo)
    except ValueError:
        return iso
    if when.date() == now.date():
        return f"{when:%H:%M}"
    return day(when.date().isoformat(), now.date())


def moment(iso: str, now: datetime) -> str:
    """``at 09:12`` for today, else ``on 12 August``."""
    when = since(iso, now)
    return f"at {when}" if ":" in when else f"on {when}"


def count(number: int, noun: str, plural: str = "") -> str:
    """``1 device``, ``1,240 devices``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def size(number: int) -> str:
    """``0.4 MB``, ``23.1 GB``: bytes as disks are sold, in powers of ten."""
    return f"{number / 1e9:,.1f} GB" if number >= 1e9 else f"{number / 1e6:,.1f} MB"


def a_list(words: list[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
