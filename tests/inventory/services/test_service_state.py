"""Setting the condition of a device by hand."""

import pytest

from inventory.errors import ChampionError, NotFound
from inventory.model import Kind, Mode, Service
from inventory.rules.commands import Command
from inventory.services import pages, service_state
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.store import projections


def service_of(office: Office, device: str = "NS-101") -> Service:
    """The condition as the projection has it."""
    return pages.device_page(office, device).custody.service


@pytest.mark.parametrize(
    ("service", "note"),
    [
        (Service.NEEDS_CHECK, ""),
        (Service.DAMAGED_USABLE, "hinge"),
        (Service.IN_REPAIR, "Ticket 4711"),
        (Service.LOST, "on the bus, says the mother"),
        (Service.STOLEN, "Report 2026-118"),
    ],
)
def test_a_condition_is_recorded_with_its_note(office: Office, service: Service, note: str) -> None:
    """As one event; who has the device does not change."""
    before = pages.device_page(office, "NS-110").custody
    event = service_state.set_service(office, "NS-110", service, note)
    assert event.kind == Kind.SERVICE
    assert dict(event.body) == (
        {"service": service, "note": note} if note else {"service": service}
    )
    after = pages.device_page(office, "NS-110").custody
    assert (after.service, after.service_since) == (service, event.wall_time)
    assert (after.state, after.person, after.since) == (before.state, before.person, before.since)


def test_a_lost_device_that_is_found_is_ready_again(office: Office) -> None:
    """The newest word counts."""
    service_state.set_service(office, "NS-101", Service.LOST, "on the bus")
    service_state.set_service(office, "NS-101", Service.READY)
    assert service_of(office) is Service.READY


@pytest.mark.parametrize(
    ("service", "sentence"),
    [
        (Service.MISSING, "Only closing an audit sets a device missing."),
        (Service.RETIRED, "Only the district's list retires a device."),
    ],
)
def test_what_others_decide_is_refused(office: Office, service: Service, sentence: str) -> None:
    """With a sentence that says who does, and nothing is written."""
    with pytest.raises(ChampionError, match=sentence):
        service_state.set_service(office, "NS-101", service, "because")
    assert pages.device_page(office, "NS-101").history == ()


@pytest.mark.parametrize("service", list(service_state.NEEDS_NOTE))
def test_a_condition_without_the_note_that_it_needs_is_refused(
    office: Office, service: Service
) -> None:
    """A blank one is none."""
    with pytest.raises(ChampionError, match=service_state.NEEDS_NOTE[service]):
        service_state.set_service(office, "NS-101", service, " \t")
    assert pages.device_page(office, "NS-101").history == ()


def test_the_same_condition_again_is_refused_but_a_new_note_counts(office: Office) -> None:
    """A second ticket is news; ``ready`` for a ready device is not."""
    with pytest.raises(ChampionError, match="That is its condition already"):
        service_state.set_service(office, "NS-101", Service.READY)
    service_state.set_service(office, "NS-101", Service.IN_REPAIR, "Ticket 1")
    service_state.set_service(office, "NS-101", Service.IN_REPAIR, "Ticket 2")
    assert len(pages.device_page(office, "NS-101").history) == 2


def test_a_device_that_nobody_knows_is_not_found(office: Office) -> None:
    """No event is written for it."""
    with pytest.raises(NotFound, match="There is no device XX-1"):
        service_state.set_service(office, "XX-1", Service.NEEDS_CHECK)


def test_control_characters_in_a_note_are_replaced(office: Office) -> None:
    """A note is shown on screens and written into lists."""
    event = service_state.set_service(office, "NS-101", Service.LOST, " a\x1b[2Jb ")
    assert event.body["note"] == "a\ufffd[2Jb"


def test_undo_takes_the_condition_back_and_a_rebuild_agrees(office: Office) -> None:
    """The projection is what a replay of the journal gives, before and after."""
    service_state.set_service(office, "NS-101", Service.STOLEN, "Report 1")
    for expected in (Service.STOLEN, Service.READY):
        assert service_of(office) is expected
        digest = projections.digest(office.database)
        with office.database.immediate():
            projections.rebuild(office.database)
        assert projections.digest(office.database) == digest
        Desk(office, Mode.OUT).command(Command.UNDO)
