"""Sealed for the district: backups and packets, and the key that opens them again."""

import os
from pathlib import Path

import pyrage
import pytest

from tests.inventory.a_district import ASchool, devices_of, write_school
from tests.tui.commands.audits import signed
from tests.tui.commands.conftest import Champion

NEW, FREE = "8102963", "NS-104101"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """The key file as age-keygen writes it."""
    identity = pyrage.x25519.Identity.generate()
    path = tmp_path / "key.txt"
    path.write_text(
        f"# created: 2026-11-21T09:00:00Z\n# public key: {identity.to_public()}\n{identity}\n"
    )
    return path


@pytest.fixture
def sealing(school: Champion, key: Path) -> Champion:
    """The sample school, which has the district's public key."""
    public = key.read_text().split("public key: ")[1].split()[0]
    assert school.run("settings", "district_key", public).exit_code == 0
    return school


def _files(folder: Path) -> set[str]:
    """Every file at any depth that holds something."""
    found = (one for one in folder.rglob("*") if one.is_file() and one.stat().st_size)
    return {str(one.relative_to(folder)) for one in found}


def test_a_sealed_backup_is_restored_with_the_key(
    sealing: Champion, key: Path, tmp_path: Path
) -> None:
    """It says what would be lost; without the key, or with another one, nothing happens."""
    target = tmp_path / "stick" / "backup.db.age"
    target.parent.mkdir()
    made = sealing.run("backup", target, "--seal")
    assert made.stdout.startswith(f"Backup written, checked and sealed: {target}, ")
    assert _files(target.parent) == {"backup.db.age"}
    sealing.run("out", NEW, FREE)
    without = sealing.run("restore", target, "--yes")
    assert (without.exit_code, "sealed for the district's key" in without.stderr) == (1, True)
    result = sealing.run("restore", target, "--identity", key, "--yes")
    assert result.exit_code == 0, result.output
    assert "LOST would be 2 events that the backup lacks, the first of " in result.stdout
    assert sealing.lines("show", FREE)[0]["custody"]["state"] == "IN_STOCK"
    assert sealing.lines("check")[0]["ok"] is True


def test_sealing_needs_the_district_s_key(school: Champion, tmp_path: Path) -> None:
    """One sentence that says how to get it in, and no file."""
    signed(school)
    for arguments in (
        ("backup", tmp_path / "b.db.age"),
        ("export", "packet", tmp_path / "out"),
        ("audit", "submit", tmp_path / "out"),
    ):
        result = school.run(*arguments, "--seal")
        assert (result.exit_code, "There is no key of the district" in result.stderr) == (1, True)
    assert _files(tmp_path) == {"school.db"}


WRONG_KEYS = [
    ("", "holds no key."),
    ("hello", "is not a key file of age (line 1)."),
    ("age1qqqq", "holds a public key, which seals but does not open (line 1)."),
]


@pytest.mark.parametrize(("text", "sentence"), WRONG_KEYS)
def test_a_key_file_that_is_none_is_a_sentence(
    sealing: Champion, tmp_path: Path, text: str, sentence: str
) -> None:
    """Wherever one is named; the Windows shell writes its own encoding."""
    sealing.run("backup", tmp_path / "b.db.age", "--seal")
    wrong = tmp_path / "wrong.txt"
    for encoding in ("utf-8", "utf-16"):
        wrong.write_text(text, encoding)
        for arguments in (("restore", tmp_path / "b.db.age", "--yes"), ("verify", tmp_path)):
            result = sealing.process(*arguments, "--identity", wrong)
            said = result.stderr.decode()
            assert (result.returncode, said.count("\n")) == (1, 1)
            assert said.startswith(f"{wrong} {sentence}")
    missing = sealing.run("verify", tmp_path, "--identity", tmp_path / "none.txt")
    assert (missing.exit_code, "There is no key file" in missing.stderr) == (1, True)


def test_a_key_that_does_not_fit_is_a_sentence(sealing: Champion, tmp_path: Path) -> None:
    """And a key in the encoding of the Windows shell is read."""
    sealing.run("backup", tmp_path / "b.db.age", "--seal")
    other = tmp_path / "other.txt"
    other.write_text(f"# comment\n{pyrage.x25519.Identity.generate()}\n", "utf-16")
    before = sealing.path.read_bytes()
    result = sealing.run("restore", tmp_path / "b.db.age", "--identity", other, "--yes")
    said = f"{tmp_path / 'b.db.age'} does not open with this key."
    assert (result.exit_code, result.stderr.startswith(said)) == (1, True)
    assert sealing.path.read_bytes() == before


def test_a_sealed_packet_is_verified_with_the_key_and_opened_in_memory(
    sealing: Champion, key: Path, tmp_path: Path
) -> None:
    """The same packet as an open one; no file is written while it is verified."""
    signed(sealing)
    folder = tmp_path / "out"
    folder.mkdir()
    (sent,) = sealing.lines("audit", "submit", folder, "--seal")
    (again,) = sealing.lines("export", "packet", tmp_path, "--zip")
    assert sent["packet"].endswith(".zip.age")
    assert (sent["sha256"], sent["files"]) == (again["sha256"], again["files"])
    assert _files(folder) == {Path(sent["packet"]).name}
    assert os.stat(sent["packet"]).st_mode & 0o777 == 0o600  # noqa: PTH116
    before = _files(tmp_path)
    (found,) = sealing.lines("verify", sent["packet"], "--identity", key)
    (open_one,) = sealing.lines("verify", again["packet"])
    assert found == open_one
    assert found["ok"] is True
    assert _files(tmp_path) == before
    stays = sealing.run("verify", sent["packet"])
    assert (stays.exit_code, "is sealed for a key" in stays.stderr) == (1, True)
    twice = sealing.run("export", "packet", folder, "--seal")
    assert (twice.exit_code, "is there already" in twice.stderr) == (1, True)


def test_sealed_packets_are_consolidated_with_the_key(
    nowhere: Champion, key: Path, tmp_path: Path
) -> None:
    """Among open ones; known again though they are sealed; nothing opened lies anywhere."""
    from inventory.journal.sealing import seal_for

    upload = tmp_path / "upload"
    upload.mkdir()
    for number, site in enumerate(("NORTH", "SOUTH"), 1):
        one = ASchool(site, devices_of(site, 3), number=number)
        write_school(one, upload, zipped=True)
    public = key.read_text().split("public key: ")[1].split()[0]
    for plain in upload.glob("NORTH*.zip"):
        plain.with_name(f"{plain.name}.age").write_bytes(seal_for(plain.read_bytes(), public))
        plain.unlink()
    into = ("--into", tmp_path / "district.db")
    before = _files(tmp_path)
    without = nowhere.run("consolidate", upload, *into, "--dry-run")
    assert (without.exit_code, "is sealed for a key" in without.stderr) == (1, True)
    tried = nowhere.run("consolidate", upload, *into, "--identity", key, "--dry-run")
    assert tried.stdout.startswith("2 deliveries would be taken in"), tried.output
    assert _files(tmp_path) == before
    first = nowhere.run("consolidate", upload, *into, "--identity", key)
    assert first.stdout.startswith("2 deliveries taken in with "), first.output
    for dry in ((), ("--dry-run",)):
        second = nowhere.run("consolidate", upload, *into, "--identity", key, *dry)
        assert ", 2 known already, 0 refused." in second.stdout, second.output
    assert _files(tmp_path) - before <= {"district.db"}
