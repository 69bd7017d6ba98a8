"""``export``: files for others, written whole or not at all."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from inventory.audit import Audit, AuditState
from inventory.rules.phrases import count
from tui.commands.audit_which import audit_of, audit_option
from tui.commands.common import School, json_option, pass_school, say, say_json
from tui.commands.keys import seal_option
from tui.commands.kinds import NAMED

if TYPE_CHECKING:
    from inventory.files.packet import Written


@click.group(short_help="Write files for others: packet.")
def export() -> None:
    """Write files for others; each is whole or absent, and none is written over."""


@export.command(short_help="Write the packet of an audit.")
@click.argument("folder", type=NAMED, metavar="DIR")
@audit_option
@click.option("--zip", "zipped", is_flag=True, help="As one .zip file.")
@seal_option
@json_option
@pass_school
def packet(
    school: School, folder: Path, audit_id: str, zipped: bool, sealed: bool, as_json: bool
) -> None:
    """Write the packet of an audit into DIR once more; it is the same again."""
    from inventory.services import packets

    with school.office() as office:
        audit = audit_of(office, audit_id, *(state for state in AuditState if state.is_closed))
        written = packets.export_packet(office, audit, folder, zipped=zipped, sealed=sealed)
        say_written(audit, written, as_json)


def say_written(audit: Audit, written: "Written", as_json: bool) -> None:
    """Where the packet is, what it has, and the hash that tells it from any other."""
    if as_json:
        say_json(
            {
                "audit": audit.audit_id,
                "state": audit.state,
                "packet": str(written.path),
                "sha256": written.sha256,
                "files": written.files,
            }
        )
    else:
        say(f"Packet of {audit.audit_id} written and read back: {written.path}.")
        say(f"{count(written.files, 'file')}, SHA-256 {written.sha256}")
