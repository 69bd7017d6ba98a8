"""What four scanned barcodes tell of a scanner, in words, and what is kept of it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from inventory.rules import scanner_prefixes as prefixes
from inventory.rules import scanner_words as words
from inventory.rules.codes import check_character_43
from inventory.rules.keyboards import STRAIGHT, Wiring
from inventory.rules.scanner import CODE_39, LETTERS, Read, View, learned, printable, views
from inventory.rules.scanner_profile import LONGEST_PREFIX, ScannerProfile
from inventory.rules.scanner_words import Finding

_AIM = re.compile(r"^\][A-Za-z][0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, the worst first, and what is kept for this laptop."""

    findings: tuple[Finding, ...]
    profile: ScannerProfile


@dataclass(frozen=True, slots=True)
class Parts:
    """One barcode's reading, taken apart."""

    read: Read
    aim: str = ""
    prefix: str = ""
    stars: bool = False
    check: str = ""
    behind: str = ""
    repeats: int = 0


def examine(reads: Sequence[Read], checked_at: str = "", *, alt_digits: bool = False) -> Report:
    """What the reads tell; ``alt_digits`` if the scanner typed with Alt and the number pad."""
    view, rivals = _best_view(reads)
    whole = [parts for read in reads if (parts := _taken_apart(view, read))]
    damaged = [read for read in reads if _taken_apart(view, read) is None]
    proven = view.wiring is STRAIGHT or view.fits(reads)
    typed_as = _agreed(rivals)
    found: list[Finding] = [words.alt_digits()] if alt_digits else []
    found += words.letters(view, whole_case=any(parts.read.expected is LETTERS for parts in whole))
    lost = _missing(view, whole)
    changed = _arrived_as(typed_as, lost)
    found += words.layout(view.wiring, changed, lost, told=bool(whole), proven=proven)
    found += [words.damaged(read, view.told(printable(read.text))) for read in damaged]
    found += _additions(whole)
    suffix, said = _suffix(reads)
    found += said
    pace, said = _speed(reads, suffix)
    found += said
    found += words.controls(
        sorted({char for read in reads for char in read.text if not char.isprintable()})
    )
    if reads:
        found += words.not_scanned([read.expected for read in reads])
    found.sort(key=lambda finding: finding.severity.rank)
    profile = ScannerProfile(suffix or "", (), {}, pace, checked_at)
    if proven:
        profile = replace(profile, prefixes=_prefixes(whole), typed_as=typed_as)
    return Report(tuple(found), profile)


def _best_view(reads: Sequence[Read]) -> tuple[View, list[Wiring]]:
    """The likeliest view in which the most reads are whole, and all keyboards that explain them."""
    best, most, rivals = View(), _count(View(), reads), [STRAIGHT]
    for view in views():
        whole = _count(view, reads)
        if whole > most:
            best, most, rivals = view, whole, [view.wiring]
        elif whole == most > 0 and view.case is best.case and best.wiring is not STRAIGHT:
            rivals.append(view.wiring)
    if most < len(reads):
        other = max(_learned(reads), key=lambda view: _count(view, reads), default=best)
        if _count(other, reads) > most and other.fits(reads):
            return other, [other.wiring]
    return best, rivals


def _count(view: View, reads: Sequence[Read]) -> int:
    return sum(view.around(read.text, read.expected.text) is not None for read in reads)


def _learned(reads: Sequence[Read]) -> list[View]:
    """A keyboard that is none of ours, as the first barcode shows it; the likelier case first."""
    texts = [read.text for read in reads if read.expected is LETTERS]
    return [view for text in texts for view in learned(text)]


def _agreed(rivals: Iterable[Wiring]) -> dict[str, str]:
    """The characters that every keyboard in question takes for the same other one."""
    first, *others = rivals
    return {
        typed: meant
        for typed, meant in sorted(first.meant.items())
        if all(other.meant.get(typed) == meant for other in others)
    }


def _taken_apart(view: View, read: Read) -> Parts | None:
    """What the scanner added to a barcode; None where the code itself is not whole."""
    around = view.around(read.text, read.expected.text)
    if around is None:
        return None
    before, behind = around
    text = view.expected(read.expected.text)
    again = before + text
    repeats = read.repeats
    while behind.startswith(again):
        behind, repeats = behind[len(again) :], repeats + 1
    aim = found.group() if (found := _AIM.match(before)) else ""
    prefix = before[len(aim) :]
    stars = prefix.endswith("*") and behind.endswith("*")
    if stars:
        prefix, behind = prefix[:-1], behind[:-1]
    check = behind if read.expected is CODE_39 and behind == check_character_43(text) else ""
    return Parts(read, aim, prefix, stars, check, "" if check else behind, repeats)


