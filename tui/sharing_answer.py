"""The line that answers who asked for sharing: what went wrong first, file names last."""

import re
from collections.abc import Iterable, Sequence

from inventory.errors import (
    CarrierUnreachable,
    ChampionError,
    Damaged,
    FileRefused,
    OtherSchool,
    StaysSealed,
)
from inventory.rules.phrases import a_list, count
from inventory.services.exchange import Exchanged
from tui.sharing import Shared, folder_of
from tui.widgets.text_lines import Toned

_FILE = re.compile(r"(\S.*?\.bundle(?:\.age)?)\s", re.IGNORECASE)
"""The name with which a refusal of a file begins."""
_NAME_PARTS = 5
"""``NORTH_Table-3_000201-000240_51f0c2d9_1a2b3c4d.bundle``: the second is the table's."""
_LONGEST_PLACE = 12
"""Cells for a folder's name; a longer one would push away what matters."""


def in_words(came: Sequence[Shared]) -> list[Toned]:
    """What came of it with each folder and hub, the worst first; details stand behind all."""
    lines = [_told(one, among_others=len(came) > 1) for one in sorted(came, key=_how_bad)]
    return [
        *(part for first, _ in lines for part in first),
        *(part for _, r in lines for part in r),
    ]


def disputes_in_words(done: Exchanged) -> str:
    """On how many devices tables disagree now, and how many of them are new."""
    new = f", {done.disputed_now:,} new" if 0 < done.disputed_now < done.disputes else ""
    return f"Tables disagree on {count(done.disputes, 'device')}{new}: F6."


def quarantined_in_words(done: Exchanged) -> str:
    """How many events are kept aside."""
    return f"{count(done.quarantined, 'event')} came in changed and do not count: show IT."


def name_of(target: str) -> str:
    """A folder's own name."""
    return folder_of(target).name or target


def _how_bad(one: Shared) -> int:
    """Faults that are said in full stand behind what is said in a few words."""
    if one.fault:
        return 0 if isinstance(one.fault, CarrierUnreachable) else 3
    return 1 if one.done and one.done.refused else 2


def _told(one: Shared, *, among_others: bool) -> tuple[list[Toned], list[Toned]]:
    """What is said first of it, and what is said behind all else."""
    if one.fault:
        words = _fault_in_words(one, one.fault) if among_others else one.fault.message
        return [(f"✗ {words} ", "stop")], [] if among_others else [(one.fault.hint, "muted")]
    if one.done is None:
        return [], []
    moved = _came_and_went(one.done)
    if one.done.refused:
        words = " ".join(_problems(one.done.refused, _place(one)))
        first: list[Toned] = [(f"✗ {words}", "stop"), (f" {moved} ", "plain")]
    else:
        where = f"{'Hub' if one.is_hub else 'Folder'}: " if among_others else "Shared "
        first = [(f"✓ {where}", "ok"), (f"{moved} ", "plain")]
    return first, _behind(one.done)


def _behind(done: Exchanged) -> list[Toned]:
    """What wants somebody besides, what to do about a refusal, and the names of the files."""
    wanting = [quarantined_in_words(done)] if done.quarantined else []
    wanting += [disputes_in_words(done)] if done.disputes else []
    wanting = (wanting or [*done.cloned, *done.gaps])[:2]
    parts: list[Toned] = [(f"{words} ", "ask") for words in wanting]
    if done.refused:
        parts.append((f"{done.refused[0].hint} ", "plain"))
        parts.append((a_list([file for one in done.refused if (file := _file(one))]), "muted"))
    return parts


def _came_and_went(done: Exchanged) -> str:
    if not (done.new or done.sent):
        return "nothing new." if not done.refused else "Nothing new."
    return f"{count(done.new, 'event')} in, {done.sent:,} out."


def _fault_in_words(one: Shared, fault: ChampionError) -> str:
    """Why nothing was exchanged, short enough for the others to stand beside it."""
    if one.is_hub and isinstance(fault, CarrierUnreachable):
        return "The hub does not answer."
    return fault.message.replace(str(folder_of(one.target)), name_of(one.target))


def _place(one: Shared) -> str:
    name = "the hub" if one.is_hub else name_of(one.target)
    return name if len(name) <= _LONGEST_PLACE else "the folder"


def _problems(refused: Sequence[ChampionError], place: str) -> list[str]:
    """One sentence for each kind of refusal, without the names of files."""
    schools = [one for one in refused if isinstance(one, OtherSchool)]
    whole = [one for one in schools if not _file(one)]
    damaged = [one for one in refused if isinstance(one, Damaged)]
    sealed = [one for one in refused if isinstance(one, StaysSealed) and _file(one)]
    known = {id(one) for one in (*schools, *damaged, *sealed)}
    rest = [one for one in refused if id(one) not in known]
    unread = [one for one in rest if isinstance(one, FileRefused) and _file(one)]
    theirs = ", ".join(sorted({one.site for one in schools if one.site}))
    said = []
    if damaged:
        be = "is" if len(damaged) == 1 else "are"
        said.append(f"{count(len(damaged), 'file')} on {place} {be} damaged{_tables(damaged)}.")
    if whole:
        said.append(f"All files on {place} are of another school: {theirs}. Nothing was written.")
    elif schools:
        be = "is" if len(schools) == 1 else "are"
        said.append(f"{count(len(schools), 'file')} {be} of another school: {theirs}.")
    if sealed:
        stay = "stays" if len(sealed) == 1 else "stay"
        said.append(f"{count(len(sealed), 'file')} {stay} sealed: the passphrase is lacking.")
    if unread:
        said.append(f"{count(len(unread), 'file')} can't be taken in{_tables(unread)}.")
    return [*said, *(one.message for one in rest if one not in unread)]


def _tables(refused: Iterable[ChampionError]) -> str:
    """`` (Table 3)``: whose files they are, as their names say it; empty where they don't."""
    parts = [_file(one).split("_") for one in refused]
    names = sorted({one[1].replace("-", " ") for one in parts if len(one) >= _NAME_PARTS})
    return f" ({', '.join(names)})" if names else ""


def _file(refused: ChampionError) -> str:
    """The name of the file that was refused; empty where it was not about one."""
    named = _FILE.match(refused.message)
    return named[1] if named else ""
