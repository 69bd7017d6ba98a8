"""How an audit stands, in plain words: due, state, figures, scope, and what comes next."""

from collections.abc import Mapping
from datetime import date, datetime
from textwrap import wrap

from inventory.audit import Audit, AuditState, Scope
from inventory.counts import Cover, Find, Result
from inventory.model import CustodyState, Service
from inventory.rules.phrases import a_list, count, day, moment
from inventory.services.audit_figures import Status
from tui.event_words import OUTCOME_WORDS
from tui.screens.audit_due import due_words, quarter_words, short_day
from tui.screens.audit_words import Line, bar
from tui.widgets.text_lines import Tone

BAR_WIDTH = 50
_WIDTH = 74
"""Cells on the smallest screen."""
_WORD = 17
_MOST_NAMED = 2
_REASONS: Mapping[str, str] = {
    Service.LOST: "lost",
    Service.STOLEN: "stolen",
    Service.RETIRED: "retired",
    CustodyState.WITH_DISTRICT: "with the district",
    Find.OUT_OF_SCOPE: "outside the scope",
}


def audit_name(audit: Audit) -> str:
    """``Q4 2026``; the second one of a quarter says so."""
    number = audit.audit_id.partition(audit.quarter)[2].strip("-")
    return f"{quarter_words(audit.quarter)} ({number})" if number else quarter_words(audit.quarter)


def state_words(audit: Audit, unexplained: int, now: datetime) -> str:
    """What has been done, and what it waits for."""
    match audit.state:
        case AuditState.OPEN:
            return f"Being scanned since {short_day(audit.opened_at, now)}."
        case AuditState.LOCKED:
            waiting = count(unexplained, "variance waits", "variances wait")
            return f"Scanning is finished. {waiting} for an explanation."
        case AuditState.EXPLAINED:
            return "Every variance is explained. It can be signed."
        case AuditState.SIGNED:
            return f"{_signed(audit, now)} IT has no packet of it yet."
        case AuditState.SUBMITTED:
            return f"{_signed(audit, now)} The district's answer is awaited."
        case AuditState.ANSWERED:
            return f"{_signed(audit, now)} Answered {moment(audit.answered_at, now)}."
    return "Not open yet."


def _signed(audit: Audit, now: datetime) -> str:
    return f"Signed {moment(audit.signed_at, now)} by {audit.signed_by}, {audit.role}."


def scope_words(scope: Scope) -> str:
    """``Room 114, Room 116 and 3 more; a sample of 25; blind``; empty for all there is."""
    said = [_some(scope.places), _some(scope.categories)]
    if scope.sample:
        floor = f" of the list, {scope.floor:,} of the floor" if scope.floor else ""
        said.append(f"a sample: {scope.sample:,}{floor}")
    said.append("blind" if scope.blind else "")
    return "; ".join(filter(None, said))


def _some(names: tuple[str, ...]) -> str:
    more = len(names) - _MOST_NAMED
    kept = list(names[:_MOST_NAMED]) if more > 1 else list(names)
    return a_list([*kept, f"{more:,} more"] if more > 1 else kept)


def left_out_words(left_out: Mapping[str, int]) -> str:
    """``3 lost, 2 retired``; empty where nothing is."""
    named = [
        f"{number:,} {_REASONS.get(reason, reason.lower().replace('_', ' '))}"
        for reason, number in left_out.items()
    ]
    return ", ".join(named)


def head_lines(status: Status, now: datetime) -> list[Line]:
    """The audit, its state, its scope, and its figures as they stand."""
    audit = status.audit
    due = date.fromisoformat(audit.due)
    late = due < now.date() and not audit.state.is_closed
    when = f"due {day(audit.due, now.date())}" if audit.state.is_closed else None
    tone: Tone = "ask" if late else "muted"
    lines: list[Line] = [
        [(f"{audit_name(audit)} audit   ", "bold"), (when or due_words(due, now.date()), tone)],
    ]
    for part in wrap(state_words(audit, status.unexplained, now), _WIDTH):
        lines.append([(part, "plain")])
    if scope := scope_words(audit.scope):
        lines.append([(f"Scope: {scope}.", "muted")])
    return [*lines, []]


def figure_lines(status: Status) -> list[Line]:
    """The bar, and each figure with what it consists of; while scanning nothing is missing yet."""
    cover, scanning = status.cover, status.audit.state is AuditState.OPEN
    seen = f"   {cover.sighted:,} of {cover.expected:,} seen"
    wrong = {one: cover.results.get(one, 0) for one in Result if one.is_sighted and one.is_variance}
    finds = {one: number for one, number in cover.finds.items() if one.is_variance}
    rows: list[tuple[int, str, str, Tone]] = [(cover.sighted, "sighted", _kinds(wrong), "plain")]
    if scanning:
        rows.append((status.unseen, "left to find", "", "plain"))
    else:
        by = "by evidence on file" if cover.accounted else ""
        rows.append((cover.accounted, "accounted for", by, "plain"))
        rows.append((cover.missing, "missing", "", "stop" if cover.missing else "plain"))
    found = sum(finds.values())
    word = "find" if found == 1 else "finds"
    rows.append((found, word, _kinds(finds), "ask" if found else "plain"))
    width = max(len(f"{number:,}") for number, _, _, _ in rows)
    lines: list[Line] = [[*bar(cover.sighted, cover.expected, BAR_WIDTH), (seen, "plain")]]
    for number, word, consists, tone in rows:
        figure = f"{number:>{width},} {word:<{_WORD}}"
        first, *more = _wrapped(consists, _WIDTH - len(figure))
        lines.append([(figure, tone), (first, "muted")])
        for rest in more:
            lines.append([(" " * len(figure) + rest, "muted")])
    return lines if scanning else [*lines, [(_rates(cover), "muted")]]


def _kinds(kinds: Mapping[Result, int] | Mapping[Find, int]) -> str:
    """``3 wrong place, 1 wrong holder``"""
    return ", ".join(f"{number:,} {OUTCOME_WORDS[one]}" for one, number in kinds.items() if number)


def _wrapped(kinds: str, width: int) -> list[str]:
    """In as many lines as it takes, parted behind commas; one empty line where there is none."""
    lines = [""]
    for kind in filter(None, kinds.split(", ")):
        longer = f"{lines[-1]}, {kind}" if lines[-1] else kind
        if len(longer) <= width:
            lines[-1] = longer
        else:
            lines[-1] += ","
            lines.append(kind)
    return lines


def _rates(cover: Cover) -> str:
    """``sighted 97.1% · with evidence 98.9% · as recorded 99.5%``"""
    rates = (
        ("sighted", cover.sighting_rate),
        ("with evidence", cover.accountability),
        ("as recorded", cover.accuracy),
        ("sample passed", cover.sample.pass_rate if cover.sample else None),
    )
    return " · ".join(f"{what} {rate:.1%}" for what, rate in rates if rate is not None)
