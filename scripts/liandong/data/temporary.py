"""One folder for all temporary files of a run, removed with it, whatever was killed in it.

Standard library only: `scripts/kb.py` loads this file before the environment exists.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from liandong.data.folders import FileLock, remove_tree

LOCK = "lock"
# Sockets lie in it too, and no system takes a long path for one.
LONGEST_PLACE = 40


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
