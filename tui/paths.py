"""Where the database is when nobody says where."""

import os
from pathlib import Path

DATABASE_VARIABLE = "CHAMPION_DB"


def database_path(given: Path | None = None) -> Path:
    """The database: the one given, else that of ``CHAMPION_DB``, else the user's own."""
    if given is not None:
        return given
    if named := os.environ.get(DATABASE_VARIABLE):
        return Path(named).expanduser()
    from platformdirs import user_data_dir

    return Path(user_data_dir("champion", appauthor=False)) / "champion.db"
