"""Notes for IT: kept as events, listed, withdrawn, in the packet, and out of reach of no purge."""

import io
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from inventory.errors import ChampionError, NotAllowed, NotFound
from inventory.files.packet_check import verify
from inventory.model import PURGED, Mode
from inventory.rules.duties import Operator, Role
from inventory.services import desk, export_log, it_notes, purge, purge_files, upkeep
from inventory.services import undo as undoing
from inventory.services.office import Office
from inventory.store import events
from inventory.store import it_notes as stored
from tests.inventory.services.laptops import Laptop
from tests.inventory.services.sent import Sent, files_of, rows_of


def texts(office: Office) -> list[tuple[int, str]]:
    """The notes that are listed: number and text."""
    return [(one.number, one.note.text) for one in it_notes.notes(office)]


def test_a_note_is_kept_as_an_event_and_says_what_was_typed(office: Office) -> None:
    """With its date, of today where none was said, and who wrote it."""
    done = it_notes.add(office, "training", " locking\ncarts ", about="Grade 7", people="12")
    assert it_notes.notes(office) == [done]
    note = done.note
    assert (done.number, note.kind, note.about, note.text, note.people, note.on, note.by) == (
        1, "training", "Grade 7", "locking carts", 12, "2026-11-21", "champion",
    )  # fmt: skip
    (event,) = events.newest(office.database, 1)
    assert (event.kind, event.device, event.person) == ("note", None, None)
    assert event.body == {
        "for_it": "training", "about": "Grade 7", "text": "locking carts", "people": 12,
        "on": "2026-11-21",
    }  # fmt: skip


def test_what_is_withdrawn_is_listed_no_more_and_numbers_stay(office: Office) -> None:
    """Once; and what follows from the journal is the same when it is worked out anew."""
    first, second = (it_notes.add(office, "process", text) for text in ("one", "two"))
    it_notes.withdraw(office, first.note.event_id)
    third = it_notes.add(office, "referral", "three")
    assert texts(office) == [(2, "two"), (3, "three")]
    assert it_notes.numbered(office, 2) == second
    assert it_notes.numbered(office, 3) == third
    for act in (
        lambda: it_notes.withdraw(office, first.note.event_id),
        lambda: it_notes.withdraw(office, "nothing"),
        lambda: it_notes.numbered(office, 1),
        lambda: it_notes.numbered(office, 4),
    ):
        with pytest.raises(NotFound):
            act()
    assert upkeep.rebuild(office)
    assert texts(office) == [(2, "two"), (3, "three")]
    assert upkeep.check(office).findings == ()


def test_what_can_not_be_noted_writes_nothing(office: Office) -> None:
    """Nor what a helper would note or withdraw."""
    kept = it_notes.add(office, "process", "one")
    count = events.count(office.database)
    for fields in ({"people": "many"}, {"on": "2027-01-01"}, {"about": "x" * 200}):
        with pytest.raises(ChampionError):
            it_notes.add(office, "training", "text", **fields)
    office.operator = Operator("Bea", Role.HELPER)
    for act in (
        lambda: it_notes.add(office, "training", "text"),
        lambda: it_notes.withdraw(office, kept.note.event_id),
    ):
        with pytest.raises(NotAllowed, match="Bea is a helper: a note for IT is for the champion"):
            act()
    assert events.count(office.database) == count


def test_undo_never_reaches_a_note(office: Office) -> None:
    """Ctrl+Z at the table means the last scan, and a note is no written file either."""
    table = desk.Desk(office, Mode.OUT)
    table.scan("2001")
    table.scan("NS-101")
    it_notes.add(office, "training", "text")
    assert undoing.last_action(office)[0].device == "NS-101"
    assert export_log.exports(office) == []


def test_notes_are_found_by_their_index(office: Office) -> None:
    """However long the journal is."""
    for sql in (stored.NOTES, f"{stored.NOTES} AND position > 1 AND position <= 2"):
        plan = " ".join(row[3] for row in office.database.rows(f"EXPLAIN QUERY PLAN {sql}"))
        assert "event_remarks" in plan


