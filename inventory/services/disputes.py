"""Devices on which tables disagree: what each of them says, and settling which story holds."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inventory.errors import ChampionError, NotFound
from inventory.model import Custody, CustodyState, Device, Draft, Event, Kind, Person
from inventory.rules.duties import Duty
from inventory.rules.fold import Dispute, Story
from inventory.rules.phrases import a_list
from inventory.rules.sides import sides
from inventory.services import pages
from inventory.services.naming import names
from inventory.services.office import Office
from inventory.services.pages import DevicePage
from inventory.store import custody_rows, deliveries, events, loans, projections, register

HERE_NUMBER = 3
"""The number of “it is here, in stock”, whatever the number of stories."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What settles a dispute."""

    story: int | None = None
    """The number of the story that holds; None: the device is here, in stock."""


HERE = Choice()
"""The device lies on the table: no story matters."""


@dataclass(frozen=True, slots=True)
class StoryView:
    """What one table says of a disputed device."""

    number: int
    """1, 2, 4, 5…: the key that settles it so."""
    table: str
    """What that table is called, ready to begin a sentence."""
    head: str
    custody: Custody
    holder: Person | None
    events: tuple[Event, ...]
    """What that table knew and another did not, oldest first."""

    @property
    def outcome(self) -> str:
        """``with Maya Okonkwo``, ``in stock``: who or where answers for it by this story."""
        custody = self.custody
        if custody.state is CustodyState.WITH_PERSON:
            return f"with {self.holder.name if self.holder else custody.person}"
        at = f" in {custody.place}" if custody.place else ""
        return {
            CustodyState.IN_STOCK: f"in stock{at}",
            CustodyState.IN_PLACE: f"in {custody.place}",
            CustodyState.WITH_DISTRICT: "with the district",
            CustodyState.IN_TRANSIT: "on its way",
        }.get(custody.state, "nobody knows where")


@dataclass(frozen=True, slots=True)
class DisputeView:
    """One disputed device."""

    conflict_id: str
    device: str
    """What is on its sticker."""
    device_id: str
    what: str
    """Its model and category."""
    stories: tuple[StoryView, ...]
    proposal: int | None
    """The number of the story that the clocks propose; None where it is none of them."""

    @property
    def at(self) -> str:
        """When the newest of it was written, by that table's clock."""
        return max((event.wall_time for one in self.stories for event in one.events), default="")

    @property
    def tables(self) -> str:
        """``Table 1 and Table 2``."""
        return a_list([story.table for story in self.stories])


def waiting(office: Office) -> list[DisputeView]:
    """All that has to be settled, by device."""
    called = names(office)
    return [_view(office, one, called) for one in custody_rows.disputes(office.database)]


def find(office: Office, which: str) -> DisputeView:
    """The dispute with this id, or about the device that a code leads to; NotFound if none is."""
    found = custody_rows.dispute(office.database, which)
    if found:
        return _view(office, found, names(office))
    page = pages.look_up(office, which)
    if not isinstance(page, DevicePage):
        raise NotFound(f"“{which}” is a person, not a device.", "Name the device by tag or serial.")
    view = of_device(office, page.device.device_id)
    if view is None:
        raise NotFound(
            f"{page.device.label} is not disputed: no two tables disagree on it.",
            "champion list conflicts shows what is.",
        )
    return view


def of_device(office: Office, device_id: str) -> DisputeView | None:
    """What is disputed about a device; None where nothing is."""
    conflict = projections.custody_of(office.database, device_id).disputed
    found = custody_rows.dispute(office.database, conflict) if conflict else None
    return _view(office, found, names(office)) if found else None


def settle(office: Office, conflict_id: str, choice: Choice) -> str:
    """Write which story holds, as one event that knows all sides; a sentence on what holds now.

    Refuses where it was settled meanwhile, or a table has told more since, and to a helper.
    """
    office.refuse_helper(Duty.SETTLE)
    group = office.new_id()

    def work() -> str:
        found = custody_rows.dispute(office.database, conflict_id)
        if found is None:
            raise ChampionError(
                "This was settled meanwhile, or a table has told more of it since.",
                "Look at it again in the Inbox.",
            )
        view = _view(office, found, names(office))
        story = _story(view, choice)
        office.record(_here(view) if story is None else [_holds(view, story)], group)
        if story is None:
            return f"{view.device} is settled: it is here, in stock."
        return f"{view.device} is settled: {story.outcome}, as {_within(story.table)} says."

    return office.write(work)


