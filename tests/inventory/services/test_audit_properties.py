"""What holds after any sequence of scans and steps of an audit, drawn at random."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.audit import Audit, AuditState, Expected, Scope
from inventory.counts import Evidence, Proof, Result, Sighting
from inventory.errors import ChampionError
from inventory.journal.bodies import misfit
from inventory.model import GONE, Custody, Kind, Mode, Service
from inventory.rules.audit import Count, count, sighting_of
from inventory.rules.codes import clean
from inventory.rules.commands import Command
from inventory.rules.dispositions import BY_CODE
from inventory.services import audit_draft, audit_figures, audits, inbox, service_state, upkeep
from inventory.services.office import Office
from inventory.store import audits as stored
from inventory.store import events, parked, projections
from inventory.store.connection import connect
from inventory.store.database import Database
from inventory.verdict import Code
from tests.builders import DEVICES, PEOPLE, CountedEntropy, FixedClock, a_device, open_school
from tests.inventory.counting import EXTRA, a_row, another, furnish, import_devices
from tests.inventory.services.at_the_table import Morning

EXAMPLES = settings().max_examples * 3 // 10


@dataclass
class School:
    """One laptop: the scanner that audits, a table beside it, and what was signed so far."""

    table: Morning
    folder: Path
    beside: Morning = field(init=False)
    signed: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.beside = another(self.table, Mode.BACK)

    @property
    def office(self) -> Office:
        """The office of both."""
        return self.table.office

    @property
    def database(self) -> Database:
        """The file."""
        return self.table.office.database

    def newest(self) -> Audit:
        """The audit that a step is for; ChampionError where there is none."""
        return audits.find(self.office)


@dataclass
class Turn:
    """One action, and what a failing example shows of it."""

    what: str
    act: Callable[[School], object]

    def __repr__(self) -> str:
        return self.what


def _custodies(database: Database) -> dict[str, Custody]:
    devices = [row[0] for row in database.rows("SELECT device FROM custody")]
    return {device: projections.custody_of(database, device) for device in devices}


def _only_seen(before: Custody, after: Custody) -> None:
    """A sighting changes no custody; what was gone has to be checked."""
    expected = replace(
        before, seen_at=after.seen_at, seen_place=after.seen_place, heads=after.heads
    )
    if before.service in GONE and after.service is not before.service:
        assert after.service is Service.NEEDS_CHECK
        expected = replace(expected, service=after.service, service_since=after.service_since)
    assert after == expected


def _scan(raw: str, after: float) -> Turn:
    def act(school: School) -> None:
        table = school.table
        looks = table.desk.table.mode is Mode.AUDIT and clean(raw) not in list(Command)
        before, number = _custodies(school.database), table.count()
        verdict = table.scan(raw, after=after)
        if verdict.code is Code.BOUNCE:
            assert table.count() == number
        if looks:
            now = _custodies(school.database)
            assert now.keys() == before.keys()
            for device, custody in before.items():
                _only_seen(custody, now[device])

    return Turn(f"scan {raw!r} after {after}", act)


def _visit(place: str, code: str) -> Turn:
    """Go somewhere, or to somebody, and scan what is there."""
    scans = [_scan(place, 20.0), _scan(code, 2.0)]
    return Turn(f"visit {place}: {code}", lambda school: [one.act(school) for one in scans])


def _beside(raw: str) -> Turn:
    return Turn(f"scan {raw!r} at the table", lambda school: school.beside.scan(raw))


def _key(command: Command) -> Turn:
    return Turn(f"key {command}", lambda school: school.table.desk.command(command))


def _open(scope: Scope) -> Turn:
    def act(school: School) -> None:
        audits.open_audit(school.office, audit_draft.draft(school.office, scope))

    return Turn(f"open {scope}", act)


def _explain(code: str, some: int) -> Turn:
    def act(school: School) -> None:
        audit = school.newest()
        open_ones = [
            one.subject
            for one in audit_figures.variances(school.office, audit)
            if one.explanation is None
        ]
        detail = "2026-12-01" if BY_CODE[code].asks else ""
        audits.explain(
            school.office, audit, open_ones[: some or None], code, detail=detail, note="said so"
        )

    return Turn(f"explain {some or 'all'} as {code}", act)


def _step(what: str, act: Callable[[School], object]) -> Turn:
    return Turn(what, act)


def _sign(school: School) -> None:
    audits.close(school.office, school.newest(), "Ada Park", "librarian", dict)


def _explain_all(school: School) -> None:
    """From wherever it is to the last explanation."""
    audit = school.newest()
    if audit.state is AuditState.OPEN:
        audits.lock(school.office, audit)
    _explain("no_action", 0).act(school)


def _finish(school: School) -> None:
    """From wherever it is to the signature."""
    _explain_all(school)
    _sign(school)


def _card_and_attest(school: School) -> None:
    _scan("2001", 20.0).act(school)
    school.table.desk.attest()


def _settle(school: School) -> None:
    for waiting in parked.waiting(school.database)[:1]:
        inbox.settle(school.office, waiting, "done")


def _import(site: str, service: str, left_out: int) -> Turn:
    def act(school: School) -> None:
        rows = [a_row(one) for one in (*DEVICES, *EXTRA, a_device("NS-601"))]
        rows[0] |= {"site": site, "service": service, "place": "Cart 2"}
        del rows[left_out]
        school.table.clock.advance(60)
        import_devices(school.office, school.folder, rows)

    return Turn(f"import {site} {service} without {left_out}", act)


_CODES = [
    *(device.tag for device in (*DEVICES, *EXTRA)),
    *(device.serial for device in (*DEVICES, *EXTRA) if device.serial),
    *(person.person_id for person in PEOPLE),
    *["Cart 1", "Cart 2", "Room 204", "Room 210", "Cart 9", "QQQ", "*QQQ*", "NS-999", "2999", ""],
]
_LIKELY = ["NS-401", "NS-402", "NS-403", "NS-110", "NS-151", "NS-901", "NS-101", "5CDNS101"]
_LIKELY += ["5CDNS401", "2001", "2002", "QQQ", "ZZYES", "ZZUNDO", *["Cart 1", "Room 204"] * 2]
_scans = st.builds(
    _scan,
    st.sampled_from(_LIKELY) | st.sampled_from(_LIKELY) | st.sampled_from(_CODES),
    st.sampled_from([2.0, 2.0, 20.0, 0.5]),
)
_visits = st.sampled_from(
    [
        *[_visit("Cart 1", "NS-401"), _visit("Cart 1", "NS-402"), _visit("Cart 1", "NS-110")],
        *[_visit("2001", "NS-403"), _visit("2001", "NS-110"), _visit("Room 204", "NS-404")],
        *[_visit("NS-101", "5CDNS102"), _visit("5CDNS401", "NS-401"), _visit("Cart 2", "QQQ")],
        *[_visit("Cart 2", "NS-901"), _visit("Cart 2", "NS-151"), _visit("Cart 2", "NS-101")],
    ]
)
_keys = st.builds(_key, st.sampled_from([*Command, Command.YES, Command.UNDO, Command.AUDIT]))
_scopes = st.sampled_from(
    [Scope(), Scope(), Scope(blind=True), Scope(("Room 204", "Cart 1")), Scope(sample=4, seed="x")]
)
_opening = st.builds(_open, _scopes)
_acts = st.sampled_from(
    [
        _step("attest", lambda school: school.table.desk.attest()),
        _step("card and attest", _card_and_attest),
        _step("describe", lambda school: school.table.desk.describe("black HP [/]")),
        _step("amend", lambda school: school.beside.desk.amend(grade="C")),
        _step("settle", _settle),
        _step("a day goes by", lambda school: school.table.clock.advance(86_400)),
        _step("half a year goes by", lambda school: school.table.clock.advance(190 * 86_400)),
        _step(
            "lost", lambda s: service_state.set_service(s.office, "NS-402", Service.LOST, "gone")
        ),
        _step("evidence", lambda school: school.office.change_setting("evidence_days", "30")),
        _step("prices", lambda school: school.office.change_setting("prices", "Chromebook=320")),
        _step("operator", lambda school: school.office.change_setting("operator", "Ada")),
    ]
)
_life = (
    st.sampled_from(
        [
            _step("lock", lambda school: audits.lock(school.office, school.newest())),
            _step("reopen", lambda school: audits.reopen(school.office, school.newest(), "more")),
            _step("sign", _sign),
            _step("explain all", _explain_all),
            _step("finish", _finish),
        ]
    )
    | _opening
    | st.builds(_explain, st.sampled_from(sorted(BY_CODE)), st.sampled_from([0, 0, 1, 3]))
)
_imports = st.builds(
    _import,
    st.sampled_from(["NORTH", "RIVERSIDE"]),
    st.sampled_from(["READY", "RETIRED", "IN_REPAIR"]),
    st.integers(1, 15),
)
_table = st.builds(_beside, st.sampled_from([*_LIKELY, "ZZOUT", "ZZBACK", "2005", "ZZNEXT"]))
_anything = st.one_of(
    *[_scans] * 4, _visits, _visits, _table, _table, _keys, _acts, _acts, _life, _life, _imports
)  # fmt: skip
_hand_out = st.sampled_from(["NS-101", "NS-401"]).map(
    lambda tag: _step(
        f"hand out {tag}",
        lambda school: another(school.table, Mode.OUT).scan("ZZNEXT", "2005", tag),
    )
)
_turns = st.tuples(
    st.lists(_hand_out | _anything, max_size=4),
    _opening,
    st.lists(_anything, min_size=12, max_size=30),
).map(lambda parts: [*parts[0], parts[1], *parts[2]])


@pytest.fixture(scope="module")
def template() -> Iterator[Database]:
    """The furnished small school, made once; each example gets a copy."""
    clock = FixedClock()
    office = open_school(Office.in_memory(clock, CountedEntropy()))
    furnish(Morning(office, clock))
    yield office.database
    office.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the lists are written that are imported."""
    return tmp_path_factory.mktemp("lists")


