"""What was taken in from others, bundle by bundle: whose events, from where, when."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import astuple, dataclass

from inventory.errors import FileRefused
from inventory.journal.manifest import Manifest, as_first_line, from_first_line
from inventory.store.database import Database

_COLUMNS = (
    'sha256, file, carrier, station_id, "table", site, register, exported_at, taken_at, events, new'
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """The events of one station in one bundle."""

    sha256: str
    """Over the bundle's first line and the station: the same bundle is kept once."""
    file: str
    """Its name in the folder; empty where it came from a hub."""
    carrier: str
    station: str
    """Whose events they are, whoever brought them."""
    table: str
    """What that station is called; like the next three empty where another one brought it."""
    site: str
    register: str
    exported_at: str
    """By the clock of the station that wrote the bundle."""
    taken_at: str
    """By the clock of this laptop."""
    events: int
    new: int


def record(database: Database, found: Iterable[Delivery]) -> None:
    """Keep what was taken in, inside the open transaction; what is kept already stays."""
    marks = ",".join("?" * 11)
    database.write_many(
        f"INSERT OR IGNORE INTO delivery({_COLUMNS}) VALUES ({marks})", map(astuple, found)
    )


def everything(database: Database) -> list[Delivery]:
    """All of it, in the order in which it was taken in."""
    rows = database.rows(f"SELECT {_COLUMNS} FROM delivery ORDER BY rowid")
    return [Delivery(*row) for row in rows]


def files(database: Database) -> frozenset[str]:
    """The names of the files of which all was taken in, or that were written here."""
    rows = database.rows(
        "SELECT file FROM delivery WHERE file <> ''"
        " UNION SELECT written FROM shared_file WHERE written <> ''"
    )
    return frozenset(name for (name,) in rows)


def keep_manifest(database: Database, sha256: str, manifest: Manifest, written: str) -> None:
    """Keep what stands on a file's first line, by the file's SHA-256, inside the open transaction.

    ``written`` is its name where this laptop wrote it, else empty.
    """
    line = as_first_line(manifest).decode()
    database.write("INSERT OR IGNORE INTO shared_file VALUES (?,?,?)", sha256, line, written)


def manifests(database: Database) -> dict[str, Manifest]:
    """What files hold that this laptop read or wrote, by the file's SHA-256."""
    found = {}
    for sha256, line in database.rows("SELECT sha256, manifest FROM shared_file"):
        with suppress(FileRefused):  # kept by another Champion: the file is read again
            found[sha256] = from_first_line(line.encode(), sha256)
    return found


def new_at(database: Database) -> dict[str, str]:
    """When something new of each station was taken in last."""
    rows = database.rows(
        "SELECT station_id, max(taken_at) FROM delivery WHERE new > 0 GROUP BY station_id"
    )
    return dict(rows)


def own_words(database: Database) -> list[Delivery]:
    """The bundles that were brought by those whose events they hold, oldest first."""
    rows = database.rows(f"SELECT {_COLUMNS} FROM delivery WHERE exported_at <> '' ORDER BY rowid")
    return [Delivery(*row) for row in rows]
