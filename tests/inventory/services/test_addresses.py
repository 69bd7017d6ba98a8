"""A school that keeps no e-mail addresses: what an import leaves out, and what goes."""

from pathlib import Path

import pytest

from inventory.files.profiles import RegisterKind
from inventory.services import register
from inventory.services.office import Office
from inventory.store import register as stored
from tests.inventory.services.sent import Sent

LIST = "person_id,first_name,last_name,grade,homeroom,email,status\n"
ROWS = "2001,Ana,Quill,7,204,a.quill@mail.example,ENROLLED\n2002,Bo,Zim,7,204,,ENROLLED\n"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """The district's list of people, with addresses."""
    path = tmp_path / "people.csv"
    path.write_text(LIST + ROWS, "utf-8")
    return path


def mails(office: Office) -> set[str]:
    """Every address that is here."""
    return {one.email for one in stored.people(office.database)} - {""}


def test_addresses_are_kept_unless_the_school_says_no(office: Office, people: Path) -> None:
    """As Google's and Snipe-IT's files need them."""
    plan = register.prepare(office, RegisterKind.PEOPLE, people)
    assert plan.dropped_columns == ()
    register.apply(office, plan)
    assert mails(office) == {"a.quill@mail.example"}


def test_where_the_school_says_no_the_column_is_dropped(office: Office, people: Path) -> None:
    """The preview says so, and nobody has an address afterwards."""
    office.change_setting("emails", "no")
    plan = register.prepare(office, RegisterKind.PEOPLE, people)
    assert plan.dropped_columns == ("email",)
    register.apply(office, plan)
    assert mails(office) == set()


def test_addresses_from_before_go_with_the_next_import(office: Office, people: Path) -> None:
    """Even where nothing else in the file has changed; the preview says how many."""
    register.apply(office, register.prepare(office, RegisterKind.PEOPLE, people))
    office.change_setting("emails", "no")
    plan = register.prepare(office, RegisterKind.PEOPLE, people)
    assert "1 address from before will go" in plan.notes[-1]
    register.apply(office, plan)
    assert mails(office) == set()
    plan = register.prepare(office, RegisterKind.PEOPLE, people)
    assert not any("address" in note for note in plan.notes)


def test_the_packet_says_what_it_lacks(signed: Sent, tmp_path: Path) -> None:
    """Files for Google and Snipe-IT have no users then."""
    written = signed.export(tmp_path / "with")
    said = "keeps no e-mail addresses"
    assert said not in (written.path / "summary.txt").read_text("utf-8")
    signed.office.change_setting("emails", "no")
    signed.office.change_setting("username", "email")
    text = (signed.export(tmp_path / "without").path / "summary.txt").read_text("utf-8")
    assert said in text
    assert "snipeit_update.csv checks nothing out" in text
