"""What papers are made of and read by: prices, hand-outs, scans, and what a paper lists."""

from collections import Counter
from pathlib import Path

import pypdfium2

from inventory.model import Draft, Kind
from inventory.services import papers, reports
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.services.papers import Paper
from inventory.services.reports import ListName
from tests.builders import FixedClock, a_device, a_person, enrol

PRICES = {
    "prices": "Chromebook=320; HP Chromebook 11=299.50",
    "part_prices": "charger=38; screen=65.10",
}


def hand_out(office: Office, person: str, *devices: str) -> None:
    """Hand devices out to a person, whatever they have."""
    office.write(
        lambda: office.record(
            [Draft(Kind.ISSUE, device=device, person=person) for device in devices],
            office.new_id(),
        )
    )


def scan(desk: Desk, clock: FixedClock, *codes: str) -> None:
    """Scan codes, far enough apart."""
    for code in codes:
        clock.advance(5)
        desk.scan(code)


def column(paper: Paper, key: str) -> list[object]:
    """One column of a paper, from top to bottom."""
    at = [each.key for each in paper.columns].index(key)
    return [row[at] for row in paper.rows]


def charged(office: Office) -> list[tuple[object, ...]]:
    """Who is charged for what, and how much."""
    paper = papers.costs(office)
    keys = ("person", "device", "what", "cause", "price")
    return list(zip(*(column(paper, key) for key in keys), strict=True))


def out_of_list(office: Office, which: ListName) -> Counter[str]:
    """Device tags of a list, those in a room or cart left out."""
    lines = reports.device_list(office, which)
    return Counter(line.device for line in lines if line.custody == "WITH_PERSON")


def in_a_crowd(office: Office) -> None:
    """Forty more students in three homerooms and two of staff, each with a device."""
    names = ["小明", "محمد", "=1+1", "Ada\tOde", "W" * 300]
    people = [
        a_person(
            f"30{n:02}", first_name=names[n % 5], last_name=f"Ferro {n}", homeroom=str(214 + n % 3),
            grade=str(6 + n % 3),
        )
        for n in range(40)
    ]  # fmt: skip
    people += [a_person(f"31{n:02}", kind="staff", homeroom="214", grade="") for n in range(2)]
    devices = [a_device(f"NS-{500 + n}") for n in range(42)]
    enrol(office, devices, people)
    for person, device in zip(people, devices, strict=True):
        hand_out(office, person.person_id, device.device_id)


def pdf_text(path: Path) -> str:
    """All that a reader finds in a PDF."""
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
