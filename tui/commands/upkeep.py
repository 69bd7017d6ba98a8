"""``settings`` and ``demo``: the school's rules, and a school to try things out on."""

import tempfile
from pathlib import Path

import click

from inventory.rules.settings import BY_KEY, SETTINGS, checked
from inventory.services.office import Office
from tui.clock import SystemClock
from tui.commands.columns import in_columns
from tui.commands.common import School, json_option, pass_school, say, say_json, words
from tui.commands.kinds import DASH_IS_TEXT


@click.command(short_help="Show or set the school's rules.", context_settings=DASH_IS_TEXT)
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
