"""``paper``: lists to hang up, to sign and to hand over; on screen, or as PDF, workbook or CSV."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from inventory.errors import NotFound
from inventory.files.whole import is_folder
from inventory.rules.phrases import count
from inventory.services import pages, papers
from inventory.services.office import Office
from inventory.services.papers import Form, Paper
from tui.commands.columns import in_columns
from tui.commands.common import School, filled, json_option, pass_school, say, say_json, words
from tui.commands.kinds import DAY, NAMED
from tui.commands.label_options import options

_SIZES = {"letter": "Letter", "a4": "A4"}
_out_options = options(
    click.option(
        "--out", type=NAMED, metavar="FILE",
        help="Ends with .pdf, .xlsx or .csv; a folder gets a PDF. Without it, it is shown here.",
    ),
    click.option("--page", type=click.Choice(list(_SIZES)), help="What a PDF is printed on."),
    json_option,
)  # fmt: skip


@click.group(short_help="Lists to print: not returned, leavers, costs, receipt, sheet, support.")
def paper() -> None:
    """Make a list to hang up, to sign or to hand over; print a PDF at 100 %."""


@paper.command(short_help="Not returned: all that people have, by homeroom.")
@click.option(
    "--homeroom", "homerooms", multiple=True, metavar="H", callback=filled,
    help="Only this homeroom.",
)  # fmt: skip
@click.option(
    "--grade", "grades", multiple=True, metavar="G", callback=filled, help="Only this grade."
)
@click.option("--staff", is_flag=True, help="Only what staff have.")
@click.option("--initials", is_flag=True, help="First name and one letter, and no IDs.")
@_out_options
@pass_school
def door(
    school: School, /, homerooms: tuple[str, ...], grades: tuple[str, ...], staff: bool,
    initials: bool, **said: Any,
) -> None:  # fmt: skip
    """List what people have and have not returned, a page for each homeroom, staff at the end."""
    if staff and (homerooms or grades):
        raise click.UsageError("--staff is only staff; --homeroom and --grade are of students.")
    _make(
        school,
        lambda office: papers.door(
            office, homerooms=homerooms, grades=grades, staff=staff, initials=initials
        ),
        said,
    )


@paper.command(short_help="Who left the school and still has a device.")
@_out_options
@pass_school
def leavers(school: School, /, **said: Any) -> None:
    """List who left the school and still has a device."""
    _make(school, papers.leavers, said)


@paper.command(short_help="Damage, lacking chargers and lost devices, with costs.")
@click.option("--since", type=DAY, metavar="DATE", help="From this day; else the school year.")
@click.option("--until", type=DAY, metavar="DATE", help="To this day; else today.")
@_out_options
@pass_school
def costs(school: School, /, since: datetime | None, until: datetime | None, **said: Any) -> None:
    """List what is damaged, lacking or lost, person by person, with the school's own prices.

    Prices are the settings prices and part_prices. What has none says so, and is counted.
    """

    def make(office: Office) -> Paper:
        first, last = (one.date() if one else None for one in (since, until))
        return papers.costs(office, papers.period(office, first, last))

    _make(school, make, said)


@paper.command(short_help="What one person has and brought back, to sign.")
@click.argument("person", metavar="PERSON")
@click.option("--on", "day", type=DAY, metavar="DATE", help="Brought back on; else today.")
@_out_options
@pass_school
def receipt(school: School, /, person: str, day: datetime | None, **said: Any) -> None:
    """Say what one person has now and what they brought back today, with its condition."""
    on = day.date().isoformat() if day else ""
    _make(school, lambda office: papers.receipt(office, _person(office, person), on), said)


@paper.command(short_help="The devices of a room or cart, to tick and to sign.")
@click.argument("places", nargs=-1, required=True, metavar="PLACE...")
@_out_options
@pass_school
def sheet(school: School, /, places: tuple[str, ...], **said: Any) -> None:
    """List the devices of a room or cart with boxes and a line to sign; a page for each place."""
    _make(school, lambda office: papers.sheet(office, [words(one) for one in places]), said)


@paper.command(short_help="A slip: how to reach the IT support centre about one device.")
@click.argument("device", metavar="DEVICE")
@click.option("--broken", default="", metavar="TEXT", help="What is broken, where nobody said it.")
@_out_options
@pass_school
def support(school: School, /, device: str, broken: str, **said: Any) -> None:
    """Write down what somebody needs who calls the IT support centre about a device.

    How it is reached is the setting support. The slip names nobody: whoever has the device calls.
    """
    _make(
        school,
        lambda office: papers.support(office, _device(office, device), words(broken)),
        said,
        scans=True,
    )


def _make(
    school: School, make: Callable[[Office], Paper], said: dict[str, Any], *, scans: bool = False
) -> None:
    """Make the paper, and show it, print it as JSON, or write it."""
    out, size, as_json = said["out"], said["page"], said["as_json"]
    if as_json and out:
        raise click.UsageError("Say --json or --out, not both.")
    if size and (out is None or (not is_folder(out) and papers.form_of(out) is not Form.PDF)):
        raise click.UsageError("--page is for a PDF: --out FILE.pdf.")
    with school.office(scans=scans) as office:
        made = make(office)
        if out:
            _write(office, made, out, size)
            return
    if as_json:
        for row in made.as_objects():
            say_json(dict(row))
    else:
        _show(made)


def _write(office: Office, made: Paper, out: Path, size: str | None) -> None:
    path = out
    if is_folder(out):
        path = papers.free_path(out / papers.file_name(made))
    size = size or papers.remembered_paper(office)
    papers.save(office, made, path, size)
    lines = count(len(made.rows), "row")
    if papers.form_of(path) is Form.PDF:
        papers.remember_paper(office, size)
        say(f"{lines} written to {path}, for {_SIZES[size]} paper. Print it at 100 %.")
    else:
        say(f"{lines} written to {path}.")


def _show(made: Paper) -> None:
    """The paper as text, its columns in line."""
    say(f"{made.title} · {made.school}")
    for line in made.lines:
        say(line)
    if not made.rows and not any(part.heading for part in made.parts):
        say(made.empty or "Nothing.")
    columns = [column.title or "" for column in made.in_files]
    table = [columns, *([papers.as_text(one) for one in made.cells(row)] for row in made.rows)]
    filled = [at for at in range(len(columns)) if any(row[at] for row in table[1:])]
    heading, *rows = in_columns([[row[at] for at in filled] for row in table])
    if made.rows and heading.strip():
        say(heading)
    for part in made.parts:
        if part.heading:
            say(f"{part.heading}{':' if part.rows else '.'}")
        for _ in part.rows:
            say(rows.pop(0))
        if part.foot:
            say(part.foot)
    for line in made.closing:
        say(line)


def _person(office: Office, code: str) -> str:
    """The ID of the person whom a code leads to. Raises NotFound where it leads to nobody."""
    code = words(code)
    if pages.person(office, code):
        return code
    page = pages.look_up(office, code)
    if isinstance(page, pages.DevicePage):
        raise NotFound(f"{code} is a device, not a person.", "champion find NAME looks for the ID.")
    return page.person.person_id


def _device(office: Office, code: str) -> str:
    """The id of the device that a code leads to. Raises NotFound where it leads to none."""
    page = pages.look_up(office, words(code))
    if isinstance(page, pages.PersonPage):
        raise NotFound(f"{code} is {page.person.name}, not a device.", "Say the asset tag.")
    return page.device.device_id
