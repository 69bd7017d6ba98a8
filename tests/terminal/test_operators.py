"""Two people at one table, in a real terminal: asked at the start, changed with a badge."""

import re
import sqlite3
from contextlib import closing

from tests.terminal.school import School, person_id, tag


def hand_outs(school: School) -> list[tuple[str, str]]:
    """Device and actor of each hand-out, read with sqlite3 alone."""
    query = "SELECT device, actor FROM event WHERE kind = 'issue' ORDER BY position"
    with closing(sqlite3.connect(school.database)) as connection:
        return connection.execute(query).fetchall()


def test_each_hand_out_has_the_name_of_who_was_at_the_table(school: School) -> None:
    """A card before the badge is refused by name; a badge in between changes who it is."""
    for name, role, badge in (
        ("Ada Park", "champion", "STAFF-1"),
        ("Bea Lind", "helper", "AID-22"),
    ):
        added = school.run("operator", "add", name, "--role", role, "--badge", badge)
        assert added.returncode == 0, added.stderr
    with school.open() as terminal:
        terminal.write(f"{person_id(0)}\r".encode())
        terminal.wait_for("Who is at the table?")
        terminal.write(f"{person_id(1)}\r".encode())
        terminal.wait_for(re.compile(rf"Not recorded: .*{person_id(1)}\."))
        terminal.write(b"AID-22\r")
        terminal.wait_for("HOME")
        terminal.wait_for("Bea Lind (helper)")
        terminal.write(b"ZZOUT\r")
        terminal.wait_for("HAND OUT")
        terminal.write(f"{person_id(0)}\r{tag(0)}\r".encode())
        terminal.wait_for(f"HANDED OUT    {tag(0)}")
        terminal.write(b"\x17")
        terminal.wait_for("Who is at the table?")
        terminal.write(f"STAFF-1\r{person_id(1)}\r{tag(1)}\r".encode())
        terminal.wait_for(f"HANDED OUT    {tag(1)}")
        assert "Ada Park" in terminal.display[0]
    assert hand_outs(school) == [(tag(0), "Bea Lind"), (tag(1), "Ada Park")]
