"""The thread that asks the hub: nothing that goes wrong once ends it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from inventory.errors import ChampionError
from inventory.services import claims
from inventory.services.claims import Claimer, Heard
from inventory.services.office import Office
from inventory.store.connection import Unreadable
from tests.builders import FixedClock, open_school
from tests.tui.bursts import until
from tests.tui.scanning import running
from tests.tui.test_claims import sharing_runs, with_hub
from tui import claiming
from tui.claiming import Claiming

URL = "postgresql://nobody@127.0.0.1:1/champion"


class App:
    """As much of the app as the thread sees."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def call_later(self, act: Callable[[object], None], news: object) -> None:
        """At once: nothing is shown here."""
        act(news)


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Iterator[Office]:
    """The small school in a file, which the thread opens by itself."""
    office = open_school(Office.create(tmp_path / "champion.db", clock))
    yield office
    office.close()


def saying(monkeypatch: pytest.MonkeyPatch, *answers: Exception | Heard) -> list[int]:
    """Let the hub be asked with these answers, the last again and again; how often, by and by."""
    asked: list[int] = []

    def tell(_: Claimer) -> Heard:
        asked.append(1)
        answer = answers[min(len(asked), len(answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(claims.Claimer, "tell", tell)
    return asked


def begun(office: Office) -> tuple[Claiming, list[Heard], list[ChampionError]]:
    """A thread, and what it posts."""
    heard: list[Heard] = []
    faults: list[ChampionError] = []
    app = cast(Any, App(office))
    asking = Claiming(app, URL, heard.append, faults.append)
    asking.start()
    return asking, heard, faults


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Unreadable("Another program is writing to the database.", "Close it."), "Another program"),
        (TypeError("of Anaïs Quetzalwood"), "Sharing failed inside Champion (TypeError)."),
    ],
    ids=["unreadable", "unforeseen"],
)
async def test_one_error_does_not_end_it(
    office: Office, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    """It goes on after a while, and says so once, however often it comes."""
    monkeypatch.setattr(claiming, "ASK_AGAIN", 0.01)
    asked = saying(monkeypatch, Heard(), error, error, Heard(waiting=7))
    asking, heard, faults = begun(office)
    try:
        await until(lambda: len(heard) == 1)
        asking.nudge()
        await until(lambda: len(heard) == 2)
        assert len(asked) == 4
        assert heard[1].waiting == 7
        assert [str(one)[: len(said)] for one in faults] == [said]
        assert "Anaïs" not in str(faults[0])
        assert asking.is_alive
    finally:
        asking.end()
        asking.wait(5)
    assert not asking.is_alive


async def test_a_database_that_opens_only_later_is_opened_later(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program may hold it just when the app begins."""
    monkeypatch.setattr(claiming, "ASK_AGAIN", 0.01)
    saying(monkeypatch, Heard())
    opens, tries = Office.open, list[int]()

    def open_later(path: Path, clock: FixedClock) -> Office:
        tries.append(1)
        if len(tries) < 3:
            raise Unreadable("Another program is writing to the database.", "Close it.")
        return opens(path, clock)

    monkeypatch.setattr(Office, "open", open_later)
    asking, heard, faults = begun(office)
    try:
        await until(lambda: len(heard) == 1)
        assert (len(tries), len(faults)) == (3, 1)
    finally:
        asking.end()
        asking.wait(5)


async def test_a_thread_that_died_is_begun_anew(
    file_office: Office, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the next look, whatever killed it."""
    saying(monkeypatch, Heard())
    with_hub(file_office, URL)
    work = Claiming._work
    monkeypatch.setattr(Claiming, "_work", lambda _: None)
    async with running(file_office, clock, "f2") as driver:
        await sharing_runs(driver)
        sharing = driver.app.sharing
        assert sharing is not None
        assert sharing._claims is not None
        dead = sharing._claims
        dead.wait(5)
        monkeypatch.setattr(Claiming, "_work", work)
        sharing.look()
        assert sharing._claims is not dead
        assert sharing._claims.is_alive
