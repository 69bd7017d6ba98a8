"""The address of a hub, and where its password may be."""

import os
from pathlib import Path

import pytest

from inventory.errors import ChampionError
from inventory.exchange.postgres_url import PASSWORD_FILE, address_of, password

SECRET = "correct-horse"


@pytest.mark.parametrize(
    ("url", "name", "sslmode"),
    [
        (
            "postgresql://t3@hub.school.example/champion",
            "champion on hub.school.example",
            "require",
        ),
        ("postgres://hub.school.example:6543/day", "day on hub.school.example:6543", "require"),
        ("postgresql://t3@localhost/champion", "champion on this computer", "prefer"),
        ("postgresql:///champion?host=/run/postgresql", "champion on this computer", "prefer"),
        ("postgresql://h/c?sslmode=verify-full&sslrootcert=ca.pem", "c on h", "verify-full"),
        ("postgresql://[2001:db8::7]/champion", "champion on 2001:db8::7", "require"),
        ("postgresql://h/c?sslmode=disable", "c on h", "disable"),
    ],
)
def test_the_name_has_no_login_and_a_network_is_never_unprotected_by_default(
    url: str, name: str, sslmode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the screen shows, and the protection of the line where the address names none."""
    monkeypatch.delenv("PGSSLMODE", raising=False)
    address = address_of(url)
    assert (address.name, address.sslmode) == (name, sslmode)


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://t3:{SECRET}@h/champion",
        f"postgresql://t3@h/champion?password={SECRET}",
        f"postgresql://t3@h/champion?sslmode=require&sslpassword={SECRET}",
        "postgresql://t3:@h/champion",
    ],
)
def test_a_password_in_the_address_is_refused_and_not_repeated(url: str) -> None:
    """Others read the command line and the settings."""
    with pytest.raises(ChampionError, match="password in the hub's address") as refused:
        address_of(url)
    assert SECRET not in str(refused.value)
    assert "PGPASSFILE" in refused.value.hint


@pytest.mark.parametrize(
    "url",
    [
        "", "hub.school.example", f"mysql://t3:{SECRET}@h/c", "host=h dbname=c", "postgresql://h/",
        f"postgresql://t3@h:{SECRET}/c", "postgresql://[::1/c", "postgresql://h/c?sslmode",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_an_example(url: str) -> None:
    """And nothing of what was typed is in the sentence: it may be a password."""
    with pytest.raises(ChampionError) as refused:
        address_of(url)
    assert "postgresql://table3@hub.school.example/champion" in refused.value.hint
    assert SECRET not in str(refused.value)


def test_the_password_file_is_read_without_its_line_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Editors put one there."""
    file = tmp_path / "hub-password"
    file.write_text(f" {SECRET}\n", "utf-8")
    file.chmod(0o600)
    assert password() is None
    monkeypatch.setenv(PASSWORD_FILE, str(file))
    assert password() == f" {SECRET}"


def test_a_password_file_that_is_not_there_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the variable to set right."""
    monkeypatch.setenv(PASSWORD_FILE, str(tmp_path / "nowhere"))
    with pytest.raises(ChampionError, match="nowhere, can't be read: No such file") as refused:
        password()
    assert PASSWORD_FILE in refused.value.hint


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_a_password_file_that_others_can_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As PostgreSQL's own library does with its file."""
    file = tmp_path / "hub-password"
    file.write_text(SECRET, "utf-8")
    file.chmod(0o644)
    monkeypatch.setenv(PASSWORD_FILE, str(file))
    with pytest.raises(ChampionError, match="can be read by others"):
        password()
