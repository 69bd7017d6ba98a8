"""The sample school on different days, for the tests of Home."""

import json
from collections.abc import Callable

from inventory.audit import Scope
from inventory.model import Draft, Kind, Mode
from inventory.services import audit_draft, audits
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.store import custody_rows
from tests.builders import FixedClock

DAY = 24 * 3600.0

Change = Callable[[Office, FixedClock], None]


def empty(office: Office, clock: FixedClock) -> None:
    """Nothing was imported yet."""
    for table in ("custody", "loan", "device_search", "person_search", "identifier", "device",
                  "person", "import_log"):  # fmt: skip
        office.database.conn.execute(f"DELETE FROM {table}")


def running(office: Office, clock: FixedClock) -> None:
    """The morning of the sample school: a distribution day, with a line that takes long."""


def quiet(office: Office, clock: FixedClock) -> None:
    """The next morning, before anybody came."""
    clock.advance(DAY)


def collecting(office: Office, clock: FixedClock) -> None:
    """A month later, on the day on which all is due back, 30 devices came in 15 minutes."""
    clock.advance(30 * DAY)
    office.change_setting("due_back", clock.now().date().isoformat())
    out = office.database.rows(
        "SELECT d.tag FROM device d JOIN custody c ON c.device = d.device_id"
        " WHERE c.person IS NOT NULL AND d.tag <> '' ORDER BY d.tag LIMIT 30"
    )
    desk = Desk(office, Mode.BACK)
    for (tag,) in out:
        clock.advance(30)
        desk.scan(tag, clock.monotonic())


def auditing(office: Office, clock: FixedClock) -> None:
    """The next morning, with an audit of which one room was begun."""
    clock.advance(DAY)
    audits.open_audit(office, audit_draft.draft(office, Scope()))
    place, devices = max(_places(office).items(), key=lambda one: len(one[1]))
    desk = Desk(office, Mode.AUDIT)
    for code in (place, *devices[: len(devices) // 2]):
        clock.advance(2)
        desk.scan(code, clock.monotonic())


def wanting(office: Office, clock: FixedClock) -> None:
    """Years later: everything that can need a person does."""
    clock.advance(400 * DAY)
    Desk(office, Mode.OUT).scan("NOBODY-KNOWS", clock.monotonic())
    held = office.database.rows(
        "SELECT device, person FROM custody WHERE person IS NOT NULL ORDER BY device LIMIT 6"
    )
    (one, ada), (other, ben), (disputed, _), (_, left), *_ = held
    with office.database.immediate():
        for device, has, hands in ((one, ada, ben), (other, ben, ada)):
            draft = Draft(Kind.SIGHT, device, has, {"in_hands_of": hands})
            office.record([draft], office.new_id())
    conn = office.database.conn
    conn.execute("UPDATE person SET status = 'LEFT' WHERE person_id = ?", (left,))
    conn.execute("UPDATE custody SET disputed = 'x' WHERE device = ?", (disputed,))
    row = conn.execute(f"SELECT {custody_rows.COLUMNS} FROM custody WHERE device = ?", (disputed,))
    conn.execute(
        "INSERT INTO conflict VALUES (?, ?, '[]', '[]', ?)",
        ("0" * 64, disputed, json.dumps(row.fetchone())),
    )


def crowded(office: Office, clock: FixedClock) -> None:
    """The morning, at a school with fifteen homerooms of which some have long names."""
    names = [f"{101 + number}" for number in range(13)] + ["Mx. Okonkwo-Fitzgerald", ""]
    office.database.conn.execute(
        "UPDATE person SET homeroom = json_extract(?, '$[' || (position % 15) || ']')"
        " WHERE kind = 'student'",
        (f"[{', '.join(f'{chr(34)}{name}{chr(34)}' for name in names)}]",),
    )


def strangers(office: Office, clock: FixedClock) -> None:
    """Devices were imported, and no roster yet."""
    clock.advance(DAY)
    for table in ("loan", "person_search", "person"):
        office.database.conn.execute(f"DELETE FROM {table}")
    office.database.conn.execute("UPDATE custody SET person = NULL, state = 'IN_STOCK'")
    office.database.conn.execute("DELETE FROM import_log WHERE kind = 'people'")


def done(office: Office, clock: FixedClock) -> None:
    """The next morning, when everybody has a device and nothing needs anybody."""
    clock.advance(DAY)
    office.database.conn.execute("UPDATE custody SET service = 'READY'")
    office.database.conn.execute(
        "DELETE FROM person WHERE person_id NOT IN"
        " (SELECT person FROM custody WHERE person IS NOT NULL)"
    )


def _places(office: Office) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    rows = office.database.rows("SELECT look_in, tag FROM audit_line WHERE tag <> '' ORDER BY tag")
    for place, tag in rows:
        if office.database.value("SELECT 1 FROM place WHERE place = ?", place):
            found.setdefault(place, []).append(tag)
    return found


STATES: dict[str, Change] = {
    "empty": empty,
    "quiet": quiet,
    "running": running,
    "collecting": collecting,
    "auditing": auditing,
    "wanting": wanting,
    "crowded": crowded,
    "strangers": strangers,
    "done": done,
}
"""Every state of Home, by its name."""
