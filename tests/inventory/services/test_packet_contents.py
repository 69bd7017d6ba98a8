"""What is in a packet: nobody's name, every leading zero, the figures; and its page for IT."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Mapping
from pathlib import Path

from inventory.files.packet_form import DESCRIPTOR, SUMS
from inventory.files.profiles import RegisterKind
from inventory.model import Mode, Service
from inventory.services import audit_figures, register, service_state
from inventory.store import projections
from inventory.store import register as records
from tests.builders import DEVICES
from tests.inventory.counting import EXTRA, another
from tests.inventory.services.sent import FILES, Sent, files_of, rows_of
from tests.packet_columns import PAGE, filled


def parts_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """Every file as text, and in the place of the workbook every part of it."""
    with zipfile.ZipFile(io.BytesIO(files["reconciliation.xlsx"])) as archive:
        book = {info.filename: archive.read(info) for info in archive.infolist()}
    plain = {name: data for name, data in files.items() if name != "reconciliation.xlsx"}
    return {name: data.decode("utf-8") for name, data in {**plain, **book}.items()}


def found_names(names: set[str], parts: Mapping[str, str]) -> dict[str, set[str]]:
    """The names that stand in each part as words of their own."""
    every = sorted((re.escape(one) for one in names), key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(every)})(?!\w)")
    found = {part: set(pattern.findall(text)) for part, text in parts.items()}
    return {part: hits for part, hits in found.items() if hits}


def names_at(signed: Sent) -> set[str]:
    """Every first and last name of the school, in each form in which letters can be stored."""
    people = records.people(signed.office.database)
    names = {name for one in people for name in (one.first_name, one.last_name) if name}
    return {unicodedata.normalize(form, name) for name in names for form in ("NFC", "NFD")} | names


def test_nobody_is_named_in_any_file(either: Sent, tmp_path: Path) -> None:
    """No first and no last name, in no part of the workbook either; and a planted one is found."""
    parts = parts_of(files_of(either.submit(tmp_path).path))
    names = names_at(either)
    assert len(names) > 10
    assert found_names(names, parts) == {}
    for name in names:
        planted = found_names({name}, {"xl/sharedStrings.xml": f"<t>seen with {name}</t>"})
        assert planted == {"xl/sharedStrings.xml": {name}}


def test_in_lower_case_a_name_stands_only_in_the_addresses_for_google(
    northside: Sent, tmp_path: Path
) -> None:
    """They are what Google calls people, in the one column that is for them.

    Names of less than five letters are left out: they are parts of other words.
    """
    files = dict(files_of(northside.export(tmp_path).path))
    rows = rows_of(files, "gam_cros_update.csv")
    assert sum("@" in row["annotatedUser"] for row in rows) > 100
    names = {name.casefold() for name in names_at(northside) if len(name) > 4}
    parts = {part: text.casefold() for part, text in parts_of(files).items()}
    assert set(found_names(names, parts)) == {"gam_cros_update.csv"}
    without = ["|".join(v for k, v in row.items() if k != "annotatedUser") for row in rows]
    assert found_names(names, {"the rest": "\n".join(without).casefold()}) == {}


def test_leading_zeros_survive_everywhere(northside: Sent, tmp_path: Path) -> None:
    """Every tag and every student's number that begins with one, the workbook included."""
    files = files_of(northside.export(tmp_path).path)
    devices = records.devices(northside.office.database)
    tags = {one.tag for one in devices if one.tag.startswith("0")}
    assert len(tags) == 15
    for name in ("assets.csv", "audit.csv"):
        assert tags <= {row["asset_tag"] for row in rows_of(files, name)}
    shared = parts_of(files)["xl/sharedStrings.xml"]
    assert all(f"<t>{tag}</t>" in shared for tag in tags)
    holders = {
        one.person
        for one in projections.custodies(northside.office.database).values()
        if one.person and one.person.startswith("0")
    }
    assert holders
    for name, column in (
        ("assets.csv", "person_id"), ("proposals.csv", "proposed"),
        ("snipeit_update.csv", "Checked Out to: Username"), ("audit.csv", "expected_person"),
    ):  # fmt: skip
        assert holders <= {row[column] for row in rows_of(files, name)}, name
    changed = {row["device_id"] for row in rows_of(files, "proposals.csv")} & tags
    assert changed
    assert changed <= {row["Asset Tag"] for row in rows_of(files, "snipeit_update.csv")}


