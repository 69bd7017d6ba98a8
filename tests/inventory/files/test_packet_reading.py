"""Packets that come from anywhere: a folder or a .zip, and what is no packet."""

import io
import os
import struct
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from inventory.errors import FileRefused
from inventory.files import packet_reading
from inventory.files.packet import write_packet
from inventory.files.packet_check import Contents, read_packet, verify
from inventory.files.packet_form import DESCRIPTOR, as_zip
from tests.inventory.files.packets import (
    a_small_packet,
)


@pytest.mark.parametrize("name", ["audit2.csv", ".DS_Store", "sub/audit.csv", "a/b/c/d.txt"])
def test_every_added_file_is_found(tmp_path: Path, name: str) -> None:
    """In the folder, hidden, or in folders of its own."""
    path = write_packet(a_small_packet(), tmp_path).path
    (path / name).parent.mkdir(parents=True, exist_ok=True)
    (path / name).touch()
    assert verify(path).faults == (f"{name} was added after the packet was written.",)


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_what_is_no_file_is_found(tmp_path: Path) -> None:
    """An empty folder, a link in the place of a file, a link to a folder; none is followed."""
    path = write_packet(a_small_packet(), tmp_path).path
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret").touch()
    (path / "a.txt").rename(tmp_path / "a.txt")
    (path / "a.txt").symlink_to(tmp_path / "a.txt")
    (path / "empty").mkdir()
    (path / "link").symlink_to(tmp_path / "elsewhere")
    assert verify(path).faults == (
        "a.txt was added; it is a link or an empty folder.",
        "empty was added; it is a link or an empty folder.",
        "link was added; it is a link or an empty folder.",
        "a.txt is missing.",
    )


def test_every_changed_byte_of_a_zip_is_found(tmp_path: Path) -> None:
    """Also one that changes no file in it: a date, a name that is there twice, a padding bit."""
    path = write_packet(a_small_packet(), tmp_path, zipped=True).path
    content = path.read_bytes()
    changed_path = tmp_path / "changed.zip"
    found: list[tuple[str, ...]] = []
    for position in range(len(content)):
        changed = bytearray(content)
        changed[position] ^= 1 << position % 8
        changed_path.write_bytes(changed)
        try:
            found.append(verify(changed_path).faults)
        except FileRefused as refused:
            found.append((refused.message,))
    assert len(found) > 2_000
    assert all(found)
    assert verify(path).faults == ()


def packed(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A .zip as other programs make it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_a_zip_that_was_packed_anew_is_said_to_be_so(tmp_path: Path, small: Contents) -> None:
    """Its files may be whole; unpacked, they can be verified."""
    path = tmp_path / "p.zip"
    path.write_bytes(packed(small.files))
    again = ("The .zip was changed or packed anew; unpack it and verify the folder.",)
    assert verify(path).faults == again
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "p")
    assert verify(tmp_path / "p").faults == ()
    path.write_bytes(packed({**small.files, "sub/": b""}))
    assert verify(path).faults == ("sub/ was added; it is a folder.", *again)


def test_a_file_that_is_in_a_zip_twice_is_found(tmp_path: Path, small: Contents) -> None:
    """Which of the two somebody sees depends on their program."""
    path = tmp_path / "p.zip"
    path.write_bytes(as_zip(small.files))
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("audit.csv", "other")
    assert "audit.csv is in the .zip more than once." in verify(path).faults


def lying(content: bytes) -> bytes:
    """The .zip with the sizes of its first file, as it says them, set to 5."""
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = content.index(signature) + offset
        content = content[:start] + struct.pack("<I", 5) + content[start + 4 :]
    return content


REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("text", lambda: b"hello" * 100, "is a damaged .zip, or none at all"),
    ("nothing", lambda: b"", "is a damaged .zip, or none at all"),
    ("a .zip of something else", lambda: packed({"a.txt": b"a"}), "is no packet"),
    ("nothing in it", lambda: packed({}), "is no packet"),
    (
        "a packet one folder down",
        lambda: packed({"p/datapackage.json": b"{}", "p/SHA256SUMS": b""}),
        "is no packet",
    ),
    ("too large", lambda: packed({DESCRIPTOR: bytes(2_000_001)}), "is too large for a packet"),
    (
        "too large together",
        lambda: packed({str(n): bytes(200_000) for n in range(11)}),
        "is too large for a packet",
    ),
    (
        "too many files",
        lambda: packed({f"{n}.txt": b"" for n in range(1_001)}),
        "is too large for a packet",
    ),
    (
        "more than it says",
        lambda: lying(packed({DESCRIPTOR: bytes(2_000_000)})),
        "is a damaged .zip",
    ),
    ("another packing", lambda: packed({DESCRIPTOR: b"{}"}, zipfile.ZIP_LZMA), "is a damaged .zip"),
    ("cut off", lambda: packed({DESCRIPTOR: b"{}" * 99})[:-30], "is a damaged .zip"),
]


@pytest.mark.parametrize(
    ("make", "sentence"), [row[1:] for row in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_a_file_that_is_no_packet_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[], bytes], sentence: str
) -> None:
    """One sentence, and no more of it in memory than a packet may have."""
    monkeypatch.setattr(packet_reading, "MOST_BYTES", 2_000_000)
    path = tmp_path / "p.zip"
    path.write_bytes(make())
    with pytest.raises(FileRefused, match=sentence) as refused:
        verify(path)
    assert "Name the folder or the .zip that Champion wrote." in refused.value.hint


def test_a_zip_that_unpacks_to_more_than_it_says_fills_no_memory(tmp_path: Path) -> None:
    """20 MB of blanks in 20 kB that are said to be 5 bytes."""
    path = tmp_path / "p.zip"
    path.write_bytes(lying(packed({DESCRIPTOR: b" " * 20_000_000})))
    assert path.stat().st_size < 40_000
    tracemalloc.start()
    with pytest.raises(FileRefused, match="is a damaged"):
        verify(path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 2_000_000


def test_a_zip_as_large_as_may_be_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the limits that refuse a larger one accept this one."""
    monkeypatch.setattr(packet_reading, "MOST_BYTES", 2_000_000)
    path = tmp_path / "p.zip"
    path.write_bytes(packed({DESCRIPTOR: bytes(2_000_000)}))
    assert len(read_packet(path).files[DESCRIPTOR]) == 2_000_000


def test_a_folder_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By size and by number, before all of it is read."""
    path = write_packet(a_small_packet(), tmp_path).path
    monkeypatch.setattr(packet_reading, "MOST_FILES", 5)
    assert verify(path).faults == ()
    (path / "more").touch()
    with pytest.raises(FileRefused, match="is too large for a packet"):
        verify(path)
    (path / "more").unlink()
    monkeypatch.setattr(packet_reading, "MOST_BYTES", 5_000)
    with pytest.raises(FileRefused, match="is too large for a packet"):
        verify(path)


def test_a_path_that_leads_to_no_packet_is_refused(tmp_path: Path) -> None:
    """Nothing there, or a folder of something else, which isn't read."""
    with pytest.raises(FileRefused, match=r"There is no packet .*nowhere\. Name the folder"):
        verify(tmp_path / "nowhere")
    (tmp_path / "audit.csv").touch()
    with pytest.raises(FileRefused, match="is no packet: it has neither datapackage"):
        verify(tmp_path)
