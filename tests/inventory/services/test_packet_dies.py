"""A packet is whole or absent: a process that sends one is killed, again and again.

A kill proves the order of writing, renaming and recording. It proves nothing about a power cut.
"""

import os
import random
import select
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from inventory.audit import Audit, AuditState, Scope
from inventory.files.packet_check import read_packet, verify
from inventory.model import Device, Kind, Mode, Place
from inventory.services import audit_draft, audit_figures, audits, backups, packets
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.store import events, projections, register
from tests.builders import CountedEntropy, FixedClock

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
ROOT = Path(__file__).parents[3]
SEED = 20_261_121
DEVICES = 2_000
PER_ROOM = 40
KILLS = 12
MOST_SENT_AGAIN = 2
START_SECONDS = 60.0

# Sends the packet of each school that it is told in a process of its own. It says its id, when it
# makes the folder and gives it its name, when it has ended, and how; it keeps the id until it is
# asked how, so that nobody else can have it.
SENDS = """
import os, sys
from pathlib import Path
from inventory.services import audits, packets
from inventory.services.office import Office
from tests.builders import FixedClock
import inventory.files.workbook, xlsxwriter

STEPS = {"os.mkdir": b"writing\\n", "os.rename": b"naming\\n"}

def send(folder):
    sys.addaudithook(lambda event, _: event in STEPS and os.write(1, STEPS[event]))
    office = Office.open(folder / "school.db", FixedClock())
    packets.submit(office, audits.find(office), folder / "out")
    office.close()

while line := sys.stdin.readline():
    alive, held = os.pipe()
    child = os.fork()
    if not child:
        send(Path(line.rstrip()))
        os._exit(0)
    os.close(held)
    print(child, flush=True)
    os.read(alive, 1)
    os.close(alive)
    print("ended", flush=True)
    sys.stdin.readline()
    print(os.waitpid(child, 0)[1], flush=True)
"""


@dataclass(frozen=True)
class Template:
    """A signed audit of 2,000 devices, and what sending it undisturbed came to."""

    database: Path
    name: str
    files: dict[str, bytes]
    seconds: float
    """From the start of the sending to its end."""
    writing: float
    """From the making of the folder to the end."""


