"""Setting up tables by seeds, who has delivered, and what is told of each laptop."""

import gzip
import hashlib
import subprocess
import sys
import zlib
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from inventory.errors import ChampionError, FileRefused, NotRecorded, StaysSealed, StoreRefused
from inventory.files import seed_file
from inventory.journal.vector import Span
from inventory.model import Kind, PersonStatus
from inventory.services import backups, inbox, seeds, tables, upkeep
from inventory.services.office import Office
from inventory.services.tables import TableState
from inventory.store import announced, backup, events, imports, register, seeding, settings
from inventory.store.database import Database, create_database
from inventory.store.imports import ImportRecord
from tests.builders import STATION, CountedEntropy, FixedClock, open_school
from tests.inventory.services.laptops import Laptop
from tests.inventory.store import test_migrations

pytestmark = pytest.mark.usefixtures("sealed_lightly")


@pytest.fixture
def champion(tmp_path: Path) -> Iterator[Laptop]:
    """The laptop from which tables are set up; in the end its file is sound."""
    laptop = Laptop.of_champion(tmp_path)
    yield laptop
    assert upkeep.check(laptop.office).findings == ()
    laptop.office.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def three(champion: Laptop, stick: Path) -> Iterator[Laptop]:
    """Table 3, set up by a seed; in the end its file is sound."""
    laptop = champion.set_up("Table 3", stick)
    yield laptop
    assert upkeep.check(laptop.office).findings == ()
    assert upkeep.rebuild(laptop.office)
    laptop.office.close()


def import_devices(laptop: Laptop, name: str) -> None:
    """Keep that a file was imported, as the import does at its end."""
    record = ImportRecord(name, "devices", f"{name}.csv", "", "", "2026-11-21", 1, 1, 0, 0, 0, 0)
    with laptop.office.database.immediate():
        imports.log(laptop.office.database, record)


def by_name(laptop: Laptop) -> dict[str, TableState]:
    return {one.name: one for one in tables.tables(laptop.office)}


def test_a_seed_makes_a_table(champion: Laptop, stick: Path, tmp_path: Path) -> None:
    """Register, settings and history come with it, under a station and a name of its own."""
    champion.scan("2001", "NS-101")
    champion.office.change_setting("limit", "many")
    champion.office.change_setting("operator", "Ottilie Vangsness")
    seed = tables.add_table(champion.office, "Table 3", stick)
    assert seed == stick / "NORTH_Table-3.seed"
    target = tmp_path / "three" / "champion.db"
    opened = tables.open_seed(seed, target, champion.clock)
    assert opened == tables.Opened("Table 3", "North School", None, 0)
    assert [path.name for path in target.parent.iterdir()] == ["champion.db"]
    three = Laptop.at(target)
    assert (three.office.table, three.office.is_table) == ("Table 3", True)
    assert (three.office.setting("limit"), three.office.setting("operator")) == ("many", "champion")
    assert three.holder("NS-101") == "2001"
    assert three.office.station_id != champion.office.station_id
    assert announced.own_stations(three.office.database) == [three.office.station_id]
    three.scan("2010", "NS-102")
    assert three.holder("NS-102") == "2010"
    assert events.of_station(three.office.database, three.office.station_id)[0].seq == 1
    three.office.close()


def test_a_seed_is_never_written_over_another_file(champion: Laptop, stick: Path) -> None:
    """The second of a day gets a number."""
    names = [tables.add_table(champion.office, "Table 3", stick).name for _ in range(3)]
    assert names == ["NORTH_Table-3.seed", "NORTH_Table-3-2.seed", "NORTH_Table-3-3.seed"]


@pytest.mark.parametrize(
    ("name", "file"),
    [("Library: table/3", "NORTH_Library-table-3.seed"), ("Büro", "NORTH_Buro.seed"),
     ("Стіл 7", "NORTH_7.seed")],
)  # fmt: skip
def test_a_seed_is_named_so_that_every_disk_takes_it(
    champion: Laptop, stick: Path, name: str, file: str
) -> None:
    """Letters, digits and dashes."""
    assert tables.add_table(champion.office, name, stick).name == file


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "can't be the name of a table"),
        ("  ", "can't be the name of a table"),
        ("—", "can't be the name of a table"),
        ("x" * 41, "can't be the name of a table"),
        ("table 1", "This laptop is Table 1 itself."),
        ("Room 3", r"Room 3 and Table 3 would give the same claim numbers \(P3-01\)."),
    ],
)
def test_a_name_that_would_confuse_is_refused(
    champion: Laptop, stick: Path, name: str, sentence: str
) -> None:
    """Before anything is written."""
    tables.add_table(champion.office, "Table 3", stick)
    with pytest.raises(ChampionError, match=sentence):
        tables.add_table(champion.office, name, stick)
    assert len(list(stick.iterdir())) == 1


