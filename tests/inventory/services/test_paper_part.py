"""Part of a paper: the rows that are chosen, and sums that are theirs."""

from decimal import Decimal

import pytest

from inventory.errors import ChampionError
from inventory.model import Mode
from inventory.services import papers
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.services.paper_part import only
from inventory.services.papers import Paper
from tests.builders import FixedClock, a_device, a_person, enrol
from tests.inventory.services.papering import hand_out, scan


@pytest.fixture
def rooms(office: Office) -> Paper:
    """The doors of two homerooms, of three students each."""
    people = [a_person(f"30{n}", homeroom=str(214 + n % 2)) for n in range(6)]
    devices = [a_device(f"NS-{500 + n}") for n in range(6)]
    enrol(office, devices, people)
    for person, device in zip(people, devices, strict=True):
        hand_out(office, person.person_id, device.device_id)
    return papers.door(office, homerooms=["214", "215"])


def test_all_rows_are_the_paper_itself(rooms: Paper) -> None:
    """Nothing is said of a part."""
    assert only(rooms, range(6)) is rooms


def test_a_part_that_is_whole_stays_as_it_is(rooms: Paper) -> None:
    """The page of one homeroom is that of the whole paper; the others are not there."""
    part = only(rooms, [2, 0, 1])
    assert part.parts == rooms.parts[:1]
    assert part.figures == (("Devices", 3), ("People", 3), ("Left out", 3))


def test_the_heading_counts_the_people_of_the_rows_that_stay(office: Office) -> None:
    """Somebody with two devices is one; where no ID is on it they are not counted."""
    devices = [a_device("NS-501"), a_device("NS-502"), a_device("NS-503", category="Hotspot")]
    enrol(office, devices, [a_person("300"), a_person("301")])
    hand_out(office, "300", "NS-501", "NS-503")
    hand_out(office, "301", "NS-502")
    whole = papers.door(office)
    theirs = [at for at, row in enumerate(whole.rows) if row[2] == "300"]
    assert len(theirs) == 2
    left = len(whole.rows) - len(theirs)
    heading = ("Devices", len(theirs))
    assert only(whole, theirs).figures == (heading, ("People", 1), ("Left out", left))
    without_ids = papers.door(office, initials=True)
    assert only(without_ids, theirs).figures == (heading, ("Left out", left))


def test_a_part_that_lacks_rows_says_so(rooms: Paper) -> None:
    """In the paper's order, whatever order the rows are shown in."""
    part = only(rooms, [4, 0])
    assert part.rows == (rooms.rows[0], rooms.rows[4])
    assert [one.foot for one in part.parts] == ["1 of 3 rows."] * 2
    assert [one.heading for one in part.parts] == ["Homeroom 214", "Homeroom 215"]


def test_amounts_are_added_of_what_is_on_it(office: Office, clock: FixedClock) -> None:
    """To the cent, with what has no price; no total of the whole is left."""
    office.change_setting("part_prices", "charger=38.50; screen=65.10")
    desk = Desk(office, Mode.BACK)
    people = [a_person(f"30{n}", last_name=f"Ferro {n}") for n in range(2)]
    devices = [a_device(f"NS-{500 + n}") for n in range(2)]
    enrol(office, devices, people)
    for person, device in zip(people, devices, strict=True):
        hand_out(office, person.person_id, device.device_id)
        scan(desk, clock, device.device_id, "ZZCHNONE", "ZZSCREEN", "ZZKEYS")
    whole = papers.costs(office)
    by_what = {(row[1], row[9]): at for at, row in enumerate(whole.rows)}
    kept = [by_what["300", "screen"], *(at for (who, _), at in by_what.items() if who == "301")]
    part = only(whole, kept)
    assert part.parts[0].foot == "1 of 3 rows. Total: 65.10 for 1."
    assert part.parts[1] == whole.parts[1]
    assert part.closing == ("In all: 168.70 for 3, 1 more has no price set.",)
    assert part.figures == (("Charges", 4), ("Left out", 2), ("Total", Decimal("168.70")))
    assert part.lines == (*whole.lines, "Only 4 of 6 rows are on it.")


def test_what_is_signed_is_not_cut(office: Office) -> None:
    """A receipt that lacks a device would be false."""
    hand_out(office, "2003", "NS-101", "NS-102")
    with pytest.raises(ChampionError, match="as a whole"):
        only(papers.receipt(office, "2003"), [0])


def test_no_row_is_no_paper(rooms: Paper) -> None:
    """It would say that everything is back."""
    with pytest.raises(ChampionError, match="No row"):
        only(rooms, [])
