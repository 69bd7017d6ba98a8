"""What an import would do, compared case by case."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.files.entries import Entry
from inventory.files.plan import FieldChange, Plan, make_plan
from inventory.files.profiles import RegisterKind, find_profile
from inventory.files.reader import read_table
from inventory.files.records import read_records
from inventory.model import Device, Person, PersonStatus, Place, Service
from tests.inventory.files.samples import incoming, real_file

DEVICES, PEOPLE, PLACES = RegisterKind

A = Device("T1", "T1", "S1", model="HP", service=Service.IN_REPAIR, holder="ana")
B = Device("T2", "T2", "S2")
UNTAGGED = Device("S3", serial="S3")
RETAGGED = Device("T4", "T40", "S4")
REGISTER = {device.device_id: device for device in (A, B, UNTAGGED, RETAGGED)}


def key_of(entry: Entry) -> str:
    """The key under which the register has the record."""
    if isinstance(entry, Device):
        return entry.device_id
    return entry.person_id if isinstance(entry, Person) else entry.place


def applied(current: Mapping[str, Entry], plan: Plan) -> dict[str, Entry]:
    """The register after the plan."""
    gone = {key_of(entry): replace(entry, listed=False) for entry in plan.gone}
    new = {key_of(record.value): record.value for record in plan.new}
    return {**current, **gone, **new, **{change.key: change.after for change in plan.changed}}


def planned(rows: str, header: str = "asset_tag,serial,model,service") -> Plan:
    """What a file with these rows would do to the small register of devices."""
    return make_plan(REGISTER, incoming(DEVICES, f"{header}\n{rows}"))


@pytest.mark.parametrize(
    ("row", "key", "fields"),
    [
        ("T1,S1,Dell,", "T1", [("model", "HP", "Dell")]),
        ("T1,,,lost", "T1", [("service", Service.IN_REPAIR, Service.LOST)]),
        (",S1,Dell,", "T1", [("model", "HP", "Dell")]),
        ("T9,S1,,", "T1", [("tag", "T1", "T9")]),
        ("T9,S3,,", "S3", [("tag", "", "T9")]),
        ("S3,S3,,", "S3", [("tag", "", "S3")]),
        ("T4,S4,,", "T4", [("tag", "T40", "T4")]),
    ],
)
def test_a_device_is_known_by_its_tag_and_then_by_its_serial(
    row: str, key: str, fields: list[tuple[str, str, str]]
) -> None:
    """A new sticker on a known serial changes the tag and never the device's ID."""
    [change] = planned(row).changed
    assert change.key == change.before.device_id == change.after.device_id == key  # type: ignore[union-attr]
    assert change.fields == tuple(FieldChange(*field) for field in fields)
    assert change.after == replace(REGISTER[key], **{name: said for name, _, said in fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("T1,S9,,", 'Tag "T1" belongs to serial "S1", but is on serial "S9" here.'),
        (
            "T1,S2,,",
            'but is on serial "S2" here, which is tag "T2" with serial "S2".',
        ),
        ("S2,S1,,", '"S2" of tag "S2" with serial "S1" already leads to another device, tag "T2"'),
        ("S1,,,", '"S1" of "S1" already leads to another device, tag "T1" with serial "S1".'),
        ("T9,T2,,", '"T2" of tag "T9" with serial "T2" already leads to another device, tag "T2"'),
        ("T4,S9,,", '"T4" of tag "T4" with serial "S9" already leads to another device, tag "T40"'),
        ("T4,S1,,", '"T4" of tag "T4" with serial "S1" already leads to another device, tag "T40"'),
    ],
)
def test_an_identifier_of_two_devices_is_refused_with_both_named(row: str, reason: str) -> None:
    """No code may lead to two devices; a person has to look at both."""
    plan = planned(f"T7,S7,,\n{row}")
    [refused] = plan.refused
    assert (refused.line, reason in refused.reason) == (3, True), refused.reason
    assert (len(plan.new), len(plan.changed)) == (1, 0)


