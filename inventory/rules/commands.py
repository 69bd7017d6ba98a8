"""Command barcodes: what a table can be told by a scan, without a keyboard."""

from enum import StrEnum

from inventory.model import CameBack, Grade, Mode


class Group(StrEnum):
    """The headings of the command sheet, in its order."""

    TABLE = "What this table does"
    ANSWERS = "Answers"
    CHARGER = "After a return: the charger"
    CONDITION = "After a return: the condition, or a charger more"
    PARTS = "After a return: what is damaged"
    CAUSE = "After a return: the cause"


class Command(StrEnum):
    """What a barcode says, the words printed with it, and the heading that it stands under.

    Capitals and letters only, so that any keyboard layout types it, and at most eight, so that it
    fits a small label. Only what can be undone, or changes nothing, has one.
    """

    words: str
    group: Group

    def __new__(cls, value: str, words: str, group: Group) -> "Command":
        """Make a string member that carries its words and its heading."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = words
        member.group = group
        return member

    OUT = "ZZOUT", "Hand out", Group.TABLE
    BACK = "ZZBACK", "Take back", Group.TABLE
    BAG = "ZZBAG", "By bag", Group.TABLE
    CHECK = "ZZCHECK", "Inspect", Group.TABLE
    AUDIT = "ZZAUDIT", "Audit", Group.TABLE
    YES = "ZZYES", "Yes", Group.ANSWERS
    NO = "ZZNO", "No", Group.ANSWERS
    UNDO = "ZZUNDO", "Undo", Group.ANSWERS
    NEXT = "ZZNEXT", "Next student", Group.ANSWERS
    PARK = "ZZPARK", "Park, next student", Group.ANSWERS
    HELP = "ZZHELP", "Help", Group.ANSWERS
    NO_CHARGER = "ZZCHNONE", "No charger", Group.CHARGER
    BAD_CHARGER = "ZZCHBAD", "Faulty charger", Group.CHARGER
    EXTRA_CHARGER = "ZZCHXTRA", "Extra or found charger", Group.CONDITION
    GRADE_A = "ZZGRADEA", "A · as new", Group.CONDITION
    GRADE_B = "ZZGRADEB", "B · normal wear", Group.CONDITION
    GRADE_C = "ZZGRADEC", "C · damaged but works", Group.CONDITION
    GRADE_D = "ZZGRADED", "D · does not work", Group.CONDITION
    GRADE_X = "ZZGRADEX", "X · parts only", Group.CONDITION
    SCREEN = "ZZSCREEN", "Screen", Group.PARTS
    KEYBOARD = "ZZKEYS", "Keyboard", Group.PARTS
    TOUCHPAD = "ZZTOUCH", "Touchpad", Group.PARTS
    HINGE = "ZZHINGE", "Hinge", Group.PARTS
    CASE = "ZZCASE", "Case", Group.PARTS
    PORT = "ZZPORT", "Port", Group.PARTS
    POWER = "ZZPOWER", "Power", Group.PARTS
    LABEL = "ZZLABEL", "Label", Group.PARTS
    ACCIDENT = "ZZACCID", "Accident", Group.CAUSE
    MISUSE = "ZZMISUSE", "Misuse", Group.CAUSE


BY_CODE = {each.value: each for each in Command}
"""Code → command; only the very code is in it."""

MODES = {
    Command.OUT: Mode.OUT,
    Command.BACK: Mode.BACK,
    Command.CHECK: Mode.CHECK,
    Command.AUDIT: Mode.AUDIT,
}
LEADS_TO = {**MODES, Command.BAG: Mode.BACK}
"""Where a command works, if it is not wherever one stands."""
CHARGERS = {
    Command.NO_CHARGER: CameBack.NOT,
    Command.BAD_CHARGER: CameBack.FAULTY,
    Command.EXTRA_CHARGER: CameBack.EXTRA,
}
GRADES = {
    Command.GRADE_A: Grade.A,
    Command.GRADE_B: Grade.B,
    Command.GRADE_C: Grade.C,
    Command.GRADE_D: Grade.D,
    Command.GRADE_X: Grade.X,
}
PARTS = {each: each.words.lower() for each in Command if each.group is Group.PARTS}
CAUSES = {each: each.words.lower() for each in Command if each.group is Group.CAUSE}
