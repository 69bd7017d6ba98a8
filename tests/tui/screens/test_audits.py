"""The overview of the audits: what is due, the next step, opening, finishing, those before."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from inventory.audit import Audit, AuditState, Scope
from inventory.services import answers, audit_figures, audits
from inventory.services.office import Office
from tests.builders import CountedEntropy, FixedClock
from tests.tui.audited import (
    HOSTILE,
    explain_all,
    hostile_office,
    scanned,
    signed,
    stands_harmless,
    submitted,
)
from tests.tui.auditing import HERE, open_audit, seen
from tests.tui.bursts import post_keys, until
from tests.tui.screens.sample_school import dump, lines, says, scan_presses_nothing, shown
from tui.app import ChampionApp
from tui.screens.answer import AnswerScreen
from tui.screens.ask_text import AskTextScreen
from tui.screens.audit import AuditScreen
from tui.screens.audit_page import EarlierAuditScreen
from tui.screens.audit_scope import ScopeScreen
from tui.screens.audit_variances import VariancesScreen
from tui.screens.audits import AuditsScreen
from tui.screens.choices import Choices
from tui.screens.explain import ExplainScreen
from tui.screens.fault import FaultScreen
from tui.screens.finish_audit import FinishScreen
from tui.screens.open_audit import OpenScreen
from tui.screens.pick_file import PickFileScreen
from tui.screens.pick_folder import PickFolderScreen
from tui.screens.sign_audit import SignScreen
from tui.widgets.record_table import RecordTable

DEVICES = Path(__file__).parents[3] / "sample_data" / "devices.csv"

NO_CODE = "no readable code"

Play = Callable[[Office, Path], Audit]


def choices(app: ChampionApp) -> list[str]:
    """What can be done, from the top."""
    options = app.screen.query_one(Choices)
    return [str(option.prompt) for option in options.options if option.id]


async def overview(app: ChampionApp, pilot: Pilot[str]) -> None:
    """Go to the overview, past the scan screen where an audit is open."""
    await pilot.press("f4")
    await until(lambda: isinstance(app.screen, AuditsScreen | AuditScreen))
    if isinstance(app.screen, AuditScreen):
        await until(lambda: app.focused is not None)
        await pilot.press("escape")
    await shown(AuditsScreen, app)
    await until(lambda: bool(app.screen.query(Choices)) and bool(choices(app)))


async def pick(app: ChampionApp, pilot: Pilot[str], words: str) -> None:
    """Put the mark on the choice that begins so, and press Enter."""
    options = app.screen.query_one(Choices)
    at = [str(option.prompt).startswith(words) for option in options.options].index(True)
    options.highlighted = at
    await pilot.press("enter")


async def test_without_an_audit_it_says_which_one_is_due_and_what_can_be_opened(
    school: ChampionApp,
) -> None:
    """The whole allocation first, with how many devices it has."""
    async with school.run_test(notifications=True) as pilot:
        await overview(school, pilot)
        await says(school, "audit", "Q4 2026 audit   due 15 December, in 24 days\nNot open yet.")
        assert choices(school) == [
            "Open the Q4 2026 audit: 253 devices",
            "Open one for some places…",
            "Open one for some categories…",
            "Open a sample: 25 of the list, 25 of the floor",
            "Open it blind: while scanning nothing that is expected is shown",
        ]


async def test_an_audit_that_is_overdue_says_so(sample_office: Office, clock: FixedClock) -> None:
    """Once one was signed, the one that was left out is the next."""
    signed(sample_office, scanned(sample_office, leave=0, odd=False))
    clock.advance(timedelta(days=150).total_seconds())
    app = ChampionApp(sample_office)
    async with app.run_test(notifications=True) as pilot:
        await overview(app, pilot)
        assert choices(app)[:3] == [
            "Write the packet for IT",
            "All variances",
            "Open the Q1 2027 audit: 253 devices",
        ]
        await pick(app, pilot, "Open the Q1 2027")
        await shown(OpenScreen, app)
        await says(app, "question", "due Wednesday 31 March")


async def test_a_school_without_devices_says_what_to_do_first(clock: FixedClock) -> None:
    """Nothing can be opened, and the page stands."""
    app = ChampionApp(Office.in_memory(clock, CountedEntropy()))
    async with app.run_test(notifications=True) as pilot:
        await pilot.press("f4")
        await shown(AuditsScreen, app)
        await says(app, "audit", "There are no devices to audit yet.")
        assert choices(app) == []


async def test_opening_shows_what_would_be_frozen_and_goes_on_to_scanning(
    school: ChampionApp,
) -> None:
    """*Not yet* opens nothing; the other one freezes the list."""
    async with school.run_test(notifications=True) as pilot:
        await overview(school, pilot)
        before = dump(school.office)
        await pilot.press("enter")
        await shown(OpenScreen, school)
        await says(school, "question", "253 devices are expected, in 17 places.")
        await says(school, "question", "Not expected: 3 lost, 2 retired, 1 stolen.")
        await pilot.press("down", "enter")
        await shown(AuditsScreen, school)
        assert dump(school.office) == before
        await pilot.press("enter")
        await shown(OpenScreen, school)
        await pilot.press("enter")
        await shown(AuditScreen, school)
        assert audits.find(school.office).expected == 253


async def test_places_are_marked_with_space(school: ChampionApp) -> None:
    """Enter goes on with what is marked, and the audit asks for those only."""
    async with school.run_test(notifications=True) as pilot:
        await overview(school, pilot)
        await pick(school, pilot, "Open one for some places")
        await shown(ScopeScreen, school)
        await until(lambda: bool(school.screen.query(RecordTable)))
        await pilot.press("space", "space", "enter")
        await shown(OpenScreen, school)
        await says(school, "question", "Scope: Library and Library cart 1.")
        await pilot.press("enter")
        await shown(AuditScreen, school)
        assert audits.find(school.office).scope == Scope(places=("Library", "Library cart 1"))


async def test_a_category_is_taken_without_a_mark(school: ChampionApp) -> None:
    """Enter without marks takes the row under the cursor; Esc opens nothing."""
    async with school.run_test(notifications=True) as pilot:
        await overview(school, pilot)
        await pick(school, pilot, "Open one for some categories")
        await shown(ScopeScreen, school)
        await until(lambda: bool(school.screen.query(RecordTable)))
        await pilot.press("escape")
        await shown(AuditsScreen, school)
        await pick(school, pilot, "Open one for some categories")
        await shown(ScopeScreen, school)
        await until(lambda: bool(school.screen.query(RecordTable)))
        await pilot.press("enter")
        await shown(OpenScreen, school)
        await pilot.press("enter")
        await shown(AuditScreen, school)
        assert audits.find(school.office).scope == Scope(categories=("Charger",))


@pytest.mark.parametrize("words", ["Open a sample", "Open it blind"])
async def test_a_sample_and_a_blind_audit_are_opened(school: ChampionApp, words: str) -> None:
    """Their scope says so, and each sample is drawn with a seed of its own."""
    async with school.run_test(notifications=True) as pilot:
        await overview(school, pilot)
        await pick(school, pilot, words)
        await shown(OpenScreen, school)
        await pilot.press("enter")
        await shown(AuditScreen, school)
        scope = audits.find(school.office).scope
        assert scope.blind == (words == "Open it blind")
        assert (scope.sample, scope.floor, bool(scope.seed)) == (
            (25, 25, True) if words == "Open a sample" else (0, 0, False)
        )


async def test_while_scanning_the_figures_stand_and_a_scan_counts_here_too(
    sample_office: Office,
) -> None:
    """The strip says what came of it; the figures follow."""
    audit = open_audit(sample_office)
    app = ChampionApp(sample_office)
    async with app.run_test(notifications=True) as pilot:
        await overview(app, pilot)
        assert choices(app) == ["Go on scanning", "Finish scanning", "All variances so far"]
        await says(app, "audit", "0 of 253 seen")
        post_keys(app, f"{HERE}\r")
        await says(app, "strip", f"✓ verified  {HERE}")
        await says(app, "audit", "1 of 253 seen")
        await says(app, "audit", "252 left to find")
        assert seen(sample_office, audit) == [HERE]
        assert isinstance(app.screen, AuditsScreen)


async def test_a_blind_audit_is_blind_on_the_overview_too(sample_office: Office) -> None:
    """Neither the figures nor the list of variances nor the question to finish tell."""
    open_audit(sample_office, Scope(blind=True))
    app = ChampionApp(sample_office)
    async with app.run_test(notifications=True) as pilot:
        await overview(app, pilot)
        await says(app, "audit", "0 scanned")
        assert choices(app) == ["Go on scanning", "Finish scanning"]
        assert "253" not in lines(app, "audit")
        await pick(app, pilot, "Finish")
        await shown(FinishScreen, app)
        assert "253" not in lines(app, "question")


async def test_a_scan_during_the_question_to_finish_counts(sample_office: Office) -> None:
    """It is open until the answer."""
    audit = open_audit(sample_office)
    app = ChampionApp(sample_office)
    async with app.run_test(notifications=True) as pilot:
        await overview(app, pilot)
        await pick(app, pilot, "Finish")
        await shown(FinishScreen, app)
        await says(app, "question", "253 of 253 devices were not seen.")
        post_keys(app, f"{HERE}\r")
        await says(app, "strip", f"✓ verified  {HERE}")
        assert seen(sample_office, audit) == [HERE]
        await pilot.press("enter")
        await shown(AuditsScreen, app)
        await says(app, "audit", "wait for an explanation")


async def test_a_command_barcode_leads_away_from_the_overview(sample_office: Office) -> None:
    """ZZOUT goes to Hand out, and F4 comes back to scanning."""
    open_audit(sample_office)
    app = ChampionApp(sample_office)
    async with app.run_test(notifications=True) as pilot:
        await overview(app, pilot)
        post_keys(app, "ZZOUT\r")
        await until(lambda: app.current_mode == "hand_out" and app.focused is not None)
        await pilot.press("f4")
        await shown(AuditScreen, app)


async def test_what_is_locked_is_explained_or_reopened_with_a_reason(
    sample_office: Office,
) -> None:
    """Reopening goes on to scanning; the place is to be scanned anew."""
    scanned(sample_office, leave=3)
    app = ChampionApp(sample_office)
    async with app.run_test(notifications=True) as pilot:
        await overview(app, pilot)
        waiting = audits.find(sample_office)
        number = audit_figures.unexplained(sample_office, waiting)
        assert choices(app) == [
            f"Explain {number} variances", "Scan on: reopens it, with a reason", "All variances",
        ]  # fmt: skip
        await pilot.press("enter")
        await shown(ExplainScreen, app)
        await pilot.press("escape")
        await shown(AuditsScreen, app)
        await pick(app, pilot, "Scan on")
        await shown(AskTextScreen, app)
        await pilot.press(*"cart 2", "enter")
        await shown(AuditScreen, app)
        assert audits.find(sample_office, waiting.audit_id).state is AuditState.OPEN


async def test_all_variances_are_listed_and_open_their_device(sample_office: Office) -> None:
    """Missing first; Enter on a device opens its page, Esc comes back."""
    scanned(sample_office, leave=3)
    app = ChampionApp(sample_office)
    async with app.run_test(notifications=True) as pilot:
        await overview(app, pilot)
        await pick(app, pilot, "All variances")
        await shown(VariancesScreen, app)
        await until(lambda: bool(app.screen.query(RecordTable)))
        table = app.screen.query_one(RecordTable)
        cells = table.source.rows(table.row_keys)
        outcomes = [cells[key][0] for key in table.row_keys]
        assert outcomes[0] == "missing"
        assert set(outcomes[-4:]) == {"resurfaced", "another school's", "not known", NO_CODE}
        await pilot.press("enter")
        await until(lambda: "Device" in type(app.screen).__name__)
        await pilot.press("escape", "escape")
        await shown(AuditsScreen, app)


def _explained(office: Office, folder: Path) -> Audit:
    return explain_all(office, scanned(office, leave=3))


def _signed(office: Office, folder: Path) -> Audit:
    return signed(office, scanned(office, leave=3))


def _submitted(office: Office, folder: Path) -> Audit:
    return submitted(office, scanned(office, leave=3), folder)


def _answered(office: Office, folder: Path) -> Audit:
    sent = _submitted(office, folder)
    return answers.take_answer(office, answers.read_answer(office, sent, DEVICES))


@pytest.mark.parametrize(
    ("play", "first", "screen"),
    [
        (_explained, "Sign", SignScreen),
        (_signed, "Write the packet for IT", PickFolderScreen),
        (_submitted, "Read the district's answer", PickFileScreen),
        (_answered, "Show the district's answer", AnswerScreen),
    ],
)
async def test_each_state_has_its_next_step_first(
    sample_office: Office, tmp_path: Path, play: Play, first: str, screen: type
) -> None:
    """Enter takes it; Esc comes back to the overview."""
    play(sample_office, tmp_path)
    app = ChampionApp(sample_office)
    async with app.run_test(notifications=True) as pilot:
        await overview(app, pilot)
        assert choices(app)[0] == first
        await pilot.press("enter")
        await until(lambda: isinstance(app.screen, screen) and app.focused is not None)
        await pilot.press("escape")
        await shown(AuditsScreen, app)


async def test_an_audit_before_keeps_its_own_steps(
    sample_office: Office, clock: FixedClock, tmp_path: Path
) -> None:
    """The district's answer may come while the next audit is scanned."""
    before = _submitted(sample_office, tmp_path)
    clock.advance(timedelta(days=100).total_seconds())
    open_audit(sample_office)
    app = ChampionApp(sample_office)
    async with app.run_test(notifications=True) as pilot:
        await overview(app, pilot)
        await says(app, "audit", "Q1 2027 audit")
        assert choices(app)[-1].startswith("Q4 2026     Signed on 21 November 2026 by Ada Park")
        await pilot.press("end", "enter")
        await shown(EarlierAuditScreen, app)
        await says(app, "audit", "Q4 2026 audit")
        assert choices(app) == [
            "Read the district's answer", "Write the packet for IT once more", "All variances",
        ]  # fmt: skip
        assert audits.find(sample_office, before.audit_id).state is AuditState.SUBMITTED
        await pilot.press("escape")
        await shown(AuditsScreen, app)


