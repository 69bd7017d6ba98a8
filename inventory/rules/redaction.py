"""What a purge takes out of an event: names wherever they stand, and what was typed of a person."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from inventory.model import PURGED, Event, Kind
from inventory.rules.names import Names

_TYPED = frozenset({"detail", "note", "outcome", "reason", "reference"})
"""What somebody typed; of an event about a purged person nothing of it stays."""
_FIXED = frozenset({
    "accessories", "amends", "audit", "before", "cause", "conflict", "disposition", "files",
    "find", "for_it", "grade", "instead_of", "list_sha256", "loan", "mode", "never_received",
    "parked", "parts", "quarter", "redacted", "register", "result", "service", "sha256", "state",
    "verdict", "voids",
})  # fmt: skip
"""Codes, ids and hashes: readers count on them, and nobody types them."""
_WHO = frozenset({"in_hands_of", "received_from", "person", "holder"})


@dataclass(slots=True)
class Redaction:
    """Whom a purge is about, and what has been read of the journal so far."""

    names: Names
    people: Container[str]
    """Their numbers."""
    aliases: Mapping[str, str]
    """What lists and events may say in their numbers' place, without case → what stays of it."""
    explained: Container[tuple[str, str]] = frozenset()
    """Audit and device of each line that was expected with one of them."""
    _with: dict[str, str] = field(default_factory=dict)
    _about: set[str] = field(default_factory=set)

    def after(self, event: Event) -> Event:
        """The event without names and what was typed; the same one where nothing had to go.

        Events are given in the order of the journal: what was typed of a device while one of the
        people had it goes too.
        """
        is_about = self._is_about(event)
        if is_about:
            self._about.add(event.event_id)
        body = {key: self._value(key, value, is_about) for key, value in event.body.items()}
        person = self._who(event.person) if event.person else event.person
        actor = self.names.without(event.actor)
        if body == event.body and person == event.person and actor == event.actor:
            return event
        return replace(event, body=body, person=person, actor=actor)

    def text(self, said: str) -> str:
        """A text without names, and without what stands for a person's number."""
        return self.names.without(self._who(said))

    def _is_about(self, event: Event) -> bool:
        body, device = event.body, event.device or ""
        had = self._with.get(device, "")
        if event.kind in (Kind.ISSUE, Kind.RETURN):
            self._with[device] = event.person or "" if event.kind == Kind.ISSUE else ""
        told = [event.person or "", had, *(str(body.get(key, "")) for key in _WHO)]
        if any(one in self.people or one.casefold() in self.aliases for one in told if one):
            return True
        if any(body.get(key) in self._about for key in ("amends", "voids", "parked", "loan")):
            return True
        audit, subjects = str(body.get("audit", "")), body.get("subjects", ())
        lines = [str(one[0]) for one in subjects] if isinstance(subjects, list) else []
        return any((audit, line) in self.explained for line in (*lines, device))

    def _who(self, said: str) -> str:
        return self.aliases.get(said.casefold(), said)

    def _value(self, key: str, value: Any, is_about: bool) -> Any:
        if key in _FIXED:
            return value
        if isinstance(value, str):
            if key in _TYPED and value:
                return PURGED if is_about or self.names.in_text(value) else value
            return self.text(value)
        if isinstance(value, list):
            return [self._value(key, one, is_about) for one in value]
        if isinstance(value, dict):
            return {name: self._value(name, one, is_about) for name, one in value.items()}
        return value
