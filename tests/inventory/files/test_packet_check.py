"""Every change of a packet is found and named, and none is a traceback."""

import json
from pathlib import Path

import pytest

from inventory.files.packet import Plain, write_packet
from inventory.files.packet_check import Contents, faults, read_packet, verify
from inventory.files.packet_form import DESCRIPTOR, SUMS, sealed, sha256
from tests.inventory.files.packets import (
    a_packet,
    a_small_packet,
    forged,
    written,
)


@pytest.fixture(scope="module")
def packet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The large packet, which nobody changes."""
    return write_packet(a_packet(), tmp_path_factory.mktemp("large")).path


@pytest.mark.parametrize("zipped", [False, True])
def test_a_packet_as_it_was_written_is_accepted(tmp_path: Path, zipped: bool) -> None:
    """With what is in it, and by whom and when it was signed."""
    packet = a_packet()
    found = verify(write_packet(packet, tmp_path, zipped=zipped).path)
    assert found.faults == ()
    assert (found.files, found.events) == (9, 13)
    assert found.signed_by == "Esme Thistlewood, librarian"
    assert found.signed_at == "2026-11-21T09:00:13.000+00:00"
    assert found.head == packet.tables[-1].rows[-1][-1]


def test_every_changed_byte_is_found(small: Contents) -> None:
    """One bit at every place of every file, and a sentence that names the file."""
    assert faults(small) == []
    tried = 0
    for name, content in small.files.items():
        for position in range(len(content)):
            changed = bytearray(content)
            changed[position] ^= 1 << position % 8
            found = faults(Contents({**small.files, name: bytes(changed)}))
            assert f"{name} was changed after the packet was written." in found, position
            tried += 1
    assert tried == sum(map(len, small.files.values())) > 5_000


def test_every_lost_or_added_byte_is_found(small: Contents) -> None:
    """At the end, where no other byte moves."""
    for name, content in small.files.items():
        for changed in (content[:-1], content + b"\n", b""):
            found = faults(Contents({**small.files, name: changed}))
            assert f"{name} was changed after the packet was written." in found


def test_every_missing_file_is_found(packet: Path) -> None:
    """Each by its name, whichever of them it is."""
    contents = read_packet(packet)
    assert faults(contents) == []
    for name in contents.files:
        rest = {other: data for other, data in contents.files.items() if other != name}
        assert f"{name} is missing." in faults(Contents(rest))


DESCRIPTORS: list[tuple[str, bytes]] = [
    ("no JSON", b"{"),
    ("no text", b"\xff\xfe\x00"),
    ("another value", b"[]\n"),
    ("a number", b"1\n"),
    ("nested too deeply", b"[" * 100_000),
    ("a huge number", b"1" * 10_000),
    ("half a pair of surrogates", b'{"a": "\\ud800"}'),
    ("no resources", sealed({"champion": {}})),
    ("resources of another kind", sealed({"resources": 5})),
    ("resources that are no objects", sealed({"resources": ["a", None]})),
    ("a resource without a hash", sealed({"resources": [{"path": SUMS}]})),
    ("a hash of another kind", sealed({"resources": [{"path": SUMS, "hash": 5}]})),
    ("a path of another kind", sealed({"resources": [{"path": [], "hash": ""}]})),
    (
        "a number as a path",
        sealed({"resources": [{"path": 5, "hash": ""}, {"path": SUMS, "hash": ""}]}),
    ),
    ("a list as our own part", json.dumps({"champion": [], "resources": []}).encode()),
    ("no list of hashes", sealed({"resources": []})),
    ("an infinite number", sealed({"resources": [], "champion": {"a": float("inf")}})),
]


@pytest.mark.parametrize(
    "content", [row[1] for row in DESCRIPTORS], ids=[r[0] for r in DESCRIPTORS]
)
def test_a_descriptor_that_is_none_is_one_sentence(small: Contents, content: bytes) -> None:
    """Whatever is in it; the other files are compared with the other list of hashes."""
    changed = "datapackage.json was changed after the packet was written."
    files = {**small.files, DESCRIPTOR: content}
    assert faults(Contents(files)) == [changed]
    files["a.txt"] = b"other"
    assert faults(Contents(files)) == [changed, "a.txt was changed after the packet was written."]
    files[SUMS] = b"other"
    assert faults(Contents(files)) == [
        changed, "SHA256SUMS was changed after the packet was written.",
    ]  # fmt: skip


def test_a_descriptor_in_another_form_is_found(small: Contents) -> None:
    """The same content with other spaces, in another order, or with a name twice."""
    descriptor = json.loads(small.files[DESCRIPTOR])
    text = small.files[DESCRIPTOR].decode()
    for other in (
        json.dumps(descriptor, ensure_ascii=False),
        json.dumps(dict(reversed(descriptor.items())), indent=2, ensure_ascii=False) + "\n",
        text.replace('"name": "p"', '"name": "q",\n  "name": "p"', 1),
        text.replace("\n", "\r\n"),
        "\ufeff" + text,
    ):
        files = {**small.files, DESCRIPTOR: other.encode()}
        assert faults(Contents(files)) == [
            "datapackage.json was changed after the packet was written."
        ]


def test_lists_of_hashes_that_disagree_are_found(small: Contents) -> None:
    """Where somebody made the descriptor anew, and only that."""
    other = forged(small, {"a.txt": b"other"})
    assert faults(other) == []
    mixed = {**other.files, SUMS: small.files[SUMS]}
    descriptor = json.loads(mixed[DESCRIPTOR])
    for resource in descriptor["resources"]:
        resource["hash"] = f"sha256:{sha256(mixed[resource['path']])}"
    found = faults(Contents({**mixed, DESCRIPTOR: sealed(descriptor)}))
    assert found == ["SHA256SUMS has other hashes than datapackage.json."]


def test_what_was_signed_holds_whatever_the_lists_say(small: Contents) -> None:
    """A result changed by somebody who made both lists of hashes anew."""
    found = faults(forged(small, {"audit.csv": b"tag\r\n0012346\r\n"}))
    assert found == ["audit.csv is not the one that was signed."]


def test_a_plain_file_may_be_empty(tmp_path: Path) -> None:
    """No bytes have a hash too."""
    packet = a_small_packet(plains=(Plain("a.txt", "", b"", "text/plain"),))
    contents = written(packet, tmp_path)
    assert faults(contents) == []
    assert faults(Contents({**contents.files, "a.txt": b"\n"})) == [
        "a.txt was changed after the packet was written."
    ]
