"""A packet as the district takes it in: its rows, their keys, and why one is refused."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from inventory.audit import Scope
from inventory.errors import FileRefused
from inventory.files.district_packet import read_packet_delivery
from inventory.files.packet import Packet, write_packet
from inventory.files.packet_form import DESCRIPTOR, SUMS, sealed, sha256, sums
from inventory.rules.district import EVENT, FIND, LISTING, Delivery, code_key, scan_key
from tests.builders import a_device
from tests.inventory.a_district import PRICE, ASchool, devices_of, packet_of, write_school

DEVICES = [
    *devices_of("NORTH", 3),
    a_device("0012345", serial="", site="NORTH"),
    a_device("5CDX", tag="", serial="5CDX", site=""),
    a_device("OLD-1", tag="New-1", serial="5CDZ", site="north"),
]
SCHOOL = ASchool(
    "NORTH", DEVICES, frozenset({"NORTH-001"}), ["]C0SOUTH-007", "no sticker"],
    [a_device("SOUTH-001", serial="5CDSOUTH001", site="SOUTH")],
)  # fmt: skip


def _listed(delivery: Delivery) -> dict[str, dict[str, object]]:
    return {row[0]: dict(zip(LISTING, row, strict=True)) for row in delivery.listings}


@pytest.mark.parametrize("zipped", [False, True])
def test_a_packet_is_the_same_delivery_as_a_folder_and_as_a_zip(
    tmp_path: Path, zipped: bool
) -> None:
    """By the hash of its descriptor, which has all other hashes."""
    path = write_school(SCHOOL, tmp_path, zipped=zipped)
    delivery = read_packet_delivery(path)
    folder = write_school(SCHOOL, tmp_path)
    assert delivery.source_id == sha256((folder / DESCRIPTOR).read_bytes())
    assert delivery.name == path.name
    assert replace(delivery, name="") == replace(read_packet_delivery(folder), name="")


def test_its_head_and_its_figures_are_those_of_the_cover(tmp_path: Path) -> None:
    """Counted anew from the lines; the value at risk is what was signed."""
    delivery = read_packet_delivery(write_school(SCHOOL, tmp_path))
    head, said = delivery.head, delivery.figures
    assert (head.site, head.school, head.audit) == ("NORTH", "School of NORTH", "NORTH-2026-Q4")
    assert (head.quarter, head.whole) == ("2026-Q4", True)
    assert head.signed_by == "Esme Thistlewood, librarian"
    assert (said.expected, said.sighted, said.verified, said.missing) == (6, 5, 5, 1)
    assert (said.strays, said.unlisted, said.finds, said.at_risk) == (1, 2, 3, PRICE)
    assert delivery.events[-1][EVENT.index("hash")] == head.hash
    assert delivery.spans == [(delivery.events[0][1], 1, len(delivery.events), head.hash)]


def test_a_part_of_a_school_is_said_to_be_one(tmp_path: Path) -> None:
    """A sample's figures are not the school's."""
    part = replace(SCHOOL, scope=Scope(places=("Library",)))
    assert not read_packet_delivery(write_school(part, tmp_path)).head.whole


def test_a_device_is_known_by_its_serial_else_by_its_tag(tmp_path: Path) -> None:
    """Exactly, but for case; an old tag is remembered, and whose list a device is on."""
    listed = _listed(read_packet_delivery(write_school(SCHOOL, tmp_path)))
    assert listed["NORTH-000"]["device_key"] == "serial:5cdnorth000"
    assert listed["0012345"]["device_key"] == "tag:0012345"
    assert listed["5CDX"]["device_key"] == "serial:5cdx"
    assert (listed["OLD-1"]["tag_key"], listed["OLD-1"]["id_key"]) == ("new-1", "old-1")
    assert [key for key, row in listed.items() if not row["ours"]] == ["SOUTH-001"]
    assert listed["NORTH-001"]["result"] == "MISSING"
    assert listed["NORTH-001"]["explanation"] == "no_action"
    assert listed["SOUTH-001"]["expected"] == 0


def test_a_find_is_looked_for_by_what_was_scanned_and_by_all_that_the_list_knows(
    tmp_path: Path,
) -> None:
    """Without the prefix of a scanner; a stray by its tag and by its serial."""
    delivery = read_packet_delivery(write_school(SCHOOL, tmp_path))
    finds = [dict(zip(FIND, row, strict=True)) for row in delivery.finds]
    assert [one["find"] for one in finds] == ["UNLISTED", "UNLISTED", "STRAY"]
    assert finds[0]["raw"] == "]C0SOUTH-007"
    assert delivery.codes == [
        (1, "south-007"), (2, "no sticker"), (3, "5cdsouth001"), (3, "south-001"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "key"),
    [(" NS-101 ", "ns-101"), ("0012345", "0012345"), ("E\u0301COLE-1", "école-1"), ("", "")],
)
def test_codes_compare_but_for_case_and_blanks_exactly(code: str, key: str) -> None:
    """A leading zero is part of a tag, and so is a dash."""
    assert code_key(code) == key
    assert scan_key(code) == key


def _resealed(folder: Path, name: str, change: bytes) -> None:
    """A changed file with all lists of hashes made anew."""
    (folder / name).write_bytes(change)
    files = {one.name: one.read_bytes() for one in folder.iterdir()}
    listed = {n: sha256(d) for n, d in files.items() if n not in (SUMS, DESCRIPTOR)}
    (folder / SUMS).write_bytes(sums(listed))
    descriptor = json.loads(files[DESCRIPTOR])
    for one in descriptor["resources"]:
        one["hash"] = f"sha256:{sha256((folder / one['path']).read_bytes())}"
    (folder / DESCRIPTOR).write_bytes(sealed(descriptor))


def test_a_packet_with_a_fault_is_refused_with_its_first_sentence(tmp_path: Path) -> None:
    """Named, and with how many more there are."""
    folder = write_school(SCHOOL, tmp_path)
    (folder / "audit.csv").write_bytes(b"")
    with pytest.raises(FileRefused, match=r"audit\.csv was changed after the packet") as refusal:
        read_packet_delivery(folder)
    assert str(folder) in refusal.value.message
    assert "more of the kind: champion verify" in refusal.value.message


def test_a_packet_of_another_form_is_refused_by_the_column_that_is_missing(tmp_path: Path) -> None:
    """Only ``assets.csv`` isn't signed, so only it can be changed unseen."""
    folder = write_school(SCHOOL, tmp_path)
    data = (folder / "assets.csv").read_bytes()
    _resealed(folder, "assets.csv", data.replace(b"serial_number", b"serial", 1))
    with pytest.raises(FileRefused, match=r"assets\.csv has no column serial_number"):
        read_packet_delivery(folder)