def test_a_folder_that_is_not_there_is_a_sentence(champion: Laptop, tmp_path: Path) -> None:
    """And nobody waits for the table."""
    with pytest.raises(FileRefused, match="There is no folder"):
        tables.add_table(champion.office, "Table 3", tmp_path / "gone")
    assert tables.provisional(champion.office) == ()


def test_a_sealed_seed_opens_with_its_passphrase_alone(
    champion: Laptop, stick: Path, tmp_path: Path
) -> None:
    """The names of the students are in none of its bytes."""
    seed = tables.add_table(champion.office, "Table 3", stick, "seven lean geese")
    assert seed.name == "NORTH_Table-3.seed.age"
    target = tmp_path / "three" / "champion.db"
    for wrong in ("", "eight fat geese"):
        with pytest.raises(StaysSealed, match=r"NORTH_Table-3\.seed\.age"):
            tables.open_seed(seed, target, champion.clock, wrong)
        assert not target.exists()
    assert seeds.is_sealed(seed)
    assert tables.open_seed(seed, target, champion.clock, "seven lean geese").table == "Table 3"


def test_a_seed_that_is_not_sealed_opens_whatever_the_passphrase(
    champion: Laptop, stick: Path, tmp_path: Path
) -> None:
    """One is set for all files, and this one was written without."""
    seed = tables.add_table(champion.office, "Table 3", stick)
    target = tmp_path / "three" / "champion.db"
    assert tables.open_seed(seed, target, champion.clock, "any").brought == 0


def test_a_backup_is_no_seed(champion: Laptop, tmp_path: Path) -> None:
    """Two laptops with one backup would both be the champion's."""
    copy = backups.back_up(champion.office, tmp_path / "copy.seed").path
    with pytest.raises(FileRefused, match="is a database, such as a backup"):
        tables.open_seed(copy, tmp_path / "new" / "champion.db", champion.clock)
    assert not (tmp_path / "new" / "champion.db").exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"hello", "is not the seed of a table"),
        (b"[" * 100_000, "is not the seed of a table"),
        (b'{"format":"champion-bundle/1"}\n', "is not the seed of a table"),
        (b'{"format":"champion-seed/2"}\n', "was written by a newer Champion"),
        (b'{"format":"champion-seed/1"}\n', "was changed, cut or damaged"),
    ],
)
def test_a_foreign_file_is_no_seed(tmp_path: Path, content: bytes, sentence: str) -> None:
    """Nothing is made of it."""
    (tmp_path / "x.seed").write_bytes(content)
    with pytest.raises(FileRefused, match=sentence):
        tables.open_seed(tmp_path / "x.seed", tmp_path / "champion.db", FixedClock())
    assert not (tmp_path / "champion.db").exists()


def test_a_seed_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    """The stick was pulled out."""
    with pytest.raises(FileRefused, match="can't be read: No such file"):
        tables.open_seed(tmp_path / "x.seed", tmp_path / "champion.db", FixedClock())


