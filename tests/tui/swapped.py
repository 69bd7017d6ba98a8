"""Maya and Patrick with each other's devices: what an audit of the sample school saw of it."""

from inventory.audit import Scope
from inventory.model import Mode
from inventory.services import audit_draft, audits
from inventory.services.office import Office
from tests.two_tables import scan

MAYA, PATRICK, AMA = "8100442", "8102590", "8101839"
MAYAS, PATRICKS, AMAS = "NS-104135", "NS-104101", "NS-104102"


def begin(office: Office) -> None:
    """Patrick and Ama are handed a device each; Maya has hers. An audit begins."""
    scan(office, PATRICK, PATRICKS, "ZZNEXT", AMA, AMAS)
    audits.open_audit(office, audit_draft.draft(office, Scope()))


def show(office: Office, *seen: tuple[str, str]) -> list[str]:
    """Scan a student's card and what they hold, one after the other; what was said to each."""
    said = []
    for person, device in seen:
        said.append(scan(office, person, device, mode=Mode.AUDIT)[-1])
    return said


def swap(office: Office) -> None:
    """Both were seen; a round of three is seen in part."""
    begin(office)
    show(office, (MAYA, PATRICKS), (PATRICK, MAYAS))


def long_round(office: Office) -> None:
    """Thirty people have the device of the next one each: more than a small screen shows."""
    begin(office)
    held = office.database.rows(
        "SELECT c.person, d.tag FROM custody c JOIN device d ON d.device_id = c.device"
        " WHERE c.person IS NOT NULL AND d.tag <> '' GROUP BY c.person ORDER BY d.tag LIMIT 30"
    )
    people, tags = zip(*held, strict=True)
    show(office, *zip(people, (*tags[1:], tags[0]), strict=True))
