"""Bytes to rows: what is read, what is refused, and that nothing else can happen."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.errors import FileRefused
from inventory.files import decoding
from inventory.files.reader import LONGEST_CELL, MOST_COLUMNS, read_table, table_from_bytes
from inventory.text import safe
from tests.inventory.files.samples import real_file, table

TEXT = "tag,name\n0012345,Núñez\n"
CELLS = [("0012345", "Núñez")]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "UTF-8"),
        (TEXT.encode("utf-8-sig"), "UTF-8"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "UTF-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "UTF-16"),
        (b"\xff\xfe\0\0" + TEXT.encode("utf-32-le"), "UTF-32"),
        (b"\0\0\xfe\xff" + TEXT.encode("utf-32-be"), "UTF-32"),
        (TEXT.encode("cp1252"), "Windows-1252"),
    ],
)
def test_a_file_is_read_in_its_encoding_and_says_which(data: bytes, encoding: str) -> None:
    """The same rows come out of every encoding, and the preview can name it."""
    read = table_from_bytes("a.csv", data)
    assert (read.encoding, [row.cells for row in read.rows]) == (encoding, CELLS)
    assert read.header == ("tag", "name")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_gives_the_same_rows_and_line_numbers(end: str) -> None:
    """Old Mac files and PowerSchool end lines with a lone carriage return."""
    read = table(end.join(["", "tag,name", "1,a", "", '2,"b', 'c"', "3,d"]))
    assert [(row.line, row.cells) for row in read.rows] == [
        (3, ("1", "a")),
        (5, ("2", "b" + "\ufffd" * len(end) + "c")),
        (7, ("3", "d")),
    ]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1;2,5\n", ";"),
        ("a\tb\n1,5\t2\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ("a^b\n1^2\n", "^"),
        ("Name (first, middle, last);ID\nAda;1\nBo;2\n", ";"),
        ("Last, First\tID\nNg, Ada\t5\n", "\t"),
        ('"a, b";c\n"x, y";2\n', ";"),
        ("sep=;\na,x;b\n1,x;2\n", ";"),
        ("\n\nSEP=|\r\na|b\n1|2\n", "|"),
        ("place\nyes\nyear\n", ","),
        ("ClassOf,LastFirst\n2031,Payet, Christina\n2030,Ng, Ada\n2029,x\n", ","),
    ],
)
def test_the_delimiter_is_the_one_that_cuts_rows_like_the_header(text: str, delimiter: str) -> None:
    """Only five characters are ever tried; a letter can't win."""
    assert table(text).delimiter == delimiter


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("0012345", "0012345"),
        ("5E10234", "5E10234"),
        ("  padded  ", "padded"),
        ("\u00a0kept\u00a0", "\u00a0kept\u00a0"),
        ("`=1+1", "=1+1"),
        ("'-1", "-1"),
        ("'@home", "@home"),
        ("'tis", "'tis"),
        ("''=1", "''=1"),
        ("a\x1b[31mb", "a\ufffd[31mb"),
        ("a\u202eb", "a\ufffdb"),
        ("e\u0301 \u200d", "e\u0301 \u200d"),
        ('Macbook Pro 13"', 'Macbook Pro 13"'),
        ("[/]", "[/]"),
    ],
)
def test_a_cell_stays_the_text_that_it_is(cell: str, expected: str) -> None:
    """No type is guessed and no letter changed; only spaces, escapes and unsafe characters go."""
    assert table(f"a,b\n{cell},x\n").rows[0].cells == (expected, "x")


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("a,b,,\n1,2,,\n", ("1", "2")),
        ("a,b\n1,2,,,\n", ("1", "2")),
        ("a,b,c\n1\n", ("1", "", "")),
        ("a,,b\n1,,2\n", ("1", "", "2")),
        (",,\n \na,b\n,\n1,2\n", ("1", "2")),
    ],
)
def test_empty_cells_and_rows_are_no_fault(text: str, cells: tuple[str, ...]) -> None:
    """Spreadsheets leave empty columns and rows, and leave out empty cells at the end."""
    read = table(text)
    assert ([row.cells for row in read.rows], read.refused) == ([cells], ())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a,b\n1,2,stray\n3,4\n", 'Column 3 has no heading, but holds "stray"'),
        ("a,,b\n1,stray,2\n3,,4\n", 'Column 2 has no heading, but holds "stray"'),
        ("a,b,\n1,2,stray\n3,4,\n", 'Column 3 has no heading, but holds "stray"'),
        (f"a,b\n1,{'x' * 4097}\n3,4\n", "The cell in column 2 is longer than 4,096 characters."),
    ],
)
def test_a_row_that_does_not_fit_is_refused_and_the_others_are_read(text: str, reason: str) -> None:
    """One bad row is named with its line and doesn't hold up the rest."""
    read = table(text)
    [refused] = read.refused
    assert (refused.line, reason in refused.reason) == (2, True)
    assert refused.text.startswith("1,")
    assert len(refused.text) <= 500
    assert [row.line for row in read.rows] == [3]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a,b\n1,2\n3,"open\n5,6\n7,8\n', 3),
        ('a,b\n1,2\n3,"open\n5,"x"\n7,8\n', 3),
        ('a,b,c\n1,"open,2\n3,x",4\n5,6,7\n', 2),
        ('a,b,c\n1,"open,2\n3,4,5\nx",6\n', 2),
        ('a,b,c\n1,"open\n2,x"\n', 2),
        ('a,b\n1,"' + "x\n" * 3000 + '"\n', 2),
        ('a,b\n1,"' + "x" * 200_000 + '"\n', 2),
        ('"a,b\n1,2\n', 1),
        ('a,b\n1,"x" y\n', 2),
    ],
)
def test_an_unclosed_quote_is_refused_by_line_and_swallows_nothing(text: str, line: int) -> None:
    """A quote that runs on to the next one would take whole rows with it, unseen."""
    with pytest.raises(FileRefused, match=rf"list\.csv, line {line}:"):
        table(text)


