"""What damage, lacking chargers and lost devices cost, by the school's own prices.

Amounts are decimals of two places, so that a total is the sum of what stands above it to the cent.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from inventory.model import PURGED, CameBack, Device, Grade, Service
from inventory.rules.condition import Condition
from inventory.rules.outings import DAMAGED, CameIn, heard, outings
from inventory.rules.policy import Policy
from inventory.rules.school_year import SchoolYear

NO_PRICE = "no price set"
DISPUTED = "tables disagree"
_CENT = Decimal("0.01")
_LACKING = {
    CameBack.NOT.value: ("missing", "not returned"),
    CameBack.FAULTY.value: ("faulty", "returned faulty"),
    CameBack.WRONG.value: ("wrong", "wrong type"),
}
_GONE_WORDS = {Service.LOST: "lost", Service.STOLEN: "stolen"}


@dataclass(frozen=True, slots=True)
class Period:
    """The days that are charged for, the first and the last one included."""

    since: date
    until: date

    def has(self, moment: str) -> bool:
        """Whether an ISO moment is on one of these days, as the clock on the wall had it."""
        return self.since.isoformat() <= moment[:10] <= self.until.isoformat()


@dataclass(frozen=True, slots=True)
class Gone:
    """One device that somebody reported lost or stolen, and that has not turned up."""

    device: Device
    person: str | None
    """Who has it by the record; None where nobody does."""
    at: str
    service: Service
    note: str
    disputed: bool = False
    """Whether tables disagree on who has it."""


@dataclass(frozen=True, slots=True)
class Charge:
    """One thing that costs something."""

    device: Device
    person: str | None
    at: str
    what: str
    cause: str
    price: Decimal | None
    """None where the school has set no price."""
    times: int = 0
    """How often this person has brought back something damaged, this time included."""
    note: str = ""
    disputed: bool = False
    """Whether tables disagree on who has the device: nobody is charged until that is settled."""


@dataclass(frozen=True, slots=True)
class Total:
    """What charges add up to, how many have no price, and how many wait for a dispute."""

    amount: Decimal
    charges: int
    unpriced: int
    disputed: int = 0

    def in_words(self) -> str:
        """``103.00 for 3, 1 more has no price set``."""
        priced = self.charges - self.unpriced - self.disputed
        said = f"{in_words(self.amount)} for {priced:,}"
        for number, why in ((self.unpriced, NO_PRICE), (self.disputed, "to be settled first")):
            if number:
                said += f", {number:,} more {_verb(number, why)} {why}"
        return said


def _verb(number: int, why: str) -> str:
    if why == NO_PRICE:
        return "has" if number == 1 else "have"
    return "is" if number == 1 else "are"


def money(price: float | None) -> Decimal | None:
    """A price of the settings to the cent, as it was written there; None stays None."""
    if price is None:
        return None
    return Decimal(str(price)).quantize(_CENT, ROUND_HALF_UP)


def in_words(amount: Decimal | None) -> str:
    """``1,240.50``; what has no price says so."""
    return NO_PRICE if amount is None else f"{amount:,.2f}"


def total(charges: Iterable[Charge]) -> Total:
    """The sum of what has a price, and the number of what has none; disputed ones wait."""
    every = list(charges)
    prices = [charge.price for charge in every if not charge.disputed]
    known = [price for price in prices if price is not None]
    return Total(
        sum(known, Decimal("0.00")), len(every), len(prices) - len(known), len(every) - len(prices)
    )


def default_period(year: SchoolYear | None, today: date) -> Period:
    """From the start of the school year that runs, or has just ended, but twelve months at most."""
    leap = today.month == 2 and today.day == 29
    a_year_ago = today.replace(year=today.year - 1, day=28 if leap else today.day)
    if year is None or year.start > today:
        return Period(a_year_ago, today)
    runs = today <= year.end
    return Period(year.start if runs else max(year.start, a_year_ago), today)


def charges_of(came: CameIn, policy: Policy) -> list[Charge]:
    """What one outing costs: each damaged part, each lacking accessory, on the day it was said.

    What was taken back since, and so does not hold in the end, is not there.
    """
    holds: dict[str, Charge] = {}
    for word, said in heard(came.words):
        now = _cost(came, said, policy)
        holds = {
            one.what: replace(one, at=holds[one.what].at if one.what in holds else word.at)
            for one in now
        }
    return list(holds.values())


def _cost(came: CameIn, said: Condition, policy: Policy) -> list[Charge]:
    """What is to be charged for where this is what holds; the days are not in it."""
    device = came.device
    note = (
        DISPUTED if came.disputed else f"in {came.place}" if came.place and not came.person else ""
    )
    usual = Charge(device, came.person, "", "", "", None, note=note, disputed=came.disputed)
    costs = [
        replace(usual, what=what, cause=said.cause or "unknown", price=price)
        for what, price in _damages(device, said, policy)
    ]
    lacking = [
        replace(usual, what=f"{name} {_LACKING[how][1]}",
                price=_price_of_lacking(name, how, device, policy))
        for name, how in said.accessories.items()
        if how in _LACKING
    ]  # fmt: skip
    return [*costs, *lacking]


def charge_of_gone(gone: Gone, policy: Policy) -> Charge:
    """What replacing a lost or stolen device costs."""
    price = money(policy.price_of(gone.device.model, gone.device.category))
    what = f"device {_GONE_WORDS.get(gone.service, gone.service.lower())}"
    note = DISPUTED if gone.disputed else gone.note
    return Charge(
        gone.device, gone.person, gone.at, what, "", price, note=note, disputed=gone.disputed
    )


def all_charges(
    came_in: Iterable[CameIn], gone: Iterable[Gone], policy: Policy, period: Period
) -> list[Charge]:
    """What is to be charged for in a period, by time; earlier damage only counts the times."""
    times: dict[str, int] = {}
    charges: list[Charge] = []
    for outing in outings(came_in):
        person = outing.person
        found = charges_of(outing, policy)
        counts = bool(person) and person != PURGED and any(one.cause for one in found)
        if person and counts and not outing.disputed:
            times[person] = times.get(person, 0) + 1
        for one in found:
            of_person = times.get(person or "", 0) if one.cause and not outing.disputed else 0
            charges += [replace(one, times=of_person)] if period.has(one.at) else []
    charges += (charge_of_gone(one, policy) for one in gone if period.has(one.at))
    return sorted(charges, key=lambda one: (one.at, one.device.label, one.what))


def _damages(
    device: Device, said: Condition, policy: Policy
) -> list[tuple[str, Decimal | None]]:  # fmt: skip
    """Each damaged part with its price; a device that is only good for parts is replaced."""
    model, category = device.model, device.category
    if said.grade == Grade.X:
        return [("device only good for parts", money(policy.price_of(model, category)))]
    if said.parts:
        return [(part, money(policy.part_price_of(part, model, category))) for part in said.parts]
    if said.grade not in DAMAGED:
        return []
    works = "damaged" if said.grade == Grade.C else "does not work"
    price = policy.part_price_of("damage", model, category)
    return [(f"{works}, no part named", money(price))]


def _price_of_lacking(name: str, how: str, device: Device, policy: Policy) -> Decimal | None:
    """The price of ``faulty charger`` where the school has set one, else that of a charger."""
    for part in (f"{_LACKING[how][0]} {name}", name):
        price = policy.part_price_of(part, device.model, device.category)
        if price is not None:
            return money(price)
    return None
