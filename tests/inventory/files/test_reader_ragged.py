"""Rows that are not as wide as their headings, and quotation marks that mean something else."""

import pytest

from inventory.errors import FileRefused
from inventory.files import rows as rules
from inventory.files.reader import Refused, Row, Source
from inventory.files.sources import open_bytes
from tests.inventory.files.samples import table

SPLIT = "There is one cell too many: the comma in LastFirst has split the name."


def source(text: str) -> Source:
    """The text as it is opened."""
    return open_bytes("list.csv", text.encode())


def cells(text: str) -> list[tuple[str, ...]]:
    """The cells of each row of a text of which none is refused."""
    read = table(text)
    assert read.refused == ()
    return [row.cells for row in read.rows]


def test_a_name_split_by_its_comma_is_refused_with_the_row_as_it_would_be_mended() -> None:
    """PowerSchool's Quick Export writes LastFirst without quotation marks."""
    read = source("ClassOf,Grade_Level,LastFirst,Student_Number\n2031,-2,Payet, Christina,513621\n")
    mended = ("2031", "-2", "Payet, Christina", "513621")
    said = "2031,-2,Payet, Christina,513621"
    assert list(read.rows()) == [Refused(2, SPLIT, said, mended)]
    assert list(read.rows(mend_names=True)) == [Row(2, mended)]


@pytest.mark.parametrize(
    ("header", "row", "mended"),
    [
        ("LastFirst,b", "Ng,Ada,1", ("Ng, Ada", "1")),
        ("LastFirst,b", "Ng, Ada,", ("Ng, Ada", "")),
        ("LastFirst,b,", "Ng, Ada,1", ("Ng, Ada", "1")),
        ("LastFirst,b,", "Ng, Ada,1,", ("Ng, Ada", "1")),
        ("b,[Students]LastFirst", "1,'=Ng, Ada", ("1", "=Ng, Ada")),
        ("LastFirst,b", 'Ng, Ada,"1, 2"', ("Ng, Ada", "1, 2")),
        ("LastFirst,b", "Ng, Ada,1,,", ("Ng, Ada", "1")),
    ],
)
def test_a_split_name_is_known_with_or_without_commas_at_the_end(
    header: str, row: str, mended: tuple[str, ...]
) -> None:
    """Where the last cell is empty the row still fits, and every cell after the name is shifted."""
    [refused] = source(f"{header}\n{row}\n").rows()
    assert isinstance(refused, Refused)
    assert refused.mended == mended


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("LastFirst,b", "Ng, Ada, Jr,1"),
        ("a,b", "Ng, Ada,1"),
        ("LastFirst,Students.LastFirst", "Ng, Ada,1"),
        ("LastFirst,b", '"Ng, Ada",1,2'),
        ("LastFirst;b", "Ng; Ada;1"),
        ("LastFirst,b", f"Ng, Ada,{'x' * 5000}"),
    ],
)
def test_what_is_not_surely_a_split_name_is_refused_without_a_mended_row(
    header: str, row: str
) -> None:
    """Two commas, no or two such columns, another delimiter: nobody can say which cell is whose."""
    [refused] = source(f"{header}\n{row}\n").rows(mend_names=True)
    assert isinstance(refused, Refused)
    assert refused.mended == ()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ('"Ng, Ada",1,', ("Ng, Ada", "1")),
        ("Madonna,1,,", ("Madonna", "1")),
        ("Madonna", ("Madonna", "")),
        (",1,", ("", "1")),
    ],
)
def test_a_whole_name_is_never_mended(row: str, expected: tuple[str, ...]) -> None:
    """Commas at the end of a line are what spreadsheets leave behind."""
    assert cells(f"LastFirst,b\n{row}\n") == [expected]


def test_quotation_marks_are_text_where_the_whole_file_uses_them_so() -> None:
    """PowerSchool puts no cell in quotation marks, so those of a nickname belong to it."""
    read = source('id\tname\tnick\n1\tNg, Ada\t"Bo" Ng\n2\tLi, "Al"\t"Al"\n3\tOs\t14" tall\n')
    assert [row.cells for row in read.rows() if isinstance(row, Row)] == [
        ("1", "Ng, Ada", '"Bo" Ng'),
        ("2", 'Li, "Al"', '"Al"'),
        ("3", "Os", '14" tall'),
    ]
    assert read.notes == (
        "Quotation marks are read as part of the text: this file does not put cells in them.",
    )


@pytest.mark.parametrize(
    "text",
    [
        'a,b\n"Bo" Ng,1\n"Ng, Al",2\n',
        '"a","b"\n"Bo" Ng,1\n',
        'a,b\n"Bo" Ng,1\n"say ""hi""",2\n',
        'a,b\n"Bo" Ng,1\n"open,2\n',
        'a,b\n"Bo" Ng,1\n2\n',
        'a,b\n"Bo" Ng,"0012"\n',
    ],
)
def test_a_file_that_may_use_quotation_marks_is_refused_at_the_first_that_is_out_of_place(
    text: str,
) -> None:
    """One meaning for the whole file: a row must not be read one way and the next one another."""
    with pytest.raises(FileRefused, match=r"list\.csv, line [12]: a quotation mark"):
        source(text)


def test_a_backslash_before_a_quotation_mark_is_its_escape_where_the_whole_file_fits() -> None:
    """Apple School Manager writes inches so."""
    rows = ('"iPad 12.9\\" Wi-Fi","x, y",1', '"10\\"","",2', '"back\\\\slash","",3')
    read = source("\n".join(('"a","b","c"', *rows)))
    assert [row.cells for row in read.rows() if isinstance(row, Row)] == [
        ('iPad 12.9" Wi-Fi', "x, y", "1"),
        ('10"', "", "2"),
        ("back\\slash", "", "3"),
    ]
    assert "backslash" in read.notes[0]


@pytest.mark.parametrize(
    "text",
    [
        '"a","b"\n"9\\" Wi-Fi","C:\\temp"\n',
        '"a","b"\n"9\\" Wi-Fi","x"\n"10"" y","z"\n',
        '"a","b"\n"9\\" Wi-Fi","x",3\n',
        '"a","b"\n"9\\" Wi-Fi"\n',
    ],
)
def test_backslashes_that_may_mean_something_else_are_refused(text: str) -> None:
    """Another backslash, a doubled mark, another width: then it isn't that way of writing."""
    with pytest.raises(FileRefused, match=r"line 2: a quotation mark"):
        source(text)


def test_backslashes_are_text_where_nothing_speaks_against_it() -> None:
    """GAM doubles them, Windows has them in paths."""
    assert cells('a,b\n"C:\\temp\\\\x",\\\n') == [("C:\\temp\\\\x", "\\")]


def test_a_file_of_too_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is on rows times columns."""
    monkeypatch.setattr(rules, "MOST_CELLS", 10)
    assert len(cells("a,b\n" + "1,2\n" * 5)) == 5
    with pytest.raises(FileRefused, match=r"list\.csv has more than 10 cells\."):
        table("a,b\n" + "1,2\n" * 6)
