"""Files written so that a kill, or a reader in between, finds the old or the new one, never half of one.

Standard library only: an interrupted import is finished before any environment exists.
"""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

from liandong.findings import messages

REASONS = messages(__name__, "reasons")
UNKNOWN = "系统报告的错误编号是 {}"


def sha256(content: bytes) -> str:
    """Return the checksum of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def write_file(path: Path, content: bytes) -> None:
    """Write a file and wait until it is on the disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def replace_file(path: Path, content: bytes) -> None:
    """Write a file aside and rename it into its place, where it lasts through a power cut.

    Raises:
        OSError: It cannot be written, or the former one is held open; the former one stays and nothing lies aside.
    """
    aside = path.with_name(f".{path.name}.part")
    try:
        write_file(aside, content)
        aside.replace(path)
    except OSError:
        if aside.is_file():
            aside.unlink()
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Wait until a folder's list of names is on the disk; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some network file systems cannot do it for folders.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise
    finally:
        os.close(descriptor)


def why(error: OSError | ValueError) -> str:
    """Return why the system refused a file, in Chinese; ``ValueError`` is that of a name with a zero character."""
    number = getattr(error, "errno", errno.EINVAL)
    names = (f"WinError {getattr(error, 'winerror', None)}", errno.errorcode.get(number or 0, ""))
    return next((REASONS[name] for name in names if name in REASONS), UNKNOWN.format(number))
