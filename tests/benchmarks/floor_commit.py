"""The floor under scan throughput: sqlite3 alone, one event and one custody in each transaction.

``python floor_commit.py DATABASE COUNT`` makes a new file and prints one line after each commit.
"""

import sqlite3
import sys

DEVICES = 3_000

SCHEMA = """
CREATE TABLE event(
    event_id TEXT PRIMARY KEY, seq INTEGER NOT NULL, wall_time TEXT NOT NULL, kind TEXT NOT NULL,
    device TEXT NOT NULL, person TEXT NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE custody(
    device TEXT PRIMARY KEY, person TEXT, since TEXT, event_id TEXT) STRICT;
"""
INSERT = "INSERT INTO event VALUES (?, ?, ?, 'issue', ?, ?, ?)"
UPDATE = "UPDATE custody SET person = ?, since = ?, event_id = ? WHERE device = ?"


def make(path: str) -> sqlite3.Connection:
    """A new file with the app's durable settings and a row of custody for each device."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = TRUNCATE")
    connection.execute("PRAGMA synchronous = EXTRA")
    connection.executescript(SCHEMA)
    connection.execute("BEGIN IMMEDIATE")
    rows = ((f"NS-{100_001 + number}",) for number in range(DEVICES))
    connection.executemany("INSERT INTO custody(device) VALUES (?)", rows)
    connection.execute("COMMIT")
    return connection


def main() -> None:
    """Commit so many times, and say so each time."""
    connection, count = make(sys.argv[1]), int(sys.argv[2])
    body = '{"scan":"NS-100001","verdict":"issued","say":"HP Chromebook 11 G9, with charger"}'
    when = "2026-11-21T09:13:58.000+00:00"
    for number in range(count):
        event_id = f"019ab5d0-0000-7000-8000-{number:012d}"
        device, person = f"NS-{100_001 + number % DEVICES}", str(2_000_001 + number % DEVICES)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(INSERT, (event_id, number + 1, when, device, person, body))
        connection.execute(UPDATE, (person, when, event_id, device))
        connection.execute("COMMIT")
        print(number, flush=True)


if __name__ == "__main__":
    main()
