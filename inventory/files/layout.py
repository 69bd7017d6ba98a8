"""How a system lays out one kind of list: its headings, and what is read from which column."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from inventory.errors import FileRefused
from inventory.files.values import shown
from inventory.text import loose

# PowerSchool writes the table before the field; of another table than the students' it is kept, so
# that a teacher's last name is not taken for the student's.
_TABLE = re.compile(r"^\s*\[students\](?=.)", re.IGNORECASE)
# Google's "First Name [Required]", "Status [READ ONLY]".
_REMARK = re.compile(r"(?<=.)\s*\[[^\[\]]*\]\s*$")


class RegisterKind(StrEnum):
    """What a file lists."""

    DEVICES = "devices"
    PEOPLE = "people"
    PLACES = "places"


@lru_cache(maxsize=1024)
def heading_key(heading: str) -> str:
    """What a heading is compared by: no case, spaces, punctuation, table before or remark after."""
    return loose(_REMARK.sub("", _TABLE.sub("", heading)))


def numbered(header: Sequence[str], index: int) -> str:
    """A column as a sentence names it: its number, counted from 1, and its heading as written."""
    return f"{index + 1} ({shown(header[index])})"


@dataclass(frozen=True, slots=True)
class Profile:
    """How one system writes one kind of list."""

    name: str
    kind: RegisterKind
    headings: Mapping[str, tuple[str, ...]]
    """Field → what its column may be called, compared by ``heading_key``.

    Columns that are not here are never stored: other systems' files carry passwords and phones.
    """
    needs: tuple[tuple[str, ...], ...]
    """Of each of these groups of fields, one at least must have a column."""
    title: str = ""
    """The system as the screen calls it."""
    marks: tuple[str, ...] = ()
    """Headings that only this layout has: where there are any, one of them must be there."""
    telling: tuple[str, ...] = ()
    """Further headings that it is known by and that are never read."""
    ids: tuple[str, ...] = ()
    """The fields that may be the person's ID, the best one first; one is taken for a whole file."""
    says: Mapping[str, str] = field(default_factory=dict)
    """What every row of such a file says without a column for it."""
    last_only: frozenset[str] = frozenset()
    """Fields whose heading the layout has several times by design, and the last one counts."""
    aside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Field → the headings left of which a column so called holds something else."""
    escaped: bool = False
    r"""Whether a backslash is written ``\\`` and a line break ``\n``."""
    picks: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """Field → its heading and which of the columns called so, from 1; set where a person chose."""

    def columns(self, header: Sequence[str]) -> dict[str, int]:
        """Field → index of its column.

        Raises FileRefused, naming both columns, where two give one field, and where a heading that
        a person chose is missing.
        """
        if self.picks:
            return {name: _nth(header, *pick) for name, pick in self.picks.items()}
        found: dict[str, int] = {}
        for name, columns in self._candidates(header).items():
            repeated = len({heading_key(header[index]) for index in columns}) == 1
            if repeated and name in self.last_only:
                columns = columns[-1:]
            if len(columns) > 1:
                which = " and ".join(numbered(header, index) for index in columns)
                raise FileRefused(
                    f"Columns {which} {'both' if len(columns) == 2 else 'all'} give the"
                    f" {name.replace('_', ' ')}.",
                    "Delete what is not meant and import again, or say which column is which.",
                )
            found[name] = columns[0]
        return found

    def fits(self, header: Sequence[str]) -> int:
        """How many of the header's columns it knows; 0 where one that it needs is missing."""
        if not self.complete(header):
            return 0
        return self.knows(header)

    def complete(self, header: Sequence[str]) -> bool:
        """Whether the header has the columns that it needs and is told by."""
        if self.picks:
            return all(_find(header, *pick) is not None for pick in self.picks.values())
        found = self._candidates(header)
        keys = set(map(heading_key, header))
        marked = not self.marks or any(heading_key(mark) in keys for mark in self.marks)
        return marked and all(any(name in found for name in group) for group in self.needs)

    def knows(self, header: Sequence[str]) -> int:
        """How many of the header's columns it knows, those that it does not read included."""
        told = {heading_key(name) for name in (*self.marks, *self.telling)}
        keys = set(map(heading_key, header))
        read = {heading_key(name) for names in self.headings.values() for name in names}
        return len(self._candidates(header)) + len((told - read) & keys)

    def told_by(self) -> frozenset[str]:
        """The headings, as ``heading_key`` has them, without which it is not known again."""
        needed = (
            heading for group in self.needs for name in group for heading in self.headings[name]
        )
        return frozenset(map(heading_key, (*self.marks, *self.telling, *needed)))

    def wants(self) -> str:
        """The columns that it needs, in words."""
        groups = (" or ".join(self.headings[name][0] for name in group) for group in self.needs)
        return " and ".join(groups)

    def known(self) -> tuple[str, ...]:
        """Every heading that it knows, read or not."""
        read = (name for names in self.headings.values() for name in names)
        return (*read, *self.marks, *self.telling)

    def _candidates(self, header: Sequence[str]) -> dict[str, list[int]]:
        fields = {heading_key(name): of for of, names in self.headings.items() for name in names}
        found: dict[str, list[int]] = {}
        for index, heading in enumerate(header):
            name = fields.get(heading_key(heading)) if heading else None
            if name and not self._is_aside(name, header, index):
                found.setdefault(name, []).append(index)
        return found

    def _is_aside(self, name: str, header: Sequence[str], index: int) -> bool:
        if name not in self.aside or index + 1 >= len(header):
            return False
        return heading_key(header[index + 1]) in map(heading_key, self.aside[name])


def _find(header: Sequence[str], heading: str, occurrence: int) -> int | None:
    key = heading_key(heading)
    same = [index for index, name in enumerate(header) if name and heading_key(name) == key]
    return same[occurrence - 1] if 0 < occurrence <= len(same) else None


def _nth(header: Sequence[str], heading: str, occurrence: int) -> int:
    index = _find(header, heading, occurrence)
    if index is None:
        which = "" if occurrence == 1 else f" for the {occurrence}. time"
        raise FileRefused(
            f"There is no column {shown(heading)}{which} in this file.",
            "Say again which column is which: the headings are not those of the last time.",
        )
    return index
