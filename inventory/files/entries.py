"""One row as a record: the device, person or place that its cells describe."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from inventory.files import values
from inventory.files.cells import Cells
from inventory.files.profiles import RegisterKind
from inventory.files.values import CellRefused, LeftOut, identifier, tidy
from inventory.model import Device, Person, PersonStatus, Place

__all__ = [
    "BUILDERS",
    "FILLS",
    "Built",
    "Cells",
    "Entry",
    "LeftOut",
    "Reading",
    "fills",
    "identifiers",
    "is_of_school",
    "schools_of",
]

Entry = Device | Person | Place
"""One record of the register."""

Built = tuple[Entry, frozenset[str]]
"""The record, and the model's fields that its row speaks about."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a person said about a file, beside what shows in it."""

    profile: str | None = None
    """The name of the system or of the saved mapping; None where it has to show."""
    columns: Mapping[str, int] | None = None
    """Field → index of its column, said by hand for this file alone."""
    header: tuple[str, ...] = ()
    """The headings of which the columns were said."""
    mend_names: bool = False
    """Whether rows are mended whose name was split at its comma."""
    trust_users: bool = False
    """Whether the user that Google or Intune has noted is the person who has the device."""
    school: str = ""
    """The ID or name of the school whose rows are read; of every school where it is empty."""
    part: bool = False
    """Whether the file lists only some: then nothing that it lacks is gone."""


_AS_TOLD = Reading()

_DEVICE_GIVEN = (
    *("tag", "serial", "model", "category", "place", "service", "site", "assigned_to", "holder"),
    *("notes", "google_id", "synced_at"),
)
_PERSON_TEXTS = ("first_name", "last_name", "grade", "homeroom", "email")

FILLS: Mapping[str, tuple[str, ...]] = {
    "home": ("place",),
    "checkout_type": ("holder",),
    "checked_out_to": (),
    "holder_number": ("holder",),
    "holder_mail": ("holder",),
    "annotated_user": (),
    "user_ids": ("person_id",),
    "last_first": ("last_name", "first_name"),
    "grades": ("grade",),
    "login": ("email",),
    "status": ("status", "block"),
    "account": ("status", "block"),
    "enroll_status": ("status",),
    "role": ("kind",),
    **dict.fromkeys(("school", "school_primary", "school_code", "school_name", "org_unit"), ()),
}
"""What a column fills in the model, where it is not the one field of the same name."""


def fills(fields: Collection[str], reading: Reading = _AS_TOLD) -> frozenset[str]:
    """The model's fields that columns of these fields speak about."""
    found = {name for field in fields for name in FILLS.get(field, (field,))}
    if reading.trust_users and "annotated_user" in fields:
        found.add("holder")
    return frozenset(found)


def identifiers(value: Entry) -> tuple[str, ...]:
    """The codes that lead to the record, each once: tag and serial, the person's ID, the name."""
    if isinstance(value, Device):
        if value.tag and value.serial and value.tag != value.serial:
            return (value.tag, value.serial)
        return (value.tag or value.serial,) if value.tag or value.serial else ()
    return (value.person_id if isinstance(value, Person) else value.place,)


@lru_cache(maxsize=4096)
def _given(filled: tuple[bool, ...]) -> frozenset[str]:
    return frozenset(
        name for name, is_filled in zip(_DEVICE_GIVEN, filled, strict=True) if is_filled
    )


def _device(cells: Cells, reading: Reading = _AS_TOLD) -> Built:
    (
        tag, serial, model, category, now, home, condition, site, meant_for, kind, out_to, holder,
        number, mail, user, notes, google_id, last_sync,
    ) = cells.take("device")  # fmt: skip
    tag = identifier(tag, cells.heading("tag"))
    serial = identifier(serial, cells.heading("serial"))
    if not tag and not serial:
        raise CellRefused("The row has neither an asset tag nor a serial.")
    nobody = False
    if kind or out_to or holder or number or mail:
        nobody = kind.casefold() in ("location", "asset")
        holder = "" if nobody else number or holder or mail
    else:
        nobody = _lists_holders(cells)
    if user and not holder and not nobody and reading.trust_users:
        holder = user
    place = tidy(home or now)
    synced_at = values.synced(last_sync) if last_sync else ""
    holder = tidy(holder)
    device = Device(
        tag or serial, tag, serial, model, category, place, values.service(condition)[0],
        site, tidy(meant_for), holder, notes, True, tidy(google_id), synced_at,
    )  # fmt: skip
    return device, _given((
        tag != "", serial != "", model != "", category != "", place != "", condition != "",
        site != "", meant_for != "", holder != "" or nobody, notes != "", google_id != "",
        synced_at != "",
    ))  # fmt: skip


