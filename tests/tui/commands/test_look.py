"""Finding and showing: who has what, and what happened."""

import json
import re

import pytest

from tests.tui.commands.conftest import Champion

TWO_MEANINGS = "0012388"
MAYA, HERS, NEW, FREE = "8100442", "NS-104135", "8102963", "NS-104101"
ENVELOPE = [
    "event_id", "station_id", "seq", "hlc", "wall_time", "kind", "site", "device", "person",
    "parents", "group", "body", "actor", "schema", "prev_hash", "hash",
]  # fmt: skip

FOUND = [
    (["okonkwo"], {MAYA}, set()),
    (["maya", "okon"], {MAYA}, set()),
    (["104135"], set(), {HERS}),
    (["ma"], {MAYA}, set()),
    (["GONZALEZ"], {"8101033", "8102974"}, set()),
]


@pytest.mark.parametrize(("words", "people", "devices"), FOUND)
def test_people_and_devices_are_found_by_any_part(
    school: Champion, words: list[str], people: set[str], devices: set[str]
) -> None:
    """Without case and accents; several words all have to be there."""
    found = school.lines("find", *words)
    assert people <= {hit["person"] for hit in found if hit["found"] == "person"}
    assert devices == {hit["device"] for hit in found if hit["found"] == "device"}


def test_what_was_just_entered_is_found_at_once(school: Champion) -> None:
    """The index is brought up to date before it is asked."""
    school.run("out", "8109999", FREE)
    school.run("settle", "P-01", "--name", stdin=b"Zebulon Quartermaine\n")
    assert [hit["person"] for hit in school.lines("find", "quartermaine")] == ["8109999"]


@pytest.mark.parametrize("text", ["nobody-like-that", '"', "%", "[/]x", "\x1b[31m"])
def test_nothing_found_is_one_sentence_and_exit_1(school: Champion, text: str) -> None:
    """Whatever is typed is text, never syntax."""
    result = school.run("find", text)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("No person and no device has “")
    assert "\x1b" not in result.stderr


def test_find_in_words_says_who_has_how_many(school: Champion) -> None:
    """One line a hit."""
    result = school.run("find", "okonkwo")
    assert result.stdout == "8100442  Maya Okonkwo  7  214  has 1\n"


def test_a_device_as_json_has_the_promised_shape(school: Champion) -> None:
    """Register, custody, service, identifiers, and every field of every event, oldest first."""
    (page,) = school.lines("show", HERS)
    assert list(page) == ["device", "custody", "service", "identifiers", "history", "as_of"]
    assert list(page["custody"]) == ["state", "person", "place", "since", "disputed"]
    assert (page["custody"]["state"], page["custody"]["person"]) == ("WITH_PERSON", MAYA)
    assert page["device"]["tag"] == HERS
    assert {"kind": "tag", "code": HERS} in page["identifiers"]
    assert [list(event) for event in page["history"]] == [ENVELOPE]
    assert page["history"][0]["kind"] == "issue"


def test_a_code_that_is_a_person_s_id_too_says_so_and_shows_either(school: Champion) -> None:
    """The table asks which of the two is meant; here an option says it."""
    shown = school.run("show", TWO_MEANINGS).stdout.splitlines()
    assert shown[0].startswith(f"{TWO_MEANINGS}  HP Chromebook 11 G9")
    assert f"It is also Dominic Abernathy's ID: champion show --person {TWO_MEANINGS}." in shown
    person = school.run("show", "--person", TWO_MEANINGS).stdout.splitlines()
    assert person[0].startswith(f"{TWO_MEANINGS}  Dominic Abernathy")
    (page,) = school.lines("show", "--person", TWO_MEANINGS)
    assert page["person"]["last_name"] == "Abernathy"
    assert "It is also" not in school.run("show", HERS).stdout


