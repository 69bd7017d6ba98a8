"""An audit and its packet while tables disagree on a device."""

import csv
import io
from pathlib import Path

from inventory.files.packet_check import read_packet
from inventory.model import Mode
from inventory.rules.proposals import Known, propose
from inventory.services import disputes, upkeep
from inventory.services.disputes import Choice
from inventory.services.office import Office
from tests.builders import FixedClock, a_device, a_person, enrol, out_to
from tests.inventory.counting import another, furnish
from tests.inventory.services.at_the_table import Morning
from tests.inventory.services.sent import Sent
from tests.two_tables import call, dispute


def test_nothing_of_a_disputed_custody_is_proposed_to_the_district() -> None:
    """The clocks' word is no finding; what is not disputed is proposed as ever."""
    device = a_device(holder="2002", place="Room 204")
    assert [one.proposed for one in propose(Known(device, out_to("2001")), {})] == ["2001"]
    assert propose(Known(device, out_to("2001", disputed="c")), {}) == []
    moved = out_to("2001", disputed="c", place="Cart 1")
    assert propose(Known(device, moved), {}) == []


def test_an_audit_with_a_disputed_device_is_counted_signed_and_sent(
    office: Office, clock: FixedClock, tmp_path: Path
) -> None:
    """The packet holds together, with a dispute settled on the way and one that is still open."""
    table = furnish(Morning(office, clock))
    enrol(office, people=[a_person("2006", first_name="Gil", last_name="Farrow")])
    call(office, "Table 1")
    dispute(office, ["2006", "NS-101"], [["2005", "NS-101"]])
    dispute(office, ["2006", "NS-201"], [["2005", "NS-201"]])
    walk = Sent(another(table, Mode.AUDIT))
    walk.scan("Room 204", "NS-101", "NS-401")
    (first, second) = disputes.waiting(office)
    assert (first.device, second.device) == ("NS-101", "NS-201")
    disputes.settle(office, second.conflict_id, Choice(1))
    walk.lock()
    walk.explain()
    walk.sign()
    written = walk.submit(tmp_path / "packet")
    parts = read_packet(written.path).files
    assets = csv.DictReader(io.StringIO(parts["assets.csv"].decode(), newline=""))
    kept = {row["device_id"]: row for row in assets}
    assert kept["NS-201"]["custody"] == "WITH_PERSON"
    proposals = csv.DictReader(io.StringIO(parts["proposals.csv"].decode(), newline=""))
    holders = {row["device_id"] for row in proposals if row["field"] == "holder"}
    assert "NS-201" in holders
    assert "NS-101" not in holders
    events = csv.DictReader(io.StringIO(parts["events.csv"].decode(), newline=""))
    assert "resolve" in {row["kind"] for row in events}
    assert [view.device for view in disputes.waiting(office)] == ["NS-101"]
    assert upkeep.check(office).ok
    assert upkeep.rebuild(office)
