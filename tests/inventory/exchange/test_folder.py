"""A folder as carrier: files that are whole or absent, and nothing that stops the others."""

import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.errors import CarrierUnreachable, StaysSealed
from inventory.exchange import chains
from inventory.exchange import folder as folders
from inventory.exchange.carrier import Carrier
from inventory.exchange.folder import Folder
from inventory.journal import sealing
from inventory.journal.bundle import Bundle, Ends, make, pack, unpack
from inventory.journal.event import GENESIS, digest
from inventory.journal.vector import Mark, Span
from inventory.model import Event, Kind
from tests.builders import STATION, Journal

pytestmark = pytest.mark.usefixtures("sealed_lightly")
ONE = STATION
TWO = "0190a0b0-c0d0-7000-8000-000000000002"


def _events(count: int, station: str = ONE, person: str = "2001", shared: int = 0) -> list[Event]:
    """A station's events; the first ``shared`` are to 2001 whoever is the person."""
    journal = Journal(station)
    for number in range(1, count + 1):
        journal.write(Kind.ISSUE, f"NS-{number}", person if number > shared else "2001")
    return journal.written


def _bundle(events: Iterable[Event], station: str = ONE, table: str = "Table 1") -> Bundle:
    return make(
        events,
        station=station,
        table=table,
        site="NORTH",
        exported_at="2026-11-21T10:00:00.000+00:00",
    )


def _files(path: Path) -> list[Path]:
    return sorted((path / "champion-share").glob("[!.]*.bundle*"))


def _given(folder: Folder, have: dict[str, Mark] | None = None) -> set[str]:
    """The hashes of all events that pull gives."""
    return {event.hash for bundle in folder.pull(have or {}) for event in bundle.events}


def _hashes(events: Iterable[Event]) -> set[str]:
    return {event.hash for event in events}


def _mark(event: Event) -> Mark:
    return Mark(event.seq, event.hash)


def test_a_folder_is_a_carrier(tmp_path: Path) -> None:
    """Nothing is there at first, and looking makes nothing."""
    carrier: Carrier = Folder(tmp_path)
    assert carrier.name == str(tmp_path)
    assert carrier.vector() == {}
    assert list(carrier.pull({})) == []
    carrier.close()
    assert list(tmp_path.iterdir()) == []


def test_what_one_station_pushes_another_pulls(tmp_path: Path) -> None:
    """The same bundle, from a file that has its name."""
    bundle = _bundle(_events(3))
    writer = Folder(tmp_path)
    assert writer.push(bundle) == 3
    reader = Folder(tmp_path)
    assert reader.vector() == {ONE: _mark(bundle.events[2])}
    assert list(reader.pull({})) == [bundle]
    assert [path.name for path in _files(tmp_path)] == writer.written == [reader.current]
    assert reader.refused == []


def test_the_folder_inside_may_be_chosen_as_well(tmp_path: Path) -> None:
    """Whoever opens the stick sees it and takes it; there is never one in the other."""
    Folder(tmp_path).push(_bundle(_events(1)))
    inside = Folder(tmp_path / "champion-share")
    assert inside.name == str(tmp_path)
    assert inside.vector() == Folder(tmp_path).vector()


def test_what_is_there_already_is_not_written_again(tmp_path: Path) -> None:
    """Nothing at all, or only the rest; whoever brought it."""
    events = _events(5)
    assert Folder(tmp_path).push(_bundle(events[:3])) == 3
    assert Folder(tmp_path).push(_bundle(events[:3], station=TWO)) == 0
    assert len(_files(tmp_path)) == 1
    assert Folder(tmp_path).push(_bundle(events)) == 2
    assert len(_files(tmp_path)) == 2
    assert Folder(tmp_path).vector() == {ONE: _mark(events[4])}


