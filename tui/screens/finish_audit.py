"""Finishing the scanning: asked once, on a screen of its own."""

from collections.abc import Callable
from typing import Any

from inventory.audit import Audit
from inventory.errors import ChampionError, NotRecorded
from inventory.rules.phrases import count
from inventory.services import audits, glance
from tui.screens.audit_due import quarter_words
from tui.screens.page import Page
from tui.screens.pick_page import PickPage
from tui.widgets.text_lines import Toned


class FinishScreen(PickPage[bool]):
    """Gives True once scanning is finished."""

    WORD = "Finish"
    TONE = "audit"

    def __init__(
        self, audit: Audit, count_scan: Callable[[Page[Any], str, float], None] | None = None
    ) -> None:
        """Ask about this audit, which is open.

        ``count_scan`` takes a scan meanwhile, where no scan screen lies beneath.
        """
        super().__init__()
        self._audit = audit
        self._count_scan = count_scan

    def question(self) -> list[list[Toned]]:
        """How many were not seen, and what becomes of them."""
        name = quarter_words(self._audit.quarter)
        lines: list[list[Toned]] = [[(f"Finish scanning for the {name} audit?", "bold")], []]
        done = glance.audit_count(self.office, self._audit)
        if self._audit.scope.blind:
            lines.append([(f"{count(done.scanned, 'thing')} scanned.", "plain")])
        elif done.left:
            were = "was" if done.left == 1 else "were"
            said = f"{done.left:,} of {count(done.expected, 'device')} {were} not seen."
            lines.append([(said, "plain")])
        else:
            lines.append([(f"All {count(done.expected, 'device')} were seen.", "plain")])
        return [
            *lines,
            [("Evidence on file counts for some of what was not seen: a repair ticket,", "muted")],
            [("a hand-out since the last audit, a holder's word. The rest is missing.", "muted")],
            [],
            [("Until it is signed, scanning can be reopened with a reason.", "muted")],
            [],
        ]

    def choices(self) -> list[tuple[str, str]]:
        """Finish, or scan on."""
        return [("finish", "Finish scanning"), ("not_yet", "Not yet")]

    def take_scan(self, text: str, at: float) -> None:
        """A scan counts until scanning is finished."""
        if self._count_scan:
            self._count_scan(self, text, at)
        else:
            super().take_scan(text, at)

    def picked(self, choice: str) -> None:
        """Enter picks."""
        if choice == "not_yet":
            self.dismiss(False)
            return
        try:
            audits.lock(self.office, self._audit)
        except NotRecorded as fault:
            self.champion.stop_scanning(fault)
        except ChampionError as refused:
            self.show_strip((refused.message, "ask"))
        else:
            self.dismiss(True)
