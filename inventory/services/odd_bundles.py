"""Bundles that are not taken in: another school's, and those that nobody could follow."""

from collections.abc import Iterable

from inventory.errors import CarrierUnreachable, ChampionError, FileRefused, OtherSchool
from inventory.journal.bundle import Bundle, Manifest
from inventory.services.office import Office
from inventory.store import announced, events
from inventory.store.connection import is_of_content
from inventory.text import safe

CAUGHT = (
    ChampionError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError,
    ValueError,
)  # fmt: skip
"""What taking a bundle in may raise because of what is in it."""


def may_be_ours(office: Office, site: str) -> bool:
    """Whether a bundle with this site code is taken in here; without a code it is no other's."""
    theirs = site.strip()
    return not theirs or theirs.casefold() == office.policy.site.strip().casefold()


def refuse_other_school(office: Office, site: str, source_name: str) -> None:
    """Raise OtherSchool where a bundle's site code is not the one of the settings."""
    if may_be_ours(office, site):
        return
    what = safe(source_name) or "What came in"
    theirs, ours = safe(site.strip()), safe(office.policy.site.strip())
    if not ours:
        raise OtherSchool(
            f"{what} is of the school {theirs}, and no site code is set here.",
            f"If this is {theirs}, set it: Ctrl+S, Site code; or champion settings site {theirs}."
            " Until then nothing of it is taken in.",
            theirs,
        )
    raise OtherSchool(
        f"{what} is of another school: {theirs}, and this is {ours}.",
        "Take it to that school; nothing of it was taken in.",
        theirs,
    )


def refuse_stranger(office: Office, manifest: Manifest, source_name: str) -> None:
    """Raise OtherSchool where a bundle names no school, and nobody here knows its laptop.

    A laptop that was set up on its own would bring in another school's events for good. A table
    that a seed was written for is known by its name, every other one by its events.
    """
    ours = safe(office.policy.site.strip())
    if manifest.site.strip() or not ours or not manifest.table:
        return
    expected = announced.set_up(announced.announcements(office.database))
    if manifest.table.casefold() in {one.table.casefold() for one in expected}:
        return
    if events.of_station(office.database, manifest.station):
        return
    raise OtherSchool(
        f"{safe(source_name) or 'What came in'} is of a laptop that names no school"
        f" ({safe(manifest.table)}), and no table of this name was set up here.",
        f"If it is one of {ours}, set its site code there: Ctrl+S, Site code; then share again.",
        "no site code",
    )


def nothing_written(office: Office, sites: Iterable[str], carrier: str) -> ChampionError:
    """What is said where everything that is there is another school's."""
    theirs = ", ".join(sorted(safe(site) for site in sites))
    ours = safe(office.policy.site.strip()) or "this one"
    return OtherSchool(
        f"{carrier} has files of another school ({theirs}) and none of {ours}:"
        " nothing was written there.",
        "Take another stick or folder, or set the right site code: Ctrl+S, Site code.",
        theirs,
    )


def refusal(error: Exception, bundle: Bundle, file: str, carrier: str) -> ChampionError:
    """What is said of a bundle that could not be taken in.

    Raises the error again where not the bundle is at fault but this laptop: a full disk, a file
    that can't be read, another program in the way.
    """
    if isinstance(error, FileRefused):
        return error
    if isinstance(error, CarrierUnreachable):
        raise error
    if isinstance(error, ChampionError) and not is_of_content(error):
        raise error
    cause: BaseException = error
    while cause.__cause__ is not None:
        cause = cause.__cause__
    station = bundle.events[0].station_id if bundle.events else bundle.manifest.station
    what = safe(file) or f"What station {safe(station)[:8]} recorded, on {carrier},"
    return FileRefused(
        f"{what} could not be taken in: what it says does not fit ({type(cause).__name__}).",
        "All else was taken in. Keep it, and show it to IT.",
    )
