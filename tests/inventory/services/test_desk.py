"""The scan loop on a real store: each verdict, what it wrote, and who has the device afterwards."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from inventory.model import CustodyState, Mode, Service
from inventory.rules.commands import Command
from inventory.services import recent
from inventory.services.desk import LONGEST_RAW, Desk
from inventory.services.office import Office
from inventory.services.table import Table
from inventory.store import parked, register
from inventory.verdict import Code, Verdict
from tests.builders import CountedEntropy, FixedClock, a_device, enrol, open_school
from tests.inventory.services.at_the_table import Morning

Written = Sequence[tuple[str, str | None, str | None]]


STOCK, WITH, IN = CustodyState.IN_STOCK, CustodyState.WITH_PERSON, CustodyState.IN_PLACE


READY, CHECK = Service.READY, Service.NEEDS_CHECK


_ISSUE = [("issue", "NS-101", "2001")]


_REACHED: list[tuple[Mode, list[str], Code, Written, tuple[Any, ...]]] = [
    (Mode.OUT, ["2001"], Code.PERSON, [("note", None, "2001")], (STOCK, None, None, READY)),
    (Mode.OUT, ["2001", "NS-101"], Code.ISSUED, _ISSUE, (WITH, "2001", None, READY)),
    (Mode.OUT, ["2001", "5CDNS101"], Code.ISSUED, _ISSUE, (WITH, "2001", None, READY)),
    (Mode.OUT, ["2001", "ns 101"], Code.ISSUED, _ISSUE, (WITH, "2001", None, READY)),
    (
        Mode.OUT,
        ["2001", "NS-101", "NS-101"],
        Code.SIGHTED,
        [("sight", "NS-101", "2001")],
        (WITH, "2001", None, READY),
    ),
    (
        Mode.OUT,
        ["2005", "NS-101", "2001", "NS-101"],
        Code.OUT_TO_OTHER,
        [("note", "NS-101", "2001")],
        (WITH, "2005", None, READY),
    ),
    (
        Mode.OUT,
        ["2005", "NS-101", "2001", "NS-101", "NS-101"],
        Code.ISSUED,
        [("return", "NS-101", "2005"), ("issue", "NS-101", "2001")],
        (WITH, "2001", None, READY),
    ),
    (
        Mode.OUT,
        ["2001", "NS-102", "NS-101"],
        Code.HAS_ONE,
        [("note", "NS-101", "2001")],
        (STOCK, None, None, READY),
    ),
    (
        Mode.OUT,
        ["2001", "NS-102", "NS-101", "NS-101"],
        Code.SWAPPED,
        [("return", "NS-102", "2001"), ("issue", "NS-101", "2001")],
        (WITH, "2001", None, READY),
    ),
    (
        Mode.OUT,
        ["Cart 1"],
        Code.PLACE,
        [("note", None, None)],
        (STOCK, None, None, READY),
    ),
    (
        Mode.OUT,
        ["Cart 1", "NS-101"],
        Code.ISSUED,
        [("issue", "NS-101", None)],
        (IN, None, "Cart 1", READY),
    ),
    (
        Mode.OUT,
        ["Cart 9"],
        Code.UNLISTED_PLACE,
        [("note", None, None)],
        (STOCK, None, None, READY),
    ),
    (
        Mode.OUT,
        ["NS-101"],
        Code.HELD,
        [("note", "NS-101", None)],
        (STOCK, None, None, READY),
    ),
    (Mode.OUT, ["2003"], Code.LEFT, [("note", None, "2003")], (STOCK, None, None, READY)),
    (Mode.OUT, ["2004"], Code.BLOCKED, [("note", None, "2004")], (STOCK, None, None, READY)),
    (
        Mode.OUT,
        ["2004", "NS-101"],
        Code.BLOCKED,
        [("note", "NS-101", "2004")],
        (STOCK, None, None, READY),
    ),
    (Mode.OUT, ["2999"], Code.UNKNOWN_PERSON, [("park", None, "2999")], (STOCK, None, None, READY)),
    (Mode.OUT, ["QQQ"], Code.UNLISTED, [("park", None, None)], (STOCK, None, None, READY)),
    (Mode.OUT, [""], Code.UNLISTED, [("park", None, None)], (STOCK, None, None, READY)),
    (
        Mode.OUT,
        ["0004711"],
        Code.AMBIGUOUS,
        [("note", None, None)],
        (STOCK, None, None, READY),
    ),
    (Mode.OUT, ["4711"], Code.UNLISTED, [("park", None, None)], (STOCK, None, None, READY)),
    (Mode.OUT, ["02001"], Code.UNSURE, [("note", None, None)], (STOCK, None, None, READY)),
    (
        Mode.OUT,
        ["02001", "02001"],
        Code.PERSON,
        [("note", None, "2001")],
        (STOCK, None, None, READY),
    ),
    (Mode.OUT, ["ZZYES"], Code.NOTHING_TO_CONFIRM, [], (STOCK, None, None, READY)),
    (Mode.OUT, ["ZZNO"], Code.NOTHING_TO_CONFIRM, [], (STOCK, None, None, READY)),
    (Mode.OUT, ["ZZPARK"], Code.NOTHING_TO_CONFIRM, [], (STOCK, None, None, READY)),
    (Mode.OUT, ["ZZUNDO"], Code.NOTHING_TO_UNDO, [], (STOCK, None, None, READY)),
    (Mode.OUT, ["ZZHELP"], Code.MODE, [], (STOCK, None, None, READY)),
    (Mode.OUT, ["ZZNEXT"], Code.PERSON, [], (STOCK, None, None, READY)),
    (Mode.OUT, ["ZZBACK"], Code.MODE, [], (STOCK, None, None, READY)),
    (
        Mode.OUT,
        ["2001", "NS-101", "ZZUNDO"],
        Code.UNDONE,
        [("void", "NS-101", "2001")],
        (STOCK, None, None, READY),
    ),
    (Mode.BACK, ["NS-101"], Code.ALREADY, [("sight", "NS-101", None)], (STOCK, None, None, READY)),
    (
        Mode.BACK,
        ["Cart 1", "NS-101"],
        Code.ALREADY,
        [("sight", "NS-101", None), ("move", "NS-101", None)],
        (STOCK, None, "Cart 1", READY),
    ),
    (Mode.BACK, ["2003"], Code.PERSON, [("note", None, "2003")], (STOCK, None, None, READY)),
    (Mode.AUDIT, ["NS-101"], Code.SIGHTED, [("sight", "NS-101", None)], (STOCK, None, None, READY)),
    (Mode.CHECK, ["NS-101"], Code.CHECKED, [("sight", "NS-101", None)], (STOCK, None, None, READY)),
    (
        Mode.CHECK,
        ["NS-110"],
        Code.NOT_BACK,
        [("note", "NS-110", None)],
        (STOCK, None, None, READY),
    ),
    (Mode.OUT, ["ZZBAG"], Code.MODE, [], (STOCK, None, None, READY)),
    (Mode.OUT, ["ZZCHECK"], Code.MODE, [], (STOCK, None, None, READY)),
]


@pytest.mark.parametrize(
    ("mode", "codes", "code", "written", "custody"),
    _REACHED,
    ids=[f"{row[0]} {' '.join(row[1])}" for row in _REACHED],
)
def test_each_situation_has_its_verdict_its_events_and_its_custody(
    office: Office,
    clock: FixedClock,
    mode: Mode,
    codes: list[str],
    code: Code,
    written: Written,
    custody: tuple[Any, ...],
) -> None:
    """From the scanned text to the row on disk; ``custody`` is that of NS-101."""
    table = Morning(office, clock, mode)
    verdict = table.scan(*codes)
    now = table.custody("NS-101")
    assert (verdict.code, table.short(verdict)) == (code, written)
    assert (now.state, now.person, now.place, now.service) == custody


_OTHERS: list[tuple[Mode, list[str], str, Code, Written, tuple[Any, ...]]] = [
    (
        Mode.BACK,
        ["NS-110"],
        "NS-110",
        Code.RETURNED,
        [("return", "NS-110", "2002")],
        (STOCK, None, None, READY),
    ),
    (
        Mode.BACK,
        ["Cart 1", "NS-110"],
        "NS-110",
        Code.RETURNED,
        [("return", "NS-110", "2002")],
        (STOCK, None, "Cart 1", READY),
    ),
    *[
        (
            mode,
            [tag],
            tag,
            Code.RESURFACED,
            [("sight", tag, None), ("service", tag, None)],
            (STOCK, None, None, CHECK),
        )
        for mode in Mode
        for tag in ("NS-151", "NS-152", "NS-153", "NS-154")
    ],
    (
        Mode.OUT,
        ["2001", "NS-151", "NS-151"],
        "NS-151",
        Code.ISSUED,
        [("issue", "NS-151", "2001")],
        (WITH, "2001", None, CHECK),
    ),
    (
        Mode.BACK,
        ["NS-151", "NS-151"],
        "NS-151",
        Code.CONFIRMED,
        [("service", "NS-151", None)],
        (STOCK, None, None, READY),
    ),
    (
        Mode.AUDIT,
        ["NS-151", "NS-151"],
        "NS-151",
        Code.SIGHTED,
        [("sight", "NS-151", None)],
        (STOCK, None, None, CHECK),
    ),
    (
        Mode.OUT,
        ["2001", "NS-155"],
        "NS-155",
        Code.IN_REPAIR,
        [("note", "NS-155", "2001")],
        (STOCK, None, None, Service.IN_REPAIR),
    ),
    (
        Mode.BACK,
        ["NS-155"],
        "NS-155",
        Code.RETURNED,
        [("sight", "NS-155", None), ("service", "NS-155", None)],
        (STOCK, None, None, CHECK),
    ),
    *[
        (
            mode,
            ["NS-901"],
            "NS-901",
            Code.STRAY,
            [("park", "NS-901", None)],
            (STOCK, None, None, READY),
        )
        for mode in Mode
    ],
    (
        Mode.BACK,
        ["0004711", "0004711"],
        "0004711",
        Code.ALREADY,
        [("sight", "0004711", None)],
        (STOCK, None, None, READY),
    ),
    (
        Mode.OUT,
        ["0004711", "0004711", "5CD4711"],
        "0004711",
        Code.ISSUED,
        [("issue", "0004711", "0004711")],
        (WITH, "0004711", None, READY),
    ),
]


@pytest.mark.parametrize(
    ("mode", "codes", "device", "code", "written", "custody"),
    _OTHERS,
    ids=[f"{row[0]} {' '.join(row[1])}" for row in _OTHERS],
)
def test_each_awkward_device_has_its_verdict_its_events_and_its_custody(
    office: Office,
    clock: FixedClock,
    mode: Mode,
    codes: list[str],
    device: str,
    code: Code,
    written: Written,
    custody: tuple[Any, ...],
) -> None:
    """Lost, in repair, another school's, out in the district's list, a code with two meanings."""
    table = Morning(office, clock, mode)
    verdict = table.scan(*codes)
    now = table.custody(device)
    assert (verdict.code, table.short(verdict)) == (code, written)
    assert (now.state, now.person, now.place, now.service) == custody


def test_every_code_of_the_design_is_reached() -> None:
    """The tables above, the tests below and those of the audit name each verdict of a scan."""
    reached = {row[2] for row in _REACHED} | {row[3] for row in _OTHERS}
    below = {Code.BOUNCE, Code.DECLINED, Code.PARKED, Code.AMENDED}
    in_an_audit = {
        *(Code.VERIFIED, Code.WRONG_PLACE, Code.WRONG_HOLDER, Code.STATE_CONFLICT),
        *(Code.ATTESTED, Code.OUT_OF_SCOPE, Code.UNREADABLE, Code.LABEL_CONFLICT),
    }
    said_elsewhere = {Code.CLAIMED, Code.NOT_ALLOWED}  # by the hub; by the screen to a helper
    said_elsewhere.add(Code.LAID_OUT)  # where a layout was made: test_lay_out.py
    assert reached.isdisjoint(in_an_audit)
    assert reached | below | in_an_audit | said_elsewhere == set(Code)


@pytest.mark.parametrize(
    ("gap", "code"), [(0.0, "bounce"), (1.19, "bounce"), (1.2, "sighted"), (1.21, "sighted")]
)
def test_the_same_code_within_1_2_seconds_is_a_bounce(out: Morning, gap: float, code: str) -> None:
    """The scanner's echo writes nothing; a second scan after it does."""
    out.desk.scan("2001", at=-10.0)
    out.desk.scan("NS-101", at=0.0)
    before = out.count()
    verdict = out.desk.scan("NS-101\r", at=gap)
    assert (verdict.code, out.count() - before) == (code, 0 if code == "bounce" else 1)


