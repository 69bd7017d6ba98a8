"""Settling what was parked."""

from collections.abc import Callable

import pytest

from inventory.errors import ChampionError, NotFound
from inventory.model import CustodyState, Parked, PersonStatus
from inventory.rules.commands import Command
from inventory.services import inbox, pages, reports
from inventory.services.office import Office
from inventory.store import events, parked, projections, register
from inventory.verdict import Code
from tests.builders import FixedClock, a_person, enrol
from tests.inventory.services.at_the_table import Morning


@pytest.fixture
def table(office: Office, clock: FixedClock) -> Morning:
    """A table where devices are handed out."""
    return Morning(office, clock)


def _park(table: Morning, *codes: str) -> Parked:
    table.scan(*codes)
    return parked.waiting(table.office.database)[-1]


@pytest.mark.parametrize("claim", ["P-01", "p-01"])
def test_a_claim_is_found_by_its_number(table: Morning, claim: str) -> None:
    """However the student reads it out."""
    waiting = _park(table, "QQQ")
    assert inbox.find(table.office, claim) == waiting


def test_a_claim_that_does_not_exist_is_not_found(office: Office) -> None:
    """With where to look."""
    with pytest.raises(NotFound, match=r"Nothing is parked as P-09\. champion list parked"):
        inbox.find(office, "P-09")


def test_a_settled_claim_says_how_it_ended(table: Morning) -> None:
    """In the words of who settled it, controls replaced."""
    inbox.settle(table.office, _park(table, "QQQ"), " a box\x07 label ")
    with pytest.raises(ChampionError, match="P-01 is settled already: a box\ufffd label"):
        inbox.find(table.office, "P-01")


def test_settling_needs_words(table: Morning) -> None:
    """An empty line is no outcome."""
    waiting = _park(table, "QQQ")
    with pytest.raises(ChampionError, match="Say what was done about it"):
        inbox.settle(table.office, waiting, "  ")
    assert reports.parked_now(table.office) == [waiting]


def test_the_waiting_one_of_two_with_one_number_is_found(table: Morning) -> None:
    """A restored laptop counts its claims from one again."""
    waiting = _park(table, "QQQ")
    inbox.settle(table.office, _park(table, "RRR"), "done")
    table.office.database.conn.execute("UPDATE parked SET claim = 'P-01'")
    assert inbox.find(table.office, "P-01") == waiting


@pytest.mark.parametrize(
    "settle",
    [
        lambda office, one: inbox.settle(office, one, "again"),
        lambda office, one: inbox.bind(office, one, "NS-103"),
    ],
)
def test_a_claim_is_settled_once(table: Morning, settle: Callable[[Office, Parked], None]) -> None:
    """A second press on the key, or a second window, changes nothing."""
    waiting = _park(table, "QQQ")
    inbox.settle(table.office, waiting, "done")
    before = table.count()
    with pytest.raises(ChampionError, match="P-01 is settled already: done"):
        settle(table.office, waiting)
    assert table.count() == before


def test_a_claim_that_was_settled_meanwhile_keeps_its_outcome(table: Morning) -> None:
    """The table enters the person whom the Inbox has settled; undoing that settles nothing anew."""
    waiting = _park(table, "2999")
    inbox.settle(table.office, waiting, "a visitor's card")
    table.desk.enter_person("Ottoline Marchbanks")
    table.desk.command(Command.UNDO)
    database = table.office.database
    live = projections.digest(database)
    with database.immediate():
        projections.rebuild(database)
    kept = database.value("SELECT outcome FROM parked WHERE event_id = ?", waiting.event_id)
    assert (kept, projections.digest(database)) == ("a visitor's card", live)


@pytest.mark.parametrize("raw", ["STICKER-9", " STICKER-9\r\n", "*STICKER-9*\x00"])
def test_an_unknown_code_leads_to_its_device_from_then_on(table: Morning, raw: str) -> None:
    """Whatever the scanner put round it the first time."""
    inbox.bind(table.office, _park(table, raw), "NS-103")
    verdict = table.scan("2001", "STICKER-9")
    page = pages.device_page(table.office, "NS-103")
    assert (verdict.code, verdict.device, parked.count(table.office.database)) == (
        Code.ISSUED,
        "NS-103",
        0,
    )
    assert ("sticker", "STICKER-9") in page.identifiers


