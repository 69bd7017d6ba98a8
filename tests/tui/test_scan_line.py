"""Keys in, scans out: the line without a screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui.bursts import strokes
from tui.widgets.scan_line import Hot, NoKey, Outcome, Scan, ScanLine, Stray, Wiped
from tui.widgets.strokes import Stroke

HOT = frozenset("cf")


def outcomes(keys: list[Stroke], until: float = 1e9, hot: frozenset[str] = HOT) -> list[Outcome]:
    """All that comes of these keys and of the silence behind them."""
    line = ScanLine(hot)
    found = [outcome for key in keys for outcome in line.feed(key).outcomes]
    return [*found, *line.expire(until)]


def raws(keys: list[Stroke]) -> list[str]:
    """The scans that come of these keys."""
    return [outcome.raw for outcome in outcomes(keys) if isinstance(outcome, Scan)]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param(strokes("DPS-1\r"), ["DPS-1"], id="CR"),
        pytest.param(strokes("DPS-1\n"), ["DPS-1"], id="LF"),
        pytest.param(strokes("DPS-1\r\n"), ["DPS-1"], id="CR LF"),
        pytest.param(strokes("DPS-1\t"), ["DPS-1"], id="Tab"),
        pytest.param(strokes("\r\r\n\t  \r"), [], id="nothing but suffixes and blanks"),
        pytest.param(strokes("DPS-1\r", gap=0.9), ["DPS-1"], id="typed by hand"),
        pytest.param(strokes("0012345"), ["0012345"], id="no suffix"),
        pytest.param(strokes("123"), [], id="three fast keys are no burst"),
        pytest.param(strokes("12345", gap=0.06), [], id="five slow keys are no burst"),
        pytest.param(strokes("1234", gap=0.05), ["1234"], id="a gap of exactly 50 ms is fast"),
        pytest.param(
            [*strokes("ABCD12"), *strokes("34", start=0.12)], ["ABCD1234"], id="a hiccup of 70 ms"
        ),
        pytest.param(
            [*strokes("ABCD12"), *strokes("XYZ9", start=0.05 + 0.12)],
            ["ABCD12", "XYZ9"],
            id="two without a suffix exactly 120 ms apart",
        ),
        pytest.param(
            [*strokes("ABCD12"), *strokes("XYZ9\r", start=5)],
            ["ABCD12", "XYZ9"],
            id="one without and one with a suffix",
        ),
        pytest.param(
            [*strokes("ABCD12\r"), *strokes("NS-1", start=2), *strokes("00135\r", start=2.9)],
            ["ABCD12", "NS-100135"],
            id="a stall inside a code of a scanner that sends a suffix",
        ),
        pytest.param(
            [*strokes("ABCD12\r"), *strokes("NS-1", start=2), *strokes("NS-2", start=3.2)],
            ["ABCD12", "NS-1", "NS-2"],
            id="a scanner without a suffix after one with it",
        ),
        pytest.param(
            [*strokes("214"), *strokes("NS-104\r", start=2)],
            ["214", "NS-104"],
            id="a short code without a suffix before a longer one",
        ),
        pytest.param(
            [*strokes("x"), *strokes("NS-104\r", start=3)], ["NS-104"], id="a stray letter before"
        ),
        pytest.param(
            [*strokes("N", start=0), *strokes("S-104", start=0.119)],
            ["NS-104"],
            id="a first letter, and 119 ms later the rest",
        ),
        pytest.param(
            [*strokes("ABCD12\r"), *strokes("N", start=2), *strokes("S-104\r", start=2.9)],
            ["ABCD12", "NS-104"],
            id="a stall behind the first letter of a scanner that sends a suffix",
        ),
        pytest.param(
            [*strokes("N"), *strokes("S-104\r", start=0.4)],
            ["NS-104"],
            id="the same before anything is known of the scanner",
        ),
        pytest.param(
            [*strokes("ABCD12\r"), *strokes("20", start=2), *strokes("00135\r", start=2.9)],
            ["ABCD12", "2000135"],
            id="a stall behind the second one",
        ),
        pytest.param(strokes("AB\x1dCD\x11\x11\x11\x11EF\r"), ["ABCDEF"], id="control characters"),
        pytest.param(strokes("[/]é王\r"), ["[/]é王"], id="any script"),
    ],
)
def test_keys_become_scans(keys: list[Stroke], expected: list[str]) -> None:
    """Suffixes, silence and control characters."""
    assert raws(keys) == expected


def test_a_scan_carries_the_time_of_its_last_key() -> None:
    """With a suffix that is the suffix, without one the last character."""
    keys = [*strokes("ABCD", start=1.0, gap=0.01), *strokes("EFGH\r", start=2.0, gap=0.01)]
    assert [scan.at for scan in outcomes(keys) if isinstance(scan, Scan)] == pytest.approx(
        [1.03, 2.04]
    )


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param(strokes("c"), [Hot("c")], id="alone"),
        pytest.param(strokes("C"), [Hot("c")], id="capital"),
        pytest.param(strokes("x"), [NoKey("x")], id="not a hot key"),
        pytest.param(strokes("X"), [NoKey("X")], id="a capital that is none"),
        pytest.param(strokes("7"), [], id="a figure begins a tag"),
        pytest.param(
            [*strokes("x"), *strokes("c", start=1.0)],
            [NoKey("x"), Hot("c")],
            id="a hot key after it",
        ),
        pytest.param(strokes("xy71\r", gap=0.9), [Scan("xy71", 3.6)], id="a tag typed by hand"),
        pytest.param(strokes("cf", gap=0.1), [], id="two letters"),
        pytest.param(strokes("cf", gap=0.2), [Hot("c"), Hot("f")], id="one after the other"),
        pytest.param(strokes("c\r"), [Scan("c", 0.01)], id="with Enter it is a scan"),
        pytest.param(strokes("c123\r"), [Scan("c123", 0.04)], id="begins a burst"),
        pytest.param(
            [*strokes("c"), Stroke("backspace", None, 0.1), *strokes("f", start=0.3)],
            [Hot("f")],
            id="rubbed out",
        ),
        pytest.param(
            [*strokes("xc", gap=0.3), Stroke("backspace", None, 0.6)], [], id="left over at last"
        ),
    ],
)
def test_a_hot_key_works_only_alone(keys: list[Stroke], expected: list[Outcome]) -> None:
    """A letter of a code is never a command."""
    assert [
        Scan(found.raw, round(found.at, 3)) if isinstance(found, Scan) else found
        for found in outcomes(keys)
    ] == expected


def test_where_no_key_is_hot_a_letter_stays_as_typed_text() -> None:
    """Nothing typed disappears by itself where no letter means anything."""
    line = ScanLine()
    line.feed(Stroke("x", "x", 0.0))
    assert line.expire(99.0) == ()
    assert line.text == "x"


def test_a_letter_that_is_no_hot_key_is_refused_after_a_second() -> None:
    """Not sooner: it may be the first of a tag that is typed by hand, or of a code."""
    line = ScanLine(HOT)
    line.feed(Stroke("x", "x", 0.0))
    assert line.remaining == pytest.approx(1.0, abs=0.001)
    assert line.expire(0.999) == ()
    assert line.expire(1.0) == (NoKey("x"),)
    assert (line.text, line.remaining) == ("", None)


@pytest.mark.parametrize(
    ("before", "gap", "suffix"),
    [
        ("", 0.12, ""), ("", 0.99, ""), ("", 3.0, ""), ("", 1.0, "\r"), ("ABCD12\r", 1.0, "\r"),
        ("ABCD12\r", 0.5, ""), ("ABCD12\r", 30.0, "\n"),
    ],
)  # fmt: skip
def test_a_letter_long_before_a_burst_is_told_apart_and_not_forgotten(
    before: str, gap: float, suffix: str
) -> None:
    """It is no part of the scan; nothing typed disappears without a word."""
    late = [*strokes("x", start=50), *strokes(f"NS-104{suffix}", start=50 + gap)]
    found = outcomes([*strokes(before), *late], hot=frozenset())[-2:]
    assert found[0] == Stray("x")
    assert isinstance(found[1], Scan)
    assert found[1].raw == "NS-104"


@pytest.mark.parametrize(
    ("keys", "left_out", "scan"),
    [
        pytest.param([*strokes("x"), *strokes("204\r", start=20)], "x", "204", id="a room"),
        pytest.param([*strokes("x"), *strokes("12\r", start=1.0)], "x", "12", id="two keys"),
        pytest.param(
            [*strokes("x"), *strokes("N", start=20), *strokes("S-104\r", start=20.06)],
            "x", "NS-104", id="a stall behind the code's first letter",
        ),
        pytest.param(
            [*strokes("x"), *strokes("20", start=20), *strokes("00135\r", start=20.5)],
            "x", "2000135", id="a stall behind its second one",
        ),
        pytest.param([*strokes("x"), *strokes("204\r", start=0.9)], "", "x204", id="a stall"),
        pytest.param([*strokes("x"), *strokes("204\r", start=9, gap=0.2)], "", "x204", id="slow"),
        pytest.param([*strokes("x"), *strokes("2\r", start=9)], "", "x2", id="one key"),
    ],
)  # fmt: skip
def test_a_letter_long_before_a_short_code_is_told_apart_too(
    keys: list[Stroke], left_out: str, scan: str
) -> None:
    """However few keys the code has; what a person types by hand stays as typed."""
    found = outcomes(keys, hot=frozenset())
    assert [one.text for one in found if isinstance(one, Stray)] == [left_out][: len(left_out)]
    assert [one.raw for one in found if isinstance(one, Scan)] == [scan]


@pytest.mark.parametrize("gap", [0.01, 0.12, 0.5, 0.99, 1.0, 3.0])
@pytest.mark.parametrize("suffix", ["", "\r"])
def test_a_code_behind_a_letter_that_is_no_hot_key_is_read_as_ever(gap: float, suffix: str) -> None:
    """Whether keys are hot or not, the same scans come of the same strokes."""
    keys = [*strokes("x"), *strokes(f"NS-104{suffix}", start=gap)]
    scans, as_ever = (
        [one for one in outcomes(keys, hot=hot) if isinstance(one, Scan)]
        for hot in (HOT, frozenset[str]())
    )
    assert scans == as_ever
    assert [scan.raw[-6:] for scan in scans] == ["NS-104"]


@pytest.mark.parametrize(
    ("keys", "behind"),
    [
        pytest.param([*strokes("c"), *strokes("NS-104\r", start=0.12)], "NS-104", id="120 ms"),
        pytest.param([*strokes("c"), *strokes("204\r", start=0.9)], "204", id="a room"),
        pytest.param([*strokes("c"), *strokes("NS-104\r", start=0.119)], "", id="sooner"),
        pytest.param([*strokes("7"), *strokes("NS-104\r", start=0.5)], "", id="a figure"),
        pytest.param([*strokes("c"), *strokes("2\r", start=0.5)], "", id="one key"),
        pytest.param([*strokes("c"), *strokes("NS\r", start=0.5, gap=0.06)], "", id="by hand"),
        pytest.param(strokes("cNS-104\r"), "", id="in one go"),
    ],
)
def test_what_came_in_one_go_behind_a_letter_is_told_with_the_scan(
    keys: list[Stroke], behind: str
) -> None:
    """A letter by mistake, or a stall inside the code: only the register can tell the two apart."""
    (scan,) = [one for one in outcomes(keys, hot=frozenset()) if isinstance(one, Scan)]
    assert scan.behind == behind
    assert scan.raw.endswith(scan.behind)


def test_where_letters_act_at_times_one_is_refused_while_none_is_hot() -> None:
    """It would stand before the next scan; figures, and what is typed by hand, stay."""
    line = ScanLine(letters=True)
    line.feed(Stroke("n", "n", 0.0))
    assert line.expire(0.999) == ()
    assert line.expire(1.0) == (NoKey("n"),)
    line.feed(Stroke("7", "7", 2.0))
    assert (line.expire(99.0), line.text) == ((), "7")


def test_the_line_can_be_edited() -> None:
    """Backspace takes the last character, Ctrl+U all; Escape says that it did."""
    line = ScanLine()
    for key in strokes("ABC", gap=0.2):
        line.feed(key)
    line.feed(Stroke("backspace", None, 1.0))
    assert line.text == "AB"
    assert line.feed(Stroke("escape", None, 2.0)).outcomes == (Wiped(),)
    assert not line.feed(Stroke("escape", None, 3.0)).taken
    line.feed(Stroke("Z", "Z", 4.0))
    assert line.feed(Stroke("ctrl+u", None, 5.0)).outcomes == ()
    assert line.text == ""


@pytest.mark.parametrize("key", ["escape", "backspace", "ctrl+u", "f2", "alt+x", "ctrl+z"])
def test_no_key_inside_a_burst_does_anything(key: str) -> None:
    """The control characters of a barcode arrive as keys that edit or command."""
    line = ScanLine()
    for stroke in strokes("ABCDE"):
        line.feed(stroke)
    answer = line.feed(Stroke(key, None, 0.05))
    assert answer.taken
    assert answer.outcomes == ()
    assert line.text == "ABCDE"


@pytest.mark.parametrize("key", ["f2", "ctrl+z", "up", "left_shift"])
def test_a_command_key_is_left_to_the_bindings(key: str) -> None:
    """On an empty line, and beside text that somebody typed a while ago."""
    line = ScanLine()
    assert not line.feed(Stroke(key, None, 0.0)).taken
    line.feed(Stroke("A", "A", 1.0))
    assert not line.feed(Stroke(key, None, 2.0)).taken


@pytest.mark.parametrize(
    ("typed", "pasted", "expected"),
    [
        ([], "A1\nB2\r\nC3\rD4", ["A1", "B2", "C3", "D4"]),
        ([], "A1\tB2\n\n  \nC3\n", ["A1", "B2", "C3"]),
        ([], "A\x1d1\x1c2\n", ["A12"]),
        (strokes("DPS-", gap=0.3), "104\nX1", ["DPS-104", "X1"]),
        (strokes("DPS-1", start=9.8), "A1\nB2", ["DPS-1", "A1", "B2"]),
    ],
)
def test_each_pasted_line_is_a_scan(typed: list[Stroke], pasted: str, expected: list[str]) -> None:
    """The first line continues what was typed by hand, but never a burst."""
    line = ScanLine()
    for stroke in typed:
        line.feed(stroke)
    found = line.paste(pasted, 9.9)
    assert [scan.raw for scan in found if isinstance(scan, Scan)] == expected
    assert line.text == ""


@given(
    codes=st.lists(st.text("ABC019-", min_size=1, max_size=12), max_size=20),
    gaps=st.lists(st.floats(0, 3), min_size=1, max_size=30),
    suffix=st.sampled_from(["\r", "\n", "\r\n", "\t"]),
)
def test_speed_never_mixes_two_scans(codes: list[str], gaps: list[float], suffix: str) -> None:
    """At any speed every character arrives once, in order, and no scan spans a suffix.

    A key with nothing before and after it for a while may be told apart, but it is told.
    """
    time, index = 0.0, 0
    line = ScanLine()
    for code in codes:
        found: list[str] = []
        for char in code + suffix:
            time += gaps[index % len(gaps)]
            index += 1
            answer = line.feed(strokes(char, start=time)[0])
            for each in answer.outcomes:
                match each:
                    case Scan(text, _) | Stray(text):
                        found.append(text)
        assert "".join(found) == code


@pytest.mark.parametrize("stood", [0.2, 1.5, 60.0])
@pytest.mark.parametrize("typed", ["AB", "ABC", "ABCD", "ABCD12"])
def test_a_standstill_inside_the_first_code_does_not_end_it(typed: str, stood: float) -> None:
    """What a scanner typed meanwhile waited, however long the laptop gave it no time."""
    line = ScanLine(HOT)
    for key in strokes(typed):
        assert line.feed(key).outcomes == ()
    rest = strokes("34\r", start=line.last + stood + 0.01)
    found = [line.feed(rest[0], stood).outcomes, *(line.feed(key).outcomes for key in rest[1:])]
    assert found == [(), (), (Scan(f"{typed}34", rest[-1].time),)]


def test_a_pause_that_a_standstill_does_not_explain_is_one() -> None:
    """The first two codes without a suffix stay two, though the laptop stood still in between."""
    line = ScanLine(HOT)
    for key in strokes("ABCD12"):
        line.feed(key)
    first, *_ = strokes("XYZ9", start=line.last + 0.15)
    assert line.feed(first, 0.09).outcomes == (Scan("ABCD12", 0.05),)


def test_a_letter_typed_before_a_standstill_is_no_part_of_the_code_behind_it() -> None:
    """It may be a person's; the same as where the laptop did not stand still."""
    line = ScanLine(HOT)
    line.feed(Stroke("c", "c", 0.0))
    first, *rest = strokes("8101839\r", start=0.51)
    found = [
        *line.feed(first, 0.49).outcomes,
        *(o for key in rest for o in line.feed(key).outcomes),
    ]
    assert found == [Hot("c"), Scan("8101839", rest[-1].time)]


def test_codes_of_a_scanner_without_a_suffix_are_two_though_the_laptop_stood_still() -> None:
    """Nothing but silence parts them, so that none of it may be left out."""
    line = ScanLine(HOT)
    for key in strokes("8101839"):
        line.feed(key)
    assert line.expire(1.0) == (Scan("8101839", 0.06),)
    for key in strokes("NS10101", start=2.0):
        line.feed(key)
    first, *_ = strokes("8101839", start=line.last + 1.5)
    assert line.feed(first, 1.45).outcomes == (Scan("NS10101", line.last - 1.5),)
