"""What a purge deletes, what it leaves alone, and that it says what it could not do."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pyrage
import pytest

from inventory.errors import ChampionError
from inventory.services import (
    backups,
    own_files,
    person_report,
    purge,
    purge_certificate,
    purge_files,
    rehearsal,
    restoring,
    second_backups,
)
from inventory.services.office import Office
from inventory.store.database import open_database
from inventory.store.migrations import SCHEMA_VERSION
from tests.inventory.services.laptops import Laptop
from tests.trust.bad_backups import older

TODAY = "2026-11-21"


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Laptop]:
    """The champion's laptop; Cleo Wintergreen (2003) left in August."""
    laptop = Laptop.of_champion(tmp_path)
    yield laptop
    laptop.office.close()


@pytest.fixture
def stick(laptop: Laptop, tmp_path: Path) -> Path:
    """The second folder for backups."""
    stick = tmp_path / "stick"
    stick.mkdir()
    laptop.office.change_setting("backup_folder", str(stick))
    return stick


def do(laptop: Laptop, number: int = 1) -> tuple[purge.Begun, str]:
    """Close Champion, purge or go on with it, and start again; what was done, the certificate."""
    begun = purge.unfinished(laptop.office)
    plan, path = begun or purge.plan(laptop.office, TODAY), laptop.path
    laptop.office.close()
    laptop.clock.advance(2)
    if isinstance(plan, purge.Plan):
        plan = purge.take_out(path, laptop.clock, plan)
    done = purge_files.finish(path, laptop.clock, plan)
    file = path.with_name(f"certificate-{number}.txt")
    purge_certificate.certify(path, laptop.clock, done, file)
    laptop.office = Office.open(path, laptop.clock)
    return done, file.read_text("utf-8")


def with_name(folder: Path) -> list[str]:
    """The files in which the name stands."""
    return sorted(
        one.name
        for one in folder.rglob("*")
        if one.is_file() and b"Wintergreen" in one.read_bytes()
    )


def of_an_earlier_format(laptop: Laptop) -> Path:
    """Let the database be one of the release before, and open it; the copy that is kept."""
    path = laptop.path
    laptop.office.close()
    unfinished = path.with_name("older.db")
    older(path, unfinished, SCHEMA_VERSION - 1)
    unfinished.replace(path)
    open_database(path).close()
    laptop.office = Office.open(path, laptop.clock)
    (kept,) = path.parent.glob("backups/*-format-*")
    return kept


def restored(laptop: Laptop, *, whole: bool) -> Path:
    """Restore a backup over the database; what is kept of that."""
    copy = backups.back_up_by_itself(laptop.office)
    assert copy
    path = laptop.path
    laptop.office.close()
    kept = restoring.restore_keeping(copy.path, path, laptop.clock, whole=whole)
    laptop.office = Office.open(path, laptop.clock)
    assert kept
    return kept


def rescued(laptop: Laptop) -> Path:
    """What is kept of a database that is open, whatever lies at its name."""
    kept = laptop.path.parent / "backups" / "champion-rescued-2026-11-21-080000.db"
    kept.parent.mkdir(exist_ok=True)
    shutil.copy(laptop.path, kept)
    return kept


KINDS = {
    "an earlier format": of_an_earlier_format,
    "replaced": lambda laptop: restored(laptop, whole=True),
    "unreadable": lambda laptop: restored(laptop, whole=False),
    "rescued": rescued,
}


@pytest.mark.parametrize("make", KINDS.values(), ids=KINDS.keys())
def test_every_kind_of_copy_is_deleted_and_reported(laptop: Laptop, make: object) -> None:
    """As the app itself makes it; the report on a person says that it is there."""
    kept = make(laptop)  # type: ignore[operator]
    assert kept.name in with_name(laptop.path.parent)
    assert str(kept) in person_report.report(laptop.office, "2003").backups
    done, text = do(laptop)
    assert not kept.exists()
    assert with_name(laptop.path.parent) == []
    assert (done.found, "none was found" in text) == ([], True)


def test_the_report_names_copies_in_the_second_folder(laptop: Laptop, stick: Path) -> None:
    """A parent learns of all places."""
    backups.back_up_by_itself(laptop.office)
    copy = second_backups.copy_newest(laptop.office)
    assert str(copy) in person_report.report(laptop.office, "2003").backups


@pytest.mark.parametrize(
    "name",
    [
        "champion-north-2026-11-20-120000-9-0123abcd.db",
        "champion-north-replaced-2026-11-20-120000.db",
        "champion-north-format-4-9-0123abcd.db",
        "unreadable-champion-north-2026-11-20-120000.db",
        "champion-replaced-2026-11-20-120000-9-0123abcd.db",
        "champion-2026-11-20.db",
        "mine.db",
    ],
)
def test_the_files_of_another_database_stay(laptop: Laptop, name: str) -> None:
    """Two databases in one folder share the folder of their backups."""
    other = laptop.path.parent / "backups" / name
    other.parent.mkdir(exist_ok=True)
    other.write_bytes(b"another school's")
    assert other not in own_files.copies(laptop.office)
    do(laptop)
    assert other.read_bytes() == b"another school's"


