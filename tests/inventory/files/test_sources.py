"""Paths to rows: which kind of file it is, where its headings are, and what it takes to read it."""

import csv
import json
import os
import tracemalloc
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from inventory.errors import FileRefused
from inventory.files.reader import Row, Source, read_table
from inventory.files.sources import open_bytes, open_source
from inventory.text import loose, safe
from tests.inventory.files.samples import real_file

KNOWN = frozenset(map(loose, ("Asset Tag", "Serial Number", "Status", "First Name", "Last Name")))
SPECTRUM = (
    "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "location_coordinates",
    "newlines", "newlines_crlf", "quotes_and_newlines", "simple", "simple_crlf", "utf8",
)  # fmt: skip


def cells(source: Source) -> list[tuple[str, ...]]:
    """The cells of each row of a source that refuses none."""
    rows = [row for row in source.rows() if isinstance(row, Row)]
    assert len(rows) == len(list(source.rows()))
    return [row.cells for row in rows]


def packed(**files: bytes) -> bytes:
    """A zip archive; two underscores in a name are a dot."""
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return data.getvalue()


@pytest.mark.parametrize("name", SPECTRUM)
def test_each_file_of_csv_spectrum_gives_its_published_json(name: str) -> None:
    """Line breaks inside cells come out as the mark for unsafe characters.

    The copies here end lines in LF alone; and the JSON of location_coordinates has another phone
    number than its file, so that it is the rest that is compared.
    """
    source = open_source(real_file(f"csv-spectrum/csvs/{name}.csv"))
    said = real_file(f"csv-spectrum/json/{name}.json").read_text("utf-8").replace("\\r\\n", "\\n")
    published = json.loads(said)
    rows = [dict(zip(source.header, row, strict=True)) for row in cells(source)]
    if name == "location_coordinates":
        published = [published | {"Contact Phone Number": rows[0]["Contact Phone Number"]}]
    assert rows == [{key: safe(text.strip()) for key, text in row.items()} for row in published]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("snipe-it/assets-sample.csv", 22),
        ("snipe-it/users-sample.csv", 100),
        ("oneroster/users.csv", 2),
        ("oneroster/orgs.csv", 2),
        ("oneroster/classes.csv", 3),
        ("oneroster/manifest.csv", 17),
    ],
)
def test_the_real_files_are_read_whole_by_the_stream(name: str, rows: int) -> None:
    """Every row, none of them refused, and no sentence that something was skipped."""
    source = open_source(real_file(name), KNOWN)
    assert len(cells(source)) == rows
    assert not any("skipped" in note for note in source.notes)


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("a,b\n1,2\n", "UTF-8, parted by commas"),
        ("a\tb\n1\t2\n", "UTF-8, parted by tabs"),
        ("a;b\n1;2\n", "UTF-8, parted by semicolons"),
        ("a|b\n1|2\n", "UTF-8, parted by |"),
        ("a\n1\n", "UTF-8, one column"),
    ],
)
def test_a_source_says_in_words_how_it_was_read(text: str, how: str) -> None:
    """It stands on the screen before anything is imported."""
    assert open_bytes("list.csv", text.encode()).how == how


@pytest.mark.parametrize(
    ("text", "line", "note"),
    [
        (
            "Packing list, PO 5\n\nBox 3\nAsset Tag;Serial Number;Notes\n1;A;x\n2;B;\n",
            4,
            "The headings are on line 4; the 2 rows above them were skipped.",
        ),
        (
            "Users\nFirst Name [Required],Last Name [Required],Email\nAda,Ng,a@b.c\nBo,Li,b@b.c\n",
            2,
            "The headings are on line 2; the row above them was skipped.",
        ),
    ],
)
def test_a_title_above_the_headings_is_skipped_and_said(text: str, line: int, note: str) -> None:
    """Packing lists have one; known headings tell where the table begins."""
    source = open_bytes("list.csv", text.encode(), KNOWN)
    assert source.header == tuple(text.split("\n")[line - 1].replace(";", ",").split(","))
    assert [row.line for row in source.rows()] == [line + 1, line + 2]
    assert source.notes == (note,)


@pytest.mark.parametrize(
    "text",
    [
        "Asset Tag,Status\nAsset Tag,Serial Number\n",
        "Asset Tag\nStatus\nSerial Number\n",
        "tag,state\nx,y\n" + "1,2\n" * 20 + "Asset Tag,Status\n",
        "tag,state\nAsset Tag,other\n",
    ],
)
def test_the_first_record_is_the_header_where_no_other_one_surely_is(text: str) -> None:
    """It knows two headings itself, or none of the twenty first records does."""
    source = open_bytes("list.csv", text.encode(), KNOWN)
    assert (source.header, source.notes) == (tuple(text.split("\n")[0].split(",")), ())