def test_one_undo_takes_back_the_code_and_the_settling(table: Morning) -> None:
    """Both are one action."""
    waiting = _park(table, "STICKER-9")
    inbox.bind(table.office, waiting, "NS-103")
    undone = table.desk.command(Command.UNDO)
    assert (undone.say, reports.parked_now(table.office), table.scan("STICKER-9").code) == (
        "P-01 waits again: “Leads to NS-103 from now on” is undone.",
        [waiting],
        Code.UNLISTED,
    )


@pytest.mark.parametrize(
    ("codes", "device", "reason"),
    [
        (["QQQ"], "NS-999", "There is no device NS-999 in the register."),
        (["2001", "NS-110", "ZZNO"], "NS-103", "NS-110 leads to the device NS-110 already."),
        ([""], "NS-103", "P-01 has no code that could lead to a device."),
        (["Q" * 200], "NS-103", "P-01 has no code that could lead to a device."),
        (["2001", "ZZPARK"], "NS-103", "P-01 has no code that could lead to a device."),
        (["ZZNEW"], "NS-103", "P-01 has no code that could lead to a device."),
    ],
)
def test_a_code_that_cannot_lead_to_a_device_is_refused(
    table: Morning, codes: list[str], device: str, reason: str
) -> None:
    """Taken, blank, too long, or kept for commands: the claim goes on waiting."""
    waiting = _park(table, *codes)
    with pytest.raises(ChampionError, match=reason):
        inbox.bind(table.office, waiting, device)
    assert reports.parked_now(table.office) == [waiting]


def test_an_unknown_person_can_be_entered_from_the_inbox(table: Morning) -> None:
    """With a name in one word or several, and never in the journal."""
    waiting = _park(table, "2999")
    inbox.enter_person(table.office, waiting, " Ottoline Marchbanks ")
    known = register.person(table.office.database, "2999")
    assert known is not None
    assert (known.first_name, known.last_name, known.status) == (
        "Ottoline",
        "Marchbanks",
        PersonStatus.UNKNOWN,
    )
    assert [
        (event.kind, dict(event.body)) for event in events.newest(table.office.database, 2)
    ] == [
        ("settle", {"parked": waiting.event_id, "outcome": "Entered by hand"}),
        ("stub", {}),
    ]


def test_a_person_who_is_known_by_then_keeps_the_name(table: Morning) -> None:
    """The roster was imported between the scan and the settling."""
    waiting = _park(table, "2999")
    enrol(table.office, people=[a_person("2999", first_name="Ottoline", last_name="Marchbanks")])
    inbox.enter_person(table.office, waiting, "Somebody Else")
    known = register.person(table.office.database, "2999")
    assert known is not None
    assert known.name == "Ottoline Marchbanks"


@pytest.mark.parametrize(
    ("code", "name", "reason"),
    [("2999", "  ", "A name is needed."), ("QQQ", "Ottoline", "is not about an unknown person")],
)
def test_entering_a_person_needs_a_name_and_an_unknown_id(
    table: Morning, code: str, name: str, reason: str
) -> None:
    """Else nothing is written."""
    waiting = _park(table, code)
    with pytest.raises(ChampionError, match=reason):
        inbox.enter_person(table.office, waiting, name)
    assert table.count() == 1


def test_handing_over_does_what_the_question_proposed(table: Morning) -> None:
    """Taken back from the holder, brought by the receiver, and issued: one group."""
    waiting = _park(table, "2001", "NS-110", "ZZNO")
    inbox.hand_over(table.office, waiting)
    last = list(reversed(events.newest(table.office.database, 3)))
    assert [(event.kind, event.person, event.group) for event in last] == [
        ("return", "2002", last[0].group),
        ("issue", "2001", last[0].group),
        ("settle", "2001", last[0].group),
    ]
    assert last[0].body["received_from"] == "2001"
    assert last[1].body["accessories"] == {"charger": "given"}
    assert table.custody("NS-110").person == "2001"


def test_handing_over_what_the_receiver_has_by_then_only_settles(table: Morning) -> None:
    """Somebody did it at the table meanwhile."""
    waiting = _park(table, "2001", "NS-110", "ZZNO")
    table.scan("NS-110", "NS-110")
    inbox.hand_over(table.office, waiting)
    assert [event.kind for event in events.newest(table.office.database, 1)] == ["settle"]
    assert table.custody("NS-110").state is CustodyState.WITH_PERSON


def test_only_a_question_about_another_holder_can_be_handed_over(table: Morning) -> None:
    """An unknown code has no holder."""
    waiting = _park(table, "QQQ")
    with pytest.raises(ChampionError, match="is not about a device that is out to someone else"):
        inbox.hand_over(table.office, waiting)
    assert reports.parked_now(table.office) == [waiting]
