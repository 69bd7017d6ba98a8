"""What ``champion check`` tells beside its findings: the laptop, the file, the clock, the backups.

Each fact is read in a moment; what takes long, the journal's own check, is ``upkeep.check``.
"""

import platform
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from inventory.rules.duties import Role
from inventory.rules.phrases import count, moment, size
from inventory.services import faults, purge
from inventory.services.office import Office
from inventory.services.own_backups import newest_of
from inventory.services.upkeep import Health
from inventory.store import disk, operators, tallies
from inventory.store.folder import network_kind, synced_part

LITTLE_ROOM = 200_000_000
"""Bytes; with less than this on the disk a morning may fill it, backups and all."""

OLD_BACKUP = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was looked at."""

    what: str
    is_now: str
    """What it is, in words."""
    well: bool | None = True
    """False where somebody should see to it; None where it can't be told."""


def facts(office: Office, health: Health, version: str) -> tuple[Fact, ...]:
    """All that was looked at, in the order in which it is told; ``version`` is Champion's own."""
    return (
        Fact("Champion", f"{version}, Python {platform.python_version()}, {_system()}"),
        *_engine(office),
        *_place(office),
        _clock(office),
        _scanner(office),
        _operators(office),
        *_backups(office),
        *_journal(health),
    )


def at_once(office: Office) -> tuple[Fact, ...]:
    """What has to be right before a day is begun, and is read in a moment."""
    path = office.database.path
    if path is None:
        return (_clock(office),)
    durability = [one for one in _engine(office) if one.what == "Durability"]
    folder = _folder(path.parent.resolve())
    return (*durability, folder, *_purge(office), _free(path), _clock(office))


def _system() -> str:
    return f"{platform.system()} {platform.release()}".strip()


def _engine(office: Office) -> Iterator[Fact]:
    engine = disk.engine(office.database)
    yield Fact("SQLite", engine.version)
    settings = f"journal {engine.journal}, synchronous {engine.synchronous}"
    yield Fact("Durability", settings, engine.is_durable)


def _place(office: Office) -> Iterator[Fact]:
    path = office.database.path
    if path is None:
        yield Fact("Database", "in memory", None)
        return
    yield Fact("Database", f"{path}, {size(path.stat().st_size)}")
    yield _folder(path.parent.resolve())
    yield _rights(path)
    yield from _purge(office)
    yield _free(path)
    sealed, said = disk.encryption(path.parent)
    yield Fact("Disk encryption", said, sealed)


def _purge(office: Office) -> Iterator[Fact]:
    if purge.unfinished(office):
        said = "stopped half-way: names lie in older backups (champion purge --certificate FILE)"
        yield Fact("Purge", said, False)


def _free(path: Path) -> Fact:
    free = disk.free_bytes(path.parent)
    if free is None:
        return Fact("Free space", "can't be told", None)
    return Fact("Free space", size(free), free >= LITTLE_ROOM)


def _folder(folder: Path) -> Fact:
    """A file that lies wrong is not opened; this says that it was looked at."""
    wrong = synced_part(folder) or network_kind(folder)
    return Fact("Folder", wrong or "on a disk of this laptop, not synced", not wrong)


def _rights(path: Path) -> Fact:
    """Who can read the database and what lies among its backups."""
    open_to = [
        f"{one.name} by {who}"
        for one in [path, *_backup_files(path)]
        if (who := disk.who_can_read(one)) not in ("", disk.OWNER)
    ]
    if open_to:
        more = f" and {len(open_to) - 1} more" if len(open_to) > 1 else ""
        return Fact(
            "Who can read it", f"{open_to[0]}{more}; make it yours alone (chmod 600)", False
        )
    kept = disk.who_can_read(path)
    return Fact("Who can read it", kept or "as the folder's rights say", True if kept else None)


def _backup_files(path: Path) -> list[Path]:
    folder = path.parent / "backups"
    return sorted(folder.glob("*.db*")) if folder.is_dir() else []


def _clock(office: Office) -> Fact:
    now = office.clock.now()
    said = f"{now:%Y-%m-%d %H:%M} {now:%Z}".rstrip()
    try:
        faults.refuse_clock_behind(office)
    except faults.ClockBehind as behind:
        return Fact("Clock", f"{said}. {behind.message}", False)
    return Fact("Clock", said)


def _scanner(office: Office) -> Fact:
    profile = office.scanner
    if profile is None:
        return Fact("Scanner", "not checked yet: the palette's “Check the scanner”", None)
    when = f", checked {moment(profile.checked_at, office.clock.now())}"
    pace = f", {profile.pace:.0f} ms a character" if profile.pace else ""
    said = f"ends a code with {profile.suffix or 'nothing'}{pace}"
    return Fact("Scanner", f"{said}{when if profile.checked_at else ''}")


def _operators(office: Office) -> Fact:
    everybody = operators.everybody(office.database)
    if not everybody:
        return Fact("At the table", f"no list; “{office.setting('operator')}” is written")
    helpers = sum(one.role is Role.HELPER for one in everybody)
    champions = len(everybody) - helpers
    return Fact("At the table", f"{count(champions, 'champion')}, {count(helpers, 'helper')}")


def _backups(office: Office) -> Iterator[Fact]:
    path, now = office.database.path, office.clock.now()
    newest = newest_of(path, now) if path else None
    if newest is None:
        yield Fact("Last backup", "none yet: champion backup FILE", False)
    else:
        said = f"{newest.at:%Y-%m-%d %H:%M}, {newest.path}"
        yield Fact("Last backup", said, now - newest.at < OLD_BACKUP)
    folder = office.setting("backup_folder")
    if not folder:
        yield Fact(
            "Second backups", "none: the setting “backup_folder” names a folder for them", None
        )
        return
    sealed = "sealed to the district" if office.setting("district_key") else "not sealed"
    there = _is_there(Path(folder).expanduser())
    yield Fact(
        "Second backups", f"{folder}, {'there' if there else 'not there now'}, {sealed}", there
    )


def _is_there(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except OSError:
        return False


_SOUND = {
    "File": "every page and every reference is sound",
    "Lists": "names, tags, settings and imports are as Champion left them",
    "Chain": "each event is linked to the one before",
    "Replay": "what is shown follows from the journal",
}
"""What the long check looks at, and what is said where it finds nothing."""


def _journal(health: Health) -> Iterator[Fact]:
    """The four parts of the long check; a finding that names none of them is the file's."""
    cut_short = any(one.startswith("The file can't be read") for one in health.findings)
    for part, said in _SOUND.items():
        wrong = [one for one in health.findings if _part(one) == part]
        if wrong:
            yield Fact(part, wrong[0], False)
        elif cut_short:
            yield Fact(part, "not known: the file can't be read to its end", None)
        else:
            yield Fact(part, said)


def _part(finding: str) -> str:
    if finding.startswith(("Numbers jump", "The chain", "The content", "The journal")):
        return "Chain"
    if tallies.AS_LEFT in finding or finding.startswith("Taken as"):
        return "Lists"
    return "Replay" if "--rebuild" in finding or "worked out anew" in finding else "File"
