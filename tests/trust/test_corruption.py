"""The file changed by chance and by hand: each change of content is found, and said plainly."""

import os
import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import pytest

from inventory.errors import ChampionError
from inventory.model import Mode
from inventory.rules.commands import Command
from inventory.rules.duties import Operator, Role
from inventory.services import upkeep
from inventory.services.office import Office
from inventory.store import backup, migrations, operators, tallies
from tests.builders import DEVICES, FixedClock, a_device, a_person, enrol
from tests.inventory.counting import a_row, import_devices
from tests.inventory.services.at_the_table import Morning
from tests.inventory.services.sent import small_school
from tests.trust import spoiling
from tests.trust.figures import keep
from tests.trust.spoiling import Spoiled
from tests.two_tables import call, dispute

SEED = int(os.environ.get("TRUST_SEED", "77"))


@dataclass
class Found:
    """What came of the changes of one run."""

    tried: int = 0
    changed: int = 0
    by_how: Counter[str] = field(default_factory=Counter)
    undetected: list[str] = field(default_factory=list)
    tracebacks: list[str] = field(default_factory=list)


def make_school(folder: Path, *, audited: bool = True) -> Path:
    """A school after its quarter: devices, people, loans, a signed audit, imports, disputes."""
    walk = small_school()
    office = walk.office
    people = ("2006", "Gil", "Farrow"), ("2007", "Hana", "Oakes")
    enrol(office, people=[a_person(key, first_name=a, last_name=b) for key, a, b in people])
    rows = [a_row(one) for one in (*DEVICES, a_device("NS-777", model="Dell 3100"))]
    import_devices(office, folder, [row for row in rows if row["asset_tag"] != "NS-102"])
    call(office, "Table 1")
    dispute(office, ["2006", "NS-777"], [["2007", "NS-777"]])
    table = Morning(office, walk.table.clock, Mode.OUT)
    table.scan("2006", "NS-201")
    table.desk.command(Command.UNDO)
    table.scan("2006", "NS-201", "QQQ-1", "7654321")
    _rest(office)
    if audited:
        walk.submit(folder / "packet")
    upkeep.index_all(office)
    assert upkeep.check(office).ok
    path = folder / "school.db"
    backup.write_copy(office.database, path)
    office.close()
    return path


def _rest(office: Office) -> None:
    """A row in each of the tables that nothing above has written to."""
    station, digest = office.station_id, "ab" * 32
    with office.database.immediate():
        operators.put(office.database, Operator("Imke", Role.CHAMPION, "B-1", ""))
        for sql, values in (
            ("INSERT INTO delivery VALUES (?,'a.zip','folder',?,'Table 2','NORTH','r','t','t',3,2)",
             (digest, station)),
            ("INSERT INTO shared_file VALUES (?,'{}','t')", (digest,)),
            ("INSERT INTO quarantine VALUES (?,'e',?,'{}')", (digest, station)),
        ):  # fmt: skip
            office.database.write(sql, *values)
    office.change_setting("school", "North School")


def finds(path: Path) -> str:
    """What ``champion check`` says of a file; empty where it finds nothing.

    Whatever else than a refusal comes out of it comes out here.
    """
    try:
        office = Office.open(path, FixedClock())
    except ChampionError as refused:
        return refused.message
    try:
        return "\n".join(upkeep.check(office).findings)
    except ChampionError as refused:
        return refused.message
    finally:
        office.close()


def try_all(whole: Path, changes: Iterable[Spoiled], folder: Path) -> Found:
    """Each change on a copy of its own: did it change the content, and is that found?"""
    found, before, said = Found(), spoiling.content(whole), whole.read_bytes()
    path = folder / "changed.db"
    for spoiled in changes:
        for old in folder.glob("changed.db*"):
            old.unlink()
        path.write_bytes(said)
        spoiled.change(path)
        found.tried += 1
        differs = spoiling.content(path) != before
        found.changed += differs
        try:
            sentence = finds(path)
        except Exception as error:
            found.tracebacks.append(f"{spoiled.how}: {error!r}")
            continue
        found.by_how[spoiled.kind] += differs
        if differs and not sentence:
            found.undetected.append(spoiled.how)
        assert "Traceback" not in sentence
    return found


