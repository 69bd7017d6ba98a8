"""The lists: which devices and people, in which order, a window at a time."""

from array import array
from collections.abc import Sequence
from datetime import timedelta

from inventory.model import Parked, Place
from inventory.rules.policy import may_have_one
from inventory.services.office import Office
from inventory.store import lists, parked, register
from inventory.store import search as finder
from inventory.store.list_rules import EVERYWHERE as EVERYWHERE
from inventory.store.list_rules import Within as Within
from inventory.store.list_rules import first_id
from inventory.store.lists import DeviceLine as DeviceLine
from inventory.store.lists import Due
from inventory.store.lists import ListName as ListName
from inventory.store.lists import PeopleList as PeopleList
from inventory.store.lists import PersonLine as PersonLine

MOST_HITS = 50
_DAY = 24 * 3600


def device_keys(
    office: Office, which: ListName, *, text: str = "", sort: str = "device",
    descending: bool = False, within: Within = EVERYWHERE,
) -> "array[int]":  # fmt: skip
    """The keys of a list's devices, in order."""
    return lists.device_keys(
        office.database, which, dates(office), text=text, sort=sort, descending=descending,
        within=within,
    )  # fmt: skip


def device_lines(office: Office, keys: Sequence[int]) -> list[DeviceLine]:
    """A window of a list of devices."""
    return lists.device_lines(office.database, keys)


def device_line(office: Office, device_id: str) -> DeviceLine | None:
    """One device as a line of a list; None where the register doesn't have it."""
    key = lists.device_key(office.database, device_id)
    return None if key is None else next(iter(device_lines(office, [key])), None)


def device_list(office: Office, which: ListName, sort: str = "device") -> list[DeviceLine]:
    """A whole list, window by window."""
    keys = device_keys(office, which, sort=sort)
    lines: list[DeviceLine] = []
    for start in range(0, len(keys), 500):
        lines += device_lines(office, keys[start : start + 500])
    return lines


def person_keys(
    office: Office, which: PeopleList = PeopleList.PEOPLE, *, text: str = "", sort: str = "name",
    descending: bool = False, within: Within = EVERYWHERE,
) -> "array[int]":  # fmt: skip
    """The keys of a list's people, in order."""
    return lists.person_keys(
        office.database, which, text=text, sort=sort, descending=descending,
        single=_single(office, which), grades=_grades(office, which), within=within,
    )  # fmt: skip


def list_count(office: Office, which: ListName | PeopleList) -> int:
    """How many devices or people are on a list."""
    if isinstance(which, PeopleList):
        return lists.person_count(
            office.database, which, _single(office, which), _grades(office, which)
        )
    return lists.device_count(office.database, which, dates(office))


def person_lines(office: Office, keys: Sequence[int]) -> list[PersonLine]:
    """A window of the list of people."""
    return lists.person_lines(office.database, keys)


def find_devices(office: Office, text: str, most: int = MOST_HITS) -> list[DeviceLine]:
    """Devices that have every word of the text somewhere."""
    return lists.device_lines(office.database, finder.find(office.database, "device", text, most))


def find_people(office: Office, text: str, most: int = MOST_HITS) -> list[PersonLine]:
    """People who have every word of the text somewhere."""
    return lists.person_lines(office.database, finder.find(office.database, "person", text, most))


def person_line(office: Office, person_id: str) -> PersonLine | None:
    """One person as a line of a list; None where the roster doesn't have them."""
    key = lists.person_key(office.database, person_id)
    return None if key is None else next(iter(person_lines(office, [key])), None)


def person_of_key(office: Office, key: int) -> str:
    """The ID of the person with this key in a list."""
    return lists.person_lines(office.database, [key])[0].person


def device_of_key(office: Office, key: int) -> str:
    """The id of the device with this key in a list."""
    return lists.device_lines(office.database, [key])[0].device_id


def places(office: Office) -> list[Place]:
    """All places."""
    return register.places(office.database)


def parked_now(office: Office) -> list[Parked]:
    """What waits in the Inbox, oldest first."""
    return parked.waiting(office.database)


def _single(office: Office, which: PeopleList) -> list[str]:
    """The categories of which one person may have one, for the list that has to know."""
    if which is not PeopleList.MANY:
        return []
    known = lists.categories(office.database)
    return [name for name in known if office.policy.limit_for(name) == "one"]


def grades_with_devices(office: Office) -> list[str]:
    """The grades of the roster whose students are handed devices."""
    known = lists.student_grades(office.database)
    return [grade for grade in known if may_have_one(grade, office.policy)]


def _grades(office: Office, which: PeopleList) -> list[str]:
    """The same, for the list that has to know."""
    return grades_with_devices(office) if which is PeopleList.TO_GO else []


def dates(office: Office) -> Due:
    """The dates that lists go by: today's, the school's deadline, and how long is too long."""
    now, policy = office.clock.now(), office.policy
    today = now.date()
    yesterday = int((now.timestamp() - 2 * _DAY) * 1000)
    return Due(
        policy.due_back,
        today.isoformat(),
        (today - timedelta(days=policy.out_days)).isoformat(),
        (today - timedelta(days=policy.unseen_days)).isoformat(),
        first_id(yesterday),
    )
