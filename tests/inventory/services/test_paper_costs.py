"""Damage, lost chargers and lost devices cost what was said of them at the table, to the cent."""

import random
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from inventory.errors import ChampionError
from inventory.files.profiles import RegisterKind
from inventory.model import Mode, Service
from inventory.services import papers, register, service_state
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.store import projections
from tests.builders import FixedClock, a_device, enrol
from tests.inventory.services.papering import PRICES, charged, column, hand_out, scan
from tests.two_tables import scan as scan_at


def test_costs_follow_what_was_said_at_the_table(
    office: Office, desk: Desk, clock: FixedClock
) -> None:
    """Of each return what holds in the end, charged to whose it was, not to who brought it."""
    hand_out(office, "2001", "NS-101", "NS-102")
    hand_out(office, "2002", "NS-103")
    scan(desk, clock, "NS-101", "ZZCHNONE", "ZZSCREEN", "ZZMISUSE", "ZZHINGE")
    scan(desk, clock, "NS-102", "ZZCHBAD", "ZZNEXT")
    scan(desk, clock, "2005", "NS-103", "ZZGRADEX", "ZZNEXT")
    assert sorted(charged(office)) == [
        ("2001", "NS-101", "charger not returned", "", Decimal("38.00")),
        ("2001", "NS-101", "hinge", "misuse", "no price set"),
        ("2001", "NS-101", "screen", "misuse", Decimal("65.10")),
        ("2001", "NS-102", "charger returned faulty", "", Decimal("38.00")),
        ("2002", "NS-103", "device only good for parts", "unknown", Decimal("299.50")),
    ]
    paper = papers.costs(office)
    assert dict(paper.figures) == {
        "Charges": 5, "Total": Decimal("440.60"), "With no price set": 1
    }  # fmt: skip
    assert [part.foot for part in paper.parts] == [
        "Total: 141.10 for 3, 1 more has no price set.",
        "Total: 299.50 for 1.",
    ]
    assert paper.closing == ("In all: 440.60 for 4, 1 more has no price set.",)


def test_costs_agree_with_a_count_of_what_was_said(
    office: Office, desk: Desk, clock: FixedClock
) -> None:
    """Sixty devices come back with whatever is said of them, and a simple count keeps up."""
    seed = 20261121
    print(f"seed {seed}")
    chance = random.Random(seed)
    devices = [a_device(f"NS-8{n:02}") for n in range(60)]
    enrol(office, devices)
    expected: Counter[tuple[str, str]] = Counter()
    for number, device in enumerate(devices):
        person = ("2001", "2002")[number % 2]
        hand_out(office, person, device.device_id)
        said = chance.choices(SAYINGS, k=chance.randrange(5))
        scan(desk, clock, device.tag, *said)
        expected.update((person, what) for what in counted(said))
    found = Counter((str(line[0]), str(line[2])) for line in charged(office))
    assert sum(expected.values()) > 40
    assert found == expected
    prices = {"screen": 6510, "charger not returned": 3800, "charger returned faulty": 3800,
              "device only good for parts": 29950}  # fmt: skip
    cents = sum(prices.get(what, 0) * number for (_, what), number in expected.items())
    assert dict(papers.costs(office).figures)["Total"] * 100 == cents


SAYINGS = ("ZZSCREEN", "ZZHINGE", "ZZCHNONE", "ZZCHBAD", "ZZGRADEB", "ZZGRADED", "ZZGRADEX",
           "ZZMISUSE")  # fmt: skip


def counted(said: list[str]) -> list[str]:
    """What is to be charged for after these words, as somebody with a pencil would count."""
    parts: dict[str, None] = {}
    grade, charger = "B", ""
    for word in said:
        if word in ("ZZSCREEN", "ZZHINGE"):
            parts[word[2:].lower()] = None
        if word in ("ZZSCREEN", "ZZHINGE", "ZZMISUSE") and grade == "B":
            grade = "C"
        if word.startswith("ZZGRADE"):
            grade = word[-1]
            parts = {} if grade == "B" else parts
        charger = {"ZZCHNONE": "not returned", "ZZCHBAD": "returned faulty"}.get(word, charger)
    named = {"C": "damaged, no part named", "D": "does not work, no part named"}
    damage = ["device only good for parts"] if grade == "X" else list(parts)
    if not damage and grade in named:
        damage = [named[grade]]
    return [*damage, *([f"charger {charger}"] if charger else [])]


