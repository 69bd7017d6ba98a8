"""A file held against the register, case by case."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.files.entries import Entry, Reading
from inventory.files.plan import FieldChange, Plan, key_of
from inventory.files.profiles import RegisterKind
from inventory.files.reader import Source
from inventory.files.sources import open_bytes, open_source
from inventory.model import Device, Person, PersonStatus, Place, Service
from inventory.services import comparing, register
from inventory.services.office import Office
from inventory.store import identifiers, staging
from inventory.store import register as stored
from tests.builders import CountedEntropy, FixedClock, enrol
from tests.inventory.files.samples import real_file

DEVICES, PEOPLE, PLACES = RegisterKind

A = Device("T1", "T1", "S1", model="HP", service=Service.IN_REPAIR, holder="ana")
B = Device("T2", "T2", "S2")
UNTAGGED = Device("S3", serial="S3")
RETAGGED = Device("T4", "T40", "S4")
REGISTER = (A, B, UNTAGGED, RETAGGED)
KNOWN = {device.device_id: device for device in REGISTER}


def office_with(*entries: Entry) -> Office:
    """A database with these records and no more; a device that was retagged has its first tag."""
    office = Office.in_memory(FixedClock(), CountedEntropy())
    devices = [one for one in entries if isinstance(one, Device)]
    enrol(
        office,
        [replace(one, tag=one.device_id) if one.tag else one for one in devices],
        [one for one in entries if isinstance(one, Person)],
        [one for one in entries if isinstance(one, Place)],
    )
    with office.database.immediate():
        for one in devices:
            before = stored.device(office.database, one.device_id)
            assert before is not None
            stored.change_device(office.database, before, one, "")
    return office


def source(text: str) -> Source:
    """The text as a file."""
    return open_bytes("list.csv", text.encode())


def compared(office: Office, kind: RegisterKind, text: str, reading: Reading | None = None) -> Plan:
    """What a file with this text would do."""
    return register.prepare_source(office, kind, source(text), reading or Reading())


def entries(office: Office, kind: RegisterKind) -> dict[str, Entry]:
    """The register of this kind, by key."""
    known: list[Entry] = []
    if kind is DEVICES:
        known += stored.devices(office.database)
    elif kind is PEOPLE:
        known += stored.people(office.database)
    else:
        known += stored.places(office.database)
    return {key_of(one): one for one in known}


def planned(rows: str, header: str = "asset_tag,serial,model,service") -> Plan:
    """What a file with these rows would do to the small register of devices."""
    return compared(office_with(*REGISTER), DEVICES, f"{header}\n{rows}")


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
    assert change.after == replace(KNOWN[key], **{name: said for name, _, said in fields})  # type: ignore[arg-type]


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
    office = office_with(*REGISTER)
    with office.database.immediate():
        for code, device in {"OLD": "T1", "OLD2": "T1", "OLD3": "T2"}.items():
            office.database.write(
                "INSERT INTO identifier VALUES (?1, 'sticker', ?2, ?2, ?2, ?2, '', 1, NULL)",
                device,
                code,
            )
    plan = compared(office, DEVICES, "asset_tag,serial\nOLD,S9\nOLD2,S1\nOLD3,S8\n")
    assert [refused.line for refused in plan.refused] == [2, 4]
    assert 'another device, tag "T2" with serial "S2"' in plan.refused[1].reason
    assert [change.fields for change in plan.changed] == [(FieldChange("tag", "T1", "OLD2"),)]


def test_a_blank_cell_and_a_missing_column_erase_nothing() -> None:
    """Exports leave out columns and cells; silence is no statement."""
    plan = planned("T1,S1,,\n")
    assert (plan.counts.unchanged, plan.changed) == (1, ())


@pytest.mark.parametrize(
    ("checkout", "changed"), [("Location,", 1), (",", 1), ("User,", 0), ("User,ana", 0)]
)
def test_a_check_in_or_a_check_out_to_a_place_ends_the_holder(checkout: str, changed: int) -> None:
    """The one case in which an empty value is said and not left out."""
    header = "Asset Tag,Location,Checkout Type,Checked Out To: Username\n"
    plan = compared(office_with(*REGISTER), DEVICES, f"{header}T1,,{checkout}\n")
    assert len(plan.changed) == changed


def test_what_is_not_in_the_file_is_gone_unless_it_was_gone_already() -> None:
    """Gone is what the last import had and this one hasn't."""
    office = office_with(*REGISTER, Device("T5", "T5", listed=False))
    plan = compared(office, DEVICES, "asset_tag,serial\nT1,S1\nT2,S2\n")
    assert (plan.gone, plan.counts.gone) == ((UNTAGGED, RETAGGED), 2)


