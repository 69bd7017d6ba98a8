"""What an audit did not find as recorded, in words: expected, seen, evidence, explanation."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from textwrap import wrap

from inventory.counts import Find, Line, Result, Variance
from inventory.model import CustodyState, Service
from inventory.rules import dispositions
from inventory.rules.phrases import a_list, count, moment, since
from inventory.services import pages
from inventory.services.office import Office
from inventory.verdict import Code, Severity
from tui.event_words import OUTCOME_WORDS
from tui.inbox_words import label_of, name_of
from tui.record_words import SERVICE_WORDS
from tui.screens.memory_rows import Cells
from tui.widgets.columns import Column
from tui.widgets.text_lines import Tone

COLUMNS = (
    Column("outcome", "What", width=16, priority=9),
    Column("device", "Device", width=12, priority=10),
    Column("model", "Model", weight=2, least=14, priority=3),
    Column("recorded", "Recorded", weight=2, least=14, priority=7),
    Column("seen", "Seen", weight=2, least=10, priority=6),
    Column("last", "Last seen", width=10, priority=5, sortable=False),
    Column("explanation", "Explanation", weight=6, least=10, priority=8),
)
AS_GIVEN = frozenset({"outcome"})

_TONES: dict[Severity, Tone] = {
    Severity.OK: "ok",
    Severity.NOTE: "muted",
    Severity.ASK: "ask",
    Severity.STOP: "stop",
}
_STATES = {
    CustodyState.IN_STOCK: "in stock",
    CustodyState.WITH_DISTRICT: "the district",
    CustodyState.IN_TRANSIT: "on its way",
    CustodyState.UNKNOWN: "nobody knows",
}
_TIE = "\N{NO-BREAK SPACE}"
NAMED = 5
"""Labels that stand for many."""


def cells(office: Office, variance: Variance) -> Cells:
    """One variance as the cells of ``COLUMNS``."""
    explanation = explanation_of(variance)
    return (
        OUTCOME_WORDS[variance.outcome],
        variance.label,
        model_of(office, variance),
        recorded(office, variance),
        seen(office, variance),
        last_seen(variance, office.clock.now()),
        f"✓ {explanation}" if explanation else "",
    )


def outcome_of(outcome: Result | Find) -> tuple[str, Tone]:
    """``✗ missing``, ``≠ wrong place``, and the tone that goes with it."""
    code = Code.__members__.get(outcome.name)
    if code is None:
        return f"✗ {OUTCOME_WORDS[outcome]}", "stop"
    return f"{code.glyph} {code.word}", _TONES[code.severity]


def outcomes(variances: Iterable[Variance]) -> Counter[str]:
    """How many are missing, in the wrong place and so on."""
    return Counter(OUTCOME_WORDS[one.outcome] for one in variances)


def counts(kinds: Mapping[str, int], width: int, front: str = "") -> list[str]:
    """``12 missing, 5 wrong place`` behind ``front``, on as many lines as it takes, at least one;
    a number and its word stay together."""
    said = ", ".join(f"{number:,} {kind}" for kind, number in kinds.items() if number)
    whole = (front + said.replace(" ", _TIE)).replace(f",{_TIE}", ", ")
    return [line.replace(_TIE, " ") for line in wrap(whole, width)] or [""]


def named(variances: list[Variance]) -> str:
    """``NS-104102, NS-104103 and 15 more``."""
    labels = [one.label for one in variances[:NAMED]]
    if more := len(variances) - len(labels):
        labels.append(f"{more:,} more")
    return a_list(labels)


def recorded(office: Office, variance: Variance) -> str:
    """Who has it or where it is by the record, in a few words; another school's is the school."""
    if variance.line is None:
        thing = pages.device(office, variance.subject)
        return thing.site if thing and variance.outcome is Find.STRAY else ""
    expected = variance.line.expected
    if expected.person:
        return name_of(office, expected.person)
    return expected.place or _STATES.get(expected.state, "")


