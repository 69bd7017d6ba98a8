"""Text from outside, made safe and folded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory import text


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("Anaïs", "Anaïs"),
        ("a\x00b\x1b[31mc", "a\ufffdb\ufffd[31mc"),
        ("\x7f\x80\x9b", "\ufffd\ufffd\ufffd"),
        ("\u202egnp.exe\u2066\u2069\u200e\u200f\u061c", "\ufffdgnp.exe" + "\ufffd" * 5),
        ("\ud800", "\ufffd"),
        ("a\u200bb\U0001f319", "a\u200bb\U0001f319"),
    ],
)
def test_what_could_steer_a_terminal_is_replaced_and_all_else_kept(
    given_text: str, shown: str
) -> None:
    """Controls, bidirectional marks and half characters go; names in any script stay."""
    assert text.safe(given_text) == shown


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("González", "gonzalez"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Nguye\u0302\u0303n", "nguyen"),
        ("Đức", "đuc"),
        ("王小明", "王小明"),
        ("ﬁ", "fi"),
        ("", ""),
    ],
)
def test_a_name_is_found_without_case_and_accents(name: str, folded: str) -> None:
    """What somebody types in a hurry and what the roster says fold to the same."""
    assert text.fold(name) == folded


@pytest.mark.parametrize(
    ("code", "loose", "bare", "shape"),
    [
        ("DPS-104 417", "dps104417", "dps104417", "AAA-999 999"),
        ("0012345", "0012345", "12345", "9999999"),
        ("00-01_2", "00012", "12", "99-99_9"),
        ("000", "000", "0", "999"),
        ("é-1", "é1", "é1", "A-9"),
        ("--", "", "0", "--"),
    ],
)
def test_a_code_has_three_looser_forms(code: str, loose: str, bare: str, shape: str) -> None:
    """Without case and punctuation; without leading zeros too; and only its pattern."""
    assert (text.loose(code), text.bare(code), text.shape(code)) == (loose, bare, shape)


@given(st.text())
def test_making_safe_twice_changes_nothing_more_and_keeps_the_length(given_text: str) -> None:
    """A text that was made safe for the journal is the one that the screen shows."""
    shown = text.safe(given_text)
    assert (text.safe(shown), len(shown)) == (shown, len(given_text))
