"""What a table tells the hub: where its devices stand now, from its own journal."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import pytest

from inventory.exchange.postgres_claims import ClaimResult, Claims
from inventory.model import Custody, Draft, Kind, Loan, Mode
from inventory.rules.commands import Command
from inventory.rules.custody import rests_on
from inventory.services import claims
from inventory.services.claims import Claimer, Refused
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.store import custody_rows, events
from inventory.verdict import Code
from tests.builders import FixedClock

ANAIS, ESME = "2001", "2005"


@dataclass
class ToldHub:
    """A hub that writes down what it is told, and answers as the test wants."""

    answers: dict[str, ClaimResult] = field(default_factory=dict)
    is_there: bool = True
    told: list[tuple[Any, ...]] = field(default_factory=list)

    def warm_up(self) -> bool:
        """Whether it is there."""
        return self.is_there

    def claim(
        self, site: str, device: str, event: str, station: str, table: str,
        person: str | None, *, after: list[str],
    ) -> ClaimResult:  # fmt: skip
        """Note a claim."""
        return self._note(device, ("out", site, device, event, table, person, tuple(after)))

    def release(
        self, site: str, device: str, event: str, station: str, table: str,
        *, ended: list[str] | None,
    ) -> ClaimResult:  # fmt: skip
        """Note a release."""
        over = None if ended is None else tuple(ended)
        return self._note(device, ("in", site, device, event, table, over))

    def _note(self, device: str, what: tuple[Any, ...]) -> ClaimResult:
        if not self.is_there:
            return ClaimResult("offline", why="Not there.")
        self.told.append(what)
        return self.answers.get(device, ClaimResult("granted"))

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """Out or in, and which device."""
        return [(kind, device) for kind, _, device, *_ in self.told]


@pytest.fixture
def hub() -> ToldHub:
    """A hub that grants all."""
    return ToldHub()


@pytest.fixture
def claimer(office: Office, hub: ToldHub) -> Claimer:
    """What tells it."""
    return Claimer(office, cast(Claims, hub))


def test_a_hand_out_is_claimed_with_what_was_before_it(
    office: Office, clock: FixedClock, hub: ToldHub, claimer: Claimer
) -> None:
    """The hub learns which hand-outs are over, even those whose return it never heard of."""
    desk = Desk(office)
    first = hand_out(desk, clock, ANAIS, "NS-101")
    take_back(office, clock, "NS-101")
    second = hand_out(desk, clock, ANAIS, "NS-101")
    assert claimer.tell().refused == ()
    assert hub.told == [("out", "NORTH", "NS-101", second, "Table 1", ANAIS, (first,))]
    assert claimer.tell() == claims.Heard()
    assert len(hub.told) == 1


def test_returns_and_undos_release(
    office: Office, clock: FixedClock, hub: ToldHub, claimer: Claimer
) -> None:
    """A return of just now ends whatever was before; an undo only what this table knows of."""
    desk = Desk(office)
    given = hand_out(desk, clock, ANAIS, "NS-101")
    claimer.tell()
    desk.command(Command.UNDO)
    claimer.tell()
    take_back(office, clock, "NS-110")
    claimer.tell()
    assert hub.kinds == [("out", "NS-101"), ("in", "NS-101"), ("in", "NS-110")]
    assert hub.told[1][-1] == (given,)
    assert hub.told[2][-1] is None


def test_an_undone_return_is_claimed_again(
    office: Office, clock: FixedClock, hub: ToldHub, claimer: Claimer
) -> None:
    """For the hand-out that stands again."""
    given = hand_out(Desk(office), clock, ANAIS, "NS-101")
    desk = take_back(office, clock, "NS-101")
    claimer.tell()
    desk.command(Command.UNDO)
    claimer.tell()
    assert hub.kinds == [("in", "NS-101"), ("out", "NS-101")]
    assert hub.told[1][3] == given


def test_a_return_of_long_ago_ends_only_what_was_known_then(
    office: Office, clock: FixedClock, hub: ToldHub, claimer: Claimer
) -> None:
    """The hub was away: meanwhile another table may have handed the device out."""
    given = hand_out(Desk(office), clock, ANAIS, "NS-101")
    take_back(office, clock, "NS-101")
    clock.wall += timedelta(minutes=20)
    claimer.tell()
    assert hub.told[0][-1] == (given,)


def test_what_the_hub_was_not_asked_waits(
    office: Office, clock: FixedClock, hub: ToldHub, claimer: Claimer
) -> None:
    """In the order of the scans; of a device only what holds when the hub is back."""
    desk = Desk(office)
    hub.is_there = False
    hand_out(desk, clock, ANAIS, "NS-101")
    hand_out(desk, clock, ESME, "NS-102")
    assert claimer.tell().why_offline == "Not there."
    assert claimer.waiting == 2
    take_back(office, clock, "NS-101")
    hub.is_there = True
    assert claimer.tell().why_offline == ""
    assert hub.kinds == [("out", "NS-102"), ("in", "NS-101")]
    assert claimer.waiting == 0


def test_a_hub_that_is_away_is_noticed_without_a_hand_out(hub: ToldHub, claimer: Claimer) -> None:
    """The bar says so before the first student comes."""
    hub.is_there = False
    assert claimer.tell().why_offline


def test_what_another_window_wrote_is_told_by_that_window(
    office: Office, clock: FixedClock, hub: ToldHub
) -> None:
    """Several windows may work on one database: the stop belongs to the one that scanned."""
    other = Claimer(office, cast(Claims, hub), own=frozenset({"its own scans"}))
    hand_out(Desk(office), clock, ANAIS, "NS-101")
    other.tell()
    assert hub.told == []


def test_only_hand_outs_returns_and_undos_are_told(
    office: Office, clock: FixedClock, hub: ToldHub, claimer: Claimer
) -> None:
    """A card, a parked code, a note of a device are nothing to the hub."""
    desk = Desk(office)
    scan(desk, clock, ANAIS, "QQ-999")
    note = Draft(Kind.NOTE, device="NS-101", body={"said": "label is loose"})
    office.write(lambda: office.record([note], office.new_id()))
    claimer.tell()
    assert hub.told == []


def test_a_refusal_says_where_when_to_whom_and_what_to_do(
    office: Office, clock: FixedClock, hub: ToldHub, claimer: Claimer
) -> None:
    """The name comes from this table's own roster; the hub knows numbers only."""
    hub.answers["NS-101"] = ClaimResult("refused", "Table 2", 40.2, "2002", "theirs")
    given = hand_out(Desk(office), clock, ANAIS, "NS-101")
    (refused,) = claimer.tell().refused
    verdict = claims.as_verdict(office, refused)
    assert (verdict.code, verdict.subject, verdict.event) == (Code.CLAIMED, "NS-101", given)
    assert verdict.say == "Handed out at Table 2, 40 s ago, to Bayo Zephyrine."
    assert verdict.next == "Take it back from the student now: Ctrl+Z."
    hand_out(Desk(office), clock, ESME, "NS-102")
    assert "Ctrl+Z" not in claims.as_verdict(office, refused).next


