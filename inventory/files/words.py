"""The words of other systems for what a grade, a condition, a status or a role is."""

from inventory.model import PersonStatus, Service
from inventory.text import loose

_GRADE_NAMES = (
    *("first", "second", "third", "fourth", "fifth", "sixth"),
    *("seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"),
)

# The codes of CEDS (ceds.ed.gov, Entry Grade Level), which OneRoster uses, and words for them. PS
# is left as it stands: postsecondary there, preschool elsewhere.
GRADE_WORDS = {
    **dict.fromkeys(("pk", "pr", "prek", "prekindergarten", "preschool", "gradepk"), "PK"),
    **dict.fromkeys(("tk", "transitionalkindergarten"), "TK"),
    **dict.fromkeys(("k", "kg", "kindergarten", "gradek"), "K"),
    **dict.fromkeys(("it", "infanttoddler"), "IT"),
    **dict.fromkeys(("ug", "ungraded"), "UG"),
    **{name: str(year) for year, name in enumerate(_GRADE_NAMES, 1)},
    **{f"{name}grade": str(year) for year, name in enumerate(_GRADE_NAMES, 1)},
}

# PowerSchool counts the years before kindergarten down from 0.
GRADE_NUMBERS = {-2: "PK", -1: "PK", 0: "K", **{year: str(year) for year in range(1, 14)}}

# Our own words, the status labels that Snipe-IT is installed with, and Google's states. Google says
# DISABLED of a device that the district locked and DEPROVISIONED of one that it gave up.
SERVICE_WORDS = {
    **{loose(service): service for service in Service},
    **dict.fromkeys(("readytodeploy", "deployed", "deployable"), Service.READY),
    **dict.fromkeys(("undeployable", "broken", "brokennotfixable"), Service.NEEDS_CHECK),
    **dict.fromkeys(
        ("outforrepair", "outfordiagnostics", "repair", "inrepair", "atrepair"), Service.IN_REPAIR
    ),
    # It says that one of the two was reported; the milder claim is the one that can be made.
    "loststolen": Service.LOST,
    "archived": Service.RETIRED,
    **dict.fromkeys(("active", "provisioned", "preprovisioned"), Service.READY),
    # Lost, stolen, or locked for another reason: that it has to be looked at is all that is known.
    "disabled": Service.NEEDS_CHECK,
    "deprovisioned": Service.RETIRED,
}

STATUS_WORDS = {
    **dict.fromkeys(("enrolled", "active"), (PersonStatus.ENROLLED, "")),
    **dict.fromkeys(
        ("left", "inactive", "withdrawn", "transferred", "graduated"), (PersonStatus.LEFT, "")
    ),
    # OneRoster's delta files: the record is to be removed.
    "tobedeleted": (PersonStatus.LEFT, ""),
    "blocked": (PersonStatus.ENROLLED, "Blocked by the school"),
    **dict.fromkeys(("formmissing", "noform"), (PersonStatus.ENROLLED, "Form is missing")),
}

# Google keeps an archived account of somebody who is gone. Why one is suspended it doesn't say.
ACCOUNT_WORDS = {
    "active": (PersonStatus.ENROLLED, ""),
    "suspended": (PersonStatus.ENROLLED, "Google account is suspended"),
    "archived": (PersonStatus.LEFT, ""),
}

# PowerSchool's Enroll_Status: pre-registered, active; inactive, transferred, graduated.
ENROLL_CODES = {
    **dict.fromkeys(("-1", "0"), PersonStatus.ENROLLED),
    **dict.fromkeys(("1", "2", "3"), PersonStatus.LEFT),
}

KIND_WORDS = {
    **dict.fromkeys(("student", "pupil", "learner"), "student"),
    **dict.fromkeys(("staff", "teacher", "employee", "faculty"), "staff"),
}

# The roles of OneRoster 1.1 and 1.2 and of Microsoft's School Data Sync.
ROLES = {
    **KIND_WORDS,
    **dict.fromkeys(
        (
            *("administrator", "aide", "proctor", "counselor", "principal", "siteadministrator"),
            *("districtadministrator", "systemadministrator", "itadmin", "officestaff", "nurse"),
            *("paraprofessional", "teacherassistant", "assistant", "instructor", "substitute"),
            *("advisor", "coach", "specialservices", "librarian"),
        ),
        "staff",
    ),
}
OUTSIDE = {
    "guardian": "guardians",
    "parent": "parents",
    "relative": "relatives",
    "contact": "contacts",
}
"""Roles of people who are not of the school, in the plural."""
