"""``hub``: a PostgreSQL server through which tables exchange what they recorded."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from inventory.rules.phrases import count
from tui.commands.common import found_wanting, json_option, say, say_json, words

if TYPE_CHECKING:
    from inventory.exchange.postgres_schema import HubReport

_URL = click.argument("url", type=words)


@click.group(short_help="Set up a hub on PostgreSQL, or look at it.")
def hub() -> None:
    """Set up a database on PostgreSQL as a hub for several tables, or look at one.

    URL is postgresql://LOGIN@SERVER/DATABASE, without a password: that is in PGPASSWORD, in
    PostgreSQL's password file, or in the file that CHAMPION_HUB_PASSWORD_FILE names.
    """


@hub.command(short_help="Make what the hub needs.")
@_URL
@json_option
def init(url: str, as_json: bool) -> None:
    """Make the tables, the roles and their rights in the database at URL.

    What is there already stays as it is.
    """
    from inventory.exchange.postgres_schema import TABLE_ROLE, init_hub

    report = init_hub(url)
    if as_json:
        say_json(asdict(report))
        return
    say(f"The hub is set up: {report.name}, {report.engine}.")
    if report.has_roles:
        say(f"Give each table a login of its own: CREATE ROLE table3 LOGIN IN ROLE {TABLE_ROLE};")
        say("then its password, unseen, with psql: \\password table3")
    _say_notes(report)


@hub.command(short_help="Ask whether a hub answers, and what it allows.")
@_URL
@json_option
def check(url: str, as_json: bool) -> None:
    """Ask the hub at URL whether it answers, and what this login may do there.

    Nothing is written. The exit code is 1 where this login can't add events.
    """
    from inventory.exchange.postgres_schema import check_hub

    report = check_hub(url)
    if as_json:
        say_json(asdict(report))
    else:
        held = f"{count(report.events, 'event')} of {count(report.stations, 'station')}"
        line = "encrypted" if report.is_encrypted else "not encrypted"
        say(f"The hub answers: {report.name}, {report.engine}, {report.milliseconds:.0f} ms.")
        say(f"It has {held}. The line is {line}.")
        say(f"The login {report.login} may {'read and add' if report.may_add else 'only read'}.")
        _say_notes(report)
    if not report.may_add:
        raise found_wanting()


def _say_notes(report: "HubReport") -> None:
    for note in report.notes:
        say(f"Note: {note}")
