"""What one scan writes: its events, with the scanned text on the first, and the verdict on them."""

from dataclasses import replace
from datetime import datetime

from inventory.model import Draft, Event, Kind, Mode, Person
from inventory.rules.claim_numbers import claim_prefix
from inventory.services.office import Office
from inventory.services.reading import read_as
from inventory.services.table import Question
from inventory.store import parked
from inventory.store.identifiers import StoredDirectory
from inventory.verdict import Code, Verdict

_MAIN = (Kind.ISSUE, Kind.RETURN, Kind.PARK)


class Record:
    """The writing side of one turn: everything that it writes carries the turn's group."""

    def __init__(self, office: Office, raw: str, group: str, mode: Mode) -> None:
        self._office = office
        self._raw = raw
        self._group = group
        self._written: list[Event] = []
        self.parked_before: str | None = None
        """The claim of the last question that this turn left unanswered."""
        self.parked_scan = ""
        """What was scanned then."""
        self._mode = mode
        self.now: datetime = office.clock.now()

    def close(
        self, code: Code, say: str, next_step: str, drafts: tuple[Draft, ...] = (), *,
        subject: str = "", device: str | None = None, person: Person | None = None,
        place: str | None = None,
    ) -> Verdict:  # fmt: skip
        """Write the drafts, or a note of the scan where there are none, and give the verdict."""
        if not drafts:
            body = {"place": place} if place else {}
            drafts = (Draft(Kind.NOTE, person=person.person_id if person else None, body=body),)
        trace = {"scan": self._raw, "verdict": code.value, "mode": self._mode.value}
        numbered = [self._with_claim(draft) for draft in drafts]
        numbered[0] = self._as_read(replace(numbered[0], body={**trace, **numbered[0].body}))
        written = self._office.record(numbered, self._group)
        self._written += written
        main = next((event for event in reversed(written) if event.kind in _MAIN), written[0])
        return replace(
            self.say_only(code, say, next_step, claim=main.body.get("claim")),
            subject=subject,
            device=device,
            person=person.person_id if person else None,
            place=place,
            event=main.event_id,
            name=person.name if person else "",
            homeroom=person.homeroom if person else "",
        )

    def say_only(
        self, code: Code, say: str, next_step: str, *, claim: str | None = None
    ) -> Verdict:
        """A verdict for which there is nothing to write."""
        at = self.now.isoformat(timespec="milliseconds")
        return Verdict(
            self._raw, code, say, next_step, claim=claim, parked_before=self.parked_before,
            parked_scan=self.parked_scan, at=at,
        )  # fmt: skip

    def park_earlier(self, asked: Question) -> str:
        """Park a question of an earlier scan under that scan's own id; the claim number."""
        unclear = asked.code is Code.AMBIGUOUS
        body = {
            "code": asked.code.value,
            "scan": asked.raw,
            "mode": self._mode.value,
            "place": asked.place,
        }
        draft = self._with_claim(
            Draft(
                Kind.PARK,
                device=None if unclear else asked.device,
                person=None if unclear else asked.person,
                body=body,
            )
        )
        self._office.record([self._as_read(draft)], asked.group)
        self.parked_before, self.parked_scan = str(draft.body["claim"]), asked.raw
        return self.parked_before

    def written_last(self, kind: Kind) -> Event | None:
        """The last event of a kind that this turn wrote."""
        return next((event for event in reversed(self._written) if event.kind == kind), None)

    def _as_read(self, draft: Draft) -> Draft:
        """With the code that was read in the scan, where that is another and may be needed later.

        The scan stays as it arrived. A code that nobody knows is parked, or seen again in an audit.
        """
        if draft.kind is not Kind.PARK and (draft.kind is not Kind.SIGHT or draft.device):
            return draft
        directory = StoredDirectory(self._office.database)
        code = read_as(self._office, directory, str(draft.body.get("scan", "")))
        return replace(draft, body={**draft.body, "code_read": code}) if code else draft

    def _with_claim(self, draft: Draft) -> Draft:
        if draft.kind is not Kind.PARK:
            return draft
        prefix = claim_prefix(self._office.table) if self._office.is_table else claim_prefix("")
        number = parked.last_number(self._office.database, prefix) + 1
        body = {key: value for key, value in draft.body.items() if value is not None}
        return replace(draft, body={**body, "claim": f"{prefix}{number:02d}"})
