"""What a table's claim numbers begin with."""

import pytest

from inventory.rules.claim_numbers import claim_prefix


@pytest.mark.parametrize(
    ("table", "prefix"),
    [
        ("", "P-"),
        ("Table 3", "P3-"),
        ("Table 12", "P12-"),
        ("3rd table", "P3-"),
        ("Library", "PLib-"),
        ("Büro", "PBur-"),
        ("IT", "PIT-"),
        ("Стіл ７", "P7-"),
        ("Стіл", "PСті-"),
        ("!!", "P-"),
    ],
)
def test_a_claim_number_says_at_which_table(table: str, prefix: str) -> None:
    """Short enough to be written on a slip and said aloud."""
    assert claim_prefix(table) == prefix
