"""A child of the test runner: it never comes back, and is not waited for without end."""

import os
import signal
import threading

import pytest

from tests.trust.forked import FAILED, in_a_child

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


def _breaks() -> None:
    raise KeyboardInterrupt


def test_an_error_in_a_child_ends_the_child() -> None:
    """Whatever it is: it would go on as a second test runner."""
    assert in_a_child(_breaks) == FAILED
    assert in_a_child(lambda: None) == 0
    assert in_a_child(lambda: os.kill(os.getpid(), signal.SIGKILL)) == -signal.SIGKILL


def test_a_child_that_hangs_is_killed() -> None:
    """And said to have hung."""
    with pytest.raises(TimeoutError, match="still at work"):
        in_a_child(threading.Event().wait, 0.1)
