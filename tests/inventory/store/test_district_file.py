"""The district's file: of its own kind, with the tables of this version and no others."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from inventory.errors import StoreRefused
from inventory.store.database import create_database, open_database
from inventory.store.district_file import Misfit, open_district
from inventory.store.district_schema import APPLICATION_ID, GOLDEN
from inventory.store.migrations import fingerprint


def test_a_new_file_has_the_golden_fingerprint_and_is_its_owners_only(tmp_path: Path) -> None:
    """A change to the tables is a decision: it shows here before it reaches a district."""
    path = tmp_path / "district.db"
    open_district(path).close()
    with closing(sqlite3.connect(path)) as conn:
        assert fingerprint(conn) == GOLDEN
        assert conn.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert path.stat().st_mode & 0o077 == 0
    assert [one.name for one in tmp_path.iterdir()] == ["district.db"]


def test_it_is_written_as_durably_as_a_schools(tmp_path: Path) -> None:
    """Power may fail in the middle."""
    target = open_district(tmp_path / "district.db")
    said = {name: target.rows(f"PRAGMA {name}")[0][0] for name in ("journal_mode", "synchronous")}
    assert said == {"journal_mode": "truncate", "synchronous": 3}
    target.close()


def test_a_schools_database_and_a_districts_are_not_taken_for_one_another(tmp_path: Path) -> None:
    """Neither is touched."""
    create_database(tmp_path / "school.db").close()
    open_district(tmp_path / "district.db").close()
    before = (tmp_path / "school.db").read_bytes()
    with pytest.raises(StoreRefused, match="is no database of a district"):
        open_district(tmp_path / "school.db")
    with pytest.raises(StoreRefused, match="is not a Champion database"):
        open_database(tmp_path / "district.db")
    assert (tmp_path / "school.db").read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"device,tag\r\n" * 50])
def test_any_other_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """An empty one, and one that is no database."""
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(StoreRefused, match=r"list\.csv is (empty|no database of a district)"):
        open_district(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("DROP INDEX device_by_tag", "tables of the district's database were changed"),
        ("CREATE TABLE extra(a)", "tables of the district's database were changed"),
        ("PRAGMA user_version = 99", "written by another Champion"),
    ],
)
def test_other_tables_and_other_versions_are_refused(
    tmp_path: Path, change: str, sentence: str
) -> None:
    """What the queries rest on has to be there."""
    path = tmp_path / "district.db"
    open_district(path).close()
    with closing(sqlite3.connect(path)) as conn:
        conn.execute(change)
        conn.commit()
    with pytest.raises(StoreRefused, match=sentence):
        open_district(path)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    """One sentence, and nothing is left."""
    with pytest.raises(StoreRefused, match="can't be made"):
        open_district(tmp_path / "nowhere" / "district.db")


def test_an_attempt_that_does_not_fit_leaves_the_rest_of_the_transaction(tmp_path: Path) -> None:
    """One bad delivery takes no other one with it."""
    target = open_district(tmp_path / "district.db")
    put = "INSERT INTO expected_school VALUES (?, ?, ?)"
    with target.immediate():
        target.write(put, "a", "A", "")
        with pytest.raises(Misfit), target.attempt():
            target.write_many(put, [("b", "B", ""), ("a", "A", "")])
    assert target.rows("SELECT site FROM expected_school") == [("A",)]
    target.close()
