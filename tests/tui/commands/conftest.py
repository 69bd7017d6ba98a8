"""The sample school after its morning, copied for each test, and ways to run a command on it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from inventory.services import sample
from inventory.services.office import Office
from tui.clock import SystemClock
from tui.commands.group import champion

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Champion:
    """One database and the commands on it."""

    path: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, *arguments: str | Path, stdin: bytes | None = None) -> Result:
        """Run a command inside this process."""
        return CliRunner().invoke(champion, ["--db", *map(str, (self.path, *arguments))], stdin)

    def lines(self, *arguments: str | Path, stdin: bytes | None = None) -> list[dict[str, Any]]:
        """The JSON objects that a command prints."""
        result = self.run(*arguments, "--json", stdin=stdin)
        return [json.loads(line) for line in result.stdout.splitlines()]

    def codes(self, *arguments: str | Path, stdin: bytes | None = None) -> list[str]:
        """The codes of the verdicts that a command prints."""
        return [line["code"] for line in self.lines(*arguments, stdin=stdin)]

    def argv(self, *arguments: str | Path) -> list[str]:
        """The command line of a process of its own."""
        return [sys.executable, "-m", "tui", "--db", *map(str, (self.path, *arguments))]

    def start(self, *arguments: str | Path, **more: Any) -> "subprocess.Popen[bytes]":
        """Start a process of its own, with pipes at all three ends."""
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        return subprocess.Popen(
            self.argv(*arguments), cwd=ROOT, env=self._environment(), **{**pipes, **more}
        )

    def process(
        self, *arguments: str | Path, stdin: bytes = b""
    ) -> "subprocess.CompletedProcess[bytes]":
        """Run a process of its own to its end."""
        return subprocess.run(
            self.argv(*arguments), cwd=ROOT, env=self._environment(), input=stdin,
            capture_output=True, timeout=60, check=False,
        )  # fmt: skip

    def _environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if key != "CHAMPION_DB"}
        return {**kept, "HOME": str(self.path.parent), **self.environment}


@pytest.fixture(scope="session")
def sample_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample school, built once; nobody writes into it."""
    path = tmp_path_factory.mktemp("sample") / "sample.db"
    office = Office.create(path, SystemClock())
    sample.fill(office)
    office.close()
    return path


@pytest.fixture
def school(sample_database: Path, tmp_path: Path) -> Champion:
    """The sample school on another laptop: a copy that may be changed."""
    return Champion(Path(shutil.copy(sample_database, tmp_path / "school.db")))


@pytest.fixture
def nowhere(tmp_path: Path) -> Champion:
    """No database at all yet."""
    return Champion(tmp_path / "new" / "school.db")
