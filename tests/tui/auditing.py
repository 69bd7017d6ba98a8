"""The sample school with an audit that is open, and what its scan screen shows."""

from contextlib import suppress

from textual.css.query import NoMatches

from inventory.audit import Audit, Scope
from inventory.counts import Line
from inventory.services import audit_draft, audit_figures, audits
from inventory.services.office import Office
from tests.tui.bursts import until
from tests.tui.scanning import Driver
from tui.screens.audit import AuditScreen
from tui.widgets.event_feed import EventFeed, FeedRow
from tui.widgets.figures_line import FiguresLine
from tui.widgets.tag_columns import TagColumns
from tui.widgets.text_lines import TextLines

CART, HERE, ELSEWHERE = "Library cart 3", "NS-104102", "NS-104101"
"""A cart, a device that is recorded in it, and one that is recorded in Room 208."""
MAYA, MAYAS = "8100442", "NS-104135"
AMBIGUOUS = "0012388"
"""A device's tag that is a student's number too."""


def open_audit(office: Office, scope: Scope | None = None) -> Audit:
    """Freeze the list."""
    return audits.open_audit(office, audit_draft.draft(office, scope or Scope()))


def lines(office: Office, audit: Audit) -> dict[str, Line]:
    """What each expected device came to, by its label."""
    counted = audit_figures.counted(office, audits.find(office, audit.audit_id))
    return {line.expected.label: line for line in counted.lines}


def seen(office: Office, audit: Audit) -> list[str]:
    """The labels of what was sighted, each as often as it was."""
    return [
        label for label, line in lines(office, audit).items() for _ in range(line.times)
    ]  # fmt: skip


def shown(table: Driver) -> AuditScreen:
    """The audit's scan screen."""
    assert isinstance(table.screen, AuditScreen)
    return table.screen


def text(table: Driver, zone: str) -> str:
    """What stands in one of the zones ``who``, ``left``, ``side``; nothing before it is there."""
    with suppress(NoMatches):
        widget = shown(table).query_one(f"#{zone}")
        assert isinstance(widget, TextLines | TagColumns)
        return widget.text
    return ""


def figures(table: Driver) -> list[str]:
    """The line under the scan line."""
    return [words for words, _ in shown(table).query_one(FiguresLine)._figures]


def feed(table: Driver) -> tuple[FeedRow, ...]:
    """The last events, newest first."""
    return shown(table).query_one(EventFeed).rows


async def says(table: Driver, zone: str, words: str) -> None:
    """Wait until a zone says this: lists and figures follow the verdict."""
    await until(lambda: words in text(table, zone))
