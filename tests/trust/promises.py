"""The promises as docs/trust.md prints them, and which tests hold each besides the harnesses."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise: its number, its sentence, and files of tests that would fail without it."""

    number: int
    says: str
    tests: tuple[str, ...]


PROMISES = (
    Promise(
        1,
        "Green means on disk: a scan shown as recorded survives a kill, a closed lid, a closed"
        " terminal and a power cut (on a drive that honours flush). A scan that was not recorded"
        " is never shown as recorded.",
        (
            "tests/inventory/services/test_refusing_disk.py",
            "tests/inventory/store/test_database.py",
            "tests/tui/test_come_back.py",
        ),
    ),
    Promise(
        2,
        "The same scan is stored at most once; scanning again after a crash never reverses"
        " anything unasked.",
        ("tests/inventory/services/test_refusing_disk.py",),
    ),
    Promise(
        3,
        "Keystrokes of two scans never mix; scans are handled in the order scanned, at any speed"
        " and under any stall.",
        (
            "tests/terminal/test_burst.py",
            "tests/tui/test_scan_line.py",
            "tests/tui/test_hand_over.py",
            "tests/tui/test_standstill.py",
            "tests/tui/test_key_times.py",
        ),
    ),
    Promise(
        4,
        "Every scan leaves a trace. Nothing is dropped silently.",
        ("tests/inventory/services/test_desk.py", "tests/terminal/test_scans_only.py"),
    ),
    Promise(
        5,
        "One open custody for each device; no event is edited or deleted; a correction is a new"
        " event with who made it and why.",
        ("tests/inventory/store/test_database.py", "tests/inventory/services/test_properties.py"),
    ),
    Promise(
        6,
        "What is shown is what replaying the events gives, checked at start and before each"
        " packet.",
        ("tests/inventory/services/test_upkeep.py", "tests/inventory/merging"),
    ),
    Promise(
        7,
        "Changed content is found by `champion check`; with a head hash kept elsewhere (it stands"
        " on every packet, audit sheet and backup name), so is a rewritten history.",
        ("tests/inventory/services/test_packet_proof.py", "tests/inventory/journal"),
    ),
    Promise(
        8,
        "An import is all or nothing, previewed, with each refused row kept and named by line."
        " An export is whole or absent, read back and counted.",
        (
            "tests/inventory/services/test_import_dies.py",
            "tests/inventory/services/test_packet_dies.py",
        ),
    ),
    Promise(
        9,
        "A verified backup no older than 15 minutes or 200 scans, on close, and before a"
        " migration, a purge or a restore.",
        ("tests/inventory/store/test_backup.py",),
    ),
    Promise(
        10,
        "The app refuses rather than guesses: a newer format, a foreign or empty file, changed"
        " tables or guards, a replaced file, a synced folder.",
        ("tests/inventory/store/test_folder.py", "tests/inventory/store/test_migrations.py"),
    ),
    Promise(
        11,
        "Disk full, read-only, an error of the disk: scanning stops at once with one clear screen;"
        " what was confirmed stays readable and exportable.",
        ("tests/tui/test_fault.py", "tests/inventory/services/test_refusing_disk.py"),
    ),
    Promise(
        12,
        "No text from a file or a scanner can crash the app, act as markup or a link, or send a"
        " control byte to the terminal.",
        ("tests/inventory/test_text.py", "tests/tui/test_record_table_text.py"),
    ),
    Promise(
        13,
        "The app opens no network socket unless a hub was set up.",
        ("tests/trust/test_silence.py",),
    ),
    Promise(
        14,
        "Data of students are only in the database, its backups and the exports that were asked"
        " for: not in logs, crash reports, shared temporary folders, nor in process arguments."
        " After a purge no purged name is left in any file that the app manages, and the chain"
        " still verifies. What is held about a person can be listed and printed.",
        (
            "tests/trust/test_silence.py",
            "tests/trust/test_purge.py",
            "tests/inventory/services/test_purge.py",
        ),
    ),
    Promise(
        15,
        "A change of the clock never reorders or hides custody.",
        ("tests/inventory/journal/test_event.py",),
    ),
)
