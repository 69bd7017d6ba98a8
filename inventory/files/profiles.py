"""Which system a table comes from, told by its headings, and which column is a person's ID."""

from collections.abc import Collection, Mapping, Sequence

from inventory.errors import FileRefused
from inventory.files.layout import Profile, RegisterKind, heading_key
from inventory.files.mapping import SYNONYMS, SavedMapping, fingerprint
from inventory.files.private import is_private
from inventory.files.systems import PROFILES
from inventory.files.values import shown
from inventory.text import loose

__all__ = [
    "PROFILES",
    "Profile",
    "RegisterKind",
    "choose_id",
    "find_profile",
    "is_private",
    "known_headings",
    "titles",
]

# Fields that are a record's own besides being what its ID may be taken from.
_KEPT = frozenset({"email", "user_ids"})


def find_profile(
    kind: RegisterKind,
    header: Sequence[str],
    name: str | None = None,
    saved: Sequence[SavedMapping] = (),
) -> Profile:
    """How the header's columns are to be read.

    As a person said of this very header, else by the known system that knows most of its columns,
    else as a person said of another header, if all the columns meant are here too. With a name only
    the system or the saved mapping of that name is tried. Raises FileRefused, naming the columns
    found, those that are needed, and the kind of list that it looks like, where none fits.
    """
    own = [one for one in saved if one.kind is kind and name in (None, one.name)]
    systems = [one for one in PROFILES if one.kind is kind and name in (None, one.name)]
    told = [one.profile() for one in own if one.fingerprint == fingerprint(header)]
    others = [one.profile() for one in own]
    if not systems and not others:
        raise _no_such_profile(kind, name, saved)
    best = _best(told, header) or _best(systems, header) or _best(others, header)
    if name is not None and others and best is None:
        others[0].columns(header)  # says which heading is missing
    if best is None or (kind is RegisterKind.PLACES and name is None):
        _refuse_another_kind(kind, header, best)
    if best is None:
        raise _unknown(kind, header, systems)
    best.columns(header)
    return best


def choose_id(
    profile: Profile, columns: Mapping[str, int], header: Sequence[str], filled: Collection[str]
) -> tuple[dict[str, int], list[str]]:
    """The columns with one of ``profile.ids`` as ``person_id``, and a note that says which.

    ``filled`` are those of ``profile.ids`` that hold something in any row; the first one of them is
    taken. One column for the whole file: a person who went by the username in one row and by a
    number in the next would be two people.
    """
    there = [field for field in profile.ids if field in columns]
    if not there:
        return dict(columns), []
    taken = next((field for field in there if field in filled), there[-1])
    others = {*profile.ids} - _KEPT
    rest = {field: index for field, index in columns.items() if field not in others}
    if taken != "user_ids":
        rest["person_id"] = columns[taken]
    if len(profile.ids) == 1:
        return rest, []
    before = profile.ids[: profile.ids.index(taken)]
    empty = [header[columns[field]] for field in before if field in columns]
    note = f"ID taken from {header[columns[taken]]}"
    if empty:
        note += f": {' and '.join(empty)} {'is' if len(empty) == 1 else 'are'} empty in every row"
    elif before:
        note += f": there is no {profile.headings[before[0]][0]}"
    return rest, [f"{note}."]


def known_headings() -> frozenset[str]:
    """What ``text.loose`` makes of every heading that is known, to find the row of headings by."""
    names = [heading for profile in PROFILES for heading in profile.known()]
    names += [f"[Students]{heading}" for heading in names]
    synonyms = {name for of in SYNONYMS.values() for names in of.values() for name in names}
    return frozenset((*map(loose, names), *map(heading_key, names), *synonyms))


def titles() -> dict[str, str]:
    """The name of each profile → how the screen calls the system."""
    return {profile.name: profile.title for profile in PROFILES}


def _best(profiles: Sequence[Profile], header: Sequence[str]) -> Profile | None:
    best = max(profiles, key=lambda profile: profile.fits(header), default=None)
    return best if best and best.fits(header) else None


def _no_such_profile(
    kind: RegisterKind, name: str | None, saved: Sequence[SavedMapping]
) -> FileRefused:
    names = dict.fromkeys(one.name for one in PROFILES if one.kind is kind)
    names.update(dict.fromkeys(one.name for one in saved if one.kind is kind))
    return FileRefused(
        f"There is no profile {shown(name or '')} for {kind}.", f"Use {', '.join(names)}."
    )


def _refuse_another_kind(kind: RegisterKind, header: Sequence[str], best: Profile | None) -> None:
    """Raise FileRefused where the table is surely a list of something else.

    A list of places needs no more than a column "place", which a list of devices has as well.
    """
    other = _best([one for one in PROFILES if one.kind is not kind], header)
    if other and other.fits(header) > (best.fits(header) if best else 0):
        raise FileRefused(
            f"This looks like a list of {other.kind} ({other.title}), not of {kind}:"
            f" its columns are {_headings(header)}.",
            f"Import it as {other.kind}, or say which column is which.",
        )


def _unknown(kind: RegisterKind, header: Sequence[str], tried: Sequence[Profile]) -> FileRefused:
    near = sorted(tried, key=lambda profile: profile.knows(header), reverse=True)
    wanted = dict.fromkeys(f"{profile.wants()} ({profile.name})" for profile in near)
    return FileRefused(
        f"This can't be read as a list of {kind}: its columns are {_headings(header)}.",
        f"It needs a column {'; '.join(list(wanted)[:3])}. Or say which column is which.",
    )


def _headings(header: Sequence[str]) -> str:
    found = ", ".join(shown(heading) for heading in header[:12] if heading)
    return f"{found} and {len(header) - 12} more" if len(header) > 12 else found
