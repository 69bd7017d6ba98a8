"""Numbers as a workbook's formats show them, where that can be told; else marked as restyled."""

import operator
import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from inventory.files.values import Restyled

_EXACT = 10**15
"""Excel keeps 15 digits of a number; the ones that follow are lost."""

# Of a number format: "text", \c, a padding, a condition, and a colour, language or currency.
_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|[_*].|(\[[<>=][^\]]*\])|\[(?:\$([^\]-]*))?[^\]]*\]', re.DOTALL
)
_LITERAL = '"'
"""What stands for any text that a format adds."""
_CONDITION = re.compile(r"\[(<>|<=|>=|<|>|=)(-?[0-9]+(?:\.[0-9]+)?)\]")
_MEETS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
# Its groups are the thousands, the zeros, and the decimals.
_DIGITS = re.compile(r"(#,###?|[#?]*)(0{0,64})(\.[0#?]+)?")


def as_shown(value: float, number_format: str) -> str:
    """Its digits, with the leading zeros that its format shows; Restyled where it shows others.

    A number with more digits than Excel keeps is written as Excel shows it, ``1.23457E+15``, so
    that it isn't taken for the code that it was. Commas and decimals of a whole number don't count.
    """
    if abs(value) >= _EXACT:
        return f"{value:.5E}"
    if value != int(value):
        return Restyled(f"{value:.15G}")
    digits, sign = str(abs(int(value))), "-" if value < 0 else ""
    if (section := _section(value, number_format)).casefold() in ("general", "@"):
        return sign + digits
    if not section or not (form := _DIGITS.fullmatch(section)):
        return Restyled(sign + digits)
    thousands, zeros, decimals = form.groups()
    if len(digits) < len(zeros) and ("," in thousands or decimals):
        return Restyled(sign + digits)
    return sign + digits.zfill(len(zeros))


def _section(value: float, number_format: str) -> str:
    """What the format says of such a number, without the minus; _LITERAL where that is not clear.

    Its sections are for positive numbers, negative ones, zero and text; one with an @ is for text.
    """
    first, *others = _sections(number_format)
    if condition := _CONDITION.match(first):
        meets = _MEETS[condition[1]](value, float(condition[2]))
        return first[condition.end() :] if meets else _LITERAL
    if others and "@" in others[-1]:
        others.pop()
    if value < 0 and others:
        return others[0].removeprefix("-").strip() if others[0][:1] == "-" else _LITERAL
    return others[1] if value == 0 and len(others) > 1 else first


@lru_cache(maxsize=1024)
def _sections(number_format: str) -> tuple[str, ...]:
    """The format's sections without colours and paddings, and with _LITERAL for their texts."""
    plain = _TOKEN.sub(
        lambda found: found[3] or (_LITERAL if found[1] or found[2] or found[4] else ""),
        number_format,
    )
    return tuple(section.strip() for section in plain.split(";"))
