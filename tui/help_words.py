"""What every verdict means and what to do about it, in one sentence each."""

from collections.abc import Mapping

from inventory.rules.codes import Command
from inventory.verdict import Code

VERDICTS: Mapping[Code, str] = {
    Code.ISSUED: "The device is theirs now.",
    Code.RETURNED: "The device is in stock again; keys amend what was not normal.",
    Code.SWAPPED: "The old device came back and this one went out.",
    Code.SIGHTED: "It was seen where it should be; nothing changed hands.",
    Code.PERSON: "What is scanned next goes to this person.",
    Code.PLACE: "What is scanned next goes to this place.",
    Code.MODE: "A scan means something else from now on.",
    Code.UNDONE: "The last action of this table was taken back.",
    Code.AMENDED: "A remark was added to the last return.",
    Code.CONFIRMED: "A question or a stop was answered with yes.",
    Code.VERIFIED: "Audit: seen where the record says, or with whom.",
    Code.ATTESTED: "Audit: they say that they have it; it was not seen.",
    Code.ALREADY: "It was not out, or counted before; it counts as seen.",
    Code.BOUNCE: "The scanner sent the same code twice; the second one is ignored.",
    Code.HELD: "The device waits for a person's card.",
    Code.UNLISTED_PLACE: "A place that is not in the list; it is taken as scanned.",
    Code.DECLINED: "A question was answered with no.",
    Code.PARKED: "Put aside with a claim number; the Inbox has it.",
    Code.OUT_OF_SCOPE: "Audit: one of ours that this audit does not ask for; kept all the same.",
    Code.UNREADABLE: "Audit: a thing without a readable code, kept by its description.",
    Code.OUT_TO_OTHER: "Somebody else has it on record. The same code again hands it over.",
    Code.HAS_ONE: "They have one of this kind. The same code again swaps; Ctrl+O gives a second.",
    Code.RESURFACED: "It was lost, stolen, missing or retired. Have it checked.",
    Code.WRONG_PLACE: "Audit: counted, but recorded elsewhere. M moves the record here.",
    Code.WRONG_HOLDER: "Audit: counted, but recorded with somebody else. M corrects the record.",
    Code.STATE_CONFLICT: "Audit: counted, but the record says that it can't be here.",
    Code.AMBIGUOUS: "The code is both a person's and a device's.",
    Code.STRAY: "The district's list gives it to another school. Set it aside.",
    Code.UNSURE: "The code fits only nearly. Compare the label before you confirm.",
    Code.LEFT: "The person left the school. Ctrl+O hands out all the same, with a reason.",
    Code.BLOCKED: "Something stands against it. Ctrl+O hands out all the same, with a reason.",
    Code.IN_REPAIR: "The device is recorded as in repair. Take another one.",
    Code.UNLISTED: "Nobody knows this code. It is parked, and the line moves.",
    Code.UNKNOWN_PERSON: "It looks like a student's ID. Ctrl+N enters the name by hand.",
    Code.LABEL_CONFLICT: "Tag and serial are of two different devices.",
    Code.NOTHING_TO_CONFIRM: "There was no question.",
    Code.NOTHING_TO_UNDO: "This table has done nothing that could be undone.",
}

COMMANDS: Mapping[Command, str] = {
    Command.YES: "confirm, as the same code again does; in an audit as M does",
    Command.NO: "leave it as it was",
    Command.UNDO: "undo this table's last action",
    Command.NEXT: "finish with this student",
    Command.PARK: "give a claim number, and the line moves",
    Command.HELP: "list these commands",
    Command.OUT: "hand out",
    Command.BACK: "take back",
    Command.AUDIT: "audit: a scan is a sighting",
}
