"""Where deliveries are looked for, and how one is known again."""

from pathlib import Path

import pytest

from inventory.errors import FileRefused
from inventory.files.district_expected import read_expected
from inventory.files.district_packet import read_packet_delivery
from inventory.files.district_reading import FEW, Refused, read_all
from inventory.files.district_sources import Found, search, source_id
from inventory.rules.district import Delivery, SourceKind
from tests.inventory.a_district import ASchool, devices_of, write_school


def _school(number: int) -> ASchool:
    site = f"S{number}"
    return ASchool(site, devices_of(site, 2), number=number)


def test_packets_and_bundles_are_found_at_any_depth(tmp_path: Path) -> None:
    """In the order of their names; other files and unfinished ones are left alone."""
    upload = tmp_path / "upload"
    (upload / "b" / "c").mkdir(parents=True)
    packet = write_school(_school(1), upload / "b" / "c")
    zipped = write_school(_school(2), upload / "b", zipped=True)
    for name in ("day.bundle", "DAY.BUNDLE.AGE", "letter.pdf", ".half.bundle", "bundle"):
        (upload / name).write_bytes(b"")
    (upload / ".git").mkdir()
    (upload / ".git" / "x.zip").write_bytes(b"")
    found = search([upload])
    assert [one.path.relative_to(upload).as_posix() for one in found] == [
        "DAY.BUNDLE.AGE", "day.bundle", zipped.relative_to(upload).as_posix(),
        packet.relative_to(upload).as_posix(),
    ]  # fmt: skip
    assert [one.kind for one in found] == [SourceKind.BUNDLE] * 2 + [SourceKind.PACKET] * 2
    assert search([upload, zipped, upload / "b"]) == found


def test_a_path_that_is_not_there_or_no_delivery_is_refused(tmp_path: Path) -> None:
    """What is named on purpose has to be one."""
    (tmp_path / "notes.txt").write_bytes(b"")
    for path, sentence in (("nowhere", "There is no"), ("notes.txt", "neither a packet")):
        with pytest.raises(FileRefused, match=sentence):
            search([tmp_path / path])


def test_a_packet_is_known_again_as_a_folder_and_as_a_zip(tmp_path: Path) -> None:
    """Without reading more of it than its descriptor."""
    folder, zipped = (write_school(_school(1), tmp_path, zipped=one) for one in (False, True))
    identity = read_packet_delivery(folder).source_id
    assert {source_id(Found(one, SourceKind.PACKET)) for one in (folder, zipped)} == {identity}


def test_what_cannot_be_read_is_not_known(tmp_path: Path) -> None:
    """So it is read as a whole, and refused with a sentence."""
    (tmp_path / "a.zip").write_bytes(b"PK no zip")
    (tmp_path / "SHA256SUMS").write_bytes(b"")
    for path in (tmp_path / "a.zip", tmp_path, tmp_path / "gone.bundle"):
        kind = SourceKind.BUNDLE if path.suffix == ".bundle" else SourceKind.PACKET
        assert source_id(Found(path, kind)) == ""


def test_several_processes_read_in_order_and_one_bad_file_stops_none(tmp_path: Path) -> None:
    """More than this process would read alone; the third is damaged."""
    paths = [write_school(_school(n), tmp_path, zipped=True) for n in range(1, FEW + 3)]
    paths[2].write_bytes(paths[2].read_bytes()[:-100])
    reads = list(read_all([Found(one, SourceKind.PACKET) for one in paths], workers=2))
    assert [isinstance(one, Refused) for one in reads] == [n == 2 for n in range(len(paths))]
    assert isinstance(reads[2], Refused)
    assert str(paths[2]) in reads[2].reason
    names = [one.name for one in reads if isinstance(one, Delivery)]
    assert names == [path.name for path in paths if path != paths[2]]


@pytest.mark.parametrize(
    "text",
    [
        "site,name\r\n0101,North\r\n0102,South\r\n",
        "School Code;School Name\n0101;North\n0102;South\n",
        "0101,North\n0102,South\n",
    ],
)
def test_a_list_of_schools_is_read_with_and_without_headings(tmp_path: Path, text: str) -> None:
    """A code keeps its leading zero."""
    path = tmp_path / "schools.csv"
    path.write_text(text)
    assert read_expected(path) == [("0101", "North"), ("0102", "South")]


def test_one_code_a_line_is_a_list_of_schools(tmp_path: Path) -> None:
    """As somebody types it."""
    path = tmp_path / "schools.txt"
    path.write_text("NORTH\nSOUTH\n")
    assert read_expected(path) == [("NORTH", ""), ("SOUTH", "")]


def test_a_school_that_is_named_twice_is_refused(tmp_path: Path) -> None:
    """One of the two is a mistake."""
    path = tmp_path / "schools.csv"
    path.write_text("site\nNORTH\nnorth\n")
    with pytest.raises(FileRefused, match="names north twice"):
        read_expected(path)
