"""``audit explain``: the school's word on what did not match."""

from collections.abc import Callable, Iterable, Sequence

import click

from inventory.counts import Find, Result, Variance
from inventory.errors import ChampionError, NotFound
from inventory.rules import dispositions
from inventory.rules.audit_life import Step, require
from inventory.rules.dispositions import DISPOSITIONS, Disposition
from inventory.rules.phrases import count
from inventory.services import audit_figures, audits
from inventory.text import loose
from tui.commands.audit_which import audit_of, audit_option
from tui.commands.audit_words import next_line
from tui.commands.columns import in_columns
from tui.commands.common import School, json_option, pass_school, say, say_json, words
from tui.event_words import OUTCOME_WORDS

_OUTCOMES = [one.value for one in (*Result, *Find) if one.is_variance]


@click.command(short_help="Say what became of what did not match.")
@click.argument("subjects", nargs=-1, type=words, metavar="[SUBJECT]...")
@click.option("--as", "disposition", type=words, metavar="CODE", help="One that --list prints.")
@click.option("--detail", type=words, default="", metavar="TEXT", help="What it asks for.")
@click.option("--note", type=words, default="", metavar="TEXT", help="Kept with it.")
@click.option(
    "--all", "every", multiple=True, type=click.Choice(_OUTCOMES, case_sensitive=False),
    metavar="RESULT", help="Each with this result that has no explanation yet: MISSING, STRAY…",
)  # fmt: skip
@audit_option
@click.option("--list", "listing", is_flag=True, help="List the explanations that can be given.")
@json_option
@pass_school
def explain(
    school: School, subjects: tuple[str, ...], disposition: str | None, detail: str, note: str,
    every: tuple[str, ...], audit_id: str, listing: bool, as_json: bool,
) -> None:  # fmt: skip
    """Explain each SUBJECT: a tag, serial, scanned code or claim of champion audit list variances.

    A later explanation takes the place of an earlier one.
    """
    if listing:
        _say_explanations(as_json)
        return
    if not disposition:
        raise click.UsageError("Say how with --as CODE; --list prints the explanations.")
    if not (subjects or every):
        raise click.UsageError("Say what: a SUBJECT, or --all with a result.")
    with school.office() as office:
        audit = audit_of(office, audit_id)
        require(audit, Step.EXPLAIN)
        variances = audit_figures.variances(office, audit)
        chosen = _chosen(variances, subjects, every)
        audit = audits.explain(office, audit, chosen, disposition, detail=detail, note=note)
        status = audit_figures.status(office, audit)
        if as_json:
            say_json({**status.as_json(), "explained": chosen, "as": disposition})
            return
        said = dispositions.in_words(disposition, detail, note)
        say(f"{count(len(chosen), 'variance')} explained: {said}.")
        say(f"{status.unexplained:,} left to explain in {audit.audit_id}.")
        if not status.unexplained:
            say(next_line(office, status))


def _chosen(
    variances: Sequence[Variance], subjects: Iterable[str], every: Sequence[str]
) -> list[str]:
    """The subjects of what was named, each once, and of all of a kind that wait for a word."""
    named = [_named(variances, text) for text in subjects]
    waiting = [one.subject for one in variances if one.explanation is None and one.outcome in every]
    return list(dict.fromkeys((*named, *waiting)))


def _named(variances: Sequence[Variance], text: str) -> str:
    """The subject of the one variance that a text names: exactly, else but for punctuation."""
    ways: tuple[Callable[[Variance], bool], ...] = (
        lambda one: one.subject == text,
        lambda one: text in _names(one),
        lambda one: loose(text) in filter(None, map(loose, _names(one))),
    )
    for is_meant in ways:
        found = [one for one in variances if is_meant(one)]
        if len(found) > 1:
            which = "; ".join(f"{one.subject} ({OUTCOME_WORDS[one.outcome]})" for one in found)
            raise ChampionError(f"“{text}” may be each of several.", f"Say which: {which}.")
        if found:
            return found[0].subject
    raise NotFound(f"“{text}” is no variance.", "champion audit list variances shows them.")


def _names(variance: Variance) -> list[str]:
    """All that a variance may be called: label, tag and serial, scanned text, claim number."""
    names = [variance.label]
    if variance.line:
        names += [variance.line.expected.tag, variance.line.expected.serial]
    if variance.found:
        names += [variance.found.sighting.raw, variance.found.sighting.claim]
    return [name for name in names if name]


def _say_explanations(as_json: bool) -> None:
    if as_json:
        for one in DISPOSITIONS:
            say_json(_explanation_json(one))
        return
    rows = [[one.code, one.words, _asks(one)] for one in DISPOSITIONS]
    for line in in_columns([["Code", "Explanation", "Asks for"], *rows]):
        say(line)


def _asks(one: Disposition) -> str:
    if one.asks:
        return f"--detail: {one.asks[:1].lower()}{one.asks[1:]}"
    return "--note: a few words" if one.needs_note else ""


def _explanation_json(one: Disposition) -> dict[str, object]:
    return {
        "as": one.code,
        "words": one.words,
        "detail": one.asks,
        "detail_is_date": one.is_date,
        "needs_note": one.needs_note,
        "first_for": [outcome.value for outcome in one.first_for],
        "proposes": one.proposes,
    }