def test_notes_of_all_tables_come_together(tmp_path: Path) -> None:
    """And one that was withdrawn at one table is gone at the other."""
    one = Laptop.of_champion(tmp_path)
    stick = tmp_path / "stick"
    stick.mkdir()
    other = one.set_up("Table 2", stick)
    first = it_notes.add(one.office, "training", "at the first")
    it_notes.add(other.office, "process", "at the second")
    for laptop in (one, other, one):
        laptop.share(stick)
    assert {text for _, text in texts(one.office)} == {"at the first", "at the second"}
    assert sorted(texts(other.office)) == [(1, "at the second"), (2, "at the first")]
    it_notes.withdraw(other.office, first.note.event_id)
    for laptop in (other, one):
        laptop.share(stick)
    assert [text for _, text in texts(one.office)] == ["at the second"]
    for laptop in (one, other):
        assert upkeep.rebuild(laptop.office)
        laptop.office.close()


# The packet


def test_the_packet_has_the_notes_of_its_time(signed: Sent, tmp_path: Path) -> None:
    """Not what was noted or withdrawn after the signature: that changes no byte of it."""
    before = files_of(signed.export(tmp_path / "a").path)
    (row,) = rows_of(before, "notes.csv")
    (kept,) = it_notes.notes(signed.office)
    assert row == {
        "event_id": kept.note.event_id, "kind": "training", "about": "Grade 7", "people": "12",
        "on": "2026-11-21", "text": "'=1+1, locking a cart", "written_at": kept.note.written_at,
    }  # fmt: skip
    assert b"Noted for IT, in notes.csv: 1 training need." in before["summary.txt"]
    with zipfile.ZipFile(io.BytesIO(before["reconciliation.xlsx"])) as book:
        assert b'name="Notes for IT"' in book.read("xl/workbook.xml")
    it_notes.add(signed.office, "process", "after the signature")
    it_notes.withdraw(signed.office, kept.note.event_id)
    written = signed.export(tmp_path / "b").path
    assert files_of(written) == before
    assert verify(written).faults == ()


def test_the_next_packet_has_what_came_since(signed: Sent, tmp_path: Path) -> None:
    """And not what was withdrawn before it was signed, nor what the packet before had."""
    it_notes.add(signed.office, "process", "since")
    gone = it_notes.add(signed.office, "referral", "a mistake")
    signed.table.clock.advance(90 * 86_400)
    later = Sent(signed.table)
    it_notes.withdraw(later.office, gone.note.event_id)
    later.lock()
    later.explain()
    later.sign()
    rows = rows_of(files_of(later.export(tmp_path).path), "notes.csv")
    assert [row["text"] for row in rows] == ["since"]


# A purge


def test_a_purge_takes_a_name_out_of_a_note(tmp_path: Path) -> None:
    """The rest of its words stays, and so does what kind of note it is."""
    laptop = Laptop.of_champion(tmp_path)
    about = {"about": "Cleo Wintergreen's group", "people": "3"}
    it_notes.add(laptop.office, "referral", "WINTERGREEN, Cléo can not log in", **about)
    it_notes.add(laptop.office, "training", "the winter was green")
    plan = purge.plan(laptop.office, "2026-11-21")
    path = laptop.path
    laptop.office.close()
    purge_files.finish(path, laptop.clock, purge.take_out(path, laptop.clock, plan))
    with closing(Laptop.at(path).office) as office:
        first, second = (one.note for one in it_notes.notes(office))
        assert (first.kind, first.people) == ("referral", 3)
        assert first.text == f"{PURGED} can not log in"
        assert PURGED in first.about
        assert second.text == "the winter was green"
        assert upkeep.check(office).findings == ()
    assert b"intergreen" not in path.read_bytes().lower()
