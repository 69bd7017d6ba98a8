"""``audit scan``, ``attest`` and ``unreadable``: what an open audit sees, hears and can't read."""

import sys
from collections.abc import Iterator

import click

from inventory.audit import AuditState
from inventory.errors import ChampionError, NotFound
from inventory.model import Mode
from inventory.rules.audit_life import Step, require
from inventory.rules.codes import clean
from inventory.rules.phrases import a_list
from inventory.services import pages, reports
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.text import loose
from tui.commands.audit_which import audit_of
from tui.commands.common import School, found_wanting, json_option, pass_school, say, words
from tui.commands.verdicts import UNDECIDED, scanned_lines, speaker

place_option = click.option("--place", type=words, metavar="PLACE", help="Where you stand.")


@click.command(short_help="Scan from standard input, one code a line.")
@place_option
@json_option
@pass_school
def scan(school: School, place: str | None, as_json: bool) -> None:
    """Count what is scanned on standard input, one code a line; one verdict a line."""
    speak = speaker(as_json)
    with school.office(scans=True) as office:
        desk = _desk(office)
        for code in _starting_in(office, place):
            speak(desk.scan(code))
        for code in scanned_lines(sys.stdin.buffer):
            speak(desk.scan(code))
        if claim := desk.leave():
            say(f"What was left open is parked, the last as {claim}.", err=True)


@click.command(short_help="Keep a person's word that they have it.")
@click.argument("people", nargs=-1, required=True, type=words, metavar="CODE...")
@json_option
@pass_school
def attest(school: School, people: tuple[str, ...], as_json: bool) -> None:
    """Keep the word of each person with this ID that they have what was not seen.

    It accounts for a device, but does not count as having seen it.
    """
    speak = speaker(as_json)
    with school.office() as office:
        desk = _desk(office)
        nothing = []
        for person_id in [_person(office, code) for code in people]:
            speak(desk.pick_person(person_id))
            verdict = desk.attest()
            speak(verdict)
            if verdict.severity in UNDECIDED:
                nothing.append(person_id)
    if nothing:
        raise ChampionError(f"Nothing was attested by {a_list(nothing)}.")


@click.command(short_help="Keep a thing that has no readable code.")
@click.argument("description", type=words, metavar="TEXT")
@place_option
@json_option
@pass_school
def unreadable(school: School, description: str, place: str | None, as_json: bool) -> None:
    """Keep a thing without a readable code by what it looks like, TEXT; it gets a claim number."""
    speak = speaker(as_json)
    with school.office() as office:
        desk = _desk(office)
        for code in _starting_in(office, place):
            speak(desk.scan(code))
        verdict = desk.describe(description)
    speak(verdict)
    if verdict.severity in UNDECIDED:
        raise found_wanting()


def _desk(office: Office) -> Desk:
    """A desk that counts for the open audit; ChampionError where none is open."""
    require(audit_of(office, "", AuditState.OPEN), Step.SCAN)
    return Desk(office, Mode.AUDIT)


def _starting_in(office: Office, place: str | None) -> Iterator[str]:
    """The place to scan first, if one was named; a misspelt one must not become a find."""
    if place is None:
        return
    known = [one.place for one in reports.places(office)]
    if loose(clean(place)) not in map(loose, known):
        raise NotFound(f"There is no place “{place}”.", f"The places are {', '.join(known)}.")
    yield place


def _person(office: Office, code: str) -> str:
    """The ID of somebody in the roster; anything else would be scanned as a device."""
    if pages.person(office, clean(code)) is None:
        raise NotFound(
            f"There is nobody with the ID “{code}” in the roster.",
            "champion find TEXT finds people.",
        )
    return clean(code)
