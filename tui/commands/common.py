"""What the commands share: the school's database, how a line is said, how something is asked."""

import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import click

from inventory.errors import ChampionError
from inventory.services.office import Office
from inventory.text import UNSAFE, safe
from tui import scanner_profile
from tui.clock import SystemClock
from tui.paths import database_path


@dataclass(frozen=True, slots=True)
class School:
    """Which database the commands work on."""

    given: Path | None

    @property
    def path(self) -> Path:
        """The database file, whether it is there or not."""
        return database_path(self.given)

    @contextmanager
    def office(self, *, scans: bool = False) -> Iterator[Office]:
        """The school's database, open; StoreRefused where there is none or it must not be.

        With ``scans`` codes are read by what the scanner check found, as typed ones never are. The
        copy of a rehearsal that was killed goes first: it has names.
        """
        from inventory.store import leftovers

        leftovers.sweep_rehearsals(self.path)
        office = Office.open(self.path, SystemClock())
        office.scanner = scanner_profile.load() if scans else None
        try:
            yield office
        finally:
            office.close()


@contextmanager
def office_or_empty(school: School) -> Iterator[Office]:
    """The school's database; an empty one in memory where there is none yet."""
    if school.path.exists():
        with school.office() as office:
            yield office
        return
    office = Office.in_memory(SystemClock())
    try:
        yield office
    finally:
        office.close()


pass_school = click.make_pass_decorator(School)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")


class Refused(click.ClickException):
    """One sentence on standard error, and exit code 1."""

    exit_code = 1

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence, and nothing around it."""
        click.echo(safe(self.message), file=file, err=True)


_APP_KEY = re.compile(r"Ctrl\+[A-Z]\b")


def as_said_here(text: str) -> str:
    """A sentence of the domain as it holds on a command line: its keys are the app's."""
    return _APP_KEY.sub(r"\g<0> in the app", text)


def words(text: str) -> str:
    """Text typed on the command line, trimmed, without what no file and no terminal should get."""
    return safe(text).strip()


def filled(_: click.Context, option: click.Parameter, given: Any) -> Any:
    """What an option that narrows down was given, trimmed; a ``callback`` of click.

    Said and empty would be everybody, so it is refused.
    """
    several = isinstance(given, tuple)
    said = tuple(words(one) for one in (given if several else (given or "",)))
    if given is not None and not all(said):
        raise click.BadParameter("it is empty; leave it away to mean all.", param=option)
    return said if several else said[0]


def say(line: str, *, err: bool = False) -> None:
    """One line of text; no data in it can reach the terminal as a control character."""
    _put(safe(line), err=err)


def say_json(value: object) -> None:
    """One JSON object on one line."""
    _put(as_json_line(value))


def _put(line: str, *, err: bool = False) -> None:
    """Print a line. Where whoever read along has gone, as ``head`` does, the work goes on unread.

    What was asked for must not depend on how much of it somebody looked at.
    """
    try:
        click.echo(line, err=err)
    except BrokenPipeError:
        let_go(sys.stderr if err else sys.stdout)


def let_go(stream: IO[str]) -> None:
    """Send to nowhere what is still said there, and what is buffered."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def as_json_line(value: object) -> str:
    """JSON in which names are readable, and control and bidirectional characters escaped."""
    return UNSAFE.sub(
        lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False)
    )


def is_at_a_terminal() -> bool:
    """Whether there is somebody who can be asked."""
    return sys.stdin.isatty()


def ask(question: str) -> bool:
    """Ask on standard error, so that what is piped on stays clean; anything but yes is no.

    Raises ChampionError where nobody can be asked.
    """
    if not is_at_a_terminal():
        raise ChampionError(
            "Nobody can be asked here, so nothing was changed.", "Add --yes to go on unasked."
        )
    return click.confirm(safe(question), default=False, err=True)


def found_wanting() -> click.exceptions.Exit:
    """What a command raises once it has said what was not done: exit code 1."""
    return click.exceptions.Exit(1)
