"""What the scanner check found, kept on this laptop and not with the school.

The database may be copied to another laptop, which has another scanner.
"""

import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from inventory.errors import NotRecorded
from tui import preferences

if TYPE_CHECKING:
    from inventory.rules.scanner_profile import ScannerProfile


def load() -> "ScannerProfile | None":
    """What was kept; None where nothing was, or where the file can't be read."""
    try:
        kept = json.loads(_path().read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    # Loaded where there is a profile, so that the first frame does not wait for it elsewhere.
    from inventory.rules.scanner_profile import ScannerProfile

    return ScannerProfile.from_dict(kept)


def keep(profile: "ScannerProfile") -> None:
    """Keep it for the next start. Raises NotRecorded where the folder can't be written to."""
    path = _path()
    aside = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(json.dumps(profile.as_dict(), ensure_ascii=False), "utf-8")
        aside.replace(path)
    except OSError as fault:
        with suppress(OSError):
            aside.unlink()
        raise NotRecorded(
            f"The scanner's profile could not be kept in {path.parent}.",
            "It holds until the app is closed.",
        ) from fault


def _path() -> Path:
    return preferences.beside("scanner.json")
