"""``champion``: the list of its commands, each loaded only where it is asked for."""

from importlib import import_module
from pathlib import Path
from typing import Any

import click

from inventory.errors import ChampionError
from tui.commands.common import Refused, School, as_said_here
from tui.commands.kinds import NAMED

_WHERE = {
    "import": "import_:import_",
    "scan": "desk:scan",
    "out": "desk:out",
    "back": "desk:back",
    "undo": "desk:undo",
    "find": "look:find",
    "show": "look:show",
    "list": "lists:list_",
    "person": "people:person",
    "settle": "inbox:settle",
    "audit": "audit:audit",
    "export": "export:export",
    "verify": "packet:verify",
    "answer": "answer:answer",
    "share": "share:share",
    "table": "tables:table",
    "hub": "hub:hub",
    "consolidate": "consolidate:consolidate",
    "lay-out": "lay_out:lay_out",
    "labels": "labels:labels",
    "paper": "papers:paper",
    "preflight": "preflight:preflight",
    "calendar": "calendar:calendar",
    "term": "terms:term",
    "note": "notes:note",
    "operator": "operators:operator",
    "settings": "upkeep:settings",
    "check": "check:check",
    "backup": "backups:backup",
    "restore": "backups:restore",
    "purge": "people:purge",
    "rehearse": "rehearse:rehearse",
    "demo": "upkeep:demo",
}
"""Command → its file beside this one, and its name there; in the order of the help."""


class Commands(click.Group):
    """Finds a command in its own file, so that a scan doesn't wait for the others to load."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click asks)
        """The commands in the order of the help."""
        return list(_WHERE)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002  (click asks)
        cmd_name: str,
    ) -> click.Command | None:
        """One command, from its file; None where there is none of this name."""
        if cmd_name not in _WHERE:
            return None
        file, _, name = _WHERE[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"tui.commands.{file}"), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a refusal of the domain becomes one sentence on standard error."""
        try:
            return super().invoke(ctx)
        except ChampionError as error:
            raise Refused(as_said_here(str(error))) from error


def _show_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        click.echo(f"champion {version('champion')}")
        ctx.exit()


@click.group(
    "champion", cls=Commands, context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Without a command the app opens. --json prints one object a line.",
)  # fmt: skip
@click.option(
    "--db", type=NAMED, metavar="FILE",
    help="The database; else CHAMPION_DB, else the one in your own data folder.",
)  # fmt: skip
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_show_version,
    help="Say which version this is.",
)  # fmt: skip
@click.pass_context
def champion(ctx: click.Context, db: Path | None) -> None:
    """Hand out, take back and audit a school's devices by scanning."""
    ctx.obj = School(db)


def run_command(arguments: list[str]) -> int:
    """Run one plain command to its end; its exit code. KeyboardInterrupt where it was stopped."""
    try:
        code = champion.main(arguments, prog_name="champion", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort as error:
        raise KeyboardInterrupt from error
    return code if isinstance(code, int) else 0
