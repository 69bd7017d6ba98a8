"""Claims of devices at hand-out, on a real server and on none."""

import json
import random
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from inventory.exchange import postgres_line
from inventory.exchange.postgres_claims import Claims
from inventory.exchange.postgres_connect import Connection, connect
from inventory.exchange.postgres_url import Address
from tests.builders import SITE, FixedClock
from tests.inventory.exchange.server import Server, wait_until

ROOT = Path(__file__).parents[3]
CLAIMER = "tests.inventory.exchange.claimer"


class Table:
    """A table that claims."""

    def __init__(self, number: int, claims: Claims) -> None:
        self.name = f"Table {number}"
        self.station = f"station {number}"
        self.claims = claims

    def claim(self, event: str, *after: str, device: str = "NS-101") -> str:
        """The state that a claim for a hand-out gets."""
        return self.claims.claim(
            SITE, device, event, self.station, self.name, "2001", after=after
        ).state

    def release(self, event: str, *ended: str, device: str = "NS-101") -> str:
        """The state that a release gets; without hand-outs the device lies on this table."""
        return self.claims.release(
            SITE, device, event, self.station, self.name, ended=ended or None
        ).state


@pytest.fixture
def tables(hub_url: str) -> Iterator[list[Table]]:
    """Table 1 and Table 2; with time enough for a busy machine."""
    both = [Table(number, Claims(hub_url, timeout_ms=20_000)) for number in (1, 2)]
    yield both
    for table in both:
        table.claims.close()


def rows(url: str, columns: str = "number, kind, event_id") -> list[tuple[object, ...]]:
    """The rows of all claims."""
    with closing(psycopg.connect(url)) as connection:
        sql = f"SELECT {columns} FROM champion.claim ORDER BY device, number"
        return connection.execute(sql.encode()).fetchall()


def test_the_second_table_is_refused_and_told_who_was_first(tables: list[Table]) -> None:
    """With the table, the student and the seconds, while the student still stands there."""
    first, second = tables
    assert first.claim("E1") == "granted"
    result = second.claims.claim(SITE, "NS-101", "E2", second.station, second.name, "2002")
    assert (result.state, result.table, result.person, result.event_id) == (
        "refused", "Table 1", "2001", "E1",
    )  # fmt: skip
    assert 0 <= result.seconds_ago < 60


def test_the_seconds_are_those_of_the_server(
    tables: list[Table], hub_url: str, server: Server
) -> None:
    """Whatever the clocks of the two tables say."""
    first, second = tables
    first.claim("E1")
    database = hub_url.partition("@/")[2].partition("?")[0]
    server.execute("UPDATE champion.claim SET at = now() - interval '40 seconds'", database)
    result = second.claims.claim(SITE, "NS-101", "E2", second.station, second.name, "2002")
    assert 40 <= result.seconds_ago < 100


def test_claiming_the_same_hand_out_again_is_claiming_it_once(
    tables: list[Table], hub_url: str
) -> None:
    """After an answer that got lost on the way."""
    first, second = tables
    assert [first.claim("E1"), first.claim("E1"), second.claim("E2")] == [
        "granted", "granted", "refused",
    ]  # fmt: skip
    assert rows(hub_url) == [(1, "out", "E1")]


def test_a_device_that_was_taken_back_can_be_claimed_at_any_table(
    tables: list[Table], hub_url: str
) -> None:
    """Whichever table took it back."""
    first, second = tables
    states = [first.claim("E1"), second.release("R1"), second.claim("E2"), first.claim("E3")]
    assert states == ["granted", "granted", "granted", "refused"]
    assert rows(hub_url) == [(1, "out", "E1"), (2, "in", "R1"), (3, "out", "E2")]


def test_other_devices_and_other_schools_are_not_in_the_way(tables: list[Table]) -> None:
    """One school's NS-101 is not another's."""
    first, second = tables
    first.claim("E1")
    assert second.claim("E2", device="NS-102") == "granted"
    result = second.claims.claim("RIVERSIDE", "NS-101", "E3", second.station, second.name, "9")
    assert result.state == "granted"


def test_releasing_twice_or_what_nobody_claimed_writes_nothing(
    tables: list[Table], hub_url: str
) -> None:
    """A return of something that was handed out offline."""
    first, second = tables
    assert first.release("R0") == "granted"
    assert rows(hub_url) == []
    first.claim("E1")
    assert [first.release("R1", "E1"), second.release("R2", "E1")] == ["granted", "granted"]
    assert rows(hub_url) == [(1, "out", "E1"), (2, "in", "R1")]