def test_a_damaged_seed_is_refused_wherever_the_damage_is(
    champion: Laptop, stick: Path, tmp_path: Path
) -> None:
    """A flipped byte at sixty places, and a cut at ten: never half a table, never a traceback."""
    good = tables.add_table(champion.office, "Table 3", stick).read_bytes()
    damaged = stick / "damaged.seed"
    target = tmp_path / "new" / "champion.db"
    line = good.index(b"\n")
    # In the ten bytes of gzip's header some say nothing of what is packed.
    places = [*range(0, line, line // 20), *range(line + 11, len(good), len(good) // 40)]
    cuts = [good[: len(good) * part // 10] for part in range(10)]
    flipped = [good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :] for at in places]
    # Where a page is all zeros another distance may unpack to the very same database: no damage.
    packed = _unpacked(good, line)
    damages = [
        content
        for content in flipped
        if content[:line] != good[:line] or _unpacked(content, line) != packed
    ]
    assert len(damages) > len(flipped) * 9 // 10
    for content in (*cuts, *damages, good + b"x"):
        damaged.write_bytes(content)
        with pytest.raises(FileRefused):
            tables.open_seed(damaged, target, champion.clock)
        assert not target.exists()


def _unpacked(seed: bytes, line: int) -> bytes | None:
    """What is packed behind the first line of this length; None where it can't be unpacked."""
    try:
        return gzip.decompress(seed[line + 1 :])
    except (OSError, EOFError, zlib.error):
        return None


def test_a_seed_larger_than_it_says_stops_while_it_is_unpacked() -> None:
    """A small file can hold very much."""
    label = seed_file.Label("T", "", "", "", "", 10, "0" * 64)
    data = seed_file.pack(label, bytes(50_000_000))
    with pytest.raises(FileRefused, match="was changed, cut or damaged"):
        seed_file.unpack(data, "x.seed")


def test_the_champions_laptop_stays_what_it_is(champion: Laptop, stick: Path) -> None:
    """Its own seed, opened by mistake; and one from another laptop of the school."""
    seed = tables.add_table(champion.office, "Table 3", stick)
    before = champion.ids()
    with pytest.raises(FileRefused, match="This is the laptop from which tables are set up"):
        tables.open_seed(seed, champion.path, champion.clock)
    assert champion.ids() == before
    assert champion.scan("2001", "NS-101").code.value == "issued"


def test_a_seed_of_another_school_is_refused(three: Laptop, tmp_path: Path, stick: Path) -> None:
    """By the schools' codes, else by their names."""
    clock = FixedClock()
    other = Office(create_database(tmp_path / "other.db"), clock, CountedEntropy(9_000_000))
    open_school(other)
    other.change_setting("site", "SOUTH")
    other.change_setting("school", "South School")
    seed = tables.add_table(other, "Table 3", stick)
    before = three.ids()
    with pytest.raises(FileRefused, match=r"of another school: South School, .* of North School\."):
        tables.open_seed(seed, three.path, clock)
    other.change_setting("site", "")
    unnamed = tables.add_table(other, "Table 3", stick)
    with pytest.raises(FileRefused, match="of another school"):
        tables.open_seed(unnamed, three.path, clock)
    assert three.ids() == before
    other.close()


def test_a_newer_seed_keeps_every_scan(champion: Laptop, three: Laptop, stick: Path) -> None:
    """In the middle of the day: what was recorded, parked and typed is in the new database."""
    three.scan("2001", "NS-101")
    waiting = inbox.find(three.office, three.scan("2999").claim or "")
    inbox.enter_person(three.office, waiting, "Ada Moorland")
    three.office.change_setting("operator", "Quill Brightwater")
    three.share(stick)
    import_devices(champion, "second")
    champion.scan("2010", "NS-102")
    had, station = three.ids(), three.office.station_id
    opened = three.open_seed(tables.add_table(champion.office, "Table 3", stick))
    assert opened.brought == len(had - champion.ids())
    assert had <= three.ids()
    assert (three.holder("NS-101"), three.holder("NS-102")) == ("2001", "2010")
    assert three.office.station_id != station
    assert three.office.setting("operator") == "Quill Brightwater"
    typed = register.person(three.office.database, "2999")
    assert typed
    assert (typed.name, typed.status) == ("Ada Moorland", PersonStatus.UNKNOWN)
    assert opened.kept
    assert backup.inspect_copy(opened.kept).events == len(had)
    assert announced.own_stations(three.office.database) == [station, three.office.station_id]
    assert three.share(stick).gaps == ()
    assert champion.share(stick).gaps == ()
    assert champion.holder("NS-101") == "2001"
    (state,) = (one for one in tables.tables(champion.office) if one.name == "Table 3")
    assert state.station == three.office.station_id


def test_claim_numbers_go_on_after_a_newer_seed(
    champion: Laptop, three: Laptop, stick: Path
) -> None:
    """Nobody at the table holds a slip with the number of another one."""
    assert three.scan("strange-1").claim == "P3-01"
    three.open_seed(tables.add_table(champion.office, "Table 3", stick))
    assert three.scan("strange-2").claim == "P3-02"


def test_an_older_seed_is_refused(champion: Laptop, stick: Path, tmp_path: Path) -> None:
    """Yesterday's file would bring yesterday's roster."""
    import_devices(champion, "first")
    old = tables.add_table(champion.office, "Table 3", stick)
    import_devices(champion, "second")
    three = champion.set_up("Table 3", stick)
    with pytest.raises(FileRefused, match="The seed is older than what is here"):
        tables.open_seed(old, three.path, champion.clock)
    three.office.close()


def test_a_damaged_database_is_not_replaced(three: Laptop, champion: Laptop, stick: Path) -> None:
    """Nobody knows what could be carried over of it."""
    seed = tables.add_table(champion.office, "Table 3", stick)
    three.scan("2001", "NS-101")
    with three.office.database.immediate():
        three.office.database.write("UPDATE custody SET state = 'UNKNOWN', person = NULL")
    before = three.path.read_bytes()
    with pytest.raises(StoreRefused, match="The database that is here is damaged"):
        tables.open_seed(seed, three.path, three.clock)
    assert three.path.read_bytes() == before
    upkeep.rebuild(three.office)


def test_while_a_seed_is_opened_nobody_can_scan_into_the_old_file(
    champion: Laptop, three: Laptop, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a scan could get lost between the carrying over and the new name."""
    seed = tables.add_table(champion.office, "Table 3", stick)
    three.office.database.patience_ms = 20
    carry_over = seeding.carry_over
    refused: list[str] = []

    def meanwhile(old: Database, new: Database, kept_settings: Iterable[str]) -> int:
        brought = carry_over(old, new, kept_settings)
        try:
            three.scan("2001", "NS-101")
        except NotRecorded as error:
            refused.append(error.message)
        return brought

    monkeypatch.setattr(seeding, "carry_over", meanwhile)
    tables.open_seed(seed, three.path, three.clock)
    assert refused == ["Another program is writing to the database."]
    with pytest.raises(NotRecorded, match="was moved, deleted or replaced"):
        three.scan("2001", "NS-101")
    three.office.close()
    three.office = Office.open(three.path, three.clock)


def test_a_seed_that_can_not_be_put_in_place_leaves_what_was_there(
    champion: Laptop, three: Laptop, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full at the last moment."""
    three.scan("2001", "NS-101")
    seed = tables.add_table(champion.office, "Table 3", stick)

    def full(*_: object) -> None:
        raise StoreRefused("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(backup, "put_in_place", full)
        with pytest.raises(StoreRefused):
            tables.open_seed(seed, three.path, three.clock)
    assert three.holder("NS-101") == "2001"
    assert three.scan("2010", "NS-102").code.value == "issued"
    assert {path.name for path in three.path.parent.iterdir()} <= {
        "champion.db", "champion.db-journal", "backups",
    }  # fmt: skip


def test_claim_numbers_say_at_which_table(champion: Laptop, three: Laptop) -> None:
    """A slip from Table 3 is found among those of all tables, in small letters too."""
    assert champion.scan("strange-0").claim == "P-01"
    assert [three.scan(f"strange-{number}").claim for number in (1, 2)] == ["P3-01", "P3-02"]
    three.share(three.path.parent.parent / "stick")
    champion.share(three.path.parent.parent / "stick")
    assert champion.scan("strange-9").claim == "P-02"
    waiting = inbox.find(champion.office, "p3-02")
    inbox.settle(champion.office, waiting, "Sent to the office")
    assert waiting.raw == "strange-2"


def test_an_undone_claim_number_is_not_given_again(three: Laptop) -> None:
    """Somebody may walk about with it."""
    three.scan("strange-1", "ZZUNDO")
    assert three.scan("strange-2").claim == "P3-02"


def test_who_is_waited_for_and_who_has_delivered(
    champion: Laptop, three: Laptop, stick: Path
) -> None:
    """From the seed on, until something of the table comes in."""
    four = champion.set_up("Table 4", stick)
    assert tables.provisional(champion.office) == (
        "Table 3: nothing has come in yet", "Table 4: nothing has come in yet",
    )  # fmt: skip
    waited = by_name(champion)["Table 3"]
    assert (waited.is_waited_for, waited.station, waited.events) == (True, "", 0)
    three.scan("2001", "NS-101")
    three.share(stick)
    champion.share(stick)
    assert tables.provisional(champion.office) == ("Table 4: nothing has come in yet",)
    state = by_name(champion)["Table 3"]
    assert (state.events, state.is_waited_for, state.is_own) == (3, False, False)
    assert state.station == three.office.station_id
    assert state.newest_at == three.clock.now().isoformat(timespec="milliseconds")
    assert state.delivered_at == champion.clock.now().isoformat(timespec="milliseconds")
    own = tables.tables(champion.office)[0]
    assert (own.name, own.is_own, own.delivered_at) == ("Table 1", True, "")
    four.share(stick)
    champion.share(stick)
    assert tables.provisional(champion.office) == ()
    four.office.close()


def test_a_table_knows_of_the_others_what_the_seed_and_their_bundles_say(
    champion: Laptop, three: Laptop, stick: Path
) -> None:
    """The champion's name came with the seed; this table waits for none but the later ones."""
    four = champion.set_up("Table 4", stick)
    assert tables.table_name(four.office, champion.office.station_id) == "Table 1"
    assert tables.table_name(four.office, "nobody") == ""
    assert [(one.name, one.is_waited_for) for one in tables.tables(four.office)] == [
        ("Table 4", False), ("Table 1", False), ("Table 3", True),
    ]  # fmt: skip
    three.share(stick)
    four.share(stick)
    assert tables.table_name(four.office, three.office.station_id) == "Table 3"
    four.office.close()


def test_a_renamed_table_is_called_by_its_newest_name(
    champion: Laptop, three: Laptop, stick: Path
) -> None:
    """It says so before it shares; saying the same again writes nothing."""
    three.share(stick)
    three.office.change_setting("table", "Library 3")
    tables.announce(three.office)
    written = events.count(three.office.database)
    tables.announce(three.office)
    assert events.count(three.office.database) == written
    three.share(stick)
    champion.share(stick)
    assert tables.table_name(champion.office, three.office.station_id) == "Library 3"


def test_gaps_are_named_by_table(champion: Laptop, three: Laptop, stick: Path) -> None:
    """As on the champion's screen: which numbers to look for, and on whose stick."""
    for code in ("NS-101", "NS-102"):
        three.scan("2001", code)
        three.share(stick)
    first, *_ = sorted((stick / "champion-share").glob("*_000001-*.bundle"))
    first.unlink()
    champion.share(stick)
    state = by_name(champion)["Table 3"]
    assert state.gaps == (Span(three.office.station_id, 1, 3),)
    assert "Table 3: 1–3 missing" in tables.provisional(champion.office)


def test_an_older_register_shows(champion: Laptop, three: Laptop, stick: Path) -> None:
    """On the champion's laptop beside the table, and at the table itself."""
    three.share(stick)
    import_devices(champion, "second")
    champion.share(stick)
    three.share(stick)
    assert by_name(champion)["Table 3"].register_is_old is False  # it had none at all
    assert by_name(three)["Table 3"].register_is_old is True
    four = champion.set_up("Table 4", stick)
    import_devices(champion, "third")
    four.share(stick)
    champion.share(stick)
    assert by_name(champion)["Table 4"].register_is_old is True
    assert by_name(champion)["Table 1"].register_is_old is False
    four.office.close()


@pytest.mark.parametrize("ahead", [3600, -7200])
def test_a_clock_that_is_off_shows(
    champion: Laptop, three: Laptop, stick: Path, ahead: int
) -> None:
    """By the time that its bundles say; the time on the way is part of a clock that is slow."""
    three.clock.wall = champion.clock.wall + timedelta(seconds=ahead)
    three.share(stick)
    champion.share(stick)
    off = by_name(champion)["Table 3"].clock_off
    assert off == ahead
    assert by_name(champion)["Table 1"].clock_off is None


def test_a_laptop_that_never_said_its_name_is_told_by_its_station(
    champion: Laptop, three: Laptop, stick: Path
) -> None:
    """So that two of them are not one."""
    three.scan("2001", "NS-101")
    stray = events.of_station(three.office.database, three.office.station_id)[1:]
    with champion.office.database.immediate():
        events.put(champion.office.database, stray)
    upkeep.rebuild(champion.office)
    end = three.office.station_id[-4:]
    assert tables.gap_sentences(champion.office) == (f"Laptop …{end}: 1 missing",)


def test_a_seed_of_an_older_champion_is_brought_up_to_date(stick: Path, tmp_path: Path) -> None:
    """The champion's laptop was not updated yet."""
    test_migrations._version_3(tmp_path / "old.db")
    content = (tmp_path / "old.db").read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    label = seed_file.Label("Table 3", "", "", STATION, "2026-11-21", len(content), sha256)
    (stick / "x.seed").write_bytes(seed_file.pack(label, content))
    tables.open_seed(stick / "x.seed", tmp_path / "three.db", FixedClock())
    three = Laptop.at(tmp_path / "three.db")
    assert upkeep.check(three.office).ok
    three.office.close()


def test_the_seed_is_not_the_champions_role(champion: Laptop, three: Laptop, stick: Path) -> None:
    """A table may set up another one, and stays a table."""
    five = three.set_up("Table 5", stick)
    assert settings.value(three.office.database, "role") == "table"
    assert settings.value(champion.office.database, "role") == "champion"
    assert (five.office.table, five.office.is_table) == ("Table 5", True)
    five.office.close()


def test_the_journal_says_which_tables_were_set_up(champion: Laptop, three: Laptop) -> None:
    """So every laptop knows for whom to wait."""
    notes = events.of_kind(champion.office.database, Kind.NOTE)
    assert [note.body for note in notes if note.body.get("seed")] == [
        {"table": "Table 3", "seed": True}
    ]


def _dead() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_what_a_killed_program_left_is_gone_with_the_next_one(
    champion: Laptop, three: Laptop, stick: Path
) -> None:
    """Whole databases with names: while seeds are written and opened, and backups made."""
    for laptop, work in (
        (champion, lambda: tables.add_table(champion.office, "Table 3", stick)),
        (three, lambda: three.open_seed(stick / "NORTH_Table-3.seed")),
        (three, lambda: backups.back_up_by_itself(three.office)),
    ):
        folder = laptop.path.parent
        left = [
            folder / f".seed-{_dead()}-abc" / "champion.db",
            folder / "backups" / f".champion-1.db.{_dead()}.new",
        ]
        for path in left:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"names")
        work()
        assert [path for path in left if path.exists()] == []


def test_the_copy_for_a_seed_is_made_beside_the_database(
    champion: Laptop, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not where everybody's unfinished files lie, on another disk maybe."""
    write_copy, places = backup.write_copy, []

    def looked_at(database: Database, target: Path) -> backup.Copy:
        places.append(target.parent.parent)
        return write_copy(database, target)

    monkeypatch.setattr(backup, "write_copy", looked_at)
    tables.add_table(champion.office, "Table 3", stick)
    assert places == [champion.path.parent]


def test_opening_a_seed_twice_in_a_second_keeps_both(
    champion: Laptop, three: Laptop, stick: Path
) -> None:
    """The second time it is another database that is replaced."""
    seed = tables.add_table(champion.office, "Table 3", stick)
    kept = [three.open_seed(seed).kept for _ in range(3)]
    names = [path.stem.partition("-replaced-")[2][17:] for path in kept if path]
    assert names == ["", "-2", "-3"]


def test_a_scan_that_slips_in_where_an_open_file_can_not_be_replaced_is_not_lost(
    champion: Laptop, three: Laptop, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows the old file is let go before the new one takes its name."""
    seed = tables.add_table(champion.office, "Table 3", stick)
    put_in_place = backup.put_in_place

    def late(source: Path, target: Path, **how: Any) -> None:
        three.scan("2001", "NS-101")
        put_in_place(source, target, **how)

    monkeypatch.setattr(seeds, "_CAN_REPLACE_OPEN", False)
    with monkeypatch.context() as patched:
        patched.setattr(backup, "put_in_place", late)
        with pytest.raises(StoreRefused, match="Something was recorded on this laptop"):
            tables.open_seed(seed, three.path, three.clock)
    assert three.holder("NS-101") == "2001"
    assert three.open_seed(seed).brought > 0
    assert three.holder("NS-101") == "2001"


def test_two_laptops_of_one_name_are_told(champion: Laptop, stick: Path, tmp_path: Path) -> None:
    """Both opened one seed: they give the same claim numbers until one is called otherwise."""
    seed = tables.add_table(champion.office, "Table 2", stick)
    both = []
    for folder in ("a", "b"):
        tables.open_seed(seed, tmp_path / folder / "c.db", champion.clock)
        both.append(Laptop.at(tmp_path / folder / "c.db"))
        assert both[-1].scan("strange").claim == "P2-01"
        both[-1].share(stick)
    champion.share(stick)
    said = "Two laptops are called Table 2: give one another name with Ctrl+S."
    assert tables.namesake_sentences(champion.office) == (said,)
    assert tables.namesake_sentences(both[1].office) == (said,)
    both[1].office.change_setting("table", "Table 5")
    both[1].share(stick)
    champion.share(stick)
    assert tables.namesake_sentences(champion.office) == ()
    for laptop in both:
        laptop.office.close()