def test_no_file_is_ever_touched_again(tmp_path: Path) -> None:
    """Each push adds one; the others keep their bytes and their times."""
    events = _events(4)
    before: dict[Path, tuple[bytes, int]] = {}
    for number in range(4):
        Folder(tmp_path).push(_bundle(events[number : number + 1]))
        now = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in _files(tmp_path)}
        assert len(now) == number + 1
        assert before.items() <= now.items()
        before = now


def test_pull_gives_only_what_may_be_lacking(tmp_path: Path) -> None:
    """Files behind the mark, and none that the mark's hash proves to be known."""
    events = _events(9)
    for start in (0, 3, 6):
        Folder(tmp_path).push(_bundle(events[start : start + 3]))
    other = _events(2, TWO)
    Folder(tmp_path).push(_bundle(other, TWO))
    have = {ONE: _mark(events[5])}
    assert _given(Folder(tmp_path), have) == _hashes([*events[6:], *other])
    assert _given(Folder(tmp_path), dict(Folder(tmp_path).vector())) == set()


def test_files_taken_in_before_are_skipped_and_still_count(tmp_path: Path) -> None:
    """So that nothing is read twice, and nothing is sent that is there."""
    events = _events(4)
    first, second = Folder(tmp_path), Folder(tmp_path)
    first.push(_bundle(events[:2]))
    second.push(_bundle(events[2:]))
    folder = Folder(tmp_path, seen=first.written)
    assert _given(folder) == _hashes(events[2:])
    assert folder.vector() == {ONE: _mark(events[3])}
    assert _given(first) == _hashes(events[2:])


def test_the_vector_stops_before_a_gap(tmp_path: Path) -> None:
    """What is missing stays asked for, although later numbers are there."""
    events = _events(9)
    Folder(tmp_path).push(_bundle(events[:3]))
    Folder(tmp_path).push(_bundle(events[6:]))
    Folder(tmp_path).push(_bundle(_events(5, TWO)[1:], TWO))
    assert Folder(tmp_path).vector() == {ONE: _mark(events[2])}
    assert _given(Folder(tmp_path), {ONE: _mark(events[4])}) >= _hashes(events[6:])
    assert Folder(tmp_path).push(_bundle(events[3:])) == 3
    assert Folder(tmp_path).vector() == {ONE: _mark(events[8])}


def test_files_that_overlap_are_one_chain_where_their_hashes_say_so(tmp_path: Path) -> None:
    """Two laptops carried the same events on, cut at other places."""
    events = _events(9)
    Folder(tmp_path).push(_bundle(events[:6]))
    _put(tmp_path, "a.bundle", _bundle(events[2:8], TWO))
    _put(tmp_path, "b.bundle", _bundle(events[4:5], TWO))
    assert Folder(tmp_path).vector() == {ONE: _mark(events[7])}


@pytest.mark.parametrize("shared", [0, 3, 5])
@pytest.mark.parametrize("length", [4, 6, 8])
def test_of_a_copied_station_both_chains_are_pulled(
    tmp_path: Path, shared: int, length: int
) -> None:
    """The same numbers with other hashes: whoever asks gets all of both, whatever they have."""
    mine, copy = _events(6, shared=shared), _events(length, person="2002", shared=shared)
    _put(tmp_path, "mine.bundle", _bundle(mine))
    _put(tmp_path, "copy.bundle", _bundle(copy[shared:]))
    one_chain = length <= shared
    assert (ONE in Folder(tmp_path).vector()) == one_chain
    for have in ({}, {ONE: _mark(mine[5])}, {ONE: _mark(copy[-1])}):
        known = _hashes(mine if have.get(ONE) == _mark(mine[5]) else [])
        known |= _hashes(copy if have.get(ONE) == _mark(copy[-1]) else [])
        assert known | _given(Folder(tmp_path), have) == _hashes([*mine, *copy])


def test_a_copied_station_in_one_file_is_left_out_of_the_vector(tmp_path: Path) -> None:
    """A laptop that had taken in both carries both on; the folder does not grow by each share."""
    both = [*_events(3), *_events(3, person="2002", shared=1)]
    assert Folder(tmp_path).push(_bundle(both)) == 5
    assert Folder(tmp_path).vector() == {}
    assert _given(Folder(tmp_path), {ONE: _mark(both[2])}) == _hashes(both)
    assert Folder(tmp_path).push(_bundle(both, TWO)) == 0


