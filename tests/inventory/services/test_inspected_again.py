"""A second look at a device: after it was stolen, and at another laptop with another clock."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from inventory.model import CustodyState, Loan, Mode, Service
from inventory.rules.duties import Operator, Role
from inventory.services import charges, inspection, pages, service_state, upkeep
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.store import loans
from inventory.verdict import Code
from tests.builders import a_person, enrol
from tests.inventory.services.at_the_table import Morning
from tests.inventory.services.laptops import Laptop
from tests.two_tables import dispute

DEVICE = "NS-101"


def labels_left(office: Office) -> list[str]:
    """The labels that are left to check."""
    found = inspection.left(office, 50)
    assert len(found) == inspection.count(office).left
    return [one.device for one in found]


@pytest.fixture(params=[-300, 0, 300], ids=["slow", "same", "fast"])
def two(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Laptop, Laptop]]:
    """A device is out, and both laptops know it; the clock of the second one may be apart."""
    stick = tmp_path / "stick"
    stick.mkdir()
    one = Laptop.of_champion(tmp_path)
    two = one.set_up("Table 2", stick)
    one.scan("2001", DEVICE)
    shared(tmp_path, one, two)
    for laptop in (one, two):
        laptop.clock.advance(600)
    two.clock.advance(request.param)
    yield one, two
    for laptop in (one, two):
        assert upkeep.check(laptop.office).findings == ()
        assert upkeep.rebuild(laptop.office)
        laptop.office.close()


@pytest.fixture(autouse=True)
def _lightly(sealed_lightly: None) -> None:
    """Files are sealed without the second of work."""


def shared(folder: Path, *laptops: Laptop) -> None:
    """All know what the others know."""
    for laptop in (*laptops, *laptops):
        laptop.share(folder / "stick")


def the_loan(laptop: Laptop) -> Loan:
    """The one loan of the device."""
    (loan,) = loans.of_device(laptop.office.database, DEVICE)
    return loan


def charged(laptop: Laptop) -> list[tuple[str, str]]:
    """What is charged for, as it stands in the list."""
    found = charges.charges(laptop.office, charges.period(laptop.office))
    return [(one.device.label, one.what) for one in found]


def inspects(laptop: Laptop, *codes: str) -> tuple[Code, str]:
    """Inspect at a laptop; the code of the verdict and its sentence."""
    verdict = laptop.scan(*codes, mode=Mode.CHECK)
    return verdict.code, verdict.say


@pytest.mark.parametrize("device", ["NS-152", "NS-154"])
@pytest.mark.parametrize("helper", [False, True])
def test_a_second_scan_makes_no_stolen_device_ready(
    out: Morning, device: str, helper: bool
) -> None:
    """Not by a helper, not by the champion, and not by a word after it on any table."""
    if helper:
        out.office.operator = Operator("Bea", Role.HELPER)
    out.scan("ZZCHECK")
    for _ in range(3):
        verdict = out.scan(device)
        assert (verdict.code, "the district decides" in verdict.next) == (Code.RESURFACED, True)
        out.scan("ZZGRADEB")
        assert out.custody(device).service is Service.NEEDS_CHECK
    out.scan("ZZBACK", device, "ZZGRADEB", device, "ZZSCREEN")
    assert out.custody(device).service is Service.NEEDS_CHECK
    assert labels_left(out.office) == ["NS-156"]


def test_once_a_person_said_so_a_stolen_device_is_checked_as_any(out: Morning) -> None:
    """The district decided, and the champion wrote it down."""
    out.scan("ZZCHECK", "NS-152")
    service_state.set_service(out.office, "NS-152", Service.NEEDS_CHECK, "it is ours")
    assert labels_left(out.office) == ["NS-152", "NS-156"]
    assert out.scan("NS-152").code is Code.CHECKED
    assert out.custody("NS-152").service is Service.READY


def test_a_word_in_the_line_stands_whichever_clock_is_ahead(
    two: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    """One laptop took it back without its charger, the other had it in a bag as well."""
    line, bag = two
    line.scan(DEVICE, "ZZCHNONE", mode=Mode.BACK)
    bag.scan("ZZBAG", DEVICE, mode=Mode.BACK)
    shared(tmp_path, line, bag)
    expected = charged(line)
    assert [label for label, _ in expected] == [DEVICE]
    as_before = "HP Chromebook 11. As was said before: charger not returned."
    settled = "Tables disagreed on it: that is settled now."
    assert inspects(bag, DEVICE) == (Code.CHECKED, f"{as_before} {settled}")
    shared(tmp_path, line, bag)
    for laptop in (bag, line):
        code, say = inspects(laptop, DEVICE)
        assert (code, say.endswith("charger not returned.")) == (Code.ALREADY, True)
        assert charged(laptop) == expected
        assert the_loan(laptop).accessories == {"charger": "not returned"}
        assert laptop.custodies()[DEVICE].service is Service.READY


def test_a_look_elsewhere_brings_no_charger_back(
    two: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    """A scan on Inspect took it back as usual; only a person's word says that it is here."""
    line, look = two
    line.scan(DEVICE, "ZZCHNONE", mode=Mode.BACK)
    assert inspects(look, DEVICE, DEVICE)[0] is Code.CHECKED
    shared(tmp_path, line, look)
    for laptop in two:
        assert the_loan(laptop).accessories == {"charger": "not returned"}
    line.scan(DEVICE, "ZZCHXTRA", mode=Mode.CHECK)
    shared(tmp_path, line, look)
    for laptop in two:
        assert the_loan(laptop).accessories == {"charger": "returned"}
        assert charged(laptop) == []