def refusing(monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    """Let no file be deleted whose name ends so."""
    unlink = Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path.name.endswith(ending):
            raise PermissionError(1, "Operation not permitted")
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)


def test_a_backup_from_before_that_can_not_be_deleted_is_said(laptop: Laptop) -> None:
    """It is not finished until somebody deleted it, and then it is."""
    with pytest.MonkeyPatch.context() as patched:
        plan = purge.plan(laptop.office, TODAY)
        path = laptop.path
        laptop.office.close()
        begun = purge.take_out(path, laptop.clock, plan)
        refusing(patched, begun.backup)
        laptop.office = Office.open(path, laptop.clock)
        done, text = do(laptop)
    assert done.found == [f"backups{os.sep}{begun.backup}"]
    assert begun.backup in text
    assert "none was found" not in text
    with pytest.raises(ChampionError, match="did not come out"):
        purge_certificate.refuse_found(done)
    assert purge.unfinished(laptop.office) is not None
    done, text = do(laptop, 2)
    assert (done.found, purge.unfinished(laptop.office)) == ([], None)
    assert "none was found" in text
    assert with_name(laptop.path.parent) == []


def test_a_sealed_copy_that_can_not_be_deleted_is_said(
    laptop: Laptop, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can look into it, so it is as if the names were found in it."""
    key = str(pyrage.x25519.Identity.generate().to_public())
    laptop.office.change_setting("district_key", key)
    backups.back_up_by_itself(laptop.office)
    sealed = second_backups.copy_newest(laptop.office)
    assert sealed
    refusing(monkeypatch, sealed.name)
    done, text = do(laptop)
    assert done.found == [str(sealed)]
    assert str(sealed) in text


@pytest.mark.parametrize("stamp", ["2025-01-01-080000", "2031-01-01-080000"])
@pytest.mark.parametrize("keyed", [True, False])
def test_of_copies_in_the_second_folder_only_the_fresh_one_stays(
    laptop: Laptop, stick: Path, stamp: str, keyed: bool
) -> None:
    """Whenever the others say that they were written: the clock may have been wrong."""
    if keyed:
        key = str(pyrage.x25519.Identity.generate().to_public())
        laptop.office.change_setting("district_key", key)
    mark = laptop.office.station_id[-8:]
    old = stick / f"champion-{stamp}-9-0123abcd-{mark}.db{'.age' if keyed else ''}"
    shutil.copy(laptop.path, old)
    done, _ = do(laptop)
    assert not old.exists()
    (fresh,) = stick.iterdir()
    (local,) = backups.own_backups(laptop.office)
    assert fresh.name.startswith(local.stem)
    assert (done.found, done.unreached) == ([], [])


def test_a_name_in_the_database_itself_is_no_reason_to_delete_it(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be Champion's fault; the certificate sends to IT, and a later purge can begin."""
    monkeypatch.setattr(purge_files, "hits", lambda file, _: int(file == laptop.path))
    done, text = do(laptop)
    assert done.found == ["champion.db"]
    assert "FOUND in the database champion.db: keep it" in text
    assert "by hand, then purge" not in text
    assert purge.unfinished(laptop.office) is None


def test_a_rehearsal_that_opens_meanwhile_stops_a_purge_wherever_it_is(laptop: Laptop) -> None:
    """Before the database is replaced nothing is done; after it, the next purge goes on there."""
    path, plan = laptop.path, purge.plan(laptop.office, TODAY)
    laptop.office.close()
    with ExitStack() as rehearsals:

        def rehearse_at(moment: str, step: str) -> None:
            if step == moment:
                rehearsals.enter_context(rehearsal.copied(path, laptop.clock))

        with pytest.raises(ChampionError, match="A rehearsal is open"):
            purge.take_out(path, laptop.clock, plan, partial(rehearse_at, "A backup from before"))
        assert path.name in with_name(path.parent)
        rehearsals.close()
        laptop.clock.advance(2)
        step = partial(rehearse_at, "A copy without names")
        begun = purge.take_out(path, laptop.clock, plan, step)
        with pytest.raises(
            ChampionError, match=r"Ctrl\+Q, then: champion purge --certificate FILE"
        ):
            purge_files.finish(path, laptop.clock, begun)
    laptop.office = Office.open(path, laptop.clock)
    assert purge.unfinished(laptop.office)
    do(laptop)
    assert with_name(path.parent) == []


def test_the_search_looks_into_a_rehearsal_that_could_not_be_removed(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The certificate says that names are there."""
    left = laptop.path.parent / ".rehearsal-1-abc_1"
    left.mkdir()
    shutil.copy(laptop.path, left / "champion.db")
    monkeypatch.setattr("inventory.store.leftovers._is_free", lambda *_: True)
    monkeypatch.setattr("inventory.store.leftovers._remove", lambda _: None)
    done, text = do(laptop)
    assert done.found == [".rehearsal-1-abc_1/champion.db"]
    assert "- FOUND in .rehearsal-1-abc_1/champion.db" in text
