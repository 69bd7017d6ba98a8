"""The pick list of explanations: which come first, and what each of them has to say."""

import pytest

from inventory.counts import Find, Result
from inventory.errors import ChampionError
from inventory.rules.dispositions import BY_CODE, DISPOSITIONS, checked, fitting, in_words

VARIANCES: list[Result | Find] = [
    *(one for one in Result if one.is_variance),
    *(one for one in Find if one.is_variance),
]


def test_the_pick_list_is_the_fields() -> None:
    """One for each way in which a school can account for a device; the codes are in files."""
    assert list(BY_CODE) == [
        *["with_student", "student_left", "in_repair", "reported_lost", "reported_stolen"],
        *["transferred", "record_corrected", "other_school", "tag_unreadable"],
        *["duplicate_record", "never_received", "no_action"],
    ]
    assert len({one.words for one in DISPOSITIONS}) == len(DISPOSITIONS)


def test_each_explanation_proposes_something_to_the_district() -> None:
    """The district decides, so each line of the packet says what it is asked for."""
    assert [one.code for one in DISPOSITIONS if not one.proposes.endswith(".")] == []


@pytest.mark.parametrize("outcome", [*Result, *Find])
def test_every_explanation_is_offered_and_the_fitting_ones_first(outcome: Result | Find) -> None:
    """Nothing is kept from the school; what fits is on top."""
    offered = fitting(outcome)
    fits = [outcome in one.first_for for one in offered]
    assert sorted(offered, key=lambda one: one.code) == sorted(
        DISPOSITIONS, key=lambda one: one.code
    )
    assert fits == sorted(fits, reverse=True)


@pytest.mark.parametrize("outcome", VARIANCES)
def test_every_variance_has_an_explanation_that_fits(outcome: Result | Find) -> None:
    """Nobody has to search the list for a usual case."""
    assert outcome in fitting(outcome)[0].first_for


@pytest.mark.parametrize(
    ("outcome", "codes"),
    [
        (
            Result.MISSING,
            [
                *["with_student", "student_left", "in_repair", "reported_lost"],
                *["reported_stolen", "transferred", "duplicate_record", "never_received"],
            ],
        ),
        (Result.WRONG_PLACE, ["record_corrected"]),
        (Result.WRONG_HOLDER, ["record_corrected"]),
        (Result.STATE_CONFLICT, ["in_repair", "record_corrected"]),
        (Find.STRAY, ["other_school"]),
        (Find.UNLISTED, ["tag_unreadable", "duplicate_record"]),
        (Find.LABEL_CONFLICT, ["tag_unreadable"]),
        (Find.UNREADABLE, ["tag_unreadable"]),
        (Find.RESURFACED, ["no_action"]),
        (Result.VERIFIED, []),
        (Find.OUT_OF_SCOPE, []),
    ],
)
def test_what_fits_a_variance(outcome: Result | Find, codes: list[str]) -> None:
    """Those that are shown first, in the order of the list."""
    assert [one.code for one in fitting(outcome) if outcome in one.first_for] == codes


@pytest.mark.parametrize(
    ("code", "detail", "note"),
    [
        ("with_student", "2026-12-01", ""),
        ("student_left", "2026-11-03", ""),
        ("student_left", "last Tuesday, by phone", ""),
        ("in_repair", "Ticket 4711", ""),
        ("reported_lost", "R-1", ""),
        ("reported_stolen", "2026-118", ""),
        ("transferred", "Riverside, slip 9", ""),
        ("other_school", "Room 204", "[/]"),
        ("no_action", "", "looked everywhere"),
        *((code, "", "") for code in ("record_corrected", "tag_unreadable", "duplicate_record")),
        ("never_received", "", ""),
    ],
)
def test_an_explanation_that_says_all_is_taken(code: str, detail: str, note: str) -> None:
    """What it asks for is there; a note may be with each."""
    assert checked(code, detail, note) is BY_CODE[code]
    assert checked(code, detail, f"{note} and more") is BY_CODE[code]


@pytest.mark.parametrize(
    ("code", "detail", "note", "sentence"),
    [
        ("", "", "", "There is no explanation “”. The explanations are with_student, "),
        ("lost", "x", "x", "There is no explanation “lost”."),
        ("WITH_STUDENT", "2026-12-01", "", "There is no explanation “WITH_STUDENT”."),
        ("[/]", "", "", "There is no explanation “[/]”."),
        (
            "with_student", "", "mother called",
            "“with the student, who will bring it” needs more. The date, as 2026-12-01.",
        ),
        ("with_student", "soon", "", "“soon” is no date. Write it as 2026-12-01."),
        ("with_student", "2026-02-30", "", "“2026-02-30” is no date."),
        ("with_student", "01/12/2026", "", "“01/12/2026” is no date."),
        ("with_student", "2026-12-01T09:00", "", "is no date."),
        ("with_student", "2026-12-01 ", "", "is no date."),
        (
            "student_left", "", "x",
            "“the student left, the family was contacted” needs more. When, as 2026-11-03.",
        ),
        ("in_repair", "", "x", "“in repair” needs more. The ticket or reference."),
        ("reported_lost", "", "x", "“reported lost” needs more. The number of the report."),
        (
            "reported_stolen", "", "x",
            "“reported stolen” needs more. The number of the police report.",
        ),
        ("transferred", "", "x", "needs more. The school, and the slip."),
        ("other_school", "", "x", "needs more. The place where it lies."),
        ("no_action", "R-1", "", "“no action” needs a note. Say in a few words why."),
    ],
)  # fmt: skip
def test_an_explanation_that_lacks_something_is_refused(
    code: str, detail: str, note: str, sentence: str
) -> None:
    """With a sentence that names what is missing."""
    with pytest.raises(ChampionError) as refused:
        checked(code, detail, note)
    assert sentence in str(refused.value)


@pytest.mark.parametrize("detail", ["20261201", "2026-W49-2", "２０２６-12-01"])
def test_a_date_has_one_form_in_every_file(detail: str) -> None:
    """Python reads more of ISO 8601 than the screen asks for; the packet has one form of a date."""
    with pytest.raises(ChampionError, match="is no date"):
        checked("with_student", detail, "")


@pytest.mark.parametrize(
    ("code", "detail", "note", "words"),
    [
        ("no_action", "", "", "no action"),
        ("no_action", "", "looked", "no action; looked"),
        ("reported_lost", "R-1", "", "reported lost (R-1)"),
        (
            "with_student", "2026-12-01", "mother called",
            "with the student, who will bring it (2026-12-01); mother called",
        ),
        ("of_a_newer_version", "x", "", "of_a_newer_version (x)"),
        ("", "", "", ""),
    ],
)  # fmt: skip
def test_an_explanation_reads_as_one_line(code: str, detail: str, note: str, words: str) -> None:
    """As the Inbox and the packet say it; a code of a newer version is shown as it is."""
    assert in_words(code, detail, note) == words