def test_bad_files_stop_nobody(tmp_path: Path) -> None:
    """Each has a sentence with its name; what is whole is read and counted."""
    events = _events(3)
    Folder(tmp_path).push(_bundle(events))
    inside = tmp_path / "champion-share"
    (inside / "cut.bundle").write_bytes(pack(_bundle(_events(2, TWO), TWO))[:-9])
    (inside / "empty.bundle").write_bytes(b"")
    (inside / "foreign.bundle").write_bytes(b"asset_tag,serial\r\n")
    (inside / "sealed.bundle.age").write_bytes(b"age-encryption.org/v1\n-> scrypt")
    (inside / "a folder.bundle").mkdir()
    (inside / "notes.txt").write_bytes(b"not ours")
    (inside / "._NORTH.bundle").write_bytes(b"left by a Mac")
    folder = Folder(tmp_path)
    assert folder.vector() == {ONE: _mark(events[2])}
    assert _given(folder) == _hashes(events)
    assert [error.message for error in folder.refused] == [
        "cut.bundle is cut off: its end is missing.",
        "empty.bundle is empty.",
        "foreign.bundle is not a bundle of Champion.",
        "sealed.bundle.age is sealed with a passphrase.",
    ]


def test_what_is_damaged_does_not_count_as_there(tmp_path: Path) -> None:
    """Else nobody would write it again, and the others would never get it."""
    bundle = _bundle(_events(300))
    Folder(tmp_path).push(bundle)
    [path] = _files(tmp_path)
    data = bytearray(path.read_bytes())
    data[-2_000] ^= 0x10
    path.write_bytes(data)
    folder = Folder(tmp_path)
    assert folder.vector() == {}
    assert folder.push(bundle) == 300
    assert folder.vector() == {ONE: _mark(bundle.events[-1])}
    assert len(_files(tmp_path)) == 2


def test_a_forged_event_is_refused_with_its_file(tmp_path: Path) -> None:
    """Its sum fits and its own hash doesn't: the file is named, the others are given."""
    event = replace(_events(1, TWO)[0], person="2009")
    _put(tmp_path, "forged.bundle", _bundle([event], TWO))
    _put(tmp_path, "whole.bundle", _bundle(_events(1)))
    folder = Folder(tmp_path)
    assert _given(folder) == _hashes(_events(1))
    [error] = folder.refused
    assert error.message.startswith("forged.bundle was changed or damaged: the event on line 2")


