"""Runs the harnesses and writes their figures into docs/trust.md: ``python -m tests.trust.report``.

With ``--long`` the long profile; with ``--as-run`` the figures of the last run, without a new one.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from tests.trust.catalogue import PROOFS, Proof
from tests.trust.figures import FOLDER
from tests.trust.promises import PROMISES, Promise

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "trust.md"

Told = Mapping[str, Any]


def figures() -> dict[str, Told]:
    """What the last run of each harness came to, by its key."""
    return {
        path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))
    }


def promise_table() -> str:
    """Each promise with the harnesses and tests that hold it."""
    rows = [(str(one.number), one.says, _held_by(one)) for one in PROMISES]
    return _table(("", "promise", "held by"), rows)


def proof_table(told: Mapping[str, Told]) -> str:
    """Each harness with what it counted and what it found out of what was broken on purpose."""
    rows = [_row(proof, told[proof.key]) for proof in PROOFS]
    return _table(("what is done", "counted", "broken on purpose, and found", "seconds"), rows)


def filled(page: str, told: Mapping[str, Told]) -> str:
    """The page with its tables as a run came out."""
    runs = sorted({f"{one['day']} ({one['on']})" for one in told.values()})
    for name, text in (
        ("promises", promise_table()),
        ("proofs", proof_table(told)),
        ("run", f"Run on {', '.join(runs)}."),
    ):
        pattern = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
        page = re.sub(pattern, partial(_between, text), page, flags=re.DOTALL)
    return page


def _held_by(promise: Promise) -> str:
    harnesses = [f"`{one.key}`" for one in PROOFS if promise.number in one.promises]
    tests = [f"[{Path(one).name}](../{one})" for one in promise.tests]
    return ", ".join([*harnesses, *tests])


def _row(proof: Proof, told: Told) -> Sequence[str]:
    counted: dict[str, int] = told["counted"]
    first = [*proof.at_least, *proof.none]
    names = [*first, *(name for name in counted if name not in first)]
    figures = ", ".join(f"{counted[name]:,} {name}" for name in names)
    controls = "; ".join(f"{name}: {found}" for name, found in told["controls"].items())
    return f"`{proof.key}`: {proof.title}", figures, controls, f"{told['seconds']:.0f}"


def _between(text: str, found: re.Match[str]) -> str:
    return f"{found[1]}{text}\n{found[2]}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> int:
    """Run, and write the page; the exit code of the run where it failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true", help="the long profile")
    parser.add_argument("--as-run", action="store_true", help="no new run")
    options = parser.parse_args()
    if not options.as_run:
        for earlier in FOLDER.glob("*.json"):  # a harness that is skipped has no figures
            earlier.unlink()
        chosen = ["-m", "long or not long"] if options.long else []
        run = [sys.executable, "-m", "pytest", "-n", "auto", "--dist", "loadfile", "tests/trust"]
        if code := subprocess.run([*run, *chosen], cwd=ROOT, check=False).returncode:
            return code
    told = figures()
    if missing := [proof.key for proof in PROOFS if proof.key not in told]:
        print(f"No figures of {', '.join(missing)}: run without --as-run.", file=sys.stderr)
        return 1
    PAGE.write_text(filled(PAGE.read_text("utf-8"), told), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
