"""``audit list``: the audits, and the lines, finds and variances of one."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import click

from inventory.audit import Audit, AuditState
from inventory.errors import ChampionError
from inventory.files.spreadsheet import write_csv
from inventory.rules import dispositions
from inventory.rules.duties import Duty
from inventory.rules.phrases import count
from inventory.services import audits, export_log
from inventory.services.office import Office
from tui.commands.audit_rows import KEYS, rows_of
from tui.commands.audit_which import audit_of, audit_option
from tui.commands.columns import in_columns
from tui.commands.common import School, json_option, pass_school, say, say_json
from tui.commands.kinds import CSV
from tui.commands.rows import Row, where
from tui.event_words import OUTCOME_WORDS

_Column = tuple[str, Callable[[Row], str]]


def _key(title: str, key: str) -> _Column:
    return title, lambda row: str(row[key] if row[key] is not None else "")


def _day(title: str, key: str) -> _Column:
    return title, lambda row: str(row[key] or "")[:10]


def _outcome(title: str, key: str) -> _Column:
    return title, lambda row: OUTCOME_WORDS[str(row[key])] if row[key] else "not seen yet"


def _recorded(row: Row) -> str:
    return where(row) if row["custody"] else ""


def _seen(row: Row) -> str:
    return " · ".join(filter(None, (str(row["seen_place"] or ""), str(row["seen_name"] or ""))))


def _explained(row: Row) -> str:
    code, *more = (str(row[key] or "") for key in ("explanation", "detail", "note"))
    return dispositions.in_words(code, *more) if code else ""


def _signature(row: Row) -> str:
    return f"{str(row['signed_at'])[:10]} {row['signed_by']}" if row["signed_at"] else ""


_MODEL, _RECORDED, _SEEN = _key("Model", "model"), ("Recorded", _recorded), ("Seen", _seen)
_DEVICE, _CLAIM = _key("Device", "device"), _key("Claim", "claim")
_COLUMNS: Mapping[str, Sequence[_Column]] = {
    "audits": (_key("Audit", "audit"), _key("State", "state"), _key("Due", "due"),
               _key("Expected", "expected"), _day("Opened", "opened_at"),
               ("Signed", _signature)),
    "variances": (_outcome("Result", "outcome"), _key("Subject", "label"), _MODEL, _RECORDED,
                  _SEEN, _CLAIM, ("Explanation", _explained)),
    "lines": (_DEVICE, _MODEL, _outcome("Result", "result"), _key("Evidence", "evidence"),
              _day("of", "evidence_at"), _RECORDED, _SEEN),
    "finds": (_outcome("Find", "find"), _key("What", "label"), _key("Times", "times"),
              _day("Seen", "at"), _key("Place", "place"), _key("With", "name"), _CLAIM),
    "left": (_key("Look in", "look_in"), _DEVICE, _key("Serial", "serial"), _MODEL, _RECORDED),
    "proposals": (_DEVICE, _key("Field", "field"), _key("Was", "base"),
                  _key("Proposed", "proposed"), _key("Reason", "reason"),
                  _key("Outcome", "outcome"), _key("Answer", "answer")),
}  # fmt: skip
_EMPTY = {
    "audits": "There is no audit yet: champion audit open.",
    "variances": "Nothing has to be explained.",
    "lines": "Nothing is expected.",
    "finds": "Nothing was found that the list does not have.",
    "left": "All was seen.",
    "proposals": "Nothing is proposed to the district; champion audit submit does.",
}
_NOUNS = {"audits": "audit", "variances": "variance", "finds": "find", "proposals": "proposal"}
_TELLS_WHAT_IS_EXPECTED = ("lines", "left", "variances")


@click.command("list", short_help="List audits, or what one came to.")
@click.argument("which", type=click.Choice(list(_COLUMNS)), default="audits")
@audit_option
@click.option(
    "--csv", "csv_to", type=CSV, metavar="FILE.csv",
    help="Write it for a spreadsheet; - prints it plain.",
)  # fmt: skip
@json_option
@pass_school
def list_(school: School, which: str, audit_id: str, csv_to: Path | None, as_json: bool) -> None:
    """List the audits, newest first; or the lines of one, its finds, and what is left to see."""
    if as_json and csv_to:
        raise click.UsageError("Say --json or --csv, not both.")
    with school.office() as office:
        if csv_to:
            office.refuse_helper(Duty.EXPORT)
        rows = _rows(office, which, audit_id)
        if csv_to:
            _write_csv(office, csv_to, which, rows)
            return
    if as_json:
        for row in rows:
            say_json(row)
    else:
        for line in _lines(which, rows):
            say(line)


def _rows(office: Office, which: str, audit_id: str) -> list[Row]:
    if which == "audits" and not (audit_id or audits.all_audits(office)):
        return []
    audit = audit_of(office, audit_id)
    _refuse_to_tell(audit, which)
    rows = rows_of(office, which, audit)
    if which == "audits" and audit_id:
        return [row for row in rows if row["audit"] == audit.audit_id]
    return rows


def _refuse_to_tell(audit: Audit, which: str) -> None:
    """Raise ChampionError for what would tell where to look while a blind audit is scanned."""
    hidden = audit.scope.blind and audit.state is AuditState.OPEN
    if hidden and which in _TELLS_WHAT_IS_EXPECTED:
        raise ChampionError(
            f"{audit.audit_id} is blind: nothing tells what is expected while it is scanned.",
            "champion audit lock finishes scanning.",
        )


def _write_csv(office: Office, csv_to: Path, which: str, rows: Sequence[Row]) -> None:
    cells = ([row[key] for key in KEYS[which]] for row in rows)
    if str(csv_to) == "-":
        write_csv(sys.stdout.buffer, KEYS[which], cells, for_spreadsheet=False)
        sys.stdout.buffer.flush()
        return
    written = write_csv(csv_to, KEYS[which], cells, for_spreadsheet=True)
    export_log.log(office, "audit list", csv_to, written)
    say(f"{count(written, 'row')} written to {csv_to}.")


def _lines(which: str, rows: Sequence[Row]) -> Iterator[str]:
    """The table with its heading and its number; a sentence where it is empty."""
    if not rows:
        yield _EMPTY[which]
        return
    columns = _COLUMNS[which]
    titles = [title for title, _ in columns]
    yield from in_columns([titles, *([text(row) for _, text in columns] for row in rows)])
    yield f"{count(len(rows), _NOUNS.get(which, 'device'))}."
