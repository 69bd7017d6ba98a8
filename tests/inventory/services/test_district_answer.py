"""The district's corrected list beside what was proposed to it: read, then taken."""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from inventory.audit import AuditState, Proposal
from inventory.errors import ChampionError, FileRefused
from inventory.files.packet_check import verify
from inventory.files.profiles import RegisterKind
from inventory.model import Kind, Mode
from inventory.services import answers, audits, register, upkeep
from inventory.services.answers import Answer
from inventory.store import events, imports, projections
from inventory.store import register as records
from tests.builders import a_person, enrol
from tests.inventory.counting import another
from tests.inventory.services.sent import Sent, files_of

COLUMNS = (
    "Asset Tag", "Serial Number", "Model Name", "Category", "Location", "Status", "Checkout Type",
    "Checked Out to: Username", "Asset Notes",
)  # fmt: skip
USERNAME = "Checked Out to: Username"
KESTREL = "Dov.K@north.example"
Changes = Mapping[str, Mapping[str, str]]

PROPOSED = [
    ("0004711", "holder", "", "0040217"),
    ("NS-101", "holder", "", "2005"),
    ("NS-102", "service", "READY", "MISSING"),
    ("NS-103", "holder", "", "2004"),
    ("NS-110", "place", "", "Cart 1"),
    ("NS-110", "holder", "2002", ""),
    ("NS-110", "service", "READY", "MISSING"),
    ("NS-151", "service", "LOST", "NEEDS_CHECK"),
    ("NS-201", "service", "READY", "LOST"),
    ("NS-301", "service", "READY", "MISSING"),
    ("NS-402", "place", "Cart 1", "Cart 2"),
    ("NS-403", "holder", "2001", ""),
]
"""Device, field, what the list says, what it should say."""


@pytest.fixture
def sent(signed: Sent, tmp_path: Path) -> Sent:
    """The small school's packet was sent; since the signature two devices changed hands."""
    enrol(signed.office, (), [a_person("2004", first_name="Dov", email=KESTREL)])
    another(signed.table, Mode.BACK).scan("NS-403")
    another(signed.table, Mode.OUT).scan("2004", "NS-103")
    signed.table.clock.advance(60)
    signed.submit(tmp_path / "packet")
    signed.table.clock.advance(86_400 * 7)
    return signed