def test_the_figures_are_those_of_the_audit(either: Sent, tmp_path: Path) -> None:
    """On the page, and counted anew in the lines."""
    files = files_of(either.export(tmp_path).path)
    cover = audit_figures.status(either.office, either.audit).cover
    rows = rows_of(files, "audit.csv")
    results = [row["result"] for row in rows if row["kind"] == "expected"]
    assert len(results) == cover.expected == either.audit.expected
    assert {one: results.count(one.value) for one in cover.results} == dict(cover.results)
    finds = [row["result"] for row in rows if row["kind"] == "find"]
    assert {one: finds.count(one.value) for one in cover.finds} == dict(cover.finds)
    said = dict(re.findall(r"^(\S.*?) {2,}([\d.,%]+)\r?$", files["summary.txt"].decode(), re.M))
    wanted = {
        "Expected": f"{cover.expected:,}", "Sighted": f"{cover.sighted:,}",
        "Missing": f"{cover.missing:,}", "Stray, resurfaced, unlisted": f"{cover.found:,}",
    }  # fmt: skip
    assert {name: said[name] for name in wanted} == wanted
    assert said["Sighting rate"] == f"{cover.sighting_rate:.1%}"
    assert said["Value at risk"] == f"{cover.value_at_risk:,.2f}"


def test_the_small_school_has_one_of_everything(signed: Sent, tmp_path: Path) -> None:
    """So that the tests above are about something."""
    files = files_of(signed.export(tmp_path).path)
    reasons = {row["reason_code"] for row in rows_of(files, "audit.csv")}
    assert reasons == {
        "found_ok", "found_wrong_location", "found_wrong_holder", "found_state_conflict",
        "accounted_not_seen", "not_found", "serial_mismatch", "unexpected_other_site",
        "resurfaced", "unexpected_unknown_tag", "unreadable_label",
    }  # fmt: skip
    assert all(rows_of(files, name) for name in FILES if name.endswith(".csv"))
    assert files["barcodes_found.txt"].split(b"\r\n") == [
        b"0004711", b"NS-103", b"NS-151", b"NS-155", b"NS-156", b"NS-401", b"NS-402", b"NS-403",
        b"NS-404", b"",
    ]  # fmt: skip


def test_only_words_of_the_districts_own_file_go_back_to_snipe_it(
    signed: Sent, tmp_path: Path
) -> None:
    """A status that it never used and a place that the school made up stay out."""
    words = {"NS-155": "Out for Repair", "NS-403": "Ready to Deploy"}
    lines = [f"{one.tag},{one.serial},{words.get(one.tag, '')}" for one in (*DEVICES, *EXTRA)]
    path = tmp_path / "snipe.csv"
    path.write_text("\n".join(["Asset Tag,Serial,Status", *lines]), "utf-8")
    register.apply(signed.office, register.prepare(signed.office, RegisterKind.DEVICES, path))
    another(signed.table, Mode.BACK).scan("Cupboard", "NS-103", "Cart 2", "NS-401")
    service_state.set_service(signed.office, "NS-401", Service.IN_REPAIR, "ticket 7")
    service_state.set_service(signed.office, "NS-403", Service.LOST, "on the bus")
    service_state.set_service(signed.office, "NS-156", Service.READY)
    rows = rows_of(files_of(signed.export(tmp_path).path), "snipeit_update.csv")
    said = {row["Asset Tag"]: (row["Status"], row["Location"]) for row in rows}
    assert {tag: said[tag] for tag in ("NS-401", "NS-403", "NS-156", "NS-103")} == {
        "NS-401": ("Out for Repair", ""), "NS-403": ("", ""),
        "NS-156": ("Ready to Deploy", ""), "NS-103": ("", ""),
    }  # fmt: skip


def test_the_page_for_it_names_every_file_and_column(signed: Sent, tmp_path: Path) -> None:
    """docs/packet.md: its tables of columns are the packet's own (tests/packet_columns.py)."""
    page = PAGE.read_text("utf-8")
    assert page == filled(page)
    section = page.partition("## The files")[2].partition("## Columns")[0]
    named = re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)
    assert sorted(named) == sorted(files_of(signed.export(tmp_path).path))


def test_the_hashes_are_those_of_the_files(signed: Sent, tmp_path: Path) -> None:
    """In the form of ``sha256sum --check``, every file but the two lists."""
    files = files_of(signed.export(tmp_path).path)
    listed = [line.split("  ")[1] for line in files[SUMS].decode().splitlines()]
    assert listed == sorted(set(FILES) - {SUMS, DESCRIPTOR})
