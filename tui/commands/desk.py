"""``scan``, ``out``, ``back``, ``undo``: the table without a screen."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import click

from inventory.errors import ChampionError
from inventory.model import CameBack, Grade, Mode
from inventory.rules.commands import Command
from inventory.rules.condition import CAUSE_NAMES
from inventory.rules.duties import Duty
from inventory.rules.phrases import a_list
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.services.undo import out_of_reach
from inventory.verdict import Severity, Verdict
from tui.commands.claimed import refuse_claimed, telling
from tui.commands.common import School, found_wanting, json_option, pass_school, say, words
from tui.commands.kinds import FILLED
from tui.commands.verdicts import UNDECIDED, last_of, scanned_lines, speaker


@click.command(short_help="Scan from standard input, one code a line.")
@click.option(
    "--mode", type=click.Choice([mode.value for mode in Mode]), required=True,
    help="What a scanned device means: handed out, taken back, inspected, or seen.",
)  # fmt: skip
@json_option
@pass_school
def scan(school: School, mode: str, as_json: bool) -> None:
    """Scan from standard input, one code a line; one verdict a line, once it is on disk."""
    with school.office(scans=True) as office, telling(office, speaker(as_json)) as speak:
        desk = Desk(office, Mode(mode))
        for code in scanned_lines(sys.stdin.buffer):
            speak(desk.scan(code))
        _leave(desk)


def _leave(desk: Desk) -> None:
    """Park the question that nobody answered, and say so beside the verdicts."""
    if claim := desk.leave():
        say(f"What was left open is parked, the last as {claim}.", err=True)


@click.command(short_help="Hand devices out to a person or a place.")
@click.argument("person", type=FILLED)
@click.argument("codes", type=FILLED, nargs=-1, required=True, metavar="CODE...")
@click.option("--confirm", is_flag=True, help="Answer yes to what is asked.")
@click.option(
    "--reason", type=words, default="", metavar="TEXT",
    help="Hand out all the same where something stands against it; also gives a second one.",
)  # fmt: skip
@json_option
@pass_school
def out(
    school: School, person: str, codes: tuple[str, ...], confirm: bool, reason: str, as_json: bool
) -> None:
    """Hand devices out to PERSON, the ID of somebody or the name of a place."""
    with school.office() as office, telling(office, speaker(as_json)) as speak:
        if reason:
            office.refuse_helper(Duty.OVERRIDE)
        desk = Desk(office, Mode.OUT)
        who = last_of(_answered(desk, person, confirm, reason), speak)
        if who.severity in UNDECIDED or not (desk.table.person or desk.table.place):
            claim = f"champion settle {who.claim} settles it." if who.claim else _WAYS_ON
            _leave(desk)
            raise ChampionError(f"Nothing was handed out to “{person}”.", claim)
        undecided = []
        for code in codes:
            verdict = last_of(_answered(desk, code, confirm, reason), speak)
            if verdict.severity in UNDECIDED:
                undecided.append(code)
        _leave(desk)
    refuse_claimed(speak)
    if undecided:
        raise ChampionError(f"Not handed out: {a_list(undecided)}.", _WAYS_ON)


_WAYS_ON = (
    "--confirm answers yes to a question, --reason TEXT overrides a stop; both may be needed."
)


@click.command(short_help="Take devices back.")
@click.argument("codes", type=FILLED, nargs=-1, required=True, metavar="CODE...")
@click.option(
    "--grade", type=click.Choice([grade.value for grade in Grade], case_sensitive=False),
    help="Condition: A as new, B normal wear, C damaged but works, D does not work, X parts only.",
)  # fmt: skip
@click.option("--missing", multiple=True, type=words, metavar="WHAT", help="Did not come back.")
@click.option("--faulty", multiple=True, type=words, metavar="WHAT", help="Came back faulty.")
@click.option("--cause", type=click.Choice(CAUSE_NAMES), help="What damaged it.")
@click.option("--note", type=words, default="", metavar="TEXT", help="Kept with the return.")
@click.option("--from", "bringer", metavar="PERSON", help="Who brings it.")
@click.option("--place", metavar="PLACE", help="Where it is put.")
@json_option
@pass_school
def back(
    school: School, codes: tuple[str, ...], grade: str | None, missing: tuple[str, ...],
    faulty: tuple[str, ...], cause: str | None, note: str, bringer: str | None,
    place: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Take devices back; what is said about their condition holds for each of them."""
    with school.office() as office, telling(office, speaker(as_json)) as speak:
        found = _Condition(
            _accessories(office, missing, faulty), (grade or "").upper(), cause or "", note
        )
        desk = Desk(office, Mode.BACK)
        for before in filter(None, (place, bringer)):
            speak(desk.scan(before))
        if (place and not desk.table.place) or (bringer and not desk.table.person):
            _leave(desk)
            raise ChampionError("Nothing was taken back.", "Check the person and the place.")
        undecided = []
        for code in codes:
            verdict = last_of(_taken_back(desk, code, found), speak)
            if verdict.severity in UNDECIDED:
                undecided.append(code)
        _leave(desk)
    if undecided:
        raise ChampionError(f"Look at what was said about {a_list(undecided)}.")


@dataclass(frozen=True, slots=True)
class _Condition:
    """How the devices came back, where that is not as usual."""

    accessories: dict[str, str]
    grade: str
    cause: str
    note: str

    @property
    def is_usual(self) -> bool:
        return not (self.accessories or self.grade or self.cause or self.note)


def _taken_back(desk: Desk, code: str, found: _Condition) -> Iterator[Verdict]:
    """The verdict on a code, and that on its condition where a device did come in."""
    verdict = desk.scan(code)
    yield verdict
    came_in = desk.table.hot or verdict.severity not in UNDECIDED
    if verdict.device and came_in and not found.is_usual:
        yield desk.amend(
            accessories=found.accessories, grade=found.grade, cause=found.cause, note=found.note
        )


@click.command(short_help="Undo the last scan, key or settling of this laptop.")
@click.option("--yes", is_flag=True, help="Also where a note, a term or an import came after it.")
@json_option
@pass_school
def undo(school: School, yes: bool, as_json: bool) -> None:
    """Undo the last scan, key or settling of this laptop; again undoes what was before it.

    Notes for IT and terms are taken back by their own commands. A list that was imported is put
    right by the right list, a setting by setting it again.
    """
    with school.office() as office, telling(office, speaker(as_json)) as speak:
        if not yes and (other := out_of_reach(office)):
            raise other
        verdict = Desk(office).command(Command.UNDO)
        speak(verdict)
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
    if both := sorted({*missing} & {*faulty}):
        raise ChampionError(
            f"The {both[0]} can't be missing and faulty.", "Say --missing or --faulty."
        )
    return {
        **dict.fromkeys(missing, CameBack.NOT.value),
        **dict.fromkeys(faulty, CameBack.FAULTY.value),
    }
