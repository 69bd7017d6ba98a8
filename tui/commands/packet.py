"""``verify``: whether a packet is as it was written and signed; it needs no database."""

from pathlib import Path

import click

from inventory.files.packet_check import Verified
from inventory.files.packet_check import verify as look_over
from inventory.rules.phrases import count
from tui.commands.common import found_wanting, json_option, say, say_json
from tui.commands.keys import identity_option, keys_in
from tui.commands.kinds import NAMED


@click.command(short_help="Prove that a packet is as it was signed.")
@click.argument("packet", type=NAMED)
@identity_option
@json_option
def verify(packet: Path, identity: Path | None, as_json: bool) -> None:
    """Check every file, event and signature of PACKET: the folder or .zip that was handed over.

    One that is sealed (.zip.age) is opened in memory with the district's key.
    """
    found = look_over(packet, keys_in(identity))
    if as_json:
        say_json(
            {
                "ok": not found.faults,
                "files": found.files,
                "events": found.events,
                "signed_by": found.signed_by,
                "signed_at": found.signed_at,
                "head": found.head,
                "findings": list(found.faults),
            }
        )
    else:
        for line in found.faults or _what_was_verified(found):
            say(line)
    if found.faults:
        raise found_wanting()


def _what_was_verified(found: Verified) -> list[str]:
    lines = [f"Nothing was changed: {count(found.files, 'file')} as they were written."]
    if found.events:
        lines.append(f"{count(found.events, 'event')} in unbroken chains, head {found.head}.")
    if found.signed_at:
        when = found.signed_at[:16].replace("T", " ")
        lines.append(f"Signed by {found.signed_by or 'somebody without a name'} on {when}.")
    else:
        lines.append("Nobody signed it.")
    return lines
