"""What a packet proves: nothing was changed, and nothing later reached what was signed."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from inventory.files.packet_check import Contents, look_into, read_packet, verify
from inventory.files.packet_form import DESCRIPTOR
from inventory.files.profiles import RegisterKind
from inventory.model import Kind, Mode
from inventory.services import inbox, register
from inventory.store import events, parked
from tests.builders import DEVICES
from tests.inventory.counting import EXTRA, a_row, another, import_devices
from tests.inventory.files.packets import forged
from tests.inventory.files.with_frictionless import errors_in
from tests.inventory.services.sent import (
    FILES,
    SIGNED_FILES,
    SIGNER,
    Sent,
    copied,
    files_of,
    rows_of,
)


@pytest.mark.parametrize("zipped", [False, True])
def test_whoever_gets_it_can_prove_it(either: Sent, tmp_path: Path, zipped: bool) -> None:
    """Without the database: its files, its events, who signed, and the hash in its name."""
    written = either.export(tmp_path, zipped=zipped)
    proof = verify(written.path)
    assert (proof.faults, proof.files) == ((), len(FILES))
    assert (proof.signed_by, proof.signed_at) == (", ".join(SIGNER), either.audit.signed_at)
    (signature,) = events.of_kind(either.office.database, Kind.AUDIT_SIGN)
    files = files_of(written.path)
    assert proof.events == events.count(either.office.database) - 1  # that it was written
    assert rows_of(files, "events.csv")[-1]["hash"] == signature.hash
    assert written.path.name.startswith(f"{either.audit.audit_id}-{signature.hash[:8]}")
    assert f"Hash of the signature       {signature.hash}\r\n" in files["summary.txt"].decode()


@pytest.mark.parametrize("name", SIGNED_FILES)
@pytest.mark.parametrize("change", [lambda data: data[:-3] + b"x\r\n", lambda data: data[:-40]])
def test_what_was_signed_can_not_be_forged(
    signed: Sent, tmp_path: Path, name: str, change: Callable[[bytes], bytes]
) -> None:
    """Not even by somebody who makes both lists of hashes anew."""
    contents = read_packet(signed.export(tmp_path).path)
    changed = forged(contents, {name: change(contents.files[name])})
    assert look_into(changed).faults == (f"{name} is not the one that was signed.",)


def test_a_forgery_is_found_by_the_signature_alone(signed: Sent, tmp_path: Path) -> None:
    """Control: what nobody signed passes once both lists of hashes are made anew, and not before.

    So the signed files above were not found by their hashes in the lists.
    """
    contents = read_packet(signed.export(tmp_path).path)
    change = {"summary.txt": contents.files["summary.txt"] + b"x\r\n"}
    assert look_into(forged(contents, change)).faults == ()
    assert look_into(Contents({**contents.files, **change})).faults != ()


def test_a_signature_can_not_be_made_to_fit(signed: Sent, tmp_path: Path) -> None:
    """A changed event has another hash than the one that it carries."""
    contents = read_packet(signed.export(tmp_path).path)
    content = contents.files["events.csv"]
    for before, after in ((b"looked everywhere", b"looked nowhere..."), (b"Ottilie", b"Odilia.")):
        assert before in content
        changed = forged(contents, {"events.csv": content.replace(before, after)})
        found = look_into(changed).faults
        assert any("was changed after it was written" in fault for fault in found)


def test_every_file_is_named_where_it_was_changed(signed: Sent, tmp_path: Path) -> None:
    """One byte of each, one after the other."""
    contents = read_packet(signed.export(tmp_path).path)
    for name, content in contents.files.items():
        changed = Contents({**contents.files, name: content[:-1] + bytes([content[-1] ^ 1])})
        assert any(name in fault for fault in look_into(changed).faults), name


# What comes after


def import_another_list(signed: Sent, folder: Path) -> None:
    """The district retags, moves, renames, takes away, and adds."""
    rows = [a_row(one) for one in (*DEVICES, *EXTRA) if one.device_id not in ("NS-103", "NS-301")]
    for row in rows:
        if row["asset_tag"] in ("NS-101", "NS-901", "NS-151", "NS-402"):
            row |= {"asset_tag": f"{row['asset_tag']}-B", "model": "Renamed", "place": "Cart 2"}
        if row["asset_tag"] in ("NS-153", "NS-401"):
            row |= {"service": "RETIRED", "site": "RIVERSIDE"}
    import_devices(signed.office, folder, [*rows, {**rows[0], "asset_tag": "NEW", "serial": "N1"}])


def drop_people(signed: Sent, folder: Path) -> None:
    """The roster of next year has nobody of them."""
    path = folder / "people.csv"
    path.write_text("person_id,first_name,last_name\n9001,Next,Year\n", "utf-8")
    plan = register.prepare(signed.office, RegisterKind.PEOPLE, path)
    register.apply(signed.office, plan, mark_left=True)


def scan_on(signed: Sent, folder: Path) -> None:
    """Hand-outs, returns, what was set aside, and everything undone that can be."""
    out, back = another(signed.table, Mode.OUT), another(signed.table, Mode.BACK)
    back.scan("Cart 2", "NS-401", "NS-402", "NS-403", "NS-153", "NS-901")
    out.scan("2002", "NS-401", "ZZYES", "2005", "NS-151", "ZZYES", "XYZ99")
    signed.scan("Room 204", "NS-201", "NS-402")
    for table in (out, back, signed.table):
        for _ in range(5):
            table.scan("ZZUNDO")


def settle_all(signed: Sent, folder: Path) -> None:
    """What waits in the Inbox, and one sticker that leads to a device from now on."""
    another(signed.table, Mode.OUT).scan("2001", "STICKER-1", "STICKER-2")
    first, *others = parked.waiting(signed.office.database)
    inbox.bind(signed.office, first, "NS-402")
    for one in others:
        inbox.settle(signed.office, one, "looked after")


def audit_again(signed: Sent, folder: Path) -> None:
    """The next audit sees what this one missed, misses what it saw, and is signed."""
    signed.table.clock.advance(86_400 * 90)
    later = Sent(signed.table)
    later.scan("Room 204", "NS-102", "NS-110", "NS-901", "NS-151")
    later.table.scan("ZZUNDO")
    later.close()


@pytest.mark.parametrize(
    "change", [import_another_list, drop_people, scan_on, settle_all, audit_again]
)
def test_nothing_that_comes_after_changes_what_was_signed(
    signed: Sent, tmp_path: Path, change: Callable[[Sent, Path], None]
) -> None:
    """The two files that the signature covers, and the journal up to it; the packet still holds."""
    before = files_of(signed.export(tmp_path / "before").path)
    change(signed, tmp_path)
    signed.table.clock.advance(60)
    written = signed.export(tmp_path / "after")
    after = files_of(written.path)
    for name in (*SIGNED_FILES, "events.csv", "summary.txt"):
        assert after[name] == before[name], name
    assert verify(written.path).faults == ()


def test_two_audits_that_wait_for_their_signature_do_not_reach_each_other(
    signed: Sent, tmp_path: Path
) -> None:
    """The second is signed first; that the first is signed then changes nothing in the second."""
    signed.table.clock.advance(86_400)
    first = Sent(signed.table)
    first.lock()
    first.explain()
    signed.table.clock.advance(86_400)
    second = Sent(signed.table)
    second.close()
    before = files_of(second.export(tmp_path / "a").path)
    signed.table.clock.advance(86_400)
    first.sign()
    written = second.export(tmp_path / "b")
    assert verify(written.path).faults == ()
    assert {name: before[name] for name in SIGNED_FILES} == {
        name: files_of(written.path)[name] for name in SIGNED_FILES
    }
    assert verify(first.export(tmp_path / "c").path).faults == ()


# The second audit


@pytest.fixture
def second(signed: Sent, tmp_path: Path) -> Sent:
    """The audit after the one that was sent, with some scans between the two."""
    signed.submit(tmp_path / "first")
    another(signed.table, Mode.BACK).scan("Cart 2", "NS-403")
    signed.table.clock.advance(86_400 * 90)
    later = Sent(signed.table)
    later.scan("Room 204", "NS-401", "NS-102")
    later.close()
    return later


def test_the_next_packet_begins_where_the_one_before_ended(second: Sent, tmp_path: Path) -> None:
    """Together they have the whole journal, and each of them holds by itself."""
    (before,) = (tmp_path / "first").iterdir()
    written = second.submit(tmp_path / "second")
    assert (verify(before).faults, verify(written.path).faults) == ((), ())
    assert verify(written.path).signed_at == second.audit.signed_at
    earlier, later = (rows_of(files_of(path), "events.csv") for path in (before, written.path))
    assert earlier[-1]["kind"] == later[-1]["kind"] == "audit_sign"
    assert int(later[0]["seq"]) == int(earlier[-1]["seq"]) + 1
    assert later[0]["prev_hash"] == earlier[-1]["hash"]
    assert [row["kind"] for row in later].count("audit_submit") == 1
    every = [one.event_id for one in events.everything(second.office.database)]
    assert [row["event_id"] for row in earlier + later] == every[: len(earlier) + len(later)]


def test_what_both_audits_missed_is_proposed_to_be_written_off(
    second: Sent, tmp_path: Path
) -> None:
    """Not what only one of them missed."""
    written = second.submit(tmp_path / "second")
    rows = rows_of(files_of(written.path), "discrepancies.csv")
    again = {row["device_id"] for row in rows if row["proposed_action"].startswith("Write off")}
    assert again == {"NS-110", "NS-153", "NS-301"}
    assert "NS-101" in {row["device_id"] for row in rows if row["reason_code"].startswith("not_f")}


def test_the_first_packet_stays_what_it_was(second: Sent, signed: Sent, tmp_path: Path) -> None:
    """Exported again after the next audit, what was signed is the same."""
    (before,) = (tmp_path / "first").iterdir()
    written = signed.export(tmp_path / "again")
    assert verify(written.path).faults == ()
    for name in (*SIGNED_FILES, "events.csv", "proposals.csv"):
        assert files_of(written.path)[name] == files_of(before)[name]


# What others say of it


def test_others_accept_it_and_find_each_file_that_was_changed(
    small_template: Sent, sample_template: Sent, tmp_path: Path
) -> None:
    """Frictionless on both schools' packets, as folder and .zip, and after a list lost devices.

    One byte is changed in each file but the descriptor, which it takes at its word.
    """
    small, sample = copied(small_template), copied(sample_template)
    good = [
        sample.export(tmp_path / "sample").path,
        small.submit(tmp_path / "small").path,
        small.export(tmp_path / "zip", zipped=True).path,
    ]
    import_another_list(small, tmp_path)
    good.append(small.export(tmp_path / "after").path)
    changed = []
    for name in FILES:
        if name != DESCRIPTOR:
            copy = Path(shutil.copytree(good[1], tmp_path / f"changed {name}"))
            content = (copy / name).read_bytes()
            (copy / name).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
            changed.append(copy)
    found = dict(zip([*good, *changed], errors_in(*good, *changed), strict=True))
    assert {path.name: found[path] for path in good if found[path]} == {}
    assert [path.name for path in changed if not found[path]] == []
    assert len(changed) == len(FILES) - 1
