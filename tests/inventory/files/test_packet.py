"""A packet's files: tables, what they mean, and hashes with which others can check them."""

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.errors import FileRefused
from inventory.files import packet as packet_module
from inventory.files.packet import Field, Packet, Plain, Table, table_bytes, write_packet
from inventory.files.packet_check import verify
from inventory.files.packet_form import csv_rows
from tests.inventory.files.packets import (
    NAMES,
    a_packet,
    a_small_packet,
    assets,
    discrepancies,
    written,
)
from tests.inventory.files.with_frictionless import errors_in, flips_in

NAME = "recon_NORTH_20261121"


def test_a_table_is_csv_as_rfc_4180_has_it() -> None:
    """CR LF, a header, quotes where they are needed, every value as it was."""
    content = table_bytes(assets())
    assert content.startswith(b"asset_tag,serial,holder,state,seen_on,sightings,listed\r\n0012345,")
    rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
    assert [row[2] for row in rows[1:]] == list(NAMES)
    assert b'"O\'Brien ""Bo"""' in content
    assert b"\n" not in content.replace(b"\r\n", b"")


@given(st.lists(st.tuples(st.text(), st.text()).map(tuple), max_size=8))
def test_every_cell_is_read_back_as_it_was(rows: list[tuple[str, str]]) -> None:
    """Any text at all, quotation marks, line ends, zero bytes and all."""
    table = Table("t", "", (Field("a", ""), Field("b", "")), rows)
    assert [cells for _, cells in csv_rows(table_bytes(table))] == [["a", "b"], *map(list, rows)]


def test_only_what_people_open_has_a_mark_and_no_formula() -> None:
    """The machine's form keeps ``=1+1``; a spreadsheet never runs it."""
    assert b"=1+1" in table_bytes(assets())
    assert table_bytes(discrepancies("=1+1")) == (
        b"\xef\xbb\xbfreason_code,sentence\r\nnot_found,'=1+1\r\n"
    )
    assert table_bytes(Table("t", "", (Field("a", ""),), [])) == b"a\r\n"


def test_the_files_are_those_of_the_packet(tmp_path: Path) -> None:
    """One folder, each file by its name, and the number of them; only the owner may read."""
    done = write_packet(a_packet(), tmp_path)
    files = {path.name: path.read_bytes() for path in done.path.iterdir()}
    assert (done.path, done.files) == (tmp_path / NAME, 9)
    assert done.sha256 == hashlib.sha256(files["datapackage.json"]).hexdigest()
    assert sorted(files) == [
        "SHA256SUMS", "assets.csv", "audit.csv", "barcodes_found.txt", "datapackage.json",
        "discrepancies.csv", "events.csv", "reconciliation.xlsx", "summary.txt",
    ]  # fmt: skip
    assert files["assets.csv"] == table_bytes(assets())
    assert files["barcodes_found.txt"] == b"0012345\r\n0012346\r\n"
    assert [path.name for path in tmp_path.iterdir()] == [NAME]
    if os.name == "posix":
        modes = {path.stat().st_mode & 0o777 for path in done.path.iterdir()}
        assert (modes, done.path.stat().st_mode & 0o777) == ({0o600}, 0o700)


def test_the_hashes_are_in_the_form_of_sha256sum(tmp_path: Path) -> None:
    """Every file but itself and the descriptor, by name, with two spaces and a line feed."""
    files = written(a_packet(), tmp_path).files
    listed = sorted(set(files) - {"SHA256SUMS", "datapackage.json"})
    lines = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in listed]
    assert files["SHA256SUMS"] == "".join(lines).encode()


