"""What is proven, and how often at least: the one list that tests and docs/trust.md go by."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proof:
    """One harness: what it shows, and what its figures must come to."""

    key: str
    promises: tuple[int, ...]
    """The numbers of the promises in docs/trust.md."""
    title: str
    at_least: Mapping[str, int]
    """Figure → how much it must come to in every run."""
    none: tuple[str, ...]
    """Figures that must be 0."""
    controls: tuple[str, ...]
    """What is broken on purpose; the harness has to find each."""


PROOFS = (
    Proof(
        "kill-store", (1, 2, 3), "The store killed in the midst of scans, imports, audits, backups",
        {"kills": 300}, ("lost", "damaged"), ("says green before the commit",),
    ),
    Proof(
        "kill-app", (1, 2, 3), "The app killed in its terminal while it is scanned into",
        {"kills": 50}, ("lost", "damaged"), ("says green before the commit",),
    ),
    Proof(
        "power-cut", (1, 6), "The power cut on a real file system",
        {"cuts": 150}, ("lost", "damaged"), ("DELETE and FULL", "WAL and NORMAL"),
    ),
    Proof(
        "simulated-disk", (1, 6, 8), "What a disk may hold after a power cut, tried out one by one",
        {"states": 10_000}, ("lost", "damaged"), ("synchronous OFF",),
    ),
    Proof(
        "io-errors", (1, 11), "A disk that refuses at every operation in turn",
        {"points": 2_000}, ("lost", "untrue"), ("takes an error for a success",),
    ),
    Proof(
        "corruption", (5, 7, 10), "Bytes of the file changed by chance, pages lost or exchanged",
        {"changes": 500}, ("undetected", "tracebacks"),
        ("the chain skipped", "a guard dropped"),
    ),
    Proof(
        "hostile-text", (12,), "Names and scans that try to be markup, links or terminal commands",
        {"screens": 20, "payloads": 20}, ("found", "crashes", "links"), ("an unguarded Label",),
    ),
    Proof(
        "scans", (3, 4), "Scans as fast as a cable carries them, and into an app that stalls",
        {"scans": 2_100}, ("wrong", "out of order"), ("a stock Input",),
    ),
    Proof(
        "model", (4, 5, 6), "Whole days by chance, compared with a plain dictionary",
        {"days": 100, "steps": 2_000}, ("differences",), ("custody without its guard",),
    ),
    Proof(
        "migrations", (9, 10), "Files of each format brought up to date, stopped at any statement",
        {"stops": 100}, ("half done",), ("committed in between",),
    ),
    Proof(
        "backups", (9,), "Backups written, damaged, swapped, restored",
        {"restores": 30}, ("wrongly taken",), ("a copy that nobody verifies",),
    ),
    Proof(
        "purge", (14,), "People purged, and every managed file searched for their names",
        {"names": 100}, ("found",), ("a plain DELETE",),
    ),
    Proof(
        "silence", (13, 14), "Sockets opened, names in logs, crash reports and temporary files",
        {"sessions": 1}, ("sockets", "names", "files that others can read"),
        ("a crash that prints its variables",),
    ),
    Proof(
        "clocks", (15,), "A clock that goes back, jumps, or is in another zone",
        {"clocks": 12}, ("out of order",), ("order by the clock",),
    ),
)  # fmt: skip
BY_KEY = {proof.key: proof for proof in PROOFS}