def test_reading_starts_anew_each_time_and_can_be_left_in_the_middle(tmp_path: Path) -> None:
    """The preview reads a few rows, the import then reads all of them."""
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n3,4\n")
    source = open_source(path)
    assert next(source.rows()) == next(source.rows()) == Row(2, ("1", "2"))
    assert list(source.rows()) == [Row(2, ("1", "2")), Row(3, ("3", "4"))]
    path.unlink()


@pytest.mark.parametrize("later", ["a,b\n1,2\n3,4\n5,6\n", 'a,b\n1,"\n9,9\n', "a,b\n1,\xe9\n3,4\n"])
def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, later: str) -> None:
    """Half of the one and half of the other would be a list that nobody wrote."""
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n3,4\n")
    source = open_source(path)
    path.write_bytes(later.encode("latin-1"))
    os.utime(path, ns=(1, 1))
    with pytest.raises(FileRefused, match=r"a\.csv was changed while it was read\."):
        list(source.rows())
    path.unlink()
    with pytest.raises(FileRefused, match=r"a\.csv can't be read"):
        list(source.rows())


def test_a_large_file_is_read_in_little_memory(tmp_path: Path) -> None:
    """200,000 rows take no more than a few lines do."""
    path = tmp_path / "large.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["asset_tag", "serial", "model", "notes"])
        writer.writerows((f"{n:07}", f"S{n}", 'HP 11" G9', "é") for n in range(200_000))
    tracemalloc.start()
    try:
        assert sum(1 for _ in open_source(path).rows()) == 200_000
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is an Excel file with a password, or"),
        (b"%PDF-1.7\n", "is a PDF, not a table."),
        (b"\n<!DOCTYPE html>\n<html>", "is a web page, not a table."),
        (b"\x1f\x8b\x08\0", "is packed (gzip)."),
        (packed(devices__csv=b"a,b\n1,2\n"), "it has no users.csv."),
        (packed(), "it has no users.csv."),
        (packed(mimetype=b"x", content__xml=b"<x/>"), "is an OpenDocument file (.ods)."),
        (packed(**{"Index/Document__iwa": b"x"}), "is a file of Apple Numbers."),
        (packed(**{"xl/workbook__bin": b"x"}), "is a binary workbook (.xlsb)."),
        (packed(**{"../users__csv": b"a,b\n1,2\n"}), '"../users.csv" leads out of the archive.'),
        (packed(**{"/users__csv": b"a,b\n1,2\n"}), "leads out of the archive."),
        (packed(**{"a/b/users__csv": b"a,b\n1,2\n"}), "at the top or inside one folder."),
        (packed(**{"a/users__csv": b"a\n1\n", "users__csv": b"a\n1\n"}), "must be in it once"),
        (packed(users__csv=b"a,b\n" + b"1,2\n" * 4_000_000), "100 times as large unpacked"),
        (packed(users__csv=b"a,b\n1,2\n")[:60], "is an archive or a workbook that is damaged."),
    ],
)
def test_a_file_of_another_kind_is_refused_by_what_it_is(data: bytes, sentence: str) -> None:
    """Each hint says what to do instead."""
    with pytest.raises(FileRefused) as refusal:
        open_bytes("list.csv", data)
    assert sentence in refusal.value.message
    assert refusal.value.hint.endswith(".")


def test_an_archive_with_a_password_or_a_file_twice_is_refused() -> None:
    """Neither can be read for sure."""
    data = bytearray(packed(users__csv=b"a,b\n1,2\n"))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(FileRefused, match=r'"users\.csv" is protected by a password'):
        open_bytes("a.zip", bytes(data))
    twice = packed(users__csv=b"a,b\n1,2\n", user2__csv=b"a,b\n1,2\n").replace(b"user2", b"users")
    with pytest.raises(FileRefused, match=r'"users\.csv" is in it twice'):
        open_bytes("a.zip", twice)


def test_a_table_in_memory_is_the_same_as_the_stream(tmp_path: Path) -> None:
    """The rows and the refused ones apart, all else as the source has it."""
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n3,4,5\n")
    table, source = read_table(path), open_source(path)
    assert [*table.rows, *table.refused] == list(source.rows())
    assert (table.header, table.sha256) == (source.header, source.sha256)
