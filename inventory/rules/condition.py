"""What is said about a return after it: what did not come with it, what shape it is in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from inventory.model import CameBack, Grade
from inventory.rules.commands import CAUSES, CHARGERS, GRADES, PARTS, Command
from inventory.rules.phrases import a_list

CAUSE_NAMES = (*CAUSES.values(), "unknown")
"""What a damage is put down to; it is unknown as long as nothing is said."""

_SOUND = frozenset({"", Grade.A, Grade.B})


@dataclass(frozen=True, slots=True)
class Condition:
    """What was not as usual about a return, all of it so far; empty where nothing was said."""

    accessories: Mapping[str, str] = field(default_factory=dict)
    """What came back how (``model.CameBack``), by name."""
    grade: str = ""
    cause: str = ""
    parts: tuple[str, ...] = ()
    note: str = ""

    def and_then(self, said: "Condition") -> "Condition":
        """This and what is said now: the later word counts, damaged parts add up.

        A part or a cause says that it is damaged, so it is graded C unless it was worse; A and B
        take back what was said of damage before. A note belongs to the word that brought it.
        """
        accessories = {**self.accessories, **said.accessories}
        if said.grade and said.grade in _SOUND:
            return replace(said, accessories=accessories)
        damaged = said.parts or said.cause
        worse = Grade.C.value if damaged and self.grade in _SOUND else self.grade
        parts = dict.fromkeys((*self.parts, *said.parts))
        return Condition(
            accessories, said.grade or worse, said.cause or self.cause, tuple(parts), said.note
        )

    @classmethod
    def of_body(cls, body: Mapping[str, Any]) -> "Condition":
        """What an ``amend`` event says, but for its note, which is kept once.

        What a later version may write and nobody here knows, such as another grade, is left out.
        """
        named, came, grade = body.get("parts"), body.get("accessories"), body.get("grade")
        parts = tuple(str(part) for part in named) if isinstance(named, list | tuple) else ()
        accessories = dict(came) if isinstance(came, Mapping) else {}
        known = str(grade) if grade in list(Grade) else ""
        return cls(accessories, known, str(body.get("cause") or ""), parts)

    def as_body(self) -> dict[str, object]:
        """The fields of an ``amend`` event; what was not said is left out."""
        fields: dict[str, object] = {
            "accessories": dict(self.accessories),
            "grade": self.grade,
            "note": self.note,
            "cause": self.cause,
            "parts": list(self.parts),
        }
        return {key: value for key, value in fields.items() if value}

    def in_words(self) -> str:
        """``Charger not returned, condition C (damaged but works), screen`` in one line."""
        words = [f"{name} {came}" for name, came in self.accessories.items()]
        if self.grade:
            words.append(f"condition {self.grade} ({Grade(self.grade).words})")
        if self.parts:
            words.append(a_list(list(self.parts)))
        if self.cause:
            words.append(f"cause: {self.cause}")
        if self.note:
            words.append("note kept")
        text = ", ".join(words)
        return text[:1].upper() + text[1:]


def _is_a_charger(name: str) -> bool:
    """Whether an accessory is the charger, by one of the names that schools have for it."""
    return any(word in name.casefold() for word in ("charg", "adapter", "adaptor", "power"))


def told_by(
    command: Command, with_it: Iterable[str], missing: Iterable[str] = ()
) -> Condition | None:
    """What a command barcode says about a return; None for one that says nothing about it.

    ``with_it`` are the accessories that come back with the device, by the school's settings. An
    empty condition is the answer where no charger is among them, unless it is one too many. That
    is the one which was ``missing``, where one was.
    """
    if came := CHARGERS.get(command):
        found = next((name for name in missing if _is_a_charger(name)), "")
        if found:
            return Condition({found: CameBack.RETURNED.value})
        charger = next((name for name in with_it if _is_a_charger(name)), "")
        if command is Command.EXTRA_CHARGER:
            charger = charger or "charger"
        return Condition({charger: came.value} if charger else {})
    if grade := GRADES.get(command):
        return Condition(grade=grade.value)
    if part := PARTS.get(command):
        return Condition(parts=(part,))
    if cause := CAUSES.get(command):
        return Condition(cause=cause)
    return None
