"""Opening a database, running the app on it, and leaving it well."""

import sys
from pathlib import Path

from inventory.errors import AlreadyThere, ChampionError, StoreRefused
from inventory.services.office import Office
from tui import scanner_profile
from tui.app import ChampionApp
from tui.clock import SystemClock
from tui.jobs import back_up_if_changed

NO_TERMINAL = ChampionError(
    "There is no terminal to show the screens in.",
    "Open a terminal window and start it there; champion --help lists what needs none.",
)


def run(path: Path, *, demo: bool = False, rehearsal: bool = False, said: str = "") -> int:
    """Open the database, making it where there is none, run the app, and back up when it is left.

    A ``demo`` is the sample school, a ``rehearsal`` a copy that is thrown away: neither is shared
    or backed up. ``said`` is what the screen tells first. Returns the exit code. Where the file
    must not be opened, a screen says so; ChampionError is raised where there is no terminal to
    show one.
    """
    if not is_at_a_terminal():
        raise NO_TERMINAL
    clock = SystemClock()
    try:
        office = _open_or_make(path, clock)
    except ChampionError as refusal:
        from tui.refused import try_again

        again = try_again(refusal, path)
        return run(path, demo=demo, rehearsal=rehearsal, said=said) if again else 1
    office.scanner = scanner_profile.load()
    try:
        app = ChampionApp(office, demo=demo, rehearsal=rehearsal)
        app.opening_words = said
        result = app.run()
        if not app.keeps_to_itself:
            back_up_if_changed(office)
    finally:
        office.close()
    if result == "sample":
        return run_sample()
    if app.seed:
        from tui.seeds import become_table

        return run(path, said=become_table(path, *app.seed))
    return app.return_code or 0


def _open_or_make(path: Path, clock: SystemClock) -> Office:
    """The database; a new one only where there never was one, for an old one can be restored."""
    if path.exists():
        return Office.open(path, clock)
    if (path.parent / "backups").is_dir():
        from inventory.services.own_backups import newest_of

        if newest := newest_of(path, clock.now()):
            raise StoreRefused(
                f"The database {path} is gone, and backups of it are here.",
                f"Put it back, or restore the newest: champion restore {newest.path}",
            )
    try:
        return Office.create(path, clock)
    except AlreadyThere:  # another window was quicker, a moment ago
        return Office.open(path, clock)


def is_at_a_terminal() -> bool:
    """Whether a screen can be shown, and somebody can press a key."""
    return all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout))


def run_sample() -> int:
    """The app on a copy of the sample school that is thrown away afterwards."""
    from tempfile import TemporaryDirectory

    from inventory.services import sample

    with TemporaryDirectory(prefix="champion-") as folder:
        path = Path(folder) / "sample.db"
        office = Office.create(path, SystemClock())
        sample.fill(office)
        office.close()
        return run(path, demo=True)
