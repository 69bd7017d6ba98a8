"""The app with the fault that its harness has to find: green comes before the commit.

``python -m tests.trust.early_app --db FILE``. A scan is committed only when the next one comes.
"""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeVar
from unittest.mock import patch

from inventory.services.office import Office
from tui.__main__ import main

Done = TypeVar("Done")

_OPEN: list[AbstractContextManager[None]] = []
"""The transaction that the last scan is in, and that nobody has committed yet."""


def write_later(office: Office, work: Callable[[], Done]) -> Done:
    """Commit what came before, do the work, and say so while it is in no file yet."""
    while _OPEN:
        _OPEN.pop().__exit__(None, None, None)
    transaction = office.database.immediate()
    transaction.__enter__()
    _OPEN.append(transaction)
    return work()


if __name__ == "__main__":
    with patch.object(Office, "write", write_later):
        sys.exit(main())
