"""After a commit that gave an error: whether it was stored all the same, and stays so."""

from inventory.errors import NotRecorded
from inventory.store.connection import PerhapsRecorded, Unreadable
from inventory.store.database import Database


def is_stored(database: Database, sql: str, key: str, what: str) -> bool:
    """Whether a query finds what was to be written by its key.

    It may be in the file and yet not outlive a power cut: where only the last sync failed, the
    journal that undoes it can still be on the disk. So one more write goes over that journal;
    what it syncs is there for good. Raises PerhapsRecorded where reading or that write fails;
    ``what`` completes the sentence that it is not known.
    """
    look = f"Stop here. After the next start, look whether {what}."
    try:
        if database.value(sql, key) is None:
            return False
        with database.immediate():
            database.write(f"PRAGMA user_version = {database.value('PRAGMA user_version')}")
    except Unreadable as error:
        raise PerhapsRecorded(
            f"The database can't be read back, so it is not known whether {what}.", look
        ) from error
    except NotRecorded as error:
        raise PerhapsRecorded(
            f"The disk gave an error, so it is not known whether {what} for good.", look
        ) from error
    return True
