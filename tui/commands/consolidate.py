"""``consolidate``: the deliveries of many schools in one database, and what it says of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from inventory.files.district_expected import read_expected
from inventory.files.district_report import Written, refuse_reports
from inventory.rules.phrases import count
from inventory.services import district, district_reports
from inventory.services.district import Consolidated
from inventory.services.district_reports import Totals
from inventory.store.district_file import Target
from tui.clock import SystemClock
from tui.commands.common import found_wanting, json_option, say, say_json
from tui.commands.keys import identity_option, keys_in
from tui.commands.kinds import NAMED, WHERE
from tui.commands.progress import ProgressLine
from tui.commands.share import passphrase_option, read_passphrase

INTERRUPTED = 130
MOST_NAMES = 20
"""Schools that are named one by one; more are in the report."""


@dataclass(frozen=True, slots=True)
class _Order:
    sources: tuple[str, ...]
    into: str
    report: Path | None
    expected: Path | None
    dry_run: bool
    identity: Path | None
    asks: bool


@click.command(short_help="Put the packets and bundles of many schools together.")
@click.argument("sources", nargs=-1, required=True, type=WHERE, metavar="SOURCE…")
@click.option(
    "--into", required=True, type=WHERE, metavar="FILE|URL",
    help="The district's database: a file, or postgresql://USER@HOST/DATABASE.",
)  # fmt: skip
@click.option(
    "--report", type=NAMED, metavar="DIR",
    help="Write all reports into this new folder.",
)  # fmt: skip
@click.option(
    "--expect", "expected", type=NAMED, metavar="FILE",
    help="The list of schools that have to deliver; it is kept.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Verify everything, and write nothing.")
@identity_option
@passphrase_option
@json_option
def consolidate(as_json: bool, **said: object) -> None:
    """Take in packets (folders or .zip), bundles, and folders that hold many, or a hub's URL.

    Each is verified and taken in whole, or refused and named; what is there already adds nothing.
    """
    order = _Order(**said)  # type: ignore[arg-type]
    line = ProgressLine()
    try:
        done, result = _run(order, line)
    except (KeyboardInterrupt, click.Abort) as stop:
        line.clear()
        say("Stopped. What was taken in is kept; the next run goes on from there.", err=True)
        raise click.exceptions.Exit(INTERRUPTED) from stop
    finally:
        line.clear()
    if as_json:
        say_json(_as_object(done, result))
    else:
        for text in _in_words(order, done, result):
            say(text)
    for refused in done.refused:
        if not as_json:
            say(refused.reason, err=True)
    if done.refused:
        raise found_wanting()


@dataclass(frozen=True, slots=True)
class _Result:
    """What the database says after a run."""

    totals: Totals
    absent: list[tuple[str, str, str]]
    gaps: list[str]
    written: Written | None


def _run(order: _Order, line: ProgressLine) -> tuple[Consolidated, _Result | None]:
    if order.report and not order.dry_run:
        refuse_reports(order.report)
    schools = read_expected(order.expected) if order.expected else []
    keys, passphrase = keys_in(order.identity), read_passphrase(order.asks)
    if order.dry_run:
        return _verify(order, line, passphrase, keys), None
    now = SystemClock().now()
    with _open(order.into) as target:
        if schools:
            district.expect(target, schools)
        done = district.consolidate(
            target, order.sources, now=now, passphrase=passphrase, keys=keys, progress=_told(line)
        )
        line.clear()
        written = None
        if order.report:
            written = district_reports.write(target, order.report, refused=done.refused, now=now)
        absent = district_reports.not_delivered(target)
        gaps = district_reports.gaps(target)
        return done, _Result(district_reports.totals(target), absent, gaps, written)


def _verify(order: _Order, line: ProgressLine, passphrase: str, keys: str) -> Consolidated:
    """Nothing is written, so a file that isn't there yet is not made either."""

    def look(target: Target | None) -> Consolidated:
        return district.verify_only(
            target, order.sources, passphrase=passphrase, keys=keys, progress=_told(line)
        )

    if not district.is_url(order.into) and not Path(order.into).exists():
        return look(None)
    with _open(order.into) as target:
        return look(target)


@contextmanager
def _open(into: str) -> Iterator[Target]:
    target = district.open_target(into)
    try:
        yield target
    finally:
        target.close()


def _told(line: ProgressLine) -> Callable[[int, int], None]:
    return lambda done, total: line.took(done, total)


def _in_words(order: _Order, done: Consolidated, result: _Result | None) -> Iterator[str]:
    verb = "would be taken in" if order.dry_run else "taken in"
    yield (
        f"{count(done.new, 'delivery', 'deliveries')} {verb} with"
        f" {count(done.events, 'new event')}, {done.known:,} known already,"
        f" {len(done.refused):,} refused."
    )
    if done.aside:
        yield (
            f"{count(done.aside, 'event')} set aside: the id is there with other content."
            " Somebody changed a journal; the table event_aside has them."
        )
    if result is None:
        return
    yield from _figures(result.totals)
    yield from _absent(result)
    for gap in result.gaps:
        yield f"{gap}; what is said of that school is provisional."
    if result.written:
        yield _reports(result.written)


def _figures(said: Totals) -> Iterator[str]:
    yield (
        f"{said.quarter or 'No audit yet'}: {said.delivered:,} of {count(said.schools, 'school')}"
        f" delivered; {count(said.devices, 'device')}, {count(said.events, 'event')} in all."
    )
    if said.expected:
        yield (
            f"Expected {said.expected:,}, sighted {said.sighted:,}, accounted for"
            f" {said.accounted:,}, missing {said.missing:,}; value at risk {said.at_risk:,.2f}."
        )
    yield (
        f"{said.found:,} of the missing {'was' if said.found == 1 else 'were'} found at another"
        f" school; {count(said.claimed_twice, 'device')} claimed by two schools;"
        f" {count(said.label_conflicts, 'tag or serial', 'tags or serials')} that disagree."
    )
    if said.notes:
        yield f"{count(said.notes, 'note')} for IT: notes.csv of a report has them."


def _absent(result: _Result) -> Iterator[str]:
    for site, name, state in result.absent[:MOST_NAMES]:
        yield f"Not delivered: {site}{f' ({name})' if name and name != site else ''}, {state}."
    if len(result.absent) > MOST_NAMES:
        more = len(result.absent) - MOST_NAMES
        yield f"And {more:,} more: see not_delivered.csv of a report."


def _reports(written: Written) -> str:
    kinds = "CSV, Parquet and a workbook" if written.parquet else "CSV and a workbook"
    hint = "" if written.parquet else " For Parquet: pip install 'champion[district]'."
    return f"{count(written.files, 'file')} in {written.folder}: {kinds}.{hint}"


def _as_object(done: Consolidated, result: _Result | None) -> dict[str, object]:
    said: dict[str, object] = {
        "new": done.new,
        "known": done.known,
        "new_events": done.events,
        "set_aside": done.aside,
        "refused": [asdict(one) for one in done.refused],
    }
    if result:
        said |= asdict(result.totals)
        said["not_delivered"] = [
            {"site": site, "school": name, "state": state} for site, name, state in result.absent
        ]
        said["gaps"] = result.gaps
        said["report"] = str(result.written.folder) if result.written else None
    return said
