"""What stands aside until somebody says yes: it locks nothing, and no one else can use it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inventory.errors import ChampionError
from inventory.files.profiles import RegisterKind
from inventory.model import Mode
from inventory.services import comparing, register
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.store import register as stored
from inventory.verdict import Code
from tests.builders import CountedEntropy, FixedClock, open_school

DEVICES, PEOPLE = RegisterKind.DEVICES, RegisterKind.PEOPLE
NEXT = "asset_tag,model,place\n" + "".join(f"NEW-{n:03},HP,Cart 2\n" for n in range(100))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The small school in a file."""
    path = tmp_path / "school.db"
    office = Office.create(path, FixedClock())
    open_school(office)
    office.close()
    return path


@pytest.fixture
def next_list(tmp_path: Path) -> Path:
    """A list with other devices."""
    file = tmp_path / "next.csv"
    file.write_text(NEXT, "utf-8")
    return file


@pytest.fixture
def here(path: Path) -> Iterator[Office]:
    """One window on the school."""
    office = Office.open(path, FixedClock())
    yield office
    office.close()


@pytest.fixture
def elsewhere(path: Path) -> Iterator[Office]:
    """Another one."""
    office = Office.open(path, FixedClock())
    office.database.patience_ms = 0
    yield office
    office.close()


def test_a_scan_elsewhere_waits_for_nothing_while_a_file_is_compared(
    here: Office, elsewhere: Office, next_list: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without patience of its own it would fail at once on any lock: between any two pieces, and
    while the preview is open."""
    monkeypatch.setattr(comparing, "CHUNK", 7)
    table, codes = Desk(elsewhere, Mode.OUT), iter([*("2001", "2005") * 50])
    seen: list[Code] = []
    plan = register.prepare(
        here, DEVICES, next_list, progress=lambda _: seen.append(table.scan(next(codes)).code)
    )
    assert len(seen) > 14
    assert set(seen) == {Code.PERSON}
    assert table.scan("NS-101").code is Code.ISSUED
    register.apply(here, plan)
    device = stored.device(elsewhere.database, "NS-101")
    assert device is not None
    assert not device.listed


def test_what_was_scanned_meanwhile_counts(
    here: Office, elsewhere: Office, next_list: Path
) -> None:
    """The journal goes on while somebody reads a preview, and the import does not undo it."""
    next_list.write_text("asset_tag,place\nNS-101,Cart 2\nNS-102,Cart 2\n", "utf-8")
    plan = register.prepare(here, DEVICES, next_list)
    table = Desk(elsewhere, Mode.OUT)
    table.scan("2001")
    table.scan("NS-101")
    register.apply(here, plan)
    rows = here.database.rows(
        "SELECT device, person, place FROM custody WHERE device IN ('NS-101', 'NS-102')"
        " ORDER BY device"
    )
    assert rows == [("NS-101", "2001", None), ("NS-102", None, "Cart 2")]


def test_a_code_that_was_taught_meanwhile_gives_way_to_the_list(
    here: Office, elsewhere: Office, next_list: Path
) -> None:
    """The district's own tag leads to the district's device; the sticker is forgotten."""
    from inventory.model import Draft, Kind

    plan = register.prepare(here, DEVICES, next_list)
    draft = Draft(Kind.RETAG, device="NS-101", body={"code": "NEW-005"})
    elsewhere.write(lambda: elsewhere.record([draft], elsewhere.new_id()))
    register.apply(here, plan)
    owner = here.database.value("SELECT device_id FROM identifier WHERE norm = 'NEW-005'")
    assert owner == "NEW-005"


def test_an_import_elsewhere_makes_the_preview_stale(
    here: Office, elsewhere: Office, next_list: Path
) -> None:
    """What was shown is not what would happen any more, so nothing does."""
    plan = register.prepare(here, DEVICES, next_list)
    register.apply(elsewhere, register.prepare(elsewhere, DEVICES, next_list))
    with pytest.raises(ChampionError, match="Something was imported since"):
        register.apply(here, plan)


def _again(office: Office, file: Path) -> None:
    register.prepare(office, PEOPLE, file.parent / "people.csv")


def _applied(office: Office, file: Path) -> None:
    register.apply(office, register.prepare(office, DEVICES, file))


@pytest.mark.parametrize("meanwhile", [_again, _applied])
def test_a_plan_is_good_once_and_only_until_the_next_file(
    here: Office, next_list: Path, meanwhile: Callable[[Office, Path], None]
) -> None:
    """What stands aside is another file's by then."""
    (next_list.parent / "people.csv").write_text("person_id\n9001\n", "utf-8")
    plan = register.prepare(here, DEVICES, next_list)
    meanwhile(here, next_list)
    with pytest.raises(ChampionError, match="Another file was read since"):
        register.apply(here, plan)


def test_what_stops_it_between_two_pieces_leaves_the_register_as_it_was(
    here: Office, next_list: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Esc rolls back what was written so far, and the same plan can be applied afterwards."""
    monkeypatch.setattr(register, "STEP", 10)
    plan = register.prepare(here, DEVICES, next_list)
    before = list(here.database.conn.iterdump())

    def stop(done: int, _total: int) -> None:
        if done >= 50:
            raise ChampionError("Stopped.")

    with pytest.raises(ChampionError, match=r"Stopped\."):
        register.apply(here, plan, progress=stop)
    assert list(here.database.conn.iterdump()) == before
    register.apply(here, plan)
    assert here.database.value("SELECT count(*) FROM device WHERE listed") == 100


def test_more_than_a_plan_keeps_is_counted_and_written(
    next_list: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The preview has the first ones at hand, and the import takes all."""
    monkeypatch.setattr(comparing, "MOST_KEPT", 10)
    office = Office.in_memory(FixedClock(), CountedEntropy())
    rows = "".join(f"ZZ{n},HP,Cart 2\n" for n in range(30))
    next_list.write_text(NEXT + rows, "utf-8")
    plan = register.prepare(office, DEVICES, next_list)
    assert (len(plan.new), plan.counts.new, len(plan.refused), plan.counts.refused) == (
        *(10, 100),
        *(10, 30),
    )
    assert len(register.refusals(office, plan)) == 30
    register.apply(office, plan)
    next_list.write_text(NEXT.replace("Cart 2", "Cart 1"), "utf-8")
    plan = register.prepare(office, DEVICES, next_list)
    changes = list(register.changes(office, plan))
    assert (len(plan.changed), plan.counts.changed, len(changes)) == (10, 100, 100)
    assert {one.fields[0].name for one in changes} == {"place"}
    next_list.write_text("asset_tag\nNEW-000\n", "utf-8")
    plan = register.prepare(office, DEVICES, next_list)
    assert (len(plan.gone), plan.counts.gone, len(list(register.gone(office, plan)))) == (
        10,
        99,
        99,
    )
