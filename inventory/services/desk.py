"""The scan loop: one scan in, one durable change, one verdict out."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from inventory.model import Code, Mode, Verdict
from inventory.rules.codes import LONGEST_CODE, Command, clean
from inventory.services import devices, questions, scan, unresolved
from inventory.services.office import Office
from inventory.services.table import Table
from inventory.services.turn import Turn
from inventory.store.identifiers import StoredDirectory
from inventory.text import safe

BOUNCE_SECONDS = 1.2
"""The same code within this time is the scanner's echo, not a second scan."""

LONGEST_RAW = 1_000
"""Characters of a scanned text that are kept."""

_MODE_COMMANDS = {Mode.OUT: Command.OUT, Mode.BACK: Command.BACK, Mode.AUDIT: Command.AUDIT}


class Desk:
    """One table: scans come in order, each is on disk before its verdict is given.

    Every method raises NotRecorded where the disk refuses; then nothing of it counts, and the
    table is as it was before.
    """

    def __init__(self, office: Office, mode: Mode = Mode.OUT) -> None:
        self._office = office
        self._directory = StoredDirectory(office.database)
        self._last_code = ""
        self._last_at = float("-inf")
        self.table = Table(mode)

    def scan(self, raw: str, at: float | None = None) -> Verdict:
        """The verdict on one scanned text; ``at`` is when it arrived, in monotonic seconds."""
        code = clean(raw[: LONGEST_RAW + LONGEST_CODE])
        at = self._office.clock.monotonic() if at is None else at
        bounced = code == self._last_code and 0 <= at - self._last_at < BOUNCE_SECONDS
        self._last_code, self._last_at = code, at
        if bounced:
            return self._bounce(raw, code)
        return self._step(raw, lambda turn: scan.scanned(turn, code))

    def command(self, command: Command) -> Verdict:
        """Do what a command barcode says, asked for by a key."""
        self._last_code = ""
        return self._step("", lambda turn: scan.command(turn, command))

    def switch(self, mode: Mode) -> None:
        """Change what a scan means; a question that is open is parked."""
        if mode is not self.table.mode:
            self.command(_MODE_COMMANDS[mode])

    def override(self, reason: str) -> Verdict:
        """Do what the last verdict stopped, with a reason that is kept."""
        return self._step("", lambda turn: questions.override(turn, _typed(reason)))

    def enter_person(self, name: str) -> Verdict:
        """Enter the unknown person at the table by hand; the next roster import matches the ID."""
        return self._step("", lambda turn: unresolved.enter_person(turn, _typed(name)))

    def pick_person(self, person_id: str) -> Verdict:
        """Take a person who was found by name, as if the card had been scanned."""
        self._last_code = ""
        return self._step(person_id, lambda turn: scan.picked(turn, person_id))

    def amend(
        self, *, accessories: Mapping[str, str] | None = None, grade: str = "", note: str = "",
        cause: str = "", parts: tuple[str, ...] = (),
    ) -> Verdict:  # fmt: skip
        """Say what was not normal about the last return; the return itself stands.

        ``accessories`` by name: returned, not returned, returned faulty, wrong type, never issued.
        """
        body = {
            "accessories": dict(accessories or {}),
            "grade": grade,
            "note": _typed(note),
            "cause": cause,
            "parts": list(parts),
        }
        said = {key: value for key, value in body.items() if value}
        return self._step("", lambda turn: devices.amend(turn, said))

    def _bounce(self, raw: str, code: str) -> Verdict:
        return Verdict(
            raw,
            Code.BOUNCE,
            "The same scan again, ignored.",
            "To confirm, wait a moment and scan it again." if self.table.asked else "",
            subject=code,
            at=self._office.clock.now().isoformat(timespec="milliseconds"),
        )

    def _step(self, raw: str, act: Callable[[Turn], Verdict]) -> Verdict:
        group = self._office.new_id()
        turn = Turn(self._office, self._directory, self.table, safe(raw)[:LONGEST_RAW], group)
        verdict = self._office.write(group, lambda: act(turn))
        self.table = turn.table
        return replace(verdict, scan=raw)


def _typed(text: str) -> str:
    return safe(text).strip()[:LONGEST_RAW]
