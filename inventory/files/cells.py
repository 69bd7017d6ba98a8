"""One row of a file by field, however its columns are called and wherever they stand."""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter

from inventory.files.layout import Profile
from inventory.files.values import identifier, unescaped

_DEVICE = (
    *("tag", "serial", "model", "category", "place", "home", "service", "site", "assigned_to"),
    *("checkout_type", "checked_out_to", "holder", "holder_number", "holder_mail"),
    *("annotated_user", "notes", "google_id", "synced_at"),
)
_PERSON = (
    *("person_id", "user_ids", "first_name", "last_name", "last_first", "grade", "grades"),
    *("homeroom", "email", "login", "status", "account", "enroll_status", "kind", "role"),
)
_SCHOOLS = ("school", "school_primary", "school_code", "school_name", "site", "org_unit")
_SETS: Mapping[str, tuple[str, ...]] = {"device": _DEVICE, "person": _PERSON, "school": _SCHOOLS}


class _Shape:
    """Where each field of a file stands in its rows, worked out once for all of them."""

    __slots__ = ("_takers", "columns", "escaped", "header", "says", "tail")

    def __init__(
        self,
        columns: Mapping[str, int],
        header: Sequence[str],
        says: Mapping[str, str],
        escaped: bool,
    ) -> None:
        self.columns = columns
        self.header = header
        self.says = {field: text for field, text in says.items() if field not in columns}
        self.tail = (*self.says.values(), "")
        self.escaped = escaped
        self._takers: dict[str, Callable[[tuple[str, ...]], tuple[str, ...]]] = {}

    def index(self, field: str) -> int:
        """Where it is in a row with the tail behind it: a field without a column is blank."""
        if field in self.columns:
            return self.columns[field]
        if field in self.says:
            return list(self.says).index(field) - len(self.tail)
        return -1

    def taker(self, which: str) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
        """Gives the texts of one set of fields, in its order, from a row with its tail."""
        taker = self._takers.get(which)
        if taker is None:
            taker = self._takers[which] = itemgetter(*map(self.index, _SETS[which]))
        return taker


class Cells:
    """One row by field: its text, and what its column is called; blank where there is no column."""

    __slots__ = ("_row", "_shape")

    def __init__(
        self, cells: Sequence[str], columns: Mapping[str, int], header: Sequence[str]
    ) -> None:
        self._shape = _Shape(columns, header, {}, False)
        self._row = (*cells, *self._shape.tail)

    @classmethod
    def over(
        cls, columns: Mapping[str, int], header: Sequence[str], profile: Profile | None = None
    ) -> "Callable[[Sequence[str]], Cells]":
        """What makes a row of this file into cells; much faster than one row after the other."""
        says, escaped = (profile.says, profile.escaped) if profile else ({}, False)
        shape = _Shape(columns, header, says, escaped)
        tail, new = shape.tail, cls.__new__

        def made(row: Sequence[str]) -> Cells:
            cells = new(cls)
            cells._shape = shape
            cells._row = (*row, *tail)
            return cells

        return made

    def __getitem__(self, field: str) -> str:
        text = self._row[self._shape.index(field)]
        return unescaped(text) if self._shape.escaped else text

    def has(self, field: str) -> bool:
        """Whether the file says anything of the field, in a column or as a whole."""
        return field in self._shape.columns or field in self._shape.says

    def heading(self, field: str) -> str:
        """What its column is called; the field itself where there is none."""
        columns = self._shape.columns
        return self._shape.header[columns[field]] if field in columns else field

    def code(self, field: str) -> str:
        """The identifier in it. Raises CellRefused for a damaged one."""
        return identifier(self[field], self.heading(field))

    def take(self, which: str) -> tuple[str, ...]:
        """The texts of one of the sets of fields, in its order."""
        texts = self._shape.taker(which)(self._row)
        return tuple(map(unescaped, texts)) if self._shape.escaped else texts