async def test_a_step_that_another_window_took_is_refused_in_the_strip(
    sample_office: Office,
) -> None:
    """The page then shows how it stands."""
    audit = open_audit(sample_office)
    app = ChampionApp(sample_office)
    async with app.run_test(notifications=True) as pilot:
        await overview(app, pilot)
        await pick(app, pilot, "Finish")
        await shown(FinishScreen, app)
        audits.lock(sample_office, audit)
        await pilot.press("enter")
        await says(app, "strip", "is not being scanned any more.")
        await pilot.press("escape")
        await shown(AuditsScreen, app)
        await says(app, "audit", "Scanning is finished.")


async def test_a_second_audit_is_not_opened_beside_one_of_another_window(
    sample_office: Office,
) -> None:
    """What was to be opened is refused, and the page shows the one that is open."""
    app = ChampionApp(sample_office)
    async with app.run_test(notifications=True) as pilot:
        await overview(app, pilot)
        await pilot.press("enter")
        await shown(OpenScreen, app)
        other = open_audit(sample_office)
        await pilot.press("enter")
        await shown(AuditsScreen, app)
        await says(app, "strip", f"{other.audit_id} is still being scanned.")
        assert choices(app)[0] == "Go on scanning"


@pytest.mark.parametrize("steps", [("enter", "enter"), ("down", "enter", "enter")])
async def test_a_disk_that_refuses_stops_everything(
    sample_office: Office, steps: tuple[str, ...]
) -> None:
    """Neither opened nor finished: the one clear screen says so."""
    if len(steps) == 3:
        open_audit(sample_office)
    app = ChampionApp(sample_office)
    async with app.run_test(notifications=True) as pilot:
        await overview(app, pilot)
        sample_office.database.conn.execute("PRAGMA query_only = ON")
        for step in steps:
            await pilot.press(step)
            await pilot.pause()
        await shown(FaultScreen, app)
        sample_office.database.conn.execute("PRAGMA query_only = OFF")
        await pilot.press("ctrl+r")
        await until(lambda: not isinstance(app.screen, FaultScreen))


