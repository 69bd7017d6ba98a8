"""OneRoster and Microsoft SDS: users, their roles and their schools as one table."""

import hashlib
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from inventory.files.decoding import Content
from inventory.files.delimited import text_source
from inventory.files.rows import Refused, Row, Source
from inventory.text import loose

USERS = "users.csv"
PARTS = (USERS, "roles.csv", "orgs.csv", "manifest.csv")
"""The files that are read, by OneRoster 1.1 and 1.2 (1EdTech) and School Data Sync v2.1."""

_NEEDED = {
    "roles.csv": "userSourcedId",
    "orgs.csv": "sourcedId",
    "manifest.csv": "propertyName",
}
"""The column without which a file of that name is another system's."""

_KEY = "sourcedid"
_USER = "usersourcedid"
_ROLE = ("role",)
_GRADES = ("grades", "grade")
_ORGS = ("orgsourcedids", "orgsourcedid", "primaryorgsourcedid")


class _Role(NamedTuple):
    primary: bool
    role: str
    grades: str
    orgs: tuple[str, ...]


class _Org(NamedTuple):
    name: str
    identifier: str
    is_school: bool


_NO_ROLE = _Role(False, "", "", ())
_NO_ORG = _Org("", "", False)


class _Side:
    """A file that is read along: its cells by their loose headings."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.columns = _columns(source.header)
        self.refused: list[Refused] = []

    def rows(self) -> Iterator[tuple[str, ...]]:
        for row in self.source.rows():
            if isinstance(row, Row):
                if self.cell(row.cells, "status").casefold() != "tobedeleted":
                    yield row.cells
            else:
                self.refused.append(row)

    def cell(self, cells: Sequence[str], *names: str) -> str:
        """The cell under the first of these headings that there is; empty where none is."""
        column = next((self.columns[name] for name in names if name in self.columns), None)
        return "" if column is None else cells[column]

    def note(self) -> Iterator[str]:
        if self.refused:
            first, many = self.refused[0], len(self.refused)
            left = "is left out, on" if many == 1 else "are left out, the first one on"
            yield (
                f"{self.source.name}: {many} of its rows can't be read and {left}"
                f" line {first.line}: {first.reason}"
            )


@dataclass(frozen=True, slots=True)
class _Join:
    """How a user's row is completed."""

    columns: Mapping[str, int]
    roles: Mapping[str, _Role]
    orgs: Mapping[str, _Org]
    added: tuple[str, ...]
    """The headings of the columns that are appended."""

    def complete(self, row: Row | Refused) -> Row | Refused:
        if isinstance(row, Row):
            return Row(row.line, self._cells(row.cells))
        return replace(row, mended=self._cells(row.mended)) if row.mended else row

    def _cells(self, cells: tuple[str, ...]) -> tuple[str, ...]:
        role = self.roles.get(cells[self.columns[_KEY]], _NO_ROLE)
        said = list(cells)
        values = {"role": role.role, "grades": role.grades, "orgSourcedIds": ",".join(role.orgs)}
        for names, value in zip((_ROLE, _GRADES, _ORGS), values.values(), strict=True):
            column = next((self.columns[name] for name in names if name in self.columns), None)
            if column is not None and not said[column]:
                said[column] = value
        org = self._school(cells, role)
        values |= {"orgName": org.name, "orgIdentifier": org.identifier}
        return (*said, *(values[heading] for heading in self.added))

    def _school(self, cells: Sequence[str], role: _Role) -> _Org:
        """The first of the user's organisations that is a school, the primary one first."""
        said = [cells[self.columns[name]] for name in reversed(_ORGS) if name in self.columns]
        ids = (*(part for ids in said for part in _ids(ids)), *role.orgs)
        orgs = (self.orgs.get(part, _NO_ORG) for part in ids)
        return next((org for org in orgs if org.is_school), _NO_ORG)


def joined_source(
    name: str, parts: Mapping[str, Content], place: str, known: Container[str] = frozenset()
) -> Source:
    """Users with what their roles and schools add, under users.csv's columns and then
    ``role``, ``grades``, ``orgSourcedIds``, ``orgName`` and ``orgIdentifier``.

    A column is added only where users.csv has none of its kind; where it has one, blank cells are
    filled. ``parts`` has users.csv at least, ``place`` says where they are. Raises FileRefused
    where one of them can't be read.
    """
    users = text_source(parts[USERS], known)
    if _KEY not in _columns(users.header):
        return replace(users, name=name, notes=(*users.notes, *_left_out(parts)))
    sides = {part: _side(parts, part) for part in PARTS[1:]}
    join = _make_join(users.header, sides["roles.csv"], sides["orgs.csv"])
    read = [USERS, *_along(sides)]

    def rows(mend_names: bool) -> Iterator[Row | Refused]:
        yield from map(join.complete, users.rows(mend_names=mend_names))
        for part in read:
            parts[part].unchanged()

    return replace(
        users, name=name, header=(*users.header, *join.added), read=rows,
        sha256=_together(users, *(side.source for part in read if (side := sides.get(part)))),
        how=f"{_listed(read)} {place}, {users.encoding}",
        notes=(*users.notes, *_notes(parts, sides)),
        is_part=_users_are(sides) == "delta",
    )  # fmt: skip


