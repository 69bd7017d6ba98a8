"""What may be said of a file that was read: which of it is offered, and asking for it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from textual.app import App

from inventory.files.entries import Reading
from inventory.files.profiles import RegisterKind
from inventory.services import mappings
from inventory.services.office import Office
from tui.screens.import_choices import MendPage, SchoolPage, UsersPage
from tui.screens.import_columns import ColumnChoice, columns_of
from tui.screens.import_reading import Preview
from tui.screens.import_words import changes_nothing

Read = Callable[[Reading], None]


def offered(preview: Preview) -> frozenset[str]:
    """What means something for this file, by the names that the keys have for it."""
    plan, reading = preview.plan, preview.reading
    can = {
        "import": not changes_nothing(plan),
        "left": plan.kind is RegisterKind.PEOPLE and plan.counts.gone > 0,
        "refused": plan.counts.refused > 0,
        "columns": True,
        "part": reading.part or plan.counts.gone > 0,
        "names": reading.mend_names or plan.splits > 0,
        "users": reading.trust_users or plan.unasked_users > 0,
        "school": bool(reading.school) or len(plan.schools) > 1,
    }
    return frozenset(name for name, may in can.items() if may)


def ask(app: App[Any], office: Office, name: str, preview: Preview, read: Read) -> None:
    """Ask for what has this name, and read the file again as was said; what was said is unsaid."""
    reading = preview.reading
    match name:
        case "part":
            read(replace(reading, part=not reading.part))
        case "names" if reading.mend_names:
            read(replace(reading, mend_names=False))
        case "names":
            mended = replace(reading, mend_names=True)
            app.push_screen(MendPage(preview), lambda yes: read(mended) if yes else None)
        case "users" if reading.trust_users:
            read(replace(reading, trust_users=False))
        case "users":
            taken = replace(reading, trust_users=True)
            app.push_screen(UsersPage(preview), lambda yes: read(taken) if yes else None)
        case "school":
            _ask_school(app, preview, read)
        case "columns":
            _ask_columns(app, office, preview, read)


def _ask_school(app: App[Any], preview: Preview, read: Read) -> None:
    def chosen(school: str | None) -> None:
        if school is not None and school != preview.reading.school:
            read(replace(preview.reading, school=school))

    app.push_screen(SchoolPage(preview), chosen)


def _ask_columns(app: App[Any], office: Office, preview: Preview, read: Read) -> None:
    from tui.screens.import_mapping import ImportMappingPage

    def said(answer: Reading | RegisterKind | None) -> None:
        if isinstance(answer, Reading):
            read(replace(preview.reading, profile=answer.profile, columns=answer.columns))

    plan, look = preview.plan, preview.look
    mapping = next(
        (one for one in mappings.saved_mappings(office, plan.kind) if one.name == plan.profile),
        None,
    )
    profile = mapping.profile() if mapping else look.profile
    columns = preview.reading.columns
    if columns is None and profile is not None:
        columns = columns_of(plan.kind, profile, look.header)
    choice = ColumnChoice(plan.kind, look, columns)
    app.push_screen(ImportMappingPage(choice, mapping.name if mapping else ""), said)
