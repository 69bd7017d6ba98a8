"""Papers: what each one lists, and the file that it goes into.

Not returned for the doors, leavers with devices, what damage costs, a receipt, a list of a room or
cart to sign, and a slip that says how to reach the IT support centre.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from inventory.errors import FileRefused
from inventory.files import whole
from inventory.files.papers.content import Column as Column
from inventory.files.papers.content import Form as Form
from inventory.files.papers.content import Paper as Paper
from inventory.files.papers.content import as_text as as_text
from inventory.rules.duties import Duty
from inventory.services import export_log
from inventory.services.charges import costs as costs
from inventory.services.charges import period as period
from inventory.services.label_files import free_path as free_path
from inventory.services.label_setup import remember_paper as remember_paper
from inventory.services.label_setup import remembered_paper as remembered_paper
from inventory.services.office import Office
from inventory.services.paper_people import door as door
from inventory.services.paper_people import leavers as leavers
from inventory.services.paper_people import receipt as receipt
from inventory.services.paper_things import known_broken as known_broken
from inventory.services.paper_things import place_named as place_named
from inventory.services.paper_things import sheet as sheet
from inventory.services.paper_things import support as support
from inventory.store import papers as store
from inventory.text import for_file_name


class Kind(StrEnum):
    """The papers, by what they are called on the command line."""

    DOOR = "door"
    LEAVERS = "leavers"
    COSTS = "costs"
    RECEIPT = "receipt"
    SHEET = "sheet"
    SUPPORT = "support"


@dataclass(frozen=True, slots=True)
class Place:
    """A room or cart in which devices are by the record."""

    name: str
    devices: int


def places(office: Office) -> list[Place]:
    """Where devices are, by name."""
    return [Place(*row) for row in store.used_places(office.database)]


def form_of(path: Path) -> Form:
    """The form that a file's name asks for. Raises FileRefused where it asks for none."""
    end = path.suffix[1:].casefold()
    if end not in list(Form):
        raise FileRefused(
            f"{path.name} doesn't say what kind of file it is.",
            "Let its name end with .pdf, .xlsx or .csv.",
        )
    return Form(end)


def file_name(paper: Paper, form: Form = Form.PDF) -> str:
    """``not-returned-2026-11-21.pdf``: what a file with it is called unless somebody says."""
    return f"{for_file_name(paper.name) or 'paper'}-{paper.at.date().isoformat()}.{form}"


def draw(paper: Paper, form: Form, size: str) -> bytes:
    """The paper as a file; touches no database, so that a thread may do it."""
    from inventory.files.papers.files import as_file

    return as_file(paper, form, size)


def refuse(office: Office, paper: Paper, path: Path) -> None:
    """Raise why this paper can't be written there by whoever is at the table."""
    if paper.people:
        office.refuse_helper(Duty.EXPORT)
    whole.refuse_no_folder(path)
    if os.path.lexists(path):
        whole.refuse_taken(path, free_path(path))


def keep(office: Office, paper: Paper, path: Path, content: bytes) -> None:
    """Write what was drawn, whole or not at all, never over a file, and note that it was."""
    refuse(office, paper, path)
    whole.save_whole({path: content})
    export_log.log(
        office, "paper", path, len(paper.rows), people=paper.people, paper=paper.name
    )  # fmt: skip


def save(office: Office, paper: Paper, path: Path, size: str) -> None:
    """Draw and write a paper as its name says; ``size`` is what a PDF is printed on."""
    form = form_of(path)
    refuse(office, paper, path)
    keep(office, paper, path, draw(paper, form, size))


def counts(office: Office) -> dict[Kind, int]:
    """How many rows each paper that asks for nothing would have."""
    made: Iterable[tuple[Kind, Paper]] = (
        (Kind.DOOR, door(office)),
        (Kind.LEAVERS, leavers(office)),
        (Kind.COSTS, costs(office)),
    )
    return {kind: len(paper.rows) for kind, paper in made}
