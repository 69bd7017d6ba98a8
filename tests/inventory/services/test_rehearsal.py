"""A rehearsal: a copy that nothing leads out of and nothing is left of, and its sheet."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from inventory.errors import ChampionError, FileRefused, NotAllowed
from inventory.model import Draft, Kind, Mode
from inventory.rules.commands import Command
from inventory.rules.duties import Operator, Role
from inventory.services import (
    backups,
    export_log,
    purge,
    rehearsal,
    rehearsal_sheet,
    sample,
    upkeep,
)
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.store import leftovers, register, settings
from inventory.verdict import Code
from tests.builders import CountedEntropy, FixedClock, a_device, a_person, enrol
from tests.inventory.services.sent import Sent


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The sample school after its morning, with a share, a hub and a second folder."""
    office = Office.create(tmp_path_factory.mktemp("school") / "school.db", FixedClock())
    sample.fill(office)
    for key, value in (("share", "/stick"), ("hub", "postgresql://h/d"), ("backup_folder", "/b")):
        with office.database.immediate():
            settings.put_setting(office.database, key, value)
    content = office.database.conn.serialize()
    office.close()
    return content


@pytest.fixture
def path(template: bytes, tmp_path: Path) -> Path:
    """Its database on a disk, opened once, so that it belongs to this laptop."""
    path = tmp_path / "data" / "school.db"
    path.parent.mkdir(mode=0o700)
    path.write_bytes(template)
    path.chmod(0o600)
    Office.open(path, FixedClock()).close()
    return path


@pytest.fixture
def office(path: Path) -> Iterator[Office]:
    """The same, open."""
    office = Office(Office.open(path, FixedClock()).database, FixedClock(), CountedEntropy(9_000))
    yield office
    office.close()


def left_of(path: Path) -> list[Path]:
    """What of a rehearsal lies beside the database."""
    return list(path.parent.glob(".rehearsal-*"))


def test_what_is_rehearsed_is_not_in_the_school(path: Path) -> None:
    """The copy is whole and its owner's only, goes on as a laptop of its own, and is gone."""
    before = path.read_bytes()
    with rehearsal.copied(path, FixedClock()) as copy:
        assert copy.parent.parent == path.parent
        assert [stat.S_IMODE(one.stat().st_mode) for one in (copy, copy.parent)] == [0o600, 0o700]
        office, school = Office.open(copy, FixedClock()), Office.open(path, FixedClock())
        assert office.station_id != school.station_id
        assert upkeep.check(office).head == upkeep.check(school).head
        school.close()
        desk = Desk(office, Mode.OUT)
        assert [desk.scan(code).code for code in ("8101839", "0012352")][-1] is Code.ISSUED
        assert upkeep.check(office).findings == ()
        office.close()
    assert path.read_bytes() == before
    assert left_of(path) == []


def test_nothing_leads_out_of_it_and_it_says_what_it_is(path: Path) -> None:
    """No folder, no hub, no second backups; the rules of the school are as they were."""
    with rehearsal.copied(path, FixedClock()) as copy:
        office, school = Office.open(copy, FixedClock()), Office.open(path, FixedClock())
        said, real = office.settings(), school.settings()
        office.close()
        school.close()
    changed = {key: said[key] for key in said if said[key] != real[key]}
    assert changed == {
        "share": "", "hub": "", "backup_folder": "", "school": "Northside Middle (rehearsal)",
    }  # fmt: skip


