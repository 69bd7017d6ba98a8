"""The line that answers who asked for sharing, as 80 columns have room for it."""

from inventory.errors import CarrierUnreachable, ChampionError, Damaged, OtherSchool, StaysSealed
from inventory.services.exchange import Exchanged
from tui.sharing import Shared
from tui.sharing_answer import disputes_in_words, in_words

FILE = "NORTH_Table-3_000072-000090_51f0c2d9_1a2b3c4d.bundle"
HUB = "postgresql://champion@hub.example.org/champion"
GONE = CarrierUnreachable("The hub hub.example.org can't be reached: timed out.", "It is kept.")


def done(
    *refused: ChampionError, new: int = 0, sent: int = 0, disputes: int = 0, fresh: int = 0
) -> Exchanged:
    """What came of an exchange."""
    return Exchanged("stick", sent, new, 0, 0, refused, disputes, fresh, (), ())


def said(*came: Shared) -> str:
    """The line without its colours."""
    return "".join(str(part[0]) for part in in_words(came)).strip()


def tone(*came: Shared) -> object:
    """The colour with which the line begins."""
    return in_words(came)[0][1]


def test_a_damaged_file_is_the_first_thing_said_and_its_name_the_last() -> None:
    """Whose it is fits on the screen; a green tick stands nowhere."""
    one = Shared("/media/stick", done(Damaged(f"{FILE} is cut off.", "Copy it again."), new=12))
    line = said(one)
    assert line.startswith("✗ 1 file on stick is damaged (Table 3). 12 events in, 0 out. Copy it")
    assert line.endswith(FILE)
    assert "✓" not in line
    assert tone(one) == "stop"


def test_another_school_s_files_are_counted_and_the_school_is_named() -> None:
    """By its site code."""
    one = OtherSchool(f"{FILE} is of another school: RIVERSIDE.", "Take it there.", "RIVERSIDE")
    assert said(Shared("/stick", done(one))).startswith(
        "✗ 1 file is of another school: RIVERSIDE. Nothing new."
    )
    assert said(Shared("/stick", done(one, one))).startswith("✗ 2 files are of another school: R")
    all_of_it = OtherSchool("/stick has files of another school.", "", "RIVERSIDE")
    assert said(Shared("/stick", done(all_of_it, one))).startswith(
        "✗ All files on stick are of another school: RIVERSIDE. Nothing was written."
    )


def test_each_kind_of_refusal_is_said_once() -> None:
    """What is damaged, what is sealed, and what is none of these as it stands."""
    line = said(
        Shared(
            "/a very long name of a folder",
            done(
                Damaged(f"{FILE} is empty."),
                Damaged(f"{FILE.replace('Table-3', 'Table-4')} is empty."),
                StaysSealed(f"{FILE}.age is sealed with a passphrase."),
                ChampionError("The disk is full."),
            ),
        )
    )
    assert line.startswith(
        "✗ 2 files on the folder are damaged (Table 3, Table 4)."
        " 1 file stays sealed: the passphrase is lacking. The disk is full. Nothing new."
    )


def test_stick_and_hub_are_both_answered_for() -> None:
    """Within 80 columns, what went wrong first."""
    line = said(Shared("/stick", done(new=12, sent=3)), Shared(HUB, fault=GONE))
    assert line == "✗ The hub does not answer. ✓ Folder: 12 events in, 3 out."
    gone = CarrierUnreachable("/media/stick is not there.", "Put it in again.")
    line = said(Shared("/media/stick", fault=gone), Shared(HUB, done()))
    assert line == "✗ stick is not there. ✓ Hub: nothing new."
    odd = ChampionError("The hub has no table for events. Ask whoever set it up.")
    line = said(Shared("/stick", done(sent=3)), Shared(HUB, fault=odd))
    assert line == f"✓ Folder: 0 events in, 3 out. ✗ {odd.message}"


def test_how_many_are_disputed_now_is_always_said() -> None:
    """Also where none of them is new; how many are new where that differs."""
    assert disputes_in_words(done(disputes=3, fresh=1)) == (
        "Tables disagree on 3 devices, 1 new: F6."
    )
    assert disputes_in_words(done(disputes=1, fresh=1)) == "Tables disagree on 1 device: F6."
    assert said(Shared("/stick", done(disputes=3))) == (
        "✓ Shared nothing new. Tables disagree on 3 devices: F6."
    )
