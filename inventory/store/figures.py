"""Counts for the screen: how many are out, in, still to come."""

import json
from collections.abc import Sequence
from datetime import datetime

from inventory.store.database import Database
from inventory.store.list_rules import OF_PEOPLE, Due, PeopleList, first_id, of_today

_DAY = 24 * 3600


def mark(database: Database) -> tuple[int, int]:
    """Another value once anything was written, by this program or by another one."""
    return database.conn.total_changes, int(database.value("PRAGMA data_version"))


def count_disputes(database: Database) -> int:
    """Devices on which tables disagree."""
    return int(database.value("SELECT count(*) FROM conflict"))


def still_to_go(database: Database, grades: Sequence[str]) -> int:
    """Students with nothing to whom the table hands a device; ``grades`` are handed devices."""
    rule = OF_PEOPLE[PeopleList.TO_GO]
    values = {"grades": json.dumps(list(grades))}
    (number,) = next(database.each(f"SELECT count(*) FROM person p WHERE {rule}", values))
    return int(number)


def out_now(database: Database) -> int:
    """Devices that people have."""
    return int(database.value("SELECT count(*) FROM custody WHERE state = 'WITH_PERSON'"))


def devices_today(database: Database, kind: str, due: Due) -> int:
    """Devices with an event of a kind since midnight that was not undone, as Home counts them.

    Where a swap was corrected on paper nothing was handed out or taken back.
    """
    sql = f"SELECT count(DISTINCT device) {of_today(kind)}"
    (number,) = next(database.each(sql, due.values()))
    return int(number)


def first_id_since(wall_time: str) -> str:
    """What no id of an event is below that was written since, whatever the laptop's time zone."""
    return first_id(int((datetime.fromisoformat(wall_time).timestamp() - 2 * _DAY) * 1000))
