"""Every check there is, in one command: ``python -m tests.check``.

Stops at the first one that fails, with its exit code.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

ROOT = Path(__file__).parents[1]
SCRIPTS = Path(sys.executable).parent

MEMORY = Path("/dev/shm")
"""A file system in memory (shm_overview(7)): a commit there waits for no disk."""
ROOM = 4 << 30
"""Bytes that have to be free in it: the files of a whole run come to a quarter of that."""
WORKERS = max(2, (os.cpu_count() or 1) * 2)
"""Many tests wait for an app in a terminal to come to rest, and leave their core to others."""
BYTECODE = ROOT / ".pytest_cache" / "__pycache__"
"""Hundreds of processes are started: they, and the next run, find their modules compiled."""

CHECKS: tuple[tuple[str, ...], ...] = (
    (sys.executable, "-m", "ruff", "format", "--check", "."),
    (sys.executable, "-m", "ruff", "check", "."),
    (sys.executable, "-m", "mypy"),
    (str(SCRIPTS / "lint-imports"),),
    (
        sys.executable, "-m", "pytest", "-n", str(WORKERS),
        "--dist", "loadfile", "--no-loadscope-reorder",
    ),
)  # fmt: skip


def folder_for_tests() -> str:
    """Where ``tmp_path`` is: in memory where there is room, else where it always is.

    What ``tempfile`` makes stays on the disk: harnesses that kill in the midst of a commit use it.
    """
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM:
        return str(MEMORY)
    return gettempdir()


def main() -> int:
    """The exit code of the first check that fails; 0 where all are well."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment = {**kept, "PYTHONPYCACHEPREFIX": str(BYTECODE)}
    with TemporaryDirectory(prefix="champion-check-", dir=folder_for_tests()) as folder:
        for check in CHECKS:
            print(f"\n$ {' '.join(Path(part).name for part in check)}", flush=True)
            command = [*check, f"--basetemp={folder}/tests"] if "pytest" in check else check
            if code := subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
                return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
