"""A parked scan in words: what was scanned, and why it waits."""

from collections.abc import Mapping

from inventory.model import Mode, Parked
from inventory.rules.phrases import moment
from inventory.services import pages
from inventory.services.office import Office
from inventory.verdict import Code

_CODES = {code.value: code for code in Code}
_WHILE: Mapping[str, str] = {
    Mode.OUT: " while handing out",
    Mode.BACK: " while taking back",
    Mode.CHECK: " while inspecting",
    Mode.AUDIT: " while looking round",
}
_WHY: Mapping[str, str] = {
    Code.UNLISTED: "No device and no person had this code.",
    Code.UNKNOWN_PERSON: "It looks like a student's ID, but the roster didn't have {person}.",
    Code.OUT_TO_OTHER: "{person} was to get {device}, but somebody else had it on record.",
    Code.HAS_ONE: "{person} was to get {device}, but has one of this kind already.",
    Code.NOT_BACK: "{device} was to be inspected, but by the record it was out.",
    Code.RESURFACED: "{device} was recorded as lost, stolen, missing or retired.",
    Code.AMBIGUOUS: "The code is both a person's and a device's, and nobody said which.",
    Code.STRAY: "The district's list gives {device} to another school.",
    Code.UNSURE: "The code fits only nearly, and nobody said that it was the one.",
    Code.LEFT: "{person} has left the school.",
    Code.BLOCKED: "Something stood against handing anything to {person}.",
    Code.IN_REPAIR: "{device} is recorded as in repair.",
    Code.LABEL_CONFLICT: "Tag and serial are of two different devices.",
    Code.PARKED: "{person} was asked to step aside with this number.",
}


def word_of_code(code: str) -> str:
    """What parked it, in a word or two; the code itself where this version doesn't know it."""
    return _CODES[code].word if code in _CODES else code


def why(office: Office, parked: Parked) -> str:
    """Why it was put aside, as a sentence."""
    sentence = _WHY.get(parked.code, "A person has to decide.")
    person = name_of(office, parked.person) or "The person"
    return sentence.format(person=person, device=label_of(office, parked.device) or "the device")


def what_was_scanned(office: Office, parked: Parked) -> str:
    """``7719-X, scanned at 09:12 while handing out, in Cart 1.``"""
    when = moment(parked.at, office.clock.now())
    where = f", in {parked.place}" if parked.place else ""
    code = scanned_text(parked)
    what = f"{code}, scanned" if code else "Put aside"
    return f"{what} {when}{_WHILE.get(parked.mode, '')}{where}."


def scanned_text(parked: Parked) -> str:
    """The code that was scanned; nothing where a person was parked and not a code."""
    return "" if parked.code == Code.PARKED else parked.raw


def name_of(office: Office, person_id: str | None) -> str:
    """A person's name; the ID where the roster has none."""
    someone = pages.person(office, person_id) if person_id else None
    return someone.name if someone else person_id or ""


def label_of(office: Office, device_id: str | None) -> str:
    """What is on the device's sticker."""
    thing = pages.device(office, device_id) if device_id else None
    return thing.label if thing else device_id or ""
