"""Files for others: the packet once more, and when there is none."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tui.commands.audits import (
    CART,
    MADE_SAFE,
    UNSAFE,
    done,
    explained,
    locked,
    nothing,
    opened,
    signed,
    status,
    submitted,
)
from tests.tui.commands.conftest import Champion


@pytest.mark.parametrize("bring", [signed, submitted])
def test_a_packet_can_be_written_as_often_as_wanted(
    school: Champion, tmp_path: Path, bring: Callable[[Champion], None]
) -> None:
    """The same bytes each time, and the audit stays as it is."""
    bring(school)
    before = status(school)
    (folder,) = school.lines("export", "packet", tmp_path)
    assert list(folder) == ["audit", "state", "packet", "sha256", "files"]
    assert folder["files"] == len(list(Path(folder["packet"]).iterdir()))
    assert done(school, "export", "packet", tmp_path) == (
        f"Packet of {before['audit']} written and read back: {folder['packet']}.\n"
        f"{folder['files']} files, SHA-256 {folder['sha256']}\n"
    )
    (zipped,) = school.lines("export", "packet", tmp_path, "--zip")
    assert (zipped["packet"], zipped["sha256"]) == (f"{folder['packet']}.zip", folder["sha256"])
    assert status(school) == before


def test_the_packet_is_that_of_the_newest_signed_audit(school: Champion, tmp_path: Path) -> None:
    """Also while the next one is being scanned; that one has none yet."""
    signed(school)
    first = status(school)["audit"]
    (second,) = school.lines("audit", "open", "--place", CART)
    for named in ([], ["--audit", first.lower()]):
        (written,) = school.lines("export", "packet", tmp_path, *named)
        assert written["audit"] == first
    assert school.run("export", "packet", tmp_path, "--audit", second["audit"]).exit_code == 1


@pytest.mark.parametrize("bring", [opened, locked, explained])
def test_what_is_not_signed_is_not_sent(
    school: Champion, tmp_path: Path, bring: Callable[[Champion], None]
) -> None:
    """One sentence, and the folder stays empty."""
    bring(school)
    folder = tmp_path / "out"
    folder.mkdir()
    result = school.run("export", "packet", folder)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"{status(school)['audit']} is not signed yet: there is nothing to send."
        " Sign it first: champion audit sign.\n"
    )
    assert list(folder.iterdir()) == []


def test_without_an_audit_there_is_no_packet(school: Champion, tmp_path: Path) -> None:
    """It says how one begins."""
    nothing(school)
    result = school.run("export", "packet", tmp_path)
    assert result.stderr == "There is no audit yet. Open one: champion audit open.\n"
    assert result.exit_code == 1


def test_a_folder_that_is_not_there_is_named_safely(school: Champion, tmp_path: Path) -> None:
    """Its name cannot act on the terminal."""
    signed(school)
    result = school.run("export", "packet", tmp_path / UNSAFE)
    assert (result.exit_code, result.stdout) == (1, "")
    assert MADE_SAFE.removesuffix("[/]") in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("arguments", [["export"], ["export", "packet"], ["export", "all", "."]])
def test_wrong_usage_exits_2(school: Champion, arguments: list[str]) -> None:
    """And says how it is used."""
    result = school.run(*arguments)
    assert result.exit_code == 2
    assert "Usage: champion export" in result.output
