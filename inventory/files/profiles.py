"""Which system a table comes from, told by its headings, and which of its columns are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from inventory.errors import FileRefused
from inventory.files.values import shown
from inventory.text import loose


class RegisterKind(StrEnum):
    """What a file lists."""

    DEVICES = "devices"
    PEOPLE = "people"
    PLACES = "places"


@dataclass(frozen=True, slots=True)
class Profile:
    """How one system writes one kind of list."""

    name: str
    kind: RegisterKind
    headings: Mapping[str, tuple[str, ...]]
    """Field → what its column may be called, compared without case, spaces and punctuation.

    Columns that are not here are never stored: other systems' files carry passwords and phones.
    """
    needs: tuple[tuple[str, ...], ...]
    """Of each of these groups of fields, one at least must have a column."""

    def columns(self, header: Sequence[str]) -> dict[str, int]:
        """Field → index of its column. Raises FileRefused where two columns give one field."""
        found: dict[str, int] = {}
        for field, columns in self._candidates(header).items():
            if len(columns) > 1:
                names = " and ".join(shown(header[index]) for index in columns)
                raise FileRefused(
                    f"The columns {names} both give the {field.replace('_', ' ')}.",
                    "Delete the one that is not meant, then import again.",
                )
            found[field] = columns[0]
        return found

    def fits(self, header: Sequence[str]) -> int:
        """How many of its fields the header has; 0 where one that it needs is missing."""
        found = self._candidates(header)
        return len(found) if all(any(f in found for f in group) for group in self.needs) else 0

    def wants(self) -> str:
        """The columns that it needs, in words."""
        groups = (" or ".join(self.headings[field][0] for field in group) for group in self.needs)
        return " and ".join(groups)

    def _candidates(self, header: Sequence[str]) -> dict[str, list[int]]:
        fields = {loose(name): field for field, names in self.headings.items() for name in names}
        found: dict[str, list[int]] = {}
        for index, heading in enumerate(header):
            if field := fields.get(loose(heading)):
                found.setdefault(field, []).append(index)
        return found


def _own(*fields: str) -> dict[str, tuple[str, ...]]:
    return {field: (field,) for field in fields}


PROFILES = (
    Profile(
        "champion",
        RegisterKind.DEVICES,
        {
            "tag": ("asset_tag",),
            **_own("serial", "model", "category", "place", "service", "site"),
            **_own("assigned_to", "notes"),
        },
        needs=(("tag", "serial"),),
    ),
    Profile(
        "champion",
        RegisterKind.PEOPLE,
        _own(
            "person_id", "first_name", "last_name", "grade", "homeroom", "email", "status", "kind"
        ),
        needs=(("person_id",),),
    ),
    Profile(
        "champion",
        RegisterKind.PLACES,
        _own("place", "kind", "capacity"),
        needs=(("place",),),
    ),
    # Headings of the importer (app/Livewire/Importer.php), its sample files and the list export.
    # "Model Number" and "Model No." are left out: they are the maker's number, not the model.
    Profile(
        "snipe-it",
        RegisterKind.DEVICES,
        {
            "tag": ("Asset Tag",),
            "serial": ("Serial Number", "Serial", "Serial No."),
            "model": ("Model Name", "Model"),
            "category": ("Category",),
            "place": ("Location",),
            "service": ("Status",),
            "checkout_type": ("Checkout Type",),
            "holder": ("Checked Out To: Username", "Username"),
            "notes": ("Asset Notes", "Notes"),
        },
        needs=(("tag",),),
    ),
    # No column says who is staff: a Job Title is free text that some schools give students too.
    Profile(
        "snipe-it",
        RegisterKind.PEOPLE,
        {
            "employee_number": ("Employee Number", "Employee No."),
            "username": ("Username",),
            "first_name": ("First Name",),
            "last_name": ("Last Name",),
            "email": ("Email",),
        },
        needs=(("employee_number", "username"), ("first_name", "last_name")),
    ),
    # List exports write the table before the field: "[Students]Student_Number".
    Profile(
        "powerschool",
        RegisterKind.PEOPLE,
        {
            field: (name, f"[Students]{name}")
            for field, name in {
                "person_id": "Student_Number",
                "first_name": "First_Name",
                "last_name": "Last_Name",
                "last_first": "LastFirst",
                "grade": "Grade_Level",
                "homeroom": "Home_Room",
                "enroll_status": "Enroll_Status",
            }.items()
        },
        needs=(("person_id",), ("first_name", "last_name", "last_first")),
    ),
)
"""Every known profile; where two fit a header equally well, the first one is taken."""


def find_profile(kind: RegisterKind, header: Sequence[str], name: str | None = None) -> Profile:
    """The profile that knows most of the header's columns, or the one of that name.

    Raises FileRefused, naming the columns that are needed and those found, where none fits.
    """
    known = [profile for profile in PROFILES if profile.kind is kind]
    asked = [profile for profile in known if name in (None, profile.name)]
    if not asked:
        names = ", ".join(profile.name for profile in known)
        raise FileRefused(f"There is no profile {shown(name or '')} for {kind}.", f"Use {names}.")
    best = max(asked, key=lambda profile: profile.fits(header))
    if not best.fits(header):
        found = ", ".join(shown(heading) for heading in header[:12] if heading)
        more = f" and {len(header) - 12} more" if len(header) > 12 else ""
        wanted = "; ".join(f"{profile.wants()} ({profile.name})" for profile in asked)
        raise FileRefused(
            f"This can't be read as a list of {kind}: its columns are {found}{more}.",
            f"It needs a column {wanted}.",
        )
    best.columns(header)
    return best
