"""The systems whose lists of people are known, as data: what each one calls which column.

The headings are those of the vendors' own samples, specifications and exports.
"""

from inventory.files.layout import Profile, RegisterKind

_CHAMPION = Profile(
    "champion",
    RegisterKind.PEOPLE,
    {
        **{name: (name,) for name in ("person_id", "first_name", "last_name", "grade")},
        **{name: (name,) for name in ("homeroom", "email", "status", "kind")},
    },
    needs=(("person_id",),),
    title="Champion",
)

_SNIPE_IT = (
    # No column says who is staff: a Job Title is free text that some schools give students too.
    Profile(
        "snipe-it",
        RegisterKind.PEOPLE,
        {
            "employee_number": ("Employee Number", "Employee No."),
            "username": ("Username",),
            "first_name": ("First Name",),
            "last_name": ("Last Name",),
            "email": ("Email",),
            "school_name": ("Company",),
        },
        needs=(("employee_number", "username"), ("first_name", "last_name")),
        title="Snipe-IT",
        telling=("Display Name", "Activated", "Department", "Job Title", "Remote", "VIP"),
        ids=("employee_number", "username"),
    ),
)

_POWERSCHOOL = (
    Profile(
        "powerschool",
        RegisterKind.PEOPLE,
        {
            "person_id": ("Student_Number",),
            "first_name": ("First_Name",),
            "last_name": ("Last_Name",),
            "last_first": ("LastFirst",),
            "grade": ("Grade_Level", "Grade"),
            "homeroom": ("Home_Room",),
            "enroll_status": ("Enroll_Status",),
            "school": ("SchoolID",),
            "school_name": ("[Schools]Name",),
        },
        needs=(("person_id",), ("first_name", "last_name", "last_first")),
        title="PowerSchool",
        telling=("ClassOf", "DCID", "DistrictEntryDate"),
    ),
)

_ROSTER = {
    "first_name": ("givenName",),
    "last_name": ("familyName",),
    "email": ("email",),
    "login": ("username",),
    "role": ("role",),
    "school": ("orgSourcedIds",),
    "school_primary": ("primaryOrgSourcedId",),
    "school_name": ("orgName",),
    "school_code": ("orgIdentifier",),
}

# users.csv of OneRoster 1.1 and 1.2 (1EdTech), with role and school of 1.2 beside it. The student
# number is the identifier, sometimes inside userIds; the key of the exporting system comes last.
_ONEROSTER = (
    Profile(
        "oneroster",
        RegisterKind.PEOPLE,
        {
            "identifier": ("identifier",),
            "user_ids": ("userIds",),
            "sourced_id": ("sourcedId",),
            **_ROSTER,
            "grades": ("grades",),
            "status": ("status",),
        },
        needs=(("sourced_id",), ("first_name", "last_name")),
        title="OneRoster",
        marks=("identifier", "userIds", "enabledUser", "userMasterIdentifier"),
        telling=("dateLastModified", "middleName", "agentSourcedIds"),
        ids=("identifier", "user_ids", "sourced_id"),
    ),
)

# The users download of the Admin console. Its Employee ID is usually the student number.
_GOOGLE = (
    Profile(
        "google",
        RegisterKind.PEOPLE,
        {
            "first_name": ("First Name [Required]",),
            "last_name": ("Last Name [Required]",),
            "email": ("Email Address [Required]",),
            "employee_id": ("Employee ID",),
            "account": ("Status [READ ONLY]",),
            "org_unit": ("Org Unit Path [Required]",),
        },
        needs=(("email",), ("first_name", "last_name")),
        title="Google Workspace",
        marks=(
            *("Org Unit Path [Required]", "Employee ID", "Last Sign In [READ ONLY]"),
            *("Email Usage [READ ONLY]", "Recovery Email", "Change Password at Next Sign-In"),
        ),
        telling=("Employee Type", "Employee Title", "Cost Center", "Building ID", "Floor Name"),
        ids=("employee_id", "email"),
    ),
)

_NAMES = {"first_name": ("First_name",), "last_name": ("Last_name",)}
_CLEVER = (
    Profile(
        "clever",
        RegisterKind.PEOPLE,
        {
            "student_number": ("Student_number",),
            "student_id": ("Student_id",),
            **_NAMES,
            "grade": ("Grade",),
            "email": ("Student_email",),
            "school": ("School_id",),
        },
        needs=(("student_id",), ("first_name", "last_name")),
        title="Clever",
        telling=("State_id", "Middle_name", "Ell_status", "Hispanic_Latino", "Contact_name"),
        ids=("student_number", "student_id"),
        says={"kind": "student"},
    ),
    Profile(
        "clever",
        RegisterKind.PEOPLE,
        {
            "teacher_number": ("Teacher_number",),
            "teacher_id": ("Teacher_id",),
            **_NAMES,
            "email": ("Teacher_email",),
            "school": ("School_id",),
        },
        needs=(("teacher_id",), ("first_name", "last_name")),
        title="Clever",
        telling=("State_teacher_id", "Middle_name", "Title"),
        ids=("teacher_number", "teacher_id"),
        says={"kind": "staff"},
    ),
)

_SDS_COMMON = {
    "sis_id": ("SIS ID",),
    "first_name": ("First Name",),
    "last_name": ("Last Name",),
    "login": ("Username",),
    "status": ("Status",),
    "school": ("School SIS ID",),
}

_SDS = (
    # Without a number it may be a list of teachers as well, so it does not say who is a student.
    Profile(
        "sds",
        RegisterKind.PEOPLE,
        {"student_number": ("Student Number",), **_SDS_COMMON, "grade": ("Grade",)},
        needs=(("sis_id",), ("first_name", "last_name")),
        title="Microsoft School Data Sync",
        telling=("State ID", "Middle Name", "Secondary Email", "Graduation Year", "Birthdate"),
        ids=("student_number", "sis_id"),
    ),
    Profile(
        "sds",
        RegisterKind.PEOPLE,
        {"teacher_number": ("Teacher Number",), **_SDS_COMMON},
        needs=(("sis_id",), ("first_name", "last_name")),
        title="Microsoft School Data Sync",
        marks=("Teacher Number", "Qualification"),
        telling=("State ID", "Middle Name", "Secondary Email", "Title"),
        ids=("teacher_number", "sis_id"),
        says={"kind": "staff"},
    ),
    # Versions 2 and 2.1 have no student number: the key of the exporting system is the ID.
    Profile(
        "sds",
        RegisterKind.PEOPLE,
        {"sourced_id": ("sourcedId",), **_ROSTER, "grades": ("grade", "grades")},
        needs=(("sourced_id",), ("first_name", "last_name"), ("login",)),
        title="Microsoft School Data Sync",
        telling=("activeDirectoryMatchId",),
        ids=("sourced_id",),
    ),
)

_APPLE = (
    Profile(
        "apple",
        RegisterKind.PEOPLE,
        {
            "person_number": ("person_number",),
            "apple_id": ("person_id",),
            "first_name": ("first_name",),
            "last_name": ("last_name",),
            "grade": ("grade_level",),
            "email": ("email_address",),
            "school": ("location_id",),
        },
        needs=(("apple_id",), ("first_name", "last_name")),
        title="Apple School Manager",
        marks=("person_number", "sis_username", "password_policy"),
        ids=("person_number", "apple_id"),
    ),
)

PEOPLE = (
    _CHAMPION,
    *_SNIPE_IT,
    *_POWERSCHOOL,
    *_ONEROSTER,
    *_GOOGLE,
    *_CLEVER,
    *_SDS,
    *_APPLE,
)
"""Every known list of people."""
