"""Before the day: the scanner, the other tables, the backups, and this laptop itself."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from inventory.files.whole import is_folder
from inventory.rules.before import Before, Level, What
from inventory.rules.phrases import moment
from inventory.services import health
from inventory.services.backups import changed_since_backup, last_backup
from inventory.services.office import Office
from inventory.services.own_backups import is_whole, written_at
from inventory.services.second_backups import second_backups
from inventory.services.tables import TableState
from inventory.services.tables import tables as every_table

CLOCK_OFF = 300.0
"""Seconds by which a table's clock may be wrong before it is said."""

_BEHIND = timedelta(days=1)
_REAL = "champion preflight looks at the school's own."
"""Where to look for what a rehearsal never has."""


def scanner(office: Office) -> Before:
    """Whether this laptop's scanner was checked."""
    profile = office.scanner
    if profile is None:
        return Before(
            What.SCANNER, "not checked on this laptop", Level.WARN,
            "Four barcodes show whether each code arrives as it is printed: a minute.",
        )  # fmt: skip
    ends = {"enter": "Enter", "tab": "Tab", "newline": "a line feed"}.get(profile.suffix, "nothing")
    at = profile.checked_at
    when = f"checked {moment(at, office.clock.now())}, " if at else ""
    return Before(What.SCANNER, f"{when}it ends a code with {ends}")


def tables(office: Office) -> Before:
    """Whether each table that was set up has delivered, and works with the same lists."""
    if office.is_rehearsal:
        return Before(What.TABLES, "a rehearsal has no other", Level.NOTE, _REAL)
    found = [one for one in every_table(office) if one.station or one.name]
    others = [one for one in found if not one.is_own]
    wrong = [said for one in found if (said := _wrong(one))]
    if wrong:
        more = f"; {len(wrong) - 1} more" if len(wrong) > 1 else ""
        hint = "Share once more there, then here; a table without a list gets a new seed."
        return Before(What.TABLES, f"{wrong[0]}{more}", Level.WARN, hint)
    if not others:
        return Before(What.TABLES, "this laptop is the only one")
    return _delivered(others, office.clock.now())


def _delivered(others: list[TableState], now: datetime) -> Before:
    """What came last of each is whole; what was scanned there since can't be known here."""
    oldest = min(others, key=_came_at)
    name, at = _name(oldest), _came_at(oldest)
    said = f"what {name} delivered {moment(at, now)} is whole"
    if len(others) > 1:
        said = f"what {len(others)} others delivered is whole; {name} last {moment(at, now)}"
    if _is_of_today(at, now):
        return Before(What.TABLES, said)
    hint = "Share once more there, then here: what was scanned there since can't be known here."
    return Before(What.TABLES, said, Level.WARN, hint)


def _is_of_today(at: str, now: datetime) -> bool:
    """Whether it came within a day; a time that another laptop wrote may be none."""
    try:
        return now - datetime.fromisoformat(at) <= _BEHIND
    except (ValueError, TypeError):
        return False


def _came_at(one: TableState) -> str:
    """When it delivered last; what came with a seed is as old as its newest scan."""
    return one.delivered_at or one.newest_at


def _name(one: TableState) -> str:
    return one.name or f"laptop …{one.station[-4:]}"


def _wrong(one: TableState) -> str:
    name = _name(one)
    if one.is_waited_for:
        return f"{name}: nothing has come in yet"
    if one.gaps:
        return f"{name}: numbers are missing"
    if one.register_is_old:
        return f"{name} has an older student list"
    if one.clock_off and one.clock_off >= CLOCK_OFF:
        return f"{name}: its clock is {one.clock_off / 60:,.0f} minutes ahead"
    return ""


def backups(office: Office) -> Iterator[Before]:
    """The newest of the app's own, and its copy elsewhere."""
    if office.database.path is None:
        return
    if office.is_rehearsal:
        yield Before(What.BACKUP, "a rehearsal has none", Level.NOTE, _REAL)
        return
    newest, now = last_backup(office), office.clock.now()
    if newest is None:
        hint = "The palette, Ctrl+P, writes one: Back up now."
        yield Before(What.BACKUP, "there is none yet", Level.BAD, hint)
    elif not is_whole(newest.path):
        said = f"{newest.path.name} is no whole backup"
        yield Before(What.BACKUP, said, Level.BAD, "The palette, Ctrl+P, writes one: Back up now.")
    elif now - newest.at >= health.OLD_BACKUP and changed_since_backup(office):
        said = f"{moment(newest.at.isoformat(), now)}, and more was recorded since"
        yield Before(What.BACKUP, said, Level.WARN, "The palette, Ctrl+P, writes one: Back up now.")
    else:
        yield Before(What.BACKUP, moment(newest.at.isoformat(), now))
    yield _second(office)


def _second(office: Office) -> Before:
    folder = office.setting("backup_folder")
    if not folder:
        hint = "A stick or a share, named in the settings, gets a copy of each backup."
        return Before(What.SECOND, "no folder is set for them", Level.NOTE, hint)
    if not is_folder(Path(folder).expanduser()):
        hint = "Put the stick in; it is used again as soon as it is back."
        return Before(What.SECOND, "the folder is not there now", Level.WARN, hint)
    copies = [when for one in second_backups(office) if (when := written_at(one))]
    if not copies:
        hint = "The next backup is copied there by itself."
        return Before(What.SECOND, "no copy lies there yet", Level.WARN, hint)
    now, newest = office.clock.now(), last_backup(office)
    copied = max(copies).replace(tzinfo=now.tzinfo)
    said = f"copied {moment(copied.isoformat(), now)}"
    if newest and newest.at - copied > _BEHIND:
        return Before(What.SECOND, f"{said}: behind the last backup", Level.WARN)
    return Before(What.SECOND, said)


def laptop(office: Office) -> Before:
    """Room, clock, and where the file lies; what is in it only ``champion check`` looks at."""
    facts = health.at_once(office)
    wrong = [fact for fact in facts if fact.well is False]
    if wrong:
        first = wrong[0]
        hint = " ".join(f"{one.what}: {one.is_now}." for one in wrong[1:])
        return Before(What.LAPTOP, f"{first.what}: {first.is_now}", Level.BAD, hint)
    room = next((one.is_now for one in facts if one.what == "Free space"), "")
    return Before(What.LAPTOP, f"{f'{room} free; ' if room else ''}clock, folder and room are well")
