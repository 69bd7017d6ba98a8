"""The packet: the folder that is asked for, what is written, and why it may not be."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from inventory.audit import AuditState
from inventory.errors import NotRecorded
from inventory.files.packet_check import verify
from inventory.services import export_log, packets
from inventory.store import events
from tests.tui import audited
from tests.tui.audited import audited_office, newest, open_page
from tests.tui.bursts import asked, post_keys, until
from tests.tui.screens.picking import enter, listed
from tests.tui.screens.sample_school import DEVICE, lines, says, typed
from tui.app import ChampionApp
from tui.screens import audit_packet
from tui.screens.audit_packet import write_packet
from tui.screens.fault import FaultScreen
from tui.screens.inbox import InboxScreen
from tui.screens.pick_folder import PickFolderScreen
from tui.widgets.text_lines import TextLines


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the dialog begins: a folder with one in it that is called like markup."""
    begins = tmp_path / "Documents"
    (begins / "[" / "]x").mkdir(parents=True)
    monkeypatch.setattr(audit_packet, "documents", lambda: begins)
    return begins


@pytest.fixture
def school() -> Iterator[ChampionApp]:
    """The app on the school whose second audit is signed."""
    office = audited_office()
    audited.signed(office, newest(office))
    yield ChampionApp(office)
    office.close()


async def ask(app: ChampionApp, pilot: Pilot[Any]) -> InboxScreen:
    """Ask for the folder, from some page."""
    beneath = InboxScreen()
    await open_page(app, pilot, beneath)
    write_packet(beneath, newest(app.office).audit_id)
    await asked(app, PickFolderScreen)
    await listed(app, "..")
    return beneath


def _says(beneath: InboxScreen, code: str) -> bool:
    return code in beneath.query_one("#strip", TextLines).text


async def test_the_packet_is_written_into_the_folder_that_stands_above(
    school: ChampionApp, folder: Path
) -> None:
    """The audit is submitted, the strip says where it is, and the packet is as it was signed."""
    async with school.run_test(size=(80, 24), notifications=True) as pilot:
        await ask(school, pilot)
        await pilot.press("ctrl+y")
        await until(lambda: newest(school.office).state is AuditState.SUBMITTED)
        (written,) = (one for one in folder.iterdir() if one.name != "[")
        files = len(list(written.iterdir()))
        await says(school, "strip", f"✓ Packet written, {files} files: {written}")
    assert verify(written).faults == ()


async def test_another_folder_is_opened_with_enter_and_its_button_takes_it(
    school: ChampionApp, folder: Path
) -> None:
    """Names are shown as they are, and Tab leads to the buttons."""
    async with school.run_test(size=(80, 24), notifications=True) as pilot:
        await ask(school, pilot)
        await enter(school, pilot, "[")
        await enter(school, pilot, "]x")
        await typed(pilot, "tab", "enter")
        await says(school, "strip", "✓ Packet written")
    assert len(list((folder / "[" / "]x").iterdir())) == 1


async def test_a_packet_that_was_lost_is_written_again(
    school: ChampionApp, folder: Path, tmp_path: Path
) -> None:
    """The same bytes, and that it was written is all that is recorded."""
    office = school.office
    (tmp_path / "stick").mkdir()
    first = packets.submit(office, newest(office), tmp_path / "stick")[1]
    before, audit = events.count(office.database), newest(office)
    async with school.run_test(size=(80, 24), notifications=True) as pilot:
        await ask(school, pilot)
        await pilot.press("ctrl+y")
        await says(school, "strip", "✓ Packet written")
        assert events.count(office.database) == before + 1
    assert export_log.exports(office)[-1].file == first.path.name
    assert newest(office) == audit
    again = folder / first.path.name
    assert {one.name: one.read_bytes() for one in again.iterdir()} == {
        one.name: one.read_bytes() for one in first.path.iterdir()
    }


async def test_what_is_there_already_is_never_written_over(
    school: ChampionApp, folder: Path
) -> None:
    """The same packet need not be; one that was changed is named, and left."""
    async with school.run_test(size=(80, 24), notifications=True) as pilot:
        for _ in range(2):
            await ask(school, pilot)
            await pilot.press("ctrl+y")
            await says(school, "strip", "✓ Packet written")
        (written,) = (one for one in folder.iterdir() if one.name != "[")
        (written / "summary.txt").write_text("mine")
        await ask(school, pilot)
        await pilot.press("ctrl+y")
        await says(school, "strip", f"{written.name} is there already, and holds something else.")
        assert lines(school, "strip").startswith(str(written))
    assert (written / "summary.txt").read_text() == "mine"


async def test_what_is_not_signed_is_refused(folder: Path) -> None:
    """With what comes first, and nothing is written."""
    office = audited_office()
    app = ChampionApp(office)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ask(app, pilot)
        await pilot.press("ctrl+y")
        await says(app, "strip", "no packet can be written for IT yet.")
    assert [one.name for one in folder.iterdir()] == ["["]
    office.close()


async def test_escape_writes_nothing(school: ChampionApp, folder: Path) -> None:
    """The audit stays signed."""
    async with school.run_test(size=(80, 24), notifications=True) as pilot:
        await ask(school, pilot)
        await pilot.press("escape")
        await until(lambda: isinstance(school.screen, InboxScreen))
        await pilot.pause()
        assert lines(school, "strip") == ""
    assert newest(school.office).state is AuditState.SIGNED
    assert [one.name for one in folder.iterdir()] == ["["]


async def test_a_disk_that_refuses_stops_everything(
    school: ChampionApp, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one clear screen, as for a scan."""

    def refuse(*_: object) -> None:
        raise NotRecorded("Not recorded.", "Look at the disk.")

    monkeypatch.setattr(packets, "submit", refuse)
    async with school.run_test(size=(80, 24), notifications=True) as pilot:
        await ask(school, pilot)
        await pilot.press("ctrl+y")
        await until(lambda: isinstance(school.screen, FaultScreen))


async def test_a_scan_chooses_no_folder(school: ChampionApp, folder: Path) -> None:
    """Its Enter opens none, either."""
    async with school.run_test(size=(80, 24), notifications=True) as pilot:
        beneath = await ask(school, pilot)
        front = school.screen
        for code in (DEVICE, "7719-X"):
            post_keys(school, f"{code}\r")
            await until(partial(_says, beneath, code))
            assert school.screen is front
    assert [one.name for one in folder.iterdir()] == ["["]


async def test_a_folder_that_is_gone_becomes_the_home_folder(
    school: ChampionApp, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A stick was pulled out."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr(audit_packet, "documents", lambda: tmp_path / "gone")
    async with school.run_test(size=(80, 24), notifications=True) as pilot:
        await ask(school, pilot)
        await pilot.press("ctrl+y")
        await says(school, "strip", "✓ Packet written")
    assert any(one.name.startswith("NORTHSIDE") for one in tmp_path.iterdir())
