"""What the screen says of sharing: little, and only what is news or needs a person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inventory.errors import CarrierUnreachable
from inventory.rules.phrases import count
from inventory.services import claims
from tui.screens.page import Page
from tui.screens.scan_screen import ScanScreen
from tui.sharing import Shared
from tui.sharing_answer import disputes_in_words, quarantined_in_words
from tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from inventory.services.claims import Refused
    from tui.app import ChampionApp

STANDS_THERE = 20.0
"""Seconds after a hand-out in which its student may still stand at the table."""


@dataclass(frozen=True, slots=True)
class News:
    """What was said before, so that nothing is said twice."""

    gaps: frozenset[str] = frozenset()
    said: frozenset[str] = field(default_factory=frozenset)


def tell(app: "ChampionApp", came: Sequence[Shared], before: News | None, *, asked: bool) -> News:
    """Show what an exchange brought; what was ``asked`` for is said where it was asked.

    Returns what is known by now. A scan screen is left alone by what needs nobody.
    """
    before = before or News()
    done = [one.done for one in came if one.done]
    gaps = frozenset(done[-1].gaps) if done else before.gaps
    standing = [words for one in came for words in _standing(one)]
    arrived = sum(one.new for one in done)
    if not asked:
        new = [words for words in standing if words not in before.said]
        wanting = [*(words for one in came for words in _fresh(one)), *new]
        _say(app, wanting, arrived, before.gaps - gaps)
    if arrived:
        _show_arrived(app)
    return News(gaps, before.said.union(standing))


def _standing(one: Shared) -> list[str]:
    """What a person has to look at and what stays so, a sentence each."""
    if one.fault:
        quiet = isinstance(one.fault, CarrierUnreachable)
        return [] if quiet else [str(one.fault)]
    return [*map(str, one.done.refused), *one.done.cloned] if one.done else []


def _fresh(one: Shared) -> list[str]:
    """What this exchange brought up."""
    words = []
    if one.done and one.done.disputed_now:
        words.append(disputes_in_words(one.done))
    if one.done and one.done.quarantined:
        words.append(quarantined_in_words(one.done))
    return words


def _say(app: "ChampionApp", wanting: list[str], arrived: int, closed: Iterable[str]) -> None:
    """One line in the corner."""
    if wanting:
        app.ring()
        app.notify("\n".join(wanting), title="Tables", severity="warning", timeout=15, markup=False)
        return
    if isinstance(app.screen, Page) and app.screen.TAKES_SCANS:
        return
    words = [f"{count(arrived, 'event')} of other tables came in."] if arrived else []
    if closed := sorted(closed):
        words.append(f"Nothing is missing any more: {', '.join(closed)}.")
    if words:
        app.notify(" ".join(words), title="Tables", timeout=4, markup=False)


def _show_arrived(app: "ChampionApp") -> None:
    """Count anew what the page in front shows of it, off the way of scans."""
    page = app.screen
    if isinstance(page, Page):
        for bar in page.query(KeyBar):
            app.show_inbox_count(bar)


def show_refused(app: "ChampionApp", refused: Sequence["Refused"]) -> None:
    """The student may still stand there: stop them; else say it without taking the screen."""
    for one in refused:
        claims.remember(app.office, one)
        verdict = claims.as_verdict(app.office, one)
        table = _table(app)
        there = table is not None and table.MODE == "out" and app.screen is table
        same = table is not None and table.desk.table.person in (None, one.hand_out.person)
        now = there and same and claims.is_recent(app.office, one, STANDS_THERE)
        if table is not None:
            table.hear_claim(verdict, now=now)
        if table is None or not now or table.desk.table.asked:
            app.ring()
            app.notify(
                f"{verdict.subject}: {verdict.say} {verdict.next}",
                title=verdict.code.word.capitalize(), severity="error", timeout=30, markup=False,
            )  # fmt: skip


def _table(app: "ChampionApp") -> ScanScreen | None:
    """The scan screen in front, or beneath what is in front."""
    stack = reversed(app.screen_stack)
    found = (one for one in stack if isinstance(one, ScanScreen) and one.is_mounted)
    return next(found, None)
