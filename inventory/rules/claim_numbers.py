"""What the claim numbers of a table begin with.

No seed is written for a table whose numbers would begin as another one's. Two laptops of one name,
as where both opened one seed, do give the same numbers: the page of tables tells of them.
"""

import re
import unicodedata

_LETTERS = 3


def claim_prefix(table: str) -> str:
    """``P3-`` for Table 3, ``PLib-`` for a table named Library; ``P-`` for no name.

    The digits of the name where it has some, else its first letters, without accents.
    """
    plain = unicodedata.normalize("NFKD", table)
    digits = "".join(re.findall(r"[0-9]+", plain))
    letters = "".join(filter(str.isalpha, plain))
    return f"P{digits or letters[:_LETTERS]}-"
