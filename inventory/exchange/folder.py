"""A folder as carrier: a stick, a share, a synced folder. Each station only ever adds files."""

import errno
import os
import re
import time
from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TypeVar

from inventory.errors import CarrierUnreachable, ChampionError, FileRefused
from inventory.exchange.chains import Piece, mark_of, without_known
from inventory.exchange.shared_files import Learned, Shelf
from inventory.files import whole
from inventory.journal.bundle import Bundle, Manifest, file_name, make, pack, station_part
from inventory.journal.sealing import seal
from inventory.journal.vector import Vector
from inventory.model import Event, Kind

FOLDER = "champion-share"
MOST_EVENTS = 50_000
"""In one file; more are written as several, each far smaller than a bundle may be."""

_OLD_SECONDS = 600
"""A file that is unfinished for longer is taken for one of a push that died."""

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_LOCKED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})

T = TypeVar("T")


class Folder:
    """The bundles in ``champion-share`` of a folder, written with the passphrase where one is set.

    ``seen`` holds the names of files that were taken in before: pull leaves them out. ``known`` has
    the manifests of files that were read or written before, by the SHA-256 of the file.
    """

    def __init__(
        self,
        path: Path,
        *,
        passphrase: str = "",
        seen: Container[str] = (),
        known: Mapping[str, Manifest] | None = None,
    ) -> None:
        inside = path.name.casefold() == FOLDER
        self._inside = path if inside else path / FOLDER
        self._path = path.parent if inside else path
        self._passphrase = passphrase
        self._seen = seen
        self._shelf = Shelf(self._inside, passphrase, known)
        self.written: list[str] = []
        """Names of the files that push wrote: nothing in them is new to this station."""
        self.current = ""
        """Name of the file whose bundle pull gave last."""

    @property
    def name(self) -> str:
        """The folder that was chosen."""
        return str(self._path)

    @property
    def refused(self) -> list[ChampionError]:
        """A sentence for each file that could not be read; all others were."""
        return self._shelf.refused

    def learned(self) -> dict[str, Learned]:
        """What was not known of files before, each told once: for ``known`` and ``seen``."""
        learned, self._shelf.learned = self._shelf.learned, {}
        return learned

    def sites(self) -> frozenset[str]:
        """The schools of all bundles that could be read."""
        return self._reached(
            lambda: frozenset(one.site for one in self._shelf.manifests().values())
        )

    def vector(self) -> Vector:
        """How far the whole files reach for each station, without a gap.

        A station is left out where they don't begin with its first event, and where there are two
        chains of it: then all of both is asked for and given.
        """
        return self._reached(self._vector)

    def push(self, bundle: Bundle) -> int:
        """Write what no file has yet into a new one; how many events that were.

        It is there whole and synced, or not at all. Raises CarrierUnreachable where the folder is
        gone, full or write-protected.
        """
        return self._reached(lambda: self._push(bundle))

    def pull(self, have: Vector) -> Iterator[Bundle]:
        """The files that weren't seen and may hold what ``have`` lacks, each whole."""
        names = self._reached(lambda: self._lacking(have))
        return self._bundles(names)

    def close(self) -> None:
        """Nothing stays open, and no content of a file in memory."""
        self._shelf.let_go()

    def _vector(self) -> Vector:
        pieces, forked = _by_station(self._shelf.manifests())
        look = _Look(self._shelf)
        marks = {
            station: mark_of(found, look)
            for station, found in sorted(pieces.items())
            if station not in forked
        }
        return {station: mark for station, mark in marks.items() if mark}

    def _lacking(self, have: Vector) -> list[str]:
        skipped = _Either(self._seen, self.written)
        pieces, forked = _by_station(self._shelf.manifests(skipped))
        return sorted({
            piece.file
            for station, found in pieces.items()
            for piece in without_known(found, None if station in forked else have.get(station))
        })  # fmt: skip

    def _bundles(self, names: list[str]) -> Iterator[Bundle]:
        try:
            for name in names:
                if bundle := self._shelf.bundle(name):
                    self.current = name
                    yield bundle
                else:
                    self._refuse_gone()
        finally:
            self._shelf.let_go()

    def _push(self, bundle: Bundle) -> int:
        held = self._held(bundle.manifest)
        lacking = [event for event in bundle.events if event.hash not in held]
        if not lacking:
            return 0
        self._make_folder()
        self._discard_leftovers(bundle.manifest.station)
        if len(lacking) == len(bundle.events) <= MOST_EVENTS:
            self._write(bundle)
        else:
            # What a purge took text out of is believed only beside the purge.
            purges = [event for event in bundle.events if event.kind == Kind.PURGE]
            for start in range(0, len(lacking), MOST_EVENTS):
                self._write(_part_of(bundle, [*lacking[start : start + MOST_EVENTS], *purges]))
        return len(lacking)

    def _held(self, wanted: Manifest) -> set[str]:
        """The hashes of the events in those files that may have some of the wanted ones."""
        held: set[str] = set()
        for name, manifest in self._shelf.manifests().items():
            if _overlap(manifest, wanted):
                held.update(hash_ for _, _, hash_ in self._shelf.hashes(name))
        return held

    def _write(self, bundle: Bundle) -> None:
        data = pack(bundle)
        ending = ""
        if self._passphrase:
            self._shelf.refuse_other_passphrase()
            data, ending = seal(data, self._passphrase), ".age"
        stem = file_name(bundle, data).removesuffix(".bundle")
        names = (f"{stem}{f'-{n}' if n > 1 else ''}.bundle{ending}" for n in count(1))
        target = next(p for p in map(self._inside.joinpath, names) if not os.path.lexists(p))
        whole.save_whole({target: data})
        self.written.append(target.name)
        self._shelf.learn(data, bundle.manifest, target.name)
        _open_to_others(target)

    def _make_folder(self) -> None:
        if whole.is_folder(self._inside):
            return
        self._inside.mkdir(exist_ok=True)
        with suppress(OSError):  # whoever may write in the folder may in this one
            self._inside.chmod(self._path.stat().st_mode & 0o1777 | 0o700)
        whole.sync_folder(self._path)

    def _discard_leftovers(self, station: str) -> None:
        """Remove what earlier pushes of this station left when they died."""
        unfinished = re.compile(
            rf"\..*_{station_part(station)}_[0-9a-f]{{8}}(-\d+)?\.bundle(\.age)?\.\d+\.new"
        )
        for path in list(self._inside.iterdir()):
            if unfinished.fullmatch(path.name):
                with suppress(OSError):
                    if time.time() - path.stat().st_mtime > _OLD_SECONDS:
                        path.unlink()

    def _reached(self, act: Callable[[], T]) -> T:
        """What the act returns; where the folder fails it, one sentence says how."""
        self._refuse_gone()
        try:
            return act()
        except OSError as error:
            raise self._failed(error) from error
        except FileRefused as error:
            if isinstance(error.__cause__, OSError):
                raise self._failed(error.__cause__) from error
            self._refuse_gone()
            raise

    def _refuse_gone(self) -> None:
        if not whole.is_folder(self._path):
            if self._path.is_file():
                raise CarrierUnreachable(
                    f"{self.name} is a file, not a folder.", "Name the folder on the stick."
                )
            raise CarrierUnreachable(
                f"{self.name} is not there.",
                "Put the stick in again, or choose another folder; nothing was lost.",
            )

    def _failed(self, error: OSError) -> CarrierUnreachable:
        self._refuse_gone()
        if error.errno in _FULL:
            return CarrierUnreachable(
                f"{self.name} is full; nothing was written there.",
                "Make room on it, or take another one.",
            )
        if error.errno in _LOCKED:
            return CarrierUnreachable(
                f"{self.name} does not let Champion in: {error.strerror}.",
                "Take off its write protection, or choose another folder.",
            )
        return CarrierUnreachable(
            f"{self.name} can't be used: {error.strerror or type(error).__name__}.",
            "Try again, or choose another folder.",
        )


