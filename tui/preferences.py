"""What this person likes on this laptop: the theme and the bell; nothing about the school."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from platformdirs import user_config_path

from tui.theme import DARK


@dataclass(frozen=True, slots=True)
class Preferences:
    """Kept as JSON; a file that can't be read counts as not there."""

    theme: str = DARK
    bell: bool = True


def load() -> Preferences:
    """What was kept, or the defaults."""
    try:
        kept = json.loads(_path().read_text("utf-8"))
        return Preferences(theme=str(kept["theme"]), bell=bool(kept["bell"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Preferences()


def keep(preferences: Preferences) -> Preferences:
    """Keep them for the next start; a folder that can't be written to is no reason to stop."""
    path = _path()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(preferences)), "utf-8")
    return preferences


def beside(name: str) -> Path:
    """Where something else is kept on this laptop."""
    return _path().with_name(name)


def _path() -> Path:
    return user_config_path("champion", appauthor=False) / "preferences.json"
