"""Papers about devices: a room or cart to sign for, and a slip for a broken one."""

from collections.abc import Sequence

from inventory.errors import NotFound, SettingRefused
from inventory.files.papers.content import Column, Holds, Paper, Part
from inventory.model import Grade, Service
from inventory.rules.outings import DAMAGED
from inventory.rules.phrases import a_list, count
from inventory.services.office import Office
from inventory.store import charges as said
from inventory.store import papers as store
from inventory.store import projections, register
from inventory.store.papers import InPlace
from inventory.text import fold, safe

_MOST_BOXES = 2
_SLIP = (
    Column("what", "", share=1),
    Column("says", "", share=3),
)
_NO_SUPPORT = (
    "It is not set yet how people reach the IT support centre.",
    'Set it: Ctrl+S, IT support centre; or champion settings support "555 0100, 7:30 to 4".',
)


def place_named(office: Office, name: str) -> str:
    """The place that is called so, in whatever case. Raises NotFound where none is."""
    names = {one.place for one in register.places(office.database)}
    names |= {place for place, _ in store.used_places(office.database)}
    if name in names:
        return name
    alike = sorted(one for one in names if fold(one) == fold(name))
    if len(alike) == 1:
        return alike[0]
    near = sorted(one for one in names if fold(name) in fold(one))[:6] if name.strip() else []
    raise NotFound(
        f"There is no place called “{safe(name)}”.",
        f"Did you mean {a_list(near)}?" if near else "champion import places FILE knows more.",
    )


def sheet(office: Office, places: Sequence[str]) -> Paper:
    """The devices of rooms or carts to tick and to sign, each place on pages of its own.

    Raises NotFound for a place that isn't there.
    """
    names = list(dict.fromkeys(place_named(office, name) for name in places))
    found = {name: store.in_place(office.database, name) for name in names}
    policy = office.policy
    every = [one for devices in found.values() for one in devices]
    goes_with = dict.fromkeys(
        what for one in every for what in policy.accessories_for(one.device.category)
    )
    boxes = ["There", *(what.capitalize() for what in list(goes_with)[:_MOST_BOXES])]
    columns = (
        Column("place", "Place"),
        Column("device", "Device", Holds.CODE, share=2.4),
        Column("serial", "Serial", Holds.CODE, share=2.2),
        Column("model", "Model", share=3.4, small=True),
        Column("category", "Category"),
        Column("condition", "Condition", share=1.5, small=True),
        *(Column(f"box_{box.lower()}", box, Holds.BOX, share=0.9) for box in boxes),
        Column("remark", "Remark", Holds.LINE, share=1.8),
    )
    blanks = (None,) * (len(boxes) + 1)
    parts = tuple(
        Part(
            tuple((name, *_cells(one), *blanks) for one in devices),
            heading=name,
            foot=_how_many(office, name, len(devices)),
        )
        for name, devices in found.items()
    )
    return Paper(
        "sheet" if len(names) > 1 else f"sheet-{names[0]}" if names else "sheet",
        "Devices of a place", office.school, office.clock.now(), columns, parts,
        lines=("Tick what is there. Whoever signs answers for what is ticked.",),
        figures=(("Devices", len(every)),), signs=("Signature", "Name in capitals"), apart=True,
        empty="By the record nothing is here.", people=False,
    )  # fmt: skip


def support(office: Office, device_id: str, broken: str = "") -> Paper:
    """The slip with which somebody calls the IT support centre about one device.

    ``broken`` says what is wrong, where that isn't what was said when it came back. It names
    nobody: whoever has the device calls. Raises NotFound for a device that isn't there, and
    SettingRefused while the setting ``support`` is empty.
    """
    device = register.device(office.database, device_id)
    if device is None:
        raise NotFound(f"There is no device {device_id} in the register.", "Import the list again.")
    reach = office.setting("support")
    if not reach:
        raise SettingRefused(*_NO_SUPPORT)
    rows = (
        ("Asset tag", device.tag or "none"),
        ("Serial", device.serial or "none"),
        ("Model", device.model or device.category),
        ("What is broken", safe(broken.strip()) or known_broken(office, device_id)),
    )
    return Paper(
        f"support-{device.label}", "How to reach the IT support centre", office.school,
        office.clock.now(), _SLIP,
        (Part(rows), Part((("Reach it", reach),), heading="IT support centre")),
        lines=("You call or write yourself, with what stands here. Keep the ticket's number.",),
        signs=("Ticket number",), large=True, people=False,
    )  # fmt: skip


def known_broken(office: Office, device_id: str) -> str:
    """What was said since it came back; nothing of a device that is ready again."""
    if projections.custody_of(office.database, device_id).service is Service.READY:
        return ""
    found = said.said_of(office.database, device_id)
    words = Grade(found.grade).words if found.grade in DAMAGED else ""
    return ", ".join(filter(None, (a_list(list(found.parts)), words)))


def _cells(one: InPlace) -> tuple[str, ...]:
    device = one.device
    condition = one.service.replace("_", " ").lower()
    return device.label, device.serial, device.model, device.category, condition


def _how_many(office: Office, name: str, number: int) -> str:
    place = register.place(office.database, name)
    room = f", room for {place.capacity}" if place and place.capacity else ""
    return f"{count(number, 'device')} by the record{room}."
