"""Names of people in any text: found however they are written, and taken out."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from inventory.model import PURGED, Person
from inventory.text import fold

Words = tuple[str, ...]
"""A name as it is compared: its parts without case and accents, in their order."""

_RUN = re.compile(r"[^\W\d_]+|\d+")
_SHORTEST_ALONE = 4
"""Letters from which a single word is looked for; a shorter one is in too many others."""
_TELLING = 3
"""First letters of a name that tell whose login it is."""
_LETTERS = re.compile(r"[^\W\d_]{9,}")
_LONG = 9
"""Letters from which a name is looked for within other letters; shorter ones stand there by chance.
"""
_LONGEST = 600
"""Letters within which a name ends; no cell of a roster takes more."""
_MOST_RUNS = 500_000
_NO_BLANKS = "\u2e80"
"""From here on are scripts that write names without a blank between their parts."""


def words_of(text: str) -> Words:
    """The parts of a text: runs of letters or of digits, parted where small ones meet capitals.

    Fields that lie in a file without anything between them part there too: ``2001BayoZephyrine``.
    Scripts that write names without blanks are taken letter by letter.
    """
    return tuple(part for part, _, _ in _parts(text))


def _parts(text: str) -> Iterator[tuple[str, int, int]]:
    """Each part, folded, with where it begins and ends."""
    for run in _RUN.finditer(text):
        start = run.start()
        for length, folded in _split(run[0]):
            yield folded, start, start + length
            start += length


@lru_cache(maxsize=65_536)
def _split(run: str) -> tuple[tuple[int, str], ...]:
    if any(letter >= _NO_BLANKS for letter in run):
        return tuple((1, fold(letter)) for letter in run)
    parts, begin = [], 0
    for at in range(1, len(run)):
        if run[at].isupper() and run[at - 1].islower():
            parts.append(run[begin:at])
            begin = at
    return tuple((len(part), fold(part)) for part in (*parts, run[begin:]))


def ways_to_write(person: Person) -> set[Words]:
    """First and last name in either order, with and without a blank, and the e-mail address."""
    first, last = person.first_name.strip(), person.last_name.strip()
    said = [f"{first} {last}", f"{last} {first}", f"{first}{last}", f"{last}{first}", person.email]
    ways = {words for text in said for words in (words_of(text), words_of(text.casefold()))}
    return ways - {()}


def called(person: Person) -> set[str]:
    """What lists and events may say in place of a person's number, without case."""
    mail = person.email.casefold()
    return {person.person_id.casefold(), mail, mail.partition("@")[0]} - {""}


def is_number(person: Person) -> bool:
    """Whether somebody's ID says nothing of their name, as a login or an address does."""
    number, runs = fold(person.person_id), set(words_of(person.person_id))
    for word in words_of(f"{person.first_name} {person.last_name}"):
        is_word = len(word) > 1 or not word.isascii()
        if (is_word and word in runs) or (len(word) >= _TELLING and word[:_TELLING] in number):
            return False
    return "@" not in number


def text_of(person: Person) -> str:
    """All that a file may have of a person in one run, as rows and the search index do."""
    first, last = person.first_name, person.last_name
    fields = f"{first}{last}{person.grade}{person.homeroom}{person.email}"
    shown = f"{first} {last} {first} {person.homeroom} {person.email}"
    return "\n".join((shown, f"{last} {first}", fields, f"{first}{last}", f"{last}{first}"))