def test_a_file_that_cannot_be_opened_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stick with one bad spot."""
    _put(tmp_path, "bad.bundle", _bundle(_events(1, TWO), TWO))
    _put(tmp_path, "good.bundle", _bundle(_events(1)))
    read = Path.read_bytes

    def failing(path: Path) -> bytes:
        if path.name == "bad.bundle":
            raise OSError(errno.EIO, "Input/output error")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", failing)
    folder = Folder(tmp_path)
    assert _given(folder) == _hashes(_events(1))
    assert [e.message for e in folder.refused] == ["bad.bundle can't be read: Input/output error."]


def test_a_sealed_folder_is_read_with_the_passphrase_only(tmp_path: Path) -> None:
    """Plain files beside sealed ones are read too; another passphrase is told, and stops nobody."""
    mine, others = _events(2), _events(2, TWO)
    sealed = Folder(tmp_path, passphrase="open sesame")
    assert sealed.push(_bundle(mine)) == 2
    [path] = _files(tmp_path)
    assert path.name.endswith(".bundle.age")
    assert sealing.is_sealed(path.read_bytes())
    Folder(tmp_path).push(_bundle(others, TWO))
    right, wrong, none = (
        Folder(tmp_path, passphrase=word) for word in ("open sesame", "open barley", "")
    )
    assert right.vector() == {ONE: _mark(mine[1]), TWO: _mark(others[1])}
    assert _given(right) == _hashes([*mine, *others])
    assert sealed.push(_bundle(mine)) == 0
    for folder, sentence in ((wrong, "does not open with this"), (none, "is sealed with a")):
        assert _given(folder) == _hashes(others)
        assert folder.vector() == {TWO: _mark(others[1])}
        [error] = folder.refused
        assert isinstance(error, StaysSealed)
        assert path.name in error.message
        assert sentence in error.message


@pytest.mark.parametrize("gone", ["before", "between"])
def test_a_stick_that_was_pulled_out_is_one_sentence(tmp_path: Path, gone: str) -> None:
    """Whatever is asked of it, at whatever moment."""
    stick = tmp_path / "stick"
    folder = Folder(stick)
    if gone == "between":
        stick.mkdir()
        folder.push(_bundle(_events(2)))
        stick.rename(tmp_path / "pocket")
    acts: list[Callable[[], object]] = [
        folder.vector,
        lambda: list(folder.pull({})),
        lambda: folder.push(_bundle(_events(3))),
    ]
    for act in acts:
        with pytest.raises(CarrierUnreachable, match="is not there") as refused:
            act()
        assert str(stick) in refused.value.message
        assert refused.value.hint


def test_a_stick_pulled_out_while_files_are_read_is_one_sentence(tmp_path: Path) -> None:
    """Not one for each file that was still to be read."""
    stick = tmp_path / "stick"
    stick.mkdir()
    Folder(stick).push(_bundle(_events(1)))
    Folder(stick).push(_bundle(_events(1, TWO), TWO))
    bundles = Folder(stick).pull({})
    next(bundles)
    stick.rename(tmp_path / "pocket")
    with pytest.raises(CarrierUnreachable, match="is not there"):
        next(bundles)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "is full; nothing was written there."),
        (errno.EROFS, "does not let Champion in: Read-only file system."),
        (errno.EACCES, "does not let Champion in: Permission denied."),
        (errno.EIO, "can't be used: Input/output error."),
    ],
)
@pytest.mark.parametrize("where", ["write", "mkdir"])
def test_a_stick_that_takes_nothing_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str, where: str
) -> None:
    """And nothing is left on it, not even half a file."""

    def failing(*given_: object, **more: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        if where == "write":
            patched.setattr(os, "fsync", failing)
        else:
            patched.setattr(Path, "mkdir", failing)
        with pytest.raises(CarrierUnreachable) as refused:
            Folder(tmp_path).push(_bundle(_events(1)))
    assert refused.value.message == f"{tmp_path} {sentence}"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert Folder(tmp_path).push(_bundle(_events(1))) == 1


def test_a_stick_with_fat_has_no_second_names_and_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sticks are sold so; there the file gets its name by renaming."""

    def refused(*given_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    assert Folder(tmp_path).push(_bundle(_events(3))) == 3
    assert [path.name.startswith(".") for path in (tmp_path / "champion-share").iterdir()] == [
        False
    ]


def test_a_file_of_the_same_name_is_never_written_over(tmp_path: Path) -> None:
    """The bundle gets the next free name."""
    bundle = _bundle(_events(2))
    writer = Folder(tmp_path)
    writer.push(bundle)
    [path] = _files(tmp_path)
    path.write_bytes(b"damaged")
    assert writer.push(bundle) == 2
    assert path.read_bytes() == b"damaged"
    assert writer.written[1] == path.name.replace(".bundle", "-2.bundle")


def test_many_events_are_written_as_several_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None grows larger than a bundle may be."""
    monkeypatch.setattr(folders, "MOST_EVENTS", 4)
    events = _events(10)
    assert Folder(tmp_path).push(_bundle(events)) == 10
    assert len(_files(tmp_path)) == 3
    assert Folder(tmp_path).vector() == {ONE: _mark(events[9])}
    assert _given(Folder(tmp_path)) == _hashes(events)


_DYING = """
import os, sys
from pathlib import Path
from inventory.exchange.folder import Folder
from inventory.files import whole
from inventory.journal.bundle import unpack
bundle = unpack(Path(sys.argv[3]).read_bytes(), sys.argv[3])
calls, last = 0, int(sys.argv[2])
def dying(name):
    real = getattr(os, name)
    def call(*given, **more):
        global calls
        calls += 1
        if calls == last:
            os._exit(9)
        return real(*given, **more)
    setattr(os, name, call)
for name in ("open", "fsync", "link", "unlink"):
    dying(name)
Folder(Path(sys.argv[1])).push(bundle)
"""


def test_a_push_that_dies_leaves_a_whole_file_or_none(tmp_path: Path) -> None:
    """Killed before each call to the system in turn; what is left over goes with a later push."""
    states = set()
    packed = tmp_path / "packed"
    packed.write_bytes(pack(_bundle(_events(300))))
    for last in range(1, 12):
        stick = tmp_path / f"stick {last}"
        stick.mkdir()
        died = subprocess.run([sys.executable, "-c", _DYING, stick, str(last), packed], check=False)
        found = _files(stick)
        for path in found:
            assert len(unpack(path.read_bytes(), path.name).events) == 300
        left = list((stick / "champion-share").glob(".*"))
        states.add((died.returncode, len(found), len(left)))
        for path in left:
            os.utime(path, (time.time() - 3600,) * 2)
        Folder(stick).push(_bundle(_events(301)))
        assert list((stick / "champion-share").glob(".*")) == []
        assert Folder(stick).vector() == {ONE: _mark(_events(301)[-1])}
        if not died.returncode:
            break
    assert states >= {(9, 0, 0), (9, 0, 1), (9, 1, 1), (0, 1, 0)}


def test_only_old_leftovers_of_the_same_station_are_removed(tmp_path: Path) -> None:
    """A new one may still be written, and another station's is not ours."""
    writer = Folder(tmp_path)
    writer.push(_bundle(_events(1)))
    inside = tmp_path / "champion-share"
    new, old = (inside / f".{writer.written[0]}.{n}.new" for n in (1, 2))
    other = Folder(tmp_path)
    other.push(_bundle(_events(1, TWO), TWO))
    foreign = inside / f".{other.written[0]}.3.new"
    for path in (new, old, foreign):
        path.write_bytes(b"half")
    for path in (old, foreign):
        os.utime(path, (time.time() - 3600,) * 2)
    Folder(tmp_path).push(_bundle(_events(2)))
    assert set(inside.glob(".*")) == {new, foreign}


def _push_one_by_one(path: str, station: str) -> int:
    """What one table does in a process of its own."""
    events = _events(20, station)
    return sum(Folder(Path(path)).push(_bundle([event], station)) for event in events)


def test_two_stations_push_into_one_folder_at_the_same_moment(tmp_path: Path) -> None:
    """Of the same name even; all that both wrote is there, and nothing else."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        pushed = list(pool.map(_push_one_by_one, [str(tmp_path)] * 2, [ONE, TWO]))
    assert pushed == [20, 20]
    assert len(list((tmp_path / "champion-share").iterdir())) == 40
    folder = Folder(tmp_path)
    assert _given(folder) == _hashes([*_events(20), *_events(20, TWO)])
    assert {mark.seq for mark in folder.vector().values()} == {20}
    assert folder.refused == []


def test_a_file_may_be_read_by_those_who_may_write_in_its_folder(tmp_path: Path) -> None:
    """A share of all tables, each with its own account; a folder of one's own stays closed."""
    if os.name != "posix":
        pytest.skip("Windows takes the rights from the folder by itself.")
    for rights, expected in ((0o775, 0o640), (0o777, 0o644), (0o755, 0o600)):
        path = tmp_path / oct(rights)
        path.mkdir()
        path.chmod(rights)
        Folder(path).push(_bundle(_events(1)))
        [file] = _files(path)
        assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (
            expected,
            rights,
        )


_SPANS = st.lists(st.tuples(st.integers(0, 11), st.integers(1, 6)), max_size=6)


@given(_SPANS, _SPANS, st.integers(0, 12), st.integers(1, 12))
def test_pieces_never_claim_too_much_and_never_hide_anything(
    mine: list[tuple[int, int]], copied: list[tuple[int, int]], shared: int, reach: int
) -> None:
    """Of one chain or two, cut in whatever way: a mark is true, and what is lacking is given."""
    whole_, copy = _events(12), _events(12, person="2002", shared=shared)
    content: dict[str, list[Event]] = {}
    for number, (start, size) in enumerate(mine):
        content[f"m{number}"] = whole_[start : start + size]
    for number, (start, size) in enumerate(copied):
        content[f"c{number}"] = copy[start : start + size]
    pieces = [
        chains.Piece(name, Span(ONE, e[0].seq, e[-1].seq), Ends(e[0].prev_hash, e[-1].hash))
        for name, e in content.items()
    ]
    all_ = {event.hash: event for events in content.values() for event in events}
    mark = chains.mark_of(pieces, lambda p, n: content[p.file][n - p.span.first].hash)
    numbers = {event.seq for event in all_.values()}
    if mark:
        before = [e for e in all_.values() if e.seq <= mark.seq]
        assert {e.seq for e in before} == set(range(1, mark.seq + 1))
        assert len(before) == mark.seq
        assert mark.hash in _hashes(before)
        assert mark.seq + 1 not in numbers
    elif 1 in numbers:
        assert len(numbers) < len(all_) or _torn(all_.values())
    have = whole_[:reach]
    lacking = chains.without_known(pieces, _mark(have[-1]))
    given_ = {event.hash for piece in lacking for event in content[piece.file]}
    assert set(all_) <= given_ | _hashes(have)


def _torn(events: Iterable[Event]) -> bool:
    """Whether an event is chained to another one than that which lies before it."""
    at = {event.seq: event for event in events}
    return any(n > 1 and n - 1 in at and at[n - 1].hash != at[n].prev_hash for n in at) or any(
        n == 1 and at[n].prev_hash != GENESIS for n in at
    )


def test_what_is_taken_as_known_is_linked_to_the_mark() -> None:
    """The control of the test above: in one chain nothing known is given again."""
    events = _events(6)
    pieces = [
        chains.Piece(str(s), Span(ONE, s + 1, s + 2), Ends(events[s].prev_hash, events[s + 1].hash))
        for s in (0, 2, 4)
    ]
    assert [p.file for p in chains.without_known(pieces, _mark(events[3]))] == ["4"]
    assert chains.without_known(pieces, _mark(events[5])) == []
    assert len(chains.without_known(pieces, None)) == 3
    assert len(chains.without_known(pieces, Mark(6, "f" * 64))) == 3


def test_ten_files_of_three_hundred_are_looked_at_and_read_in_no_time(tmp_path: Path) -> None:
    """A second, with room for a slow laptop."""
    for number in range(10):
        station = f"{ONE[:-2]}{number:02d}"
        Folder(tmp_path).push(_bundle(_events(300, station), station))
    start = time.process_time()
    folder = Folder(tmp_path)
    assert len(folder.vector()) == 10
    assert len(_given(folder)) == 3_000
    assert time.process_time() - start < 1.5


def _put(path: Path, name: str, bundle: Bundle) -> None:
    """A file that somebody copied into the folder."""
    inside = path / "champion-share"
    inside.mkdir(exist_ok=True)
    (inside / name).write_bytes(pack(bundle))


def test_the_copy_in_these_tests_is_a_copy() -> None:
    """The same events up to where it was copied, and whole chains behind."""
    mine, copy = _events(4), _events(4, person="2002", shared=2)
    assert mine[:2] == copy[:2]
    assert mine[2].hash != copy[2].hash
    assert all(digest(event) == event.hash for event in copy)
