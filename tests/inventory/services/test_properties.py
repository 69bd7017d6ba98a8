"""What holds after any sequence of actions, drawn at random over the small school."""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.errors import ChampionError
from inventory.files.profiles import RegisterKind
from inventory.journal.bodies import misfit
from inventory.journal.event import broken_links
from inventory.model import Custody, Kind, Mode
from inventory.rules.codes import clean
from inventory.rules.commands import Command
from inventory.services import inbox, register, undo
from inventory.services.office import Office
from inventory.store import events, parked, projections
from inventory.store.connection import connect
from inventory.store.database import Database
from inventory.text import safe
from inventory.verdict import Code
from tests.builders import DEVICES, PEOPLE, CountedEntropy, FixedClock, open_school
from tests.inventory.services.at_the_table import Morning

TYPED_NAME = "Ottoline Marchbanks"


@dataclass
class Turn:
    """One action, and what a failing example shows of it."""

    what: str
    act: Callable[[Morning, Path], object]

    def __repr__(self) -> str:
        return self.what


def _scan(raw: str, after: float) -> Turn:
    def act(table: Morning, _: Path) -> None:
        before = table.count()
        verdict = table.scan(raw, after=after)
        is_command = clean(raw) in list(Command)
        if verdict.code is Code.BOUNCE:
            assert table.count() == before
        elif not is_command:
            kept = [
                event.body.get("scan")
                for event in events.newest(table.office.database, table.count() - before)
            ]
            assert safe(raw) in kept

    return Turn(f"scan {raw!r} after {after}", act)


def _key(command: Command) -> Turn:
    return Turn(f"key {command}", lambda table, _: table.desk.command(command))


def _amend(grade: str) -> Turn:
    said = {"charger": "not returned"}
    return Turn(f"amend {grade}", lambda table, _: table.desk.amend(grade=grade, accessories=said))


def _settle(how: str) -> Turn:
    def act(table: Morning, _: Path) -> None:
        office = table.office
        verbs: dict[str, Callable[[Any], None]] = {
            "say": lambda one: inbox.settle(office, one, "done"),
            "bind": lambda one: inbox.bind(office, one, "NS-103"),
            "enter": lambda one: inbox.enter_person(office, one, TYPED_NAME),
            "hand over": lambda one: inbox.hand_over(office, one),
        }
        for waiting in parked.waiting(office.database):
            try:
                verbs[how](waiting)
            except ChampionError:
                continue
            return

    return Turn(f"settle: {how}", act)


def _import(kind: RegisterKind, header: list[str], rows: list[dict[str, str]]) -> Turn:
    def act(table: Morning, folder: Path) -> None:
        path = folder / "list.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header)
            writer.writeheader()
            writer.writerows(rows)
        table.clock.advance(60)
        plan = register.prepare(table.office, kind, path)
        register.apply(table.office, plan, mark_left=True)

    return Turn(f"import {kind}: {rows}", act)


def _device_row(service: str, tag: str, number: int) -> dict[str, str]:
    device = DEVICES[number]
    return {
        "asset_tag": tag or device.tag,
        "serial": device.serial,
        "model": device.model,
        "category": device.category,
        "place": "Cart 2" if service else "",
        "service": service,
        "site": device.site,
        "assigned_to": "2002" if tag else "",
    }


def _person_row(status: str, number: int) -> dict[str, str]:
    person = PEOPLE[number]
    return {
        "person_id": person.person_id,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "grade": person.grade,
        "homeroom": person.homeroom,
        "status": status,
        "kind": person.kind,
    }