async def test_bursts_press_nothing_where_an_audit_is_opened(school: ChampionApp) -> None:
    """Enter would freeze the list: neither the overview nor the question takes one from a scan."""
    async with school.run_test(notifications=True) as pilot:
        await overview(school, pilot)
        await scan_presses_nothing(school)
        await pilot.press("enter")
        await shown(OpenScreen, school)
        await scan_presses_nothing(school)
        await pilot.press("escape")
        await shown(AuditsScreen, school)
        await pick(school, pilot, "Open one for some places")
        await shown(ScopeScreen, school)
        await until(lambda: bool(school.screen.query(RecordTable)))
        await scan_presses_nothing(school)


async def test_hostile_names_are_shown_as_they_are(tmp_path: Path) -> None:
    """On the map of places, in the list of what is left, on the overview and its list."""
    office = hostile_office()
    locked = audits.find(office)
    audits.reopen(office, locked, HOSTILE)
    app = ChampionApp(office)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.press("f4")
        await shown(AuditScreen, app)
        await stands_harmless(app)
        await pilot.press("escape")
        await shown(AuditsScreen, app)
        await pick(app, pilot, "All variances")
        await shown(VariancesScreen, app)
        await stands_harmless(app)


async def test_f4_is_on_home_with_what_is_due(sample_office: Office) -> None:
    """It follows the audit from state to state."""
    app = ChampionApp(sample_office)
    async with app.run_test(notifications=True) as pilot:
        await says(app, "glance", "Audit Q4 2026   due 15 December · not open yet")
        audit = open_audit(sample_office)
        await pilot.press("f2", "f10")
        await says(app, "glance", "due 15 December · 0 of 253 seen")
        audits.lock(sample_office, audit)
        await pilot.press("f2", "f10")
        await says(app, "glance", "variances to explain")
        signed(sample_office, audits.find(sample_office))
        await pilot.press("f2", "f10")
        await says(app, "glance", "signed, the packet for IT is next")