def _prefixes(whole: Sequence[Parts]) -> tuple[str, ...]:
    """The letters that came before every Code 128, at least two; then those of Code 39 as well.

    There is only one Code 39 here, and what came once is no habit; but a scanner that names one
    kind of barcode names them all.
    """
    found = _habit(whole, "code128", 2)
    return tuple(dict.fromkeys(found + _habit(whole, "code39", 1))) if found else ()


def _habit(whole: Sequence[Parts], kind: str, least: int) -> list[str]:
    """The letters before each of at least so many barcodes of a kind; none where they differ."""
    came = {parts.read.expected: parts.prefix for parts in whole}
    seen = [prefix for code, prefix in came.items() if code.symbology == kind]
    if len(seen) < least or len(set(seen)) > 1 or not _is_an_id(seen[0]):
        return []
    return seen[:1]


def _is_an_id(prefix: str) -> bool:
    """Whether it can be a vendor's letters for a kind of barcode; digits could be a code's own."""
    return len(prefix) <= LONGEST_PREFIX and prefix.isascii() and prefix.isalpha()


def _additions(whole: Sequence[Parts]) -> list[Finding]:
    """What the scanner adds to codes."""
    found: list[Finding] = []
    kept = _prefixes(whole)
    kinds = {
        prefix: sorted({p.read.expected.symbology for p in whole if p.prefix == prefix})
        for prefix in kept
    }
    found += prefixes.code_ids(kinds)
    found += _strays([parts for parts in whole if parts.prefix not in ("", *kept)], whole)
    found += prefixes.aim(sorted({parts.aim for parts in whole if parts.aim}))
    if any(parts.stars for parts in whole):
        found.append(words.stars())
    found += [words.check_character(parts.check) for parts in whole if parts.check]
    if trailing := sorted({parts.behind for parts in whole if parts.behind}):
        found.append(words.trailing(trailing))
    if any(parts.repeats for parts in whole):
        found.append(words.doubled(max(parts.repeats for parts in whole) + 1))
    return found


def _strays(strays: Sequence[Parts], whole: Sequence[Parts]) -> list[Finding]:
    """What came before codes and is not kept."""
    everywhere = len(whole) > 1 and len({parts.prefix for parts in whole}) == 1
    if strays and everywhere and not _is_an_id(prefix := strays[0].prefix):
        return [prefixes.foreign(prefix)]
    others = {parts.prefix for parts in whole}
    say = prefixes.stray if len(others) > 1 else prefixes.too_few
    return [say(parts.prefix, parts.read) for parts in strays]


def _suffix(reads: Sequence[Read]) -> tuple[str | None, list[Finding]]:
    """The suffix of every read; empty where they differ, None where none was seen."""
    seen = {read.suffix for read in reads if read.suffix is not None}
    if not seen:
        return None, []
    if len(seen) > 1:
        return "", [words.mixed_suffixes(sorted(seen))]
    suffix = seen.pop()
    return suffix, [words.suffix(suffix)]


def _speed(reads: Sequence[Read], suffix: str | None) -> tuple[float, list[Finding]]:
    """Milliseconds from one character to the next, in the middle of all."""
    gaps = [1000 * gap for read in reads for gap in read.gaps]
    if not gaps:
        return 0.0, [words.not_measured()] if reads else []
    pace = round(median(gaps), 1)
    return pace, [words.speed(pace, max(gaps), bool(suffix))]


def _arrived_as(typed_as: dict[str, str], lost: Sequence[str]) -> list[tuple[str, str]]:
    """What is on the four barcodes and arrives as something else: meant, typed."""
    printed = [char for char in LETTERS.text + "0123" if char not in lost]
    pairs = [(meant, typed) for typed, meant in typed_as.items() if meant in printed]
    return sorted(pairs, key=lambda pair: printed.index(pair[0]))


def _missing(view: View, whole: Sequence[Parts]) -> list[str]:
    """The characters of the first barcode that did not arrive at all."""
    for parts in whole:
        if parts.read.expected is LETTERS:
            told = view.told(printable(parts.read.text))
            return [char for char in view.expected(LETTERS.text) if char not in told]
    return []
