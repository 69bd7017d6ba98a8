"""A district of any size, made fast: a packet for each school, with real hashes and signatures."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from inventory.model import Device
from tests.builders import a_device
from tests.inventory.a_district import MORNING, ASchool, write_school

MISSING_EVERY = 100
"""One device of so many is not found."""
FOUND_EVERY = 500
"""One device of so many is missing, and lies at the next school."""
TWICE_EVERY = 500
"""One device of so many is on the next school's list as well."""
WORKBOOK = bytes(range(256)) * 1_000
"""As large as the workbook of such a school; 200 real ones would take longer than the run."""


def site_of(school: int) -> str:
    """``S001``."""
    return f"S{school:03d}"


def tag_of(school: int, number: int) -> str:
    """``S001-00042``."""
    return f"{site_of(school)}-{number:05d}"


def serial_of(school: int, number: int) -> str:
    """As unlike the tag as a maker's serial is."""
    return f"5CD{(number * 7919 + school * 104_729) % 10_000_000:07d}{school:03d}"


def make_school(folder: Path, school: int, devices: int, schools: int) -> Path:
    """Write the packet of one school; every second one is a .zip.

    All hand out and count in the same hours, so that the ids of their events lie mixed.
    """
    before = (school + schools - 1) % schools
    lost = range(1, devices, FOUND_EVERY) if schools > 1 else ()
    one = ASchool(
        site_of(school),
        list(_devices(school, devices, schools)),
        missing=frozenset(tag_of(school, n) for n in range(1, devices, MISSING_EVERY)),
        unlisted=[(serial_of if at % 2 else tag_of)(before, n) for at, n in enumerate(lost)],
        begun=MORNING + timedelta(milliseconds=school),
        number=school,
        workbook=WORKBOOK,
    )
    return write_school(one, folder, zipped=school % 2 == 0)


def _devices(school: int, devices: int, schools: int) -> Iterator[Device]:
    for number in range(devices):
        other, theirs = school, number
        if number and number % TWICE_EVERY == 0 and schools > 1:
            other, theirs = (school + schools - 1) % schools, number + 2  # on that list, too
        tag = tag_of(other, theirs)
        serial, site = serial_of(other, theirs), site_of(school)
        yield a_device(tag, serial=serial, site=site, place=f"Room {number // 30}")
