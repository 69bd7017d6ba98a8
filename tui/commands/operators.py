"""``operator``: who works at the table, with role, badge and PIN."""

import click

from inventory.errors import ChampionError
from inventory.rules.duties import Operator, Role
from inventory.services import operators
from tui.commands.columns import in_columns
from tui.commands.common import (
    School,
    is_at_a_terminal,
    json_option,
    pass_school,
    say,
    say_json,
    words,
)

_ROLES = click.Choice([role.value for role in Role])
_badge = click.option(
    "--badge", type=words, metavar="CODE", help="The code on their badge, as a scanner reads it."
)
_pin = click.option("--pin", "asks", is_flag=True, help="Ask for a PIN of 4 to 12 digits, unseen.")


@click.group(short_help="Say who works at the table.")
def operator() -> None:
    """Keep the list of who works at the table: champions, and helpers who only scan.

    Where two or more are on it, the app asks who is there, and writes the name into each scan.
    Plain commands write as the setting “operator” says. A PIN or a badge tells people apart; it
    does not protect from somebody who has the file itself.
    """


@operator.command(short_help="Put somebody on the list.")
@click.argument("name", type=words)
@click.option(
    "--role", type=_ROLES, required=True,
    help="A helper can't override, settle, sign, import, export, purge or change settings.",
)  # fmt: skip
@_badge
@_pin
@json_option
@pass_school
def add(school: School, name: str, role: str, badge: str | None, asks: bool, as_json: bool) -> None:
    """Put NAME on the list; the first has to be a champion."""
    with school.office() as office:
        operators.checked_name(name)
        operators.checked_badge(office, badge or "")
        pin = _read_pin() if asks else ""
        added = operators.add(office, name, Role(role), badge=badge or "", pin=pin)
    _tell(added, "is on the list", as_json)


@operator.command(short_help="Change role, badge or PIN.")
@click.argument("name", type=words)
@click.option("--role", type=_ROLES, help="Champion or helper.")
@_badge
@_pin
@click.option("--no-badge", is_flag=True, help="Take the badge away, such as one that was lost.")
@click.option("--no-pin", is_flag=True, help="Ask for no PIN any more.")
@json_option
@pass_school
def change(
    school: School, name: str, role: str | None, badge: str | None, asks: bool, no_badge: bool,
    no_pin: bool, as_json: bool,
) -> None:  # fmt: skip
    """Change what is kept of NAME; what is not named stays."""
    if (badge and no_badge) or (asks and no_pin):
        raise click.UsageError("Give a badge or a PIN, or take it away: not both.")
    if not (role or badge or asks or no_badge or no_pin):
        raise click.UsageError("Say what to change: --role, --badge, --pin, --no-badge, --no-pin.")
    with school.office() as office:
        name = operators.find(office, name).name
        changed = operators.change(
            office,
            name,
            role=Role(role) if role else None,
            badge="" if no_badge else badge or None,
            pin="" if no_pin else (_read_pin() if asks else None),
        )
    _tell(changed, "is changed", as_json)


@operator.command(short_help="Take somebody off the list.")
@click.argument("name", type=words)
@json_option
@pass_school
def remove(school: School, name: str, as_json: bool) -> None:
    """Take NAME off the list; what they recorded keeps their name.

    The last champion can go only when nobody else is left.
    """
    with school.office() as office:
        gone = operators.remove(office, name)
    if as_json:
        say_json({"name": gone.name, "removed": True})
    else:
        say(f"{gone.name} is off the list. What they recorded keeps the name.")


@operator.command("list", short_help="Who is on the list.")
@json_option
@pass_school
def list_(school: School, as_json: bool) -> None:
    """Show who is on the list; codes of badges and PINs are not shown."""
    with school.office() as office:
        there, writes = operators.everybody(office), office.operator.name
    if as_json:
        for one in there:
            say_json(_as_object(one))
        return
    for line in in_columns([[one.name, one.role.value, _kept(one)] for one in there]):
        say(line)
    if not there:
        say(f"Nobody is on the list: “{writes}” is written into each scan.")


def _read_pin() -> str:
    """The PIN, typed unseen and twice; never an argument, which other programs see."""
    if not is_at_a_terminal():
        raise ChampionError(
            "Nobody can be asked for a PIN here.", "Do it at a terminal, or leave --pin out."
        )
    typed: str = click.prompt("PIN", hide_input=True, confirmation_prompt=True, err=True)
    return operators.checked_pin(typed)


def _tell(one: Operator, what: str, as_json: bool) -> None:
    if as_json:
        say_json(_as_object(one))
        return
    kept = _kept(one)
    say(f"{one.name} {what}: {one.role.value}{f', {kept}' if kept else ''}.")
    if one.role is Role.CHAMPION and not one.pin:
        say(
            f"Without a PIN anybody at the table can pick {one.name}: add one with --pin.", err=True
        )


def _kept(one: Operator) -> str:
    """``badge, PIN``"""
    return ", ".join(filter(None, ("badge" if one.badge else "", "PIN" if one.pin else "")))


def _as_object(one: Operator) -> dict[str, object]:
    return {
        "name": one.name,
        "role": one.role.value,
        "badge": bool(one.badge),
        "pin": bool(one.pin),
    }
