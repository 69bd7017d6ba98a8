"""The parts of the packet that other systems load: Snipe-IT, Google through GAM, plain barcodes.

A blank cell never means "clear": Snipe-IT's update import ignores it, and for Google a row stands
only in the file of its own column. What is cleared has files of its own.
https://snipe-it.readme.io/docs/importing · https://github.com/GAM-team/GAM/wiki/ChromeOS-Devices
"""

from collections.abc import Iterable, Iterator, Mapping

from inventory.audit import Proposal
from inventory.files.packet import Field, Plain, Table
from inventory.files.packet_tables import Story
from inventory.files.spreadsheet import Cell
from inventory.model import Person
from inventory.rules.proposals import Known

_SNIPE = (
    "Asset Tag", "Serial Number", "Status", "Location", "Checkout Type", "Checked Out to: Username",
    "Checkout Date", "Expected Checkin Date", "Last Audit", "Next Audit Date", "Asset Notes",
)  # fmt: skip
_SNIPE_FIELDS = (
    Field(_SNIPE[0], "Which asset; never blank, for a blank one would make a new asset",
          required=True),
    Field(_SNIPE[1], "Its serial"),
    Field(_SNIPE[2], "A status that the district's own file has; blank changes nothing"),
    Field(_SNIPE[3], "A location that the district's own file has; blank changes nothing"),
    Field(_SNIPE[4], "User where it was handed out; blank changes nothing"),
    Field(_SNIPE[5], "Who has it now; a different one checks in and out"),
    Field(_SNIPE[6], "YYYY-MM-DD"),
    Field(_SNIPE[7], "YYYY-MM-DD"),
    Field(_SNIPE[8], "YYYY-MM-DD, where it was seen"),
    Field(_SNIPE[9], "YYYY-MM-DD, where it was seen"),
    Field(_SNIPE[10], "The notes of the list with the audit's finding behind them"),
)  # fmt: skip
_CHECKIN_FIELDS = (
    Field("Asset Tag", "Which asset is back", required=True),
    Field("Serial Number", "Its serial"),
    Field("Checked Out to: Username", "Who has it, by the district's list"),
    Field("Checkin Date", "YYYY-MM-DD"),
    Field("Location", "Where it is now"),
)
_GAM_FIELDS = (
    Field("deviceId", "Google's own id; blank where it is not known"),
    Field("serialNumber", "Its serial", required=True),
    Field("annotatedAssetId", "The asset tag"),
    Field("annotatedUser", "Mail address of who has it; blank changes nothing"),
    Field("annotatedLocation", "Where it is; blank changes nothing"),
    Field("notes", "The audit's finding"),
    Field("validate_first", "yes where the serial has to be validated before", required=True,
          values=("yes", "no")),
)  # fmt: skip
_CLEAR_FIELDS = (*_GAM_FIELDS[:3], _GAM_FIELDS[-1])
_CHROME = ("chromebook", "chromebox", "chromebase", "chromeos")


def snipeit_update(story: Story) -> Table:
    """What Snipe-IT's update import takes over: what was seen, and what changed hands or shape.

    A device without a tag is left out: the import would make a new asset of it.
    """
    wanted = _by_device(story.proposals)
    rows = (
        _snipe_row(story, known, wanted.get(known.device.device_id, {}))
        for known in story.devices
        if known.device.tag
    )
    told = [row for row in rows if any(row[2:])]
    return Table("snipeit_update", "Update import for Snipe-IT", _SNIPE_FIELDS, told,
                 key=("Asset Tag",))  # fmt: skip


def _snipe_row(story: Story, known: Known, wanted: Mapping[str, Proposal]) -> tuple[Cell, ...]:
    device, custody, line = known.device, known.custody, known.line
    status = story.statuses.get(wanted["service"].proposed, "") if "service" in wanted else ""
    place = wanted["place"].proposed if "place" in wanted else ""
    who = username(story, wanted["holder"].proposed) if "holder" in wanted else ""
    seen_at = line.evidence_at if line and line.times else ""
    if known.found:
        seen_at = known.found.sighting.at
    handed_out = who and custody.person == wanted["holder"].proposed
    finding = wanted and next(iter(wanted.values())).reason
    note = f"{story.audit.audit_id}: {finding}" if finding else ""
    return (
        device.tag,
        device.serial,
        status,
        place if place in story.places else "",
        "User" if who else "",
        who,
        (custody.since or "")[:10] if handed_out else "",
        story.due_back if who else "",
        seen_at[:10],
        story.next_due if seen_at else "",
        " | ".join(filter(None, (device.notes, note))) if note else "",
    )


