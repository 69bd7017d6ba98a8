"""The explanation of one variance, or of many at once: the facts, and the pick list."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from inventory.counts import Line as AuditLine
from inventory.counts import Variance
from inventory.errors import ChampionError, NotRecorded
from inventory.rules import dispositions
from inventory.rules.dispositions import BY_CODE, Disposition
from inventory.rules.phrases import count
from inventory.services import audit_figures, audits
from tui import variance_words as words
from tui.record_words import Line
from tui.screens.ask_text import AskTextScreen
from tui.screens.pick_page import PickPage

_LABEL = 12
_MARGIN = 3


class _AskAgain(AskTextScreen):
    """The same question, with the sentence that says why the first answer can't be."""

    def __init__(self, title: str, asks: str, value: str, fault: ChampionError | None) -> None:
        super().__init__(title, f"{asks}.", asks, value)
        self._fault = fault

    def refresh_page(self) -> None:
        """Say it above the keys."""
        if self._fault:
            self.show_strip((f"{self._fault.message} ", "ask"), (self._fault.hint, "muted"))


class ExplainOneScreen(PickPage[str]):
    """Gives a sentence on what was explained; None where it was left with Esc."""

    WORD = "Explain"
    TONE = "audit"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave it", id="explain_one.leave", tooltip="Explain it later"),
    ]

    def __init__(
        self, audit_id: str, variances: Sequence[Variance], again: frozenset[str], said: str = ""
    ) -> None:
        """``again`` are devices that the audit before could not find either; ``said`` is what was
        explained just before."""
        super().__init__()
        self._audit_id = audit_id
        self._variances = list(variances)
        self._again = again
        self._said = said

    def bar_text(self) -> str:
        """The audit, and how many variances wait for an explanation."""
        audit = audits.find(self.office, self._audit_id)
        return f"{self._audit_id} · {audit_figures.unexplained(self.office, audit):,} to explain"

    def refresh_page(self) -> None:
        """Say what was explained just before, once."""
        if self._said:
            self.show_strip((f"✓ {self._said}", "ok"))
            self._said = ""

    def question(self) -> list[Line]:
        """What is known, and what is asked."""
        many = len(self._variances) > 1
        lines = self._of_many() if many else self._of_one(self._variances[0])
        asked = "What became of all of them?" if many else "What became of it?"
        return [*lines, [], [(f"{asked} Enter picks.", "muted")]]

    def choices(self) -> list[tuple[str, str]]:
        """All explanations, those first that fit."""
        outcomes = [one.outcome for one in self._variances]
        most = max(outcomes, key=outcomes.count)
        return [(one.code, _sentence(one.words)) for one in dispositions.fitting(most)]

    def picked(self, choice: str) -> None:
        """Ask for what this explanation has to say; then keep it."""
        known = BY_CODE[choice]
        if known.asks:
            self._ask_detail(known)
        else:
            self._ask_note(known, "")

    def _of_one(self, one: Variance) -> list[Line]:
        outcome, tone = words.outcome_of(one.outcome)
        model = words.model_of(self.office, one)
        head: Line = [(f"{outcome}  ", tone), (f"{one.label}  ", "bold"), (model, "muted")]
        facts = self._of_line(one, one.line) if one.line else self._of_find(one)
        if one.subject in self._again:
            again = _fact("Again", "missing in the audit before too: ")
            facts.append([*again, (_WRITE_OFF, "ask")])
        if one.explanation:
            facts.append(_fact("So far", f"✓ {words.explanation_of(one)}"))
        return [head, *facts]

    def _of_line(self, one: Variance, line: AuditLine) -> list[Line]:
        return [
            _fact("Expected", words.expected_line(self.office, line)),
            _fact("Seen", words.seen_line(self.office, one)),
            _fact("Evidence", words.evidence_line(line, self.office.clock.now())),
        ]

    def _of_find(self, one: Variance) -> list[Line]:
        facts = [_fact("Seen", words.seen_line(self.office, one))]
        if known := words.find_line(self.office, one):
            facts.insert(0, _fact("Record", known))
        if one.found and one.found.sighting.claim:
            waits = f"waits as {one.found.sighting.claim}, and is settled with it"
            facts.append(_fact("Inbox", waits))
        return facts

    def _of_many(self) -> list[Line]:
        every = self._variances
        again = sum(one.subject in self._again for one in every)
        said = sum(one.explanation is not None for one in every)
        width = self.app.size.width - 2 * _MARGIN
        counts = words.counts(words.outcomes(every), width, f"{self._title}: ")
        lines: list[Line] = [[(line, "bold")] for line in counts]
        lines.append([(words.named(every), "plain")])
        if again:
            lines.append([(f"{again:,} missing in the audit before too: {_WRITE_OFF}", "ask")])
        if said:
            lines.append([(f"{said:,} explained already: this takes its place", "ask")])
        return lines

    @property
    def _title(self) -> str:
        if len(self._variances) == 1:
            return self._variances[0].label
        return count(len(self._variances), "variance")

    def _ask_detail(
        self, known: Disposition, value: str = "", fault: ChampionError | None = None
    ) -> None:
        def written(detail: str | None) -> None:
            if detail is None:
                return
            try:
                dispositions.checked(known.code, detail, "written later")
            except ChampionError as refused:
                self._ask_detail(known, detail, refused)
            else:
                self._ask_note(known, detail)

        title = f"{self._title}: {known.words}"
        self.app.push_screen(_AskAgain(title, known.asks, value, fault), written)

    def _ask_note(self, known: Disposition, detail: str) -> None:
        def written(note: str | None) -> None:
            if note is not None:
                self.call_later(self._keep, known, detail, note)

        title = f"{self._title}: {dispositions.in_words(known.code, detail, '')}"
        if known.needs_note:
            asked = "Why not? A few words, kept with it."
        else:
            asked = "A note, if there is more to say. Enter alone leaves it out."
        screen = AskTextScreen(title, asked, "Note", may_be_empty=not known.needs_note)
        self.app.push_screen(screen, written)

    def _keep(self, known: Disposition, detail: str, note: str) -> None:
        """Once this screen is back in front, which clears its strip."""
        subjects = [one.subject for one in self._variances]
        try:
            audit = audits.find(self.office, self._audit_id)
            audits.explain(self.office, audit, subjects, known.code, detail=detail, note=note)
        except NotRecorded as fault:
            self.champion.stop_scanning(fault)
        except ChampionError as refused:
            self.show_strip((f"{refused.message} ", "ask"), (refused.hint, "muted"))
        else:
            self.dismiss(f"{self._title}: {dispositions.in_words(known.code, detail, note)}")


_WRITE_OFF = "a write-off will be proposed"


def _fact(label: str, text: str) -> Line:
    return [(f"{label:<{_LABEL}}", "muted"), (text, "plain")]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
