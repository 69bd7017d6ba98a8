"""Two laptops and a stick, in real terminals and by keys: set up, hand out, share, disagree."""

import re
from pathlib import Path

from tests.terminal.journal import count_kinds
from tests.terminal.school import School, person_id, tag
from tests.terminal.terminal import Terminal, key

STICK = "USB-DISK"
GROUND_AT = 6
"""A column that every entry of a list covers and nothing else writes into."""
DISPUTED = re.compile(r"F6 Inbox 1")


def stick_at(school: School, stick: Path) -> None:
    """Plug the stick into a laptop: it is where its user looks for files."""
    home = school.folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    (home / STICK).symlink_to(stick, target_is_directory=True)


def press(terminal: Terminal, *keys: str) -> None:
    """Keys as a person types them, each once what the one before did is on the screen."""
    for name in keys:
        terminal.settle(0.25)
        terminal.write(key(name))
    terminal.settle(0.25)


def into_the_stick(terminal: Terminal) -> None:
    """In a dialog that lists the home folder."""
    terminal.wait_for(STICK)
    for _ in range(12):
        if STICK in marked(terminal):
            break
        press(terminal, "down")
    press(terminal, "enter")


def marked(terminal: Terminal) -> str:
    """The row of a list that the cursor is on: the one with a ground of its own."""
    shown, cells = terminal.display, terminal._picture._screen.buffer
    grounds = [cells[row][GROUND_AT].bg for row in range(len(shown))]
    return "".join(shown[row] for row in range(2, 21) if grounds.count(grounds[row]) == 1)


def hand_out(terminal: Terminal, person: int, device: int) -> None:
    """A card and a device; then what is on disk is on the screen."""
    press(terminal, "f2")
    terminal.wait_for("Scan a student's card")
    terminal.write(f"{person_id(person)}\r".encode())
    terminal.wait_for("AT THE TABLE")
    terminal.write(f"{tag(device)}\r".encode())
    terminal.wait_for(re.compile("✓ HANDED OUT"))


def leave(terminal: Terminal) -> None:
    """Close the app."""
    terminal.write(key("ctrl+q"))
    assert terminal.wait_exit() == 0


def share_now(terminal: Terminal) -> None:
    """F8, S: on the lists, or on the tables where those were left open."""
    press(terminal, "f8")
    terminal.wait_for(re.compile("shares with the other tables now|Share now"))
    press(terminal, "s")
    terminal.wait_for("✓ Shared")


def test_two_laptops_and_a_stick(school: School, tmp_path: Path) -> None:
    """The seed is written and opened by keys; what both handed out shows up in the Inbox."""
    stick, out = tmp_path / "stick", tmp_path / "pulled out"
    stick.mkdir()
    other = School(tmp_path / "other")
    for laptop in (school, other):
        stick_at(laptop, stick)
    with school.open() as champion:
        champion.wait_for("Needs you")
        press(champion, "f8", "t")
        champion.wait_for("This laptop is the only table.")
        press(champion, "n")
        champion.wait_for("What is the new table called?")
        press(champion, "enter")
        into_the_stick(champion)
        press(champion, "ctrl+y")
        champion.wait_for("A passphrase for the seed?")
        press(champion, "enter")
        champion.wait_for("The seed of Table 2 is written")
        press(champion, "enter")
        champion.wait_for("not heard of yet")
        stick.rename(out)  # else the table has read of the hand-out before it makes its own
        hand_out(champion, 0, 0)
        leave(champion)
    out.rename(stick)
    with other.open() as table:
        table.wait_for("Welcome to Champion")
        press(table, "ctrl+t")
        into_the_stick(table)
        table.wait_for("Table-2.seed")
        press(table, "end", "enter", "enter")
        table.wait_for("Make this laptop a table?")
        press(table, "enter")
        table.wait_for("This laptop is Table 2", timeout=20)
        hand_out(table, 1, 0)
        share_now(table)
        with school.open() as champion:
            champion.wait_for("Where the devices are")
            share_now(champion)
            press(champion, "t")
            champion.wait_for(re.compile(r"Table 2 +delivered \d\d:\d\d"))
            press(champion, "escape")
            champion.wait_for(DISPUTED)
            leave(champion)
        press(table, "escape")
        share_now(table)
        table.wait_for(DISPUTED)
        leave(table)
    for laptop in (school, other):
        assert count_kinds(laptop.database, "issue") == 2
