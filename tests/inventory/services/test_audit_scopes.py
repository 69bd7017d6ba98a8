"""Which devices an audit asks for: the whole school, a part of it, a sample."""

import pytest

from inventory.audit import AuditState, Scope
from inventory.counts import Find, Result
from inventory.errors import ChampionError
from inventory.model import Draft, Kind
from inventory.services import audit_draft, audits
from inventory.verdict import Code
from tests.builders import a_device, a_person, a_place, enrol
from tests.inventory.counting import EXPECTED, Round
from tests.inventory.services.at_the_table import Morning

VERIFIED, PLACE, HOLDER, CONFLICT, ACCOUNTED, MISSING = Result


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope(("Cart 1",)), ["NS-402"]),
        (Scope(("Room 204",)), ["NS-401", "NS-403", "NS-404"]),
        (Scope(("room 210", "CART 1")), ["NS-110", "NS-402"]),
        (Scope((), ("Hotspot",)), ["NS-201", "NS-404"]),
        (Scope((), ("hotspot", "CHARGER")), ["NS-201", "NS-301", "NS-404"]),
        (Scope(("Room 204",), ("Hotspot",)), ["NS-404"]),
        (Scope(blind=True), EXPECTED),
        (Scope(sample=99, seed="dice"), EXPECTED),
    ],
)
def test_a_scope_asks_for_some_of_the_devices(
    table: Morning, scope: Scope, expected: list[str]
) -> None:
    """By where to look, a holder's homeroom included; places and categories in whatever case."""
    draft = audit_draft.draft(table.office, scope)
    assert [one.device for one in draft.expected] == expected
    assert draft.left_out.get("OUT_OF_SCOPE", 0) == len(EXPECTED) - len(expected)
    assert audits.open_audit(table.office, draft).scope == scope


def test_what_is_out_of_scope_is_kept_and_needs_no_explanation(table: Morning) -> None:
    """One of ours, seen in an audit of one cart: no variance, and not late either."""
    walk = Round(table, Scope(("Cart 1",)))
    assert walk.scan("Cart 1", "NS-401").code is Code.OUT_OF_SCOPE
    walk.scan("NS-402")
    audit = walk.lock()
    assert walk.finds() == {"NS-401": (Find.OUT_OF_SCOPE, 1)}
    assert (audit.state, audit.late, walk.variances()) == (AuditState.EXPLAINED, (), [])


def test_the_same_seed_draws_the_same_sample(table: Morning) -> None:
    """Anybody can draw it again; another seed draws another one; it stays in the list's order."""
    drawn = {
        seed: [
            one.device
            for one in audit_draft.draft(table.office, Scope(sample=5, seed=seed)).expected
        ]
        for seed in ("", "a", "b", "[/]", "c")
    }
    again = audit_draft.draft(table.office, Scope(sample=5, seed="a")).expected
    assert [one.device for one in again] == drawn["a"]
    assert {len(devices) for devices in drawn.values()} == {5}
    assert len({tuple(devices) for devices in drawn.values()}) > 1
    for devices in drawn.values():
        assert devices == [one for one in EXPECTED if one in devices]


def test_a_larger_sample_holds_the_smaller_one(table: Morning) -> None:
    """Whoever draws ten more finds the first ones among them."""
    small, large = (
        {one.device for one in audit_draft.draft(table.office, Scope(sample=n, seed="x")).expected}
        for n in (4, 9)
    )
    assert small < large


@pytest.mark.parametrize("sample", [-1, -100])
def test_a_sample_of_less_than_nothing_is_refused(table: Morning, sample: int) -> None:
    """A slip of the finger must not draw all but one."""
    with pytest.raises(ChampionError):
        audit_draft.draft(table.office, Scope(sample=sample))


def test_a_sample_is_passed_as_auditors_count_it(table: Morning) -> None:
    """From the list to the floor, and from the floor to the list."""
    walk = Round(table, Scope(sample=5, seed="dice"))
    listed = [line.expected for line in walk.counted().lines]
    others = [device for device in EXPECTED if device not in {one.device for one in listed}]
    picked = [device for device in others if device not in ("NS-153", "0004711")][:3]
    walk.scan(listed[0].serial or listed[0].tag, *picked, "RV-1 nobody knows")
    walk.lock()
    sample = walk.status().cover.sample
    assert sample
    assert (sample.listed, sample.picked) == (5, 4)
    assert (sample.listed_passed, sample.picked_passed) == (1, 3)


def test_devices_with_the_district_are_not_looked_for(table: Morning) -> None:
    """By their custody, or by a place that is the district's."""
    enrol(
        table.office,
        [a_device("NS-501", place="IT store"), a_device("NS-502")],
        places=[a_place("IT store", kind="District IT")],
    )
    sent = Draft(Kind.MOVE, "NS-502", body={"state": "WITH_DISTRICT", "place": "IT store"})
    table.office.write(lambda: table.office.record([sent], table.office.new_id()))
    draft = audit_draft.draft(table.office, Scope())
    assert [one.device for one in draft.expected] == EXPECTED
    assert draft.left_out["WITH_DISTRICT"] == 2


@pytest.mark.parametrize(
    ("homeroom", "look_in"),
    [
        ("204", "Room 204"),
        ("room 204", "Room 204"),
        ("Cart 1", "Cart 1"),
        ("999", "Homeroom 999"),
        ("", ""),
        ("[/]", "Homeroom [/]"),
    ],
)
def test_a_device_that_somebody_has_is_looked_for_in_the_homeroom(
    table: Morning, homeroom: str, look_in: str
) -> None:
    """By the place that is called so, else by the homeroom itself."""
    enrol(table.office, [a_device("NS-501", holder="2100")], [a_person("2100", homeroom=homeroom)])
    by_device = {one.device: one for one in audit_draft.draft(table.office, Scope()).expected}
    assert by_device["NS-501"].look_in == look_in