def test_what_is_taken_back_or_undone_costs_nothing(
    office: Office, desk: Desk, clock: FixedClock
) -> None:
    """Grade B takes the damage back, a found charger the charger, undo all of it."""
    hand_out(office, "2001", "NS-101", "NS-102")
    scan(desk, clock, "NS-101", "ZZSCREEN", "ZZCHNONE", "ZZGRADEB")
    assert [line[2] for line in charged(office)] == ["charger not returned"]
    scan(desk, clock, "NS-102", "ZZSCREEN")
    assert len(charged(office)) == 2
    scan(desk, clock, "ZZUNDO", "ZZYES")
    assert len(charged(office)) == 1


def test_a_lost_device_is_charged_until_it_is_found(office: Office, desk: Desk) -> None:
    """To who has it; what the district's list has long had as lost is not news."""
    hand_out(office, "2001", "NS-101")
    service_state.set_service(office, "NS-101", Service.LOST, "Left on bus 12")
    service_state.set_service(office, "NS-102", Service.STOLEN, "Police 26-114")
    paper = papers.costs(office)
    assert charged(office) == [
        ("2001", "NS-101", "device lost", "", Decimal("299.50")),
        ("", "NS-102", "device stolen", "", Decimal("299.50")),
    ]
    assert column(paper, "note") == ["Left on bus 12", "Police 26-114"]
    service_state.set_service(office, "NS-101", Service.READY)
    assert [line[1] for line in charged(office)] == ["NS-102"]


@pytest.mark.parametrize("word", ["LOST", "RETIRED"])
def test_a_lost_device_is_charged_when_the_districts_list_says_so_too(
    office: Office, word: str, tmp_path: Path
) -> None:
    """It was not found by that; it was once somebody here took it back."""
    office.change_setting("prices", PRICES["prices"])
    hand_out(office, "2001", "NS-101")
    service_state.set_service(office, "NS-101", Service.LOST, "Left on bus 12")
    listed = tmp_path / "list.csv"
    listed.write_text(f"asset_tag,serial,service\nNS-101,5CDNS101,{word}\n", encoding="utf-8")
    register.apply(office, register.prepare(office, RegisterKind.DEVICES, listed))
    assert projections.custody_of(office.database, "NS-101").service_since is None
    assert [line[:3] for line in charged(office)] == [("2001", "NS-101", "device lost")]
    scan_at(office, "NS-101", mode=Mode.BACK)
    assert charged(office) == []


def test_costs_cover_the_days_that_are_asked_for(
    office: Office, desk: Desk, clock: FixedClock
) -> None:
    """Else those since the school year began."""
    hand_out(office, "2001", "NS-101")
    scan(desk, clock, "NS-101", "ZZSCREEN")
    clock.advance(40 * 86_400)
    assert len(papers.costs(office).rows) == 1
    office.change_setting("year", "2026-12-01 to 2027-06-11")
    assert papers.costs(office).lines[0] == "From 1 December to 31 December 2026."
    assert papers.costs(office).rows == ()
    asked = papers.period(office, date(2026, 11, 21), date(2026, 11, 21))
    assert len(papers.costs(office, asked).rows) == 1
    with pytest.raises(ChampionError, match="2026-12-24 is after 2026-11-21"):
        papers.period(office, date(2026, 12, 24), date(2026, 11, 21))


def test_one_loss_is_charged_once_however_often_somebody_speaks_of_it(
    office: Office, clock: FixedClock
) -> None:
    """On the day and with the note of the first word, as what the last one says; found, anew."""
    hand_out(office, "2001", "NS-101")
    service_state.set_service(office, "NS-101", Service.LOST, "Left on bus 12")
    clock.advance(30 * 86_400)
    service_state.set_service(office, "NS-101", Service.STOLEN, "Police 26-114")
    clock.advance(86_400)
    everything = papers.period(office, date(2026, 11, 1), date(2026, 12, 31))
    paper = papers.costs(office, everything)
    keys = ("day", "what", "note")
    assert [column(paper, key) for key in keys] == [
        ["2026-11-21"], ["device stolen"], ["Left on bus 12"]
    ]  # fmt: skip
    december = papers.period(office, date(2026, 12, 1), date(2026, 12, 31))
    assert papers.costs(office, december).rows == ()
    service_state.set_service(office, "NS-101", Service.READY, "it turned up")
    service_state.set_service(office, "NS-101", Service.LOST, "again")
    paper = papers.costs(office, everything)
    assert [column(paper, key) for key in keys] == [["2026-12-22"], ["device lost"], ["again"]]