def test_a_scanner_that_keeps_on_echoing_is_one_bounce_after_the_other(out: Morning) -> None:
    """The time counts from the last echo, so a device left under the scanner confirms nothing."""
    out.scan("2001")
    times = [10.0, 11.0, 12.0, 13.0, 14.21]
    assert [out.desk.scan("NS-101", at=at).code for at in times] == [
        Code.ISSUED,
        Code.BOUNCE,
        Code.BOUNCE,
        Code.BOUNCE,
        Code.SIGHTED,
    ]


def test_a_clock_that_goes_back_makes_no_bounce(out: Morning) -> None:
    """Then it can't be told how long ago the last scan was, and a scan is a scan."""
    out.desk.scan("2001", at=10.0)
    assert out.desk.scan("2001", at=9.0).code is Code.PERSON


def test_a_blank_scan_after_a_key_is_no_bounce(out: Morning) -> None:
    """Only the same code is an echo, and a key is no code."""
    out.desk.scan("2001", at=10.0)
    out.desk.command(Command.NEXT)
    assert out.desk.scan("  ", at=10.5).code is Code.UNLISTED


def test_a_bounce_says_how_to_confirm_only_where_something_is_asked(out: Morning) -> None:
    """And leaves the question open."""
    out.scan("2001", "NS-110")
    bounce = out.scan("NS-110", after=0.5)
    confirmed = out.scan("NS-110")
    assert (bounce.next, confirmed.code) == (
        "To confirm, wait a moment and scan it again.",
        Code.ISSUED,
    )