def test_nothing_is_gone_from_a_file_that_is_said_to_be_a_part() -> None:
    """Ten new Chromebooks from the reseller's packing list are not the whole school."""
    plan = compared(office_with(*REGISTER), DEVICES, "asset_tag\nT1\nT9\n", Reading(part=True))
    assert (plan.gone, plan.counts.gone, plan.counts.new) == ((), 0, 1)


def test_what_only_a_refused_row_names_is_not_gone() -> None:
    """A row with a slip in it still shows that the district has the device."""
    rows = "T7,,\nT1,ZZ1,\nT9,T2,\n'T40','S4',x,stray\n"
    plan = compared(office_with(*REGISTER), DEVICES, f"asset_tag,serial,model\n{rows}")
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
    plan = compared(office_with(gone), DEVICES, "asset_tag\nT2\n")
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
    office = office_with(before)
    plan = compared(office, PEOPLE, text)
    assert (plan.new, plan.gone) == ((), ())
    register.apply(office, plan)
    assert entries(office, PEOPLE) == {"7": after}


def test_a_place_is_known_by_its_name() -> None:
    """Kind and capacity follow the file; another name is another place."""
    office = office_with(Place("Cart", "cart", 30), Place("Hall"))
    plan = compared(office, PLACES, "place,capacity\nCart,32\ncart,5\n")
    assert [change.fields for change in plan.changed] == [(FieldChange("capacity", 30, 32),)]
    assert [record.value for record in plan.new] == [Place("cart", capacity=5)]
    assert plan.gone == (Place("Hall"),)


def test_a_code_of_a_person_and_a_device_is_taken_and_named() -> None:
    """Six digits may be both; the scan screen asks, and the preview says so beforehand."""
    text = "person_id,email\n" + "".join(f"{number},\n" for number in range(100, 115))
    tagged = [Device(str(number), str(number)) for number in range(101, 113)]
    plan = compared(office_with(*tagged), PEOPLE, text)
    assert len(plan.new) == 15
    assert plan.notes[0] == (
        'Line 3: "101" is also a device\'s tag or serial; scanning it will ask which one is meant.'
    )
    assert (len(plan.notes), plan.notes[-1]) == (11, "So it is with 2 other codes.")


def test_the_plan_as_json_has_counts_and_the_refused_rows() -> None:
    """The keys that scripts rely on, in full."""
    rows = "T1,S1,Dell,red\nT2,S2,,\nT7,,,\nZZ,,,\n"
    plan = compared(office_with(*REGISTER), DEVICES, f"asset_tag,serial,model,color\n{rows}")
    refused = 'asset_tag "ZZ" begins with ZZ, which is kept for command barcodes.'
    assert plan.as_json() == {
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
        "refused_rows": 1,
        "dropped_columns": ["color"],
        "notes": [],
        "split_names": 0,
        "users_not_read": 0,
        "schools": [],
    }


CODES = st.sampled_from(["", *(f"T{number}" for number in range(5)), "S1", "S2", "S3", "S4", "T40"])


@settings(deadline=None)
@given(
    st.lists(st.tuples(CODES, CODES, st.sampled_from(["", "HP", "Dell"])), min_size=1),
    st.integers(1, 5),
)
def test_the_same_file_twice_changes_nothing_and_no_code_leads_to_two_devices(
    rows: list[tuple[str, str, str]], piece: int
) -> None:
    """Any mix of tags and serials against the small register, in pieces of any size."""
    text = "asset_tag,serial,model,color\n" + "".join(f"{','.join(row)},x\n" for row in rows)
    office = office_with(*REGISTER)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparing, "CHUNK", piece)
        patch.setattr(register, "STEP", piece)
        patch.setattr(staging, "STEP", piece)
        plan = compared(office, DEVICES, text)
        register.apply(office, plan)
        again = compared(office, DEVICES, text)
    whole = compared(office_with(*REGISTER), DEVICES, text)
    assert replace(plan, staged="", after="") == replace(whole, staged="", after="")
    assert (again.counts.new, again.counts.changed, again.counts.gone) == (0, 0, 0)
    owners: dict[str, str] = {}
    for key, device in entries(office, DEVICES).items():
        assert isinstance(device, Device)
        for code in {device.tag, device.serial} - {""}:
            assert owners.setdefault(code, key) == key
            assert identifiers.owner(office.database, code) == key


@pytest.mark.parametrize(
    ("kind", "name", "count"),
    [(DEVICES, "assets-sample.csv", 22), (PEOPLE, "users-sample.csv", 100)],
)
def test_the_sample_files_of_snipe_it_are_new_once_and_unchanged_ever_after(
    kind: RegisterKind, name: str, count: int
) -> None:
    """The whole way from a real file to the register, twice."""
    office, file = office_with(), real_file(f"snipe-it/{name}")
    first = register.prepare_source(office, kind, open_source(file))
    register.apply(office, first)
    second = register.prepare_source(office, kind, open_source(file))
    assert (len(first.new), first.refused) == (count, ())
    assert (second.counts.differing, second.counts.unchanged) == (0, count)
