"""The sentences of the scanner check: what was found, and what to change on the scanner."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from inventory.rules.keyboards import STRAIGHT, Wiring
from inventory.rules.phrases import a_list, count
from inventory.rules.scanner import CODES, ZEROS, Case, CheckCode, Read, View

SLOW = 50.0
"""Milliseconds: characters further apart may be a person's."""

STALL = 120.0
"""Milliseconds: a pause this long ends a code that has no suffix."""

MOST_SHOWN = 10
"""Pairs of characters in one sentence."""

_KEYS = {"enter": "Enter", "tab": "Tab", "newline": "a line feed", "": "nothing"}


class Severity(StrEnum):
    """How much a finding matters."""

    PROBLEM = "problem"
    """Scans will be refused or misread until it is changed."""
    ADVICE = "advice"
    """It works here, and would be better changed."""
    OK = "ok"

    @property
    def rank(self) -> int:
        """The worst is 0."""
        return list(Severity).index(self)


class Kind(StrEnum):
    """What a finding is about."""

    SUFFIX = "suffix"
    SPEED = "speed"
    CAPS_LOCK = "caps_lock"
    CASE = "case"
    LAYOUT = "layout"
    AIM = "aim"
    CODE_ID = "code_id"
    STARS = "stars"
    CHECK_CHARACTER = "check_character"
    TRAILING = "trailing"
    DOUBLED = "doubled"
    ZEROS = "zeros"
    DAMAGED = "damaged"
    CONTROLS = "controls"
    ALT_DIGITS = "alt_digits"
    NOT_SCANNED = "not_scanned"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about the scanner."""

    kind: Kind
    severity: Severity
    say: str
    hint: str = ""
    """What to change; empty where nothing has to be."""


def ok(kind: Kind, say: str) -> Finding:
    """Nothing has to be changed."""
    return Finding(kind, Severity.OK, say)


def booklet(setting: str, choice: str) -> str:
    """Where to change it."""
    return f"In the scanner's booklet: {setting}. Choose {choice}."


def suffix(seen: str) -> Finding:
    """What comes behind each code."""
    if seen:
        return ok(Kind.SUFFIX, f"Each code ends with {_KEYS[seen]}.")
    return Finding(
        Kind.SUFFIX,
        Severity.ADVICE,
        "Nothing comes behind a code, so each scan waits a moment for more.",
        booklet("“Suffix” or “Terminator”", "Enter, also called CR"),
    )


def mixed_suffixes(seen: Sequence[str]) -> Finding:
    """Codes that end in different ways."""
    ways = a_list([_KEYS[each] for each in sorted(seen, reverse=True)])
    return Finding(
        Kind.SUFFIX,
        Severity.PROBLEM,
        f"The codes don't end alike: {ways} came behind them.",
        booklet("“Suffix” or “Terminator”", "Enter, also called CR, for every kind of barcode"),
    )


def speed(pace: float, longest: float, ends: bool) -> Finding:
    """How fast the characters come; ``ends`` if a suffix tells where a code is complete."""
    say = f"{pace:.0f} ms a character, {longest:.0f} ms at the longest."
    if pace <= SLOW and (ends or longest < STALL):
        return ok(Kind.SPEED, say)
    hint = booklet("“Inter-character delay”", "none or the shortest")
    if ends:
        return Finding(Kind.SPEED, Severity.ADVICE, f"Slow: {say}", hint)
    say = f"Too slow to tell where a code ends: {say}"
    return Finding(Kind.SPEED, Severity.PROBLEM, say, f"{hint} Or add Enter as a suffix.")


def not_measured() -> Finding:
    """The text came in one piece."""
    return ok(Kind.SPEED, "The codes arrive in one piece, so there is no speed to measure.")


def letters(view: View, whole_case: bool) -> list[Finding]:
    """What became of small and capital letters; ``whole_case`` if both sorts were read."""
    match view.case:
        case Case.INVERTED:
            return [
                Finding(
                    Kind.CAPS_LOCK,
                    Severity.PROBLEM,
                    "Caps Lock is on: capital letters arrive small.",
                    "Press Caps Lock on this laptop, and check again. The scanner is all right.",
                )
            ]
        case Case.CAPITALS | Case.SMALL:
            size = "capitals" if view.case is Case.CAPITALS else "small"
            return [
                Finding(
                    Kind.CASE,
                    Severity.ADVICE,
                    f"The scanner makes every letter {size}.",
                    booklet("“Case conversion”", "none"),
                )
            ]
    return [ok(Kind.CAPS_LOCK, "Caps Lock is off.")] if whole_case else []


def layout(
    wiring: Wiring, changed: Sequence[tuple[str, str]], lost: Sequence[str], *, told: bool,
    proven: bool,
) -> list[Finding]:  # fmt: skip
    """Which characters arrive as others (meant, typed) or not at all.

    ``told`` if any code was; ``proven`` if all were, so that it is kept.
    """
    if wiring is STRAIGHT:
        return [ok(Kind.LAYOUT, "Every character arrives as it is printed.")] if told else []
    if wiring.laptop:
        say = (
            f"This laptop types as on a {wiring.laptop} keyboard,"
            f" and the scanner as for a {wiring.scanner} one"
        )
        choice = f"{wiring.laptop}, as on this laptop"
    else:
        say = "The scanner types for another keyboard than this laptop's"
        choice = "the country of this laptop's keyboard"
    shown = [f"{typed} for {meant}" for meant, typed in changed[:MOST_SHOWN]]
    more = len(changed) - MOST_SHOWN
    say += f": {', '.join(shown)}" if shown else ""
    say += f" and {more} more." if more > 0 else "."
    hint = booklet("“Keyboard country” or “Keyboard layout”", choice)
    if lost:
        signs = " ".join(lost)
        return [Finding(Kind.LAYOUT, Severity.PROBLEM, f"{say} These don't arrive: {signs}", hint)]
    kept = "Once this is kept, the app puts it right, and asks where it can't be sure."
    undone = f"{hint} {kept if proven else 'The app puts it right once every code is read whole.'}"
    return [Finding(Kind.LAYOUT, Severity.ADVICE, say, undone)]


def damaged(read: Read, told: str) -> Finding:
    """A code that did not arrive whole."""
    text = read.expected.text
    say = f"“{text}” arrived as “{told}”."
    digits = told.rpartition("-")[2]
    if read.expected is ZEROS and digits != "000123" and digits.lstrip("0") == "123":
        change = "lost" if len(digits) < 6 else "added"
        return Finding(
            Kind.ZEROS,
            Severity.PROBLEM,
            f"Zeros are {change}: {say}",
            booklet("“Leading zeros” or “Data formatting”", "to send a code as it is"),
        )
    missing = len(text) - len(told)
    lost = f" {count(missing, 'character')} got lost." if missing > 0 else ""
    return Finding(
        Kind.DAMAGED,
        Severity.PROBLEM,
        f"{say}{lost}",
        "Scan it again. If it stays so: “Inter-character delay”, choose 5 to 10 ms.",
    )


def stars() -> Finding:
    """Code 39 with its start and stop signs."""
    return ok(Kind.STARS, "The * of Code 39 come around the code: they may stay.")


def check_character(sent: str) -> Finding:
    """Code 39 with its check character."""
    return Finding(
        Kind.CHECK_CHARACTER,
        Severity.ADVICE,
        f"A check character (here {sent}) comes behind Code 39, so each such label has to be"
        " confirmed.",
        booklet("“Code 39 check character”", "not to send it"),
    )


def trailing(seen: Sequence[str]) -> Finding:
    """Text behind a code that belongs to none."""
    said = a_list([f"“{each}”" for each in seen])
    return Finding(
        Kind.TRAILING,
        Severity.PROBLEM,
        f"{said} comes behind the code, so no code would be known.",
        booklet("“Suffix” and “Data formatting”", "Enter and nothing else"),
    )


def doubled(times: int) -> Finding:
    """One pull of the trigger, several codes."""
    often = "twice" if times == 2 else f"{times} times"
    return Finding(
        Kind.DOUBLED,
        Severity.ADVICE,
        f"A code arrives {often} at one pull of the trigger. The second one is left out here.",
        booklet("“Same-code delay” or “Reread timeout”", "half a second or more"),
    )


def controls(seen: Sequence[str]) -> list[Finding]:
    """Control characters inside a code: they are dropped."""
    said = f"{count(len(seen), 'control character')} came with a code: left out."
    return [ok(Kind.CONTROLS, said)] if seen else []


def alt_digits() -> Finding:
    """A mode in which a terminal gets no code at all."""
    return Finding(
        Kind.ALT_DIGITS,
        Severity.PROBLEM,
        "The scanner types with Alt and the number pad: no code arrives.",
        booklet("“Keyboard emulation” or “ALT mode”", "the plain USB keyboard, ALT mode off"),
    )


def not_scanned(seen: Sequence[CheckCode]) -> list[Finding]:
    """Which of the four were left out."""
    left = [code.title for code in CODES if code not in seen]
    return (
        [Finding(Kind.NOT_SCANNED, Severity.ADVICE, f"Left out: {a_list(left)}.")] if left else []
    )
