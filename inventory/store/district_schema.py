"""The tables in which the district keeps its schools' deliveries, in SQL that PostgreSQL knows too.

Nothing of it is SQLite's own but ``STRICT`` and ``WITHOUT ROWID`` at the end of a table.
"""

import sqlite3

from inventory.errors import StoreRefused
from inventory.store.migrations import fingerprint

APPLICATION_ID = 0x43484D44
"""``CHMD`` in the file's header: a district's file, which is none of a school."""

SCHEMA_VERSION = 1

GOLDEN = "b3662f9316e65a6470bd77b74c473082ccb0a205978f5bcc23a7613b479f009d"
"""What ``fingerprint`` says of a whole schema; anything else was changed by another hand."""

STATEMENTS = (
    """CREATE TABLE source(
    number INTEGER PRIMARY KEY,
    source_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK(kind IN ('packet', 'bundle', 'hub', 'journal')),
    name TEXT NOT NULL, site TEXT NOT NULL, site_key TEXT NOT NULL, school TEXT NOT NULL,
    audit TEXT NOT NULL, quarter TEXT NOT NULL, whole INTEGER NOT NULL CHECK(whole IN (0, 1)),
    signed_at TEXT NOT NULL, signed_utc TEXT NOT NULL, signed_by TEXT NOT NULL, role TEXT NOT NULL,
    hash TEXT NOT NULL,
    expected INTEGER NOT NULL, sighted INTEGER NOT NULL, verified INTEGER NOT NULL,
    accounted INTEGER NOT NULL, missing INTEGER NOT NULL, strays INTEGER NOT NULL,
    resurfaced INTEGER NOT NULL, unlisted INTEGER NOT NULL, at_risk REAL, unpriced INTEGER,
    events INTEGER NOT NULL, taken_at TEXT NOT NULL,
    current INTEGER NOT NULL CHECK(current IN (0, 1))) STRICT""",
    "CREATE INDEX source_by_site ON source(site_key, signed_utc)",
    """CREATE TABLE span(
    source INTEGER NOT NULL REFERENCES source(number),
    station TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, last_hash TEXT NOT NULL,
    PRIMARY KEY(station, first, source)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE event(
    event_id TEXT PRIMARY KEY,
    station_id TEXT NOT NULL, seq INTEGER NOT NULL, hlc TEXT NOT NULL, wall_time TEXT NOT NULL,
    kind TEXT NOT NULL, site TEXT NOT NULL, device TEXT, person TEXT, parents TEXT NOT NULL,
    "group" TEXT NOT NULL, body TEXT NOT NULL, actor TEXT NOT NULL, schema INTEGER NOT NULL,
    prev_hash TEXT NOT NULL, hash TEXT NOT NULL,
    source INTEGER NOT NULL REFERENCES source(number)) STRICT""",
    "CREATE INDEX event_by_source ON event(source)",
    """CREATE TABLE event_aside(
    event_id TEXT NOT NULL, hash TEXT NOT NULL,
    source INTEGER NOT NULL REFERENCES source(number), content TEXT NOT NULL,
    PRIMARY KEY(event_id, hash)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE listing(
    source INTEGER NOT NULL REFERENCES source(number),
    device_id TEXT NOT NULL, tag TEXT NOT NULL, serial TEXT NOT NULL,
    tag_key TEXT NOT NULL, serial_key TEXT NOT NULL, id_key TEXT NOT NULL,
    device_key TEXT NOT NULL, ours INTEGER NOT NULL CHECK(ours IN (0, 1)),
    model TEXT NOT NULL, category TEXT NOT NULL, site TEXT NOT NULL,
    custody TEXT NOT NULL, person TEXT NOT NULL, place TEXT NOT NULL, service TEXT NOT NULL,
    since TEXT NOT NULL, seen_at TEXT NOT NULL, seen_place TEXT NOT NULL,
    listed_person TEXT NOT NULL, listed_place TEXT NOT NULL, listed_service TEXT NOT NULL,
    expected INTEGER NOT NULL CHECK(expected IN (0, 1)),
    result TEXT NOT NULL, reason TEXT NOT NULL, evidence TEXT NOT NULL, evidence_at TEXT NOT NULL,
    observed_at TEXT NOT NULL, observed_place TEXT NOT NULL, observed_with TEXT NOT NULL,
    sightings INTEGER NOT NULL, event_id TEXT NOT NULL,
    explanation TEXT NOT NULL, explanation_detail TEXT NOT NULL,
    PRIMARY KEY(source, device_id)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE find(
    source INTEGER NOT NULL REFERENCES source(number),
    number INTEGER NOT NULL, find TEXT NOT NULL, device_id TEXT NOT NULL, raw TEXT NOT NULL,
    at TEXT NOT NULL, place TEXT NOT NULL, person TEXT NOT NULL, sightings INTEGER NOT NULL,
    event_id TEXT NOT NULL, explanation TEXT NOT NULL, explanation_detail TEXT NOT NULL,
    PRIMARY KEY(source, number)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE find_code(
    code TEXT NOT NULL, source INTEGER NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY(code, source, number)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE expected_school(
    site_key TEXT PRIMARY KEY, site TEXT NOT NULL, name TEXT NOT NULL) STRICT""",
    """CREATE TABLE device(
    device_key TEXT PRIMARY KEY, tag TEXT NOT NULL, serial TEXT NOT NULL,
    claims INTEGER NOT NULL, schools INTEGER NOT NULL,
    source INTEGER NOT NULL REFERENCES source(number), device_id TEXT NOT NULL)
    STRICT, WITHOUT ROWID""",
    "CREATE TABLE claimed_again(device_key TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    """CREATE VIEW device_list AS SELECT d.device_key, d.tag, d.serial, l.model, l.category, s.site,
    d.claims, d.schools, l.custody, l.person, l.place, l.service, l.since, l.seen_at, l.seen_place,
    l.result, l.evidence, l.evidence_at, s.quarter, d.source, d.device_id
    FROM device d JOIN listing l ON l.source = d.source AND l.device_id = d.device_id
    JOIN source s ON s.number = d.source""",
    "CREATE INDEX device_by_tag ON device(tag)",
    "CREATE INDEX device_by_serial ON device(serial)",
    """CREATE TABLE device_match(
    found_source INTEGER NOT NULL REFERENCES source(number), found_number INTEGER NOT NULL,
    found_site TEXT NOT NULL, find TEXT NOT NULL, raw TEXT NOT NULL, found_at TEXT NOT NULL,
    found_place TEXT NOT NULL, found_with TEXT NOT NULL, event_id TEXT NOT NULL,
    matched_by TEXT NOT NULL,
    site TEXT NOT NULL, device_key TEXT NOT NULL, device_id TEXT NOT NULL, tag TEXT NOT NULL,
    serial TEXT NOT NULL, model TEXT NOT NULL, result TEXT NOT NULL, person TEXT NOT NULL,
    explanation TEXT NOT NULL, standing TEXT NOT NULL,
    PRIMARY KEY(found_source, found_number, site, device_id)) STRICT""",
    """CREATE TABLE label_conflict(
    kind TEXT NOT NULL CHECK(kind IN ('one tag, several serials', 'one serial, several tags')),
    code TEXT NOT NULL, site TEXT NOT NULL, device_id TEXT NOT NULL, tag TEXT NOT NULL,
    serial TEXT NOT NULL, result TEXT NOT NULL,
    PRIMARY KEY(kind, code, site, device_id)) STRICT""",
    "CREATE TABLE state(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
)


def create(conn: sqlite3.Connection) -> None:
    """Make the tables in the transaction of the caller."""
    for statement in STATEMENTS:
        conn.execute(statement)
    conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def check_schema(conn: sqlite3.Connection) -> None:
    """Refuse a file whose tables or indexes are not exactly those of this version."""
    if fingerprint(conn) != GOLDEN:
        raise StoreRefused(
            "The tables of the district's database were changed by another program.",
            "Consolidate into a new file; the sources hold everything.",
        )
