"""A widget that draws its own lines, and repaints no more of itself than has changed."""

from collections.abc import Iterable

from rich.style import Style
from textual.geometry import Region
from textual.widget import Widget


class Painted(Widget):
    """Keeps the style of its ground, which Textual works out anew each time it is asked."""

    _ground: Style | None = None

    @property
    def ground(self) -> Style:
        """The style of an empty cell."""
        if self._ground is None:
            self._ground = self.rich_style
        return self._ground

    def notify_style_update(self) -> None:
        """Forget the style when the theme or a rule has changed."""
        self._ground = None
        super().notify_style_update()

    def refresh_lines(self, lines: Iterable[int]) -> None:
        """Repaint these lines of the content and leave the others as they are."""
        width = self.content_size.width
        regions = [Region(0, line, width, 1) for line in lines]
        if regions:
            self.refresh(*regions)


def changed_lines(before: tuple[object, ...], after: tuple[object, ...]) -> list[int]:
    """The numbers of the lines that are not the same in both."""
    longest = max(len(before), len(after))
    return [line for line in range(longest) if before[line : line + 1] != after[line : line + 1]]
