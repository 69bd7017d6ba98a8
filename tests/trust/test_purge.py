"""People are purged, and no file that the app manages has their names any more."""

import os
import shutil
import signal
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from inventory.model import Person
from inventory.services import purge, purge_certificate, purge_files, upkeep
from inventory.services.office import Office, fingerprint
from inventory.store import announced, custody_rows, projections, register, settings
from tests.builders import FixedClock
from tests.trust.canaries import BEFORE, Place, hits, make_school
from tests.trust.figures import keep
from tests.trust.forked import in_a_child

KILLS = 10


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, list[Person]]:
    """The school, made once; nobody writes into it."""
    place = Place(tmp_path_factory.mktemp("purge") / "school")
    return place, make_school(place, FixedClock(), 120)


def opened(place: Place) -> "closing[Office]":
    """The school, open at a later time."""
    clock = FixedClock()
    clock.advance(86_400)
    return closing(Office.open(place.database, clock))


def purged(place: Place, step: purge.Step = purge.nobody_hears) -> purge.Begun | None:
    """Purge, or finish what was stopped; None where nobody is left to purge."""
    clock = FixedClock()
    clock.advance(86_400)
    with closing(Office.open(place.database, clock)) as office:
        begun = purge.unfinished(office)
        plan = None if begun else purge.plan(office, BEFORE)
    if plan is not None and not plan.people:
        return None
    if plan is not None:
        begun = purge.take_out(place.database, clock, plan, step)
    assert begun is not None
    done = purge_files.finish(place.database, clock, begun, step=step)
    file = place.folder / f"certificate-{len(list(place.folder.glob('certificate*')))}.txt"
    step("certificate")
    purge_certificate.certify(place.database, clock, done, file)
    return done


def what_stays(place: Place) -> object:
    """The kept people's rows, and who has what."""
    with opened(place) as office:
        people = [
            one
            for one in register.people(office.database)
            if one.person_id < "77" and one.person_id != "2003"
        ]
        custody = custody_rows.custodies(office.database)
        return people, {key: (one.state, one.service) for key, one in custody.items()}


def well(place: Place) -> None:
    """The file is sound, its chain holds, and replaying gives what is shown."""
    with opened(place) as office:
        assert upkeep.check(office).findings == ()
        before = projections.digest(office.database)
        with office.database.immediate():
            projections.rebuild(office.database)
        assert projections.digest(office.database) == before


def at_home(place: Place) -> Place:
    """The same with its second backups in its own folder, as if it had always been here."""
    with opened(place) as office, office.database.immediate():
        stations = announced.own_stations(office.database)
        settings.give_stations(office.database, stations, fingerprint(place.database))
        settings.put_setting(office.database, "backup_folder", str(place.second))
    return place


def test_no_purged_name_is_left_in_any_file(
    template: tuple[Place, list[Person]], tmp_path: Path
) -> None:
    """The one harness of its key: everybody's name, every file, every step killed, the control."""
    began = time.perf_counter()
    original, people = template
    place = at_home(original.copied(tmp_path / "school"))
    before, stays = hits(place.files(), people), what_stays(place)
    assert all(len(names) == len(people) for names in before.values())
    done = purged(place)
    assert done is not None
    found = hits(place.files(), people)
    assert found == {}
    assert done.found == []
    assert what_stays(place) == stays
    well(place)
    files = {file: file.read_bytes() for file in place.files()}
    assert purged(place) is None, "there is nobody left to purge"
    assert {file: file.read_bytes() for file in place.files()} == files
    killed, whole = killed_everywhere(tmp_path / "small")
    keep(
        "purge",
        {
            "names": len(people),
            "files before": len(before),
            "kills": killed,
            "old or new": whole,
            "found": sum(map(len, found.values())),
        },
        {"a plain DELETE": after_a_plain_delete(original, people, tmp_path)},
        seconds=time.perf_counter() - began,
    )


def after_a_plain_delete(original: Place, people: list[Person], folder: Path) -> str:
    """What is left in the file where rows are deleted, and nothing else is done."""
    ids = [(one.person_id,) for one in people]
    left = []
    for name, pragma in (("plain.db", "OFF"), ("careful.db", "ON")):
        file = folder / name
        shutil.copy(original.database, file)
        with closing(sqlite3.connect(file)) as conn:
            conn.execute(f"PRAGMA secure_delete = {pragma}")
            rows = "rowid IN (SELECT position FROM person WHERE person_id = ?)"
            conn.executemany(f"DELETE FROM person_search WHERE {rows}", ids)
            conn.executemany("DELETE FROM person WHERE person_id = ?", ids)
            for table in ("place", "quarantine", "import_log", "parked", "audit_sighting"):
                conn.execute(f"DELETE FROM {table}")
            conn.execute("UPDATE device SET notes = '', assigned_to = ''")
            conn.commit()
        left.append(len(hits([file], people).get(file.name, [])))
    assert left == [len(people)] * 2, "deleted pages keep them, and the journal does"
    return f"{left[0]} of {len(people)} names in the file after it, {left[1]} with secure_delete"


def killed_everywhere(folder: Path) -> tuple[int, int]:
    """Kill a purge at ``KILLS`` points spread over it; how often, and after how many all was well.

    The next start finds the old database or the new one, each whole, and a purge that is begun
    anew ends with no name left.
    """
    original = Place(folder / "template")
    people = make_school(original, FixedClock(), 14)
    points = counted(original.copied(folder / "counted"))
    whole = 0
    for number in range(KILLS):
        at = 1 + number * points // KILLS
        place = at_home(original.copied(folder / f"killed-{number}"))
        killed = in_child(place, at)
        assert killed, f"the purge ended before step {at} of {points}"
        with opened(place) as office:
            assert upkeep.check(office).findings == (), f"killed at {at} of {points}"
            left = {one.person_id for one in register.people(office.database)}
            there = left & {one.person_id for one in people}
        assert len(there) in (0, len(people)), f"killed at {at} of {points}: {len(there)} are left"
        purged(place)
        assert hits(place.files(), people) == {}, f"killed at {at} of {points}"
        whole += 1
        shutil.rmtree(place.folder)
    return KILLS, whole


WATCHED = frozenset({"open", "os.remove", "os.rename", "os.mkdir", "sqlite3.connect"})


def counted(place: Place) -> int:
    """At how many points a purge touches files."""
    at_home(place)
    read, write = os.pipe()

    def count() -> None:
        seen = count_files()
        purged(place)
        os.write(write, str(seen[0]).encode())

    with os.fdopen(read, "rb") as told:
        assert in_a_child(count) == 0
        os.close(write)
        return int(told.read())


def in_child(place: Place, at: int) -> bool:
    """Purge in another process that is killed when it touches a file for the ``at``-th time."""

    def purge() -> None:
        count_files(at)
        purged(place)

    return in_a_child(purge) == -signal.SIGKILL


def count_files(fatal: int = 0) -> list[int]:
    """Count what touches files from now on in this process, and die at the one that is fatal."""
    seen = [0]

    def hook(event: str, _: object) -> None:
        if event in WATCHED:
            seen[0] += 1
            if seen[0] == fatal:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    return seen


@pytest.mark.long
def test_a_purge_may_be_killed_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same at six times as many points."""
    monkeypatch.setattr("tests.trust.test_purge.KILLS", 60)
    assert killed_everywhere(tmp_path / "small") == (60, 60)
