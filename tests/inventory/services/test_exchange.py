"""Sharing between laptops: nothing is lost, nothing twice, and the same everywhere in the end."""

import errno
import os
import random
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from inventory.errors import (
    CarrierUnreachable,
    ChampionError,
    FileRefused,
    NotRecorded,
    StaysSealed,
)
from inventory.exchange import shared_files
from inventory.exchange.folder import FOLDER, Folder
from inventory.files import whole
from inventory.journal import sealing
from inventory.journal.bundle import Bundle, make, pack
from inventory.journal.vector import Vector
from inventory.model import Kind, Mode
from inventory.services import backups, exchange, inbox, tables, taking_turns, upkeep
from inventory.services.office import Office
from inventory.store import backup, delivered, deliveries, events, projections, search
from inventory.store.database import Database
from tests.builders import SITE, STATION, FixedClock, Journal
from tests.inventory.services.laptops import Laptop, School, a_school

pytestmark = pytest.mark.usefixtures("sealed_lightly")


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    """The champion and three tables; however a test ends, each file is sound and replays alike."""
    with a_school(tmp_path) as school:
        yield school
        for laptop in school.laptops:
            assert upkeep.check(laptop.office).findings == ()
            assert upkeep.rebuild(laptop.office)


def bundles(folder: Path) -> list[Path]:
    return sorted((folder / FOLDER).glob("*.bundle*"))


def sentences(done: exchange.Exchanged) -> list[str]:
    return [error.message for error in done.refused]


def morning(school: School) -> None:
    """One hand-out at each laptop."""
    school.champion.scan("2001", "NS-101")
    school.tables[0].scan("2010", "NS-102")
    school.tables[1].scan("2005", "NS-103")
    school.tables[2].scan("2001", "NS-201")


@pytest.mark.parametrize("seed", range(5))
def test_shared_in_any_order_all_laptops_say_the_same(school: School, seed: int) -> None:
    """Four rounds in a drawn order, then one for each: the same events and custody everywhere."""
    chance = random.Random(seed)
    morning(school)
    for laptop in chance.choices(school.laptops, k=6):
        laptop.share(school.stick)
    school.tables[1].scan("NS-102", mode=Mode.BACK)
    for laptop in [*chance.sample(school.laptops, 4), *school.laptops]:
        laptop.share(school.stick)
    first, *others = school.laptops
    for other in others:
        assert other.ids() == first.ids()
        assert other.custodies() == first.custodies()
    assert [first.holder(one) for one in ("NS-101", "NS-103", "NS-201")] == [
        "2001", "2005", "2001",
    ]  # fmt: skip


def test_sharing_again_brings_nothing_and_writes_nothing(school: School) -> None:
    """Neither events nor files."""
    morning(school)
    for laptop in (*school.laptops, *school.laptops):
        laptop.share(school.stick)
    files = bundles(school.stick)
    for laptop in school.laptops:
        done = laptop.share(school.stick)
        assert (done.new, done.known, done.sent, done.refused) == (0, 0, 0, ())
    assert bundles(school.stick) == files


def test_what_came_and_went_is_counted(school: School) -> None:
    """A hand-out is a greeting and an issue; the first time each laptop also says its name."""
    table = school.tables[0]
    table.scan("2010", "NS-102")
    sent = table.share(school.stick)
    assert (sent.sent, sent.new, sent.carrier) == (
        events.count(table.office.database), 0, str(school.stick),
    )  # fmt: skip
    came = school.champion.share(school.stick)
    assert came.new == 3
    assert came.known == sent.sent - 3


def test_a_device_out_at_two_tables_is_a_dispute_once(school: School) -> None:
    """It is new to the exchange that brings it up, and stays open."""
    school.champion.scan("2001", "NS-101")
    school.tables[0].scan("2010", "NS-101")
    school.tables[0].share(school.stick)
    first, second = school.champion.share(school.stick), school.champion.share(school.stick)
    assert (first.disputes, first.disputed_now) == (1, 1)
    assert (second.disputes, second.disputed_now) == (1, 0)


