"""OneRoster and School Data Sync: users, roles and schools as one table."""

import hashlib
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from inventory.errors import FileRefused
from inventory.files.reader import Row, Source
from inventory.files.sources import open_bytes, open_source
from tests.inventory.files.samples import real_file

USERS = "sourcedId,username,givenName,familyName\nu1,ada,Ada,Ng\nu2,bo,Bo,Li\n\nu3,cy,Cy,Os\n"
SDS_ROLES = """userSourcedId,orgSourcedId,role,sessionSourcedId,grade,isPrimary
u1,s2,student,,07,false
u1,s1,student,,08,true
u2,"s2,s1",teacher,,,
"""
SDS_ORGS = """sourcedId,name,type,parentSourcedId
d,District,district,
s1,Lincoln,school,d
s2,Nye,school,d
"""
USERS_12 = """sourcedId,status,givenName,grades,primaryOrgSourcedId
u1,active,Ada,,
u2,active,Bo,05,s2
"""
ROLES_12 = """sourcedId,status,userSourcedId,roleType,role,orgSourcedId
1,tobedeleted,u1,primary,administrator,s2
2,active,u1,secondary,student,s2
3,active,u1,primary,aide,s1
4,,u2,secondary,student,s1
"""
ORGS_11 = """sourcedId,status,name,type,identifier
d,,District,district,D1
s1,,Lincoln,school,0012
s2,,Nye,School,0034
"""


def packed(**files: str) -> bytes:
    """A zip archive of CSV files, each named without its ending."""
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.csv", text)
    return data.getvalue()


def opened(**files: str) -> Source:
    """The archive as it is read."""
    return open_bytes("sis.zip", packed(**files))


def cells(source: Source) -> list[tuple[str, ...]]:
    """The cells of each row of a source that refuses none."""
    rows = list(source.rows())
    assert all(isinstance(row, Row) for row in rows)
    return [row.cells for row in rows if isinstance(row, Row)]


def test_what_sds_keeps_in_three_files_is_one_table() -> None:
    """School Data Sync v2.1 has neither role, grade nor school in users.csv."""
    source = opened(users=USERS, roles=SDS_ROLES, orgs=SDS_ORGS)
    assert source.header[4:] == ("role", "grades", "orgSourcedIds", "orgName", "orgIdentifier")
    assert cells(source) == [
        ("u1", "ada", "Ada", "Ng", "student", "08", "s1,s2", "Lincoln", ""),
        ("u2", "bo", "Bo", "Li", "teacher", "", "s2,s1", "Nye", ""),
        ("u3", "cy", "Cy", "Os", "", "", "", "", ""),
    ]
    assert [row.line for row in source.rows()] == [2, 3, 5]
    assert source.how == "users.csv, roles.csv and orgs.csv of an archive, UTF-8"
    assert source.notes == ("Read along: roles.csv and orgs.csv.",)
    assert (source.name, source.encoding, source.delimiter) == ("sis.zip", "UTF-8", ",")


def test_one_roster_1_2_takes_the_primary_role_and_fills_what_users_leave_blank() -> None:
    """A role that is to be deleted doesn't count; a column that users.csv has isn't added again."""
    source = opened(users=USERS_12, roles=ROLES_12, orgs=ORGS_11)
    assert source.header[5:] == ("role", "orgName", "orgIdentifier")
    assert cells(source) == [
        ("u1", "active", "Ada", "", "s1,s2", "aide", "Lincoln", "0012"),
        ("u2", "active", "Bo", "05", "s2", "student", "Nye", "0034"),
    ]


def test_the_first_role_counts_where_none_is_primary() -> None:
    """The file's order is all that there is to go by; its schools come first too."""
    roles = "userSourcedId,role,orgSourcedId\nu1,student,s2\nu1,aide,s1\nu1,aide,s2\n"
    source = opened(users="sourcedId\nu1\n", roles=roles)
    assert source.header == ("sourcedId", "role", "orgSourcedIds")
    assert cells(source) == [("u1", "student", "s2,s1")]


def test_one_roster_1_1_needs_only_the_schools_names() -> None:
    """Of several organisations it is the first one that is a school."""
    users = 'sourcedId,orgSourcedIds,role,grades\nu1,"d, s2,s1",student,07\nu2,x,student,08\n'
    source = opened(users=users, orgs=ORGS_11)
    assert source.header == (*users.split("\n")[0].split(","), "orgName", "orgIdentifier")
    assert [row[-2:] for row in cells(source)] == [("Nye", "0034"), ("", "")]


@pytest.mark.parametrize("folder", ["", "export/", "export\\"])
def test_the_files_may_be_inside_one_folder_of_the_archive(folder: str) -> None:
    """Whatever else is in it, and what a Mac adds, is left alone."""
    files = {
        f"{folder}users": USERS, f"{folder}Roles": SDS_ROLES, "__MACOSX/._users": "x",
        "__MACOSX/users": "x", "other/orgs": "not,ours", f"{folder}classes": "x",
    }  # fmt: skip
    source = opened(**files)
    assert source.how == "users.csv and roles.csv of an archive, UTF-8"
    assert cells(source)[0][4] == "student"


