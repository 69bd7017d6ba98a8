"""Who may do what on the hub; the server refuses, not the app."""

import os
import socket
import threading
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from inventory.errors import CarrierUnreachable, ChampionError
from inventory.exchange.postgres import Hub
from inventory.exchange.postgres_claims import Claims
from inventory.exchange.postgres_schema import READER_ROLE, TABLE_ROLE, check_hub, init_hub
from inventory.exchange.postgres_url import PASSWORD_FILE
from inventory.journal.lines import as_line
from tests.builders import SITE
from tests.inventory.exchange.server import ADMIN, Server, wait_until
from tests.inventory.exchange.stations import bundle_of, lines, written

SECRET = "correct horse"


def with_login(server: Server, url: str, role: str = "", more: str = "") -> str:
    """The URL for a new login that has a role."""
    login = f"login{len(server.execute('SELECT rolname FROM pg_roles'))}"
    server.execute(f"CREATE ROLE {login} LOGIN {more} {f'IN ROLE {role}' if role else ''}")
    return url.replace(f"//{ADMIN}@", f"//{login}@")


FORBIDDEN = [
    "UPDATE champion.event SET person = 'x'",
    "UPDATE champion.claim SET at = now()",
    "DELETE FROM champion.event",
    "DELETE FROM champion.claim",
    "TRUNCATE champion.event",
    "TRUNCATE champion.claim",
    "DROP TABLE champion.event",
    "DROP TABLE champion.claim",
    "DROP SCHEMA champion CASCADE",
    "ALTER TABLE champion.event DROP COLUMN hash",
    "ALTER TABLE champion.claim DISABLE TRIGGER ALL",
    "CREATE TABLE champion.more (one TEXT)",
    "CREATE INDEX more ON champion.event (hash)",
    "INSERT INTO champion.event TABLE champion.event ON CONFLICT (event_id) DO UPDATE SET hash=''",
    "SELECT * FROM champion.event FOR UPDATE",
    "CREATE ROLE another",
]


def refused(url: str, statement: str) -> bool:
    """Whether the server says that this login may not do that; nothing of it is kept."""
    with closing(psycopg.connect(url)) as connection:
        try:
            connection.execute(statement.encode())
        except psycopg.errors.InsufficientPrivilege:
            return True
        finally:
            connection.rollback()
    return False


def test_a_table_can_add_read_and_claim_and_nothing_else(hub_url: str, server: Server) -> None:
    """Each way to change or delete is tried; afterwards all is there as before."""
    url = with_login(server, hub_url, TABLE_ROLE)
    events = written(1, 6)
    with closing(Hub(url)) as hub, closing(Claims(url, timeout_ms=20_000)) as claims:
        assert hub.push(bundle_of(events)) == 6
        assert claims.claim(SITE, "NS-101", "E1", "s", "Table 1", "2001").state == "granted"
        assert [one for one in FORBIDDEN if not refused(url, one)] == []
        assert lines(hub.pull({})) == sorted(map(as_line, events))
        assert claims.claim(SITE, "NS-101", "E2", "s2", "Table 2", "2002").state == "refused"


def test_the_administrator_could_do_each_of_them(hub_url: str) -> None:
    """So that what is refused above is refused for the role's sake, not for a slip in it."""
    with closing(Hub(hub_url)) as hub:
        hub.push(bundle_of(written(1, 2)))
    tried = [one for one in FORBIDDEN if not one.startswith("CREATE ROLE")]
    assert [one for one in tried if refused(hub_url, one)] == []


def test_a_reader_can_only_read(hub_url: str, server: Server) -> None:
    """For the district, and for whoever draws figures from it."""
    events = written(1, 3)
    with closing(Hub(hub_url)) as hub:
        hub.push(bundle_of(events))
    url = with_login(server, hub_url, READER_ROLE)
    with closing(Hub(url)) as hub, closing(Claims(url, timeout_ms=20_000)) as claims:
        assert lines(hub.pull({})) == sorted(map(as_line, events))
        with pytest.raises(ChampionError, match=r"does not allow that.* role champion_table"):
            hub.push(bundle_of(events))
        assert claims.claim(SITE, "NS-101", "E1", "s", "Table 1", "2001").state == "offline"
        assert [one for one in FORBIDDEN if not refused(url, one)] == []
    report = check_hub(url)
    assert (report.may_add, report.may_change, report.events) == (False, False, 3)


def test_a_login_without_a_role_sees_nothing(hub_url: str, server: Server) -> None:
    """Being let into the database is not enough."""
    with pytest.raises(ChampionError, match="does not allow that: permission denied"):
        check_hub(with_login(server, hub_url))


def test_setting_up_again_changes_nothing(hub_url: str) -> None:
    """As often as IT likes, also while tables work."""
    with closing(Hub(hub_url)) as hub:
        hub.push(bundle_of(written(1, 4)))
        report = init_hub(hub_url)
        assert (report.events, report.stations, report.has_roles) == (4, 1, True)
        assert hub.push(bundle_of(written(1, 5))) == 1


