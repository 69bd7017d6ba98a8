"""The console entry: the app where nothing else was asked for, the plain commands otherwise."""

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from inventory.errors import ChampionError
from inventory.text import safe
from tui.paths import database_path

REFUSED = 1
INTERRUPTED = 130  # 128 and the number of SIGINT, as shells count


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; its exit code: 0 done, 1 refused or found wanting, 2 wrong usage."""
    os.umask(0o077)
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        return _run(list(arguments))
    except ChampionError as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        from tui.commands.common import let_go

        let_go(sys.stdout)
        return REFUSED
    except OSError as error:
        if os.environ.get("CHAMPION_DEBUG") or not error.filename:
            return _went_wrong(error)
        # A folder that may not be entered, a name too long: even asking what is there failed.
        reason = error.strerror or type(error).__name__
        return _refuse(f"{error.filename} can't be used: {reason}. Name another file or folder.")
    except Exception as error:  # the outermost edge: no traceback and no data reach a user
        return _went_wrong(error)


def _run(arguments: list[str]) -> int:
    path = _asks_for_the_app(arguments)
    if path is not None:
        gc.disable()  # the app turns it on again once its first frame stands
        from tui.run import run

        return run(path)
    _speak_utf8()
    from tui.commands.group import run_command

    return run_command(arguments)


def _asks_for_the_app(arguments: list[str]) -> Path | None:
    """The database to open the app on; None where there is a command for click to read."""
    match arguments:
        case []:
            return database_path()
        case ["--db", file] if file and not file.startswith("-"):
            return database_path(Path(file))
        case [option] if option.startswith("--db=") and option != "--db=":
            return database_path(Path(option.removeprefix("--db=")))
    return None


def _speak_utf8() -> None:
    """Glyphs and names of every script leave as UTF-8, whatever the terminal's setting says."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(encoding="utf-8", errors="replace")


def _went_wrong(error: Exception) -> int:
    if os.environ.get("CHAMPION_DEBUG"):
        raise error
    return _refuse(
        f"Something went wrong inside Champion ({type(error).__name__})."
        " Nothing that was confirmed is lost."
        " Start it again; champion check looks the database over."
    )


def _refuse(sentence: str) -> int:
    with suppress(OSError):
        sys.stderr.write(f"{safe(sentence)}\n")
        sys.stderr.flush()
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())
