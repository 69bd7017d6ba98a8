"""The line to a hub over a network, with a server that offers TLS."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from inventory.errors import CarrierUnreachable
from inventory.exchange.postgres import Hub
from inventory.exchange.postgres_schema import check_hub
from tests.inventory.exchange.server import ADMIN, Server


def new_certificate(folder: Path, name: str) -> Path:
    """A certificate for localhost that its own key has signed; the key lies beside it."""
    certificate = folder / f"{name}.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
            "-keyout", folder / f"{name}.key", "-out", certificate,
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate


@pytest.fixture
def certificate(server: Server, tmp_path: Path) -> Iterator[Path]:
    """The certificate of the server, which was started anew with it."""
    if server.execute("SELECT setting FROM pg_settings WHERE name = 'ssl_library'") == [("",)]:
        pytest.skip("this PostgreSQL was built without TLS: CHAMPION_TEST_POSTGRES=FOLDER")
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    certificate = new_certificate(tmp_path, "server")
    files = [Path(shutil.copy(path, server.data)) for path in tmp_path.glob("server.*")]
    for file in files:
        file.chmod(0o600)
        if server.by:
            shutil.chown(file, server.by["user"], server.by["group"])
    server.stop()
    server.start(
        "listen_addresses=127.0.0.1", "ssl=on", "ssl_cert_file=server.pem",
        "ssl_key_file=server.key",
    )  # fmt: skip
    yield certificate
    server.stop()
    server.start()


def over_the_network(server: Server, url: str, mode: str, host: str = "localhost") -> str:
    """The URL of a test's database by way of the network."""
    database = url.partition("@/")[2].partition("?")[0]
    return f"postgresql://{ADMIN}@{host}:{server.port}/{database}?sslmode={mode}"


def test_the_right_server_is_known_by_its_certificate(
    hub_url: str, server: Server, certificate: Path
) -> None:
    """verify-full: the line is encrypted, and leads where it should."""
    url = over_the_network(server, hub_url, "verify-full") + f"&sslrootcert={certificate}"
    assert check_hub(url).is_encrypted


@pytest.mark.parametrize(
    ("host", "root"),
    [("localhost", "other"), ("127.0.0.1", "server")],
    ids=["another certificate", "another name"],
)
def test_a_server_that_is_not_the_right_one_is_not_talked_to(
    hub_url: str, server: Server, certificate: Path, host: str, root: str
) -> None:
    """Neither one with another certificate, nor the certificate under another name."""
    new_certificate(certificate.parent, "other")
    trusted = certificate.with_name(f"{root}.pem")
    url = over_the_network(server, hub_url, "verify-full", host) + f"&sslrootcert={trusted}"
    with closing(Hub(url)) as hub, pytest.raises(CarrierUnreachable, match="can't be reached"):
        hub.vector()