def username(story: Story, person_id: str) -> str:
    """What Snipe-IT calls a person; blank where that is not known."""
    person = story.people.get(person_id)
    if story.username == "id" or not person_id:
        return person_id
    return _mail_name(person) if story.username == "email name" else _mail(person)


def _mail(person: Person | None) -> str:
    return person.email if person else ""


def _mail_name(person: Person | None) -> str:
    return _mail(person).partition("@")[0]


def snipeit_checkins(story: Story) -> Table:
    """What came back: the update import can't check in, so this is for the quick-scan page."""
    rows = [
        (
            known.device.tag or known.device.serial,
            known.device.serial,
            known.device.holder,
            (known.custody.since or "")[:10],
            known.custody.place or "",
        )
        for known in _came_back(story)
    ]
    return Table("snipeit_checkins", "Assets to check in, in Snipe-IT", _CHECKIN_FIELDS, rows,
                 key=("Asset Tag",))  # fmt: skip


def gam_cros_update(story: Story) -> Table:
    """What GAM writes into Google's device list; a search by serial finds parts of serials too."""
    wanted = _by_device(story.proposals)
    rows = []
    for known in story.devices:
        device = known.device
        said = wanted.get(device.device_id, {})
        if not (said and device.serial and _is_chrome(known)):
            continue
        user = _mail(story.people.get(said["holder"].proposed)) if "holder" in said else ""
        place = said["place"].proposed if "place" in said else ""
        note = f"{story.audit.audit_id}: {next(iter(said.values())).reason}"
        key, unsure = device.google_id, "no" if device.google_id else "yes"
        rows.append((key, device.serial, device.tag, user, place, note, unsure))
    return Table("gam_cros_update", "Update of Chrome devices through GAM", _GAM_FIELDS, rows,
                 key=("serialNumber",))  # fmt: skip


def gam_cros_clear(story: Story) -> Table:
    """Chrome devices that nobody has any more: only these may lose their user."""
    rows = [
        (
            known.device.google_id,
            known.device.serial,
            known.device.tag,
            "no" if known.device.google_id else "yes",
        )
        for known in _came_back(story)
        if known.device.serial and _is_chrome(known)
    ]
    return Table("gam_cros_clear", "Chrome devices whose user is to be cleared", _CLEAR_FIELDS,
                 rows, key=("serialNumber",))  # fmt: skip


def barcodes_found(story: Story) -> Plain:
    """Every device of the school that was seen, one barcode a line: for Destiny and Frontline."""
    ours = {known.device.device_id: known.device.label for known in story.devices}
    found = {ours[one.subject] for one in story.finds if one.subject in ours}
    labels = sorted(found | {line.expected.label for line in story.lines if line.times})
    text = "".join(f"{label}\r\n" for label in labels)
    return Plain("barcodes_found.txt", "Barcodes that were seen", text.encode(), "text/plain")


def _came_back(story: Story) -> Iterator[Known]:
    """What the list says somebody has, and nobody does."""
    cleared = {one.device for one in story.proposals if one.field == "holder" and not one.proposed}
    return (
        known
        for known in story.devices
        if known.device.device_id in cleared and known.custody.person is None
    )


def _is_chrome(known: Known) -> bool:
    what = f"{known.device.category} {known.device.model}".casefold()
    return any(word in what for word in _CHROME)


def _by_device(proposals: Iterable[Proposal]) -> dict[str, dict[str, Proposal]]:
    found: dict[str, dict[str, Proposal]] = {}
    for one in proposals:
        found.setdefault(one.device, {})[one.field] = one
    return found
