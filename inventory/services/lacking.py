"""What did not come back with a device, and of which return it is said that it is here now."""

from dataclasses import replace

from inventory.rules.condition import Condition
from inventory.rules.outings import lacks
from inventory.services.office import Office
from inventory.services.table import Hot
from inventory.store import actions, loans


def of(office: Office, hot: Hot) -> tuple[str, ...]:
    """What is missing or faulty of a device that came in, whenever that was said.

    Of one that came home from a repair, also what was lacking before that.
    """
    now = _now(office, hot).accessories
    found = tuple(name for name, came in now.items() if lacks(came))
    return (*found, *_before_a_repair(office, hot).accessories)


def in_all(office: Office, hot: Hot, said: Condition) -> tuple[Hot, Condition]:
    """Of which return this is said, and all that was said of that, this included.

    What was lacking before a repair is of the return before it; nothing else of that is said again.
    """
    earlier = _before_a_repair(office, hot)
    if said.accessories and said.accessories.keys() <= earlier.accessories.keys():
        return earlier, Condition(said.accessories)
    before = actions.last_amendment(office.database, hot.event)
    return hot, Condition.of_body(before.body if before else {}).and_then(said)


def _now(office: Office, hot: Hot) -> Condition:
    from inventory.store.charges import said_of

    return said_of(office.database, hot.device)


def _before_a_repair(office: Office, hot: Hot) -> Hot:
    """The return that ended the last loan, with what is lacking of that and not of what is hot."""
    loan = loans.last_ended(office.database, hot.device)
    if loan is None or loan.ended_by is None or not any(map(lacks, loan.accessories.values())):
        return replace(hot, accessories={})
    now = _now(office, hot).accessories
    still = {name: came for name, came in loan.accessories.items() if lacks(came)}
    before = {name: came for name, came in still.items() if name not in now}
    return replace(hot, event=loan.ended_by, person=loan.person, accessories=before)