def a_list(
    sent: Sent, folder: Path, changes: Changes | None = None, gone: tuple[str, ...] = (),
    name: str = "corrected.csv",
) -> Path:  # fmt: skip
    """The register as the district's system exports it, with some cells changed."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for one in records.devices(sent.office.database):
            if not one.listed or one.device_id in gone:
                continue
            row = {
                "Asset Tag": one.tag, "Serial Number": one.serial, "Model Name": one.model,
                "Category": one.category, "Location": one.place, "Status": one.service.value,
                "Checkout Type": "User" if one.holder else "", USERNAME: one.holder,
                "Asset Notes": one.notes,
            }  # fmt: skip
            writer.writerow({**row, **(changes or {}).get(one.device_id, {})})
    return path


def read(sent: Sent, path: Path) -> Answer:
    """The answer, only read."""
    return answers.read_answer(sent.office, sent.audit, path)


def take(sent: Sent, path: Path) -> Answer:
    """The answer, taken."""
    answer = read(sent, path)
    sent.audit = answers.take_answer(sent.office, answer)
    return answer


def became(proposals: tuple[Proposal, ...] | list[Proposal]) -> dict[tuple[str, str], str]:
    """What became of each proposal, by device and field."""
    return {(one.device, one.field): one.outcome for one in proposals}


def everything(sent: Sent) -> tuple[object, ...]:
    """All that an answer could change."""
    database = sent.office.database
    return (
        events.count(database),
        projections.digest(database),
        imports.count(database),
        records.devices(database),
        audits.find(sent.office, sent.audit.audit_id),
    )


ALL_OF_IT: Changes = {
    "0004711": {"Checkout Type": "User", USERNAME: "0040217"},
    "NS-101": {"Checkout Type": "User", USERNAME: "2005"},
    "NS-102": {"Status": "MISSING"},
    "NS-103": {"Checkout Type": "User", USERNAME: "2004"},
    "NS-110": {"Location": "Cart 1", "Status": "MISSING", "Checkout Type": "Location"},
    "NS-151": {"Status": "NEEDS_CHECK"},
    "NS-201": {"Status": "LOST"},
    "NS-301": {"Status": "MISSING"},
    "NS-402": {"Location": "Cart 2"},
    "NS-403": {"Checkout Type": "Location", "Location": ""},
}


def test_what_was_proposed_is_what_is_answered(sent: Sent, tmp_path: Path) -> None:
    """Each once and in its order, with what the list said then."""
    found = read(sent, a_list(sent, tmp_path)).proposals
    assert [(one.device, one.field, one.base, one.proposed) for one in found] == PROPOSED


def test_a_list_that_was_not_corrected_ignores_everything(sent: Sent, tmp_path: Path) -> None:
    """Each with what the list still says."""
    answer = read(sent, a_list(sent, tmp_path))
    assert answer.outcomes == {"ignored": len(PROPOSED)}
    assert [one.answer for one in answer.proposals] == [base for _, _, base, _ in PROPOSED]
    assert answer.unasked == ()


def test_a_list_that_takes_it_all_over_accepts_everything(sent: Sent, tmp_path: Path) -> None:
    """Place, holder and condition; nothing of it counts as unasked."""
    answer = read(sent, a_list(sent, tmp_path, ALL_OF_IT))
    assert answer.outcomes == {"accepted": len(PROPOSED)}
    assert answer.unasked == ()


def test_each_proposal_has_its_own_answer(sent: Sent, tmp_path: Path) -> None:
    """Accepted, ignored, changed to something else; two of one device may differ."""
    changes = {
        "NS-101": {"Checkout Type": "User", USERNAME: "2005"},
        "NS-102": {"Status": "RETIRED"},
        "NS-110": {"Location": "Cart 1", "Checkout Type": "User", USERNAME: "2001"},
        "NS-402": {"Location": "Room 210"},
    }
    answer = read(sent, a_list(sent, tmp_path, changes))
    said = {(one.device, one.field): (one.outcome, one.answer) for one in answer.proposals}
    assert {key: one for key, one in said.items() if one[0] != "ignored"} == {
        ("NS-101", "holder"): ("accepted", "2005"),
        ("NS-102", "service"): ("changed", "RETIRED"),
        ("NS-110", "place"): ("accepted", "Cart 1"),
        ("NS-110", "holder"): ("changed", "2001"),
        ("NS-402", "place"): ("changed", "Room 210"),
    }
    assert said["NS-110", "service"] == ("ignored", "READY")
    assert answer.outcomes == {"accepted": 2, "changed": 3, "ignored": 7}


@pytest.mark.parametrize("username", ["2004", KESTREL, KESTREL.upper(), "dov.k", "Dov.K"])
def test_a_holder_is_accepted_under_any_name_that_the_district_has(
    sent: Sent, tmp_path: Path, username: str
) -> None:
    """Snipe-IT may call people by number, by address, or by what stands before its @."""
    changes = {"NS-103": {"Checkout Type": "User", USERNAME: username}}
    answer = read(sent, a_list(sent, tmp_path, changes))
    (one,) = [one for one in answer.proposals if one.device == "NS-103"]
    assert (one.outcome, one.answer) == ("accepted", "2004")


def test_a_holder_of_before_is_ignored_under_any_name(sent: Sent, tmp_path: Path) -> None:
    """The list spells the same person otherwise now; that is no other answer."""
    changes = {"NS-403": {USERNAME: "anais.q@north.example"}}
    answer = read(sent, a_list(sent, tmp_path, changes))
    assert became(answer.proposals)["NS-403", "holder"] == "ignored"


def test_a_device_that_the_district_checked_in_is_accepted(sent: Sent, tmp_path: Path) -> None:
    """Nobody has it any more: the list has columns for who, and both are blank for it."""
    changes = {"NS-403": {"Checkout Type": "", USERNAME: ""}}
    answer = read(sent, a_list(sent, tmp_path, changes))
    assert became(answer.proposals)["NS-403", "holder"] == "accepted"


def test_a_device_that_is_gone_was_changed(sent: Sent, tmp_path: Path) -> None:
    """That is an answer too, to each of its proposals."""
    answer = read(sent, a_list(sent, tmp_path, gone=("NS-110", "NS-201")))
    gone = [one for one in answer.proposals if one.device in ("NS-110", "NS-201")]
    assert {(one.outcome, one.answer) for one in gone} == {("changed", "not in the list any more")}
    assert answer.outcomes == {"changed": 4, "ignored": 8}
    assert {one.device_id for one in answer.plan.gone if hasattr(one, "device_id")} == {
        "NS-110", "NS-201",
    }  # fmt: skip


def test_a_device_that_stays_gone_is_still_gone(sent: Sent, tmp_path: Path) -> None:
    """A second list lacks it as the first one did; when it is back it has an answer again."""
    take(sent, a_list(sent, tmp_path, gone=("NS-402",)))
    sent.table.clock.advance(60)
    again = take(sent, a_list(sent, tmp_path, ALL_OF_IT, gone=("NS-402",), name="second.csv"))
    (one,) = [one for one in again.proposals if one.device == "NS-402"]
    assert (one.outcome, one.answer) == ("changed", "not in the list any more")
    text = (tmp_path / "second.csv").read_text("utf-8")
    back = tmp_path / "third.csv"
    row = "NS-402,5CDNS402,HP Chromebook 11,Chromebook,Cart 2,READY,,,\r\n"
    back.write_text(text + row, "utf-8", newline="")
    assert became(read(sent, back).proposals)["NS-402", "place"] == "accepted"


def test_what_else_was_changed_is_shown_apart(sent: Sent, tmp_path: Path) -> None:
    """Field by field, of devices with a proposal and without one."""
    changes = {
        "NS-401": {"Asset Notes": "new battery", "Location": "Cart 2"},
        "NS-402": {"Location": "Cart 2", "Model Name": "HP Chromebook 14"},
    }
    answer = read(sent, a_list(sent, tmp_path, changes))
    assert sorted(answer.unasked) == [
        ("NS-401", "notes", "", "new battery"),
        ("NS-401", "place", "Room 204", "Cart 2"),
        ("NS-402", "model", "HP Chromebook 11", "HP Chromebook 14"),
    ]
    assert became(answer.proposals)["NS-402", "place"] == "accepted"


def test_reading_an_answer_writes_nothing(sent: Sent, tmp_path: Path) -> None:
    """Read it as often as you like before you take it."""
    before = everything(sent)
    path = a_list(sent, tmp_path, ALL_OF_IT, gone=("NS-901",))
    assert read(sent, path) == read(sent, path)
    assert everything(sent) == before


def test_taking_an_answer_imports_the_list_and_says_so(sent: Sent, tmp_path: Path) -> None:
    """The register is the district's again, and the audit is answered."""
    path = a_list(sent, tmp_path, {**ALL_OF_IT, "NS-401": {"Asset Notes": "new"}}, ("NS-901",))
    answer = take(sent, path)
    database = sent.office.database
    assert sent.audit.state is AuditState.ANSWERED
    (event,) = events.of_kind(database, Kind.AUDIT_ANSWER)
    assert sent.audit.answered_at == event.wall_time
    assert {key: event.body[key] for key in ("audit", "file", "sha256", "unasked")} == {
        "audit": sent.audit.audit_id, "file": "corrected.csv", "sha256": answer.plan.sha256,
        "unasked": 1,
    }  # fmt: skip
    assert became(answers.proposals(sent.office, sent.audit)) == became(answer.proposals)
    now = {one.device_id: one for one in records.devices(database)}
    assert (now["NS-402"].place, now["NS-101"].holder, now["NS-403"].holder) == (
        "Cart 2", "2005", "",
    )  # fmt: skip
    assert (now["NS-401"].notes, now["NS-901"].listed) == ("new", False)
    last = imports.newest(database, "devices")
    assert last
    assert (last.file, last.sha256) == ("corrected.csv", answer.plan.sha256)


