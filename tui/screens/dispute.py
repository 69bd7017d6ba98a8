"""A device on which tables disagree: every story beside the others, and one key for each."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from inventory.errors import ChampionError, NotRecorded, StoreRefused
from inventory.services import disputes
from inventory.services.disputes import HERE, HERE_NUMBER, Choice, DisputeView
from tui.dispute_words import MOST_KEYS, head_lines, story_lines, way_lines
from tui.screens.page import MODE_KEYS, Page
from tui.widgets.letter_keys import LetterKey
from tui.widgets.text_lines import TextLines

_SIDES = 7
"""Cells beside the stories: the margins, and the bar that shows how far they are scrolled."""
_AROUND = 8
"""Lines that are neither stories nor ways: the bar, the head, the strip, the keys, empty ones."""
_LEAST_ROWS = 3
_ROOMY = 30
"""From so many lines on an empty one more does no harm."""


class DisputeScreen(Page[str | None]):
    """Gives a sentence on what holds now; None where it was left with Esc."""

    WORD = "Disputed"
    LEFT_OUT = MODE_KEYS
    AUTO_FOCUS = "#scroll"
    BINDINGS: ClassVar[list[BindingType]] = [
        LetterKey("1", "settle(1)", "First holds", id="dispute.1", tooltip="The first story holds"),
        LetterKey(
            "2", "settle(2)", "Second holds", id="dispute.2", tooltip="The second story holds"
        ),
        LetterKey(
            "3", f"settle({HERE_NUMBER})", "It is here", id="dispute.here",
            tooltip="The device lies here: it is in stock",
        ),
        *(
            LetterKey(
                str(number), f"settle({number})", "This holds", id=f"dispute.{number}", show=False
            )
            for number in range(HERE_NUMBER + 1, MOST_KEYS + 2)
        ),
        Binding("escape", "leave", "Leave it", id="dispute.leave", tooltip="Let it wait"),
    ]  # fmt: skip

    DEFAULT_CSS = """
    DisputeScreen #dispute-head { height: 3; padding: 1 3 0 3; }
    DisputeScreen #scroll { height: 1fr; padding: 1 3 0 3; scrollbar-size-vertical: 1; }
    DisputeScreen #stories { padding: 0; }
    DisputeScreen #ways { padding: 1 3 0 3; }
    """

    def __init__(self, view: DisputeView) -> None:
        super().__init__()
        self._view = view

    def content(self) -> ComposeResult:
        """The device, the stories, the ways."""
        yield TextLines(head_lines(self._view), id="dispute-head")
        with VerticalScroll(id="scroll"):
            yield TextLines(id="stories")
        yield TextLines(id="ways")

    def refresh_page(self) -> None:
        """Read it again: another table may have told more, or somebody else have settled it."""
        found = disputes.of_device(self.office, self._view.device_id)
        if found is None:
            self.dismiss(f"{self._view.device} was settled meanwhile.")
            return
        self._view = found
        self._show()

    def on_resize(self, _: events.Resize) -> None:
        """As many stories side by side as there is room for."""
        self._show()

    def _show(self) -> None:
        self.query_one("#dispute-head", TextLines).show(head_lines(self._view))
        close = len(self._view.stories) > 2 and self.size.height < _ROOMY
        ways = way_lines(self._view, close=close)
        below = self.query_one("#ways", TextLines)
        below.show(ways)
        below.styles.height = len(ways) + 1
        told = story_lines(self.office, self._view, self.size.width - _SIDES)
        stories = self.query_one("#stories", TextLines)
        stories.show(told)
        stories.styles.height = len(told)
        room = self.size.height - len(ways) - _AROUND
        self.query_one("#scroll").styles.height = max(_LEAST_ROWS, min(len(told), room)) + 1

    def action_settle(self, number: int) -> None:
        """This story holds, or the device is here; a key that stands for nothing does nothing."""
        known = {story.number for story in self._view.stories} | {HERE_NUMBER}
        if number not in known or not self.is_active:  # a second key may have been on its way
            return
        choice = HERE if number == HERE_NUMBER else Choice(number)
        try:
            said = disputes.settle(self.office, self._view.conflict_id, choice)
        except (NotRecorded, StoreRefused) as fault:
            self.champion.stop_scanning(fault)
        except ChampionError as refused:
            self.refresh_page()  # leaves where nothing is disputed any more
            self.show_strip((f"{refused.message} ", "ask"), (refused.hint, "muted"))
        else:
            self.dismiss(said)

    def action_leave(self) -> None:
        """Let it wait."""
        self.dismiss(None)
