"""What was asked of ``import`` on the command line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from inventory.files.entries import Reading
from inventory.files.profiles import RegisterKind
from tui.commands.common import words
from tui.commands.kinds import NAMED

Command = TypeVar("Command", bound=Callable[..., Any])


def _words(_context: click.Context, _option: click.Parameter, text: str) -> str:
    return words(text)


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for on the command line."""

    kind: RegisterKind
    file: Path
    profile: str | None
    pairs: tuple[str, ...]
    keep_as: str
    mend_names: bool
    trust_users: bool
    one_school: str
    part: bool
    left: bool
    refused_to: Path | None
    dry_run: bool
    yes: bool
    as_json: bool

    @property
    def asks(self) -> bool:
        """Whether somebody has to say yes."""
        return not (self.yes or self.dry_run)

    def refuse_contradictions(self) -> None:
        """Raise UsageError where two options can't both be meant."""
        if self.profile and self.pairs:
            raise click.UsageError("Say either --profile or --map, not both.")
        if self.keep_as and not self.pairs:
            raise click.UsageError("--keep-as keeps what --map says, and there is no --map.")

    def reading(self, columns: Mapping[str, int] | None) -> Reading:
        """What was said of the file; ``columns`` where its columns were said by hand."""
        return Reading(
            profile=self.profile,
            columns=columns,
            mend_names=self.mend_names,
            trust_users=self.trust_users,
            school=self.one_school,
            part=self.part,
        )


_OPTIONS = (
    click.option(
        "--profile", metavar="NAME", help="The system it is from, or a name kept; else told."
    ),
    click.option(
        "--map", "pairs", multiple=True, metavar="FIELD=COLUMN",
        help="Which column is which, by its heading or number; once for each.",
    ),
    click.option(
        "--keep-as", default="", metavar="NAME", callback=_words,
        help="Keep what --map says for next time.",
    ),
    click.option("--mend-names", is_flag=True, help="Take rows whose name its comma has split."),
    click.option("--trust-users", is_flag=True, help="The user noted is who has the device."),
    click.option(
        "--school", "one_school", default="", metavar="CODE", callback=_words,
        help="Read the rows of this school only.",
    ),
    click.option("--part", is_flag=True, help="It lists only some: what it lacks is not gone."),
    click.option("--left", is_flag=True, help="People gone from the file have left the school."),
    click.option(
        "--refused", "refused_to", type=NAMED, metavar="FILE.csv",
        help="Write the refused rows there, to be mended and imported.",
    ),
    click.option("--dry-run", is_flag=True, help="Only show what it would do."),
    click.option("--yes", is_flag=True, help="Import without asking."),
)  # fmt: skip


def import_options(command: Command) -> Command:
    """Give a command the options whose values an order is made of."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
