"""Notices saves: compares times and sizes of what a site is built from, without any help of the system."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from liandong.run.inputs import input_files

WATCHED = ("data", "book", "_config.yml", "_toc.yml")
POLL_S = 0.2  # a look takes a few milliseconds
Snapshot = dict[str, tuple[int, int]]


def snapshot(root: Path, workbook: Path | None = None) -> Snapshot:
    """Return time of change (nanoseconds) and size (bytes) of each watched file, by its path relative to the root.

    Args:
        root: The project's root.
        workbook: A file elsewhere that is watched too, by its own path.
    """
    found: Snapshot = {}
    if workbook is not None and workbook.is_file():
        status = workbook.stat()
        found[str(workbook)] = (status.st_mtime_ns, status.st_size)
    for path in input_files(root, WATCHED):
        try:
            status = path.stat()
        except OSError:
            continue  # removed since it was listed
        found[path.relative_to(root).as_posix()] = (status.st_mtime_ns, status.st_size)
    return found


def wait_for_change(
    root: Path, before: Snapshot, workbook: Path | None = None, *, poll_s: float = POLL_S,
    sleep: Callable[[float], None] = time.sleep,
) -> tuple[Snapshot, list[str]]:
    """Return, once files differ from ``before`` and stay the same for one more look, what is there and which differ.

    The second look is for files that are still being written, and for several that are saved in one go.
    """
    seen = before
    while True:
        now = snapshot(root, workbook)
        if now == seen and now != before:
            return now, sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))
        seen = now
        sleep(poll_s)