def test_a_third_laptop_carries_what_others_recorded(school: School, tmp_path: Path) -> None:
    """Table 3 never meets the champion; Table 4's stick brings its scans."""
    other_stick = tmp_path / "other"
    other_stick.mkdir()
    _, three, four = school.tables
    three.scan("2005", "NS-103")
    three.share(other_stick)
    four.share(other_stick)
    four.share(school.stick)
    school.champion.share(school.stick)
    assert school.champion.holder("NS-103") == "2005"


def test_a_lost_file_is_a_gap_until_it_turns_up(school: School, tmp_path: Path) -> None:
    """The champion's file stays sound with the gap, and can be backed up."""
    table = school.tables[1]
    table.share(school.stick)
    before = set(bundles(school.stick))
    table.scan("2005", "NS-103")
    table.share(school.stick)
    (lost,) = set(bundles(school.stick)) - before
    kept = lost.read_bytes()
    table.scan("2001", "NS-101")
    table.share(school.stick)
    lost.unlink()
    done = school.champion.share(school.stick)
    assert done.gaps == ("Table 3: 2–3 missing",)
    assert upkeep.check(school.champion.office).ok
    made = backups.back_up(school.champion.office, tmp_path / "copy.db")
    assert backup.inspect_copy(made.path) == made
    lost.write_bytes(kept)
    assert school.champion.share(school.stick).gaps == ()
    assert school.champion.holder("NS-103") == "2005"


def test_a_table_gives_again_what_a_lost_file_had(school: School) -> None:
    """The folder is asked what it has: what it lost is written into a new file."""
    table = school.tables[1]
    table.scan("2005", "NS-103")
    table.share(school.stick)
    for file in bundles(school.stick):
        file.unlink()
    table.share(school.stick)
    school.champion.share(school.stick)
    assert school.champion.holder("NS-103") == "2005"


def test_a_damaged_file_is_told_and_the_rest_goes_on(school: School) -> None:
    """What the champion lacks of it comes with the next file."""
    two, three, _ = school.tables
    two.scan("2010", "NS-102")
    two.share(school.stick)
    (damaged,) = bundles(school.stick)
    three.scan("2005", "NS-103")
    three.share(school.stick)
    damaged.write_bytes(damaged.read_bytes()[:-9])
    done = school.champion.share(school.stick)
    assert sentences(done) == [f"{damaged.name} is cut off: its end is missing."]
    assert school.champion.holder("NS-103") == "2005"


def test_a_bundle_of_another_school_is_refused(school: School) -> None:
    """By the schools' codes; all others come in, and the file is told each time."""
    school.tables[0].scan("2010", "NS-102")
    school.tables[0].share(school.stick)
    strange = Journal()
    strange.write(Kind.ISSUE, "NS-103", "2005")
    made = make(
        strange.written, station=STATION, table="Table 9", site="SOUTH", exported_at="2026-11-21"
    )
    (school.stick / FOLDER / "SOUTH.bundle").write_bytes(pack(made))
    for _ in range(2):
        done = school.champion.share(school.stick)
        assert sentences(done) == ["SOUTH.bundle is of another school: SOUTH, and this is NORTH."]
    assert school.champion.holder("NS-102") == "2010"
    assert school.champion.holder("NS-103") is None


@pytest.mark.parametrize("site", ["", SITE, SITE.lower()])
def test_a_bundle_that_names_no_other_school_is_taken(office: Office, site: str) -> None:
    """A laptop on which no code was set is no other school's."""
    strange = Journal()
    strange.write(Kind.ISSUE, "NS-103", "2005")
    made = make(strange.written, station=STATION, table="", site=site, exported_at="")
    assert exchange.take_in(office, made, "x.bundle").new == 1


def test_sealed_files_open_with_the_passphrase(school: School) -> None:
    """And nothing in them can be read without."""
    school.tables[0].scan("2010", "NS-102")
    school.tables[0].share(school.stick, "seven lean geese")
    (sealed,) = bundles(school.stick)
    assert sealed.name.endswith(".bundle.age")
    school.champion.share(school.stick, "seven lean geese")
    assert school.champion.holder("NS-102") == "2010"


