"""Sharing: what others recorded is taken in, what they lack is given; scans go on meanwhile."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from inventory.errors import (
    CarrierUnreachable,
    ChampionError,
    FileRefused,
    OtherSchool,
    StaysSealed,
)
from inventory.journal.bodies import misfit
from inventory.journal.bundle import Bundle, in_turn, make
from inventory.journal.event import digest
from inventory.journal.manifest import as_first_line
from inventory.model import Event
from inventory.services import naming, odd_bundles, tables, upkeep
from inventory.services.office import Office
from inventory.services.taking_turns import Turns
from inventory.store import announced, custody_rows, delivered, deliveries, purging
from inventory.store.delivered import Delivery
from inventory.store.merging import merge, refold_some
from inventory.text import safe

if TYPE_CHECKING:
    from inventory.exchange.carrier import Carrier
    from inventory.exchange.shared_files import Learned

REFOLDED = 100
"""How many devices of a copied laptop are worked out again at once."""
_HUB = ("postgres://", "postgresql://")


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of taking a bundle in."""

    new: int
    known: int
    quarantined: int
    """Events that are kept aside: their id is here with other content."""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What came of sharing."""

    carrier: str
    sent: int
    new: int
    known: int
    quarantined: int
    refused: tuple[ChampionError, ...]
    """What could not be read, taken in or given; all else was."""
    disputes: int
    """Devices whose custody somebody has to settle, all that are open now."""
    disputed_now: int
    """Those of them that this exchange brought up."""
    gaps: tuple[str, ...]
    cloned: tuple[str, ...]


def open_carrier(office: Office, target: str, passphrase: str = "") -> "Carrier":
    """The folder or the hub that a path or a URL names; nothing is asked of it yet."""
    target = target.strip()
    if target.startswith(_HUB):
        from inventory.exchange.postgres import Hub

        return Hub(target, site=office.policy.site)
    scheme, sign, _ = target.partition("://")
    if not target or sign:
        raise FileRefused(
            f"“{safe(scheme + sign)}” is neither a folder nor a hub.",
            "Name a folder, or a hub as postgresql://LOGIN@SERVER/DATABASE.",
        )
    from inventory.exchange.folder import Folder

    return Folder(
        Path(target).expanduser(),
        passphrase=passphrase,
        seen=delivered.files(office.database),
        known=delivered.manifests(office.database),
    )


def share(office: Office, carrier: "Carrier") -> Exchanged:
    """Take in what the carrier has and give what it lacks, of every station; as often as one likes.

    Raises CarrierUnreachable where it can't be reached before anything was taken in; what fails
    later stands in ``refused``. However it ends, what was taken in is kept. Raises NotAllowed in
    a rehearsal.
    """
    office.refuse_rehearsal()
    sharing = _Sharing(office, carrier)
    naming.announce(office)
    try:
        sharing.pull()
        sharing.go_on_alone()
        sharing.push()
        sharing.keep_manifests()
    except CarrierUnreachable as error:
        if not sharing.taken:
            raise
        sharing.failed.append(error)
    upkeep.index_all(office)
    return sharing.told()


def take_in(
    office: Office,
    bundle: Bundle,
    source_name: str,
    carrier: str = "",
    turns: Turns | None = None,
) -> Taken:
    """Take in a bundle, piece by piece; FileRefused where it is another school's.

    It is kept as taken in with its last piece: whoever dies before that begins again. Raises
    NotAllowed in a rehearsal.
    """
    office.refuse_rehearsal()
    turns = turns or Turns()
    odd_bundles.refuse_other_school(office, bundle.manifest.site, source_name)
    odd_bundles.refuse_stranger(office, bundle.manifest, source_name)
    stations = frozenset(event.station_id for event in bundle.events)
    before = announced.counts(office.database, stations)
    done = Taken(0, 0, 0)
    rest, is_whole = in_turn(bundle.events), False
    while not is_whole:
        piece, rest = rest[: turns.piece], rest[turns.piece :]
        is_whole = not rest
        with turns.one(), office.database.immediate():
            merged = merge(office.database, piece)
            if is_whole:
                _keep_record(office, bundle, source_name, carrier, before)
        turns.learn(len(piece))
        done = Taken(
            done.new + merged.new,
            done.known + merged.known,
            done.quarantined + merged.quarantined,
        )
    _refold(office, turns)
    return done


def _refold(office: Office, turns: Turns) -> None:
    """Work out what a copied laptop wrote about; what died in between goes on here."""
    while deliveries.next_to_refold(office.database, 1):
        with turns.one(), office.database.immediate():
            refold_some(office.database, REFOLDED)


@dataclass(slots=True)
class _Sharing:
    """One exchange, and what came of it so far."""

    office: Office
    carrier: "Carrier"
    taken: list[Taken] = field(default_factory=list)
    failed: list[ChampionError] = field(default_factory=list)
    turns: Turns = field(default_factory=Turns)
    sent: int = 0
    disputed: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.disputed = _disputed(self.office)

    def pull(self) -> None:
        """Take in all that is there; a bundle that is refused stands in nobody's way."""
        for bundle in self.carrier.pull(deliveries.marks(self.office.database)):
            file = self.carrier.current
            try:
                taken = take_in(self.office, bundle, file, self.carrier.name, self.turns)
                self.taken.append(taken)
            except odd_bundles.CAUGHT as error:
                self.failed.append(odd_bundles.refusal(error, bundle, file, self.carrier.name))
            self.keep_manifests()

    def keep_manifests(self) -> None:
        """Remember which files were read or written, so that they need not be opened again."""
        learned: dict[str, Learned] = getattr(self.carrier, "learned", dict)()
        if learned:
            with self.turns.one(), self.office.database.immediate():
                for sha256, one in learned.items():
                    delivered.keep_manifest(self.office.database, sha256, one.manifest, one.written)

    def go_on_alone(self) -> None:
        """Become a station of its own where another laptop turned out to write as this one."""
        if self.office.station_id in deliveries.cloned_stations(self.office.database):
            self.office.begin_station()
            naming.announce(self.office)

    def push(self) -> None:
        """Give all that is lacking there, one's own and what was brought by others."""
        if any(isinstance(one, OtherSchool) for one in self.failed):
            sites = self.carrier.sites()
            if not any(odd_bundles.may_be_ours(self.office, site) for site in sites):
                told = odd_bundles.nothing_written(self.office, sites, self.carrier.name)
                self.failed.insert(0, told)
                return
        theirs = self.carrier.vector()
        if not theirs and any(isinstance(one, StaysSealed) for one in self._unread()):
            return  # nobody there could open what is written with another passphrase, or with none
        lacking = deliveries.lacking(self.office.database, theirs)
        events = [event for event in lacking if not misfit(event)]  # one would spoil the whole file
        if events:
            try:
                self.sent = self.carrier.push(_bundle(self.office, events))
            except StaysSealed as error:  # what is there has another passphrase: nothing is added
                self.failed.append(error)

    def told(self) -> Exchanged:
        """What came of it."""
        open_now = _disputed(self.office)
        return Exchanged(
            carrier=self.carrier.name,
            sent=self.sent,
            new=sum(one.new for one in self.taken),
            known=sum(one.known for one in self.taken),
            quarantined=sum(one.quarantined for one in self.taken),
            refused=(*self._unread(), *self.failed),
            disputes=len(open_now),
            disputed_now=len(open_now - self.disputed),
            gaps=tables.gap_sentences(self.office),
            cloned=tables.cloned_sentences(self.office),
        )

    def _unread(self) -> list[ChampionError]:
        """What the carrier has that can't be read."""
        return list(self.carrier.refused)


