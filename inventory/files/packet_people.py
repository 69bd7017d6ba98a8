"""The parts of the packet that people read: one page of text, and a workbook."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from inventory.counts import Cover as Figures
from inventory.counts import Find, Line, Result
from inventory.files.packet import Plain, Table
from inventory.files.packet_tables import Story, audit, discrepancies, notes, proposals
from inventory.files.workbook import Column, Cover, Sheet, Workbook, workbook_bytes
from inventory.rules.it_notes import tally
from inventory.rules.phrases import count

MOST_LINES = 20_000
"""Lines of an audit up to which its sheet has all of them."""

_RESULTS = {
    Result.VERIFIED: "verified",
    Result.WRONG_PLACE: "wrong place",
    Result.WRONG_HOLDER: "wrong holder",
    Result.STATE_CONFLICT: "record disagrees",
    Result.ACCOUNTED: "accounted for, not seen",
    Result.MISSING: "missing",
}
_FINDS = {
    Find.STRAY: "of another school",
    Find.RESURFACED: "resurfaced",
    Find.UNLISTED: "in no list",
    Find.LABEL_CONFLICT: "labels disagree",
    Find.UNREADABLE: "no readable code",
    Find.OUT_OF_SCOPE: "ours, not asked for",
}
_LEFT_OUT = {
    "LOST": "reported lost",
    "STOLEN": "reported stolen",
    "RETIRED": "retired",
    "WITH_DISTRICT": "with the district",
    "OUT_OF_SCOPE": "outside the scope",
}
_WIDTHS = {
    "number": 9, "sentence": 60, "proposed_action": 40, "explanation_note": 30, "model": 24,
    "people": 9, "text": 60, "written_at": 26,
    "last_seen_at": 26, "observed_at": 26, "evidence_at": 26, "since": 26, "event_id": 38,
}  # fmt: skip
_COUNTS = frozenset({"number", "people", "sightings"})
_WIDTH = 18
_NOTES = {
    "discrepancies": "What the district has to decide, one line for each variance.",
    "proposals": "Changes of the district's list that the school proposes.",
    "notes": "What the school noted for IT: training, process, support referrals.",
    "audit": "Every expected device with its one result, then every unexpected find.",
}
_AUDIT_COLUMNS = frozenset({
    "asset_tag", "serial_number", "expected_person", "expected_place", "result", "evidence",
    "evidence_at", "observed_place", "observed_with", "scanned",
})  # fmt: skip
"""What people read of the lines; ``audit.csv`` has all of it."""


def summary(story: Story) -> Plain:
    """The audit on one page: figures, who signed, and how to prove that nothing changed."""
    text = "".join(f"{line}\r\n" for line in _summary_lines(story))
    return Plain("summary.txt", "The audit on one page", text.encode(), "text/plain")


def _summary_lines(story: Story) -> Iterable[str]:
    one, cover = story.audit, story.cover
    yield f"Audit {one.audit_id}, {story.school}"
    yield ""
    yield f"Opened    {one.opened_at}"
    yield f"Scanned   until {one.locked_at}"
    yield f"Signed    {one.signed_at}, {one.signed_by}, {one.role}"
    yield f"Due       {one.due}"
    yield f"Scope     {scope_words(story)}"
    yield ""
    for words, number, share in _figure_rows(cover):
        shown = f"{number:,}" if share is None else f"{share:.1%}"
        yield f"{words:<28}{shown:>10}"
    yield ""
    for result, words in _RESULTS.items():
        yield f"{words:<28}{cover.results.get(result, 0):>10,}"
    for find, words in _FINDS.items():
        yield f"find: {words:<22}{cover.finds.get(find, 0):>10,}"
    yield ""
    yield f"Value at risk               {cover.value_at_risk:>10,.2f}"
    if cover.unpriced:
        yield f"  without {count(cover.unpriced, 'device')} that the price list does not have"
    for reason, number in one.left_out.items():
        yield f"Not expected: {count(number, 'device')} {_LEFT_OUT.get(reason, reason)}"
    if one.late:
        yield f"Came after the list was frozen, out of scope: {', '.join(one.late)}"
    if story.notes:
        kinds = Counter(one.kind for one in story.notes)
        yield ""
        yield f"Noted for IT, in notes.csv: {tally(kinds)}."
    if not story.emails:
        yield ""
        yield "This school keeps no e-mail addresses: gam_cros_update.csv names no user"
        if story.username != "id":
            yield "and snipeit_update.csv checks nothing out. Users there would be addresses."
    yield ""
    yield f"SHA-256 of the frozen list  {one.list_sha256}"
    yield f"Hash of the signature       {story.head}"
    yield "Keep the last line elsewhere. champion verify proves that nothing changed since."


def scope_words(story: Story) -> str:
    """``the whole allocation``, or what was asked for."""
    scope = story.audit.scope
    parts = [
        f"places: {', '.join(scope.places)}" if scope.places else "",
        f"categories: {', '.join(scope.categories)}" if scope.categories else "",
        f"a sample of {scope.sample}, drawn with {scope.seed}" if scope.sample else "",
        "blind" if scope.blind else "",
    ]
    return "; ".join(filter(None, parts)) or "the whole allocation"


def _figure_rows(cover: Figures) -> list[tuple[str, int, float | None]]:
    rows: list[tuple[str, int, float | None]] = [
        ("Expected", cover.expected, None),
        ("Sighted", cover.sighted, None),
        ("Accounted for, not seen", cover.accounted, None),
        ("Missing", cover.missing, None),
        ("Stray, resurfaced, unlisted", cover.found, None),
        ("Sightings beyond the first", cover.duplicates, None),
    ]
    rates = (
        ("Sighting rate", cover.sighting_rate),
        ("Accountability", cover.accountability),
        ("Accuracy", cover.accuracy),
        ("Pass rate of the sample", cover.sample.pass_rate if cover.sample else None),
    )
    return rows + [(words, 0, rate) for words, rate in rates if rate is not None]


def reconciliation(story: Story) -> Plain:
    """The workbook: the cover with its chart, variances first, then one sheet for each part."""
    book = Workbook(
        _cover(story),
        (
            _sheet("Variances", discrepancies(story)),
            _sheet("Proposals", proposals(story)),
            *([_sheet("Notes for IT", notes(story))] if story.notes else []),
            _by_place(story.lines),
            _lines(story),
        ),
        datetime.fromisoformat(story.audit.signed_at),
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Plain("reconciliation.xlsx", "The audit as a workbook", workbook_bytes(book), kind)


def _cover(story: Story) -> Cover:
    one, cover = story.audit, story.cover
    results = [(words, cover.results.get(result, 0)) for result, words in _RESULTS.items()]
    return Cover(
        f"Audit {one.audit_id}",
        (
            ("School", story.school),
            ("Site", story.site),
            ("Scope", scope_words(story)),
            ("Opened", one.opened_at),
            ("Scanned until", one.locked_at),
            ("Signed", f"{one.signed_at}, {one.signed_by}, {one.role}"),
            ("Due", one.due),
            ("Late, out of scope", ", ".join(one.late)),
            ("Hash of the signature", story.head),
        ),
        [
            *(
                (words, number if share is None else share, "count" if share is None else "share")
                for words, number, share in _figure_rows(cover)
            ),
            ("Value at risk", cover.value_at_risk, "money"),
            ("Missing without a price", cover.unpriced, "count"),
        ],
        [*results, *((f"find: {w}", cover.finds.get(f, 0)) for f, w in _FINDS.items())],
        "What the count came to",
    )  # fmt: skip


def _lines(story: Story) -> Sheet:
    """Every line; of a list that is too long to scroll through, only what is not as recorded."""
    sheet = _sheet("Audit", audit(story), _AUDIT_COLUMNS)
    if len(sheet.rows) <= MOST_LINES:
        return sheet
    at = [column.title for column in sheet.columns].index("result")
    odd = [row for row in sheet.rows if row[at] != Result.VERIFIED]
    note = f"{sheet.note} Lines that are verified stand in audit.csv only."
    return replace(sheet, rows=odd, note=note)


def _by_place(lines: Iterable[Line]) -> Sheet:
    expected, sighted, missing = Counter[str](), Counter[str](), Counter[str]()
    for line in lines:
        place = line.expected.look_in or "nobody knows where"
        expected[place] += 1
        sighted[place] += bool(line.times)
        missing[place] += line.result is Result.MISSING
    return Sheet(
        "By place",
        (
            Column("Place", 28),
            *(Column(title, 12, "count") for title in ("Expected", "Sighted", "Missing")),
        ),
        [(place, expected[place], sighted[place], missing[place]) for place in sorted(expected)],
        "Where the devices were expected: a place, or their holders' homeroom.",
    )


def _sheet(title: str, table: Table, only: frozenset[str] = frozenset()) -> Sheet:
    kept = [at for at, field in enumerate(table.fields) if not only or field.name in only]
    columns = tuple(
        Column(
            table.fields[at].name.replace("_", " "),
            _WIDTHS.get(table.fields[at].name, _WIDTH),
            "count" if table.fields[at].name in _COUNTS else "text",
        )
        for at in kept
    )
    rows = [[row[at] for at in kept] for row in table.rows]
    return Sheet(title, columns, rows, _NOTES[table.name])
