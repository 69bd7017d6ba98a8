"""Plays one minute of the app in a terminal and keeps it: ``python -m tests.recording``.

Run it after a change to what the minute shows. The app, the sample school and the terminal are
real; the pauses are the script's, so that the same app makes the same files.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from inventory.services.desk import BOUNCE_SECONDS
from tests.shown import cast, film
from tests.shown.cast import COLUMNS, ROWS, Frame
from tests.shown.cells import Screen
from tests.terminal.terminal import Terminal, key

ROOT = Path(__file__).parents[1]
CAST = ROOT / "docs" / "one-minute.cast"
FILM = ROOT / "docs" / "one-minute.svg"
TITLE = "One minute of Champion: students scanned, a question answered, an undo, a return"


@dataclass(frozen=True, slots=True)
class Step:
    """A key (``f2``) or a scan (``=8101839``), what the screen then says, and for how long."""

    does: str
    shows: str
    seconds: float
    done: str

    @property
    def typed(self) -> bytes:
        """What the terminal is given."""
        return f"{self.does[1:]}\r".encode() if self.does.startswith("=") else key(self.does)


START = Step("", "Where the devices are", 6, "champion demo")
STEPS = (
    Step("f2", "Scan a student's card", 2.5, "F2: hand out"),
    Step("=8101839", "Has nothing yet", 2.5, "The first student's card is scanned"),
    Step("=0012352", "HANDED OUT", 3, "A device is scanned: it is theirs, and on disk"),
    Step("=8100374", "Has nothing yet", 2, "The next student"),
    Step("=NS-104135", "OUT TO SOMEONE ELSE", 4.5, "This one is Maya's on record: amber asks"),
    Step("=NS-104135", "HANDED OUT", 3.5, "Scanned again: yes"),
    Step("=8103182", "Has nothing yet", 2, "The third student"),
    Step("=NS-999999", "NOT KNOWN", 4, "A code that nobody knows is parked, and the line moves"),
    Step("=0012359", "HANDED OUT", 3, "So he gets another one"),
    Step("ctrl+z", "UNDONE", 4, "Ctrl+Z: the last action is undone, by name"),
    Step("f3", "TAKE BACK", 3, "F3: take back"),
    Step("=NS-104188", "TAKEN BACK", 3.5, "A device comes back: one scan"),
    Step("c", "NOTED", 3.5, "C: but its charger did not"),
    Step("f6", "INBOX", 4.5, "F6: what was parked waits for a quiet moment"),
    Step("f10", "Where the devices are", 7, "F10: Home has counted along"),
)
FINGER = 0.5
"""Seconds that a finger comes later than a scanner's last stroke."""
LENGTH = sum(step.seconds for step in (START, *STEPS))


def play(stands: Callable[[int, Terminal], None]) -> Iterator[Frame]:
    """Every step's screen, taken once ``stands`` (which step, where) has seen it come to rest."""
    with TemporaryDirectory(prefix="champion-recording-") as folder:
        clock = Path(folder) / "clock"
        _set(clock, 0)
        screen, fed, at, before = Screen(ROWS, COLUMNS), 0, 0.0, ""
        with _demo(Path(folder), clock) as terminal:
            for number, step in enumerate((START, *STEPS)):
                _set(clock, at)
                if step.does:
                    terminal.drain(_pause(step, before))
                    terminal.write(step.typed)
                terminal.wait_for(step.shows, 20)
                stands(number, terminal)
                screen.feed(bytes(terminal.raw[fed:]))
                fed = terminal.total
                yield Frame(round(at, 3), step.done, screen.runs())
                at, before = at + step.seconds, step.does
            terminal.write(key("ctrl+q"))
            if code := terminal.wait_exit():
                raise RuntimeError(f"The demo ended with {code}.")


def _pause(step: Step, before: str) -> float:
    """Seconds until it is typed: twice the same code is meant so, and a finger is no scanner."""
    if step.does == before:
        return BOUNCE_SECONDS + 0.1
    return FINGER if len(step.does) == 1 else 0.0


def _demo(folder: Path, clock: Path) -> Terminal:
    """The demo in a terminal, with nobody's own preferences."""
    private = {
        name: str(folder / name)
        for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
    }
    environment = {**private, "TZ": "UTC", "TEXTUAL_ANIMATIONS": "none"}
    argv = [sys.executable, "-m", "tests.shown.demo", str(clock)]
    return Terminal(argv, rows=ROWS, columns=COLUMNS, env=environment, cwd=ROOT)


def _set(clock: Path, seconds: float) -> None:
    """At once: whoever reads it never finds half of it."""
    new = clock.with_suffix(".new")
    new.write_text(f"{seconds:g}", "ascii")
    new.replace(clock)


def _rested(_: int, terminal: Terminal) -> None:
    terminal.settle(1.0)


def main() -> int:
    """Write the recording, and the film that is drawn from it."""
    CAST.write_text(cast.written(TITLE, play(_rested), LENGTH), "utf-8", newline="\n")
    FILM.write_text(film.drawn(TITLE, *cast.read(CAST)), "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
