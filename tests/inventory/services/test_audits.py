"""An audit from its draft to its last explanation."""

import hashlib
import json

import pytest

from inventory.audit import AuditState, Scope
from inventory.counts import Evidence, Find, Result
from inventory.errors import ChampionError, NotFound
from inventory.model import Kind, Mode, Service
from inventory.services import audit_draft, audits, upkeep
from inventory.services.office import Office
from inventory.store import audits as stored
from inventory.store import events, parked
from inventory.verdict import Code
from tests.builders import CountedEntropy, FixedClock, a_device, enrol
from tests.inventory.counting import EXPECTED, Round, another
from tests.inventory.services.at_the_table import Morning

VERIFIED, PLACE, HOLDER, CONFLICT, ACCOUNTED, MISSING = Result


def test_opening_freezes_the_list(table: Morning) -> None:
    """What is expected, what is not and why, and a hash that anybody can work out again."""
    draft = audit_draft.draft(table.office, Scope())
    audit = audits.open_audit(table.office, draft)
    lines = stored.lines(table.office.database, audit.audit_id)
    rows = [line.expected.as_row() for line in lines]
    text = "\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    assert [line.expected.device for line in lines] == EXPECTED
    assert audit.list_sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert (audit.audit_id, audit.state, audit.quarter, audit.due, audit.expected) == (
        "NORTH-2026-Q4", AuditState.OPEN, "2026-Q4", "2026-12-15", 14,
    )  # fmt: skip
    assert dict(audit.left_out) == {"LOST": 1, "STOLEN": 1, "RETIRED": 1}
    assert all(line.result is None and line.times == 0 for line in lines)
    assert [line.expected.look_in for line in lines if line.expected.person] == [
        "Room 210", "Room 204", "Room 204",
    ]  # fmt: skip


def test_a_draft_writes_nothing(table: Morning) -> None:
    """The preview of an opening is only that."""
    before = table.count()
    audit_draft.draft(table.office, Scope(sample=3, seed="dice"))
    assert (table.count(), audits.all_audits(table.office)) == (before, [])


def test_a_list_of_many_hundred_lines_is_kept_whole(table: Morning) -> None:
    """In several events of at most 300 lines, each complete only with its last one."""
    many = [a_device(f"MX-{number:04}", holder="2001") for number in range(650)]
    enrol(table.office, many)
    walk = Round(table)
    opened = events.of_kind(table.office.database, Kind.AUDIT_OPEN)
    assert [len(event.body["lines"]) for event in opened] == [300, 300, 64]
    assert [event.body["part"] for event in opened] == [1, 2, 3]
    walk.scan("2001")
    assert walk.table.desk.attest().say.endswith("652 devices. Kept as evidence, not as seen.")
    walk.lock()
    locked = events.of_kind(table.office.database, Kind.AUDIT_LOCK)
    assert [len(event.body["proofs"]) for event in locked] == [300, 300, 52]
    figures = walk.status().cover
    assert (figures.expected, figures.accounted, figures.missing) == (664, 652, 12)
    assert [line.expected.device for line in walk.counted().lines][:2] == ["0004711", "MX-0000"]
    walk.explain(disposition="record_corrected")
    assert walk.audit.state is AuditState.EXPLAINED
    assert upkeep.rebuild(table.office)


def test_many_variances_are_explained_at_once(table: Morning) -> None:
    """In several events again, and one undo does not reach them."""
    enrol(table.office, [a_device(f"MX-{number:04}") for number in range(320)])
    walk = Round(table)
    walk.lock()
    walk.explain()
    written = events.of_kind(table.office.database, Kind.EXPLAIN)
    assert [len(event.body["subjects"]) for event in written] == [300, 34]
    assert walk.audit.state is AuditState.EXPLAINED
    assert walk.scan("ZZUNDO").code is Code.NOTHING_TO_UNDO