def _changes(whole: Path, other: Path, share: float) -> list[Spoiled]:
    dice = random.Random(SEED)
    print(f"seed {SEED}")
    return [
        *spoiling.by_chance(whole.read_bytes(), other.read_bytes(), dice, share),
        *spoiling.other_files(dice),
        *(one for _ in range(max(1, int(share / 2))) for one in spoiling.by_hand(whole, dice)),
        *spoiling.guards_dropped(whole),
    ]


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that is changed."""
    return make_school(tmp_path_factory.mktemp("school"))


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of another school."""
    return make_school(tmp_path_factory.mktemp("other"), audited=False)


def test_every_change_of_content_is_found(
    school: Path, other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Flips, zeroes, cuts, pages from elsewhere, rows edited by hand: none goes unnoticed."""
    began = monotonic()
    assert finds(_copy(school, tmp_path)) == "", "the file as it is"
    found = try_all(school, _changes(school, other, 1), tmp_path)
    forged = _forged(school, tmp_path)
    assert forged == [], "with the sums set anew, the chain has to find it"
    controls = _controls(school, tmp_path, monkeypatch)
    print(found.tried, found.changed, found.by_how, found.undetected, found.tracebacks, controls)
    keep(
        "corruption",
        {
            "changes": found.tried,
            "of content": found.changed,
            "undetected": len(found.undetected),
            "tracebacks": len(found.tracebacks),
        },
        controls,
        seconds=monotonic() - began,
    )


@pytest.mark.long
def test_every_change_of_content_is_found_at_length(
    school: Path, other: Path, tmp_path: Path
) -> None:
    """The same, some twenty thousand times."""
    found = try_all(school, _changes(school, other, 30), tmp_path)
    assert found.tried >= 15_000
    assert (found.undetected, found.tracebacks) == ([], [])


def _forged(school: Path, folder: Path) -> list[str]:
    """Events changed by somebody who also set the sums anew: those that are not found."""
    return [
        how
        for how, sql in spoiling.forged(school)
        if not finds(_set_anew(_copy(school, folder), sql))
    ]


def _set_anew(path: Path, sql: str) -> Path:
    spoiling.run_past_guards(path, sql)
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        tallies.count_all(conn)
    return path


def _copy(school: Path, folder: Path) -> Path:
    path = folder / "forged.db"
    path.write_bytes(school.read_bytes())
    return path


def _controls(school: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Each check left out in its turn; what is no longer found."""
    dice = random.Random(SEED)
    by_hand = list(spoiling.by_hand(school, dice))
    forged = sum(1 for _ in spoiling.forged(school))

    def missed(changes: Iterable[Spoiled]) -> int:
        return len(try_all(school, changes, folder).undetected)

    def without(target: object, name: str, instead: object, count: Callable[[], int]) -> int:
        with monkeypatch.context() as broken:
            broken.setattr(target, name, instead)
            return count()

    chain = without(backup, "broken_links", _nothing, lambda: len(_forged(school, folder)))
    names = [one for one in by_hand if "name" in one.how or "setting" in one.how]
    sums = without(tallies, "faults", _nothing, lambda: missed(names))
    guards = list(spoiling.guards_dropped(school))
    with monkeypatch.context() as broken:
        broken.setattr(backup, "_table_faults", _nothing)
        guard = without(
            migrations, "fingerprint", lambda _: migrations.GOLDEN, lambda: missed(guards)
        )
    assert chain
    assert sums
    assert guard
    return {
        "the chain skipped": f"{chain} of {forged} forged events went unnoticed",
        "a guard dropped": f"{guard} of {len(guards)} went unnoticed once no schema was compared",
        "the sums skipped": f"{sums} of {len(names)} changes of names and settings went unnoticed",
    }


def _nothing(*_: object, **__: object) -> tuple[()]:
    return ()