@pytest.mark.parametrize(
    ("command", "mode"),
    [
        ("ZZOUT", Mode.OUT),
        ("ZZBACK", Mode.BACK),
        ("ZZCHECK", Mode.CHECK),
        ("ZZAUDIT", Mode.AUDIT),
    ],
)
def test_a_mode_command_starts_with_an_empty_table(out: Morning, command: str, mode: Mode) -> None:
    """Nobody who stood there while handing out is charged with a return."""
    out.scan("2001", command)
    assert out.desk.table == Table(mode)


def test_switching_parks_an_open_question_and_to_the_same_mode_does_nothing(
    out: Morning,
) -> None:
    """A function key does what the command barcode does."""
    out.scan("2001", "NS-110")
    out.desk.switch(Mode.OUT)
    asked = out.desk.table.asked
    out.desk.switch(Mode.BACK)
    assert asked is not None
    assert (out.desk.table, parked.count(out.office.database)) == (Table(Mode.BACK), 1)


def test_the_verdict_names_its_event_and_keeps_the_raw_text(out: Morning) -> None:
    """What ``--json`` prints can be matched with the line that was read."""
    out.scan("2001")
    verdict = out.scan(" NS-101\t")
    (event,) = out.written_by(verdict)
    assert verdict.as_json() == {
        "scan": " NS-101\t",
        "verdict": "OK",
        "code": "issued",
        "device": "NS-101",
        "person": "2001",
        "place": None,
        "event": event.event_id,
        "claim": None,
        "say": "HP Chromebook 11, with charger, to Anaïs Quetzalwood.",
        "next": "Next: another device for Anaïs, or the next student.",
        "parked_before": None,
    }
    assert event.body["scan"] == " NS-101\ufffd"