def _school(template: Database, folder: Path) -> School:
    conn = connect("file::memory:")
    template.conn.backup(conn)
    clock = FixedClock()
    office = Office(Database(conn, None), clock, CountedEntropy(1_000_000))
    return School(Morning(office, clock, Mode.AUDIT), folder)


def _play(school: School, turn: Turn) -> None:
    """Do it; a single step that is refused writes nothing."""
    number = school.table.count()
    try:
        turn.act(school)
    except ChampionError:
        assert turn.what in ("explain all", "finish") or school.table.count() == number


@dataclass
class Window:
    """What one audit rests on, read from the journal without the tables."""

    expected: list[Expected] = field(default_factory=list)
    sightings: dict[str, Sighting] = field(default_factory=dict)
    proofs: dict[str, Proof] = field(default_factory=dict)
    is_locked: bool = False

    def count(self) -> Count:
        """By the pure rule; while it is open, what was not seen has no result yet."""
        came = count(self.expected, self.sightings.values(), self.proofs)
        if self.is_locked:
            return came
        unseen = (replace(line, result=None, evidence_at="") for line in came.lines)
        lines = (
            blank if line.result is Result.MISSING else line
            for line, blank in zip(came.lines, unseen, strict=True)
        )
        return Count(tuple(lines), came.finds)