@pytest.mark.parametrize(
    ("site", "audit_id"),
    [
        ("NORTH", "NORTH-2026-Q4"),
        ("north side #2", "NORTH-SIDE-2-2026-Q4"),
        ("../..", "SCHOOL-2026-Q4"),
        ("", "SCHOOL-2026-Q4"),
        ("北", "SCHOOL-2026-Q4"),
    ],
)
def test_an_audit_is_called_by_site_and_quarter(table: Morning, site: str, audit_id: str) -> None:
    """Letters, digits and dashes only: it becomes part of a folder's name."""
    enrol(table.office, [a_device("ZX-1", site=site)])
    table.office.change_setting("site", site)
    assert audit_draft.draft(table.office, Scope()).audit_id == audit_id


def test_the_second_audit_of_a_quarter_has_a_number(walk: Round) -> None:
    """And a quarter may be named; the one that is asked for next is not the signed one."""
    walk.close()
    assert audit_draft.draft(walk.table.office, Scope()).due.quarter == "2027-Q1"
    again = audit_draft.draft(walk.table.office, Scope(), "2026-q4")
    assert (again.audit_id, again.due.quarter) == ("NORTH-2026-Q4-2", "2026-Q4")


@pytest.mark.parametrize(
    ("scope", "quarter", "sentence"),
    [
        (Scope(("Cart 9",)), "", "The list has nothing in “Cart 9”."),
        (Scope(("Room 20",)), "", "The list has nothing in “Room 20”."),
        (Scope(("[/]",)), "", "The list has nothing in “[/]”."),
        (Scope((), ("Tablet",)), "", "The list has no category “Tablet”."),
        (Scope(("Cart 1",), ("Hotspot",)), "", "Nothing is in this scope."),
        (Scope(), "2026-Q9", "There is no quarter 2026-Q9."),
        (Scope(), "Q4", "There is no quarter Q4."),
    ],
)
def test_a_scope_that_asks_for_nothing_is_refused(
    table: Morning, scope: Scope, quarter: str, sentence: str
) -> None:
    """With what the list does not have."""
    with pytest.raises(ChampionError) as refused:
        audit_draft.draft(table.office, scope, quarter)
    assert refused.value.message == sentence


def test_a_school_without_devices_has_nothing_to_audit(clock: FixedClock) -> None:
    """It says what to do first."""
    office = Office.in_memory(clock, CountedEntropy())
    with pytest.raises(ChampionError, match="There are no devices to audit yet"):
        audit_draft.draft(office, Scope())
    office.close()


def _bring_to(walk: Round, state: AuditState) -> None:
    if state is not AuditState.OPEN:
        walk.lock()
    if state in (AuditState.EXPLAINED, AuditState.SIGNED):
        walk.explain()
    if state is AuditState.SIGNED:
        walk.sign()
    assert walk.audit.state is state


_UNSIGNED = "it can't be signed: 14 variances have no explanation."


@pytest.mark.parametrize(
    ("state", "step", "sentence"),
    [
        ("OPEN", "open", "NORTH-2026-Q4 is still being scanned."),
        ("OPEN", "reopen", "NORTH-2026-Q4 is open: just scan on."),
        ("OPEN", "explain", "NORTH-2026-Q4 is still being scanned: nothing can be explained yet."),
        ("OPEN", "sign", "NORTH-2026-Q4 is still being scanned: it can't be signed yet."),
        ("LOCKED", "lock", "NORTH-2026-Q4 is not being scanned any more."),
        (
            "LOCKED", "sign",
            f"NORTH-2026-Q4 waits for explanations: {_UNSIGNED}",
        ),
        ("EXPLAINED", "lock", "NORTH-2026-Q4 is not being scanned any more."),
        ("SIGNED", "lock", "NORTH-2026-Q4 is signed: scanning can't be finished any more."),
        ("SIGNED", "reopen", "NORTH-2026-Q4 is signed: it can't be reopened any more."),
        ("SIGNED", "explain", "NORTH-2026-Q4 is signed: nothing can be explained any more."),
        ("SIGNED", "sign", "NORTH-2026-Q4 was signed by Ada Park already."),
    ],
)  # fmt: skip
def test_a_step_too_early_or_too_late_is_refused_and_writes_nothing(
    walk: Round, state: str, step: str, sentence: str
) -> None:
    """The sentence says how far the audit is; not one event more."""
    _bring_to(walk, AuditState(state))
    before, facts = walk.table.count(), walk.facts()
    with pytest.raises(ChampionError) as refused:
        walk.take(step)
    assert refused.value.message == sentence
    assert (walk.table.count(), walk.facts()) == (before, facts)


