"""Which labels: devices, students, places or command barcodes, by what somebody says of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from inventory.errors import ChampionError
from inventory.files.labels.content import Label
from inventory.files.labels.fonts import Face, drawable, missing
from inventory.model import Place
from inventory.rules.commands import Command
from inventory.services import upkeep
from inventory.services.label_named import NOBODY_IN, NOTHING_AT, Kind, meant, named
from inventory.services.label_named import homerooms as homerooms
from inventory.services.office import Office
from inventory.store import labelled, register
from inventory.store.labelled import DeviceLabel, Narrowing, PersonLabel
from inventory.text import fold

LONG_NAME = 12
"""Characters from which on the name of a place is printed above its bars too."""


class Order(StrEnum):
    """In which order they are printed."""

    TAG = "tag"
    """By the code: asset tag, or student number."""
    HOMEROOM = "homeroom"
    """By homeroom, and in it by name; who has none comes last."""


@dataclass(frozen=True, slots=True)
class Which:
    """What is to be printed; all that is said has to hold, and nothing said is everything."""

    kind: Kind
    search: str = ""
    homeroom: str = ""
    place: str = ""
    codes: tuple[str, ...] = ()
    order: Order = Order.TAG
    laid_out: bool = False
    """Only what is laid out for somebody, or for whom; with the name, by homeroom and name."""

    @property
    def has_names(self) -> bool:
        """Whether names of people are on them: writing those is the champion's, and is logged."""
        return self.laid_out or self.kind is Kind.STUDENTS


@dataclass(frozen=True, slots=True)
class Unwritten:
    """Words of which the label font can't draw all, so that the label has the rest or none."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Twofold:
    """A code that is something else too, so that a scan of its label leads there or is asked."""

    code: str
    too: str
    """What else it is: ``a student's ID``, ``a device's tag``, ``a place``."""

    @property
    def said(self) -> str:
        """What that means at the table, in a sentence."""
        means = "takes it for that" if self.too == _PLACE else "asks which is meant"
        return f"{self.code} is {self.too} too: the table {means}."


@dataclass(frozen=True, slots=True)
class Chosen:
    """The labels, and what became of codes that have none."""

    labels: tuple[Label, ...]
    unknown: tuple[str, ...] = ()
    """Codes that nobody answers to, as given."""
    repeated: tuple[str, ...] = ()
    """Codes of something that was named before, as given; it is printed once."""
    left_out: tuple[str, ...] = ()
    """Codes that are known, but that the search, homeroom or place leaves out; as given."""
    unwritten: tuple[Unwritten, ...] = ()
    twofold: tuple[Twofold, ...] = ()
    """Codes of labels that are something else too; they are printed."""


def choose(office: Office, which: Which) -> Chosen:
    """The labels of a kind, in order; what is retired or left the school only where it is named.

    Raises NotFound where nobody has the homeroom and nothing is at the place, and ChampionError
    for what a kind doesn't have. What waits for the search index is brought into it first.
    """
    _refuse_what_has_none(which)
    codes = named(office, which.kind, which.codes) if which.codes else None
    pairs = _MAKERS[which.kind](office, which, tuple(codes.by_id) if codes else None)
    labels, unwritten = [], []
    for label in _once(label for _, label in pairs):
        printable, lost = _printable(label)
        labels.append(printable)
        unwritten += lost
    lost_words, twofold = tuple(unwritten), _twofold(office, which.kind, labels)
    if codes is None:
        return Chosen(tuple(labels), unwritten=lost_words, twofold=twofold)
    chosen = {record for record, _ in pairs}
    left_out = tuple(code for record, code in codes.by_id.items() if record not in chosen)
    return Chosen(tuple(labels), codes.unknown, codes.repeated, left_out, lost_words, twofold)


def how_many(office: Office, kind: Kind) -> int:
    """How many labels there are of a kind when nothing more is said; none of them is made."""
    database = office.database
    match kind:
        case Kind.DEVICES:
            by_site = labelled.devices_by_site(database)
            return sum(number for site, number in by_site.items() if _is_ours(office, site))
        case Kind.STUDENTS:
            return labelled.number_of_students(database)
        case Kind.PLACES:
            return labelled.number_of_places(database)
        case Kind.COMMANDS:
            return len(Command)


_Pairs = list[tuple[str, Label]]
"""The id of each record, and its label."""


def _devices(office: Office, which: Which, ids: tuple[str, ...] | None) -> _Pairs:
    """Of other schools' devices only those that are named, and without this school's name."""
    school, pairs = office.policy.school, []
    for one in labelled.devices(office.database, _narrowing(office, which, ids)):
        is_ours = _is_ours(office, one.site)
        if is_ours or ids is not None:
            pairs.append((one.device_id, _device_label(one, school if is_ours else "")))
    return pairs


def _is_ours(office: Office, site: str) -> bool:
    """Whether a device with this school's code is one of ours, as all are that name none."""
    ours = office.policy.site
    return not (ours and site and site.casefold() != ours.casefold())


def _device_label(one: DeviceLabel, school: str) -> Label:
    """Of what is laid out a name label: for whom it is, and their homeroom."""
    homeroom = f"Homeroom {one.homeroom}" if one.homeroom else ""
    return Label(one.code, one.name, _filled(homeroom, one.model, school))


