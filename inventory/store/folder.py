"""Whether a folder is safe for a database: on a disk of this laptop, and not synced elsewhere."""

import os
import sys
from pathlib import Path, PurePath

from inventory.errors import StoreRefused

_SYNCED = ("onedrive", "google drive", "googledrive", "my drive", "dropbox", "icloud", "box sync")
_SYNCED_EXACT = ("cloudstorage", "mobile documents", "nextcloud", "syncthing", "sync", "box")
_NETWORK = (
    "nfs",
    "cifs",
    "smb",
    "9p",
    "fuse.sshfs",
    "fuse.rclone",
    "fuse.gvfsd",
    "afpfs",
    "webdav",
)
_NETWORK_HINT = "Choose a folder on this laptop's own disk; put backups and exports on the share."
_DRIVE_REMOTE = 4  # GetDriveTypeW, Windows API


def unreadable(path: Path, error: OSError) -> StoreRefused:
    """Why a database can't be read: a folder was named, or what the system says."""
    if path.is_dir():
        return StoreRefused(f"{path} is a folder, not a database.", "Name a file in it.")
    reason = error.strerror or type(error).__name__
    return StoreRefused(f"{path} can't be read: {reason}.", "Check its permissions.")


def refuse_unsafe(path: Path) -> None:
    """Refuse a file in a synced cloud folder or on a network drive, and say where it could be."""
    folder = path.expanduser().absolute().parent
    for shown in {folder, folder.resolve()}:
        if name := synced_part(shown):
            raise StoreRefused(
                f"{path.name} lies in “{name}”, a folder that is synced to a cloud:"
                " the copy there would tear the database.",
                "Choose a folder outside it; put backups and exports there.",
            )
    if kind := network_kind(folder.resolve()):
        raise StoreRefused(
            f"{folder} is on a network drive ({kind}), where a database can lose scans.",
            _NETWORK_HINT,
        )


def synced_part(folder: PurePath) -> str:
    """The part of a path that a sync program owns; empty where there is none."""
    for part in folder.parts:
        name = part.casefold()
        if name in _SYNCED_EXACT or name.startswith(_SYNCED):
            return part
    return ""


def network_kind(folder: Path) -> str:
    """What kind of network drive the folder is on; empty for a disk of this machine."""
    text = str(folder)
    if text.startswith(("\\\\", "//")):
        return "UNC path"
    if sys.platform == "win32":
        import ctypes

        drive = folder.drive + "\\"
        return (
            "mapped drive" if ctypes.windll.kernel32.GetDriveTypeW(drive) == _DRIVE_REMOTE else ""
        )
    if sys.platform == "darwin":
        import subprocess

        listing = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False)
        return _kind_in(text, _mounts_of_macos(listing.stdout))
    try:
        return _kind_in(text, _mounts_of_linux(Path("/proc/self/mounts").read_text("utf-8")))
    except OSError:
        return ""


def _mounts_of_linux(listing: str) -> list[tuple[str, str]]:
    """Mount points and their file systems; octal escapes stand for blanks (``man 5 fstab``)."""
    found = []
    for line in listing.splitlines():
        fields = line.split()
        if len(fields) > 2:
            found.append((fields[1].replace("\\040", " "), fields[2]))
    return found


def _mounts_of_macos(listing: str) -> list[tuple[str, str]]:
    """Lines such as ``//user@host/share on /Volumes/share (smbfs, nodev)``."""
    found = []
    for line in listing.splitlines():
        _, _, rest = line.partition(" on ")
        point, sign, options = rest.rpartition(" (")
        if sign:
            found.append((point, options.split(",")[0].rstrip(")")))
    return found


def _kind_in(folder: str, mounts: list[tuple[str, str]]) -> str:
    """The network file system of the innermost mount that holds the folder; empty for a disk."""
    inside = [
        (point, kind)
        for point, kind in mounts
        if folder == point or folder.startswith(point.rstrip(os.sep) + os.sep)
    ]
    # Of two on one point the later one is on top, as where a share is mounted on demand.
    _, kind = max(reversed(inside), key=lambda mount: len(mount[0]), default=("", ""))
    return kind if kind.startswith(_NETWORK) else ""