def seen(office: Office, variance: Variance) -> str:
    """With whom or where it was seen, in a few words; empty where it was not."""
    person, place, _ = _sighted(variance)
    return name_of(office, person) or place


def last_seen(variance: Variance, now: datetime) -> str:
    """``09:12``, ``2026-08-12``, or ``never``."""
    _, _, at = _sighted(variance)
    when = since(at, now)
    return when if ":" in when else at[:10] or "never"


def model_of(office: Office, variance: Variance) -> str:
    """What kind of thing it is, where that is known."""
    if variance.line:
        return variance.line.expected.model or variance.line.expected.category
    thing = pages.device(office, variance.subject)
    return (thing.model or thing.category) if thing else ""


def explanation_of(variance: Variance) -> str:
    """``in repair (T-12); mother called``; empty where there is none yet."""
    said = variance.explanation
    return dispositions.in_words(said.disposition, said.detail, said.note) if said else ""


def explained_as(variances: Iterable[Variance]) -> Counter[str]:
    """How many have which explanation, the commonest first; those without one are left out."""
    codes = Counter(one.explanation.disposition for one in variances if one.explanation)
    return Counter({_disposition(code): number for code, number in codes.most_common()})


def _disposition(code: str) -> str:
    return dispositions.in_words(code, "", "")


def expected_line(office: Office, line: Line) -> str:
    """``with Maya Okonkwo (8100442), to be found in Room 214``"""
    expected = line.expected
    said = _STATES.get(expected.state, "")
    if expected.person:
        name = name_of(office, expected.person)
        said = f"with {name}" + (f" ({expected.person})" if name != expected.person else "")
    elif expected.place:
        said = f"in {expected.place}"
    if expected.look_in and expected.look_in != expected.place:
        said += f", to be found in {expected.look_in}"
    if expected.service is not Service.READY:
        said += f", {SERVICE_WORDS[expected.service]}"
    return said


def seen_line(office: Office, variance: Variance) -> str:
    """``in Library cart 3 at 09:01, scanned 3 times``; ``not found``."""
    person, place, at = _sighted(variance)
    if variance.line and not variance.line.times:
        return "not found"
    where = f"with {name_of(office, person)}" if person else ""
    where += f" in {place}" if place else ""
    times = variance.line.times if variance.line else variance.found.times if variance.found else 1
    said = f"{where} {moment(at, office.clock.now())}".strip()
    return f"{said}, scanned {times:,} times" if times > 1 else said


def evidence_line(line: Line, now: datetime) -> str:
    """``none; last seen on 12 August, 101 days ago``"""
    if line.times:
        return line.evidence.words
    if not line.evidence_at:
        return f"{line.evidence.words}; never seen before"
    said = f"{line.evidence.words}; last seen {moment(line.evidence_at, now)}"
    return f"{said}{_age(line.evidence_at, now)}"


def find_line(office: Office, variance: Variance) -> str:
    """What is known of an unexpected find: whose it is, or which records its labels lead to."""
    if variance.outcome is Find.LABEL_CONFLICT:
        devices = variance.subject.partition(":")[2].split("|")
        return f"tag and serial lead to {a_list([label_of(office, one) for one in devices])}"
    if variance.outcome is Find.STRAY:
        return f"of {recorded(office, variance)}, by the district's list"
    if variance.outcome is Find.RESURFACED:
        return "not expected: it was lost, stolen, missing or retired"
    return "in no list" if variance.outcome is Find.UNLISTED else ""


def _sighted(variance: Variance) -> tuple[str, str, str]:
    """The person, the place and the time of the sighting that counts."""
    if variance.line:
        line = variance.line
        return line.seen_with, line.seen_place, line.evidence_at
    assert variance.found  # a variance is one or the other
    sighting = variance.found.sighting
    return sighting.person, sighting.place, sighting.at


def _age(at: str, now: datetime) -> str:
    try:
        days = (now - datetime.fromisoformat(at)).days
    except (ValueError, TypeError):
        return ""
    return f", {count(days, 'day')} ago" if days > 0 else ""
