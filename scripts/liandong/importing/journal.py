"""Several files replaced so that all are new or all are old, even when the program is killed between two of them.

The new files and copies of the old ones are written aside; a journal, renamed into place last, makes the change sure.
A run that finds a journal finishes what it says; without a journal, what lies aside is thrown away.
Standard library only, so that it can run before any environment exists.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from liandong.data.files import sha256, sync_folder, write_file
from liandong.importing import ASIDE

JOURNAL = "journal.json"
NEW, OLD = "new", "old"


class ChangedMeanwhile(Exception):
    """A file is no longer what it was when the change was decided; `paths` are relative to the root."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__(", ".join(paths))
        self.paths = paths


@dataclass(frozen=True)
class Finished:
    """How an interrupted change ended: the files that are new now, and those left alone since somebody edited them."""

    written: list[str]
    left_alone: list[str]


def replace_files(root: Path, files: dict[str, bytes], expected: dict[str, str]) -> None:
    """Replaces files, all or none.

    Args:
        root: The project's root.
        files: New content by path relative to the root.
        expected: Digest by path that each file has now.

    Raises:
        ChangedMeanwhile: A file has another digest; nothing was written.
        OSError: A file cannot be written, or is held open by another program; all are as before.
    """
    aside = root / ASIDE
    finish_replacement(root)
    current = {path: (root / path).read_bytes() for path in files}
    changed = [path for path, content in current.items() if sha256(content) != expected[path]]
    if changed:
        raise ChangedMeanwhile(changed)
    for path in files:
        with (root / path).open("r+b"):  # Windows refuses this while Excel holds the file
            pass
    try:
        for folder in (NEW, OLD):
            (aside / folder).mkdir(parents=True, exist_ok=True)
        for number, (path, content) in enumerate(files.items()):
            write_file(aside / NEW / str(number), content)
            write_file(aside / OLD / str(number), current[path])
        entries = [
            {"path": path, "old": sha256(current[path]), "new": sha256(content)} for path, content in files.items()
        ]
        write_file(aside / (JOURNAL + ".part"), json.dumps(entries).encode("ascii"))
        # Their names must be on the disk before the journal that speaks of them.
        for folder in (aside / NEW, aside / OLD, aside):
            sync_folder(folder)
        (aside / (JOURNAL + ".part")).replace(aside / JOURNAL)
        sync_folder(aside)
    except OSError:
        _remove(aside)
        raise
    _apply(root, aside, entries)


def finish_replacement(root: Path) -> Finished | None:
    """Finishes what a killed `replace_files` left; None if there was nothing to finish.

    A file that somebody edited in between is left alone, and named.

    Raises:
        OSError: A file cannot be written; the next call tries again.
    """
    aside = root / ASIDE
    if not aside.exists():
        return None
    try:
        entries = json.loads((aside / JOURNAL).read_bytes())
    except (OSError, ValueError):
        _remove(aside)
        return None
    written, left_alone = [], []
    for number, entry in enumerate(entries):
        new, target = aside / NEW / str(number), root / entry["path"]
        digest = sha256(target.read_bytes()) if target.is_file() else None
        if digest == entry["new"]:
            written.append(entry["path"])
        elif digest == entry["old"] and new.is_file() and sha256(new.read_bytes()) == entry["new"]:
            new.replace(target)
            sync_folder(target.parent)
            written.append(entry["path"])
        else:
            left_alone.append(entry["path"])
    _remove(aside)
    return Finished(written, left_alone)


def _apply(root: Path, aside: Path, entries: list[dict[str, str]]) -> None:
    done = []
    try:
        for number, entry in enumerate(entries):
            (aside / NEW / str(number)).replace(root / entry["path"])
            done.append(number)
    except OSError:
        for number in done:
            (aside / OLD / str(number)).replace(root / entries[number]["path"])
        _remove(aside)
        raise
    for folder in {(root / entry["path"]).parent for entry in entries}:
        sync_folder(folder)
    _remove(aside)


def _remove(aside: Path) -> None:
    """Removes what lies aside, the journal first: without it the rest means nothing."""
    (aside / JOURNAL).unlink(missing_ok=True)
    shutil.rmtree(aside, ignore_errors=True)
