"""The district on a server: what the file says, word for word, and nothing twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from inventory.errors import CarrierUnreachable, ChampionError
from inventory.exchange.postgres import Hub
from inventory.journal.bundle import make
from inventory.model import Kind
from inventory.services import district, district_reports
from inventory.store.district_file import Misfit, Target, open_district
from inventory.store.district_views import VIEWS
from tests.builders import a_device
from tests.inventory.a_district import MORNING, ASchool, Laptop, devices_of, write_school
from tests.inventory.exchange.server import Server

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
SHARED = a_device("X-1", serial="5CDX", site="")
SCHOOLS = [
    ASchool("NORTH", [*devices_of("NORTH", 5), SHARED], frozenset({"NORTH-001", "X-1"})),
    ASchool("SOUTH", [*devices_of("SOUTH", 4), SHARED], unlisted=["NORTH-001"], number=2),
    ASchool(
        "EAST", [a_device("NORTH-002", serial="other", site="EAST"),
                 a_device("SOUTH-000", serial="", site="EAST")],
        strays=[a_device("NORTH-003", serial="5CDNORTH003", site="NORTH")], number=3,
    ),
]  # fmt: skip


def _deliver(folder: Path) -> list[str]:
    for one in SCHOOLS:
        write_school(one, folder)
    old = replace(SCHOOLS[0], quarter="2026-Q3", begun=MORNING - timedelta(days=90), number=9)
    write_school(old, folder)
    return [str(folder)]


def _said(target: Target) -> list[list[str]]:
    return [sorted(map(repr, target.each(view.sql))) for view in VIEWS]


def test_the_server_says_what_the_file_says(empty_url: str, tmp_path: Path) -> None:
    """Every report of the same deliveries, and the totals; a second run adds nothing."""
    (tmp_path / "up").mkdir()
    sources = _deliver(tmp_path / "up")
    said = []
    for into in (str(tmp_path / "district.db"), empty_url):
        target = district.open_target(into)
        district.expect(target, [("NORTH", "North"), ("WEST", "West")])
        done = district.consolidate(target, sources, now=NOW, workers=1)
        again = district.consolidate(target, sources, now=NOW, workers=1)
        assert (done.new, done.refused, again.new, again.known) == (4, [], 0, 4)
        said.append((_said(target), district_reports.totals(target), done.events))
        assert district_reports.totals(target).claimed_twice == 2
        target.close()
    assert said[0] == said[1]


def test_a_second_connection_finds_what_the_first_wrote(empty_url: str, tmp_path: Path) -> None:
    """And the reports come from there."""
    first = district.open_target(empty_url)
    district.consolidate(first, _deliver(tmp_path), now=NOW, workers=1)
    first.close()
    second = district.open_target(empty_url)
    written = district_reports.write(second, tmp_path / "out", refused=(), now=NOW)
    assert (written.folder / "devices.csv").read_bytes().count(b"\r\n") == 12
    assert "it@" not in second.name
    second.close()


def test_a_password_in_the_address_is_refused(tmp_path: Path) -> None:
    """It would stand in the shell's history."""
    with pytest.raises(ChampionError, match="There is a password") as refusal:
        district.open_target("postgresql://it:secret@db.example/district")
    assert "secret" not in str(refusal.value)


def test_a_server_that_is_not_there_is_said() -> None:
    """One sentence."""
    with pytest.raises(CarrierUnreachable, match="can't be reached"):
        district.open_target("postgresql://it@127.0.0.1:9/district")


def test_tables_of_another_version_are_not_touched(server: Server, empty_url: str) -> None:
    """They are for another Champion."""
    district.open_target(empty_url).close()
    name = str(conninfo_to_dict(empty_url)["dbname"])
    server.execute("UPDATE champion_district.state SET value = '99' WHERE key = 'version'", name)
    with pytest.raises(ChampionError, match="written by another Champion"):
        district.open_target(empty_url)


def test_an_attempt_that_does_not_fit_leaves_the_rest_of_the_transaction(empty_url: str) -> None:
    """As in the file."""
    target = district.open_target(empty_url)
    put = "INSERT INTO expected_school VALUES (?, ?, ?)"
    with target.immediate():
        target.write(put, "a", "A", "")
        with pytest.raises(Misfit), target.attempt():
            target.write_many(put, [("b", "B", ""), ("a", "A", "")])
    assert target.rows("SELECT site FROM expected_school") == [("A",)]
    target.close()


def test_a_hub_is_a_source(hub_url: str, tmp_path: Path) -> None:
    """All schools' events, once; what comes later is added by the next run."""
    laptop = Laptop("WEST", 90, MORNING)
    for number in range(5):
        laptop.write(Kind.ISSUE, f"W-{number}", f"{number}")
    hub = Hub(hub_url)
    target = open_district(tmp_path / "district.db")
    news = []
    for end in (3, 3, 5):
        hub.push(
            make(
                laptop.events[:end], station=laptop.events[0].station_id, table="Table 1",
                site="WEST", exported_at="2026-11-20T09:00:00+00:00",
            )
        )  # fmt: skip
        done = district.consolidate(target, [hub_url], now=NOW, workers=1)
        news.append((done.new, done.events))
    hub.close()
    assert news == [(1, 3), (0, 0), (1, 2)]
    assert target.rows("SELECT count(*), min(site) FROM device_list") == [(5, "WEST")]
    target.close()
