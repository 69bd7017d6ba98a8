"""A scanned text, read as it came and as this laptop's scanner means it."""

from dataclasses import dataclass, replace

from inventory.rules.codes import Directory, Match, Meaning, classify, clean
from inventory.rules.commands import BY_CODE
from inventory.services.office import Office
from inventory.text import shape

CERTAIN = frozenset({Meaning.COMMAND, Meaning.PLACE, Meaning.PERSON, Meaning.DEVICE, Meaning.BOTH})
_ONE_RECORD = frozenset({Meaning.PLACE, Meaning.PERSON, Meaning.DEVICE})


@dataclass(frozen=True, slots=True)
class Reading:
    """The code in a scanned text."""

    code: str
    other: str = ""
    """The same text read the other way, where nobody may guess between the two."""
    asks: bool = False
    """Whether only the other one is in the register, though the text as it came could be too."""

    def match(self, directory: Directory) -> Match:
        """What the code is."""
        if not self.other:
            return classify(self.code, directory)
        if self.asks:
            return self._asked(classify(self.other, directory))
        hits = (*directory.exact(self.code), *directory.exact(self.other))
        person = self.code if any(hit.person for hit in hits) else None
        remark = f"fits two: {self.code} as it came, {self.other} by the scanner check"
        return Match(self.code, Meaning.UNKNOWN, person=person, remark=remark)

    def _asked(self, found: Match) -> Match:
        """What the other reading leads to, as a question about the text as it came."""
        meaning = Meaning.UNSURE if found.meaning in _ONE_RECORD else found.meaning
        remark = f"read as {self.other} by the scanner check"
        return replace(found, code=self.code, meaning=meaning, remark=remark)


def read(office: Office, directory: Directory, raw: str) -> Reading:
    """The code that a text holds: what the register knows exactly, as it came or as it was meant.

    Where it knows neither, one that is there but for case and punctuation counts before one that
    isn't, and then what the scanner meant before what it typed. A scanner that was set otherwise
    since, or another one, means what it types: so where that looks like a code of this school, it
    has to be asked.
    """
    plain = clean(raw)
    if office.scanner is None:
        return Reading(plain)
    meant = clean(office.scanner.restore(raw))
    if meant == plain or not meant:
        return Reading(plain)
    as_typed, as_meant = _exact(plain, directory), _exact(meant, directory)
    if as_typed:
        return Reading(plain, meant if as_meant and as_meant != as_typed else "")
    nearly = frozenset(directory.loosely(plain))
    if nearly:
        as_meant = as_meant or frozenset(directory.loosely(meant))
        return Reading(plain, meant if as_meant and as_meant != nearly else "")
    return _only_meant(plain, meant, directory)


def _only_meant(plain: str, meant: str, directory: Directory) -> Reading:
    """The code in a text that as it came leads nowhere."""
    if meant in BY_CODE or not _looks_like_ours(plain, directory):
        return Reading(meant)
    if classify(meant, directory).meaning in CERTAIN:
        return Reading(plain, meant, asks=True)
    return Reading(meant if _looks_like_ours(meant, directory) else plain)


def read_as(office: Office, directory: Directory, raw: str) -> str:
    """The code that was read in a text, where that is not the text itself; else empty.

    Kept with what is parked, so that it stays the same when the scanner is checked again.
    """
    code = read(office, directory, raw).code
    return code if code != clean(raw) else ""


def _exact(code: str, directory: Directory) -> frozenset[object]:
    """The command or the records that are called exactly this."""
    if code in BY_CODE:
        return frozenset({code})
    return frozenset(directory.exact(code)) if code else frozenset()


def _looks_like_ours(code: str, directory: Directory) -> bool:
    """Whether a code has the pattern of an identifier in the register."""
    found = directory.shapes(shape(code))
    return found.people or found.devices or found.places
