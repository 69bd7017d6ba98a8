"""``check``: whether the file, the journal and this laptop are well."""

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from inventory.rules.phrases import count
from inventory.services import upkeep
from inventory.services.office import Office
from inventory.services.upkeep import Health
from tui.commands.columns import in_columns
from tui.commands.common import School, found_wanting, json_option, pass_school, say, say_json

if TYPE_CHECKING:
    from inventory.services.health import Fact
    from tui.selftest import Trial

_MARKS = {True: "✓", False: "✗", None: "·"}


@click.command(short_help="Check the file, the journal and this laptop.")
@click.option("--rebuild", is_flag=True, help="First work out anew who has what, and compare.")
@click.option(
    "--selftest", is_flag=True,
    help="Try kills and a burst of scans on a copy, on this laptop's own disk; under a minute.",
)  # fmt: skip
@json_option
@pass_school
def check(school: School, rebuild: bool, selftest: bool, as_json: bool) -> None:
    """Check the file, the journal's chain, and that what is shown follows from it.

    Below the findings stands what was looked at: versions, disk, clock, scanner, backups.
    """
    with school.office(scans=True) as office:
        if selftest:
            _try_out(office, as_json)
            return
        health = upkeep.check_rebuilt(office) if rebuild else upkeep.check(office)
        looked_at = _facts(office, health)
    if as_json:
        say_json(
            {
                "ok": health.ok,
                "findings": list(health.findings),
                "head": health.head,
                "events": health.events,
                "facts": [{"what": f.what, "is": f.is_now, "well": f.well} for f in looked_at],
            }
        )
    else:
        _say(health, looked_at)
    if not health.ok:
        raise found_wanting()


def _facts(office: Office, health: Health) -> "tuple[Fact, ...]":
    from importlib.metadata import PackageNotFoundError, version

    from inventory.services.health import facts

    try:
        own = version("champion")
    except PackageNotFoundError:
        own = "run from its source"
    return facts(office, health, own)


def _say(health: Health, looked_at: "tuple[Fact, ...]") -> None:
    if health.ok:
        unwell = any(fact.well is False for fact in looked_at)
        what = "File and journal are well" if unwell else "All is well"
        say(f"{what}: {count(health.events, 'event')}, head {health.head}.")
        if unwell:
            say("What has ✗ below needs somebody.")
    for finding in health.findings:
        say(finding)
    say("")
    for line in in_columns([[_MARKS[f.well], f.what, f.is_now] for f in looked_at]):
        say(line)


def _try_out(office: Office, as_json: bool) -> None:
    """Run the self-test, say what came of it, and end with 1 where anything was lost."""
    from tui import selftest

    done = selftest.run(office, lambda line: say(line, err=True))
    if as_json:
        say_json({"ok": done.ok, **asdict(done)})
    else:
        for line in _told(done):
            say(line)
    if not done.ok:
        raise found_wanting()


def _told(done: "Trial") -> list[str]:
    head = "Nothing was lost" if done.ok else "SCANS WERE LOST: do not use this laptop, call IT"
    if done.findings and not (done.lost or done.missing):
        head = "THE COPY WAS DAMAGED: do not use this laptop, call IT"
    confirmed = f"{count(done.confirmed, 'scan')} confirmed before, {done.lost} lost."
    return [
        f"{head}. {done.seconds:.0f} seconds, on {sys.platform}.",
        f"Killed while scanning: {count(done.kills, 'time')}, {confirmed}",
        f"Scanned without a pause: {count(done.burst, 'scan')}, {done.missing} lost.",
        *(done.findings or ["The copy is sound: file, chain and replay."]),
    ]
