"""What sealing needs on the command line: the flag that asks for it, and the key that opens."""

from pathlib import Path

import click

from tui.commands.kinds import NAMED

seal_option = click.option(
    "--seal", "sealed", is_flag=True, help="As one file that only the district's key opens."
)
identity_option = click.option(
    "--identity", type=NAMED, metavar="KEYFILE",
    help="The secret key that opens what is sealed, as age-keygen wrote it.",
)  # fmt: skip


def keys_in(identity: Path | None) -> str:
    """The secret keys in the file; empty where none was named."""
    if identity is None:
        return ""
    from inventory.files.key_file import read_keys

    return read_keys(identity)