def _lists_holders(cells: Cells) -> bool:
    """Whether a blank says that nobody has the device: the list says who has one, and how."""
    return (cells.has("checkout_type") or cells.has("checked_out_to")) and (
        cells.has("holder") or cells.has("holder_number") or cells.has("holder_mail")
    )


def _person(cells: Cells, _: Reading = _AS_TOLD) -> Built:
    (
        code, user_ids, first, last, both, grade, grades, homeroom, email, login, status, account,
        enroll, kind, role,
    ) = cells.take("person")  # fmt: skip
    given = {"person_id"}
    kind = _kind(cells, kind, role)
    person_id = _person_id(cells, code, user_ids)
    state, block = PersonStatus.ENROLLED, ""
    if status:
        state, block = values.status(status, cells.heading("status"))
    elif account:
        state, block = values.account(account, cells.heading("account"))
    if status or account:
        given.update(("status", "block"))
    if enroll:
        state = values.enroll_status(enroll, cells.heading("enroll_status"))
        given.add("status")
    if kind:
        given.add("kind")
    family, _comma, own = both.partition(",")
    first, last = first or own.strip(" "), last or family.strip(" ")
    person = Person(
        person_id, first, last, values.grade(grade or grades.partition(",")[0].strip(" ")),
        homeroom, email or (login if "@" in login else ""), state, "", kind or "student", block,
    )  # fmt: skip
    given.update(name for name in _PERSON_TEXTS if getattr(person, name))
    return person, frozenset(given)


def _kind(cells: Cells, kind: str, role: str) -> str:
    """``student`` or ``staff``; empty where the row is silent. Raises LeftOut or CellRefused."""
    if role:
        return values.role(role, cells.heading("role"))
    return values.person_kind(kind, cells.heading("kind")) if kind else ""


def _person_id(cells: Cells, code: str, user_ids: str) -> str:
    """The person's ID. Raises CellRefused where there is none, or it is damaged."""
    heading = cells.heading("person_id" if cells.has("person_id") else "user_ids")
    if code := identifier(code, heading) or identifier(values.number_in(user_ids), "userIds"):
        return code
    also = f", and {cells.heading('user_ids')} has no single number" if user_ids else ""
    raise CellRefused(f"{heading} is blank{also}, so there is no ID to go by.")


def _place(cells: Cells, _: Reading = _AS_TOLD) -> Built:
    name = cells.code("place")
    if not name:
        raise CellRefused("The row has no place.")
    holds = (
        values.capacity(cells["capacity"], cells.heading("capacity")) if cells["capacity"] else None
    )
    given = {"place", *(field for field in ("kind", "capacity") if cells[field])}
    return Place(name, cells["kind"], holds), frozenset(given)


BUILDERS: Mapping[RegisterKind, Callable[[Cells, Reading], Built]] = {
    RegisterKind.DEVICES: _device,
    RegisterKind.PEOPLE: _person,
    RegisterKind.PLACES: _place,
}
"""What makes a row into a record. Each raises CellRefused, or LeftOut for what is none of ours."""


def schools_of(cells: Cells) -> tuple[tuple[str, str], ...]:
    """The schools that the row names, as ID and name, either of which may be empty; often none.

    The ID is the exporting system's own, and where that has a number for its schools, the number is
    there as well, with the same name. An organizational unit of Google's is an ID.
    """
    return _schools(cells.take("school"))


@lru_cache(maxsize=4096)
def _schools(texts: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    ids, primary, codes, name, site, unit = texts
    several = [tidy(one) for one in ids.split(",") if one]
    coded = [tidy(one) for one in codes.split(",") if one]
    names = [tidy(one) for one in name.split(",")] if max(len(several), len(coded)) > 1 else [name]
    found = [
        *_paired(several, names),
        *_paired(coded, names),
        *((one, "") for one in (primary, site, unit) if one and one not in several),
    ]
    if name and not found:
        found.append(("", name))
    return tuple(dict.fromkeys(found))


def _paired(ids: Sequence[str], names: Sequence[str]) -> list[tuple[str, str]]:
    if len(ids) != len(names):
        return [(one, "") for one in ids]
    return list(zip(ids, names, strict=True))


def is_of_school(cells: Cells, school: str) -> bool:
    """Whether the row names this school, by ID or name; a unit counts with all below it."""
    wanted = school.casefold().rstrip("/") or "/"
    below = wanted if wanted == "/" else f"{wanted}/"
    return any(
        wanted in (code.casefold(), name.casefold())
        or (code.startswith("/") and code.casefold().startswith(below))
        for code, name in schools_of(cells)
    )
