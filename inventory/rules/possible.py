"""Which orders of parallel acts are physically possible, and in which custody they end."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from inventory.model import Custody, CustodyState, Event, Kind, Mode
from inventory.rules.custody import came_in, handed_again
from inventory.rules.parallel import Knowledge

CAP = 20_000
"""How many steps are tried for one stretch before a person has to say how it was."""


@dataclass(frozen=True, slots=True)
class Where:
    """Who or where answers for a device: all of its custody that an act can depend on."""

    state: CustodyState
    person: str | None
    place: str | None

    @staticmethod
    def of(custody: Custody) -> "Where":
        """That of a custody."""
        return Where(custody.state, custody.person, custody.place)

    @property
    def settled(self) -> "Where":
        """Without what nobody has to settle: on which shelf of the stock it lies."""
        return replace(self, place=None) if self.state is CustodyState.IN_STOCK else self

    def put_on(self, custody: Custody, *, sure: bool) -> Custody:
        """The custody with this, and with no place where that is not sure."""
        place = self.place if sure else self.settled.place
        same = (custody.state, custody.person) == (self.state, self.person)
        loan = custody.loan if same else None
        return replace(custody, state=self.state, person=self.person, place=place, loan=loan)


@dataclass(frozen=True, slots=True)
class Orders:
    """What came of trying all orders."""

    ends: tuple[Where, ...]
    """Every custody in which a possible order ends; empty where none is possible or all too many"""
    order: tuple[int, ...]
    """One possible order of the acts."""

    @property
    def decided(self) -> bool:
        """Whether all possible orders end in one custody."""
        return len({where.settled for where in self.ends}) == 1


def in_line(starts: Sequence[Where], acts: Iterable[Event]) -> tuple[Where, ...]:
    """The custody after acts that knew of each other; they were done, so they were possible.

    Of several starts only those remain from which they were, if there are such.
    """
    now = tuple(starts)
    for act in acts:
        ends = _ends(now, act, sure=True) or _ends(now, act, sure=False)
        now = ends or tuple(dict.fromkeys(_done(where, act) for where in now))
    return now


def all_orders(known: Knowledge, acts: Sequence[int], starts: Sequence[Where]) -> Orders:
    """Try every order of parallel acts; first with what each says of who brought the device.

    If none is possible so, a device that came in may have been with anybody.
    """
    exact = _Search(known, acts, sure=True).run(starts)
    names_a_bringer = any(came_in(known.events[at]) and known.events[at].person for at in acts)
    if exact.ends or not names_a_bringer:
        return exact
    return _Search(known, acts, sure=False).run(starts)


class _Search:
    """Goes through the sets of acts that can have been done first, the small ones before."""

    def __init__(self, known: Knowledge, acts: Sequence[int], *, sure: bool) -> None:
        self._events = known.events
        self._acts = acts
        self._sure = sure
        self._all = sum(1 << at for at in acts)
        self._needs = {at: known.before[at] & self._all for at in acts}
        self._came: dict[tuple[int, Where], tuple[int, Where, int]] = {}
        self._steps = 0

    def run(self, starts: Sequence[Where]) -> Orders:
        """All ends, and the first order that leads to the first of them."""
        layer: dict[int, dict[Where, None]] = {0: dict.fromkeys(starts)}
        for _ in self._acts:
            following: dict[int, dict[Where, None]] = {}
            for done, wheres in layer.items():
                for at in self._next(done):
                    self._steps += len(wheres)
                    if self._steps > CAP:
                        return Orders((), ())
                    self._step(done, wheres, at, following)
            layer = following
        ends = tuple(layer.get(self._all, ()))
        return Orders(ends, self._way_to(ends[0]) if ends else ())

    def _next(self, done: int) -> Iterator[int]:
        return (at for at in self._acts if not done >> at & 1 and self._needs[at] & ~done == 0)

    def _step(
        self, done: int, wheres: Iterable[Where], at: int, following: dict[int, dict[Where, None]]
    ) -> None:
        reached = done | 1 << at
        for where in wheres:
            end = _possible(where, self._events[at], sure=self._sure)
            if end is not None and (reached, end) not in self._came:
                self._came[reached, end] = (done, where, at)
                following.setdefault(reached, {})[end] = None

    def _way_to(self, end: Where) -> tuple[int, ...]:
        way: list[int] = []
        done, where = self._all, end
        while done:
            done, where, at = self._came[done, where]
            way.append(at)
        return tuple(reversed(way))


def _ends(starts: Iterable[Where], act: Event, *, sure: bool) -> tuple[Where, ...]:
    found = (_possible(where, act, sure=sure) for where in starts)
    return tuple(dict.fromkeys(end for end in found if end is not None))


def _possible(where: Where, act: Event, *, sure: bool) -> Where | None:
    """Where the device is after an act, if it can have been done; None where it can't.

    Whoever brought a device in had it; ``sure`` says to rely on that.
    """
    with_person = where.state is CustodyState.WITH_PERSON
    if act.kind == Kind.ISSUE or handed_again(act):
        fits = _may_go_out(where, act)
    elif act.kind == Kind.RETURN:
        fits = _may_come_back(where, act)
    elif act.kind == Kind.MOVE:
        fits = not with_person
    elif came_in(act) and act.person and sure:
        fits = where.person == act.person
    else:
        fits = True
    return _done(where, act) if fits else None


def _may_go_out(where: Where, act: Event) -> bool:
    """In stock; or where another table has put it already, which is the same hand-out twice."""
    if where.state is CustodyState.WITH_PERSON:
        return bool(act.person) and where.person == act.person
    if where.state is CustodyState.IN_PLACE:
        return not act.person and where.place == _goes_to(act)
    return True


def _goes_to(act: Event) -> str | None:
    """The place that a hand-out names."""
    place: str | None = act.body.get("at_place" if handed_again(act) else "place")
    return place


def _may_come_back(where: Where, act: Event) -> bool:
    """From a person, or from a place where it says no person.

    A return is written from what its table believed. What it witnesses is who stood there: the
    device was with whom it names, or with whoever brought it; where it names no bringer, with
    anybody. A hand-out writes the return before it by itself, and so does an inspection: then it
    may have lain there, taken back elsewhere.
    """
    if not act.person:
        return where.state is not CustodyState.WITH_PERSON and not _in_stock(where)
    bringer = act.body.get("received_from")
    if where.state is CustodyState.WITH_PERSON:
        return not bringer or where.person in (act.person, bringer)
    return _in_stock(where) and act.body.get("mode") in (Mode.OUT, Mode.CHECK)


def _in_stock(where: Where) -> bool:
    return where.state is CustodyState.IN_STOCK


def _done(where: Where, act: Event) -> Where:
    """What an act leaves, as ``rules.custody`` folds it."""
    body = act.body
    if act.kind == Kind.ISSUE or handed_again(act):
        state = CustodyState.WITH_PERSON if act.person else CustodyState.IN_PLACE
        return Where(state, act.person, None if act.person else _goes_to(act))
    if act.kind == Kind.RETURN:
        return Where(CustodyState.IN_STOCK, None, body.get("place"))
    if act.kind in (Kind.MOVE, Kind.RESOLVE):
        return _said(where, act)
    if came_in(act) and not _in_stock(where):
        return Where(CustodyState.IN_STOCK, None, body.get("at_place"))
    return where


def _said(where: Where, act: Event) -> Where:
    """A move or a word that settles: its body says the state and the place."""
    said = act.body.get("state", "")
    state = CustodyState(said) if said in list(CustodyState) else where.state
    if act.kind == Kind.MOVE:
        return Where(state, where.person, act.body.get("place"))
    if (state is CustodyState.WITH_PERSON) != bool(act.person) or state != said:
        return where
    return Where(state, act.person, act.body.get("place"))
