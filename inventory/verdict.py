"""The answer to one scan: its named outcome, how heavy it is, and what the screen says."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How a verdict sounds and looks; the order is that of weight."""

    OK = "OK"
    NOTE = "NOTE"
    ASK = "ASK"
    STOP = "STOP"


class Code(StrEnum):
    """The named outcome of a scan, with its severity and the word that the screen shows."""

    severity: Severity
    word: str

    def __new__(cls, value: str, severity: Severity, word: str) -> "Code":
        """Make a string member that carries its severity and its word."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.severity = severity
        member.word = word
        return member

    ISSUED = "issued", Severity.OK, "handed out"
    RETURNED = "returned", Severity.OK, "taken back"
    SWAPPED = "swapped", Severity.OK, "swapped"
    SIGHTED = "sighted", Severity.OK, "seen"
    PERSON = "person", Severity.OK, "at the table"
    PLACE = "place", Severity.OK, "place"
    MODE = "mode", Severity.OK, "mode"
    UNDONE = "undone", Severity.OK, "undone"
    AMENDED = "amended", Severity.OK, "noted"
    CONFIRMED = "confirmed", Severity.OK, "confirmed"
    VERIFIED = "verified", Severity.OK, "verified"
    ATTESTED = "attested", Severity.OK, "attested"
    CHECKED = "checked", Severity.OK, "checked"
    ALREADY = "already", Severity.NOTE, "already"
    BOUNCE = "bounce", Severity.NOTE, "bounce"
    HELD = "held", Severity.NOTE, "held"
    UNLISTED_PLACE = "unlisted_place", Severity.NOTE, "new place"
    DECLINED = "declined", Severity.NOTE, "left as it was"
    PARKED = "parked", Severity.NOTE, "parked"
    OUT_OF_SCOPE = "out_of_scope", Severity.NOTE, "not on this list"
    UNREADABLE = "unreadable", Severity.NOTE, "no readable code"
    OUT_TO_OTHER = "out_to_other", Severity.ASK, "out to someone else"
    HAS_ONE = "has_one", Severity.ASK, "has one"
    LAID_OUT = "laid_out", Severity.ASK, "not as laid out"
    NOT_BACK = "not_back", Severity.ASK, "not taken back"
    RESURFACED = "resurfaced", Severity.ASK, "resurfaced"
    WRONG_PLACE = "wrong_place", Severity.ASK, "wrong place"
    WRONG_HOLDER = "wrong_holder", Severity.ASK, "wrong holder"
    STATE_CONFLICT = "state_conflict", Severity.ASK, "record disagrees"
    AMBIGUOUS = "ambiguous", Severity.ASK, "two meanings"
    STRAY = "stray", Severity.ASK, "another school's"
    UNSURE = "unsure", Severity.ASK, "is it this one"
    LEFT = "left", Severity.STOP, "left the school"
    BLOCKED = "blocked", Severity.STOP, "blocked"
    IN_REPAIR = "in_repair", Severity.STOP, "in repair"
    UNLISTED = "unlisted", Severity.STOP, "not known"
    UNKNOWN_PERSON = "unknown_person", Severity.STOP, "person not known"
    LABEL_CONFLICT = "label_conflict", Severity.STOP, "labels disagree"
    CLAIMED = "claimed", Severity.STOP, "out elsewhere"
    NOTHING_TO_CONFIRM = "nothing_to_confirm", Severity.STOP, "nothing to confirm"
    NOTHING_TO_UNDO = "nothing_to_undo", Severity.STOP, "nothing to undo"
    NOT_ALLOWED = "not_allowed", Severity.STOP, "for the champion"

    @property
    def glyph(self) -> str:
        """The mark that says the severity without colour; a variance of an audit has its own."""
        return _VARIANCE if self in _VARIANCES else _GLYPHS[self.severity]


_GLYPHS = {Severity.OK: "✓", Severity.NOTE: "·", Severity.ASK: "?", Severity.STOP: "✗"}


_VARIANCE = "≠"
_VARIANCES = frozenset({Code.WRONG_PLACE, Code.WRONG_HOLDER, Code.STATE_CONFLICT})


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one scan: the band's three lines, and what was written for it."""

    scan: str
    code: Code
    say: str
    """Second line: the fact."""
    next: str = ""
    """Third line: what to do next."""
    subject: str = ""
    """First line, after the outcome's word: the device's label or the person's name."""
    device: str | None = None
    person: str | None = None
    place: str | None = None
    event: str | None = None
    claim: str | None = None
    parked_before: str | None = None
    """The claim number of the question before, where this scan left it unanswered."""
    parked_scan: str = ""
    """What was scanned to which that question was."""
    at: str = ""
    """ISO 8601 with offset."""
    name: str = ""
    """The person's name for the list of last events."""
    homeroom: str = ""

    @property
    def severity(self) -> Severity:
        """OK, NOTE, ASK or STOP."""
        return self.code.severity

    def as_json(self) -> dict[str, str | None]:
        """The object that ``--json`` prints, one a line."""
        return {
            "scan": self.scan,
            "verdict": self.severity.value,
            "code": self.code.value,
            "device": self.device,
            "person": self.person,
            "place": self.place,
            "event": self.event,
            "claim": self.claim,
            "say": self.say,
            "next": self.next,
            "parked_before": self.parked_before,
        }