_DEVICE_HEADER = list(_device_row("", "", 0))
_PERSON_HEADER = list(_person_row("", 0))
_CODES = [
    *(device.tag for device in DEVICES),
    *(person.person_id for person in PEOPLE),
    *["Cart 1", "Room 204", "Cart 7", "5CDNS101", "ns-102", "02001", "2999", "2998", "NS-999"],
    *["QQQ", "7654321", "4006381333931", "NS-1010", "", "\x1b[2J", "²²²"],
]
_UNKNOWN = ["2999", "NS-999", "QQQ", "NS-1010"]
_LIKELY = ["2001", "2002", "2005", "NS-101", "NS-102", "NS-110", "NS-151"]
_single = st.builds(
    _scan,
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["", "", "", "]C0", " "]),
        st.sampled_from(_LIKELY) | st.sampled_from(_CODES) | st.sampled_from(_UNKNOWN),
        st.sampled_from(["", "", "\r"]),
    ),
    st.sampled_from([2.0, 2.0, 2.0, 0.5]),
)
_without_undo = [command for command in Command if command is not Command.UNDO]
_service = st.sampled_from(["", "READY", "LOST", "IN_REPAIR", "RETIRED"])
_imports = st.builds(
    lambda rows: _import(RegisterKind.DEVICES, _DEVICE_HEADER, list(rows.values())),
    st.lists(
        st.builds(_device_row, _service, st.sampled_from(["", "", "NS-1010"]), st.integers(0, 10)),
        min_size=1,
        max_size=5,
    ).map(lambda rows: {row["serial"]: row for row in rows}),
) | st.builds(
    lambda rows: _import(RegisterKind.PEOPLE, _PERSON_HEADER, list(rows.values())),
    st.lists(
        st.builds(_person_row, st.sampled_from(["ENROLLED", "LEFT"]), st.integers(0, 5)),
        min_size=1,
        max_size=4,
    ).map(lambda rows: {row["person_id"]: row for row in rows}),
)


def _in_a_row(what: str, *turns: Turn) -> Turn:
    def act(table: Morning, folder: Path) -> None:
        for turn in turns:
            turn.act(table, folder)

    return Turn(what, act)


def _scans(*codes: str) -> list[Turn]:
    return [_scan(code, 2.0) for code in codes]


_rows = st.sampled_from(
    [
        _in_a_row("put away", *_scans("ZZBACK", "Cart 2", "NS-102")),
        _in_a_row(
            "came back broken", *_scans("ZZOUT", "2005", "NS-103", "ZZBACK", "NS-103"), _amend("D")
        ),
        _in_a_row("in a bag", *_scans("2001", "NS-101", "ZZBAG", "NS-101", "NS-110")),
        _in_a_row("looked at", *_scans("ZZBAG", "NS-101", "ZZCHECK", "NS-101"), _amend("D")),
        _in_a_row("not back", *_scans("ZZCHECK", "NS-110", "NS-110")),
        _in_a_row("sticker", *_scans("NS-8888"), _settle("bind")),
        _in_a_row("visitor", *_scans("2997"), _settle("enter")),
    ]
)
_others = (
    _rows
    | st.builds(_amend, st.sampled_from(["", "A", "C", "D"]))
    | st.builds(_settle, st.sampled_from(["say", "bind", "enter", "hand over"]))
    | st.just(Turn("override", lambda table, _: table.desk.override("form seen")))
    | st.just(Turn("enter", lambda table, _: table.desk.enter_person(TYPED_NAME)))
    | st.just(Turn("pick", lambda table, _: table.desk.pick_person("2001")))
)
_actions = _single | _single | _others | st.builds(_key, st.sampled_from(_without_undo))
_anything = _actions | _actions | st.builds(_key, st.just(Command.UNDO)) | _imports


