"""``champion demo`` as it is, on a clock that whoever records it sets: ``python -m … CLOCK``.

``CLOCK`` is a file with the seconds since the recording began. Everything else is the app's own.
"""

import sys
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from tests.shown.days import DISTRIBUTION
from tui.__main__ import main
from tui.clock import SystemClock


def run(clock: Path) -> int:
    """The exit code of the demo."""

    def seconds() -> float:
        return float(clock.read_text("ascii"))

    def now(_: SystemClock) -> datetime:
        return DISTRIBUTION + timedelta(seconds=seconds())

    with patch.multiple(SystemClock, now=now, monotonic=lambda _: seconds()):
        return main(["demo"])


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1])))
