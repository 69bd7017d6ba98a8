"""What 3,000 labels cost as PDF, SVG and ZPL, beside fpdf2 drawing as many bare rectangles.

Each run is a process of its own, the floor and the three in turns; memory is the process's
high-water mark.

    python -m tests.benchmarks.labels [--labels 3000] [--stock 5160] [--rounds 5]
"""

import argparse
import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from tests.benchmarks.scan_to_screen import verdict

if TYPE_CHECKING:
    from inventory.files.labels.content import Label
    from inventory.files.labels.layout import Setup

SECONDS = 5.0
MOST_MIB = 200.0
GOAL = 3.0
"""The PDF of the labels, proved and placed, beside its rectangles alone."""

AT = datetime(2026, 1, 30, 9, 15, tzinfo=UTC)


def rectangles(count: int, stock: str) -> int:
    """The floor: as many filled rectangles on as many pages, the same each time."""
    from fpdf import FPDF

    from inventory.files.labels.stock import find_stock

    per_page = find_stock(stock).per_page
    pdf = FPDF(unit="mm", format="letter")
    pdf.set_auto_page_break(False)
    for first in range(0, count, per_page):
        pdf.add_page()
        for number in range(min(per_page, count - first)):
            for bar in range(BARS):
                pdf.rect(10 + bar * 0.762, 10 + number * 3, 0.254, 2, style="F")
    return len(pdf.output())


BARS = 37
"""In a tag of nine characters: three in each of its symbols, and four in the stop."""


def as_pdf(count: int, stock: str) -> int:
    """Bytes of one file."""
    from inventory.files.labels import layout, pdf

    return len(pdf.as_pdf(layout.pages(_labels(count), _setup(stock)), "Labels", AT))


def as_svg(count: int, stock: str) -> int:
    """Bytes of all files, one for each page."""
    from inventory.files.labels import layout, svg

    return sum(
        len(svg.as_svg(page, "Labels").encode())
        for page in layout.pages(_labels(count), _setup(stock))
    )


def as_zpl(count: int, stock: str) -> int:
    """Bytes of one file."""
    from inventory.files.labels import zpl

    return len(zpl.as_zpl(_labels(count), _setup(stock)).encode())


TASKS: dict[str, Callable[[int, str], int]] = {
    "rectangles": rectangles, "pdf": as_pdf, "svg": as_svg, "zpl": as_zpl,
}  # fmt: skip


def _labels(count: int) -> Iterator["Label"]:
    from inventory.files.labels.content import Label

    for number in range(count):
        lines = ("Dell Chromebook 3100", f"Lincoln High School, Room {number % 60}")
        yield Label(f"LPS-{number:05}", "", lines)


def _setup(stock: str) -> "Setup":
    from inventory.files.labels.layout import Setup
    from inventory.files.labels.stock import find_stock

    return Setup(find_stock(stock))


def task(name: str, count: int, stock: str) -> tuple[float, float, int]:
    """Do it in a process of its own: seconds with its imports, the most MiB, and bytes made."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.labels", "--task", name, "--labels", str(count),
         "--stock", stock],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    seconds, kib, size = json.loads(done.stdout)
    return seconds, kib / 1024, size


def main() -> int:
    """Measure; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", type=int, default=3_000)
    parser.add_argument("--stock", default="5160")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--task", choices=TASKS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.task:
        began = perf_counter()
        size = TASKS[options.task](options.labels, options.stock)
        seconds = perf_counter() - began
        print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, size]))
        return 0
    runs = [
        {name: task(name, options.labels, options.stock) for name in TASKS}
        for _ in range(options.rounds)
    ]
    print(f"{options.labels:,} labels on {options.stock}, {options.rounds} rounds, medians")
    for name in TASKS:
        seconds = median(run[name][0] for run in runs)
        to = median(run[name][0] / run["rectangles"][0] for run in runs)
        most = max(run[name][1] for run in runs)
        print(
            f"  {name:<12}{seconds:>7.2f} s{to:>7.2f} × the rectangles{most:>7.0f} MiB"
            f"{runs[0][name][2] / 1e6:>8.2f} MB"
        )
    ok = True
    for name in list(TASKS)[1:]:
        ok &= verdict(f"{name}, s", median(run[name][0] for run in runs), SECONDS)
        ok &= verdict(f"{name}, MiB", max(run[name][1] for run in runs), MOST_MIB)
    ratio = median(run["pdf"][0] / run["rectangles"][0] for run in runs)
    return 0 if ok & verdict("the PDF beside its rectangles", ratio, GOAL) else 1


if __name__ == "__main__":
    sys.exit(main())
