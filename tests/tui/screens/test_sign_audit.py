"""Signing: the figures, the two fields, and what can't be signed."""

from collections.abc import Iterator

import pytest
from textual.widgets import Input

from inventory.audit import AuditState
from inventory.errors import NotRecorded
from inventory.services import audits, packets
from tests.tui import audited
from tests.tui.audited import audited_office, hostile_office, newest, open_page, stands_harmless
from tests.tui.bursts import post_keys, until
from tests.tui.screens.sample_school import DEVICE, dump, lines, says
from tui.app import ChampionApp
from tui.screens.fault import FaultScreen
from tui.screens.sign_audit import SignScreen

SIZE = (80, 24)


@pytest.fixture
def school() -> Iterator[ChampionApp]:
    """The app on the school whose second audit is explained."""
    office = audited_office()
    audited.explain_all(office, newest(office))
    yield ChampionApp(office)
    office.close()


def sign_page(app: ChampionApp) -> SignScreen:
    """The page of the newest audit."""
    return SignScreen(newest(app.office).audit_id)


async def test_the_page_says_what_is_signed(school: ChampionApp) -> None:
    """Counts, rates, finds, explanations, value at risk, and what follows."""
    school.office.change_setting("prices", "Chromebook=320")
    async with school.run_test(size=SIZE, notifications=True) as pilot:
        await open_page(school, pilot, sign_page(school))
        said = " ".join(lines(school, "figures").split())
        assert "Expected 253 Sighted 96.0%" in said
        assert "Missing 10 Value at risk 640.00 for 2 of 10" in said
        assert "Finds 4 1 another school's, 1 resurfaced, 1 not known, 1 no readable code" in said
        assert "Explained 17 17 no action" in said
        assert "can't be changed any more" in said
        assert "could not be found is set missing" in said


async def test_without_prices_no_value_is_named(school: ChampionApp) -> None:
    """Nothing is worth nothing."""
    async with school.run_test(size=SIZE, notifications=True) as pilot:
        await open_page(school, pilot, sign_page(school))
        assert "Value at risk             no prices set" in lines(school, "figures")


async def test_enter_goes_on_and_behind_the_role_it_signs(school: ChampionApp) -> None:
    """Name and role are kept as written; the page gives that it was signed."""
    given: list[bool | None] = []
    async with school.run_test(size=SIZE, notifications=True) as pilot:
        school.push_screen(sign_page(school), given.append)
        await until(lambda: isinstance(school.focused, Input))
        await pilot.press(*"Ada [/] Park", "enter", *"librarian", "enter")
        await until(lambda: given == [True])
    audit = newest(school.office)
    assert (audit.state, audit.signed_by, audit.role) == (
        AuditState.SIGNED, "Ada [/] Park", "librarian",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (["enter", "enter"], "The name is still empty."),
        (["enter", *"librarian", "enter"], "The name is still empty."),
        ([*"Ada", "enter", "space", "enter"], "The role is still empty."),
    ],
)
async def test_both_fields_have_to_be_written(
    school: ChampionApp, keys: list[str], said: str
) -> None:
    """The cursor goes to the one that is empty; nothing is signed."""
    async with school.run_test(size=SIZE, notifications=True) as pilot:
        await open_page(school, pilot, sign_page(school))
        await pilot.press(*keys)
        await says(school, "strip", said)
        assert isinstance(school.focused, Input)
        assert not school.focused.value.strip()
    assert newest(school.office).state is AuditState.EXPLAINED


async def test_escape_leaves_it_unsigned(school: ChampionApp) -> None:
    """With both fields written."""
    given: list[bool | None] = []
    async with school.run_test(size=SIZE, notifications=True) as pilot:
        school.push_screen(sign_page(school), given.append)
        await until(lambda: isinstance(school.focused, Input))
        await pilot.press(*"Ada", "enter", *"librarian", "escape")
        await until(lambda: given == [False])
    assert newest(school.office).state is AuditState.EXPLAINED


async def test_what_waits_for_explanations_says_so_at_once(school: ChampionApp) -> None:
    """The fields take nothing."""
    office = audited_office()
    app = ChampionApp(office)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await open_page(app, pilot, sign_page(app))
        assert "17 variances\nhave no explanation." in lines(app, "said")
        await pilot.press(*"Ada", "enter")
        assert app.screen.query_one("#name", Input).value == ""
    office.close()


async def test_what_was_signed_meanwhile_is_refused(school: ChampionApp) -> None:
    """Another window was quicker."""
    async with school.run_test(size=SIZE, notifications=True) as pilot:
        await open_page(school, pilot, sign_page(school))
        packets.sign(school.office, newest(school.office), "Kim", "teacher")
        before = dump(school.office)
        await pilot.press(*"Ada", "enter", *"librarian", "enter")
        await says(school, "said", "was signed by Kim already.")
        assert dump(school.office) == before


async def test_a_disk_that_refuses_stops_everything(
    school: ChampionApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one clear screen, as for a scan."""

    def refuse(*_: object) -> None:
        raise NotRecorded("Not recorded.", "Look at the disk.")

    monkeypatch.setattr(audits, "close", refuse)
    async with school.run_test(size=SIZE, notifications=True) as pilot:
        await open_page(school, pilot, sign_page(school))
        await pilot.press(*"Ada", "enter", *"librarian", "enter")
        await until(lambda: isinstance(school.screen, FaultScreen))


async def test_a_scan_signs_nothing(school: ChampionApp) -> None:
    """A known code reaches no field; an unknown one is typed, its Enter does not count."""
    async with school.run_test(size=SIZE, notifications=True) as pilot:
        await open_page(school, pilot, sign_page(school))
        await pilot.press(*"Ada", "enter")
        post_keys(school, f"{DEVICE}\r")
        await says(school, "strip", DEVICE)
        role = school.screen.query_one("#role", Input)
        assert role.value == ""
        post_keys(school, "7719-X\r")
        await until(lambda: role.value == "7719-X")
        await pilot.pause()
        assert isinstance(school.screen, SignScreen)
    assert newest(school.office).state is AuditState.EXPLAINED


async def test_hostile_names_do_no_harm() -> None:
    """In the school's name, and in the fields."""
    office = hostile_office()
    audited.explain_all(office, newest(office))
    office.change_setting("school", "School [/]")
    app = ChampionApp(office)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await open_page(app, pilot, sign_page(app))
        await stands_harmless(app)
        await pilot.press(*"[/]x", "enter")
        await stands_harmless(app)
    office.close()
