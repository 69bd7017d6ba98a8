"""SQLite's own file layer with an ear on it: the library that the product runs, on real files.

The library's default VFS is copied (https://www.sqlite.org/vfs.html), and the few of its methods
that change a file are called through Python. Everything else, locks above all, stays native; no
line of the product knows of it. What happens is told to a ``Listener``, which may also refuse it
with an error of the disk.
"""

import _sqlite3
import ctypes
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_int64, c_void_p
from pathlib import Path
from typing import Any

import pytest

OK = 0
IOERR = 10
_OPEN_MAIN_DB, _OPEN_MAIN_JOURNAL, _OPEN_WAL = 0x100, 0x800, 0x80000

_Open = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, POINTER(c_int))
_Delete = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int)
_Close = CFUNCTYPE(c_int, c_void_p)
_Transfer = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_Truncate = CFUNCTYPE(c_int, c_void_p, c_int64)
_Sync = CFUNCTYPE(c_int, c_void_p, c_int)

_FILE_METHODS = (
    "xClose xRead xWrite xTruncate xSync xFileSize xLock xUnlock xCheckReservedLock xFileControl"
    " xSectorSize xDeviceCharacteristics xShmMap xShmLock xShmBarrier xShmUnmap xFetch xUnfetch"
)
_VFS_METHODS = (
    "xOpen xDelete xAccess xFullPathname xDlOpen xDlError xDlSym xDlClose xRandomness xSleep"
    " xCurrentTime xGetLastError xCurrentTimeInt64 xSetSystemCall xGetSystemCall xNextSystemCall"
)


class _Methods(ctypes.Structure):
    """``sqlite3_io_methods`` of version 3 (https://www.sqlite.org/c3ref/io_methods.html)."""

    _fields_ = [("iVersion", c_int), *((name, c_void_p) for name in _FILE_METHODS.split())]


class _Vfs(ctypes.Structure):
    """``sqlite3_vfs`` of version 3 (https://www.sqlite.org/c3ref/vfs.html)."""

    _fields_ = [
        ("iVersion", c_int), ("szOsFile", c_int), ("mxPathname", c_int), ("pNext", c_void_p),
        ("zName", c_char_p), ("pAppData", c_void_p),
        *((name, c_void_p) for name in _VFS_METHODS.split()),
    ]  # fmt: skip


class Listener:
    """Hears what SQLite does with its files, in order; this one does nothing about it."""

    def refuse(self, operation: str, path: str) -> int:
        """An error code with which an operation fails before it is done; ``OK`` lets it be done.

        Operations are ``open``, ``read``, ``write``, ``truncate``, ``sync`` and ``delete``.
        """
        return OK

    def opened(self, path: str) -> None:
        """A database or a journal was opened, and made where it was not there."""

    def wrote(self, path: str, offset: int, data: bytes) -> None:
        """Bytes were written."""

    def truncated(self, path: str, size: int) -> None:
        """A file was cut."""

    def synced(self, path: str) -> None:
        """What was written to a file is on the disk."""

    def folder_synced(self, path: str) -> None:
        """The names in a file's folder are on the disk."""

    def deleted(self, path: str) -> None:
        """A file's name was taken away."""


