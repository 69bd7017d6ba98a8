"""``scan``, ``out``, ``back``, ``undo``: the table without a screen."""

import sys
from collections.abc import Iterator

import click

from inventory.errors import ChampionError
from inventory.model import Grade, Mode, Severity, Verdict
from inventory.rules.codes import Command
from inventory.rules.phrases import a_list
from inventory.services.desk import Desk
from inventory.services.office import Office
from tui.commands.common import (
    WORDS,
    School,
    found_wanting,
    json_option,
    pass_school,
    say,
)
from tui.commands.verdicts import UNDECIDED, last_of, scanned_lines, speaker

_CAUSES = ("accident", "misuse", "unknown")


@click.command()
@click.option(
    "--mode", type=click.Choice([mode.value for mode in Mode]), required=True,
    help="What a scanned device means: handed out, taken back, or seen.",
)  # fmt: skip
@json_option
@pass_school
def scan(school: School, mode: str, as_json: bool) -> None:
    """Scan from standard input, one code a line; one verdict a line, once it is on disk."""
    speak = speaker(as_json)
    with school.office() as office:
        desk = Desk(office, Mode(mode))
        for code in scanned_lines(sys.stdin.buffer):
            speak(desk.scan(code))


@click.command()
@click.argument("person")
@click.argument("codes", nargs=-1, required=True, metavar="CODE...")
@click.option("--confirm", is_flag=True, help="Answer yes to what is asked.")
@click.option(
    "--reason", type=WORDS, default="", metavar="TEXT",
    help="Hand out all the same where something stands against it; also gives a second one.",
)  # fmt: skip
@json_option
@pass_school
def out(
    school: School, person: str, codes: tuple[str, ...], confirm: bool, reason: str, as_json: bool
) -> None:
    """Hand devices out to PERSON: their ID, or the name of a place."""
    speak = speaker(as_json)
    with school.office() as office:
        desk = Desk(office, Mode.OUT)
        open_ends = []
        for number, code in enumerate((person, *codes)):
            verdict = last_of(_answered(desk, code, confirm, reason), speak)
            if verdict and verdict.severity in UNDECIDED:
                open_ends.append(code)
            if number == 0 and (open_ends or not (desk.table.person or desk.table.place)):
                raise ChampionError(
                    f"Nothing was handed out: “{person}” has to be settled first.", _WAYS_ON
                )
    if open_ends:
        say(f"Not handed out: {a_list(open_ends)}. {_WAYS_ON}", err=True)
        raise found_wanting()


_WAYS_ON = "--confirm answers yes to a question, --reason TEXT overrides a stop."


@click.command()
@click.argument("codes", nargs=-1, required=True, metavar="CODE...")
@click.option(
    "--grade", type=click.Choice([grade.value for grade in Grade], case_sensitive=False),
    default="", help="Condition: A as new, B normal wear, C damaged, D does not work, X parts.",
)  # fmt: skip
@click.option("--missing", multiple=True, type=WORDS, metavar="WHAT", help="Did not come back.")
@click.option("--faulty", multiple=True, type=WORDS, metavar="WHAT", help="Came back faulty.")
@click.option("--cause", type=click.Choice(_CAUSES), default="", help="What damaged it.")
@click.option("--note", type=WORDS, default="", metavar="TEXT", help="Kept with the return.")
@click.option("--from", "bringer", metavar="PERSON", help="Who brings it.")
@click.option("--place", metavar="PLACE", help="Where it is put.")
@json_option
@pass_school
def back(
    school: School, codes: tuple[str, ...], grade: str, missing: tuple[str, ...],
    faulty: tuple[str, ...], cause: str, note: str, bringer: str | None, place: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Take devices back; what is said about their condition holds for each of them."""
    speak = speaker(as_json)
    with school.office() as office:
        accessories = _accessories(office, missing, faulty)
        desk = Desk(office, Mode.BACK)
        for before in filter(None, (place, bringer)):
            speak(desk.scan(before))
        if (place and not desk.table.place) or (bringer and not desk.table.person):
            raise ChampionError("Nothing was taken back.", "Check the person and the place.")
        open_ends = []
        for code in codes:
            verdict = desk.scan(code)
            speak(verdict)
            said = accessories or grade or cause or note
            if said and (desk.table.hot or verdict.severity not in UNDECIDED):
                verdict = desk.amend(accessories=accessories, grade=grade, cause=cause, note=note)
                speak(verdict)
            if verdict.severity in UNDECIDED:
                open_ends.append(code)
    if open_ends:
        say(f"Look at what was said about {a_list(open_ends)}.", err=True)
        raise found_wanting()


@click.command()
@json_option
@pass_school
def undo(school: School, as_json: bool) -> None:
    """Undo the last thing that this laptop recorded; again undoes what was before it."""
    with school.office() as office:
        verdict = Desk(office).command(Command.UNDO)
    speaker(as_json)(verdict)
    if verdict.severity is Severity.STOP:
        raise found_wanting()


def _answered(desk: Desk, code: str, confirm: bool, reason: str) -> Iterator[Verdict]:
    """The verdict on a code, and those on the answers that were given beforehand."""
    yield desk.scan(code)
    while True:
        if reason and desk.table.stopped:
            yield desk.override(reason)
        elif confirm and desk.table.asked:
            yield desk.command(Command.YES)
        else:
            return


def _accessories(
    office: Office, missing: tuple[str, ...], faulty: tuple[str, ...]
) -> dict[str, str]:
    """What did not come back as it went; ChampionError for what never goes out with a device."""
    known = {name for _, names in office.policy.accessories for name in names}
    for name in (*missing, *faulty):
        if name not in known:
            raise ChampionError(
                f"“{name}” is nothing that goes out with a device.",
                f"What does: {', '.join(sorted(known)) or 'nothing'} (champion settings).",
            )
    return {
        **dict.fromkeys(missing, "not returned"),
        **dict.fromkeys(faulty, "returned faulty"),
    }
