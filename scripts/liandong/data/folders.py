"""Whole folders changed so that a killed run leaves the old or the new one, never a mixture; locks; temporary files.

Standard library only: `scripts/kb.py` loads this file before the environment exists.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# Windows locks byte ranges and refuses to read them, so the locked byte lies far behind the process id.
_LOCKED_BYTE = 1 << 20
_HELD_ELSEWHERE = {errno.EAGAIN, errno.EACCES, errno.EDEADLK, errno.EWOULDBLOCK}
# Virus scanners and indexers on Windows keep a fresh file open for a moment.
_RENAME_TRIES = 10
_RENAME_PAUSE_S = 0.3
LOCK = "lock"  # in the folder of a run's temporary files
# Sockets lie in it too, and no system takes a long path for one.
LONGEST_PLACE = 40


class FileLock:
    """A lock between processes that the operating system drops when its holder dies.

    The file holds the process id of the last holder, for messages only: whether the lock is held is asked of the
    system, so that a file left by a killed run locks nobody out.
    """

    def __init__(
        self, path: Path, on_wait: Callable[[str], None] | None = None, poll_s: float = 0.2, *, shared: bool = False
    ) -> None:
        """Prepare the lock.

        Args:
            path: The lock file; its folder is made if needed.
            on_wait: Called once with the holder's process id (as text) when somebody else holds the lock.
            poll_s: Seconds between two tries.
            shared: Whether it lies in a folder of other people's: all can take it, and its file goes with it.
        """
        self.path, self._on_wait, self._poll_s, self._shared = path, on_wait, poll_s, shared
        self._descriptor: int | None = None

    def __enter__(self) -> FileLock:
        told = self._on_wait is None
        while not self.take():
            if not told:
                self._on_wait(self.holder())
            told = True
            time.sleep(self._poll_s)
        return self

    def take(self) -> bool:
        """Take the lock unless somebody holds it, and return whether it is ours now."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = self._open()
        try:
            # Its last holder may have removed it since it was opened: then it locks nothing.
            if _try_lock(descriptor) and (not self._shared or _is_at(descriptor, self.path)):
                # Only for messages: where another user's file may not be written the lock holds all the same.
                with suppress(OSError):
                    os.ftruncate(descriptor, 0)
                    os.lseek(descriptor, 0, os.SEEK_SET)
                    os.write(descriptor, str(os.getpid()).encode("ascii"))
                self._descriptor = descriptor
        finally:
            if self._descriptor is None:
                os.close(descriptor)
        return self._descriptor is not None

    def _open(self) -> int:
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o666 if self._shared else 0o644)
        except PermissionError:
            # Left by another user whose run was killed.
            return os.open(self.path, os.O_RDONLY)
        if self._shared:
            with suppress(OSError):
                self.path.chmod(0o666)
        return descriptor

    def __exit__(self, *_exception: object) -> None:
        if self._descriptor is None:
            return
        # Unlocked by hand only on Windows: elsewhere a child that outlives us must keep what it inherited.
        # Windows removes no open file, and none that the next one has opened.
        if os.name == "nt":
            _lock_byte(self._descriptor, lock=False)
        elif self._shared:
            self._remove()
        os.close(self._descriptor)
        self._descriptor = None
        if self._shared and os.name == "nt":
            self._remove()

    def _remove(self) -> None:
        with suppress(OSError):
            self.path.unlink()

    def holder(self) -> str:
        """Return the process id written in the lock file, or "?" where it cannot be read."""
        try:
            return self.path.read_text(encoding="ascii").strip() or "?"
        except (OSError, UnicodeDecodeError):
            return "?"

    def inherit(self) -> dict[str, tuple[int, ...]]:
        """Return the `subprocess.Popen` arguments under which a child keeps the lock until it ends too.

        Without them a child whose parent was killed would go on writing where the next run believes to be alone.
        Windows has no such inheritance; there its open files make the next run fail loudly instead.
        """
        if os.name == "nt" or self._descriptor is None:
            return {}
        return {"pass_fds": (self._descriptor,)}


def remove_tree(path: Path) -> None:
    """Remove a folder, a file or a link, whatever it is; nothing there is fine.

    Raises:
        OSError: Something in it is in use or may not be removed.
    """
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.exists():
        handler = {"onexc": _make_writable} if sys.version_info >= (3, 12) else {"onerror": _make_writable}
        shutil.rmtree(path, **handler)


def move(source: Path, target: Path) -> None:
    """Rename a folder within one disk, with some patience for scanners that hold it open.

    Raises:
        OSError: It stayed impossible, or the target exists.
    """
    for attempt in range(_RENAME_TRIES):
        try:
            source.rename(target)
            return
        except PermissionError:
            if os.name != "nt" or attempt == _RENAME_TRIES - 1:
                raise
            time.sleep(_RENAME_PAUSE_S)


