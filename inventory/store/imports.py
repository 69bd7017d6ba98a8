"""What is kept of each import: which file, when, and what came of it."""

from dataclasses import dataclass

from inventory.store.database import Database
from inventory.store.read_back import is_stored


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """What is kept of one import."""

    import_id: str
    kind: str
    file: str
    sha256: str
    profile: str
    at: str
    rows: int
    new: int
    changed: int
    unchanged: int
    gone: int
    refused: int


def log(database: Database, record: ImportRecord) -> None:
    """Keep what was imported and when."""
    database.write(
        f"INSERT INTO import_log VALUES ({','.join('?' * 12)})",
        record.import_id, record.kind, record.file, record.sha256, record.profile, record.at,
        record.rows, record.new, record.changed, record.unchanged, record.gone, record.refused,
    )  # fmt: skip


def count(database: Database) -> int:
    """How many imports there were."""
    return int(database.value("SELECT count(*) FROM import_log"))


def newest(database: Database, kind: str) -> ImportRecord | None:
    """The newest import of a kind."""
    row = database.row("SELECT * FROM import_log WHERE kind = ? ORDER BY rowid DESC LIMIT 1", kind)
    return ImportRecord(*row) if row else None


def newest_at(database: Database) -> str:
    """When the newest import was, as ISO 8601; empty where there was none."""
    return str(database.value("SELECT coalesce(max(at), '') FROM import_log"))


def everything(database: Database) -> list[ImportRecord]:
    """All imports, oldest first."""
    return [ImportRecord(*row) for row in database.rows("SELECT * FROM import_log ORDER BY rowid")]


def was_logged(database: Database, import_id: str) -> bool:
    """Whether an import is on disk for good, read back after a commit that gave an error."""
    sql = "SELECT 1 FROM import_log WHERE import_id = ?"
    return is_stored(database, sql, import_id, "the import was done")
