"""What helps beside the verdict on a wide screen: the person's devices and history."""

from inventory.services import reports
from inventory.services.office import Office
from tui.event_words import details_of, when_of, word_of
from tui.widgets.text_lines import Toned

MOST_EVENTS = 14


def person_lines(office: Office, person_id: str) -> list[list[Toned]]:
    """The person's devices now, and what happened last, newest first."""
    card = reports.person_card(office, person_id, MOST_EVENTS)
    lines: list[list[Toned]] = [[("Has now", "muted")]]
    lines += [[(device.label, "bold"), (f"  {device.model}", "plain")] for device in card.holdings]
    if not card.holdings:
        lines.append([("nothing", "plain")])
    lines += [[], [("History", "muted")]]
    for event in card.history:
        lines.append(
            [
                (f"{when_of(event)}  ", "muted"),
                (f"{word_of(event)} ", "plain"),
                (event.device or "", "plain"),
                (f"  {details_of(event)}", "muted"),
            ]
        )
    return lines
