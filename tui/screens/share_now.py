"""Share now: where to, if nobody said so yet, and what came of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from inventory.errors import ChampionError, NotRecorded
from tui.saving import documents
from tui.screens.page import Page
from tui.sharing import Shared, folder_of, targets
from tui.widgets.text_lines import Toned


def not_here(page: Page[Any]) -> str:
    """Why nothing leaves what is open: it is the sample school, or a rehearsal."""
    what = "A rehearsal" if page.champion.rehearsal else "The sample school"
    return f"{what} is not shared. "


def share_now(page: Page[Any]) -> None:
    """Exchange with the folder and the hub of the settings.

    Where none is set, or the folder is not there and there is no hub, a folder is asked for.
    """
    office = page.office
    if not page.champion.may_share():
        page.show_strip((not_here(page), "ask"), ("Ctrl+Q leaves it.", "muted"))
        return
    folder = office.setting("share")
    if targets(office) and (office.setting("hub") or folder_of(folder).is_dir()):
        _share(page)
        return
    from tui.screens.pick_folder import PickFolderScreen

    def answered(chosen: Path | None) -> None:
        # The page comes to the front first, which clears its strip.
        if chosen is not None:
            page.call_later(_keep_and_share, page, chosen)

    title = "Share through this stick or folder"
    if folder:
        title = f"{folder_of(folder).name} is not there: share through"
    page.app.push_screen(PickFolderScreen(documents(), title, "Share here"), answered)


def _keep_and_share(page: Page[Any], chosen: Path) -> None:
    try:
        page.office.change_setting("share", str(chosen))
    except NotRecorded as fault:
        page.champion.stop_scanning(fault)
        return
    except ChampionError as refused:
        page.show_strip((f"{refused.message} ", "stop"), (refused.hint, "muted"))
        return
    _share(page)


def _share(page: Page[Any]) -> None:
    sharing = page.champion.sharing
    assert sharing is not None
    page.show_strip(("Sharing…", "bold"))
    sharing.share_now(lambda came: _say(page, came))


def _say(page: Page[Any], came: Sequence[Shared]) -> None:
    """What came of it, on the page that asked, if that is still there."""
    from tui.sharing_answer import in_words

    if not page.is_attached:
        return
    page.refresh_page()
    nothing: list[Toned] = [("✗ Nothing was shared. ", "stop"), ("Press S once more.", "muted")]
    page.show_strip(*(in_words(came) or nothing))
