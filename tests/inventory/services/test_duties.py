"""What is for the champion alone: a helper is refused before anything is written."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from inventory.audit import Scope
from inventory.errors import NotAllowed
from inventory.files.mapping import SavedMapping
from inventory.files.profiles import RegisterKind
from inventory.model import Kind, Mode, Service
from inventory.rules.commands import Command
from inventory.rules.duties import Duty, Operator, Role
from inventory.services import (
    answers,
    audit_draft,
    audits,
    disputes,
    inbox,
    mappings,
    operators,
    packets,
    register,
    service_state,
    tables,
)
from inventory.services.desk import Desk
from inventory.services.disputes import HERE
from inventory.services.office import Office
from inventory.store import events, parked
from inventory.verdict import Code
from tests.builders import FixedClock
from tests.inventory.counting import Round
from tests.inventory.services.at_the_table import Morning
from tests.inventory.services.laptops import Laptop
from tests.inventory.services.sent import Sent
from tests.two_tables import call, dispute

ADA, BEA = Operator("Ada", Role.CHAMPION), Operator("Bea", Role.HELPER)

Act = Callable[[], object]


def content(office: Office) -> bytes:
    """All that is in the database."""
    return office.database.conn.serialize()


def refused(office: Office, duty: Duty, *acts: Act) -> None:
    """Each is refused to a helper in the one sentence, and leaves the file as it was."""
    before = content(office)
    for act in acts:
        office.operator = BEA
        with pytest.raises(NotAllowed) as error:
            act()
        assert str(error.value) == (
            f"Bea is a helper: {duty} is for the champion. Ctrl+W: the champion takes over."
        )
        assert content(office) == before
    office.operator = ADA


def test_overriding_a_stop(out: Morning) -> None:
    """The stop stands, and is there still for the champion who takes over."""
    assert out.scan("2003").code is Code.LEFT
    refused(out.office, Duty.OVERRIDE, lambda: out.desk.override("the aunt is here"))
    assert out.desk.override("the aunt is here").code is Code.CONFIRMED
    out.scan("NS-101")
    assert out.custody("NS-101").person == "2003"


def test_a_helper_scans_confirms_undoes_and_enters_names(out: Morning) -> None:
    """All that the line needs is theirs; each event has their name."""
    out.office.operator = BEA
    out.scan("2001", "NS-101", "NS-110", "NS-110")
    assert out.custody("NS-110").person == "2002", "on “one” the same code again would swap"
    verdict = out.desk.command(Command.UNDO)
    assert verdict.code is Code.UNDONE
    out.scan("2099")
    assert out.desk.enter_person("Ines Vale").code is Code.PERSON
    assert out.desk.command(Command.UNDO).code is Code.UNDONE, "her own settling"
    assert {event.actor for event in events.everything(out.office.database)} == {"Bea"}


def test_settling_what_was_parked(out: Morning) -> None:
    """By every way out of the Inbox, and back into it."""
    out.scan("STRANGE")
    (strange,) = parked.waiting(out.office.database)
    out.scan("2001", "NS-110", "2099")
    _, other, unknown = parked.waiting(out.office.database)
    refused(
        out.office, Duty.SETTLE,
        lambda: inbox.settle(out.office, strange, "done"),
        lambda: inbox.bind(out.office, strange, "NS-101"),
        lambda: inbox.hand_over(out.office, other),
        lambda: inbox.enter_person(out.office, unknown, "Ines Vale"),
        lambda: inbox.undo_last(out.office),
    )  # fmt: skip
    inbox.settle(out.office, strange, "done")
    out.office.operator = BEA
    undone = out.desk.command(Command.UNDO)  # the champion's word, by the key of the table
    assert (undone.code, undone.say) == (
        Code.NOT_ALLOWED,
        "Bea is a helper: settling is for the champion.",
    )
    out.office.operator = ADA
    inbox.undo_last(out.office)
    inbox.bind(out.office, strange, "NS-101")
    inbox.hand_over(out.office, other)
    inbox.enter_person(out.office, unknown, "Ines Vale")
    assert parked.waiting(out.office.database) == []


def test_what_stops_a_device_is_set_and_lifted_by_the_champion(out: Morning) -> None:
    """By the key of its page, and by undoing the champion's word; what stops nothing is free."""
    office = out.office
    office.operator = ADA
    told = {
        "NS-101": Service.IN_REPAIR,
        "NS-102": Service.LOST,
        "NS-103": Service.STOLEN,
    }
    for device, service in told.items():
        service_state.set_service(office, device, service, "police 123")
        refused(
            office, Duty.CONDITION,
            partial(service_state.set_service, office, device, Service.READY),
            partial(service_state.set_service, office, device, Service.NEEDS_CHECK),
            partial(service_state.set_service, office, device, service, "another note"),
        )  # fmt: skip
    for service in told.values():
        refused(
            office, Duty.CONDITION,
            partial(service_state.set_service, office, "NS-110", service, "gone"),
        )  # fmt: skip
    office.operator = BEA
    undone = out.desk.command(Command.UNDO)
    assert undone.code is Code.NOT_ALLOWED
    assert undone.say == f"Bea is a helper: {Duty.CONDITION} is for the champion."
    assert out.custody("NS-103").service is Service.STOLEN
    service_state.set_service(office, "NS-110", Service.NEEDS_CHECK)
    assert out.desk.command(Command.UNDO).code is Code.UNDONE, "her own word"
    office.operator = ADA
    assert out.desk.command(Command.UNDO).code is Code.UNDONE
    assert out.custody("NS-103").service is Service.READY


