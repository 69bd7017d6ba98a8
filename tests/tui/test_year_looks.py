"""Pictures of the year, of who serves, and of the look before the day.

After a change that is meant: ``pytest tests/tui/test_year_looks.py --snapshot-update``; look at
them.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from inventory.audit import Scope
from inventory.rules.duties import Operator, Role
from inventory.services import audit_draft, audits, backups, health, terms
from inventory.services.health import Fact
from inventory.services.office import Office
from tests.builders import CountedEntropy, FixedClock
from tests.tui.forms import FORMS, Looks, Step, playing
from tests.tui.screens.sample_school import sample_app
from tui.app import ChampionApp
from tui.screens.year import YearScreen


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The sample school, on a laptop whose disk has the same room everywhere."""
    fact = (Fact("Free space", "73.4 GB"),)
    monkeypatch.setattr(health, "at_once", lambda _: fact)
    monkeypatch.chdir(tmp_path)
    with sample_app(tmp_path, monkeypatch) as app:
        yield app.office


def unset(office: Office) -> None:
    """Nobody has set a day, and nobody is put down to serve."""


def known(office: Office) -> None:
    """As a school sets it, and three who serve."""
    for key, value in (
        ("year", "2026-08-24 to 2027-06-11"), ("due_back", "2027-05-28"), ("survey", "2027-04-30"),
    ):  # fmt: skip
        office.change_setting(key, value)
    terms.add(office, "Ada Park", Role.CHAMPION, date(2024, 8, 19), date(2025, 6, 6))
    terms.add(office, "Ada Park", Role.CHAMPION, date(2025, 8, 18), date(2026, 6, 5))
    terms.add(office, "Ada Park", Role.CHAMPION)
    terms.add(office, "Bea Lind", Role.HELPER)
    terms.add(office, "Bartholomew Featherstonehaugh-Wu", Role.HELPER)


def crowded(office: Office) -> None:
    """More helpers than there is room for."""
    known(office)
    for number in range(24):
        terms.add(office, f"Helper {number + 1:02}", Role.HELPER)


def helped(office: Office) -> None:
    """A helper is at the table."""
    known(office)
    office.operator = Operator("Bea Lind", Role.HELPER)


def overdue(office: Office) -> None:
    """In January, and the audit of December was not signed."""
    known(office)
    audits.open_audit(office, audit_draft.draft(office, Scope()))
    assert isinstance(office.clock, FixedClock)
    office.clock.advance(50 * 86_400)


def backed_up(office: Office) -> None:
    """Nothing would stop the line any more."""
    known(office)
    assert backups.back_up_by_itself(office)


def emptied(office: Office) -> Office:
    """Nothing was imported yet: a new file, which the check at the start finds in order."""
    with closing(Office.in_memory(office.clock, CountedEntropy())) as new:
        new.change_setting("school", office.school)
        new.database.conn.backup(office.database.conn)
    return Office(office.database, office.clock, CountedEntropy(1_000))


def save(app: ChampionApp) -> None:
    """As if this name was typed."""
    assert isinstance(app.screen, YearScreen)
    app.screen._save_later(Path("year-2026.ics"))


Change = Callable[[Office], Office | None]
YEAR, BEFORE = ("@year", "?Day"), ("@before", "?Scanner")
TERMS = (*YEAR, "t", "?Years of service")
STATES: Mapping[str, tuple[Change, tuple[Step, ...]]] = {
    "year": (known, YEAR),
    "year-unset": (unset, YEAR),
    "year-crowded": (crowded, YEAR),
    "year-overdue": (overdue, YEAR),
    "year-audit": (known, (*YEAR, "down", "?Enter: the audits.")),
    "year-saved": (known, (*YEAR, save, "?✓ Saved")),
    "year-not-saved": (known, (*YEAR, save, "?✓ Saved", save, "?Nothing was saved")),
    "terms": (known, TERMS),
    "terms-none": (unset, TERMS),
    "terms-crowded": (crowded, (*TERMS, "end")),
    "terms-who": (known, (*TERMS, "a", "?Who serves the school?")),
    "terms-nobody": (known, (*TERMS, "a", "?Who serves the school?", "enter", "?Nothing is")),
    "terms-role": (
        known, (*TERMS, "a", "?Who serves the school?", *"Ida", "enter", "?As what does Ida"),
    ),
    "terms-added": (
        known,
        (
            *TERMS, "a", "?Who serves the school?", *"Ida", "enter", "?As what", "enter",
            "?serves as",
        ),
    ),
    "terms-keys": (known, (*TERMS, "enter", "?ends it today")),
    "terms-end": (known, (*TERMS, "x", "?end today")),
    "terms-ended": (known, (*TERMS, "x", "?end today", "down", "enter", "?ends today")),
    "terms-over": (known, (*TERMS, "end", "x", "?Only a term")),
    "terms-remove": (known, (*TERMS, "r", "?Whoever stops now")),
    "terms-helper": (helped, (*TERMS, "x", "?Bea Lind is a helper")),
    "before": (known, BEFORE),
    "before-unset": (unset, BEFORE),
    "before-empty": (emptied, BEFORE),
    "before-backed-up": (backed_up, BEFORE),
    "before-overdue": (overdue, BEFORE),
    "before-top": (known, (*BEFORE, "home")),
    "before-laptop": (known, (*BEFORE, "end", "enter", "?Nothing in the app")),
}  # fmt: skip


@FORMS
@pytest.mark.parametrize("state", STATES)
def test_a_page_of_the_year_looks_as_it_did(looks: Looks, office: Office, state: str) -> None:
    """What comes next, the days, who serves; what would stop the line, and the key to each."""
    change, steps = STATES[state]
    app = ChampionApp(change(office) or office)
    assert looks(app, playing(*steps))
