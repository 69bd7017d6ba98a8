"""What the screen of a fault says: what happened, what is safe, what to do now."""

from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap

from inventory.errors import ChampionError, NotRecorded
from inventory.rules.phrases import size
from inventory.services.faults import Situation, Trouble
from inventory.text import safe
from tui.widgets.text_lines import Tone, Toned

_LABEL = 13
"""Columns for the words at the left."""

_SAFE = "All that was confirmed is on the disk."
_NOT_THIS_ONE = "All that was confirmed is on the disk; the last scan is not."
_UNSURE = "All that was confirmed. Look the last scan up afterwards."
_GO_ON = "Ctrl+R tries a write, and goes on where it works."
_LINE = "Wait, or note student and tag on paper to scan later."
_LEFT_ALONE = "The file was left as it is: nothing in it was changed."
_DAMAGED_LEFT = "The backups. The damaged file was left as it is."

_NO_BACKUP = "No backup lies beside it: look on your stick or share, or ask IT."

_SAFE_WHERE = {
    Trouble.GONE: "All that was recorded, in this window while it is open.",
    Trouble.REPLACED: "All that was recorded, in this window while it is open.",
    Trouble.CLOCK: "All that was recorded. Its order goes by numbers, not clocks.",
    Trouble.DAMAGED: "The backups. The damaged file is not written to any more.",
}
_NOTICED = (Trouble.GONE, Trouble.REPLACED)
"""What is noticed though nothing was being recorded."""

_DO = {
    Trouble.FULL: ("Empty the recycle bin, delete downloads and videos.", _GO_ON),
    Trouble.READ_ONLY: ("Allow writing there: a stick's lock, the folder's rights.", _GO_ON),
    Trouble.GONE: (
        "Ctrl+B first: it keeps a copy of all that was recorded.",
        "Put the file back where it was, then Ctrl+R.",
        "If nobody can: Ctrl+Q, then restore that copy.",
    ),
    Trouble.REPLACED: (
        "Ctrl+B first: it keeps a copy of all that was recorded.",
        "Ask who put another file there, as restoring does.",
        "Ctrl+Q, start again: it opens the file that is there now.",
    ),
    Trouble.BUSY: ("Close what else has the file open: a copy, a sync, a tool.", _GO_ON),
    Trouble.DISK: (
        "See that the disk or stick with the file is plugged in.",
        _GO_ON,
        "Once more? Ctrl+Q, and call IT: this disk may be failing.",
    ),
    Trouble.CLOCK: (
        "Set the laptop's date, time and time zone right.",
        "Ctrl+R goes on, also with the clock as it is.",
    ),
    Trouble.DAMAGED: (
        "Is its disk plugged in? Then Ctrl+R looks it over.",
        "Still damaged? Ctrl+Q closes Champion. Call IT if you can.",
        "Restore the newest backup: {restore}",
    ),
}


def told(
    fault: ChampionError, how: Situation, *, scan: str, again: bool, width: int
) -> list[list[Toned]]:
    """The lines of a fault's screen.

    ``scan`` is the code that was being recorded; ``again`` says that it was tried to go on.
    """
    room = max(24, width)
    lines: list[list[Toned]] = [[(head(fault, how, scan), "stop")], []]
    if scan:
        lines.append([("Scanned  ", "muted"), (safe(scan)[: room - 9], "bold")])
    if again:
        lines.append([("Tried again: it is not mended yet.", "ask")])
    lines += [[(line, "bold")] for line in wrap(safe(fault.message), room)]
    lines.append([])
    for label, text in _parts(fault, how, scan):
        lines += _labelled(label, text, room, "plain")
    lines.append([])
    for label, text in _facts(how):
        lines += _labelled(label, text, room, "muted")
    return lines


def told_at_start(fault: ChampionError, how: Situation, *, width: int) -> list[list[Toned]]:
    """The lines where a file can't be opened at all."""
    room = max(24, width)
    lines: list[list[Toned]] = [[(_joined("✗ NOT OPENED", how.trouble), "stop")], []]
    lines += [[(line, "bold")] for line in wrap(safe(fault.message), room)]
    lines.append([])
    steps = [fault.hint]
    if how.trouble is Trouble.DAMAGED:
        steps = [_NO_BACKUP]
        if how.backup:
            steps = [f"Restore the newest backup: {restore_command(how.backup)}"]
    elif how.trouble is Trouble.BUSY:
        steps = [_DO[Trouble.BUSY][0]]
    steps += ["R tries again, Q leaves. If it stays so, show this to IT."]
    is_damaged = how.trouble is Trouble.DAMAGED
    lines += _labelled("Safe", _DAMAGED_LEFT if is_damaged else _LEFT_ALONE, room, "plain")
    for number, step in enumerate(filter(None, steps), 1):
        lines += _labelled("" if number > 1 else "Do now", f"{number}. {step}", room, "plain")
    lines += [*_labelled("The line", _LINE, room, "plain"), []]
    for label, text in _facts(how):
        lines += _labelled(label, text, room, "muted")
    return lines


def head(fault: ChampionError, how: Situation, scan: str) -> str:
    """The outcome in capitals first, then what the matter is."""
    if how.is_unsure:
        outcome = "✗ NOT KNOWN WHETHER RECORDED"
    elif scan or (isinstance(fault, NotRecorded) and how.trouble not in _NOTICED):
        outcome = "✗ NOT RECORDED"
    else:
        outcome = "✗ STOPPED"
    return _joined(outcome, how.trouble)


def _joined(outcome: str, trouble: Trouble) -> str:
    return f"{outcome} · {trouble.value.upper()}" if trouble.value else outcome


def _parts(fault: ChampionError, how: Situation, scan: str) -> Iterator[tuple[str, str]]:
    safe_now = _SAFE_WHERE.get(how.trouble, _SAFE)
    if how.is_unsure:
        safe_now = _UNSURE
    elif safe_now is _SAFE and (scan or isinstance(fault, NotRecorded)):
        safe_now = _NOT_THIS_ONE
    yield "Safe", safe_now
    steps = _DO.get(how.trouble, (fault.hint, _GO_ON))
    restore = restore_command(how.backup) if how.backup else "there is none; ask IT."
    for number, step in enumerate(filter(None, steps), 1):
        yield ("Do now" if number == 1 else ""), f"{number}. {step.replace('{restore}', restore)}"
    if how.trouble is not Trouble.CLOCK:
        yield "The line", _LINE


def restore_command(backup: Path) -> str:
    """What is typed to put a backup in the place of the database."""
    return f'champion restore "{backup}"'


def _facts(how: Situation) -> Iterator[tuple[str, str]]:
    if how.path is None:
        return
    if how.free is not None:
        yield "Free", f"{size(how.free)} on the disk of the database"
    yield "Database", str(how.path)
    if how.backup:
        where = how.backup.relative_to(how.backup.parents[1])
        yield "Last backup", f"{how.backup_at}, {where}"
    else:
        yield "Last backup", "none yet"


def _labelled(label: str, text: str, room: int, tone: Tone) -> list[list[Toned]]:
    """A word at the left, and the text beside it over as many lines as it needs."""
    hang = "   " if text[1:3] == ". " else ""
    words = wrap(
        safe(text), room - _LABEL, break_on_hyphens=False, subsequent_indent=hang
    ) or [""]  # fmt: skip
    return [
        [(f"{label if first else '':<{_LABEL}}", "muted"), (line, tone)]
        for first, line in zip([True] + [False] * len(words), words, strict=False)
    ]
