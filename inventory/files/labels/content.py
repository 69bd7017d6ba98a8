"""What one label says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Label:
    """The code in the bars, which is also printed under them, and the words around it.

    ``title`` is printed large (a student's name, a place, what a command does), ``lines`` small
    (model, school, homeroom).
    """

    code: str
    title: str = ""
    lines: tuple[str, ...] = ()
