"""An audit in words: what would be frozen, how far it is, its figures, and what comes next."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from inventory.audit import Audit, AuditState, Scope
from inventory.counts import Cover, Find, Result
from inventory.rules.phrases import a_list, count, day
from inventory.services import audit_draft, pages
from inventory.services.audit_draft import AuditDraft
from inventory.services.audit_figures import Status
from inventory.services.office import Office
from tui.commands.columns import in_columns
from tui.event_words import OUTCOME_WORDS

MOST_LATE = 10

STATE_WORDS: Mapping[AuditState, str] = {
    AuditState.DRAFT: "is not open yet",
    AuditState.OPEN: "is being scanned",
    AuditState.LOCKED: "is scanned and waits for explanations",
    AuditState.EXPLAINED: "is explained and waits for a signature",
    AuditState.SIGNED: "is signed",
    AuditState.SUBMITTED: "is signed, and its packet is written",
    AuditState.ANSWERED: "is signed, and the district has answered",
}
_NEXT: Mapping[AuditState, str] = {
    AuditState.DRAFT: "champion audit open; with --dry-run it shows what would be frozen.",
    AuditState.OPEN: "champion audit scan --place PLACE; when all is scanned, champion audit lock.",
    AuditState.LOCKED: "champion audit list variances, then champion audit explain SUBJECT --as …",
    AuditState.EXPLAINED: "champion audit sign --name NAME --role ROLE.",
    AuditState.SIGNED: "champion audit submit DIR.",
    AuditState.SUBMITTED: "hand the packet to district IT; their new list is read by"
    " champion answer FILE.",
}


def draft_json(draft: AuditDraft, state: AuditState) -> dict[str, object]:
    """The object that ``champion audit open --json`` prints."""
    return {
        "audit": draft.audit_id,
        "state": state,
        "quarter": draft.due.quarter,
        "due": draft.due.on.isoformat(),
        "expected": len(draft.expected),
        "places": _by_place(draft),
        "left_out": dict(draft.left_out),
        "scope": draft.scope.as_json(),
        "list_sha256": draft.list_sha256,
    }


def draft_lines(office: Office, draft: AuditDraft) -> Iterator[str]:
    """What opening it freezes: due date, scope, how many are where, what is left out."""
    due = _due_words(office, draft.due.on.isoformat())
    yield f"{draft.audit_id}, {due}: {count(len(draft.expected), 'device')} expected."
    yield f"Scope: {scope_words(draft.scope)}."
    if not draft.scope.blind:
        places = _by_place(draft).items()
        yield from in_columns([[f"  {one or '(no place known)'}", _right(n)] for one, n in places])
    if draft.left_out:
        yield f"Not expected: {_counts(_left_out_words(draft.left_out))}."
    yield f"SHA-256 of the list: {draft.list_sha256}"


def scope_words(scope: Scope) -> str:
    """``Chromebook in Room 114; a sample of 25, drawn with the seed 1f2e3d4c``."""
    said = a_list(list(scope.categories))
    if scope.places:
        said = f"{said or 'all'} in {a_list(list(scope.places))}"
    said = said or "the whole allocation"
    if scope.sample:
        said += f"; a sample of {scope.sample:,}, drawn with the seed {scope.seed}"
        said += f", and {scope.floor:,} picked on the floor" if scope.floor else ""
    return f"{said}; blind" if scope.blind else said


def status_of(draft: AuditDraft) -> Status:
    """The status of an audit that is not open yet: nothing is seen, nothing is found."""
    expected = len(draft.expected)
    audit = Audit(
        draft.audit_id, AuditState.DRAFT, draft.due.quarter, draft.due.on.isoformat(), draft.scope,
        "", draft.list_sha256, expected, left_out=draft.left_out,
    )  # fmt: skip
    results, finds = dict.fromkeys(Result, 0), dict.fromkeys(Find, 0)
    return Status(audit, Cover(expected, results, finds, 0, 0, 0), expected, 0)


def status_lines(office: Office, status: Status) -> Iterator[str]:
    """State and due date, the figures, what was left out or came late, what comes next."""
    audit = status.audit
    due = _due_words(office, audit.due, done=audit.state.is_closed)
    yield f"{audit.audit_id} {STATE_WORDS[audit.state]}, {due}."
    if audit.signed_at:
        when = audit.signed_at[:16].replace("T", " ")
        yield f"Signed by {audit.signed_by}, {audit.role}, on {when}."
    yield f"Scope: {scope_words(audit.scope)}."
    yield from figure_lines(status)
    if audit.left_out:
        yield f"Not expected: {_counts(_left_out_words(audit.left_out))}."
    if audit.late:
        yield f"Came after the list was frozen: {_labels(office, audit.late)}."
    yield next_line(office, status)


def figure_lines(status: Status) -> list[str]:
    """The figures in columns: what, how many, and what they consist of."""
    state = status.audit.state
    if state is AuditState.OPEN:
        rows = _open_rows(status)
    elif state is AuditState.DRAFT:
        rows = [_expected(status.cover)]
    else:
        rows = _rows(status)
    return in_columns([[f"  {what}", number, more] for what, number, more in rows])


def _open_rows(status: Status) -> list[list[str]]:
    """While it is scanned, what was not seen is neither accounted for nor missing yet.

    A blind one tells nothing that is not on the table.
    """
    cover = status.cover
    duplicates = ["Duplicate scans", _right(cover.duplicates), ""]
    if status.audit.scope.blind:
        return [["Sighted", _right(cover.sighted), ""], *_find_rows(cover), duplicates]
    return [
        _expected(cover),
        _sighted(cover),
        ["Left to find", _right(status.unseen), ""],
        ["Sighting rate", _percent(cover.sighting_rate), "sighted of expected"],
        ["Accuracy", _percent(cover.accuracy), "verified of sighted"],
        *_find_rows(cover),
        duplicates,
    ]


def _rows(status: Status) -> list[list[str]]:
    cover = status.cover
    unpriced = f"{cover.unpriced:,} without a price (champion settings prices)"
    return [
        _expected(cover),
        _sighted(cover),
        ["Accounted for", _right(cover.accounted), "not seen, but evidence on file"],
        ["Missing", _right(cover.missing), ""],
        ["Sighting rate", _percent(cover.sighting_rate), "sighted of expected"],
        ["Accountability", _percent(cover.accountability), "sighted or accounted for, of expected"],
        ["Accuracy", _percent(cover.accuracy), "verified of sighted"],
        *_find_rows(cover),
        ["Duplicate scans", _right(cover.duplicates), ""],
        *_sample_rows(cover),
        ["Value at risk", f"{cover.value_at_risk:>7,.2f}", unpriced if cover.unpriced else ""],
        ["To explain", _right(status.unexplained), "variances without an explanation"],
    ]


def _find_rows(cover: Cover) -> list[list[str]]:
    kinds = {find: number for find, number in cover.finds.items() if find.is_variance}
    rows = [["Finds", _right(sum(kinds.values())), _counts(_in_words(kinds))]]
    if ours := cover.finds.get(Find.OUT_OF_SCOPE, 0):
        rows.append(["Not on this list", _right(ours), "ours, but not asked for"])
    return rows


def _sample_rows(cover: Cover) -> list[list[str]]:
    sample = cover.sample
    if sample is None:
        return []
    passed = (
        f"{sample.listed_passed:,} of {sample.listed:,} from the list,"
        f" {sample.picked_passed:,} of {sample.picked:,} from the floor"
    )
    return [["Sample passed", _percent(sample.pass_rate), passed]]


def _expected(cover: Cover) -> list[str]:
    return ["Expected", _right(cover.expected), ""]


def _sighted(cover: Cover) -> list[str]:
    seen = {one: number for one, number in cover.results.items() if one.is_sighted}
    return ["Sighted", _right(cover.sighted), _counts(_in_words(seen))]


def next_line(office: Office, status: Status) -> str:
    """What to do next, as a command."""
    if status.audit.state is AuditState.ANSWERED:
        due = audit_draft.next_due(office)
        return f"Next: {due.quarter}, {_due_words(office, due.on.isoformat())}."
    return f"Next: {_NEXT[status.audit.state]}"


def _due_words(office: Office, due: str, *, done: bool = False) -> str:
    """``due on 15 December, in 24 days``; without the days where it is done."""
    today = office.clock.now().date()
    said = f"due on {day(due, today)}"
    left = (date.fromisoformat(due) - today).days
    if done:
        return said
    if left < 0:
        return f"{said}, {count(-left, 'day')} ago"
    return f"{said}, in {count(left, 'day')}" if left else f"{said}, today"


def _by_place(draft: AuditDraft) -> dict[str, int]:
    return dict(sorted(Counter(one.look_in for one in draft.expected).items()))


def _left_out_words(left_out: Mapping[str, int]) -> dict[str, int]:
    numbers = {one.replace("_", " ").lower(): left_out[one] for one in sorted(left_out)}
    outside = numbers.pop(Find.OUT_OF_SCOPE.replace("_", " ").lower(), 0)
    return {**numbers, "outside the scope": outside}


def _in_words(kinds: Mapping[Result, int] | Mapping[Find, int]) -> dict[str, int]:
    return {OUTCOME_WORDS[kind]: number for kind, number in kinds.items()}


def _counts(numbers: Mapping[str, int]) -> str:
    """``3 verified, 1 wrong place``; what there is none of is left out."""
    return ", ".join(f"{number:,} {words}" for words, number in numbers.items() if number)


def _labels(office: Office, devices: tuple[str, ...]) -> str:
    known = [pages.device(office, one) for one in devices[:MOST_LATE]]
    labels = [one.label if one else id_ for one, id_ in zip(known, devices, strict=False)]
    if more := len(devices) - len(labels):
        labels.append(f"{more:,} more")
    return a_list(labels)


def _right(number: int) -> str:
    return f"{number:>7,}"


def _percent(rate: float | None) -> str:
    return "      –" if rate is None else f"{rate:>7.1%}"