def never_received(office: Office, history: Iterable[Event]) -> frozenset[str]:
    """The hand-outs among some events that somebody said, settling a dispute, never were."""
    issued = [event.event_id for event in history if event.kind == Kind.ISSUE]
    return loans.never_received(office.database, issued)


def _story(view: DisputeView, choice: Choice) -> StoryView | None:
    if choice.story is None:
        return None
    for story in view.stories:
        if story.number == choice.story:
            return story
    numbers = a_list([str(story.number) for story in view.stories])
    raise ChampionError(
        f"There is no story {choice.story} of {view.device}: the stories are {numbers}."
    )


def _holds(view: DisputeView, story: StoryView) -> Draft:
    """The story's custody, and the hand-outs of the others, which were none."""
    custody = story.custody
    never = {
        event.event_id
        for one in view.stories
        for event in one.events
        if event.event_id == one.custody.loan != custody.loan
    }
    body = {
        "conflict": view.conflict_id,
        "state": custody.state.value,
        "place": custody.place,
        "loan": custody.loan,
        "never_received": sorted(never),
        "outcome": f"as {_within(story.table)} says",
    }
    said = {key: value for key, value in body.items() if value}
    return Draft(Kind.RESOLVE, device=view.device_id, person=custody.person, body=said)


def _here(view: DisputeView) -> Sequence[Draft]:
    """It lies here: in stock, and seen just now."""
    body = {
        "conflict": view.conflict_id,
        "state": CustodyState.IN_STOCK.value,
        "outcome": "it was here, in stock",
    }
    return (
        Draft(Kind.RESOLVE, device=view.device_id, body=body),
        Draft(Kind.SIGHT, device=view.device_id),
    )


def _view(office: Office, found: Dispute, called: Mapping[str, str]) -> DisputeView:
    database = office.database
    device = register.device(database, found.device) or Device(found.device, tag=found.device)
    history = events.of_device(database, found.device)
    voided = projections.voided_among(database, [event.event_id for event in history])
    cloned = deliveries.cloned_stations(database)
    heads = [story.head for story in found.stories]
    told = sides(history, heads, voided, cloned)
    begun = sorted(found.stories, key=lambda story: _begin(told.get(story.head, ()), story))
    tables = _tables([called.get(story.station, "") for story in begun])
    stories = tuple(
        StoryView(
            number=_number(at),
            table=name,
            head=story.head,
            custody=story.custody,
            holder=_holder(office, story.custody),
            events=told.get(story.head, ()),
        )
        for at, (story, name) in enumerate(zip(begun, tables, strict=True))
    )
    return DisputeView(
        conflict_id=found.conflict_id,
        device=device.label,
        device_id=found.device,
        what=" · ".join(filter(None, (device.model, device.category))),
        stories=stories,
        proposal=next((s.number for s in stories if _same(s.custody, found.proposal)), None),
    )


def _number(at: int) -> int:
    """1 and 2; the 3 is for “it is here”."""
    return at + 1 if at + 1 < HERE_NUMBER else at + 2


def _begin(told: Sequence[Event], story: Story) -> tuple[str, str]:
    """Where a story stands: by when it began, as its own table's clock had it."""
    return (told[0].wall_time if told else story.custody.since or "", story.head)


def _same(one: Custody, other: Custody) -> bool:
    return (one.state, one.person, one.place) == (other.state, other.person, other.place)


def _holder(office: Office, custody: Custody) -> Person | None:
    return register.person(office.database, custody.person) if custody.person else None


def _tables(called: Iterable[str]) -> list[str]:
    """The tables' names; two of one name get a number, as those of a copied laptop have."""
    names = [name or "Another table" for name in called]
    times = Counter(names)
    seen: Counter[str] = Counter()
    numbered = []
    for name in names:
        seen[name] += 1
        numbered.append(f"{name} ({seen[name]})" if times[name] > 1 else name)
    return numbered


def _within(table: str) -> str:
    """A table's name inside a sentence."""
    return table.replace("Another table", "another table", 1)
