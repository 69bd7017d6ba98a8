"""The district's public key, for which backups and packets are sealed."""

from inventory.errors import ChampionError
from inventory.services.office import Office


def district_key(office: Office) -> str:
    """The key that the settings have. Raises ChampionError where there is none."""
    key = office.setting("district_key")
    if not key:
        raise ChampionError(
            "There is no key of the district to seal for.",
            "Ask district IT for it, then: champion settings district_key age1…",
        )
    return key