def _make_join(header: Sequence[str], roles: _Side | None, orgs: _Side | None) -> _Join:
    columns = _columns(header)
    return _Join(
        columns,
        _read_roles(roles) if roles else {},
        _read_orgs(orgs) if orgs else {},
        tuple(_added(columns, roles, orgs)),
    )


def _along(sides: Mapping[str, _Side | None]) -> list[str]:
    return [part for part in ("roles.csv", "orgs.csv") if sides[part]]


def _together(users: Source, *others: Source) -> str:
    """The hash of users.csv where it stands alone, else that of all their hashes."""
    if not others:
        return users.sha256
    hashes = (source.sha256 for source in (users, *others))
    return hashlib.sha256("".join(hashes).encode()).hexdigest()


def _side(parts: Mapping[str, Content], part: str) -> _Side | None:
    """The file that is read along; None where there is none, or it is another system's."""
    if part not in parts:
        return None
    side = _Side(text_source(parts[part], may_be_empty=True))
    return side if loose(_NEEDED[part]) in side.columns else None


def _read_roles(side: _Side) -> dict[str, _Role]:
    """User → role: the primary one, else the first; its schools first, then those of the others."""
    found: dict[str, _Role] = {}
    shared: dict[_Role, _Role] = {}
    for cells in side.rows():
        user = side.cell(cells, _USER)
        primary = "primary" in side.cell(cells, "roletype").casefold() or (
            side.cell(cells, "isprimary").casefold() in ("true", "1", "yes")
        )
        orgs = tuple(_ids(side.cell(cells, *_ORGS)))
        role = _Role(primary, side.cell(cells, *_ROLE), side.cell(cells, *_GRADES), orgs)
        if before := found.get(user):
            first, other = (role, before) if primary > before.primary else (before, role)
            role = first._replace(orgs=tuple(dict.fromkeys((*first.orgs, *other.orgs))))
        found[user] = shared.setdefault(role, role)
    return found


def _read_orgs(side: _Side) -> dict[str, _Org]:
    typed = "type" in side.columns
    return {
        side.cell(cells, _KEY): _Org(
            side.cell(cells, "name"),
            side.cell(cells, "identifier"),
            not typed or side.cell(cells, "type").casefold() == "school",
        )
        for cells in side.rows()
    }


def _added(columns: Mapping[str, int], roles: _Side | None, orgs: _Side | None) -> Iterator[str]:
    if roles:
        for heading, names in (("role", _ROLE), ("grades", _GRADES), ("orgSourcedIds", _ORGS)):
            there = any(name in roles.columns for name in names)
            if there and not any(name in columns for name in names):
                yield heading
    if orgs:
        yield from ("orgName", "orgIdentifier")


def _notes(parts: Mapping[str, Content], sides: Mapping[str, _Side | None]) -> Iterator[str]:
    for part, needed in _NEEDED.items():
        if part in parts and sides[part] is None:
            yield f"Left out: {part}, for it has no column {needed}."
    if along := _along(sides):
        yield f"Read along: {_listed(along)}."
    for side in filter(None, sides.values()):
        yield from side.note()
    match _users_are(sides):
        case "delta":
            yield "manifest.csv calls users.csv a delta: who is not in it is not gone."
        case "absent":
            yield "manifest.csv says that users.csv is absent, but it is there and is read."


def _users_are(sides: Mapping[str, _Side | None]) -> str:
    """What the manifest calls users.csv: ``bulk``, ``delta``, ``absent``; empty where none does."""
    manifest = sides["manifest.csv"]
    if manifest is None:
        return ""
    said = {
        manifest.cell(cells, "propertyname").casefold(): manifest.cell(cells, "value").casefold()
        for cells in manifest.rows()
    }
    return said.get("file.users", "")


def _left_out(parts: Mapping[str, Content]) -> Iterator[str]:
    if others := [part for part in ("roles.csv", "orgs.csv") if part in parts]:
        yield f"Left out: {_listed(others)}, for users.csv has no column sourcedId."


def _columns(header: Sequence[str]) -> dict[str, int]:
    """Loose heading → index, of two that are the same the first one."""
    columns: dict[str, int] = {}
    for index, heading in enumerate(header):
        columns.setdefault(loose(heading), index)
    return columns


def _ids(cell: str) -> Iterator[str]:
    return filter(None, map(str.strip, cell.split(",")))


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
