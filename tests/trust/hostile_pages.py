"""The screens that stand at the end of long ways, opened straight with hostile text on them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib import import_module
from itertools import islice
from pathlib import Path
from pkgutil import walk_packages
from types import SimpleNamespace
from typing import Any, cast

from textual.app import App
from textual.screen import Screen

import tui
from inventory.audit import Proposal, Scope
from inventory.files.profiles import RegisterKind
from inventory.files.schools import School
from inventory.model import Draft, Kind
from inventory.rules.duties import Operator, Role
from inventory.rules.terms import Term
from inventory.services import audit_draft, register
from inventory.services.answers import Answer
from inventory.services.office import Office
from inventory.store import audits, projections
from tests.trust.hostile import PAYLOADS, repeated
from tests.trust.hostile_school import serial

SOME = 12
"""Texts on each of these screens; each has others than the one before."""


def pages(office: Office, home: Path) -> Iterator[tuple[Screen[Any], tuple[str, ...]]]:
    """Each screen, and the keys that show the rest of it."""
    texts = repeated(0)

    def some() -> list[str]:
        return [text.replace("\0", "\x01") for text in islice(texts, SOME)]

    yield from ((page, ()) for page in _of_tables(home, some()))
    yield from ((page, ()) for page in _of_imports(office, home, some(), some()))
    yield from ((page, ()) for page in _of_audits(office, home, some(), some()))
    yield from ((page, ()) for page in _of_labels(some()))
    yield from ((page, ()) for page in _of_notes(office, some(), some()))
    yield from ((page, ()) for page in _of_year(office, some()))
    yield from _of_layouts(some())
    yield from ((page, ()) for page in _of_swaps(office))
    yield from _of_people([*some(), *some(), *some(), *some()])


def _of_tables(home: Path, texts: list[str]) -> Iterator[Screen[Any]]:
    from tui.screens.pick_folder import PickFolderScreen
    from tui.seeds import BecomeTable, SeedWritten

    for text in texts[::2]:
        name = text.replace("/", "_")[:80]
        yield BecomeTable(home / name, 7)
        yield SeedWritten(text, home / name, True)
    yield PickFolderScreen(home / "odd", texts[0], texts[1])


def _of_imports(office: Office, home: Path, texts: list[str], more: list[str]) -> Iterator[Any]:
    from tui.screens.import_choices import MendPage, SchoolPage, UsersPage

    plan = register.prepare(office, RegisterKind.PEOPLE, home / "0people.csv")
    cells = tuple(((text, text), (text, text)) for text in texts)
    schools = tuple(School(text, 3, [text]) for text in more)
    plan = replace(plan, split_names=cells, splits=3, unasked_users=3, schools=schools)
    preview = cast(Any, SimpleNamespace(plan=plan))
    yield from (MendPage(preview), UsersPage(preview), SchoolPage(preview))


def _of_audits(office: Office, home: Path, texts: list[str], more: list[str]) -> Iterator[Any]:
    from inventory.errors import ChampionError
    from tui.screens.answer import AnswerPreviewScreen, AnswerScreen
    from tui.screens.audit_page import EarlierAuditScreen
    from tui.screens.audit_scope import ScopeScreen
    from tui.screens.explain_one import _AskAgain
    from tui.screens.find_device import FindDeviceScreen
    from tui.screens.open_audit import OpenScreen
    from tui.screens.sign_audit import SignScreen

    audit = audits.all_audits(office.database)[0]
    plan = replace(
        register.prepare(office, RegisterKind.PEOPLE, home / "0people.csv"), file=more[0][:80]
    )
    proposals = tuple(
        Proposal(serial(number), "place", text, text, "moved", "changed", text)
        for number, text in enumerate(texts)
    )
    unasked = tuple((text, "place", text, text) for text in more)
    draft = replace(audit_draft.draft(office, Scope()), scope=Scope(places=tuple(texts)))
    yield AnswerPreviewScreen(Answer(audit, plan, proposals, unasked))
    yield AnswerScreen(audit.audit_id)
    yield EarlierAuditScreen(audit.audit_id)
    yield SignScreen(audit.audit_id)
    yield OpenScreen(draft)
    yield ScopeScreen(more[1], dict.fromkeys((*texts, *more), 2))
    yield FindDeviceScreen()
    for text in more[::2]:
        yield _AskAgain(text[:200], text[:200], text[:200], ChampionError(text, text))


def _of_labels(texts: list[str]) -> Iterator[Screen[Any]]:
    from tui.screens.label_choices import ChoicePage
    from tui.screens.label_notes import NotesScreen
    from tui.screens.papers import PlacePage

    yield NotesScreen([(text, text, text) for text in texts])
    for page in (ChoicePage, PlacePage):
        yield page(texts[0][:200], texts[1][:200], [(str(at), t) for at, t in enumerate(texts)])


def _of_notes(office: Office, texts: list[str], more: list[str]) -> Iterator[Screen[Any]]:
    from inventory.services import it_notes
    from tui.screens.note_asking import AskNoteScreen, NoteKindScreen, WithdrawScreen
    from tui.screens.notes import ItNotesScreen

    bodies = [
        {"for_it": text[:30], "text": text * 3, "about": about, "on": about}
        for text, about in zip(texts, more, strict=True)
    ]  # as another table may have written them
    drafts = [Draft(Kind.NOTE, body=body) for body in bodies]
    office.write(lambda: office.record(drafts, office.new_id()))
    yield ItNotesScreen()
    yield NoteKindScreen()
    yield AskNoteScreen(texts[0][:200], texts[1][:200], texts[2][:200], str, texts[3])
    for one in it_notes.notes(office)[::3]:
        yield WithdrawScreen(one.note, office.clock.now().date())


def _of_year(office: Office, texts: list[str]) -> Iterator[Screen[Any]]:
    from tui.screens.before import BeforeScreen
    from tui.screens.year import YearScreen
    from tui.screens.year_terms import EndScreen, RemoveScreen, RoleScreen, TermsScreen

    today = office.clock.now().date().isoformat()
    words = [{"serves": text, "role": "helper", "from": today, "to": today} for text in texts]
    drafts = [Draft(Kind.NOTE, body=body) for body in words]  # as another table may have written
    office.write(lambda: office.record(drafts, office.new_id()))
    yield BeforeScreen()
    yield YearScreen()
    yield TermsScreen()
    for text in texts[::4]:
        yield RoleScreen(text)
        yield EndScreen(Term(text, Role.HELPER, date.min, date.max))
        yield RemoveScreen(text)


def _of_swaps(office: Office) -> Iterator[Screen[Any]]:
    from inventory.services import swaps
    from tui.screens.swap import SwapScreen

    custody = projections.custodies(office.database).values()
    held = [one for one in custody if one.person and not one.disputed]
    hands = [one.person for one in (*held[1:], held[0])]
    office.write(
        lambda: office.record(
            [
                Draft(Kind.SIGHT, one.device, one.person, {"in_hands_of": other})
                for one, other in zip(held, hands, strict=True)
            ],
            office.new_id(),
        )
    )
    yield from (SwapScreen(one) for one in swaps.waiting(office)[:4])


def _of_layouts(texts: list[str]) -> Iterator[tuple[Screen[Any], tuple[str, ...]]]:
    from tui.screens.lay_out import LayOutPage
    from tui.screens.lay_out_pick import LayOutPick

    yield LayOutPage(), ()
    yield LayOutPage(), ("x",)
    yield LayOutPick(texts[0][:200], texts[1][:200], [(text, text) for text in texts]), ()


def _of_people(texts: list[str]) -> Iterator[tuple[Screen[Any], tuple[str, ...]]]:
    from tui.screens.locked import LockedListScreen, LockedScreen
    from tui.screens.who import WhoScreen

    people = [Operator(text, Role.CHAMPION, pin="kept") for text in texts]
    yield LockedScreen(5), ()
    yield LockedListScreen(people, 5), ()
    yield WhoScreen(people), ()
    for one in people[::3]:
        yield WhoScreen([one]), ("enter",)  # the row for a PIN asks for it by name


def refused_texts() -> Iterator[str]:
    """What a file that is not opened may be called, and what may be said of it."""
    return (each.text.replace("\0", "\x01")[:200] for each in PAYLOADS)


def every_screen() -> set[type]:
    """Every class of a screen, and of an app that is a screen by itself."""
    for module in walk_packages(tui.__path__, "tui."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    found: set[type] = set()
    todo: list[type] = [Screen, App]
    while todo:
        below: list[type] = todo.pop().__subclasses__()
        todo += below
        found |= {one for one in below if one.__module__.startswith("tui.")}
    return found


def never_reached(reached: set[type]) -> set[str]:
    """The names of those on which nobody looked; one that is built upon is looked at there."""
    known = {base for one in reached for base in one.__mro__}
    return {one.__name__ for one in every_screen() - known}