class _Look:
    """The hash of an event in a file."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._hashes: dict[str, Mapping[tuple[str, int], str]] = {}

    def __call__(self, piece: Piece, number: int) -> str:
        """The hash, or nothing where the file turns out to be unreadable."""
        if piece.file not in self._hashes:
            found = self._shelf.hashes(piece.file)
            self._hashes[piece.file] = {(station, seq): hash_ for station, seq, hash_ in found}
        return self._hashes[piece.file].get((piece.span.station, number), "")


class _Either:
    """Two containers as one."""

    def __init__(self, *parts: Container[str]) -> None:
        self._parts = parts

    def __contains__(self, name: object) -> bool:
        return any(name in part for part in self._parts)


def _by_station(
    manifests: Mapping[str, Manifest],
) -> tuple[dict[str, list[Piece]], frozenset[str]]:
    """The pieces of each station in all files, and the stations that a file has twice."""
    pieces: dict[str, list[Piece]] = defaultdict(list)
    for file, manifest in manifests.items():
        for span, ends in zip(manifest.spans, manifest.ends, strict=True):
            pieces[span.station].append(Piece(file, span, ends))
    forked = (station for manifest in manifests.values() for station in manifest.forked)
    return pieces, frozenset(forked)


def _overlap(one: Manifest, other: Manifest) -> bool:
    return any(
        a.station == b.station and a.first <= b.last and b.first <= a.last
        for a in one.spans
        for b in other.spans
    )


def _part_of(bundle: Bundle, events: list[Event]) -> Bundle:
    manifest = bundle.manifest
    return make(
        events,
        station=manifest.station,
        table=manifest.table,
        site=manifest.site,
        exported_at=manifest.exported_at,
        register=manifest.register,
    )


def _open_to_others(target: Path) -> None:
    """Let those read the file who may write in its folder; elsewhere it is its owner's alone."""
    with suppress(OSError):
        writers = target.parent.stat().st_mode & 0o022
        if writers:
            target.chmod(0o600 | writers << 1)
