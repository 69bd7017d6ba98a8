"""A scanned text, read as it came and as this laptop's scanner means it."""

from dataclasses import dataclass

from inventory.rules.codes import Directory, Match, Meaning, classify, clean
from inventory.rules.commands import BY_CODE
from inventory.services.office import Office

CERTAIN = frozenset({Meaning.COMMAND, Meaning.PLACE, Meaning.PERSON, Meaning.DEVICE, Meaning.BOTH})


@dataclass(frozen=True, slots=True)
class Reading:
    """The code in a scanned text."""

    code: str
    other: str = ""
    """The same text read the other way, where that is another record's code: nobody may guess."""

    def match(self, directory: Directory) -> Match:
        """What the code is."""
        if not self.other:
            return classify(self.code, directory)
        hits = (*directory.exact(self.code), *directory.exact(self.other))
        person = self.code if any(hit.person for hit in hits) else None
        remark = f"fits two: {self.code} as it came, {self.other} by the scanner check"
        return Match(self.code, Meaning.UNKNOWN, person=person, remark=remark)


def read(office: Office, directory: Directory, raw: str) -> Reading:
    """The code that a text holds: what the register knows exactly, as it came or as it was meant.

    Where it knows neither, one that is there but for case and punctuation counts before one that
    isn't, and then what the scanner meant before what it typed.
    """
    plain = clean(raw)
    if office.scanner is None:
        return Reading(plain)
    meant = clean(office.scanner.restore(raw))
    if meant == plain or not meant:
        return Reading(plain)
    as_typed, as_meant = _exact(plain, directory), _exact(meant, directory)
    if not (as_typed or as_meant):
        as_typed, as_meant = _known(plain, directory), _known(meant, directory)
    if as_typed and as_meant and as_typed != as_meant:
        return Reading(plain, meant)
    return Reading(plain if as_typed else meant)


def _exact(code: str, directory: Directory) -> tuple[object, ...]:
    """The command or the records that are called exactly this."""
    if code in BY_CODE:
        return (code,)
    return directory.exact(code) if code else ()


def _known(code: str, directory: Directory) -> tuple[object, ...]:
    """The record that is called this but for case and punctuation, if there is only one."""
    match = classify(code, directory)
    known = (match.command, match.device, match.person, match.place)
    return known if match.meaning in CERTAIN else ()
