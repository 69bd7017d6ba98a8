"""Paths that are no files, files that are too large, and what is kept of the ones that are read."""

import hashlib
import os
from pathlib import Path

import pytest

from inventory.errors import FileRefused
from inventory.files import decoding
from inventory.files.reader import read_table

TEXT = "tag,name\n0012345,Núñez\n"


def test_a_table_says_what_it_was_read_from(tmp_path: Path) -> None:
    """The file's name and hash are kept with the import; its name can't harm the screen."""
    path = tmp_path / "a\x1b[2Jb.csv"
    path.write_bytes(TEXT.encode())
    read = read_table(path)
    assert read.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert read.name == "a\ufffd[2Jb.csv"


def test_what_is_not_a_file_is_refused(tmp_path: Path) -> None:
    """A missing file, a folder, an impossible name: a sentence each."""
    for path, sentence in [
        (tmp_path / "none.csv", "There is no file none.csv."),
        (tmp_path, f"{tmp_path.name} is a folder, not a file."),
        (tmp_path / "nul\0.csv", "There is no file nul\ufffd.csv."),
    ]:
        with pytest.raises(FileRefused) as refusal:
            read_table(path)
        assert refusal.value.message == sentence


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has pipes in folders")
def test_what_can_not_be_opened_is_refused(tmp_path: Path) -> None:
    """A pipe would be waited for without end; a name that is too long can't even be looked up."""
    os.mkfifo(tmp_path / "pipe")
    for name, sentence in [
        ("pipe", "pipe is not an ordinary file."),
        ("x" * 300, "can't be read: File name too long."),
    ]:
        with pytest.raises(FileRefused) as refusal:
            read_table(tmp_path / name)
        assert sentence in refusal.value.message


def test_a_file_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit holds for the bytes that are there, and is named in megabytes."""
    path = tmp_path / "large.csv"
    path.write_bytes(b"a,b\n" + (b"1," + b"x" * 4000 + b"\n") * 300)
    assert len(read_table(path).rows) == 300
    monkeypatch.setattr(decoding, "LARGEST_FILE", 1024**2)
    with pytest.raises(FileRefused, match=r"large\.csv is larger than 1 MB\."):
        read_table(path)
