"""The sentences of the scanner check about what comes before a code."""

from collections.abc import Mapping, Sequence

from inventory.rules.phrases import a_list
from inventory.rules.scanner import Read
from inventory.rules.scanner_words import Finding, Kind, Severity, booklet, ok

_KINDS = {"code128": "Code 128", "code39": "Code 39"}


def aim(seen: Sequence[str]) -> list[Finding]:
    """The standard's own prefix: the app knows it."""
    said = a_list([f"“{each}”" for each in seen])
    return [ok(Kind.AIM, f"{said} comes before the code: it may stay.")] if seen else []


def code_ids(seen: Mapping[str, Sequence[str]]) -> list[Finding]:
    """A vendor's letter, and the kinds of barcode that it came before."""
    if not seen:
        return []
    said = a_list(
        [
            f"“{prefix}” before {a_list([_KINDS[kind] for kind in kinds])}"
            for prefix, kinds in seen.items()
        ]
    )
    return [
        Finding(
            Kind.CODE_ID,
            Severity.ADVICE,
            f"The scanner adds {said}.",
            booklet("“Code ID” or “Prefix”", "none") + " Once this is kept, the app leaves it out.",
        )
    ]


def stray(prefix: str, read: Read) -> Finding:
    """Something before one code that was not before the others."""
    return Finding(
        Kind.DAMAGED,
        Severity.PROBLEM,
        f"“{prefix}” came before “{read.expected.text}”, and not before the others.",
        "Scan it again, with nothing typed before it.",
    )


def too_few(prefix: str, read: Read) -> Finding:
    """Something before the only code that was read whole."""
    return Finding(
        Kind.CODE_ID,
        Severity.PROBLEM,
        f"“{prefix}” came before “{read.expected.text}”: once is too little to leave it out.",
        "Scan the other barcodes too.",
    )


def foreign(prefix: str) -> Finding:
    """Something before every code that could be a part of it."""
    return Finding(
        Kind.CODE_ID,
        Severity.PROBLEM,
        f"“{prefix}” comes before every code, so no code would be known.",
        booklet("“Prefix” and “Data formatting”", "none"),
    )
