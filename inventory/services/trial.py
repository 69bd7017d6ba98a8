"""A copy of the school's database that programs may be killed on, and what came of it."""

from dataclasses import dataclass
from pathlib import Path

from inventory.model import Event, Service
from inventory.services.office import Clock, Office
from inventory.store import backup, events, leftovers, operators, register, settings
from inventory.store.database import open_database

FOLDER = leftovers.TRIAL_FOLDER
"""How the folder of a trial begins; it is beside the database, so that it is the same disk."""

LEADS_AWAY = ("share", "hub", "backup_folder")
"""Settings that lead out of the copy: nothing of a trial may be shared or kept."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A scan in the journal of the copy."""

    event_id: str
    scan: str


def make_copy(office: Office, folder: Path) -> Path:
    """A verified copy in this folder, which shares with nobody and asks nobody who is there.

    Raises StoreRefused where it can't be written.
    """
    path = folder / "trial.db"
    backup.write_copy(office.database, path)
    copy = Office.open(path, office.clock)
    try:
        with copy.database.immediate():
            for key in LEADS_AWAY:
                settings.put_setting(copy.database, key, "")
            for operator in operators.everybody(copy.database):
                operators.remove(copy.database, operator.name)
    finally:
        copy.close()
    return path


def codes(office: Office, number: int) -> list[str]:
    """So many different codes to take back: the school's own devices, and codes of none.

    Every second one is of no device, so that a school with an empty register can be tried too.
    """
    known = (
        device.label for device in register.devices(office.database)
        if device.service is Service.READY and device.label.isascii() and device.listed
        and device.site in ("", office.policy.site)
    )  # fmt: skip
    found: list[str] = []
    for index in range(number):
        device = next(known, "") if index % 2 else ""
        found.append(device or f"TRIAL-{index:05d}")
    return found


def recorded(path: Path, clock: Clock) -> list[Recorded]:
    """Every scan of the copy's own station, in the order of its numbers."""
    office = Office.open(path, clock)
    try:
        return recorded_by(office)
    finally:
        office.close()


def recorded_by(office: Office) -> list[Recorded]:
    """The same on a connection that is open."""
    written = events.of_station(office.database, office.station_id)
    return [Recorded(one.event_id, one.body["scan"]) for one in written if _is_scan(one)]


def _is_scan(event: Event) -> bool:
    return bool(event.body.get("scan") and event.body.get("verdict"))


def damage(path: Path) -> list[str]:
    """What the whole check finds in the copy."""
    database = open_database(path)
    try:
        return list(backup.faults(database))
    finally:
        database.close()
