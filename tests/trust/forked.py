"""Work in a process of its own that never comes back to the test runner, and a wait with an end."""

import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable
from time import monotonic, sleep

SECONDS = 60.0
"""How long a child may take, on a machine with much else to do."""
FAILED = 99
"""The exit code where the work ended in an error."""
_POLL = 0.002


def in_a_child(work: Callable[[], object], seconds: float = SECONDS) -> int:
    """Do it there; its exit code, less than nothing for a signal.

    Raises TimeoutError where it does not end in time; then it is killed.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    with warnings.catch_warnings():  # it is told off where the test runner has threads
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        code = FAILED
        try:
            work()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return wait_for(child, seconds)


def wait_for(child: int, seconds: float = SECONDS) -> int:
    """Its exit code once it has ended."""
    deadline = monotonic() + seconds
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            raise TimeoutError(f"a child was still at work after {seconds:.0f} s")
        sleep(_POLL)
