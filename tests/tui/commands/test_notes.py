"""``champion note``: write one down, list them, take one back."""

from tests.tui.commands.conftest import Champion


def test_notes_are_written_listed_and_withdrawn(school: Champion) -> None:
    """In words, and as JSON with the same numbers."""
    assert school.run("note", "list").stdout == "Nothing is noted for IT.\n"
    said = school.run("note", "add", "training", "Locking carts", "--about", "Grade 7",
                      "--people", "12", "--on", "2026-11-20")  # fmt: skip
    assert said.stdout == "Noted as 1: training need. The next packet brings it to IT.\n"
    (added,) = school.lines("note", "add", "referral", "Cart 3 trips the fuse")
    assert (added["number"], added["people"], added["kind"]) == (2, None, "referral")
    listed = school.run("note", "list").stdout.splitlines()
    assert "20 November" in listed[0]
    assert "training need     Grade 7, 12 people  Locking carts" in listed[0]
    assert listed[-1] == "1 training need and 1 support referral."
    assert school.lines("note", "list", "--kind", "referral") == [added]
    gone = school.run("note", "withdraw", "1").stdout
    assert gone == "Withdrawn: 1, training need. Packets written before have it.\n"
    assert [one["number"] for one in school.lines("note", "list")] == [2]


def test_what_can_not_be_noted_is_refused_in_one_sentence(school: Champion) -> None:
    """With exit code 1, and nothing is written."""
    for arguments, sentence in (
        (("add", "process", " "), "The note says nothing yet. Write what IT has to know."),
        (("add", "process", "x", "--people", "lots"), "“lots” is not how many people. "),
        (("add", "process", "x", "--on", "friday"), "“friday” is no date. Write it as 20"),
        (("withdraw", "3"), "There is no note 3. champion note list says which there are."),
    ):
        result = school.run("note", *arguments)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith(sentence)
    assert school.lines("note", "list") == []


def test_control_characters_reach_no_terminal(school: Champion) -> None:
    """Neither when it is written nor when it is listed."""
    school.run("note", "add", "training", "a\x1b[2Jb", "--about", "c\x07d")
    (note,) = school.lines("note", "list")
    assert (note["text"], note["about"]) == ("a\ufffd[2Jb", "c\ufffdd")