def test_a_new_column_is_passed_over(tmp_path: Path) -> None:
    """What a newer version says more is no reason to refuse what this one knows."""
    folder = write_school(SCHOOL, tmp_path)
    before = read_packet_delivery(folder).listings
    data = (folder / "assets.csv").read_bytes()
    _resealed(folder, "assets.csv", data.replace(b"\r\n", b",new\r\n"))
    assert read_packet_delivery(folder).listings == before


def test_a_character_that_no_database_takes_is_refused(tmp_path: Path) -> None:
    """PostgreSQL has no NUL in a text."""
    folder = write_school(SCHOOL, tmp_path)
    data = (folder / "assets.csv").read_bytes()
    _resealed(folder, "assets.csv", data.replace(b"Chromebook", b"Chrome\0ook", 1))
    with pytest.raises(FileRefused, match="no database takes"):
        read_packet_delivery(folder)


def test_a_descriptor_of_another_school_is_refused(tmp_path: Path) -> None:
    """The signature is of NORTH, whoever wrote the outside."""
    packet = packet_of(SCHOOL)
    other = replace(packet, about={**packet.about, "site": "SOUTH"})
    with pytest.raises(FileRefused, match=r"its descriptor is of .* at “SOUTH”"):
        read_packet_delivery(write_packet(other, tmp_path).path)


def test_a_packet_without_an_audit_is_refused(tmp_path: Path) -> None:
    """There is nothing in it that somebody signed."""
    packet = packet_of(SCHOOL)
    bare = Packet(packet.name, "", "", packet.created, packet.about, packet.tables[:1])
    with pytest.raises(FileRefused, match="no signed audit"):
        read_packet_delivery(write_packet(bare, tmp_path).path)