def _windows(database: Database) -> dict[str, Window]:
    """Every audit as the journal alone tells it."""
    windows: dict[str, Window] = {}
    scanned: Window | None = None
    for event in events.everything(database):
        body = event.body
        if event.kind == Kind.AUDIT_OPEN:
            scanned = windows.setdefault(str(body["audit"]), Window())
            scanned.expected += [Expected.of_row(row) for row in body["lines"]]
        elif event.kind == Kind.AUDIT_LOCK:
            locked = windows[str(body["audit"])]
            for device, grade, at, what in body["proofs"]:
                locked.proofs[device] = Proof(Evidence(grade), at, what)
            locked.is_locked, scanned = True, None
        elif event.kind == Kind.AUDIT_REOPEN:
            scanned = windows[str(body["audit"])]
            scanned.proofs, scanned.is_locked = {}, False
        elif scanned and event.kind == Kind.VOID:
            scanned.sightings.pop(str(body["voids"]), None)
        elif scanned and (seen := sighting_of(event)):
            scanned.sightings[event.event_id] = seen
    return windows


def _facts(office: Office, audit: Audit) -> str:
    status = audit_figures.status(office, audit)
    said = sorted(stored.explanations(office.database, audit.audit_id).items())
    return repr((audit, audit_figures.counted(office, audit), status.as_json(), said))


def _check_counts(school: School) -> None:
    """The tables say what the pure rule says of the journal; the figures add up."""
    windows = _windows(school.database)
    assert windows.keys() == {audit.audit_id for audit in audits.all_audits(school.office)}
    for audit_id, window in windows.items():
        audit = audits.find(school.office, audit_id)
        assert audit_figures.counted(school.office, audit) == window.count()
        status = audit_figures.status(school.office, audit)
        cover, unseen = status.cover, status.unseen
        assert cover.expected == audit.expected == len(window.expected)
        assert cover.expected == cover.sighted + cover.accounted + cover.missing + unseen
        assert cover.expected == sum(cover.results.values()) + unseen
        assert not (window.is_locked and unseen)
        assert (audit.state is AuditState.OPEN) is not window.is_locked