class Names:
    """The names of some people, without those that also mean something which stays.

    ``kept`` is what stays and may hold such a name too: people who stay, the school's own name.
    ``common`` is what stays besides; a name of one word that stands there is no name to look for.
    """

    def __init__(
        self, people: Iterable[Person], kept: Iterable[str] = (), common: Iterable[str] = ()
    ) -> None:
        people = list(people)
        ways = {one.person_id: ways_to_write(one) for one in people}
        self._starts: dict[str, list[Words]] = {}
        self._runs: dict[str, bool] = {}
        self._put(words for found in ways.values() for words in found)
        stays = [way for text in kept for way in (_normal(text), _normal(text).casefold())]
        shared = {words for text in stays for words, _, _ in self._found(text)}
        alone = {words for found in ways.values() for words in found if len(words) == 1}
        spoken = {word for text in (*stays, *common) for word in words_of(text)} if alone else set()
        shared |= {one for one in alone if len(one[0]) < _SHORTEST_ALONE or one[0] in spoken}
        self._starts, self._runs = {}, {}
        self._put(words for found in ways.values() for words in found - shared)
        run_together = {"".join(one) for found in ways.values() for one in found - shared}
        staying = "\n".join("".join(words_of(text)) for text in (*stays, *common))
        self._glued = {one for one in run_together if len(one) >= _LONG and one not in staying}
        self.shared = sum(1 for found in ways.values() if found and found <= shared)
        """How many of them have no name of their own, so that it can't be looked for."""

    def _put(self, names: Iterable[Words]) -> None:
        for words in set(names):
            self._starts.setdefault(words[0], []).append(words)
        for found in self._starts.values():
            found.sort(key=len, reverse=True)
        self._pairs: dict[tuple[str, str], list[Words]] = {}
        for group in self._starts.values():
            for name in group:
                self._pairs.setdefault((name[0], name[1] if name[1:] else ""), []).append(name)
        self._most = max((len(name) for one in self._starts.values() for name in one), default=0)

    def in_text(self, text: str) -> bool:
        """Whether one of the names stands in the text."""
        return next(self._found(_normal(text)), None) is not None

    def count(self, text: str, after: int = 0) -> int:
        """How often one of the names stands in the text, its end behind so many characters."""
        return sum(1 for _, _, end in self._found(text) if end > after)

    def glued_in(self, texts: Iterable[str]) -> bool:
        """Whether a name stands in texts within a longer run of letters, as keys of places do."""
        runs = {run for text in texts for run in _LETTERS.findall(text)}
        joined = "\n".join(fold(run) for run in runs)
        return any(name in joined for name in self._glued)

    def without(self, text: str) -> str:
        """The text with ``[purged]`` in the place of each name; as it was where none is in it."""
        normal = _normal(text)
        found = list(self._found(normal))
        for _, start, end in reversed(found):
            normal = f"{normal[:start]}{PURGED}{normal[end:]}"
        return normal if found else text

    def _found(self, text: str) -> Iterator[tuple[Words, int, int]]:
        """Each name with where it stands; none overlaps another."""
        end = 0
        if not any(map(self._may_start, set(_RUN.findall(text)))):
            return
        for run in _RUN.finditer(text):
            if self._may_start(run[0]) and run.end() > end:
                start = run.start()
                most = self._most + len(_split(run[0]))
                near = islice(_parts(text[start : start + _LONGEST]), most)
                parts = [(part, start + first, start + last) for part, first, last in near]
                for name, first, last in self._in_run(parts, run.end()):
                    if first >= end:
                        end = last
                        yield name, first, last

    def _may_start(self, run: str) -> bool:
        """Whether a name can begin in a run; nearly all of a file's runs are told apart here."""
        known = self._runs.get(run)
        if known is None:
            known = any(part in self._starts for _, part in _split(run))
            if len(self._runs) < _MOST_RUNS:
                self._runs[run] = known
        return known

    def _in_run(
        self, parts: list[tuple[str, int, int]], run_end: int
    ) -> Iterator[tuple[Words, int, int]]:
        """The names that begin at parts of the first run."""
        for at, (part, start, _) in enumerate(parts):
            if start >= run_end:
                return
            after = parts[at + 1][0] if at + 1 < len(parts) else ""
            for name in (*self._pairs.get((part, after), ()), *self._pairs.get((part, ""), ())):
                if tuple(one[0] for one in parts[at : at + len(name)]) == name:
                    yield name, start, parts[at + len(name) - 1][2]
                    break


def _normal(text: str) -> str:
    """Marks joined to their letters, else a name would part between them."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)
