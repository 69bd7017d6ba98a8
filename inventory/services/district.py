"""The deliveries of many schools put together in one database."""

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from inventory.files.district_reading import Read, Refused, read_all
from inventory.files.district_sources import Found, search, source_id
from inventory.services import district_hub
from inventory.store import district_derive, district_journal, district_taking
from inventory.store.district_file import Misfit, Target, open_district

BATCH = 150_000
"""Events that one transaction takes in, several deliveries each of them whole.

The ids of all schools' events lie mixed, so each transaction touches nearly all of their index: one
for each school would write it once for each school.
"""
_URLS = ("postgresql://", "postgres://")
Progress = Callable[[int, int], None]


def _silent(_done: int, _total: int) -> None:
    """Nobody wants to know how far it is."""


@dataclass(slots=True)
class Consolidated:
    """What one run did."""

    new: int = 0
    """Deliveries that were taken in."""
    known: int = 0
    """Those that were there already, and those that lie in the sources twice."""
    events: int = 0
    """Events that were not there yet."""
    aside: int = 0
    """Events that have the id of another one, with other content."""
    refused: list[Refused] = field(default_factory=list)


def is_url(text: str) -> bool:
    """Whether somebody who says this means a server."""
    return text.casefold().startswith(_URLS)


def open_target(into: str) -> Target:
    """The district's database: a file, made where it isn't there yet, or one on a server."""
    if is_url(into):
        from inventory.exchange.district_postgres import open_postgres  # needs an extra

        return open_postgres(into)
    return open_district(Path(into))


def consolidate(
    target: Target,
    sources: Sequence[str],
    *,
    now: datetime,
    passphrase: str = "",
    keys: str = "",
    workers: int | None = None,
    progress: Progress = _silent,
) -> Consolidated:
    """Take in every delivery that is not there yet; each whole, or refused and named.

    ``sources`` are folders, files and URLs of hubs; what is sealed in them opens with the
    passphrase or one of the secret keys. What breaks off in the middle is taken up by the next
    run. Raises FileRefused where a source is none, NotRecorded where the database can't be
    written.
    """
    done = Consolidated()
    found = search(Path(one) for one in sources if not is_url(one))
    fresh = _unknown(found, district_taking.known_sources(target), done)
    workers = workers or os.cpu_count() or 1
    reads = read_all(fresh, workers=workers, passphrase=passphrase, keys=keys)
    at = now.isoformat(timespec="seconds")
    _take_all(target, _told(reads, len(fresh), progress), at, done)
    for url in filter(is_url, sources):
        _take_all(target, district_hub.deliveries(target, url), at, done)
    if not district_derive.is_derived(target):
        with target.immediate():
            district_journal.follow(target, at)
            district_derive.derive(target)
    return done


def verify_only(
    target: Target | None, sources: Sequence[str], *, passphrase: str = "", keys: str = "",
    workers: int | None = None, progress: Progress = _silent,
) -> Consolidated:  # fmt: skip
    """What a run would find, and nothing written; hubs are left out."""
    done = Consolidated()
    found = search(Path(one) for one in sources if not is_url(one))
    known = district_taking.known_sources(target) if target else set()
    fresh = _unknown(found, known, done)
    workers = workers or os.cpu_count() or 1
    reads = read_all(fresh, workers=workers, passphrase=passphrase, keys=keys)
    for one in _told(reads, len(fresh), progress):
        if isinstance(one, Refused):
            done.refused.append(one)
        elif one.source_id in known:  # one that is sealed says what it is only once it is open
            done.known += 1
        else:
            known.add(one.source_id)
            done.new += 1
            done.events += len(one.events)
    return done


def expect(target: Target, schools: Iterable[tuple[str, str]]) -> None:
    """From now on these schools, by code and name, have to deliver."""
    with target.immediate():
        district_taking.put_expected(target, schools)


def _unknown(found: Sequence[Found], known: set[str], done: Consolidated) -> list[Found]:
    """What has to be read: each delivery once, and none that is there."""
    fresh: list[Found] = []
    known = set(known)
    for one in found:
        identity = source_id(one)
        if identity and identity in known:
            done.known += 1
        else:
            fresh.append(one)
            known.add(identity)
    return fresh


def _told(reads: Iterator[Read], total: int, progress: Progress) -> Iterator[Read]:
    for number, one in enumerate(reads, 1):
        yield one
        progress(number, total)


def _take_all(target: Target, reads: Iterator[Read], at: str, done: Consolidated) -> None:
    """Write what was read, one transaction after the other."""
    with _no_collecting():
        while _take(target, reads, at, done):
            pass


def _take(target: Target, reads: Iterator[Read], at: str, done: Consolidated) -> bool:
    """One transaction; whether there may be more. Nothing is counted that isn't on disk."""
    puts: list[district_taking.Put | None] = []
    refused: list[Refused] = []
    events, more = 0, False
    with target.immediate():
        for one in reads:
            if isinstance(one, Refused):
                refused.append(one)
                continue
            try:
                puts.append(district_taking.put(target, one, at))
            except Misfit as misfit:
                refused.append(Refused(one.name, f"{one.name} does not fit the tables: {misfit}."))
            events += len(one.events)
            if events >= BATCH:
                more = True
                break
    done.refused += refused
    done.known += puts.count(None)
    for put in filter(None, puts):
        done.new += 1
        done.events += put.events
        done.aside += put.aside
    return more


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Let nobody look for cycles among millions of rows, which have none."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
