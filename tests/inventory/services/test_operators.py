"""Who works at the table: put on the list, taken off it, and taking over by name, PIN or badge."""

from pathlib import Path

import pytest

from inventory.errors import ChampionError, NotAllowed, NotFound
from inventory.model import Draft, Kind
from inventory.rules.duties import Operator, Role
from inventory.rules.scanner_profile import ScannerProfile
from inventory.services import operators, tables
from inventory.services.office import Office
from inventory.store import events
from tests.builders import CountedEntropy, FixedClock
from tests.inventory.services.at_the_table import Morning
from tests.inventory.services.laptops import Laptop


@pytest.fixture
def listed(office: Office) -> Office:
    """Ada is the champion and has PIN and badge; Bea helps and has neither."""
    operators.add(office, "Ada Park", Role.CHAMPION, badge="BADGE-7", pin="4711")
    operators.add(office, "Bea Lind", Role.HELPER)
    return office


def actors(office: Office) -> list[str]:
    return [event.actor for event in events.everything(office.database)]


def test_who_is_on_the_list_is_there_in_the_next_run(tmp_path: Path, clock: FixedClock) -> None:
    """Champions first, then by name."""
    office = Office.create(tmp_path / "school.db", clock)
    operators.add(office, " Zoe  Ward ", Role.CHAMPION)
    operators.add(office, "bea", Role.HELPER, badge=" *B-12* ")
    operators.add(office, "Ada", Role.HELPER)
    office.close()
    again = Office.open(tmp_path / "school.db", clock)
    found = [(one.name, one.role, one.badge) for one in operators.everybody(again)]
    again.close()
    assert found == [("Zoe Ward", "champion", ""), ("Ada", "helper", ""), ("bea", "helper", "B-12")]


@pytest.mark.parametrize("name", ["Ada Park", "ada park", " ADA   PARK "])
def test_a_name_is_on_the_list_once(listed: Office, name: str) -> None:
    """In capitals or not."""
    with pytest.raises(ChampionError, match=r"^Ada Park is on the list already"):
        operators.add(listed, name, Role.HELPER)
    assert len(operators.everybody(listed)) == 2


@pytest.mark.parametrize("name", ["", "  ", "x" * 41, "A\x1b[31mda", "Ada\u202e"])
def test_a_name_that_can_not_be_is_refused(office: Office, name: str) -> None:
    """Empty, too long, or one that a terminal must not get."""
    with pytest.raises(ChampionError, match="can't be the name of an operator"):
        operators.add(office, name, Role.CHAMPION)
    assert operators.everybody(office) == []


@pytest.mark.parametrize(
    ("badge", "means"),
    [
        ("2001", "the ID of a person on the roster"),
        ("NS-101", "a device's code"),
        ("5CDNS101", "a device's code"),
        ("ns 101", "a device's code"),
        ("0004711", "the code of a person and of a device"),
        ("Cart 1", "a place"),
        ("ZZUNDO", "a command barcode"),
        ("ZZNEW", "kept for command barcodes"),
    ],
)
def test_a_badge_that_means_something_else_is_refused(
    office: Office, badge: str, means: str
) -> None:
    """The same scan would hand out a device on one screen and change who is there on another."""
    with pytest.raises(ChampionError, match=f"is {means}: it can't be a badge"):
        operators.add(office, "Ada", Role.CHAMPION, badge=badge)
    assert operators.everybody(office) == []


@pytest.mark.parametrize("badge", ["12", "x" * 129])
def test_a_badge_that_no_scanner_reads_is_refused(office: Office, badge: str) -> None:
    """Two characters are typed by accident, and no barcode has 129."""
    with pytest.raises(ChampionError, match="can't be the code of a badge"):
        operators.add(office, "Ada", Role.CHAMPION, badge=badge)


def test_a_badge_is_one_persons(listed: Office) -> None:
    """The one who has it is named."""
    with pytest.raises(ChampionError, match="The badge BADGE-7 is Ada Park's"):
        operators.add(listed, "Cy", Role.HELPER, badge="BADGE-7")
    with pytest.raises(ChampionError, match="The badge BADGE-7 is Ada Park's"):
        operators.change(listed, "bea lind", badge="BADGE-7")


@pytest.mark.parametrize("pin", ["123", "1" * 13, "12a4", "12 34", "１２３４", "-1234", " 1234"])
def test_a_pin_is_four_to_twelve_digits(office: Office, pin: str) -> None:
    """And the refusal does not repeat it."""
    with pytest.raises(ChampionError, match=r"^A PIN is 4 to 12 digits") as refused:
        operators.add(office, "Ada", Role.CHAMPION, pin=pin)
    assert pin not in str(refused.value)
    assert operators.everybody(office) == []


