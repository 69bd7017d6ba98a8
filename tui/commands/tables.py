"""``table``: setting up the tables of a school, and who of them has delivered."""

from datetime import datetime
from pathlib import Path

import click

from inventory.rules.phrases import count, since
from inventory.services import restoring, seeds, tables
from inventory.services.tables import TableState
from tui.clock import SystemClock
from tui.commands.columns import in_columns
from tui.commands.common import (
    School,
    ask,
    found_wanting,
    is_at_a_terminal,
    json_option,
    pass_school,
    say,
    say_json,
)
from tui.commands.kinds import NAMED
from tui.commands.share import passphrase_option, read_passphrase

UNSEALED = (
    "It holds students' names: take it off the stick once it is opened, or seal it with"
    " --passphrase."
)


@click.group(short_help="Set up tables, see who has delivered.")
def table() -> None:
    """Set up laptops as tables, and see what of each is here.

    On the champion's laptop: champion table add "Table 3" STICK. On the other one:
    champion table open STICK/NORTH_Table-3.seed.
    """


@table.command(short_help="Write the file that sets up a table.")
@click.argument("name")
@click.argument("folder", metavar="DIR", type=NAMED)
@passphrase_option
@json_option
@pass_school
def add(school: School, name: str, folder: Path, asks: bool, as_json: bool) -> None:
    """Write into DIR, such as a stick, the seed with which another laptop becomes table NAME.

    It holds register, settings and history, with the students' names: seal it with --passphrase
    where the stick may get lost.
    """
    passphrase = read_passphrase(asks, twice=True)
    with school.office() as office:
        name = tables.checked_name(office, name)
        seed = tables.add_table(office, name, folder, passphrase)
    if not passphrase:
        say(UNSEALED, err=True)
    if as_json:
        say_json({"table": name, "seed": str(seed), "sealed": bool(passphrase)})
        return
    say(f"Written: {seed}, {seed.stat().st_size / 1e6:.1f} MB.")
    say(f"On the laptop that becomes {name}: champion table open {seed.name}")


@table.command("open", short_help="Become a table, by its seed.")
@click.argument("seed", type=NAMED)
@click.option("--yes", is_flag=True, help="Go on without asking.")
@passphrase_option
@json_option
@pass_school
def open_(school: School, seed: Path, yes: bool, asks: bool, as_json: bool) -> None:
    """Make this laptop the table that SEED was written for.

    What was scanned here before goes into the new database, and the old one is kept as well.
    """
    path = school.path
    passphrase = read_passphrase(asks)
    if seeds.is_sealed(seed) and not passphrase and is_at_a_terminal():
        passphrase = read_passphrase(True)
    if path.exists() and not yes:
        there = restoring.look_into(path)
        say(f"The database {path} has {count(there.events, 'event')}; they are carried over.")
        if not ask("Go on with the seed?"):
            say("Nothing was changed.", err=True)
            raise found_wanting()
    opened = tables.open_seed(seed, path, SystemClock(), passphrase)
    kept = str(opened.kept) if opened.kept else None
    if as_json:
        done = {"table": opened.table, "school": opened.school}
        say_json({**done, "kept": kept, "brought": opened.brought})
        return
    of = f" of {opened.school}" if opened.school else ""
    say(f"This laptop is {opened.table}{of}.")
    if kept:
        say(f"{count(opened.brought, 'event')} carried over; what was here is kept as {kept}.")


@table.command(short_help="Expect a table no more.")
@click.argument("name")
@json_option
@pass_school
def remove(school: School, name: str, as_json: bool) -> None:
    """Take back that table NAME was set up, such as by mistake: nobody waits for it any more.

    A table of which something came in can't be removed.
    """
    with school.office() as office:
        name = tables.remove_table(office, name)
    if as_json:
        say_json({"table": name, "removed": True})
    else:
        say(f"{name} is not expected any more. Delete its seed where it was written.")


@table.command("list", short_help="Who has delivered.")
@json_option
@pass_school
def list_(school: School, as_json: bool) -> None:
    """Show every table that is known, what of it is here, and what is lacking.

    The exit code is 1 where something is lacking: results are provisional then.
    """
    with school.office() as office:
        found, lacking = tables.tables(office), tables.provisional(office)
        others = (*tables.cloned_sentences(office), *tables.namesake_sentences(office))
        now = office.clock.now()
    if as_json:
        for one in found:
            say_json(_as_object(one))
    else:
        for line in in_columns([_row(one, now) for one in found]):
            say(line)
        for sentence in (*lacking, *others):
            say(sentence if sentence.endswith(".") else f"{sentence}.")
    if lacking:
        raise found_wanting()


def _row(one: TableState, now: datetime) -> list[str]:
    name = one.name or f"…{one.station[-4:]}"
    return [name, count(one.events, "event"), _delivered(one, now), ", ".join(_remarks(one))]


def _delivered(one: TableState, now: datetime) -> str:
    if one.is_own:
        return "this laptop"
    if one.is_waited_for:
        return "nothing yet"
    return f"delivered {since(one.delivered_at, now)}" if one.delivered_at else "came with the seed"


def _remarks(one: TableState) -> list[str]:
    remarks = []
    if one.gaps:
        remarks.append("numbers missing")
    if one.register_is_old:
        remarks.append("works with an older register")
    if one.clock_off is not None and one.clock_off > CLOCK_SECONDS:
        remarks.append(f"its clock is {one.clock_off / 60:,.0f} min ahead")
    return remarks


CLOCK_SECONDS = 120
"""From here on a clock that is ahead is worth a word."""


def _as_object(one: TableState) -> dict[str, object]:
    return {
        "table": one.name,
        "station": one.station,
        "events": one.events,
        "newest_at": one.newest_at or None,
        "delivered_at": one.delivered_at or None,
        "gaps": [[gap.first, gap.last] for gap in one.gaps],
        "register_is_old": one.register_is_old,
        "clock_off": one.clock_off,
        "own": one.is_own,
        "waited_for": one.is_waited_for,
    }