def test_two_rows_that_mean_one_device_are_not_both_taken() -> None:
    """One by the tag, one by the serial: which of them is right can't be told."""
    plan = planned("T1,,,\n,S1,Dell,\n")
    assert [refused.reason for refused in plan.refused] == ['"S1" is the same device as on line 2.']


def test_a_sticker_or_former_tag_of_a_device_is_not_given_to_another() -> None:
    """The identifiers that the register of devices itself doesn't show are taken too."""
    file = incoming(DEVICES, "asset_tag,serial\nOLD,S9\nOLD2,S1\nOLD3,S8\n")
    aliases = {"OLD": "T1", "OLD2": "T1", "OLD3": "lost one"}
    plan = make_plan(REGISTER, file, aliases=aliases)
    assert [refused.line for refused in plan.refused] == [2, 4]
    assert 'device "lost one"' in plan.refused[1].reason
    assert [change.fields for change in plan.changed] == [(FieldChange("tag", "T1", "OLD2"),)]


def test_a_blank_cell_and_a_missing_column_erase_nothing() -> None:
    """Exports leave out columns and cells; silence is no statement."""
    plan = planned("T1,S1,,\n")
    assert (plan.unchanged, plan.changed) == (("T1",), ())


@pytest.mark.parametrize(
    ("checkout", "changed"), [("Location,", 1), (",", 1), ("User,", 0), ("User,ana", 0)]
)
def test_a_check_in_or_a_check_out_to_a_place_ends_the_holder(checkout: str, changed: int) -> None:
    """The one case in which an empty value is said and not left out."""
    header = "Asset Tag,Location,Checkout Type,Checked Out To: Username\n"
    plan = make_plan(REGISTER, incoming(DEVICES, f"{header}T1,,{checkout}\n"))
    assert len(plan.changed) == changed


def test_what_is_not_in_the_file_is_gone_unless_it_was_gone_already() -> None:
    """Gone is what the last import had and this one hasn't."""
    current = {**REGISTER, "T5": Device("T5", "T5", listed=False)}
    plan = make_plan(current, incoming(DEVICES, "asset_tag,serial\nT1,S1\nT2,S2\n"))
    assert plan.gone == (UNTAGGED, RETAGGED)


def test_what_only_a_refused_row_names_is_not_gone() -> None:
    """A row with a slip in it still shows that the district has the device."""
    file = incoming(DEVICES, "asset_tag,serial,model\nT7,,\nT1,ZZ1,\nT9,T2,\n'T40','S4',x,stray\n")
    plan = make_plan(REGISTER, file)
    assert [refused.line for refused in plan.refused] == [3, 4, 5]
    assert plan.gone == (UNTAGGED,)


def test_nothing_is_gone_where_no_row_could_be_taken() -> None:
    """A file that is wrong throughout must not empty the register."""
    plan = planned("ZZ1,,,\n")
    assert (plan.gone, len(plan.refused)) == ((), 1)
    assert plan.notes == ("No row could be taken, so nothing counts as gone either.",)


def test_what_is_back_in_the_file_is_listed_again() -> None:
    """Coming back is a change of its own, even if nothing else differs."""
    gone = replace(B, listed=False)
    plan = make_plan({"T2": gone}, incoming(DEVICES, "asset_tag\nT2\n"))
    [change] = plan.changed
    assert (change.after, change.fields) == (B, (FieldChange("listed", False, True),))


PERSON = Person("7", "Ada", "Ng", "7", status=PersonStatus.LEFT, block="Form is missing")


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        (PERSON, "person_id,grade\n7,08\n", replace(PERSON, grade="8")),
        (PERSON, "person_id,status\n7,\n", PERSON),
        (
            PERSON,
            "person_id,status\n7,ENROLLED\n",
            replace(PERSON, status=PersonStatus.ENROLLED, block=""),
        ),
        (
            Person("7", status=PersonStatus.UNKNOWN),
            "person_id,last_name\n7,Ng\n",
            Person("7", last_name="Ng"),
        ),
        (Person("7", kind="staff"), "person_id,last_name\n7,\n", Person("7", kind="staff")),
    ],
)
def test_a_roster_changes_a_person_only_in_what_it_says(
    before: Person, text: str, after: Person
) -> None:
    """A person typed at the table is enrolled as soon as a roster has the ID."""
    plan = make_plan({"7": before}, incoming(PEOPLE, text))
    assert applied({"7": before}, plan) == {"7": after}
    assert (plan.new, plan.gone) == ((), ())


