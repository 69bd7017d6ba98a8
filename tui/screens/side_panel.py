"""What helps beside the verdict on a wide screen: the person's devices and history."""

from inventory.rules.phrases import since
from inventory.services import pages
from inventory.services.office import Office
from tui.event_words import word_of
from tui.widgets.text_lines import Toned

MOST_EVENTS = 14


def person_lines(office: Office, person_id: str) -> list[list[Toned]]:
    """The person's devices now, and what happened last, newest first."""
    card = pages.person_card(office, person_id, MOST_EVENTS)
    lines: list[list[Toned]] = [[("Has now", "muted")]]
    lines += [[(device.label, "bold"), (f"  {device.model}", "plain")] for device in card.holdings]
    if not card.holdings:
        lines.append([("nothing", "plain")])
    lines += [[], [("History", "muted")]]
    now = office.clock.now()
    for event in card.history:
        lines.append(
            [
                (f"{since(event.wall_time, now):<13}", "muted"),
                (f"{word_of(event):<12}", "plain"),
                (event.device or "", "plain"),
            ]
        )
    return lines