@pytest.mark.parametrize(
    "raw", ["\x00", "\ud800", "\x1b]52;c;QQ\x07", "²" * 12, "[/]", "x" * 100_000, "'; DROP TABLE"]
)
def test_any_text_is_parked_and_kept_safe_to_show(out: Morning, raw: str) -> None:
    """Nothing that a scanner or a paste can send stops the line, and the start of it is kept."""
    verdict = out.scan(raw)
    (waiting,) = parked.waiting(out.office.database)
    kept = "".join("\ufffd" if ord(c) < 32 or "\ud800" <= c <= "\udfff" else c for c in raw)
    assert (verdict.scan, waiting.raw) == (raw, kept[:LONGEST_RAW])


def test_a_hand_out_of_yesterday_is_told_by_its_day(out: Morning, clock: FixedClock) -> None:
    """A time without its day would be taken for today's."""
    out.scan("2005", "NS-101")
    clock.advance(86_400)
    verdict = out.scan("2001", "NS-101")
    assert verdict.say == "Esme Thistlewood, homeroom 204, since 21 November."


def test_recent_verdicts_are_read_back_from_the_journal(out: Morning) -> None:
    """Newest first, as the feed shows them after a restart."""
    seen = [out.scan(code) for code in ("2001", "NS-101", "QQQ")]
    wanted = [
        replace(verdict, say="", next="", place=None, subject=verdict.device or "")
        for verdict in reversed(seen)
    ]
    assert recent.verdicts(out.office, 3) == [
        replace(wanted[0], person="2001", name="Anaïs Quetzalwood", homeroom="204"),
        *wanted[1:],
    ]