def test_settling_a_dispute(office: Office) -> None:
    """Both stories stay."""
    call(office, "Table 1")
    dispute(office, ["2001", "NS-101"], [["2005", "NS-101"]])
    (view,) = disputes.waiting(office)
    refused(office, Duty.SETTLE, lambda: disputes.settle(office, view.conflict_id, HERE))
    assert disputes.settle(office, view.conflict_id, HERE)
    assert disputes.waiting(office) == []


def test_every_step_of_an_audit(table: Morning, tmp_path: Path) -> None:
    """Open, lock, reopen, explain, sign, submit; a helper scans in between."""
    office = table.office
    planned = audit_draft.draft(office, Scope())
    refused(office, Duty.AUDIT, lambda: audits.open_audit(office, planned))
    walk = Round(table)
    office.operator = BEA
    assert walk.scan("Room 204", "NS-401").code is Code.VERIFIED
    refused(office, Duty.AUDIT, walk.lock)
    walk.lock()
    refused(office, Duty.AUDIT, walk.reopen)
    walk.reopen()
    walk.lock()
    refused(office, Duty.AUDIT, walk.explain)
    walk.explain()
    refused(
        office, Duty.AUDIT,
        lambda: packets.sign(office, walk.audit, "Ada Park", "librarian"),
        walk.sign,
    )  # fmt: skip
    signed = packets.sign(office, walk.audit, "Ada Park", "librarian")
    refused(office, Duty.AUDIT, lambda: packets.submit(office, signed, tmp_path))
    refused(office, Duty.EXPORT, lambda: packets.export_packet(office, signed, tmp_path))
    assert list(tmp_path.iterdir()) == []
    packets.submit(office, signed, tmp_path)
    assert len(list(tmp_path.iterdir())) == 1


ROSTER = "person_id,first_name,last_name\n2001,Anna,Quetzalwood\n"


def test_importing_a_list(office: Office, tmp_path: Path) -> None:
    """Refused where the file is read, and where somebody else's reading is written."""
    path = tmp_path / "people.csv"
    path.write_text(ROSTER, "utf-8")
    refused(office, Duty.IMPORT, lambda: register.prepare(office, RegisterKind.PEOPLE, path))
    plan = register.prepare(office, RegisterKind.PEOPLE, path)
    refused(office, Duty.IMPORT, lambda: register.apply(office, plan))
    assert register.apply(office, plan).plan.counts.changed == 1


def test_saying_what_the_columns_of_a_list_are(office: Office) -> None:
    """It decides what the next import reads."""
    mapping = SavedMapping("our list", RegisterKind.PEOPLE, {"person_id": ("Nr", 1)})
    refused(
        office, Duty.IMPORT,
        lambda: mappings.keep_mapping(office, mapping),
        lambda: mappings.forget_mapping(office, RegisterKind.PEOPLE, "our list"),
    )  # fmt: skip


def test_taking_the_districts_answer(signed: Sent, tmp_path: Path) -> None:
    """Neither compared nor imported."""
    signed.submit(tmp_path / "packet")
    path = tmp_path / "answer.csv"
    path.write_text("asset_tag,serial,model\nNS-101,5CDNS101,HP Chromebook 11\n", "utf-8")
    audit = audits.find(signed.office)
    refused(signed.office, Duty.IMPORT, lambda: answers.read_answer(signed.office, audit, path))
    read = answers.read_answer(signed.office, audit, path)
    refused(signed.office, Duty.IMPORT, lambda: answers.take_answer(signed.office, read))
    assert answers.take_answer(signed.office, read).answered_at


def test_changing_a_setting(office: Office) -> None:
    """Also one that could not be, and the list of operators, which is one too."""
    operators.add(office, "Ada", Role.CHAMPION)
    operators.add(office, "Bea", Role.HELPER)
    refused(
        office, Duty.SETTINGS,
        lambda: office.change_setting("limit", "many"),
        lambda: office.change_setting("limit", "two"),
        lambda: office.change_setting("hub", "postgresql://table3@hub.school.example/champion"),
        lambda: operators.add(office, "Cy", Role.CHAMPION),
        lambda: operators.change(office, "Bea", role=Role.CHAMPION),
        lambda: operators.remove(office, "Ada"),
    )  # fmt: skip
    office.change_setting("limit", "many")
    assert office.setting("limit") == "many"


def test_setting_up_tables(tmp_path: Path) -> None:
    """No seed is written, none is opened, and no table is taken off the list."""
    stick = tmp_path / "stick"
    stick.mkdir()
    champion = Laptop.of_champion(tmp_path)
    office = champion.office
    refused(office, Duty.TABLES, lambda: tables.add_table(office, "Table 3", stick))
    assert list(stick.iterdir()) == []
    seed = tables.add_table(office, "Table 3", stick)
    refused(office, Duty.TABLES, lambda: tables.remove_table(office, "Table 3"))
    path = tmp_path / "three.db"
    tables.open_seed(seed, path, FixedClock())
    three = Office.open(path, FixedClock())
    operators.add(three, "Ada", Role.CHAMPION)
    operators.add(three, "Bea", Role.HELPER)
    three.change_setting("operator", "Bea")
    before = content(three)
    three.close()
    with pytest.raises(NotAllowed, match="Bea is a helper: setting up tables"):
        tables.open_seed(seed, path, FixedClock())
    three = Office.open(path, FixedClock())
    assert content(three) == before
    three.close()
    assert tables.remove_table(office, "Table 3") == "Table 3"
    office.close()


def test_a_helper_counts_and_takes_back(back: Morning) -> None:
    """The other two modes of the table are as free."""
    back.office.operator = BEA
    assert back.scan("NS-110").code is Code.RETURNED
    assert Desk(back.office, Mode.AUDIT).scan("NS-110").event
    written = [(event.kind, event.actor) for event in events.everything(back.office.database)]
    assert written == [(Kind.RETURN, "Bea"), (Kind.SIGHT, "Bea")]