def signed_audit(office: Office, clock: FixedClock) -> Audit:
    """A school of 2,000 devices, one of forty seen, and all signed."""
    rooms = [f"Room {number}" for number in range(DEVICES // PER_ROOM)]
    devices = [
        Device(
            f"{number:07d}", tag=f"{number:07d}", serial=f"5CD{number:07d}X",
            model="HP Chromebook 11 G9", category="Chromebook", place=rooms[number // PER_ROOM],
        )
        for number in range(DEVICES)
    ]  # fmt: skip
    with office.database.immediate():
        register.put_devices(office.database, devices, "")
        register.put_places(office.database, [Place(room, "room") for room in rooms])
        projections.put_bases(office.database)
    audit = audits.open_audit(office, audit_draft.draft(office, Scope()))
    desk = Desk(office, Mode.AUDIT)
    for number, room in enumerate(rooms):
        for code in (room, devices[(number + 1) * PER_ROOM - 1].tag):
            clock.advance(2)
            desk.scan(code)
    audit = audits.lock(office, audit)
    gone = [one.subject for one in audit_figures.variances(office, audit)]
    audit = audits.explain(office, audit, gone, "no_action", note="looked everywhere")
    return packets.sign(office, audit, "Ottilie Vangsness", "librarian")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, sender: "Sender") -> Template:
    """Made once; every kill gets a copy of the database."""
    folder = tmp_path_factory.mktemp("template")
    clock = FixedClock()
    office = Office.in_memory(clock, CountedEntropy())
    signed_audit(office, clock)
    backups.back_up(office, folder / "school.db")
    office.close()
    copy = a_copy(folder / "school.db", folder / "undisturbed")
    began = time.perf_counter()
    sender.start(copy)
    sender.reaches("writing")
    written = time.perf_counter()
    assert sender.ends_within(START_SECONDS)
    ended = time.perf_counter()
    (packet,) = (copy / "out").iterdir()
    files = dict(read_packet(packet).files)
    return Template(folder / "school.db", packet.name, files, ended - began, ended - written)


def a_copy(database: Path, folder: Path) -> Path:
    """A folder with the database and an empty one for packets."""
    (folder / "out").mkdir(parents=True)
    shutil.copyfile(database, folder / "school.db")
    return folder


class Sender:
    """Sends packets, each in a process of its own that can be killed."""

    def __init__(self) -> None:
        self._server = subprocess.Popen(
            [sys.executable, "-c", SENDS], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            bufsize=0,
        )  # fmt: skip
        self._child = 0

    def start(self, folder: Path) -> None:
        """Begin to send the packet of one school."""
        self._child = int(self._asked(str(folder)))

    def reaches(self, step: str) -> None:
        """Return when it begins with a step, ``writing`` or ``naming``."""
        while (said := self._said_within(START_SECONDS)) != step:
            assert said not in ("", "ended"), f"it never came to {step}"

    def ends_within(self, seconds: float) -> bool:
        """Whether it is sent within this time; if not, it is killed wherever it is then."""
        deadline = time.perf_counter() + seconds
        while (said := self._said_within(deadline - time.perf_counter())) and said != "ended":
            pass
        if not said:
            os.kill(self._child, signal.SIGKILL)
            self.reaches("ended")
        status = int(self._asked("how"))
        assert status in (0, signal.SIGKILL), "it was not sent, and not because it was killed"
        return status == 0

    def close(self) -> None:
        """Nothing more is sent."""
        self._server.communicate()

    def _said_within(self, seconds: float) -> str:
        """What it says next; nothing where it says nothing in this time."""
        assert self._server.stdout
        ready = select.select([self._server.stdout], [], [], max(0.0, seconds))[0]
        return self._server.stdout.readline().decode().strip() if ready else ""

    def _asked(self, what: str) -> str:
        assert self._server.stdin
        self._server.stdin.write(f"{what}\n".encode())
        return self._said_within(START_SECONDS)


@pytest.fixture(scope="module")
def sender() -> Iterator[Sender]:
    """One for all kills: starting it takes longer than sending a packet."""
    sender = Sender()
    yield sender
    sender.close()


def state_after(template: Template, folder: Path) -> AuditState:
    """What is left: no packet or the whole one, and an audit that knows no more than there is."""
    office = Office.open(folder / "school.db", FixedClock())
    try:
        audit = audits.find(office)
        left = [path for path in (folder / "out").iterdir() if not path.name.startswith(".")]
        assert [path.name for path in left] in ([], [template.name])
        for path in left:
            assert verify(path).faults == ()
            assert read_packet(path).files == template.files
        submitted = events.of_kind(office.database, Kind.AUDIT_SUBMIT)
        if audit.state is AuditState.SUBMITTED:
            assert left
            assert submitted[-1].body["packet"] == audit.packet == template.name
        else:
            assert (audit.state, submitted, audit.packet) == (AuditState.SIGNED, [], "")
        return audit.state
    finally:
        office.close()


def sent_again(template: Template, folder: Path) -> None:
    """It can be sent now, which needs a database that is well, and nothing unfinished is left."""
    office = Office.open(folder / "school.db", FixedClock())
    try:
        audit, written = packets.submit(office, audits.find(office), folder / "out")
        assert (audit.state, written.path.name) == (AuditState.SUBMITTED, template.name)
        assert [path.name for path in (folder / "out").iterdir()] == [template.name]
        assert read_packet(written.path).files == template.files
    finally:
        office.close()


def test_a_packet_that_is_killed_is_whole_or_absent(
    template: Template, sender: Sender, tmp_path: Path
) -> None:
    """At a dozen random moments: half of them at any time, half of them while it is written.

    What a kill left stays for the next one, until there is a packet; where that was not recorded
    as sent, it is sent again.
    """
    chance = random.Random(SEED)
    folder, rounds = a_copy(template.database, tmp_path / "0"), 1
    seen: Counter[str] = Counter()
    spans = {"any time": template.seconds, "writing": template.writing}
    for kill in range(KILLS):
        sender.start(folder)
        span = "writing" if kill % 2 else "any time"
        if span == "writing":
            sender.reaches("writing")
        began = time.perf_counter()
        if sender.ends_within(spans[span] * (kill // 2 + chance.random()) / (KILLS // 2)):
            spans[span] = time.perf_counter() - began
        else:
            seen["killed"] += 1
        state = state_after(template, folder)
        there = sorted(path.name for path in (folder / "out").iterdir())
        seen["with a packet" if template.name in there else "without"] += 1
        seen[state.value] += 1
        seen["unfinished"] += any(name.startswith(".") for name in there)
        if template.name in there:
            if state is AuditState.SIGNED and seen["sent again"] < MOST_SENT_AGAIN:
                seen["sent again"] += 1
                sent_again(template, folder)
            folder, rounds = a_copy(template.database, tmp_path / str(rounds)), rounds + 1
    sent_again(template, folder)
    print(f"{KILLS} attempts: {dict(seen)}")
    assert seen["killed"] >= KILLS // 3, "too many were over before the kill"


def test_a_packet_that_is_killed_before_it_is_recorded_is_there_and_can_be_sent(
    template: Template, sender: Sender, tmp_path: Path
) -> None:
    """Just when it got its name: it is whole, and sending it again finds it and says so."""
    folder = a_copy(template.database, tmp_path / "named")
    sender.start(folder)
    sender.reaches("naming")
    deadline = time.perf_counter() + START_SECONDS
    while not (folder / "out" / template.name).exists():
        assert time.perf_counter() < deadline
    sender.ends_within(0)
    print(f"killed when it got its name: {state_after(template, folder)}")
    assert [path.name for path in (folder / "out").iterdir()] == [template.name]
    sent_again(template, folder)


def test_a_packet_with_a_file_less_would_be_noticed(template: Template, tmp_path: Path) -> None:
    """Control: the comparison above finds a packet that is not whole."""
    folder = a_copy(template.database, tmp_path / "control")
    office = Office.open(folder / "school.db", FixedClock())
    written = packets.export_packet(office, audits.find(office), folder / "out")
    office.close()
    assert state_after(template, folder) is AuditState.SIGNED
    (written.path / "events.csv").unlink()
    with pytest.raises(AssertionError):
        state_after(template, folder)
