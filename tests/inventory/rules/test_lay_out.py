"""Who is to get which device: what was laid out, then what they had last, then the next."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from inventory.rules.lay_out import Facts, Freed, Had, Layout, Stocked, Student, Why, lay_out

ADA, BEN, CARL = (Student(one, one.title(), "204") for one in ("ada", "ben", "carl"))
X, Y, Z = (Stocked(f"NS-{number}", f"NS-{number}", "HP") for number in (101, 102, 103))


def theirs(device: Stocked, student: Student) -> Stocked:
    """The device, laid out for a student."""
    return replace(device, owner=student.person, written=student.person)


def given_to(layout: Layout) -> dict[str, tuple[str, Why]]:
    """Each person's device, and why."""
    return {line.student.person: (line.device.device, line.why) for line in layout.lines}


def test_what_is_in_stock_goes_round_in_order() -> None:
    """By homeroom and name as the students come, by tag as the devices do."""
    layout = lay_out(Facts([ADA, BEN], [X, Y, Z]))
    assert given_to(layout) == {"ada": ("NS-101", Why.NEXT), "ben": ("NS-102", Why.NEXT)}
    assert layout.left == (Z,)
    assert layout.changes == (("NS-101", "ada"), ("NS-102", "ben"))


def test_who_had_one_gets_it_again_though_others_come_before() -> None:
    """The first in the alphabet does not take what another one had."""
    layout = lay_out(Facts([ADA, BEN], [X, Y], {"ben": Had("NS-101", "2026-06-01")}))
    assert given_to(layout) == {"ada": ("NS-102", Why.NEXT), "ben": ("NS-101", Why.LAST)}


def test_of_two_who_had_the_same_one_the_later_gets_it() -> None:
    """Somebody had a spare in autumn; who had it in June has it again."""
    last = {"ada": Had("NS-101", "2025-10-01"), "ben": Had("NS-101", "2026-06-01")}
    layout = lay_out(Facts([ADA, BEN], [X, Y], last))
    assert given_to(layout) == {"ada": ("NS-102", Why.NEXT), "ben": ("NS-101", Why.LAST)}


def test_what_is_laid_out_comes_before_what_was_had() -> None:
    """Also where somebody else had it last."""
    last = {"ada": Had("NS-101", "2026-06-01"), "ben": Had("NS-102", "2026-06-01")}
    layout = lay_out(Facts([ADA, BEN], [X, theirs(Y, ADA), Z], last))
    assert given_to(layout) == {"ada": ("NS-102", Why.KEPT), "ben": ("NS-101", Why.NEXT)}
    assert layout.changes == (("NS-101", "ben"),)


def test_what_is_somebody_elses_is_not_touched() -> None:
    """Who is not asked about here keeps theirs, and what is for nobody enrolled is free."""
    layout = lay_out(Facts([ADA, BEN], [theirs(X, CARL), replace(Y, written="gone")]))
    assert given_to(layout) == {"ada": ("NS-102", Why.NEXT)}
    assert layout.without == (BEN,)
    assert layout.changes == (("NS-102", "ada"),)


def test_a_second_one_is_for_nobody_then_or_for_the_next() -> None:
    """Of two that are laid out for one student the one that they had is kept."""
    stock, last = [theirs(X, ADA), theirs(Y, ADA)], {"ada": Had("NS-102", "2026-06-01")}
    alone = lay_out(Facts([ADA], stock, last))
    assert given_to(alone) == {"ada": ("NS-102", Why.KEPT)}
    assert alone.freed == (Freed("NS-101", "NS-101", "ada"),)
    assert alone.changes == (("NS-101", None),)
    both = lay_out(Facts([ADA, BEN], stock, last))
    assert given_to(both)["ben"] == ("NS-101", Why.NEXT)
    assert (both.freed, both.changes) == ((), (("NS-101", "ben"),))


def test_what_is_in_repair_stays_theirs_only_where_no_other_is_to_be_had() -> None:
    """Nobody has two laid out."""
    away = [Freed("NS-900", "NS-900", "ada")]
    assert lay_out(Facts([ADA], [X], away=away)).changes == (("NS-101", "ada"), ("NS-900", None))
    nothing = lay_out(Facts([ADA], [], away=away))
    assert (nothing.changes, nothing.without) == ((), (ADA,))


def test_what_waits_for_somebody_who_has_one_goes_out_last() -> None:
    """Theirs may come back from repair; nobody goes without because of that."""
    carls = replace(theirs(X, CARL), spare=True)
    enough = lay_out(Facts([ADA], [carls, Y]))
    assert given_to(enough) == {"ada": ("NS-102", Why.NEXT)}
    assert (enough.left, enough.freed) == ((), ())
    assert given_to(lay_out(Facts([ADA, BEN], [carls, Y])))["ben"] == ("NS-101", Why.NEXT)


