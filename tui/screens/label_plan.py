"""A page with a plan of what is printed: the labels are chosen here and laid out in a thread."""

from textual import on

from inventory.errors import ChampionError
from inventory.services import labels
from inventory.services.labels import Chosen, Kind
from tui.screens.label_job import LabelJob, SavingPage
from tui.screens.label_notes import Note, notes_of
from tui.screens.label_rows import Plan, refusal
from tui.screens.label_view import Laid, lay_out

SLOW = 500
"""Labels from which it is said that they are being drawn."""


class PlanPage(SavingPage):
    """Labels of a kind, or the test page of a sheet where there is none."""

    def __init__(self, kind: Kind | None) -> None:
        super().__init__()
        self.kind = kind
        self.plan: Plan | None = None
        self.chosen = Chosen(())
        self.laid: Laid | None = None
        self.notes: list[Note] = []
        self._laying: LabelJob | None = None

    @property
    def is_laying_out(self) -> bool:
        """Whether what is shown is not yet what the plan asks for."""
        return self._laying is not None

    def show_plan(self) -> None:
        """Show what came of it."""
        raise NotImplementedError

    def show_drawing(self, number: int) -> None:
        """Say that it takes a moment to lay out so many."""
        raise NotImplementedError

    def refresh_page(self) -> None:
        """Choose again: the register may have changed meanwhile."""
        super().refresh_page()
        if self.plan is None:
            which = labels.Which(self.kind) if self.kind else None
            self.plan = Plan(which, labels.remembered(self.office))
        try:
            self.take_plan(self.plan)
        except ChampionError as refused:
            self.show_strip((refusal(refused), "ask"))

    def take_plan(self, plan: Plan) -> None:
        """Choose the labels, and have them laid out; raises ChampionError where it can't be so."""
        chosen = Chosen(())
        if plan.which and (plan.which.codes or not plan.listing):
            chosen = labels.choose(self.office, plan.which)
        self.plan, self.chosen = plan, chosen
        if self._laying:
            self._laying.leave()
        self._laying = LabelJob(self, lay_out(chosen.labels, plan.setup))
        if len(chosen.labels) >= SLOW:
            self.show_drawing(len(chosen.labels))

    def try_plan(self, plan: Plan) -> bool:
        """The same, with a refusal in the strip; whether it was taken."""
        try:
            self.take_plan(plan)
        except ChampionError as refused:
            self.call_later(self.show_strip, (refusal(refused), "ask"))
            return False
        return True

    @on(LabelJob.Done)
    def show_laid(self, message: LabelJob.Done) -> None:
        """Show what came of it."""
        if message.job is self._laying:
            laid: Laid = message.result
            self._laying, self.laid = None, laid
            self.notes = notes_of(self.chosen, laid.sheet)
            self.show_plan()

    @on(LabelJob.Failed)
    def show_not_laid(self, message: LabelJob.Failed) -> None:
        """Say why they can't be laid out; the sheet before stays."""
        if message.job is self._laying:
            self._laying = None
            self.show_strip((refusal(message.fault), "stop"))