def test_a_list_without_a_change_is_an_answer_too(sent: Sent, tmp_path: Path) -> None:
    """The very file that was imported last: everything is ignored, and that is recorded."""
    path = a_list(sent, tmp_path)
    register.apply(sent.office, register.prepare(sent.office, RegisterKind.DEVICES, path))
    sent.table.clock.advance(60)
    take(sent, path)
    assert sent.audit.state is AuditState.ANSWERED
    kept = answers.proposals(sent.office, sent.audit)
    assert {one.outcome for one in kept} == {"ignored"}


def test_a_second_answer_takes_the_place_of_the_first(sent: Sent, tmp_path: Path) -> None:
    """By what was proposed, not by what the first one said."""
    take(sent, a_list(sent, tmp_path, {"NS-402": {"Location": "Room 210"}}))
    assert became(answers.proposals(sent.office, sent.audit))["NS-402", "place"] == "changed"
    sent.table.clock.advance(60)
    first = sent.audit.answered_at
    answer = take(sent, a_list(sent, tmp_path, ALL_OF_IT, name="second.csv"))
    assert answer.outcomes == {"accepted": len(PROPOSED)}
    assert became(answers.proposals(sent.office, sent.audit)) == became(answer.proposals)
    assert sent.audit.answered_at > first
    assert len(events.of_kind(sent.office.database, Kind.AUDIT_ANSWER)) == 2


