"""``backup`` and ``restore``: a checked copy of the database, and back again."""

from collections.abc import Iterator
from pathlib import Path

import click

from inventory.errors import FileRefused
from inventory.files import whole
from inventory.rules.phrases import a_list, count
from inventory.services import backups, restoring
from inventory.services.restoring import Comparison, Contents
from inventory.text import safe
from tui.clock import SystemClock
from tui.commands.common import (
    School,
    ask,
    found_wanting,
    json_option,
    pass_school,
    say,
    say_json,
)
from tui.commands.keys import identity_option, keys_in, seal_option
from tui.commands.kinds import NAMED


@click.command(short_help="Write a checked copy of the database.")
@click.argument("file", type=NAMED)
@seal_option
@json_option
@pass_school
def backup(school: School, file: Path, sealed: bool, as_json: bool) -> None:
    """Write a checked copy of the whole database to FILE, which must not be there yet."""
    whole.refuse_no_folder(file)  # a stick that is out must not become a folder of this disk
    if file.suffix == ".age" and not sealed:
        raise FileRefused(
            f"{file} would not be sealed, though its name says so.",
            "Add --seal, or let the name end with .db.",
        )
    with school.office() as office:
        copy = backups.back_up(office, file, sealed=sealed)
    if as_json:
        say_json({"file": str(copy.path), "events": copy.events, "head": copy.head})
    else:
        how = "written, checked and sealed" if sealed else "written and checked"
        say(f"Backup {how}: {copy.path}, {count(copy.events, 'event')}.")
        say(f"Head {copy.head}")


@click.command(short_help="Put a backup in the place of the database.")
@click.argument("file", type=NAMED)
@identity_option
@click.option("--yes", is_flag=True, help="Restore without asking.")
@pass_school
def restore(school: School, file: Path, identity: Path | None, yes: bool) -> None:
    """Put the backup FILE in the place of the database; what was there is kept beside it.

    It first says what would be replaced and what would be lost. A backup that is sealed (.db.age)
    is opened with the district's key.
    """
    path, clock = school.path, SystemClock()
    if not file.is_file():
        what = "is a folder" if file.is_dir() else "is not there"
        raise FileRefused(
            f"{file} {what}.", f"Name a backup; the app's own are in {path.parent / 'backups'}."
        )
    content = restoring.unsealed(file, keys_in(identity))
    found = restoring.compare(file, path, clock, content)
    for line in _in_words(file, path, found):
        say(line)
    if not yes and not ask("Put the backup in its place?"):
        say("Nothing was restored.", err=True)
        raise found_wanting()
    can_be_read = found.here is not None
    kept = restoring.restore_keeping(file, path, clock, whole=can_be_read, content=content)
    say(f"Restored: {path} has {_contents(found.there)}.")
    if kept is not None:
        say(f"What was there before is kept as {kept}.")


def _in_words(file: Path, path: Path, found: Comparison) -> Iterator[str]:
    here, there = found.here, found.there
    if found.fault:
        yield f"The database {path} can't be used. {found.fault}"
    elif here:
        yield f"The database {path} has {_contents(here)}."
    yield f"The backup {file} has {_contents(there)}."
    if found.fault:
        yield "What the backup lacks can't be told; the bytes of the database are kept."
    if not here:
        return
    if there.school != here.school:
        yield (f"The backup is of {_named(there.school)}, the database of {_named(here.school)}.")
    if here.events and there.events and not found.common:
        yield "They have no event in common: they are of different schools or laptops."
    yield from _lost(found)


def _lost(found: Comparison) -> Iterator[str]:
    if found.lost:
        since = found.lost_since[:16].replace("T", " ")
        yield (
            f"LOST would be {count(found.lost, 'event')} that the backup lacks, the first of"
            f" {since}. They stay in the copy that is kept."
        )
    if found.purges:
        yield (
            "The backup is from before people were purged: it brings their NAMES BACK. Purge again"
            " afterwards (champion purge)."
        )
    if found.imports:
        yield (
            f"LOST would be {count(len(found.imports), 'import')} that the backup lacks:"
            f" {safe(a_list(list(found.imports)))}. Import again afterwards."
        )
    if found.settings:
        yield f"Set back to what the backup has would be: {a_list(list(found.settings))}."
    if found.lacks_nothing:
        yield "The backup lacks nothing that was recorded here."


def _named(school: str) -> str:
    return f"“{school}”" if school else "a school without a name"


def _contents(found: Contents) -> str:
    newest = found.newest[:16].replace("T", " ")
    return f"{count(found.events, 'event')}{f', the last of {newest}' if newest else ''}"
