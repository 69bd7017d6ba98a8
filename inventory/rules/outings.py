"""What was said of a device from one hand-out to the next, however often it was scanned since."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from inventory.model import CameBack, Device, Grade
from inventory.rules.condition import Condition

DAMAGED = frozenset({Grade.C.value, Grade.D.value, Grade.X.value})
_LACKING = frozenset({CameBack.NOT.value, CameBack.FAULTY.value, CameBack.WRONG.value})


@dataclass(frozen=True, slots=True)
class Word:
    """One thing that was said of a device that came in."""

    at: str
    said: Condition
    order: str = ""
    """The clock that all tables share."""
    usual: bool = False
    """Whether a scan says it by itself: only what is wrong counts then, the rest is assumed."""


@dataclass(frozen=True, slots=True)
class CameIn:
    """One device that came in, with all that was said of it then and afterwards."""

    event: str
    device: Device
    person: str | None
    """Who answered for it until then; None for a room or cart, and after a repair."""
    words: tuple[Word, ...]
    place: str = ""
    loan: str = ""
    """The hand-out before it, or the repair; empty where nobody handed it out here."""
    disputed: bool = False
    """Whether tables disagree on what happened to it then."""

    @property
    def outing(self) -> tuple[str, str]:
        """What it came back from: for the same one nothing is charged twice."""
        return self.device.device_id, self.loan or f"listed with {self.person}"

    @property
    def order(self) -> tuple[str, str]:
        """When it came in, by the clock that all tables share, then by that on the wall."""
        return min(((word.order, word.at) for word in self.words), default=("", ""))


def word_of(body: Mapping[str, Any], at: str, order: str = "", *, is_act: bool = False) -> Word:
    """What a return says by itself, or what an amendment adds to it.

    An inspection says what is usual by the scan alone, as a return does.
    """
    usual = is_act or bool(body.get("inspected"))
    return Word(at, Condition.of_body(body), order, usual)


def lacks(came: str) -> bool:
    """Whether an accessory that came back so is lacking."""
    return came in _LACKING


def outings(came_in: Iterable[CameIn]) -> list[CameIn]:
    """What came in, by time; what two scans or two tables said of one return is one."""
    found: dict[tuple[str, str], CameIn] = {}
    for came in sorted(came_in, key=lambda one: (*one.order, one.event)):
        first = found.get(came.outing)
        if first:
            words, disputed = first.words + came.words, first.disputed or came.disputed
            came = replace(first, words=words, disputed=disputed)
        found[came.outing] = came
    return list(found.values())


def heard(words: Sequence[Word]) -> Iterator[tuple[Word, Condition]]:
    """Each word in the order of the clocks, with what holds after it."""
    told = _Told()
    for word in sorted(words, key=lambda one: (one.order, one.at)):
        told = told.and_then(word)
        yield word, told.in_all()


def in_the_end(words: Sequence[Word]) -> Condition:
    """What holds after all that was said."""
    return next((said for _, said in reversed(list(heard(words)))), Condition())


@dataclass(frozen=True, slots=True)
class _Told:
    """What people said, and what is assumed as long as nobody says it otherwise."""

    said: Condition = field(default_factory=Condition)
    assumed: Condition = field(default_factory=Condition)

    def and_then(self, word: Word) -> "_Told":
        """With one more word; one that a scan says by itself takes nothing back."""
        if not word.usual:
            return _Told(self.said.and_then(word.said), self.assumed)
        now = word.said
        wrong = {name: came for name, came in now.accessories.items() if lacks(came)}
        if now.grade in DAMAGED or now.parts:
            said = self.said.and_then(replace(now, accessories=wrong))
        else:
            said = self.said.and_then(Condition(wrong))
        return _Told(said, Condition({**self.assumed.accessories, **now.accessories}, now.grade))

    def in_all(self) -> Condition:
        """What was said, and of the rest what is assumed."""
        assumed = "" if self.assumed.grade in DAMAGED else self.assumed.grade
        return replace(
            self.said,
            accessories={**self.assumed.accessories, **self.said.accessories},
            grade=self.said.grade or assumed,
        )
