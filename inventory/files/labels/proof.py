"""Modules back to text, by the standards' own tables, before a label is drawn.

The tables are ISO/IEC 15417 (Code 128) and ISO/IEC 16388 (Code 39). They are written out here and
not taken from the library that draws, or a fault in its tables would prove itself right.
"""

from itertools import groupby

_WIDTHS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232"
    " 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122"
    " 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311"
    " 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113"
    " 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422"
    " 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111"
    " 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121"
    " 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412"
    " 211214 211232"
)
_VALUES = {widths: value for value, widths in enumerate(_WIDTHS.split())}
_STOP = "2331112"
_SYMBOL = 11
_SETS = {103: "A", 104: "B", 105: "C"}
_SWITCHES = {"A": {99: "C", 100: "B"}, "B": {99: "C", 101: "A"}, "C": {100: "B", 101: "A"}}
_SHIFT = 98

_SHAPES = (
    "nnnwwnwnn wnnwnnnnw nnwwnnnnw wnwwnnnnn nnnwwnnnw wnnwwnnnn nnwwwnnnn nnnwnnwnw"
    " wnnwnnwnn nnwwnnwnn wnnnnwnnw nnwnnwnnw wnwnnwnnn nnnnwwnnw wnnnwwnnn nnwnwwnnn"
    " nnnnnwwnw wnnnnwwnn nnwnnwwnn nnnnwwwnn wnnnnnnww nnwnnnnww wnwnnnnwn nnnnwnnww"
    " wnnnwnnwn nnwnwnnwn nnnnnnwww wnnnnnwwn nnwnnnwwn nnnnwnwwn wwnnnnnnw nwwnnnnnw"
    " wwwnnnnnn nwnnwnnnw wwnnwnnnn nwwnwnnnn nwnnnnwnw wwnnnnwnn nwwnnnwnn nwnwnwnnn"
    " nwnwnnnwn nwnnnwnwn nnnwnwnwn nwnnwnwnn"
)
_CODE39 = dict(zip(_SHAPES.split(), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%*", strict=True))
_EDGE = "*"


class Unreadable(ValueError):  # noqa: N818
    """Modules that aren't what the standard says they should be."""


def symbols(modules: str) -> list[int]:
    """The values of a Code 128 symbol, from the start to before the check symbol, which is right.

    Raises Unreadable.
    """
    body, stop = modules[: -_SYMBOL - 2], modules[-_SYMBOL - 2 :]
    if len(body) % _SYMBOL or _runs(stop) != _STOP:
        raise Unreadable("no stop at the end")
    shapes = (_runs(body[at : at + _SYMBOL]) for at in range(0, len(body), _SYMBOL))
    try:
        values = [_VALUES[shape] for shape in shapes]
    except KeyError as error:
        raise Unreadable(f"no symbol has the widths {error.args[0]}") from error
    if len(values) < 3 or values[0] not in _SETS:
        raise Unreadable("no start")
    *data, check = values
    if (data[0] + sum(place * value for place, value in enumerate(data))) % 103 != check:
        raise Unreadable("the check symbol is wrong")
    return data


def read_code128(modules: str) -> str:
    """What a scanner sends for a Code 128 symbol. Raises Unreadable."""
    start, *values = symbols(modules)
    current, text, shifted = _SETS[start], "", False
    for value in values:
        switched = _SWITCHES[current].get(value)
        if switched and not shifted:
            current = switched
        elif value == _SHIFT and current != "C" and not shifted:
            shifted = True
        else:
            text += _character(value, {"A": "B", "B": "A"}[current] if shifted else current)
            shifted = False
    if shifted:
        raise Unreadable("a shift before nothing")
    return text


def read_code39(modules: str) -> str:
    """What a scanner sends for a Code 39 symbol without a check character. Raises Unreadable."""
    runs = [len(list(run)) for _, run in groupby(modules)]
    if len(runs) % 10 != 9 or modules[:1] != "1" or not set(runs) <= {1, 3}:
        raise Unreadable("not bars of one and three modules")
    shape = "".join("n" if run == 1 else "w" for run in runs)
    if any(gap != "n" for gap in shape[9::10]):
        raise Unreadable("a wide gap between two characters")
    try:
        text = "".join(_CODE39[shape[at : at + 9]] for at in range(0, len(shape), 10))
    except KeyError as error:
        raise Unreadable(f"no character has the shape {error.args[0]}") from error
    inner = text[1:-1]
    if len(text) < 3 or text[0] != _EDGE or text[-1] != _EDGE or _EDGE in inner:
        raise Unreadable("no start or stop")
    return inner


def _runs(modules: str) -> str:
    if not modules.startswith("1"):
        raise Unreadable("a symbol begins with a bar")
    return "".join(str(len(list(run))) for _, run in groupby(modules))


def _character(value: int, current: str) -> str:
    """A value in set A, B or C as text; function characters have none and are refused."""
    if current == "C" and value <= 99:
        return f"{value:02}"
    if current == "B" and value <= 95:
        return chr(value + 32)
    if current == "A" and value <= 95:
        return chr(value + 32 if value < 64 else value - 64)
    raise Unreadable(f"value {value} has no text in set {current}")