def test_what_is_damaged_stays_with_whom_it_is_laid_out_for_and_goes_to_nobody_else() -> None:
    """It can be used; but of two that are laid out for one student the other one is free again."""
    worn = replace(theirs(X, ADA), damaged=True)
    assert lay_out(Facts([ADA, BEN], [worn])).without == (BEN,)
    assert given_to(lay_out(Facts([ADA, BEN], [worn]))) == {"ada": ("NS-101", Why.KEPT)}
    carls = replace(theirs(X, CARL), spare=True, damaged=True)
    assert lay_out(Facts([ADA], [carls])).without == (ADA,)
    last = {"ada": Had("NS-102", "2026-06-01")}
    both = lay_out(Facts([ADA, BEN], [worn, theirs(Y, ADA)], last))
    assert (given_to(both), both.without) == ({"ada": ("NS-102", Why.KEPT)}, (BEN,))
    assert (both.freed, both.left) == ((Freed("NS-101", "NS-101", "ada"),), ())


_PEOPLE = [f"p{number}" for number in range(8)]
_DEVICES = [f"NS-{number}" for number in range(8)]


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """Some students, some devices; each may be laid out or had before, in any way."""
    students = draw(st.lists(st.sampled_from(_PEOPLE), unique=True))
    stock = draw(st.lists(st.sampled_from(_DEVICES), unique=True))
    owners = draw(st.lists(st.sampled_from(["", "left", *_PEOPLE]), min_size=8, max_size=8))
    last = draw(
        st.dictionaries(
            st.sampled_from(_PEOPLE),
            st.builds(Had, st.sampled_from(_DEVICES), st.text("012", max_size=2)),
        )
    )
    return Facts(
        [Student(one, one, "204") for one in students],
        [
            Stocked(
                one,
                one,
                "HP",
                "" if owner == "left" else owner,
                owner,
                spare=owner in _PEOPLE and owner not in students and draw(st.booleans()),
                damaged=owner in _PEOPLE and draw(st.booleans()),
            )
            for one, owner in zip(stock, owners, strict=False)
        ],
        last,
    )


def _after(stock: Sequence[Stocked], layout: Layout) -> list[Stocked]:
    changes = dict(layout.changes)
    return [
        replace(
            one, owner=changes[one.device] or "", written=changes[one.device] or "", spare=False
        )
        if one.device in changes
        else one
        for one in stock
    ]


@given(facts())
def test_nobody_gets_two_and_no_device_goes_twice(said: Facts) -> None:
    """Each is ready in stock, nobody's who isn't asked about; none is idle while one wants."""
    layout = lay_out(said)
    people = [line.student.person for line in layout.lines]
    devices = [line.device.device for line in layout.lines]
    assert len(people) == len(set(people))
    assert len(devices) == len(set(devices))
    assert {*people, *(one.person for one in layout.without)} == {s.person for s in said.students}
    asked = {one.person for one in said.students}
    assert all(line.device.owner in {"", *asked} or line.device.spare for line in layout.lines)
    assert set(devices) <= {one.device for one in said.stock}
    assert not (layout.without and layout.left)
    assert len({device for device, _ in layout.changes}) == len(layout.changes)


@given(facts())
def test_what_was_laid_out_or_had_is_respected(said: Facts) -> None:
    """Who has one laid out keeps one of theirs; else what they had, unless it's another's."""
    layout = lay_out(said)
    got = given_to(layout)
    owners = {one.device: one.owner for one in said.stock}
    for student in said.students:
        laid = [device for device, owner in owners.items() if owner == student.person]
        had = said.last.get(student.person)
        if laid:
            assert got[student.person][0] in laid
        elif had and owners.get(had.device) == "":
            winner = next(line for line in layout.lines if line.device.device == had.device)
            assert winner.why is Why.LAST
            assert said.last[winner.student.person].until >= had.until


@given(facts())
def test_laying_out_twice_changes_nothing_the_second_time(said: Facts) -> None:
    """And afterwards nobody who was asked about has two."""
    first = lay_out(said)
    stock = _after(said.stock, first)
    second = lay_out(replace(said, stock=stock))
    assert second.changes == ()
    assert [(line.student, line.device.device) for line in second.lines] == [
        (line.student, line.device.device) for line in first.lines
    ]
    asked = {one.person for one in said.students}
    owned = [one.owner for one in stock if one.owner in asked]
    assert len(owned) == len(set(owned))