def test_each_step_is_an_event_and_a_state(walk: Round) -> None:
    """The life of an audit can be read back from the journal."""
    states = [walk.audit.state, walk.lock().state, walk.reopen("one more cart").state]
    states += [walk.lock().state, walk.explain().state, walk.sign().state]
    assert states == [
        *(AuditState.OPEN, AuditState.LOCKED, AuditState.OPEN, AuditState.LOCKED),
        *(AuditState.EXPLAINED, AuditState.SIGNED),
    ]
    kinds = [event.kind for event in events.everything(walk.table.office.database)]
    steps = [kind for kind in kinds if kind.startswith("audit_") or kind == "explain"]
    assert steps == [
        *("audit_open", "audit_lock", "audit_reopen", "audit_lock", "explain", "audit_sign"),
    ]
    signed = events.of_kind(walk.table.office.database, Kind.AUDIT_SIGN)[0]
    said = {key: signed.body[key] for key in ("audit", "name", "role", "files")}
    assert said == {
        "audit": "NORTH-2026-Q4", "name": "Ada Park", "role": "librarian",
        "files": {"a.csv": "0" * 64},
    }  # fmt: skip
    assert (walk.audit.signed_by, walk.audit.role, walk.audit.signed_at) == (
        "Ada Park", "librarian", signed.wall_time,
    )  # fmt: skip


@pytest.mark.parametrize("reason", ["", "   ", "\t\n"])
def test_reopening_needs_a_reason(walk: Round, reason: str) -> None:
    """Without one it stays locked."""
    walk.lock()
    with pytest.raises(ChampionError, match=r"Reopening needs a reason\."):
        walk.reopen(reason.replace("\t\n", " "))
    assert audits.find(walk.table.office).state is AuditState.LOCKED


def test_reopening_takes_back_what_locking_worked_out(walk: Round) -> None:
    """Nothing is missing or accounted for while it is scanned; what was seen stays seen."""
    walk.scan("NS-101", "2001")
    walk.table.desk.attest()
    walk.lock()
    assert [walk.result(one) for one in ("NS-101", "NS-102", "NS-403")] == [
        VERIFIED, MISSING, ACCOUNTED,
    ]  # fmt: skip
    audit = walk.reopen("  the library was closed \x1b")
    assert [walk.result(one) for one in ("NS-101", "NS-102", "NS-403")] == [VERIFIED, None, None]
    assert (walk.line("NS-403").evidence, audit.locked_at, audit.late) == (Evidence.E0, "", ())
    reopened = events.of_kind(walk.table.office.database, Kind.AUDIT_REOPEN)[0]
    assert reopened.body["reason"] == "the library was closed \ufffd"
    assert walk.scan("NS-102").code is Code.VERIFIED
    walk.lock()
    assert [walk.result(one) for one in ("NS-102", "NS-403")] == [VERIFIED, ACCOUNTED]


def test_two_audits_at_once_are_refused(walk: Round) -> None:
    """Nor by a draft that was made before, nor by reopening: a scan can count for one only."""
    office = walk.table.office
    walk.lock()
    planned = audit_draft.draft(office, Scope(), "2027-Q1")
    second = audits.open_audit(office, planned)
    for again in (
        lambda: audit_draft.draft(office, Scope()),
        lambda: audits.open_audit(office, planned),
        walk.reopen,
    ):
        with pytest.raises(ChampionError, match=f"{second.audit_id} is still being scanned."):
            again()
    walk.scan("NS-101")
    assert walk.result("NS-101") is MISSING
    assert stored.line(office.database, second.audit_id, "NS-101").times == 1  # type: ignore[union-attr]


