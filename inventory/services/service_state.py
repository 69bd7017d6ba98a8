"""What shape a device is in, where a person says so and not the grade of a return."""

from inventory.errors import ChampionError, NotFound
from inventory.model import Draft, Event, Kind, Service
from inventory.rules.duties import Duty
from inventory.services.office import Office
from inventory.store import projections, register
from inventory.text import safe

CHOICES = (
    Service.READY,
    Service.NEEDS_CHECK,
    Service.DAMAGED_USABLE,
    Service.IN_REPAIR,
    Service.LOST,
    Service.STOLEN,
)
"""What a school may say of a device."""

NEEDS_NOTE = {
    Service.DAMAGED_USABLE: "Say what is damaged.",
    Service.IN_REPAIR: "Give the ticket's number, or say where it is repaired.",
    Service.LOST: "Say who reported it, and when it was last seen.",
    Service.STOLEN: "Give the number of the police report.",
}
"""What else has to be said with a condition, as a sentence."""

_NOT_OURS = {
    Service.MISSING: (
        "Only closing an audit sets a device missing.",
        "Where somebody reported it, set it lost.",
    ),
    Service.RETIRED: (
        "Only the district's list retires a device.",
        "Set it to be checked, and tell the district.",
    ),
}
_ANYBODYS = frozenset({Service.READY, Service.NEEDS_CHECK, Service.DAMAGED_USABLE})
"""What a helper may say, of a device of which nothing else was said: none of these stops a scan."""

LONGEST_NOTE = 1_000
"""Characters of a note that are kept."""


def set_service(office: Office, device_id: str, service: Service, note: str = "") -> Event:
    """Record the condition of a device, with a note or reference, and return the event.

    Refuses MISSING and RETIRED, a condition that lacks the note it needs, and one that says
    nothing new. Raises NotAllowed where a helper would set or lift what stops a device, and
    NotRecorded where the disk refuses.
    """
    note = safe(note.strip())[:LONGEST_NOTE]
    if service in _NOT_OURS:
        raise ChampionError(*_NOT_OURS[service])
    if service in NEEDS_NOTE and not note:
        raise ChampionError("Something is missing.", NEEDS_NOTE[service])
    if register.device(office.database, device_id) is None:
        raise NotFound(f"There is no device {device_id} in the register.", "Import the list again.")

    def work() -> Event:
        was = projections.custody_of(office.database, device_id).service
        if not {was, service} <= _ANYBODYS:
            office.refuse_helper(Duty.CONDITION)
        if not note and was is service:
            raise ChampionError("That is its condition already.", "Nothing was changed.")
        body = {"service": service.value, **({"note": note} if note else {})}
        draft = Draft(Kind.SERVICE, device=device_id, body=body)
        return office.record([draft], office.new_id())[0]

    return office.write(work)
