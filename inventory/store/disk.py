"""The disk under the database: how much is free, whether it takes a write, whether it is sealed."""

import errno
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from inventory.errors import NotRecorded
from inventory.store.database import Database

TOOL_SECONDS = 2.0
"""How long a program of the system may take to say what it knows."""

PROBE_BYTES = 1 << 20
"""What has to fit beside the database before scanning goes on: some hundred scans."""

_SYS_BLOCK = Path("/sys/dev/block")
_MOUNTS = Path("/proc/self/mountinfo")
_VIRTUAL = ("vd", "xvd")
_CANT_BE_TOLD = (None, "can't be told on this laptop: ask IT")


def free_bytes(folder: Path) -> int | None:
    """How much may still be written where a folder lies; None where that can't be told."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def refuse_unwritable(path: Path) -> None:
    """Write a megabyte beside a database and remove it again; NotRecorded where that fails."""
    probe = path.with_name(f".{path.name}.{os.getpid()}.new")  # a name that is swept up
    try:
        try:
            with probe.open("xb") as file:
                file.write(bytes(PROBE_BYTES))
                file.flush()
                os.fsync(file.fileno())
        finally:
            probe.unlink(missing_ok=True)
    except OSError as error:
        raise NotRecorded(*_why_unwritable(error, path.parent)) from error


def _why_unwritable(error: OSError, folder: Path) -> tuple[str, str]:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "The disk is still full.", "Free some space."
    return f"Nothing can be written into {folder}: {error.strerror}.", "Allow writing there."


def is_full(error: BaseException | None) -> bool:
    """Whether an error of the system, or what caused it, says that there is no room."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            return True
        error = error.__cause__
    return False


@dataclass(frozen=True, slots=True)
class Engine:
    """What writes the file, and how."""

    version: str
    journal: str
    synchronous: str

    @property
    def is_durable(self) -> bool:
        """Whether these are the settings that the promises rest on."""
        return self.journal == "TRUNCATE" and self.synchronous == "EXTRA"


def engine(database: Database) -> Engine:
    """What SQLite says of itself and of this connection."""
    level = int(database.value("PRAGMA synchronous"))
    return Engine(
        version=str(database.value("SELECT sqlite_version()")),
        journal=str(database.value("PRAGMA journal_mode")).upper(),
        synchronous=_SYNCHRONOUS[level] if level < len(_SYNCHRONOUS) else str(level),
    )


_SYNCHRONOUS = ("OFF", "NORMAL", "FULL", "EXTRA")
OWNER = "its owner only"


def who_can_read(path: Path) -> str:
    """``OWNER``, or who else; empty where rights are kept in another way than as modes."""
    if os.name != "posix":
        return ""
    mode = path.stat().st_mode & 0o077
    others = [name for name, bits in (("its group", 0o070), ("everybody", 0o007)) if mode & bits]
    return " and ".join(others) or OWNER


def encryption(folder: Path) -> tuple[bool | None, str]:
    """Whether the disk that holds a folder is encrypted, and that in words; None: can't be told."""
    if sys.platform == "win32":
        return _bitlocker(folder)
    if sys.platform == "darwin":
        return _filevault()
    if sys.platform == "linux":
        return _luks(folder)
    return _CANT_BE_TOLD


def _asked(*command: str) -> str:
    """What a program of the system prints; empty where it is lacking, fails or takes too long."""
    with suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(
            command, capture_output=True, stdin=subprocess.DEVNULL, timeout=TOOL_SECONDS,
            check=True,
        )  # fmt: skip
        return done.stdout.decode("utf-8", "replace")
    return ""


def _bitlocker(folder: Path) -> tuple[bool | None, str]:
    """``manage-bde`` speaks to administrators only; to all others nothing can be told."""
    tool = Path(os.environ.get("SYSTEMROOT", "C:\\Windows")) / "System32" / "manage-bde.exe"
    said = _asked(str(tool), "-status", folder.drive)
    if "Protection On" in said:
        return True, "BitLocker is on"
    return (False, "BitLocker is off") if "Protection Off" in said else _CANT_BE_TOLD


def _filevault() -> tuple[bool | None, str]:
    said = _asked("/usr/bin/fdesetup", "status")
    if "FileVault is On" in said:
        return True, "FileVault is on"
    return (False, "FileVault is off") if "FileVault is Off" in said else _CANT_BE_TOLD


def _luks(folder: Path) -> tuple[bool | None, str]:
    """Whether every way from the file system down to a disk leads through dm-crypt.

    ``dm/uuid`` of a dm-crypt device begins with ``CRYPT-`` (cryptsetup's own mark), and ``slaves``
    names what a device stands on (the kernel's Documentation/ABI/testing/sysfs-block-dm).
    """
    try:
        device = _block_device(folder)
        found = _is_crypt(device) if device else None
    except OSError:
        found = None
    if found is None:
        return _CANT_BE_TOLD
    return (True, "LUKS is on") if found else (False, "the disk is not encrypted")


def _block_device(folder: Path) -> Path | None:
    number = folder.stat().st_dev
    found = _SYS_BLOCK / f"{os.major(number)}:{os.minor(number)}"
    if found.exists():
        return found.resolve()
    # A file system of several disks (btrfs) has a number of its own: the mount names one of them.
    for line in _MOUNTS.read_text("utf-8", "replace").splitlines():
        fields = line.split()
        source = Path(fields[fields.index("-") + 2])
        if fields[2] == f"{os.major(number)}:{os.minor(number)}" and source.is_block_device():
            raw = source.stat().st_rdev
            return (_SYS_BLOCK / f"{os.major(raw)}:{os.minor(raw)}").resolve()
    return None


def _is_crypt(device: Path) -> bool | None:
    """None for a virtual disk: whether it is encrypted, the machine around it knows."""
    mark = device / "dm" / "uuid"
    if mark.exists() and mark.read_text("ascii", "replace").startswith("CRYPT-"):
        return True
    below = list((device / "slaves").iterdir()) if (device / "slaves").is_dir() else []
    if below:
        answers = [_is_crypt(one.resolve()) for one in below]
        return None if None in answers else all(answers)
    return None if device.name.startswith(_VIRTUAL) else False