def test_a_return_of_some_time_ago_does_not_free_what_was_handed_out_since(
    tables: list[Table],
) -> None:
    """Table 1 undoes E1 late; by then Table 2 has handed the device out again."""
    first, second = tables
    first.claim("E1")
    second.release("R1")
    second.claim("E2")
    assert first.release("U1", "E1") == "refused"
    assert first.claim("E3", "E1") == "refused"


def test_an_undone_return_is_claimed_again(tables: list[Table], hub_url: str) -> None:
    """The student keeps it: the hand-out of before stands again."""
    first, second = tables
    first.claim("E1")
    first.release("R1")
    assert first.claim("E1") == "granted"
    assert second.claim("E2") == "refused"
    assert rows(hub_url, "kind") == [("out",), ("in",), ("out",)]


def test_a_return_that_never_reached_the_hub_does_not_block_for_ever(
    tables: list[Table], hub_url: str
) -> None:
    """Table 2 took it back offline: whoever knows that the hand-out is over goes past its claim."""
    first, second = tables
    first.claim("E1")
    assert second.claim("E2", "E1") == "granted"
    assert first.claim("E3", "E1") == "refused"  # it does not know of E2 yet
    assert first.claim("E3", "E1", "E2") == "granted"
    assert rows(hub_url, "kind, event_id") == [("out", "E1"), ("out", "E2"), ("out", "E3")]


def start_claimers(url: str, count: int, devices: list[str]) -> list["subprocess.Popen[str]"]:
    """So many tables, each with all the devices in an order of its own, ready to go."""
    found = []
    for number in range(count):
        order = random.Random(number).sample(devices, len(devices))
        found.append(
            subprocess.Popen(
                [sys.executable, "-m", CLAIMER, url, f"T{number}", *order],
                cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )
        )  # fmt: skip
    for process in found:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline()) == {"ready": True}
    return found


def end(process: "subprocess.Popen[str]") -> list[dict[str, object]]:
    """All that a table told until its end."""
    out, _ = process.communicate("go\n", timeout=120)
    return [json.loads(line) for line in out.splitlines()]


def test_ten_tables_at_once_never_get_the_same_device(hub_url: str) -> None:
    """Ten processes want the same sixty devices: each goes to one of them, and the others hear."""
    devices = [f"NS-{number}" for number in range(60)]
    processes = start_claimers(hub_url, 10, devices)
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [line for process in processes for line in end(process)]
    granted = Counter(line["device"] for line in told if line["state"] == "granted")
    assert granted == dict.fromkeys(devices, 1)
    assert Counter(line["state"] for line in told) == {"granted": 60, "refused": 540}
    winners = {line["device"]: line["event"] for line in told if line["state"] == "granted"}
    assert set(rows(hub_url, "device, event_id")) == set(winners.items())
    refusals = {(line["device"], line["event_id"]) for line in told if line["state"] == "refused"}
    assert refusals == set(winners.items())


def test_a_table_that_is_killed_in_a_claim_leaves_it_whole_or_not_at_all(hub_url: str) -> None:
    """Killed while the server holds its row up; afterwards the device can be asked for at once."""
    with closing(psycopg.connect(hub_url)) as other, closing(psycopg.connect(hub_url)) as watch:
        watch.autocommit = True
        other.execute(
            "INSERT INTO champion.claim (site, device, number, kind, event_id, station_id,"
            " table_name) VALUES (%s, 'NS-1', 1, 'out', 'unsure', 's', 't')", (SITE,),
        )  # fmt: skip
        (process,) = start_claimers(hub_url, 1, ["NS-1"])
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
        waiting = "SELECT 1 FROM pg_locks WHERE NOT granted"
        wait_until(lambda: watch.execute(waiting).fetchone() is not None)
        process.kill()
        process.communicate()
        other.rollback()
        wait_until(lambda: watch.execute(waiting).fetchone() is None)
    left = rows(hub_url, "number, kind, event_id, table_name, person")
    assert left in ([], [(1, "out", "T0 NS-1", "T0", "2001")])
    with closing(Claims(hub_url, timeout_ms=20_000)) as claims:
        again = claims.claim(SITE, "NS-1", "T0 NS-1", "station of T0", "T0", "2001")
        assert again.state == "granted"
        assert claims.claim(SITE, "NS-1", "E9", "s9", "T9", "2009").table == "T0"
    assert rows(hub_url) == [(1, "out", "T0 NS-1")]


