"""Bytes to rows: what is read, what is refused, and that nothing else can happen."""

from contextlib import suppress
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.errors import FileRefused
from inventory.files.reader import (
    LONGEST_CELL,
    MOST_COLUMNS,
    Row,
    read_table,
    table_from_bytes,
)
from inventory.files.sources import open_source
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
        ("\u00a0Room\u202f5\u2007", "Room 5"),
        ("\ufeffA\u200bd\u00ada\u2060", "Ada"),
        ("\u200cمی\u200cخواهم\u200d ", "می\u200cخواهم"),
        ("`=1+1", "=1+1"),
        ("'-1", "-1"),
        ("'@home", "@home"),
        ("'tis", "'tis"),
        ("''=1", "''=1"),
        ("a\x1b[31mb", "a\ufffd[31mb"),
        ("a\u202eb", "a\ufffdb"),
        ("e\u0301 \u200d", "é"),
        ('Macbook Pro 13"', 'Macbook Pro 13"'),
        ("[/]", "[/]"),
    ],
)
def test_a_cell_stays_the_text_that_it_is(cell: str, expected: str) -> None:
    """No type is guessed; only spaces, escapes, invisible and unsafe characters go, and it is NFC.

    A joiner inside a word means something, so it goes at the ends only.
    """
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
        ('a,b\n1,"x" y,z"\n', 2),
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
        (b"PK\x03\x04\x14\0", "list.csv is an archive or a workbook that is damaged."),
        (b"a,b\n1,\0\n", "list.csv, line 2: a NUL character, so it isn't text."),
        ("a,b\n1,2\n".encode("utf-16-le"), "list.csv, line 1: a NUL character"),
        (b"a,b\r\n1,\x81\r\n", "line 2: byte 0x81 does not belong into text in Windows-1252."),
        (b"\xef\xbb\xbfa\n\xff", "line 2: byte 0xFF does not belong into text in UTF-8."),
        (b"\xff\xfea\0\n\0\x00\xd8", "line 2: byte 0x00 does not belong into text in UTF-16."),
        (b"sep=:\na:b\n1:2\n", 'line 1: "sep=:" names a delimiter that is not read here.'),
        (b",".join(b"c%d" % i for i in range(2001)) + b"\n1\n", "2,001 columns, and at most 2,000"),
        (b"a,b\n1,2\n" + b"x" * 9_000_000, "line 3: a line longer than 8 MB, so it isn't a table."),
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


PIECES = st.lists(st.sampled_from(["a", "0", '"', ",", ";", "\t", "|", "\r", "\n", " ", "'=", "é"]))


@settings(deadline=None)
@given(PIECES.map("".join), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"]))
def test_no_small_table_raises_anything_but_a_refusal(text: str, encoding: str) -> None:
    """Quotes, delimiters and line ends in any order, in every encoding."""
    with suppress(FileRefused):
        read = table_from_bytes("x", text.encode(encoding))
        lines = [row.line for row in read.rows] + [row.line for row in read.refused]
        assert len(set(lines)) == len(lines) > 0


CELL = st.text(
    st.characters(
        codec="utf-8",
        exclude_characters="\0\r\n`'\u00a0\u2007\u202f\u00ad\u200b\u200c\u200d\u2060\ufeff",
    ),
    max_size=8,
).map(lambda text: normalize("NFC", text))


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


def test_an_old_mac_file_is_read_and_says_so() -> None:
    """Lone carriage returns, and bytes that Windows-1252 doesn't have, are both there.

    Its number formats were damaged by Excel long before; that is for the values' rules to find.
    """
    source = open_source(real_file("snipe-it/assets-sample-BLANKS.csv"))
    assert source.encoding == "Mac Roman"
    assert source.how == "Mac Roman, parted by commas"
    assert source.notes == (
        "It was read as Mac Roman, as old Macs write: look at accented letters.",
    )
    rows = list(source.rows())
    assert len(rows) == 200
    assert {len(row.cells) for row in rows if isinstance(row, Row)} == {21}


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_mac_roman_is_read_only_where_lines_end_as_on_a_mac(end: bytes) -> None:
    """Read as Windows-1252 its names would be wrong without a word, so it is refused there."""
    name = "Núñez é".encode("mac_roman") + b"\x8d"
    with pytest.raises(FileRefused, match="line 2: byte 0x8D does not belong into text in Windows"):
        table_from_bytes("a.csv", end.join([b"a,b", name + b",1", b""]))
    read = table_from_bytes("a.csv", b"\r".join([b"a,b", name + b",1", b""]))
    assert (read.encoding, read.rows[0].cells) == ("Mac Roman", ("Núñez éç", "1"))


def test_headings_that_are_the_same_are_kept_as_they_are_written() -> None:
    """Snipe-IT's own report has Notes twice; which one is meant is for the profile to say."""
    assert table("Notes,E-mail,e mail,Notes\n1,2,3,4\n").header == (
        "Notes", "E-mail", "e mail", "Notes",
    )  # fmt: skip