@pytest.mark.parametrize(
    ("said", "notes"),
    [
        ("delta", ("manifest.csv calls users.csv a delta: who is not in it is not gone.",)),
        ("absent", ("manifest.csv says that users.csv is absent, but it is there and is read.",)),
        ("bulk", ()),
    ],
)
def test_the_manifest_says_whether_the_list_is_whole(said: str, notes: tuple[str, ...]) -> None:
    """Who is missing from a delta has not left the school."""
    manifest = f"propertyName,value\nmanifest.version,1.0\nfile.users,{said}\n"
    assert opened(users=USERS, manifest=manifest).notes == notes


def test_rows_that_are_refused_stay_refused_and_those_of_other_files_are_counted() -> None:
    """A role that can't be read is no role, and that has to be said."""
    roles = "userSourcedId,role\nu1,student,x\nu2,teacher\n"
    source = opened(users=f"{USERS}u4,d,D,Un,5\n", roles=roles)
    assert [(row.line, isinstance(row, Row)) for row in source.rows()] == [
        (2, True), (3, True), (5, True), (6, False),
    ]  # fmt: skip
    assert source.notes[1].startswith(
        "roles.csv in sis.zip: 1 of its rows can't be read and is left out, on line 2: Column 3"
    )


def test_files_with_headings_alone_add_no_more_than_their_columns() -> None:
    """OneRoster forbids them, and they are there all the same."""
    roles, orgs = SDS_ROLES.split("\n")[0], SDS_ORGS.split("\n")[0]
    assert cells(opened(users=USERS, roles=roles, orgs=orgs))[0][4:] == ("", "", "", "", "")
    with pytest.raises(FileRefused, match=r"users\.csv in sis\.zip has headings, but no rows"):
        opened(users=USERS.split("\n")[0], roles=SDS_ROLES)


def test_a_fault_is_named_with_its_file_in_the_archive() -> None:
    """Which of them, and on which line."""
    with pytest.raises(FileRefused, match=r"roles\.csv in sis\.zip, line 2: a quotation mark"):
        opened(users=USERS, roles='userSourcedId,role\n"u1,student\n')


def test_files_beside_a_bare_users_csv_are_read_along(tmp_path: Path) -> None:
    """Picked from the folder that the archive was unpacked into."""
    (tmp_path / "users.csv").write_text(USERS)
    alone = open_source(tmp_path / "users.csv")
    assert alone.notes == ()
    assert alone.sha256 == hashlib.sha256(USERS.encode()).hexdigest()
    (tmp_path / "roles.csv").write_text(SDS_ROLES)
    source = open_source(tmp_path / "users.csv")
    assert cells(source)[0] == ("u1", "ada", "Ada", "Ng", "student", "08", "s1,s2")
    assert source.how == "users.csv and roles.csv of one folder, UTF-8"
    assert source.notes == ("Read along: roles.csv.",)
    assert source.sha256 != alone.sha256
    (tmp_path / "roles.csv").write_text(SDS_ROLES + "u3,s1,aide,,,\n")
    assert open_source(tmp_path / "users.csv").sha256 != source.sha256
    with pytest.raises(FileRefused, match=r"roles\.csv was changed while it was read\."):
        list(source.rows())


def test_another_systems_users_are_read_as_they_are(tmp_path: Path) -> None:
    """Without sourcedId nothing beside it can be joined, and that is said."""
    (tmp_path / "users.csv").write_text("Username,Email\nada,a@b.c\n")
    (tmp_path / "roles.csv").write_text("Role\nadmin\n")
    source = open_source(tmp_path / "users.csv")
    assert cells(source) == [("ada", "a@b.c")]
    assert source.notes == ("Left out: roles.csv, for users.csv has no column sourcedId.",)


def test_another_systems_roles_beside_it_are_left_out_and_said(tmp_path: Path) -> None:
    """A list of what administrators may do is no list of who is a student."""
    (tmp_path / "users.csv").write_text(USERS)
    (tmp_path / "roles.csv").write_text("Role,Permissions\nadmin,all\n")
    source = open_source(tmp_path / "users.csv")
    assert source.header == ("sourcedId", "username", "givenName", "familyName")
    assert source.notes == ("Left out: roles.csv, for it has no column userSourcedId.",)


def test_the_sample_of_one_roster_names_its_schools() -> None:
    """A real folder, read through its users.csv."""
    source = open_source(real_file("oneroster/users.csv"))
    assert source.header[-2:] == ("orgName", "orgIdentifier")
    assert [row[-2:] for row in cells(source)] == [
        ("School 1", "my identifier"), ("School 2", "my identifier 2"),
    ]  # fmt: skip
    assert source.notes == ("Read along: orgs.csv.",)
