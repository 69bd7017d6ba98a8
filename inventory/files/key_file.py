"""The file with the secret key that opens what was sealed for the district."""

from pathlib import Path

from inventory.errors import FileRefused
from inventory.journal.sealing import secret_keys

_LARGEST = 64 * 1024
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
"""How files begin that Windows wrote; its PowerShell redirects into UTF-16."""


def read_keys(path: Path) -> str:
    """The secret keys in a file as ``age-keygen`` writes it, one a line.

    Raises FileRefused where there is no such file, or no key in it.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except FileNotFoundError:
        raise FileRefused(f"There is no key file {path}.", "Check its name.") from None
    except OSError as error:
        raise FileRefused(
            f"{path} can't be read: {error.strerror or type(error).__name__}.",
            "Name the file with the secret key.",
        ) from error
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    text = "?" if len(data) > _LARGEST else data.decode(encoding, "replace")
    return secret_keys(text, str(path))
