"""The scan loop: one scan in, one durable change, one verdict out."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from inventory.errors import NotRecorded
from inventory.model import Mode
from inventory.rules.codes import LONGEST_CODE
from inventory.rules.commands import MODES, Command
from inventory.rules.condition import Condition
from inventory.services import audit_scan, bags, devices, lacking, questions, scan, unresolved
from inventory.services.office import Office
from inventory.services.reading import read
from inventory.services.table import Hot, Question, Table
from inventory.services.turn import Turn
from inventory.store.identifiers import StoredDirectory
from inventory.text import safe
from inventory.verdict import Code, Verdict

BOUNCE_SECONDS = 1.2
"""The same code within this time is the scanner's echo, not a second scan."""

LONGEST_RAW = 1_000
"""Characters of a scanned text that are kept."""

_MODE_COMMANDS = {mode: command for command, mode in MODES.items()}


class Desk:
    """One table: scans come in order, each is on disk before its verdict is given.

    Every method raises NotRecorded where the disk refuses; then nothing of it counts, and the
    table is as it was before.
    """

    def __init__(self, office: Office, mode: Mode = Mode.OUT) -> None:
        self._office = office
        self._directory = StoredDirectory(office.database)
        self._last_code: str | None = None
        self._last_at = float("-inf")
        self.table = Table(mode)

    def scan(self, raw: str, at: float | None = None) -> Verdict:
        """The verdict on one scanned text; ``at`` is when it arrived, in monotonic seconds."""
        reading = read(self._office, self._directory, raw[: LONGEST_RAW + LONGEST_CODE])
        code = reading.code
        at = self._office.clock.monotonic() if at is None else at
        bounced = code == self._last_code and 0 <= at - self._last_at < BOUNCE_SECONDS
        self._last_code, self._last_at = code, at
        if bounced:
            return self._bounce(raw, code)
        try:
            return self._step(raw, lambda turn: scan.scanned(turn, reading))
        except NotRecorded:
            self._last_code = None  # scanned again, it is no echo: it was never recorded
            raise

    def command(self, command: Command) -> Verdict:
        """Do what a command barcode says, asked for by a key."""
        self._last_code = None
        return self._step("", lambda turn: scan.command(turn, command))

    def switch(self, mode: Mode) -> None:
        """Change what a scan means; a question that is open is parked."""
        if mode is not self.table.mode:
            self.command(_MODE_COMMANDS[mode])

    def leave(self) -> str | None:
        """Nobody will answer here any more: park what is open or held; the last claim number."""
        asked = self.table.asked
        if not (self.table.held or (asked and asked.parks)):
            return None
        return self._step("", scan.leave).parked_before

    def override(self, reason: str, of: Question | None = None) -> Verdict:
        """Do what the last verdict stopped, with a reason that is kept.

        ``of`` is the stop that the reason was given for: if it is not the last one any more,
        nothing is done.
        """
        return self._step("", lambda turn: questions.override(turn, _typed(reason), of))

    def enter_person(self, name: str, person_id: str | None = None) -> Verdict:
        """Enter the unknown person at the table by hand; the next roster import matches the ID.

        ``person_id`` is the ID that the name was given for: if another one came, nothing is done.
        """
        return self._step("", lambda turn: unresolved.enter_person(turn, _typed(name), person_id))

    def attest(self) -> Verdict:
        """In an audit: the person at the table says that they have what was not seen."""
        return self._step("", audit_scan.attest)

    def describe(self, description: str) -> Verdict:
        """In an audit: keep a thing without a readable code, by what it looks like."""
        return self._step("", lambda turn: audit_scan.describe(turn, _typed(description)))

    def pick_person(self, person_id: str) -> Verdict:
        """Take a person who was found by name, as if the card had been scanned."""
        self._last_code = None
        return self._step(person_id, lambda turn: scan.picked(turn, person_id))

    def amend(
        self, *, accessories: Mapping[str, str] | None = None, grade: str = "", note: str = "",
        cause: str = "", parts: tuple[str, ...] = (), of: Hot | None = None,
    ) -> Verdict:  # fmt: skip
        """Say what was not normal about the last return, or that of ``of``; it stands all the same.

        ``accessories`` by name, with how they came back (``model.CameBack``).
        """
        said = Condition(accessories or {}, grade, cause, parts, _typed(note))
        return self._step("", lambda turn: devices.amend(turn, of or self.table.hot, said))

    def lacking(self) -> tuple[str, ...]:
        """What is missing or faulty of the last device that came in, by all that was said of it."""
        return lacking.of(self._office, self.table.hot) if self.table.hot else ()

    def recount(self) -> None:
        """Take out of the bag what was undone elsewhere."""
        self.table = bags.recounted(self._office, self.table)

    def let_go(self) -> None:
        """Nothing more can be said of the last verdict: something else was recorded since."""
        self._last_code = None  # scanned again, it is no echo
        self.table = replace(self.table, hot=None, stopped=None, unknown=None)

    @property
    def waits(self) -> bool:
        """Whether the next scan answers a question, or is for what waits for a person."""
        return bool(self.table.asked or self.table.held)

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
        verdict = self._office.write(lambda: act(turn))
        self.table = turn.table
        return replace(verdict, scan=raw)


def _typed(text: str) -> str:
    return safe(text).strip()[:LONGEST_RAW]
