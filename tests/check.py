"""Every check there is, in one command: ``python -m tests.check``.

Stops at the first one that fails, with its exit code.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SCRIPTS = Path(sys.executable).parent

CHECKS: tuple[tuple[str, ...], ...] = (
    (sys.executable, "-m", "ruff", "format", "--check", "."),
    (sys.executable, "-m", "ruff", "check", "."),
    (sys.executable, "-m", "mypy"),
    (str(SCRIPTS / "lint-imports"),),
    (sys.executable, "-m", "pytest", "-n", "auto", "--dist", "loadfile"),
)


def main() -> int:
    """The exit code of the first check that fails; 0 where all are well."""
    for check in CHECKS:
        print(f"\n$ {' '.join(Path(part).name for part in check)}", flush=True)
        if code := subprocess.run(check, cwd=ROOT, check=False).returncode:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