def refuse(office: Office, hub: ToldHub, claimer: Claimer) -> None:
    """The hub knows NS-101 at Table 2; this table hears of it."""
    hub.answers["NS-101"] = ClaimResult("refused", "Table 2", 40.2, "2002", "theirs")
    (refused,) = claimer.tell().refused
    claims.remember(office, refused)


def test_a_refused_hand_out_that_is_scanned_again_is_the_same_stop(
    office: Office, clock: FixedClock, hub: ToldHub, claimer: Claimer
) -> None:
    """Whoever stands there, and as often as it is scanned; one Ctrl+Z undoes the hand-out."""
    desk = Desk(office)
    given = hand_out(desk, clock, ANAIS, "NS-101")
    refuse(office, hub, claimer)
    again, _, other = scan(desk, clock, "NS-101", ESME, "NS-101")
    for verdict in (again, other):
        assert (verdict.code, verdict.subject, verdict.person) == (Code.CLAIMED, "NS-101", ANAIS)
        assert verdict.next == "Take it back from the student now: Ctrl+Z."
    assert again.say == "Handed out at Table 2, 42 s ago, to Bayo Zephyrine."
    assert office.database.rows("SELECT 1 FROM event WHERE kind = 'sight'") == []
    undone = desk.command(Command.UNDO)
    assert undone.code is Code.UNDONE
    assert custody_rows.custody_of(office.database, "NS-101").loan is None
    hub.answers.clear()
    assert hand_out(desk, clock, ANAIS, "NS-101") != given


