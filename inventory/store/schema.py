"""The tables, indexes and guards, one text for each step; released ones are never edited."""

FIRST = """
CREATE TABLE station(
    station_id TEXT PRIMARY KEY CHECK(length(station_id) > 0),
    fingerprint TEXT NOT NULL,
    created_at TEXT NOT NULL,
    current INTEGER NOT NULL CHECK(current IN (0, 1))) STRICT;
CREATE UNIQUE INDEX one_current_station ON station(current) WHERE current = 1;

CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE event(
    position INTEGER PRIMARY KEY,
    event_id TEXT NOT NULL UNIQUE CHECK(length(event_id) = 36),
    station_id TEXT NOT NULL,
    seq INTEGER NOT NULL CHECK(seq > 0),
    hlc TEXT NOT NULL,
    wall_time TEXT NOT NULL,
    kind TEXT NOT NULL,
    site TEXT NOT NULL,
    device TEXT CHECK(instr(device, char(0)) = 0),
    person TEXT CHECK(instr(person, char(0)) = 0),
    parents TEXT NOT NULL CHECK(parents LIKE '[%]'),
    "group" TEXT NOT NULL,
    body TEXT NOT NULL CHECK(body LIKE '{%}'),
    actor TEXT NOT NULL,
    schema INTEGER NOT NULL,
    prev_hash TEXT NOT NULL CHECK(length(prev_hash) = 64),
    hash TEXT NOT NULL CHECK(length(hash) = 64)) STRICT;
CREATE INDEX event_by_station ON event(station_id, seq);
CREATE INDEX event_by_device ON event(device) WHERE device IS NOT NULL;
CREATE INDEX event_by_person ON event(person) WHERE person IS NOT NULL;
CREATE INDEX event_by_group ON event("group");
CREATE INDEX event_parks ON event(station_id) WHERE kind = 'park';
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
    BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
    BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;

CREATE TABLE device(
    position INTEGER PRIMARY KEY,
    device_id TEXT NOT NULL UNIQUE CHECK(length(device_id) > 0 AND instr(device_id, char(0)) = 0),
    tag TEXT NOT NULL, serial TEXT NOT NULL, model TEXT NOT NULL, category TEXT NOT NULL,
    place TEXT NOT NULL,
    service TEXT NOT NULL CHECK(service IN ('READY', 'NEEDS_CHECK', 'DAMAGED_USABLE', 'IN_REPAIR',
        'LOST', 'STOLEN', 'MISSING', 'RETIRED')),
    service_hlc TEXT NOT NULL,
    site TEXT NOT NULL, assigned_to TEXT NOT NULL, holder TEXT NOT NULL, notes TEXT NOT NULL,
    listed INTEGER NOT NULL CHECK(listed IN (0, 1)),
    indexed INTEGER NOT NULL DEFAULT 0 CHECK(indexed IN (0, 1)),
    CHECK(tag <> '' OR serial <> '')) STRICT;
CREATE INDEX device_by_tag ON device(tag);
CREATE INDEX device_by_model ON device(model, tag);
CREATE INDEX device_not_indexed ON device(indexed) WHERE indexed = 0;

CREATE TABLE identifier(
    device_id TEXT NOT NULL REFERENCES device(device_id),
    kind TEXT NOT NULL CHECK(kind IN ('tag', 'serial', 'sticker', 'old_tag')),
    raw TEXT NOT NULL,
    norm TEXT NOT NULL CHECK(length(norm) > 0),
    loose TEXT NOT NULL, bare TEXT NOT NULL, shape TEXT NOT NULL,
    active INTEGER NOT NULL CHECK(active IN (0, 1)),
    event_id TEXT) STRICT;
CREATE UNIQUE INDEX one_device_for_an_identifier ON identifier(norm) WHERE active = 1;
CREATE INDEX identifier_by_device ON identifier(device_id);
CREATE INDEX identifier_by_loose ON identifier(loose) WHERE active = 1;
CREATE INDEX identifier_by_bare ON identifier(bare) WHERE active = 1;
CREATE INDEX identifier_by_shape ON identifier(shape) WHERE active = 1;

CREATE TABLE person(
    position INTEGER PRIMARY KEY,
    person_id TEXT NOT NULL UNIQUE CHECK(length(person_id) > 0 AND instr(person_id, char(0)) = 0),
    first_name TEXT NOT NULL, last_name TEXT NOT NULL, grade TEXT NOT NULL, homeroom TEXT NOT NULL,
    email TEXT NOT NULL,
    status TEXT NOT NULL CHECK(status IN ('ENROLLED', 'LEFT', 'UNKNOWN')),
    left_on TEXT NOT NULL, kind TEXT NOT NULL, block TEXT NOT NULL,
    listed INTEGER NOT NULL CHECK(listed IN (0, 1)),
    loose TEXT NOT NULL, bare TEXT NOT NULL, shape TEXT NOT NULL,
    sort_name TEXT NOT NULL, first_key TEXT NOT NULL,
    indexed INTEGER NOT NULL DEFAULT 0 CHECK(indexed IN (0, 1))) STRICT;
CREATE INDEX person_by_name ON person(sort_name);
CREATE INDEX person_by_first_name ON person(first_key);
CREATE INDEX person_by_homeroom ON person(homeroom, sort_name);
CREATE INDEX person_by_loose ON person(loose);
CREATE INDEX person_by_bare ON person(bare);
CREATE INDEX person_by_shape ON person(shape);
CREATE INDEX person_not_indexed ON person(indexed) WHERE indexed = 0;

CREATE TABLE place(
    place TEXT PRIMARY KEY CHECK(length(place) > 0),
    kind TEXT NOT NULL, capacity INTEGER CHECK(capacity > 0),
    listed INTEGER NOT NULL CHECK(listed IN (0, 1)),
    loose TEXT NOT NULL, shape TEXT NOT NULL) STRICT;
CREATE INDEX place_by_loose ON place(loose);
CREATE INDEX place_by_shape ON place(shape);

CREATE TABLE import_log(
    import_id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK(kind IN ('devices', 'people', 'places')),
    file TEXT NOT NULL, sha256 TEXT NOT NULL, profile TEXT NOT NULL, at TEXT NOT NULL,
    rows INTEGER NOT NULL, new INTEGER NOT NULL, changed INTEGER NOT NULL,
    unchanged INTEGER NOT NULL, gone INTEGER NOT NULL, refused INTEGER NOT NULL) STRICT;

CREATE VIRTUAL TABLE device_search USING fts5(words, tokenize = 'trigram');
CREATE VIRTUAL TABLE person_search USING fts5(words, tokenize = 'trigram');

CREATE TABLE custody(
    device TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK(state IN ('IN_STOCK', 'WITH_PERSON', 'IN_PLACE', 'WITH_DISTRICT',
        'IN_TRANSIT', 'UNKNOWN')),
    person TEXT, place TEXT, since TEXT, loan TEXT, settled_by TEXT,
    service TEXT NOT NULL, service_since TEXT, service_hlc TEXT NOT NULL,
    grade TEXT, assigned_to TEXT, seen_at TEXT, seen_place TEXT,
    heads TEXT NOT NULL CHECK(heads LIKE '[%]'),
    CHECK((state = 'WITH_PERSON') = (person IS NOT NULL))) STRICT;
CREATE INDEX custody_by_state ON custody(state, service);
CREATE INDEX custody_by_person ON custody(person) WHERE person IS NOT NULL;

CREATE TABLE loan(
    loan_id TEXT PRIMARY KEY,
    device TEXT NOT NULL, person TEXT, place TEXT,
    since TEXT NOT NULL, until TEXT, ended_by TEXT, received_from TEXT,
    accessories TEXT NOT NULL CHECK(accessories LIKE '{%}'),
    CHECK((person IS NULL) <> (place IS NULL))) STRICT;
CREATE UNIQUE INDEX one_open_loan ON loan(device) WHERE until IS NULL;
CREATE INDEX loan_by_device ON loan(device);
CREATE INDEX loan_by_person ON loan(person) WHERE person IS NOT NULL;

CREATE TABLE parked(
    event_id TEXT PRIMARY KEY,
    claim TEXT NOT NULL, code TEXT NOT NULL, raw TEXT NOT NULL,
    device TEXT, person TEXT, place TEXT, mode TEXT NOT NULL, at TEXT NOT NULL,
    settled_by TEXT, outcome TEXT) STRICT;
CREATE INDEX parked_open ON parked(at) WHERE settled_by IS NULL;

CREATE TABLE voided(event_id TEXT PRIMARY KEY, by_event TEXT NOT NULL) STRICT;
"""

