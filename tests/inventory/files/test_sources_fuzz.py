"""Random bytes and random tables: they come back as they are, or are refused in a sentence."""

import csv
import io
import random
import unicodedata
import zipfile
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.errors import FileRefused
from inventory.files.reader import Refused, Row
from inventory.files.sources import open_bytes
from inventory.text import safe

STARTS = (
    b"",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\0\0\xfe\xff",
    b"sep=;\n",
)
REMOVED = "\u00ad\u200b\u200c\u200d\u2060\ufeff"


def read(data: bytes) -> None:
    """Read all of it; only a refusal may come of it, and rows as wide as the header."""
    with suppress(FileRefused):
        source = open_bytes("x", data, frozenset(("a", "b", "0")))
        rows = list(source.rows())
        assert all(len(row.cells) == len(source.header) for row in rows if isinstance(row, Row))
        for row in rows:
            if isinstance(row, Refused):
                assert row.reason.endswith(".")
                assert len(row.mended) in (0, len(source.header))
        lines = [row.line for row in rows]
        assert lines == sorted(set(lines))


@settings(deadline=None)
@given(st.sampled_from(STARTS), st.binary(max_size=300))
def test_no_bytes_raise_anything_but_a_refusal(start: bytes, data: bytes) -> None:
    """Whatever a file begins with."""
    read(start + data)


PIECES = st.sampled_from(
    [
        "a",
        "b",
        "0",
        '"',
        '\\"',
        "\\",
        ",",
        ";",
        "\t",
        "\r",
        "\n",
        "\r\n",
        " ",
        "LastFirst",
        "'=",
        "é",
    ]
)


@settings(deadline=None, max_examples=300)
@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_no_text_raises_anything_but_a_refusal(text: str, encoding: str) -> None:
    """Quotation marks, backslashes and line ends in any order."""
    read(text.encode(encoding))


def _archive() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("users.csv", "sourcedId,givenName\n" + "u1,Ada\nu2,Bo\n" * 20)
        archive.writestr("roles.csv", "userSourcedId,role,orgSourcedId\nu1,student,s1\n")
        archive.writestr("orgs.csv", "sourcedId,name,type\ns1,Lincoln,school\n")
    return data.getvalue()


ARCHIVE = _archive()


@settings(deadline=None, max_examples=300)
@given(st.integers(0, 2**32), st.integers(1, 6))
def test_no_damage_to_an_archive_raises_anything_but_a_refusal(seed: int, flips: int) -> None:
    """In the names, the sizes, the packed bytes and the directory at its end."""
    chance = random.Random(seed)
    data = bytearray(ARCHIVE)
    for _ in range(flips):
        data[chance.randrange(len(data))] = chance.randrange(256)
    read(bytes(data[: chance.randrange(len(data))] if seed % 7 == 0 else data))


def _meant(cell: str) -> str:
    """What a reader of the cell would say that it is, told character by character."""
    text = "".join(
        " " if char in "\u00a0\u2007\u202f" else "" if char in "\u00ad\u200b\u2060\ufeff" else char
        for char in cell
    ).strip(" \u200c\u200d")
    text = safe(unicodedata.normalize("NFC", text))
    return text[1:] if text[:1] in ("'", "`") and text[1:2] in tuple("=+-@") else text


CELL = st.text(
    st.one_of(
        st.sampled_from("aé,;\t|^\"'`=-\\ 0\u00a0" + REMOVED),
        st.characters(codec="utf-8", exclude_characters="\0\r\n\u0085\u2028\u2029"),
    ),
    max_size=6,
)


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.lists(CELL, min_size=2, max_size=2), min_size=1, max_size=6),
    st.sampled_from(",;\t|^"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]),
)
def test_a_well_formed_table_comes_back_whatever_it_says(
    rows: list[list[str]], delimiter: str, encoding: str, end: str, quoting: int
) -> None:
    """Every dialect, encoding and line end; each cell at its place, or the file is refused."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(["key", "first", "second"])
    writer.writerows([f"k{number}", *row] for number, row in enumerate(rows))
    source = open_bytes("x", text.getvalue().encode(encoding, "replace"))
    said = text.getvalue().encode(encoding, "replace").decode(encoding)
    expected = [
        tuple(map(_meant, row))
        for row in csv.reader(io.StringIO(said, newline=""), delimiter=delimiter)
    ]
    assert source.delimiter == delimiter
    assert [
        source.header,
        *(row.cells for row in source.rows() if isinstance(row, Row)),
    ] == expected


@pytest.mark.parametrize("size", [1024**2 - 1, 1024**2, 1024**2 + 1])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_character_or_a_line_end_across_two_pieces_is_one(size: int, encoding: str) -> None:
    """The file is looked at in pieces of a megabyte; the line of a fault is still the right one."""
    filler = "\n".join(["é" * 500] * 4000)[: size // len("é".encode(encoding)) - 6]
    data = f"a,b\n{filler}\r\n".encode(encoding)
    with pytest.raises(FileRefused) as refusal:
        open_bytes("x", data + "\0".encode(encoding.replace("16", "16-le")))
    lines = filler.count("\n") + 3
    assert refusal.value.message.startswith(f"x, line {lines}: a NUL")