def test_there_is_no_answer_to_a_packet_that_was_not_sent(signed: Sent, tmp_path: Path) -> None:
    """Before it, the sentence says what comes first, and nothing is imported."""
    path = a_list(signed, tmp_path)
    before = everything(signed)
    with pytest.raises(ChampionError, match=r"is signed: no answer can be read yet\. Write its"):
        read(signed, path)
    signed.table.clock.advance(86_400)
    later = Sent(signed.table)
    states: list[tuple[Callable[[], object], str]] = [
        (lambda: None, "scanned"), (later.lock, "explanations"), (later.explain, "signed"),
    ]  # fmt: skip
    for step, sentence in states:
        step()
        with pytest.raises(ChampionError, match=rf"{sentence}.*: no answer can be read yet"):
            read(later, path)
    assert everything(signed)[2:4] == before[2:4]
    later.sign()


def test_an_answer_is_not_taken_after_another_import(sent: Sent, tmp_path: Path) -> None:
    """It was held against a register that is no longer there: nothing of it is recorded."""
    answer = read(sent, a_list(sent, tmp_path, ALL_OF_IT))
    other = a_list(sent, tmp_path, {"NS-401": {"Location": "Cart 2"}}, name="other.csv")
    register.apply(sent.office, register.prepare(sent.office, RegisterKind.DEVICES, other))
    before = everything(sent)
    with pytest.raises(ChampionError, match="Another file was read since"):
        answers.take_answer(sent.office, answer)
    assert everything(sent) == before


def test_a_file_that_is_no_list_is_no_answer(sent: Sent, tmp_path: Path) -> None:
    """One sentence, and nothing was changed."""
    before = everything(sent)
    path = tmp_path / "letter.csv"
    path.write_text("Dear,school\nthank,you\n", "utf-8")
    for refused in (path, tmp_path / "nothing.csv"):
        with pytest.raises(FileRefused):
            read(sent, refused)
    assert everything(sent) == before


def test_what_follows_from_an_answer_can_be_worked_out_anew(sent: Sent, tmp_path: Path) -> None:
    """After two answers the projections are those of a fresh replay, and the file is sound."""
    take(sent, a_list(sent, tmp_path, {"NS-402": {"Location": "Room 210"}}, gone=("NS-110",)))
    sent.table.clock.advance(60)
    take(sent, a_list(sent, tmp_path, ALL_OF_IT, name="second.csv"))
    assert upkeep.rebuild(sent.office)
    assert upkeep.check(sent.office).findings == ()
    assert sent.audit == audits.find(sent.office, sent.audit.audit_id)


def test_an_answer_changes_nothing_of_what_was_signed_or_proposed(
    sent: Sent, tmp_path: Path
) -> None:
    """The packet can be written again, and holds."""
    (packet,) = (tmp_path / "packet").iterdir()
    before = files_of(packet)
    take(sent, a_list(sent, tmp_path, ALL_OF_IT, gone=("NS-301", "NS-102")))
    written = sent.export(tmp_path / "again")
    assert verify(written.path).faults == ()
    after = files_of(written.path)
    for name in ("audit.csv", "discrepancies.csv", "events.csv", "proposals.csv", "summary.txt"):
        assert after[name] == before[name], name
