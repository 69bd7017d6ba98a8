"""Writing the packet of a signed audit: the same bytes each time, and what stands against it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from inventory.audit import AuditState
from inventory.errors import ChampionError, FileRefused
from inventory.model import Kind, Mode
from inventory.services import audits, packets, upkeep
from inventory.store import audits as stored
from inventory.store import events, projections
from inventory.store import register as records
from tests.builders import DEVICES
from tests.inventory.counting import EXTRA, a_row, another, import_devices
from tests.inventory.services.sent import FILES, HOME, Sent, copied, files_of, rows_of

# The same bytes


@pytest.mark.parametrize("zipped", [False, True])
def test_the_same_state_is_the_same_bytes(either: Sent, tmp_path: Path, zipped: bool) -> None:
    """Exported twice into two folders; in any name and byte."""
    first, second = (either.export(tmp_path / one, zipped=zipped) for one in "ab")
    assert (first.sha256, first.path.name) == (second.sha256, second.path.name)
    assert first.files == len(FILES)
    if zipped:
        assert first.path.read_bytes() == second.path.read_bytes()
    assert sorted(files_of(first.path)) == sorted(FILES)
    assert files_of(first.path) == files_of(second.path)


def test_that_it_was_sent_changes_nothing_in_it(either: Sent, tmp_path: Path) -> None:
    """Before, when it is sent, and after; and after the projections were worked out anew."""
    before = files_of(either.export(tmp_path / "a").path)
    sent = files_of(either.submit(tmp_path / "b").path)
    assert either.audit.state is AuditState.SUBMITTED
    after = files_of(either.export(tmp_path / "c").path)
    assert upkeep.rebuild(either.office)
    rebuilt = files_of(either.export(tmp_path / "d").path)
    assert before == sent == after == rebuilt


def test_a_setting_that_is_not_about_the_audit_changes_nothing(
    signed: Sent, tmp_path: Path
) -> None:
    """Nor the name of the laptop, nor a price list that came after the signature."""
    before = files_of(signed.export(tmp_path / "a").path)
    for key, value in (
        ("table", "Table 9"), ("operator", "somebody"), ("limit", "many"), ("evidence_days", "30"),
        ("prices", "Chromebook=320"),
    ):  # fmt: skip
        signed.office.change_setting(key, value)
    assert files_of(signed.export(tmp_path / "b").path) == before


def test_the_time_of_the_export_changes_nothing(signed: Sent, tmp_path: Path) -> None:
    """Five years later it is still the same audit, and the next one was due when it was due."""
    before = files_of(signed.export(tmp_path / "a").path)
    signed.table.clock.advance(5 * 366 * 86_400)
    assert files_of(signed.export(tmp_path / "b").path) == before


def test_the_settings_that_the_district_asks_about_are_in_it(signed: Sent, tmp_path: Path) -> None:
    """What people are called in Snipe-IT, and when devices are due back."""
    enrolled = records.person(signed.office.database, "2001")
    assert enrolled
    assert enrolled.email == HOME
    signed.table.scan("ZZBACK", "NS-403")
    table = another(signed.table, Mode.OUT)
    table.scan("2001", "NS-402")
    rows = {}
    for setting in ("id", "email", "email name"):
        signed.office.change_setting("username", setting)
        signed.office.change_setting("due_back", "2027-05-28")
        files = files_of(signed.export(tmp_path / setting).path)
        rows[setting] = next(
            row for row in rows_of(files, "snipeit_update.csv") if row["Asset Tag"] == "NS-402"
        )
    names = [row["Checked Out to: Username"] for row in rows.values()]
    assert names == ["2001", HOME, "Anais.Q"]
    assert {row["Expected Checkin Date"] for row in rows.values()} == {"2027-05-28"}


def test_an_export_changes_nothing_but_the_list_of_exports(either: Sent, tmp_path: Path) -> None:
    """It can be made as often as anybody likes."""
    count, before = events.count(either.office.database), projections.digest(either.office.database)
    written = either.export(tmp_path / "a")
    (kept,) = events.newest(either.office.database, events.count(either.office.database) - count)
    assert (kept.kind, kept.body["file"]) == ("note", written.path.name)
    assert projections.digest(either.office.database) == before


# When it is refused


def test_there_is_no_packet_before_the_signature(signed: Sent, tmp_path: Path) -> None:
    """In each state before it, with what comes first; nothing is written anywhere."""
    signed.table.clock.advance(86_400)
    later = Sent(signed.table)
    steps: list[tuple[Callable[[], object], str]] = [
        (lambda: None, "is still being scanned: no packet can be written for IT yet"),
        (later.lock, "waits for explanations: no packet can be written for IT yet"),
        (later.explain, "is not signed yet: no packet can be written for IT yet"),
    ]
    for step, sentence in steps:
        step()
        written = events.count(signed.office.database)
        with pytest.raises(ChampionError, match=sentence):
            later.submit(tmp_path)
        with pytest.raises(ChampionError, match="is not signed yet: there is nothing to send"):
            later.export(tmp_path)
        assert (list(tmp_path.iterdir()), events.count(signed.office.database)) == ([], written)
    later.sign()
    assert later.submit(tmp_path).path.is_dir()


def test_an_audit_is_not_signed_before_all_is_explained(signed: Sent) -> None:
    """Nor with a blank name."""
    signed.table.clock.advance(86_400)
    later = Sent(signed.table)
    later.lock()
    with pytest.raises(ChampionError, match="variances have no explanation"):
        later.sign()
    later.explain()
    for name, role in (("", "librarian"), ("Ottilie", " ")):
        with pytest.raises(ChampionError, match="needs a name and a role"):
            packets.sign(signed.office, later.audit, name, role)


def occupied_by_a_folder(folder: Path, name: str) -> None:
    """An empty folder."""
    (folder / name).mkdir(parents=True)


def occupied_by_a_file(folder: Path, name: str) -> None:
    """A file."""
    folder.mkdir()
    (folder / name).write_text("mine")


def no_folder(folder: Path, name: str) -> None:
    """Nothing is there."""


def a_file_for_a_folder(folder: Path, name: str) -> None:
    """What should be the folder is a file."""
    folder.write_text("mine")


@pytest.mark.parametrize(
    ("prepare", "sentence"),
    [
        (no_folder, r"can't be written: No such file.*Choose another folder"),
        (a_file_for_a_folder, r"can't be written: Not a directory.*Choose another folder"),
        (occupied_by_a_folder, r"is there already, and holds something else.*Choose another"),
        (occupied_by_a_file, r"is there already, and holds something else.*Choose another"),
    ],
)
@pytest.mark.parametrize("zipped", [False, True])
def test_a_folder_that_can_not_take_it_is_refused_and_nothing_was_sent(
    signed: Sent, tmp_path: Path, prepare: Callable[[Path, str], None], sentence: str, zipped: bool
) -> None:
    """The audit stays signed, no event is written, and what is there stays."""
    name = signed.export(tmp_path / "other", zipped=zipped).path.name
    target = tmp_path / "target"
    prepare(target, name)
    before = sorted(tmp_path.rglob("*"))
    written = events.count(signed.office.database)
    with pytest.raises(FileRefused, match=sentence):
        packets.submit(signed.office, signed.audit, target, zipped=zipped)
    assert sorted(tmp_path.rglob("*")) == before
    assert events.count(signed.office.database) == written
    assert audits.find(signed.office, signed.audit.audit_id).state is AuditState.SIGNED
    assert signed.submit(tmp_path / "third").files == len(FILES)


def test_a_database_that_is_not_well_sends_nothing(small_template: Sent, tmp_path: Path) -> None:
    """What is shown has to be what the journal says."""
    signed = copied(small_template)
    with signed.office.database.immediate():
        signed.office.database.write("UPDATE audit_line SET result = 'VERIFIED'")
    with pytest.raises(ChampionError, match="Nothing is exported from a database that is not well"):
        signed.submit(tmp_path)
    assert list(tmp_path.iterdir()) == []
    signed.office.close()


# What sending records


def test_sending_records_the_packet_and_what_it_proposes(either: Sent, tmp_path: Path) -> None:
    """Its name, its hash, and each proposal as it stands in the file."""
    written = either.submit(tmp_path)
    event = events.of_kind(either.office.database, Kind.AUDIT_SUBMIT)[-1]
    assert (event.body["packet"], event.body["sha256"]) == (written.path.name, written.sha256)
    assert (either.audit.packet, either.audit.submitted_at) == (written.path.name, event.wall_time)
    rows = rows_of(files_of(written.path), "proposals.csv")
    kept = stored.proposals(either.office.database, either.audit.audit_id)
    assert [list(row.values()) for row in rows] == [
        [one.device, one.field, one.base, one.proposed, one.reason] for one in kept
    ]
    assert {(one.outcome, one.answer) for one in kept} == {("", "")}


def test_sending_it_again_records_nothing_more(signed: Sent, tmp_path: Path) -> None:
    """The same packet in the same folder, or in another one."""
    first = signed.submit(tmp_path / "a")
    recorded = events.count(signed.office.database)
    assert signed.submit(tmp_path / "a") == first
    assert signed.submit(tmp_path / "b").sha256 == first.sha256
    assert events.count(signed.office.database) == recorded


def test_what_changed_since_it_was_sent_proposes_nothing_new(signed: Sent, tmp_path: Path) -> None:
    """The district decides on what it was sent."""
    before = files_of(signed.submit(tmp_path / "a").path)
    another(signed.table, Mode.BACK).scan("Cart 2", "NS-401", "NS-403")
    after = files_of(signed.submit(tmp_path / "b").path)
    assert after["proposals.csv"] == before["proposals.csv"]
    assert after["assets.csv"] != before["assets.csv"]


def test_nothing_is_proposed_for_what_went_to_another_school(signed: Sent, tmp_path: Path) -> None:
    """Its place in the list is that school's word now; its line and the asset stay."""
    assert "NS-402" in proposed_for(signed.export(tmp_path / "a").path)
    rows = [a_row(one) for one in (*DEVICES, *EXTRA)]
    for row in rows:
        if row["asset_tag"] == "NS-402":
            row |= {"site": "RIVERSIDE", "place": "Riverside Cart"}
    import_devices(signed.office, tmp_path, rows)
    written = signed.submit(tmp_path / "b")
    assert proposed_for(written.path) == proposed_for(tmp_path / "a" / written.path.name) - {
        "NS-402"
    }
    for name in ("assets.csv", "audit.csv"):
        assert "NS-402" in {row["device_id"] for row in rows_of(files_of(written.path), name)}


def proposed_for(packet: Path) -> set[str]:
    """The devices that something is proposed for."""
    return {row["device_id"] for row in rows_of(files_of(packet), "proposals.csv")}
