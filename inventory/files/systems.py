"""The systems whose lists of devices and places are known, as data: who calls which column what.

The headings are those of the vendors' own samples, specifications and exports.
"""

from inventory.files.layout import Profile, RegisterKind
from inventory.files.systems_people import PEOPLE

_CHAMPION = (
    Profile(
        "champion",
        RegisterKind.DEVICES,
        {
            "tag": ("asset_tag",),
            **{name: (name,) for name in ("serial", "model", "category", "place", "service")},
            **{name: (name,) for name in ("site", "assigned_to", "notes")},
        },
        needs=(("tag", "serial"),),
        title="Champion",
    ),
    Profile(
        "champion",
        RegisterKind.PLACES,
        {name: (name,) for name in ("place", "kind", "capacity")},
        needs=(("place",),),
        title="Champion",
    ),
)

# The importer (app/Livewire/Importer.php), its sample files and the list export. "Model Number" and
# "Model No." are left out: they are the maker's number, not the model. "Checked Out To" is a full
# name: it says whether somebody has the device, never who.
_SNIPE_DEVICES = {
    "tag": ("Asset Tag",),
    "serial": ("Serial Number", "Serial", "Serial No."),
    "model": ("Model Name", "Model"),
    "category": ("Category",),
    "place": ("Location",),
    "home": ("Default Location",),
    "service": ("Status",),
    "checkout_type": ("Checkout Type",),
    "checked_out_to": ("Checked Out To", "Checked Out", "Checked Out to: Full Name"),
    "holder": ("Checked Out To: Username", "Username"),
    "holder_number": ("Employee Number", "Employee No."),
    "holder_mail": ("Checked Out to: Email", "Email"),
    "school_name": ("Company",),
    "notes": ("Asset Notes", "Notes"),
}
_SNIPE_TELLING = (
    *("ID", "Asset Name", "Item Name", "Model No.", "Model Number", "Manufacturer", "Supplier"),
    *("Order Number", "Purchase Date", "Purchase Cost", "Warranty", "Warranty Expires"),
    *("Checkout Date", "Last Checkin Date", "Expected Checkin Date", "Last Audit"),
    *("Next Audit Date", "EOL Date", "Asset EOL Date", "Requestable", "BYOD"),
)
_AFTER_THE_PERSON = (
    *("Status", "Checkout Date", "Last Checkin Date", "Expected Checkin Date", "Expected Checkin"),
    *("Created At", "Updated At", "Deleted", "Last Audit", "Next Audit Date"),
)
_SNIPE_IT = (
    # The custom asset report (ReportsController) writes "Notes" twice: what is noted about the
    # person who has the device, and further right, last but for a link, what is about the device.
    Profile(
        "snipe-it",
        RegisterKind.DEVICES,
        {**_SNIPE_DEVICES, "checkout_type": ("Type", "Checkout Type")},
        needs=(("tag",),),
        title="Snipe-IT",
        marks=(
            *("Purchased", "Diff", "Fully Depreciated", "Checked Out", "Employee No."),
            *("User Company", "User Address", "User City", "User State", "User Country"),
            "User Zip",
        ),
        telling=(*_SNIPE_TELLING, "Cost", "Department", "Deleted", "URL"),
        last_only=frozenset({"notes"}),
        aside={"notes": _AFTER_THE_PERSON},
    ),
    Profile(
        "snipe-it",
        RegisterKind.DEVICES,
        _SNIPE_DEVICES,
        needs=(("tag",),),
        title="Snipe-IT",
        telling=_SNIPE_TELLING,
    ),
)

# What `gam print cros` writes. Who is annotated may be the account that enrolled the device, so it
# counts as the holder only where a person says so.
_GAM = (
    Profile(
        "gam",
        RegisterKind.DEVICES,
        {
            "google_id": ("deviceId",),
            "tag": ("annotatedAssetId",),
            "serial": ("serialNumber",),
            "model": ("model",),
            "place": ("annotatedLocation",),
            "annotated_user": ("annotatedUser",),
            "synced_at": ("lastSync",),
            "service": ("status",),
            "org_unit": ("orgUnitPath",),
            "notes": ("notes",),
        },
        needs=(("google_id",), ("tag", "serial")),
        title="Google (GAM)",
        marks=(
            *("annotatedAssetId", "annotatedLocation", "annotatedUser", "lastSync", "orgUnitPath"),
            *("autoUpdateExpiration", "firstEnrollmentTime", "lastEnrollmentTime", "bootMode"),
        ),
        telling=("orgUnitId", "macAddress", "osVersion", "platformVersion", "firmwareVersion"),
        escaped=True,
    ),
)

# A device's name in Intune is what somebody typed or a template made: never the asset tag.
_INTUNE = (
    Profile(
        "intune",
        RegisterKind.DEVICES,
        {
            "serial": ("Serial number",),
            "model": ("Model",),
            "category": ("Category",),
            "annotated_user": ("Primary user UPN",),
        },
        needs=(("serial",),),
        title="Microsoft Intune",
        marks=(
            *("Azure AD Device ID", "Primary user UPN", "Azure AD registered", "EAS activation ID"),
            *("Intune registered", "Management name", "Compliance", "Device name"),
        ),
        telling=("Device ID", "Enrollment date", "Last check-in", "OS version", "Manufacturer"),
    ),
)

PROFILES = (*_CHAMPION, *_SNIPE_IT, *_GAM, *_INTUNE, *PEOPLE)
"""Every known profile; a system with several layouts has several of one name.

Where two know equally many columns of a header, the first one is taken.
"""
