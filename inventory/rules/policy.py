"""The school's own rules, and what they say of a person at the table."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from inventory.model import Person, PersonStatus
from inventory.rules.phrases import day
from inventory.rules.schedule import DEFAULT_QUARTERS, Quarters
from inventory.verdict import Code

Limit = Literal["one", "warn", "many"]


@dataclass(frozen=True, slots=True)
class Policy:
    """What is allowed at the table."""

    school: str = ""
    site: str = ""
    """This school's code in the district's list; empty: every listed device is ours."""
    limit: Limit = "one"
    """How many of one category a person may have."""
    limits: tuple[tuple[str, Limit], ...] = ()
    """Exceptions to it, by category."""
    eligible: tuple[str, ...] = ("student", "staff")
    take_home_grades: tuple[str, ...] = ()
    """Grades whose students take devices home; empty: all."""
    accessories: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """What goes out with a device and has to come back, by category."""
    due_back: str = ""
    """ISO date by which devices have to be back; empty: no date yet."""
    quarters: Quarters = DEFAULT_QUARTERS
    """When an audit is due."""
    evidence_days: int = 180
    """How old evidence for a device that an audit did not see may be."""
    prices: tuple[tuple[str, float], ...] = ()
    """What replacing a device costs, by model or category."""
    part_prices: tuple[tuple[str, float], ...] = ()
    """What a part or a charger costs, by ``screen``, or by model or category before it."""
    out_days: int = 300
    """After so many days that a device is out, somebody should ask for it."""
    unseen_days: int = 180
    """After so many days that nobody saw a device, somebody should look for it."""
    line_minutes: int = 40
    """A line that takes longer than this many minutes calls for a second table; 0 is never."""

    def limit_for(self, category: str) -> Limit:
        """How many of a category one person may have; categories match without case."""
        wanted = category.casefold()
        return next((rule for name, rule in self.limits if name.casefold() == wanted), self.limit)

    def price_of(self, model: str, category: str) -> float | None:
        """What replacing a device costs, by its model, else by its category; None where unknown."""
        prices = {name.casefold(): price for name, price in self.prices}
        return prices.get(model.casefold(), prices.get(category.casefold()))

    def part_price_of(self, part: str, model: str, category: str) -> float | None:
        """What a part costs for this model, else for this category, else for any device."""
        prices = {name.casefold(): price for name, price in self.part_prices}
        names = (f"{model} {part}", f"{category} {part}", part)
        return next((prices[one] for one in map(str.casefold, names) if one in prices), None)

    def accessories_for(self, category: str) -> tuple[str, ...]:
        """What goes out with a device of this category."""
        wanted = category.casefold()
        return next((what for name, what in self.accessories if name.casefold() == wanted), ())


@dataclass(frozen=True, slots=True)
class Barrier:
    """Why nothing may be handed out to a person."""

    code: Code
    title: str
    reason: str


def may_receive(person: Person, policy: Policy, today: date) -> Barrier | None:
    """What stands against handing anything to this person; None where nothing does."""
    if person.status is PersonStatus.LEFT:
        when = f"on {day(person.left_on, today)}" if person.left_on else "says the roster"
        return Barrier(Code.LEFT, when, f"{person.name} left the school, {when}.")
    if person.block:
        return Barrier(Code.BLOCKED, person.block, f"{person.block}: {person.name}.")
    if person.status is PersonStatus.UNKNOWN:
        return None
    return _not_for(person.kind, person.grade, policy)


def may_have_one(grade: str, policy: Policy) -> bool:
    """Whether a student of this grade is handed a device, if nothing stands against this one.

    With it the numbers of who is expected are counted: they are those of ``may_receive``.
    """
    return _not_for("student", grade, policy) is None


def _not_for(kind: str, grade: str, policy: Policy) -> Barrier | None:
    """What the school's rules have against everybody of a kind and grade."""
    if not _among(kind, policy.eligible):
        return Barrier(Code.BLOCKED, "Not eligible", f"Nothing is handed out to {kind}.")
    grades = policy.take_home_grades
    if kind == "student" and grades and not _among(grade, grades):
        return Barrier(
            Code.BLOCKED, "Devices stay in class", f"Grade {grade or '?'} takes no devices home."
        )
    return None


def _among(word: str, words: tuple[str, ...]) -> bool:
    """Whether a word is one of those that somebody typed, in whatever case."""
    return word.casefold() in (other.casefold() for other in words)