def test_the_report_warns_of_a_login_that_can_do_too_much(hub_url: str, server: Server) -> None:
    """The owner's login is for IT; a table's has nothing to be said of it."""
    (note,) = check_hub(hub_url).notes
    assert note.startswith(f"The login {ADMIN} could change and delete what is on the hub.")
    report = check_hub(with_login(server, hub_url, TABLE_ROLE))
    assert (report.may_add, report.may_change, report.notes) == (True, False, ())


def test_a_login_that_may_not_make_tables_is_told_so(empty_url: str, server: Server) -> None:
    """One sentence, and who can."""
    with pytest.raises(ChampionError, match=r"may not make tables in .* owner of the database"):
        init_hub(with_login(server, empty_url))


def test_without_the_right_to_make_roles_it_says_what_an_administrator_has_to_do(
    server: Server,
) -> None:
    """The tables are made all the same; once the roles are there, it is run again."""
    database = server.new_database()
    url = with_login(server, server.url(database))
    login = url.partition("//")[2].partition("@")[0]
    server.execute(f"GRANT CREATE ON DATABASE {database} TO {login}")
    hide, show = role_names(server)
    for statement in hide:
        server.execute(statement)
    try:
        report = init_hub(url)
        assert not report.has_roles
        assert "CREATE ROLE champion_table NOLOGIN" in report.notes[0]
    finally:
        for statement in show:
            server.execute(statement)
    report = init_hub(url)
    assert report.has_roles
    assert check_hub(with_login(server, url.replace(login, ADMIN), TABLE_ROLE)).may_add


def role_names(server: Server) -> tuple[list[str], list[str]]:
    """Statements that take the roles away under other names, and that bring them back."""
    found = {name for (name,) in server.execute("SELECT rolname FROM pg_roles")}
    for role in {TABLE_ROLE, READER_ROLE} - found:
        server.execute(f"CREATE ROLE {role} NOLOGIN")
    roles = (TABLE_ROLE, READER_ROLE)
    return (
        [f"ALTER ROLE {role} RENAME TO aside_{role}" for role in roles],
        [f"ALTER ROLE aside_{role} RENAME TO {role}" for role in roles],
    )


def test_a_database_that_cannot_keep_every_script_is_refused(server: Server) -> None:
    """A note in another script would be lost."""
    database = server.new_database() + "_latin"
    server.execute(f"CREATE DATABASE {database} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(ChampionError, match=r"keeps text as LATIN1.*ENCODING 'UTF8'"):
        init_hub(server.url(database))


@pytest.fixture
def guarded_url(hub_url: str, server: Server, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of a login that the server lets in only with its password."""
    if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = 'guarded'"):
        server.execute(f"CREATE ROLE guarded LOGIN PASSWORD '{SECRET}' IN ROLE {TABLE_ROLE}")
    for name in ("PGPASSWORD", "PGPASSFILE", PASSWORD_FILE):
        monkeypatch.delenv(name, raising=False)
    return hub_url.replace(f"//{ADMIN}@", "//guarded@")


@pytest.mark.skipif(os.name != "posix", reason="the test server listens on a socket's file")
def test_the_password_comes_from_each_of_the_three_places(
    guarded_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment, PostgreSQL's password file, and a file of the app's own."""
    plain, passfile = tmp_path / "plain", tmp_path / "passfile"
    plain.write_text(f"{SECRET}\n", "utf-8")
    passfile.write_text(f"*:*:*:guarded:{SECRET}\n", "utf-8")
    places = {PASSWORD_FILE: str(plain), "PGPASSFILE": str(passfile), "PGPASSWORD": SECRET}
    for file in (plain, passfile):
        file.chmod(0o600)
    for name, value in places.items():
        with monkeypatch.context() as environment:
            environment.setenv(name, value)
            assert check_hub(guarded_url).login == "guarded"


def test_without_or_with_a_wrong_password_the_sentence_does_not_hold_it(
    guarded_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither does the driver's own error in the chain."""
    with pytest.raises(ChampionError, match="asks for a password") as asked:
        check_hub(guarded_url)
    assert "PGPASSWORD" in asked.value.hint
    monkeypatch.setenv("PGPASSWORD", "wrong-horse")
    with pytest.raises(ChampionError, match="refuses this login: password auth") as refused:
        check_hub(guarded_url)
    assert "wrong-horse" not in f"{refused.value} {refused.value.__cause__}"


def test_where_the_server_offers_no_tls_nothing_is_said_in_the_clear() -> None:
    """It is asked, says no, and hears nothing more: neither login nor password."""
    heard: list[bytes] = []

    def say_no(listening: socket.socket) -> None:
        while True:
            try:
                caller, _ = listening.accept()
            except OSError:
                return
            with caller:
                heard.append(caller.recv(8))
                caller.sendall(b"N")
                heard.append(caller.recv(1000))

    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        threading.Thread(target=say_no, args=(listening,), daemon=True).start()
        url = f"postgresql://t3@127.0.0.1:{listening.getsockname()[1]}/champion?sslmode=require"
        with closing(Hub(url)) as hub, pytest.raises(CarrierUnreachable, match="SSL was required"):
            hub.vector()
    wait_until(lambda: len(heard) == 2)
    assert [len(heard[0]), heard[1]] == [8, b""]