def test_a_refused_hand_out_that_was_settled_stops_nobody(
    office: Office, clock: FixedClock, hub: ToldHub, claimer: Claimer
) -> None:
    """Taken back it may go out again; and scans on other pages are what they were."""
    desk = Desk(office)
    hand_out(desk, clock, ANAIS, "NS-101")
    refuse(office, hub, claimer)
    take_back(office, clock, "NS-101")
    hand_out(desk, clock, ANAIS, "NS-101")
    assert scan(desk, clock, "NS-101")[-1].code is Code.SIGHTED


@pytest.mark.parametrize(
    ("settled_by", "disputed", "until", "rests"),
    [
        ("ours", None, None, True),
        ("theirs", "conflict", None, True),
        ("word of the Inbox", None, None, False),
        ("ours", None, "later", False),
        ("theirs", "conflict", "later", False),
    ],
)
def test_a_hand_out_stands_until_it_ends_or_is_settled(
    settled_by: str, disputed: str | None, until: str | None, rests: bool
) -> None:
    """As a side of a dispute too."""
    custody = Custody("NS-101", loan="ours", settled_by=settled_by, disputed=disputed)
    loan = Loan("ours", "NS-101", ANAIS, None, "then", until=until)
    assert rests_on(custody, "ours", [loan]) is rests
    assert not rests_on(custody, "theirs", [loan])


def test_a_refused_release_is_no_news(
    office: Office, clock: FixedClock, hub: ToldHub, claimer: Claimer
) -> None:
    """Another table has the device by then; its claim stands."""
    hub.answers["NS-101"] = ClaimResult("refused", "Table 2", 40.2, "2002", "theirs")
    desk = Desk(office)
    hand_out(desk, clock, ANAIS, "NS-101")
    desk.command(Command.UNDO)
    assert claimer.tell().refused == ()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0 s ago"), (40, "40 s ago"), (89, "89 s ago"), (120, "2 min ago"), (7_200, "2 h ago")],
)
def test_how_long_ago_is_said_in_one_unit(seconds: float, words: str) -> None:
    """To the second while the student may stand there."""
    assert claims.ago(seconds) == words


def test_a_hand_out_is_recent_by_this_laptop_s_clock(office: Office, clock: FixedClock) -> None:
    """The hub's clock may be another; so may it have been set back."""
    hand_out(Desk(office), clock, ANAIS, "NS-101")
    refused = Refused(events.newest(office.database, 1)[0], "Table 2", 4_000, None)
    assert claims.is_recent(office, refused, 20)
    clock.wall += timedelta(seconds=21)
    assert not claims.is_recent(office, refused, 20)


def scan(desk: Desk, clock: FixedClock, *codes: str) -> list[Any]:
    """Scan one after the other."""
    found = []
    for code in codes:
        clock.advance(2)
        found.append(desk.scan(code))
    return found


def hand_out(desk: Desk, clock: FixedClock, person: str, device: str) -> str:
    """The event of a hand-out."""
    verdict = scan(desk, clock, person, device)[-1]
    assert verdict.code is Code.ISSUED
    return str(verdict.event)


def take_back(office: Office, clock: FixedClock, device: str) -> Desk:
    """A return; the table that took it."""
    desk = Desk(office, Mode.BACK)
    assert scan(desk, clock, device)[-1].code is Code.RETURNED
    return desk