def _bundle(office: Office, events: list[Event]) -> Bundle:
    return make(
        [*events, *_purges(office, events)],
        station=office.station_id,
        table=office.table,
        site=office.policy.site,
        exported_at=office.clock.now().isoformat(timespec="milliseconds"),
        register=naming.register_version(office),
    )


def _purges(office: Office, events: list[Event]) -> Iterator[Event]:
    """What says that text was taken out of some of the events, else nobody would take them."""
    purges = list(purging.journal_of_purges(office.database))
    if purges and any(digest(event) != event.hash for event in events):
        yield from purges


def _disputed(office: Office) -> frozenset[str]:
    return frozenset(one.conflict_id for one in custody_rows.disputes(office.database))


def _keep_record(
    office: Office, bundle: Bundle, file: str, carrier: str, before: dict[str, int]
) -> None:
    """Remember what of whom was in the bundle, inside the transaction of its last piece."""
    now = announced.counts(office.database, frozenset(before))
    held = Counter(event.station_id for event in bundle.events)
    first_line = as_first_line(bundle.manifest)
    manifest, taken_at = bundle.manifest, office.clock.now().isoformat(timespec="milliseconds")
    rows = []
    for station in sorted({manifest.station, *held}):
        brings_own = bool(file) and station == manifest.station
        rows.append(
            Delivery(
                sha256=hashlib.sha256(first_line + station.encode()).hexdigest(),
                file=file,
                carrier=carrier,
                station=station,
                table=manifest.table if brings_own else "",
                site=manifest.site,
                register=manifest.register if brings_own else "",
                exported_at=manifest.exported_at if brings_own else "",
                taken_at=taken_at,
                events=held[station],
                new=now.get(station, 0) - before.get(station, 0),
            )
        )
    delivered.record(office.database, [row for row in rows if file or row.new])
