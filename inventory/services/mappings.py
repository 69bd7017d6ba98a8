"""What a person said of a file that no known system writes, kept for the next one like it."""

from inventory.errors import ChampionError
from inventory.files.mapping import SavedMapping
from inventory.files.profiles import PROFILES, RegisterKind
from inventory.rules.duties import Duty
from inventory.services.office import Office
from inventory.store import settings
from inventory.text import safe

_PREFIX = "mapping:"
LONGEST_NAME = 40


def saved_mappings(office: Office, kind: RegisterKind) -> tuple[SavedMapping, ...]:
    """What was said of lists of this kind, by name; one that can't be read any more is left out."""
    found = []
    for text in settings.under(office.database, _PREFIX).values():
        try:
            mapping = SavedMapping.from_json(text)
        except ValueError:
            continue
        if mapping.kind is kind:
            found.append(mapping)
    return tuple(found)


def keep_mapping(office: Office, mapping: SavedMapping) -> None:
    """Keep which column is which under its name, in place of what that name stood for.

    Refuses a name that is empty, too long, or a known system's own.
    """
    with office.database.immediate():
        put_mapping(office, mapping)


def put_mapping(office: Office, mapping: SavedMapping) -> None:
    """The same inside a transaction that is open."""
    office.refuse_helper(Duty.IMPORT)
    name = safe(mapping.name.strip())
    if not name or len(name) > LONGEST_NAME:
        raise ChampionError(f"A name has 1 to {LONGEST_NAME} characters.", "Choose another name.")
    if name.casefold() in {profile.name for profile in PROFILES}:
        raise ChampionError(f"{name} is a known system's name.", "Choose another name.")
    settings.put_setting(office.database, f"{_PREFIX}{mapping.kind}:{name}", mapping.as_json())


def forget_mapping(office: Office, kind: RegisterKind, name: str) -> None:
    """Forget what was said under a name."""
    office.refuse_helper(Duty.IMPORT)
    with office.database.immediate():
        settings.remove(office.database, f"{_PREFIX}{kind}:{name}")