def test_the_descriptor_has_size_and_hash_of_every_file_and_its_own(tmp_path: Path) -> None:
    """Its own is that of its bytes with zeros in the place of the hash."""
    files = written(a_packet(), tmp_path).files
    content = files["datapackage.json"]
    descriptor = json.loads(content)
    assert list(descriptor) == [
        "$schema", "name", "title", "description", "created", "champion", "resources",
    ]  # fmt: skip
    own = descriptor["champion"]
    assert {**own, "sha256": ""} == {"audit": "NORTH-2026-Q4", "site": "NORTH", "sha256": ""}
    zeros = content.replace(own["sha256"].encode(), b"0" * 64)
    assert own["sha256"] == hashlib.sha256(zeros).hexdigest()
    listed = {one["path"]: (one["bytes"], one["hash"]) for one in descriptor["resources"]}
    assert listed == {
        name: (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
        for name, data in files.items()
        if name != "datapackage.json"
    }
    assert content == (json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n").encode()


def test_the_descriptor_says_what_a_table_means(tmp_path: Path) -> None:
    """Types, what must be there, what may be there, the key, and what refers to what."""
    descriptor = json.loads(written(a_packet(), tmp_path).files["datapackage.json"])
    by_name = {one["name"]: one for one in descriptor["resources"]}
    assert by_name["audit"]["schema"] == {
        "fields": [
            {
                "name": "asset_tag", "type": "string", "description": "The district's sticker",
                "constraints": {"required": True},
            },
            {
                "name": "result", "type": "string", "description": "What was found",
                "constraints": {"required": True, "enum": ["VERIFIED", "MISSING"]},
            },
            {"name": "sighted_at", "type": "datetime", "description": "When"},
        ],
        "missingValues": [""],
        "primaryKey": ["asset_tag"],
        "foreignKeys": [
            {
                "fields": ["asset_tag"],
                "reference": {"resource": "assets", "fields": ["asset_tag"]},
            }
        ],
    }  # fmt: skip
    kinds = {name: (one.get("type"), one.get("encoding")) for name, one in by_name.items()}
    assert kinds == {
        "assets": ("table", "utf-8"),
        "audit": ("table", "utf-8"),
        "discrepancies": ("table", "utf-8-sig"),
        "events": ("table", "utf-8"),
        "summary.txt": (None, "utf-8"),
        "barcodes_found.txt": (None, "utf-8"),
        "reconciliation.xlsx": (None, None),
        "sha256sums": (None, "utf-8"),
    }


WRONG = [
    ("a date that is none", "2026-11-31", "0012399", "type-error"),
    ("a tag twice", "2026-11-30", "0012346", "primary-key"),
]


def test_others_accept_a_packet(tmp_path: Path) -> None:
    """Frictionless, with every kind of cell; a packet with a wrong one is refused."""
    packets = [
        write_packet(a_packet(), tmp_path).path,
        write_packet(a_packet(), tmp_path, zipped=True).path,
        write_packet(a_small_packet(), tmp_path).path,
        write_packet(a_small_packet(name="empty", tables=(), plains=()), tmp_path).path,
    ]
    table = assets()
    for what, date, tag, _ in WRONG:
        last = (tag, *table.rows[-1][1:4], date, *table.rows[-1][5:])
        wrong = replace(table, rows=[*table.rows[:-1], last])
        packet = a_small_packet(name=what, tables=(wrong,))
        packets.append(write_packet(packet, tmp_path).path)
    assert errors_in(*packets) == [[], [], [], [], *([kind] for *_, kind in WRONG)]


def test_others_accept_a_packet_on_the_command_line(tmp_path: Path) -> None:
    """As IT would ask: ``frictionless validate datapackage.json`` in the folder."""
    path = write_packet(a_small_packet(), tmp_path).path
    command = [sys.executable, "-m", "frictionless", "validate", "--json", "datapackage.json"]
    answer = subprocess.run(command, cwd=path, capture_output=True, check=False)
    assert (answer.returncode, json.loads(answer.stdout)["valid"]) == (0, True)


def test_others_find_every_byte_that_was_changed(tmp_path: Path) -> None:
    """In any file but the descriptor, which frictionless takes at its word."""
    path = write_packet(a_small_packet(), tmp_path).path
    tried, accepted = flips_in(path)
    assert (tried > 300, accepted) == (True, [])
    assert errors_in(path) == [[]]


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../p", "a/b", "a\\b", ".p", "p.", "p ", "p\n", "a:b"]
)
def test_a_name_that_no_folder_should_have_is_refused(tmp_path: Path, name: str) -> None:
    """It is made of what the district calls itself."""
    with pytest.raises(FileRefused, match="can't be the name of a packet"):
        write_packet(a_small_packet(name=name), tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert write_packet(a_small_packet(name="Åsa 2026-11.1"), tmp_path).path.is_dir()


IMPOSSIBLE: list[Callable[[], Any]] = [
    lambda: a_small_packet(plains=(Plain("Audit.csv", "", b"", "text/csv"),)),
    lambda: a_small_packet(plains=(Plain("datapackage.json", "", b"", "text/plain"),)),
    lambda: a_small_packet(plains=(Plain("sha256sums", "", b"", "text/plain"),)),
    lambda: a_small_packet(plains=(Plain("audit", "", b"", "text/plain"),)),
    lambda: a_small_packet(plains=(Plain("a/b.txt", "", b"", "text/plain"),)),
    lambda: a_small_packet(plains=(Plain(".b", "", b"", "text/plain"),)),
    lambda: a_small_packet(about={"sha256": "x"}),
    lambda: Table("t", "", (Field("a", ""),), [("1",), ("1", "2")]),
]


@pytest.mark.parametrize("make", IMPOSSIBLE)
def test_what_no_packet_can_hold_is_an_error_of_its_maker(make: Callable[[], Any]) -> None:
    """Two files of one name, a name of another folder, a row that is too wide."""
    with pytest.raises(ValueError):
        make()


def test_text_that_is_none_is_one_sentence() -> None:
    """Half of a pair of surrogates can't be written as UTF-8."""
    with pytest.raises(FileRefused, match=r"t\.csv can't be written: there is text in it"):
        table_bytes(Table("t", "", (Field("a", ""),), [("\ud800",)]))


def test_a_packet_that_could_not_be_verified_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written can be read by ``champion verify`` on any laptop."""
    monkeypatch.setattr(packet_module, "MOST_BYTES", 5_000)
    with pytest.raises(FileRefused, match="too large for a packet"):
        write_packet(a_small_packet(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_rows_that_were_lost_are_no_packet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows of every table are counted in the bytes that are written."""

    def without_the_last(table: Table) -> bytes:
        return table_bytes(replace(table, rows=table.rows[:-1]))

    monkeypatch.setattr(packet_module, "table_bytes", without_the_last)
    with pytest.raises(FileRefused, match="was not written: rows were lost"):
        write_packet(a_small_packet(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_packet_may_be_about_nothing(tmp_path: Path) -> None:
    """No tables, no files, no properties: still a packet that verifies."""
    path = write_packet(Packet("p", "", "", "2026-11-21T15:00:00Z"), tmp_path).path
    assert verify(path).files == 2
    assert verify(path).faults == ()