def test_of_a_pin_only_a_salted_hash_is_kept(office: Office) -> None:
    """The same PIN twice is kept as two texts, and as itself nowhere."""
    one = operators.add(office, "Ada", Role.CHAMPION, pin="80317254", entropy=CountedEntropy())
    two = operators.add(office, "Bea", Role.HELPER, pin="80317254", entropy=CountedEntropy(1))
    assert one.pin != two.pin
    assert b"80317254" not in office.database.conn.serialize()


def test_the_first_on_the_list_is_a_champion(office: Office) -> None:
    """Else nobody could do what is for the champion."""
    with pytest.raises(ChampionError, match="The first on the list has to be a champion"):
        operators.add(office, "Bea", Role.HELPER)


def test_the_last_champion_stays_while_helpers_are_there(listed: Office) -> None:
    """Neither taken off nor made a helper; alone on the list, they may go."""
    with pytest.raises(ChampionError, match=r"^Ada Park is the last champion"):
        operators.remove(listed, "Ada Park")
    with pytest.raises(ChampionError, match=r"^Ada Park is the last champion"):
        operators.change(listed, "Ada Park", role=Role.HELPER)
    operators.remove(listed, "bea lind")
    operators.remove(listed, "Ada Park")
    assert operators.everybody(listed) == []


def test_nobody_is_removed_who_is_not_there(listed: Office) -> None:
    """With where to look."""
    with pytest.raises(NotFound, match=r"“Cy” is not on the list of operators. champion operator"):
        operators.remove(listed, "Cy")


def test_badge_pin_and_role_are_changed_and_taken_away(listed: Office) -> None:
    """What is not named stays."""
    operators.change(listed, "Bea Lind", role=Role.CHAMPION, badge="B-99")
    operators.change(listed, "Bea Lind", pin="1234")
    assert operators.take_over(listed, "Bea Lind", "1234").badge == "B-99"
    changed = operators.change(listed, "Bea Lind", badge="", pin="")
    assert changed == Operator("Bea Lind", Role.CHAMPION)


def test_taking_over_with_a_pin(listed: Office) -> None:
    """Only with that one; who was there stays there otherwise."""
    with pytest.raises(NotAllowed, match=r"Ada Park has a PIN"):
        operators.take_over(listed, "Ada Park")
    with pytest.raises(NotAllowed, match=r"^That is not the PIN of Ada Park") as refused:
        operators.take_over(listed, "Ada Park", "4712")
    assert "4712" not in str(refused.value)
    assert listed.operator.name == "champion"
    operators.take_over(listed, "ada park", "4711")
    assert listed.operator.name == "Ada Park"


def test_pins_can_not_be_tried_one_after_the_other(listed: Office, clock: FixedClock) -> None:
    """After five wrong ones even the right one has to wait; a badge and another name have not."""
    for _ in range(operators.TRIES):
        with pytest.raises(NotAllowed, match="That is not the PIN"):
            operators.take_over(listed, "Ada Park", "0000")
    clock.advance(10)
    with pytest.raises(NotAllowed, match=r"^5 wrong PINs were typed for Ada Park. Wait 20 s"):
        operators.take_over(listed, "Ada Park", "4711")
    assert operators.take_over_by_badge(listed, "BADGE-7").name == "Ada Park"
    operators.take_over(listed, "Bea Lind")
    clock.advance(20)
    assert operators.take_over(listed, "Ada Park", "4711").name == "Ada Park"
    with pytest.raises(NotAllowed, match="That is not the PIN"):
        operators.take_over(listed, "Ada Park", "0000")
    assert operators.take_over(listed, "Ada Park", "4711").name == "Ada Park"


def test_wrong_pins_are_counted_for_each_name(listed: Office, clock: FixedClock) -> None:
    """One's own PIN in between opens no new round, and nobody else has to wait."""
    operators.add(listed, "Cy Dahl", Role.HELPER, pin="2468")
    for _ in range(operators.TRIES):
        with pytest.raises(NotAllowed, match="That is not the PIN"):
            operators.take_over(listed, "Ada Park", "0000")
        operators.take_over(listed, "Cy Dahl", "2468")
    clock.advance(1)
    with pytest.raises(NotAllowed, match="5 wrong PINs were typed for Ada Park"):
        operators.take_over(listed, "Ada Park", "4711")


def test_a_pin_that_was_tampered_with_lets_nobody_in(listed: Office) -> None:
    """Whatever stands there."""
    for kept in ("4711", "scrypt:zz:zz", "scrypt::", "plain:00:00"):
        with listed.database.immediate():
            listed.database.write("UPDATE operator SET pin = ? WHERE name = 'Ada Park'", kept)
        with pytest.raises(NotAllowed):
            operators.take_over(listed, "Ada Park", "4711")


def test_taking_over_with_a_badge(listed: Office) -> None:
    """As a scanner sends it, with prefix or stars."""
    for scanned in ("BADGE-7", "*BADGE-7*", "]C0BADGE-7"):
        listed.operator = None
        assert operators.take_over_by_badge(listed, scanned).name == "Ada Park"
        assert listed.operator.name == "Ada Park"


