"""The district's answer in words: what its list said, what was proposed, what it says now."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from inventory.audit import Proposal
from inventory.services.office import Office
from tui.inbox_words import label_of, name_of
from tui.screens.memory_rows import Cells
from tui.widgets.columns import Column
from tui.widgets.text_lines import Tone, Toned

COLUMNS = (
    Column("outcome", "Outcome", width=10, priority=9),
    Column("device", "Device", width=11, priority=10),
    Column("field", "Field", width=8, priority=8),
    Column("base", "List said", weight=1, least=11, priority=5),
    Column("proposed", "We proposed", weight=1, least=11, priority=7),
    Column("answer", "It says now", weight=1, least=11, priority=6),
)
AS_GIVEN = frozenset({"outcome"})

UNASKED = "unasked"
_OUTCOMES: dict[str, tuple[str, Tone]] = {
    "accepted": ("✓ accepted", "ok"),
    "ignored": ("– ignored", "ask"),
    "changed": ("≠ changed", "stop"),
    UNASKED: ("! unasked", "ask"),
    "": ("· open", "muted"),
}
_ORDER = ["changed", UNASKED, "ignored", "accepted", ""]
"""What a person has to look at comes first; what the list gives no answer to, last."""
_LISTED = {"True": "listed", "False": "not listed"}

Unasked = tuple[str, str, str, str]
"""Device label, field, before, after."""


def rows(
    office: Office, proposals: Iterable[Proposal], unasked: Sequence[Unasked] = ()
) -> dict[int, Cells]:
    """A row for each proposal and for each change that nobody asked for."""
    said = [(one.outcome, _of_proposal(office, one)) for one in proposals]
    said += [(UNASKED, _of_unasked(office, one)) for one in unasked]
    said.sort(key=lambda one: _ORDER.index(one[0]))
    return {key: (_OUTCOMES[outcome][0], *cells) for key, (outcome, cells) in enumerate(said)}


def counts(proposals: Iterable[Proposal], unasked: int = 0) -> list[Toned]:
    """``✓ 40 accepted   – 5 ignored   ≠ 3 changed   ! 7 unasked``"""
    numbers = Counter(one.outcome for one in proposals)
    numbers[UNASKED] += unasked
    pieces: list[Toned] = []
    for outcome, (words, tone) in _OUTCOMES.items():
        if number := numbers[outcome]:
            glyph, _, word = words.partition(" ")
            pieces.append((f"{glyph} {number:,} {word}   ", tone))
    return pieces


def _of_proposal(office: Office, one: Proposal) -> Cells:
    say = _values(office, one.field)
    answer = say(one.answer) if one.outcome else ""
    return label_of(office, one.device), one.field, say(one.base), say(one.proposed), answer


def _of_unasked(office: Office, one: Unasked) -> Cells:
    label, field, before, after = one
    say = _values(office, field)
    return label, field.replace("_", " "), say(before), "", say(after)


def _values(office: Office, field: str) -> Callable[[str], str]:
    """How a value of this field is said: a person by name, a condition in words."""

    def say(value: str) -> str:
        if value in ("", "None"):
            return "(blank)"
        if field in ("holder", "assigned_to"):
            return name_of(office, value)
        if field == "service":
            return value.replace("_", " ").lower()
        return _LISTED.get(value, value) if field == "listed" else value

    return say
