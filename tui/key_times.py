"""Keys that were read at once came at once, however long the laptop takes to tell them apart."""

import codecs
import sys
from collections.abc import Callable
from typing import Any, cast

from textual import events
from textual.message import Message

from tui.widgets.standstill import key_clock


class _Reader:
    """When the one thread that reads the keyboard got its last bytes, in ``key_clock`` seconds."""

    at = 0.0


class _Decoder:
    """Notes when bytes were read, and replaces those that are no UTF-8."""

    def __init__(self, encoding: str) -> None:
        self._decode = codecs.getincrementaldecoder(encoding)(errors="replace").decode

    def decode(self, data: bytes, final: bool = False) -> str:
        """The text of these bytes, as the reader asks for it right behind reading them."""
        _Reader.at = key_clock()
        return self._decode(data, final)


def read_with_times() -> None:
    """Give each key the time at which it was read, and let no byte end the app.

    Textual stamps a key when it has taken it apart from the one before. Where the laptop stands
    still in between, that is a silence in the midst of a code that lay there whole, and of a
    scanner without a suffix silence ends a code. Bytes that are no UTF-8, as a scanner or terminal
    of another encoding sends them, would end Textual's reader.

    The reader makes its decoder from a name in its module, and hands each key to its driver: both
    have no public hook; tests guard them.
    """
    if sys.platform == "win32":  # its console hands over characters
        return
    from textual.drivers import linux_driver

    vars(linux_driver)["getincrementaldecoder"] = lambda encoding: lambda: _Decoder(encoding)
    driver = cast("Any", linux_driver.LinuxDriver)
    if driver.process_message.__module__ != __name__:
        driver.process_message = _stamped(driver.process_message)


def _stamped(pass_on: Callable[[Any, Message], None]) -> Callable[[Any, Message], None]:
    def process_message(driver: Any, message: Message) -> None:
        if isinstance(message, (events.Key, events.Paste)):
            message.time = _Reader.at
        pass_on(driver, message)

    return process_message