def _students(office: Office, which: Which, ids: tuple[str, ...] | None) -> _Pairs:
    school = office.policy.school
    people = labelled.people(office.database, _narrowing(office, which, ids))
    return [(one.person_id, _card(one, school)) for one in people]


def _card(one: PersonLabel, school: str) -> Label:
    """ID, name, homeroom and the school: a card that is lost tells nothing else."""
    about = f"Homeroom {one.homeroom}" if one.homeroom else ""
    if one.kind != "student":
        about = one.kind.capitalize()
    return Label(one.person_id, one.name, _filled(about, school))


def _places(office: Office, which: Which, ids: tuple[str, ...] | None) -> _Pairs:
    places = register.places(office.database)
    if ids is not None:
        places = [one for one in places if one.place in ids]
    words = fold(which.search).split()
    found = [one for one in places if _has(f"{one.place} {one.kind}", words)]
    school = office.policy.school
    return [(one.place, _place_label(one, school)) for one in found]


def _place_label(one: Place, school: str) -> Label:
    """A long name is small under its bars, so it stands above them as well."""
    title = one.place if len(one.place) > LONG_NAME else ""
    kind = one.kind if fold(one.kind) != fold(one.place) else ""
    return Label(one.place, title, _filled(kind, school))


def _commands(_: Office, which: Which, ids: tuple[str, ...] | None) -> _Pairs:
    words = fold(which.search).split()
    return [
        (each.value, Label(each.value, each.words))
        for each in Command
        if (ids is None or each.value in ids) and _has(f"{each.value} {each.words}", words)
    ]


_MAKERS: dict[Kind, Callable[[Office, Which, tuple[str, ...] | None], _Pairs]] = {
    Kind.DEVICES: _devices,
    Kind.STUDENTS: _students,
    Kind.PLACES: _places,
    Kind.COMMANDS: _commands,
}


def _has(text: str, words: Sequence[str]) -> bool:
    return all(word in fold(text) for word in words)


def _filled(*lines: str) -> tuple[str, ...]:
    return tuple(line for line in lines if line)


def _narrowing(office: Office, which: Which, ids: tuple[str, ...] | None) -> Narrowing:
    if which.search:
        upkeep.index_all(office)
    narrowing = Narrowing(
        ids, which.search.strip(), by_homeroom=which.order is Order.HOMEROOM,
        laid_out=which.laid_out,
    )  # fmt: skip
    if which.homeroom:
        rooms = homerooms(office)
        narrowing = replace(narrowing, homeroom=meant(which.homeroom, rooms, NOBODY_IN))
    if which.place:
        places = labelled.places_of_devices(office.database)
        narrowing = replace(narrowing, place=meant(which.place, places, NOTHING_AT))
    return narrowing


def _refuse_what_has_none(which: Which) -> None:
    kind = which.kind.capitalize()
    if which.homeroom and which.kind in (Kind.PLACES, Kind.COMMANDS):
        raise ChampionError(
            f"{kind} can't be chosen by homeroom.", "Only devices and students can."
        )
    if which.place and which.kind is not Kind.DEVICES:
        raise ChampionError(f"{kind} can't be chosen by place.", "Only devices can.")
    if which.laid_out and which.kind in (Kind.PLACES, Kind.COMMANDS):
        raise ChampionError(f"{kind} are not laid out.", "Only devices are, for students.")


_PLACE = "a place"
_PEOPLE = {"student": "a student's ID", "staff": "a staff member's ID"}
_DEVICES = {"tag": "a device's tag", "serial": "a device's serial"}


def _twofold(office: Office, kind: Kind, labels: Sequence[Label]) -> tuple[Twofold, ...]:
    """The labels of devices or people whose code is something else too, in their order."""
    if kind not in (Kind.DEVICES, Kind.STUDENTS):
        return ()
    too = {}
    for code, person, identifier in labelled.people_and_devices(office.database):
        of_person = _PEOPLE.get(person, "a person's ID")
        of_device = _DEVICES.get(identifier, "a code of a device")
        too[code] = of_person if kind is Kind.DEVICES else of_device
    # A place comes before both.
    too |= dict.fromkeys(labelled.places_and_others(office.database), _PLACE)
    return tuple(Twofold(one.code, too[one.code]) for one in labels if one.code in too)


def _once(labels: Iterable[Label]) -> Iterator[Label]:
    """No code twice: two devices can have one text as tag and as serial, or differ in no letter."""
    seen = set()
    for label in labels:
        if label.code not in seen:
            seen.add(label.code)
            yield label


def _printable(label: Label) -> tuple[Label, list[Unwritten]]:
    """The label with the words that its font can draw, and the words of which it can't draw all."""
    title = drawable(label.title, Face.TITLE)
    lines = _filled(*(drawable(line, Face.TEXT) for line in label.lines))
    lost = [line for line in label.lines if missing(line, Face.TEXT)]
    if missing(label.title, Face.TITLE):
        lost.insert(0, label.title)
    return replace(label, title=title, lines=lines), [Unwritten(label.code, one) for one in lost]
