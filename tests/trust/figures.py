"""The figures of a run, kept for docs/trust.md; a harness that falls short of its count fails."""

import json
import os
import platform
import sqlite3
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from tests.trust.catalogue import BY_KEY

FOLDER = Path(__file__).parents[2] / "build" / "trust"


def keep(
    key: str, counted: Mapping[str, int], controls: Mapping[str, str], *, seconds: float
) -> None:
    """Check a harness's figures against what they must come to, and keep them.

    ``counted`` is figure → number. ``controls`` is what was broken on purpose → what the harness
    found then, in a few words with its number (``38 of 50 cuts lost a scan``).
    """
    proof = BY_KEY[key]
    for figure, least in proof.at_least.items():
        assert counted[figure] >= least, f"{key}: {counted[figure]} {figure}, {least} were promised"
    for figure in proof.none:
        assert counted[figure] == 0, f"{key}: {counted[figure]} {figure}"
    missing = [control for control in proof.controls if not controls.get(control)]
    assert not missing, f"{key}: no control {missing}"
    FOLDER.mkdir(parents=True, exist_ok=True)
    told = {
        "key": key,
        "counted": dict(counted),
        "controls": dict(controls),
        "seconds": round(seconds, 1),
        "day": date.today().isoformat(),  # noqa: DTZ011  (the tester's own calendar)
        "on": f"{platform.system()}, {os.cpu_count()} cores, Python {platform.python_version()},"
        f" SQLite {sqlite3.sqlite_version}",
    }
    (FOLDER / f"{key}.json").write_text(json.dumps(told, indent=1, sort_keys=True), "utf-8")
