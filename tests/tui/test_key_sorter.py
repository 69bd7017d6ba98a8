"""Scanner or person: the state machine alone, driven by the times of the keys."""

import pytest

from tests.tui.bursts import strokes
from tui.widgets.key_sorter import Action, AltDigits, Burst, KeySorter, Pass
from tui.widgets.strokes import Stroke


def sort(
    keys: list[Stroke], scanning: bool = False, alone: bool = False
) -> list[str | Burst | AltDigits]:
    """All that comes of these keys and of silence behind them; passed keys by name."""
    sorter = KeySorter()
    actions: list[Action] = []
    for key in keys:
        actions += sorter.feed(key, scanning, alone)
    actions += sorter.expire(1e9)
    assert sorter.deadline is None
    return [
        action.stroke.key if isinstance(action, Pass) else _rounded(action) for action in actions
    ]


def _rounded(action: Burst | AltDigits) -> Burst | AltDigits:
    if isinstance(action, Burst):
        return Burst(action.text, round(action.at, 3), action.ended_by)
    return AltDigits(action.count, round(action.at, 3))


def alt(digits: str, start: float = 0.0, gap: float = 0.01) -> list[Stroke]:
    """ALT with these digits, one after the other."""
    return [Stroke(f"alt+{d}", d, start + i * gap) for i, d in enumerate(digits)]


def key(name: str, time: float) -> Stroke:
    """A key that is not text."""
    return Stroke(name, None, time)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param(strokes("DPS1\r"), [Burst("DPS1", 0.04, "enter")], id="CR"),
        pytest.param(strokes("DPS1\n"), [Burst("DPS1", 0.04, "ctrl+j")], id="LF"),
        pytest.param(strokes("DPS1\r\n"), [Burst("DPS1", 0.04, "enter")], id="CR LF"),
        pytest.param(strokes("DPS1\t"), [Burst("DPS1", 0.04, "tab")], id="Tab"),
        pytest.param(strokes("DPS1"), [Burst("DPS1", 0.03)], id="no suffix"),
        pytest.param(strokes("DPS12\r", gap=0.035), [Burst("DPS12", 0.175, "enter")], id="35 ms"),
        pytest.param(strokes("dps1", gap=0.04), list("dps1"), id="40 ms is a person"),
        pytest.param(
            [*strokes("dps1", gap=0.08), key("enter", 0.5)], [*"dps1", "enter"], id="typed word"
        ),
        pytest.param(strokes("abc"), list("abc"), id="three keys rolled"),
        pytest.param(strokes("214\r"), [Burst("214", 0.03, "enter")], id="a room's short code"),
        pytest.param(strokes("7\r"), ["7", "enter"], id="one key and Enter"),
        pytest.param(strokes("1111\r"), [Burst("1111", 0.04, "enter")], id="one digit, ended"),
        pytest.param(strokes("0000123"), [Burst("0000123", 0.06)], id="leading zeros"),
        pytest.param(strokes("j" * 40, gap=0.03), ["j"] * 40, id="a key held down"),
        pytest.param(
            [*strokes("j"), *strokes("j" * 20, start=0.5, gap=0.03)], ["j"] * 21, id="held, delay"
        ),
        pytest.param(
            [*strokes("DPS1"), *strokes("DPS2", start=0.03 + 0.12)],
            [Burst("DPS1", 0.03), Burst("DPS2", 0.18)],
            id="two in a row after a stall",
        ),
        pytest.param(
            [*strokes("DPS1"), key("enter", 0.2)], [Burst("DPS1", 0.03)], id="suffix after silence"
        ),
        pytest.param(
            [*strokes("DPS1"), key("enter", 0.9)], [Burst("DPS1", 0.03), "enter"], id="a person's"
        ),
        pytest.param(
            [*strokes("DPS1\r"), key("enter", 0.07)],
            [Burst("DPS1", 0.04, "enter"), "enter"],
            id="Enter after a burst",
        ),
        pytest.param(
            [*strokes("DPS1"), key("down", 0.11)], [Burst("DPS1", 0.03), "down"], id="an arrow"
        ),
        pytest.param(strokes("AB\x11CD\r"), [Burst("ABCD", 0.05, "enter")], id="Ctrl+Q early"),
        pytest.param(strokes("\x11ABCD\r"), [Burst("ABCD", 0.05, "enter")], id="Ctrl+Q first"),
        pytest.param(strokes("ABCDE\x11"), [Burst("ABCDE", 0.05)], id="Ctrl+Q last"),
        pytest.param(strokes("a\x11"), ["a", "ctrl+q"], id="held keys keep their order"),
        pytest.param([key("ctrl+q", 0.0)], ["ctrl+q"], id="Ctrl+Q alone"),
        pytest.param(
            [key("ctrl+z", 0.03 * i) for i in range(5)], ["ctrl+z"] * 5, id="Ctrl+Z held down"
        ),
        pytest.param(
            [*strokes("a"), key("backspace", 0.02), *strokes("b", start=0.03)],
            ["a", "backspace", "b"],
            id="an editing key keeps its place",
        ),
        pytest.param(
            [
                key("left_shift", 0.0),
                *strokes("A", 0.001),
                key("left_shift", 0.005),
                *strokes("BCD\r", 0.006),
            ],
            ["left_shift", Burst("ABCD", 0.036, "enter")],
            id="kitty reports Shift",
        ),
        pytest.param(alt("065066"), [AltDigits(6, 0.05)], id="ALT and the number pad"),
        pytest.param(alt("2"), ["alt+2"], id="Alt+2 alone"),
        pytest.param(alt("23", gap=0.3), ["alt+2", "alt+3"], id="Alt+2, then Alt+3"),
        pytest.param([*alt("06"), key("down", 0.02)], [AltDigits(2, 0.01), "down"], id="and after"),
    ],
)
def test_on_other_screens(keys: list[Stroke], expected: list[object]) -> None:
    """Bursts are collected; everything else is passed on, complete and in order."""
    assert sort(keys) == expected


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param(strokes("DPS1\r\n"), [*"DPS1", "enter", "ctrl+j"], id="text goes through"),
        pytest.param(strokes("AB\x11C\r"), ["A", "B", "C", "enter"], id="Ctrl+Q inside"),
        pytest.param(strokes("A\x11\x11\x11\x11\x11B"), ["A", "B"], id="several"),
        pytest.param(strokes("\x11AB\r"), ["A", "B", "enter"], id="first"),
        pytest.param(strokes("AB\x11"), ["A", "B"], id="last"),
        pytest.param([*strokes("A"), key("ctrl+q", 0.05)], ["A", "ctrl+q"], id="50 ms later"),
        pytest.param(strokes("AB\r\x1a"), ["A", "B", "enter", "ctrl+z"], id="after the suffix"),
        pytest.param([key("ctrl+z", 0.0), key("f2", 0.01)], ["ctrl+z", "f2"], id="in order"),
        pytest.param([*alt("2"), *strokes("A", start=0.02)], ["alt+2", "A"], id="Alt+2, text"),
        pytest.param(alt("065"), [AltDigits(3, 0.02)], id="ALT and the number pad"),
        pytest.param([*strokes("A"), *alt("2", start=0.01)], ["A"], id="Alt+2 inside"),
    ],
)
def test_on_a_scan_screen(keys: list[Stroke], expected: list[object]) -> None:
    """Text goes straight to the line; no Ctrl key in a barcode gets near a priority binding."""
    assert sort(keys, scanning=True) == expected