def test_a_badge_is_read_as_the_scanner_means_it(listed: Office) -> None:
    """On a laptop whose keyboard exchanges letters, by what the scanner check found."""
    listed.scanner = ScannerProfile("enter", typed_as={"H": "G"})
    assert operators.take_over_by_badge(listed, "BADHE-7").name == "Ada Park"


@pytest.mark.parametrize("scanned", ["2001", "", "badge-7x", "ZZYES"])
def test_a_scan_that_is_no_badge_changes_nobody(listed: Office, scanned: str) -> None:
    """It is named, so that nobody takes it for recorded; who has no badge has not the empty one."""
    with pytest.raises(NotFound, match="is nobody's badge"):
        operators.take_over_by_badge(listed, scanned)
    assert listed.operator.name == "champion"


def test_each_event_says_who_was_at_the_table(listed: Office, clock: FixedClock) -> None:
    """From the scan after the one who took over; a change of settings changes nobody."""
    table = Morning(listed, clock)
    table.scan("2001")
    operators.take_over(listed, "Bea Lind")
    table.scan("NS-101")
    operators.take_over(listed, "Ada Park", "4711")
    listed.change_setting("limit", "many")
    listed.reload_settings()
    table.scan("NS-102")
    assert actors(listed) == ["champion", "Bea Lind", "Ada Park"]


def test_each_window_has_its_own_operator(tmp_path: Path, clock: FixedClock) -> None:
    """Two on one file write under two names; the work beside a window is its operator's."""
    first = Office.create(tmp_path / "school.db", clock)
    operators.add(first, "Ada", Role.CHAMPION)
    operators.add(first, "Bea", Role.HELPER)
    second, beside = (Office.open(tmp_path / "school.db", clock) for _ in range(2))
    operators.take_over(first, "Ada")
    operators.take_over(second, "Bea")
    beside.write_for(second)
    for window in (first, second, beside):
        window.write(lambda window=window: window.record([Draft(Kind.NOTE)], "g"))  # type: ignore[misc]
    assert actors(first) == ["Ada", "Bea", "Bea"]
    assert beside.groups is second.groups
    for window in (first, second, beside):
        window.close()


def test_plain_commands_act_as_whom_the_settings_name(listed: Office) -> None:
    """With their role; a name that is on no list is the champion, as before there were lists."""
    assert listed.operator == Operator("champion", Role.CHAMPION)
    listed.change_setting("operator", "Bea Lind")
    assert listed.operator == Operator("Bea Lind", Role.HELPER)


def test_a_role_that_was_changed_elsewhere_holds_at_once(listed: Office) -> None:
    """The other window's champion was made a helper: nothing more is settled there."""
    operators.add(listed, "Cy", Role.CHAMPION)
    operators.take_over(listed, "Cy")
    with listed.database.immediate():
        listed.database.write("UPDATE operator SET role = 'helper' WHERE name = 'Cy'")
    with pytest.raises(NotAllowed, match="Cy is a helper"):
        listed.change_setting("limit", "many")


def test_a_seed_brings_the_list_with_it(tmp_path: Path) -> None:
    """Names, roles, badges and PINs; a newer one brings the newer list."""
    stick = tmp_path / "stick"
    stick.mkdir()
    champion = Laptop.of_champion(tmp_path)
    operators.add(champion.office, "Ada", Role.CHAMPION, badge="B-77", pin="4711")
    operators.add(champion.office, "Bea", Role.HELPER)
    three = champion.set_up("Table 3", stick)
    assert operators.everybody(three.office) == operators.everybody(champion.office)
    assert operators.take_over(three.office, "Ada", "4711").badge == "B-77"
    three.scan("2001", "NS-101")
    assert actors(three.office)[-1] == "Ada"
    three.share(stick)
    champion.share(stick)
    operators.remove(champion.office, "Bea")
    three.open_seed(_seed(champion, stick))
    assert [one.name for one in operators.everybody(three.office)] == ["Ada"]
    champion.office.close()
    three.office.close()


def test_a_seed_without_a_list_leaves_the_tables_own(tmp_path: Path) -> None:
    """Who works at the table is not forgotten because the champion keeps no list."""
    stick = tmp_path / "stick"
    stick.mkdir()
    champion = Laptop.of_champion(tmp_path)
    three = champion.set_up("Table 3", stick)
    operators.add(three.office, "Cy", Role.CHAMPION, pin="2468")
    three.share(stick)
    champion.share(stick)
    three.open_seed(_seed(champion, stick))
    assert operators.take_over(three.office, "Cy", "2468").name == "Cy"
    champion.office.close()
    three.office.close()


def _seed(champion: Laptop, folder: Path) -> Path:
    return tables.add_table(champion.office, "Table 3", folder)