def test_a_draft_that_was_opened_already_is_refused_with_a_sentence(table: Morning) -> None:
    """Two windows drew up the same audit: the second one hears that it is there already."""
    office = table.office
    planned = audit_draft.draft(office, Scope())
    audit = audits.open_audit(office, planned)
    table.clock.advance(60)
    audits.lock(office, audit)
    with pytest.raises(ChampionError) as refused:
        audits.open_audit(office, planned)
    assert "SQLITE" not in str(refused.value)
    assert planned.audit_id in refused.value.message


def test_an_audit_is_found_by_its_name_or_is_the_newest(walk: Round) -> None:
    """And where there is none, it is said how to open one."""
    office = walk.table.office
    walk.close()
    walk.table.clock.advance(60)
    second = audits.open_audit(office, audit_draft.draft(office, Scope()))
    assert audits.find(office) == second
    assert audits.find(office, "NORTH-2026-Q4") == walk.audit
    assert audits.all_audits(office) == [second, walk.audit]
    with pytest.raises(NotFound, match="There is no audit north-2026-q4"):
        audits.find(office, "north-2026-q4")


def test_where_there_is_no_audit_yet_it_is_said_how_to_open_one(office: Office) -> None:
    """Not an empty page."""
    with pytest.raises(NotFound, match=r"There is no audit yet\. Open one: champion audit open\."):
        audits.find(office)


@pytest.mark.parametrize(
    ("name", "role"), [("", "librarian"), ("Ada Park", ""), (" ", " "), ("", "")]
)
def test_a_signature_needs_a_name_and_a_role(walk: Round, name: str, role: str) -> None:
    """And nothing is set missing where it is refused."""
    walk.lock()
    walk.explain()
    before = walk.table.count()
    with pytest.raises(ChampionError, match=r"A signature needs a name and a role\."):
        audits.close(walk.table.office, walk.audit, name, role, dict)
    assert (walk.table.count(), walk.table.custody("NS-101").service) == (before, Service.READY)


def test_a_signature_whose_files_fail_signs_nothing(walk: Round) -> None:
    """All of it or nothing: no device is set missing for a packet that can't be made."""

    def failing() -> dict[str, str]:
        raise ChampionError("The packet can't be made.")

    walk.lock()
    walk.explain()
    before = walk.table.count()
    with pytest.raises(ChampionError, match="The packet can't be made"):
        audits.close(walk.table.office, walk.audit, "Ada Park", "librarian", failing)
    assert walk.table.count() == before
    assert walk.table.custody("NS-101").service is Service.READY


def test_a_later_explanation_takes_the_place_of_an_earlier_one(walk: Round) -> None:
    """The journal has both."""
    walk.lock()
    walk.explain("NS-101", "NS-102", disposition="reported_lost", detail=" R-1 ", note="")
    walk.explain("NS-101", note="found \x1b[31m[/] " + "x" * 2_000)
    said = walk.explanations()
    assert (said["NS-102"].disposition, said["NS-102"].detail) == ("reported_lost", "R-1")
    assert said["NS-101"].disposition == "no_action"
    assert said["NS-101"].note.startswith("found \ufffd[31m[/] x")
    assert len(said["NS-101"].note) == audits.LONGEST_TEXT
    assert said["NS-101"].by == "champion"
    assert walk.audit.state is AuditState.LOCKED


@pytest.mark.parametrize("subject", ["NS-401", "NS-999", "code:ZZZ", "", "[/]"])
def test_only_a_variance_can_be_explained(walk: Round, subject: str) -> None:
    """A slip in the tag explains nothing, and the others of the same command neither."""
    walk.scan("NS-401")
    walk.lock()
    before = walk.table.count()
    with pytest.raises(NotFound, match="is no variance of NORTH-2026-Q4"):
        walk.explain("NS-101", subject)
    assert walk.table.count() == before


def test_an_explanation_that_lacks_something_writes_nothing(walk: Round) -> None:
    """Blanks are no detail and no note."""
    walk.lock()
    before = walk.table.count()
    for disposition in ("no_action", "reported_lost", "with_student", "made_up"):
        with pytest.raises(ChampionError):
            walk.explain("NS-101", disposition=disposition, detail="  ", note="  ")
    assert walk.table.count() == before