@pytest.mark.parametrize("code", [HERS, "nobody"])
def test_who_is_asked_for_as_a_person_and_is_none_is_one_sentence(
    school: Champion, code: str
) -> None:
    """A device is not shown instead."""
    result = school.run("show", "--person", code)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"Nobody has the ID “{code}”. Look for a part of the name: champion find TEXT.\n"
    )


def test_a_person_as_json_has_holdings_and_history(school: Champion) -> None:
    """The roster's word, what they have, what happened."""
    (page,) = school.lines("show", MAYA)
    assert list(page) == ["person", "holdings", "history", "as_of", "disputed"]
    assert page["person"]["last_name"] == "Okonkwo"
    assert [device["tag"] for device in page["holdings"]] == [HERS]
    assert [event["kind"] for event in page["history"]] == ["note", "issue"]


def test_a_history_in_words_has_date_word_and_whom_and_says_what_was_undone(
    school: Champion,
) -> None:
    """One line an event; an undone one stays, and says so."""
    school.run("back", HERS, "--grade", "C")
    school.run("undo")
    lines = school.run("show", HERS).stdout.splitlines()
    history = lines[lines.index("History:") + 1 :]
    assert all(re.match(r"  \d{4}-\d\d-\d\d \d\d:\d\d  ", line) for line in history)
    assert [re.split(r"  +", line.strip())[1:3] for line in history] == [
        ["handed out", "Maya Okonkwo"],
        ["taken back", "Maya Okonkwo"],
        ["noted (undone)", "Maya Okonkwo"],
        ["undone", "Maya Okonkwo"],
    ]


def test_a_person_in_words(school: Champion) -> None:
    """ID, name, grade, homeroom, what they have."""
    lines = school.run("show", MAYA).stdout.splitlines()
    assert lines[0] == "8100442  Maya Okonkwo  grade 7  homeroom 214  student"
    assert lines[2].startswith(f"Has {HERS} (")


def test_a_device_is_shown_as_it_was_at_the_end_of_a_day(school: Champion) -> None:
    """Before the morning it was in its room, and nothing had happened."""
    (page,) = school.lines("show", HERS, "--at", "2020-01-01")
    assert (page["custody"]["state"], page["history"]) == ("IN_STOCK", [])


def test_a_person_is_shown_as_of_a_day_too(school: Champion) -> None:
    """What they had then; before the first event the district's list speaks, and says so."""
    (page,) = school.lines("show", MAYA, "--at", "2020-01-01")
    assert (page["as_of"], page["holdings"], page["history"]) == ("2020-01-01", [], [])
    lines = school.run("show", MAYA, "--at", "2020-01-01").stdout.splitlines()
    assert lines[2:5] == [
        "As of 1 January 2020, at the end of the day.",
        "Nothing was recorded by then: this is the district's list, as it is today.",
        "Had nothing.",
    ]
    assert school.lines("show", HERS)[0]["as_of"] is None


SHOWN = [
    (["show", "nope"], 1, "No device and no person has the code “nope”. Look for a part of it"),
    (["show", "12378"], 1, "No device and no person has the code"),
    (["show", HERS, "--at", "yesterday"], 1, "“yesterday” is no date. Write it as 20"),
    (["show", HERS, "--at", "2999-01-01"], 1, "2999-01-01 has not come yet."),
]


@pytest.mark.parametrize(("arguments", "exit_code", "sentence"), SHOWN)
def test_what_cannot_be_shown_says_why(
    school: Champion, arguments: list[str], exit_code: int, sentence: str
) -> None:
    """Refusals exit 1, wrong usage exits 2."""
    result = school.run(*arguments)
    assert result.exit_code == exit_code
    assert result.stderr.startswith(sentence)


def test_names_that_look_like_markup_are_shown_as_they_are(school: Champion) -> None:
    """``Kai [/] Brandt`` is a name."""
    assert "Kai [/] Brandt" in school.run("show", "8102744").stdout
    assert json.loads(school.run("find", "brandt", "--json").stdout)["name"] == "Kai [/] Brandt"
