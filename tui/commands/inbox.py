"""``settle``: what was parked, done with; disputed devices decided; swaps corrected."""

import click

from inventory.errors import NotFound
from inventory.model import Parked
from inventory.services import disputes, inbox, pages, swaps
from inventory.services.disputes import HERE, Choice
from inventory.services.office import Office
from inventory.services.pages import DevicePage
from inventory.verdict import Code
from tui.commands.common import School, json_option, pass_school, say, say_json, words
from tui.commands.kinds import Whole


@click.command(short_help="Settle what is parked, disputed or swapped.")
@click.argument("claim", type=words, metavar="CLAIM|DEVICE")
@click.option("--note", type=words, metavar="TEXT", help="What was done about it, in words.")
@click.option("--device", metavar="CODE", help="The unknown code leads to this device from now on.")
@click.option("--name", is_flag=True, help="Ask for the name of the unknown person.")
@click.option(
    "--hand-over", is_flag=True, help="Take the device from its holder and hand it over as asked."
)
@click.option(
    "--story", type=Whole(min=1), metavar="N",
    help="This story about the disputed device holds, by its number in champion list conflicts.",
)  # fmt: skip
@click.option("--in-stock", is_flag=True, help="The disputed device is here, in stock.")
@click.option(
    "--swap", is_flag=True,
    help="Record the swapped device, and all that were swapped with it, with who has them.",
)  # fmt: skip
@json_option
@pass_school
def settle(
    school: School, claim: str, note: str | None, device: str | None, name: bool,
    hand_over: bool, story: int | None, in_stock: bool, swap: bool, as_json: bool,
) -> None:  # fmt: skip
    """Settle what is parked under CLAIM, such as P-07, or a DEVICE.

    Of a device that is disputed it says which story holds; of one that was seen with another person
    than the record names it puts right the whole swap that it is in.
    """
    of_dispute = [story is not None, in_stock]
    if sum([note is not None, device is not None, name, hand_over, swap, *of_dispute]) != 1:
        raise click.UsageError(
            "Say one of --note, --device, --name or --hand-over; of a disputed device --story"
            " or --in-stock; of a swapped one --swap."
        )
    with school.office() as office:
        if any(of_dispute):
            _decide(office, claim, HERE if story is None else Choice(story), as_json)
            return
        if swap:
            _correct(office, claim, as_json)
            return
        waiting = inbox.find(office, claim)
        if note is not None:
            inbox.settle(office, waiting, note)
        elif device is not None:
            _bind(office, waiting, device)
        elif name:
            # Asked for and not an argument: other programs can read those, and this is a student.
            wanted = waiting.code == Code.UNKNOWN_PERSON
            said = click.prompt("First and last name", err=True) if wanted else "?"
            inbox.enter_person(office, waiting, words(said))
        else:
            inbox.hand_over(office, waiting)
    if as_json:
        say_json({"claim": waiting.claim, "code": waiting.code, "settled": True})
    else:
        say(f"{waiting.claim} is settled.")


def _decide(office: Office, which: str, choice: Choice, as_json: bool) -> None:
    view = disputes.find(office, which)
    said = disputes.settle(office, view.conflict_id, choice)
    if as_json:
        conflict = {"device": view.device, "conflict": view.conflict_id, "settled": True}
        say_json({**conflict, "say": said})
    else:
        say(said)


def _correct(office: Office, which: str, as_json: bool) -> None:
    found = swaps.find(office, which)
    said = swaps.settle(office, found.swap_id)
    if as_json:
        moves = [
            {
                "device": move.device.label,
                "from": move.recorded.person_id,
                "to": move.hands.person_id,
            }
            for move in found.corrections
        ]
        say_json({"swap": found.swap_id, "corrected": moves, "settled": True, "say": said})
    else:
        say(said)


def _bind(office: Office, waiting: Parked, code: str) -> None:
    page = pages.look_up(office, code)
    if not isinstance(page, DevicePage):
        raise NotFound(f"“{code}” is a person, not a device.", "Name the device by tag or serial.")
    inbox.bind(office, waiting, page.device.device_id)
