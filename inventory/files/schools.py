"""The schools that a file lists, each under whatever names the file has for it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class School:
    """One school of a file."""

    name: str
    rows: int
    codes: list[str] = field(default_factory=list)
    """What the file calls it besides, any of which means it; often one, sometimes none."""

    @property
    def code(self) -> str:
        """What to say for it: a code, else its name."""
        return self.codes[0] if self.codes else self.name

    @property
    def words(self) -> str:
        """Its name and codes: ``Northside Middle (12)``."""
        codes = " or ".join(self.codes)
        return f"{self.name} ({codes})" if self.name and codes else self.name or codes

    def is_called(self, said: str) -> bool:
        """Whether somebody who says this means it."""
        return said.casefold() in {one.casefold() for one in (self.name, *self.codes)}


def schools_in(rows: Iterable[tuple[tuple[str, str], int]]) -> tuple[School, ...]:
    """The schools by code and name, with how many rows say so; most rows first.

    The same name or the same code is the same school.
    """
    schools: list[School] = []
    for (code, name), number in Counter(dict(rows)).most_common():
        same = (
            one for one in schools if (code and code in one.codes) or (name and name == one.name)
        )
        school = next(same, None)
        if school is None:
            school = School(name, number)
            schools.append(school)
        school.name = school.name or name
        school.rows = max(school.rows, number)
        if code and code not in school.codes:
            school.codes.append(code)
    return tuple(schools)
