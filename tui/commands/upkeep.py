"""``settings``, ``backup``, ``restore`` and ``demo``: keeping the database well."""

import tempfile
from pathlib import Path

import click

from inventory.errors import ChampionError
from inventory.rules.phrases import count
from inventory.rules.policy import BY_KEY, SETTINGS, checked
from inventory.services import upkeep
from inventory.services.office import Office
from inventory.services.upkeep import Contents
from tui.clock import SystemClock
from tui.commands.columns import in_columns
from tui.commands.common import (
    School,
    ask,
    found_wanting,
    json_option,
    pass_school,
    say,
    say_json,
    words,
)


@click.command(short_help="Show or set the school's rules.")
@click.argument("key", required=False, type=words)
@click.argument("value", required=False, type=words)
@json_option
@pass_school
def settings(school: School, key: str | None, value: str | None, as_json: bool) -> None:
    """List the school's rules, show one (KEY), or set it (KEY VALUE)."""
    with school.office() as office:
        if key is not None and (value is not None or key not in BY_KEY):
            office.change_setting(key, checked(key, value or ""))
        values = office.settings()
    chosen = [setting for setting in SETTINGS if key in (None, setting.key)]
    if as_json:
        for one in chosen:
            title_and_help = {"title": one.title, "help": one.help}
            say_json({"key": one.key, "value": values[one.key], **title_and_help})
    elif key is None:
        for line in in_columns(
            [[one.key, values[one.key], f"{one.title}. {one.help}"] for one in chosen]
        ):
            say(line)
    elif value is None:
        say(values[key])
    else:
        say(f"{chosen[0].title}: {values[key] or '(blank)'}")


@click.command(short_help="Write a checked copy of the database.")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@pass_school
def backup(school: School, file: Path, as_json: bool) -> None:
    """Write a checked copy of the whole database to FILE, which must not be there yet."""
    with school.office() as office:
        copy = upkeep.back_up(office, file)
    if as_json:
        say_json({"file": str(copy.path), "events": copy.events, "head": copy.head})
    else:
        say(f"Backup written and checked: {copy.path}, {count(copy.events, 'event')}.")
        say(f"Head {copy.head}")


@click.command(short_help="Put a backup in the place of the database.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Restore without asking.")
@pass_school
def restore(school: School, file: Path, yes: bool) -> None:
    """Put the backup FILE in the place of the database; what was there is kept beside it."""
    path = school.path
    backed_up = upkeep.look_into_backup(file)
    present = None
    if path.exists():
        try:
            present = upkeep.look_into(path)
            say(f"The database {path} has {_contents(present)}.")
        except ChampionError as error:
            say(f"The database {path} can't be used. {error.message}")
    say(f"The backup {file} has {_contents(backed_up)}.")
    if not yes and not ask("Put the backup in its place?"):
        say("Nothing was restored.", err=True)
        raise found_wanting()
    kept = upkeep.restore_keeping(file, path, SystemClock(), whole=present is not None)
    say(f"Restored: {path} has {_contents(backed_up)}.")
    if kept is not None:
        say(f"What was there before is kept as {kept}.")


def _contents(found: Contents) -> str:
    newest = found.newest[:16].replace("T", " ")
    return f"{count(found.events, 'event')}{f', the last of {newest}' if newest else ''}"


@click.command()
def demo() -> None:
    """Open the app on a throw-away sample school."""
    from inventory.services import sample
    from tui.run import run

    with tempfile.TemporaryDirectory(prefix="champion-demo-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "champion.db"
        say("Setting up the sample school…", err=True)
        office = Office.create(path, SystemClock())
        try:
            sample.fill(office)
        finally:
            office.close()
        code = run(path, demo=True)
    raise click.exceptions.Exit(code)
