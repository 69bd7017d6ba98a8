"""Who serves, from when to when: put down, ended, taken back, and counted in years."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest

from inventory.errors import ChampionError, NotAllowed, NotFound
from inventory.model import PURGED, Draft, Kind
from inventory.rules.duties import Operator, Role
from inventory.rules.names import Names
from inventory.rules.redaction import Redaction
from inventory.rules.terms import Term, terms_of
from inventory.services import terms, upkeep
from inventory.services.office import Office
from inventory.store import projections, register
from inventory.store import terms as stored
from tests.builders import FixedClock

CHAMPION, HELPER = Role.CHAMPION, Role.HELPER


@pytest.fixture(autouse=True)
def a_school_year(office: Office) -> None:
    """As the settings say it."""
    office.change_setting("year", "2026-08-24 to 2027-06-11")


def listed(office: Office) -> list[tuple[str, str, str, int, bool]]:
    """Each term in short."""
    return [
        (one.term.name, one.term.role.value, str(one.term.end), one.years, one.is_on)
        for one in terms.terms(office)
    ]


def test_a_term_is_the_school_year_where_no_days_are_given(office: Office) -> None:
    """The ten months that the setting names."""
    added = terms.add(office, "  Ada   Park ", CHAMPION)
    assert (added.name, added.start, added.end) == (
        "Ada Park",
        date(2026, 8, 24),
        date(2027, 6, 11),
    )
    assert listed(office) == [("Ada Park", "champion", "2027-06-11", 1, True)]


def test_years_are_counted_by_school_years_and_by_role(office: Office, clock: FixedClock) -> None:
    """Two terms in one year are one year; a helper's years are no champion's."""
    terms.add(office, "Ada Park", HELPER, date(2023, 8, 21), date(2024, 6, 7))
    terms.add(office, "Ada Park", CHAMPION, date(2024, 8, 19), date(2024, 12, 20))
    terms.add(office, "ADA PARK", CHAMPION, date(2025, 1, 6), date(2025, 6, 6))
    terms.add(office, "Ada Park", CHAMPION, date(2025, 7, 1), date(2026, 6, 30))
    terms.add(office, "Ada Park", CHAMPION)
    assert listed(office) == [
        ("Ada Park", "champion", "2027-06-11", 3, True),
        ("Ada Park", "champion", "2026-06-30", 2, False),
        ("ADA PARK", "champion", "2025-06-06", 1, False),
        ("Ada Park", "champion", "2024-12-20", 1, False),
        ("Ada Park", "helper", "2024-06-07", 1, False),
    ]
    coming = terms.add(office, "Bea Lind", HELPER, date(2027, 8, 23))
    assert coming.end == date(2028, 6, 9)
    assert ("Bea Lind", "helper", "2028-06-09", 0, False) in listed(office)


def test_a_term_ends_early_and_what_was_served_counts(office: Office) -> None:
    """Another one may begin the day after; nothing in the journal is edited."""
    terms.add(office, "Ada Park", CHAMPION)
    ended = terms.end(office, "ada park")
    assert ended.end == date(2026, 11, 21)
    terms.add(office, "Ada Park", CHAMPION, date(2026, 11, 22))
    assert [(str(one.term.start), one.years, one.is_on) for one in terms.terms(office)] == [
        ("2026-08-24", 1, True), ("2026-11-22", 1, False),
    ]  # fmt: skip
    assert len(stored.told(office.database)) == 3
    with pytest.raises(NotFound, match="Ada Park has no term on 2025-01-01"):
        terms.end(office, "Ada Park", date(2025, 1, 1))


def test_of_two_terms_that_are_on_none_is_ended_unasked(office: Office) -> None:
    """It has to be said which, by the role or by the first day."""
    terms.add(office, "Ada Park", CHAMPION)
    terms.add(office, "Ada Park", HELPER, date(2026, 9, 1))
    said = "Add --from 2026-08-24 or 2026-09-01, or --role champion or helper"
    with pytest.raises(ChampionError, match="Ada Park has several terms") as refused:
        terms.end(office, "Ada Park")
    assert refused.value.hint.startswith(said)
    assert len(stored.told(office.database)) == 2
    assert terms.end(office, "Ada Park", start=date(2026, 9, 1)).role is HELPER
    assert terms.end(office, "Ada Park", role=CHAMPION).role is CHAMPION


def test_no_years_are_counted_of_those_who_were_purged(office: Office) -> None:
    """All of them have one name, and nobody knows whose a year was."""
    for start in ("2024-08-19", "2025-08-18", "2026-08-24"):
        days = {"from": start, "to": str(date.fromisoformat(start) + timedelta(290))}
        draft = Draft(Kind.NOTE, body={"serves": PURGED, "role": "helper", **days})
        office.write(partial(office.record, [draft], office.new_id()))
    assert [(one.years, one.in_words) for one in terms.terms(office)] == [(0, "")] * 3


def test_a_term_is_taken_back_with_all_that_was_said_of_it(office: Office) -> None:
    """Where there are several it has to be said which."""
    terms.add(office, "Ada Park", CHAMPION)
    terms.end(office, "Ada Park", date(2026, 12, 1))
    terms.add(office, "Ada Park", HELPER, date(2025, 8, 18), date(2026, 6, 5))
    with pytest.raises(ChampionError, match="--from 2025-08-18 or 2026-08-24"):
        terms.remove(office, "Ada Park")
    terms.remove(office, "ada park", role=CHAMPION)
    assert [line[1] for line in listed(office)] == ["helper"]
    terms.remove(office, "Ada Park", date(2025, 8, 18))
    assert listed(office) == []
    with pytest.raises(NotFound, match="Ada Park has no such term"):
        terms.remove(office, "Ada Park")
    before = projections.digest(office.database)
    upkeep.rebuild(office)
    assert projections.digest(office.database) == before
    assert listed(office) == []


@pytest.mark.parametrize(
    ("name", "days", "said"),
    [
        ("", (None, None), "can't be somebody's name"),
        ("A" * 41, (None, None), "can't be somebody's name"),
        ("Ada", (date(2027, 1, 2), date(2027, 1, 1)), "can't end on 2027-01-01"),
        ("Ada", (date(2025, 1, 1), date(2026, 12, 31)), "longer than a year"),
        ("Ada", (date(9999, 1, 1), date(9999, 12, 31)), "9999-01-01 can't be a day of a term"),
        ("Ada", (None, date(1, 1, 5)), "Years go from 1950"),
        ("Ada", (date(2199, 12, 1), None), "2200-10-01 can't be a day of a term"),
        ("bea lind", (date(2027, 6, 11), None), "Bea Lind serves as champion from 2026-08-24"),
    ],
)
def test_what_can_not_be_is_refused_in_one_sentence(
    office: Office, name: str, days: tuple[date | None, date | None], said: str
) -> None:
    """And nothing is written."""
    terms.add(office, "Bea Lind", CHAMPION)
    with pytest.raises(ChampionError, match=said) as refused:
        terms.add(office, name, CHAMPION, *days)
    assert refused.value.hint
    assert len(stored.told(office.database)) == 1


def test_a_helper_puts_nobody_down(office: Office) -> None:
    """Neither ends nor takes back."""
    terms.add(office, "Ada Park", CHAMPION)
    office.operator = Operator("Bea Lind", HELPER)
    works: tuple[Callable[[], Term], ...] = (
        lambda: terms.add(office, "Cleo", HELPER),
        lambda: terms.end(office, "Ada Park"),
        lambda: terms.remove(office, "Ada Park"),
    )
    for work in works:
        with pytest.raises(NotAllowed, match="Bea Lind is a helper"):
            work()
    assert len(listed(office)) == 1


def test_words_from_elsewhere_that_nobody_can_read_make_no_term(office: Office) -> None:
    """Another version, or a hand, may have written anything."""
    odd = (
        {"serves": "A", "role": "king", "from": "2026-08-24", "to": "2027-06-11"},
        {"serves": "B", "role": "helper", "from": "soon", "to": "2027-06-11"},
        {"serves": "C", "role": "helper", "from": "2027-06-11", "to": "2026-08-24"},
        {"serves": "", "role": "helper", "from": "2026-08-24", "to": "2027-06-11"},
        {"serves": "D", "role": "helper", "from": None},
        {"serves": "E", "role": "champion", "from": "0001-01-01", "to": "9999-12-31"},
        {"serves": "F", "role": "champion", "from": "1950-01-01", "to": "2199-12-31"},
    )
    drafts = [Draft(Kind.NOTE, body=body) for body in odd]
    office.write(lambda: office.record(drafts, office.new_id()))
    assert listed(office) == [("F", "champion", "2199-12-31", 78, True)]


def test_a_purge_takes_the_name_out_of_a_term(office: Office) -> None:
    """A helper may be a student; that somebody served stays."""
    terms.add(office, "Bayo Zephyrine", HELPER)
    (word,) = stored.told(office.database)
    person = register.person(office.database, "2002")
    assert person
    after = Redaction(Names([person]), {"2002"}, {}).after(word)
    assert "Zephyrine" not in str(after.body)
    assert terms_of([after])[0].role is HELPER