def test_a_place_is_known_by_its_name() -> None:
    """Kind and capacity follow the file; another name is another place."""
    current = {"Cart": Place("Cart", "cart", 30), "Hall": Place("Hall")}
    plan = make_plan(current, incoming(PLACES, "place,capacity\nCart,32\ncart,5\n"))
    assert [change.fields for change in plan.changed] == [(FieldChange("capacity", 30, 32),)]
    assert [record.value for record in plan.new] == [Place("cart", capacity=5)]
    assert plan.gone == (Place("Hall"),)


def test_a_code_of_a_person_and_a_device_is_taken_and_named() -> None:
    """Six digits may be both; the scan screen asks, and the preview says so beforehand."""
    text = "person_id,email\n" + "".join(f"{number},\n" for number in range(100, 115))
    plan = make_plan({}, incoming(PEOPLE, text), others={str(n) for n in range(101, 113)})
    assert len(plan.new) == 15
    assert plan.notes[0] == (
        'Line 3: "101" is also a device\'s tag or serial; scanning it will ask which one is meant.'
    )
    assert (len(plan.notes), plan.notes[-1]) == (11, "So it is with 2 other codes.")


def test_the_plan_as_json_has_counts_and_the_refused_rows() -> None:
    """The keys that scripts rely on, in full."""
    header = "asset_tag,serial,model,color\n"
    file = incoming(DEVICES, f"{header}T1,S1,Dell,red\nT2,S2,,\nT7,,,\nZZ,,,\n")
    refused = 'asset_tag "ZZ" begins with ZZ, which is kept for command barcodes.'
    assert make_plan(REGISTER, file).as_json() == {
        "file": "list.csv",
        "profile": "champion",
        "encoding": "UTF-8",
        "delimiter": ",",
        "rows": 4,
        "new": 1,
        "changed": 1,
        "unchanged": 1,
        "gone": 2,
        "refused": [{"line": 5, "reason": refused}],
        "dropped_columns": ["color"],
        "notes": [],
    }


CODES = st.sampled_from(["", *(f"T{number}" for number in range(5)), "S1", "S2", "S3", "S4", "T40"])


@settings(deadline=None)
@given(st.lists(st.tuples(CODES, CODES, st.sampled_from(["", "HP", "Dell"])), min_size=1))
def test_the_same_file_twice_changes_nothing_and_no_code_leads_to_two_devices(
    rows: list[tuple[str, str, str]],
) -> None:
    """Any mix of tags and serials against the small register, former tags included."""
    text = "".join(f"{','.join(row)},x\n" for row in rows)
    file = incoming(DEVICES, f"asset_tag,serial,model,color\n{text}")
    after = applied(REGISTER, make_plan(REGISTER, file))
    former = {code: d.device_id for d in REGISTER.values() for code in (d.tag, d.serial) if code}
    owners: dict[str, str] = {}
    for key, device in after.items():
        assert isinstance(device, Device)
        for code in {device.tag, device.serial} - {""}:
            assert owners.setdefault(code, key) == key
    again = make_plan(after, file, aliases=former)
    assert (again.new, again.changed) == ((), ())


@pytest.mark.parametrize(
    ("kind", "name", "count"),
    [(DEVICES, "assets-sample.csv", 22), (PEOPLE, "users-sample.csv", 100)],
)
def test_the_sample_files_of_snipe_it_are_new_once_and_unchanged_ever_after(
    kind: RegisterKind, name: str, count: int
) -> None:
    """The whole way from a real file to the register, twice."""
    table = read_table(real_file(f"snipe-it/{name}"))
    file = read_records(table, kind, find_profile(kind, table.header))
    first = make_plan({}, file)
    second = make_plan(applied({}, first), file)
    assert (len(first.new), first.refused) == (count, ())
    assert (second.new, second.changed, len(second.unchanged)) == ((), (), count)
    assert second.gone == ()