class _HeardVfs:
    """The one VFS of this process; registered while somebody listens, and made only once."""

    def __init__(self) -> None:
        self.listener = Listener()
        self.failures: list[BaseException] = []
        self._library = _library()
        self.native = _Vfs.from_address(self._library.sqlite3_vfs_find(None))
        self._native_open = _Open(self.native.xOpen)
        self._native_delete = _Delete(self.native.xDelete)
        self._files: dict[int, _Heard] = {}
        self._methods: dict[int, tuple[_Methods, _Methods]] = {}
        self._kept: list[Any] = []
        self._vfs = _Vfs.from_buffer_copy(self.native)
        self._vfs.pNext, self._vfs.zName = None, b"heard"
        self._vfs.xOpen = self._pointer(_Open, self._open)
        self._vfs.xDelete = self._pointer(_Delete, self._delete)

    def register(self, heard: bool) -> None:
        """Make this the VFS of every connection that is opened from now on, or the native one."""
        vfs = self._vfs if heard else self.native
        assert self._library.sqlite3_vfs_register(ctypes.byref(vfs), 1) == OK

    def _pointer(self, kind: Any, method: Callable[..., int]) -> Any:
        """A method as a C function; what goes wrong in Python is an I/O error, and is kept."""

        def guarded(*values: Any) -> int:
            try:
                return method(*values)
            except BaseException as error:
                self.failures.append(error)
                return IOERR

        self._kept.append(kind(guarded))
        return ctypes.cast(self._kept[-1], c_void_p).value

    def _open(self, vfs: int, name: int, file: int, flags: int, out: Any) -> int:
        is_ours = bool(name) and flags & (_OPEN_MAIN_DB | _OPEN_MAIN_JOURNAL | _OPEN_WAL)
        path = os.fsdecode(ctypes.string_at(name)) if is_ours else ""
        if is_ours and (refused := self.listener.refuse("open", path)):
            c_void_p.from_address(file).value = None
            return refused
        code = int(self._native_open(vfs, name, file, flags, out))
        pointer = c_void_p.from_address(file)
        if code == OK and is_ours and pointer.value:
            heard, native = self._methods_for(pointer.value)
            self._files[file] = _Heard(path, native, bool(flags & ~_OPEN_MAIN_DB & 0x80800))
            pointer.value = ctypes.addressof(heard)
            self.listener.opened(path)
        return code

    def _delete(self, vfs: int, name: int, with_folder: int) -> int:
        path = os.fsdecode(ctypes.string_at(name))
        if refused := self.listener.refuse("delete", path):
            return refused
        was_there = Path(path).exists()
        code = int(self._native_delete(vfs, name, with_folder))
        if code == OK and was_there:
            self.listener.deleted(path)
            if with_folder:
                self.listener.folder_synced(path)
        return code

    def _methods_for(self, address: int) -> tuple[_Methods, _Methods]:
        """A copy of a kind of file's methods, with ours in it, and the native ones."""
        if address not in self._methods:
            native = _Methods.from_address(address)
            heard = _Methods.from_buffer_copy(native)
            heard.xClose = self._pointer(_Close, self._close)
            heard.xRead = self._pointer(_Transfer, self._read)
            heard.xWrite = self._pointer(_Transfer, self._write)
            heard.xTruncate = self._pointer(_Truncate, self._truncate)
            heard.xSync = self._pointer(_Sync, self._sync)
            self._methods[address] = heard, native
        return self._methods[address]

    def _close(self, file: int) -> int:
        return int(self._files.pop(file).close(file))

    def _read(self, file: int, buffer: int, size: int, offset: int) -> int:
        heard = self._files[file]
        refused = self.listener.refuse("read", heard.path)
        return refused or int(heard.read(file, buffer, size, offset))

    def _write(self, file: int, buffer: int, size: int, offset: int) -> int:
        heard = self._files[file]
        if refused := self.listener.refuse("write", heard.path):
            return refused
        code = int(heard.write(file, buffer, size, offset))
        if code == OK:
            self.listener.wrote(heard.path, offset, ctypes.string_at(buffer, size))
        return code

    def _truncate(self, file: int, size: int) -> int:
        heard = self._files[file]
        if refused := self.listener.refuse("truncate", heard.path):
            return refused
        code = int(heard.truncate(file, size))
        if code == OK:
            self.listener.truncated(heard.path, size)
        return code

    def _sync(self, file: int, flags: int) -> int:
        heard = self._files[file]
        if refused := self.listener.refuse("sync", heard.path):
            return refused
        code = int(heard.sync(file, flags))
        if code == OK:
            self.listener.synced(heard.path)
            if heard.folder_too:  # unixSync() does so once for each journal
                heard.folder_too = False
                self.listener.folder_synced(heard.path)
        return code


class _Heard:
    """One open file, and how the library itself would work with it."""

    def __init__(self, path: str, native: _Methods, folder_too: bool) -> None:
        self.path = path
        self.folder_too = folder_too
        self.close = _Close(native.xClose)
        self.read = _Transfer(native.xRead)
        self.write = _Transfer(native.xWrite)
        self.truncate = _Truncate(native.xTruncate)
        self.sync = _Sync(native.xSync)


def _library() -> ctypes.CDLL:
    """The very library that ``sqlite3`` uses; the test is skipped where it can't be reached."""
    if os.name != "posix":
        pytest.skip("the simulated disk listens to SQLite on Linux and macOS only")
    library = ctypes.CDLL(getattr(_sqlite3, "__file__", None))
    try:
        library.sqlite3_vfs_find.restype = c_void_p
        library.sqlite3_vfs_register.restype = c_int
        library.sqlite3_libversion.restype = c_char_p
    except AttributeError:
        pytest.skip("this Python keeps SQLite to itself: the simulated disk can't listen to it")
    assert library.sqlite3_libversion().decode() == sqlite3.sqlite_version
    return library


_ONLY: list[_HeardVfs] = []


def _heard_vfs() -> _HeardVfs:
    if not _ONLY:
        _ONLY.append(_HeardVfs())
    return _ONLY[0]


def native_name() -> str:
    """What the library's own VFS is called: a connection that names it is not listened to."""
    return str(_heard_vfs().native.zName.decode())


@contextmanager
def heard(listener: Listener) -> Iterator[None]:
    """Every connection that is opened inside is listened to; all are closed before it ends."""
    vfs = _heard_vfs()
    vfs.listener = listener
    vfs.register(heard=True)
    try:
        yield
    finally:
        vfs.register(heard=False)
        vfs.listener = Listener()
        failures, vfs.failures = vfs.failures, []
    if failures:
        raise failures[0]