def is_system_file(name: str) -> bool:
    """Return whether Windows or macOS leave a file of this name behind by themselves wherever a folder is opened."""
    return name.lower() in ("thumbs.db", "desktop.ini", ".ds_store") or name.startswith("._")


def swap_in(new: Path, live: Path, old: Path | None = None, discard: Callable[[Path], None] = remove_tree) -> None:
    """Put the complete folder `new` where `live` is; the former `live` is removed last.

    A reader of `live` finds the old folder, then the new one; where the system cannot exchange two names, none for the
    moment between two renames.
    `finish_swap` repairs what a kill at any point leaves.

    Args:
        new: The complete folder, on the disk of `live`.
        live: The folder that readers know.
        old: Where the former folder waits in between; `live` with .old behind its name if none is given.
        discard: Removes the former folder.

    Raises:
        OSError: The folder could not be renamed; the old one is then back in its place.
    """
    old = old or live.with_name(live.name + ".old")
    if old.exists():
        discard(old)
    if live.exists():
        if _exchange(new, live):
            move(new, old)
            discard(old)
            return
        move(live, old)
    try:
        move(new, live)
    except BaseException:  # Ctrl-C too: readers would have no folder until the next run
        if old.exists() and not live.exists():
            move(old, live)
        raise
    if old.exists():
        discard(old)


def finish_swap(new: Path, live: Path, old: Path | None = None, discard: Callable[[Path], None] = remove_tree) -> None:
    """Bring `live` to a complete folder after a run was killed inside or before `swap_in(new, live, old)`.

    While `live` stands, `new` may be half copied and is thrown away. `live` is missing beside an old folder only
    between the two renames, when `new` is complete: the swap is finished. Without `new` the old folder returns.
    """
    old = old or live.with_name(live.name + ".old")
    if not live.exists() and old.exists():
        move(new if new.exists() else old, live)
    for folder in (new, old):
        if folder.exists():
            discard(folder)


@contextmanager
def temporary_folder(root: Path) -> Iterator[tuple[dict[str, str], dict[str, tuple[int, ...]]]]:
    """Yield the settings that name the folder, and the arguments with which a child keeps its lock.

    Where this process is killed, the next run of the same project removes the folder.
    """
    prefix = f"liandong-{hashlib.sha256(os.path.realpath(root).encode('utf-8', 'replace')).hexdigest()[:8]}-"
    try:
        place = tempfile.gettempdir()
        if os.name != "nt" and len(place) > LONGEST_PLACE and os.access("/tmp", os.W_OK):
            place = "/tmp"
        remove_left(Path(place).glob(f"{prefix}*"))
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=place))
        lock = FileLock(folder / LOCK)
        lock.take()
    except OSError:
        # A full or a read-only disk: the verb will say what it cannot write.
        yield {}, {}
        return
    try:
        yield dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder)), lock.inherit()
    finally:
        lock.__exit__()
        remove_left([folder])


def remove_left(folders: Iterable[Path]) -> None:
    """Remove those folders whose runs have ended; what cannot be removed now waits for the next run."""
    for folder in folders:
        lock = FileLock(folder / LOCK)
        with suppress(OSError):
            if lock.take():
                lock.__exit__()
                remove_tree(folder)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange the names of two folders in one step and return whether it was done; only Linux can, on most disks."""
    if sys.platform != "linux":
        return False
    import ctypes

    try:
        rename = ctypes.CDLL(None).renameat2
    except (OSError, AttributeError):
        return False
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    return rename(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0


def _make_writable(function: Callable[[str], object], path: str, _error: object) -> None:
    """Second try of shutil.rmtree, for files that git or an archive left read-only on Windows."""
    Path(path).chmod(stat.S_IRWXU)
    function(path)


def _try_lock(descriptor: int) -> bool:
    """Return whether the lock is ours now; file systems that know no locks count as ours, since nobody can be asked."""
    try:
        if os.name == "nt":
            _lock_byte(descriptor, lock=True)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in _HELD_ELSEWHERE
    return True


def _is_at(descriptor: int, path: Path) -> bool:
    """Return whether an open file is still the one of that name; Windows lets nobody remove it while it is open."""
    if os.name == "nt":
        return True
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _lock_byte(descriptor: int, *, lock: bool) -> None:
    import msvcrt

    os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
    msvcrt.locking(descriptor, msvcrt.LK_NBLCK if lock else msvcrt.LK_UNLCK, 1)
