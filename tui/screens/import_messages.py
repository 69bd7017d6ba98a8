"""What a file on its way into the register has to say to the screen that listens."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message

from inventory.errors import ChampionError
from inventory.services.looking import Look
from inventory.services.register import Applied
from tui.screens.import_reading import Preview
from tui.screens.import_rows import DifferenceRows

if TYPE_CHECKING:
    from tui.screens.import_jobs import ImportJob


@dataclass
class JobMessage(Message):
    """News of a job."""

    job: "ImportJob"


@dataclass
class _Fault(JobMessage):
    fault: ChampionError


@dataclass
class RowsRead(JobMessage, namespace="import_job"):
    """So many rows of the file are read."""

    rows: int
    about: int
    """Of about so many; 0 where that is not known."""

    def can_replace(self, message: Message) -> bool:
        """Only the newest counts where several wait."""
        return isinstance(message, RowsRead)


@dataclass
class Unknown(JobMessage, namespace="import_job"):
    """No profile fits: a person has to say which column is which."""

    look: Look


@dataclass
class Ready(JobMessage, namespace="import_job"):
    """The file is read and compared."""

    preview: Preview
    rows: DifferenceRows


@dataclass
class Refused(_Fault, namespace="import_job"):
    """The file can't be read."""


@dataclass
class Progress(JobMessage, namespace="import_job"):
    """So many of all records are written."""

    done: int
    total: int

    def can_replace(self, message: Message) -> bool:
        """Only the newest counts where several wait."""
        return isinstance(message, Progress)


@dataclass
class Imported(JobMessage, namespace="import_job"):
    """The plan is in the register."""

    applied: Applied


@dataclass
class Failed(_Fault, namespace="import_job"):
    """The import was stopped or refused, or what was imported can't be indexed."""


@dataclass
class RefusedSaved(JobMessage, namespace="import_job"):
    """The refused rows are in a file of their own."""

    rows: int
    target: Path


@dataclass
class NotSaved(_Fault, namespace="import_job"):
    """The refused rows could not be saved."""