def test_text_on_a_scan_screen_is_never_held() -> None:
    """The verdict has to be in the first frame."""
    sorter = KeySorter()
    for stroke in strokes("DPS-000001\r"):
        assert sorter.feed(stroke, scanning=True) == [Pass(stroke)]
        assert sorter.deadline is None


def test_a_burst_that_began_elsewhere_stays_one_when_a_scan_screen_opens() -> None:
    """The other half isn't typed into the line."""
    sorter = KeySorter()
    keys = strokes("DPS-12\r")
    for stroke in keys[:4]:
        assert sorter.feed(stroke) == []
    found = [action for stroke in keys[4:] for action in sorter.feed(stroke, scanning=True)]
    assert found == [Burst("DPS-12", keys[-1].time, "enter")]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param(strokes("y"), ["y"], id="a letter alone"),
        pytest.param([*strokes("y"), *strokes("n", start=0.13)], ["y", "n"], id="two, apart"),
        pytest.param(strokes("NS-1\r", gap=0.05), [Burst("NS-1", 0.2, "enter")], id="50 ms"),
        pytest.param(strokes("NS-1", gap=0.06), [Burst("NS-1", 0.18)], id="60 ms, no suffix"),
        pytest.param(strokes("10Y4\r", gap=0.11), [Burst("10Y4", 0.44, "enter")], id="110 ms"),
        pytest.param(strokes("yn", gap=0.1), [Burst("yn", 0.1)], id="two letters, close"),
        pytest.param(strokes("y\r", gap=0.1), [Burst("y", 0.1, "enter")], id="one and Enter"),
        pytest.param([*strokes("y"), key("down", 0.05)], ["y", "down"], id="an arrow behind it"),
        pytest.param(
            [*strokes("s"), *strokes("s" * 9, start=0.5, gap=0.03)], ["s"] * 10, id="held down"
        ),
    ],
)
def test_where_letters_are_keys_each_counts_alone_only(
    keys: list[Stroke], expected: list[object]
) -> None:
    """With another key within 120 ms before or after it, it is a slow scanner's."""
    assert sort(keys, alone=True) == expected


@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("at", range(2, 9))
def test_a_standstill_inside_a_code_presses_no_key(at: int, alone: bool) -> None:
    """Wherever behind its second character the laptop stood still: nothing is passed on."""
    sorter, code = KeySorter(), strokes("DPS-1042\r")
    actions = [action for key in code[:at] for action in sorter.feed(key, alone=alone)]
    late = [Stroke(key.key, key.character, key.time + 2.0) for key in code[at:]]
    actions += sorter.feed(late[0], alone=alone, stalled=2.0)
    actions += [action for key in late[1:] for action in sorter.feed(key, alone=alone)]
    assert [action.text for action in actions if isinstance(action, Burst)] == ["DPS-1042"]
    assert len(actions) == 1


@pytest.mark.parametrize("scanning", [False, True])
def test_a_key_before_a_standstill_is_a_key(scanning: bool) -> None:
    """Ctrl+Z, and a scan half a second later: it undoes, though the laptop stood still between."""
    sorter = KeySorter()
    actions = sorter.feed(key("ctrl+z", 0.0), scanning)
    first, *_ = strokes("8101839", start=0.6)
    actions += sorter.feed(first, scanning, stalled=0.58)
    assert actions[0] == Pass(key("ctrl+z", 0.0))
