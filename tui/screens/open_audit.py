"""Opening an audit: what it asks for, and what would be frozen, shown before it is."""

from collections import Counter
from collections.abc import Callable, Iterable

from inventory.audit import Expected, Scope
from inventory.errors import ChampionError
from inventory.rules.phrases import count, long_day
from inventory.services import audit_draft
from inventory.services.audit_draft import AuditDraft
from tui.screens.audit_due import quarter_words
from tui.screens.audit_scope import ScopeScreen
from tui.screens.audit_state import left_out_words, scope_words
from tui.screens.page import Page
from tui.screens.pick_page import PickPage
from tui.widgets.text_lines import Toned

SAMPLE = 25
"""Devices drawn from the list, and as many picked on the floor."""

_SEED_LENGTH = 8
"""The last characters of a new id: they are random."""


class OpenScreen(PickPage[bool]):
    """Gives True where the audit is to be opened."""

    WORD = "Open"
    TONE = "audit"

    def __init__(self, draft: AuditDraft) -> None:
        """Show what this draft would freeze."""
        super().__init__()
        self._draft = draft

    def question(self) -> list[list[Toned]]:
        """What is expected, what is left out, what freezing means."""
        draft = self._draft
        scope, left_out = scope_words(draft.scope), left_out_words(draft.left_out)
        expected = count(len(draft.expected), "device is", "devices are")
        lines: list[list[Toned]] = [
            [(f"Open the {quarter_words(draft.due.quarter)} audit?   ", "bold"),
             (f"due {long_day(draft.due.on)}", "muted")],
            [],
            [(f"{expected} expected, in {_places(draft.expected)}.", "plain")],
        ]  # fmt: skip
        if scope:
            lines.append([(f"Scope: {scope}.", "plain")])
        if left_out:
            lines.append([(f"Not expected: {left_out}.", "muted")])
        if draft.scope.blind:
            lines.append([("While scanning nothing that is expected is shown.", "muted")])
        return [
            *lines,
            [],
            [("The list is frozen as it is now. What is handed out or comes back", "muted")],
            [("while the audit is open counts as seen.", "muted")],
            [],
        ]

    def choices(self) -> list[tuple[str, str]]:
        """Open it, or not."""
        return [("open", "Open it and begin to scan"), ("not_yet", "Not yet")]

    def picked(self, choice: str) -> None:
        """Enter picks."""
        self.dismiss(choice == "open")


def _places(expected: tuple[Expected, ...]) -> str:
    return count(len({one.look_in for one in expected}), "place")


def openings(draft: AuditDraft) -> Iterable[tuple[str, str]]:
    """What can be opened, the whole allocation first; ``draft`` is of that one."""
    name = quarter_words(draft.due.quarter)
    yield "open:whole", f"Open the {name} audit: {count(len(draft.expected), 'device')}"
    yield "open:places", "Open one for some places…"
    yield "open:categories", "Open one for some categories…"
    yield "open:sample", f"Open a sample: {SAMPLE} of the list, {SAMPLE} of the floor"
    yield "open:blind", "Open it blind: while scanning nothing that is expected is shown"


def ask_scope(
    page: Page[None], which: str, draft: AuditDraft, begin: Callable[[AuditDraft], None]
) -> None:
    """Ask what the audit is to be of, show what would be frozen, and begin if that is wanted."""

    def show(scope: Scope) -> None:
        try:
            planned = audit_draft.draft(page.office, scope)
        except ChampionError as refused:
            # Once the page is back in front, which clears its strip.
            page.call_later(page.show_strip, (refused.message, "ask"))
            return
        page.app.push_screen(OpenScreen(planned), lambda yes: begin(planned) if yes else None)

    expected = draft.expected
    match which:
        case "places":
            page.app.push_screen(
                ScopeScreen("Place", _counted(one.look_in for one in expected)),
                lambda some: show(Scope(places=some)) if some else None,
            )
        case "categories":
            page.app.push_screen(
                ScopeScreen("Category", _counted(one.category for one in expected)),
                lambda some: show(Scope(categories=some)) if some else None,
            )
        case "sample":
            seed = page.office.new_id()[-_SEED_LENGTH:]
            show(Scope(sample=SAMPLE, floor=SAMPLE, seed=seed))
        case _:
            show(Scope(blind=which == "blind"))


def _counted(names: Iterable[str]) -> dict[str, int]:
    """How many devices each name has, by name."""
    return dict(sorted(Counter(filter(None, names)).items()))
