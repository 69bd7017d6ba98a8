"""Claims without a screen: what the hub has against a hand-out comes behind its verdict."""

from time import perf_counter

import pytest

from tests.tui.commands.conftest import Champion
from tests.tui.test_claims import closed_port, elsewhere, silent_server

SITE = "NORTHSIDE"
NEW, FREE = "8102963", "NS-104101"


@pytest.fixture
def hub(school: Champion, hub_url: str) -> str:
    """The URL of a hub that the school has in its settings, where FREE was handed out."""
    assert school.run("settings", "hub", hub_url).exit_code == 0
    assert elsewhere(hub_url, FREE, person=NEW, site=SITE).state == "granted"
    return hub_url


def test_scan_prints_the_stop_behind_the_hand_out(school: Champion, hub: str) -> None:
    """Both name the event; the undo takes the device from nobody but this table."""
    scans = f"{NEW}\n{FREE}\nZZUNDO\n".encode()
    lines = school.lines("scan", "--mode", "out", stdin=scans)
    assert [line["code"] for line in lines] == ["person", "issued", "claimed", "undone"]
    issued, claimed = lines[1], lines[2]
    assert claimed["verdict"] == "STOP"
    assert claimed["event"] == issued["event"]
    assert claimed["device"] == FREE
    assert claimed["say"].startswith("Handed out at Table 2, ")
    assert elsewhere(hub, FREE, "once more", site=SITE).table == "Table 2"


def test_out_ends_with_a_refusal_and_undo_takes_it_back(school: Champion, hub: str) -> None:
    """A script sees by the exit code that somebody has to look."""
    done = school.run("out", NEW, FREE)
    assert "OUT ELSEWHERE" in done.stdout
    assert done.exit_code == 1
    assert done.stderr.strip().endswith(
        f"Handed out at another table before: {FREE}. champion undo takes it back."
    )
    assert school.run("undo").exit_code == 0


def test_what_came_back_is_free_for_all(school: Champion, hub: str) -> None:
    """A return says so; nobody is asked about it."""
    assert school.run("back", FREE).exit_code == 0
    assert elsewhere(hub, FREE, "once more", site=SITE).state == "granted"


def test_a_hub_that_is_not_there_delays_by_its_time_limit_once(school: Champion) -> None:
    """What it was not asked is said at the end, once."""
    school.run("settings", "hub", f"postgresql://nobody@127.0.0.1:{closed_port()}/champion")
    done = school.run("out", NEW, FREE)
    assert done.exit_code == 0
    assert "did not answer for 1 device" in done.stderr


def test_a_silent_hub_costs_less_than_a_second(school: Champion) -> None:
    """It takes the connection and says nothing."""
    began = perf_counter()
    school.run("out", NEW, FREE)
    alone = perf_counter() - began
    school.run("undo")
    with silent_server() as (port, _):
        school.run("settings", "hub", f"postgresql://t@127.0.0.1:{port}/champion?sslmode=disable")
        began = perf_counter()
        done = school.run("out", NEW, FREE)
        assert perf_counter() - began < alone + 1
    assert done.exit_code == 0
