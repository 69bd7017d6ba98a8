"""A charger that was missing at the return, and is found and said later, is owed no more."""

from pathlib import Path

import pytest

from inventory.model import Mode, Service
from inventory.services import charges, service_state, upkeep
from inventory.services.office import Office
from inventory.store import loans
from tests.inventory.services.at_the_table import Morning
from tests.inventory.services.laptops import Laptop, a_school

DEVICE = "NS-101"


def owed(office: Office) -> list[tuple[str | None, str]]:
    """What is charged for, by whom."""
    found = charges.charges(office, charges.period(office))
    return [(one.person, one.what) for one in found]


def by_its_loans(office: Office) -> list[dict[str, str]]:
    """What each loan of the device says of the charger."""
    return [dict(loan.accessories) for loan in loans.of_device(office.database, DEVICE)]


@pytest.fixture
def without(out: Morning) -> Morning:
    """The device came back without its charger, and another one was scanned behind it."""
    out.scan("2001", DEVICE, "ZZBACK", DEVICE, "ZZCHNONE", "NS-102")
    assert owed(out.office) == [("2001", "charger not returned")]
    assert by_its_loans(out.office) == [{"charger": "not returned"}]
    return out


def is_owed_no_more(table: Morning) -> None:
    """Neither by the loan nor in the list of costs, and what follows is what was folded."""
    assert by_its_loans(table.office) == [{"charger": "returned"}]
    assert owed(table.office) == []
    assert upkeep.check(table.office).findings == ()
    assert upkeep.rebuild(table.office)
    assert by_its_loans(table.office) == [{"charger": "returned"}]


@pytest.mark.parametrize(
    "scans",
    [[DEVICE], ["2005", DEVICE], ["Cart 1", DEVICE], ["ZZCHECK", DEVICE], ["ZZCHECK", DEVICE] * 2],
)
def test_a_later_scan_of_the_device_says_that_it_is_here(
    without: Morning, scans: list[str]
) -> None:
    """Whoever stands there, in the line and on Inspect, the first time and again."""
    without.scan(*scans)
    assert without.desk.lacking() == ("charger",)
    verdict = without.scan("ZZCHXTRA")
    assert verdict.say.startswith("Charger returned")
    is_owed_no_more(without)


@pytest.mark.parametrize("mode", [[], ["ZZCHECK"]])
@pytest.mark.parametrize("service", [Service.READY, Service.IN_REPAIR, Service.LOST])
def test_also_after_a_word_on_its_shape(
    without: Morning, service: Service, mode: list[str]
) -> None:
    """It was in repair meanwhile, or lost, or somebody said that it works."""
    service_state.set_service(without.office, DEVICE, service, "so it is")
    if mode and service is not Service.READY:
        without.scan(DEVICE)  # Take back says that it came home
    without.scan(*mode, DEVICE)
    assert without.desk.lacking() == ("charger",)
    without.scan("ZZCHXTRA")
    assert without.desk.lacking() == ()
    is_owed_no_more(without)


def test_a_word_after_a_repair_says_nothing_else_of_the_return_before(without: Morning) -> None:
    """It did not work then; it does now, and a charger that is found makes it no worse."""
    without.scan(DEVICE, "ZZGRADED")
    service_state.set_service(without.office, DEVICE, Service.IN_REPAIR, "sent in")
    without.scan(DEVICE, "ZZCHECK", DEVICE)
    assert without.custody(DEVICE).service is Service.READY
    without.scan("ZZCHXTRA")
    assert without.custody(DEVICE).service is Service.READY
    assert by_its_loans(without.office) == [{"charger": "returned"}]


def test_undone_it_is_owed_again(without: Morning) -> None:
    """The word is taken back, as any other."""
    without.scan(DEVICE, "ZZCHXTRA", "ZZUNDO")
    assert owed(without.office) == [("2001", "charger not returned")]
    assert by_its_loans(without.office) == [{"charger": "not returned"}]
    assert upkeep.check(without.office).findings == ()


def test_what_comes_with_the_next_loan_pays_for_none_before(without: Morning) -> None:
    """Handed out again, its next charger is that of the next student."""
    without.scan("ZZOUT", "2005", DEVICE, "ZZBACK", DEVICE)
    assert without.desk.lacking() == ()
    without.scan("ZZCHXTRA")
    assert owed(without.office) == [("2001", "charger not returned")]
    assert by_its_loans(without.office)[0] == {"charger": "not returned"}


@pytest.mark.parametrize("ahead", [-300, 0, 300])
def test_found_at_another_table_it_is_owed_at_none(
    sealed_lightly: None, tmp_path: Path, ahead: float
) -> None:
    """Whichever laptop's clock is ahead, and in whichever order they share."""
    with a_school(tmp_path) as school:
        line, other = school.champion, school.tables[0]
        line.scan("2001", DEVICE)
        line.scan(DEVICE, "ZZCHNONE", mode=Mode.BACK)
        shared(school.stick, line, other)
        other.clock.advance(600 + ahead)
        line.clock.advance(600)
        other.scan(DEVICE, "ZZCHXTRA", mode=Mode.BACK)
        line.scan(DEVICE, mode=Mode.BACK)
        shared(school.stick, other, line)
        for laptop in (line, other):
            assert by_its_loans(laptop.office) == [{"charger": "returned"}]
            assert owed(laptop.office) == []
            assert upkeep.check(laptop.office).findings == ()
            assert upkeep.rebuild(laptop.office)


def shared(stick: Path, *laptops: Laptop) -> None:
    """All know what the others know."""
    for laptop in (*laptops, *laptops):
        laptop.share(stick)
