"""Audits that are signed and sent: of the small school, with one of everything, and the sample."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from inventory.audit import Audit, Scope
from inventory.files.packet import Written
from inventory.files.packet_check import read_packet
from inventory.model import Mode
from inventory.services import it_notes, packets, sample
from inventory.services.office import Office
from inventory.store.connection import connect
from inventory.store.database import Database
from tests.builders import CountedEntropy, FixedClock, a_person, enrol, open_school
from tests.inventory.counting import Round, another, furnish
from tests.inventory.services.at_the_table import Morning

FILES = (
    "SHA256SUMS", "assets.csv", "audit.csv", "barcodes_found.txt", "datapackage.json",
    "discrepancies.csv", "events.csv", "gam_cros_clear.csv", "gam_cros_update.csv", "notes.csv",
    "proposals.csv", "reconciliation.xlsx", "snipeit_checkins.csv", "snipeit_update.csv",
    "summary.txt",
)  # fmt: skip
SIGNED_FILES = ("audit.csv", "discrepancies.csv")
"""What the signature covers, byte for byte."""

SIGNER = ("Ottilie Vangsness", "librarian")
"""Nobody of either school is called so."""

HOME = "Anais.Q@north.example"


@dataclass
class Sent(Round):
    """An audit that is signed for the packet, and sent."""

    @property
    def office(self) -> Office:
        """Whose audit it is."""
        return self.table.office

    def sign(self) -> Audit:
        """Sign what is explained; the signature covers the files of the packet."""
        self.table.clock.advance(60)
        self.audit = packets.sign(self.office, self.audit, *SIGNER)
        return self.audit

    def export(self, folder: Path, *, zipped: bool = False) -> Written:
        """Write the packet once more, or for the first time."""
        folder.mkdir(exist_ok=True)
        return packets.export_packet(self.office, self.audit, folder, zipped=zipped)

    def submit(self, folder: Path) -> Written:
        """Send it."""
        folder.mkdir(exist_ok=True)
        self.audit, written = packets.submit(self.office, self.audit, folder)
        return written


def small_school() -> Sent:
    """A signed audit of the furnished small school: a result and a find of each kind, a return."""
    clock = FixedClock()
    table = furnish(Morning(open_school(Office.in_memory(clock, CountedEntropy())), clock))
    people = (a_person(email=HOME), a_person("0040217", first_name="Nkechi", last_name="Obiora"))
    enrol(table.office, (), people)
    table.scan("2005", "NS-101", "0040217", "5CD4711")
    table.scan("ZZBACK", "Cart 1", "NS-110")
    walk = Sent(another(table, Mode.AUDIT))
    walk.scan("Room 204", "NS-401", "NS-151", "NS-901", "=1+1", "NS-155")
    walk.scan("2001", "NS-403", "2001", "NS-103")
    walk.scan("Cart 1", "NS-401", "5CD4711", "Cart 2", "NS-402", "NS-404")
    walk.table.desk.describe("black HP, no sticker")
    walk.scan("NS-156", "5CDNS402", after=2)
    it_notes.add(table.office, "training", "=1+1, locking a cart", about="Grade 7", people="12")
    walk.lock()
    walk.explain("NS-201", disposition="reported_lost", detail="+1 (555) 010-0199", note="=1+1")
    walk.explain()
    walk.sign()
    return walk


def sample_school() -> Sent:
    """A signed audit of the sample school after its morning: one cart was counted."""
    clock = FixedClock()
    office = Office.in_memory(clock, CountedEntropy())
    sample.fill(office)
    office.change_setting("prices", "Chromebook=320; Hotspot=75")
    walk = Sent(Morning(office, clock, Mode.AUDIT))
    walk.scan("Library cart 3", "NS-104102", "NS-104101", "NS-104357", "NS-104119", "NS-104446")
    walk.scan("XYZ99", "NS-104392", "8100442", "NS-104135", "Room 114", "NS-104102")
    walk.table.desk.describe("black HP, no sticker")
    walk.scan("8100417")
    walk.table.desk.attest()
    walk.close()
    return walk


def copied(walk: Sent) -> Sent:
    """The same audit in an office of its own, a while later."""
    conn = connect("file::memory:")
    walk.office.database.conn.backup(conn)
    clock = FixedClock(walk.table.clock.wall, walk.table.clock.seconds)
    office = Office(Database(conn, None), clock, CountedEntropy(1_000_000))
    copy = Sent.__new__(Sent)
    copy.table, copy.scope, copy.audit = Morning(office, clock, Mode.AUDIT), Scope(), walk.audit
    return copy


def files_of(path: Path) -> Mapping[str, bytes]:
    """The files of a packet."""
    return read_packet(path).files


def rows_of(files: Mapping[str, bytes], name: str) -> list[dict[str, str]]:
    """The rows of one of its tables."""
    text = files[name].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))