@pytest.fixture(scope="module")
def template() -> Iterator[Database]:
    """The small school, made once; each example gets a copy."""
    office = open_school(Office.in_memory(FixedClock(), CountedEntropy()))
    yield office.database
    office.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the lists are written that are imported."""
    return tmp_path_factory.mktemp("lists")


def _table(template: Database, mode: Mode) -> Morning:
    conn = connect("file::memory:")
    template.conn.backup(conn)
    clock = FixedClock()
    return Morning(Office(Database(conn, None), clock, CountedEntropy(1_000_000)), clock, mode)


def _custodies(database: Database) -> list[Custody]:
    devices = [row[0] for row in database.rows("SELECT device_id FROM device ORDER BY 1")]
    return [replace(projections.custody_of(database, device), heads=()) for device in devices]


def _facts(database: Database) -> tuple[object, ...]:
    """All that follows from the journal, but for the newest events of each device."""
    return (
        _custodies(database),
        database.rows("SELECT * FROM loan ORDER BY loan_id"),
        parked.waiting(database),
        database.rows("SELECT device_id, norm FROM identifier WHERE active = 1 ORDER BY 2"),
    )


def _is_undone_since(database: Database, row: int) -> bool:
    marks = ",".join("?" * len(undo.KINDS))
    return not database.value(
        f"SELECT count(*) FROM event WHERE rowid > ? AND kind IN ({marks})"
        " AND event_id NOT IN (SELECT event_id FROM voided)",
        row,
        *undo.KINDS,
    )


@given(
    st.sampled_from(Mode),
    st.lists(_anything, max_size=12),
    st.lists(_actions, min_size=1, max_size=15),
)
def test_undoing_any_actions_leaves_everything_as_it_was(
    template: Database, folder: Path, mode: Mode, before: list[Turn], actions: list[Turn]
) -> None:
    """Custody, loans, the parked lane and the learned codes: as if nothing had been scanned."""
    table = _table(template, mode)
    for turn in before:
        turn.act(table, folder)
    table.desk.command(Command.NEXT)
    database = table.office.database
    facts, row = _facts(database), table.count()
    for turn in actions:
        turn.act(table, folder)
    while not _is_undone_since(database, row):
        assert table.desk.command(Command.UNDO).code is Code.UNDONE
    assert _facts(database) == facts
    table.office.close()


@given(st.sampled_from(Mode), st.lists(_anything, min_size=1, max_size=30))
def test_what_is_shown_follows_from_what_was_written(
    template: Database, folder: Path, mode: Mode, turns: list[Turn]
) -> None:
    """After any actions, undos and imports the projections are those of a fresh replay."""
    table = _table(template, mode)
    for turn in turns:
        turn.act(table, folder)
    database = table.office.database
    live = projections.digest(database)
    with database.immediate():
        projections.rebuild(database)
    assert projections.digest(database) == live
    table.office.close()


@given(st.sampled_from(Mode), st.lists(_anything, min_size=1, max_size=30))
def test_the_journal_and_the_custodies_are_sound(
    template: Database, folder: Path, mode: Mode, turns: list[Turn]
) -> None:
    """One chain without a break, one custody and at most one open loan each, no fork, no name."""
    table = _table(template, mode)
    for turn in turns:
        turn.act(table, folder)
    database = table.office.database
    journal = list(events.everything(database))
    assert list(broken_links(sorted(journal, key=lambda one: (one.station_id, one.seq)))) == []
    assert [event.hlc for event in journal] == sorted({event.hlc for event in journal})
    assert database.rows("SELECT device_id FROM device ORDER BY 1") == database.rows(
        "SELECT device FROM custody ORDER BY 1"
    )
    assert database.rows("SELECT device FROM loan WHERE until IS NULL ORDER BY 1") == database.rows(
        "SELECT device FROM custody WHERE loan IS NOT NULL ORDER BY 1"
    )
    assert database.rows("SELECT device FROM custody WHERE json_array_length(heads) > 1") == []
    assert [why for event in journal if (why := misfit(event))] == []
    bodies = json.dumps([dict(event.body) for event in journal], ensure_ascii=False)
    names = [*(f"{p.first_name} {p.last_name}" for p in PEOPLE), TYPED_NAME]
    assert [part for name in names for part in name.split() if part in bodies] == []
    table.office.close()


def test_the_actions_reach_what_they_are_meant_to_reach(template: Database, folder: Path) -> None:
    """A control: drawn like this, the sequences write every kind of event that a table has."""
    reached: set[str] = set()

    @given(st.sampled_from(Mode), st.lists(_anything, min_size=15, max_size=30))
    def draw(mode: Mode, turns: list[Turn]) -> None:
        table = _table(template, mode)
        for turn in turns:
            turn.act(table, folder)
        reached.update(event.kind for event in events.everything(table.office.database))
        table.office.close()

    draw()
    of_an_audit = {kind for kind in Kind if kind.startswith("audit_")} | {Kind.EXPLAIN}
    assert reached == set(Kind) - {Kind.ASSIGN, Kind.RESOLVE, Kind.PURGE} - of_an_audit
