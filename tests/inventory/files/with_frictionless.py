"""What frictionless says of packets, asked in a process of its own.

In ours it would lift the limit on the length of a CSV cell for every other test.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
LONG = 400


def errors_in(*packets: Path) -> list[list[str]]:
    """The kinds of errors in each packet, a folder or a .zip; none where it is accepted."""
    found: list[list[str]] = _ask("errors_in", [str(packet) for packet in packets])
    return found


def flips_in(folder: Path) -> tuple[int, list[str]]:
    """How many single bytes were changed in the files, and which of them were accepted so.

    That is every byte but the descriptor's, and every ninth of a long file.
    """
    tried, accepted = _ask("flips_in", str(folder))
    return tried, accepted


def _ask(what: str, about: Any) -> Any:
    asked = json.dumps([what, about])
    command = [sys.executable, "-m", "tests.inventory.files.with_frictionless", asked]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def _errors_in(packets: list[str]) -> list[list[str]]:
    from frictionless import validate

    found = []
    for packet in packets:
        path = Path(packet)
        source = path / "datapackage.json" if path.is_dir() else path
        report = validate(str(source), type="package")
        found.append([kind for (kind,) in report.flatten(["type"])])
    return found


def _flips_in(folder: str) -> tuple[int, list[str]]:
    from frictionless import Resource

    tried, accepted = 0, []
    for listed in json.loads(Path(folder, "datapackage.json").read_bytes())["resources"]:
        path = Path(folder, listed["path"])
        content = path.read_bytes()
        for position in range(0, len(content), 1 if len(content) < LONG else 9):
            changed = bytearray(content)
            changed[position] ^= 1 << position % 8
            path.write_bytes(changed)
            tried += 1
            if Resource.from_descriptor(listed, basepath=folder).validate().valid:
                accepted.append(f"{path.name}, byte {position}")
        path.write_bytes(content)
    return tried, accepted


if __name__ == "__main__":
    verb, subject = json.loads(sys.argv[1])
    print(json.dumps(_errors_in(subject) if verb == "errors_in" else _flips_in(subject)))