def test_no_packet_is_written_of_a_rehearsal(signed: Sent, tmp_path: Path) -> None:
    """It would reach IT as the school's; the audit itself can be rehearsed to its signature."""
    rehearsal.mark(signed.office)
    for act in (signed.submit, signed.export):
        with pytest.raises(ChampionError, match="This is a rehearsal: nothing of it leaves"):
            act(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_it_is_gone_when_it_breaks_off_and_swept_up_when_it_is_killed(path: Path) -> None:
    """The copy has names: a dead one goes when the school is opened; one that runs stays."""
    with pytest.raises(RuntimeError), rehearsal.copied(path, FixedClock()):
        raise RuntimeError
    assert left_of(path) == []
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    dead = path.parent / f".rehearsal-{process.pid}-abc_1"
    alive = path.parent / f".rehearsal-{os.getpid()}-abc_1"
    for folder in (dead, alive):
        folder.mkdir()
        (folder / "school.db").write_bytes(b"names")
    office = Office.open(path, FixedClock())
    upkeep.sweep(office)
    office.close()
    assert (dead.exists(), alive.exists()) == (False, True)


def test_nobody_is_purged_while_a_rehearsal_is_open(path: Path) -> None:
    """Its copy would keep the names."""
    with closing(Office.open(path, FixedClock())) as office:
        with (
            rehearsal.copied(path, FixedClock()),
            pytest.raises(ChampionError, match="A rehearsal is open"),
        ):
            purge.plan(office, "2026-11-21")
        assert not leftovers.is_rehearsed(path)


def test_where_no_copy_can_be_made_one_sentence_says_so(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that takes nothing, a disk that is full."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    for name in ("TemporaryDirectory", "rehearsing.copy_into"):
        with monkeypatch.context() as patched:
            patched.setattr(f"inventory.services.rehearsal.{name}", full)
            with (
                pytest.raises(ChampionError, match=r"beside the database: No space left"),
                rehearsal.copied(path, FixedClock()),
            ):
                pass
    assert left_of(path) == []


def test_a_school_without_students_or_devices_is_none(office: Office, clock: FixedClock) -> None:
    """Then the sample school is there to rehearse on."""
    assert rehearsal.has_a_school(office)
    office.database.conn.execute("UPDATE person SET status = 'LEFT'")
    assert not rehearsal.has_a_school(office)
    empty = Office.in_memory(clock, CountedEntropy())
    enrol(empty, people=[a_person()])
    assert not rehearsal.has_a_school(empty)
    empty.close()


# The sheet


def scanned(pdf: Path) -> list[str]:
    """What a scanner reads on its pages, printed at 300 dots an inch."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.render(scale=300 / 72, grayscale=True).to_pil() for page in document]
    return [code.text for page in pages for code in zxingcpp.read_barcodes(page)]


def test_every_barcode_of_the_sheet_can_be_scanned_and_does_what_it_says(
    office: Office, tmp_path: Path
) -> None:
    """Half hand out, half take back; a device is never another school's or lost."""
    sheet = rehearsal_sheet.save_sheet(office, tmp_path / "sheet.pdf", 6)
    assert (sheet.people, sheet.devices) == (6, 6)
    pairs = rehearsal_sheet.choose(office, 6)
    assert [one.has_it for one in pairs] == [False] * 3 + [True] * 3
    read = set(scanned(sheet.path))
    for pair in pairs:
        assert {pair.person_id, pair.device} <= read
        desk = Desk(office, Mode.BACK if pair.has_it else Mode.OUT)
        codes = [pair.device] if pair.has_it else [pair.person_id, pair.device]
        verdict = [desk.scan(code) for code in codes][-1]
        assert verdict.code is (Code.RETURNED if pair.has_it else Code.ISSUED)
        assert verdict.person == pair.person_id
    assert set(Command) <= read
    unknown = {code for code in read if code not in set(Command)}
    unknown -= {code for pair in pairs for code in (pair.person_id, pair.device)}
    assert unknown == {"NS-999999", "9999999", "PRACTICE-1", "Library"}


def test_who_has_something_laid_out_gets_just_that(office: Office) -> None:
    """And nobody else is given it."""
    first, second, *_ = rehearsal_sheet.choose(office, 4)
    draft = Draft(Kind.ASSIGN, first.device, second.person_id, {"laid_out": "2026-11-20"})
    office.write(lambda: office.record([draft], office.new_id()))
    pairs = {one.person_id: one.device for one in rehearsal_sheet.choose(office, 4)}
    assert pairs[second.person_id] == first.device
    assert pairs[first.person_id] not in ("", first.device)


def test_nobody_on_the_sheet_gets_a_stop(office: Office) -> None:
    """Who may not have one is not on it, and what is handed out is of the kind that all get."""
    tablets = [a_device(f"AA-{number}", category="Tablet") for number in range(3)]
    enrol(office, tablets)
    grades = [row[0] for row in office.database.rows("SELECT DISTINCT grade FROM person")]
    grade = max(filter(None, grades))
    office.change_setting("take_home_grades", grade)
    pairs = [one for one in rehearsal_sheet.choose(office, 6) if not one.has_it]
    assert pairs
    assert not any(one.device.startswith("AA-") for one in pairs)
    for pair in pairs:
        person = register.person(office.database, pair.person_id)
        assert person
        assert person.grade == grade
    office.change_setting("eligible", "staff")
    assert all(one.has_it for one in rehearsal_sheet.choose(office, 6))


def test_nobody_on_the_sheet_is_gone_from_the_roster(office: Office) -> None:
    """An import that drops somebody leaves their status as it was."""
    dropped = {one.person_id for one in rehearsal_sheet.choose(office, 6)}
    with office.database.immediate():
        for person in dropped:
            office.database.conn.execute(
                "UPDATE person SET listed = 0 WHERE person_id = ?", (person,)
            )
    assert dropped.isdisjoint(one.person_id for one in rehearsal_sheet.choose(office, 6))


@pytest.mark.parametrize(("people", "of_each"), [(1, (1, 0)), (5, (3, 2)), (60, (30, 30))])
def test_the_sheet_has_as_many_students_as_are_asked_for(
    office: Office, people: int, of_each: tuple[int, int]
) -> None:
    """None of them twice, no device twice."""
    pairs = rehearsal_sheet.choose(office, people)
    assert len({one.person_id for one in pairs}) == people
    assert len({one.device for one in pairs}) == people
    has = sum(one.has_it for one in pairs)
    assert (people - has, has) == of_each


def test_where_all_have_a_device_all_bring_it_back(office: Office) -> None:
    """And the other way round where nobody has one."""
    office.database.conn.execute(
        "UPDATE person SET status = 'LEFT' WHERE person_id NOT IN"
        " (SELECT person FROM custody WHERE person IS NOT NULL)"
    )
    assert [one.has_it for one in rehearsal_sheet.choose(office, 6)] == [True] * 6
    office.database.conn.execute(
        "UPDATE person SET status = iif(status = 'LEFT', 'ENROLLED', 'LEFT')"
    )
    assert [one.has_it for one in rehearsal_sheet.choose(office, 6)] == [False] * 6


def test_the_sheet_is_kept_in_the_journal_and_not_for_a_helper(
    office: Office, tmp_path: Path
) -> None:
    """It has names: that it was written is told; nothing is written over."""
    target = tmp_path / "sheet.pdf"
    rehearsal_sheet.save_sheet(office, target, 2)
    (kept,) = export_log.exports(office)
    assert (kept.what, kept.file, kept.rows, kept.people) == (
        "rehearsal barcodes", "sheet.pdf", 2, True,
    )  # fmt: skip
    with pytest.raises(FileRefused):
        rehearsal_sheet.save_sheet(office, target, 2)
    office.operator = Operator("Bea", Role.HELPER)
    with pytest.raises(NotAllowed):
        rehearsal_sheet.save_sheet(office, tmp_path / "other.pdf", 2)
    assert not (tmp_path / "other.pdf").exists()
    assert backups.changed_since_backup(office)
