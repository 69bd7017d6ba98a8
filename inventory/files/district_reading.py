"""Many deliveries read at once, on all cores, in their order and never many of them in memory."""

import gc
import multiprocessing
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from inventory.errors import ChampionError
from inventory.files.district_bundle import read_bundle_delivery
from inventory.files.district_packet import read_packet_delivery
from inventory.files.district_sources import Found
from inventory.rules.district import Delivery, SourceKind

FEW = 4
"""Up to so many are read by this process alone: starting others takes longer."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A delivery of which nothing was taken in, and the sentence on why."""

    path: str
    reason: str


Read: TypeAlias = Delivery | Refused


def read_all(
    found: Sequence[Found], *, workers: int, passphrase: str = "", keys: str = ""
) -> Iterator[Read]:
    """Each delivery verified, or why it was refused, in the order given.

    What is sealed is opened in memory, with the passphrase or the secret keys.
    A worker reads at most two ahead, so that it matters little how many there are.
    """
    read = partial(read_one, passphrase=passphrase, keys=keys)
    if workers < 2 or len(found) <= FEW:
        yield from map(read, found)
        return
    context = multiprocessing.get_context("spawn")  # a fork would copy what is open here
    with ProcessPoolExecutor(min(workers, len(found)), context, initializer=gc.disable) as pool:
        ahead: deque[Future[Read]] = deque()
        left = iter(found)
        try:
            for one in left:
                ahead.append(pool.submit(read, one))
                if len(ahead) > 2 * workers:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        except BrokenProcessPool as error:
            raise ChampionError(
                "One of the processes that read the deliveries was ended from outside.",
                "Close other programs, and start again: what was taken in is kept.",
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


def read_one(found: Found, passphrase: str = "", keys: str = "") -> Read:
    """One delivery verified, or why it was refused."""
    try:
        if found.kind is SourceKind.PACKET:
            return read_packet_delivery(found.path, keys)
        return read_bundle_delivery(found.path, passphrase)
    except ChampionError as error:
        return Refused(str(found.path), str(error))
