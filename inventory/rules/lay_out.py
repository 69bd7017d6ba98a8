"""Who is to get which device, worked out before the day: what was laid out, then the last one had.

Nobody gets two of a category, no device is given twice, and what somebody else has laid out for
them stays theirs, but where they have one in hand, or can't have one, and nothing else is left.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Why(StrEnum):
    """Why this device is for this student, as the preview says it."""

    KEPT = "laid out already"
    LAST = "had it last"
    NEXT = "next in stock"


@dataclass(frozen=True, slots=True)
class Student:
    """Somebody who is to get a device."""

    person: str
    name: str
    homeroom: str
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Stocked:
    """A device of the category in stock: ready, or laid out and still usable."""

    device: str
    label: str
    model: str
    owner: str = ""
    """The enrolled person for whom it is laid out; empty where it is nobody's."""
    written: str = ""
    """For whom it is laid out on record, whether that person is enrolled or not."""
    spare: bool = False
    """Whether its owner has another one of the category in hand, or can't have one now."""
    damaged: bool = False
    """Whether it is damaged but usable: it stays its owner's, and is given to nobody else."""


@dataclass(frozen=True, slots=True)
class Had:
    """The last device of the category that somebody had, and until when."""

    device: str
    until: str


@dataclass(frozen=True, slots=True)
class Line:
    """One device for one student."""

    student: Student
    device: Stocked
    why: Why


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A student for whom nothing is laid out, as the table would stop them."""

    student: Student
    why: str
    """``Form is missing``."""


@dataclass(frozen=True, slots=True)
class Freed:
    """A device that is for nobody any more."""

    device: str
    label: str
    person: str
    """For whom it was."""
    name: str = ""
    homeroom: str = ""
    grade: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """What is laid out, and who and what is left over."""

    lines: tuple[Line, ...] = ()
    """In the order of the students."""
    without: tuple[Student, ...] = ()
    """For whom no device is left."""
    freed: tuple[Freed, ...] = ()
    left: tuple[Stocked, ...] = ()
    """Ready, in stock and for nobody."""

    @property
    def changes(self) -> tuple[tuple[str, str | None], ...]:
        """Each device that is to be for somebody else than now, and for whom."""
        given = (
            (line.device.device, line.student.person)
            for line in self.lines
            if line.device.written != line.student.person
        )
        return (*given, *((one.device, None) for one in self.freed))


@dataclass(frozen=True, slots=True)
class Facts:
    """What bears on a layout."""

    students: Sequence[Student]
    """Who is to get one, in the order in which what is in stock goes round."""
    stock: Sequence[Stocked]
    """In the order of the tags."""
    last: Mapping[str, Had] = field(default_factory=dict)
    """By person, whether they are to get one or not."""
    away: Sequence[Freed] = ()
    """Devices laid out for one of the students that are not to be had: in repair, lost, out."""


def lay_out(facts: Facts) -> Layout:
    """What is laid out stays, else the last one had comes back, else the next in stock."""
    found = _kept(facts)
    kept = {line.device.device for line in found.values()}
    planned = {student.person for student in facts.students}
    idle = [
        one
        for one in facts.stock
        if one.device not in kept and (not one.owner or one.owner in planned)
    ]
    free = {one.device: one for one in idle if not one.damaged}
    spare = {
        one.device: one
        for one in facts.stock
        if one.spare and one.device not in free and not one.damaged
    }
    for why, given, pool in (
        (Why.LAST, _had_last, free), (Why.NEXT, _next, free), (Why.NEXT, _next, spare),
    ):  # fmt: skip
        wanting = [student for student in facts.students if student.person not in found]
        for student, device in given(wanting, pool, facts.last):
            found[student.person] = Line(student, pool.pop(device), why)
    return Layout(
        tuple(found[one.person] for one in facts.students if one.person in found),
        tuple(one for one in facts.students if one.person not in found),
        (
            *_second_ones(one for one in idle if one.damaged or one.device in free),
            *(one for one in facts.away if one.person in found),
        ),
        tuple(free.values()),
    )


def _kept(facts: Facts) -> dict[str, Line]:
    """What is laid out for each; of several the one that they had last, else the first."""
    laid: dict[str, list[Stocked]] = {}
    for one in facts.stock:
        if one.owner:
            laid.setdefault(one.owner, []).append(one)
    kept = {}
    for student in facts.students:
        if theirs := laid.get(student.person):
            last = facts.last.get(student.person)
            had = (one for one in theirs if last and one.device == last.device)
            kept[student.person] = Line(student, next(had, theirs[0]), Why.KEPT)
    return kept


_Given = list[tuple[Student, str]]


def _had_last(
    students: Sequence[Student], free: Mapping[str, Stocked], last: Mapping[str, Had]
) -> _Given:
    """Where several had the same one last, it is for the one who had it after the others."""
    given: dict[str, tuple[str, Student]] = {}
    for student in students:
        had = last.get(student.person)
        if had is None or had.device not in free:
            continue
        if had.device not in given or given[had.device][0] < had.until:
            given[had.device] = had.until, student
    return [(student, device) for device, (_, student) in given.items()]


def _next(students: Sequence[Student], free: Mapping[str, Stocked], _: Mapping[str, Had]) -> _Given:
    """One after the other."""
    return list(zip(students, list(free), strict=False))


def _second_ones(free: Iterable[Stocked]) -> Iterable[Freed]:
    """What was laid out beside another one for the same student, and goes to nobody."""
    return (Freed(one.device, one.label, one.owner) for one in free if one.owner)