def test_a_device_that_no_list_has_any_more_can_still_be_taken_back(back: Morning) -> None:
    """Unlisted by an import is not forgotten."""
    enrol(back.office, [a_device("NS-777", holder="2001")])
    with back.office.database.immediate():
        register.unlist(back.office.database, "devices", ["NS-777"])
    assert back.scan("NS-777").code is Code.RETURNED


def test_a_verdict_is_a_value(out: Morning) -> None:
    """The same scan on the same school at the same time has the same verdict, ids included."""
    again = Morning(open_school(Office.in_memory(FixedClock(), CountedEntropy())), FixedClock())
    again.office.clock = again.clock
    verdicts: list[list[Verdict]] = [
        [table.scan(code) for code in ("2001", "NS-101", "NS-110", "ZZNO")]
        for table in (out, again)
    ]
    again.office.close()
    assert [replace(v, event=None) for v in verdicts[1]] == [
        replace(v, event=None) for v in verdicts[0]
    ]


def test_a_swap_is_asked_anew_where_they_have_something_else_by_now(out: Morning) -> None:
    """What was to come back came back at another screen: it goes out, and nothing is swapped."""
    assert out.scan("2001", "NS-102", "NS-101").code is Code.HAS_ONE
    elsewhere = Desk(out.office, Mode.BACK)
    assert elsewhere.scan("NS-102").code is Code.RETURNED
    verdict = out.scan("NS-101")
    assert verdict.code is Code.ISSUED
    assert out.short(verdict) == [("issue", "NS-101", "2001")]


def test_what_was_not_named_does_not_come_back_with_a_yes(out: Morning) -> None:
    """They have another one by now: that is asked about by its own name."""
    assert "NS-102" in out.scan("2001", "NS-102", "NS-101").next
    elsewhere = Desk(out.office, Mode.BACK)
    elsewhere.scan("NS-102")
    elsewhere.switch(Mode.OUT)
    elsewhere.scan("2001")
    assert elsewhere.scan("NS-103").code is Code.ISSUED
    verdict = out.scan("NS-101")
    assert verdict.code is Code.HAS_ONE
    assert "NS-103 comes back now" in verdict.next
    assert out.scan("NS-101").code is Code.SWAPPED
