"""What a word on the command line has to be, with a sentence for what it is instead."""

from pathlib import Path
from typing import Any

import click

from inventory.text import safe


class Day(click.DateTime):
    """A date as 2026-11-21."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The day; BadParameter shows how one is written."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"“{safe(value)}” is no date; write it as 2026-11-21.", param, ctx)


class Whole(click.IntRange):
    """A whole number, from one to another where that matters here."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number; BadParameter says which ones there are."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            end = "up" if self.max is None else f"to {self.max}"
            which = "" if self.min is None else f" from {self.min} {end}"
            said = f"“{safe(str(value))}” can't be used; write a whole number{which}."
            self.fail(said, param, ctx)


class Filled(click.ParamType[str]):
    """A code, a name or a day as it was typed; an empty text stands for none."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The text as it is; BadParameter where there is nothing in it."""
        if not value.strip():
            self.fail("it is empty.", param, ctx)
        return value


FILLED = Filled()


class Where(click.Path):
    """A file, a folder or an address; an empty text is not the folder one is in."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The text as it is; BadParameter where it names nothing."""
        if value == "":
            self.fail("no file or folder is named.", param, ctx)
        return value


class Named(Where):
    """A file or a folder, which need not be there."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path; BadParameter as ``Where``."""
        return Path(super().convert(value, param, ctx))


class Ends(Named):
    """A file to write, whose name says what it is; ``-`` stands for none where that has a sense."""

    def __init__(self, ending: str, *, dash: bool = False) -> None:
        """``ending`` as ``.csv``; with ``dash`` a ``-`` is taken as it is."""
        super().__init__()
        self._ending, self._dash = ending, dash

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path; BadParameter where the name ends otherwise, and for a folder."""
        from inventory.files.whole import is_folder

        path: Path = super().convert(value, param, ctx)
        if self._dash and str(path) == "-":
            return path
        if is_folder(path):
            self.fail(f"{safe(path.name or str(path))} is a folder; name a file in it.", param, ctx)
        if path.suffix.casefold() != self._ending:
            self.fail(f"{safe(path.name)} has to end with {self._ending}.", param, ctx)
        return path


DASH_IS_TEXT = {"ignore_unknown_options": True}
"""How a command reads ``-5``: as a value, to be refused for what it is, and as no option."""

CSV = Ends(".csv", dash=True)
DAY = Day()
NAMED = Named()
WHERE = Where()
