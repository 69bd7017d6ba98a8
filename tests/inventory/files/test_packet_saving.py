"""A packet on disk: the same bytes, whole or not at all, never over another."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from inventory.errors import FileRefused
from inventory.files import packet_saving
from inventory.files.packet import write_packet
from inventory.files.packet_check import verify
from tests.inventory.files.packets import a_packet, a_small_packet
from tests.inventory.files.with_frictionless import ROOT


@pytest.mark.parametrize("zipped", [False, True])
def test_the_same_packet_is_the_same_bytes(tmp_path: Path, zipped: bool) -> None:
    """Written twice, in two places; a .zip has no time in it."""
    first, second = tmp_path / "a", tmp_path / "b"
    for folder in (first, second):
        folder.mkdir()
        write_packet(a_packet(), folder, zipped=zipped)
    names = [path.relative_to(first) for path in sorted(first.rglob("*")) if path.is_file()]
    assert len(names) == (1 if zipped else 9)
    for name in names:
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_a_zip_says_nothing_of_where_and_when_it_was_made(tmp_path: Path) -> None:
    """Its files in the order of their names, of no date, for their owner only."""
    path = write_packet(a_small_packet(), tmp_path, zipped=True).path
    with ZipFile(path) as archive:
        entries = archive.infolist()
    names = ["SHA256SUMS", "a.txt", "audit.csv", "datapackage.json", "events.csv"]
    assert [entry.filename for entry in entries] == names
    assert {(entry.date_time, entry.create_system) for entry in entries} == {
        ((1980, 1, 1, 0, 0, 0), 3)
    }
    assert {entry.external_attr >> 16 for entry in entries} == {0o100600}


@pytest.mark.parametrize("zipped", [False, True])
def test_a_packet_that_is_there_is_never_written_over(tmp_path: Path, zipped: bool) -> None:
    """The same one is as good as written; another one is refused, and the first one stays."""
    done = write_packet(a_small_packet(), tmp_path, zipped=zipped)
    assert write_packet(a_small_packet(), tmp_path, zipped=zipped) == done
    with pytest.raises(FileRefused, match=r"is there already, and holds something else\. Choose"):
        write_packet(a_small_packet(title="Q"), tmp_path, zipped=zipped)
    assert verify(done.path).faults == ()
    assert list(tmp_path.iterdir()) == [done.path]


def put_a_file(target: Path) -> None:
    """Something small."""
    target.write_text("mine")


def put_a_packet_and_more(target: Path) -> None:
    """The packet itself, with a file that isn't of it."""
    write_packet(a_small_packet(), target.parent)
    (target / "notes.txt").touch()


def put_a_zip(target: Path) -> None:
    """The same files, but packed."""
    write_packet(a_small_packet(), target.parent, zipped=True).path.rename(target)


def put_a_broken_link(target: Path) -> None:
    """A name that leads nowhere."""
    target.symlink_to("nowhere")


LINKS = pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")


@pytest.mark.parametrize(
    "put",
    [
        Path.mkdir,
        put_a_file,
        put_a_packet_and_more,
        put_a_zip,
        pytest.param(put_a_broken_link, marks=LINKS),
    ],
)
def test_whatever_has_the_name_is_left_alone(tmp_path: Path, put: Callable[[Path], None]) -> None:
    """A folder, a file, a packet with more in it, a .zip, a link."""
    put(tmp_path / "p")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(FileRefused, match="is there already"):
        write_packet(a_small_packet(), tmp_path)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(("place", "reason"), [("no", "No such file"), ("file", "Not a directory")])
@pytest.mark.parametrize("zipped", [False, True])
def test_a_folder_that_is_none_is_one_sentence(
    tmp_path: Path, place: str, reason: str, zipped: bool
) -> None:
    """With what to do next."""
    (tmp_path / "file").touch()
    with pytest.raises(FileRefused, match=f"can't be written: {reason}.* Choose another folder"):
        write_packet(a_small_packet(), tmp_path / place, zipped=zipped)


