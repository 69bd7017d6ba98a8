"""When a key came: at the moment it was read, not when it was told apart from the one before."""

import os
import sys
from threading import Event, Thread
from time import sleep
from typing import Any

import pytest
from textual import events
from textual.message import Message

from tui import key_times

if sys.platform == "win32":
    pytest.skip("its console hands over characters", allow_module_level=True)

from textual.drivers.linux_driver import LinuxDriver


class Reader(LinuxDriver):
    """Textual's own reader of a terminal, on one end of a pipe, in a laptop that stands still."""

    def __init__(self, fileno: int) -> None:
        self.fileno = fileno
        self.exit_event = Event()
        self.cursor_origin = None
        self._debug = False
        self._app: Any = None
        self.keys: list[events.Key] = []

    def send_message(self, message: Message) -> None:
        """Keep a key, and stand still behind it."""
        assert isinstance(message, events.Key)
        self.keys.append(message)
        sleep(0.03)


def read(*chunks: bytes) -> list[events.Key]:
    """The keys of what lay there at once, chunk by chunk."""
    key_times.read_with_times()
    ours, scanners = os.pipe()
    reader = Reader(ours)
    thread = Thread(target=reader.run_input_thread)
    thread.start()
    try:
        wanted = 0
        for chunk in chunks:
            os.write(scanners, chunk)
            wanted += len(chunk)
            while len(reader.keys) < wanted:
                sleep(0.002)
    finally:
        reader.exit_event.set()
        thread.join()
        os.close(scanners)
        os.close(ours)
    return reader.keys


def test_a_code_that_was_read_at_once_has_no_silence_in_it() -> None:
    """Though the laptop stands still between any two of its keys; the next one came later."""
    keys = read(b"NS-1", b"NS-2\r")
    assert [key.character for key in keys] == [*"NS-1", *"NS-2", "\r"]
    first, second = ({key.time for key in part} for part in (keys[:4], keys[4:]))
    assert len(first) == len(second) == 1
    assert first.pop() < second.pop()


def test_a_byte_that_is_no_text_stands_for_one_key() -> None:
    """The keys around it come as they are."""
    assert [key.character for key in read(b"a\xffb")] == ["a", "�", "b"]