@pytest.mark.parametrize("grade", ["", "ZZSCREEN", "ZZGRADED"])
def test_what_lay_in_a_bag_and_was_looked_at_elsewhere_is_left_to_check_nowhere(
    two: tuple[Laptop, Laptop], tmp_path: Path, grade: str
) -> None:
    """Before they shared; afterwards a scan at either is enough, if one is needed at all."""
    bag, look = two
    bag.scan("ZZBAG", DEVICE, mode=Mode.BACK)
    inspects(look, DEVICE, DEVICE, *filter(None, [grade]))
    shared(tmp_path, bag, look)
    assert labels_left(bag.office) == labels_left(look.office)
    if DEVICE in labels_left(bag.office):
        assert inspects(bag, DEVICE)[0] is Code.ALREADY
        shared(tmp_path, bag, look)
    for laptop in two:
        assert DEVICE not in labels_left(laptop.office)
        custody = laptop.custodies()[DEVICE]
        shapes = {"": Service.READY, "ZZSCREEN": Service.DAMAGED_USABLE}
        assert custody.service is shapes.get(grade, Service.NEEDS_CHECK)
        assert custody.state is CustodyState.IN_STOCK
        assert pages.device_page(laptop.office, DEVICE).custody.disputed is None


def test_what_does_not_work_is_left_to_check_again_once_it_was_out(
    two: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    """Whichever clock the hand-out at the other laptop has."""
    one, other = two
    other.scan(DEVICE, "ZZGRADED", mode=Mode.BACK)
    shared(tmp_path, one, other)
    assert DEVICE not in labels_left(one.office)
    service_state.set_service(one.office, DEVICE, Service.READY, "it works after all")
    one.scan("2001", DEVICE)
    one.scan("ZZBAG", DEVICE, mode=Mode.BACK)
    shared(tmp_path, one, other)
    for laptop in two:
        assert DEVICE in labels_left(laptop.office)
    assert inspects(other, DEVICE)[1] == "HP Chromebook 11. Condition B · charger back."


def test_a_lost_device_in_a_bag_is_checked_on_inspect_alone(out: Morning) -> None:
    """A second scan in the bag is no look at it; in the line it is one."""
    out.scan("2001", DEVICE)
    service_state.set_service(out.office, DEVICE, Service.LOST, "by the student")
    out.scan("ZZBAG")
    for device in (DEVICE, "NS-151"):
        verdict = out.scan(device)
        assert (verdict.code, verdict.next) == (
            Code.RESURFACED,
            "Put it aside: it is checked on Inspect.",
        )
        assert out.scan(device).code is Code.ALREADY
        assert out.custody(device).service is Service.NEEDS_CHECK


def test_a_lost_device_that_was_out_is_ready_with_the_second_scan(out: Morning) -> None:
    """As its verdict says; the first one has taken it back."""
    out.scan("2001", DEVICE)
    service_state.set_service(out.office, DEVICE, Service.LOST, "by the student")
    out.scan("ZZBACK")
    assert "Scan it again" in out.scan(DEVICE).next
    assert out.scan(DEVICE).code is Code.CONFIRMED
    assert out.custody(DEVICE).service is Service.READY


def test_a_bag_counts_what_stands_after_an_undo_elsewhere(out: Morning) -> None:
    """Ctrl+Z on another screen takes it out of the bag too."""
    out.scan("2001", DEVICE, "2005", "NS-102", "ZZBAG", DEVICE, "NS-102")
    table = out.desk
    out.desk = Desk(out.office)
    out.scan("ZZUNDO")
    table.recount()
    assert (table.table.bag, table.table.in_bag) == ("204", 1)
    out.scan("ZZUNDO")
    table.recount()
    assert (table.table.bag, table.table.in_bag) == ("", 0)


def test_the_line_after_a_bag_keeps_its_place(out: Morning) -> None:
    """Only the bag ends; and help says what is refused in one."""
    out.scan("ZZBACK", "Cart 1", "ZZBAG")
    assert "In a bag" in out.scan("ZZHELP").say
    out.scan("ZZBACK")
    assert (out.desk.table.place, out.desk.table.bag) == ("Cart 1", None)
    out.scan("ZZBACK")
    assert out.desk.table.place is None


def test_a_card_that_nobody_knows_gets_no_name_on_inspect(out: Morning) -> None:
    """No key for that works there."""
    verdict = out.scan("ZZCHECK", "2999")
    assert (verdict.parked_before or verdict.claim, "Ctrl+N" in verdict.next) == (
        verdict.claim,
        False,
    )


@pytest.mark.parametrize("elsewhere", [["2006", DEVICE], ["Cart 1", DEVICE]])
@pytest.mark.parametrize("lost", [False, True])
def test_a_disputed_device_is_settled_on_inspect_and_says_so(
    out: Morning, elsewhere: list[str], lost: bool
) -> None:
    """Two laptops handed it out; here it is."""
    enrol(out.office, people=[a_person("2006", first_name="Hana", last_name="Oakes")])
    dispute(out.office, ["2005", DEVICE], [elsewhere])
    assert out.custody(DEVICE).disputed
    out.clock.advance(600)
    if lost:
        service_state.set_service(out.office, DEVICE, Service.LOST, "by the student")
    first, second = out.scan("ZZCHECK", DEVICE), out.scan(DEVICE)
    settles, other = (first, second) if lost else (second, first)
    assert settles.say.endswith("Tables disagreed on it: that is settled now.")
    assert ("Tables disagree on who has it." in other.say) is not lost
    assert second.code is Code.CHECKED
    custody = out.custody(DEVICE)
    assert (custody.state, custody.disputed) == (CustodyState.IN_STOCK, None)
    assert inspection.count(out.office).done == 1
    assert upkeep.check(out.office).findings == ()
    assert upkeep.rebuild(out.office)
