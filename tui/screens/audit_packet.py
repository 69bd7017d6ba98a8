"""Writing the packet for district IT: where to, and what came of it."""

from pathlib import Path
from typing import Any

from inventory.errors import ChampionError, NotRecorded
from inventory.rules.phrases import count
from inventory.services import audits
from tui.saving import documents
from tui.screens.page import Page


def write_packet(page: Page[Any], audit_id: str) -> None:
    """Ask for a folder; then write the packet into it, and say in the strip where it is.

    The first packet of a signed audit is recorded with what it proposes; a later one is the same
    again, for a stick that was lost.
    """
    from tui.screens.pick_folder import PickFolderScreen

    def answered(folder: Path | None) -> None:
        # The page comes to the front first, which clears its strip.
        if folder is not None:
            page.call_later(say_and_write, folder)

    def say_and_write(folder: Path) -> None:
        page.show_strip(("Writing the packet…", "bold"))
        page.call_after_refresh(_write, page, audit_id, folder)

    dialog = PickFolderScreen(documents(), "The packet for IT", "Write it here")
    page.app.push_screen(dialog, answered)


def _write(page: Page[Any], audit_id: str, folder: Path) -> None:
    """On the app's own thread, which the database belongs to."""
    from inventory.services import packets

    office = page.office
    try:
        audit = audits.find(office, audit_id)
        if audit.submitted_at:
            written = packets.export_packet(office, audit, folder)
        else:
            _, written = packets.submit(office, audit, folder)
    except NotRecorded as fault:
        page.champion.stop_scanning(fault)
        return
    except ChampionError as refused:
        page.show_strip((f"{refused.message} ", "stop"), (refused.hint, "muted"))
        return
    page.refresh_page()
    front = f"✓ Packet written, {count(written.files, 'file')}: "
    page.show_strip((front, "ok"), (str(written.path), "plain"))
