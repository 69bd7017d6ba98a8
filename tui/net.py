"""The last net under every widget: no control character of any text reaches the terminal.

Our own widgets replace them when they draw. Textual's widgets and Rich strip five of them only
(``rich.control.STRIP_CONTROL_CODES``), and send on the rest, a terminal's commands among them.
"""

import sys
from collections.abc import MutableMapping
from typing import Any, cast

from inventory.text import REPLACEMENT

_UNSAFE = (
    *(code for code in range(0x20) if code not in (0x09, 0x0A)),  # these two lay out our own text
    *range(0x7F, 0xA0),
    0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A),
    *range(0xD800, 0xE000),
)  # fmt: skip
"""The code points that ``inventory.text.UNSAFE`` matches, ready for 0.2 ms of the start."""
_LINE_BREAKS = (0x2028, 0x2029)
_UNSEEN = (0xAD, 0x200B, 0x2060, 0xFEFF, *range(0xE0000, 0xE0080))
"""What takes no room: a text can hide within another one."""


def spread() -> None:
    """Let Textual and Rich replace what ``inventory.text`` calls unsafe; once for the process.

    Both keep a dictionary for ``str.translate`` that has no public name; a test guards them.
    """
    from rich import control
    from textual import content

    for module in (control, content):
        table = cast("MutableMapping[int, Any]", module._CONTROL_STRIP_TRANSLATE)
        for code in (*_UNSAFE, *_LINE_BREAKS):
            table.setdefault(code, REPLACEMENT)
        table.update(dict.fromkeys(_UNSEEN))


def read_once() -> None:
    """Let an app that was stopped and goes on have one reader of the keyboard, and not two.

    Textual starts a second one beside the first wherever it is continued (SIGCONT), and the two
    tear each other's scans apart. Only where it had stopped its reader itself (SIGTSTP) is there
    one to start. The handler has no public name; a test in the terminal guards it.
    """
    if sys.platform == "win32":  # there is no such signal
        return
    from textual.drivers.linux_driver import LinuxDriver

    vars_of = cast("Any", LinuxDriver)
    vars_of._sigcont_application = _go_on


def _go_on(driver: Any, *_: object) -> None:
    """Start the reader that was stopped; else only draw anew what the terminal may have lost."""
    if driver._must_signal_resume:
        driver.resume_application_mode()
    else:
        driver._app.call_later(driver._app.refresh)