@pytest.mark.parametrize(
    "text",
    [
        'a,b,c\n1,"two\nlines, one comma",3\n',
        'a,b,c\n"Once upon \na time",5,6\n',
        'a,b,c,d\n1,2,3,"first, line\nsecond, line\nthird"\n',
    ],
)
def test_a_line_break_inside_quotes_is_one_row(text: str) -> None:
    """Notes have line breaks; they are no unclosed quotes."""
    assert len(table(text).rows) == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "list.csv is empty."),
        (b" \r\n\n", "list.csv is empty."),
        (b"\xef\xbb\xbf", "list.csv has no headings."),
        (b",,\n,,\n", "list.csv has no headings."),
        (b"a,b\n", "list.csv has headings, but no rows below them."),
        (b"a,b\n,\n\n", "list.csv has headings, but no rows below them."),
        (b"PK\x03\x04\x14\0", "list.csv is a workbook or an archive, not a text file."),
        (b"a,b\n1,\0\n", "list.csv, line 2: a NUL character, so it isn't text."),
        ("a,b\n1,2\n".encode("utf-16-le"), "list.csv, line 1: a NUL character"),
        (b"a,b\r\n1,\x81\r\n", "line 2: byte 0x81 does not belong into text in Windows-1252."),
        (b"\xef\xbb\xbfa\n\xff", "line 2: byte 0xFF does not belong into text in UTF-8."),
        (b"\xff\xfea\0\n\0\x00\xd8", "line 2: byte 0x00 does not belong into text in UTF-16."),
        (b"sep=:\na:b\n1:2\n", 'line 1: "sep=:" names a delimiter that is not read here.'),
        (b"a,E-mail,b,e mail\n1,2,3,4\n", 'columns 2 ("E-mail") and 4 ("e mail") have the same'),
        (b"\n#,#\n1,2\n", 'line 2: columns 1 ("#") and 2 ("#") have the same heading.'),
        (b",".join(b"c%d" % i for i in range(201)) + b"\n1\n", "201 columns, and at most 200"),
        (b"a," + b"x" * 4097 + b"\n1,2\n", "a heading is longer than 4,096 characters."),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_a_sentence(data: bytes, sentence: str) -> None:
    """Each says what is wrong and where, and the hint what to do next."""
    with pytest.raises(FileRefused) as refusal:
        table_from_bytes("list.csv", data)
    assert sentence in refusal.value.message
    assert refusal.value.hint.endswith(".")


def test_the_limits_themselves_are_still_read() -> None:
    """The widest header and the longest cell that are allowed."""
    header = ",".join(f"c{number}" for number in range(MOST_COLUMNS))
    read = table(f"{header},,\n{'x' * LONGEST_CELL}\n")
    assert (len(read.header), len(read.rows[0].cells[0])) == (MOST_COLUMNS, LONGEST_CELL)


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


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_a_refusal(data: bytes) -> None:
    """Whatever a file holds, there is a table or a sentence."""
    with suppress(FileRefused):
        read = table_from_bytes("x", data)
        assert all(len(row.cells) == len(read.header) for row in read.rows)


PIECES = st.lists(st.sampled_from(["a", "0", '"', ",", ";", "\t", "|", "\r", "\n", " ", "'=", "é"]))


@settings(deadline=None)
@given(PIECES.map("".join), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"]))
def test_no_small_table_raises_anything_but_a_refusal(text: str, encoding: str) -> None:
    """Quotes, delimiters and line ends in any order, in every encoding."""
    with suppress(FileRefused):
        read = table_from_bytes("x", text.encode(encoding))
        lines = [row.line for row in read.rows] + [row.line for row in read.refused]
        assert len(set(lines)) == len(lines) > 0


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n`'"), max_size=8)


@settings(deadline=None)
@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=5), st.sampled_from(",;\t|^"))
def test_what_was_quoted_comes_back_cell_by_cell(
    rows: list[tuple[str, str]], delimiter: str
) -> None:
    """A well-formed file loses no row and shifts no cell, whatever the cells say."""
    lines = [delimiter.join(["key", "first", "second"])]
    for number, row in enumerate(rows):
        quoted = ['"' + cell.replace('"', '""') + '"' for cell in row]
        lines.append(delimiter.join([f"k{number}", *quoted]))
    read = table("\n".join(lines))
    assert read.delimiter == delimiter
    assert [row.cells for row in read.rows] == [
        (f"k{number}", *(safe(cell.strip(" ")) for cell in row)) for number, row in enumerate(rows)
    ]


@pytest.mark.parametrize(
    ("name", "columns", "rows"), [("assets-sample.csv", 21, 22), ("users-sample.csv", 24, 100)]
)
def test_the_sample_files_of_snipe_it_are_read_whole(name: str, columns: int, rows: int) -> None:
    """Real files with a byte order mark and quotes inside cells."""
    read = read_table(real_file(f"snipe-it/{name}"))
    assert (read.encoding, read.delimiter, len(read.header)) == ("UTF-8", ",", columns)
    assert (len(read.rows), read.refused) == (rows, ())


def test_an_old_mac_file_is_refused_with_the_byte_that_shows_it() -> None:
    """Mac Roman is not guessed: read as Windows-1252 its names would be wrong without a word."""
    with pytest.raises(FileRefused, match="byte 0x8D does not belong into text in Windows-1252"):
        read_table(real_file("snipe-it/assets-sample-BLANKS.csv"))
