"""The certificate of a purge: what was taken out, what was found then, and what lies outside."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from inventory.errors import ChampionError
from inventory.files import whole
from inventory.rules.phrases import a_list, count
from inventory.services import export_log
from inventory.services.office import Clock, Office
from inventory.services.purge import Begun, forget
from inventory.store import backup, imports
from inventory.text import safe

WHAT = "purge certificate"


def refuse_no_place(file: Path) -> None:
    """Raise FileRefused where the certificate can't be written; asked before anything is done."""
    whole.refuse_no_folder(file)
    whole.refuse_taken(file)


def certify(path: Path, clock: Clock, begun: Begun, file: Path) -> tuple[str, ...]:
    """Write the certificate, keep its hash in the journal, and let go of what was remembered.

    Its lines are returned. Raises FileRefused where it can't be written: the purge is done then,
    and only the certificate is missing.
    """
    with closing(Office.open(path, clock)) as office:
        lines = tuple(_lines(office, begun))
        content = "".join(f"{safe(line)}\n" for line in lines).encode()
        whole.save_whole({file: content})
        sha256 = hashlib.sha256(content).hexdigest()
        export_log.log(office, WHAT, file, begun.people, people=False, sha256=sha256)
    if not _to_delete(path, begun):
        forget(path)
    return lines


def _to_delete(path: Path, begun: Begun) -> list[str]:
    """Files in which names are and that can go; the database itself never does."""
    return [one for one in begun.found if not one.startswith(path.name)]


def _lines(office: Office, begun: Begun) -> Iterator[str]:
    yield "Certificate of a purge"
    yield ""
    yield f"School      {office.school}"
    yield f"Done        {begun.at}, by {begun.by or 'somebody without a name'}"
    yield f"People      {count(begun.people, 'person', 'people')} who left before {begun.before}"
    if begun.kept:
        yield f"Kept        {count(begun.kept, 'person', 'people')} who left then but are tied here"
    yield f"Head before {begun.head}"
    yield f"Head after  {backup.head(office.database)}"
    yield "            (that this certificate was written is recorded behind it)"
    yield ""
    yield "What was taken out"
    yield "- their rows: name, grade, homeroom, e-mail address, status"
    yield f"- names and typed text in {count(begun.events, 'event')} of the journal"
    yield f"- names in {count(begun.places, 'other place')} of the register"
    yield "- the search index, which was made anew"
    yield f"- {count(begun.deleted, 'older backup')}; a fresh one was written and checked"
    yield ""
    yield "What stays"
    yield "- their numbers, as bare numbers in the journal: what happened to devices stays whole"
    yield "- every event, its hash and the chain; champion check goes over them"
    yield ""
    yield from _search_lines(office, begun)
    yield ""
    yield from _outside(office, begun)
    yield ""
    yield "A file that was deleted can be read from the disk until something is written over it."
    yield "Only an encrypted disk answers that: champion check says whether this one is."


def _search_lines(office: Office, begun: Begun) -> Iterator[str]:
    yield "The search"
    if begun.searched < 0:
        yield "- could not be made: the backup from before, with the names, is not there any more"
        return
    yield f"- {count(begun.searched, 'file')} of the app searched for every name and address"
    path = office.database.path or Path()
    to_delete = _to_delete(path, begun)
    for one in to_delete:
        yield f"- FOUND in {one}, or it could not be deleted: delete it by hand, then purge again"
    if len(to_delete) < len(begun.found):
        yield f"- FOUND in the database {path.name}: keep it, and show this certificate to IT"
    if not begun.found:
        yield "- none was found"
    if begun.shared:
        people = count(begun.shared, "person has", "people have")
        yield f"- {people} no name to look for that only they had; it also means what stays"


def _outside(office: Office, begun: Begun) -> Iterator[str]:
    """What the app doesn't reach, as far as it knows."""
    yield "Outside of what the app manages; delete by hand what is not needed any more"
    yield "- backups that somebody wrote to another place (champion backup FILE)"
    yield "- windows of Champion that were open meanwhile: they have the old file until they close"
    for folder in begun.unreached:
        yield f"- backups in {folder}, which was not there or can't be written to"
    if begun.laptops:
        yield f"- the databases on other laptops: {a_list(begun.laptops)}"
    for key, what in (("share", "the shared folder"), ("hub", "the hub")):
        if value := office.setting(key):
            yield f"- {what} {value}: what tables put there before"
    for one in imports.everything(office.database):
        yield f"- the list {one.file}, read on {one.at[:10]}"
    written = [one for one in export_log.exports(office) if one.people]
    for export in written:
        yield f"- {export.what} {export.file}, {export.at[:16].replace('T', ' ')}, by {export.by}"
    if not written:
        yield "- no file with names was written, as far as the journal tells"


def refuse_found(begun: Begun) -> None:
    """Raise ChampionError where a name was found after all, or nobody could look."""
    if begun.found or begun.searched < 0:
        raise ChampionError(
            "The search did not come out as it should: the certificate says where.",
            "Delete what it says to delete, then: champion purge --certificate FILE",
        )