def test_an_explanation_settles_what_waits_in_the_inbox(walk: Round) -> None:
    """With the same words; what belongs to nothing that was explained still waits."""
    walk.scan("NS-901", "QQQ", "ZZZZ-1")
    walk.lock()
    assert parked.count(walk.table.office.database) == 3
    walk.explain("NS-901", disposition="other_school", detail="shelf 3", note="")
    walk.explain("code:QQQ")
    (waiting,) = parked.waiting(walk.table.office.database)
    settled = parked.by_claim(walk.table.office.database, "P-01")
    assert waiting.raw == "ZZZZ-1"
    assert settled
    assert settled.outcome == "belongs to another school, set aside (shelf 3)"


def test_an_explanation_settles_every_claim_of_its_find(walk: Round) -> None:
    """Another school's device that was scanned at the other table too has two claim numbers."""
    walk.scan("NS-901")
    another(walk.table, Mode.BACK).scan("NS-901")
    walk.lock()
    walk.explain("NS-901", disposition="other_school", detail="shelf 3", note="")
    assert parked.count(walk.table.office.database) == 0


def test_labels_that_disagreed_twice_are_settled_at_once(walk: Round) -> None:
    """One find, one explanation, nothing left in the Inbox."""
    for _ in range(2):
        walk.scan("NS-101")
        walk.scan("5CDNS102", after=2)
    walk.lock()
    assert walk.finds() == {"labels:NS-101|NS-102": (Find.LABEL_CONFLICT, 2)}
    walk.explain("labels:NS-101|NS-102", disposition="tag_unreadable", note="")
    assert parked.count(walk.table.office.database) == 0


def test_an_explanation_is_for_what_was_explained(walk: Round) -> None:
    """Said of a missing device, it says nothing of one that was found elsewhere afterwards."""
    walk.lock()
    walk.explain(disposition="reported_lost", detail="R-1")
    walk.reopen()
    walk.scan("Cart 1", "NS-401")
    audit = walk.lock()
    (variance,) = (one for one in walk.variances() if one.subject == "NS-401")
    assert (variance.outcome, variance.explanation) == (PLACE, None)
    assert (audit.state, walk.status().unexplained) == (AuditState.LOCKED, 1)
    assert walk.explain("NS-401", disposition="record_corrected").state is AuditState.EXPLAINED


def test_an_explanation_is_never_undone_by_half(walk: Round) -> None:
    """Ctrl+Z at the scanner: what it settled in the Inbox waits again only if it is gone too."""
    walk.scan("NS-901")
    walk.lock()
    walk.explain("NS-901", disposition="other_school", detail="shelf 3", note="")
    walk.scan("ZZUNDO")
    waits = parked.count(walk.table.office.database) == 1
    assert ("NS-901" in walk.explanations()) is not waits


def test_undoing_m_brings_back_the_word_that_was_given_before(walk: Round) -> None:
    """As if it had never been scanned again: missing, and explained as it was."""
    walk.lock()
    walk.explain("NS-401", note="looked in every cart")
    before = walk.explanations()
    walk.reopen()
    walk.scan("Cart 1", "NS-401", "ZZYES", "ZZUNDO", "ZZUNDO")
    walk.lock()
    assert walk.result("NS-401") is MISSING
    assert walk.explanations() == before


def test_what_was_not_explained_yet_is_counted(walk: Round) -> None:
    """Lines and finds together; none of them while the audit is open."""
    walk.scan("NS-401", "NS-901", "QQQ", "NS-151")
    assert walk.status().unexplained == 0
    walk.lock()
    assert walk.status().unexplained == len(walk.variances()) == 13 + 3
    walk.explain("NS-151", "code:QQQ")
    assert walk.status().unexplained == 14
    assert [one.outcome for one in walk.variances()] == [
        *[MISSING] * 13, Find.RESURFACED, Find.STRAY, Find.UNLISTED,
    ]  # fmt: skip


def test_without_a_variance_nothing_has_to_be_explained(table: Morning) -> None:
    """It can be signed at once."""
    walk = Round(table, Scope(("Cart 1",)))
    walk.scan("Cart 1", "NS-402")
    assert walk.lock().state is AuditState.EXPLAINED
    assert walk.sign().state is AuditState.SIGNED
