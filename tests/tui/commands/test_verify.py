"""``champion verify``: on any laptop, with or without a database."""

import os
from pathlib import Path

import pytest

from inventory.files.packet import write_packet
from tests.inventory.files.packets import a_packet, a_small_packet
from tests.tui.commands.conftest import Champion

KEYS = ["ok", "files", "events", "signed_by", "signed_at", "head", "findings"]


@pytest.mark.parametrize("zipped", [False, True])
def test_a_packet_as_it_was_signed_is_said_to_be_so(
    nowhere: Champion, tmp_path: Path, zipped: bool
) -> None:
    """What was verified, who signed it and when; no database is opened or made."""
    path = write_packet(a_packet(), tmp_path, zipped=zipped).path
    (found,) = nowhere.lines("verify", path)
    result = nowhere.run("verify", path)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "Nothing was changed: 9 files as they were written.",
        f"13 events in unbroken chains, head {found['head']}.",
        "Signed by Esme Thistlewood, librarian on 2026-11-21 09:00.",
    ]
    assert list(found) == KEYS
    assert (found["ok"], found["files"], found["events"], found["findings"]) == (True, 9, 13, [])
    assert found["signed_by"] == "Esme Thistlewood, librarian"
    assert found["signed_at"] == "2026-11-21T09:00:13.000+00:00"
    assert not nowhere.path.parent.exists()


def test_each_change_is_a_sentence_and_exit_1(nowhere: Champion, tmp_path: Path) -> None:
    """Changed, missing and added, and what was signed."""
    path = write_packet(a_small_packet(), tmp_path).path
    (path / "audit.csv").write_bytes(b"tag\r\n0012346\r\n")
    (path / "a.txt").rename(path / "b.txt")
    sentences = [
        "a.txt is missing.",
        "audit.csv was changed after the packet was written.",
        "b.txt was added after the packet was written.",
        "audit.csv is not the one that was signed.",
    ]
    result = nowhere.run("verify", path)
    assert (result.exit_code, result.stdout.splitlines()) == (1, sentences)
    (found,) = nowhere.lines("verify", path)
    assert (list(found), found["ok"], found["findings"]) == (KEYS, False, sentences)
    assert nowhere.run("verify", path, "--json").exit_code == 1


def test_a_packet_that_nobody_signed_is_said_to_be_so(nowhere: Champion, tmp_path: Path) -> None:
    """Nothing was changed; there was only nothing to sign."""
    path = write_packet(a_small_packet(tables=()), tmp_path).path
    result = nowhere.run("verify", path)
    assert result.exit_code == 0
    assert result.stdout == (
        "Nothing was changed: 3 files as they were written.\nNobody signed it.\n"
    )


def test_what_is_no_packet_is_one_sentence(nowhere: Champion, tmp_path: Path) -> None:
    """On standard error, with what to do next, and no traceback."""
    (tmp_path / "file.zip").write_bytes(b"hello")
    for place, sentence in (
        ("nothing", "There is no packet "),
        ("file.zip", "is a damaged .zip, or none at all."),
        (".", "is no packet: "),
    ):
        result = nowhere.process("verify", tmp_path / place)
        (line,) = result.stderr.decode().splitlines()
        assert (result.returncode, result.stdout) == (1, b"")
        assert sentence in line
        assert line.endswith("Name the folder or the .zip that Champion wrote.")


@pytest.mark.skipif(os.name != "posix", reason="such names are POSIX")
def test_a_name_in_a_packet_is_no_command_to_the_terminal(
    nowhere: Champion, tmp_path: Path
) -> None:
    """A file added under a name with control characters."""
    path = write_packet(a_small_packet(), tmp_path).path
    (path / "\x1b[31mred").touch()
    result = nowhere.run("verify", path)
    assert (
        result.stdout
        == "\N{REPLACEMENT CHARACTER}[31mred was added after the packet was written.\n"
    )
    assert "\x1b" not in nowhere.run("verify", path, "--json").stdout
