"""``share``: what other tables recorded is taken in, what they lack is given."""

import os

import click

from inventory.errors import ChampionError
from inventory.rules.phrases import count
from inventory.services import exchange
from inventory.services.exchange import Exchanged
from tui.commands.common import (
    School,
    found_wanting,
    is_at_a_terminal,
    json_option,
    pass_school,
    say,
    say_json,
)

PASSPHRASE_VARIABLE = "CHAMPION_PASSPHRASE"

passphrase_option = click.option(
    "--passphrase", "asks", is_flag=True,
    help=f"Ask for a passphrase; else {PASSPHRASE_VARIABLE} has it, else there is none.",
)  # fmt: skip


def read_passphrase(asks: bool, *, twice: bool = False) -> str:
    """The passphrase, typed unseen or from the environment; never an argument, which others see.

    Raises ChampionError where nobody can be asked.
    """
    if not asks:
        return os.environ.get(PASSPHRASE_VARIABLE, "")
    if not is_at_a_terminal():
        raise ChampionError(
            "Nobody can be asked for a passphrase here.", f"Set {PASSPHRASE_VARIABLE} instead."
        )
    typed: str = click.prompt("Passphrase", hide_input=True, confirmation_prompt=twice, err=True)
    return typed


@click.command(short_help="Exchange with other tables.")
@click.argument("target", metavar="DIR|URL")
@passphrase_option
@json_option
@pass_school
def share(school: School, target: str, asks: bool, as_json: bool) -> None:
    """Take in what other tables recorded, and give what they lack.

    DIR is a stick or a folder that all of them reach, URL a hub: postgresql://LOGIN@SERVER/DATABASE.
    Scans go on meanwhile. The exit code is 1 where something could not be read or given.
    """
    passphrase = read_passphrase(asks)
    with school.office() as office:
        carrier = exchange.open_carrier(office, target, passphrase)
        try:
            done = exchange.share(office, carrier)
        finally:
            carrier.close()
    if as_json:
        say_json(_as_object(done))
    else:
        _tell(done)
    for error in done.refused:
        say(str(error), err=True)
    if done.refused:
        raise found_wanting()


def _tell(done: Exchanged) -> None:
    came = f"{count(done.new, 'event')} came in, {count(done.sent, 'event')} went out"
    say(f"Shared with {done.carrier}: {came}.")
    if done.quarantined:
        what = count(done.quarantined, "event")
        say(f"{what} came with other content than is known here, and is kept aside.")
    if done.disputes:
        new = f", {done.disputed_now:,} of them new" if done.disputed_now else ""
        what = count(done.disputes, "device is disputed", "devices are disputed")
        say(f"{what}{new}: the Inbox has both stories.")
    for sentence in (*done.gaps, *done.cloned):
        say(sentence if sentence.endswith(".") else f"{sentence}.")


def _as_object(done: Exchanged) -> dict[str, object]:
    return {
        "carrier": done.carrier,
        "sent": done.sent,
        "new": done.new,
        "known": done.known,
        "quarantined": done.quarantined,
        "refused": [str(error) for error in done.refused],
        "disputes": done.disputes,
        "disputed_now": done.disputed_now,
        "gaps": list(done.gaps),
        "cloned": list(done.cloned),
    }