def test_tables_killed_at_any_moment_leave_only_whole_claims(hub_url: str) -> None:
    """What was told as granted is there; what is there is whole, and nobody else got it."""
    devices = [f"NS-{number}" for number in range(400)]
    told = []
    for process in start_claimers(hub_url, 4, devices):
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("go\n")
        process.stdin.flush()
        told += [json.loads(process.stdout.readline()) for _ in range(15)]
        process.kill()
        out, _ = process.communicate()
        told += [json.loads(line) for line in out.splitlines() if line.endswith("}")]
    granted = {(line["device"], line["event"]) for line in told if line["state"] == "granted"}
    found = rows(hub_url, "device, event_id, number, kind, person")
    assert granted <= {(row[0], row[1]) for row in found}
    assert {row[2:] for row in found} == {(1, "out", "2001")}
    assert len({row[0] for row in found}) == len(found)


def test_without_a_server_it_says_offline_and_asks_again_only_after_a_while(
    hub_url: str, server: Server
) -> None:
    """No table waits; when the hub is there again, claims are asked as before."""
    clock = FixedClock()
    claims = Claims(hub_url, timeout_ms=20_000, clock=clock.monotonic)
    table = Table(1, claims)
    assert table.claim("E1") == "granted"
    server.stop()
    try:
        result = claims.claim(SITE, "NS-102", "E2", "s", "Table 1", "2001")
        assert (result.state, "can't be reached" in result.why) == ("offline", True)
    finally:
        server.start()
    assert table.claim("E2", device="NS-102") == "offline"
    clock.advance(10)
    assert table.claim("E2", device="NS-102") == "granted"
    assert rows(hub_url, "event_id") == [("E1",), ("E2",)]
    claims.close()


def test_a_restart_between_two_claims_is_not_noticed(hub_url: str, server: Server) -> None:
    """The dead line is replaced within the same question."""
    with closing(Claims(hub_url, timeout_ms=20_000)) as claims:
        table = Table(1, claims)
        assert table.claim("E1") == "granted"
        server.stop()
        server.start()
        assert table.claim("E2", device="NS-102") == "granted"


def test_a_server_that_never_answers_costs_no_more_than_the_time_limit() -> None:
    """It takes the call and says nothing, as behind a broken firewall; then nobody waits at all."""
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        url = f"postgresql://table1@127.0.0.1:{silent.getsockname()[1]}/champion"
        claims = Claims(url, timeout_ms=300)
        table = Table(1, claims)
        began = time.monotonic()
        assert table.claim("E1") == "offline"
        first = time.monotonic() - began
        began = time.monotonic()
        assert [table.claim(f"E{number}") for number in range(100)] == ["offline"] * 100
        assert first < 1.5  # a busy machine; on an idle one it is 0.3
        assert time.monotonic() - began < 0.3
        claims.close()


def test_a_line_that_hangs_is_left_to_itself_after_the_pause() -> None:
    """The server still holds the first call and says nothing; the next try is a call of its own."""
    clock = FixedClock()
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        silent.settimeout(30)
        url = f"postgresql://table1@127.0.0.1:{silent.getsockname()[1]}/champion"
        claims = Claims(url, timeout_ms=200, clock=clock.monotonic)
        assert Table(1, claims).claim("E1") == "offline"
        with silent.accept()[0]:
            clock.advance(10)
            assert Table(1, claims).claim("E1") == "offline"
            silent.accept()[0].close()
        claims.close()


def test_a_hub_that_is_slow_to_connect_is_used_as_soon_as_it_is_there(
    hub_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for the line; it comes up behind the first claim, and no pause is kept."""
    gate = threading.Event()

    def connect_later(address: Address, *, seconds: int, statement_ms: int) -> Connection:
        assert gate.wait(60)
        return connect(address, seconds=seconds, statement_ms=20_000)

    monkeypatch.setattr(postgres_line, "connect", connect_later)
    with closing(Claims(hub_url, timeout_ms=200, clock=FixedClock().monotonic)) as claims:
        table = Table(1, claims)
        assert [table.claim("E1"), table.claim("E1")] == ["offline", "offline"]
        gate.set()
        wait_until(lambda: rows(hub_url) == [(1, "out", "E1")])
        wait_until(lambda: table.claim("E1") == "granted")


def test_a_hub_that_was_not_set_up_is_offline_and_says_why(empty_url: str) -> None:
    """Nobody at the table can do anything about it, so it stays quiet."""
    with closing(Claims(empty_url, timeout_ms=20_000)) as claims:
        result = claims.claim(SITE, "NS-101", "E1", "s", "Table 1", "2001")
        assert (result.state, "champion hub init URL" in result.why) == ("offline", True)