AUDITS = """
CREATE INDEX event_closes ON event(station_id, seq)
    WHERE kind IN ('audit_open', 'audit_lock', 'audit_sign');

CREATE TABLE audit(
    audit_id TEXT PRIMARY KEY CHECK(length(audit_id) > 0),
    state TEXT NOT NULL CHECK(state IN ('DRAFT', 'OPEN', 'LOCKED', 'EXPLAINED', 'SIGNED',
        'SUBMITTED', 'ANSWERED')),
    quarter TEXT NOT NULL, due TEXT NOT NULL,
    scope TEXT NOT NULL CHECK(scope LIKE '{%}'),
    opened_at TEXT NOT NULL, list_sha256 TEXT NOT NULL CHECK(length(list_sha256) = 64),
    expected INTEGER NOT NULL, since TEXT NOT NULL,
    left_out TEXT NOT NULL CHECK(left_out LIKE '{%}'),
    left_devices TEXT NOT NULL CHECK(left_devices LIKE '[%]'),
    late TEXT NOT NULL CHECK(late LIKE '[%]'),
    locked_at TEXT NOT NULL, signed_at TEXT NOT NULL, signed_by TEXT NOT NULL, role TEXT NOT NULL,
    submitted_at TEXT NOT NULL, packet TEXT NOT NULL, answered_at TEXT NOT NULL,
    at_risk REAL, unpriced INTEGER) STRICT;
CREATE UNIQUE INDEX one_audit_is_scanned ON audit(state) WHERE state = 'OPEN';

CREATE TABLE audit_line(
    audit TEXT NOT NULL REFERENCES audit(audit_id),
    number INTEGER NOT NULL,
    device TEXT NOT NULL, tag TEXT NOT NULL, serial TEXT NOT NULL, model TEXT NOT NULL,
    category TEXT NOT NULL, state TEXT NOT NULL, person TEXT NOT NULL, place TEXT NOT NULL,
    service TEXT NOT NULL, seen_at TEXT NOT NULL, look_in TEXT NOT NULL,
    result TEXT CHECK(result IN ('VERIFIED', 'WRONG_PLACE', 'WRONG_HOLDER', 'STATE_CONFLICT',
        'ACCOUNTED', 'MISSING')),
    evidence TEXT NOT NULL, evidence_at TEXT NOT NULL, evidence_what TEXT NOT NULL,
    times INTEGER NOT NULL CHECK(times >= 0), event TEXT NOT NULL,
    seen_place TEXT NOT NULL, seen_with TEXT NOT NULL,
    PRIMARY KEY(audit, device)) STRICT, WITHOUT ROWID;
CREATE INDEX audit_line_by_number ON audit_line(audit, number);
CREATE INDEX audit_line_by_place ON audit_line(audit, look_in, times, number);
CREATE INDEX audit_line_by_person ON audit_line(audit, person, number);

CREATE TABLE audit_sighting(
    event_id TEXT PRIMARY KEY,
    audit TEXT NOT NULL REFERENCES audit(audit_id),
    subject TEXT NOT NULL, at TEXT NOT NULL, result TEXT NOT NULL, find TEXT NOT NULL,
    place TEXT NOT NULL, person TEXT NOT NULL, raw TEXT NOT NULL, claim TEXT NOT NULL)
    STRICT, WITHOUT ROWID;
CREATE INDEX audit_sighting_by_subject ON audit_sighting(audit, subject);

CREATE TABLE audit_proof(
    event_id TEXT PRIMARY KEY,
    audit TEXT NOT NULL REFERENCES audit(audit_id),
    device TEXT NOT NULL, evidence TEXT NOT NULL, at TEXT NOT NULL, what TEXT NOT NULL) STRICT;
CREATE INDEX audit_proof_by_device ON audit_proof(audit, device);

CREATE TABLE audit_explanation(
    audit TEXT NOT NULL REFERENCES audit(audit_id),
    subject TEXT NOT NULL, outcome TEXT NOT NULL, number INTEGER NOT NULL,
    disposition TEXT NOT NULL,
    detail TEXT NOT NULL, note TEXT NOT NULL,
    at TEXT NOT NULL, by TEXT NOT NULL, event_id TEXT NOT NULL,
    PRIMARY KEY(audit, subject, outcome, number)) STRICT, WITHOUT ROWID;
CREATE INDEX audit_explanation_by_event ON audit_explanation(event_id);

CREATE TABLE audit_proposal(
    audit TEXT NOT NULL REFERENCES audit(audit_id),
    number INTEGER NOT NULL,
    device TEXT NOT NULL, field TEXT NOT NULL, base TEXT NOT NULL, proposed TEXT NOT NULL,
    reason TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK(outcome IN ('', 'accepted', 'ignored', 'changed')),
    answer TEXT NOT NULL,
    PRIMARY KEY(audit, device, field)) STRICT, WITHOUT ROWID;
"""

