"""Who is charged and how often, whatever was scanned again, repaired, found or disputed."""

from decimal import Decimal

from inventory.model import Mode, Service
from inventory.services import papers, service_state
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.store import projections
from inventory.verdict import Code
from tests.builders import FixedClock, a_person, enrol
from tests.inventory.services.papering import charged, column, hand_out, scan
from tests.two_tables import beside, dispute, take_in
from tests.two_tables import scan as scan_at


def test_a_device_that_is_scanned_again_is_charged_once(
    office: Office, desk: Desk, clock: FixedClock
) -> None:
    """It is in stock already, and what is said then is said of the same return."""
    hand_out(office, "2001", "NS-101", "NS-102")
    scan(desk, clock, "NS-101", "ZZSCREEN", "NS-102", "NS-101", "ZZSCREEN", "ZZHINGE")
    assert [line[:3] for line in charged(office)] == [
        ("2001", "NS-101", "screen"),
        ("2001", "NS-101", "hinge"),
    ]


def test_a_damaged_device_that_the_districts_list_had_out_is_charged_too(
    office: Office, desk: Desk, clock: FixedClock
) -> None:
    """It was never handed out here, and came back all the same."""
    scan(desk, clock, "NS-110", "ZZSCREEN")
    assert charged(office) == [("2002", "NS-110", "screen", "unknown", Decimal("65.10"))]


def test_it_is_charged_once_where_only_the_list_had_it_out(
    office: Office, desk: Desk, clock: FixedClock
) -> None:
    """However long after somebody scans it again."""
    scan(desk, clock, "NS-110", "ZZSCREEN")
    clock.advance(86_400)
    scan(desk, clock, "NS-110", "ZZSCREEN")
    assert [line[:3] for line in charged(office)] == [("2002", "NS-110", "screen")]


def test_the_loans_say_who_is_charged_where_two_tables_worked(office: Office) -> None:
    """One table took it back and handed it on; the other took it back and knew of neither."""
    hand_out(office, "2001", "NS-101")
    other = beside(office, "Gym")
    scan_at(office, "NS-101", mode=Mode.BACK)
    scan_at(office, "2005", "NS-101")
    scan_at(other, "NS-101", "ZZCHNONE", mode=Mode.BACK, after=60)
    take_in(office, other)
    loans = office.database.rows("SELECT person, until IS NULL FROM loan ORDER BY loan_id")
    assert loans == [("2001", 0), ("2005", 0)]
    assert [line[:3] for line in charged(office)] == [("2005", "NS-101", "charger not returned")]
    today = office.clock.now().date().isoformat()
    assert column(papers.receipt(office, "2005", today), "what") == ["brought back"]
    brought = papers.receipt(office, "2001", today)
    assert column(brought, "with_it") == ["charger returned, condition B (normal wear)"]


def test_what_is_said_at_a_second_scan_is_charged_to_whose_it_was(
    office: Office, desk: Desk, clock: FixedClock
) -> None:
    """Not to whoever stands there; and the slip says it too."""
    office.change_setting("support", "555 0100")
    hand_out(office, "2001", "NS-101")
    scan(desk, clock, "NS-101", "ZZNEXT", "2005", "NS-101", "ZZSCREEN", "ZZGRADED")
    scan(desk, clock, "ZZNEXT", "NS-103", "ZZSCREEN")
    assert [line[:3] for line in charged(office)] == [
        ("2001", "NS-101", "screen"), ("", "NS-103", "screen")
    ]  # fmt: skip
    assert papers.support(office, "NS-101").rows[3][1] == "screen, does not work"
    (row,) = papers.receipt(office, "2001").rows
    assert row[5] == "charger returned, condition D (does not work), screen"


def test_what_is_damaged_after_a_repair_is_nobodys(
    office: Office, desk: Desk, clock: FixedClock
) -> None:
    """What it came back with before is still charged."""
    hand_out(office, "2001", "NS-101")
    scan(desk, clock, "NS-101", "ZZSCREEN", "ZZNEXT")
    service_state.set_service(office, "NS-101", Service.IN_REPAIR, "INC-7")
    scan(desk, clock, "NS-101", "ZZHINGE")
    assert [line[:3] for line in charged(office)] == [
        ("2001", "NS-101", "screen"), ("", "NS-101", "hinge")
    ]  # fmt: skip
    assert column(papers.receipt(office, "2001"), "with_it") == [
        "charger returned, condition C (damaged but works), screen"
    ]


def test_a_charger_that_turns_up_is_no_longer_charged(
    office: Office, desk: Desk, clock: FixedClock
) -> None:
    """Said when the device is scanned again, as B is; only the next one is one too many."""
    hand_out(office, "2001", "NS-101")
    scan(desk, clock, "NS-101", "ZZCHNONE", "ZZSCREEN", "ZZNEXT")
    clock.advance(3 * 86_400)
    scan(desk, clock, "NS-101", "ZZGRADEB")
    assert [line[2] for line in charged(office)] == ["charger not returned"]
    assert desk.lacking() == ("charger",)
    said = desk.scan("ZZCHXTRA")
    assert (said.code, said.say) == (
        Code.AMENDED, "Charger returned, condition B (normal wear)."
    )  # fmt: skip
    assert charged(office) == []
    assert desk.lacking() == ()
    clock.advance(5)
    assert desk.scan("ZZCHXTRA").say.startswith("Charger returned, and one too many")


def test_a_disputed_device_is_charged_to_nobody_yet(office: Office, desk: Desk) -> None:
    """What all tables knew stands; the rest is on the paper, says so, and the total waits."""
    enrol(office, people=[a_person("2006", first_name="Hana", last_name="Oakes")])
    hand_out(office, "2001", "NS-101")
    scan_at(office, "NS-101", "ZZSCREEN", mode=Mode.BACK)
    hand_out(office, "2001", "NS-101")
    broken = ("ZZBACK", "NS-101", "ZZSCREEN", "ZZOUT")
    dispute(office, [*broken, "2005", "NS-101"], [["ZZBACK", "NS-101", "ZZOUT", "2006", "NS-101"]])
    assert office.database.value("SELECT count(*) FROM conflict") == 1
    paper = papers.costs(office)
    assert [column(paper, key) for key in ("person", "price", "note")] == [
        ["2001", "2001"], [Decimal("65.10"), "tables disagree"], ["", "tables disagree"]
    ]  # fmt: skip
    assert paper.closing == ("In all: 65.10 for 1, 1 more is to be settled first.",)


def test_a_lost_device_on_which_tables_disagree_is_charged_to_nobody_yet(
    office: Office, desk: Desk, clock: FixedClock
) -> None:
    """Whoever the clocks propose: the total waits until somebody has settled it."""
    enrol(office, people=[a_person("2006", first_name="Hana", last_name="Oakes")])
    dispute(office, ["2005", "NS-101"], [["2006", "NS-101"]])
    clock.advance(600)
    service_state.set_service(office, "NS-101", Service.LOST, "Left on bus 12")
    service_state.set_service(office, "NS-102", Service.LOST, "Left on bus 14")
    assert projections.custody_of(office.database, "NS-101").disputed
    paper = papers.costs(office)
    keys = ("device", "what", "price", "note")
    assert sorted(zip(*(column(paper, key) for key in keys), strict=True)) == [
        ("NS-101", "device lost", "tables disagree", "tables disagree"),
        ("NS-102", "device lost", Decimal("299.50"), "Left on bus 14"),
    ]
    assert paper.closing == ("In all: 299.50 for 1, 1 more is to be settled first.",)