@pytest.mark.parametrize("passphrase", ["", "eight fat geese"])
def test_with_a_wrong_passphrase_nothing_is_read_and_nothing_given(
    school: School, passphrase: str
) -> None:
    """What would be written could not be opened by the others, or by anybody who finds it."""
    school.tables[0].share(school.stick, "seven lean geese")
    files = bundles(school.stick)
    done = school.champion.share(school.stick, passphrase)
    assert [type(error) for error in done.refused] == [StaysSealed]
    assert (done.new, done.sent, bundles(school.stick)) == (0, 0, files)


def test_a_folder_that_is_gone_is_a_sentence(school: School) -> None:
    """Nothing is lost, and the next share brings all of it."""
    school.champion.scan("2001", "NS-101")
    away = school.stick.with_name("away")
    school.stick.rename(away)
    with pytest.raises(CarrierUnreachable, match="is not there"):
        school.champion.share(school.stick)
    away.rename(school.stick)
    school.champion.share(school.stick)
    school.tables[0].share(school.stick)
    assert school.tables[0].holder("NS-101") == "2001"


def test_a_full_stick_takes_nothing_and_gives_all(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came in stays; there is no half file; with room it goes out."""
    school.tables[0].scan("2010", "NS-102")
    school.tables[0].share(school.stick)
    files = bundles(school.stick)

    def full(path: Path, content: bytes) -> None:
        path.write_bytes(content[:10])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(whole, "write_file", full)
        done = school.champion.share(school.stick)
    assert sentences(done) == [f"{school.stick} is full; nothing was written there."]
    assert (done.new, done.sent, bundles(school.stick)) == (3, 0, files)
    assert school.champion.holder("NS-102") == "2010"
    assert school.champion.share(school.stick).sent > 0


class Breaking:
    """A folder that breaks off when so many bundles were pulled, as a killed process does."""

    def __init__(self, folder: Folder, after: int, error: BaseException) -> None:
        self._folder = folder
        self._after = after
        self._error = error

    @property
    def name(self) -> str:
        """As the folder's."""
        return self._folder.name

    @property
    def current(self) -> str:
        """As the folder's."""
        return self._folder.current

    @property
    def refused(self) -> list[ChampionError]:
        """As the folder's."""
        return self._folder.refused

    def sites(self) -> frozenset[str]:
        """As the folder's."""
        return self._folder.sites()

    def vector(self) -> Vector:
        """As the folder's."""
        return self._folder.vector()

    def push(self, bundle: Bundle) -> int:
        """As the folder's."""
        return self._folder.push(bundle)

    def pull(self, have: Vector) -> Iterator[Bundle]:
        """Some of it, and then the error."""
        for number, bundle in enumerate(self._folder.pull(have)):
            if number == self._after:
                raise self._error
            yield bundle

    def close(self) -> None:
        """As the folder's."""


def test_a_stick_that_is_pulled_out_in_the_middle_is_told(school: School) -> None:
    """What came before is kept, and the rest comes when it is back."""
    morning(school)
    for table in school.tables:
        table.share(school.stick)
    gone = CarrierUnreachable("The stick is not there.")
    office = school.champion.office
    done = exchange.share(office, Breaking(Folder(school.stick), 1, gone))
    assert done.refused == (gone,)
    assert done.new == 3
    rest = school.champion.share(school.stick)
    assert (rest.new, rest.refused) == (6, ())


class Killed(BaseException):
    """As if the process were gone."""


@pytest.mark.parametrize("after", range(4))
def test_killed_between_two_transactions_sharing_completes_the_next_time(
    school: School, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One event a transaction; whichever is the last, the file is sound and nothing is lacking."""
    morning(school)
    for table in school.tables:
        table.share(school.stick)
    monkeypatch.setattr(taking_turns, "PIECE", 1)
    monkeypatch.setattr(taking_turns, "MOST", 1)
    monkeypatch.setattr(taking_turns, "FEWEST", 1)
    immediate, left = Database.immediate, [after + 2]  # the first says this laptop's name

    def dies(database: Database) -> Any:
        left[0] -= 1
        if not left[0]:
            raise Killed
        return immediate(database)

    with monkeypatch.context() as patched:
        patched.setattr(Database, "immediate", dies)
        with pytest.raises(Killed):
            school.champion.share(school.stick)
    path = school.champion.path
    school.champion.office.close()
    school.champion = Laptop.at(path, school.champion.clock)
    assert upkeep.check(school.champion.office).ok
    school.champion.share(school.stick)
    assert [school.champion.holder(one) for one in ("NS-102", "NS-103", "NS-201")] == [
        "2010", "2005", "2001",
    ]  # fmt: skip


def test_a_refusing_disk_is_an_error_and_loses_nothing(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The laptop's own disk: here nothing may look as if it had been taken in."""
    school.tables[0].scan("2010", "NS-102")
    school.tables[0].share(school.stick)
    school.champion.share(school.stick.parent / "champion")  # its name is said

    def refuses(database: Database) -> Any:
        raise NotRecorded("The disk is full: nothing more can be recorded.")

    with monkeypatch.context() as patched:
        patched.setattr(Database, "immediate", refuses)
        with pytest.raises(NotRecorded):
            school.champion.share(school.stick)
    assert school.champion.share(school.stick).new == 3


@pytest.mark.parametrize(
    ("seconds_an_event", "pieces"),
    [
        (0.0004, [250, 250, 250, 250, 210]),  # a tenth of a second each, as it should be
        (0.0001, [250, 500, 460]),
        (0.002, [250, 50, 50, 50, 50, 50]),
    ],
)
def test_a_large_bundle_is_taken_in_by_pieces_that_a_scan_can_wait_for(
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    seconds_an_event: float,
    pieces: list[int],
) -> None:
    """How many events go into one depends on how long they take here; the last one counts it."""
    journal = Journal()
    for number in range(sum(pieces)):
        journal.write(Kind.SIGHT, f"NS-10{number % 3 + 1}")
    made = make(journal.written, station=STATION, table="", site=SITE, exported_at="")
    before = events.count(office.database)
    monkeypatch.setattr(
        taking_turns, "monotonic", lambda: events.count(office.database) * seconds_an_event
    )
    commits: list[int] = [before]
    office.database.conn.set_trace_callback(
        lambda sql: commits.append(events.count(office.database)) if sql == "COMMIT" else None
    )
    taken = exchange.take_in(office, made, "x.bundle")
    office.database.conn.set_trace_callback(None)
    assert taken.new == sum(pieces)
    assert [after - before for before, after in pairwise(commits)] == pieces
    assert delivered.files(office.database) == {"x.bundle"}


def test_a_file_that_was_taken_in_is_not_read_again(school: School) -> None:
    """It may be damaged since, and nobody has to hear of it."""
    school.tables[0].share(school.stick)
    (taken,) = bundles(school.stick)
    school.champion.share(school.stick)
    taken.write_bytes(b"no bundle any more")
    carrier = exchange.open_carrier(school.champion.office, str(school.stick))
    assert taken.name not in [
        getattr(carrier, "current", "") for _ in carrier.pull({})
    ]  # what the champion wrote is all that is left to read
    assert getattr(carrier, "refused", None) == []


def test_who_was_entered_by_hand_elsewhere_is_found_here_by_number(school: School) -> None:
    """Names don't travel; the number is in the search at once."""
    table = school.tables[0]
    verdict = table.scan("2999")
    inbox.enter_person(table.office, inbox.find(table.office, verdict.claim or ""), "Ada Moorland")
    table.share(school.stick)
    school.champion.share(school.stick)
    database = school.champion.office.database
    assert search.index_some(database) == 0
    row = database.row("SELECT first_name, last_name, status FROM person WHERE person_id = '2999'")
    assert row == ("", "", "UNKNOWN")


def test_a_copied_data_folder_is_told_and_goes_on_under_numbers_of_its_own(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole disk was copied, so that nothing tells the copy from the original."""
    table = school.tables[0]
    table.scan("2010", "NS-102")
    table.share(school.stick)
    with table.office.database.immediate():
        table.office.database.write("UPDATE station SET fingerprint = 'the same'")
    copied = tmp_path / "copied.db"
    shutil.copy(table.path, copied)
    monkeypatch.setattr("inventory.services.office.fingerprint", lambda path: "the same")
    twin = Laptop.at(copied, FixedClock(table.clock.now()))
    assert twin.office.station_id == table.office.station_id
    twin.scan("2001", "NS-101")
    table.scan("2005", "NS-103")
    twin.share(school.stick)
    done = table.share(school.stick)
    twin.share(school.stick)
    assert len(done.cloned) == 1
    assert done.cloned[0].startswith("Two laptops write as Table 2 since number ")
    assert len({twin.office.station_id, table.office.station_id}) == 2
    for laptop in (twin, table):
        laptop.share(school.stick)
        assert (laptop.holder("NS-101"), laptop.holder("NS-103")) == ("2001", "2005")
        assert upkeep.check(laptop.office).ok
    twin.office.close()


@pytest.mark.parametrize("target", ["", "  ", "ftp://server/x", "smb://share"])
def test_what_is_neither_folder_nor_hub_is_a_sentence(office: Office, target: str) -> None:
    """It is refused before anything is tried."""
    with pytest.raises(FileRefused, match="neither a folder nor a hub"):
        exchange.open_carrier(office, target)


def test_a_url_opens_a_hub_of_this_school(office: Office) -> None:
    """Nothing is asked of it yet; its name has no password."""
    carrier = exchange.open_carrier(office, "postgresql://table3@127.0.0.1:1/champion")
    assert type(carrier).__name__ == "Hub"
    assert "table3" not in carrier.name
    carrier.close()


def test_all_laptops_project_the_same(school: School) -> None:
    """Also where a device went out twice; and nothing is provisional once all have shared."""
    morning(school)
    school.tables[0].scan("2010", "NS-101")
    for laptop in (*school.laptops, *school.laptops):
        laptop.share(school.stick)
    digests = {projections.digest(laptop.office.database) for laptop in school.laptops}
    assert len(digests) == 1
    assert deliveries.gaps(school.champion.office.database) == []
    assert tables.provisional(school.champion.office) == ()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of files that are unsealed from now on."""
    names: list[str] = []

    def unseal(data: bytes, passphrase: str, name: str) -> bytes:
        names.append(name)
        return sealing.unseal(data, passphrase, name)

    monkeypatch.setattr(shared_files, "unseal", unseal)
    return names


def test_a_sealed_file_is_opened_once_by_each_laptop_that_did_not_write_it(
    school: School, opened: list[str]
) -> None:
    """Each opening takes seconds, and a stick has a file for every sharing of the day."""
    first, second = school.tables[:2]
    for person, device in (("2010", "NS-102"), ("2001", "NS-101")):
        first.scan(person, device)
        first.share(school.stick, "seven lean geese")
    assert opened == []
    files = [path.name for path in bundles(school.stick)]
    assert second.share(school.stick, "seven lean geese").new > 0
    assert sorted(opened) == sorted(files)
    for laptop in (first, second):
        laptop.share(school.stick, "seven lean geese")  # what they do not know yet of each other
    opened.clear()
    for laptop in (first, second):
        done = laptop.share(school.stick, "seven lean geese")
        assert (done.new, done.sent, done.refused, opened) == (0, 0, (), [])


def test_a_known_file_that_was_damaged_since_is_given_again(school: School) -> None:
    """Known is what is in a file, not its name."""
    first = school.tables[0]
    first.scan("2010", "NS-102")
    sent = first.share(school.stick, "seven lean geese").sent
    (known,) = bundles(school.stick)
    data = known.read_bytes()
    known.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    done = first.share(school.stick, "seven lean geese")
    assert ([known.name in sentence for sentence in sentences(done)], done.sent) == ([True], sent)


@pytest.mark.parametrize("passphrase", ["", "eight fat geese"])
def test_to_files_that_are_known_nothing_is_added_under_another_passphrase(
    school: School, passphrase: str
) -> None:
    """They need not be opened, and yet the others could not open what is written now."""
    first = school.tables[0]
    for person, device in (("2010", "NS-102"), ("2001", "NS-101")):
        first.scan(person, device)
        first.share(school.stick, "seven lean geese")
    first.scan("2002", "NS-201")
    files = bundles(school.stick)
    done = first.share(school.stick, passphrase)
    assert {type(error) for error in done.refused} == {StaysSealed}
    assert (done.sent, bundles(school.stick)) == (0, files)
    assert first.share(school.stick, "seven lean geese").sent > 0
