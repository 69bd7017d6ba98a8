"""Folders in which a database would be torn or lose scans."""

import sys
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from inventory.errors import StoreRefused
from inventory.store.database import create_database
from inventory.store.folder import (
    _kind_in,
    _mounts_of_linux,
    _mounts_of_macos,
    network_kind,
    refuse_unsafe,
    synced_part,
)


@pytest.mark.parametrize(
    ("folder", "part"),
    [
        (PurePosixPath("/home/ana/Dropbox/champion"), "Dropbox"),
        (PurePosixPath("/home/ana/Dropbox (School)/x"), "Dropbox (School)"),
        (
            PurePosixPath("/Users/ana/Library/CloudStorage/GoogleDrive-a@b.example/x"),
            "CloudStorage",
        ),
        (PurePosixPath("/Users/ana/Library/Mobile Documents/x"), "Mobile Documents"),
        (PurePosixPath("/home/ana/Nextcloud"), "Nextcloud"),
        (PurePosixPath("/home/ana/Sync/x"), "Sync"),
        (PurePosixPath("/home/ana/Box"), "Box"),
        (PurePosixPath("/home/ana/Box Sync/x"), "Box Sync"),
        (PureWindowsPath(r"C:\Users\ana\OneDrive - District\Documents"), "OneDrive - District"),
        (PureWindowsPath(r"G:\My Drive\champion"), "My Drive"),
        (PureWindowsPath(r"C:\Users\ana\iCloudDrive"), "iCloudDrive"),
        (PurePosixPath("/home/ana/champion"), ""),
        (PurePosixPath("/home/ana/Boxes/Synced/x"), ""),
        (PurePosixPath("/home/ana/my dropbox backup"), ""),
    ],
)
def test_a_folder_of_a_sync_program_is_known_by_its_name(
    folder: PurePosixPath | PureWindowsPath, part: str
) -> None:
    """Whole parts of the path, in any case; a name that only contains the word is no match."""
    assert synced_part(folder) == part


_LINUX = r"""
/dev/nvme0n1p2 / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
//server/share /mnt/share cifs rw 0 0
server:/export /mnt/school\040share nfs4 rw 0 0
systemd-1 /mnt/later autofs rw 0 0
server:/export /mnt/later nfs4 rw 0 0
me@host:/ /home/ana/remote fuse.sshfs rw 0 0
/dev/sdb1 /mnt/share/stick vfat rw 0 0
broken
"""
_MACOS = """
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
//ana@server/School%20Share on /Volumes/School Share (smbfs, nodev, nosuid, mounted by ana)
server:/export on /Volumes/export (nfs)
/dev/disk4s1 on /Volumes/STICK (msdos, local, nodev)
broken
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/ana/champion", ""),
        ("/mnt/share", "cifs"),
        ("/mnt/share/champion", "cifs"),
        ("/mnt/shared", ""),
        ("/mnt/share/stick/champion", ""),
        ("/mnt/school share/champion", "nfs4"),
        ("/mnt/later/champion", "nfs4"),
        ("/home/ana/remote/x", "fuse.sshfs"),
    ],
)
def test_the_innermost_and_topmost_mount_of_linux_decides(folder: str, kind: str) -> None:
    """Also where a share is mounted on demand over its own placeholder."""
    assert _kind_in(folder, _mounts_of_linux(_LINUX)) == kind


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/Users/ana/champion", ""),
        ("/Volumes/School Share/champion", "smbfs"),
        ("/Volumes/export", "nfs"),
        ("/Volumes/STICK/champion", ""),
    ],
)
def test_the_listing_of_macos_is_read_too(folder: str, kind: str) -> None:
    """Names with blanks and options in brackets."""
    assert _kind_in(folder, _mounts_of_macos(_MACOS)) == kind


@pytest.mark.skipif(sys.platform == "win32", reason="a UNC path is one more kind of path there")
def test_a_unc_path_is_a_network_drive() -> None:
    """Told by its first two characters, before the system is asked."""
    assert network_kind(Path("//server/share")) == "UNC path"


def test_no_database_is_made_in_a_synced_folder(tmp_path: Path) -> None:
    """The sentence names the folder, and nothing is made there."""
    with pytest.raises(StoreRefused, match="“Dropbox”, a folder that is synced to a cloud"):
        create_database(tmp_path / "Dropbox" / "school.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own there")
def test_a_link_into_a_synced_folder_is_seen_through(tmp_path: Path) -> None:
    """Where the bytes lie counts, not what the folder is called on the way."""
    (tmp_path / "OneDrive").mkdir()
    (tmp_path / "champion").symlink_to(tmp_path / "OneDrive")
    with pytest.raises(StoreRefused, match="“OneDrive”"):
        refuse_unsafe(tmp_path / "champion" / "school.db")