IMPORTS = """
ALTER TABLE device ADD COLUMN google_id TEXT NOT NULL DEFAULT '';
ALTER TABLE device ADD COLUMN synced_at TEXT NOT NULL DEFAULT '';
CREATE INDEX event_retags ON event(position) WHERE kind = 'retag';
CREATE INDEX identifier_learned ON identifier(event_id) WHERE event_id IS NOT NULL;
"""

TABLES = """
ALTER TABLE custody ADD COLUMN disputed TEXT;
CREATE INDEX custody_disputed ON custody(disputed) WHERE disputed IS NOT NULL;
UPDATE custody SET service_hlc =
    coalesce((SELECT service_hlc FROM device WHERE device_id = custody.device), '');
ALTER TABLE loan ADD COLUMN disputed TEXT;
DROP INDEX one_open_loan;
CREATE UNIQUE INDEX one_open_loan ON loan(device) WHERE until IS NULL AND disputed IS NULL;

CREATE TABLE conflict(
    conflict_id TEXT PRIMARY KEY CHECK(length(conflict_id) = 64),
    device TEXT NOT NULL UNIQUE,
    heads TEXT NOT NULL CHECK(heads LIKE '[%]'),
    stories TEXT NOT NULL CHECK(stories LIKE '[%]'),
    proposal TEXT NOT NULL CHECK(proposal LIKE '[%]')) STRICT;

CREATE TABLE clone(station_id TEXT PRIMARY KEY) STRICT;
CREATE TABLE to_refold(device TEXT PRIMARY KEY) STRICT;

CREATE TABLE quarantine(
    hash TEXT PRIMARY KEY CHECK(length(hash) = 64),
    event_id TEXT NOT NULL, station_id TEXT NOT NULL,
    line TEXT NOT NULL CHECK(line LIKE '{%}')) STRICT;

CREATE TABLE delivery(
    sha256 TEXT PRIMARY KEY CHECK(length(sha256) = 64),
    file TEXT NOT NULL, carrier TEXT NOT NULL,
    station_id TEXT NOT NULL, "table" TEXT NOT NULL, site TEXT NOT NULL,
    register TEXT NOT NULL, exported_at TEXT NOT NULL, taken_at TEXT NOT NULL,
    events INTEGER NOT NULL, new INTEGER NOT NULL) STRICT;
CREATE INDEX delivery_by_station ON delivery(station_id, taken_at);

CREATE TABLE shared_file(
    sha256 TEXT PRIMARY KEY CHECK(length(sha256) = 64),
    manifest TEXT NOT NULL, written TEXT NOT NULL) STRICT;

CREATE INDEX event_settles ON event(position) WHERE kind = 'settle';
CREATE INDEX event_remarks ON event(position)
    WHERE kind = 'note' AND device IS NULL AND person IS NULL;
"""

TRUST = """
CREATE TABLE operator(
    name TEXT PRIMARY KEY CHECK(length(name) > 0),
    role TEXT NOT NULL CHECK(role IN ('champion', 'helper')),
    badge TEXT NOT NULL, pin TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX one_operator_for_a_badge ON operator(badge) WHERE badge <> '';
CREATE INDEX event_purges ON event(position) WHERE kind = 'purge';
CREATE TABLE tally(number INTEGER PRIMARY KEY, name TEXT NOT NULL, sum INTEGER NOT NULL) STRICT;
"""

YEAR = """
CREATE INDEX custody_by_assigned ON custody(assigned_to) WHERE assigned_to IS NOT NULL;
CREATE INDEX event_in_hands ON event(device)
    WHERE kind = 'sight' AND instr(body, '"in_hands_of"') > 0;
"""