@pytest.mark.parametrize("zipped", [False, True])
def test_what_gets_the_name_meanwhile_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zipped: bool
) -> None:
    """Looked for once more just before the rename, which would replace a file unasked."""
    target = tmp_path / ("p.zip" if zipped else "p")

    def come_between(descriptor: int) -> None:
        target.write_text("mine")

    monkeypatch.setattr(os, "fsync", come_between)
    with pytest.raises(FileRefused, match="is there already"):
        write_packet(a_small_packet(), tmp_path, zipped=zipped)
    assert target.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [target]


class Interrupted:
    """Lets so many files be synced, and then raises."""

    def __init__(self, left: int, error: BaseException) -> None:
        self.left, self.error = left, error

    def __call__(self, descriptor: int) -> None:
        """In the place of ``os.fsync``."""
        self.left -= 1
        if self.left < 0:
            raise self.error


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (OSError(errno.ENOSPC, "No space left"), FileRefused),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ],
)
def test_what_breaks_off_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zipped: bool, error: BaseException,
    raised: type[BaseException],
) -> None:  # fmt: skip
    """At each of the moments at which something is synced, but the one after the rename."""
    moments = 1 if zipped else 6
    for left in range(moments):
        monkeypatch.setattr(os, "fsync", Interrupted(left, error))
        with pytest.raises(raised):
            write_packet(a_small_packet(), tmp_path, zipped=zipped)
        assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(os, "fsync", Interrupted(moments + 1, error))
    assert verify(write_packet(a_small_packet(), tmp_path, zipped=zipped).path).faults == ()


KILLED = """
import os, signal, sys
from pathlib import Path
from inventory.files.packet import write_packet
from tests.inventory.files.packets import a_small_packet

def killed_before(moment, folder, zipped):
    def fsync(descriptor, real=os.fsync):
        nonlocal moment
        moment -= 1
        if moment < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        real(descriptor)
    child = os.fork()
    if not child:
        os.fsync = fsync
        write_packet(a_small_packet(), folder, zipped=zipped)
        os._exit(0)
    return os.waitpid(child, 0)[1]

for kind in ("folder", "zip"):
    for moment in range(20):
        folder = Path(sys.argv[1], f"{kind}-{moment}")
        folder.mkdir()
        if killed_before(moment, folder, kind == "zip") == 0:
            break
"""


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
def test_a_process_that_is_killed_leaves_no_packet_or_a_whole_one(tmp_path: Path) -> None:
    """Killed before each sync; the next one of that name clears what was left of it."""
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], cwd=ROOT, check=True)
    outcomes: dict[str, list[str]] = {"folder": [], "zip": []}
    for folder in sorted(tmp_path.iterdir()):
        kind = folder.name.partition("-")[0]
        zipped = kind == "zip"
        (left,) = folder.iterdir()
        outcomes[kind].append(
            "whole" if left.name in ("p", "p.zip") else left.name.strip("0123456789")
        )
        other = folder / ".p.x.123.new"
        other.mkdir()
        path = write_packet(a_small_packet(), folder, zipped=zipped).path
        assert verify(path).faults == ()
        if outcomes[kind][-1] != "whole":
            assert sorted(folder.iterdir()) == [other, path]
    assert {kind: len(found) for kind, found in outcomes.items()} == {"folder": 8, "zip": 3}
    for found in outcomes.values():
        assert found[-2:] == ["whole", "whole"]
        assert all(one.startswith(".p.") for one in found[:-2])


@pytest.mark.parametrize("spoil", [lambda data: data[:-1] + b"x", lambda data: data[:9]])
def test_what_the_disk_gives_back_wrong_is_no_packet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[bytes], bytes]
) -> None:
    """It is read back and compared before it gets its name."""

    def write_badly(path: Path, content: bytes) -> None:
        path.write_bytes(spoil(content))

    monkeypatch.setattr(packet_saving, "write_file", write_badly)
    for zipped in (False, True):
        with pytest.raises(FileRefused, match="what was read back is not what it should be"):
            write_packet(a_small_packet(), tmp_path, zipped=zipped)
        assert list(tmp_path.iterdir()) == []