def _check_signed(school: School) -> None:
    """What was signed stays as it was signed."""
    for audit in audits.all_audits(school.office):
        if audit.state.is_closed:
            facts = _facts(school.office, audit)
            assert school.signed.setdefault(audit.audit_id, facts) == facts
    assert sum(audit.state is AuditState.OPEN for audit in audits.all_audits(school.office)) <= 1


def _check_variances(school: School) -> None:
    """Each variance once, and it is EXPLAINED just where none is left to explain."""
    for audit in audits.all_audits(school.office):
        variances = audit_figures.variances(school.office, audit)
        subjects = [one.subject for one in variances]
        assert len(subjects) == len(set(subjects))
        left = sum(one.explanation is None for one in variances)
        if audit.state is not AuditState.OPEN:
            assert audit_figures.unexplained(school.office, audit) == left
            assert (audit.state is AuditState.LOCKED) == (left > 0)


def _check_rebuilt(school: School) -> None:
    """The projections are those of a fresh replay."""
    live = projections.digest(school.database)
    with school.database.immediate():
        projections.rebuild(school.database)
    assert projections.digest(school.database) == live


@settings(max_examples=EXAMPLES)
@given(_turns)
def test_after_every_step_the_count_is_that_of_the_journal(
    template: Database, folder: Path, turns: list[Turn]
) -> None:
    """Lines, finds, figures and states; what is signed never changes; scans move nothing."""
    school = _school(template, folder)
    for turn in turns:
        _play(school, turn)
        _check_counts(school)
        _check_signed(school)
        _check_variances(school)
        _check_rebuilt(school)
    assert upkeep.check(school.office).findings == ()
    school.office.close()


@settings(max_examples=EXAMPLES)
@given(_turns, st.lists(_scans, min_size=1, max_size=10))
def test_undoing_scans_of_an_audit_leaves_its_count_as_it_was(
    template: Database, folder: Path, before: list[Turn], scans: list[Turn]
) -> None:
    """Whatever was scanned, attested or put right since: undone one by one, nothing is left."""
    school = _school(template, folder)
    for turn in before:
        _play(school, turn)
    school.table.desk.command(Command.NEXT)
    undo = school.table.desk.command
    counts = _counts(school)
    number = school.table.count()
    for turn in scans:
        if "ZZUNDO" not in turn.what:
            _play(school, turn)
    while any(_counting(school, number)):
        assert undo(Command.UNDO).code is Code.UNDONE
    assert _counts(school) == counts
    school.office.close()


def _counts(school: School) -> list[Count]:
    return [
        audit_figures.counted(school.office, audit) for audit in audits.all_audits(school.office)
    ]


def _counting(school: School, number: int) -> Iterator[str]:
    """What was written since and still counts for something."""
    undone = {row[0] for row in school.database.rows("SELECT event_id FROM voided")}
    for event in events.newest(school.database, school.table.count() - number):
        if event.kind in (Kind.NOTE, Kind.VOID) and "attested_by" not in event.body:
            continue
        if event.event_id not in undone:
            yield event.kind


def test_the_actions_reach_what_they_are_meant_to_reach(template: Database, folder: Path) -> None:
    """A control: drawn like this, audits of every state, line, find and explanation come about."""
    states: set[str] = set()
    results: set[str] = set()
    finds: set[str] = set()
    grades: set[str] = set()

    @settings(max_examples=EXAMPLES * 2)
    @given(_turns)
    def draw(turns: list[Turn]) -> None:
        school = _school(template, folder)
        for turn in turns:
            _play(school, turn)
            for audit in audits.all_audits(school.office):
                came = audit_figures.counted(school.office, audit)
                states.add(audit.state)
                results.update(line.result or "" for line in came.lines)
                grades.update(line.evidence for line in came.lines)
                finds.update(one.find for one in came.finds)
        assert [why for one in events.everything(school.database) if (why := misfit(one))] == []
        school.office.close()

    draw()
    assert states == {"OPEN", "LOCKED", "EXPLAINED", "SIGNED"}
    assert results == {"", *Result}
    assert len(finds) == 6
    assert grades == {"E5", "E4", "E3", "E1", "E0"}
