"""Claims at the table: another table was first, and it is said while the student stands there."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

import psycopg
import pytest

from inventory.exchange.postgres_claims import ClaimResult, Claims
from inventory.model import Kind
from inventory.services.office import Office
from inventory.store import events
from tests.builders import SITE, FixedClock
from tests.tui.bursts import until
from tests.tui.scanning import Driver, running
from tui.sharing import Shared
from tui.widgets.mode_bar import ModeBar

ANAIS, BAYO, ESME = "2001", "2002", "2005"


def elsewhere(
    url: str, device: str, event: str = "theirs", person: str = BAYO, site: str = SITE
) -> ClaimResult:
    """Another table hands a device out."""
    claims = Claims(url, timeout_ms=20_000)
    try:
        return claims.claim(site, device, event, "station 2", "Table 2", person)
    finally:
        claims.close()


def written(url: str) -> list[tuple[str, str]]:
    """What tables wrote on the hub: out or in, and which device."""
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT kind, device FROM champion.claim ORDER BY at, number")
        return [(str(kind), str(device)) for kind, device in rows]


def with_hub(office: Office, url: str) -> Office:
    """The office with a hub in its settings."""
    office.change_setting("hub", url)
    return office


def bar(driver: Driver) -> str:
    """What stands at the right of the bar."""
    return driver.screen.query_one(ModeBar)._right


async def sharing_runs(driver: Driver) -> None:
    """Wait until the app looks after the hub."""
    await until(lambda: driver.app.sharing is not None and driver.app.sharing._claims is not None)


async def test_a_device_that_another_table_handed_out_rings_while_the_student_stands_there(
    file_office: Office, clock: FixedClock, hub_url: str
) -> None:
    """Green comes first and is on disk; the stop comes with what to do, and Ctrl+Z does it."""
    assert elsewhere(hub_url, "NS-101").state == "granted"
    with_hub(file_office, hub_url)
    async with running(file_office, clock, "f2") as driver:
        await sharing_runs(driver)
        first, _, _ = await driver.scan(ANAIS, "NS-101")
        assert "HANDED OUT" in first
        await until(lambda: "OUT ELSEWHERE" in driver.band[0])
        first, fact, then = driver.band
        assert first.endswith("NS-101")
        assert "Handed out at Table 2" in fact
        assert "s ago, to Bayo Zephyrine." in fact
        assert then == "Take it back from the student now: Ctrl+Z."
        assert len(events.of_kind(file_office.database, Kind.ISSUE)) == 1
        assert (await driver.scan("NS-101"))[0].strip() == first.strip()
        await driver.pilot.press("ctrl+z")
        await until(lambda: "UNDONE" in driver.band[0])
    other = elsewhere(hub_url, "NS-101", "theirs again")
    assert (other.state, other.table) == ("refused", "Table 2")


async def test_a_granted_claim_changes_nothing_on_the_screen(
    file_office: Office, clock: FixedClock, hub_url: str
) -> None:
    """And keeps the others from handing the device out, until it comes back or is undone."""
    with_hub(file_office, hub_url)
    async with running(file_office, clock, "f2") as driver:
        await sharing_runs(driver)
        green = await driver.scan(ANAIS, "NS-101")
        await until(lambda: written(hub_url) == [("out", "NS-101")])
        assert elsewhere(hub_url, "NS-101").state == "refused"
        assert driver.band == green
        assert "offline" not in bar(driver)
        await driver.pilot.press("ctrl+z")
        await until(lambda: "UNDONE" in driver.band[0])
        await until(lambda: written(hub_url)[1:] == [("in", "NS-101")])
        assert elsewhere(hub_url, "NS-101", "later").state == "granted"


async def test_a_return_releases_what_another_table_claimed(
    file_office: Office, clock: FixedClock, hub_url: str
) -> None:
    """It lies on the table now: nobody else has it."""
    elsewhere(hub_url, "NS-102")
    with_hub(file_office, hub_url)
    async with running(file_office, clock, "f3") as driver:
        await sharing_runs(driver)
        await driver.scan("NS-102")
        await until(lambda: written(hub_url)[1:] == [("in", "NS-102")])
        assert elsewhere(hub_url, "NS-102", "later").state == "granted"


@pytest.mark.parametrize(
    ("then", "outcome", "advice"),
    [
        pytest.param((ESME, "NS-102"), "HANDED OUT", "F3 and a scan", id="next-student"),
        pytest.param((BAYO, "NS-102"), "HAS ONE", "Ctrl+Z", id="open-question"),
    ],
)
async def test_what_is_at_the_table_by_then_keeps_the_band(
    file_office: Office, clock: FixedClock, hub_url: str,
    then: tuple[str, str], outcome: str, advice: str,
) -> None:  # fmt: skip
    """Ctrl+Z is named only while it takes the right device; a question stays in sight."""
    elsewhere(hub_url, "NS-101")
    gate = threading.Event()
    with_hub(file_office, hub_url)
    with held_back(gate):
        async with running(file_office, clock, "f2") as driver:
            await sharing_runs(driver)
            await driver.scan(ANAIS, "NS-101")
            before = await driver.scan(*then)
            assert outcome in before[0]
            gate.set()
            await until(lambda: "out elsewhere" in driver.words)
            assert driver.band == before
            await until(lambda: bool(driver.app._notifications))
            (said,) = driver.app._notifications
            assert "NS-101: Handed out at Table 2" in said.message
            assert advice in said.message


async def test_a_hub_that_is_not_there_is_said_quietly(
    file_office: Office, clock: FixedClock
) -> None:
    """No band, no bell, no corner: a few words in the bar."""
    with_hub(file_office, f"postgresql://nobody@127.0.0.1:{closed_port()}/champion")
    async with running(file_office, clock, "f2") as driver:
        await sharing_runs(driver)
        await until(lambda: bar(driver).startswith("hub offline · "))
        green = await driver.scan(ANAIS, "NS-101")
        await until(lambda: bar(driver).startswith("hub offline, will be checked · "))
        assert driver.app.sharing is not None
        for _ in range(3):
            shared: list[Shared] = []
            driver.app.sharing.look()
            driver.app.sharing.share_now(shared.extend)
            await until(lambda told=shared: bool(told))  # type: ignore[misc]
        assert bar(driver).count("hub offline") == 1
        assert driver.band == green
        assert not driver.app._notifications


async def test_a_hub_that_refuses_the_login_is_told_once(
    file_office: Office, clock: FixedClock, hub_url: str
) -> None:
    """It needs a person; said again and again it would only be in the way."""
    with_hub(file_office, hub_url.replace("//it@", "//nobody_here@"))
    async with running(file_office, clock, "f2") as driver:
        await sharing_runs(driver)
        await until(lambda: bool(driver.app._notifications))
        assert driver.app.sharing is not None
        for _ in range(3):
            shared: list[Shared] = []
            driver.app.sharing.look()
            driver.app.sharing.share_now(shared.extend)
            await until(lambda told=shared: bool(told))  # type: ignore[misc]
        (said,) = driver.app._notifications
        assert "refuses this login" in said.message


async def test_without_a_hub_nothing_is_asked(file_office: Office, clock: FixedClock) -> None:
    """No thread, no driver, no socket."""
    async with running(file_office, clock, "f2") as driver:
        await until(lambda: driver.app.sharing is not None)
        await driver.scan(ANAIS, "NS-101")
        assert driver.app.sharing is not None
        assert driver.app.sharing._claims is None


async def test_a_hub_that_never_answers_delays_no_scan(
    file_office: Office, clock: FixedClock
) -> None:
    """It takes the connection and is silent: scans are as quick as without a hub."""
    alone = await scan_times(file_office, clock, [f"NS-10{n}" for n in (1, 2, 3)])
    with silent_server() as (port, callers):
        with_hub(file_office, f"postgresql://table@127.0.0.1:{port}/champion?sslmode=disable")
        async with running(file_office, clock, "f2") as driver:
            await sharing_runs(driver)
            await until(lambda: len(callers) > 0)
            beside = await timed(driver, ["NS-101", "NS-102", "NS-103"])
            await until(lambda: "hub offline" in bar(driver))
    assert max(beside) < 0.3, (alone, beside)
    assert sorted(beside)[1] < 2 * sorted(alone)[1] + 0.05, (alone, beside)


async def scan_times(office: Office, clock: FixedClock, codes: list[str]) -> list[float]:
    """How long each scan takes until its verdict stands, without a hub."""
    async with running(office, clock, "f2") as driver:
        return await timed(driver, codes)


async def timed(driver: Driver, codes: list[str]) -> list[float]:
    """Seconds from a scan to its verdict, for hand-outs that are undone again."""
    times = []
    for code in codes:
        await driver.scan(ANAIS)
        began = perf_counter()
        first, _, _ = await driver.scan(code)
        times.append(perf_counter() - began)
        assert "HANDED OUT" in first
        shown = len(driver.verdicts)
        await driver.pilot.press("ctrl+z")
        await driver.settle(shown + 1)
    return times


def closed_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def silent_server() -> Iterator[tuple[int, list[socket.socket]]]:
    """A server that accepts everybody and says nothing."""
    callers: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            while True:
                try:
                    callers.append(server.accept()[0])
                except OSError:
                    return

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1], callers
        finally:
            server.shutdown(socket.SHUT_RDWR)
            server.close()
            thread.join(5)
            for caller in callers:
                caller.close()


@contextmanager
def held_back(gate: threading.Event) -> Iterator[None]:
    """The hub's answers to claims wait for the gate, as on a slow line."""
    ask = Claims.claim

    def wait_and_ask(self: Claims, *args: str, **more: list[str]) -> ClaimResult:
        gate.wait(10)
        return ask(self, *args, **more)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Claims, "claim", wait_and_ask)
        yield
