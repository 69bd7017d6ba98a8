"""What was recorded last, as a screen that is opened later tells it."""

from inventory.model import Mode
from inventory.services import recent
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.verdict import Code
from tests.builders import FixedClock


def told(office: Office) -> tuple[Code, str | None, str]:
    """The newest outcome: what, which device, whose name."""
    newest = recent.verdicts(office, 1)[0]
    return newest.code, newest.device, newest.name


def test_a_hand_out_over_someone_else_is_told_of_who_got_it(
    office: Office, clock: FixedClock
) -> None:
    """The return that comes with it is of whom the device was with."""
    desk = Desk(office, Mode.OUT)
    for scan in ("2002", "NS-110", "2001", "NS-110", "NS-110"):
        clock.advance(5)
        shown = desk.scan(scan, clock.monotonic())
    assert told(office) == (Code.ISSUED, "NS-110", "Anaïs Quetzalwood")
    assert told(office) == (shown.code, shown.device, shown.name)


def test_a_swap_is_told_of_the_device_that_went_out(office: Office, clock: FixedClock) -> None:
    """Not of the one that came back with the same scan."""
    desk = Desk(office, Mode.OUT)
    for scan in ("2001", "NS-101", "NS-102", "NS-102"):
        clock.advance(5)
        shown = desk.scan(scan, clock.monotonic())
    assert told(office) == (Code.SWAPPED, "NS-102", "Anaïs Quetzalwood")
    assert told(office) == (shown.code, shown.device, shown.name)
