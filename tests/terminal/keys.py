"""The bytes that terminals send for keys, pastes, and text in the kitty keyboard protocol."""

NO_SCAN = 0.4
"""Seconds that a person lets pass between letters and Enter: keys that come closer are a scanner's,
and a busy laptop reads them closer than they were pressed."""

_NAMED = {
    "enter": b"\r",
    "tab": b"\t",
    "escape": b"\x1b",
    "backspace": b"\x7f",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "f1": b"\x1bOP",
    "f2": b"\x1bOQ",
    "f3": b"\x1bOR",
    "f4": b"\x1bOS",
    "f5": b"\x1b[15~",
    "f6": b"\x1b[17~",
    "f7": b"\x1b[18~",
    "f8": b"\x1b[19~",
    "f9": b"\x1b[20~",
    "f10": b"\x1b[21~",
    "f11": b"\x1b[23~",
    "f12": b"\x1b[24~",
}
_KITTY_ENTER = b"\x1b[13u"
_KITTY_SHIFT = b"\x1b[57441;2u"


def key(name: str) -> bytes:
    """The bytes of a key as xterm sends them: ``f2``, ``enter``, ``ctrl+q``, ``alt+2``, ``a``."""
    if name in _NAMED:
        return _NAMED[name]
    modifier, plus, letter = name.rpartition("+")
    if plus and len(letter) == 1 and modifier == "ctrl":
        return bytes([ord(letter.upper()) & 0x1F])
    if plus and len(letter) == 1 and modifier == "alt":
        return b"\x1b" + letter.encode()
    if len(name) == 1:
        return name.encode()
    raise KeyError(name)


def paste(text: str) -> bytes:
    """The text as a bracketed paste (mode 2004), line ends as CR, which is what terminals send."""
    body = text.replace("\r\n", "\r").replace("\n", "\r")
    return b"\x1b[200~" + body.encode() + b"\x1b[201~"


def kitty(text: str) -> bytes:
    """The text, typed and ended with Enter, as kitty, foot or Ghostty send it to Textual.

    Textual asks for flags 25 of the kitty keyboard protocol: every key is an escape sequence that
    carries its text, and a capital comes after a report of the Shift key alone
    (https://sw.kovidgoyal.net/kitty/keyboard-protocol/).
    """
    return b"".join(_kitty_key(char) for char in text) + _KITTY_ENTER


def _kitty_key(char: str) -> bytes:
    if char.isupper():
        return _KITTY_SHIFT + b"\x1b[%d;2;%du" % (ord(char.lower()), ord(char))
    return b"\x1b[%d;;%du" % (ord(char), ord(char))
