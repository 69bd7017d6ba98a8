"""``rehearse``: a day tried out on a copy of the school, with barcodes to practise with."""

import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from inventory.rules.phrases import count
from inventory.services.office import Office
from tui.clock import SystemClock
from tui.commands.common import School, pass_school, say
from tui.commands.kinds import Ends, Whole

_SAID = "A rehearsal: nothing counts, and all of it is gone when you leave with Ctrl+Q."


@click.command(short_help="Try a day out on a copy of the school.")
@click.option(
    "--barcodes", type=Ends(".pdf"), metavar="FILE.pdf",
    help="Write a sheet of barcodes to practise with first.",
)  # fmt: skip
@click.option(
    "--people", type=Whole(1, 60), default=6, show_default=True, metavar="N",
    help="How many students the sheet has.",
)  # fmt: skip
@pass_school
def rehearse(school: School, barcodes: Path | None, people: int) -> None:
    """Open the app on a copy of the school that is thrown away when it is left.

    Nothing of it is shared, backed up or sent. Where there is no school yet, it is the sample
    school. The sheet has cards of students, a device for each, codes that nobody knows, and the
    command barcodes.
    """
    from inventory.services import rehearsal

    clock, path = SystemClock(), school.path
    if _is_there(school):
        if barcodes:
            with school.office() as office:
                _write_sheet(office, barcodes, people)
        say("Copying the school…", err=True)
        with _told_to_end() as gone, rehearsal.copied(path, clock) as copy:
            gone.append(copy.parent)
            code = _open(copy, demo=False)
    else:
        say("There is no school of your own yet: this is the sample school.", err=True)
        with _told_to_end() as gone, _sample(clock, barcodes, people) as copy:
            gone.append(copy.parent)
            code = _open(copy, demo=True)
    raise click.exceptions.Exit(code)


@contextmanager
def _told_to_end() -> Iterator[list[Path]]:
    """A closed window or a laptop that shuts down ends it too: the folders named in here go first.

    The program then ends there and then, as it does outside a rehearsal: nothing is left to draw or
    to keep.
    """
    gone: list[Path] = []

    def end(number: int, _: FrameType | None) -> None:
        for folder in gone:
            shutil.rmtree(folder, ignore_errors=True)
        if gone:
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        raise SystemExit(128 + number)

    numbers = [signal.Signals[name] for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, end) for number in numbers}
    try:
        yield gone
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_there(school: School) -> bool:
    """Whether there is a database with students and devices."""
    from inventory.services import rehearsal

    if not school.path.exists():
        return False
    with school.office() as office:
        return rehearsal.has_a_school(office)


@contextmanager
def _sample(clock: SystemClock, barcodes: Path | None, people: int) -> Iterator[Path]:
    """The sample school in a folder that is gone afterwards."""
    from inventory.services import rehearsal, sample

    with tempfile.TemporaryDirectory(prefix="champion-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "sample.db"
        office = Office.create(path, clock)
        try:
            sample.fill(office)
            if barcodes:
                _write_sheet(office, barcodes, people)
            rehearsal.mark(office)
        finally:
            office.close()
        yield path


def _write_sheet(office: Office, barcodes: Path, people: int) -> None:
    from inventory.services import rehearsal_sheet

    sheet = rehearsal_sheet.save_sheet(office, barcodes, people)
    say(
        f"Barcodes of {count(sheet.people, 'student')} and {count(sheet.devices, 'device')}:"
        f" {sheet.path}. Print at 100 %."
    )


def _open(path: Path, *, demo: bool) -> int:
    from tui.run import run

    return run(path, demo=demo, rehearsal=True, said=_SAID)
