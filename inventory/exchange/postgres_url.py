"""The address of a hub: what may stand in it, what the screen shows of it, and its password."""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from inventory.errors import ChampionError
from inventory.text import safe

PASSWORD_FILE = "CHAMPION_HUB_PASSWORD_FILE"
"""The variable that names a file with the password, and nothing else, in it."""

_EXAMPLE = "A hub's address looks like postgresql://table3@hub.school.example/champion"
_SCHEMES = ("postgresql", "postgres")
_SSLMODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
_HERE = frozenset({"", "localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Address:
    """Where a hub is."""

    url: str
    name: str
    """Server and database, as the screen shows it: without user and without password."""
    is_here: bool
    """Whether it is on this computer, so that nothing goes over a network."""
    given: Mapping[str, str]
    """What stands behind the question mark."""

    @property
    def sslmode(self) -> str:
        """How the line is protected; over a network never unprotected unless that was asked for.

        The driver's own default, ``prefer``, goes on in the clear where the server offers no TLS.
        """
        asked = self.given.get("sslmode") or os.environ.get("PGSSLMODE")
        return asked or ("prefer" if self.is_here else "require")


def address_of(url: str) -> Address:
    """The address that a URL means.

    Raises ChampionError where it is none, or where it has a password in it: the command line and
    the settings can be read by others. What was typed is not repeated in the message.
    """
    try:
        parts = urlsplit(url.strip())
        given = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        port = str(parts.port or given.get("port", ""))
    except ValueError as error:
        raise ChampionError("This is not the address of a hub.", f"{_EXAMPLE}.") from error
    if parts.scheme not in _SCHEMES:
        raise ChampionError(
            "This is not the address of a hub: it does not begin with postgresql://.",
            f"{_EXAMPLE}.",
        )
    if parts.password is not None or "password" in given or "sslpassword" in given:
        raise ChampionError(
            "There is a password in the hub's address, where others can read it.",
            "Take it out, change it on the server, and give the new one in PGPASSWORD, in the"
            " password file of PostgreSQL (PGPASSFILE), or in the file that"
            f" {PASSWORD_FILE} names.",
        )
    host = given.get("host") or unquote(parts.hostname or "")
    database = given.get("dbname") or unquote(parts.path.lstrip("/"))
    if not database:
        raise ChampionError("The hub's address names no database.", f"{_EXAMPLE}.")
    is_here = all(one in _HERE or one.startswith("/") for one in host.split(","))
    place = "this computer" if is_here else f"{host}:{port}" if port else host
    address = Address(url.strip(), f"{database} on {place}", is_here, given)
    if address.sslmode not in _SSLMODES:
        raise ChampionError(
            f"sslmode “{safe(address.sslmode)}” is not known: it is {', '.join(_SSLMODES[:-1])} or"
            f" {_SSLMODES[-1]}.",
            "Put sslmode=verify-full into the address, or leave it out.",
        )
    return address


def password() -> str | None:
    """The password from the file that CHAMPION_HUB_PASSWORD_FILE names; None without that.

    PGPASSWORD and PGPASSFILE are read by PostgreSQL's own library. Raises ChampionError where the
    file can't be read, or can be read by others too.
    """
    named = os.environ.get(PASSWORD_FILE)
    if not named:
        return None
    path = Path(named)
    try:
        mode = path.stat().st_mode
        content = path.read_text("utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise ChampionError(
            f"The file with the hub's password, {named}, can't be read: {reason}.",
            f"Set {PASSWORD_FILE} to the right file.",
        ) from error
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ChampionError(
            f"The file with the hub's password, {named}, can be read by others.",
            f"Run: chmod 600 {named}",
        )
    return content.rstrip("\r\n")
