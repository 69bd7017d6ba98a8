"""What tables are called, as each laptop says it in the journal."""

from inventory.model import Draft, Kind
from inventory.services.office import Office
from inventory.store import announced, delivered
from inventory.store.announced import Announcement


def announce(office: Office) -> None:
    """Say in the journal what this laptop is called, if that is not what it said last."""
    body = _introduction(office)
    said = [
        one
        for one in announced.announcements(office.database)
        if one.station == office.station_id and one.is_own_name
    ]
    if not said or _as_body(said[-1]) != body:
        group = office.new_id()
        office.write(lambda: office.record([Draft(Kind.NOTE, body=body)], group))


def register_version(office: Office) -> str:
    """A name for the register that this laptop works with; empty where nothing was imported."""
    return next(reversed(announced.register_versions(office.database)), "")


def table_name(office: Office, station_id: str) -> str:
    """``Table 3``; empty where nobody said what the laptop is called."""
    return names(office).get(station_id, "")


def names(office: Office) -> dict[str, str]:
    """What each station is called that said so."""
    found = {one.station: one.table for one in delivered.own_words(office.database) if one.table}
    for one in announced.announcements(office.database):
        if one.is_own_name:
            found[one.station] = one.table
    found[office.station_id] = office.table
    return found


def spoken(name: str, station_id: str) -> str:
    """What a laptop is called in a sentence; one without a name by the end of its station's id."""
    return name or f"Laptop …{station_id[-4:]}"


def _introduction(office: Office) -> dict[str, object]:
    before = [
        station
        for station in announced.own_stations(office.database)
        if station != office.station_id
    ]
    return _body(office.table, register_version(office), before)


def _as_body(said: Announcement) -> dict[str, object]:
    return _body(said.table, said.register, list(said.before))


def _body(table: str, register: str, before: list[str]) -> dict[str, object]:
    """What is not known is left out."""
    body = {"table": table, "register": register, "before": before}
    return {key: value for key, value in body.items() if value or key == "table"}
